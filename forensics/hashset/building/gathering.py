"""Records on their way to becoming entries: one row of bytes for each, spooled by its strongest algorithm.

The order of the bytes of such a row is the order of the entries (see index.layout), and rows that differ in
nothing but the record number are one entry; so one sort does both.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.building.ordering import Rows, big_endian
from forensics.hashset.building.sorting import RowSpool
from forensics.hashset.index.layout import NO_SIZE, STRONGEST_FIRST
from forensics.hashset.records import Values

RECORD_BYTES = 4
_SIZE_BYTES, _CATEGORY_BYTES = 8, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Records with at least one digest, as columns, in source order."""

    digests: Mapping[Algorithm, Values]  # places count the records of this value, from 0
    sizes: npt.NDArray[np.int64] | None  # NO_SIZE where none is given
    categories: npt.NDArray[np.uint16] | None  # numbers, 0 for none
    records: npt.NDArray[np.uint32]  # numbers in the source


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Entries of one group in order."""

    digests: Mapping[Algorithm, Values]  # places count the entries of this value, from 0
    sizes: npt.NDArray[np.int64] | None  # as in Gathered
    categories: npt.NDArray[np.uint16] | None
    records: npt.NDArray[np.uint32]


class GroupSpool:
    """The records whose strongest digest is of one algorithm."""

    def __init__(self, strongest: Algorithm, *, folder: Path, worker: Executor) -> None:
        self.strongest = strongest
        self._weaker = STRONGEST_FIRST[STRONGEST_FIRST.index(strongest) + 1 :]
        widths = (
            DIGEST_BYTES[strongest],
            *(1 + DIGEST_BYTES[algorithm] for algorithm in self._weaker),  # 1 or 0: whether there is one
            _SIZE_BYTES,
            _CATEGORY_BYTES,
            RECORD_BYTES,
        )
        path = folder / f"{strongest}.group"
        self.spool = RowSpool(path, widths=widths, tail=RECORD_BYTES, worker=worker)

    def add(self, gathered: Gathered) -> None:
        """Take one or more records whose strongest digest is of this algorithm."""
        count = len(gathered.records)
        columns = [
            gathered.digests[self.strongest].raw,
            *(_flagged(gathered.digests.get(algorithm), count) for algorithm in self._weaker),
            None if gathered.sizes is None else big_endian(gathered.sizes - NO_SIZE, _SIZE_BYTES),
            None if gathered.categories is None else big_endian(gathered.categories, _CATEGORY_BYTES),
            big_endian(gathered.records, RECORD_BYTES),
        ]
        self.spool.add(_without_neighbours(columns))

    def entries(self, rows: Rows) -> Entries:
        """What rows that the spool gave back say."""
        strongest = self.spool.column(rows, 0)
        *weaker, sizes, categories, records = (
            self.spool.column(rows, number + 1) for number in range(len(self._weaker) + 3)
        )
        if strongest is None or records is None:
            raise ValueError("rows without a digest or a record number")
        digests = {self.strongest: Values(raw=strongest, places=np.arange(len(rows), dtype=np.uint32))}
        for algorithm, column in zip(self._weaker, weaker, strict=True):
            if column is not None:
                places = np.flatnonzero(column[:, 0]).astype(np.uint32)
                raw = column[:, 1:] if len(places) == len(rows) else column[places, 1:]
                digests[algorithm] = Values(raw=raw, places=places)
        return Entries(
            digests=digests,
            sizes=None if sizes is None else _numbers(sizes).astype(np.int64) + NO_SIZE,
            categories=None if categories is None else _numbers(categories).astype(np.uint16),
            records=_numbers(records).astype(np.uint32),
        )


def _flagged(values: Values | None, count: int) -> Rows | None:
    if values is None or not len(values.places):
        return None
    flagged: Rows = np.zeros((count, 1 + values.raw.shape[1]), dtype=np.uint8)
    if len(values.places) == count:
        flagged[:, 0] = 1
        flagged[:, 1:] = values.raw
    else:
        flagged[values.places, 0] = 1
        flagged[values.places, 1:] = values.raw
    return flagged


def _without_neighbours(columns: Sequence[Rows | None]) -> Sequence[Rows | None]:
    """The rows without those that repeat the one before: NSRL names a file again for each package.

    It only saves work: what is not next to its like is found when the rows are sorted.
    """
    given = [column for column in columns[:-1] if column is not None]
    heads = np.ascontiguousarray(given[0]).view(np.uint32)[:, 0]
    after = np.flatnonzero(heads[1:] == heads[:-1]) + 1
    for column in given:
        after = after[(column[after] == column[after - 1]).all(axis=1)]
    if not len(after):
        return columns
    return [None if column is None else np.delete(column, after, axis=0) for column in columns]


def _numbers(column: Rows) -> npt.NDArray[np.unsignedinteger]:
    width = column.shape[1]
    return np.ascontiguousarray(column).view(f">u{width}").ravel()
