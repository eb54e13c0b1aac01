"""Writing the sections of an index file out of sorted digests; `layout` describes what they are."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from forensics.digests import Algorithm
from forensics.errors import Cancelled
from forensics.hashset.layout import ALIGNMENT, PREFIX
from forensics.hashset.sorting import Bucket, DigestRows, DigestSpool

Numbers = npt.NDArray[np.integer[Any]]  # of the width its column has

STRENGTH = {Algorithm.MD5: 1, Algorithm.SHA1: 2, Algorithm.SHA256: 3}
_ROWS_AT_ONCE = 400_000
_FEWEST_FANOUT_BITS, _MOST_FANOUT_BITS = 4, 22


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordColumns:
    """What is kept of each record beside its digests, by record number."""

    sizes: Numbers
    categories: Numbers
    strengths: Numbers  # of the strongest digest kept, 0 where none was


class IndexWriter:
    """Appends aligned sections to an index file and remembers where they are and what they hold."""

    def __init__(
        self, out: BinaryIO, *, columns: RecordColumns, cancelled: Callable[[], bool], folder: Path
    ) -> None:
        self._out, self._columns, self._cancelled, self._folder = out, columns, cancelled, folder
        self.sections: dict[str, tuple[int, int]] = {}
        self.entries: Counter[Algorithm] = Counter()
        self.distinct_count = 0
        out.write(bytes(PREFIX.size))

    def write_array(self, name: str, values: Numbers) -> None:
        start = self._begin()
        for first in range(0, len(values), _ROWS_AT_ONCE):
            self._go_on()
            self._out.write(np.ascontiguousarray(values[first : first + _ROWS_AT_ONCE]).data)
        self._end(name, start)

    def write_algorithm(self, spool: DigestSpool) -> None:
        """The three sections of one algorithm, none when it has no entry."""
        algorithm = spool.algorithm
        fanout: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        start = self._begin()
        with (self._folder / f"{algorithm}.sorted-rows").open("w+b") as row_file:
            for bucket in spool.buckets():
                self._go_on()
                if len(fanout) == 0:
                    fanout = np.zeros(1 << _fanout_bits(spool.count), dtype=np.int64)
                self.distinct_count += _count_identities(
                    bucket, self._columns.strengths, strength=STRENGTH[algorithm]
                )
                single = _without_repeats(bucket, self._columns)
                fanout += _leading_counts(single.digests, len(fanout))
                self.entries[algorithm] += len(single.rows)
                self._out.write(single.digests.data)
                row_file.write(single.rows.data)
            if not self.entries[algorithm]:
                return
            self._end(f"{algorithm}.digests", start)
            row_file.flush()
            self.write_array(f"{algorithm}.rows", np.memmap(row_file, dtype=np.uint32, mode="r"))
        self.write_array(f"{algorithm}.fanout", np.concatenate(([0], np.cumsum(fanout))).astype(np.uint32))

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


def _leading_counts(digests: DigestRows, size: int) -> npt.NDArray[np.int64]:
    words = np.ascontiguousarray(digests[:, :4]).view(">u4").ravel().astype(np.int64)
    bits = size.bit_length() - 1
    return np.bincount(words >> (32 - bits), minlength=size)


def _same_as_before(digests: DigestRows) -> npt.NDArray[np.bool_]:
    same = np.zeros(len(digests), dtype=bool)
    same[1:] = (digests[1:] == digests[:-1]).all(axis=1)
    return same


def _without_repeats(bucket: Bucket, columns: RecordColumns) -> Bucket:
    """Of entries with the same digest, size and category only the first record's."""
    same = _same_as_before(bucket.digests)
    if not same.any():
        return bucket
    among = same.copy()
    among[:-1] |= same[1:]
    places = np.flatnonzero(among)
    rows = bucket.rows[places]
    keys = (np.cumsum(~same)[places], columns.sizes[rows], columns.categories[rows])
    order = np.lexsort((rows, *keys))
    repeated = np.zeros(len(order), dtype=bool)
    repeated[1:] = np.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys])
    kept = np.ones(len(bucket.rows), dtype=bool)
    kept[places[order[repeated]]] = False
    return Bucket(digests=bucket.digests[kept], rows=bucket.rows[kept])


def _count_identities(bucket: Bucket, strengths: Numbers, *, strength: int) -> int:
    """Distinct digests that are the strongest one of some record."""
    leads = strengths[bucket.rows] == strength
    return len(np.unique(np.cumsum(~_same_as_before(bucket.digests))[leads]))
