"""The sets of one examination, looked up together."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Self

import numpy as np

from forensics.digests import DIGEST_BYTES, Algorithm, DigestSet
from forensics.entries import SetMatch
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.index.layout import STRONGEST_FIRST
from forensics.hashset.index.opened import HashIndex
from forensics.hashset.records import DigestRows
from forensics.hashset.vault import VaultKey


class LoadedSets:
    """The sets of one examination, looked up together; `set_position` in a match is the place in `paths`."""

    def __init__(self, paths: Sequence[Path], *, keys: Mapping[Path, VaultKey] | None = None) -> None:
        opened: list[HashIndex] = []
        try:
            opened.extend(HashIndex.open(path, key=(keys or {}).get(path)) for path in paths)
        except HashSetRefused:
            for index in opened:
                index.close()
            raise
        self._indexes = tuple(opened)
        self._doors = tuple(
            (door.digest_in, door.entries_of, door.algorithm, position)
            for position, index in enumerate(opened)
            for door in index.doors
        )

    @property
    def infos(self) -> tuple[SetInfo, ...]:
        return tuple(index.info for index in self._indexes)

    @property
    def algorithms(self) -> tuple[Algorithm, ...]:
        """Every algorithm by which some loaded set can match, in the order MD5, SHA-1, SHA-256."""
        kept = {algorithm for index in self._indexes for algorithm in index.algorithms}
        return tuple(algorithm for algorithm in Algorithm if algorithm in kept)

    @property
    def indexes(self) -> tuple[HashIndex, ...]:
        return self._indexes

    def lookup(self, digests: DigestSet) -> tuple[SetMatch, ...]:
        """One match for each entry of each set that lists one of `digests`, by set and record number."""
        found: dict[int, dict[int, Algorithm]] = {}
        for digest_in, entries_of, algorithm, position in self._doors:
            raw = digest_in(digests)
            if raw is not None and (entries := entries_of(raw)):
                in_set = found.setdefault(position, {})
                for entry in entries:
                    in_set.setdefault(entry, algorithm)
        return self._matches(found) if found else ()

    def _matches(self, found: Mapping[int, Mapping[int, Algorithm]]) -> tuple[SetMatch, ...]:
        return tuple(
            SetMatch(
                set_position=position,
                algorithm=match.algorithm,
                record=match.record,
                category=match.category,
                scheme=match.scheme,
            )
            for position, entries in sorted(found.items())
            for match in self._indexes[position].matches(entries)
        )

    def lookup_many(self, digests: Sequence[DigestSet]) -> list[tuple[SetMatch, ...]]:
        """`lookup` of each, at a fraction of the time."""
        found: dict[int, dict[int, dict[int, Algorithm]]] = {}
        for algorithm in STRONGEST_FIRST:
            tables = [
                (position, index)
                for position, index in enumerate(self._indexes)
                if algorithm in index.algorithms
            ]
            places, rows = _column(digests, algorithm) if tables else ([], _NO_ROWS)
            if not places:
                continue
            for position, index in tables:
                queries, entries = index.lookup_many(algorithm, rows)
                for query, entry in zip(queries.tolist(), entries.tolist(), strict=True):
                    found.setdefault(places[query], {}).setdefault(position, {}).setdefault(entry, algorithm)
        answers: list[tuple[SetMatch, ...]] = [()] * len(digests)
        for place, in_sets in found.items():
            answers[place] = self._matches(in_sets)
        return answers

    def close(self) -> None:
        for index in self._indexes:
            index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


_NO_ROWS: DigestRows = np.empty((0, 0), dtype=np.uint8)


def _column(digests: Sequence[DigestSet], algorithm: Algorithm) -> tuple[Sequence[int], DigestRows]:
    """The digests of one algorithm as rows, and the place in `digests` of each."""
    width = DIGEST_BYTES[algorithm]
    given: list[bytes | None] = list(map(attrgetter(algorithm.value), digests))
    places: Sequence[int] = range(len(given))
    usable = [raw for raw in given if raw is not None]
    if len(usable) < len(given) or set(map(len, usable)) != {width}:  # as in `lookup`: those are in no set
        places = [place for place, raw in enumerate(given) if raw is not None and len(raw) == width]
        usable = [raw for raw in usable if len(raw) == width]
    return places, np.frombuffer(b"".join(usable), dtype=np.uint8).reshape(-1, width)
