"""What the program imports is declared, pinned, locked by digest, and free of licences it must not carry."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from importlib.metadata import distribution, metadata, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUR_PACKAGES = ("app", "forensics", "reports", "ui")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NEVER_INSTALLED = {"__future__", "_typeshed"}  # the second exists for type checkers only
LOCKS = ("requirements.lock", "requirements-dev.lock")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> dict[str, str]:
    pins = (requirement.split("==") for requirement in PYPROJECT["project"]["dependencies"])
    return {_plain(name): version for name, version in pins}


def _imported() -> set[str]:
    modules: set[str] = set()
    for package in OUR_PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            modules |= set(_modules_of(ast.parse(source.read_text())))
    ours = set(sys.stdlib_module_names) | set(OUR_PACKAGES) | NEVER_INSTALLED
    outside = {module for module in modules if module.partition(".")[0] not in ours}
    homes = packages_distributions()
    imported = set()
    for module in outside:
        home = _home(module, homes[module.partition(".")[0]])
        assert home is not None, f"no installed part holds {module}"
        imported.add(_plain(home))
    return imported


def _home(module: str, candidates: Sequence[str]) -> str | None:
    """The part a module comes from; of several that fill one folder, as the two of Qt do, the one that holds
    the module's own file.
    """
    if len(set(candidates)) == 1:
        return candidates[0]
    return next((name for name in candidates if _holds(name, module)), None)


def _holds(part: str, module: str) -> bool:
    place = module.replace(".", "/")
    homes = re.compile(rf"{re.escape(place)}(?:/__init__)?(?:\.[\w-]+)*\.(?:py|so|pyd)")
    return any(homes.fullmatch(file.as_posix()) for file in distribution(part).files or ())


def _modules_of(tree: ast.AST) -> Iterator[str]:
    """The modules a source imports, whole names: `from PySide6.QtCore import Qt` is PySide6.QtCore."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _locked(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text().splitlines()
    pins = [line.split(" ")[0].split("==") for line in lines if re.match(r"[a-zA-Z]", line)]
    return {_plain(name): version for name, version in pins}


def test_every_outside_import_is_declared_and_every_declared_part_is_imported() -> None:
    shiboken_comes_with_qt = {"shiboken6"}
    assert _imported() - shiboken_comes_with_qt == set(_declared())


def test_of_two_parts_that_fill_one_folder_each_module_has_its_own_home() -> None:
    homes = packages_distributions()["PySide6"]
    assert _plain(_home("PySide6.QtMultimedia", homes) or "") == "pyside6-addons"
    assert _plain(_home("PySide6.QtWidgets", homes) or "") == "pyside6-essentials"
    assert _home("PySide6.QtNowhere", homes) is None


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_the_declared_versions(lock: str) -> None:
    assert _declared().items() <= _locked(lock).items()


def test_the_development_lock_adds_and_changes_nothing() -> None:
    runtime, development = (_locked(lock) for lock in LOCKS)
    assert runtime.items() <= development.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_part_has_a_digest_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    requirements = re.split(r"\n(?=[a-zA-Z])", text.strip())
    assert len(requirements) == len(_locked(lock))
    assert [r.split("==")[0] for r in requirements if "--hash=sha256:" not in r] == []


def test_what_is_installed_is_what_is_locked() -> None:
    installed = {name: distribution(name).version for name in _declared()}
    assert installed == _declared()


def test_no_part_of_the_program_is_under_a_gpl_or_agpl_licence() -> None:
    windows_only = {"colorama", "tzdata"}
    bad = {name for name in _locked("requirements.lock").keys() - windows_only if _is_strong_copyleft(name)}
    assert bad == set()


def _is_strong_copyleft(name: str) -> bool:
    """Whether every licence offered is a GPL or AGPL; "LGPL or GPL" is a choice, and the choice is LGPL."""
    about = metadata(name)
    expression = " ".join(about.get_all("License-Expression", ()) or about.get_all("License", ()))
    classifiers = " ".join(c for c in about.get_all("Classifier", ()) if c.startswith("License ::"))
    stated = f"{expression[:200]} {classifiers}"
    weaker = re.search(r"LGPL|Lesser|MIT|BSD|Apache|MPL", stated)
    return bool(re.search(r"\bA?GPL|General Public License", stated)) and not weaker
