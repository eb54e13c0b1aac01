"""The catalog of HFS+: the records of all files and folders.

One pass over the leaves gathers what a name cannot be told without: folders, the private folders of hard
links, links to folders, and in which leaf each number has its record. Records themselves are read when they
are needed, so memory follows the number of folders, and 8 bytes a file.

Source: Apple, Technical Note TN1150, "Catalog File" and "Hard Links"; links to folders, which came later, as
in Apple's xnu, bsd/hfs/hfs_format.h.
"""

import struct
from array import array
from bisect import bisect_left
from codecs import utf_16_be_decode
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.hfsplus_btree import Leaf, Tree
from forensics.filesystems.hfsplus_folders import ROOT, Folders

FOLDER = 1
FILE = 2
FILE_LINK = b"hlnkhfs+"  # Finder type and creator
FOLDER_LINK = b"fdrpMACS"
LINKS = (FILE_LINK, FOLDER_LINK)
_THREADS = (3, 4)  # say again which name a number has
_RECORD_BYTES = {FOLDER: 88, FILE: 248}
_KEY = struct.Struct(">HIH")  # bytes behind this field, parent, letters of the name
_SMALLEST_KEY_BYTES = 6
_NUMBER = struct.Struct(">8xII")  # number, created
_LINK = struct.Struct(">12xI28xI8s")  # created, number of the target, Finder type and creator
_FILE_LINKS = "\0\0\0\0HFS+ Private Data".encode("utf-16-be")
_FOLDER_LINKS = ".HFS+ Private Directory Data\r".encode("utf-16-be")
_FILE_TARGET = b"iNode"
_FOLDER_TARGET = b"dir_"
_CUT = "A tree of the HFS+ volume is damaged: a record is cut off."


Fields = tuple[int, bytes, int, int, int]
"""What a `Record` holds, in its order, without the cost of making one."""


class Record(NamedTuple):
    """One file or folder; key and fields are read from `data`, the leaf, at `key` and `place`."""

    kind: int
    data: bytes
    key: int
    place: int
    parent: int


class Catalog:
    """The catalog of one volume; raises EvidenceUnreadable where it is damaged or has no root folder."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.folders = Folders()
        self.files = self.folder_records = 0
        self.file_targets = self._folder_targets = 0  # numbers of the private folders; 0: there is none
        self._link_times: set[int] = set()  # a link was "created" with the root or a private folder
        self._file_target: dict[int, int] = {}  # where the link's number is not the file's own
        self._folder_target: dict[int, int] = {}
        self._leaf_of = array("Q")  # number << 32 | leaf
        self._survey()
        self._leaf_of = array("Q", sorted(self._leaf_of))
        if ROOT not in self.folders:
            raise EvidenceUnreadable("The catalog of the HFS+ volume has no root folder.")

    def _survey(self) -> None:
        folder_links = []
        note_leaf, number_in = self._leaf_of.append, _NUMBER.unpack_from
        for leaf in self._tree.leaves():
            in_leaf = leaf.number
            for kind, data, key, place, parent in _records(leaf):
                if kind == FILE:
                    note_leaf(number_in(data, place)[0] << 32 | in_leaf)
                    self.files += 1
                    if data[place + 48 : place + 56] == FOLDER_LINK:
                        folder_links.append((*_LINK.unpack_from(data, place)[:2], parent, name_at(data, key)))
                    elif parent == self.file_targets and parent:
                        self._note_file_target(Record(kind, data, key, place, parent))
                elif kind == FOLDER:
                    note_leaf(number_in(data, place)[0] << 32 | in_leaf)
                    self._note_folder(Record(kind, data, key, place, parent))
        for created, link, parent, name in folder_links:
            if created in self._link_times and link in self._folder_target:
                self.folders.add_link(self._folder_target[link], parent=parent, name=name)

    def _note_folder(self, record: Record) -> None:
        _, data, key, place, parent = record
        number, created = _NUMBER.unpack_from(data, place)
        name = name_at(data, key)
        self.folder_records += 1
        self.folders.add(number, parent=parent, name=name)
        raw = _raw_name(data, key) if parent == ROOT else b""
        if number == ROOT or raw in (_FILE_LINKS, _FOLDER_LINKS):
            self._link_times.add(created)
        if raw == _FILE_LINKS:
            self.file_targets = number
        elif raw == _FOLDER_LINKS:
            self._folder_targets = number
        elif parent == self._folder_targets and parent and name.startswith(_FOLDER_TARGET):
            self._folder_target[_number_in(name[len(_FOLDER_TARGET) :])] = number

    def _note_file_target(self, record: Record) -> None:
        name = name_at(record.data, record.key)
        number = number_at(record)
        if name.startswith(_FILE_TARGET):
            link = _number_in(name[len(_FILE_TARGET) :])
            if link != number:
                self._file_target[link] = number

    def names_in_root(self) -> int:
        """How many names stand in the root folder, by its own record."""
        root = self.find(ROOT)
        return 0 if root is None else int.from_bytes(root.data[root.place + 4 : root.place + 8], "big")

    def records(self) -> Iterator[Fields]:
        """Every file and folder in the order of the tree, and records of kinds nobody knows."""
        for leaf in self._tree.leaves():
            yield from _records(leaf)

    def find(self, number: int) -> Record | None:
        """The record of a file or folder."""
        place = bisect_left(self._leaf_of, number << 32)
        if place == len(self._leaf_of) or self._leaf_of[place] >> 32 != number:
            return None
        for fields in _records(self._tree.leaf(self._leaf_of[place] & 0xFFFFFFFF)):
            record = Record(*fields)
            if record.kind in _RECORD_BYTES and number_at(record) == number:
                return record
        return None

    def is_link(self, record: Record) -> bool:
        """Whether the record only stands for another file or folder."""
        created, _, finder = _LINK.unpack_from(record.data, record.place)
        home = {FILE_LINK: self.file_targets, FOLDER_LINK: self._folder_targets}.get(finder, 0)
        return bool(home) and created in self._link_times

    def target(self, link: Record) -> Record | None:
        """What a link stands for; `None` where that is not there."""
        _, number, finder = _LINK.unpack_from(link.data, link.place)
        if finder == FOLDER_LINK:
            return self.find(self._folder_target.get(number, 0))
        found = self.find(self._file_target.get(number, number))
        if found is None or found.kind != FILE or found.parent != self.file_targets:
            return None
        return found if name_at(found.data, found.key) == _FILE_TARGET + b"%d" % number else None


def number_at(record: Record) -> int:
    number: int = _NUMBER.unpack_from(record.data, record.place)[0]
    return number


def name_at(data: bytes, key: int) -> bytes:
    """The name as it is shown everywhere: in UTF-8, with `:` for the `/` a Macintosh allows in names, and `^`
    for NUL, as TSK has it.
    """
    text, _ = utf_16_be_decode(_raw_name(data, key), "surrogatepass")  # half the time of bytes.decode
    if "/" in text or "\0" in text:
        text = text.replace("/", ":").replace("\0", "^")
    return text.encode("utf-8", "surrogatepass")


def _raw_name(data: bytes, key: int) -> bytes:
    return data[key + 8 : key + 8 + 2 * _KEY.unpack_from(data, key)[2]]


def _number_in(digits: bytes) -> int:
    """The number of a target's name; -1 where it has none, which no link asks for."""
    return int(digits) if digits.isdigit() and len(digits) <= 10 else -1


def _records(leaf: Leaf) -> Iterator[Fields]:
    """The records of a leaf but for threads, all within their bounds."""
    data = leaf.data
    key_at = _KEY.unpack_from
    for start, stop in pairwise(leaf.places):
        if stop - start < _KEY.size:
            raise EvidenceUnreadable(_CUT)
        key_bytes, parent, letters = key_at(data, start)
        place = start + 2 + key_bytes + key_bytes % 2
        if place + 2 > stop or key_bytes < _SMALLEST_KEY_BYTES + 2 * letters:
            raise EvidenceUnreadable(_CUT)
        kind = data[place] << 8 | data[place + 1]
        if kind in _THREADS:
            continue
        if place + _RECORD_BYTES.get(kind, 0) > stop:
            raise EvidenceUnreadable(_CUT)
        yield kind, data, start, place, parent
