"""One module of the program can open a connection. An import contract holds urllib and http; this, all."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOOR = "app/stamping.py"
WAYS_OUT = frozenset(
    {"ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "socketserver", "ssl", "urllib", "xmlrpc"}
)
SPELLING = frozenset({"urllib.parse"})  # puts addresses together and opens nothing


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
            yield node.module


def _with_a_way_out() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for package in ("app", "forensics", "reports", "ui")
        for path in (ROOT / package).rglob("*.py")
        for name in _imported(ast.parse(path.read_bytes()))
        if name.split(".")[0] in WAYS_OUT and name not in SPELLING
    }


def test_one_module_imports_what_opens_connections() -> None:
    assert _with_a_way_out() == {DOOR}
