"""The B-trees of HFS+ and HFS: nodes read in windows, leaves in the order of their keys.

Everything a tree says of itself is checked before it is used; what does not hold is EvidenceUnreadable.

Source: Apple, Technical Note TN1150, "B-Trees"; nodes of HFS are the same, of 512 bytes ("Inside Macintosh:
Files", 2-64 to 2-69).
"""

import operator
import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.hfsplus_volume import BlockVolume, Fork

_HEAD = struct.Struct(">IIbBHH")  # next, previous, kind, height, records, reserved
_HEADER_NODE = struct.Struct(">14xHIIIIH")  # depth, root, leaf records, first leaf, last leaf, bytes a node
_SMALLEST_TREE_BYTES = 512
_NODE_BYTES = (512, 1024, 2048, 4096, 8192, 16384, 32768)
_HEADER = 1
_LEAF = -1
_LARGEST_WINDOW_BYTES = 1024 * 1024
_SMALLEST_WINDOW_BYTES = 64 * 1024


class Leaf(Struct, frozen=True, gc=False):
    """One leaf: record `k` lies from `places[k]` to `places[k + 1]`."""

    number: int
    data: bytes
    places: tuple[int, ...]
    following: int  # number of the next leaf, 0 behind the last


class Tree:
    """One tree; `fork` is where it lies, all of its runs. A fork without bytes is a tree without leaves."""

    def __init__(self, volume: BlockVolume, fork: Fork) -> None:
        self._volume = volume
        self._extents = volume.extents(fork)
        self._ends = tuple(accumulate(length for _, length in self._extents))
        self._size = fork.size_bytes
        self._window, self._window_start, self._window_bytes = b"", 0, _SMALLEST_WINDOW_BYTES
        self._first_leaf, self._node_bytes, self._nodes = 0, _NODE_BYTES[0], 0
        if self._size >= _SMALLEST_TREE_BYTES:
            self._read_header()

    def _read_header(self) -> None:
        head = self._bytes(0, _SMALLEST_TREE_BYTES)
        kind = _HEAD.unpack_from(head)[2]
        _, _, _, self._first_leaf, _, self._node_bytes = _HEADER_NODE.unpack_from(head)
        if kind != _HEADER or self._node_bytes not in _NODE_BYTES:
            raise self._damaged("its first node is no header.")
        self._nodes = self._size // self._node_bytes

    def leaves(self) -> Iterator[Leaf]:
        """All leaves in the order of their keys."""
        return self.leaves_from(self._first_leaf)

    def leaves_from(self, number: int) -> Iterator[Leaf]:
        """The leaf `number` and all behind it."""
        met = 0
        while number:
            met += 1
            if met > self._nodes:
                raise self._damaged("its leaves run in a circle or past its end.")
            leaf = self.leaf(number)
            yield leaf
            number = leaf.following

    def leaf(self, number: int) -> Leaf:
        data = self._node(number)
        following, _, kind, _, count, _ = _HEAD.unpack_from(data)
        if kind != _LEAF:
            raise self._damaged("a node among its leaves is none.")
        return Leaf(number, data, self._places(data, count), following)

    def _node(self, number: int) -> bytes:
        if not 0 < number < self._nodes:
            raise self._damaged("its leaves run in a circle or past its end.")
        offset = number * self._node_bytes
        inside = offset - self._window_start
        if not 0 <= inside <= len(self._window) - self._node_bytes:
            self._move_window(offset)
            inside = 0
        return self._window[inside : inside + self._node_bytes]

    def _move_window(self, offset: int) -> None:
        """A window that begins at `offset`: larger each time the leaves lie one behind the other, small again
        when they do not.
        """
        ahead = offset - self._window_start - len(self._window)
        is_near = 0 <= ahead < _LARGEST_WINDOW_BYTES
        self._window_bytes = (
            min(2 * self._window_bytes, _LARGEST_WINDOW_BYTES) if is_near else _SMALLEST_WINDOW_BYTES
        )
        self._window = self._bytes(offset, min(self._window_bytes, self._nodes * self._node_bytes - offset))
        self._window_start = offset

    def _bytes(self, offset: int, length: int) -> bytes:
        """`length` bytes of the tree, which has them, from as many runs as it takes."""
        pieces = []
        run = bisect_right(self._ends, offset)
        while length:
            start, run_bytes = self._extents[run]
            inside = offset - (self._ends[run] - run_bytes)
            wanted = min(length, run_bytes - inside)
            pieces.append(self._volume.piece(start + inside, wanted))
            offset, length, run = offset + wanted, length - wanted, run + 1
        return b"".join(pieces)

    def _places(self, node: bytes, count: int) -> tuple[int, ...]:
        """Where each record begins and the last one ends: the table at the node's end, read backwards."""
        table_bytes = 2 * (count + 1)
        if _HEAD.size + table_bytes > len(node):
            raise self._damaged("a node counts more records than it can hold.")
        places = _table(count + 1).unpack_from(node, len(node) - table_bytes)[::-1]
        in_order = all(map(operator.lt, places, places[1:]))
        if not in_order or places[0] < _HEAD.size or places[-1] > len(node) - table_bytes:
            raise self._damaged("a record lies outside its node.")
        return places

    def _damaged(self, what: str) -> EvidenceUnreadable:
        return EvidenceUnreadable(f"A tree of the {self._volume.kind} volume is damaged: {what}")


@lru_cache(maxsize=1024)
def _table(places: int) -> struct.Struct:
    return struct.Struct(f">{places}H")
