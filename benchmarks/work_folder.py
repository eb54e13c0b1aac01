"""The folder the table is measured in: disk images and libraries of sets, built once and used again.

What is there is taken as it is; a library whose index the program refuses is imported again.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crowded_disks import build_million, build_million_in_one_folder, build_one_folder
from benchmarks.mixed_disk import acquire_e01, build_mixed_disk
from benchmarks.notable_sets import (
    write_crowded_set,
    write_million_set,
    write_set_of_many_hits,
    write_set_of_one,
)
from benchmarks.processes import ProgramFailed, run

_READ_BYTES = 8 << 20


class CannotMeasure(Exception):
    """A row is left out; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """`tools` are the outside programs that `build` needs."""

    build: Callable[[Path], None]
    tools: tuple[str, ...]


def _acquire(target: Path) -> None:
    acquire_e01(target.with_suffix(".dd"), target)


_IMAGES = {
    "mixed.dd": _Recipe(build=build_mixed_disk, tools=("mkntfs", "ntfs-3g", "fusermount")),
    "mixed.E01": _Recipe(build=_acquire, tools=("ewfacquire",)),
    "one-folder.dd": _Recipe(build=build_one_folder, tools=("mkntfs",)),
    "million.dd": _Recipe(build=build_million, tools=("mkntfs",)),
    "million-one-folder.dd": _Recipe(build=build_million_in_one_folder, tools=("mkntfs",)),
}
_MADE_FROM = {"mixed.E01": "mixed.dd"}
_RECORDS = {
    "million": ("million-records.json", write_million_set),
    "one": ("one-record.json", write_set_of_one),
    "crowded": ("crowded-records.json", write_crowded_set),
    "many-hits": ("many-hits-records.json", write_set_of_many_hits),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFolder:
    """`program` is the Fieldcase that is measured; it also imports the sets."""

    folder: Path
    program: Path

    def image(self, name: str) -> Path:
        """The image of that name, built if it is not there; raise CannotMeasure when it cannot be built."""
        image = self.folder / name
        if not image.exists():
            if name in _MADE_FROM:
                self.image(_MADE_FROM[name])
            recipe = _IMAGES[name]
            need_tools(recipe.tools, purpose=f"building {name}")
            _tell(f"building {name}")
            try:
                recipe.build(image)
            except subprocess.CalledProcessError as trouble:
                said = (trouble.stderr or b"").decode("utf-8", errors="replace").strip()
                raise CannotMeasure(f"{name} could not be built: {trouble.cmd[0]}: {said}") from trouble
        return image

    def library(self, set_name: str) -> Path:
        """The library that holds the set of that name and no other."""
        library = self.folder / f"lib-{set_name}"
        place = ("--library", library)
        if not self._accepts("hashset", "info", set_name, *place):
            records, write = _RECORDS[set_name]
            source = self.folder / records
            if not source.exists():
                _tell(f"writing {records}")
                write(source)
            shutil.rmtree(library, ignore_errors=True)
            _tell(f"importing the set {set_name}")
            run([self.program, "hashset", "import", source, "--name", set_name, "--progress", "none", *place])
        return library

    def _accepts(self, *arguments: str | Path) -> bool:
        try:
            run([self.program, *arguments])
        except ProgramFailed:
            return False
        return True


def need_tools(tools: Sequence[str], *, purpose: str) -> None:
    """Raise CannotMeasure when one of the outside programs is not installed."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        raise CannotMeasure(f"{', '.join(missing)} not installed, needed for {purpose}")


def warm(image: Path) -> None:
    """Read what the image holds once, so that all who are measured find it in memory; holes are left out."""
    with image.open("rb", buffering=0) as stream:
        end, at = stream.seek(0, os.SEEK_END), 0
        piece = bytearray(_READ_BYTES)
        while at < end:
            try:
                at = os.lseek(stream.fileno(), at, os.SEEK_DATA)
            except OSError:
                return  # ENXIO: nothing but a hole up to the end
            until = os.lseek(stream.fileno(), at, os.SEEK_HOLE)
            os.lseek(stream.fileno(), at, os.SEEK_SET)
            while at < until and (got := stream.readinto(memoryview(piece)[: until - at])):
                at += got


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
