"""Opening evidence files so that nothing about them changes: read-only, and without a new access time where
the system allows it.
"""

import os
from pathlib import Path

from forensics.errors import SourceNotUsable

_READ_ONLY = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_ATIME = getattr(os, "O_NOATIME", 0)


def open_read_only(source: Path) -> int:
    """A file descriptor for positional reads; SourceNotUsable where the file cannot be opened."""
    try:
        try:
            return os.open(source, _READ_ONLY | _NO_ATIME)
        except PermissionError:
            # O_NOATIME is granted only to the owner of the file (open(2)); reading itself may still be
            # allowed.
            return os.open(source, _READ_ONLY)
    except OSError as trouble:
        raise SourceNotUsable(f"{source} cannot be opened: {trouble.strerror}.") from trouble


def size_of(handle: int) -> int:
    """Bytes behind `handle`, a file or a block device (whose stat gives 0)."""
    return os.lseek(handle, 0, os.SEEK_END)
