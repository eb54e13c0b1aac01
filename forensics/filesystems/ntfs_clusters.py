"""Which clusters of an NTFS volume are in use, from $Bitmap, as runs.

Source: Linux kernel, fs/ntfs/layout.h, FILE_Bitmap: one bit a cluster, the lowest bit of a byte first.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator

import numpy as np

from forensics.entries import ByteRange
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_mft import Mft

Clusters = np.ndarray[tuple[int], np.dtype[np.int64]]
BITMAP_RECORD = 6
_WINDOW_BYTES = 1 << 20
_MOST_RUNS = 4_000_000  # 64 MB of memory
_STRETCH = re.compile(rb"\x00+|\xff+|[^\x00\xff]+", re.DOTALL)


def _runs_in(byte: int) -> tuple[tuple[int, int], ...]:
    """First set bit and the bit behind the last, for each run of set bits in a byte."""
    bits = [byte >> bit & 1 for bit in range(8)]
    starts = [bit for bit in range(8) if bits[bit] and not (bit and bits[bit - 1])]
    return tuple((start, next((b for b in range(start, 8) if not bits[b]), 8)) for start in starts)


_RUNS = tuple(_runs_in(byte) for byte in range(256))


class ClusterMap:
    """Runs of clusters in use, in order; neither overlapping nor touching."""

    def __init__(self, *, clusters: int) -> None:
        self._clusters = clusters
        self._starts = array("q")
        self._ends = array("q")

    @classmethod
    def read(cls, mft: Mft) -> "ClusterMap":
        """The map of the volume; EvidenceUnreadable where a part of $Bitmap cannot be read."""
        stream = mft.stream(mft.data_of(BITMAP_RECORD))
        clusters = min(mft.geometry.clusters, stream.size_bytes * 8)
        found = cls(clusters=clusters)
        wanted = (clusters + 7) // 8
        opened = -1
        for offset in range(0, wanted, _WINDOW_BYTES):
            bits = stream.read(offset, min(_WINDOW_BYTES, wanted - offset))
            opened = found._add(bits, offset * 8, opened)
            if len(found._starts) > _MOST_RUNS:
                raise EvidenceUnreadable(f"$Bitmap marks more than {_MOST_RUNS:,} separate runs of clusters.")
        if opened >= 0:
            found._close(opened, clusters)
        return found

    def _add(self, bits: bytes, base: int, opened: int) -> int:
        """Take in a part of the bitmap that begins at cluster `base`; `opened` is where a run began that is
        not ended, -1 for none, before and after.
        """
        if opened < 0 and bits.count(0) == len(bits):
            return opened
        for stretch in _STRETCH.finditer(bits):
            kind = stretch[0][0]
            place = base + stretch.start() * 8
            if kind == 0:
                if opened >= 0:
                    self._close(opened, place)
                opened = -1
            elif kind == 0xFF:
                opened = place if opened < 0 else opened
            else:
                opened = self._add_mixed(stretch[0], place, opened)
        return opened

    def _add_mixed(self, stretch: bytes, place: int, opened: int) -> int:
        for byte in stretch:
            if opened >= 0 and not byte & 1:
                self._close(opened, place)
                opened = -1
            for first, end in _RUNS[byte]:
                if opened < 0:
                    opened = place + first
                if end < 8:
                    self._close(opened, place + end)
                    opened = -1
            place += 8
        return opened

    def _close(self, start: int, end: int) -> None:
        end = min(end, self._clusters)
        if start < end:
            self._starts.append(start)
            self._ends.append(end)

    def is_any_used(self, cluster: int, count: int) -> bool:
        """Whether any of `count` clusters is in use, or is none of the volume's."""
        if cluster + count > self._clusters:
            return True
        index = bisect_right(self._starts, cluster + count - 1) - 1
        return index >= 0 and self._ends[index] > cluster

    def is_all_used(self, cluster: int, count: int) -> bool:
        """Whether all of `count` clusters of the volume are in use."""
        index = bisect_right(self._starts, cluster) - 1
        return index >= 0 and self._ends[index] >= cluster + count

    def are_all_used(self, first: Clusters, end: Clusters) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """The same for many runs, each from `first` up to before `end`."""
        starts, ends = np.frombuffer(self._starts, dtype=np.int64), np.frombuffer(self._ends, dtype=np.int64)
        if not len(starts):
            return np.zeros(len(first), dtype=np.bool_)
        index = np.searchsorted(starts, first, side="right") - 1
        return (index >= 0) & (ends[index] >= end)

    def ranges(self, *, offset_bytes: int, cluster_bytes: int) -> Iterator[ByteRange]:
        """The runs as bytes of the image."""
        for start, end in zip(self._starts, self._ends, strict=True):
            yield ByteRange(offset_bytes + start * cluster_bytes, (end - start) * cluster_bytes)
