"""ISO 9660 with Joliet or Rock Ridge, listed by its own records in linear time; contents are plain runs of
blocks.

The Sleuth Kit takes quadratic time to open a disc of many files. It still reads the samples that readings are
compared with, up to a number of files, and discs recorded with their raw sectors, of which it alone finds the
descriptors. Names but for those of Rock Ridge, addresses and what counts as an orphan are its own; what it
passes over in silence is listed too, with addresses behind the last of its own.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.beside_tsk import BesideTsk
from forensics.filesystems.iso_disc import Disc, read_disc
from forensics.filesystems.iso_listing import Listing
from forensics.filesystems.iso_numbers import Numbers
from forensics.filesystems.iso_records import HAS_XAR, INTERLEAVED, NOT_LAST, FolderReader
from forensics.images import EvidenceImage, Volume

_PIECE_BYTES = 1 << 20
_MOST_TSK_NAMES = 5_000  # The Sleuth Kit opens these in 0.2 s, 20,000 in 3 s

Parts = list[tuple[int, int, int]]  # address, place in the volume, bytes


class IsoFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._image, self._volume = image, volume
        self._beside = BesideTsk(image, volume)
        self._disc: Disc | None = None
        self._known: tuple[FolderReader, Numbers] | None = None
        self._listing: Listing | None = None
        self._is_listed = False
        try:
            self._disc = read_disc(self._beside.read)
        except EvidenceUnreadable:  # raw sectors, which The Sleuth Kit knows, or its own refusal
            self._beside.tsk()

    def _numbers(self, disc: Disc) -> tuple[FolderReader, Numbers]:
        if self._known is None:
            length_bytes = self._volume.length_bytes
            folders = FolderReader(self._beside.read, disc, length_bytes=length_bytes)
            self._known = folders, Numbers(self._beside.read, disc, folders, length_bytes=length_bytes)
        return self._known

    def entries(self) -> Iterator[FileEntry | Fault]:
        if self._disc is None:
            yield from map(_without_extents, self._beside.tsk().entries())
            return
        folders, numbers = self._numbers(self._disc)
        self._is_listed = False
        listing = self._listing = Listing(
            self._disc, folders, numbers, volume=self._volume, image_bytes=self._image.info.size_bytes
        )
        yield from listing.entries()
        self._is_listed = True

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        if self._disc is None:
            return self._beside.tsk().chunks(entry_address, size_bytes, allocated=allocated)
        return self._content(self._parts(self._disc, entry_address.meta_addr, size_bytes))

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        if self._disc is None:
            return self._beside.tsk().chunks(entry_address, size_bytes, allocated=allocated)
        _, numbers = self._numbers(self._disc)
        parts = self._parts(self._disc, entry_address.meta_addr, size_bytes)
        is_plain = numbers.is_plain and numbers.count <= _MOST_TSK_NAMES and parts[-1][0] < numbers.count
        if not is_plain or any(numbers.flags[address] & HAS_XAR for address, _, _ in parts):
            return self._content(parts)
        return self._by_tsk(parts, allocated=allocated)

    def _by_tsk(self, parts: Parts, *, allocated: bool) -> Iterator[bytes]:
        for address, _, length in parts:
            part = EntryAddress(volume=self._volume.index, meta_addr=address)
            yield from self._beside.tsk().chunks(part, length, allocated=allocated)

    def _parts(self, disc: Disc, address: int, size_bytes: int) -> Parts:
        """Where the content of the entry lies; raise EvidenceUnreadable where it is not as listed."""
        _, numbers = self._numbers(disc)
        first, places, sizes, flags = 0, numbers.places, numbers.sizes, numbers.flags
        if address >= numbers.count:
            if self._listing is None or not self._is_listed:
                for _ in self.entries():  # addresses of our own are given in the order of the listing
                    pass
            if self._listing is not None:
                own = self._listing
                first, places, sizes, flags = numbers.count + 1, own.places, own.sizes, own.flags
        parts: Parts = []
        left = size_bytes
        for position in range(address - first, len(places)):
            if position < 0:
                break
            if flags[position] & INTERLEAVED:
                raise EvidenceUnreadable(
                    "The file is recorded interleaved with others, which is not read here."
                )
            parts.append((first + position, places[position], sizes[position]))
            left -= sizes[position]
            if left <= 0 or not flags[position] & NOT_LAST:
                break
        if left or not parts:
            length = size_bytes - left
            raise EvidenceUnreadable(
                f"The content is {length:,} bytes long, not the {size_bytes:,} bytes listed."
            )
        return parts

    def _content(self, parts: Parts) -> Iterator[bytes]:
        for _, place, length in parts:
            for done in range(0, length, _PIECE_BYTES):
                wanted = min(_PIECE_BYTES, length - done)
                piece = self._beside.read(place + done, wanted)
                if len(piece) != wanted:
                    raise ShortRead(
                        f"The volume ends within the content, at byte {place + done + len(piece):,}; "
                        "no digest is recorded."
                    )
                yield piece

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        return None  # a disc keeps no map

    def expected_records(self) -> int | None:
        return None

    def census(self) -> Census | None:
        return self._listing.census() if self._listing is not None and self._is_listed else None

    def close(self) -> None:
        self._beside.close()


def _without_extents(found: FileEntry | Fault) -> FileEntry | Fault:
    """Between raw sectors lie their headers and checks, so that no content is one run of bytes."""
    return replace(found, extents=None) if isinstance(found, FileEntry) and found.extents else found
