"""Reading through gzip and zip while the file flows by: nothing is unpacked to the disk.

A `Layer` is laid over the bytes of a file from front to back. It gives the content and checks every length
and checksum the archive states; what does not hold raises `Unpackable`. The bytes after a zip member are read
too, so that whoever digests the file below digests all of it. Sources: RFC 1951, RFC 1952 and PKWARE's
APPNOTE 6.3.10.
"""

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from forensics.hashset.sources.zip_directory import DEFLATED, Unpackable, ZipMember

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # a member, an empty archive, a split one
_IN_BYTES = 1 << 18
_OUT_BYTES = 1 << 20
_GZIP_WBITS = 31  # zlib: a gzip header and trailer, both checked
_RAW_WBITS = -15

__all__ = [
    "GZIP_MAGIC",
    "ZIP_MAGICS",
    "GzipLayer",
    "Layer",
    "PieceReader",
    "Unpackable",
    "ZipLayer",
    "unpacked",
]


class Layer(Protocol):
    def over(self, raw: io.RawIOBase) -> io.RawIOBase:
        """The content of what `raw` gives from its first byte; closing it closes `raw`."""
        ...


class PieceReader(io.RawIOBase):
    """A stream made of the pieces that `piece` gives until it gives none."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__()
        self.raw = raw
        self._ready = memoryview(b"")
        self._is_over = False

    def piece(self) -> bytes:
        """The next bytes, at most about a mebibyte; b"" after the last."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io gives a writable memoryview
        if not self._ready and not self._is_over:
            self._ready = memoryview(self.piece())
            self._is_over = not self._ready
        part = self._ready[: len(buffer)]
        buffer[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)

    def close(self) -> None:
        self.raw.close()
        super().close()


class _Inflater:
    """One deflate stream, taken from `more` as it is needed."""

    def __init__(self, wbits: int, more: Callable[[], bytes], *, begun: bytes = b"") -> None:
        self._stream, self._more, self._waiting = zlib.decompressobj(wbits), more, begun

    @property
    def is_over(self) -> bool:
        return self._stream.eof

    @property
    def left(self) -> bytes:
        """What was taken and lies behind the end of the stream."""
        return self._stream.unused_data

    def piece(self) -> bytes:
        """The next unpacked bytes; b"" when the stream is over."""
        while not self._stream.eof:
            try:
                piece = self._stream.decompress(self._waiting, _OUT_BYTES)
            except zlib.error as trouble:
                raise Unpackable("its packed data are damaged") from trouble
            self._waiting = self._stream.unconsumed_tail
            if piece:
                return piece
            if not self._waiting and not self.is_over:
                self._waiting = self._more()
                if not self._waiting:
                    raise Unpackable("its packed data are cut off")
        return b""


class _GzipContent(PieceReader):
    """All members of a gzip file, one after the other."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self._inflater = self._begin(b"")

    def _begin(self, begun: bytes) -> _Inflater:
        return _Inflater(_GZIP_WBITS, self._more, begun=begun)

    def _more(self) -> bytes:
        return self.raw.read(_IN_BYTES) or b""

    def piece(self) -> bytes:
        while True:
            if piece := self._inflater.piece():
                return piece
            begun = self._inflater.left or self._more()
            if len(begun) == 1:
                begun += self._more()
            if not begun.startswith(GZIP_MAGIC):
                self._expect_padding(begun)
                return b""
            self._inflater = self._begin(begun)

    def _expect_padding(self, rest: bytes) -> None:
        """Zero bytes may fill the last block of a tape; anything else does not belong there."""
        while rest:
            if rest.count(0) != len(rest):
                raise Unpackable("something that is not gzip follows its packed data")
            rest = self._more()


@dataclass(frozen=True, slots=True)
class GzipLayer:
    def over(self, raw: io.RawIOBase) -> io.RawIOBase:
        return _GzipContent(raw)


class _ZipContent(PieceReader):
    """One member of a zip file; the rest of the file is read through after it."""

    def __init__(self, raw: io.RawIOBase, *, member: ZipMember, content_at: int) -> None:
        super().__init__(raw)
        self._member, self._content_at = member, content_at
        self._packed_left = member.packed_bytes
        self._unpacked = self._checksum = 0
        self._is_begun = self._is_checked = False
        self._inflater = _Inflater(_RAW_WBITS, self._more) if member.method == DEFLATED else None

    def _more(self) -> bytes:
        taken = self.raw.read(min(_IN_BYTES, self._packed_left)) or b"" if self._packed_left else b""
        self._packed_left -= len(taken)
        return taken

    def piece(self) -> bytes:
        if not self._is_begun:
            self._is_begun = True
            self._go_to_content()
        if self._is_checked:
            return b""
        piece = self._more() if self._inflater is None else self._inflater.piece()
        self._unpacked += len(piece)
        self._checksum = zlib.crc32(piece, self._checksum)
        if self._unpacked > self._member.unpacked_bytes:
            raise Unpackable("it is longer unpacked than the archive says")
        if not piece:
            self._check_end()
        return piece

    def _go_to_content(self) -> None:
        if self.raw.seekable():
            self.raw.seek(self._content_at)
            return
        left = self._content_at
        while left:
            skipped = len(self.raw.read(min(_OUT_BYTES, left)) or b"")
            if not skipped:
                raise Unpackable("the archive is cut off")
            left -= skipped

    def _check_end(self) -> None:
        self._is_checked = True
        is_all_used = not self._packed_left and not (self._inflater and self._inflater.left)
        if self._unpacked != self._member.unpacked_bytes or not is_all_used:
            raise Unpackable("its length is not what the archive says")
        if self._checksum != self._member.checksum:
            raise Unpackable("its checksum is not what the archive says")
        while not self.raw.seekable() and self.raw.read(_OUT_BYTES):
            pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipLayer:
    member: ZipMember
    content_at: int  # where its packed bytes begin; see zip_directory.content_place

    def over(self, raw: io.RawIOBase) -> io.RawIOBase:
        return _ZipContent(raw, member=self.member, content_at=self.content_at)


def unpacked(raw: io.RawIOBase, layers: tuple[Layer, ...]) -> io.RawIOBase:
    """What lies behind all `layers`, the outermost first; closing it closes `raw`."""
    for layer in layers:
        raw = layer.over(raw)
    return raw
