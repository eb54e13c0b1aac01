"""Clusters that two entries in use both claim: at most one of them reads as it was written."""

from array import array
from collections.abc import Iterator

import numpy as np

from forensics.entries import Fault, Stage
from forensics.filesystems.fat_clusters import Runs, UseMap
from forensics.filesystems.fat_layout import FIRST_CLUSTER, FatLayout

MOST_TOLD = 100
_AT_ONCE = 1 << 20  # clusters whose claims are laid over the map together


class SharedClusters:
    """Takes the runs of everything in use; tells the overlaps when all are known."""

    def __init__(self, layout: FatLayout, *, volume: int, offset_bytes: int) -> None:
        self._layout = layout
        self._volume = volume
        self._offset = offset_bytes
        self._first = array("I")
        self._count = array("I")
        self._address = array("Q")

    def add(self, address: int, runs: Runs) -> None:
        for first, count in runs:
            self._first.append(first)
            self._count.append(count)
            self._address.append(address)

    def clusters(self) -> int:
        """How many are claimed, each counted once."""
        first = np.frombuffer(self._first, dtype=np.uint32).astype(np.int64)
        end = first + np.frombuffer(self._count, dtype=np.uint32)
        order = np.argsort(first)
        first, end = first[order], end[order]
        before = np.maximum.accumulate(np.r_[0, end[:-1]]) if len(end) else end
        return int(np.maximum(0, end - np.maximum(first, before)).sum())

    def free_clusters(self, in_use: UseMap) -> int:
        """How many of what is claimed are free by the map, each counted once."""
        first = np.frombuffer(self._first, dtype=np.uint32).astype(np.int64)
        end = first + np.frombuffer(self._count, dtype=np.uint32)
        free = 0
        for start in range(FIRST_CLUSTER, self._layout.last_cluster + 1, _AT_ONCE):
            bits = in_use.between(start, _AT_ONCE)
            edges = np.zeros(len(bits) + 1, dtype=np.int64)
            here = (first < start + len(bits)) & (end > start)
            np.add.at(edges, np.maximum(first[here] - start, 0), 1)
            np.add.at(edges, np.minimum(end[here] - start, len(bits)), -1)
            free += int(np.count_nonzero((np.cumsum(edges)[:-1] > 0) & (bits == 0)))
        return free

    def faults(self) -> Iterator[Fault]:
        """A fault for each run that begins inside another entry's; after a hundred only their number."""
        first, count = (
            np.frombuffer(self._first, dtype=np.uint32),
            np.frombuffer(self._count, dtype=np.uint32),
        )
        order = np.lexsort((count, first))
        start, address = first[order].astype(np.int64), np.frombuffer(self._address, dtype=np.uint64)[order]
        end = start + count[order]
        furthest = np.maximum.accumulate(end)
        goes_further = np.r_[True, end[1:] > furthest[:-1]] if len(end) else np.zeros(0, dtype=bool)
        holder = np.maximum.accumulate(np.where(goes_further, np.arange(len(end)), 0))
        inside = np.flatnonzero(start[1:] < furthest[:-1]) + 1
        # One directory may be met in several places; it does not contend with itself.
        inside = inside[address[holder[inside - 1]] != address[inside]]
        for place in inside[:MOST_TOLD].tolist():
            one = int(holder[place - 1])
            shared = int(min(end[place], end[one]) - start[place])
            yield self._told(int(start[place]), shared, int(address[one]), int(address[place]))
        told = len(inside)
        if told > MOST_TOLD:
            reason = (
                f"{told:,} runs of clusters are claimed by two entries; only the first {MOST_TOLD} are told."
            )
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume)

    def _told(self, cluster: int, count: int, one: int, other: int) -> Fault:
        return Fault(
            stage=Stage.LIST,
            reason=(
                f"The clusters from {cluster:,} to {cluster + count - 1:,} are claimed by two entries in use "
                f"(metadata addresses {one} and {other}): at most one of them reads as it was written."
            ),
            volume=self._volume,
            meta_addr=other,
            offset_bytes=self._offset + self._layout.offset_of(cluster),
            length_bytes=count * self._layout.cluster_bytes,
        )
