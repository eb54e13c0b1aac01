"""Where the parts of a FAT12, FAT16, FAT32 or exFAT volume lie, by its boot sector.

Metadata addresses are The Sleuth Kit's: it numbers the 32-byte places behind the FATs from 3 on and gives the
last few numbers to entries of its own ($MBR, $FAT1, $FAT2, $OrphanFiles).

Sources: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "Boot Sector and BPB"; [EXFAT] Microsoft,
"exFAT file system specification", 3.1.
"""

import struct
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable

SLOT_BYTES = 32  # of a directory entry, in all kinds
ROOT_ADDRESS = 2
FIRST_CLUSTER = 2  # [FAT] the first two numbers of the table are not clusters
_FIRST_SLOT_ADDRESS = 3
_BOOT_BYTES = 512
_FAT_BOOT = struct.Struct("<11xHBHBHHxH8xIIH2xI")
_ONE_ALONE, _WHICH = 0x80, 0x0F  # [FAT] "BPB_ExtFlags"
_FLAGS_AT, _SECOND = 106, 1  # [EXFAT] 3.1.13: VolumeFlags, ActiveFat
_EXFAT_BOOT = struct.Struct("<72xQIIIII8xBBB")
_BITS = {"FAT12": 12, "FAT16": 16, "FAT32": 32, "exFAT": 32}
_SECTORS = (512, 1024, 2048, 4096)
_MOST_CLUSTERS = 0x0FFFFFF5  # what 28 bits can number


@dataclass(frozen=True, slots=True, kw_only=True)
class FatLayout:
    """Offsets in bytes from the start of the volume."""

    kind: str  # "FAT12", "FAT16", "FAT32", "exFAT"
    sector_bytes: int
    cluster_bytes: int
    table_offset: int
    table_bytes: int  # of one FAT
    tables: int
    active_table: int  # from 0: the one that is kept up to date
    are_copies: bool  # all tables say the same; else the others are of an earlier moment
    data_offset: int  # behind the FATs: the place metadata address 3 stands for
    clusters_offset: int
    clusters: int
    root_cluster: int | None  # None: FAT12 and FAT16, whose root lies between FATs and clusters
    sectors: int  # of the volume by its own account
    last_address: int

    @property
    def last_cluster(self) -> int:
        return self.clusters + FIRST_CLUSTER - 1

    @property
    def entry_bits(self) -> int:
        return _BITS[self.kind]

    @property
    def end_mark(self) -> int:
        """The smallest number that ends a chain."""
        return 0x0FFFFFF8 & (1 << min(self.entry_bits, 28)) - 1

    @property
    def root_bytes(self) -> int:
        """Of the root directory of FAT12 and FAT16."""
        return self.clusters_offset - self.data_offset

    @property
    def heap_bytes(self) -> int:
        return self.clusters * self.cluster_bytes

    def is_end(self, number: int) -> bool:
        """Whether a number of the FAT, or a first cluster, marks the end of a chain."""
        return self.end_mark <= number <= 0x0FFFFFFF

    def offset_of(self, cluster: int) -> int:
        return self.clusters_offset + (cluster - FIRST_CLUSTER) * self.cluster_bytes

    def cluster_at(self, offset: int) -> int:
        return (offset - self.clusters_offset) // self.cluster_bytes + FIRST_CLUSTER

    def address_at(self, offset: int) -> int:
        """TSK's metadata address of the directory entry at `offset`."""
        return (offset - self.data_offset) // SLOT_BYTES + _FIRST_SLOT_ADDRESS

    def slot_offset(self, address: int) -> int:
        return (address - _FIRST_SLOT_ADDRESS) * SLOT_BYTES + self.data_offset

    @property
    def virtual_addresses(self) -> tuple[tuple[bytes, int, int], ...]:
        """(name, address, size) of the entries TSK makes up, but for $OrphanFiles, which is the last
        address.
        """
        first = self.last_address - self.tables - 1
        parts = [(b"$MBR", first, _BOOT_BYTES), (b"$FAT1", first + 1, self.table_bytes)]
        if self.tables == 2:
            parts.append((b"$FAT2", first + 2, self.table_bytes))
        return tuple(parts)


def read_layout(boot: bytes, *, kind: str, here_bytes: int) -> FatLayout:
    """The layout of a volume of `kind`, of which `here_bytes` are in the image; raise EvidenceUnreadable
    where the boot sector is not a plain one.
    """
    if len(boot) < _BOOT_BYTES or boot[510:512] != b"\x55\xaa" or kind not in _BITS:
        raise EvidenceUnreadable("The boot sector is not a plain one.")
    layout = _exfat(boot, here_bytes) if kind == "exFAT" else _fat(boot, kind, here_bytes)
    needed = (layout.clusters + FIRST_CLUSTER) * layout.entry_bits
    if not 0 < layout.clusters <= _MOST_CLUSTERS or needed > layout.table_bytes * 8:
        raise EvidenceUnreadable("The boot sector and the size of the FAT contradict each other.")
    if layout.clusters_offset + layout.heap_bytes > layout.sectors * layout.sector_bytes:
        raise EvidenceUnreadable("The boot sector gives more clusters than the volume has room for.")
    if layout.clusters_offset >= here_bytes:
        raise EvidenceUnreadable("The image ends before the first cluster of the volume.")
    if layout.root_cluster is not None and not FIRST_CLUSTER <= layout.root_cluster <= layout.last_cluster:
        raise EvidenceUnreadable("The boot sector gives a root directory outside of the volume.")
    return layout


def _fat(boot: bytes, kind: str, here_bytes: int) -> FatLayout:
    sector, per_cluster, reserved, tables, roots, small, table16, large, table32, flags, root = (
        _FAT_BOOT.unpack_from(boot)
    )
    is_alone = kind == "FAT32" and bool(flags & _ONE_ALONE) and flags & _WHICH < tables
    sectors, table = small or large, table16 or table32
    is_odd = per_cluster == 0 or per_cluster & (per_cluster - 1) or not 0 < tables <= 8 or not reserved
    if sector not in _SECTORS or is_odd or not table or (kind == "FAT32") != (roots == 0):
        raise EvidenceUnreadable("The boot sector is not a plain one.")
    data = reserved + table * tables
    clusters_at = data + (roots * SLOT_BYTES + sector - 1) // sector
    return FatLayout(
        kind=kind,
        sector_bytes=sector,
        cluster_bytes=sector * per_cluster,
        table_offset=reserved * sector,
        table_bytes=table * sector,
        tables=tables,
        active_table=flags & _WHICH if is_alone else 0,
        are_copies=not is_alone,
        data_offset=data * sector,
        clusters_offset=clusters_at * sector,
        clusters=(sectors - clusters_at) // per_cluster,
        root_cluster=root if kind == "FAT32" else None,
        sectors=sectors,
        last_address=_last_address(sectors, sector, tables, data, here_bytes),
    )


def _exfat(boot: bytes, here_bytes: int) -> FatLayout:
    sectors, table_at, table, heap_at, clusters, root = _EXFAT_BOOT.unpack_from(boot)[:6]
    sector_shift, cluster_shift, tables = _EXFAT_BOOT.unpack_from(boot)[6:]
    if not 9 <= sector_shift <= 12 or sector_shift + cluster_shift > 25 or tables not in (1, 2):
        raise EvidenceUnreadable("The boot sector is not a plain one.")
    if not 0 < table_at < heap_at or heap_at < table_at + table * tables or sectors >= 1 << 54:
        raise EvidenceUnreadable("The boot sector is not a plain one.")
    sector = 1 << sector_shift
    return FatLayout(
        kind="exFAT",
        sector_bytes=sector,
        cluster_bytes=sector << cluster_shift,
        table_offset=table_at * sector,
        table_bytes=table * sector,
        tables=tables,
        active_table=boot[_FLAGS_AT] & _SECOND if tables == 2 else 0,
        are_copies=tables == 1,
        data_offset=heap_at * sector,
        clusters_offset=heap_at * sector,
        clusters=clusters,
        root_cluster=root,
        sectors=sectors,
        last_address=_last_address(sectors, sector, tables, heap_at, here_bytes),
    )


def _last_address(sectors: int, sector: int, tables: int, data: int, here_bytes: int) -> int:
    """TSK counts to the end of the volume or of the image, whichever comes first, and adds its own
    entries.
    """
    there = min(sectors, here_bytes // sector)
    return (there - data) * (sector // SLOT_BYTES) + _FIRST_SLOT_ADDRESS - 1 + tables + 2
