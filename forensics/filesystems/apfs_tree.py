"""The B-trees of APFS: nodes with all they say of themselves checked, leaves in the order of their keys.

A node that cannot be read costs only what lies below it: it is noted in `troubles`, and the others go on.

Source: Apple, "Apple File System Reference" (2020-06-22), "B-Trees"; nodes without a header, of sealed
volumes, as in its chapter "Sealed Volumes".
"""

import struct
from collections.abc import Callable, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_blocks import HEADER_BYTES, TREE_NODE_TYPE, TREE_ROOT_TYPE, Blocks, header_of

_NODE = struct.Struct("<32xHHIHH")  # flags, level, records, place and length of the table of places
_TABLE_AT = 56
_IS_ROOT, _IS_LEAF, _HAS_FIXED_SIZES, _HAS_NO_HEADER = 0x01, 0x02, 0x04, 0x10
_INFO = struct.Struct("<4I2I")  # flags, bytes a node, a key, a value; longest key, longest value
_INFO_BYTES = 40
_PHYSICAL = 0x10  # children are named by block, not by number
_FIXED_PLACES = struct.Struct("<HH")
_PLACES = struct.Struct("<4H")
_NO_VALUE = 0xFFFF
_CHILD = struct.Struct("<Q")
_DEEPEST = 16
_DAMAGED = "A tree of the APFS container is damaged"

Records = list[tuple[bytes, bytes]]
"""Keys with their values."""


class Node(Struct, frozen=True, gc=False):
    block: int
    level: int  # 0: a leaf
    records: Records


class Trouble(Struct, frozen=True, gc=False):
    """A node that cannot be read."""

    sentence: str
    block: int | None


class Tree:
    """One tree. `block_of` gives the block of a child by its number; it is not asked where the tree says that
    children are named by their blocks.
    """

    def __init__(self, blocks: Blocks, root: int, *, block_of: Callable[[int], int]) -> None:
        self._blocks = blocks
        self._root = root
        self._key_bytes = self._value_bytes = 0
        self.troubles: list[Trouble] = []
        data = self._data(root)
        flags = _NODE.unpack_from(data)[0]
        if not flags & _IS_ROOT:
            raise EvidenceUnreadable(f"{_DAMAGED}: block {root:,} is not its root.")
        tree_flags, self._node_bytes, self._key_bytes, self._value_bytes, _, _ = _INFO.unpack_from(
            data, len(data) - _INFO_BYTES
        )
        if self._node_bytes != blocks.block_bytes:
            raise EvidenceUnreadable(f"{_DAMAGED}: its nodes are {self._node_bytes:,} bytes long.")
        self._block_of = (lambda number: number) if tree_flags & _PHYSICAL else block_of

    def _data(self, block: int) -> bytes:
        raw = self._blocks.raw(block)
        if _NODE.unpack_from(raw)[0] & _HAS_NO_HEADER and not any(raw[:HEADER_BYTES]):
            return raw  # of a sealed volume, which keeps a digest with the parent in place of a checksum
        data = self._blocks.object(block)
        if header_of(data).kind not in (TREE_ROOT_TYPE, TREE_NODE_TYPE):
            raise EvidenceUnreadable(f"{_DAMAGED}: block {block:,} is no node of a tree.")
        return data

    def node(self, block: int) -> Node:
        """The node at `block`; raise EvidenceUnreadable where anything it says does not hold."""
        data = self._data(block)
        flags, level, count, table, table_bytes = _NODE.unpack_from(data)
        if bool(flags & _IS_LEAF) != (level == 0):
            raise EvidenceUnreadable(f"{_DAMAGED}: block {block:,} is leaf and branch at once.")
        start = _TABLE_AT + table
        keys = start + table_bytes
        end = len(data) - (_INFO_BYTES if flags & _IS_ROOT else 0)
        width = _FIXED_PLACES.size if flags & _HAS_FIXED_SIZES else _PLACES.size
        if start + count * width > keys or keys > end:
            raise EvidenceUnreadable(f"{_DAMAGED}: block {block:,} counts more records than it can hold.")
        entries = data[start : start + count * width]
        if flags & _HAS_FIXED_SIZES:
            value_bytes = self._value_bytes if level == 0 else _CHILD.size
            records = _of_fixed(data, entries, keys, end, self._key_bytes, value_bytes)
        else:
            records = _of_any(data, entries, keys, end)
        if records is None:
            raise EvidenceUnreadable(f"{_DAMAGED}: a record of block {block:,} lies outside it.")
        return Node(block, level, records)

    def leaves(self) -> Iterator[Node]:
        """All leaves in the order of their keys, each once; what cannot be read is in `troubles`."""
        met: set[int] = set()
        stack: list[Iterator[tuple[int, int]]] = [iter(((self._root, -1),))]
        while stack:
            block, level = next(stack[-1], (None, 0))
            if block is None:
                stack.pop()
                continue
            node = self._met(block, level, met)
            if node is None:
                continue
            if node.level == 0:
                yield node
            elif node.level < _DEEPEST:
                stack.append(self._children(node))
            else:
                self.troubles.append(Trouble(f"{_DAMAGED}: it is deeper than any real one.", block))

    def _met(self, block: int, level: int, met: set[int]) -> Node | None:
        if block in met:
            self.troubles.append(Trouble(f"{_DAMAGED}: block {block:,} stands in it twice.", block))
            return None
        met.add(block)
        try:
            node = self.node(block)
        except EvidenceUnreadable as trouble:
            self.troubles.append(Trouble(str(trouble), block))
            return None
        if level not in (-1, node.level):
            self.troubles.append(Trouble(f"{_DAMAGED}: block {block:,} is of the wrong level.", block))
            return None
        return node

    def _children(self, node: Node) -> Iterator[tuple[int, int]]:
        for _, value in node.records:
            if len(value) < _CHILD.size:
                self.troubles.append(Trouble(f"{_DAMAGED}: a branch of it names no child.", node.block))
                continue
            try:
                yield self._block_of(_CHILD.unpack_from(value)[0]), node.level - 1
            except EvidenceUnreadable as trouble:
                self.troubles.append(Trouble(str(trouble), None))

    def records(self) -> Iterator[tuple[bytes, bytes]]:
        """All records in order; raise EvidenceUnreadable where some cannot be read."""
        for leaf in self.leaves():
            yield from leaf.records
        if self.troubles:
            raise EvidenceUnreadable(self.troubles[0].sentence)


def _of_any(data: bytes, entries: bytes, keys: int, end: int) -> Records | None:
    """Records of any size; `None` where one lies outside the node. Values are counted from the end."""
    records: Records = []
    for key, key_bytes, value, value_bytes in _PLACES.iter_unpack(entries):
        if value == _NO_VALUE:
            value = value_bytes = 0
        first, last = keys + key, end - value
        if first + key_bytes > last or value_bytes > value:
            return None
        records.append((data[first : first + key_bytes], data[last : last + value_bytes]))
    return records


def _of_fixed(
    data: bytes, entries: bytes, keys: int, end: int, key_bytes: int, value_bytes: int
) -> Records | None:
    records: Records = []
    for key, value in _FIXED_PLACES.iter_unpack(entries):
        length = value_bytes
        if value == _NO_VALUE:
            value = length = 0
        first, last = keys + key, end - value
        if first + key_bytes > last or length > value:
            return None
        records.append((data[first : first + key_bytes], data[last : last + length]))
    return records
