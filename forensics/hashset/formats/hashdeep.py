"""hashdeep and md5deep in their own form: the second line names the columns, the file name is the last of
them.

Source: the manual of hashdeep 4.4. The columns follow the -c option of whoever made the list, so they are
read, never assumed; Tiger and Whirlpool are counted and not compared. A list put together from several begins
anew with each head line. hashdeep ends every line, so a last line without an end was cut off.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.parsing.hexdigests import raw_digest
from forensics.hashset.parsing.hexlines import HEX, LINE_REST, line_count, unhexed
from forensics.hashset.records import LARGEST_SIZE, RecordBatch, SetRecord, Values, batched, every_place
from forensics.hashset.sources import Opening, Recognised, SetSource, lines_of

KEY = "hashdeep"
_MAGIC = b"%%%% HASHDEEP-"
_HEAD = b"%%%% "
_NAME, _SIZE = b"filename", b"size"
_USABLE = {b"md5": Algorithm.MD5, b"sha1": Algorithm.SHA1, b"sha256": Algorithm.SHA256}
_COUNTED = {b"tiger": "Tiger values", b"whirlpool": "Whirlpool values"}


def detect(opening: Opening) -> Recognised | None:
    first = opening.first_line
    if not first.encode().startswith(_MAGIC):
        return None
    return Recognised(title=f"hashdeep {first[len(_MAGIC) : len(_MAGIC) + 8]}")


def read(source: SetSource) -> Iterator[RecordBatch]:
    return _HashdeepLines(source).batches()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """What the lines below a head line hold."""

    names: tuple[bytes, ...]
    line: re.Pattern[bytes]  # of a usual line: an empty group, one for each usable column and the size


class _HashdeepLines:
    """The reading of one list, block by block."""

    def __init__(self, source: SetSource) -> None:
        self._source = source
        self._columns: _Columns | None = None

    def batches(self) -> Iterator[RecordBatch]:
        for number, block in self._source.blocks():
            batch = self._at_once(block)
            if batch is not None:
                yield batch
            else:
                yield from batched(self._records(block, first=number))
        self._source.expect_last_line_end()

    def _at_once(self, block: bytes) -> RecordBatch | None:
        """All lines of a block if each is a usual one: nothing odd about it, no head line."""
        if self._columns is None:
            return None
        found = self._columns.line.findall(block)
        if len(found) != line_count(block):
            return None
        columns = dict(zip((b"", *_grouped(self._columns.names)), zip(*found, strict=True), strict=True))
        sizes: npt.NDArray[np.int64] | None = None
        if _SIZE in columns:
            sizes = np.array(list(map(int, columns[_SIZE])), dtype=np.int64)
        digests: dict[Algorithm, Values] = {}
        for name, algorithm in _USABLE.items():
            if name in columns:
                raw = unhexed(b"".join(columns[name]), algorithm)
                if raw is None:
                    return None
                digests[algorithm] = Values(raw=raw, places=every_place(len(found)))
        self._count(self._columns.names, len(found))
        return RecordBatch(count=len(found), digests=digests, sizes=sizes)

    def _records(self, block: bytes, *, first: int) -> Iterator[SetRecord]:
        for number, line in lines_of(block, number=first):
            if line.startswith(_MAGIC):
                self._columns = None
                continue
            place = f"line {number:,}"
            if line.startswith(_HEAD):
                self._columns = self._named(line[len(_HEAD) :], place=place)
            elif self._columns is None:
                raise self._source.refusal(place, "the line that names the columns is missing above it")
            else:
                yield self._record(line, self._columns.names, place=place)

    def _named(self, line: bytes, *, place: str) -> _Columns:
        names = tuple(name.strip().lower() for name in line.split(b","))
        if names[-1] != _NAME or len(set(names)) != len(names):
            reason = "it does not name the columns as hashdeep does, with the file name last"
            raise self._source.refusal(place, reason)
        if not set(names) & set(_USABLE):
            raise self._source.refusal(place, "the list has none of MD5, SHA-1 and SHA-256")
        parts = (_pattern(name) for name in names[:-1])
        return _Columns(names=names, line=re.compile(b"^()" + b"".join(parts) + LINE_REST, re.MULTILINE))

    def _record(self, line: bytes, names: tuple[bytes, ...], *, place: str) -> SetRecord:
        values = line.split(b",", len(names) - 1)
        if len(values) != len(names):
            raise self._source.refusal(place, f"it has {len(values)} of {len(names)} columns")
        try:
            record = _record(dict(zip(names, values, strict=True)))
        except ValueError as trouble:
            raise self._source.refusal(place, str(trouble)) from trouble
        self._count(names, 1)
        return record

    def _count(self, names: tuple[bytes, ...], records: int) -> None:
        for name, kind in _COUNTED.items():
            if name in names:
                self._source.dropped[kind] += records


def _grouped(names: tuple[bytes, ...]) -> Iterator[bytes]:
    return (name for name in names if name == _SIZE or name in _USABLE)


def _pattern(name: bytes) -> bytes:
    if name == _SIZE:
        return rb"([0-9]{1,18}),"
    if name in _USABLE:
        return b"(" + HEX + b"{%d})," % (2 * DIGEST_BYTES[_USABLE[name]])
    return rb"[0-9A-Za-z]*,"


def _record(values: dict[bytes, bytes]) -> SetRecord:
    if not values.pop(_NAME):
        raise ValueError("its file name is missing")
    size = values.get(_SIZE)
    digests = {
        algorithm: raw_digest(values[column], algorithm=algorithm)
        for column, algorithm in _USABLE.items()
        if column in values
    }
    return SetRecord(
        md5=digests.get(Algorithm.MD5),
        sha1=digests.get(Algorithm.SHA1),
        sha256=digests.get(Algorithm.SHA256),
        size_bytes=None if size is None else _number(size),
    )


def _number(size: bytes) -> int:
    if not size.isdigit():
        raise ValueError("its size is not a number")
    if len(size) > len(str(LARGEST_SIZE)) or int(size) > LARGEST_SIZE:
        raise ValueError("no file has the size that it gives")
    return int(size)
