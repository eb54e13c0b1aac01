"""An image in memory that fails where it is told to, is slower than a disk, or ends early."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from forensics.errors import EvidenceUnreadable
from forensics.images import ImageInfo

SECTOR = 512


@dataclass
class FaultyImage:
    """Reads that touch a bad range fail. Each read takes `seek_s` once for everyone who reads at that time:
    a disk with one head.
    """

    content: bytes
    bad: Sequence[range] = ()
    seek_s: float = 0.0
    claimed_bytes: int | None = None
    reads: list[tuple[int, int]] = field(default_factory=list)
    readers: set[str] = field(default_factory=set)
    _now_reading: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def info(self) -> ImageInfo:
        size_bytes = len(self.content) if self.claimed_bytes is None else self.claimed_bytes
        return ImageInfo(
            container="raw", size_bytes=size_bytes, sector_bytes=SECTOR, segments=("/evidence/faulty.raw",)
        )

    def read(self, offset: int, length: int) -> bytes:
        self.reads.append((offset, length))
        self.readers.add(threading.current_thread().name)
        for each in self.bad:
            if offset < each.stop and each.start < offset + length:
                raise EvidenceUnreadable(
                    f"The disk cannot be read at byte {max(offset, each.start):,}: bad sector."
                )
        if self.seek_s:
            self._move_the_head()
        return self.content[offset : offset + length]

    def _move_the_head(self) -> None:
        with self._lock:
            self._now_reading += 1
            others = self._now_reading - 1
        time.sleep(self.seek_s * (1 + 8 * others))
        with self._lock:
            self._now_reading -= 1

    def read_into(self, offset: int, view: memoryview) -> int:
        piece = self.read(offset, len(view))
        view[: len(piece)] = piece
        return len(piece)

    def for_thread(self) -> "FaultyImage":
        return self

    def close(self) -> None:
        self.content = b""
