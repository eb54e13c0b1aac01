"""Walking ext: directories from the root, then deleted inodes that no name leads to, then the count and those
in use that no name leads to.

A directory is not entered again below itself, nor more than a few times in all, and all directories together
are not read beyond a multiple of the volume: a damaged or hostile file system costs time in proportion to its
size. Whatever is not entered is a Fault.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from struct import Struct

from forensics.entries import Census, Content, EntryAddress, EntryKind, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_entries import EntryMaker, Folder
from forensics.filesystems.ext_folder_reading import FolderReader
from forensics.filesystems.ext_folders import Name, Names
from forensics.filesystems.ext_inodes import (
    ATTRIBUTE_FLAG,
    FOLDER_MODE,
    Inode,
    InodeTables,
    Window,
)
from forensics.filesystems.ext_layout import ROOT, Group, Superblock
from forensics.filesystems.ext_mapping import Mapper
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.tsk.walk import DEEPEST, MOST_VISITS, ORPHANS
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes

BATCH_NAMES = 1 << 18  # names of one directory that are held and put in the order of their inodes
_TOLD = 5  # inodes named in the fault about the count


class ExtWalk:
    """One walk over one volume."""

    def __init__(
        self,
        windows: VolumeWindows,
        superblock: Superblock,
        groups: tuple[Group, ...],
        *,
        volume: int,
        tables: InodeTables,
        mapper: Mapper,
        maker: EntryMaker,
    ) -> None:
        self._super = superblock
        self._groups = groups
        self._volume = volume
        self._tables = tables
        self._folders = FolderReader(windows, superblock, mapper)
        self._maker = maker
        self._visits: Counter[int] = Counter()
        self.census: Census | None = None

    def entries(self) -> Iterator[FileEntry | Fault]:
        try:
            self._tables.inode(ROOT)
        except EvidenceUnreadable as trouble:
            yield self._maker.fault(
                f"The root directory's own record cannot be read: {trouble}",
                path=EvidencePath(b"/"),
                number=ROOT,
            )
        else:
            yield from self._maker.entries(b"/", [(ROOT, b"", 2)], are_live=True, folders=[])
            yield from self._below([Folder(b"/", ROOT)])
        yield from self._orphans()
        for words in self._tables.bitmap_troubles:
            yield self._maker.fault(words)
        nameless = array("Q")
        yield from self._counted(nameless)
        yield from self._nameless(nameless)
        yield from self._claimed()

    def _below(self, folders: list[Folder]) -> Iterator[FileEntry | Fault]:
        """All that lies below `folders`, depth first."""
        above: set[int] = set()
        waiting: list[Folder | int] = [*reversed(folders)]
        while waiting:
            folder = waiting.pop()
            if isinstance(folder, int):  # all below it is done
                above.discard(folder)
                continue
            refusal = self._refusal(folder, above)
            if refusal:
                path = EvidencePath(folder.path)
                yield self._maker.fault(refusal, path=path, number=folder.number)
                continue
            self._visits[folder.number] += 1
            above.add(folder.number)
            waiting.append(folder.number)
            found: list[Folder] = []
            yield from self._listed(folder, found)
            waiting.extend(reversed(found))

    def _refusal(self, folder: Folder, above: set[int]) -> str | None:
        if folder.number in above:
            return "This directory contains itself; it is listed once and not entered again."
        if len(above) >= DEEPEST:
            return f"Directories nested more than {DEEPEST} deep are not entered."
        if self._visits[folder.number] >= MOST_VISITS:
            return f"This directory stands in more than {MOST_VISITS} places; it is not entered again."
        return None

    def _listed(self, folder: Folder, found: list[Folder]) -> Iterator[FileEntry | Fault]:
        path = EvidencePath(folder.path)
        try:
            inode = self._tables.inode(folder.number)
        except EvidenceUnreadable as trouble:
            yield self._maker.fault(
                f"This directory cannot be listed: {trouble}", path=path, number=folder.number
            )
            return
        prefix = b"/" if folder.path == b"/" else folder.path + b"/"
        names = Names(self._super, is_gone=not inode.in_use)
        batches = 0
        for reason in self._folders.read(inode, names):
            if reason:
                yield self._maker.fault(reason, path=path, number=folder.number)
            if len(names.live) >= BATCH_NAMES:
                batches += 1
                yield from self._taken(prefix, names, found)
        if batches and names.gone:
            self._forget_the_live(inode, names)
        yield from self._taken(prefix, names, found)
        gone = sorted((number, name, kind) for (number, name), kind in names.gone.items())
        yield from self._maker.entries(prefix, gone, are_live=False, folders=found)

    def _taken(self, prefix: bytes, names: Names, found: list[Folder]) -> Iterator[FileEntry | Fault]:
        """The entries of the live names read so far."""
        live = sorted(names.live)
        names.live.clear()
        if names.gone:
            for number, name, _ in live:
                names.gone.pop((number, name), None)
        yield from self._maker.entries(prefix, _once(live), are_live=True, folders=found)

    def _forget_the_live(self, inode: Inode, names: Names) -> None:
        """Take out of the gone names those that are live in a part of the directory read before."""
        again = Names(self._super, is_gone=False)
        for _ in self._folders.read(inode, again):  # its trouble was told when it was read first
            for number, name, _ in again.live:
                names.gone.pop((number, name), None)
            again.live.clear()
            again.gone.clear()

    def _orphans(self) -> Iterator[FileEntry | Fault]:
        """The virtual directory of deleted inodes that no name leads to, and what lies below them."""
        path = b"/" + ORPHANS
        never = FsTime(0)
        yield FileEntry(
            address=EntryAddress(volume=self._volume, meta_addr=self._super.inodes + 1),
            path=EvidencePath(path),
            kind=EntryKind.VIRTUAL,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=MacTimes(mtime=never, atime=never, ctime=never),
        )
        numbers, folders = array("Q"), array("Q")
        for group in range(len(self._groups)):
            for window in self._tables.free_windows(group):
                if isinstance(window, EvidenceUnreadable):
                    yield self._maker.fault(f"Deleted files without a name may be missing: {window}")
                else:
                    self._note_free(window, numbers, folders)
        below = self._below_orphans(folders)
        names: Iterator[Name] = (
            (number, b"OrphanFile-%d" % number, 0) for number in numbers if number not in below
        )
        found: list[Folder] = []
        yield from self._maker.entries(path + b"/", names, are_live=False, folders=found)
        yield from self._below(found)

    def _note_free(self, window: Window, numbers: "array[int]", folders: "array[int]") -> None:
        """Add the free inodes of the window that were used once, and the directories among them."""
        if window.data == bytes(len(window.data)):
            return
        in_use, named = window.in_use, self._maker.named_free
        bit = window.first - window.group_first
        fields = Struct(f"<H10xI{self._super.inode_bytes - 16}x")  # mode, ctime
        whole = len(window.data) - len(window.data) % fields.size
        for number, (mode, ctime) in enumerate(fields.iter_unpack(window.data[:whole]), window.first):
            if ctime and not in_use[bit >> 3] >> (bit & 7) & 1 and number not in named:
                numbers.append(number)
                if mode >> 12 == FOLDER_MODE:
                    folders.append(number)
            bit += 1

    def _below_orphans(self, folders: "array[int]") -> set[int]:
        """Inodes that names in deleted directories without a name lead to; they are listed there only."""
        below: set[int] = set()
        for folder in folders:
            if folder not in below:
                self._mark_below(folder, below)
        return below

    def _mark_below(self, top: int, below: set[int]) -> None:
        waiting = [top]
        while waiting:
            names = Names(self._super, is_gone=True)
            for _ in self._folders.read(self._tables.inode(waiting.pop()), names):
                pass  # trouble is told when the directory is listed
            for number, _ in names.gone:
                if number == top or number in below:
                    continue
                try:
                    inode = self._tables.inode(number)
                except EvidenceUnreadable:  # told when the directory is listed
                    continue
                if not inode.in_use:
                    below.add(number)
                    if inode.kind == FOLDER_MODE:
                        waiting.append(number)

    def _nameless(self, numbers: "array[int]") -> Iterator[FileEntry | Fault]:
        """Inodes in use that no name leads to: files that were deleted while a program held them open, and
        what stood in folders that are damaged now. What is in folders among them is listed below those.
        """
        readable = array("Q", filter(self._can_be_read, numbers))  # of the others, the count alone tells
        below = self._below_nameless(readable)
        names: Iterator[Name] = (
            (number, b"OrphanFile-%d" % number, 0) for number in readable if number not in below
        )
        found: list[Folder] = []
        yield from self._maker.entries(b"/" + ORPHANS + b"/", names, are_live=True, folders=found)
        yield from self._below(found)

    def _can_be_read(self, number: int) -> bool:
        try:
            self._tables.inode(number)
        except EvidenceUnreadable:
            return False
        return True

    def _below_nameless(self, numbers: "array[int]") -> set[int]:
        """Those to which names in the folders among them lead; the topmost of each is left out."""
        among = set(numbers)
        below: set[int] = set()
        for top in numbers:
            waiting = [top] if top not in below else []
            while waiting:
                inode = self._tables.inode(waiting.pop())
                inside = self._live_in(inode) & among if inode.kind == FOLDER_MODE else set()
                inside -= below | {top}
                below |= inside
                waiting.extend(inside)
        return below

    def _live_in(self, folder: Inode) -> set[int]:
        names = Names(self._super, is_gone=False)
        found: set[int] = set()
        for _ in self._folders.read(folder, names):  # trouble is told when the folder is listed
            found.update(number for number, _, _ in names.live)
            names.live.clear()
        return found

    def _claimed(self) -> Iterator[Fault]:
        claimed = sorted(self._tables.claimed)
        if claimed:
            yield self._maker.fault(
                f"By the inode bitmaps {len(claimed):,} files and directories are free, but names lead to "
                f"them and they were never deleted; they are listed as in use, as Linux shows them (inode "
                f"{_some_of(claimed)})."
            )

    def _counted(self, nameless: "array[int]") -> Iterator[Fault]:
        """Take the census; a difference is a Fault. Adds the inodes that no name leads to."""
        in_use = met = 0
        for group in range(len(self._groups)):
            counted = self._countable(group)
            used = int.from_bytes(self._tables.in_use(group), "little") & counted
            seen = int.from_bytes(self._maker.met.get(group, b""), "little") & counted
            in_use += used.bit_count()
            met += seen.bit_count()
            left = used & ~seen
            while left:
                lowest = left & -left
                left ^= lowest
                number = group * self._super.inodes_per_group + lowest.bit_length()
                if self._holds_an_attribute(number):
                    in_use -= 1
                    continue
                nameless.append(number)
        own = self._super.special_inodes
        in_use -= sum(each >= self._super.first_inode and each not in own for each in self._tables.claimed)
        self.census = Census(source="inode bitmaps", in_use=in_use, met=met)
        if nameless:
            journal = " The journal was not played back." if self._super.needs_recovery else ""
            yield self._maker.fault(
                f"By the inode bitmaps {in_use:,} files and directories are in use, but names lead to only "
                f"{met:,} of them; no name leads to inode {_some_of(nameless)}. What they are is "
                f"listed in /{ORPHANS.decode()}.{journal}"
            )

    def _countable(self, group: int) -> int:
        """The inodes of a group that a name should lead to, one bit each."""
        per_group = self._super.inodes_per_group
        first = group * per_group + 1
        bits = (1 << per_group) - 1
        reserved = min(max(0, self._super.first_inode - first), per_group)
        bits = bits >> reserved << reserved
        for special in self._super.special_inodes:
            if first <= special < first + per_group:
                bits &= ~(1 << (special - first))
        return bits

    def _holds_an_attribute(self, number: int) -> bool:
        try:
            return bool(self._tables.inode(number).flags & ATTRIBUTE_FLAG)
        except EvidenceUnreadable:  # then it is counted as one that no name leads to
            return False


def _some_of(numbers: Sequence[int]) -> str:
    more = " and others" if len(numbers) > _TOLD else ""
    return ", ".join(f"{number:,}" for number in numbers[:_TOLD]) + more


def _once(live: list[Name]) -> Iterator[Name]:
    """Sorted names without those that stand in the directory twice."""
    last: tuple[int, bytes] | None = None
    for item in live:
        here = item[:2]
        if here != last:
            yield item
        last = here
