"""XFS of versions 4 and 5, by its own structures with every checksum checked.

libfsxfs fails on files of many extents, and on each folder that holds one; it is the reference for the sample
that is read twice.
"""

from collections.abc import Iterator
from itertools import islice

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.xfs_attributes import Attributes
from forensics.filesystems.xfs_contents import content, stretches
from forensics.filesystems.xfs_inodes import EXTENTS, Inodes
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.filesystems.xfs_library import LibraryVolume
from forensics.filesystems.xfs_listing import ATTRIBUTE_TYPE, Listing
from forensics.filesystems.xfs_playback import recovered
from forensics.filesystems.xfs_space import ranges_in_use
from forensics.images import EvidenceImage, Volume

_MOST_RANGES = 4_000_000  # more than on any disk in use; they would only fill the memory


class XfsFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._place = volume
        self._recovered = recovered(image, volume)
        self._windows = VolumeWindows(self._recovered.image, volume)
        self._xfs = XfsVolume(self._windows)
        self._inodes = Inodes(self._xfs)
        self._library: LibraryVolume | None = None
        self._listed: Listing | None = None

    def entries(self) -> Iterator[FileEntry | Fault]:
        for reason in self._recovered.sentences:
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._place.index)
        try:
            listing = Listing(self._xfs, volume=self._place)
            yield from listing.entries()
        except EvidenceUnreadable as trouble:
            reason = f"The names of the XFS volume cannot be listed: {trouble}"
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._place.index)
            return
        self._listed = listing

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        return _exactly(self._content(entry_address), size_bytes)

    def _content(self, address: EntryAddress) -> Iterator[bytes]:
        inode = self._inodes.inode(address.meta_addr)
        if address.attr_type is None:
            return content(self._xfs, inode)
        attributes = Attributes(self._xfs, inode)
        place = address.attr_id if address.attr_id is not None else -1
        if address.attr_type != ATTRIBUTE_TYPE or not 0 <= place < len(attributes.all):
            raise EvidenceUnreadable("The record of where the content lies is missing.")
        return iter((attributes.value(attributes.all[place]),))

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        """By libfsxfs for what it can read: plain extents in the inode, without holes."""
        if entry_address.attr_type is not None or not self._is_plain(entry_address.meta_addr):
            return self.chunks(entry_address, size_bytes, allocated=allocated)
        if self._library is None:
            self._library = LibraryVolume(self._windows)
        return _exactly(self._library.content(entry_address.meta_addr, size_bytes), size_bytes)

    def _is_plain(self, number: int) -> bool:
        inode = self._inodes.inode(number)
        if inode.format != EXTENTS:
            return False
        return all(place is not None for place, _ in stretches(self._xfs, inode))

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        """By the trees of free space; `None` where one cannot be read."""
        start = self._place.offset_bytes
        try:
            ranges = tuple(islice(ranges_in_use(self._xfs), _MOST_RANGES + 1))
        except EvidenceUnreadable:  # a map with a part missing would call the missing part in use
            return None
        if len(ranges) > _MOST_RANGES:
            return None
        end = self._windows.length_bytes
        return tuple(
            ByteRange(start + first, min(length, end - first)) for first, length in ranges if first < end
        )

    def expected_records(self) -> int | None:
        return self._xfs.superblock.inodes_in_use

    def census(self) -> Census | None:
        if self._listed is None:
            return None
        in_use, met = self._listed.in_use.counted, self._listed.met
        return Census(source="inode counts of the group heads", in_use=in_use, met=met)

    def close(self) -> None:
        if self._library is not None:
            self._library.close()


def _exactly(pieces: Iterator[bytes], size_bytes: int) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        yield piece
    if done != size_bytes:
        raise ShortRead(f"Content gave {done:,} of {size_bytes:,} bytes; no digest is recorded.")
