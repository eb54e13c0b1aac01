"""The SHA-256 of a large file, worked out in a thread beside a reading that jumps about in it.

The thread does one piece at a time and only when it is told to go on: whoever stops reading is not outlived
by the digest, and nothing but the reader ever asks whether to stop.
"""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

_PIECE_BYTES = 8 << 20


class DigestBeside:
    """Use it in a `with`; raise OSError, in `wait`, when the file cannot be read."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.length_bytes = self._file.seek(0, 2)
        self.done_bytes = 0
        self.is_finished = False
        self._file.seek(0)
        self._running = hashlib.sha256()
        self._buffer = bytearray(_PIECE_BYTES)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="digest")
        self._piece: Future[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._thread.shutdown(wait=True)
        self._file.close()

    def go_on(self) -> None:
        """Begin the next piece if none is under way; return at once."""
        if self._piece is not None and self._piece.done() and self._piece.exception() is None:
            self._take()
        if self._piece is None and not self.is_finished:
            self._piece = self._thread.submit(self._digest_piece)

    def wait(self) -> None:
        """Finish the piece under way, or the next one."""
        self.go_on()
        if self._piece is not None:
            self._take()

    def sha256(self) -> str:
        """Of the whole file; the work must be finished."""
        if not self.is_finished:
            raise ValueError("the file has not been read to its end")
        return self._running.hexdigest()

    def _take(self) -> None:
        assert self._piece is not None  # noqa: S101  # both callers have looked
        got = self._piece.result()
        self._piece = None
        self.done_bytes += got
        self.is_finished = got == 0

    def _digest_piece(self) -> int:
        got = self._file.readinto(self._buffer) or 0
        self._running.update(memoryview(self._buffer)[:got])
        return got
