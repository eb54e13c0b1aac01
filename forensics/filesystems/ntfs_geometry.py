"""How an NTFS volume is laid out, from its boot sector.

Source: Microsoft, "NTFS" boot sector BPB; Linux kernel, fs/ntfs/layout.h, NTFS_BOOT_SECTOR.
"""

import struct
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable

BOOT_BYTES = 512
FIXUP_BYTES = 512  # the stride of update sequences, whatever the sector size (layout.h, NTFS_BLOCK_SIZE)
_FIELDS = struct.Struct("<11xHB26xQQQb")
_LARGEST_CLUSTER_BYTES = 2 << 20
_LARGEST_RECORD_BYTES = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    cluster_bytes: int
    record_bytes: int
    clusters: int
    mft_cluster: int
    mirror_cluster: int


def geometry_of(boot: bytes) -> Geometry:
    """The layout that a boot sector gives; EvidenceUnreadable where its numbers cannot be."""
    if len(boot) < BOOT_BYTES or boot[3:7] != b"NTFS":
        raise EvidenceUnreadable("The boot sector is not that of an NTFS volume.")
    sector, per_cluster, sectors, mft, mirror, record = _FIELDS.unpack_from(boot)
    # More than 128 sectors a cluster are written as a negative power of two (since Windows 10 1709).
    cluster = sector * per_cluster if per_cluster <= 0x80 else sector << (0x100 - per_cluster)
    record_bytes = record * cluster if record > 0 else 1 << -record
    fits = (
        _is_power_of_two(cluster)
        and FIXUP_BYTES <= cluster <= _LARGEST_CLUSTER_BYTES
        and _is_power_of_two(record_bytes)
        and FIXUP_BYTES <= record_bytes <= _LARGEST_RECORD_BYTES
    )
    if not fits:
        raise EvidenceUnreadable(
            f"The boot sector gives clusters of {cluster:,} and file records of {record_bytes:,} bytes, "
            "which NTFS does not have."
        )
    return Geometry(
        cluster_bytes=cluster,
        record_bytes=record_bytes,
        clusters=sectors * sector // cluster,
        mft_cluster=mft,
        mirror_cluster=mirror,
    )


def _is_power_of_two(number: int) -> bool:
    return number > 0 and not number & (number - 1)
