"""Looking up digests in imported sets: mapped files, nothing loaded, microseconds a lookup.

The index file is our own, on our own disk, and was checked by `library.verify_set`; that is why it may be
mapped where evidence may not.
"""

import mmap
import struct
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm, DigestSet
from forensics.entries import SetMatch
from forensics.errors import HashSetRefused
from forensics.hashset import SetInfo
from forensics.hashset.layout import NO_SIZE, Description, damaged, read_description

STRONGEST_FIRST = (Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5)
_PAIR = struct.Struct("<II")
_ROW_BYTES = 4
_SIZE = struct.Struct("<q")
_CATEGORY = struct.Struct("<H")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMatch:
    """A record of one set that lists a content's digest. Its size is the set's word; the digest decides."""

    algorithm: str  # the strongest by which the record matches
    record: int
    category: str | None
    scheme: str | None
    size_bytes: int | None


class _Digests:
    """The sorted digests of one algorithm inside a mapped index."""

    __slots__ = ("_count", "_digests_at", "_fanout_at", "_map", "_path", "_rows_at", "_shift", "_width")

    def __init__(
        self, mapped: mmap.mmap, sections: Mapping[str, tuple[int, int]], *, algorithm: Algorithm, path: Path
    ) -> None:
        self._map, self._path, self._width = mapped, path, DIGEST_BYTES[algorithm]
        self._digests_at, digests_length = sections[f"{algorithm}.digests"]
        self._rows_at, rows_length = sections[f"{algorithm}.rows"]
        self._fanout_at, fanout_length = sections[f"{algorithm}.fanout"]
        self._count = rows_length // _ROW_BYTES
        bits = (fanout_length // _ROW_BYTES - 1).bit_length() - 1
        self._shift = 32 - bits
        if self._count * self._width != digests_length or fanout_length != _ROW_BYTES * ((1 << bits) + 1):
            raise damaged(path, "its sections do not fit together")

    def rows_of(self, digest: bytes) -> Sequence[int]:
        """Numbers of the records that list `digest`, ascending."""
        first = place = self._first_not_below(digest)
        width = self._width
        at = self._digests_at + place * width
        while place < self._count and self._map[at : at + width] == digest:
            place += 1
            at += width
        if place == first:
            return ()
        return struct.unpack_from(f"<{place - first}I", self._map, self._rows_at + first * _ROW_BYTES)

    def _first_not_below(self, digest: bytes) -> int:
        leading = int.from_bytes(digest[:4], "big") >> self._shift
        low, high = _PAIR.unpack_from(self._map, self._fanout_at + leading * _ROW_BYTES)
        if low > high or high > self._count:
            raise damaged(self._path, "its table of leading digits contradicts itself")
        mapped, base, width = self._map, self._digests_at, self._width
        while low < high:
            middle = (low + high) >> 1
            at = base + middle * width
            if mapped[at : at + width] < digest:
                low = middle + 1
            else:
                high = middle
        return int(low)


class _Sizes(Sequence[int]):
    """The sizes that occur in a set, ascending, read in place."""

    def __init__(self, mapped: mmap.mmap, place: tuple[int, int]) -> None:
        self._map, self._at, self._count = mapped, place[0], place[1] // _SIZE.size

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> int:  # type: ignore[override]  # slices are not needed
        if not 0 <= index < self._count:
            raise IndexError(index)
        return int(_SIZE.unpack_from(self._map, self._at + index * _SIZE.size)[0])

    def whole(self) -> npt.NDArray[np.int64]:
        place = slice(self._at, self._at + self._count * _SIZE.size)
        return np.frombuffer(self._map[place], dtype="<i8")


class HashIndex:
    """One imported set, open for lookups. Open it with `HashIndex.open`; close it or use it in a `with`."""

    def __init__(self, mapped: mmap.mmap, description: Description, *, path: Path) -> None:
        self.info: SetInfo = description.info
        self.path = path
        self._map = mapped
        self._categories = description.categories
        sections = description.sections
        self._doors = tuple(
            (
                algorithm,
                attrgetter(algorithm.value),
                _Digests(mapped, sections, algorithm=algorithm, path=path),
            )
            for algorithm in STRONGEST_FIRST
            if algorithm in description.info.algorithms
        )
        self._sizes_at = self._table_of_records(sections, "sizes", _SIZE.size)
        self._categories_at = self._table_of_records(sections, "categories", _CATEGORY.size)
        self.sizes = _Sizes(mapped, sections.get("known_sizes", (0, 0)))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the index at `path`; raise HashSetRefused when it is missing, cut or not an index."""
        try:
            with path.open("rb") as file:
                description = read_description(file, path=path)
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as trouble:
            raise HashSetRefused(
                f"The index {path.name} of a known-hash set cannot be opened: {trouble.strerror}."
            ) from trouble
        try:
            return cls(mapped, description, path=path)
        except KeyError as trouble:
            mapped.close()
            raise damaged(path, "a section is missing") from trouble
        except BaseException:
            mapped.close()
            raise

    def _table_of_records(self, sections: Mapping[str, tuple[int, int]], name: str, width: int) -> int | None:
        if name not in sections:
            return None
        offset, length = sections[name]
        if length != width * self.info.record_count:
            raise damaged(self.path, "its sections do not fit together")
        return offset

    @property
    def algorithms(self) -> tuple[Algorithm, ...]:
        """Those by which a content can match, strongest first."""
        return tuple(algorithm for algorithm, _digest_in, _section in self._doors)

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
        """Every record that lists one of `digests`, once, by its strongest match, by record number."""
        found: dict[int, Algorithm] = {}
        for algorithm, digest_in, section in self._doors:
            raw = digest_in(digests)
            if raw is not None:
                for row in section.rows_of(raw):
                    found.setdefault(row, algorithm)
        if not found:
            return ()
        return tuple(self._match(row, found[row]) for row in sorted(found))

    def _match(self, row: int, algorithm: Algorithm) -> RecordMatch:
        if row >= self.info.record_count:
            raise damaged(self.path, f"it names record {row:,} of {self.info.record_count:,}")
        return RecordMatch(
            algorithm=algorithm.value,
            record=row,
            category=self._category_of(row),
            scheme=self.info.scheme,
            size_bytes=self._size_of(row),
        )

    def _size_of(self, row: int) -> int | None:
        if self._sizes_at is None:
            return None
        size = int(_SIZE.unpack_from(self._map, self._sizes_at + row * _SIZE.size)[0])
        return None if size == NO_SIZE else size

    def _category_of(self, row: int) -> str | None:
        if self._categories_at is None:
            return None
        number = int(_CATEGORY.unpack_from(self._map, self._categories_at + row * _CATEGORY.size)[0])
        if number > len(self._categories):
            raise damaged(self.path, f"record {row:,} has a category that is not listed")
        return self._categories[number - 1] if number else None

    def close(self) -> None:
        self._map.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


class LoadedSets:
    """The sets of one examination, looked up together; `set_position` in a match is the place in `paths`."""

    def __init__(self, paths: Sequence[Path]) -> None:
        opened: list[HashIndex] = []
        try:
            opened.extend(HashIndex.open(path) for path in paths)
        except HashSetRefused:
            for index in opened:
                index.close()
            raise
        self._indexes = tuple(opened)

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
        """One match for each record of each set that lists one of `digests`, by set and record number."""
        return tuple(
            SetMatch(
                set_position=position,
                algorithm=match.algorithm,
                record=match.record,
                category=match.category,
                scheme=match.scheme,
            )
            for position, index in enumerate(self._indexes)
            for match in index.lookup(digests)
        )

    def close(self) -> None:
        for index in self._indexes:
            index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
