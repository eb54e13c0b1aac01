"""Apple sparse disk images: one file (`.sparseimage`) of bands in the order they were written.

Promises the media bytes, that a band that two entries claim, or that lies behind the end of the file, is
unreadable, and that bands that no entry tells of are told; the form keeps no checksum. Sparse bundles are
folders and are refused by name (`containers`).

Source: libyal, "Mac OS disk image types", on sparse images, and what is known of their further index nodes.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from forensics.containers.kinds import OpenBelow, Sniffed
from forensics.containers.stretches import NEVER_WRITTEN, Flaw, Spoilt, StoredFile, Stretch, spread_image
from forensics.containers.unclaimed import cut_words, unclaimed_words
from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage, ImageInfo

SIGNATURE = b"sprs"
SECTOR_BYTES = 512
_NODE_BYTES = 4096
_HEADER = struct.Struct(">4sIIIIQQ")  # version, sectors a band, flags, sectors (32 bit), next node, sectors
_FIRST_HEAD_BYTES, _HEAD_BYTES = 64, 56  # before the numbers, of the header and of a further node
_NEXT_AT = 12  # in a further node: 32 bits of number and flags each come before
_MOST_BAND_BYTES = 1 << 30
_MOST_SECTORS = 1 << 53


def detect(sniffed: Sniffed) -> bool:
    return sniffed.head.startswith(SIGNATURE)


def open_source(source: Path, _open_below: OpenBelow) -> EvidenceImage:
    """Open the image; raise SourceNotUsable where it is damaged."""
    file = StoredFile(source)
    try:
        bands = _Bands(file)
    except Spoilt as trouble:
        file.close()
        raise SourceNotUsable(f"{source} is a damaged Apple sparse disk image: {trouble}.") from trouble
    info = ImageInfo(
        container="sparse DMG",
        size_bytes=bands.size_bytes,
        sector_bytes=SECTOR_BYTES,
        segments=(str(source.absolute()),),
        acquisition_notes=(("Disk type", "Apple sparse disk image"),),
        troubles=bands.troubles,
    )
    return spread_image(bands, info, files=(file,))


class _Bands:
    """What lies where in the media."""

    def __init__(self, file: StoredFile) -> None:
        """Raise Spoilt where the header or a further node is damaged."""
        self._file = file
        _, version, band_sectors, _, low, self._next, sectors = _HEADER.unpack(file.part(0, _HEADER.size))
        if version != 3:
            raise Spoilt(f"its header is damaged or of version {version:,}")
        self.size_bytes = max(sectors, low) * SECTOR_BYTES
        self._band_bytes = band_sectors * SECTOR_BYTES
        if not 0 < max(sectors, low) <= _MOST_SECTORS or not 0 < self._band_bytes <= _MOST_BAND_BYTES:
            raise Spoilt(
                f"its header tells {sectors:,} sectors in bands of {band_sectors:,}, which cannot be"
            )
        if sectors & 0xFFFF_FFFF != low:
            raise Spoilt("its header tells two sizes")
        self._count = -(-self.size_bytes // self._band_bytes)
        self._places: dict[int, int] = {}
        self._doubtful: set[int] = set()
        end = _NODE_BYTES
        for band, place in self._stored():
            end = place + self._band_bytes
            if band in self._places or band >= self._count:
                self._doubtful.add(band)
            self._places[band] = place
        data = range(end, file.length_bytes)
        self.troubles = (
            *cut_words(file, needed_bytes=end - self._band_bytes + SECTOR_BYTES if self._places else 0),
            *unclaimed_words(file, (), data=data, block_bytes=self._band_bytes),
        )

    def _stored(self) -> Iterator[tuple[int, int]]:
        """Each band that was written and where, in the order of the file."""
        place, next_node, head = _NODE_BYTES, self._next, _FIRST_HEAD_BYTES
        node_at = 0
        while True:
            node = self._file.part(node_at, _NODE_BYTES)
            for (number,) in struct.iter_unpack(">I", node[head:]):
                if not number:
                    break
                yield number - 1, place
                place += self._band_bytes
            if not next_node:
                return
            if next_node != place:
                raise Spoilt(
                    f"the list of its bands should go on at byte {place:,}, but leads to {next_node:,}"
                )
            node_at, place, head = next_node, place + _NODE_BYTES, _HEAD_BYTES
            more = self._file.part(node_at, _NODE_BYTES)
            if not more.startswith(SIGNATURE):
                raise Spoilt(f"the list of its bands at byte {node_at:,} is damaged")
            next_node = int.from_bytes(more[_NEXT_AT : _NEXT_AT + 8], "big")

    def stretch_at(self, offset: int) -> Stretch:
        band, inside = divmod(offset, self._band_bytes)
        length = min(self._band_bytes - inside, self.size_bytes - offset)
        place = self._places.get(band)
        if band in self._doubtful:
            return Stretch(length, Flaw(f"band {band:,} is told twice"))
        if place is None and self._doubtful:
            return Stretch(
                length, Flaw("the list of bands is damaged; that these were never written is not shown")
            )
        if place is None:
            return Stretch(length, NEVER_WRITTEN)
        return Stretch(length, self._file, place + inside)
