"""Runs of bytes as two columns: millions of them in sixteen bytes each, and quick to look up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ByteRuns:
    """From `starts` up to `ends`, ascending, apart from each other."""

    starts: Column
    ends: Column

    @classmethod
    def none(cls) -> "ByteRuns":
        return cls(starts=np.empty(0, np.int64), ends=np.empty(0, np.int64))

    def first_within(self, start: int, end: int) -> tuple[int, int] | None:
        """The first run that touches `start` up to `end`, whole."""
        at = int(np.searchsorted(self.ends, start, side="right"))
        if at == len(self.starts) or int(self.starts[at]) >= end:
            return None
        return int(self.starts[at]), int(self.ends[at])

    def touch(self, start: int, end: int) -> bool:
        return self.first_within(start, end) is not None

    def hold(self, start: int, end: int) -> bool:
        """Whether all from `start` up to `end` lies in one run."""
        found = self.first_within(start, end)
        return found is not None and found[0] <= start and end <= found[1]


def runs_of(numbers: Column, *, unit_bytes: int) -> ByteRuns:
    """Of numbers of units, ascending and each once; those that follow each other are one run."""
    if not len(numbers):
        return ByteRuns.none()
    breaks = np.flatnonzero(np.diff(numbers) != 1)
    starts = numbers[np.concatenate(([0], breaks + 1))]
    ends = numbers[np.concatenate((breaks, [len(numbers) - 1]))] + 1
    return ByteRuns(starts=starts * unit_bytes, ends=ends * unit_bytes)


def joined_runs(starts: Sequence[Column], ends: Sequence[Column]) -> ByteRuns:
    """Of runs in any order that do not overlap; those that touch are one."""
    begin, end = np.concatenate(starts), np.concatenate(ends)
    order = np.argsort(begin, kind="stable")
    begin, end = begin[order], end[order]
    if not len(begin):
        return ByteRuns.none()
    apart = begin[1:] != end[:-1]
    return ByteRuns(starts=begin[np.concatenate(([True], apart))], ends=end[np.concatenate((apart, [True]))])
