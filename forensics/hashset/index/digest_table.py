"""The sorted digests of one algorithm inside a mapped index, looked up singly or many at once."""

import mmap
import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.index.blocks import BLOCK_SHIFT, FIRST_BYTE, CheckedBlocks
from forensics.hashset.index.layout import MOST_FANOUT_BITS, STRONGEST_FIRST, Description, damaged
from forensics.hashset.records import DigestRows

EntryNumbers = npt.NDArray[np.int64]

_PAIR = struct.Struct("<II")
_LEADING = struct.Struct(">I")
_NUMBER_BYTES = 4
_LEADING_BYTES = 3  # hold the most bits that a fanout has
_LONGEST_SCAN = 64  # digests: beyond, halving beats searching through; fewer bytes than a block has
_QUERIES_AT_ONCE = 1 << 16
_PLACES_AT_ONCE = 1 << 18


class DigestTable:
    """Finds the entries of digests; whatever it touches is checked first.

    Raise HashSetRefused, here and from every method, when the index is damaged there.
    """

    __slots__ = (
        "_bits",
        "_blocks",
        "_count",
        "_digests_at",
        "_entries_at",
        "_entry_count",
        "_fanout_at",
        "_first_entry",
        "_kept",
        "_map",
        "_path",
        "_shift",
        "_strip",
        "_width",
        "entries_of",
    )

    def __init__(
        self,
        mapped: mmap.mmap,
        blocks: CheckedBlocks,
        *,
        algorithm: Algorithm,
        description: Description,
        path: Path,
    ) -> None:
        """Raise KeyError when a section is missing."""
        sections = description.sections
        self._map, self._blocks, self._path = mapped, blocks, path
        self._fanout_at, fanout_bytes = sections[f"{algorithm}.fanout"]
        self._bits = (fanout_bytes // _NUMBER_BYTES - 1).bit_length() - 1
        if not 0 <= self._bits <= MOST_FANOUT_BITS or fanout_bytes != _NUMBER_BYTES * ((1 << self._bits) + 1):
            raise damaged(path, "its sections do not fit together")
        self._shift = 8 * _LEADING_BYTES - self._bits
        self._width = DIGEST_BYTES[algorithm]
        self._strip = self._bits // 8
        self._kept = self._width - self._strip
        self._digests_at, digest_bytes = sections[f"{algorithm}.digests"]
        self._count = digest_bytes // self._kept
        stronger = STRONGEST_FIRST[: STRONGEST_FIRST.index(algorithm)]
        self._first_entry = sum(description.entries.get(other, 0) for other in stronger)
        self._entry_count = description.entry_count
        self._entries_at: int | None
        self._entries_at, entry_bytes = sections.get(f"{algorithm}.entries", (None, 0))
        due = self._count * _NUMBER_BYTES if self._entries_at is not None else 0
        if (
            digest_bytes != self._count * self._kept
            or entry_bytes != due
            or (self._entries_at is None and self._first_entry + self._count > self._entry_count)
        ):
            raise damaged(path, "its sections do not fit together")
        self.entries_of = self._finder()  # of a digest: numbers of the entries that list it, ascending

    def __len__(self) -> int:
        return self._count

    def _finder(self) -> Callable[[bytes], Sequence[int]]:
        """`entries_of`: what every file of a scan goes through, so it holds all it needs in local names."""
        mapped, ready, check_from = self._map, self._blocks.ready, self._blocks.check_from
        fanout_at, digests_at, count = self._fanout_at, self._digests_at, self._count
        width, kept, strip, shift = self._width, self._kept, self._strip, 32 - self._bits
        leading_of, bounds_at = _LEADING.unpack_from, _PAIR.unpack_from
        crowded, listed = self._in_crowd, self._entries_at_places

        def entries_of(digest: bytes) -> Sequence[int]:
            if len(digest) != width:
                return ()
            at = fanout_at + (leading_of(digest)[0] >> shift << 2)
            if not ready[(at - FIRST_BYTE) >> BLOCK_SHIFT]:
                check_from((at - FIRST_BYTE) >> BLOCK_SHIFT)
            low, high = bounds_at(mapped, at)
            if low == high:
                return ()
            if high - low > _LONGEST_SCAN or low > high or high > count:
                return crowded(digest, low, high)
            start = digests_at + low * kept
            if not ready[(start - FIRST_BYTE) >> BLOCK_SHIFT]:
                check_from((start - FIRST_BYTE) >> BLOCK_SHIFT)
            bucket, tail = mapped[start : digests_at + high * kept], digest[strip:]
            found = bucket.find(tail)
            while found >= 0 and found % kept:  # a find that begins inside a digest is none
                found = bucket.find(tail, found + 1)
            if found < 0:
                return ()
            after = found + kept
            while bucket.startswith(tail, after):
                after += kept
            return listed(low + found // kept, low + after // kept)

        return entries_of

    def _in_crowd(self, digest: bytes, low: int, high: int) -> Sequence[int]:
        """By halving, where a search through all digests with these leading bits would take long."""
        if not low <= high <= self._count:
            raise self._contradiction()
        return self._entries_at_places(*self._equal_range(digest[self._strip :], low, high))

    def _contradiction(self) -> Exception:
        return damaged(self._path, "its table of leading digits contradicts itself")

    def _equal_range(self, tail: bytes, low: int, high: int) -> tuple[int, int]:
        """The places between `low` and `high` that hold `tail`."""
        first = self._first_place(tail, low, high, or_equal=False)
        return first, self._first_place(tail, first, high, or_equal=True)

    def _first_place(self, tail: bytes, low: int, high: int, *, or_equal: bool) -> int:
        """Of the first digest above `tail`, or not below it."""
        kept = self._kept
        while low < high:
            middle = (low + high) >> 1
            at = self._digests_at + middle * kept
            self._blocks.check_span(at, at + kept)
            found = self._map[at : at + kept]
            if found < tail or (or_equal and found == tail):
                low = middle + 1
            else:
                high = middle
        return low

    def _entries_at_places(self, first: int, last: int) -> Sequence[int]:
        if self._entries_at is None:
            return range(self._first_entry + first, self._first_entry + last)
        at = self._entries_at + first * _NUMBER_BYTES
        self._blocks.check_span(at, at + (last - first) * _NUMBER_BYTES)
        entries = struct.unpack_from(f"<{last - first}I", self._map, at)
        if entries and max(entries) >= self._entry_count:
            raise self._unknown_entry()
        return entries

    def _unknown_entry(self) -> Exception:
        return damaged(self._path, "it names an entry that it does not have")

    def find(self, rows: DigestRows) -> tuple[EntryNumbers, EntryNumbers]:
        """`entries_of` each row: which row, which entry; in this order."""
        if rows.ndim != 2 or rows.shape[1] != self._width:
            raise ValueError(f"rows of {self._width} bytes are due")
        rows = np.ascontiguousarray(rows)
        found = [
            self._find_some(rows[first : first + _QUERIES_AT_ONCE], first=first)
            for first in range(0, len(rows), _QUERIES_AT_ONCE)
        ]
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        queries, entries = zip(*found, strict=True)
        return np.concatenate(queries), np.concatenate(entries)

    def _find_some(self, rows: DigestRows, *, first: int) -> tuple[EntryNumbers, EntryNumbers]:
        low, high = self._buckets(rows)
        lengths = high - low
        asked = np.flatnonzero((lengths > 0) & (lengths <= _LONGEST_SCAN))
        queries, places = self._scan(rows, asked=asked, low=low[asked], lengths=lengths[asked])
        entries = self._entry_numbers(places)
        crowded = np.flatnonzero(lengths > _LONGEST_SCAN)  # digests made to begin alike
        if len(crowded):
            listed = [np.array(self.entries_of(rows[query].tobytes()), dtype=np.int64) for query in crowded]
            queries = np.concatenate((queries, np.repeat(crowded, [len(some) for some in listed])))
            entries = np.concatenate((entries, *listed))
            order = np.argsort(queries, kind="stable")
            queries, entries = queries[order], entries[order]
        return queries + first, entries

    def _buckets(self, rows: DigestRows) -> tuple[EntryNumbers, EntryNumbers]:
        """Where the digests begin and end that share the leading bits of each row."""
        leading = rows[:, 0].astype(np.int64) << 16
        leading |= rows[:, 1].astype(np.int64) << 8
        leading |= rows[:, 2]
        leading >>= self._shift
        addresses = self._fanout_at + leading * _NUMBER_BYTES
        self._blocks.check_each(addresses)
        self._blocks.check_each(addresses + (_PAIR.size - 1))
        fanout = self._fanout()
        low, high = fanout[leading].astype(np.int64), fanout[leading + 1].astype(np.int64)
        if (low > high).any() or (high > self._count).any():
            raise self._contradiction()
        return low, high

    def _fanout(self) -> npt.NDArray[np.uint32]:
        return np.frombuffer(self._map, dtype="<u4", count=(1 << self._bits) + 1, offset=self._fanout_at)

    def _scan(
        self, rows: DigestRows, *, asked: EntryNumbers, low: EntryNumbers, lengths: EntryNumbers
    ) -> tuple[EntryNumbers, EntryNumbers]:
        """Compare each asked row with all digests of its bucket: which row, which place."""
        starts = self._digests_at + low * self._kept
        self._blocks.check_each(starts)
        self._blocks.check_each(starts + (lengths * self._kept - 1))  # a bucket is shorter than a block
        after = np.cumsum(lengths)
        total = int(after[-1]) if len(after) else 0
        places = np.repeat(low - (after - lengths), lengths) + np.arange(total)
        digests = np.frombuffer(self._map, dtype=f"V{self._kept}", count=self._count, offset=self._digests_at)
        listed = digests.take(places)
        word = np.dtype({"names": ["word"], "formats": ["<u8"], "itemsize": self._kept})
        tails = np.ascontiguousarray(rows[asked, self._strip :])
        wanted = tails.view(word)["word"].ravel()
        alike = np.flatnonzero(listed.view(word)["word"] == np.repeat(wanted, lengths))
        which = np.searchsorted(after, alike, side="right")
        same = listed[alike] == tails.view(f"V{self._kept}").ravel()[which]
        return asked[which[same]], places[alike[same]]

    def _entry_numbers(self, places: EntryNumbers) -> EntryNumbers:
        if self._entries_at is None:
            return places + self._first_entry
        addresses = self._entries_at + places * _NUMBER_BYTES
        self._blocks.check_each(addresses)
        self._blocks.check_each(addresses + (_NUMBER_BYTES - 1))
        table = np.frombuffer(self._map, dtype="<u4", count=self._count, offset=self._entries_at)
        entries = table[places].astype(np.int64)
        if len(entries) and int(entries.max()) >= self._entry_count:
            raise self._unknown_entry()
        return entries

    def ascending(self) -> Iterator[tuple[DigestRows, EntryNumbers]]:
        """All digests in order, whole, each with its entry, in pieces of bounded size."""
        self._blocks.check_span(self._fanout_at, self._fanout_at + _NUMBER_BYTES * ((1 << self._bits) + 1))
        for first in range(0, self._count, _PLACES_AT_ONCE):
            yield self._stretch(first, min(first + _PLACES_AT_ONCE, self._count))

    def _stretch(self, first: int, last: int) -> tuple[DigestRows, EntryNumbers]:
        start, stop = (self._digests_at + place * self._kept for place in (first, last))
        self._blocks.check_span(start, stop)
        tails = np.frombuffer(self._map[start:stop], dtype=np.uint8).reshape(-1, self._kept)
        places = np.arange(first, last)
        leading = np.searchsorted(self._fanout(), places.astype(np.uint32), side="right") - 1
        rows: DigestRows = np.empty((last - first, self._width), dtype=np.uint8)
        for byte in range(self._strip):
            rows[:, byte] = (leading << self._shift >> 8 * (_LEADING_BYTES - 1 - byte)) & 0xFF
        rows[:, self._strip :] = tails
        return rows, self._entry_numbers(places)
