"""What an index keeps of each entry and each fingerprint, read in place and checked on first touch."""

import mmap
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from forensics.hashset.index.blocks import CheckedBlocks
from forensics.hashset.index.digest_table import EntryNumbers
from forensics.hashset.index.layout import NO_SIZE, NO_SIZE_SHORT, Description, damaged
from forensics.hashset.records import PDQ_BYTES, PHOTODNA_BYTES, DigestRows

_SIZE = struct.Struct("<q")
_AT_ONCE = 1 << 16
_NUMBER_TYPES = {1: "<u1", 2: "<u2", 4: "<u4", 8: "<i8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PdqPiece:
    """Some of the PDQ values of a set, in source order."""

    values: DigestRows  # 32 bytes each
    qualities: npt.NDArray[np.int16]  # 0 to 100, -1 where none is given
    records: npt.NDArray[np.uint32]
    categories: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoDnaPiece:
    """Some of the PhotoDNA values of a set, in source order."""

    values: DigestRows  # 144 bytes each
    records: npt.NDArray[np.uint32]


class Column:
    """A section of equally wide values, by number."""

    __slots__ = ("_at", "_blocks", "_map", "count", "width")

    def __init__(
        self, mapped: mmap.mmap, blocks: CheckedBlocks, *, offset: int, count: int, width: int
    ) -> None:
        self._map, self._blocks, self._at, self.count, self.width = mapped, blocks, offset, count, width

    def part(self, first: int, last: int) -> DigestRows:
        """A copy of the values from `first` up to `last`, as rows of bytes."""
        start, stop = self._at + first * self.width, self._at + last * self.width
        self._blocks.check_span(start, stop)
        return np.frombuffer(self._map[start:stop], dtype=np.uint8).reshape(-1, self.width)

    def one(self, number: int) -> int:
        """The value of a column of numbers."""
        start = self._at + number * self.width
        self._blocks.check_span(start, start + self.width)
        raw = self._map[start : start + self.width]
        return int.from_bytes(raw, "little", signed=self.width == _SIZE.size)

    def taken(self, numbers: EntryNumbers) -> npt.NDArray[np.int64]:
        """The values of a column of numbers at each of the places; raise IndexError beyond its end."""
        places = np.asarray(numbers, dtype=np.int64)
        if len(places) and not (places.min() >= 0 and places.max() < self.count):
            raise IndexError(f"there are {self.count:,} entries")
        addresses = self._at + places * self.width
        self._blocks.check_each(addresses)  # a value does not reach over the end of a block: both are even
        values = np.frombuffer(self._map, dtype=_NUMBER_TYPES[self.width], count=self.count, offset=self._at)
        return values[places].astype(np.int64)


class EntryColumns:
    """Record number, size and category of each entry; the fingerprints of the set."""

    def __init__(
        self, mapped: mmap.mmap, blocks: CheckedBlocks, *, description: Description, path: Path
    ) -> None:
        """Raise KeyError or HashSetRefused when the sections are not what the description promises."""
        self._map, self._blocks, self._path = mapped, blocks, path
        self._sections, self._categories = description.sections, description.categories
        count, info = description.entry_count, description.info
        self._record_count = info.record_count
        self._records = self._column("records", count=count, widths=(4,)) if count else None
        self._sizes = self._column("sizes", count=count, widths=(4, 8)) if "sizes" in self._sections else None
        self._codes = (
            self._column("categories", count=count, widths=(1, 2)) if "categories" in self._sections else None
        )
        self._pdq = self._fingerprints("pdq.values", width=PDQ_BYTES, count=info.pdq_count)
        self._photodna = self._fingerprints(
            "photodna.values", width=PHOTODNA_BYTES, count=info.photodna_count
        )

    def _column(self, name: str, *, count: int, widths: Sequence[int]) -> Column:
        offset, length = self._sections[name]
        for width in widths:
            if count and length == width * count:
                return Column(self._map, self._blocks, offset=offset, count=count, width=width)
        raise damaged(self._path, "its sections do not fit together")

    def _fingerprints(self, name: str, *, width: int, count: int) -> Column | None:
        return self._column(name, count=count, widths=(width,)) if count else None

    def record(self, entry: int) -> int:
        if self._records is None:
            raise IndexError(entry)
        return self._known_record(self._records.one(entry))

    def _known_record(self, record: int) -> int:
        if record >= self._record_count:
            raise damaged(self._path, f"it names record {record:,} of {self._record_count:,}")
        return record

    def size(self, entry: int) -> int | None:
        size = NO_SIZE if self._sizes is None else self._sizes.one(entry)
        return None if size == self._no_size else size

    @property
    def _no_size(self) -> int:
        return NO_SIZE_SHORT if self._sizes is not None and self._sizes.width < _SIZE.size else NO_SIZE

    def category(self, entry: int) -> str | None:
        return None if self._codes is None else self._code(self._codes.one(entry))

    def _code(self, number: int) -> str | None:
        if number > len(self._categories):
            raise damaged(self._path, "it names a category that is not listed")
        return self._categories[number - 1] if number else None

    def records(self, entries: EntryNumbers) -> npt.NDArray[np.int64]:
        if self._records is None:
            return np.empty(0, dtype=np.int64)
        records = self._records.taken(entries)
        if len(records):
            self._known_record(int(records.max()))
        return records

    def sizes(self, entries: EntryNumbers) -> npt.NDArray[np.int64]:
        if self._sizes is None:
            return np.full(len(entries), NO_SIZE, dtype=np.int64)
        sizes = self._sizes.taken(entries)
        sizes[sizes == self._no_size] = NO_SIZE
        return sizes

    def category_codes(self, entries: EntryNumbers) -> list[str | None]:
        if self._codes is None:
            return [None] * len(entries)
        return [self._code(number) for number in self._codes.taken(entries).tolist()]

    def pdq(self) -> Iterator[PdqPiece]:
        if self._pdq is None:
            return
        count = self._pdq.count
        qualities = self._column("pdq.qualities", count=count, widths=(2,))
        records = self._column("pdq.records", count=count, widths=(4,))
        codes = (
            self._column("pdq.categories", count=count, widths=(2,))
            if "pdq.categories" in self._sections
            else None
        )
        for first, last in _stretches(count):
            yield PdqPiece(
                values=self._pdq.part(first, last),
                qualities=_numbers(qualities.part(first, last), "<i2"),
                records=_numbers(records.part(first, last), "<u4"),
                categories=(None,) * (last - first)
                if codes is None
                else tuple(
                    self._code(number) for number in _numbers(codes.part(first, last), "<u2").tolist()
                ),
            )

    def photodna(self) -> Iterator[PhotoDnaPiece]:
        if self._photodna is None:
            return
        records = self._column("photodna.records", count=self._photodna.count, widths=(4,))
        for first, last in _stretches(self._photodna.count):
            yield PhotoDnaPiece(
                values=self._photodna.part(first, last), records=_numbers(records.part(first, last), "<u4")
            )


class KnownSizes(Sequence[int]):
    """The sizes that occur in a set, ascending, read in place."""

    def __init__(
        self, mapped: mmap.mmap, blocks: CheckedBlocks, *, description: Description, path: Path
    ) -> None:
        offset, length = description.sections.get("known_sizes", (0, 0))
        if length % _SIZE.size:
            raise damaged(path, "its sections do not fit together")
        self._column = Column(mapped, blocks, offset=offset, count=length // _SIZE.size, width=_SIZE.size)

    def __len__(self) -> int:
        return self._column.count

    def __getitem__(self, index: int) -> int:  # type: ignore[override]  # slices are not needed
        if not 0 <= index < self._column.count:
            raise IndexError(index)
        return self._column.one(index)

    def whole(self) -> npt.NDArray[np.int64]:
        return _numbers(self._column.part(0, self._column.count), "<i8")


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    for first in range(0, count, _AT_ONCE):
        yield first, min(first + _AT_ONCE, count)


def _numbers(rows: DigestRows, kind: str) -> npt.NDArray[Any]:  # Any: integers of the asked width
    return rows.reshape(-1).view(kind)
