"""A volume's bytes in aligned windows, a few of them kept: what is near is read once."""

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage, Volume

WINDOW_BYTES = 64 * 1024
KEPT_WINDOWS = 128


class VolumeWindows:
    """Bytes by offset from the volume's start; never beyond its end."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._image = image
        self._start = volume.offset_bytes
        self.length_bytes = min(volume.length_bytes, max(0, image.info.size_bytes - volume.offset_bytes))
        self._kept: dict[int, bytes] = {}

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes at `offset`, fewer where the volume ends; EvidenceUnreadable where that fails."""
        wanted = min(length, self.length_bytes - offset)
        if wanted <= 0:
            return b""
        return self._image.read(self._start + offset, wanted)

    def piece(self, offset: int, length: int) -> bytes:
        """All `length` bytes at `offset`, by way of the windows; EvidenceUnreadable where any is missing."""
        number, inside = divmod(offset, WINDOW_BYTES)
        found = b""
        if inside + length <= WINDOW_BYTES:
            window = self._kept.get(number)
            if window is None:
                window = self._load(number)
            found = window[inside : inside + length]
        if len(found) != length:
            found = self.read(offset, length)
        if len(found) != length:
            raise EvidenceUnreadable(f"The volume ends before byte {offset + length:,}.")
        return found

    def _load(self, number: int) -> bytes:
        try:
            window = self.read(number * WINDOW_BYTES, WINDOW_BYTES)
        except EvidenceUnreadable:  # somewhere in the window; the piece asked for is then read by itself
            window = b""
        if len(self._kept) >= KEPT_WINDOWS:
            del self._kept[next(iter(self._kept))]
        self._kept[number] = window
        return window
