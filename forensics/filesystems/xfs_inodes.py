"""The inodes of an XFS volume: which are in use by the trees of inodes, and what each says.

Source: "XFS Algorithms & Data Structures", 3rd edition, "Inode Management" and "On-disk Inode"; Linux,
fs/xfs/libxfs/xfs_format.h for counts of 64 bits and times beyond 2038.
"""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_checksums import are_sound
from forensics.filesystems.xfs_layout import XfsVolume

LOCAL, EXTENTS, BTREE = 1, 2, 3  # how a fork is kept
REALTIME = 0x01  # flags of an inode
IMMUTABLE, APPEND_ONLY = 0x08, 0x10
_HEAD_SECTOR, _HEAD_MAGIC, _HEAD_CRC_AT = 2, b"XAGI", 312
_HEAD = struct.Struct(">16xIII")  # inodes made, root and height of the tree
_FREE = struct.Struct(">28xI")
_TREE_MAGIC = (b"IABT", b"IAB3")
_TREE_HEAD_BYTES = (16, 56)
_TREE_HEAD = struct.Struct(">4xHHII")  # level, records, left, right
_TREE_CRC_AT, _TREE_PLACE_AT = 52, 16
_CHUNK = struct.Struct(">IHBBQ")  # first inode, holes, …; bits of those that are free
_CHUNK_INODES = 64
_INODES_PER_HOLE_BIT = 4
_LARGEST_COUNT = 0xFFFF
_DEEPEST = 12
# mode, version, format; links (1, 2); …; links; …; counts of 64 bits; times; bytes, blocks, …, extents
_CORE = struct.Struct(">2xHBBH8xI4xQ8s8s8sQQ4xIHBB")
_FLAGS = struct.Struct(">90xH")
_CORE_5 = struct.Struct(">120xQ16x8sQ")  # more flags, born, number
_CRC_AT = 100
_LITERAL_AT = (100, 176)
_BIG_TIMES, _BIG_COUNTS = 0x08, 0x10
_BIG_COUNTS_AT = struct.Struct(">24xQ44xI")
_TIME = struct.Struct(">iI")
_BIG_TIME = struct.Struct(">Q")
_BIG_EPOCH_NS = 2**31 * 1_000_000_000  # nanoseconds are counted from 1901-12-13
_SECOND_NS = 1_000_000_000
_KEPT_BLOCKS = 1024


class Inode(Struct, frozen=True, kw_only=True, gc=False):
    number: int
    mode: int
    links: int
    size_bytes: int
    format: int
    fork: bytes  # of the content: itself, its extents, or the root of their tree
    extents: int
    attribute_format: int
    attribute_fork: bytes
    attribute_extents: int
    modified: int  # nanoseconds from 1970, as the other times
    accessed: int
    changed: int
    created: int | None
    flags: int


class InodesInUse:
    """By the trees of inodes of all groups, read once. What cannot be read is in `troubles`."""

    def __init__(self, volume: XfsVolume) -> None:
        self._volume = volume
        self._firsts, self._free = array("Q"), array("Q")
        self.troubles: list[str] = []
        self.counted = 0  # in use, by the heads of the groups
        for group in range(volume.superblock.groups):
            try:
                self._read(group)
            except EvidenceUnreadable as trouble:
                self.troubles.append(str(trouble))

    def _read(self, group: int) -> None:
        head = self._volume.group_sector(group, _HEAD_SECTOR, magic=_HEAD_MAGIC, crc_at=_HEAD_CRC_AT)
        made, root, levels = _HEAD.unpack_from(head)
        (free,) = _FREE.unpack_from(head)
        self.counted += made - free
        superblock = self._volume.superblock
        upper = group << superblock.group_block_log + superblock.inodes_per_block_log
        if not 0 < levels <= _DEEPEST:
            raise EvidenceUnreadable(f"The tree of inodes of group {group} of the XFS volume is damaged.")
        behind = -1
        for first, holes, _, _, free_bits in self._chunks(group, root, levels - 1):
            if first <= behind:
                raise EvidenceUnreadable(f"The tree of inodes of group {group} of the XFS volume is damaged.")
            behind = first
            self._firsts.append(upper | first)
            self._free.append(free_bits | self._hole_bits(holes))

    def _hole_bits(self, holes: int) -> int:
        """As bits of inodes; without sparse inodes the field is the upper half of a count, which is 0."""
        bits = 0
        for place in range(16):
            if holes >> place & 1:
                bits |= ((1 << _INODES_PER_HOLE_BIT) - 1) << place * _INODES_PER_HOLE_BIT
        return bits

    def _chunks(self, group: int, block: int, level: int) -> Iterator[tuple[int, int, int, int, int]]:
        """Records of the tree in order: the leftmost leaf, and its neighbours to the right."""
        met = 0
        while True:
            data, found_level, count, right = self._block(group, block)
            met += 1
            if found_level != level or met > self._volume.superblock.group_blocks:
                raise EvidenceUnreadable(f"The tree of inodes of group {group} of the XFS volume is damaged.")
            start = self._head_bytes
            if level:
                most = (len(data) - start) // 8
                block = int.from_bytes(data[start + 4 * most : start + 4 * most + 4], "big")
                level -= 1
                continue
            if start + count * _CHUNK.size > len(data):
                raise EvidenceUnreadable(f"The tree of inodes of group {group} of the XFS volume is damaged.")
            yield from _CHUNK.iter_unpack(data[start : start + count * _CHUNK.size])
            if right == 0xFFFFFFFF:
                return
            block = right

    @property
    def _head_bytes(self) -> int:
        return _TREE_HEAD_BYTES[self._volume.superblock.is_version_5]

    def _block(self, group: int, block: int) -> tuple[bytes, int, int, int]:
        data = self._volume.checked(
            group << self._volume.superblock.group_block_log | block,
            crc_at=_TREE_CRC_AT,
            place_at=_TREE_PLACE_AT,
            what="A block of the tree of inodes",
        )
        if data[:4] != _TREE_MAGIC[self._volume.superblock.is_version_5]:
            raise EvidenceUnreadable(f"The tree of inodes of group {group} of the XFS volume is damaged.")
        level, count, _, right = _TREE_HEAD.unpack_from(data)
        return data, level, count, right

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        if place < 0 or number - self._firsts[place] >= _CHUNK_INODES:
            return False
        return not self._free[place] >> (number - self._firsts[place]) & 1

    def __iter__(self) -> Iterator[int]:
        """The numbers of all inodes in use, in order."""
        for first, free in zip(self._firsts, self._free, strict=True):
            for inside in range(_CHUNK_INODES):
                if not free >> inside & 1:
                    yield first + inside


class Inodes:
    """Inodes by number, read by blocks, each with its checksum checked."""

    def __init__(self, volume: XfsVolume) -> None:
        self._volume = volume
        self._kept: dict[int, tuple[bytes, list[bool]]] = {}

    def inode(self, number: int) -> Inode:
        """Raise EvidenceUnreadable where it is damaged, free, or lies outside the volume."""
        superblock = self._volume.superblock
        block = number >> superblock.inodes_per_block_log
        inside = number & ((1 << superblock.inodes_per_block_log) - 1)
        data, sound = self._block(block)
        if not sound[inside]:
            raise EvidenceUnreadable(f"Inode {number:,} fails its checksum.")
        start = inside * superblock.inode_bytes
        return _inode(data[start : start + superblock.inode_bytes], number)

    def place(self, number: int) -> int:
        """Byte of the volume where the inode lies."""
        superblock = self._volume.superblock
        inside = number & ((1 << superblock.inodes_per_block_log) - 1)
        return (
            self._volume.place_of(number >> superblock.inodes_per_block_log) + inside * superblock.inode_bytes
        )

    def _block(self, block: int) -> tuple[bytes, list[bool]]:
        kept = self._kept.get(block)
        if kept is None:
            data = self._volume.piece(block)
            if len(self._kept) >= _KEPT_BLOCKS:
                del self._kept[next(iter(self._kept))]
            kept = self._kept[block] = (data, self._sound(data))
        return kept

    def _sound(self, data: bytes) -> list[bool]:
        superblock = self._volume.superblock
        rows = np.frombuffer(data, dtype=np.uint8).reshape(-1, superblock.inode_bytes)
        if not superblock.is_version_5:
            return [True] * len(rows)
        return [bool(each) for each in are_sound(rows, crc_at=_CRC_AT)]


def _inode(data: bytes, number: int) -> Inode:
    (
        mode, version, form, old_links, links, _, accessed, modified, changed, size_bytes, _,
        extents, attribute_extents, fork_offset, attribute_form,
    ) = _CORE.unpack_from(data)  # fmt: skip
    if data[:2] != b"IN" or version not in (1, 2, 3):
        raise EvidenceUnreadable(f"Inode {number:,} is damaged.")
    if not mode:
        raise EvidenceUnreadable(f"Inode {number:,} is free.")
    literal = _LITERAL_AT[version == 3]
    more_flags, born, own_number = _CORE_5.unpack_from(data) if version == 3 else (0, b"", number)
    if own_number != number:
        raise EvidenceUnreadable(f"Inode {number:,} says that it is another, {own_number:,}.")
    if more_flags & _BIG_COUNTS:
        extents, attribute_extents = _BIG_COUNTS_AT.unpack_from(data)
    is_big = bool(more_flags & _BIG_TIMES)
    end = literal + 8 * fork_offset if fork_offset else len(data)
    if end > len(data):
        raise EvidenceUnreadable(f"Inode {number:,} is damaged: its parts do not fit into it.")
    return Inode(
        number=number,
        mode=mode,
        links=old_links if version == 1 else links,
        size_bytes=size_bytes,
        format=form,
        fork=data[literal:end],
        extents=extents,
        attribute_format=attribute_form if fork_offset else EXTENTS,
        attribute_fork=data[end:] if fork_offset else b"",
        attribute_extents=attribute_extents if fork_offset else 0,
        modified=_time(modified, is_big=is_big),
        accessed=_time(accessed, is_big=is_big),
        changed=_time(changed, is_big=is_big),
        created=_time(born, is_big=is_big) if version == 3 else None,
        flags=_FLAGS.unpack_from(data)[0],
    )


def _time(raw: bytes, *, is_big: bool) -> int:
    """Nanoseconds from 1970, UTC."""
    if is_big:
        ns: int = _BIG_TIME.unpack(raw)[0]
        return ns - _BIG_EPOCH_NS
    seconds, more = _TIME.unpack(raw)
    return int(seconds) * _SECOND_NS + int(more)
