"""Sectors of a volume that stand in memory, over the evidence they are newer than."""

from bisect import bisect_left
from collections.abc import Mapping

from forensics.images import EvidenceImage

SECTOR_BYTES = 512


class PatchedImage:
    """Gives those sectors from memory, and everything else as it is."""

    def __init__(self, image: EvidenceImage, patches: Mapping[int, bytes], *, start: int) -> None:
        """`patches` by number of the sector in the volume, which begins at `start` in the image."""
        self._image, self._patches, self._start = image, patches, start
        self._order = sorted(patches)
        self.info = image.info

    def read(self, offset: int, length: int) -> bytes:
        numbers = self._within(offset, length)
        raw = self._image.read(offset, length)
        if not numbers:
            return raw
        piece = bytearray(raw)
        self._put(memoryview(piece), numbers, offset)
        return bytes(piece)

    def read_into(self, offset: int, view: memoryview) -> int:
        done = self._image.read_into(offset, view)
        numbers = self._within(offset, done)
        if numbers:
            self._put(view[:done], numbers, offset)
        return done

    def for_thread(self) -> "PatchedImage":
        return PatchedImage(self._image.for_thread(), self._patches, start=self._start)

    def close(self) -> None:
        """The image is closed by whoever opened it."""

    def _within(self, offset: int, length: int) -> list[int]:
        first = (offset - self._start) // SECTOR_BYTES
        last = (offset + length - 1 - self._start) // SECTOR_BYTES
        return self._order[bisect_left(self._order, first) : bisect_left(self._order, last + 1)]

    def _put(self, view: memoryview, numbers: list[int], offset: int) -> None:
        for number in numbers:
            at = self._start + number * SECTOR_BYTES - offset
            begin, end = max(0, at), min(len(view), at + SECTOR_BYTES)
            if begin < end:
                view[begin:end] = self._patches[number][begin - at : end - at]
