"""libfsxfs over our own reader: the reference reader of XFS.

It refuses files of many extents and folders that hold one, so that no listing is taken from it.
"""

from collections.abc import Iterator

import pyfsxfs

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.window_file import LIBRARY_TROUBLE, WindowFile

_PIECE_BYTES = 1 << 20


class LibraryVolume:
    """One volume; raises EvidenceUnreadable where libfsxfs opens it not."""

    def __init__(self, windows: VolumeWindows) -> None:
        self._file = WindowFile(windows)
        self._volume = pyfsxfs.volume()
        try:
            self._volume.open_file_object(self._file)
        except LIBRARY_TROUBLE as trouble:
            raise self._file.told("The XFS volume cannot be opened by libfsxfs", trouble) from trouble

    def content(self, number: int, size_bytes: int) -> Iterator[bytes]:
        """The content of a file; raise EvidenceUnreadable where it cannot be read."""
        try:
            entry = self._volume.get_file_entry_by_inode(number)
            if entry is None or entry.size != size_bytes:
                raise EvidenceUnreadable(f"libfsxfs finds no file {number} of {size_bytes:,} bytes.")
            for done in range(0, size_bytes, _PIECE_BYTES):
                yield entry.read_buffer_at_offset(min(_PIECE_BYTES, size_bytes - done), done)
        except LIBRARY_TROUBLE as trouble:
            raise self._file.told("The content cannot be read by libfsxfs", trouble) from trouble

    def close(self) -> None:
        self._volume.close()
