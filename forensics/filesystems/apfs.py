"""APFS: one volume of a container, by its own trees with every checksum checked.

libfsapfs checks none and passes over what it cannot read, so it is only the reference for the sample that is
read twice.
"""

from collections.abc import Iterator
from itertools import islice

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import decmpfs
from forensics.filesystems.apfs_container import Container
from forensics.filesystems.apfs_contents import Contents
from forensics.filesystems.apfs_library import LibraryVolume
from forensics.filesystems.apfs_listing import ATTRIBUTE_TYPE, Listing
from forensics.filesystems.apfs_records import Records
from forensics.filesystems.apfs_unlocked import OpenedLock, opened_lock
from forensics.filesystems.apfs_volume import ApfsVolume, volumes_of
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.images import EvidenceImage, Volume

_LIBRARY_KINDS = (3, 4, 7, 8)  # of compression
_MOST_RANGES = 4_000_000  # more than on any disk in use; they would only fill the memory


class ApfsFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`; `volume.layer_key` is the UUID of the volume
    in its container. The trees are read when they are first needed. Of an encrypted volume, `image` is the
    space in which a key laid its blocks in plain.
    """

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._place = volume
        lock = opened_lock(image)
        self._windows = VolumeWindows(image, volume) if lock is None else lock.windows
        self._container = Container(self._windows)
        self._volume = _volume(self._container, volume.layer_key, lock)
        self._contents: tuple[Records, Contents] | None = None
        self._library: LibraryVolume | None = None
        self._met: int | None = None

    def _read(self) -> tuple[Records, Contents]:
        if self._contents is None:
            records = Records(self._volume)
            self._contents = records, Contents(self._volume, records)
        return self._contents

    def entries(self) -> Iterator[FileEntry | Fault]:
        try:
            records, contents = self._read()
            block_bytes = self._container.blocks.block_bytes
            listing = Listing(records, contents, volume=self._place, block_bytes=block_bytes)
            yield from listing.entries()
        except EvidenceUnreadable as trouble:
            yield self._fault(f"The names of the APFS volume cannot be listed: {trouble}")
            return
        self._met = listing.met

    def _fault(self, reason: str) -> Fault:
        return Fault(stage=Stage.LIST, reason=reason, volume=self._place.index)

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        return _exactly(self._content(entry_address), size_bytes)

    def _content(self, address: EntryAddress) -> Iterator[bytes]:
        _, contents = self._read()
        file = contents.record(address.meta_addr)
        if address.attr_type is not None:
            place = address.attr_id if address.attr_id is not None else -1
            if address.attr_type != ATTRIBUTE_TYPE or not 0 <= place < len(file.attributes):
                raise EvidenceUnreadable("The record of where the content lies is missing.")
            return contents.attribute_bytes(file.attributes[place])
        return contents.of_file(file)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        """By libfsapfs wherever that reads the content itself: it knows no sealed volumes, gives extended
        attributes by name only, fails on some LZFSE, and would need the secret of an encrypted volume.
        """
        if entry_address.attr_type is not None or not allocated or not self._is_plain(entry_address):
            return self.chunks(entry_address, size_bytes, allocated=allocated)
        return _exactly(self._by_library().content(entry_address.meta_addr, size_bytes), size_bytes)

    def _is_plain(self, address: EntryAddress) -> bool:
        _, contents = self._read()
        header = contents.compression(contents.record(address.meta_addr))
        has_its_own = self._volume.is_sealed or self._volume.is_encrypted
        return not has_its_own and (header is None or decmpfs.kind_of(header) in _LIBRARY_KINDS)

    def _by_library(self) -> LibraryVolume:
        if self._library is None:
            self._library = LibraryVolume(self._windows, self._volume.uuid)
        return self._library

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        """Of the whole container, whose volumes share its space; `None` where its map cannot be read."""
        start, block_bytes = self._place.offset_bytes, self._container.blocks.block_bytes
        try:
            ranges = tuple(islice(_merged(self._container.ranges_in_use()), _MOST_RANGES + 1))
        except EvidenceUnreadable:  # a map with a part missing would call the missing part free
            return None
        if len(ranges) > _MOST_RANGES:
            return None
        return tuple(ByteRange(start + first * block_bytes, blocks * block_bytes) for first, blocks in ranges)

    def expected_records(self) -> int | None:
        return self._volume.objects_counted

    def census(self) -> Census | None:
        if self._met is None:
            return None
        in_use = self._volume.objects_counted
        return Census(source="object counts of the volume superblock", in_use=in_use, met=self._met)

    def close(self) -> None:
        if self._library is not None:
            self._library.close()


def _volume(container: Container, key: str | None, lock: OpenedLock | None) -> ApfsVolume:
    for found in volumes_of(container, lock=lock):
        if isinstance(found, ApfsVolume) and key in (None, found.uuid.hex()):
            return found
    raise EvidenceUnreadable(f"The APFS container has no volume {key} that can be read.")


def _merged(ranges: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first = behind = 0
    for start, blocks in ranges:
        if start != behind:
            if behind > first:
                yield first, behind - first
            first = start
        behind = start + blocks
    if behind > first:
        yield first, behind - first


def _exactly(pieces: Iterator[bytes], size_bytes: int) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        yield piece
    if done != size_bytes:
        raise ShortRead(f"Content gave {done:,} of {size_bytes:,} bytes; no digest is recorded.")
