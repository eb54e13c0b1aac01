"""Where the content of an ext inode lies: extent trees, block pointers with their indirect blocks, inline
data.

Blocks that were reserved but never written ("unwritten" extents) read as zeros and are given as holes, as the
kernel reads them. What contradicts itself is an EvidenceUnreadable. Source: [EXT] The Contents of
inode.i_block.
"""

from collections.abc import Callable
from struct import Struct
from typing import NamedTuple

from forensics.entries import Extent
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_layout import Superblock
from forensics.filesystems.ext_windows import VolumeWindows

EXTENTS_FLAG = 0x80000
EXTENT_MAGIC = 0xF30A
WRITTEN_MOST = 32768  # a longer extent is an unwritten one, by the part beyond
AREA_BYTES = 60  # i_block
_DEEPEST = 5
_HEADER = Struct("<HH2xH")  # magic, entries, depth
_LEAF = Struct("<IHHI")  # first block of the file, blocks, where: high, low
_INDEX = Struct("<4xIH")  # where: low, high
_POINTERS = Struct("<15I")
_DIRECT = 12
_BUDGET_ROUNDS = 16  # times that all maps together may read as many blocks as the volume has


class Run(NamedTuple):
    block: int | None  # None: a hole
    blocks: int


class BlockMap(NamedTuple):
    runs: list[Run]  # from the first block of the content to its last, holes included
    nodes: list[int]  # blocks that hold the map itself


class Mapper:
    """Reads the maps of one volume."""

    def __init__(self, windows: VolumeWindows, superblock: Superblock) -> None:
        self._windows = windows
        self._block_bytes = superblock.block_bytes
        self._blocks = superblock.blocks
        self._budget = _BUDGET_ROUNDS * superblock.blocks

    def mapped(
        self,
        area: bytes,
        *,
        flags: int,
        size_bytes: int,
        is_sound_node: Callable[[bytes], bool] | None = None,
    ) -> BlockMap:
        """The map in i_block `area` for `size_bytes` of content; EvidenceUnreadable where it is damaged, or
        where `is_sound_node` is false of a block of an extent tree.
        """
        wanted = -(-size_bytes // self._block_bytes)
        tracing = _Tracing(self._blocks, wanted)
        if flags & EXTENTS_FLAG:
            self._tree(area, tracing, depth=None, is_sound=is_sound_node)
        else:
            self._pointers(area, tracing)
        tracing.hole_to(wanted)
        return BlockMap(tracing.runs, tracing.nodes)

    def _tree(
        self,
        node: bytes,
        tracing: "_Tracing",
        *,
        depth: int | None,
        is_sound: Callable[[bytes], bool] | None,
    ) -> None:
        if depth is not None and is_sound is not None and not is_sound(node):
            raise EvidenceUnreadable("A block of the extent tree fails its checksum.")
        magic, count, level = _HEADER.unpack_from(node)
        if magic != EXTENT_MAGIC or count > (len(node) - 12) // 12 or level > _DEEPEST:
            raise EvidenceUnreadable("A node of the extent tree is damaged.")
        if depth is not None and level != depth:
            raise EvidenceUnreadable("The extent tree is not as deep as it says.")
        for at in range(12, 12 + count * 12, 12):
            if level:
                low, high = _INDEX.unpack_from(node, at)
                below = self._node(high << 32 | low, tracing)
                self._tree(below, tracing, depth=level - 1, is_sound=is_sound)
            else:
                first, length, high, low = _LEAF.unpack_from(node, at)
                is_written = length <= WRITTEN_MOST
                tracing.extent(
                    first,
                    length if is_written else length - WRITTEN_MOST,
                    block=high << 32 | low if is_written else None,
                )

    def _pointers(self, area: bytes, tracing: "_Tracing") -> None:
        pointers = _POINTERS.unpack(area)
        tracing.blocks(pointers[:_DIRECT])
        for level in (1, 2, 3):
            self._indirect(pointers[_DIRECT + level - 1], tracing, level=level)

    def _indirect(self, block: int, tracing: "_Tracing", *, level: int) -> None:
        """What an indirect block of `level` stands for; 0 is a hole as large as it could hold."""
        if tracing.at >= tracing.wanted:
            return
        each = self._block_bytes // 4
        if not block:
            tracing.hole_to(min(tracing.wanted, tracing.at + each**level))
            return
        pointers = Struct(f"<{each}I").unpack(self._node(block, tracing))
        if level == 1:
            tracing.blocks(pointers)
            return
        for pointer in pointers:
            self._indirect(pointer, tracing, level=level - 1)

    def _node(self, block: int, tracing: "_Tracing") -> bytes:
        if not 0 < block < self._blocks:
            raise EvidenceUnreadable(f"It goes on in block {block:,}, which is outside the volume.")
        if block in tracing.known:
            raise EvidenceUnreadable(f"Block {block:,} stands in it twice.")
        self._budget -= 1
        if self._budget < 0:
            raise EvidenceUnreadable("Files claim more blocks to say where they lie than the volume has.")
        tracing.known.add(block)
        tracing.nodes.append(block)
        return self._windows.piece(block * self._block_bytes, self._block_bytes)


class _Tracing:
    """A map in the making: runs so far, and the block of the content reached."""

    __slots__ = ("_limit", "at", "known", "nodes", "runs", "wanted")

    def __init__(self, limit: int, wanted: int) -> None:
        self._limit = limit
        self.wanted = wanted
        self.at = 0
        self.runs: list[Run] = []
        self.nodes: list[int] = []
        self.known: set[int] = set()

    def hole_to(self, place: int) -> None:
        if place > self.at:
            self._add(None, place - self.at)

    def extent(self, first: int, count: int, *, block: int | None) -> None:
        if first >= self.wanted:  # reserved behind the end of the content
            return
        if first < self.at:
            raise EvidenceUnreadable("Its extents overlap or are out of order.")
        self.hole_to(first)
        self._add(block, min(count, self.wanted - first))

    def blocks(self, pointers: tuple[int, ...]) -> None:
        """Single blocks, one after the other; 0 is a hole."""
        left = self.wanted - self.at
        for pointer in pointers[:left] if left < len(pointers) else pointers:
            self._add(pointer or None, 1)

    def _add(self, block: int | None, count: int) -> None:
        if not count:
            return
        if block is not None and not 0 < block <= self._limit - count:
            raise EvidenceUnreadable(f"Block {block:,} of it is outside the volume.")
        self.at += count
        if self.runs:
            last, length = self.runs[-1]
            if (block is None and last is None) or (
                block is not None and last is not None and last + length == block
            ):
                self.runs[-1] = Run(last, length + count)
                return
        self.runs.append(Run(block, count))


def as_extents(runs: list[Run], *, block_bytes: int, start: int, size_bytes: int) -> tuple[Extent, ...]:
    """The runs as bytes of the image, cut to the content's size; `start` is where the volume begins."""
    extents = []
    left = size_bytes
    for block, count in runs:
        length = min(left, count * block_bytes)
        offset = None if block is None else start + block * block_bytes
        extents.append(Extent(offset_bytes=offset, length_bytes=length))
        left -= length
    return tuple(extents)
