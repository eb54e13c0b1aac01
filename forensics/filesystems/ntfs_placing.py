"""What an entry tells of its content on NTFS: size, state, where it lies, where reading it begins."""

from forensics.entries import Content, EntryAddress, Extent, Remains
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_attributes import COMPRESSED, ENCRYPTED, Stored
from forensics.filesystems.ntfs_claims import Claims
from forensics.filesystems.ntfs_clusters import ClusterMap
from forensics.filesystems.ntfs_doubts import doubt_of
from forensics.filesystems.ntfs_mft import Mft
from forensics.filesystems.ntfs_runs import HOLE
from forensics.images import Volume

BAD_CLUSTERS = 8  # the record of $BadClus
_PRESENT, _EMPTY = Content.PRESENT, Content.EMPTY  # looked up once: an enum's attribute is slow
Placed = tuple[EntryAddress, int, Content, tuple[Extent, ...] | None, int | None, Remains | None]
"""Address, size, state, extents where the content is just these bytes, place of its first byte in the image,
and what is left of it where it is deleted.
"""


class Placing:
    """For the contents of one volume."""

    def __init__(self, mft: Mft, volume: Volume) -> None:
        self._mft = mft
        self._volume = volume.index
        self._offset = volume.offset_bytes
        self._cluster_bytes = mft.geometry.cluster_bytes
        self._clusters = mft.geometry.clusters
        self._map: ClusterMap | None = None
        self.map_trouble: str | None = None
        self.claims = self.claimed_anew()

    def claimed_anew(self) -> Claims:
        """For a new walk: what was claimed before is forgotten."""
        self.claims = Claims(
            volume=self._volume,
            offset_bytes=self._offset,
            cluster_bytes=self._cluster_bytes,
            clusters=self._clusters,
        )
        return self.claims

    def placed(
        self, stored: Stored, number: int, *, in_use: int, place: int, is_elsewhere: bool = False
    ) -> Placed:
        """Of one content of record `number`, which lies at `place` of the image. `is_elsewhere`: by
        `why_not_here`.
        """
        address = EntryAddress(
            volume=self._volume, meta_addr=number, attr_type=stored.kind, attr_id=stored.number
        )
        size = stored.size_bytes
        runs = stored.runs
        if number == BAD_CLUSTERS and stored.name:
            # $Bad spans the volume, a hole but for its bad clusters: a list of places, without bytes of its
            # own.
            return address, 0, _EMPTY, None, None, None
        if in_use and runs:
            self.claims.add(number, runs)
        remains = None if in_use or not size else self._remains(stored)
        if stored.flags & ENCRYPTED:
            return address, size, Content.ENCRYPTED, None, None, remains
        state = _PRESENT if size else _EMPTY
        if runs is None:
            return address, size, state, None, place if size else None, remains
        if remains is not None and self._is_gone(stored, remains):
            return address, size, Content.NOT_LEFT, None, None, remains
        if is_elsewhere:
            return address, size, state, None, None, remains
        extents = self._extents(stored)
        begins = None
        if extents is None:
            within = (cluster for cluster, _ in runs if 0 <= cluster < self._clusters)  # a hole is -1
            begins = next((self._place(cluster) for cluster in within), None)
        return address, size, state, extents, begins, remains

    def _place(self, cluster: int) -> int:
        return self._offset + cluster * self._cluster_bytes

    def _extents(self, stored: Stored) -> tuple[Extent, ...] | None:
        """The runs cut to the size; `None` where the content is not just these bytes one after the other.

        Content that was never written to its end reads as zeros behind `initialised_bytes`, whatever is on
        the disk.
        """
        left = stored.size_bytes
        if stored.flags & COMPRESSED or stored.initialised_bytes != left:
            return None
        if doubt_of(stored, self._cluster_bytes):
            return None
        extents = []
        for cluster, count in stored.runs or ():
            if not left:
                break
            length = count * self._cluster_bytes
            if length > left:
                length = left
            if cluster == HOLE:
                extents.append(Extent(offset_bytes=None, length_bytes=length))
            elif cluster + count > self._clusters:
                return None
            else:
                offset = self._offset + cluster * self._cluster_bytes
                extents.append(Extent(offset_bytes=offset, length_bytes=length))
            left -= length
        return None if left else tuple(extents)

    def _remains(self, stored: Stored) -> Remains:
        """What is left of a deleted content by the map of clusters in use now."""
        if stored.runs is None:
            return Remains.RESIDENT
        used = self.cluster_map()
        if used is None:
            return Remains.UNPROVEN
        runs = [run for run in stored.runs if run[0] != HOLE]
        if not stored.runs or any(cluster + count > self._clusters for cluster, count in runs):
            return Remains.NO_CONTENT_LEFT
        if not any(used.is_any_used(cluster, count) for cluster, count in runs):
            return Remains.RECOVERED
        is_all_used = all(used.is_all_used(cluster, count) for cluster, count in runs)
        return Remains.NO_CONTENT_LEFT if is_all_used else Remains.PARTLY_OVERWRITTEN

    def _is_gone(self, stored: Stored, remains: Remains) -> bool:
        """Whether nothing of a deleted content can be read: what is packed cannot be unpacked in part."""
        if remains is Remains.PARTLY_OVERWRITTEN:
            return bool(stored.flags & COMPRESSED)
        return remains in (Remains.NO_CONTENT_LEFT, Remains.UNPROVEN)

    def cluster_map(self) -> ClusterMap | None:
        """Read once, when it is first asked for; `None` and `map_trouble` where it cannot be."""
        if self._map is None and self.map_trouble is None:
            try:
                self._map = ClusterMap.read(self._mft)
            except EvidenceUnreadable as trouble:
                self.map_trouble = str(trouble)
        return self._map
