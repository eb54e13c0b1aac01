"""Where non-resident content of NTFS lies: run lists, and the bytes behind them as one stream.

Source: Linux kernel, fs/ntfs/layout.h, ATTR_RECORD, and fs/ntfs/runlist.c (mapping pairs).
"""

from bisect import bisect_right
from collections.abc import Sequence

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage

HOLE = -1
Run = tuple[int, int]  # first cluster or HOLE, number of clusters
_LARGEST_CLUSTER = 1 << 56


def runs_of(record: bytes, place: int, end: int) -> list[Run]:
    """The mapping pairs from `place` on; EvidenceUnreadable where they do not end before `end` or cannot
    be.
    """
    runs: list[Run] = []
    cluster = 0
    while place < end:
        widths = record[place]
        if not widths:
            return runs
        middle = place + 1 + (widths & 15)
        following = middle + (widths >> 4)
        count = int.from_bytes(record[place + 1 : middle], "little")
        if following > end or not 0 < count < _LARGEST_CLUSTER:
            break
        if following == middle:
            runs.append((HOLE, count))
        else:
            cluster += int.from_bytes(record[middle:following], "little", signed=True)
            if not 0 <= cluster < _LARGEST_CLUSTER:
                break
            runs.append((cluster, count))
        place = following
    raise EvidenceUnreadable("The list of where the content lies is damaged.")


class ClusterStream:
    """Content in runs, read as one; holes and what lies behind the initialised part read as zeros."""

    def __init__(
        self,
        image: EvidenceImage,
        *,
        offset_bytes: int,
        cluster_bytes: int,
        size_bytes: int,
        initialised_bytes: int,
    ) -> None:
        """Empty until runs are added. `offset_bytes`: of the volume in the image."""
        self._image = image
        self._offset = offset_bytes
        self._cluster_bytes = cluster_bytes
        self._claimed_bytes = size_bytes
        self._initialised_bytes = initialised_bytes
        self._starts: list[int] = []  # in the stream, of each run
        self._places: list[int] = []  # in the image; HOLE for none
        self._end = 0

    def add(self, runs: Sequence[Run]) -> None:
        """Runs that follow those there are."""
        for cluster, count in runs:
            self._starts.append(self._end)
            place = HOLE if cluster == HOLE else self._offset + cluster * self._cluster_bytes
            self._places.append(place)
            self._end += count * self._cluster_bytes

    @property
    def end_cluster(self) -> int:
        return self._end // self._cluster_bytes

    @property
    def size_bytes(self) -> int:
        return min(self._claimed_bytes, self._end)

    @property
    def initialised_bytes(self) -> int:
        return min(self._initialised_bytes, self.size_bytes)

    def run_at(self, offset: int) -> tuple[int, int]:
        """Place in the image (HOLE for none) of a byte of the stream, and how many bytes follow it there."""
        index = bisect_right(self._starts, offset) - 1
        inside = offset - self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else self._end
        place = self._places[index]
        return (HOLE if place == HOLE else place + inside), end - offset

    def read(self, offset: int, length: int) -> bytes:
        """Exactly the bytes asked for, as far as `size_bytes` goes; EvidenceUnreadable where the image
        fails.
        """
        length = max(0, min(length, self.size_bytes - offset))
        kept = max(0, min(length, self.initialised_bytes - offset))
        pieces = []
        done = 0
        while done < kept:
            place, following = self.run_at(offset + done)
            wanted = min(kept - done, following)
            pieces.append(bytes(wanted) if place == HOLE else self._piece(place, wanted))
            done += wanted
        if len(pieces) == 1 and kept == length:
            return pieces[0]
        return b"".join(pieces) + bytes(length - kept)

    def _piece(self, place: int, length: int) -> bytes:
        piece = self._image.read(place, length)
        if len(piece) != length:
            raise EvidenceUnreadable(f"The image ends at byte {place + len(piece):,}.")
        return piece
