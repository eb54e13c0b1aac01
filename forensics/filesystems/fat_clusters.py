"""Which clusters of a FAT or exFAT volume are in use, and which follow each other.

The FAT is read in windows of 1 MiB and kept as the places where a run of clusters ends, so that a chain costs
as many steps as it has fragments. A number that leads outside of the volume ends a chain, as it does in The
Sleuth Kit. The map of clusters in use is one bit a cluster: for exFAT the volume's own, else made from the
FAT.

Sources: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "FAT Data Structure"; [EXFAT] Microsoft,
"exFAT file system specification", 4.1 and 7.1.
"""

import itertools
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from forensics.entries import ByteRange
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.fat_layout import FIRST_CLUSTER, FatLayout

WINDOW_ENTRIES = 1 << 18  # of the FAT: 1 MiB of FAT32
MOST_HELD = 1 << 22  # ends of runs kept: 32 MiB
MOST_EXTENTS = 4096  # of one deleted file, found by guess; more are left to The Sleuth Kit
_MAP_PIECE = 1 << 20
_SPAN_FACTOR = 4
_LEAST_SPAN = 1 << 16
_LOWEST_MEDIUM = 0xF0  # [FAT] "BPB_Media": 0xF0, 0xF8 to 0xFF
_BAD = 0x0FFFFFF7
_LAST = 0x0FFFFFF8

Read = Callable[[int, int], bytes]
Runs = tuple[tuple[int, int], ...]  # (first cluster, clusters)


class ClusterChains:
    """The FAT of one volume."""

    def __init__(self, read: Read, layout: FatLayout) -> None:
        self._read = read
        self._layout = layout
        self._windows: dict[int, tuple[array[int], array[int]]] = {}
        self._held = 0

    def runs(self, first: int, clusters: int) -> Runs:
        """The first `clusters` clusters of the chain that begins with `first`, or all of it where it is
        shorter; a chain that comes back to itself ends there.
        """
        last = self._layout.last_cluster
        found: list[tuple[int, int]] = []
        starts: set[int] = set()
        left, cluster = clusters, first
        while left > 0 and FIRST_CLUSTER <= cluster <= last and cluster not in starts:
            starts.add(cluster)
            end, following = self._run_end(cluster)
            length = min(end - cluster + 1, left)
            if found and found[-1][0] + found[-1][1] == cluster:
                found[-1] = (found[-1][0], found[-1][1] + length)
            else:
                found.append((cluster, length))
            left -= length
            cluster = following
        return _without_loop(found)

    def following(self, cluster: int) -> int:
        """What the FAT gives behind a cluster."""
        end, following = self._run_end(cluster)
        return following if end == cluster else cluster + 1

    def _run_end(self, cluster: int) -> tuple[int, int]:
        """The last cluster of the run that `cluster` is in, and the number the FAT gives behind it."""
        window = cluster // WINDOW_ENTRIES
        ends, following = self._windows.get(window) or self._load(window)
        place = bisect_left(ends, cluster)
        return ends[place], following[place]

    def _load(self, window: int) -> "tuple[array[int], array[int]]":
        first = window * WINDOW_ENTRIES
        entries = self.entries(first, WINDOW_ENTRIES)
        numbers = np.arange(first, first + len(entries), dtype=np.uint32)
        is_end = entries != numbers + 1
        # A free cluster ends a run only if the cluster before leads to it: a damaged chain.
        is_led_to = np.zeros(len(entries), dtype=bool)
        is_led_to[1:] = ~is_end[:-1]
        is_end &= (entries != 0) | is_led_to
        is_end[-1] = True
        ends = array("I", numbers[is_end].tobytes())
        following = array("I", entries[is_end].tobytes())
        self._windows[window] = ends, following
        self._held += len(ends)
        while self._held > MOST_HELD and len(self._windows) > 1:
            oldest = next(iter(self._windows))
            self._held -= len(self._windows.pop(oldest)[0])
        return ends, following

    def entries(self, first: int, count: int) -> NDArray[np.uint32]:
        """What the FAT says of `count` clusters from the even `first` on, fewer at its end; 0 where it leads
        outside of the volume.
        """
        count = min(count, self._layout.last_cluster + 1 - first)
        found = self._decoded(first, count)
        last, mask = self._layout.last_cluster, (1 << min(self._layout.entry_bits, 28)) - 1
        found[(found > last) & (found < _BAD & mask)] = 0
        return found

    def bad_clusters(self) -> int:
        """How many the FAT gives as bad; raise EvidenceUnreadable where it cannot be read."""
        bad = _BAD & ((1 << min(self._layout.entry_bits, 28)) - 1)
        windows = range(0, self._layout.last_cluster + 1, WINDOW_ENTRIES)
        return sum(
            int((self.entries(first, WINDOW_ENTRIES)[2 * (not first) :] == bad).sum()) for first in windows
        )

    def begins_as_one(self) -> bool:
        """Whether a copy of the FAT has the kind of medium, 0xF0 or more, in front of the clusters; raise
        EvidenceUnreadable where none can be read.
        """
        copies = range(self._layout.tables) if self._layout.are_copies else (self._layout.active_table,)
        return any(int(self._decoded(0, 1, copy=each)[0]) & 0xFF >= _LOWEST_MEDIUM for each in copies)

    def differences(self) -> tuple[int, int | None]:
        """For how many clusters another copy of the FAT says otherwise than the first, and the first of them;
        raise EvidenceUnreadable where one cannot be read.
        """
        differ, first_of_all = 0, None
        for copy in range(1, self._layout.tables) if self._layout.are_copies else ():
            for first in range(0, self._layout.last_cluster + 1, WINDOW_ENTRIES):
                count = min(WINDOW_ENTRIES, self._layout.last_cluster + 1 - first)
                one, other = (self._decoded(first, count, copy=each) for each in (0, copy))
                found = np.flatnonzero(one != other) + first
                found = found[found >= FIRST_CLUSTER]
                differ += len(found)
                if first_of_all is None and len(found):
                    first_of_all = int(found[0])
        return differ, first_of_all

    def _decoded(self, first: int, count: int, *, copy: int | None = None) -> NDArray[np.uint32]:
        bits = self._layout.entry_bits
        raw = self._table(first * bits // 8, (count * bits + 7) // 8 + (bits == 12), copy=copy)
        if bits == 32:
            return np.frombuffer(raw, dtype="<u4", count=count) & np.uint32(0x0FFFFFFF)
        if bits == 16:
            return np.frombuffer(raw, dtype="<u2", count=count).astype(np.uint32)
        whole = np.frombuffer(raw.ljust((count * 3 + 5) // 2, b"\0"), dtype=np.uint8).astype(np.uint32)
        place = np.arange(count) * 3 // 2
        pair = whole[place] | whole[place + 1] << 8
        return np.where(np.arange(count) % 2, pair >> 4, pair & 0xFFF).astype(np.uint32)

    def _table(self, offset: int, length: int, *, copy: int | None = None) -> bytes:
        """Bytes of one copy, or of the active FAT or the next copy where that cannot be read."""
        length = min(length, self._layout.table_bytes - offset)
        trouble: EvidenceUnreadable | None = None
        for number in self._in_their_order() if copy is None else (copy,):
            start = self._layout.table_offset + number * self._layout.table_bytes
            try:
                raw = self._read(start + offset, length)
            except EvidenceUnreadable as met:
                trouble = trouble or met
                continue
            if len(raw) == length:
                return raw
        raise trouble or EvidenceUnreadable("The image ends within the FAT.")

    def _in_their_order(self) -> tuple[int, ...]:
        layout = self._layout
        return tuple(range(layout.tables)) if layout.are_copies else (layout.active_table,)


def _without_loop(found: list[tuple[int, int]]) -> Runs:
    """The runs up to the first cluster that was there before: a loop may come back into the middle of a
    run.
    """
    if len(found) < 2:
        return tuple(found)
    in_order = sorted(found)
    if all(one[0] + one[1] <= other[0] for one, other in itertools.pairwise(in_order)):
        return tuple(found)
    seen: list[tuple[int, int]] = []
    for first, length in found:
        free = min((start - first for start, _ in seen if start >= first), default=length)
        if any(start <= first < start + count for start, count in seen):
            break
        seen.append((first, min(length, free)))
        if free < length:
            break
    return tuple(seen)


class UseMap:
    """One bit a cluster: 1 where the volume's own map says it is in use."""

    def __init__(self, bits: bytes, layout: FatLayout) -> None:
        self._bits = bits  # the lowest bit of the first byte is cluster 2 [EXFAT] 7.1.5
        self._layout = layout
        self._counts: NDArray[np.int64] | None = None

    @classmethod
    def of_fat(cls, chains: ClusterChains, layout: FatLayout) -> tuple["UseMap", tuple[ByteRange, ...]]:
        """Made from the FAT; with the clusters (as bytes of the volume) of which no FAT can be read. They
        count as in use.
        """
        pieces: list[bytes] = []
        unknown: list[ByteRange] = []
        for place in range(0, layout.clusters, _MAP_PIECE):
            count = min(_MAP_PIECE, layout.clusters - place)
            try:
                entries = chains.entries(FIRST_CLUSTER + place, count)
            except EvidenceUnreadable:
                start = layout.offset_of(FIRST_CLUSTER + place)
                unknown.append(ByteRange(start, count * layout.cluster_bytes))
                pieces.append(b"\xff" * ((count + 7) // 8))
                continue
            pieces.append(np.packbits(entries != 0, bitorder="little").tobytes())
        return cls(b"".join(pieces), layout), tuple(unknown)

    def is_in_use(self, cluster: int) -> bool:
        """Whether a cluster of the volume is in use; so are all numbers that are no cluster."""
        number = cluster - FIRST_CLUSTER
        if not 0 <= number < self._layout.clusters:
            return True
        return bool(self._bits[number >> 3] >> (number & 7) & 1)

    def between(self, first: int, clusters: int) -> NDArray[np.uint8]:
        """1 or 0 for each of `clusters` clusters from `first` on, fewer at the end of the volume."""
        start = first - FIRST_CLUSTER
        end = min(start + clusters, self._layout.clusters)
        packed = np.frombuffer(self._bits, dtype=np.uint8)[start >> 3 : (end + 7) >> 3]
        unpacked = np.unpackbits(packed, bitorder="little")
        return unpacked[start & 7 : (start & 7) + max(0, end - start)]

    def ranges(self, *, in_use: bool, piece: int = _MAP_PIECE) -> Iterator[tuple[int, int]]:
        """(first cluster, clusters) of each run in use, or free, in order; long ones may come in pieces."""
        for place in range(0, self._layout.clusters, piece):
            bits = self.between(FIRST_CLUSTER + place, piece)
            edges = np.diff((bits if in_use else 1 - bits).astype(np.int8), prepend=0, append=0)
            starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
                yield FIRST_CLUSTER + place + start, end - start

    def free_clusters(self) -> int:
        return int(self._layout.clusters - self._counted()[-1])

    def guess(self, first: int, clusters: int) -> Runs | None:
        """Where the content of a deleted file probably lies: the next `clusters` free clusters from `first`
        on, as The Sleuth Kit takes them. Empty if it cannot be there any more; `None` if it is too scattered
        to say.
        """
        if self.is_in_use(first):
            return ()
        if not self.between(first, clusters).any():
            return ((first, clusters),) if first + clusters - 1 <= self._layout.last_cluster else ()
        end = self._end_of_free(first, clusters)
        if end is None:
            return ()
        span = end - first + 1
        if span > _SPAN_FACTOR * clusters + _LEAST_SPAN:
            return None
        edges = np.diff(1 - self.between(first, span).astype(np.int8), prepend=0, append=0)
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        if len(starts) > MOST_EXTENTS:
            return None
        return tuple(
            (first + start, stop - start) for start, stop in zip(starts.tolist(), ends.tolist(), strict=True)
        )

    def _end_of_free(self, first: int, clusters: int) -> int | None:
        """The cluster that is the `clusters`-th free one from `first` on."""
        counts = self._counted()
        block = (first - FIRST_CLUSTER) // _MAP_PIECE_BITS
        free_before = np.arange(len(counts)) * _MAP_PIECE_BITS - counts
        start = FIRST_CLUSTER + block * _MAP_PIECE_BITS
        wanted = int(free_before[block]) + clusters + int((1 - self.between(start, first - start)).sum())
        found = int(np.searchsorted(free_before, wanted)) - 1
        start = FIRST_CLUSTER + found * _MAP_PIECE_BITS
        free = np.flatnonzero(self.between(start, _MAP_PIECE_BITS) == 0)
        place = wanted - int(free_before[found]) - 1
        return start + int(free[place]) if place < len(free) else None

    def _counted(self) -> NDArray[np.int64]:
        """Clusters in use before each block of the map, and in all."""
        if self._counts is None:
            blocks = range(0, self._layout.clusters, _MAP_PIECE_BITS)
            sums = [int(self.between(FIRST_CLUSTER + at, _MAP_PIECE_BITS).sum()) for at in blocks]
            self._counts = np.cumsum([0, *sums], dtype=np.int64)
        return self._counts


_MAP_PIECE_BITS = 1 << 16
