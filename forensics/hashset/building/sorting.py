"""Sorting more rows of bytes than fit in memory: sorted runs on the disk, merged range by range.

A spool holds at most two runs in memory while it takes rows. Where a range ends is told by every 1,024th row
of each run, so the pieces of a merge stay near `PIECE_BYTES` whatever the rows are, also where all begin
alike.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np

from forensics.hashset import ImportStopped
from forensics.hashset.building.ordering import Rows, VoidRows, ascending, byte_rows, void_rows

RUN_BYTES = 16 << 20
PIECE_BYTES = 16 << 20
SAMPLED = 1024
_ASKED_EVERY_S = 0.2
_T = TypeVar("_T")
_NOTHING: Rows = np.empty((0, 0), dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A sorted stretch of the working file."""

    offset: int
    count: int
    present: tuple[bool, ...]  # the columns it has
    samples: VoidRows  # its rows 0, 1,024, 2,048, ...


class RowSpool:
    """Takes rows in columns of bytes, gives them back in ascending order of their bytes.

    Of rows that differ at most in their last `tail` bytes only the lowest is given back. A column that is
    `None` in all rows takes no room; where only some rows lack it they have zeros there.
    """

    def __init__(self, path: Path, *, widths: Sequence[int], tail: int, worker: Executor) -> None:
        self.count = 0  # of rows in finished runs; after `finish` of all
        self.merged = 0  # of them in the pieces given back so far, repeats included
        self._widths, self._tail, self._worker = tuple(widths), tail, worker
        self._present = tuple(False for _width in widths)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._offset = 0
        self._runs: list[_Run] = []
        self._sorting: Future[tuple[_Run, Rows]] | None = None
        self._buffer: Rows = _NOTHING
        self._spare: Rows = _NOTHING  # was sorted and written: memory that need not be asked for again
        self._filled = 0

    @property
    def width(self) -> int:
        return _width(self._present, self._widths)

    @property
    def has_rows(self) -> bool:
        return bool(self.count or self._filled or self._sorting)

    def column(self, rows: Rows, number: int) -> Rows | None:
        """The column of that number in rows that were given back; `None` when no row had it."""
        if not self._present[number]:
            return None
        start = _width(self._present[:number], self._widths)
        return rows[:, start : start + self._widths[number]]

    def add(self, columns: Sequence[Rows | None]) -> None:
        """Take as many rows as each of the columns has; each is as wide as `widths` says."""
        count = max(len(column) for column in columns if column is not None)
        present = tuple(had or column is not None for had, column in zip(self._present, columns, strict=True))
        if present != self._present:
            self._end_run()
            self._wait()
            self._present, self._buffer, self._spare = present, _NOTHING, _NOTHING
        taken = 0
        while taken < count:
            if not len(self._buffer):
                self._buffer, self._spare = self._spare, _NOTHING
            if not len(self._buffer):
                self._buffer = np.empty((max(RUN_BYTES // self.width, 1), self.width), dtype=np.uint8)
            some = min(count - taken, len(self._buffer) - self._filled)
            self._fill(columns, slice(taken, taken + some), self._buffer[self._filled : self._filled + some])
            taken += some
            self._filled += some
            if self._filled == len(self._buffer):
                self._end_run()

    def _fill(self, columns: Sequence[Rows | None], part: slice, room: Rows) -> None:
        at = 0
        for column, width, present in zip(columns, self._widths, self._present, strict=True):
            if present:
                room[:, at : at + width] = 0 if column is None else column[part]
                at += width

    def _end_run(self) -> None:
        """Hand what waits to the worker; one run is sorted while the next is filled."""
        self._wait()
        if self._filled:
            waiting, self._buffer = self._buffer, _NOTHING
            self._sorting = self._worker.submit(self._sort_run, waiting, self._filled)
            self._filled = 0

    def _sort_run(self, waiting: Rows, count: int) -> tuple[_Run, Rows]:
        rows = ascending(waiting[:count], tail=self._tail)
        _write_all(self._file, rows.data.cast("B"))
        run = _Run(
            offset=self._offset,
            count=len(rows),
            present=self._present,
            samples=void_rows(rows)[::SAMPLED].copy(),
        )
        self._offset += rows.nbytes
        return run, waiting

    def _wait(self) -> None:
        if self._sorting is not None:
            (run, self._spare), self._sorting = self._sorting.result(), None
            self._runs.append(run)
            self.count += run.count

    def finish(self, cancelled: Callable[[], bool]) -> None:
        """No row will be added; `count` is then right. Raise Cancelled when told so."""
        self._end_run()
        if self._sorting is not None:
            _await(self._sorting, cancelled)
        self._wait()
        self._buffer = self._spare = _NOTHING

    def pieces(self, cancelled: Callable[[], bool]) -> Iterator[Rows]:
        """All rows in ascending order, in pieces; raise Cancelled when told so."""
        self.finish(cancelled)
        coming: Future[Rows] | None = None
        merged = 0
        for cut in chain(pairwise(self._cuts()), (None,)):
            following = None if cut is None else self._worker.submit(self._piece, *cut)
            if coming is not None:
                rows, self.merged = _await(coming, cancelled), merged
                if len(rows):
                    yield rows
            coming, merged = following, 0 if cut is None else sum(cut[1])

    def _cuts(self) -> Iterator[list[int]]:
        """For each border between two pieces: the place in each run, the very beginning and end included."""
        places = [0 for _run in self._runs]
        yield places
        if not self._runs:
            return
        samples = np.concatenate([void_rows(self._spread(byte_rows(run.samples), run)) for run in self._runs])
        samples.sort()
        borders = samples[:: max(PIECE_BYTES // self.width // SAMPLED, 1)][1:]
        if self._tail:  # rows that may be repeats of one another stay on one side
            borders = borders.copy()
            byte_rows(borders)[:, -self._tail :] = 0
        for border in np.unique(borders):
            places = [self._place(run, border, low) for run, low in zip(self._runs, places, strict=True)]
            yield places
        yield [run.count for run in self._runs]

    def _place(self, run: _Run, border: np.void, low: int) -> int:
        """Of the first row of the run that is not below `border`; none before `low` is."""
        if run.present == self._present:
            sample = int(np.searchsorted(run.samples, border))
            low, high = max(low, (sample - 1) * SAMPLED), min(run.count, sample * SAMPLED)
        else:
            high = run.count
        return bisect_left(_StoredRows(self, run), border.tobytes(), min(low, high), high)

    def stored(self, run: _Run, first: int, last: int) -> Rows:
        """Rows of a run, widened to the columns that the spool has by now."""
        width = _width(run.present, self._widths)
        rows = np.empty((last - first, width), dtype=np.uint8)
        _read_all(self._file, rows.data.cast("B"), offset=run.offset + first * width)
        return self._spread(rows, run)

    def _spread(self, rows: Rows, run: _Run) -> Rows:
        if run.present == self._present:
            return rows
        spread: Rows = np.zeros((len(rows), self.width), dtype=np.uint8)
        here = there = 0
        for width, had, has in zip(self._widths, run.present, self._present, strict=True):
            if had:
                spread[:, there : there + width] = rows[:, here : here + width]
            here, there = here + width * had, there + width * has
        return spread

    def _piece(self, starts: list[int], stops: list[int]) -> Rows:
        parts = zip(self._runs, starts, stops, strict=True)
        rows = [self.stored(run, start, stop) for run, start, stop in parts if start < stop]
        if not rows:
            return np.empty((0, self.width), dtype=np.uint8)
        if len(rows) == 1:
            return rows[0]
        together = np.concatenate(rows)
        rows.clear()  # as large once more
        return ascending(together, tail=self._tail)

    def discard(self) -> None:
        """Give the room on the disk back; nothing more is asked of the spool."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        os.close(self._file)


class _StoredRows(Sequence[bytes]):
    """The rows of a run, for a search."""

    def __init__(self, spool: RowSpool, run: _Run) -> None:
        self._spool, self._run = spool, run

    def __len__(self) -> int:
        return self._run.count

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]  # slices are not needed
        return self._spool.stored(self._run, place, place + 1).tobytes()


def _await(future: Future[_T], cancelled: Callable[[], bool]) -> _T:
    while True:
        if cancelled():
            raise ImportStopped
        if wait((future,), timeout=_ASKED_EVERY_S).done:
            return future.result()


def _width(present: Sequence[bool], widths: Sequence[int]) -> int:
    return sum(width for width, is_present in zip(widths, present, strict=False) if is_present)


def _read_all(file: int, room: memoryview, *, offset: int) -> None:
    while room:
        count = os.preadv(file, [room], offset)
        if not count:
            raise OSError(f"a working file of the import has lost {len(room)} bytes")
        room, offset = room[count:], offset + count


def _write_all(file: int, data: memoryview) -> None:
    while data:
        data = data[os.write(file, data) :]
