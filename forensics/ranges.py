"""Byte ranges of an image as one set: merged, in order, and quick to measure against others.

Plain integers and two sorts, without NumPy: a map of a million ranges that comes in order takes a quarter of
a second, and importing NumPy would cost every scan half of that. Exact for any integer.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from operator import lt, sub

from forensics.entries import ByteRange


class RangeSet:
    """Bytes of an image, as ranges that neither overlap nor touch, in order. Never changed."""

    __slots__ = ("_before", "_ends", "_starts")

    def __init__(self, starts: Iterable[int] = (), ends: Iterable[int] = ()) -> None:
        """Of ranges given as two columns, in any order, overlapping or not; every end lies behind its
        start.
        """
        self._starts, self._ends = _merged(list(starts), list(ends))
        lengths = map(sub, self._ends, self._starts)
        self._before: list[int] = [0, *accumulate(lengths)]  # bytes of the set before each range

    @classmethod
    def of(cls, ranges: Iterable[ByteRange]) -> "RangeSet":
        """The same of values; those without a length say nothing."""
        given = [r for r in ranges if r.length_bytes > 0]
        return cls([r.offset_bytes for r in given], [r.offset_bytes + r.length_bytes for r in given])

    @property
    def length_bytes(self) -> int:
        return self._before[-1]

    def __iter__(self) -> Iterator[ByteRange]:
        for start, end in zip(self._starts, self._ends, strict=True):
            yield ByteRange(start, end - start)

    def __len__(self) -> int:
        """How many ranges."""
        return len(self._starts)

    def bytes_within(self, start: int, end: int) -> int:
        """How many bytes from `start` up to `end` belong to the set."""
        return self._below(end) - self._below(start) if start < end else 0

    def parts_within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts, start and end, of `start` up to `end` that belong to the set."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        for index in range(first, len(self._starts)):
            if self._starts[index] >= end:
                return
            low, high = max(self._starts[index], start), min(self._ends[index], end)
            if low < high:
                yield low, high

    def parts_missing(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of `start` up to `end` that do not belong to the set."""
        at = start
        for low, high in self.parts_within(start, end):
            if at < low:
                yield at, low
            at = high
        if at < end:
            yield at, end

    def _below(self, place: int) -> int:
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return 0
        return self._before[index] + min(place, self._ends[index]) - self._starts[index]


def _merged(starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
    """The union of the ranges between `starts` and `ends`, each with its end behind its start.

    The n smallest ends belong to the n smallest starts, if a range ends before the next one starts: starts
    and ends can then be sorted by themselves, and a union ends wherever the n-th end lies before the next
    start.
    """
    if all(map(lt, ends, islice(starts, 1, None))):
        return starts, ends
    starts.sort()
    ends.sort()
    last = len(ends) - 1
    breaks = [
        n for n, (end, start) in enumerate(zip(ends, islice(starts, 1, None), strict=False)) if end < start
    ]
    return (
        [starts[0], *(starts[n + 1] for n in breaks)],
        [*(ends[n] for n in breaks), ends[last]],
    )
