"""Where the content behind a FAT or exFAT name lies.

What is in use lies where the FAT's chain leads. Of what is deleted the chain is gone: it is taken from the
next free clusters from its first on, as The Sleuth Kit does, and if its first cluster is in use again,
nothing is left of it. Clusters that follow each other and are free are taken for its own; with others
between them, which were its own is not proven.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forensics.entries import Content, Extent, Remains
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.fat_clusters import ClusterChains, Runs, UseMap
from forensics.filesystems.fat_directory import Named
from forensics.filesystems.fat_layout import FIRST_CLUSTER, FatLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where content lies; `extents` in bytes of the image, `None` where the runs do not tell."""

    content: Content
    extents: tuple[Extent, ...] | None
    runs: Runs = ()
    damage: str | None = None  # a sentence, of content in use
    remains: Remains | None = None  # of deleted content


_EMPTY = Place(content=Content.EMPTY, extents=())
_NOT_LEFT = Place(content=Content.NOT_LEFT, extents=None, remains=Remains.NO_CONTENT_LEFT)


class Places:
    """Finds content in one volume that begins at `offset_bytes` of the image."""

    def __init__(
        self, layout: FatLayout, chains: ClusterChains, in_use: UseMap, *, offset_bytes: int
    ) -> None:
        self._layout = layout
        self._chains = chains
        self._map = in_use
        self._clusters_at = offset_bytes + layout.offset_of(FIRST_CLUSTER)
        # A cluster is in one file, so that there cannot be more fragments than clusters: a bound on damage.
        self._fragments_left = layout.clusters

    def of_file(self, named: Named) -> Place:
        size = named.size_bytes
        if not size:
            return _EMPTY
        clusters = -(-size // self._layout.cluster_bytes)
        if named.in_use:
            return self._in_use(named, clusters)
        runs = self._map.guess(named.first_cluster, clusters)
        if runs is None or not self._is_within_bounds(runs):
            return Place(content=Content.PRESENT, extents=None, remains=Remains.UNPROVEN)
        if not runs:
            return _NOT_LEFT
        remains = Remains.RECOVERED if len(runs) == 1 else Remains.UNPROVEN
        return Place(content=Content.PRESENT, extents=self._extents(runs, named), runs=runs, remains=remains)

    def _in_use(self, named: Named, clusters: int) -> Place:
        try:
            runs = self.runs(named, clusters)
        except EvidenceUnreadable as trouble:
            damage = f"The FAT cannot be read where it tells the clusters of this file: {trouble}"
            return Place(content=Content.PRESENT, extents=None, damage=damage)
        found = runs[0][1] if len(runs) == 1 else sum(count for _, count in runs)
        if found < clusters:
            damage = (
                f"The chain of clusters is damaged: it ends after {found:,} of the {clusters:,} clusters "
                f"that {named.size_bytes:,} bytes need."
            )
            return Place(content=Content.PRESENT, extents=None, runs=runs, damage=damage)
        if not self._is_within_bounds(runs):
            damage = "More clusters are claimed than the volume has; where this file lies is not told."
            return Place(content=Content.PRESENT, extents=None, damage=damage)
        return Place(content=Content.PRESENT, extents=self._extents(runs, named), runs=runs)

    def _is_within_bounds(self, runs: Runs) -> bool:
        self._fragments_left -= max(0, len(runs) - 1)
        return self._fragments_left >= 0

    def runs(self, named: Named, clusters: int) -> Runs:
        """The first `clusters` clusters of what is in use, fewer where its chain is shorter."""
        first, last = named.first_cluster, self._layout.last_cluster
        if not FIRST_CLUSTER <= first <= last:
            return ()
        if not named.has_chain:
            return ((first, min(clusters, last - first + 1)),)
        return ((first, 1),) if clusters == 1 else self._chains.runs(first, clusters)

    def of_directory(self, named: Named, *, keeps_size: bool) -> tuple[Runs, int]:
        """The clusters of a directory and its size. FAT does not keep one: it is that of the clusters
        then.
        """
        cluster_bytes = self._layout.cluster_bytes
        if named.in_use:
            clusters = -(-named.size_bytes // cluster_bytes) if keeps_size else self._layout.clusters
            runs = self.runs(named, clusters)
            found = sum(count for _, count in runs) * cluster_bytes
            return runs, named.size_bytes if keeps_size else found
        if keeps_size:
            guessed = self._map.guess(named.first_cluster, -(-named.size_bytes // cluster_bytes))
            return guessed or (), named.size_bytes
        if self._map.is_in_use(named.first_cluster):
            return (), 0
        return ((named.first_cluster, 1),), cluster_bytes  # how long it was is not known any more

    def is_whole_directory(self, named: Named, runs: Runs, *, keeps_size: bool) -> bool:
        """Whether the clusters of a directory in use are all there: its size, or the end of its chain."""
        if keeps_size:
            return sum(count for _, count in runs) * self._layout.cluster_bytes >= named.size_bytes
        return bool(runs) and self._layout.is_end(self._chains.following(runs[-1][0] + runs[-1][1] - 1))

    def _extents(self, runs: Runs, named: Named) -> tuple[Extent, ...]:
        size, written = named.size_bytes, named.valid_bytes
        cluster_bytes, start = self._layout.cluster_bytes, self._clusters_at
        if len(runs) == 1 and written >= size:
            place = start + (runs[0][0] - FIRST_CLUSTER) * cluster_bytes
            return (Extent(offset_bytes=place, length_bytes=size),)
        extents: list[Extent] = []
        left = min(size, written)
        for first, count in runs:
            if not left:
                break
            length = min(left, count * cluster_bytes)
            extents.append(
                Extent(offset_bytes=start + (first - FIRST_CLUSTER) * cluster_bytes, length_bytes=length)
            )
            left -= length
        if written < size:  # [EXFAT] 7.6.5: what was never written reads as zeros
            extents.append(Extent(offset_bytes=None, length_bytes=size - written))
        return tuple(extents)


def pieces_of(runs: Runs, layout: FatLayout, *, longest: int) -> Iterator[tuple[int, int]]:
    """(byte of the volume, length) of the runs in pieces of whole clusters, up to about `longest` bytes."""
    step = max(1, longest // layout.cluster_bytes)
    for first, count in runs:
        for at in range(first, first + count, step):
            yield layout.offset_of(at), min(step, first + count - at) * layout.cluster_bytes
