"""Every name of an XFS volume, folder by folder from the root, in time linear in their number.

The names of one folder are taken in the order of their inodes, so that each block of inodes is read once.
Inodes in use that no name leads to are listed behind all others.

Source: "XFS Algorithms & Data Structures", 3rd edition, "Directories" and "On-disk Inode".
"""

from collections.abc import Iterator

from forensics.entries import (
    Content,
    EntryAddress,
    EntryFlag,
    EntryKind,
    Extent,
    Fault,
    FileEntry,
    Stage,
    flag_words,
)
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.modes import kind_of_mode
from forensics.filesystems.xfs_attributes import Attribute, Attributes
from forensics.filesystems.xfs_contents import as_extents, stretches, target_of
from forensics.filesystems.xfs_folders import Name, names_of
from forensics.filesystems.xfs_inodes import APPEND_ONLY, IMMUTABLE, Inode, Inodes, InodesInUse
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes

ATTRIBUTE_TYPE = 1
ORPHANS = b"/$OrphanFiles"
DEEPEST = 1024
_SMALLEST_NAME_BYTES = 8  # in a folder

Found = tuple[bytes, int, int]
"""A folder to be listed: its path without the last `/`, its inode, its depth."""


class Listing:
    """One walk over one volume. `met` counts the inodes in use that were read."""

    def __init__(self, xfs: XfsVolume, *, volume: Volume) -> None:
        self._xfs, self._volume = xfs, volume
        self._inodes = Inodes(xfs)
        self.in_use = InodesInUse(xfs)
        self._met: set[int] = set()
        self._folders: set[int] = set()
        self._names_left = xfs.windows.length_bytes // _SMALLEST_NAME_BYTES

    @property
    def met(self) -> int:
        return len(self._met)

    def entries(self) -> Iterator[FileEntry | Fault]:
        superblock = self._xfs.superblock
        if self._xfs.trouble is not None:
            yield self._fault(f"{self._xfs.trouble} The copy in the second group was read.")
        if superblock.needs_repair:
            yield self._fault("The XFS volume says of itself that it needs repair.")
        for trouble in self.in_use.troubles:
            yield self._fault(f"Which files are in use cannot be told, and some may be missing: {trouble}")
        waiting: list[Found] = []
        yield from self._found(superblock.root, b"", depth=0, waiting=waiting)
        for name, number in superblock.own_inodes:
            yield from self._found(number, b"/" + name, depth=1, waiting=[])
        yield from self._below(waiting)
        yield from self._nameless()

    def _below(self, waiting: list[Found]) -> Iterator[FileEntry | Fault]:
        while waiting:
            path, number, depth = waiting.pop()
            inside: list[Found] = []
            yield from self._folder(path, number, depth, inside)
            waiting += reversed(inside)

    def _folder(
        self, path: bytes, number: int, depth: int, inside: list[Found]
    ) -> Iterator[FileEntry | Fault]:
        names: list[Name] = []
        for name in names_of(self._xfs, self._inodes.inode(number)):
            if isinstance(name, Name):
                names.append(name)
                continue
            reason = f"Part of this folder cannot be read, and names may be missing: {name}"
            yield self._fault(reason, path=path or b"/", number=number)
        names.sort(key=_order)
        self._names_left -= len(names)
        if self._names_left < 0:
            raise EvidenceUnreadable(
                "Folders share their blocks: there are more names than there is room for."
            )
        for name in names:
            yield from self._found(name.number, path + b"/" + name.name, depth=depth + 1, waiting=inside)

    def _nameless(self) -> Iterator[FileEntry | Fault]:
        """Inodes in use that no name leads to, with what is in the folders among them."""
        for number in self.in_use:
            if number not in self._met:
                waiting: list[Found] = []
                path = ORPHANS + b"/OrphanFile-%d" % number
                yield from self._found(number, path, depth=2, waiting=waiting, is_named=False)
                yield from self._below(waiting)

    def _found(
        self, number: int, path: bytes, *, depth: int, waiting: list[Found], is_named: bool = True
    ) -> Iterator[FileEntry | Fault]:
        """What one name stands for, with its streams; a folder goes to those waiting."""
        shown = EvidencePath(path or b"/")
        try:
            inode = self._inode(number)
        except EvidenceUnreadable as trouble:
            yield from self._unknown(number, shown, trouble, is_named=is_named)
            return
        self._met.add(number)
        entry, trouble_told = self._entry(inode, shown, is_named=is_named)
        yield entry
        yield from self._streams(inode, entry)
        if trouble_told is not None:
            yield trouble_told
        if entry.kind is EntryKind.DIRECTORY:
            refusal = self._refusal(number, depth)
            if refusal is None:
                self._folders.add(number)
                waiting.append((path, number, depth))
            else:
                yield self._fault(refusal, path=shown.raw, number=number)

    def _inode(self, number: int) -> Inode:
        inode = self._inodes.inode(number)
        if number not in self.in_use and not self.in_use.troubles:
            raise EvidenceUnreadable(f"Inode {number:,} is free by the tree of inodes.")
        return inode

    def _refusal(self, number: int, depth: int) -> str | None:
        if number in self._folders:
            return "This folder stands in a second place too; its contents are listed at the first."
        if depth > DEEPEST:
            return f"Folders nested more than {DEEPEST} deep are not entered."
        return None

    def _unknown(
        self, number: int, path: EvidencePath, trouble: EvidenceUnreadable, *, is_named: bool
    ) -> Iterator[FileEntry | Fault]:
        """A name whose inode cannot be read: given content, so that it ends as unreadable."""
        yield FileEntry(
            address=self._address(number),
            path=path,
            kind=EntryKind.OTHER,
            size_bytes=0,
            allocated=is_named,
            content=Content.PRESENT,
        )
        reason = f"What this name stands for cannot be read: {trouble}"
        yield self._fault(reason, path=path.raw, number=number)

    def _entry(self, inode: Inode, path: EvidencePath, *, is_named: bool) -> tuple[FileEntry, Fault | None]:
        kind = kind_of_mode(inode.mode)
        extents: tuple[Extent, ...] | None = None
        target: EvidencePath | None = None
        trouble: Fault | None = None
        try:
            if kind is EntryKind.FILE:
                extents = as_extents(stretches(self._xfs, inode), start=self._volume.offset_bytes)
            elif kind is EntryKind.SYMLINK:
                target = EvidencePath(target_of(self._xfs, inode).partition(b"\0")[0])
        except EvidenceUnreadable as met:
            what = "Where this link points to" if kind is EntryKind.SYMLINK else "Where the content lies"
            trouble = self._fault(f"{what} cannot be read: {met}", path=path.raw, number=inode.number)
        has_size = kind in (EntryKind.FILE, EntryKind.SYMLINK)
        entry = FileEntry(
            address=self._address(inode.number),
            path=path,
            kind=kind,
            size_bytes=inode.size_bytes if has_size else 0,
            allocated=is_named,
            content=Content.of_size(inode.size_bytes) if kind is EntryKind.FILE else Content.NOT_A_FILE,
            times=_times(inode),
            link_target=target,
            extents=extents,
            links=1 if kind is EntryKind.DIRECTORY else max(1, inode.links),
            parent_known=is_named,
            flags=_flags(inode) if inode.flags else None,
        )
        return entry, trouble

    def _streams(self, inode: Inode, entry: FileEntry) -> Iterator[FileEntry | Fault]:
        if not inode.attribute_fork:
            return
        try:
            attributes = Attributes(self._xfs, inode).all
        except EvidenceUnreadable as trouble:
            reason = f"The extended attributes of the file cannot be read: {trouble}"
            yield self._fault(reason, path=entry.path.raw, number=inode.number)
            return
        for position, attribute in enumerate(attributes):
            yield self._stream(entry, attribute, position)

    def _stream(self, entry: FileEntry, attribute: Attribute, position: int) -> FileEntry:
        return FileEntry(
            address=EntryAddress(
                volume=self._volume.index,
                meta_addr=entry.address.meta_addr,
                attr_type=ATTRIBUTE_TYPE,
                attr_id=position,
            ),
            path=entry.path,
            stream=attribute.name,
            kind=EntryKind.FILE,
            size_bytes=attribute.size_bytes,
            allocated=entry.allocated,
            content=Content.of_size(attribute.size_bytes),
            times=entry.times,
            links=entry.links,
            place_bytes=self._volume.offset_bytes + self._inodes.place(entry.address.meta_addr),
        )

    def _address(self, number: int) -> EntryAddress:
        return EntryAddress(volume=self._volume.index, meta_addr=number)

    def _fault(self, reason: str, *, path: bytes | None = None, number: int | None = None) -> Fault:
        place = None if path is None else EvidencePath(path)
        return Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index, path=place, meta_addr=number)


def _order(name: Name) -> tuple[int, bytes]:
    return name.number, name.name


def _flags(inode: Inode) -> str | None:
    bits = ((IMMUTABLE, EntryFlag.IMMUTABLE), (APPEND_ONLY, EntryFlag.APPEND_ONLY))
    return flag_words(flag for bit, flag in bits if inode.flags & bit)


def _times(inode: Inode) -> MacTimes:
    return MacTimes(
        mtime=FsTime(inode.modified),
        atime=FsTime(inode.accessed),
        ctime=FsTime(inode.changed),
        crtime=None if inode.created is None else FsTime(inode.created),
    )
