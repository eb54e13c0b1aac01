"""The records of an APFS volume's tree of files: all that is kept of one file stands together, by its number.

One pass over the leaves notes where each begins, all folders with the folder above them, and the numbers of
all files: 16 bytes a leaf, 8 bytes a file. Records themselves are read when they are needed.

Source: Apple, "Apple File System Reference" (2020-06-22), "File-System Objects" and "Extended Fields".
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_tree import Tree, Trouble
from forensics.filesystems.apfs_volume import ApfsVolume
from forensics.filesystems.hfsplus_folders import ROOT, Folders

ROOT_PARENT, PRIVATE = 1, 3
PRIVATE_NAME = b"$private-dir"  # files that were removed while open; not shown in the root by the system
INODE, ATTRIBUTE, SIBLING, STREAM, EXTENT, NAME = 3, 4, 5, 6, 8, 9
_KEY = struct.Struct("<Q")
_KIND_SHIFT = 60
NUMBER = (1 << _KIND_SHIFT) - 1
_HASHED_NAME, _PLAIN_NAME = 12, 10  # where a name begins in its key
_NAME_VALUE = struct.Struct("<QQH")  # number of the file, added, flags
_KIND_BITS = 0x0F
FOLDER_KIND = 4  # DT_DIR
_KEPT_LEAVES = 256
_CUT = "A tree of the APFS volume is damaged: a record is cut off."


class Item(Struct, frozen=True, gc=False):
    """A record: the number of the file it belongs to, its kind, the whole key and the value."""

    number: int
    kind: int
    key: bytes
    value: bytes


class Name(Struct, frozen=True, gc=False):
    """A name in a folder, and what it stands for."""

    number: int
    kind: int  # as in a directory entry of UNIX: DT_DIR is 4
    name: bytes


class Records:
    """The records of one volume. Made by one pass over all leaves; leaves that cannot be read are in
    `troubles`. Raises EvidenceUnreadable where the tree itself cannot be.
    """

    def __init__(self, volume: ApfsVolume) -> None:
        self._tree: Tree = volume.tree()
        self._name_at = _HASHED_NAME if volume.hashes_names else _PLAIN_NAME
        self._firsts, self._blocks = array("Q"), array("Q")
        self._with_names = array("Q")  # leaves, by their place among all
        self.numbers = array("Q")  # of all inodes, in order
        self.folders = Folders()
        self._leaf = lru_cache(_KEPT_LEAVES)(self._parsed)
        self._survey()

    @property
    def troubles(self) -> list[Trouble]:
        return self._tree.troubles

    def _survey(self) -> None:
        behind = 0
        for leaf in self._tree.leaves():
            try:
                items = [_item(key, value) for key, value in leaf.records]
                _check_order(items, behind)
                self._note(items)
            except EvidenceUnreadable as trouble:
                self._tree.troubles.append(Trouble(str(trouble), leaf.block))
                continue
            if items:
                behind = items[-1].number
                if any(item.kind == NAME for item in items):
                    self._with_names.append(len(self._blocks))
                self._firsts.append(items[0].number)
                self._blocks.append(leaf.block)

    def _note(self, items: list[Item]) -> None:
        for item in items:
            if item.kind == INODE:
                self.numbers.append(item.number)
            elif item.kind == NAME:
                name = self._name(item)
                if name.kind == FOLDER_KIND and name.number != ROOT:
                    self._note_folder(item.number, name)

    def _note_folder(self, parent: int, name: Name) -> None:
        if parent == ROOT_PARENT and name.number == PRIVATE:
            self.folders.add(PRIVATE, parent=ROOT, name=PRIVATE_NAME)
        elif name.number in self.folders:
            self.folders.add_link(name.number, parent=parent, name=name.name)
        else:
            self.folders.add(name.number, parent=parent, name=name.name)

    def _name(self, item: Item) -> Name:
        if len(item.key) <= self._name_at or len(item.value) < _NAME_VALUE.size:
            raise EvidenceUnreadable(_CUT)
        number, _, flags = _NAME_VALUE.unpack_from(item.value)
        raw = item.key[self._name_at :].partition(b"\0")[0]
        # A slash can stand in no name; the system shows one from a Macintosh's Finder as a colon.
        return Name(number, flags & _KIND_BITS, raw.replace(b"/", b":"))

    def names(self) -> Iterator[tuple[int, Name]]:
        """Every name with the number of its folder, in the order of the tree; the root's own is left out."""
        for leaf in self._with_names:
            for item in self._leaf(leaf):
                if item.kind == NAME and item.number != ROOT_PARENT:
                    yield item.number, self._name(item)

    def of(self, number: int) -> Iterator[Item]:
        """All records of a file or folder but the names inside; raise EvidenceUnreadable where a leaf that
        was sound cannot be read now.
        """
        leaf = max(bisect_left(self._firsts, number) - 1, 0)
        while leaf < len(self._firsts) and self._firsts[leaf] <= number:
            items = self._leaf(leaf)
            for place in range(bisect_left(items, number, key=_number_of), len(items)):
                item = items[place]
                if item.number != number or item.kind >= NAME:
                    return
                yield item
            leaf += 1

    def _parsed(self, leaf: int) -> list[Item]:
        return [_item(key, value) for key, value in self._tree.node(self._blocks[leaf]).records]


def _number_of(item: Item) -> int:
    return item.number


def _check_order(items: list[Item], behind: int) -> None:
    for item in items:
        if item.number < behind:
            raise EvidenceUnreadable("A tree of the APFS volume is damaged: its records are out of order.")
        behind = item.number


def _item(key: bytes, value: bytes) -> Item:
    if len(key) < _KEY.size:
        raise EvidenceUnreadable(_CUT)
    head: int = _KEY.unpack_from(key)[0]
    return Item(head & NUMBER, head >> _KIND_SHIFT, key, value)
