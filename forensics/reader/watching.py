"""An image that says when reading reaches new ground: the sign of life of a walk that finds nothing.

Only bytes never read before count, and an image has an end: a walk that goes round in circles falls silent.
"""

from collections.abc import Callable

from forensics.images import EvidenceImage, ImageInfo

STEP_BYTES = 1 << 20


class WatchedImage:
    """Passes everything to `image`; tells `new_ground` how far a read went that came into a mebibyte where
    none was before, wherever that lies: a search may begin again at the start when names at the end are read.
    """

    def __init__(self, image: EvidenceImage, new_ground: Callable[[int], None]) -> None:
        self._image = image
        self._new_ground = new_ground
        self._seen = bytearray(image.info.size_bytes // STEP_BYTES + 1)  # by mebibyte

    @property
    def info(self) -> ImageInfo:
        return self._image.info

    def read(self, offset: int, length: int) -> bytes:
        piece = self._image.read(offset, length)
        self._tell(offset, offset + len(piece))
        return piece

    def read_into(self, offset: int, view: memoryview) -> int:
        got = self._image.read_into(offset, view)
        self._tell(offset, offset + got)
        return got

    def for_thread(self) -> EvidenceImage:
        """Unwatched: what another thread reads is told by who sent it, and only one thread may speak."""
        return self._image.for_thread()

    def _tell(self, start: int, end: int) -> None:
        first, behind = start // STEP_BYTES, -(-end // STEP_BYTES)
        if self._seen.find(0, first, behind) >= 0:
            self._seen[first:behind] = b"\1" * (behind - first)
            self._new_ground(end)

    def close(self) -> None:
        self._image.close()
