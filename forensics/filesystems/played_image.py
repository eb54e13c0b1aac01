"""An image with stretches of one volume as its journal holds them, in a newer state than their places do.

Nothing is written. What the journal holds is read from where it lies whenever its place is asked for, by this
program's readers and by The Sleuth Kit alike.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage


class Piece(NamedTuple):
    """One stretch of the image that is read from elsewhere."""

    place: int  # byte of the image
    length_bytes: int
    source: int | bytes  # byte of the image where it is read from, or what it is


class PlayedImage:
    """Gives the pieces where their places are, and everything else as it is."""

    def __init__(self, image: EvidenceImage, pieces: Iterable[Piece]) -> None:
        """`pieces` do not overlap."""
        self._image = image
        self._pieces = sorted(pieces, key=lambda piece: piece.place)
        self._places = [piece.place for piece in self._pieces]
        self.info = image.info

    def holds_any(self, place: int, length_bytes: int) -> bool:
        """Whether any byte of this stretch of the image is read from elsewhere."""
        return next(self._within(place, length_bytes), None) is not None

    def read(self, offset: int, length: int) -> bytes:
        found, place, end = [], offset, offset + length
        for piece in self._within(offset, length):
            if piece.place > place:
                before = self._image.read(place, piece.place - place)
                found.append(before)
                if len(before) < piece.place - place:
                    return b"".join(found)
                place = piece.place
            part = self._part(piece, place - piece.place, end - piece.place)
            found.append(part)
            place += len(part)
        if place < end:
            found.append(self._image.read(place, end - place))
        return b"".join(found)

    def read_into(self, offset: int, view: memoryview) -> int:
        if not self.holds_any(offset, len(view)):
            return self._image.read_into(offset, view)
        piece = self.read(offset, len(view))
        view[: len(piece)] = piece
        return len(piece)

    def for_thread(self) -> "PlayedImage":
        return PlayedImage(self._image.for_thread(), self._pieces)

    def close(self) -> None:
        """The image is closed by whoever opened it."""

    def _within(self, offset: int, length: int) -> Iterator[Piece]:
        """The pieces with a byte in this stretch, in order."""
        first = max(0, bisect_right(self._places, offset) - 1)
        for number in range(first, bisect_left(self._places, offset + length)):
            piece = self._pieces[number]
            if piece.place + piece.length_bytes > offset:
                yield piece

    def _part(self, piece: Piece, begin: int, end: int) -> bytes:
        """The bytes `begin` to `end` of a piece, fewer where it ends before."""
        wanted = min(end, piece.length_bytes) - begin
        if isinstance(piece.source, bytes):
            return piece.source[begin : begin + wanted]
        raw = self._image.read(piece.source + begin, wanted)
        if len(raw) != wanted:
            raise EvidenceUnreadable("What the journal holds lies behind the end of the image.")
        return raw
