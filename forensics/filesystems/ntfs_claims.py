"""The clusters that contents in use claim, held against $Bitmap and against each other.

A damaged list of clusters leads to free ones, which hold zeros or what was deleted, or to those of another
file. Either reads without an error.
"""

from array import array
from collections.abc import Iterator, Sequence

import numpy as np

from forensics.entries import Fault, Stage
from forensics.filesystems.ntfs_clusters import ClusterMap
from forensics.filesystems.ntfs_runs import HOLE, Run

_MOST_RUNS = 8_000_000  # 192 MB of memory; runs behind these are not compared
_MOST_TOLD = 100
_NAMED = 5  # record numbers that a fault gives; the rest is counted


class Claims:
    """Of one walk: takes the runs of everything in use, and tells what cannot be when all are known."""

    def __init__(self, *, volume: int, offset_bytes: int, cluster_bytes: int, clusters: int) -> None:
        self._volume = volume
        self._offset = offset_bytes
        self._cluster_bytes = cluster_bytes
        self._clusters = clusters
        self._first = array("q")
        self._end = array("q")
        self._number = array("q")

    def add(self, number: int, runs: Sequence[Run]) -> None:
        """`number`: of the file record."""
        for cluster, count in runs:
            if cluster == HOLE or cluster + count > self._clusters or len(self._first) == _MOST_RUNS:
                continue
            self._first.append(cluster)
            self._end.append(cluster + count)
            self._number.append(number)

    def faults(self, used: ClusterMap | None) -> Iterator[Fault]:
        """`used`: what $Bitmap marks; `None` where that cannot be read."""
        first, end, number = (
            np.frombuffer(each, dtype=np.int64) for each in (self._first, self._end, self._number)
        )
        if used is not None:
            free = number[~used.are_all_used(first, end)]
            if len(free):
                yield self._in_free(free.tolist())
        order = np.lexsort((-end, first))
        first, end, number = first[order], end[order], number[order]
        furthest = np.maximum.accumulate(end)
        goes_further = np.r_[True, end[1:] > furthest[:-1]] if len(end) else np.zeros(0, dtype=bool)
        holder = np.maximum.accumulate(np.where(goes_further, np.arange(len(end)), 0))
        inside = np.flatnonzero(first[1:] < furthest[:-1]) + 1
        for place in inside[:_MOST_TOLD].tolist():
            one = int(holder[place - 1])
            shared = int(min(end[place], end[one]) - first[place])
            yield self._shared(int(first[place]), shared, int(number[one]), int(number[place]))
        if len(inside) > _MOST_TOLD:
            yield self._fault(
                f"{len(inside):,} runs of clusters are claimed by two contents in use; only the first "
                f"{_MOST_TOLD} are told."
            )

    def _in_free(self, records: list[int]) -> Fault:
        first = ", ".join(map(str, list(dict.fromkeys(sorted(records)))[:_NAMED]))
        return self._fault(
            f"{len(records):,} runs of contents in use lie in clusters that $Bitmap marks as free (file "
            f"records, first: {first}): $Bitmap is damaged, or these contents may be something else."
        )

    def _shared(self, cluster: int, count: int, one: int, other: int) -> Fault:
        return Fault(
            stage=Stage.LIST,
            reason=(
                f"The clusters from {cluster:,} to {cluster + count - 1:,} are claimed by two contents in "
                f"use (file records {one} and {other}): at most one of them reads as it was written."
            ),
            volume=self._volume,
            meta_addr=other,
            offset_bytes=self._offset + cluster * self._cluster_bytes,
            length_bytes=count * self._cluster_bytes,
        )

    def _fault(self, words: str) -> Fault:
        return Fault(stage=Stage.LIST, reason=words, volume=self._volume)
