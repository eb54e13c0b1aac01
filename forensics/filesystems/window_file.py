"""The bytes of a volume as a file object, which is how libraries are given evidence: never a path."""

import io

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows

LIBRARY_TROUBLE = (OSError, RuntimeError, OverflowError, ValueError, MemoryError)
"""What the libraries of libyal raise where something is not as it must be."""


class WindowFile(io.RawIOBase):
    """A library tells only that something failed; what the image said last is kept here beside it."""

    def __init__(self, windows: VolumeWindows) -> None:
        super().__init__()
        self._windows = windows
        self._at = 0
        self._trouble: EvidenceUnreadable | None = None

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._windows.length_bytes}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def get_size(self) -> int:
        """What libyal asks for."""
        return self._windows.length_bytes

    def read(self, size: int = -1) -> bytes:
        wanted = self._windows.length_bytes - self._at if size < 0 else size
        try:
            found = self._windows.read(self._at, wanted)
        except EvidenceUnreadable as trouble:
            self._trouble = trouble
            raise OSError(str(trouble)) from trouble
        self._at += len(found)
        return found

    def told(self, words: str, trouble: Exception) -> EvidenceUnreadable:
        """What the image met, once; else `words` with what the library says."""
        below, self._trouble = self._trouble, None
        return below or EvidenceUnreadable(
            f"{words}: {str(trouble).split('.')[0] or type(trouble).__name__}."
        )
