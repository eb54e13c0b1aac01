"""Which blocks of an XFS volume are in use: all but what the trees of free space name.

Source: "XFS Algorithms & Data Structures", 3rd edition, "AG Free Space Management".
"""

import struct
from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_layout import XfsVolume

_HEAD_SECTOR, _HEAD_MAGIC, _HEAD_CRC_AT = 1, b"XAGF", 216
_HEAD = struct.Struct(">16xI8xI20xI")  # root and height of the tree by place; blocks free
_TREE_MAGIC = (b"ABTB", b"AB3B")
_TREE_HEAD_BYTES = (16, 56)
_TREE_HEAD = struct.Struct(">4xHHII")  # level, records, left, right
_TREE_CRC_AT, _TREE_PLACE_AT = 52, 16
_RECORD = struct.Struct(">II")
_ROOM_OF_CHILD = 12  # a key and a pointer
_NO_BLOCK = 0xFFFFFFFF
_DAMAGED = "The tree of free space of group {} of the XFS volume is damaged."
_DEEPEST = 12


def ranges_in_use(volume: XfsVolume) -> Iterator[tuple[int, int]]:
    """(byte of the volume, length), merged and in order; raise EvidenceUnreadable where a tree is damaged."""
    superblock = volume.superblock
    begin = at = 0
    for group in range(superblock.groups):
        first = group * superblock.group_blocks
        at = first
        for start, blocks in _free(volume, group):
            if first + start < at or start + blocks > volume.blocks_in(group):
                raise EvidenceUnreadable(_DAMAGED.format(group))
            if first + start > begin:
                yield begin * superblock.block_bytes, (first + start - begin) * superblock.block_bytes
            begin = at = first + start + blocks
    if superblock.blocks > begin:
        yield begin * superblock.block_bytes, (superblock.blocks - begin) * superblock.block_bytes


def _free(volume: XfsVolume, group: int) -> Iterator[tuple[int, int]]:
    head = volume.group_sector(group, _HEAD_SECTOR, magic=_HEAD_MAGIC, crc_at=_HEAD_CRC_AT)
    block, levels, _ = _HEAD.unpack_from(head)
    level, met = levels - 1, 0
    head_bytes = _TREE_HEAD_BYTES[volume.superblock.is_version_5]
    if not 0 <= level < _DEEPEST:
        raise EvidenceUnreadable(_DAMAGED.format(group))
    while block != _NO_BLOCK:
        met += 1
        data = volume.checked(
            group << volume.superblock.group_block_log | block,
            crc_at=_TREE_CRC_AT,
            place_at=_TREE_PLACE_AT,
            what="A block of the tree of free space",
        )
        found_level, count, _, right = _TREE_HEAD.unpack_from(data)
        is_sane = data[:4] == _TREE_MAGIC[volume.superblock.is_version_5] and found_level == level
        if not is_sane or met > volume.superblock.group_blocks:
            raise EvidenceUnreadable(_DAMAGED.format(group))
        if level:
            place = head_bytes + (len(data) - head_bytes) // _ROOM_OF_CHILD * _RECORD.size
            block = int.from_bytes(data[place : place + 4], "big")
            level -= 1
            continue
        if head_bytes + count * _RECORD.size > len(data):
            raise EvidenceUnreadable(_DAMAGED.format(group))
        yield from _RECORD.iter_unpack(data[head_bytes : head_bytes + count * _RECORD.size])
        block = right
