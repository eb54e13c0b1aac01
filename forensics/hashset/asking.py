"""Digests that an examiner asks for: a few, written in any spelling, or lists of millions.

A list is decoded in blocks where every line of a block is made the same way, and line by line elsewhere; the
answers are the same.
"""

import codecs
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset.parsing.hexdigests import ALGORITHM_OF_DIGITS
from forensics.hashset.parsing.hexlines import bare_digests, checksum_digests, line_count
from forensics.hashset.records import DigestRows, Values, every_place
from forensics.hashset.sources.text_encoding import encoding_of

_BETWEEN_DIGITS = re.compile(r"[\s:.\-_]")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_SHOWN = 80  # characters of what is no digest
_BLOCK_BYTES = 4 << 20
_MARK = "\ufeff"  # of byte order, also where lists were put one behind the other


class ByteStream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)  # positional: one is made for each of up to millions of lines
class AskedDigest:
    algorithm: Algorithm
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDigests:
    """Digests asked for together. The places of all columns are those from 0 to `count`, each once."""

    count: int
    columns: Mapping[Algorithm, Values]

    def written(self) -> list[str]:
        """Each in hexadecimal, small letters, by its place."""
        written = [""] * self.count
        for values in self.columns.values():
            digits = values.raw.tobytes().hex("\n", values.raw.shape[1]).split("\n")
            if len(digits) == self.count:
                return digits
            for place, each in zip(values.places.tolist(), digits, strict=True):
                written[place] = each
        return written


def asked_digest(written: str) -> AskedDigest:
    """The digest that a person wrote, in any spelling, or the first word of a line of a checksum list.

    64 digits are SHA-256. Raise HashSetRefused for anything else.
    """
    asked = _plain_digest(written)  # nearly always
    if asked is None and (words := written.split(maxsplit=1)):
        # Before blanks are left out: a file's name may look like more digits. GNU's programs put a backslash
        # before the digest when they had to change the name.
        asked = _plain_digest(words[0].removeprefix("\\"))
    if asked is None:
        asked = _plain_digest(_BETWEEN_DIGITS.sub("", written))
    if asked is not None:
        return asked
    shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
    raise HashSetRefused(f"“{shown}” is not a digest of 32, 40 or 64 hexadecimal digits.")


def _plain_digest(text: str) -> AskedDigest | None:
    algorithm = ALGORITHM_OF_DIGITS.get(len(text))
    if algorithm is None or not _HEX.fullmatch(text):
        return None
    return AskedDigest(algorithm, bytes.fromhex(text))


def asked_together(asked: Sequence[AskedDigest]) -> AskedDigests:
    places: dict[Algorithm, list[int]] = {}
    for place, each in enumerate(asked):
        places.setdefault(each.algorithm, []).append(place)
    return AskedDigests(
        count=len(asked),
        columns={algorithm: _column(asked, algorithm, own) for algorithm, own in places.items()},
    )


def _column(asked: Sequence[AskedDigest], algorithm: Algorithm, places: Sequence[int]) -> Values:
    joined = b"".join(asked[place].raw for place in places)
    rows = np.frombuffer(joined, dtype=np.uint8).reshape(-1, DIGEST_BYTES[algorithm])
    return Values(raw=rows, places=np.array(places, dtype=np.uint32))


def asked_in(stream: ByteStream) -> Iterator[AskedDigests]:
    """The digests of a list, one a line, some megabytes of it at a time; empty lines and those that begin
    with # say nothing.

    UTF-8, or UTF-16 as PowerShell writes it. Raise HashSetRefused, naming the line, for what is no digest.
    """
    lines_before = 0
    for block in _blocks(stream):
        found = _uniform_block(block)
        if found is None:
            asked, lines = _line_by_line(block, lines_before=lines_before)
        else:
            algorithm, rows = found
            values = Values(raw=rows, places=every_place(len(rows)))
            asked, lines = AskedDigests(count=len(rows), columns={algorithm: values}), line_count(block)
        lines_before += lines
        if asked.count:
            yield asked


def _blocks(stream: ByteStream) -> Iterator[bytes]:
    """The list as UTF-8, cut behind line ends; the last line gets one."""
    rest = b""
    for piece in _utf8_pieces(stream):
        whole, line_feed, rest = (rest + piece).rpartition(b"\n")
        if line_feed:
            yield whole + line_feed
        if len(rest) > _BLOCK_BYTES:
            raise HashSetRefused("A line of the list is longer than 4 MB; it is no list of digests.")
    if rest:
        yield rest + b"\n"


def _utf8_pieces(stream: ByteStream) -> Iterator[bytes]:
    head = stream.read(_BLOCK_BYTES)
    encoding, mark_bytes = encoding_of(head)
    piece = head[mark_bytes:]
    if encoding == "utf-8":
        while piece:
            yield piece
            piece = stream.read(_BLOCK_BYTES)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")  # of a line only the digest is read
    while piece:
        yield decoder.decode(piece).encode()
        piece = stream.read(_BLOCK_BYTES)
    yield decoder.decode(b"", final=True).encode()


def _uniform_block(block: bytes) -> tuple[Algorithm, DigestRows] | None:
    if block.count(b"\r") != block.count(b"\r\n"):  # a line end by itself, which the patterns do not know
        return None
    return bare_digests(block) or checksum_digests(block)


def _line_by_line(block: bytes, *, lines_before: int) -> tuple[AskedDigests, int]:
    """The digests of a block, and how many lines it has."""
    asked: list[AskedDigest] = []
    lines = io.StringIO(block.decode("utf-8", "replace"), newline=None).readlines()
    for number, line in enumerate(lines, start=lines_before + 1):
        written = line.strip().removeprefix(_MARK)
        if not written or written.startswith("#"):
            continue
        try:
            asked.append(asked_digest(written))
        except HashSetRefused as trouble:
            raise HashSetRefused(f"Line {number:,} of the list: {trouble}") from trouble
    return asked_together(asked), len(lines)
