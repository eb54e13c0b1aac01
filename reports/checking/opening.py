"""A bundle that anyone may have made, opened with care: which regular files it has, read in bounded pieces.

Nothing but regular files with plain names is ever opened: no link is followed, no device read, and no name
leads out of the folder. Whatever else lies there is told as a difference, and the rest is checked all the
same.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from forensics.paths import display_text
from reports import bag
from reports.checking.verdict import BundleDiffers

CHUNK = 1 << 20
MOST_FILES = 500_000
DEEPEST = 6  # folders in folders
LARGEST_TEXT = 256 * 1024 * 1024  # bytes of a manifest
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    sha256: str
    sha512: str

    def of(self, algorithm: str) -> str:
        return self.sha256 if algorithm == "sha256" else self.sha512


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """`files`: name from the bundle's folder to size in bytes. `strange`: a sentence for everything else that
    lies there.
    """

    folder: Path
    files: dict[str, int]
    strange: tuple[str, ...]
    _digests: dict[str, Digests] = field(default_factory=dict, repr=False, compare=False)

    def __contains__(self, name: str) -> bool:
        return name in self.files

    def path(self, name: str) -> Path:
        """The place of a regular file; raise BundleDiffers where there is none."""
        if name not in self.files:
            raise BundleDiffers(f"{name} is missing")
        return self.folder / name

    def open(self, name: str) -> IO[bytes]:
        descriptor = os.open(self.path(name), _FLAGS)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise BundleDiffers(f"{name} is not a file")
        return os.fdopen(descriptor, "rb")

    def read(self, name: str, *, most: int) -> bytes:
        """The whole of a small file; raise BundleDiffers where it has more than `most` bytes."""
        with self.open(name) as file:
            raw = file.read(most + 1)
        if len(raw) > most:
            raise BundleDiffers(f"{name} is larger than the {most:,} bytes such a file may have")
        return raw

    def digests(self, name: str) -> Digests:
        """Both digests of a file, from one reading."""
        if name not in self._digests:
            sha256, sha512 = hashlib.sha256(), hashlib.sha512()
            with self.open(name) as file:
                while chunk := file.read(CHUNK):
                    sha256.update(chunk)
                    sha512.update(chunk)
            self._digests[name] = Digests(sha256=sha256.hexdigest(), sha512=sha512.hexdigest())
        return self._digests[name]

    def below(self, folder: str) -> tuple[str, ...]:
        """The names of all files below `folder`, sorted; it ends with a slash."""
        return tuple(sorted(name for name in self.files if name.startswith(folder)))


def open_bundle(folder: Path) -> Bundle:
    """Find out what lies in a folder, without opening any of it."""
    files: dict[str, int] = {}
    strange: list[str] = []
    for name, entry in _walk(folder, "", depth=0):
        trouble = _trouble(name, entry)
        if trouble is not None:
            strange.append(trouble)
        elif entry.is_file(follow_symlinks=False):
            files[name] = entry.stat(follow_symlinks=False).st_size
        if len(files) + len(strange) > MOST_FILES:
            raise BundleDiffers(f"the folder has more than {MOST_FILES:,} files, which no bundle has")
    return Bundle(folder=folder, files=files, strange=tuple(strange))


def _walk(folder: Path, above: str, *, depth: int) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        name = f"{above}{entry.name}"
        yield name, entry
        if entry.is_dir(follow_symlinks=False) and depth < DEEPEST and bag.is_plain_name(name):
            yield from _walk(folder / entry.name, f"{name}/", depth=depth + 1)


def _trouble(name: str, entry: "os.DirEntry[str]") -> str | None:
    shown = display_text(os.fsencode(name))
    if not bag.is_plain_name(name):
        return f"{shown} was added: no file of a bundle bears such a name"
    if entry.is_symlink():
        return f"{shown} is a link; no bundle has one, and it was not followed"
    if entry.is_dir(follow_symlinks=False):
        with os.scandir(entry.path) as inside:
            return None if next(inside, None) else f"{shown} was added: an empty folder"
    if not entry.is_file(follow_symlinks=False):
        return f"{shown} is neither a file nor a folder; it was not opened"
    return None
