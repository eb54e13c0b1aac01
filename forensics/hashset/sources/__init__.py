"""The file a set comes in: opened read-only, read once, digested while it is read.

A form (`formats/`) asks a `SetSource` for bytes, lines or blocks of lines and gets UTF-8 whatever the file
was written in and whatever it was packed in. What it finds wrong it says with `refusal`, which names the file
and the place.
"""

import hashlib
import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset.sources.archives import Layer, Unpackable
from forensics.hashset.sources.text_encoding import Utf8Text, encoding_of
from forensics.paths import display_text

HEAD_BYTES = 65_536
LONGEST_LINE_BYTES = 65_536  # far more than a digest and the longest path
_CHUNK_BYTES = 1 << 20
_BLOCK_BYTES = 4 << 20


class ExaminersColumns(Protocol):
    """Which column of a table holds what, as the examiner said; see columns.ColumnMap."""

    def spelled(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first bytes of a source and how its text is written; enough to recognise a form."""

    path: Path  # the file with the bytes; a database out of an archive lies unpacked there
    name: str  # of the file the examiner gave, safe to show
    length_bytes: int  # of the file at `path`
    head: bytes  # of the content behind `layers`, up to HEAD_BYTES
    encoding: str
    bom_bytes: int
    is_forced: bool = False  # the examiner named the form: doubts about look-alikes are settled
    columns: ExaminersColumns | None = None
    member: str | None = None  # name inside the archive, safe to show
    layers: tuple[Layer, ...] = ()  # archives between the bytes at `path` and the content
    given_sha256: str | None = None  # of the file the examiner gave, where `path` is not that file

    @property
    def shown(self) -> str:
        """What to call the source in a sentence."""
        return self.name if self.member is None else f"{self.name} ({self.member})"

    @property
    def text(self) -> str:
        return self.head[self.bom_bytes :].decode(self.encoding, errors="replace")

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the head without blanks around; the last one may be cut."""
        text = self.text.replace("\r", "\n") if self.is_ended_by_returns else self.text
        return tuple(line.strip() for line in text.split("\n"))

    @property
    def first_line(self) -> str:
        """The first line that is neither blank nor a comment, "" when there is none."""
        return next((line for line in self.lines if line and not line.startswith("#")), "")

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(line for line in self.lines if line.startswith("#"))

    @property
    def is_ended_by_returns(self) -> bool:
        """Whether a carriage return alone ends each line, as spreadsheets on a Macintosh write them."""
        return "\r" in self.text and "\n" not in self.text and "\0" not in self.text

    def behind(self, layer: Layer, *, member: str | None = None) -> Self:
        """The opening of what lies in the archive that this is; raise HashSetRefused when it is damaged."""
        packed = replace(self, layers=(*self.layers, layer), member=member or self.member)
        return packed.with_head()

    def with_head(self) -> Self:
        """The same with its head as the file now has it."""
        try:
            with self.path.open("rb", buffering=0) as raw:
                head = _first_bytes(_unpacked(raw, self.layers))
        except OSError as trouble:
            raise HashSetRefused(f"{self.name} cannot be opened: {trouble.strerror}.") from trouble
        except Unpackable as trouble:
            raise HashSetRefused(f"{self.shown}: {trouble}; nothing of the set was kept.") from trouble
        encoding, bom_bytes = encoding_of(head)
        return replace(self, head=head, encoding=encoding, bom_bytes=bom_bytes)


def _unpacked(raw: io.RawIOBase, layers: tuple[Layer, ...]) -> io.RawIOBase:
    for layer in layers:
        raw = layer.over(raw)
    return raw


def _first_bytes(content: io.RawIOBase) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (piece := content.read(HEAD_BYTES - len(head))):
        head += piece
    return head


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a form has learnt of a source before reading its records."""

    title: str  # in plain words, "VICS 2.0"
    scheme: str | None = None
    version: str | None = None  # as the file itself states it
    is_notable_only: bool = False
    notes: tuple[str, ...] = ()
    notes_if_notable: tuple[str, ...] = ()  # told when a set of known files comes in as a notable one


def open_source(
    path: Path, *, is_forced: bool, columns: ExaminersColumns | None = None, name: str | None = None
) -> Opening:
    """The opening of a regular, readable, non-empty file; raise HashSetRefused for anything else.

    An archive is opened as the archive; `choosing` looks into it.
    """
    name = display_text(os.fsencode(path.name)) if name is None else name
    try:
        facts = path.stat()
    except OSError as trouble:
        raise HashSetRefused(f"{name} cannot be opened: {trouble.strerror}.") from trouble
    if not stat.S_ISREG(facts.st_mode):
        kind = "a folder" if stat.S_ISDIR(facts.st_mode) else "not a file"
        raise HashSetRefused(f"{name} is {kind}; give the file that holds the known-hash set.")
    bare = Opening(
        path=path,
        name=name,
        length_bytes=facts.st_size,
        head=b"",
        encoding="utf-8",
        bom_bytes=0,
        is_forced=is_forced,
        columns=columns,
    )
    opening = bare.with_head()
    if not opening.head:
        raise HashSetRefused(f"{name} is empty; there is no known-hash set in it.")
    return opening


class SetSource:
    """One reading of a source from its first to its last byte."""

    def __init__(
        self, opening: Opening, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> None:
        self.opening = opening
        self.cancelled = cancelled
        self._progress = progress
        self._passes, self._passes_done = 1, 0
        self._delivered = 0  # bytes of the content that the running pass has given
        self._furthest: int | None = None
        self.last_line_is_ended = True
        self.dropped: Counter[str] = Counter()  # why, as a plural noun phrase: how many were left out
        self._sha256 = opening.given_sha256

    def whole_sha256(self) -> str:
        """Of the file as it was read; a form that stopped before the end has not read the set."""
        if self._sha256 is None:
            raise self.refusal(None, "it was not read to its end")
        return self._sha256

    def note_end(self, sha256: str) -> None:
        if self.opening.given_sha256 is None:
            self._sha256 = sha256

    def expect_passes(self, passes: int) -> None:
        """The form goes over the file more than once; progress then climbs once over all passes."""
        self._passes = passes

    def report(self, done: int) -> None:
        """`done` bytes of the file are behind us in the running pass."""
        length = max(self.opening.length_bytes, done)
        self._progress((self._passes_done * length + done) // self._passes, length)

    def deliver(self, count: int) -> None:
        """`count` more bytes of content go to the form; raise HashSetRefused behind the limit of a record."""
        self._delivered += count
        if self._furthest is not None and self._delivered > self._furthest:
            raise self.refusal(
                f"byte {self._furthest:,}", "one record runs on for longer than any record of this form"
            )

    def limit_record(self, length_bytes: int) -> None:
        """From here on the content is read no further than `length_bytes` until the next call."""
        self._furthest = self._delivered + length_bytes

    def state(self) -> tuple[int, int]:
        """Length and time of change, to notice a file that is written while it is read in several passes."""
        try:
            facts = self.opening.path.stat()
        except OSError as trouble:
            raise self.refusal(None, f"it cannot be opened ({trouble.strerror})") from trouble
        return facts.st_size, facts.st_mtime_ns

    def read_through(self) -> None:
        """A first pass for forms that are not read from front to back: digest the whole file.

        Of a file out of an archive nothing is read: the archive was digested while it was unpacked.
        """
        if self.opening.given_sha256 is not None:
            self._passes -= 1
            return
        with self.content() as content:
            while content.read(_CHUNK_BYTES):
                pass
        self._passes_done += 1

    def refusal(self, place: str | None, trouble: str) -> HashSetRefused:
        where = f"{self.opening.shown}, {place}" if place else self.opening.shown
        return HashSetRefused(f"{where}: {trouble}; nothing of the set was kept.")

    def content(self) -> io.RawIOBase:
        """The bytes of the source, unpacked."""
        self._delivered = 0
        return _Delivered(_unpacked(_DigestedFile(self), self.opening.layers), self)

    def stream(self) -> BinaryIO:
        """The text of the source as UTF-8 without a byte order mark."""
        opening = self.opening
        self._delivered = 0
        raw = _unpacked(_DigestedFile(self), opening.layers)
        if opening.encoding != "utf-8":
            raw = Utf8Text(raw, encoding=opening.encoding, bom_bytes=opening.bom_bytes)
        stream = io.BufferedReader(_Delivered(raw, self), _CHUNK_BYTES)
        if opening.encoding == "utf-8":
            stream.read(opening.bom_bytes)
        return stream

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """(number from 1 of the first line, whole lines of about 4 MiB together), blank ones and comments
        included; only the last line of the last block may have no end. No line reaches LONGEST_LINE_BYTES.
        """
        number, begun = 1, b""
        with self.stream() as stream:
            while piece := stream.read(_BLOCK_BYTES):
                if self.opening.is_ended_by_returns:
                    piece = piece.replace(b"\r", b"\n")
                end = piece.rfind(b"\n") + 1
                block = begun + piece[:end]
                begun = piece[end:] if end else begun + piece
                if end:
                    self._check_lines(block, number)
                    yield number, block
                    number += block.count(b"\n")
                self._check_lines(begun, number)
        if begun:
            self.last_line_is_ended = False
            yield number, begun

    def _check_lines(self, block: bytes, number: int) -> None:
        half = LONGEST_LINE_BYTES // 2  # a line that is too long covers one such stretch without a line end
        if len(block) < half or all(
            block.find(b"\n", at, at + half) >= 0 for at in range(0, len(block) - half + 1, half)
        ):
            return
        for offset, line in enumerate(block.split(b"\n")):
            if len(line) >= LONGEST_LINE_BYTES:
                reason = "the line is far longer than any line of a hash list"
                raise self.refusal(f"line {number + offset:,}", reason)

    def expect_last_line_end(self) -> None:
        """For forms whose writers end every line; call it after the last block."""
        if not self.last_line_is_ended:
            raise self.refusal(
                "the last line",
                "it has no end, which the program that writes such lists never leaves out, "
                "so the file seems cut off",
            )

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """(number from 1, bytes without blanks around) of every line that is neither blank nor a comment."""
        for number, block in self.blocks():
            yield from lines_of(block, number=number)


def lines_of(block: bytes, *, number: int) -> Iterator[tuple[int, bytes]]:
    """The lines of a block of `SetSource.blocks` as `SetSource.lines` gives them."""
    for offset, line in enumerate(block.split(b"\n")):
        line = line.strip()
        if line and line[0] != 0x23:
            yield number + offset, line


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


class _Delivered(io.RawIOBase):
    """What reaches the form: its bytes are counted, trouble with the archive is said as a refusal."""

    def __init__(self, raw: io.RawIOBase, source: SetSource) -> None:
        self._raw, self._source = raw, source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io gives a writable memoryview
        try:
            got = self._raw.readinto(buffer) or 0
        except Unpackable as trouble:
            raise self._source.refusal(None, str(trouble)) from trouble
        self._source.deliver(got)
        return got

    def close(self) -> None:
        self._raw.close()
        super().close()
