"""One reading of the file a set comes in: digested while it flows by, unpacked, given to a form as UTF-8."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO

from forensics.errors import HashSetRefused
from forensics.hashset import ImportStopped
from forensics.hashset.sources.archives import Unpackable, unpacked
from forensics.hashset.sources.opening import Opening
from forensics.hashset.sources.text_encoding import Utf8Text

LONGEST_LINE_BYTES = 65_536  # far more than a digest and the longest path
_CHUNK_BYTES = 1 << 20
_BLOCK_BYTES = 4 << 20
_ZEROS_AND_LINE_ENDS = bytes.maketrans(b"\0\n", b"\n\0")


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
        return self.opening.refusal(trouble, place=place)

    def content(self) -> io.RawIOBase:
        """The bytes of the source, unpacked."""
        self._delivered = 0
        return _Delivered(unpacked(_DigestedFile(self), self.opening.layers), self)

    def stream(self) -> BinaryIO:
        """The text of the source as UTF-8 without a byte order mark."""
        opening = self.opening
        self._delivered = 0
        raw = unpacked(_DigestedFile(self), opening.layers)
        if opening.encoding != "utf-8":
            raw = Utf8Text(raw, encoding=opening.encoding, bom_bytes=opening.bom_bytes)
        stream = io.BufferedReader(_Delivered(raw, self), _CHUNK_BYTES)
        if opening.encoding == "utf-8":
            stream.read(opening.bom_bytes)
        return stream

    def blocks(self, *, is_ended_by_zeros: bool = False) -> Iterator[tuple[int, bytes]]:
        """(number from 1 of the first line, whole lines of about 4 MiB together), blank ones and comments
        included; only the last line of the last block may have no end. No line reaches LONGEST_LINE_BYTES.

        With `is_ended_by_zeros` line ends and zero bytes change places: lines may hold line ends as zeros.
        """
        number, begun = 1, b""
        with self.stream() as stream:
            while piece := stream.read(_BLOCK_BYTES):
                if self.opening.is_ended_by_returns:
                    piece = piece.replace(b"\r", b"\n")
                if is_ended_by_zeros:
                    piece = piece.translate(_ZEROS_AND_LINE_ENDS)
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
            raise ImportStopped
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
