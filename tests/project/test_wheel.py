"""The wheel carries everything the program reads at run time, not only its Python."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUR_PACKAGES = ("app", "forensics", "reports", "ui")
SOURCES_OF_LINGUISTS = ".ts"  # the program reads the .qm made from them


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names in a wheel built from a copy of the tree, without network."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    for package in OUR_PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--no-deps",
            "--no-index",
            "--no-build-isolation",
            "-w",
            out,
            tree,
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = out.glob("fieldcase-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_packages_is_in_the_wheel(wheel_names: set[str]) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for package in OUR_PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    needed = {name for name in files if not name.endswith(SOURCES_OF_LINGUISTS)}
    assert needed - wheel_names == set()


def test_a_translation_is_in_the_wheel_as_it_is_read_not_as_it_is_written(wheel_names: set[str]) -> None:
    written = {path.stem for path in (ROOT / "ui/translations").glob(f"*{SOURCES_OF_LINGUISTS}")}
    assert written
    assert {f"ui/translations/{name}.qm" for name in written} <= wheel_names
    assert not any(name.endswith(SOURCES_OF_LINGUISTS) for name in wheel_names)


def test_the_wheel_carries_nothing_but_the_packages(wheel_names: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(OUR_PACKAGES)
