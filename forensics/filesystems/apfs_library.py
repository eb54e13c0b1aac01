"""libfsapfs over our own reader: the reference reader of APFS.

It checks no checksums and says nothing of records it cannot read, so that no listing is taken from it.
"""

from collections.abc import Iterator

import pyfsapfs

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.window_file import LIBRARY_TROUBLE, WindowFile

_PIECE_BYTES = 1 << 20


class LibraryVolume:
    """One volume by its number in the container; raises EvidenceUnreadable where libfsapfs opens it not."""

    def __init__(self, windows: VolumeWindows, uuid: bytes) -> None:
        self._file = WindowFile(windows)
        self._container = pyfsapfs.container()
        try:
            self._container.open_file_object(self._file)
            volumes = [self._container.get_volume(n) for n in range(self._container.number_of_volumes)]
            found = [each for each in volumes if each.identifier.replace("-", "") == uuid.hex()]
        except LIBRARY_TROUBLE as trouble:
            raise self._file.told("The APFS volume cannot be opened", trouble) from trouble
        if not found:
            raise EvidenceUnreadable("libfsapfs does not find the volume in the APFS container.")
        self._volume = found[0]

    def content(self, number: int, size_bytes: int) -> Iterator[bytes]:
        """The content of a file, up to `size_bytes`; raise EvidenceUnreadable where it cannot be read."""
        try:
            entry = self._volume.get_file_entry_by_identifier(number)
            if entry is None:
                raise EvidenceUnreadable(f"libfsapfs finds no file with the number {number}.")
            if entry.size != size_bytes:
                raise EvidenceUnreadable(
                    f"libfsapfs gives the content {entry.size:,} bytes, not the {size_bytes:,} listed."
                )
            for done in range(0, size_bytes, _PIECE_BYTES):
                yield entry.read_buffer_at_offset(min(_PIECE_BYTES, size_bytes - done), done)
        except LIBRARY_TROUBLE as trouble:
            raise self._file.told("The content cannot be read by libfsapfs", trouble) from trouble

    def close(self) -> None:
        self._container.close()
