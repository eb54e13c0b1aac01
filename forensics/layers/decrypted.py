"""The plain bytes of an unlocked volume, decrypted as they are read.

A volume is told as stretches: most of it lies encrypted in its own place, some elsewhere, some is plain, and
what the lock keeps for itself reads as zeros, which is what the system that made it shows there.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage
from forensics.locks.sectors import Sectors

PIECE_BYTES: Final = 1 << 20  # decrypted at once: the tweaks of a piece take as much memory again


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`length_bytes` of the plain volume from `start`, which lie at `place` of the locked one; `place` is
    `None` where zeros are shown. Both begin with a whole sector.
    """

    start: int
    length_bytes: int
    place: int | None
    is_encrypted: bool = True


class DecryptedLayer:
    """Bytes of `image` from `base`, through `sectors`. `stretches` follow each other from 0 without gaps.

    `counts_from`: the place of the locked volume that the cipher calls 0. `head`: the first bytes, where
    these are known otherwise.
    """

    def __init__(
        self,
        image: EvidenceImage,
        sectors: Sectors,
        *,
        base: int,
        stretches: Sequence[Stretch],
        counts_from: int = 0,
        head: bytes = b"",
    ) -> None:
        self._image = image
        self._sectors = sectors
        self._base = base
        self._stretches = tuple(stretches)
        self._starts = [stretch.start for stretch in stretches]
        self._counts_from = counts_from
        self._head = head
        self.size_bytes = stretches[-1].start + stretches[-1].length_bytes if stretches else 0

    def read(self, offset: int, length: int) -> bytes:
        """Raise EvidenceUnreadable where the locked volume is cut off or cannot be read."""
        end = min(offset + length, self.size_bytes)
        pieces = []
        while offset < end:
            piece = self._piece(offset, min(end - offset, PIECE_BYTES))
            pieces.append(piece)
            offset += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read_into(self, offset: int, view: memoryview) -> int:
        data = self.read(offset, len(view))
        view[: len(data)] = data
        return len(data)

    def for_thread(self, image: EvidenceImage) -> "DecryptedLayer":
        return DecryptedLayer(
            image,
            self._sectors,
            base=self._base,
            stretches=self._stretches,
            counts_from=self._counts_from,
            head=self._head,
        )

    def close(self) -> None:
        """The image below belongs to whoever opened it."""

    def _piece(self, offset: int, length: int) -> bytes:
        """Of one stretch, as much as is asked for or as it holds."""
        if offset < len(self._head):
            return self._head[offset : offset + length]
        stretch = self._stretches[bisect_right(self._starts, offset) - 1]
        inside = offset - stretch.start
        length = min(length, stretch.length_bytes - inside)
        if stretch.place is None:
            return bytes(length)
        if not stretch.is_encrypted:
            return self._locked(stretch.place + inside, length)
        unit = self._sectors.unit_bytes
        before = inside % unit
        place = stretch.place + inside - before
        whole = -(-(before + length) // unit) * unit
        plain = self._sectors.plain(self._locked(place, whole), place=place - self._counts_from)
        return plain[before : before + length]

    def _locked(self, place: int, length: int) -> bytes:
        data = self._image.read(self._base + place, length)
        if len(data) != length:
            raise EvidenceUnreadable(
                f"The locked volume ends before its byte {place + length:,}: the image is cut off there."
            )
        return data
