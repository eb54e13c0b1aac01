"""Clusters that the map says are in use and nothing that was listed claims: a second count against the walk;
and what else the maps of a volume say against each other.

The content of a directory may be gone, overwritten with zeros or never written, while the FAT still holds
the clusters of what was named in it; the names are missing then, and the listing alone does not show it.
Source: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "FAT Data Structure", on bad clusters.
"""

from forensics.errors import EvidenceUnreadable
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


def claimed_but_free(clusters: int) -> str | None:
    """A sentence where so many clusters of what was listed as in use are free by the map of exFAT."""
    if not clusters:
        return None
    return (
        f"{clusters:,} clusters of files and directories listed here are free by the map of clusters: what "
        "lies there may be another's."
    )


def differing_tables(chains: ClusterChains) -> str | None:
    """A sentence where the copies of the FAT differ, one cannot be read, or none begins as a FAT does."""
    try:
        if not chains.begins_as_one():
            return (
                "No copy of the FAT begins as one where the boot sector says that they lie; the boot sector "
                "or they are damaged, and names and contents may be missing."
            )
        differ, first = chains.differences()
    except EvidenceUnreadable as trouble:
        return f"The copies of the FAT could not be compared: {trouble}"
    if not differ:
        return None
    return (
        f"The copies of the FAT differ for {differ:,} clusters, the first of them cluster {first:,}; the "
        "first FAT was read, and where it is damaged contents are not true."
    )
