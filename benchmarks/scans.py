"""How long a scan takes from the command line: the practice card, and an ext4 volume of many small files."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.practice import PracticeKit, build_practice
from benchmarks.measuring import Measurement, best_of

_FIELDCASE = Path(sys.executable).with_name("fieldcase")
_SMALL_FILES = 10_000
_FILES_IN_A_FOLDER = 200
_RIGHT_ENDINGS = (0, 3)  # 3: done, and a part could not be read, as the locked partition of the practice card


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """A folder to work in, with a library of the practice sets."""

    folder: Path
    kit: PracticeKit

    @property
    def library(self) -> Path:
        return self.folder / "library"

    def case_of(self, image: Path) -> Path:
        """A new case with `image` as its exhibit, ready to scan; an older one of the same name is removed."""
        case = self.folder / f"{image.stem}.fieldcase"
        shutil.rmtree(case, ignore_errors=True)
        _fieldcase("case", "new", case, "--number", "BENCH-1", "--examiner", "benchmark")
        _fieldcase("evidence", "add", case, image)
        return case

    def scan(self, case: Path) -> None:
        _fieldcase("scan", case, "--library", self.library, "--progress", "none")


def measure(folder: Path) -> Iterator[Measurement]:
    desk = _Desk(folder=folder, kit=build_practice(folder / "practice"))
    for file, name, role in (
        (desk.kit.notable_set, "notable", "notable"),
        (desk.kit.known_set, "known", "known"),
    ):
        _fieldcase("hashset", "import", file, "--name", name, "--role", role, "--library", desk.library)
    yield _measured_scan("scan: practice card", desk, desk.kit.image)
    if shutil.which("mke2fs"):
        yield _measured_scan(f"scan: ext4, {_SMALL_FILES:,} files of 4 KiB", desk, _many_files(folder))
    else:
        print("left out: the scan of many small files (mke2fs is not installed)", file=sys.stderr)


def _measured_scan(name: str, desk: _Desk, image: Path) -> Measurement:
    case = desk.case_of(image)
    seconds = best_of(1, lambda: desk.scan(case))
    return Measurement(name=name, amount=_entries(case), unit="entries", seconds=seconds)


def _entries(case: Path) -> int:
    listed = _fieldcase("list", case, "entries", "--format", "jsonl")
    return sum(1 for line in listed.splitlines() if json.loads(line))


def _many_files(folder: Path) -> Path:
    tree, image = folder / "tree", folder / "many-files.dd"
    for number in range(_SMALL_FILES):
        parent = tree / f"folder{number // _FILES_IN_A_FOLDER:04d}"
        parent.mkdir(parents=True, exist_ok=True)
        (parent / f"file{number:06d}.txt").write_bytes(f"{number:06d}\n".encode() * 585)
    subprocess.run(
        ["mke2fs", "-q", "-F", "-t", "ext4", "-N", str(_SMALL_FILES * 2), "-d", tree, image, "160M"],
        check=True,
        capture_output=True,
    )
    shutil.rmtree(tree)
    return image


def _fieldcase(*arguments: str | Path) -> str:
    done = subprocess.run([_FIELDCASE, *arguments], check=False, capture_output=True, text=True)
    if done.returncode not in _RIGHT_ENDINGS:
        raise RuntimeError(f"fieldcase {arguments[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout
