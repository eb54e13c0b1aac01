"""Opening evidence files so that nothing about them changes: read-only, and without a new access time where
the system allows it.
"""

import errno
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


def is_claimed(device: Path) -> bool:
    """Whether somebody on this system has the block device for himself: mounted, also where we cannot see it,
    or part of a device above it.
    """
    try:
        # Of a block device O_EXCL asks for it alone, and fails where it is mounted (open(2)).
        os.close(os.open(device, _READ_ONLY | os.O_EXCL))
    except OSError as trouble:
        return trouble.errno == errno.EBUSY
    return False
