"""The walk over one disc: every folder by its records, then folders of which only the path table knows, then
files that only another tree of the disc shows.

A disc with Rock Ridge is listed by that, for names and links as they were; beside it each folder is read in
Joliet too, and what stands otherwise there is listed as well, with a flag. Addresses stay those of The Sleuth
Kit, which prefers Joliet, wherever it knows the same content.

A folder is not entered below itself, nor more than a few times in all, and no more is read of folders than a
few times the volume's size: a damaged or hostile disc costs time in proportion to its size.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from forensics.entries import Census, EntryFlag, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_beside import Beside, Numbered
from forensics.filesystems.iso_disc import SECTOR_BYTES, Disc, Tree
from forensics.filesystems.iso_entries import OF_ISO_9660, Maker
from forensics.filesystems.iso_names import NOT_RECORDED
from forensics.filesystems.iso_numbers import MOST_TIMES, Numbers, TableFolder
from forensics.filesystems.iso_records import FOLDER, NOT_LAST, Damage, FolderReader, Record
from forensics.filesystems.iso_rock import Packed, Rock
from forensics.filesystems.modes import kind_of_mode
from forensics.images import Volume
from forensics.paths import EvidencePath

DEEPEST = 1024
MOST_VISITS = 16  # of one folder
_NOT_IN_TABLE = "Folders that the path table does not name: {count:,}, the first of them {first}."
_CUT = "Rock Ridge keeps more of this entry, which cannot be read; its name or its link may be another."

_NOT_PLAIN = (
    "The root folder beside that of Joliet cannot be read; names and links of Rock Ridge may be missing."
)

Found = FileEntry | Fault


class Folder(Struct, frozen=True, gc=False):
    """To be listed. `twin` is the place of the same folder in Joliet, where that stands beside Rock Ridge."""

    prefix: bytes  # its path with a slash behind it
    place: int
    size_bytes: int
    is_joliet: bool
    twin: int | None = None


class Listing:
    """One listing; `places`, `sizes` and `packed` behind it tell what its own addresses stand for."""

    def __init__(
        self, disc: Disc, folders: FolderReader, numbers: Numbers, *, volume: Volume, image_bytes: int
    ) -> None:
        self._disc, self._folders, self._numbers, self._volume = disc, folders, numbers, volume
        rock_ridge = folders.rock_ridge()
        if rock_ridge is not None:
            rock_ridge.renew()
        self._numbered = disc.trees[0]
        self._is_double = rock_ridge is not None and self._numbered.is_joliet
        self._shown = disc.plain if self._is_double else self._numbered
        self._first_own = numbers.count + 1
        end = volume.offset_bytes + volume.length_bytes
        # Behind the image's end whoever reads says what is missing; behind the volume's end another begins.
        self._make = Maker(volume, reach=volume.length_bytes if end < image_bytes else 1 << 62)
        self._visits: Counter[int] = Counter()
        self._met: set[int] = set()  # places of folders of the tree that the addresses are counted in
        self._most_bytes = folders.parsed_bytes + MOST_TIMES * volume.length_bytes
        self._not_in_table: list[bytes] = []
        self._not_in_table_count = 0
        self.places, self.sizes, self.flags = array("Q"), array("I"), array("B")
        self.packed: dict[int, Packed] = {}  # by address
        self.sparse: set[int] = set()
        self.met = 0  # folders, by the records of folders
        self._orphans = _keyed(numbers) if self._is_double else {}
        self._listed_orphans: set[int] = set()

    def entries(self) -> Iterator[Found]:
        for trouble in (*self._disc.troubles, *self._numbers.troubles):
            yield self._fault(trouble)
        if not self._is_double and self._folders.itself(self._disc.plain.root) is None:
            yield self._fault(_NOT_PLAIN)
        yield from self._root()
        self.met = len(self._met)
        for tree in (self._numbered, self._shown)[: 1 + self._is_double]:
            yield from self._from_table(tree)
        yield self._make.orphans(self._numbers.count)
        for number, record in self._numbers.orphans:
            if not self._is_listed(record):
                yield self._make.orphan(number, record)
        for record in self._numbers.unnumbered_orphans:
            if not self._is_listed(record):
                yield self._make.orphan(self._own_number(record), record)
        yield from self._untold()

    def _is_listed(self, record: Record) -> bool:
        """Whether Rock Ridge gave it a name; one of no bytes is not told from others."""
        return self._is_double and (not record.size_bytes or _key(record) in self._listed_orphans)

    def census(self) -> Census | None:
        """The path table is a second list of all folders; `None` where it cannot be read."""
        if self._numbers.troubles:
            return None
        return Census(source="folders of the path table", in_use=len(self._numbers.first_of), met=self.met)

    def _root(self) -> Iterator[Found]:
        itself = self._folders.itself(self._shown.root)
        size_bytes = itself.size_bytes if itself else self._shown.root_bytes
        stamp = itself.stamp if itself else NOT_RECORDED
        record = Record(b"", self._shown.root, size_bytes, stamp, FOLDER, True)
        is_numbered = self._numbers.root_is_numbered and self._numbers.places[0] == self._numbered.root
        yield self._make.folder(0 if is_numbered else self._own_number(record), record, b"/")
        yield from self._below(
            Folder(
                b"/",
                self._shown.root,
                size_bytes,
                self._shown.is_joliet,
                self._numbered.root if self._is_double else None,
            )
        )

    def _below(self, top: Folder) -> Iterator[Found]:
        """Everything in a folder and below it, each name before what is in it."""
        self._visit(top)
        stack = [(top.place, self._items(top))]
        above = {top.place}
        while stack:
            for item in stack[-1][1]:
                if not isinstance(item, Folder):
                    yield item
                    continue
                refusal = self._refusal(item, above, depth=len(stack))
                if refusal:
                    yield self._fault(refusal, path=item.prefix[:-1])
                    continue
                self._visit(item)
                above.add(item.place)
                stack.append((item.place, self._items(item)))
                break
            else:
                above.discard(stack.pop()[0])

    def _visit(self, folder: Folder) -> None:
        self._visits[folder.place] += 1
        numbered = folder.twin if self._is_double and not folder.is_joliet else folder.place
        if numbered is not None:
            self._met.add(numbered)

    def _refusal(self, folder: Folder, above: set[int], *, depth: int) -> str | None:
        place = folder.place
        if place in above:
            return "This directory contains itself; it is listed once and not entered again."
        if depth >= DEEPEST:
            return f"Directories nested more than {DEEPEST} deep are not entered."
        if self._visits[place] >= MOST_VISITS:
            return f"This directory stands in more than {MOST_VISITS} places; it is not entered again."
        if self._folders.parsed_bytes > self._most_bytes:
            return "More was read of folders than the volume can hold; this one is not entered."
        return None

    def _items(self, folder: Folder) -> Iterator[Found | Folder]:
        """The entries of one folder, each folder in it followed by what is needed to enter it."""
        twin = folder.twin
        if twin is not None and self._folders.itself(twin) is None:
            yield self._fault("This directory cannot be read in Joliet.", path=folder.prefix[:-1] or b"/")
            twin = None
        beside = None if twin is None else Beside(self._records(twin, is_joliet=True))
        if (twin is not None or folder.is_joliet == self._numbered.is_joliet) and (
            twin or folder.place
        ) not in self._numbers.first_of:
            self._note_missing(folder.prefix)
        if folder.size_bytes and self._folders.itself(folder.place) is None:
            words = "This directory does not begin with its own record."
            yield self._fault(words, path=folder.prefix[:-1] or b"/")
        records = self._records(folder.place, size_bytes=folder.size_bytes, is_joliet=folder.is_joliet)
        yield from self._named(records, folder.prefix, is_joliet=folder.is_joliet, beside=beside)
        if beside is not None and twin is not None:
            left = beside.left(self._records(twin, is_joliet=True))
            yield from self._named(left, folder.prefix, is_joliet=True)

    def _records(
        self, place: int, *, is_joliet: bool, size_bytes: int | None = None
    ) -> Iterator[Numbered | Damage]:
        """The records of a folder, with the addresses that The Sleuth Kit gives them."""
        if size_bytes is None:
            itself = self._folders.itself(place)
            size_bytes = itself.size_bytes if itself else SECTOR_BYTES
        number = self._numbers.first_of.get(place) if is_joliet == self._numbered.is_joliet else None
        numbered_bytes = 0 if number is None else self._numbers.numbered_bytes(place)
        for found in self._folders.records(
            place, size_bytes, is_joliet=is_joliet, numbered_bytes=numbered_bytes
        ):
            if isinstance(found, Damage):
                yield found
            elif found.is_numbered and number is not None:
                yield number, found
                number += 1
            else:
                yield None, found

    def _named(
        self,
        records: Iterable[Numbered | Damage],
        prefix: bytes,
        *,
        is_joliet: bool,
        beside: Beside | None = None,
    ) -> Iterator[Found | Folder]:
        flags = (EntryFlag.JOLIET,) if self._is_double and is_joliet else ()
        parts: list[Numbered] = []
        for each in records:
            if isinstance(each, Damage):
                yield self._damaged(each, prefix)
                continue
            number, found = each
            path = prefix + found.name
            if parts and (found.name != parts[0][1].name or found.flags & FOLDER):
                yield from self._incomplete(parts, prefix, flags)
                parts = []
            if found.flags & FOLDER and found.rock is not None and found.rock.is_moved:
                continue  # it is listed where it stands
            if found.flags & FOLDER:
                twin = beside.folder(found.name) if beside is not None else None
                number = twin[0] if twin is not None else number
                number = self._own_number(found) if number is None else number
                yield self._make.folder(number, found, path, flags=flags)
                place = twin[1] if twin is not None else None
                yield Folder(path + b"/", found.place, found.size_bytes, is_joliet, place)
            else:
                parts.append(each)
                if not found.flags & NOT_LAST:
                    yield self._file(parts, path, flags=flags, beside=beside)
                    parts = []
            if found.rock is not None and found.rock.is_cut:
                yield self._fault(_CUT, path=path)
        yield from self._incomplete(parts, prefix, flags)

    def _file(
        self,
        parts: list[Numbered],
        path: bytes,
        *,
        flags: tuple[EntryFlag, ...] = (),
        beside: Beside | None = None,
    ) -> FileEntry:
        records = [record for _, record in parts]
        rock = records[0].rock
        is_otherwise = rock is not None and (rock.packed is not None or rock.is_sparse)
        numbers = [number for number, _ in parts]
        number = None if None in numbers or is_otherwise else numbers[0]
        if number is None and beside is not None and not is_otherwise and _is_file(rock):
            twin = beside.file(records)
            number = twin[0] if twin is not None else None
            if twin is None and any(_key(each) in self._orphans for each in records):
                self._listed_orphans.update(map(_key, records))
                number = self._orphans[_key(records[0])] if len(records) == 1 else None
                flags = (*flags, EntryFlag.ROCK_RIDGE)
        if number is None:
            number = self._own_numbers(records)
        return self._make.file(number, records, path, flags=flags)

    def _own_numbers(self, records: list[Record]) -> int:
        """The first of addresses that follow each other, one for each record."""
        number, *_ = [self._own_number(each) for each in records]
        rock = records[0].rock
        if rock is not None and rock.packed is not None:
            self.packed[number] = rock.packed
        elif rock is not None and rock.is_sparse:
            self.sparse.add(number)
        return number

    def _own_number(self, record: Record) -> int:
        """An address behind The Sleuth Kit's, for what it does not list."""
        self.places.append(record.place)
        self.sizes.append(record.size_bytes)
        self.flags.append(record.flags)
        return self._first_own + len(self.places) - 1

    def _incomplete(
        self, parts: list[Numbered], prefix: bytes, flags: tuple[EntryFlag, ...]
    ) -> Iterator[Found]:
        for part in parts:
            entry = self._file([part], prefix + part[1].name, flags=flags)
            yield entry
            words = "More of this file should follow in the next record, but does not; it is listed in parts."
            yield self._fault(words, path=entry.path.raw, number=entry.address.meta_addr)

    def _from_table(self, tree: Tree) -> Iterator[Found]:
        """Folders that no folder lists, under the path that the path table gives them."""
        known = self._met if tree is self._numbered else self._visits
        if tree is self._numbered and all(place in known for place in self._numbers.first_of):
            return
        try:
            table = list(self._numbers.table(tree))
        except EvidenceUnreadable:  # told when the addresses were counted
            return
        for folder in table:
            itself = self._folders.itself(folder.place)
            if folder.place in known or itself is None:
                continue
            path = _path_of(folder, table)
            record = Record(folder.name, folder.place, itself.size_bytes, itself.stamp, FOLDER, False)
            flags = (EntryFlag.JOLIET,) if self._is_double and tree.is_joliet else ()
            yield self._make.folder(self._own_number(record), record, path, flags=flags)
            yield self._fault("Only the path table names this directory; no directory lists it.", path=path)
            size_bytes = max(itself.size_bytes, SECTOR_BYTES)
            yield from self._below(Folder(path + b"/", folder.place, size_bytes, tree.is_joliet))

    def _note_missing(self, prefix: bytes) -> None:
        self._not_in_table_count += 1
        if not self._not_in_table:
            self._not_in_table.append(prefix[:-1] or b"/")

    def _untold(self) -> Iterator[Fault]:
        if self._not_in_table and not self._numbers.troubles:
            first = EvidencePath(self._not_in_table[0]).display()
            yield self._fault(_NOT_IN_TABLE.format(count=self._not_in_table_count, first=first))

    def _damaged(self, damage: Damage, prefix: bytes) -> Fault:
        return Fault(
            stage=Stage.LIST,
            reason=f"This directory {damage.words}; names may be missing.",
            volume=self._volume.index,
            path=EvidencePath(prefix[:-1] or b"/"),
            offset_bytes=self._volume.offset_bytes + damage.offset,
            length_bytes=damage.length,
        )

    def _fault(self, reason: str, *, path: bytes | None = None, number: int | None = None) -> Fault:
        return Fault(
            stage=Stage.LIST,
            reason=reason,
            volume=self._volume.index,
            path=None if path is None else EvidencePath(path),
            meta_addr=number,
        )


def _is_file(rock: Rock | None) -> bool:
    return rock is None or rock.mode is None or kind_of_mode(rock.mode) in OF_ISO_9660


def _key(record: Record) -> int:
    return record.place << 32 | record.size_bytes


def _keyed(numbers: Numbers) -> dict[int, int | None]:
    """The addresses of what only the plain tree shows, where The Sleuth Kit gives one, by place and size."""
    keyed: dict[int, int | None] = {_key(each): None for each in numbers.unnumbered_orphans}
    keyed.update((_key(record), number) for number, record in numbers.orphans if record.size_bytes)
    return keyed


def _path_of(folder: TableFolder, table: list[TableFolder]) -> bytes:
    names = [folder.name]
    position = folder.parent
    while 1 < position <= len(table) and len(names) < DEEPEST:
        names.append(table[position - 1].name)
        position = table[position - 1].parent
    return b"/" + b"/".join(reversed(names))
