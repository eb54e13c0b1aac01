"""Making an index file out of the records of a source, in memory that does not grow with the set.

`IndexBuilder.add` spools to working files in a folder of the import; `build` sorts them and writes the form
that `layout` describes.
"""

import os
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import numpy.typing as npt

from forensics.digests import EMPTY_CONTENT, Algorithm
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import Provenance, SetInfo, SetRecord
from forensics.hashset.layout import (
    ALIGNMENT,
    MOST_CATEGORIES,
    MOST_RECORDS,
    NO_SIZE,
    PREFIX,
    Description,
    write_description,
)
from forensics.hashset.sorting import Bucket, DigestSpool

Numbers = npt.NDArray[np.integer[Any]]  # of the width its column has

_ROWS_AT_ONCE = 400_000
_FEWEST_FANOUT_BITS, _MOST_FANOUT_BITS = 4, 22
_LARGEST_SIZE = (1 << 63) - 1
_STRENGTH = {Algorithm.MD5: 1, Algorithm.SHA1: 2, Algorithm.SHA256: 3}


class IndexBuilder:
    """Takes records in source order, then writes their index. Use it in a `with`; `folder` is its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open_files = ExitStack()
        self._spools = {algorithm: DigestSpool(algorithm, folder=folder) for algorithm in Algorithm}
        for spool in self._spools.values():
            self._open_files.callback(spool.close)
        self._sizes = _RowColumn("q", folder / "sizes")
        self._categories = _RowColumn("H", folder / "categories")
        self._strengths = _RowColumn(
            "B", folder / "strengths"
        )  # the strongest algorithm of each record, 0 when nothing was kept
        for column in (self._sizes, self._categories, self._strengths):
            self._open_files.callback(column.close)
        self._category_numbers: dict[str, int] = {}
        self._record_count = self._kept_count = self._sized_count = self._dropped_empty = 0
        self._zero_sized_count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._open_files.close()

    @property
    def record_count(self) -> int:
        return self._record_count

    @property
    def kept_count(self) -> int:
        """Records with at least one digest that can be compared."""
        return self._kept_count

    def add(self, record: SetRecord) -> None:
        """Keep what can be compared of `record`; the digests of the empty file are dropped and counted.

        Raise ValueError, saying why, when the record cannot be true.
        """
        row = self._record_count
        if row >= MOST_RECORDS:
            raise HashSetRefused(
                f"The set has more than {MOST_RECORDS:,} records; one index cannot number them."
            )
        self._record_count = row + 1
        strength = 0
        for algorithm, digest in (
            (Algorithm.MD5, record.md5),
            (Algorithm.SHA1, record.sha1),
            (Algorithm.SHA256, record.sha256),
        ):
            if digest is None:
                continue
            if digest == _EMPTY[algorithm]:
                self._dropped_empty += 1
                continue
            self._spools[algorithm].add(digest, row)
            strength = _STRENGTH[algorithm]
        size = self._stored_size(record.size_bytes) if strength else NO_SIZE
        self._kept_count += strength > 0
        self._sized_count += size != NO_SIZE
        self._sizes.add(size)
        self._categories.add(self._number_of(record.category) if record.category is not None else 0)
        self._strengths.add(strength)

    def _stored_size(self, size_bytes: int | None) -> int:
        if size_bytes is None:
            return NO_SIZE
        if not 0 <= size_bytes <= _LARGEST_SIZE:
            raise ValueError(f"no file has the size {size_bytes}")
        if (
            size_bytes == 0
        ):  # some writers put 0 for a size they do not know, and the empty file's digests were dropped above
            self._zero_sized_count += 1
            return NO_SIZE
        return size_bytes

    def _number_of(self, category: str) -> int:
        number = self._category_numbers.get(category)
        if number is None:
            number = self._category_numbers[category] = len(self._category_numbers) + 1
            if number > MOST_CATEGORIES:
                raise HashSetRefused(
                    f"The set has more than {MOST_CATEGORIES:,} different categories, which no real set has."
                )
        return number

    @property
    def zero_sized_count(self) -> int:
        """Records that give the size 0 to a content that is not empty; they are kept without a size."""
        return self._zero_sized_count

    def build(self, path: Path, *, provenance: Provenance, cancelled: Callable[[], bool]) -> SetInfo:
        """Write the index to `path` and make it last; give what it says of itself."""
        columns = _Columns(
            sizes=self._sizes.values(),
            categories=self._categories.values(),
            strengths=self._strengths.values(),
        )
        with path.open("w+b") as out:
            writer = _IndexWriter(out, columns=columns, cancelled=cancelled, folder=self._folder)
            distinct = {algorithm: writer.write_algorithm(spool) for algorithm, spool in self._spools.items()}
            if self._sized_count:
                writer.write_array("sizes", columns.sizes)
                writer.write_array("known_sizes", _distinct_sizes(columns.sizes))
            if self._category_numbers:
                writer.write_array("categories", columns.categories)
            info = self._info(provenance, entries=writer.entries, distinct_count=sum(distinct.values()))
            own = write_description(
                out,
                Description(info=info, categories=tuple(self._category_numbers), sections=writer.sections),
            )
            out.flush()
            os.fsync(out.fileno())
        return replace(info, index_sha256=own)

    def _info(
        self, provenance: Provenance, *, entries: Mapping[Algorithm, int], distinct_count: int
    ) -> SetInfo:
        kept = tuple(algorithm for algorithm in Algorithm if entries[algorithm])
        return SetInfo(
            **{field.name: getattr(provenance, field.name) for field in fields(Provenance)},
            record_count=self._record_count,
            distinct_count=distinct_count,
            dropped_empty=self._dropped_empty,
            algorithms=tuple(algorithm.value for algorithm in kept),
            digest_counts=tuple(entries[algorithm] for algorithm in kept),
            sized_count=self._sized_count,
            unsized_count=self._kept_count - self._sized_count,
            index_sha256="",  # known when the file is written
        )


_EMPTY = dict(EMPTY_CONTENT.present())


class _RowColumn:
    """One number for each record, spooled to a working file."""

    def __init__(self, code: str, path: Path) -> None:
        self._code, self._values = code, array(code)
        self._file: BinaryIO = path.open("w+b")

    def add(self, value: int) -> None:
        self._values.append(value)
        if len(self._values) >= _ROWS_AT_ONCE:
            self._spill()

    def _spill(self) -> None:
        self._file.write(self._values.tobytes())
        self._values = array(self._code)

    def values(self) -> Numbers:
        """All values added, mapped from the working file."""
        self._spill()
        self._file.flush()
        if self._file.tell() == 0:
            return np.empty(0, dtype=np.dtype(self._code))
        return np.memmap(self._file, dtype=np.dtype(self._code), mode="r")

    def close(self) -> None:
        self._file.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    sizes: Numbers
    categories: Numbers
    strengths: Numbers


class _IndexWriter:
    """Appends aligned sections to the index and remembers where they are."""

    def __init__(
        self, out: BinaryIO, *, columns: _Columns, cancelled: Callable[[], bool], folder: Path
    ) -> None:
        self._out, self._columns, self._cancelled, self._folder = out, columns, cancelled, folder
        self.sections: dict[str, tuple[int, int]] = {}
        self.entries: Counter[Algorithm] = Counter()
        out.write(bytes(PREFIX.size))

    def write_array(self, name: str, values: Numbers) -> None:
        start = self._begin()
        for first in range(0, len(values), _ROWS_AT_ONCE):
            self._go_on()
            self._out.write(np.ascontiguousarray(values[first : first + _ROWS_AT_ONCE]).data)
        self._end(name, start)

    def write_algorithm(self, spool: DigestSpool) -> int:
        """The three sections of one algorithm; give the number of records whose identity they are."""
        algorithm = spool.algorithm
        distinct = 0
        fanout: npt.NDArray[np.int64] | None = None
        start = self._begin()
        with (self._folder / f"{algorithm}.sorted-rows").open("w+b") as row_file:
            for bucket in spool.buckets():
                self._go_on()
                if fanout is None:
                    fanout = np.zeros(1 << _fanout_bits(spool.count), dtype=np.int64)
                distinct += _count_identities(bucket, self._columns.strengths, strength=_STRENGTH[algorithm])
                single = _without_repeats(bucket, self._columns)
                fanout += _leading_counts(single, len(fanout))
                self.entries[algorithm] += len(single.rows)
                self._out.write(single.digests.data)
                row_file.write(single.rows.data)
            if fanout is None or not self.entries[algorithm]:
                return 0
            self._end(f"{algorithm}.digests", start)
            row_file.flush()
            self.write_array(f"{algorithm}.rows", np.memmap(row_file, dtype=np.uint32, mode="r"))
        self.write_array(f"{algorithm}.fanout", np.concatenate(([0], np.cumsum(fanout))).astype(np.uint32))
        return distinct

    def _begin(self) -> int:
        self._out.write(bytes(-self._out.tell() % ALIGNMENT))
        return self._out.tell()

    def _end(self, name: str, start: int) -> None:
        self.sections[name] = (start, self._out.tell() - start)

    def _go_on(self) -> None:
        if self._cancelled():
            raise Cancelled("The import was stopped; nothing of the set was kept.")


def _fanout_bits(count: int) -> int:
    """So many that about a dozen digests share a table entry: the table adds half a byte a digest."""
    return min(max(count.bit_length() - 4, _FEWEST_FANOUT_BITS), _MOST_FANOUT_BITS)


def _leading_counts(bucket: Bucket, size: int) -> npt.NDArray[np.int64]:
    words = np.ascontiguousarray(bucket.digests[:, :4]).view(">u4").ravel().astype(np.int64)
    bits = size.bit_length() - 1
    return np.bincount(words >> (32 - bits), minlength=size)


def _same_as_before(digests: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    same = np.zeros(len(digests), dtype=bool)
    same[1:] = (digests[1:] == digests[:-1]).all(axis=1)
    return same


def _without_repeats(bucket: Bucket, columns: _Columns) -> Bucket:
    """Of entries with the same digest, size and category only the first record's."""
    same = _same_as_before(bucket.digests)
    if not same.any():
        return bucket
    among = same.copy()
    among[:-1] |= same[1:]
    places = np.flatnonzero(among)
    group = np.cumsum(~same)[places]
    rows = bucket.rows[places]
    size, category = columns.sizes[rows], columns.categories[rows]
    order = np.lexsort((rows, category, size, group))
    repeated = np.zeros(len(order), dtype=bool)
    for key in (group, size, category):
        sorted_key = key[order]
        differs = sorted_key[1:] != sorted_key[:-1]
        repeated[1:] |= differs
    repeated[1:] = ~repeated[1:]
    kept = np.ones(len(bucket.rows), dtype=bool)
    kept[places[order[repeated]]] = False
    return Bucket(digests=bucket.digests[kept], rows=bucket.rows[kept])


def _count_identities(bucket: Bucket, strengths: Numbers, *, strength: int) -> int:
    """Distinct digests that are the strongest one of some record."""
    leads = strengths[bucket.rows] == strength
    groups = np.cumsum(~_same_as_before(bucket.digests))[leads]
    return len(np.unique(groups))


def _distinct_sizes(sizes: Numbers) -> npt.NDArray[np.int64]:
    known: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
    for first in range(0, len(sizes), _ROWS_AT_ONCE):
        known = np.union1d(known, sizes[first : first + _ROWS_AT_ONCE].astype(np.int64))
    return np.extract(known != NO_SIZE, known)
