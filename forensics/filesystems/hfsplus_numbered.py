"""The two trees of HFS+ whose keys begin with a file's number: runs beyond the first eight of a fork, and
extended attributes.

One pass over the leaves notes which numbers are there and in which leaf each begins; records are read when
they are asked for. A million files with attributes take 8 MB so, and not the half gigabyte of their contents.

Source: Apple, Technical Note TN1150, "Extents Overflow File" and "Attributes File"; the inline-data record,
which TN1150 leaves open, as in Apple's xnu, bsd/hfs/hfs_format.h.
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec.structs import replace

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.hfsplus_btree import Leaf, Tree
from forensics.filesystems.hfsplus_volume import Fork, Runs, fork_at, runs_at

DATA_FORK = 0x00
RESOURCE_FORK = 0xFF
_KEY = struct.Struct(">HBxI")  # bytes of the key behind this field, fork, file number; both trees
_NAME_PLACE = 14  # in an attribute's record: letters in 2 bytes before it, UTF-16 from here
_INLINE = 0x10
_IN_RUNS = 0x20
_MORE_RUNS = 0x30
_KIND_AND_LENGTH = struct.Struct(">I8xI")
_SMALLEST_BODY_BYTES = 16
_FORK_BYTES = 80
_RUNS_BYTES = 64
_LEAVES_KEPT = 256
_CUT = "A tree of the HFS+ volume is damaged: a record is cut off."

_Groups = dict[int, list[tuple[int, int]]]  # number: (start, stop) of each of its records in one leaf


class NumberedTree:
    """A tree's records by file number; raises EvidenceUnreadable where a leaf is damaged or out of order."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._numbers = array("I")
        self._leaves = array("I")  # where each number begins
        last = -1
        for leaf in tree.leaves():
            for number in _grouped(leaf):
                if number < last:
                    raise EvidenceUnreadable("A tree of the HFS+ volume is damaged: it is out of order.")
                if number > last:
                    self._numbers.append(number)
                    self._leaves.append(leaf.number)
                last = number
        self._read = lru_cache(maxsize=_LEAVES_KEPT)(self._leaf)

    def __contains__(self, number: int) -> bool:
        place = bisect_left(self._numbers, number)
        return place < len(self._numbers) and self._numbers[place] == number

    def records(self, number: int) -> Iterator[bytes]:
        """The records of one file in the order of the tree."""
        place = bisect_left(self._numbers, number)
        if place == len(self._numbers) or self._numbers[place] != number:
            return
        following = self._leaves[place]
        while following:
            data, groups, following = self._read(following)
            if number not in groups:
                return
            for start, stop in groups[number]:
                yield data[start:stop]
            if number != next(reversed(groups)):
                return

    def _leaf(self, number: int) -> tuple[bytes, _Groups, int]:
        leaf = self._tree.leaf(number)
        return leaf.data, _grouped(leaf), leaf.following


def _grouped(leaf: Leaf) -> _Groups:
    groups: _Groups = {}
    for start, stop in pairwise(leaf.places):
        if stop - start < _KEY.size:
            raise EvidenceUnreadable(_CUT)
        groups.setdefault(_KEY.unpack_from(leaf.data, start)[2], []).append((start, stop))
    return groups


class Overflow:
    """The runs of forks with more than eight."""

    def __init__(self, tree: Tree) -> None:
        self._tree = NumberedTree(tree)

    def whole(self, fork: Fork, *, number: int, kind: int) -> Fork:
        """The fork with all its runs."""
        if number not in self._tree:
            return fork
        more: list[tuple[int, int]] = []
        for record in self._tree.records(number):
            if _KEY.unpack_from(record)[1] == kind:
                more += runs_at(_body(record, _RUNS_BYTES), 0)
        return replace(fork, runs=fork.runs + tuple(more)) if more else fork


class Attributes:
    """The extended attributes of files and folders."""

    def __init__(self, tree: Tree) -> None:
        self._tree = NumberedTree(tree)

    def __contains__(self, number: int) -> bool:
        return number in self._tree

    def of(self, number: int) -> tuple[Fork, ...]:
        """In the order of the tree; `()` for most files."""
        found: list[Fork] = []
        for record in self._tree.records(number):
            name = _name(record)
            body = _body(record, _SMALLEST_BODY_BYTES)
            kind, length = _KIND_AND_LENGTH.unpack_from(body)
            if kind == _INLINE:
                inside = body[_SMALLEST_BODY_BYTES : _SMALLEST_BODY_BYTES + length]
                found.append(Fork(name=name, size_bytes=length, inline=inside))
            elif kind == _IN_RUNS:
                found.append(replace(fork_at(_long_enough(body, 8 + _FORK_BYTES), 8), name=name))
            elif kind == _MORE_RUNS and found and found[-1].name == name:
                more: Runs = runs_at(_long_enough(body, 8 + _RUNS_BYTES), 8)
                found[-1] = replace(found[-1], runs=found[-1].runs + more)
        return tuple(found)


def _name(record: bytes) -> bytes:
    letters = int.from_bytes(record[_NAME_PLACE - 2 : _NAME_PLACE], "big")
    text = record[_NAME_PLACE : _NAME_PLACE + 2 * letters]
    if len(text) != 2 * letters:
        raise EvidenceUnreadable(_CUT)
    return text.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")


def _body(record: bytes, length: int) -> bytes:
    """What follows the key, at least `length` bytes of it."""
    key_bytes = 2 + _KEY.unpack_from(record)[0]
    return _long_enough(record[key_bytes + key_bytes % 2 :], length)


def _long_enough(body: bytes, length: int) -> bytes:
    if len(body) < length:
        raise EvidenceUnreadable(_CUT)
    return body
