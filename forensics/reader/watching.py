"""An image that says when reading reaches new ground: the sign of life of a walk that finds nothing.

Only bytes never read before count, and an image has an end: a walk that goes round in circles falls silent.
"""

from collections.abc import Callable

from forensics.images import EvidenceImage, ImageInfo

STEP_BYTES = 1 << 20


class WatchedImage:
    """Passes everything to `image`; tells `new_ground` the furthest byte, at most once a mebibyte."""

    def __init__(self, image: EvidenceImage, new_ground: Callable[[int], None]) -> None:
        self._image = image
        self._new_ground = new_ground
        self._told = 0

    @property
    def info(self) -> ImageInfo:
        return self._image.info

    def read(self, offset: int, length: int) -> bytes:
        piece = self._image.read(offset, length)
        if offset + length >= self._told + STEP_BYTES:
            self._told = offset + length
            self._new_ground(self._told)
        return piece

    def close(self) -> None:
        self._image.close()
