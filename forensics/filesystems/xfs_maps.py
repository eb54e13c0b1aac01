"""Where the contents of XFS lie: extents in the inode, or in a tree below it.

Source: "XFS Algorithms & Data Structures", 3rd edition, "Data Extents".
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_inodes import BTREE, EXTENTS
from forensics.filesystems.xfs_layout import XfsVolume

_RECORD = struct.Struct(">QQ")
_BLOCK_LOW_BITS = 43
_COUNT_BITS = 21
_ROOT = struct.Struct(">HH")  # level, records
_TREE_MAGIC = (b"BMAP", b"BMA3")
_TREE_HEAD_BYTES = (24, 72)
_TREE_HEAD = struct.Struct(">4xHHQQ")  # level, records, left, right
_TREE_CRC_AT, _TREE_PLACE_AT, _TREE_OWNER_AT = 64, 24, 56
_NO_BLOCK = 0xFFFFFFFFFFFFFFFF
_DEEPEST = 9
_POINTER = struct.Struct(">Q")


class Run(Struct, frozen=True, gc=False):
    """`blocks` of a content from its block `start`; `block` is `None` where they were reserved and never
    written, which reads as zeros.
    """

    start: int
    blocks: int
    block: int | None


def runs_of(volume: XfsVolume, number: int, *, form: int, fork: bytes, extents: int) -> list[Run]:
    """The runs of a fork in the order of the content; raise EvidenceUnreadable where its record is damaged.

    `number` is the inode's, `form` how the fork is kept, `extents` how many it has by the inode.
    """
    if form == EXTENTS:
        if extents * _RECORD.size > len(fork):
            raise EvidenceUnreadable("The record of where the content lies is cut off.")
        records = [fork[: extents * _RECORD.size]]
    elif form == BTREE:
        records = list(_leaves(volume, number, fork))
    else:
        raise EvidenceUnreadable(f"The record of where the content lies is of an unknown kind, {form}.")
    runs = [_run(*fields) for piece in records for fields in _RECORD.iter_unpack(piece)]
    if len(runs) != extents:
        raise EvidenceUnreadable(
            f"The record of where the content lies has {len(runs):,} parts, not the {extents:,} counted."
        )
    behind = 0
    for run in runs:
        if run.start < behind or not run.blocks:
            raise EvidenceUnreadable("The record of where the content lies is damaged: parts overlap.")
        behind = run.start + run.blocks
        if run.block is not None:
            volume.place_of(run.block, run.blocks)
    return runs


def _run(upper: int, lower: int) -> Run:
    is_unwritten = upper >> 63
    block = (upper & 0x1FF) << _BLOCK_LOW_BITS | lower >> _COUNT_BITS
    blocks = lower & ((1 << _COUNT_BITS) - 1)
    return Run((upper >> 9) & ((1 << 54) - 1), blocks, None if is_unwritten else block)


def _leaves(volume: XfsVolume, number: int, root: bytes) -> Iterator[bytes]:
    """The records of each leaf: the leftmost one, and its neighbours to the right."""
    if len(root) < _ROOT.size:
        raise EvidenceUnreadable("The record of where the content lies is cut off.")
    level, count = _ROOT.unpack_from(root)
    block = _first_child(root, _ROOT.size, count)
    met = 0
    if not 0 < level <= _DEEPEST:
        raise EvidenceUnreadable("The tree of where the content lies is damaged.")
    head_bytes = _TREE_HEAD_BYTES[volume.superblock.is_version_5]
    while block != _NO_BLOCK:
        met += 1
        data = _tree_block(volume, block, number)
        found_level, count, _, right = _TREE_HEAD.unpack_from(data)
        if met == 1 or level:
            level -= 1
        if found_level != level or met > volume.superblock.blocks:
            raise EvidenceUnreadable("The tree of where the content lies is damaged.")
        if level:
            block = _first_child(data, head_bytes, count)
            continue
        if head_bytes + count * _RECORD.size > len(data):
            raise EvidenceUnreadable("The tree of where the content lies is damaged.")
        yield data[head_bytes : head_bytes + count * _RECORD.size]
        block = right


def _first_child(data: bytes, start: int, count: int) -> int:
    """Pointers stand behind room for as many keys as fit."""
    most = (len(data) - start) // (2 * _POINTER.size)
    if not 0 < count <= most:
        raise EvidenceUnreadable("The tree of where the content lies is damaged.")
    block: int = _POINTER.unpack_from(data, start + most * _POINTER.size)[0]
    return block


def _tree_block(volume: XfsVolume, block: int, number: int) -> bytes:
    data = volume.checked(
        block,
        crc_at=_TREE_CRC_AT,
        place_at=_TREE_PLACE_AT,
        what="A block of the tree of where a content lies",
    )
    if data[:4] != _TREE_MAGIC[volume.superblock.is_version_5]:
        raise EvidenceUnreadable("The tree of where the content lies is damaged.")
    if volume.superblock.is_version_5 and int.from_bytes(data[_TREE_OWNER_AT:][:8], "big") != number:
        raise EvidenceUnreadable("The tree of where the content lies belongs to another file.")
    return data
