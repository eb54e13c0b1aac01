"""The checksums of ext4 (metadata_csum): of inodes, of the blocks of their maps, and of directories' blocks.

An inode or a map that fails its own does not say where a content lies: what is read there could be another's,
or zeros. Nothing is held against them where the volume keeps none. Source: [EXT] Checksums.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.crc32c import crc32c_from, crc32c_of_rows
from forensics.filesystems.ext_inodes import Inode, InodeTables, Window

_ALL: Final = np.uint32(0xFFFF_FFFF)
_GENERATION, _LOW, _EXTRA, _HIGH = 0x64, 0x7C, 0x80, 0x82
_OLD_BYTES: Final = 128
_LEAF_TAIL_BYTES: Final = (
    12  # a name of no inode and no length, of kind 0xDE; its last four bytes are the sum
)
_LEAF_TAIL: Final = bytes((0, 0, 0, 0, 12, 0, 0, 0xDE))
_INDEX_TAIL_BYTES: Final = 8  # four bytes that are reserved, and the sum
_WINDOWS_KEPT: Final = 64

Columns = NDArray[np.uint32]


class InodeSums:
    """Which inodes fail their checksums, a window of the tables at a time."""

    def __init__(self, tables: InodeTables, *, seed: int, inode_bytes: int) -> None:
        self._tables, self._seed, self._inode_bytes = tables, seed, inode_bytes
        self._kept: dict[tuple[int, int], frozenset[int]] = {}

    def is_broken(self, number: int) -> bool:
        """EvidenceUnreadable where the inode cannot be read."""
        window = self._tables.window(number)
        key = window.first, window.stop
        broken = self._kept.get(key)
        if broken is None:
            broken = broken_in(window, self._seed, inode_bytes=self._inode_bytes)
            if len(self._kept) >= _WINDOWS_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = broken
        return number in broken


def broken_in(window: Window, seed: int, *, inode_bytes: int) -> frozenset[int]:
    """The inodes of a window that fail their checksums, free ones too. What is left of a cut one is none."""
    count = window.stop - window.first
    if not count:
        return frozenset()
    rows = np.frombuffer(window.data, np.uint8, count * inode_bytes).reshape(count, inode_bytes).copy()
    is_wide = np.zeros(count, np.bool_)
    if rows.shape[1] > _OLD_BYTES:
        is_wide = _OLD_BYTES + _word(rows, _EXTRA) >= _HIGH + 2
    stored = _word(rows, _LOW)
    stored[is_wide] |= _word(rows, _HIGH)[is_wide] << np.uint32(16) if is_wide.any() else np.uint32(0)
    rows[:, _LOW : _LOW + 2] = 0
    rows[is_wide, _HIGH : _HIGH + 2] = 0
    numbers = np.arange(window.first, window.stop).astype("<u4").view(np.uint8).reshape(count, 4)
    whole = np.concatenate((numbers, rows[:, _GENERATION : _GENERATION + 4], rows), axis=1)
    found = crc32c_of_rows(whole, begun=seed) ^ _ALL
    found = np.where(is_wide, found, found & np.uint32(0xFFFF))
    return frozenset((window.first + np.flatnonzero(found != stored)).tolist())


def _word(rows: NDArray[np.uint8], at: int) -> Columns:
    return rows[:, at].astype(np.uint32) | rows[:, at + 1].astype(np.uint32) << np.uint32(8)


def begun_with(inode: Inode, seed: int) -> int:
    """What the checksums of the inode's own blocks begin with: its number and its generation."""
    generation = inode.raw[_GENERATION : _GENERATION + 4]
    return crc32c_from(seed, inode.number.to_bytes(4, "little") + generation)


def is_sound_node(node: bytes, begun: int) -> bool:
    """Of a block of an extent tree: its checksum stands behind the room for its entries."""
    end = 12 + 12 * int.from_bytes(node[4:6], "little")
    return end + 4 <= len(node) and crc32c_from(begun, node[:end]) == _number(node, end)


def is_sound_folder_block(block: bytes, begun: int) -> bool:
    """Of a directory: a block of names, or one of the index over them."""
    end = len(block) - _LEAF_TAIL_BYTES
    if block[end : end + len(_LEAF_TAIL)] == _LEAF_TAIL and crc32c_from(begun, block[:end]) == _number(
        block, len(block) - 4
    ):
        return True
    return any(_is_sound_index(block, begun, at) for at in (8, 32))


def _is_sound_index(block: bytes, begun: int, at: int) -> bool:
    """`at`: where limit and count stand, behind the head of a node or of the root."""
    limit, count = (int.from_bytes(block[place : place + 2], "little") for place in (at, at + 2))
    tail = at + 8 * limit
    if not 0 < count <= limit or tail + _INDEX_TAIL_BYTES > len(block):
        return False
    found = crc32c_from(begun, block[: at + 8 * count])
    found = crc32c_from(found, block[tail : tail + 4] + bytes(4))
    return found == _number(block, tail + 4)


def _number(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little")
