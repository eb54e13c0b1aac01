"""Tables of quoted fields with a head line, decoded many rows at a time: one row a line, commas between.

Only the columns asked for are looked at. A quote inside a quoted field may be doubled or not: NSRL and
HashKeeper have written both.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.parsing.hexcolumns import digest_column, size_column
from forensics.hashset.records import WITHOUT_DIGEST, RecordBatch, UnfitRecord, without_digest
from forensics.hashset.sources import SetSource

Row = tuple[bytes, ...]

_BARE = rb'"?[^",\r\n]*+"?'
_CAPTURED = rb'"?([^",\r\n]*+)"?'
_QUOTED_TEXT = rb'"[^"\r\n]*+(?:"(?:"|(?![,"\r\n]))[^"\r\n]*+)*+"'
_TEXT = rb"(?:" + _QUOTED_TEXT + rb'|[^",\r\n]*+)'
_ANYTHING = rb"[^\r\n]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a head line hold, by their names as written there."""

    digests: Mapping[str, Algorithm]
    size: str
    texts: frozenset[str] = frozenset()  # may hold commas in quotes
    loose: str | None = None  # may hold anything at all; only one such column can be told from the others


def head_names(line: str) -> tuple[str, ...]:
    """The column names of a head line whose names are all in quotes, none of another line."""
    names = tuple(line.strip().split(","))
    if not all(len(name) > 2 and name[0] == name[-1] == '"' for name in names):  # more than both quotes
        return ()
    return tuple(name[1:-1] for name in names)


def read_rows(source: SetSource, columns: Columns) -> Iterator[RecordBatch]:
    """The rows below the head line; raise HashSetRefused, with the line, at the first unfit one."""
    reader: _Reader | None = None
    for number, block in source.blocks():
        if reader is None:
            reader, block_of_rows, skipped = _behind_head(block, columns)
            if reader is None:
                continue
            number, block = number + skipped, block_of_rows
        yield from reader.batches(source, number=number, block=block)
    source.expect_last_line_end()


def _behind_head(block: bytes, columns: Columns) -> "tuple[_Reader | None, bytes, int]":
    at = skipped = 0
    while at < len(block):
        end = block.find(b"\n", at) + 1 or len(block)
        line = block[at:end].strip()
        at, skipped = end, skipped + 1
        if line and not line.startswith(b"#"):
            return _Reader(line, columns), block[at:], skipped
    return None, b"", skipped


class _Reader:
    """Knows the order of the columns of one source."""

    def __init__(self, head: bytes, columns: Columns) -> None:
        names = head_names(head.decode("ascii", errors="replace"))
        self._head = head
        self._wanted = [name for name in names if name in columns.digests or name == columns.size]
        self._columns = columns
        self._count = len(names)
        self._row = re.compile(b",".join(_field(name, columns) for name in names))
        usual = b",".join(_usual_field(name, columns) for name in names)
        self._usual_rows = re.compile(rb"^" + usual + rb"\r?$", re.MULTILINE)

    def batches(self, source: SetSource, *, number: int, block: bytes) -> Iterator[RecordBatch]:
        rows: Sequence[Row] = self._usual_rows.findall(block)
        lines: Sequence[int] = range(number, number + len(rows))
        if len(rows) != block.count(b"\n") or not block.endswith(b"\n"):
            rows, lines = self._singly(source, number=number, block=block)
        if rows:
            try:
                batch = self._batch(rows)
            except UnfitRecord as trouble:
                raise source.refusal(f"line {lines[trouble.row]:,}", str(trouble)) from trouble
            source.dropped[WITHOUT_DIGEST] += without_digest(batch)
            yield batch

    def _singly(self, source: SetSource, *, number: int, block: bytes) -> tuple[list[Row], list[int]]:
        """Rows and their lines where one is unusual, blank or wrong, or where the head line comes again."""
        rows: list[Row] = []
        lines: list[int] = []
        for line_number, line in enumerate(block.split(b"\n"), start=number):
            stripped = line.strip()
            if stripped and stripped != self._head:
                found = self._row.fullmatch(stripped)
                if found is None:
                    reason = f"it does not have the {self._count} columns that the first line names"
                    raise source.refusal(f"line {line_number:,}", reason)
                rows.append(found.groups())
                lines.append(line_number)
        return rows, lines

    def _batch(self, rows: Sequence[Row]) -> RecordBatch:
        values = dict(zip(self._wanted, zip(*rows, strict=True), strict=True))
        digests = {
            algorithm: decoded
            for name, algorithm in self._columns.digests.items()
            if (decoded := digest_column(values[name], algorithm=algorithm)) is not None
        }
        return RecordBatch(count=len(rows), digests=digests, sizes=size_column(values[self._columns.size]))


def _field(name: str, columns: Columns) -> bytes:
    if name in columns.digests or name == columns.size:
        return _CAPTURED
    if name == columns.loose:
        return _ANYTHING
    return _TEXT if name in columns.texts else _BARE


def _usual_field(name: str, columns: Columns) -> bytes:
    """As nearly all rows have it: a third of the time that `_field` takes."""
    if name in columns.digests:
        return rb'"(.{%d})"' % (2 * DIGEST_BYTES[columns.digests[name]])
    if name == columns.size:
        return rb'"?([0-9]*+)"?'
    return _QUOTED_TEXT if name == columns.loose else _field(name, columns)
