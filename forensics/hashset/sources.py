"""The file a set comes in: opened read-only, read once, digested while it is read.

A form (`formats/`) asks a `SetSource` for the bytes or the lines and gets UTF-8 whatever the file was written
in. What it finds wrong it says with `refusal`, which names the file and the place.
"""

import codecs
import hashlib
import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from forensics.errors import Cancelled, HashSetRefused
from forensics.paths import display_text

HEAD_BYTES = 65_536
LONGEST_LINE_BYTES = 65_536  # far more than a digest and the longest path
_CHUNK_BYTES = 1 << 20
_BOMS = (("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first bytes of a source and how its text is written; enough to recognise a form."""

    path: Path
    name: str  # file name, safe to show
    length_bytes: int
    head: bytes  # as they are on the disk, up to HEAD_BYTES
    encoding: str
    bom_bytes: int
    is_forced: bool = False  # the examiner named the form: doubts about look-alikes are settled

    @property
    def text(self) -> str:
        return self.head[self.bom_bytes :].decode(self.encoding, errors="replace")

    @property
    def first_line(self) -> str:
        """The first line that is neither blank nor a comment, "" when there is none."""
        for line in self.text.splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                return line.strip()
        return ""

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.text.splitlines() if line.lstrip().startswith("#"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a form has learnt of a source before reading its records."""

    title: str  # in plain words, "VICS 2.0"
    scheme: str | None = None
    version: str | None = None  # as the file itself states it
    is_notable_only: bool = False
    notes: tuple[str, ...] = ()


def open_source(path: Path, *, is_forced: bool) -> Opening:
    """The opening of a regular, readable, non-empty file; raise HashSetRefused for anything else."""
    name = display_text(os.fsencode(path.name))
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            kind = "a folder" if stat.S_ISDIR(facts.st_mode) else "not a file"
            raise HashSetRefused(f"{name} is {kind}; give the file that holds the known-hash set.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as trouble:
        raise HashSetRefused(f"{name} cannot be opened: {trouble.strerror}.") from trouble
    if not head:
        raise HashSetRefused(f"{name} is empty; there is no known-hash set in it.")
    encoding, bom_bytes = _encoding_of(head)
    return Opening(
        path=path,
        name=name,
        length_bytes=facts.st_size,
        head=head,
        encoding=encoding,
        bom_bytes=bom_bytes,
        is_forced=is_forced,
    )


def _encoding_of(head: bytes) -> tuple[str, int]:
    for encoding, bom in _BOMS:
        if head.startswith(bom):
            return encoding, len(bom)
    return "utf-8", 0


class SetSource:
    """One reading of a source from its first to its last byte."""

    def __init__(
        self, opening: Opening, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> None:
        self.opening = opening
        self.cancelled = cancelled
        self._progress = progress
        self._passes, self._passes_done = 1, 0
        self._done = 0
        self._furthest: int | None = None
        self.last_line_is_ended = True
        self.unusable: Counter[str] = Counter()  # kind of value: how many were read that cannot be compared
        self._sha256: str | None = None

    def whole_sha256(self) -> str:
        """Of the file as it was read; a form that stopped before the end has not read the set."""
        if self._sha256 is None:
            raise self.refusal(None, "it was not read to its end")
        return self._sha256

    def note_end(self, sha256: str) -> None:
        self._sha256 = sha256

    def expect_passes(self, passes: int) -> None:
        """The form goes over the file more than once; progress then climbs once over all passes."""
        self._passes = passes

    def report(self, done: int) -> None:
        """`done` bytes of the running pass are behind us."""
        self._done = done
        length = max(self.opening.length_bytes, done)
        self._progress((self._passes_done * length + done) // self._passes, length)
        if self._furthest is not None and done > self._furthest:
            raise self.refusal(
                f"byte {self._furthest:,}", "one record runs on for longer than any record of this form"
            )

    def limit_record(self, length_bytes: int) -> None:
        """From here on the file is read no further than `length_bytes` until the next call."""
        self._furthest = self._done + length_bytes

    def state(self) -> tuple[int, int]:
        """Length and time of change, to notice a file that is written while it is read in several passes."""
        try:
            facts = self.opening.path.stat()
        except OSError as trouble:
            raise self.refusal(None, f"it cannot be opened ({trouble.strerror})") from trouble
        return facts.st_size, facts.st_mtime_ns

    def read_through(self) -> None:
        """A first pass for forms that are not read from front to back: digest the whole file."""
        with self.stream() as stream:
            while stream.read(_CHUNK_BYTES):
                pass
        self._passes_done += 1

    def refusal(self, place: str | None, trouble: str) -> HashSetRefused:
        where = f"{self.opening.name}, {place}" if place else self.opening.name
        return HashSetRefused(f"{where}: {trouble}; nothing of the set was kept.")

    def stream(self) -> BinaryIO:
        """The text of the file as UTF-8 without a byte order mark."""
        raw: io.RawIOBase = _DigestedFile(self)
        if self.opening.encoding != "utf-8":
            raw = _AsUtf8(raw, self)
        stream = io.BufferedReader(raw, _CHUNK_BYTES)
        if self.opening.encoding == "utf-8":
            stream.read(self.opening.bom_bytes)
        return stream

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """(number from 1, bytes without blanks around) of every line that is neither blank nor a comment."""
        number = 0
        with self.stream() as stream:
            while line := stream.readline(LONGEST_LINE_BYTES):
                number += 1
                if line[-1] != 0x0A:
                    if len(line) >= LONGEST_LINE_BYTES:
                        raise self.refusal(
                            f"line {number:,}", "the line is far longer than any line of a hash list"
                        )
                    self.last_line_is_ended = False
                line = line.strip()
                if line and line[0] != 0x23:
                    yield number, line


class _DigestedFile(io.RawIOBase):
    """The file itself: digests what is read, reports progress, stops when asked to."""

    def __init__(self, source: SetSource) -> None:
        self._source = source
        self._running = hashlib.sha256()
        self._done = 0
        try:
            self._file = source.opening.path.open("rb", buffering=0)
        except OSError as trouble:
            raise source.refusal(None, f"it cannot be opened ({trouble.strerror})") from trouble

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io gives a writable memoryview
        if self._source.cancelled():
            raise Cancelled("The import was stopped; nothing of the set was kept.")
        try:
            got = self._file.readinto(buffer) or 0
        except OSError as trouble:
            raise self._source.refusal(
                f"byte {self._done:,}", f"it cannot be read ({trouble.strerror})"
            ) from trouble
        self._running.update(buffer[:got])
        self._done += got
        self._source.report(self._done)
        if got == 0:
            self._source.note_end(self._running.hexdigest())
        return got

    def close(self) -> None:
        self._file.close()
        super().close()


class _AsUtf8(io.RawIOBase):
    """UTF-16 text read as UTF-8."""

    def __init__(self, raw: io.RawIOBase, source: SetSource) -> None:
        self._raw, self._source = raw, source
        self._decoder = codecs.getincrementaldecoder(source.opening.encoding)("strict")
        self._skip = source.opening.bom_bytes
        self._ready = b""
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io gives a writable memoryview
        while not self._ready and not self._is_over:
            self._fetch()
        part = self._ready[: len(buffer)]
        buffer[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)

    def _fetch(self) -> None:
        chunk = bytearray(_CHUNK_BYTES)
        got = self._raw.readinto(memoryview(chunk)) or 0
        self._is_over = got == 0
        raw = bytes(chunk[self._skip : got]) if self._skip else bytes(chunk[:got])
        self._skip = max(0, self._skip - got)
        try:
            self._ready = self._decoder.decode(raw, final=self._is_over).encode("utf-8")
        except UnicodeError as trouble:
            raise self._source.refusal(None, "its UTF-16 text is damaged or cut off") from trouble

    def close(self) -> None:
        self._raw.close()
        super().close()
