"""A volume whose bytes lie in stretches of others: which byte lies where, and nothing in between."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage
from forensics.layers import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`length_bytes` of the volume from `start`, on one or more columns by turns.

    `columns` are the places of the image where each column begins, with `stripe_bytes` on one before the
    next follows; one column: all of it in a row. No column: zeros by its own definition.
    """

    start: int
    length_bytes: int
    columns: tuple[int, ...]
    stripe_bytes: int


class MappedLayer:
    """`stretches` follow each other from 0 without gaps."""

    def __init__(self, image: EvidenceImage, stretches: Sequence[Stretch]) -> None:
        self._image = image
        self._stretches = tuple(stretches)
        self._starts = [stretch.start for stretch in stretches]
        self.size_bytes = stretches[-1].start + stretches[-1].length_bytes if stretches else 0

    def read(self, offset: int, length: int) -> bytes:
        wanted = max(0, min(length, self.size_bytes - offset))
        data = bytearray(wanted)
        self.read_into(offset, memoryview(data))
        return bytes(data)

    def read_into(self, offset: int, view: memoryview) -> int:
        wanted = max(0, min(len(view), self.size_bytes - offset))
        done = 0
        while done < wanted:
            place, length = self._run(offset + done, wanted - done)
            part = view[done : done + length]
            if place is None:
                part[:] = bytes(length)
            elif (got := self._image.read_into(place, part)) != length:
                raise EvidenceUnreadable(f"The image ends at {in_words(place + got)}.")
            done += length
        return done

    def _run(self, offset: int, most: int) -> tuple[int | None, int]:
        """The place of a byte, and how many follow there, up to `most`."""
        stretch = self._stretches[bisect_right(self._starts, offset) - 1]
        inside = offset - stretch.start
        left = min(most, stretch.length_bytes - inside)
        if not stretch.columns:
            return None, left
        number, within = divmod(inside, stretch.stripe_bytes)
        row, column = divmod(number, len(stretch.columns))
        place = stretch.columns[column] + row * stretch.stripe_bytes + within
        return place, min(left, stretch.stripe_bytes - within)

    def for_thread(self, image: EvidenceImage) -> "MappedLayer":
        return MappedLayer(image, self._stretches)

    def close(self) -> None:
        """The image below belongs to whoever opened it."""
