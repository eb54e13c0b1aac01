"""The walk over one disc: every folder by its records, then folders of which only the path table knows, then
files that only another tree of the disc shows.

A folder is not entered below itself, nor more than a few times in all, and no more is read of folders than a
few times the volume's size: a damaged or hostile disc costs time in proportion to its size.
"""

from array import array
from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from forensics.entries import (
    Census,
    Content,
    EntryAddress,
    EntryKind,
    Extent,
    Fault,
    FileEntry,
    Remains,
    Stage,
)
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_disc import SECTOR_BYTES, Disc
from forensics.filesystems.iso_names import NOT_RECORDED, times_of
from forensics.filesystems.iso_numbers import MOST_TIMES, Numbers, TableFolder
from forensics.filesystems.iso_records import (
    FOLDER,
    INTERLEAVED,
    NOT_LAST,
    Damage,
    FolderReader,
    Record,
)
from forensics.filesystems.iso_rock import Rock
from forensics.filesystems.modes import kind_of_mode
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.times import MacTimes, ZoneKind

DEEPEST = 1024
MOST_VISITS = 16  # of one folder
_ORPHANS = b"/$OrphanFiles"  # The Sleuth Kit's name
_NOT_IN_TABLE = "Folders that the path table does not name: {count:,}, the first of them {first}."

Found = FileEntry | Fault
Inner = tuple[bytes, int, int]  # path with a slash behind it, place, bytes


class Listing:
    """One listing; `places` and `sizes` behind it tell where the content of its own addresses lies."""

    def __init__(
        self, disc: Disc, folders: FolderReader, numbers: Numbers, *, volume: Volume, image_bytes: int
    ) -> None:
        self._disc, self._folders, self._numbers, self._volume = disc, folders, numbers, volume
        self._tree = disc.trees[0]
        self._first_own = numbers.count + 1
        end = volume.offset_bytes + volume.length_bytes
        # Behind the image's end whoever reads says what is missing; behind the volume's end another begins.
        self._reach = volume.length_bytes if end < image_bytes else 1 << 62
        self._visits: Counter[int] = Counter()
        self._most_bytes = folders.parsed_bytes + MOST_TIMES * volume.length_bytes
        self._not_in_table: list[bytes] = []
        self._not_in_table_count = 0
        self.places, self.sizes, self.flags = array("Q"), array("I"), array("B")
        self.met = 0  # folders, by the records of folders

    def entries(self) -> Iterator[Found]:
        for trouble in self._numbers.troubles:
            yield self._fault(trouble)
        yield self._root()
        yield from self._below((b"/", self._tree.root, self._root_bytes()))
        self.met = len(self._visits)
        yield from self._from_table()
        yield self._made_up(_ORPHANS, self._numbers.count)
        for number, record in self._numbers.orphans:
            yield self._orphan(number, record)
        for record in self._numbers.unnumbered_orphans:
            yield self._orphan(self._own_number(record), record)
        yield from self._untold()

    def census(self) -> Census | None:
        """The path table is a second list of all folders; `None` where it cannot be read."""
        if self._numbers.troubles:
            return None
        return Census(source="folders of the path table", in_use=len(self._numbers.first_of), met=self.met)

    def _root_bytes(self) -> int:
        itself = self._folders.itself(self._tree.root)
        return itself.size_bytes if itself else self._tree.root_bytes

    def _root(self) -> FileEntry:
        itself = self._folders.itself(self._tree.root)
        record = Record(
            b"", self._tree.root, self._root_bytes(), itself.stamp if itself else NOT_RECORDED, FOLDER, True
        )
        is_numbered = self._numbers.root_is_numbered and self._numbers.places[0] == self._tree.root
        return self._folder_entry(b"/", 0 if is_numbered else self._own_number(record), record)

    def _below(self, top: Inner) -> Iterator[Found]:
        """Everything in a folder and below it, each name before what is in it."""
        self._visits[top[1]] += 1
        stack = [(top[1], self._items(top))]
        above = {top[1]}
        while stack:
            for item in stack[-1][1]:
                if not isinstance(item, tuple):
                    yield item
                    continue
                refusal = self._refusal(item, above, depth=len(stack))
                if refusal:
                    yield self._fault(refusal, path=item[0][:-1])
                    continue
                self._visits[item[1]] += 1
                above.add(item[1])
                stack.append((item[1], self._items(item)))
                break
            else:
                above.discard(stack.pop()[0])

    def _refusal(self, inner: Inner, above: set[int], *, depth: int) -> str | None:
        _, place, _ = inner
        if place in above:
            return "This directory contains itself; it is listed once and not entered again."
        if depth >= DEEPEST:
            return f"Directories nested more than {DEEPEST} deep are not entered."
        if self._visits[place] >= MOST_VISITS:
            return f"This directory stands in more than {MOST_VISITS} places; it is not entered again."
        if self._folders.parsed_bytes > self._most_bytes:
            return "More was read of folders than the volume can hold; this one is not entered."
        return None

    def _items(self, folder: Inner) -> Iterator[Found | Inner]:
        """The entries of one folder, each folder in it followed by what is needed to enter it."""
        prefix, place, length = folder
        first = self._numbers.first_of.get(place)
        if first is None:
            self._note_missing(prefix)
        if length and self._folders.itself(place) is None:
            yield self._fault("This directory does not begin with its own record.", path=prefix[:-1] or b"/")
        numbered_bytes = 0 if first is None else self._numbers.numbered_bytes(place)
        number = first or 0
        parts: list[tuple[int, Record]] = []
        for found in self._folders.records(
            place, length, is_joliet=self._tree.is_joliet, numbered_bytes=numbered_bytes
        ):
            if isinstance(found, Damage):
                yield self._damaged(found, prefix)
                continue
            if found.is_numbered:
                this, number = number, number + 1
            else:
                this = self._own_number(found)
            if parts and (found.name != parts[0][1].name or found.flags & FOLDER):
                yield from self._incomplete(parts, prefix)
                parts = []
            if found.flags & FOLDER and found.rock is not None and found.rock.is_moved:
                continue  # it is listed where it stands
            if found.flags & FOLDER:
                path = prefix + found.name
                yield self._folder_entry(path, this, found)
                yield path + b"/", found.place, found.size_bytes
            elif parts or found.flags & NOT_LAST:
                parts.append((this, found))
                if not found.flags & NOT_LAST:
                    yield self._file(parts, prefix)
                    parts = []
            else:
                yield self._file(((this, found),), prefix)
        yield from self._incomplete(parts, prefix)

    def _own_number(self, record: Record) -> int:
        """An address behind The Sleuth Kit's, for what it does not list."""
        self.places.append(record.place)
        self.sizes.append(record.size_bytes)
        self.flags.append(record.flags)
        return self._first_own + len(self.places) - 1

    def _file(self, parts: list[tuple[int, Record]] | tuple[tuple[int, Record]], prefix: bytes) -> FileEntry:
        """A file of one record, or of several that follow each other (ECMA-119, 6.5.1)."""
        number, record = parts[0]
        if record.rock is not None and record.rock.mode is not None:
            kind = kind_of_mode(record.rock.mode)
            if kind not in (EntryKind.FILE, EntryKind.OTHER, EntryKind.DIRECTORY):
                return self._special(number, record, record.rock, kind=kind, prefix=prefix)
        if len(parts) == 1:
            size_bytes = record.size_bytes
            extents = self._extents(record)
        else:
            size_bytes = sum(part.size_bytes for _, part in parts)
            found = [self._extents(part) for _, part in parts]
            is_whole = None not in found
            extents = tuple(extent for each in found for extent in each or ()) if is_whole else None
        return FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=number),
            path=EvidencePath(prefix + record.name),
            kind=EntryKind.FILE,
            size_bytes=size_bytes,
            allocated=True,
            content=Content.of_size(size_bytes),
            times=_times(record),
            extents=extents,
        )

    def _special(
        self, number: int, record: Record, rock: Rock, *, kind: EntryKind, prefix: bytes
    ) -> FileEntry:
        """A link, a device, a pipe or a socket, of which Rock Ridge alone tells."""
        return FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=number),
            path=EvidencePath(prefix + record.name),
            kind=kind,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=_times(record),
            link_target=EvidencePath(rock.target) if rock.target else None,
        )

    def _extents(self, record: Record) -> tuple[Extent, ...] | None:
        size_bytes = record.size_bytes
        if not size_bytes:
            return ()
        if record.flags & INTERLEAVED or record.place + size_bytes > self._reach:
            return None
        return (Extent(offset_bytes=self._volume.offset_bytes + record.place, length_bytes=size_bytes),)

    def _incomplete(self, parts: list[tuple[int, Record]], prefix: bytes) -> Iterator[Found]:
        for part in parts:
            entry = self._file((part,), prefix)
            yield entry
            words = "More of this file should follow in the next record, but does not; it is listed in parts."
            yield self._fault(words, path=entry.path.raw, number=part[0])

    def _folder_entry(self, path: bytes, number: int, record: Record) -> FileEntry:
        return FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=number),
            path=EvidencePath(path),
            kind=EntryKind.DIRECTORY,
            size_bytes=record.size_bytes,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=_times(record),
        )

    def _made_up(self, path: bytes, number: int) -> FileEntry:
        return FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=number),
            path=EvidencePath(path),
            kind=EntryKind.VIRTUAL,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=times_of(NOT_RECORDED),
        )

    def _orphan(self, number: int, record: Record) -> FileEntry:
        return FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=number),
            path=EvidencePath(b"%s/OrphanFile-%d" % (_ORPHANS, number)),
            kind=EntryKind.FILE,
            size_bytes=record.size_bytes,
            allocated=False,
            content=Content.of_size(record.size_bytes),
            times=times_of(record.stamp),
            extents=self._extents(record),
            remains=Remains.UNPROVEN if record.size_bytes else None,  # a disc keeps no map of its sectors
            parent_known=False,
        )

    def _from_table(self) -> Iterator[Found]:
        """Folders that no folder lists, under the path that the path table gives them."""
        if all(place in self._visits for place in self._numbers.first_of):
            return
        try:
            table = list(self._numbers.table(self._tree))
        except EvidenceUnreadable:  # told when the addresses were counted
            return
        for folder in table:
            itself = self._folders.itself(folder.place)
            if folder.place in self._visits or itself is None:
                continue
            path = _path_of(folder, table)
            record = Record(folder.name, folder.place, itself.size_bytes, itself.stamp, FOLDER, False)
            yield self._folder_entry(path, self._own_number(record), record)
            yield self._fault("Only the path table names this directory; no directory lists it.", path=path)
            yield from self._below((path + b"/", folder.place, max(itself.size_bytes, SECTOR_BYTES)))

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


def _times(record: Record) -> MacTimes:
    """The recording time, and beside it those that Rock Ridge keeps; all are shown in UTC."""
    times = times_of(record.stamp)
    stamps = record.rock.stamps if record.rock is not None else {}
    if not stamps or times.zone is not ZoneKind.UTC:
        return times
    kept = {name: times_of(stamp) for name, stamp in stamps.items()}
    utc = {name: each.crtime for name, each in kept.items() if each.zone is ZoneKind.UTC}
    return replace(
        times,
        mtime=utc.get("modified"),
        atime=utc.get("accessed"),
        ctime=utc.get("changed"),
        crtime=utc.get("created", times.crtime),
    )


def _path_of(folder: TableFolder, table: list[TableFolder]) -> bytes:
    names = [folder.name]
    position = folder.parent
    while 1 < position <= len(table) and len(names) < DEEPEST:
        names.append(table[position - 1].name)
        position = table[position - 1].parent
    return b"/" + b"/".join(reversed(names))
