"""The rows of a table as records, many at a time; which column holds what is decided before.

Cells that are not asked for may be written in any character set and say anything. A row with fewer cells than
the first is refused, and so is a last line that ends neither in a line end nor in a cell whose full length is
known: it may be cut off.
"""

import csv
import io
import re
from binascii import unhexlify
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.columns import Kind
from forensics.hashset.formats.media import checked_category, photodna_column
from forensics.hashset.parsing.hexdigests import raw_digest
from forensics.hashset.proposing import is_preamble, stated_kind
from forensics.hashset.records import (
    LARGEST_SIZE,
    NO_SIZE,
    PDQ_BYTES,
    WITHOUT_DIGEST,
    RecordBatch,
    UnfitRecord,
    Values,
    every_place,
    without_digest,
)
from forensics.hashset.sources import SetSource

_ROWS_AT_ONCE = 20_000
_BEST_QUALITY = 100
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_ALGORITHMS = {Kind.MD5: Algorithm.MD5, Kind.SHA1: Algorithm.SHA1, Kind.SHA256: Algorithm.SHA256}
_WIDTHS = {**{kind: DIGEST_BYTES[algorithm] for kind, algorithm in _ALGORITHMS.items()}, Kind.PDQ: PDQ_BYTES}
_OPEN_ENDED = frozenset({Kind.SIZE, Kind.CATEGORY, Kind.QUALITY})

Cells = Sequence[str]
CategoryOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the rows of a table are to be read."""

    places: Mapping[Kind, int]  # column from 0
    width: int  # cells of a row
    delimiter: str
    has_header: bool
    skips_comments: bool = False  # lines that begin with "#"
    stated: tuple[int, Kind] | None = None  # a column, from 0, that names this kind of digest in all rows
    has_flags: bool = False  # a category is one letter, which cannot be cut
    category_of: CategoryOf = checked_category  # raises ValueError, with the reason as a clause


def batches_of(source: SetSource, layout: Layout) -> Iterator[RecordBatch]:
    """All records of the table; raise HashSetRefused, with the line, at a row that cannot be one."""
    last: list[str] = []
    for reached, some in _stretches(source, layout):
        rows = list(filter(_is_filled, some))
        if not rows:
            continue
        try:
            yield _batch(_even(rows, layout), layout, source.dropped)
        except UnfitRecord as trouble:
            line = reached - _lines_of(some) + _lines_to(some, trouble.row)
            raise source.refusal(f"line {line:,}", str(trouble)) from trouble
        last = rows[-1]
    _check_end(source, layout, last)


def _stretches(source: SetSource, layout: Layout) -> Iterator[tuple[int, list[list[str]]]]:
    """The rows below the head line many at a time, blank ones too, with the number of their last line."""
    lines = chain.from_iterable(_lines(source, layout))
    reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
    try:
        if layout.has_header:
            next(filter(_is_filled, reader), None)
        while some := list(islice(reader, _ROWS_AT_ONCE)):
            yield reader.line_num, some
    except csv.Error as trouble:
        reason = f"it is not a row of a table ({trouble})"
        raise source.refusal(f"line {reader.line_num:,}", reason) from trouble


def _is_filled(row: Cells) -> bool:
    return any(map(str.strip, row))


def _lines_to(some: Sequence[Cells], filled: int) -> int:
    """How many lines there are up to the filled row of this number, from 0, its own included."""
    places = (place for place, row in enumerate(some) if _is_filled(row))
    return _lines_of(some[: 1 + next(islice(places, filled, None))])


def _lines_of(rows: Sequence[Cells]) -> int:
    return sum(1 + sum(cell.count("\n") for cell in row) for row in rows)


def _lines(source: SetSource, layout: Layout) -> Iterator[Iterable[str]]:
    for number, block in source.blocks():
        if number == 1 and is_preamble(block.partition(b"\n")[0].decode("utf-8", errors="surrogateescape")):
            block = b"\n" + block.partition(b"\n")[2]
        if block.count(b"\r") != block.count(b"\r\n"):
            block = _LONE_RETURN.sub(b" ", block)  # of a file's name, say; csv takes it for a line end
        lines = io.StringIO(block.decode("utf-8", errors="surrogateescape"), newline="\n")
        if layout.skips_comments:
            yield ("\n" if line.lstrip().startswith("#") else line for line in lines)
        else:
            yield lines


def _even(rows: list[list[str]], layout: Layout) -> list[list[str]]:
    """The same rows; raise UnfitRecord for one with cells missing or too many."""
    if set(map(len, rows)) != {layout.width}:
        for row, cells in enumerate(rows):
            if len(cells) < layout.width or any(cell.strip() for cell in cells[layout.width :]):
                raise UnfitRecord(row, f"it has {len(cells)} cells where the first line has {layout.width}")
    return rows


def _batch(rows: list[list[str]], layout: Layout, dropped: Counter[str]) -> RecordBatch:
    _check_stated(rows, layout)
    columns = {kind: [row[place] for row in rows] for kind, place in layout.places.items()}
    digests = {
        algorithm: values
        for kind, algorithm in _ALGORITHMS.items()
        if kind in columns and (values := _hexed(columns[kind], kind=kind)) is not None
    }
    pdq = _hexed(columns[Kind.PDQ], kind=Kind.PDQ) if Kind.PDQ in columns else None
    qualities = columns.get(Kind.QUALITY)
    batch = RecordBatch(
        count=len(rows),
        digests=digests,
        sizes=_sizes(columns[Kind.SIZE]) if Kind.SIZE in columns else None,
        categories=_categories(columns[Kind.CATEGORY], layout.category_of)
        if Kind.CATEGORY in columns
        else None,
        pdq=pdq,
        pdq_qualities=_qualities(qualities, pdq.places)
        if pdq is not None and qualities is not None
        else None,
        photodna=photodna_column(columns[Kind.PHOTODNA], dropped) if Kind.PHOTODNA in columns else None,
    )
    if without := without_digest(batch):
        dropped[WITHOUT_DIGEST] += without
    return batch


def _check_stated(rows: Sequence[Cells], layout: Layout) -> None:
    if layout.stated is None:
        return
    place, kind = layout.stated
    others = {cell for cell in {row[place] for row in rows} if stated_kind(cell) is not kind}
    for number, row in enumerate(rows if others else ()):
        if row[place] in others:
            reason = f"its algorithm is {_shown(row[place])} and not {kind.upper()} as above"
            raise UnfitRecord(number, reason)


def _hexed(cells: Cells, *, kind: Kind) -> Values | None:
    width = _WIDTHS[kind]
    if set(map(len, cells)) == {2 * width}:
        places, texts = every_place(len(cells)), list(cells)
    else:
        stripped = [cell.strip() for cell in cells]
        places = np.array([place for place, cell in enumerate(stripped) if cell], dtype=np.uint32)
        texts = [cell for cell in stripped if cell]
    if not texts:
        return None
    try:
        raw = unhexlify("".join(texts)) if set(map(len, texts)) == {2 * width} else None
    except ValueError:  # it is found out below which one it is
        raw = None
    if raw is None:
        raise _unfit_digest(texts, places=places, kind=kind)
    return Values(raw=np.frombuffer(raw, dtype=np.uint8).reshape(-1, width), places=places)


def _unfit_digest(texts: Sequence[str], *, places: npt.NDArray[np.uint32], kind: Kind) -> UnfitRecord:
    for place, text in zip(places.tolist(), texts, strict=True):
        try:
            if kind is not Kind.PDQ:
                raw_digest(text, algorithm=_ALGORITHMS[kind])
            elif len(unhexlify(text)) != PDQ_BYTES:
                return UnfitRecord(place, f"its PDQ value has {len(text)} digits and not 64")
        except ValueError as trouble:
            reason = "its PDQ value is not hexadecimal" if kind is Kind.PDQ else str(trouble)
            return UnfitRecord(place, reason)
    raise AssertionError("a column that cannot be read has a cell that cannot be read")


def _sizes(cells: Cells) -> npt.NDArray[np.int64]:
    stripped = [cell.strip() for cell in cells]
    digits = "".join(stripped)
    if digits.isascii() and (digits.isdigit() or not digits):
        try:
            return np.array([int(cell) if cell else NO_SIZE for cell in stripped], dtype=np.int64)
        except (OverflowError, ValueError):  # it is found out below which one it is
            pass
    for row, cell in enumerate(stripped):
        if cell and not (cell.isascii() and cell.isdigit()):
            reason = f"its size {_shown(cell)} is not a number of bytes in plain digits"
            raise UnfitRecord(row, f"{reason} (a column map without the size leaves it out)")
        if len(cell) > len(str(LARGEST_SIZE)) or int(cell or 0) > LARGEST_SIZE:
            raise UnfitRecord(row, "no file has the size that it gives")
    raise AssertionError("a column that cannot be read has a cell that cannot be read")


def _qualities(cells: Cells, places: npt.NDArray[np.uint32]) -> npt.NDArray[np.int16]:
    found = []
    for place in places.tolist():
        cell = cells[place].strip()
        if not cell:
            found.append(-1)
        elif cell.isascii() and cell.isdigit() and len(cell) <= len("100") and int(cell) <= _BEST_QUALITY:
            found.append(int(cell))
        else:
            raise UnfitRecord(place, f"its quality {_shown(cell)} is not a number from 0 to {_BEST_QUALITY}")
    return np.array(found, dtype=np.int16)


def _categories(cells: Cells, category_of: CategoryOf) -> list[str | None]:
    names: dict[str, str | None] = {}
    for row, cell in enumerate(cells):
        if cell not in names:
            try:
                names[cell] = category_of(cell)
            except ValueError as trouble:
                raise UnfitRecord(row, str(trouble)) from trouble
    return [names[cell] for cell in cells]


def _check_end(source: SetSource, layout: Layout, last: Sequence[str]) -> None:
    if source.last_line_is_ended or len(last) != layout.width:
        return
    if layout.has_flags and last[-1].strip():
        return
    if any(layout.places.get(kind) == layout.width - 1 for kind in _OPEN_ENDED):
        raise source.refusal(
            "last line",
            "it does not end with a line end, so its last value may be cut off; add one if the file is whole",
        )


def _shown(cell: str) -> str:
    return ascii(cell[:30])
