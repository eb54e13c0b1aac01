"""ext block bitmaps and inode bitmaps: what is in use, by group; and the ranges of the volume they mark.

A group whose bitmap was never written (flag BLOCK_UNINIT, INODE_UNINIT) holds nothing but what the format
puts there: copies of the superblock and the descriptors, bitmaps, inode tables. Source: [EXT] Lazy Block
Group Initialization.
"""

import re
from collections.abc import Iterable, Iterator

from forensics.entries import ByteRange
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_layout import (
    BLOCK_UNINIT,
    INODE_UNINIT,
    Group,
    Superblock,
)
from forensics.filesystems.ext_windows import VolumeWindows

_ONES = re.compile("1+")
_MOST_KEPT = 256


class Bitmaps:
    """The bitmaps of one volume; EvidenceUnreadable where one is outside the volume or cannot be read.

    With bigalloc a bit of a block bitmap stands for a cluster of several blocks.
    """

    def __init__(self, windows: VolumeWindows, superblock: Superblock, groups: tuple[Group, ...]) -> None:
        self._windows = windows
        self._super = superblock
        self._groups = groups
        self._blocks: dict[int, int] = {}

    def inodes_in_use(self, group: int) -> bytes:
        """One bit an inode of the group, the lowest bit first."""
        size = -(-self._super.inodes_per_group // 8)
        found = self._groups[group]
        if found.flags & INODE_UNINIT:
            return bytes(size)
        spare = size * 8 - self._super.inodes_per_group
        raw = self._piece(found.inode_bitmap, size)
        return raw if not spare else raw[:-1] + bytes([raw[-1] & 0xFF >> spare])

    def in_use_among(self, block: int, count: int) -> int:
        """How many of the blocks a file or the file system itself uses now; those outside the volume too."""
        per_group = self._super.blocks_per_group
        stop = block + count
        used = 0
        while block < stop:
            group, inside = divmod(block - self._super.first_block, per_group)
            if not 0 <= group < len(self._groups):
                return used + stop - block
            here = min(stop - block, per_group - inside)
            used += self._in_use_within(group, inside, here)
            block += here
        return used

    def _in_use_within(self, group: int, inside: int, count: int) -> int:
        size = self._super.cluster_blocks
        first, last = inside // size, (inside + count - 1) // size
        bits = self._block_bits(group) >> first & ((1 << last - first + 1) - 1)
        used = bits.bit_count() * size
        if bits & 1:
            used -= inside - first * size
        if bits >> last - first:
            used -= (last + 1) * size - inside - count
        return used

    def ranges_in_use(self) -> Iterator[tuple[int, int]]:
        """(first block, blocks) of all that is in use, in no order; some may overlap."""
        superblock = self._super
        yield 0, superblock.first_block  # with blocks of 1 KiB, the boot block in front of the first group
        for number, group in enumerate(self._groups):
            yield group.block_bitmap, 1
            yield group.inode_bitmap, 1
            yield group.inode_table, superblock.table_blocks
            start = superblock.first_block + number * superblock.blocks_per_group
            yield start, self._copies(number)
            size = superblock.cluster_blocks
            for first, count in _runs(self._block_bits(number), superblock.blocks_per_group // size):
                yield start + first * size, count * size

    def _block_bits(self, group: int) -> int:
        bits = self._blocks.get(group)
        if bits is None:
            bits = self._read_block_bits(group)
            if len(self._blocks) >= _MOST_KEPT:
                del self._blocks[next(iter(self._blocks))]
            self._blocks[group] = bits
        return bits

    def _read_block_bits(self, group: int) -> int:
        found = self._groups[group]
        if found.flags & BLOCK_UNINIT:
            return 0
        count = self._super.blocks_per_group // self._super.cluster_blocks
        raw = self._piece(found.block_bitmap, -(-count // 8))
        return int.from_bytes(raw, "little") & ((1 << count) - 1)

    def _piece(self, block: int, length: int) -> bytes:
        if not 0 < block < self._super.blocks:
            raise EvidenceUnreadable(f"A bitmap would stand in block {block:,}, outside the volume.")
        return self._windows.piece(block * self._super.block_bytes, length)

    def _copies(self, group: int) -> int:
        """Blocks at the start of a group kept for copies of the superblock and the descriptors."""
        superblock = self._super
        has_copy = superblock.has_backup(group)
        meta_group = group // superblock.descriptors_per_block
        first_meta_group = superblock.first_meta_group
        if first_meta_group is None or meta_group < first_meta_group:
            if not has_copy:
                return 0
            blocks = -(-superblock.groups // superblock.descriptors_per_block)
            if first_meta_group is not None:
                blocks = first_meta_group
            return 1 + blocks + superblock.reserved_descriptor_blocks
        place = group % superblock.descriptors_per_block
        return has_copy + (place in (0, 1, superblock.descriptors_per_block - 1))


def _runs(bits: int, count: int) -> Iterator[tuple[int, int]]:
    """(first, length) of the ones among the lowest `count` bits."""
    if not bits:
        return
    if bits == (1 << count) - 1:
        yield 0, count
        return
    for run in _ONES.finditer(format(bits, "b")[::-1]):
        yield run.start(), run.end() - run.start()


def as_byte_ranges(
    found: Iterable[tuple[int, int]], *, block_bytes: int, start: int, length: int
) -> tuple[ByteRange, ...]:
    """Blocks as bytes of the image, merged, in order and cut to the `length` bytes from `start`."""
    merged: list[ByteRange] = []
    low = high = 0
    for first, count in sorted(found):
        begin, end = first * block_bytes, min((first + count) * block_bytes, length)
        if begin >= end:
            continue
        if begin <= high and high:
            high = max(high, end)
            continue
        if high:
            merged.append(ByteRange(start + low, high - low))
        low, high = begin, end
    if high:
        merged.append(ByteRange(start + low, high - low))
    return tuple(merged)
