"""Making an index file out of the records of a source, in memory that does not grow with the set.

`IndexBuilder.add_all` spools columns to working files in a folder of the import, many records at a time;
`build` sorts them and writes the form that `layout` describes.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt

from forensics.digests import EMPTY_CONTENT, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset import Provenance, SetInfo
from forensics.hashset.layout import MOST_CATEGORIES, MOST_RECORDS, NO_SIZE, Description, write_description
from forensics.hashset.records import RecordBatch, Values
from forensics.hashset.sorting import DigestSpool
from forensics.hashset.writing import STRENGTH, IndexWriter, Numbers, RecordColumns

_SIZES_AT_ONCE = 1 << 20
_EMPTY = dict(EMPTY_CONTENT.present())


@dataclass(slots=True, kw_only=True)
class Counts:
    """What the records came to so far."""

    records: int = 0
    kept: int = 0  # with at least one digest that can be compared
    sized: int = 0  # kept ones with a size
    zero_sized: int = (
        0  # kept ones that give the size 0 to a content that is not empty; they count as unsized
    )
    dropped_empty: int = 0  # digests of the empty file
    of_algorithm: Counter[Algorithm] = field(default_factory=Counter)  # records with a digest kept


class IndexBuilder:
    """Takes records in source order, then writes their index. Use it in a `with`; `folder` is its own."""

    def __init__(self, folder: Path) -> None:
        self.counts = Counts()
        self._folder = folder
        self._open_files = ExitStack()
        self._spools = {algorithm: DigestSpool(algorithm, folder=folder) for algorithm in Algorithm}
        self._sizes = _ColumnFile(folder / "sizes", dtype=np.int64)
        self._categories = _ColumnFile(folder / "categories", dtype=np.uint16)
        self._strengths = _ColumnFile(folder / "strengths", dtype=np.uint8)
        for spool in self._spools.values():
            self._open_files.callback(spool.close)
        for column in (self._sizes, self._categories, self._strengths):
            self._open_files.callback(column.close)
        self._category_numbers: dict[str | None, int] = {None: 0}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._open_files.close()

    def add_all(self, batches: Iterable[RecordBatch]) -> None:
        """Keep what can be compared; the digests of the empty file are dropped and counted.

        Raise HashSetRefused for a set beyond what an index can number.
        """
        for batch in batches:
            if self.counts.records + batch.count > MOST_RECORDS:
                raise HashSetRefused(
                    f"The set has more than {MOST_RECORDS:,} records; an index cannot number them."
                )
            self._add_batch(batch)

    def _add_batch(self, batch: RecordBatch) -> None:
        strengths: npt.NDArray[np.uint8] = np.zeros(batch.count, dtype=np.uint8)
        for algorithm in Algorithm:
            if algorithm in batch.digests:
                self._add_digests(batch.digests[algorithm], algorithm=algorithm, strengths=strengths)
        self._sizes.add(self._kept_sizes(batch, kept=strengths > 0))
        self._categories.add(self._numbered(batch.categories or (None,) * batch.count))
        self._strengths.add(strengths)
        self.counts.records += batch.count
        self.counts.kept += int(np.count_nonzero(strengths))

    def _add_digests(self, values: Values, *, algorithm: Algorithm, strengths: npt.NDArray[np.uint8]) -> None:
        digests, places = values.raw, values.places
        filled = (digests != np.frombuffer(_EMPTY[algorithm], dtype=np.uint8)).any(axis=1)
        if not filled.all():
            self.counts.dropped_empty += int(np.count_nonzero(~filled))
            digests, places = digests[filled], places[filled]
        self.counts.of_algorithm[algorithm] += len(places)
        strengths[places] = STRENGTH[algorithm]
        self._spools[algorithm].add(digests, places + np.uint32(self.counts.records))

    def _kept_sizes(self, batch: RecordBatch, *, kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        if batch.sizes is None:
            return np.full(batch.count, NO_SIZE, dtype=np.int64)
        numbers = batch.sizes.copy()
        # Some writers put 0 for a size they do not know; the empty file itself has been dropped.
        zero_sized = kept & (numbers == 0)
        numbers[~kept | zero_sized] = NO_SIZE
        self.counts.zero_sized += int(np.count_nonzero(zero_sized))
        self.counts.sized += int(np.count_nonzero(numbers != NO_SIZE))
        return numbers

    def _numbered(self, categories: Sequence[str | None]) -> npt.NDArray[np.uint16]:
        known = self._category_numbers
        for category in dict.fromkeys(categories):
            known.setdefault(category, len(known))
        if len(known) > MOST_CATEGORIES + 1:
            raise HashSetRefused(
                f"The set has more than {MOST_CATEGORIES:,} categories, which no real set has."
            )
        return np.array([known[category] for category in categories], dtype=np.uint16)

    def build(self, path: Path, *, provenance: Provenance, cancelled: Callable[[], bool]) -> SetInfo:
        """Write the index to `path` and make it last; give what it says of itself."""
        columns = RecordColumns(
            sizes=self._sizes.values(),
            categories=self._categories.values(),
            strengths=self._strengths.values(),
        )
        with path.open("w+b") as out:
            writer = IndexWriter(out, columns=columns, cancelled=cancelled, folder=self._folder)
            for spool in self._spools.values():
                writer.write_algorithm(spool)
            if self.counts.sized:
                writer.write_array("sizes", columns.sizes)
                writer.write_array("known_sizes", _distinct_sizes(columns.sizes))
            categories = tuple(category for category in self._category_numbers if category is not None)
            if categories:
                writer.write_array("categories", columns.categories)
            info = self._info(provenance, entries=writer.entries, distinct_count=writer.distinct_count)
            description = Description(info=info, categories=categories, sections=writer.sections)
            own = write_description(out, description)
            out.flush()
            os.fsync(out.fileno())
        return replace(info, index_sha256=own)

    def _info(
        self, provenance: Provenance, *, entries: Mapping[Algorithm, int], distinct_count: int
    ) -> SetInfo:
        kept = tuple(algorithm for algorithm in Algorithm if entries[algorithm])
        return SetInfo(
            **{field.name: getattr(provenance, field.name) for field in fields(Provenance)},
            record_count=self.counts.records,
            distinct_count=distinct_count,
            dropped_empty=self.counts.dropped_empty,
            algorithms=tuple(algorithm.value for algorithm in kept),
            digest_counts=tuple(self.counts.of_algorithm[algorithm] for algorithm in kept),
            sized_count=self.counts.sized,
            unsized_count=self.counts.kept - self.counts.sized,
            index_sha256="",  # known when the file is written
        )


class _ColumnFile:
    """One number for each record, spooled to a working file."""

    def __init__(self, path: Path, *, dtype: type[np.integer]) -> None:
        self._dtype = dtype
        self._file: BinaryIO = path.open("w+b")

    def add(self, values: Numbers) -> None:
        self._file.write(values.data)

    def values(self) -> Numbers:
        """All values added, mapped from the working file."""
        self._file.flush()
        if self._file.tell() == 0:
            return np.empty(0, dtype=self._dtype)
        return np.memmap(self._file, dtype=self._dtype, mode="r")

    def close(self) -> None:
        self._file.close()


def _distinct_sizes(sizes: Numbers) -> npt.NDArray[np.int64]:
    known: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
    for first in range(0, len(sizes), _SIZES_AT_ONCE):
        known = np.union1d(known, sizes[first : first + _SIZES_AT_ONCE].astype(np.int64))
    return np.extract(known != NO_SIZE, known)
