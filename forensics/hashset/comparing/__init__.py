"""What changed from one version of a set to another: digests added, removed and put into another category."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from forensics.digests import ALGORITHM_NAMES, DIGEST_BYTES, Algorithm
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.comparing.merging import CategoryNumbers, OrderedIndex, Run, side_by_side
from forensics.hashset.library import spelled

_Places = npt.NDArray[np.integer[Any]]
_LEADING = 1 << 32  # digests are spread evenly: the leading 32 bits say how far a walk through them is


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RECATEGORISED = "re-categorised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How one set lists a digest."""

    record: int  # number of the first record that does
    categories: tuple[str | None, ...]  # every category given to it, none first


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    change: Change
    algorithm: Algorithm
    digest: bytes | None  # `None`: the sets are locked and do not hold it
    old: Listing | None
    new: Listing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Different digests of one algorithm: old = same + re-categorised + removed, new likewise with added."""

    algorithm: Algorithm
    old: int
    new: int
    same: int
    added: int
    removed: int
    recategorised: int


class Difference:
    """Two sets to be compared. Counting and listing each walk through both once for each algorithm."""

    def __init__(self, old: OrderedIndex, new: OrderedIndex) -> None:
        """Raise HashSetRefused when there is nothing by which the two could be compared."""
        _check_locks(old, new)
        self._old, self._new = old, new
        self.algorithms, self.remarks = _ways(old.info, new.info)

    def tallies(
        self,
        *,
        progress: Callable[[float], None] = lambda _share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[Tally, ...]:
        """One for each of `algorithms`. `progress` is told the share done, up to 1."""
        return tuple(
            self._tally(algorithm, progress=self._part_of(progress, position), cancelled=cancelled)
            for position, algorithm in enumerate(self.algorithms)
        )

    def changes(
        self,
        *,
        progress: Callable[[float], None] = lambda _share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Changed]:
        """Every change, in the order of the digests, one algorithm after the other. `progress` is told the
        share done, up to 1.
        """
        is_locked = self._old.lock is not None
        for position, algorithm in enumerate(self.algorithms):
            part = self._part_of(progress, position)
            for window in self._windows(algorithm, progress=part, cancelled=cancelled):
                yield from window.changes(algorithm, is_locked=is_locked)
            part(1.0)

    def _part_of(self, progress: Callable[[float], None], position: int) -> Callable[[float], None]:
        return lambda share: progress((position + share) / len(self.algorithms))

    def _tally(
        self, algorithm: Algorithm, *, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> Tally:
        old = new = added = removed = recategorised = 0
        for window in self._windows(algorithm, progress=progress, cancelled=cancelled):
            old += len(window.old.firsts)
            new += len(window.new.firsts)
            added += len(window.added)
            removed += len(window.removed)
            recategorised += len(window.recategorised_old)
        progress(1.0)
        return Tally(
            algorithm=algorithm,
            old=old,
            new=new,
            same=old - removed - recategorised,
            added=added,
            removed=removed,
            recategorised=recategorised,
        )

    def _windows(
        self, algorithm: Algorithm, *, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> "Iterator[_Window]":
        numbers = CategoryNumbers()
        width = DIGEST_BYTES[algorithm]
        for old, new in side_by_side(self._old, self._new, algorithm=algorithm, numbers=numbers):
            if cancelled():
                raise Cancelled("The comparison of the sets was stopped.")
            yield _Window(_Groups(old), _Groups(new), numbers=numbers, algorithm=algorithm)
            last = max(bytes(run.digests[-1]).ljust(width, b"\0") for run in (old, new) if len(run))
            progress(int.from_bytes(last[:4], "big") / _LEADING)


def difference(old: OrderedIndex, new: OrderedIndex) -> Difference:
    """What changed from `old` to `new`; raise HashSetRefused when they cannot be compared."""
    return Difference(old, new)


class _Groups:
    """The different digests of a run, with the span of each in it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        is_new = np.ones(len(run), dtype=bool)
        is_new[1:] = run.digests[1:] != run.digests[:-1]
        self.firsts = np.flatnonzero(is_new)
        self.ends = np.append(self.firsts[1:], len(run)) if len(run) else self.firsts
        self.digests = run.digests[self.firsts]

    def place_in(self, other: "_Groups") -> tuple[_Places, npt.NDArray[np.bool_]]:
        """For each digest its place in `other`, and whether it is there at all."""
        if not len(other.digests):
            return np.zeros(len(self.digests), dtype=np.intp), np.zeros(len(self.digests), dtype=bool)
        places = np.minimum(np.searchsorted(other.digests, self.digests), len(other.digests) - 1)
        return places, other.digests[places] == self.digests

    def listing(self, place: int, numbers: CategoryNumbers) -> Listing:
        span = slice(int(self.firsts[place]), int(self.ends[place]))
        codes = [numbers.codes[number] for number in self.run.categories[span].tolist()]
        return Listing(
            record=int(self.run.records[span].min()),
            categories=tuple(sorted(codes, key=lambda code: (code is not None, code or ""))),
        )


class _Window:
    """The same span of digests in both sets, compared."""

    def __init__(self, old: _Groups, new: _Groups, *, numbers: CategoryNumbers, algorithm: Algorithm) -> None:
        self.old, self.new = old, new
        self._numbers, self._width = numbers, DIGEST_BYTES[algorithm]
        places, is_in_new = old.place_in(new)
        self.removed = np.flatnonzero(~is_in_new)
        both_old = np.flatnonzero(is_in_new)
        both_new = places[both_old]
        self.added = np.setdiff1d(np.arange(len(new.firsts)), both_new, assume_unique=True)
        differs = self._categories_differ(both_old, both_new)
        self.recategorised_old, self.recategorised_new = both_old[differs], both_new[differs]

    def _categories_differ(self, olds: _Places, news: _Places) -> npt.NDArray[np.bool_]:
        """For each pair of places whether the digest has other categories in the new set than in the old."""
        old, new = self.old, self.new
        sizes = old.ends[olds] - old.firsts[olds]
        differs: npt.NDArray[np.bool_] = sizes != new.ends[news] - new.firsts[news]
        differs |= old.run.categories[old.firsts[olds]] != new.run.categories[new.firsts[news]]
        for each in np.flatnonzero(~differs & (sizes > 1)).tolist():
            first = old.run.categories[old.firsts[olds[each]] : old.ends[olds[each]]]
            second = new.run.categories[new.firsts[news[each]] : new.ends[news[each]]]
            differs[each] = not np.array_equal(first, second)
        return differs

    def changes(self, algorithm: Algorithm, *, is_locked: bool) -> Iterator[Changed]:
        """In the order of the digests."""
        found: list[tuple[bytes, Change, int | None, int | None]] = [
            *((self._digest(self.new, place), Change.ADDED, None, place) for place in self.added.tolist()),
            *(
                (self._digest(self.old, place), Change.REMOVED, place, None)
                for place in self.removed.tolist()
            ),
            *(
                (self._digest(self.old, first), Change.RECATEGORISED, first, second)
                for first, second in zip(
                    self.recategorised_old.tolist(), self.recategorised_new.tolist(), strict=True
                )
            ),
        ]
        for digest, change, old, new in sorted(found, key=lambda each: each[0]):
            yield Changed(
                change=change,
                algorithm=algorithm,
                digest=None if is_locked else digest,
                old=None if old is None else self.old.listing(old, self._numbers),
                new=None if new is None else self.new.listing(new, self._numbers),
            )

    def _digest(self, groups: _Groups, place: int) -> bytes:
        return bytes(groups.digests[place]).ljust(self._width, b"\0")  # NumPy drops zeros at the end


def _check_locks(old: OrderedIndex, new: OrderedIndex) -> None:
    if old.lock == new.lock:
        return
    names = f"{spelled(old.info)} and {spelled(new.info)}"
    if old.lock is not None and new.lock is not None:
        raise HashSetRefused(f"The sets {names} are locked with different keys and cannot be compared.")
    locked = old if old.lock is not None else new
    raise HashSetRefused(
        f"Of the sets {names} only {spelled(locked.info)} is locked, and what it holds cannot be compared."
    )


def _ways(old: SetInfo, new: SetInfo) -> tuple[tuple[Algorithm, ...], tuple[str, ...]]:
    """The algorithms to compare by, and what a reader of the comparison must know.

    The strongest that every record of both has, because then a digest stands for a record; else each that
    both have, on its own.
    """
    remarks: list[str] = []
    if old.scheme != new.scheme and any(category_codes_of(old)) and any(category_codes_of(new)):
        remarks.append(
            f"The category codes are of different schemes ({old.scheme or 'none named'}, "
            f"{new.scheme or 'none named'}); equal codes may mean different things."
        )
    shared = [a for a in reversed(Algorithm) if a in old.algorithms and a in new.algorithms]
    if not shared:
        raise HashSetRefused(
            f"The sets {spelled(old)} and {spelled(new)} cannot be compared: "
            f"{_held(old)}, {_held(new)} in the other."
        )
    for algorithm in shared:
        if is_complete(old, algorithm) and is_complete(new, algorithm):
            return (algorithm,), tuple(remarks)
    names = ", ".join(ALGORITHM_NAMES[algorithm] for algorithm in shared)
    remarks.append(
        f"No kind of digest stands in every record of both sets: they are compared by {names}, each on its "
        "own, and records without it are left out of that comparison."
    )
    return tuple(shared), tuple(remarks)


def is_complete(info: SetInfo, algorithm: Algorithm) -> bool:
    """Whether every kept record of a set has a digest of this algorithm."""
    count = dict(zip(info.algorithms, info.digest_counts, strict=True)).get(algorithm.value, 0)
    return count >= info.sized_count + info.unsized_count


def category_codes_of(info: SetInfo) -> tuple[str, ...]:
    return tuple(category for category, _count in info.category_counts if category is not None)


def _held(info: SetInfo) -> str:
    if not info.algorithms:
        return "there are only picture fingerprints in one"
    names = " and ".join(ALGORITHM_NAMES[Algorithm(name)] for name in info.algorithms)
    return f"there is only {names} in one"
