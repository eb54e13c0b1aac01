"""The metadata addresses of ISO 9660, as The Sleuth Kit gives them, in time linear in the number of names.

ISO 9660 has no numbers of its own. The Sleuth Kit reads the folders in the order of the path table and counts
the records it takes, from 0 for the root; first Joliet's, or else those of all primary descriptors. Then it
takes what only the other descriptors show; these files have no name it would tell, and stand as orphans.
"""

import struct
from array import array
from collections.abc import Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_disc import SECTOR_BYTES, Disc, Read, Tree
from forensics.filesystems.iso_names import joliet_name, plain_name
from forensics.filesystems.iso_records import FOLDER, Damage, FolderReader, Record

MOST_TIMES = 4  # the volume's size, of folders read in all
_MOST_ORPHANS = 1_000_000
_LARGEST_TABLE_BYTES = 64 << 20
_TABLE_HEAD = struct.Struct(">BBIH")  # ECMA-119, 9.4: bytes of the name, XAR blocks, first block, parent


class TableFolder(Struct, frozen=True, gc=False):
    """One folder of a path table; `parent` is its parent's position from 1."""

    place: int
    name: bytes
    parent: int


class Numbers:
    """All addresses of one disc, and where the content of each lies."""

    def __init__(self, read: Read, disc: Disc, folders: FolderReader, *, length_bytes: int) -> None:
        self._read, self._disc, self._folders, self._length_bytes = read, disc, folders, length_bytes
        self._most_bytes = MOST_TIMES * length_bytes
        self.first_of: dict[int, int] = {}  # place of a folder -> number of the first record in it
        self.places, self.sizes, self.flags = array("Q"), array("I"), array("B")
        self.orphans: list[tuple[int, Record]] = []
        self.unnumbered_orphans: list[Record] = []
        self.troubles: list[str] = []
        self.is_plain = True  # nothing was met that The Sleuth Kit might count differently
        self.root_is_numbered = False
        self._seen: set[int] | None = None
        self._unnumbered: set[int] = set()  # contents of the first tree that The Sleuth Kit passes over
        for position, tree in enumerate(disc.trees):
            is_first = position == 0 or not disc.trees[0].is_joliet
            self._number(tree, is_first=is_first)
        self.count = len(self.places)
        self._seen, self._unnumbered = None, set()

    def _number(self, tree: Tree, *, is_first: bool) -> None:
        add = self._add if is_first else self._add_orphans
        try:
            for folder in self.table(tree):
                if self._folders.parsed_bytes > self._most_bytes:
                    self._trouble("The path table leads to more folders than the volume can hold.")
                    return
                add(folder.place, tree)
        except EvidenceUnreadable as trouble:
            self._trouble(f"A path table, which names all folders, cannot be used: {trouble}")

    def _trouble(self, words: str) -> None:
        self.is_plain = False
        self.troubles.append(words)

    def table(self, tree: Tree) -> Iterator[TableFolder]:
        """The folders of the tree's path table; raise EvidenceUnreadable where it cannot be read whole."""
        table_bytes = tree.table_bytes
        if not table_bytes or table_bytes > _LARGEST_TABLE_BYTES:
            raise EvidenceUnreadable(f"It gives its length as {table_bytes:,} bytes.")
        if tree.table + table_bytes > self._length_bytes:
            raise EvidenceUnreadable("It lies outside the volume.")
        data = self._read(tree.table, table_bytes)
        if len(data) < table_bytes:
            raise EvidenceUnreadable("The image ends within it.")
        place, name_of = 0, joliet_name if tree.is_joliet else plain_name
        while place + _TABLE_HEAD.size < table_bytes:
            name_bytes, record_blocks, block, parent = _TABLE_HEAD.unpack_from(data, place)
            place += _TABLE_HEAD.size
            name = data[place : place + name_bytes]
            place += name_bytes + name_bytes % 2
            yield TableFolder((block + record_blocks) * self._disc.block_bytes, name_of(name)[0], parent)

    def _add(self, place: int, tree: Tree) -> None:
        itself = self._folders.itself(place)
        if itself is None:
            self.is_plain = False
        elif not self.places and itself.is_numbered:
            self._append(place, itself.size_bytes, FOLDER)
            self.root_is_numbered = True
        self.first_of.setdefault(place, len(self.places))
        numbered_bytes = self.numbered_bytes(place)
        add_place, add_size, add_flags = self.places.append, self.sizes.append, self.flags.append
        for found in self._folders.records(
            place, numbered_bytes, is_joliet=tree.is_joliet, numbered_bytes=numbered_bytes
        ):
            if isinstance(found, Damage):
                self.is_plain = False
            elif found.is_numbered:
                add_place(found.place)
                add_size(found.size_bytes)
                add_flags(found.flags)
            elif found.size_bytes and len(self._unnumbered) < _MOST_ORPHANS:
                self._unnumbered.add(found.place << 32 | found.size_bytes)

    def numbered_bytes(self, place: int) -> int:
        """How much of the folder at `place` The Sleuth Kit looks at: whole sectors by its own account."""
        itself = self._folders.itself(place)
        return max(itself.size_bytes // SECTOR_BYTES, 1) * SECTOR_BYTES if itself else SECTOR_BYTES

    def _append(self, place: int, size_bytes: int, flags: int) -> None:
        self.places.append(place)
        self.sizes.append(size_bytes)
        self.flags.append(flags)

    def _add_orphans(self, place: int, tree: Tree) -> None:
        """Files that no tree before shows; The Sleuth Kit looks for them in a folder's first sector only."""
        if self._seen is None:
            self._seen = {at << 32 | size for at, size in zip(self.places, self.sizes, strict=True)}
            self._seen.update(self._unnumbered)
        itself = self._folders.itself(place)
        if itself is None:
            self.is_plain = False
        length = itself.size_bytes if itself else SECTOR_BYTES
        for found in self._folders.records(
            place,
            max(length, SECTOR_BYTES),
            is_joliet=tree.is_joliet,
            numbered_bytes=SECTOR_BYTES,
            is_plain=True,
        ):
            if isinstance(found, Damage):
                self.is_plain = False
                continue
            key = found.place << 32 | found.size_bytes
            is_new = not found.size_bytes or key not in self._seen
            if not is_new or (not found.is_numbered and not found.size_bytes):
                continue  # the second name of an empty file is not told from the first
            if len(self.orphans) + len(self.unnumbered_orphans) >= _MOST_ORPHANS:
                self._trouble(
                    f"More than {_MOST_ORPHANS:,} files stand in one tree only; no more are listed."
                )
                raise EvidenceUnreadable("It leads to too many files.")
            if found.size_bytes:
                self._seen.add(key)
            if found.is_numbered:
                self.orphans.append((len(self.places), found))
                self._append(found.place, found.size_bytes, found.flags)
            else:
                self.unnumbered_orphans.append(found)
