"""Clusters that the map says are in use and nothing that was listed claims: a second count against the walk.

The content of a directory may be gone, overwritten with zeros or never written, while the FAT still holds
the clusters of what was named in it; the names are missing then, and the listing alone does not show it.
Source: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "FAT Data Structure", on bad clusters.
"""

from forensics.filesystems.fat_clusters import ClusterChains, UseMap
from forensics.filesystems.fat_layout import FatLayout


def unclaimed(chains: ClusterChains, in_use: UseMap, layout: FatLayout, *, claimed: int) -> str | None:
    """A sentence with both counts, where fewer clusters are `claimed` than are in use."""
    used = layout.clusters - in_use.free_clusters()
    if used <= claimed:
        return None
    used -= chains.bad_clusters()
    if used <= claimed:
        return None
    return (
        f"{used:,} clusters are marked as in use, but the files and directories listed have {claimed:,}: "
        f"{(used - claimed) * layout.cluster_bytes:,} bytes belong to nothing that was listed, and names may "
        "be missing."
    )
