"""Digests an examiner asks for, looked up in many sets at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forensics.digests import ALGORITHM_NAMES, Algorithm
from forensics.hashset import SetInfo
from forensics.hashset.asking import AskedDigests
from forensics.hashset.index import HashIndex, RecordMatch
from forensics.hashset.records import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedIn:
    """A record of one of the sets that lists a digest."""

    info: SetInfo
    match: RecordMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one set lists of the digests of one kind: columns of one length, by place, then by record."""

    info: SetInfo
    algorithm: Algorithm
    places: npt.NDArray[np.int64]  # among the digests asked for
    records: npt.NDArray[np.int64]
    categories: Sequence[str | None]
    sizes: npt.NDArray[np.int64]  # in bytes, -1 where a record has none

    def each(self) -> Iterator[tuple[int, ListedIn]]:
        """The place of each digest and what lists it."""
        columns = (self.places.tolist(), self.records.tolist(), self.categories, self.sizes.tolist())
        for place, record, category, size in zip(*columns, strict=True):
            match = RecordMatch(
                algorithm=self.algorithm.value,
                record=record,
                category=category,
                scheme=self.info.scheme,
                size_bytes=size if size >= 0 else None,
            )
            yield place, ListedIn(info=self.info, match=match)


def find_all(indexes: Sequence[HashIndex], asked: AskedDigests) -> tuple[Listing, ...]:
    """What the sets list of the digests, set by set. Locked sets need their key."""
    return tuple(
        _listing(index, algorithm, values)
        for index in indexes
        for algorithm, values in asked.columns.items()
        if algorithm in index.info.algorithms
    )


def _listing(index: HashIndex, algorithm: Algorithm, values: Values) -> Listing:
    queries, entries = index.lookup_many(algorithm, values.raw)
    records = index.record_numbers(entries)
    order = np.lexsort((records, queries))
    queries, entries = queries[order], entries[order]
    return Listing(
        info=index.info,
        algorithm=algorithm,
        places=values.places[queries].astype(np.int64),
        records=records[order],
        categories=index.category_codes(entries),
        sizes=index.sizes_of(entries),
    )


def by_place(listings: Iterable[Listing]) -> Mapping[int, Sequence[ListedIn]]:
    """For each digest that is listed every record that lists it, by set and record number."""
    found: dict[int, list[ListedIn]] = {}
    for listing in listings:
        for place, listed in listing.each():
            found.setdefault(place, []).append(listed)
    return found


def not_compared(info: SetInfo, algorithm: Algorithm) -> str | None:
    """Why a digest of this algorithm is not compared with all of a set; `None` when it is."""
    if algorithm not in info.algorithms:
        return f"it holds no {ALGORITHM_NAMES[algorithm]}"
    count = info.digest_counts[info.algorithms.index(algorithm)]
    kept = info.sized_count + info.unsized_count
    if count < kept:
        return f"{kept - count:,} of its {kept:,} records have no {ALGORITHM_NAMES[algorithm]}"
    return None
