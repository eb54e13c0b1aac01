"""Files that are read back: written, forced to the disk, and compared with what was meant to be written."""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reports.errors import ReportNotWritten

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    name: str
    size_bytes: int
    sha256: bytes
    sha512: bytes


class _DigestingFile(io.RawIOBase):
    """A new file that digests what passes through it to the disk."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        self._sha256 = hashlib.sha256()
        self._sha512 = hashlib.sha512()
        self.size_bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, chunk: "ReadableBuffer", /) -> int:
        view = memoryview(chunk)
        count = os.write(self._descriptor, view)
        self._sha256.update(view[:count])
        self._sha512.update(view[:count])
        self.size_bytes += count
        return count

    def close(self) -> None:
        if not self.closed:
            try:
                super().close()
            finally:
                os.close(self._descriptor)

    def force_to_disk(self) -> None:
        os.fsync(self._descriptor)

    def written(self, name: str) -> WrittenFile:
        return WrittenFile(
            name=name,
            size_bytes=self.size_bytes,
            sha256=self._sha256.digest(),
            sha512=self._sha512.digest(),
        )


def write_text(path: Path, fill: Callable[[IO[str]], None]) -> WrittenFile:
    """A new UTF-8 file of what `fill` writes, whole and verified; OSError as it comes, ReportNotWritten if
    it reads back otherwise.
    """
    raw = _DigestingFile(path)
    # A lone surrogate (a stray byte of the command line) has no UTF-8 form; it is written as \udcXX.
    with raw, io.BufferedWriter(raw, _CHUNK) as buffer:
        text = io.TextIOWrapper(buffer, encoding="utf-8", errors="backslashreplace", newline="")
        fill(text)
        text.flush()
        raw.force_to_disk()
        text.detach()
    return _verified(path, raw.written(path.name))


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
