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
        self._tell(offset + length)
        return piece

    def read_into(self, offset: int, view: memoryview) -> int:
        got = self._image.read_into(offset, view)
        self._tell(offset + got)
        return got

    def for_thread(self) -> EvidenceImage:
        """Unwatched: what another thread reads is told by who sent it, and only one thread may speak."""
        return self._image.for_thread()

    def _tell(self, furthest_bytes: int) -> None:
        if furthest_bytes >= self._told + STEP_BYTES:
            self._told = furthest_bytes
            self._new_ground(furthest_bytes)

    def close(self) -> None:
        self._image.close()
