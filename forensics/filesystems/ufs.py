"""UFS1 and UFS2 by their own structures: names, contents, extended attributes and the maps of what is in use.

The Sleuth Kit knows fewer places of the superblock and goes round in circles over some damaged records; here
it reads the samples that readings are compared with.
"""

from collections.abc import Iterator
from itertools import islice

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.beside_tsk import BesideTsk
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.ufs_attributes import ATTRIBUTE_TYPE, attributes_of
from forensics.filesystems.ufs_groups import Groups
from forensics.filesystems.ufs_inodes import Inodes, Maps, content
from forensics.filesystems.ufs_layout import read_layout
from forensics.filesystems.ufs_listing import RESERVED, Listing
from forensics.images import EvidenceImage, Volume

SOURCE = "inode maps of the cylinder groups"
_TSK_PLACES = {"UFS1": (8192,), "UFS2": (65536, 262144)}  # where The Sleuth Kit looks for the superblock
_MOST_RANGES = 4_000_000  # more than on any disk in use; they would only fill the memory


class UfsFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`; raise EvidenceUnreadable where no superblock
    is sound.
    """

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._volume = volume
        self._windows = VolumeWindows(image, volume)
        self._layout = read_layout(self._windows.read)
        self._inodes = Inodes(self._windows, self._layout)
        self._beside = BesideTsk(image, volume)
        self._listed: Listing | None = None

    def entries(self) -> Iterator[FileEntry | Fault]:
        listing = Listing(self._windows, self._layout, volume=self._volume)
        yield from listing.entries()
        self._listed = listing
        if listing.in_use != listing.met:
            words = (
                f"By the maps of the volume {listing.in_use:,} inodes of files and directories are in use, "
                f"but names lead to {listing.met:,}."
            )
            yield Fault(stage=Stage.LIST, reason=words, volume=self._volume.index)

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        return _exactly(self._content(entry_address), size_bytes)

    def _content(self, address: EntryAddress) -> Iterator[bytes]:
        inode = self._inodes.inode(address.meta_addr)
        if address.attr_type is None:
            return content(self._windows, Maps(self._windows, self._layout).stretches(inode))
        attributes = attributes_of(self._windows, self._layout, inode)
        place = address.attr_id if address.attr_id is not None else -1
        if address.attr_type != ATTRIBUTE_TYPE or not 0 <= place < len(attributes):
            raise EvidenceUnreadable("The record of where the content lies is missing.")
        return iter((attributes[place].value,))

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        is_known = self._layout.place in _TSK_PLACES[self._layout.name]
        if entry_address.attr_type is not None or not allocated or not is_known:
            return self.chunks(entry_address, size_bytes, allocated=allocated)
        return self._beside.tsk().chunks(entry_address, size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        """By the maps of fragments; `None` where one cannot be read."""
        start = self._volume.offset_bytes
        try:
            runs = tuple(islice(Groups(self._windows, self._layout).runs_in_use(), _MOST_RANGES + 1))
        except EvidenceUnreadable:  # a map with a part missing would call the missing part free
            return None
        if len(runs) > _MOST_RANGES:
            return None
        return tuple(_merged((start + place, length) for place, length in runs))

    def expected_records(self) -> int | None:
        in_use = self._layout.inodes - self._layout.free_inodes - RESERVED
        return in_use if 0 <= in_use <= self._layout.inodes else None

    def census(self) -> Census | None:
        if self._listed is None:
            return None
        return Census(source=SOURCE, in_use=self._listed.in_use, met=self._listed.met)

    def close(self) -> None:
        self._beside.close()


def _merged(runs: Iterator[tuple[int, int]]) -> Iterator[ByteRange]:
    """A run that goes on in the next group is one."""
    start = end = None
    for place, length in runs:
        if start is not None and end is not None and place != end:
            yield ByteRange(start, end - start)
            start = None
        start = place if start is None else start
        end = place + length
    if start is not None and end is not None:
        yield ByteRange(start, end - start)


def _exactly(pieces: Iterator[bytes], size_bytes: int) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        yield piece
    if done != size_bytes:
        raise ShortRead(f"Content gave {done:,} of {size_bytes:,} bytes; no digest is recorded.")
