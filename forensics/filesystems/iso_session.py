"""One session of a disc: its listing, and where the contents behind its addresses lie."""

from collections.abc import Iterator

from forensics.entries import Census, Fault, FileEntry
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.iso_disc import Disc, Read
from forensics.filesystems.iso_listing import Listing
from forensics.filesystems.iso_numbers import Numbers
from forensics.filesystems.iso_packed import unpacked
from forensics.filesystems.iso_records import INTERLEAVED, NOT_LAST, FolderReader
from forensics.filesystems.iso_rock import Packed
from forensics.images import Volume

_PIECE_BYTES = 1 << 20

Parts = list[tuple[int, int, int]]  # address, place in the volume, bytes


class Session:
    """Lists the disc as one set of volume descriptors says; `read(offset, length)` is over the volume."""

    def __init__(self, read: Read, disc: Disc, *, volume: Volume, image_bytes: int) -> None:
        self.disc = disc
        self._read, self._volume, self._image_bytes = read, volume, image_bytes
        self._known: tuple[FolderReader, Numbers] | None = None
        self._listing: Listing | None = None
        self._is_listed = False

    def _numbers(self) -> tuple[FolderReader, Numbers]:
        if self._known is None:
            length_bytes = self._volume.length_bytes
            folders = FolderReader(self._read, self.disc, length_bytes=length_bytes)
            self._known = folders, Numbers(self._read, self.disc, folders, length_bytes=length_bytes)
        return self._known

    @property
    def numbers(self) -> Numbers:
        """The addresses of The Sleuth Kit."""
        return self._numbers()[1]

    def entries(self) -> Iterator[FileEntry | Fault]:
        folders, numbers = self._numbers()
        self._is_listed = False
        listing = self._listing = Listing(
            self.disc, folders, numbers, volume=self._volume, image_bytes=self._image_bytes
        )
        yield from listing.entries()
        self._is_listed = True

    def chunks(self, address: int, size_bytes: int) -> Iterator[bytes]:
        packed = self._packed(address)
        if packed is None:
            return self.content(self.parts(address, size_bytes))
        if packed.size_bytes != size_bytes:
            raise EvidenceUnreadable("The packed content is not as long as it was when it was listed.")
        parts = self.parts(address, None)
        length = sum(bytes_of for _, _, bytes_of in parts)
        return unpacked(lambda at, wanted: self._within(parts, at, wanted), packed, length_bytes=length)

    def _own(self, address: int) -> Listing | None:
        """The listing that gave the address; `None` for those of The Sleuth Kit."""
        if address < self.numbers.count:
            return None
        if self._listing is None or not self._is_listed:
            for _ in self.entries():  # addresses of our own are given in the order of the listing
                pass
        return self._listing

    def _packed(self, address: int) -> Packed | None:
        own = self._own(address)
        if own is not None and address in own.sparse:
            raise EvidenceUnreadable(
                "The file is recorded as a sparse one of Rock Ridge, which is not read here."
            )
        return None if own is None else own.packed.get(address)

    def parts(self, address: int, size_bytes: int | None) -> Parts:
        """Where the content of the entry lies; raise EvidenceUnreadable where it is not as listed."""
        numbers, own = self.numbers, self._own(address)
        first, places, sizes, flags = 0, numbers.places, numbers.sizes, numbers.flags
        if own is not None:
            first, places, sizes, flags = numbers.count + 1, own.places, own.sizes, own.flags
        parts: Parts = []
        length = 0
        for position in range(max(0, address - first), len(places) if address >= first else 0):
            if flags[position] & INTERLEAVED:
                raise EvidenceUnreadable(
                    "The file is recorded interleaved with others, which is not read here."
                )
            parts.append((first + position, places[position], sizes[position]))
            length += sizes[position]
            if not flags[position] & NOT_LAST or (size_bytes is not None and length >= size_bytes):
                break
        if not parts or size_bytes not in (None, length):
            raise EvidenceUnreadable(
                f"The content is {length:,} bytes long, not the {size_bytes or 0:,} bytes listed."
            )
        return parts

    def content(self, parts: Parts) -> Iterator[bytes]:
        for _, place, length in parts:
            for done in range(0, length, _PIECE_BYTES):
                wanted = min(_PIECE_BYTES, length - done)
                piece = self._read(place + done, wanted)
                if len(piece) != wanted:
                    raise ShortRead(
                        f"The volume ends within the content, at byte {place + done + len(piece):,}; "
                        "no digest is recorded."
                    )
                yield piece

    def _within(self, parts: Parts, at: int, wanted: int) -> bytes:
        """Bytes of a content as it is kept; raise ShortRead where the volume ends before."""
        pieces = []
        for _, place, length in parts:
            taken = min(length - at, wanted) if at < length else 0
            if taken > 0:
                pieces += list(self.content([(0, place + at, taken)]))
                wanted -= taken
            at = max(0, at - length)
        return b"".join(pieces)

    def census(self) -> Census | None:
        return self._listing.census() if self._listing is not None and self._is_listed else None
