"""fieldcase hashset: its acts, each in a module of its own that is imported when the act is called for.

An act's module has `register(acts)`, which adds the act's parser, and `run(args, desk)`.
"""

import argparse
import importlib
from collections.abc import Callable, Sequence
from types import ModuleType

from app.commands.desk import Desk

DESCRIPTION = """\
Known-hash sets: imported once at the desk, looked up in place by every scan.
A set is called NAME, or NAME@VERSION where it has a version; several versions stand side by side.
notable: what an examiner looks for. known: known software and the like; known, not harmless."""
EXAMPLES = """\
examples:
  fieldcase hashset import list.json --name "Project list" --role notable --set-version 2026-10
  fieldcase hashset import RDS_2026.09.1_modern_minimal.db --name NSRL --role known
  fieldcase hashset list
  fieldcase hashset find 900150983cd24fb0d6963f7d28e17f72
  fieldcase hashset diff "Project list@2026-07" "Project list@2026-10"
  fieldcase hashset verify

fieldcase hashset ACT --help explains each act"""

_ACTS = {  # act: its module, and what it is for
    "import": ("hashset_import", "import a set into the library"),
    "list": ("hashset_library", "one line a set"),
    "info": ("hashset_library", "everything recorded of one set, as JSON"),
    "remove": ("hashset_library", "take a set out of the library"),
    "verify": ("hashset_library", "check every byte of the sets"),
    "find": ("hashset_find", "look digests up in the sets"),
    "diff": ("hashset_diff", "what changed from one version of a set to another"),
    "conflicts": ("hashset_conflicts", "what notable and known sets both list"),
    "columns": ("hashset_columns", "what the columns of a table seem to hold"),
    "export": ("hashset_export", "write hits or chosen entries of a case as a set"),
}


class _ActParser(argparse.ArgumentParser):
    """The parser of an act; with `late` it stands in for the one that `late` makes when it is needed."""

    late: Callable[[], argparse.ArgumentParser] | None = None

    def parse_known_args(  # type: ignore[override]  # one form for the overloads of argparse
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        if self.late is None:
            return super().parse_known_args(args, namespace)
        return self.late().parse_known_args(args, namespace)


def register(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT", parser_class=_ActParser)
    for name, (_module, summary) in _ACTS.items():
        acts.add_parser(name, help=summary, add_help=False).late = _parser_of(name, prog=parser.prog)


def _parser_of(act: str, *, prog: str) -> Callable[[], argparse.ArgumentParser]:
    def parser() -> argparse.ArgumentParser:
        acts = argparse.ArgumentParser(prog=prog).add_subparsers(prog=prog)
        _module_of(act).register(acts)
        return acts.choices[act]

    return parser


def run(args: argparse.Namespace, desk: Desk) -> int:
    return int(_module_of(args.act).run(args, desk))


def _module_of(act: str) -> ModuleType:
    return importlib.import_module(f"app.commands.{_ACTS[act][0]}")
