"""Files that are read back: written, forced to the disk, and compared with what was meant to be written."""

import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reports.errors import ReportNotWritten

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_CHUNK = 1024 * 1024
_LARGE = 64 * 1024  # bytes; below it a thread costs more than it saves, beyond a chunk a copy costs memory


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    name: str
    size_bytes: int
    sha256: bytes
    sha512: bytes


class _Digests:
    """SHA-256 and SHA-512 of what is fed, chunk by chunk beside the work of the feeder."""

    def __init__(self) -> None:
        self._sha256, self._sha512 = hashlib.sha256(), hashlib.sha512()
        self._beside: ThreadPoolExecutor | None = None
        self._pending: Future[None] | None = None

    def update(self, chunk: memoryview) -> None:
        if not _LARGE <= len(chunk) <= _CHUNK:
            self._settle()
            self._feed(chunk)
            return
        copied = bytes(chunk)  # the feeder fills the same buffer again
        self._settle()
        if self._beside is None:
            self._beside = ThreadPoolExecutor(1, thread_name_prefix="digests")
        self._pending = self._beside.submit(self._feed, copied)

    def _feed(self, chunk: bytes | memoryview) -> None:
        self._sha256.update(chunk)
        self._sha512.update(chunk)

    def _settle(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None

    def finish(self) -> tuple[bytes, bytes]:
        self.close()
        return self._sha256.digest(), self._sha512.digest()

    def close(self) -> None:
        self._settle()
        if self._beside is not None:
            self._beside.shutdown()


class _DigestingFile(io.RawIOBase):
    """A new file that digests what passes through it to the disk."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        self._digests = _Digests()
        self.size_bytes = 0
        self._is_stopped = False

    def writable(self) -> bool:
        return True

    def write(self, chunk: "ReadableBuffer", /) -> int:
        view = memoryview(chunk)
        if self._is_stopped:
            return len(view)
        count = os.write(self._descriptor, view)
        self._digests.update(view[:count])
        self.size_bytes += count
        return count

    def close(self) -> None:
        if not self.closed:
            try:
                super().close()
                self._digests.close()
            finally:
                os.close(self._descriptor)

    def stop_writing(self) -> None:
        """Take the rest and let it go: what a buffer still holds must not fail a second time."""
        self._is_stopped = True

    def force_to_disk(self) -> None:
        os.fsync(self._descriptor)

    def written(self, name: str) -> WrittenFile:
        sha256, sha512 = self._digests.finish()
        return WrittenFile(name=name, size_bytes=self.size_bytes, sha256=sha256, sha512=sha512)


class TextFile:
    """A new UTF-8 file that is being written, one of several side by side; a context manager that lets go of
    what was not finished. A lone surrogate (a stray byte of the command line) is written as \\udcXX.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw = _DigestingFile(path)
        buffer = io.BufferedWriter(self._raw, _CHUNK)
        self.text: IO[str] = io.TextIOWrapper(
            buffer, encoding="utf-8", errors="backslashreplace", newline="", write_through=True
        )

    def finish(self) -> WrittenFile:
        """Forced to the disk and read back; ReportNotWritten if it reads back otherwise."""
        self.text.flush()
        self._raw.force_to_disk()
        self.text.close()
        return _verified(self._path, self._raw.written(self._path.name))

    def __enter__(self) -> "TextFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.stop_writing()
        self.text.close()


def write_text(path: Path, fill: Callable[[IO[str]], None]) -> WrittenFile:
    """A new UTF-8 file of what `fill` writes, whole and verified; OSError as it comes, ReportNotWritten if
    it reads back otherwise.
    """
    with TextFile(path) as file:
        fill(file.text)
        return file.finish()


def write_bytes(path: Path, content: bytes) -> WrittenFile:
    """A new file of `content`, whole and verified."""
    raw = _DigestingFile(path)
    with raw, io.BufferedWriter(raw, _CHUNK) as buffer:
        buffer.write(content)
        buffer.flush()
        raw.force_to_disk()
    return _verified(path, raw.written(path.name))


def _verified(path: Path, meant: WrittenFile) -> WrittenFile:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").digest()
    if found != meant.sha256 or path.stat().st_size != meant.size_bytes:
        raise ReportNotWritten(f"{path.name} reads back differently from what was written; nothing was kept")
    return meant


def force_folder(folder: Path) -> None:
    """Make a rename in it outlive a power cut, where folders can be opened (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
