"""Two sets side by side in the order of their digests, in pieces of bounded size that never cut a digest in
two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset import SetInfo
from forensics.hashset.records import DigestRows
from forensics.hashset.vault import Lock

Entries = npt.NDArray[np.int64]  # numbers of kept entries of one index
_Digests = npt.NDArray[np.bytes_]  # one fixed-width value each: compared byte by byte, the first decides


class OrderedIndex(Protocol):
    """What a comparison asks of an index."""

    @property
    def info(self) -> SetInfo: ...

    @property
    def lock(self) -> Lock | None: ...

    def ascending(self, algorithm: Algorithm) -> Iterator[tuple[DigestRows, Entries]]: ...

    def record_numbers(self, entries: Entries) -> Entries: ...

    def category_codes(self, entries: Entries) -> Sequence[str | None]: ...


class CategoryNumbers:
    """Numbers for the categories of two sets, so that they can be compared many at a time."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, int] = {None: 0}
        self.codes: list[str | None] = [None]

    def of(self, categories: Sequence[str | None]) -> npt.NDArray[np.int64]:
        numbers = self._numbers
        for category in dict.fromkeys(categories):
            if category not in numbers:
                numbers[category] = len(numbers)
                self.codes.append(category)
        return np.array([numbers[category] for category in categories], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Entries of one set, ascending by digest and category number, each pair of these once."""

    digests: _Digests
    categories: npt.NDArray[np.int64]
    records: npt.NDArray[np.int64]  # the first record of each pair

    def __len__(self) -> int:
        return len(self.digests)

    def part(self, first: int, last: int) -> "Run":
        return Run(
            digests=self.digests[first:last],
            categories=self.categories[first:last],
            records=self.records[first:last],
        )


def empty_run(algorithm: Algorithm) -> Run:
    none = np.empty(0, dtype=np.int64)
    return Run(
        digests=np.empty(0, dtype=f"S{DIGEST_BYTES[algorithm]}"),
        categories=none,
        records=none,
    )


def _joined(first: Run, second: Run) -> Run:
    """Two runs, the second no earlier in the order than the first, as one."""
    digests = np.concatenate([first.digests, second.digests])
    categories = np.concatenate([first.categories, second.categories])
    records = np.concatenate([first.records, second.records])
    is_new = np.ones(len(digests), dtype=bool)
    is_new[1:] = digests[1:] != digests[:-1]
    if is_new.all():
        return Run(digests=digests, categories=categories, records=records)
    digest_numbers = np.cumsum(is_new)
    order = np.lexsort((categories, digest_numbers))
    categories, records = categories[order], records[order]
    is_new[1:] |= categories[1:] != categories[:-1]
    firsts = np.flatnonzero(is_new)
    return Run(
        digests=digests[firsts],  # the order moves nothing from one digest to another
        categories=categories[firsts],
        records=np.minimum.reduceat(records, firsts),
    )


class _Side:
    """One set on its way through a comparison."""

    def __init__(self, index: OrderedIndex, *, algorithm: Algorithm, numbers: CategoryNumbers) -> None:
        self._index = index
        self._numbers = numbers
        self._width = DIGEST_BYTES[algorithm]
        has_categories = any(category is not None for category, _count in index.info.category_counts)
        self._has_categories = has_categories
        self._pieces = index.ascending(algorithm)
        self._held = empty_run(algorithm)
        self.is_ended = False

    def fill(self) -> bool:
        """Hold at least two digests, or all that are left; say whether anything is held."""
        while not self.is_ended and not self._spans_two():
            piece = next(self._pieces, None)
            if piece is None:
                self.is_ended = True
            elif len(piece[0]):
                self._held = _joined(self._held, self._run(*piece))
        return len(self._held) > 0

    def _spans_two(self) -> bool:
        return len(self._held) > 1 and self._held.digests[0] != self._held.digests[-1]

    def _run(self, rows: DigestRows, entries: Entries) -> Run:
        categories = (
            self._numbers.of(self._index.category_codes(entries))
            if self._has_categories
            else np.zeros(len(entries), dtype=np.int64)
        )
        return Run(
            digests=np.ascontiguousarray(rows).view(f"S{self._width}").ravel(),
            categories=categories,
            records=self._index.record_numbers(entries),
        )

    @property
    def last(self) -> np.bytes_:
        """The last digest held, which may go on in the next piece."""
        last: np.bytes_ = self._held.digests[-1:][0]
        return last

    def take(self, bound: np.bytes_ | None) -> Run:
        """What is held below `bound`, or all of it."""
        held = self._held
        cut = len(held) if bound is None else int(np.searchsorted(held.digests, bound))
        self._held = held.part(cut, len(held))
        return held.part(0, cut)


def side_by_side(
    old: OrderedIndex, new: OrderedIndex, *, algorithm: Algorithm, numbers: CategoryNumbers
) -> Iterator[tuple[Run, Run]]:
    """All digests of both sets; each pair of runs covers the same span of digests, and no digest is in two
    pairs.
    """
    first, second = (_Side(index, algorithm=algorithm, numbers=numbers) for index in (old, new))
    while first.fill() | second.fill():
        # What a side still has to read is no lower than its last digest: below the lowest of these all is
        # there.
        bound = min((side.last for side in (first, second) if not side.is_ended), default=None)
        yield first.take(bound), second.take(bound)
