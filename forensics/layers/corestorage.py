"""Apple CoreStorage (FileVault 2) logical volumes, opened with a password or a recovery key: the door to
libfvde.

libfvde is given a reader over the image, never a path. It is not used to recognise a volume: what it might do
on hostile bytes then happens only when a person unlocks one.

No CoreStorage volume was at hand: that libfvde opens real ones here is not proven.
"""

import threading
from typing import Final

import pyfvde

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage
from forensics.locks import CLEAR_KEY, PASSWORD, RECOVERY_KEY, Key, NotUnlocked

LAYER: Final = "CoreStorage logical volume, unlocked"
MOST_VOLUMES: Final = 64  # of a group; macOS makes one
_LIBRARY_TROUBLE: Final = (OSError, ValueError, MemoryError, RuntimeError)


class _Stretch:
    """A part of an image as the file that libfvde reads."""

    def __init__(self, image: EvidenceImage, *, base: int, length_bytes: int) -> None:
        self._image = image
        self._base = base
        self._length_bytes = length_bytes
        self._at = 0
        self._trouble: EvidenceUnreadable | None = None

    def read(self, size: int) -> bytes:
        wanted = max(0, min(size, self._length_bytes - self._at))
        try:
            data = self._image.read(self._base + self._at, wanted)
        except EvidenceUnreadable as trouble:
            self._trouble = trouble
            raise OSError(str(trouble)) from trouble
        self._at += len(data)
        return data

    def take_trouble(self) -> EvidenceUnreadable | None:
        """What the last read met, once: libfvde has its own words for it."""
        trouble, self._trouble = self._trouble, None
        return trouble

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._length_bytes)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def get_offset(self) -> int:
        return self._at

    def get_size(self) -> int:
        return self._length_bytes

    def close(self) -> None:
        """The image below belongs to whoever opened it."""


class CoreStorageLayer:
    """One logical volume. libfvde keeps one place in it, so all threads read by turns."""

    def __init__(
        self, volume: "pyfvde.volume", logical: "pyfvde.logical_volume", file: _Stretch, lock: threading.Lock
    ) -> None:
        self._volume, self._logical, self._file, self._lock = volume, logical, file, lock
        self.size_bytes = int(logical.get_size())

    def read(self, offset: int, length: int) -> bytes:
        wanted = max(0, min(length, self.size_bytes - offset))
        data = b""
        with self._lock:
            while len(data) < wanted:
                piece = self._read_once(offset + len(data), wanted - len(data))
                if not piece:
                    raise EvidenceUnreadable(f"The logical volume ends at byte {offset + len(data):,}.")
                data += piece
        return data

    def _read_once(self, offset: int, length: int) -> bytes:
        try:
            return bytes(self._logical.read_buffer_at_offset(length, offset))
        except _LIBRARY_TROUBLE as trouble:
            why = self._file.take_trouble() or trouble
            raise EvidenceUnreadable(
                f"The logical volume cannot be read at byte {offset:,}: {why}"
            ) from trouble

    def read_into(self, offset: int, view: memoryview) -> int:
        data = self.read(offset, len(view))
        view[: len(data)] = data
        return len(data)

    def for_thread(self, image: EvidenceImage) -> "CoreStorageLayer":
        """The same handle, taken by turns: another one would have to be unlocked again."""
        del image
        return CoreStorageLayer(self._volume, self._logical, self._file, self._lock)

    def close(self) -> None:
        """libfvde lets go with the last reference."""


def open_corestorage(
    image: EvidenceImage, key: Key, *, offset_bytes: int, length_bytes: int
) -> tuple[tuple[str, CoreStorageLayer], ...]:
    """(UUID, layer) of every logical volume that `key` opens; with a clear key those that are not encrypted.

    `image` must be a handle of its own, which the layers keep. Raise NotUnlocked where none opens,
    EvidenceUnreadable where libfvde cannot read the metadata.
    """
    if key.means not in (PASSWORD, RECOVERY_KEY, CLEAR_KEY):
        raise NotUnlocked(f"CoreStorage does not open with a {key.means.replace('-', ' ')}.")
    file = _Stretch(image, base=offset_bytes, length_bytes=length_bytes)
    volume = pyfvde.volume()
    lock = threading.Lock()
    try:
        volume.open_file_object(file)
        volume.open_physical_volume_files_as_file_objects([file])
        group = volume.get_volume_group()
        count = min(group.get_number_of_logical_volumes(), MOST_VOLUMES)
        logical = [group.get_logical_volume(index) for index in range(count)]
        opened = tuple(
            (str(each.get_identifier()), CoreStorageLayer(volume, each, file, lock))
            for each in logical
            if _opens(each, key)
        )
    except _LIBRARY_TROUBLE as trouble:
        raise EvidenceUnreadable(
            f"The CoreStorage metadata cannot be read: {file.take_trouble() or trouble}"
        ) from trouble
    if not opened:
        raise NotUnlocked(_why_not(key, len(logical)))
    return opened


def _opens(logical: "pyfvde.logical_volume", key: Key) -> bool:
    if not logical.is_locked():
        return True
    if key.means == PASSWORD:
        logical.set_password(key.words())
    elif key.means == RECOVERY_KEY:
        logical.set_recovery_password(key.words())
    else:
        return False
    return bool(logical.unlock())


def _why_not(key: Key, count: int) -> str:
    if not count:
        return "This CoreStorage volume holds no whole logical volume; its group may need another disk."
    if key.means == CLEAR_KEY:
        return "The logical volumes are encrypted: a password or a recovery key is needed."
    return f"This {key.means.replace('-', ' ')} opens no logical volume of the CoreStorage group."
