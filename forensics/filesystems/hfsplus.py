"""HFS+: listing, forks, extended attributes and compressed files from the volume's own trees.

The Sleuth Kit takes quadratic time for a large folder, gives nothing at all for a file with a long extended
attribute, and takes compressed files for empty; here it reads the samples that readings are compared with. A
volume whose trees are damaged is read by it alone, and says so.
"""

from collections.abc import Iterator
from itertools import islice

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.beside_tsk import BesideTsk
from forensics.filesystems.hfsplus_forks import HfsForks
from forensics.filesystems.hfsplus_listing import ATTRIBUTE_TYPE, RESOURCE_TYPE, Listing
from forensics.filesystems.hfsplus_playback import recovered
from forensics.filesystems.hfsplus_volume import HfsVolume
from forensics.images import EvidenceImage, Volume

_TSK_RESOURCE_ID = 1
_TSK_FIRST_ATTRIBUTE_ID = 2
# The Sleuth Kit lists the root folder to open a volume: 0.2 s at 20,000 names, 8 s at 60,000.
_MOST_NAMES_IN_ROOT = 20_000
_MOST_RANGES = 4_000_000


class HfsPlusFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`.

    The trees are read, and The Sleuth Kit is opened, when they are first needed; both see the volume with its
    journal played back.
    """

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._volume = volume
        self._recovered = recovered(image, volume)
        self._beside = BesideTsk(self._recovered.image, volume)
        self._hfs: HfsVolume | None = None
        self._forks: HfsForks | None = None
        self._trouble: EvidenceUnreadable | None = None
        self._met: int | None = None
        try:
            self._hfs = HfsVolume(self._beside.read, length_bytes=volume.length_bytes)
        except EvidenceUnreadable as trouble:
            self._trouble = trouble
            self._beside.tsk()

    def _own(self) -> tuple[HfsVolume, HfsForks] | None:
        """The volume by its own trees; `None` where they are damaged, `_trouble` then says how."""
        if self._hfs is None or (self._forks is None and self._trouble is not None):
            return None
        if self._forks is None:
            try:
                self._forks = HfsForks(self._hfs)
            except EvidenceUnreadable as trouble:
                self._trouble = trouble
                return None
        return self._hfs, self._forks

    def entries(self) -> Iterator[FileEntry | Fault]:
        try:
            yield from self._entries()
        except EvidenceUnreadable as trouble:
            reason = f"The names of the HFS+ volume cannot be listed: {trouble}"
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)

    def _entries(self) -> Iterator[FileEntry | Fault]:
        for reason in self._recovered.sentences:
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)
        own = self._own()
        if own is None:
            reason = f"{self._trouble} Compressed files and long extended attributes cannot be told."
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)
            yield from self._beside.tsk().entries()
            return
        hfs, forks = own
        listing = Listing(
            hfs,
            forks,
            index=self._volume.index,
            offset_bytes=self._volume.offset_bytes,
            played=self._recovered.played,
        )
        yield from listing.entries()
        self._met = listing.met

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        own = self._own() if allocated else None
        if own is None:
            return self._beside.tsk().chunks(entry_address, size_bytes, allocated=allocated)
        return _exactly(_content(*own, entry_address), size_bytes)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        own = self._own() if allocated else None
        if own is None:
            return self._beside.tsk().chunks(entry_address, size_bytes, allocated=allocated)
        if not _is_plain_to_tsk(own[1], entry_address):
            return self.chunks(entry_address, size_bytes, allocated=allocated)
        return self._beside.tsk().chunks(_tsk_address(entry_address), size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        """By the allocation file. `None` where that cannot be read, which is a fault of its own content as of
        any other, or falls into more ranges than on any disk in use, which would only fill the memory.
        """
        if self._hfs is None:
            return None
        try:
            ranges = tuple(islice(self._hfs.ranges_in_use(), _MOST_RANGES + 1))
        except EvidenceUnreadable:
            return None
        if len(ranges) > _MOST_RANGES:
            return None
        return tuple(ByteRange(self._volume.offset_bytes + start, length) for start, length in ranges)

    def expected_records(self) -> int | None:
        return None if self._hfs is None else self._hfs.files + self._hfs.folders

    def census(self) -> Census | None:
        if self._hfs is None or self._met is None:
            return None
        in_use = self._hfs.files + self._hfs.folders
        return Census(source="file and folder counts of the volume header", in_use=in_use, met=self._met)

    def close(self) -> None:
        self._beside.close()


def _content(hfs: HfsVolume, forks: HfsForks, address: EntryAddress) -> Iterator[bytes]:
    number = address.meta_addr
    if address.attr_type is None:
        return hfs.chunks(forks.own[number]) if number in forks.own else forks.content(number)
    if address.attr_type == RESOURCE_TYPE:
        fork = forks.resource_fork(number)
    else:
        attributes = forks.attributes(number)
        place = address.attr_id if address.attr_id is not None else -1
        is_there = address.attr_type == ATTRIBUTE_TYPE and 0 <= place < len(attributes)
        fork = attributes[place] if is_there else None
    if fork is None:
        raise EvidenceUnreadable("The record of where the content lies is missing.")
    return hfs.chunks(fork)


def _is_plain_to_tsk(forks: HfsForks, address: EntryAddress) -> bool:
    """Whether The Sleuth Kit can read the content in reasonable time: it knows no compression in this build,
    and gives nothing of a file with an attribute outside the tree.
    """
    if forks.catalog.names_in_root() > _MOST_NAMES_IN_ROOT:
        return False
    if address.meta_addr in forks.own:
        return True
    attributes = forks.attributes(address.meta_addr)
    if any(attribute.inline is None for attribute in attributes):
        return False
    return address.attr_type is not None or forks.compression(attributes) is None


def _tsk_address(address: EntryAddress) -> EntryAddress:
    """The Sleuth Kit counts attributes behind the two forks."""
    if address.attr_type is None:
        return address
    is_attribute = address.attr_type == ATTRIBUTE_TYPE
    number = _TSK_FIRST_ATTRIBUTE_ID + (address.attr_id or 0) if is_attribute else _TSK_RESOURCE_ID
    return EntryAddress(
        volume=address.volume, meta_addr=address.meta_addr, attr_type=address.attr_type, attr_id=number
    )


def _exactly(pieces: Iterator[bytes], size_bytes: int) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        yield piece
    if done != size_bytes:
        raise ShortRead(f"Content gave {done:,} of {size_bytes:,} bytes; no digest is recorded.")
