"""What a reader of its own has to read with: the bytes of the volume, and The Sleuth Kit beside it."""

from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import EvidenceImage, Volume


class BesideTsk:
    """One volume. The Sleuth Kit is opened when it is first asked for: that can take long."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._image = image
        self._volume = volume
        self._tsk: TskFileSystem | None = None

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the volume, never beyond its end."""
        wanted = max(0, min(length, self._volume.length_bytes - offset))
        return self._image.read(self._volume.offset_bytes + offset, wanted)

    def tsk(self) -> TskFileSystem:
        if self._tsk is None:
            self._tsk = TskFileSystem(self._image, self._volume)
        return self._tsk

    def close(self) -> None:
        if self._tsk is not None:
            self._tsk.close()
