"""ext2, ext3 and ext4: superblock, block groups and their bitmaps, by offset in the volume.

Promises that every number it hands out lies within the volume the superblock describes; what does not is an
EvidenceUnreadable. Sources: [EXT] Linux, "ext4 Data Structures and Algorithms", super block, block group
descriptors, bitmaps; the kernel's fs/ext4/super.c for where descriptors stand with meta_bg.
"""

from dataclasses import dataclass
from struct import Struct
from typing import Protocol

from forensics.crc32c import crc32c_from
from forensics.errors import EvidenceUnreadable

SUPERBLOCK_AT = 1024
SUPERBLOCK_BYTES = 1024
ROOT = 2
MAGIC = 0xEF53
INODE_UNINIT, BLOCK_UNINIT, TABLE_ZEROED = 1, 2, 4  # flags of a group

_HEAD = Struct("<II12xIIIIII12xH")  # up to s_magic
_SUM_AT = 0x3FC  # of the superblock itself
_FEATURES = Struct("<III")
_U16, _U32 = Struct("<H"), Struct("<I")
_DESCRIPTOR = Struct("<III6xH8xHxx")  # the 32 bytes every descriptor has
_HIGH = Struct("<III6xH")  # what the 64bit feature adds behind them
_COMPAT_SPARSE_2 = 0x200
_INCOMPAT_COMPRESSION, _INCOMPAT_FILETYPE, _INCOMPAT_RECOVER, _INCOMPAT_META_BG = 0x1, 0x2, 0x4, 0x10
_INCOMPAT_64BIT, _INCOMPAT_LARGEDIR, _INCOMPAT_INLINE, _INCOMPAT_ENCRYPT = 0x80, 0x4000, 0x8000, 0x10000
_INCOMPAT_CSUM_SEED = 0x2000
_RO_SPARSE, _RO_LARGE_FILE, _RO_GDT_CSUM, _RO_BIGALLOC, _RO_METADATA_CSUM = 0x1, 0x2, 0x10, 0x200, 0x400
# s_journal_inum, s_snapshot_inum, s_usr_quota_inum, s_grp_quota_inum, s_lpf_ino, s_prj_quota_inum,
# s_orphan_file_inum: inodes of the file system itself, which no name needs to lead to
_SPECIAL_AT = (0xE0, 0x180, 0x240, 0x244, 0x26C, 0x280)
_FIRST_ORDINARY = 11  # of the original revision, which has no field for it
_LARGEST_BLOCK_SHIFT = 6  # 64 KiB
_LARGEST_CLUSTER_SHIFT = 20  # 1 GiB; fs/ext4/ext4.h, EXT4_MAX_CLUSTER_LOG_SIZE


class Reads(Protocol):
    """A volume by offset from its start; fewer bytes only at its end."""

    def read(self, offset: int, length: int) -> bytes: ...


class NotCoveredHere(EvidenceUnreadable):
    """A kind of ext that is rightly made but read by The Sleuth Kit alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Superblock:
    block_bytes: int
    blocks: int
    first_block: int
    blocks_per_group: int
    cluster_blocks: int  # that one bit of a block bitmap stands for: 1, or more with bigalloc
    inode_bytes: int
    inodes: int
    used_inodes: int  # by the superblock's own count, which an unclean end leaves behind the truth
    inodes_per_group: int
    first_inode: int  # the first that is not reserved
    special_inodes: frozenset[int]
    descriptor_bytes: int
    has_wide_descriptors: bool
    has_group_flags: bool
    has_name_types: bool
    has_large_files: bool
    has_large_folders: bool
    has_inline_data: bool
    may_compress: bool
    may_encrypt: bool
    needs_recovery: bool
    journal_inode: int  # 0: on another disk, or none
    reserved_descriptor_blocks: int
    first_meta_group: int | None  # in blocks of descriptors; None without meta_bg
    backup_groups: tuple[int, int] | None  # with sparse_super2
    is_sparse: bool
    checksum_seed: int | None  # what checksums begin with; None where there are none, or this is in doubt
    fails_checksum: bool  # its own

    @property
    def groups(self) -> int:
        return -(-(self.blocks - self.first_block) // self.blocks_per_group)

    @property
    def descriptors_per_block(self) -> int:
        return self.block_bytes // self.descriptor_bytes

    @property
    def table_blocks(self) -> int:
        return -(-self.inodes_per_group * self.inode_bytes // self.block_bytes)

    def has_backup(self, group: int) -> bool:
        """Whether a copy of the superblock stands at the start of the group."""
        if group == 0:
            return True
        if self.backup_groups is not None:
            return group in self.backup_groups
        return not self.is_sparse or any(_is_power(group, base) for base in (3, 5, 7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    block_bitmap: int
    inode_bitmap: int
    inode_table: int
    flags: int  # 0 where the file system keeps none
    unused_inodes: int  # at the end of the table, never used since the volume was made


def read_superblock(windows: Reads) -> Superblock:
    """The superblock, its numbers within what the format allows; EvidenceUnreadable otherwise."""
    raw = windows.read(SUPERBLOCK_AT, SUPERBLOCK_BYTES)
    if len(raw) < SUPERBLOCK_BYTES:
        raise EvidenceUnreadable("The ext superblock is cut off.")
    inodes, low, first, block_shift, cluster_shift, per_group, _, per_inode_group, magic = _HEAD.unpack_from(
        raw
    )
    if magic != MAGIC:
        raise NotCoveredHere("The ext superblock is not in little-endian order.")
    revision = _U32.unpack_from(raw, 0x4C)[0]
    compat, incompat, ro = _FEATURES.unpack_from(raw, 0x5C) if revision else (0, 0, 0)
    if block_shift > _LARGEST_BLOCK_SHIFT:
        raise EvidenceUnreadable("The ext superblock gives an impossible block size.")
    more_shift = cluster_shift - block_shift if ro & _RO_BIGALLOC else 0
    if not 0 <= more_shift <= _LARGEST_CLUSTER_SHIFT:
        raise EvidenceUnreadable("The ext superblock gives an impossible cluster size.")
    is_wide = bool(incompat & _INCOMPAT_64BIT)
    has_sums = bool(ro & _RO_METADATA_CSUM)
    is_sound = crc32c_from(0xFFFF_FFFF, raw[:_SUM_AT]) == _U32.unpack_from(raw, _SUM_AT)[0]
    found = Superblock(
        block_bytes=1024 << block_shift,
        blocks=low + (_U32.unpack_from(raw, 0x150)[0] << 32 if is_wide else 0),
        first_block=first,
        blocks_per_group=per_group,
        cluster_blocks=1 << more_shift,
        inode_bytes=_U16.unpack_from(raw, 0x58)[0] if revision else 128,
        inodes=inodes,
        used_inodes=max(0, inodes - _U32.unpack_from(raw, 0x10)[0]),
        inodes_per_group=per_inode_group,
        first_inode=_U32.unpack_from(raw, 0x54)[0] if revision else _FIRST_ORDINARY,
        special_inodes=_special(raw) if revision else frozenset(),
        descriptor_bytes=_U16.unpack_from(raw, 0xFE)[0] if is_wide else 32,
        has_wide_descriptors=is_wide,
        has_group_flags=bool(ro & (_RO_GDT_CSUM | _RO_METADATA_CSUM)),
        has_name_types=bool(incompat & _INCOMPAT_FILETYPE),
        has_large_files=bool(ro & _RO_LARGE_FILE),
        has_large_folders=bool(incompat & _INCOMPAT_LARGEDIR),
        has_inline_data=bool(incompat & _INCOMPAT_INLINE),
        may_compress=bool(incompat & _INCOMPAT_COMPRESSION),
        may_encrypt=bool(incompat & _INCOMPAT_ENCRYPT),
        needs_recovery=bool(incompat & _INCOMPAT_RECOVER),
        journal_inode=_U32.unpack_from(raw, 0xE0)[0] if revision else 0,
        reserved_descriptor_blocks=_U16.unpack_from(raw, 0xCE)[0] if revision else 0,
        first_meta_group=_U32.unpack_from(raw, 0x104)[0] if incompat & _INCOMPAT_META_BG else None,
        backup_groups=Struct("<II").unpack_from(raw, 0x24C) if compat & _COMPAT_SPARSE_2 else None,
        is_sparse=bool(ro & _RO_SPARSE),
        checksum_seed=_checksum_seed(raw, incompat) if has_sums and is_sound else None,
        fails_checksum=has_sums and not is_sound,
    )
    _refuse_the_impossible(found)
    return found


def read_groups(windows: Reads, superblock: Superblock) -> tuple[Group, ...]:
    """The descriptors that are here, in order; fewer than `superblock.groups` where the volume is cut off."""
    size = superblock.descriptor_bytes
    wanted = min(superblock.groups, -(-superblock.inodes // superblock.inodes_per_group))
    if superblock.first_meta_group is None:
        raw = windows.read(_descriptors_at(superblock), wanted * size)
        return _groups_in(raw, superblock)
    groups: list[Group] = []
    for number in range(-(-wanted // superblock.descriptors_per_block)):
        place = _descriptor_block(superblock, number) * superblock.block_bytes
        found = _groups_in(windows.read(place, superblock.block_bytes), superblock)
        groups.extend(found[: wanted - len(groups)])
        if len(found) < superblock.descriptors_per_block:
            break
    return tuple(groups)


def _descriptors_at(superblock: Superblock) -> int:
    return (2 if superblock.block_bytes == 1024 else 1) * superblock.block_bytes


def _descriptor_block(superblock: Superblock, number: int) -> int:
    """Where a block of descriptors stands; fs/ext4/super.c, descriptor_loc()."""
    first_meta_group = superblock.first_meta_group or 0
    if number < first_meta_group:
        return _descriptors_at(superblock) // superblock.block_bytes + number
    group = number * superblock.descriptors_per_block
    start = superblock.first_block + group * superblock.blocks_per_group
    return start + superblock.has_backup(group)


def _groups_in(raw: bytes, superblock: Superblock) -> tuple[Group, ...]:
    size = superblock.descriptor_bytes
    groups = []
    for at in range(0, len(raw) - size + 1, size):
        block_map, inode_map, table, flags, unused = _DESCRIPTOR.unpack_from(raw, at)
        if superblock.has_wide_descriptors:
            high = _HIGH.unpack_from(raw, at + 32)
            block_map += high[0] << 32
            inode_map += high[1] << 32
            table += high[2] << 32
            unused += high[3] << 16
        if not superblock.has_group_flags:
            flags = unused = 0
        groups.append(
            Group(
                block_bitmap=block_map,
                inode_bitmap=inode_map,
                inode_table=table,
                flags=flags,
                unused_inodes=min(unused, superblock.inodes_per_group),
            )
        )
    return tuple(groups)


def _checksum_seed(raw: bytes, incompat: int) -> int:
    """[EXT] Checksums: kept since the volume's UUID may be changed, else made from that."""
    if incompat & _INCOMPAT_CSUM_SEED:
        seed: int = _U32.unpack_from(raw, 0x270)[0]
        return seed
    return crc32c_from(0xFFFF_FFFF, raw[0x68:0x78])


def _special(raw: bytes) -> frozenset[int]:
    return frozenset(_U32.unpack_from(raw, at)[0] for at in _SPECIAL_AT) - {0}


def _refuse_the_impossible(found: Superblock) -> None:
    bits = found.block_bytes * 8
    size, wide = found.inode_bytes, found.has_wide_descriptors
    plausible = (
        found.first_block < found.blocks
        and 0 < found.blocks_per_group <= bits * found.cluster_blocks
        and not found.blocks_per_group % found.cluster_blocks
        and 0 < found.inodes_per_group <= bits
        and found.table_blocks < found.blocks_per_group  # the inode table of a group is a part of one
        and found.inodes >= ROOT
        and 128 <= size <= found.block_bytes
        and not size & (size - 1)
        and (found.descriptor_bytes in (64, 128, 256, 512, 1024) if wide else True)
    )
    if not plausible:
        raise EvidenceUnreadable("The ext superblock describes an impossible volume.")


def _is_power(number: int, base: int) -> bool:
    while number % base == 0:
        number //= base
    return number == 1
