"""Records of a notable set that a known set lists as well: such a content is notable, and the conflict is
told.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from forensics.digests import Algorithm
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.comparing.merging import Entries, OrderedIndex
from forensics.hashset.library import spelled
from forensics.hashset.records import DigestRows


class SearchedIndex(OrderedIndex, Protocol):
    def lookup_many(self, algorithm: Algorithm, rows: DigestRows) -> tuple[Entries, Entries]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A record of a notable set and the first record of a known set that lists the same content."""

    algorithm: Algorithm  # the strongest by which the two agree
    digest: bytes
    notable_record: int
    notable_category: str | None
    known_record: int
    known_category: str | None


def compared_by(notable: SetInfo, known: SetInfo) -> tuple[Algorithm, ...]:
    """The kinds of digest that both sets hold, strongest first; without one nothing can be compared."""
    return tuple(a for a in reversed(Algorithm) if a in notable.algorithms and a in known.algorithms)


def conflicts(
    notable: SearchedIndex,
    known: SearchedIndex,
    *,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Conflict]:
    """Each conflicting record of `notable` once, by its strongest algorithm, in the order of the digests."""
    for found in _found(notable, known, progress=progress, cancelled=cancelled):
        notable_codes = notable.category_codes(found.notable_entries)
        known_codes = known.category_codes(found.known_entries)
        known_records = known.record_numbers(found.known_entries).tolist()
        for place, record in enumerate(found.notable_records.tolist()):
            yield Conflict(
                algorithm=found.algorithm,
                digest=found.rows[place].tobytes(),
                notable_record=record,
                notable_category=notable_codes[place],
                known_record=known_records[place],
                known_category=known_codes[place],
            )


def count_conflicts(
    notable: SearchedIndex,
    known: SearchedIndex,
    *,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """How many records of `notable` are listed in `known` as well."""
    found = _found(notable, known, progress=progress, cancelled=cancelled)
    return sum(len(each.notable_records) for each in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Conflicts out of one piece of the set that is walked through; all columns are equally long."""

    algorithm: Algorithm
    rows: DigestRows
    notable_entries: Entries
    notable_records: Entries
    known_entries: Entries


def _found(
    notable: SearchedIndex,
    known: SearchedIndex,
    *,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Iterator[_Found]:
    shared = compared_by(notable.info, known.info)
    seen = _Seen(notable.info.record_count)
    for position, algorithm in enumerate(shared):
        for found in _pieces(notable, known, algorithm):
            if cancelled():
                raise Cancelled("The search for conflicts was stopped.")
            fresh = seen.first_time(found.notable_records)
            if len(fresh):
                yield _Found(
                    algorithm=algorithm,
                    rows=found.rows[fresh],
                    notable_entries=found.notable_entries[fresh],
                    notable_records=found.notable_records[fresh],
                    known_entries=found.known_entries[fresh],
                )
            progress((position + found.share) / len(shared))
    progress(1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    rows: DigestRows
    notable_entries: Entries
    notable_records: Entries
    known_entries: Entries
    share: float  # of the walk that is done with it


def _pieces(notable: SearchedIndex, known: SearchedIndex, algorithm: Algorithm) -> Iterator[_Piece]:
    """The smaller set is walked through and looked up in the larger. What a locked set holds cannot be looked
    up anywhere, so of a locked and an open set the open one is walked through.
    """
    walks_notable = _walks_notable(notable, known)
    walked, searched = (notable, known) if walks_notable else (known, notable)
    for rows, entries in walked.ascending(algorithm):
        queries, hits = searched.lookup_many(algorithm, rows)
        notable_entries = entries[queries] if walks_notable else hits
        yield _Piece(
            rows=rows[queries],
            notable_entries=notable_entries,
            notable_records=notable.record_numbers(notable_entries),
            known_entries=hits if walks_notable else entries[queries],
            share=int.from_bytes(rows[-1, :4].tobytes(), "big") / 2**32 if len(rows) else 0.0,
        )


def _walks_notable(notable: SearchedIndex, known: SearchedIndex) -> bool:
    if notable.lock is not None and known.lock is not None:
        raise HashSetRefused(
            f"The sets {spelled(notable.info)} and {spelled(known.info)} are both locked; "
            "what they hold cannot be compared."
        )
    if notable.lock is not None or known.lock is not None:
        return notable.lock is None
    return notable.info.record_count <= known.info.record_count


class _Seen:
    """Which records were met before: one bit a record."""

    def __init__(self, record_count: int) -> None:
        self._bits: npt.NDArray[np.uint8] = np.zeros(record_count // 8 + 1, dtype=np.uint8)

    def first_time(self, records: Entries) -> npt.NDArray[np.intp]:
        """The places of records not met before, ascending; of equal ones the first."""
        different, firsts = np.unique(records, return_index=True)
        masks = np.left_shift(1, different & 7).astype(np.uint8)
        is_fresh = (self._bits[different >> 3] & masks) == 0
        np.bitwise_or.at(self._bits, different[is_fresh] >> 3, masks[is_fresh])
        return np.sort(firsts[is_fresh])
