"""The folder inside a library where one import works: it vanishes whatever happens.

The library folder itself is locked, so nothing but the working folder is ever written, the lock dies with its
process, and what a killed import left can be recognised (nobody holds the lock) and is cleared away by the
next.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forensics.errors import HashSetRefused

_PREFIX = ".importing-"


@contextmanager
def workroom(library: Path) -> Iterator[Path]:
    """An empty folder on the library's disk; raise HashSetRefused when another import is at work there."""
    made = _make(library)
    lock = os.open(library, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as trouble:
            raise HashSetRefused(
                "Another import into this library is under way; wait until it has finished."
            ) from trouble
        for stale in library.glob(f"{_PREFIX}*"):
            shutil.rmtree(stale)
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=library) as folder:
            yield Path(folder)
    finally:
        os.close(lock)
        _remove_if_empty(made)


def publish(index: Path, *, to: Path) -> None:
    """Move a finished file into the library in one step and make the step last."""
    index.replace(to)
    folder = os.open(to.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _make(library: Path) -> tuple[Path, ...]:
    """Make the library folder; give the folders that were not there before, innermost first."""
    missing = [folder for folder in (library, *library.parents) if not folder.exists()]
    library.mkdir(parents=True, exist_ok=True)
    return tuple(missing)


def _remove_if_empty(folders: tuple[Path, ...]) -> None:
    for folder in folders:
        if any(folder.iterdir()):
            return
        folder.rmdir()
