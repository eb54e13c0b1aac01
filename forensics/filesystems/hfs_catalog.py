"""The catalog of HFS: the records of all files and folders.

One pass over the leaves gathers the folders, and in which leaf each number has its record.

Source: Apple, "Inside Macintosh: Files", chapter 2, "Catalog File Records".
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.hfs_volume import runs_at
from forensics.filesystems.hfsplus_btree import Leaf, Tree
from forensics.filesystems.hfsplus_folders import ROOT, Folders
from forensics.filesystems.hfsplus_volume import Fork

_FOLDER, _FILE = 1, 2
_THREADS = (3, 4)  # say again which name a number has
_KEY = struct.Struct(">BxIB")  # bytes behind this field, parent, letters of the name
_SMALLEST_KEY_BYTES = 6
# Number, created, changed, Finder flags
_FOLDER_FIELDS = struct.Struct(">6xIII12xH38x")
# Flags, Finder flags, number, size of the data fork and of the resource fork, created, changed, runs
_FILE_FIELDS = struct.Struct(">2xB9xH6xI2xI6xI4xII22x12s12s4x")
_LOCKED = 0x01  # of the flags of a file
_INVISIBLE = 0x4000  # of those of the Finder: "Inside Macintosh: Macintosh Toolbox Essentials", 7-49
_CUT = "A tree of the HFS volume is damaged: a record is cut off."


class Record(Struct, frozen=True, kw_only=True, gc=False):
    """A file or folder; `created` and `modified` in seconds from 1904, 0 for none."""

    number: int
    parent: int
    name: bytes  # as it is shown everywhere
    created: int
    modified: int
    data: Fork | None = None  # the first runs of each fork; `None`: a folder
    resource: Fork | None = None
    is_hidden: bool = False
    is_locked: bool = False


class Unknown(Struct, frozen=True, gc=False):
    """A record of a kind that nobody knows."""

    kind: int


class Catalog:
    """The catalog of one volume; raises EvidenceUnreadable where it is damaged or has no root folder."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.folders = Folders()
        self.root: Record | None = None
        leaf_of = array("Q")  # number << 32 | leaf
        for leaf in tree.leaves():
            for record in _records(leaf):
                if isinstance(record, Record):
                    leaf_of.append(record.number << 32 | leaf.number)
                    if record.data is None:
                        self.folders.add(record.number, parent=record.parent, name=record.name)
                        self.root = record if record.number == ROOT else self.root
        self._leaf_of = array("Q", sorted(leaf_of))
        if self.root is None:
            raise EvidenceUnreadable("The catalog of the HFS volume has no root folder.")

    def records(self) -> Iterator[Record | Unknown]:
        """Every file and folder in the order of the tree."""
        for leaf in self._tree.leaves():
            yield from _records(leaf)

    def file(self, number: int) -> Record | None:
        """The record of a file; `None` where the number is no file's, or that of several records."""
        place = bisect_left(self._leaf_of, number << 32)
        behind = bisect_left(self._leaf_of, number + 1 << 32)
        if behind - place != 1:
            return None
        for record in _records(self._tree.leaf(self._leaf_of[place] & 0xFFFFFFFF)):
            if isinstance(record, Record) and record.number == number:
                return record if record.data is not None else None
        return None


def name_of(raw: bytes) -> bytes:
    """In UTF-8, with `:` for the `/` a Macintosh allows in names. Names are taken as MacRoman, which gives
    each byte a letter of its own; the volume does not say in which of its scripts they were written.
    """
    return raw.decode("mac_roman").replace("/", ":").replace("\0", "^").encode()


def _records(leaf: Leaf) -> Iterator[Record | Unknown]:
    """The records of a leaf but for threads, all within their bounds."""
    data = leaf.data
    for start, stop in pairwise(leaf.places):
        if stop - start < _KEY.size:
            raise EvidenceUnreadable(_CUT)
        key_bytes, parent, letters = _KEY.unpack_from(data, start)
        place = start + 1 + key_bytes + (1 + key_bytes) % 2
        if place + 2 > stop or key_bytes < _SMALLEST_KEY_BYTES + letters:
            raise EvidenceUnreadable(_CUT)
        kind = data[place]
        if kind in _THREADS:
            continue
        name = name_of(data[start + _KEY.size : start + _KEY.size + letters])
        yield _record(kind, data[place:stop], parent=parent, name=name)


def _record(kind: int, raw: bytes, *, parent: int, name: bytes) -> Record | Unknown:
    fields = {_FOLDER: _FOLDER_FIELDS, _FILE: _FILE_FIELDS}.get(kind)
    if fields is None:
        return Unknown(kind)
    if len(raw) < fields.size:
        raise EvidenceUnreadable(_CUT)
    if kind == _FOLDER:
        number, created, modified, finder = fields.unpack_from(raw)
        return Record(
            number=number,
            parent=parent,
            name=name,
            created=created,
            modified=modified,
            is_hidden=bool(finder & _INVISIBLE),
        )
    flags, finder, number, size, resource_size, created, modified, runs, resource = fields.unpack_from(raw)
    return Record(
        number=number,
        parent=parent,
        name=name,
        created=created,
        modified=modified,
        data=Fork(size_bytes=size, runs=runs_at(runs)),
        resource=Fork(size_bytes=resource_size, runs=runs_at(resource)),
        is_hidden=bool(finder & _INVISIBLE),
        is_locked=bool(flags & _LOCKED),
    )
