"""A file system that The Sleuth Kit reads."""

from collections.abc import Iterator

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.timekeeping import TIMEKEEPING
from forensics.filesystems.tsk.attributes import numbers_in
from forensics.filesystems.tsk.content import OpenedVolume, read_content
from forensics.filesystems.tsk.entry import EntryReader
from forensics.filesystems.tsk.media import Media
from forensics.filesystems.tsk.recognition import open_as
from forensics.filesystems.tsk.walk import Walk
from forensics.images import EvidenceImage, Volume

LARGEST_ORPHAN_SEARCH_BYTES = 32 << 30
"""TSK looks for orphans of FAT by reading every free cluster: 3 s a GiB from memory, with no sign of life."""


class TskFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`; TSK's objects stay inside, in one thread."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        if volume.file_system is None:
            raise EvidenceUnreadable(f"Volume {volume.index} holds no file system that can be read here.")
        self._volume = volume
        self._media = Media(image)
        self._opened = open_as(self._media, offset_bytes=volume.offset_bytes, name=volume.file_system)
        self._name = volume.file_system

    def entries(self) -> Iterator[FileEntry | Fault]:
        reader = EntryReader(
            self._opened,
            volume=self._volume.index,
            offset_bytes=self._volume.offset_bytes,
            file_system=self._name,
            keeping=TIMEKEEPING[self._name],
        )
        return Walk(
            self._opened,
            reader,
            media=self._media,
            volume=self._volume.index,
            searches_orphans=not self._is_large_fat(),
        ).entries()

    def _is_large_fat(self) -> bool:
        is_fat = self._name == "exFAT" or self._name.startswith("FAT")
        return is_fat and self._volume.length_bytes > LARGEST_ORPHAN_SEARCH_BYTES

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        volume = OpenedVolume(file_system=self._name, opened=self._opened, media=self._media)
        return read_content(volume, entry_address, size_bytes=size_bytes, allocated=allocated)

    def attribute_numbers(self, meta_addr: int) -> dict[tuple[int, bytes | None], int]:
        return numbers_in(self._opened, meta_addr)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        return self.chunks(entry_address, size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        return None

    def expected_records(self) -> int | None:
        return None

    def census(self) -> Census | None:
        return None

    def close(self) -> None:
        """TSK's objects go with the last reference to them; the image stays open for its owner."""
        del self._opened
