"""One imported set, opened in place: a mapped file, nothing loaded, microseconds a lookup.

The index file is our own, on our own disk; that is why it may be mapped where evidence may not. Its
description is checked when it is opened, every other byte before its first use.
"""

import mmap
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from forensics.digests import Algorithm, DigestSet
from forensics.errors import HashSetRefused
from forensics.hashset.index.blocks import CheckedBlocks
from forensics.hashset.index.digest_table import DigestTable, EntryNumbers
from forensics.hashset.index.entry_tables import EntryColumns, KnownSizes, PdqPiece, PhotoDnaPiece
from forensics.hashset.index.layout import STRONGEST_FIRST, Description, damaged, read_description
from forensics.hashset.records import DigestRows
from forensics.hashset.vault import Lock, VaultKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMatch:
    """A record of one set that lists a content's digest. Its size is the set's word; the digest decides."""

    algorithm: str  # the strongest by which the record matches
    record: int
    category: str | None
    scheme: str | None
    size_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One way into a set: by one algorithm."""

    algorithm: Algorithm
    digest_in: Callable[[DigestSet], bytes | None]
    entries_of: Callable[[bytes], Sequence[int]]
    table: DigestTable


class HashIndex:
    """One imported set, open for lookups. Open it with `HashIndex.open`; close it or use it in a `with`.

    Every method raises HashSetRefused where the index is damaged, and, when it is locked, without its key.
    """

    def __init__(
        self, mapped: mmap.mmap, description: Description, *, path: Path, key: VaultKey | None
    ) -> None:
        self.info = description.info
        self.lock: Lock | None = description.lock
        self.path = path
        self._map, self._key = mapped, key
        blocks = CheckedBlocks(
            mapped, block_table=description.block_table, sections_end=description.sections_end, path=path
        )
        self._columns = EntryColumns(mapped, blocks, description=description, path=path)
        self.sizes = KnownSizes(mapped, blocks, description=description, path=path)
        self.doors = tuple(
            self._door(
                algorithm,
                DigestTable(mapped, blocks, algorithm=algorithm, description=description, path=path),
            )
            for algorithm in STRONGEST_FIRST
            if algorithm in description.info.algorithms
        )

    @classmethod
    def open(cls, path: Path, *, key: VaultKey | None = None) -> Self:
        """Map the index at `path`; raise HashSetRefused when it is missing, cut, changed or not an index, or
        locked with another key.
        """
        try:
            with path.open("rb") as file:
                description = read_description(file, path=path)
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as trouble:
            raise HashSetRefused(
                f"The index {path.name} of a known-hash set cannot be opened: {trouble.strerror}."
            ) from trouble
        try:
            return cls(mapped, description, path=path, key=_fitting(key, description))
        except KeyError as trouble:
            mapped.close()
            raise damaged(path, "a section is missing") from trouble
        except BaseException:
            mapped.close()
            raise

    def _door(self, algorithm: Algorithm, table: DigestTable) -> Door:
        return Door(
            algorithm=algorithm,
            digest_in=attrgetter(algorithm.value),
            entries_of=table.entries_of if self.lock is None else self._keyed(algorithm, table),
            table=table,
        )

    def _keyed(self, algorithm: Algorithm, table: DigestTable) -> Callable[[bytes], Sequence[int]]:
        def entries_of(raw: bytes) -> Sequence[int]:
            return table.entries_of(self._own_key().keyed_one(algorithm, raw))

        return entries_of

    def _own_key(self) -> VaultKey:
        if self._key is None:
            raise HashSetRefused(
                f"The set {self.info.name} is locked; it cannot be looked up without its passphrase."
            )
        return self._key

    @property
    def algorithms(self) -> tuple[Algorithm, ...]:
        """Those by which a content can match, strongest first."""
        return tuple(door.algorithm for door in self.doors)

    @property
    def unsized_count(self) -> int:
        return self.info.unsized_count

    def has_size(self, size_bytes: int) -> bool:
        """Whether a record of this size is in the set; says nothing while `unsized_count` is not zero."""
        place = bisect_left(self.sizes, size_bytes)
        return place < len(self.sizes) and self.sizes[place] == size_bytes

    def size_array(self) -> npt.NDArray[np.uint64]:
        """A copy of `sizes`, to look up many at once."""
        return np.array(self.sizes.whole(), dtype=np.uint64)

    def lookup(self, digests: DigestSet) -> tuple[RecordMatch, ...]:
        """Every entry that lists one of `digests`, once, by its strongest match, by record number."""
        found: dict[int, Algorithm] = {}
        for door in self.doors:
            raw = door.digest_in(digests)
            if raw is not None:
                for entry in door.entries_of(raw):
                    found.setdefault(entry, door.algorithm)
        return self.matches(found) if found else ()

    def matches(self, found: Mapping[int, Algorithm]) -> tuple[RecordMatch, ...]:
        """What entries say, each found by that algorithm, by record number."""
        columns, scheme = self._columns, self.info.scheme
        listed = sorted((columns.record(entry), entry, algorithm) for entry, algorithm in found.items())
        return tuple(
            RecordMatch(
                algorithm=algorithm.value,
                record=record,
                category=columns.category(entry),
                scheme=scheme,
                size_bytes=columns.size(entry),
            )
            for record, entry, algorithm in listed
        )

    def lookup_many(self, algorithm: Algorithm, rows: DigestRows) -> tuple[EntryNumbers, EntryNumbers]:
        """Which of `rows` is listed by which entry: two arrays of one length, by row, then by entry.

        Nothing when the set cannot be matched by this algorithm.
        """
        table = next((door.table for door in self.doors if door.algorithm is algorithm), None)
        if table is None:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        if self.lock is not None and len(rows):
            rows = self._own_key().keyed(algorithm, rows)
        return table.find(rows)

    def record_numbers(self, entries: EntryNumbers) -> npt.NDArray[np.int64]:
        """The number in the source of each entry's record."""
        return self._columns.records(entries)

    def category_codes(self, entries: EntryNumbers) -> list[str | None]:
        return self._columns.category_codes(entries)

    def sizes_of(self, entries: EntryNumbers) -> npt.NDArray[np.int64]:
        """In bytes, -1 where an entry has none."""
        return self._columns.sizes(entries)

    def ascending(self, algorithm: Algorithm) -> Iterator[tuple[DigestRows, EntryNumbers]]:
        """All digests of an algorithm in order, each with its entry, in pieces of some megabytes.

        An entry's digest occurs once for each entry that has it. Of a locked set they are the keyed digests.
        """
        for door in self.doors:
            if door.algorithm is algorithm:
                yield from door.table.ascending()

    def pdq(self) -> Iterator[PdqPiece]:
        """The PDQ values in source order, in pieces."""
        return self._columns.pdq()

    def photodna(self) -> Iterator[PhotoDnaPiece]:
        """The PhotoDNA values in source order, in pieces."""
        return self._columns.photodna()

    def close(self) -> None:
        # While a half-read `ascending` still refers to the map it stays, and ends with that.
        with suppress(BufferError):
            self._map.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


def _fitting(key: VaultKey | None, description: Description) -> VaultKey | None:
    """The key where the set is locked with it, `None` where it needs none or none was given."""
    if key is None or description.lock is None:
        return None
    if key.lock != description.lock:
        raise HashSetRefused(
            f"The set {description.info.name} is locked with another key than the one given."
        )
    return key


def lock_at(path: Path) -> Lock:
    """The lock of the locked set whose index is at `path`; raise HashSetRefused where it has none."""
    with HashIndex.open(path) as index:
        if index.lock is None:
            raise damaged(path, "it is said to be locked and has no lock")
        return index.lock
