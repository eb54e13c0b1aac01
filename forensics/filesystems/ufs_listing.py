"""Every name of a UFS volume, folder by folder from the root, in time linear in their number.

Names that are left in folders and inodes that no name leads to are listed too. Numbers are those of the
inodes, as The Sleuth Kit gives them; $OrphanFiles, which is its own, has the number behind the last inode.
"""

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from forensics.entries import (
    Content,
    EntryAddress,
    EntryFlag,
    EntryKind,
    Fault,
    FileEntry,
    Remains,
    Stage,
    flag_words,
)
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.modes import kind_of_mode
from forensics.filesystems.ufs_attributes import ATTRIBUTE_TYPE, attributes_of
from forensics.filesystems.ufs_folders import FolderParser, Name
from forensics.filesystems.ufs_groups import Groups
from forensics.filesystems.ufs_inodes import Inode, Inodes, Maps, Stretch, as_extents, content
from forensics.filesystems.ufs_layout import ROOT, UfsLayout
from forensics.images import Volume
from forensics.paths import EvidencePath

ORPHANS = b"/$OrphanFiles"
DEEPEST = 1024
MOST_TIMES = 4  # the volume's size, of folders read in all
LONGEST_TARGET_BYTES = 4096
RESERVED = 2  # inodes 0 and 1 are in use and stand for no file
_TABLE_BYTES = 1 << 20
_FLAGS = (  # [UFS] sys/sys/stat.h: of the user and of the system
    (0x00008000, EntryFlag.HIDDEN),
    (0x00020002, EntryFlag.IMMUTABLE),
    (0x00040004, EntryFlag.APPEND_ONLY),
)

Found = tuple[bytes, Inode, int]
"""A folder to be listed: its path without the last `/`, its inode, its depth."""


class Listing:
    """One walk over one volume. `in_use` and `met` count inodes of files and folders that are in use."""

    def __init__(self, windows: VolumeWindows, layout: UfsLayout, *, volume: Volume) -> None:
        self._windows, self._layout, self._volume = windows, layout, volume
        self._groups = Groups(windows, layout)
        self._inodes, self._maps = Inodes(windows, layout), Maps(windows, layout)
        self._parser = FolderParser(layout)
        self._met = np.zeros(self._groups.count * layout.inodes_of_group, dtype=bool)
        self._folders: set[int] = set()
        self._folder_bytes_left = MOST_TIMES * windows.length_bytes
        self.in_use = self.met = 0

    def entries(self) -> Iterator[FileEntry | Fault]:
        yield from self._missing_groups()
        root: list[Found] = []
        yield from self._found(Name(ROOT, b"", EntryKind.DIRECTORY, True), b"", depth=0, inside=root)
        yield from self._below(root)
        yield FileEntry(
            address=self._address(self._layout.inodes),
            path=EvidencePath(ORPHANS),
            kind=EntryKind.VIRTUAL,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
        )
        for group in range(self._groups.count):
            yield from self._nameless(group)

    def _missing_groups(self) -> Iterator[Fault]:
        missing = self._layout.groups - self._groups.count
        if missing:
            yield self._fault(f"{missing:,} cylinder groups lie behind the end of what is here.")

    # -- folders

    def _below(self, waiting: list[Found]) -> Iterator[FileEntry | Fault]:
        waiting.reverse()
        while waiting:
            path, inode, depth = waiting.pop()
            inside: list[Found] = []
            yield from self._folder(path, inode, depth, inside)
            waiting += reversed(inside)

    def _folder(
        self, path: bytes, folder: Inode, depth: int, inside: list[Found]
    ) -> Iterator[FileEntry | Fault]:
        shown, number = path or b"/", folder.number
        is_live, damaged = self._is_in_use(number, otherwise=True), 0
        try:
            for place, length in self._folder_stretches(folder):
                for name in self._parser.names(self._windows.piece(place, length)):
                    if isinstance(name, int):
                        damaged += is_live  # what a deleted folder held may be anybody's now
                        continue
                    of_name = name if is_live else replace(name, in_use=False)
                    below = path + b"/" + name.name
                    yield from self._found(of_name, below, depth=depth + 1, inside=inside)
        except EvidenceUnreadable as trouble:
            reason = f"Part of this folder cannot be read, and names may be missing: {trouble}"
            yield self._fault(reason, path=shown, number=number)
        if damaged:
            reason = f"Sectors of this folder that are damaged, whose names may be missing: {damaged:,}."
            yield self._fault(reason, path=shown, number=number)

    def _folder_stretches(self, folder: Inode) -> Iterator[tuple[int, int]]:
        for place, length in self._maps.stretches(folder):
            self._folder_bytes_left -= length
            if self._folder_bytes_left < 0:
                raise EvidenceUnreadable("More folders than the volume has room for were read before it.")
            if place is None:
                raise EvidenceUnreadable("A part of it was never written.")
            for done in range(0, length, self._layout.block_bytes):
                yield place + done, min(self._layout.block_bytes, length - done)

    def _refusal(self, number: int, depth: int) -> str | None:
        if number in self._folders:
            return "This folder stands in a second place too; its contents are listed at the first."
        if depth > DEEPEST:
            return f"Folders nested more than {DEEPEST} deep are not entered."
        return None

    # -- names

    def _found(
        self, name: Name, path: bytes, *, depth: int, inside: list[Found]
    ) -> Iterator[FileEntry | Fault]:
        """What one name stands for, with its streams; a folder goes to those inside."""
        try:
            inode = self._inode_of(name)
        except EvidenceUnreadable as trouble:
            yield from self._unknown(name, path or b"/", trouble)
            return
        if inode is None:
            yield self._name_alone(name, path)
            return
        self._meet(inode.number, in_use=name.in_use)
        yield from self._of_inode(inode, path, depth=depth, inside=inside, is_named=name.in_use)

    def _inode_of(self, name: Name) -> Inode | None:
        """`None` for a deleted name whose inode is gone, or another file's now. Raise EvidenceUnreadable
        where a name in use leads to none that is in use.
        """
        if not name.in_use or name.number < ROOT:
            return self._left_of(name)
        inode = self._inodes.inode(name.number)
        if not inode.mode or not self._is_in_use(name.number, otherwise=True):
            raise EvidenceUnreadable(f"Inode {name.number:,} is free.")
        return inode

    def _left_of(self, name: Name) -> Inode | None:
        if name.number < ROOT or self._is_in_use(name.number, otherwise=True):
            return None
        try:
            inode = self._inodes.inode(name.number)
        except (
            EvidenceUnreadable
        ):  # of a deleted file: nothing is left behind the name, and the entry says so
            return None
        return inode if inode.mode else None

    def _is_in_use(self, number: int, *, otherwise: bool) -> bool:
        try:
            return self._groups.is_in_use(number)
        except EvidenceUnreadable:  # told once, where the inodes of the group are counted
            return otherwise

    def _meet(self, number: int, *, in_use: bool) -> None:
        if number < len(self._met) and not self._met[number]:
            self._met[number] = True
            self.met += in_use

    def _of_inode(
        self, inode: Inode, path: bytes, *, depth: int, inside: list[Found], is_named: bool
    ) -> Iterator[FileEntry | Fault]:
        entry, trouble = self._entry(inode, EvidencePath(path or b"/"), is_named=is_named)
        yield entry
        if trouble is not None:
            yield trouble
        yield from self._streams(inode, entry)
        if entry.kind is EntryKind.DIRECTORY and (is_named or inode.size_bytes):
            refusal = self._refusal(inode.number, depth)
            if refusal is None:
                self._folders.add(inode.number)
                inside.append((path, inode, depth))
            else:
                yield self._fault(refusal, path=path, number=inode.number)

    def _entry(self, inode: Inode, path: EvidencePath, *, is_named: bool) -> tuple[FileEntry, Fault | None]:
        kind = kind_of_mode(inode.mode)
        stretches: list[Stretch] | None = None
        target: EvidencePath | None = None
        trouble: Fault | None = None
        try:
            if kind is EntryKind.FILE:
                stretches = self._maps.stretches(inode)
            elif kind is EntryKind.SYMLINK:
                target = EvidencePath(self._target_of(inode).partition(b"\0")[0])
        except EvidenceUnreadable as met:
            what = "Where this link points to" if kind is EntryKind.SYMLINK else "Where the content lies"
            trouble = self._fault(f"{what} cannot be read: {met}", path=path.raw, number=inode.number)
        start = self._volume.offset_bytes
        entry = FileEntry(
            address=self._address(inode.number),
            path=path,
            kind=kind,
            size_bytes=inode.size_bytes,
            allocated=is_named,
            content=Content.of_size(inode.size_bytes) if kind is EntryKind.FILE else Content.NOT_A_FILE,
            times=inode.times,
            link_target=target,
            extents=None if stretches is None else as_extents(stretches, start=start),
            links=1 if kind is EntryKind.DIRECTORY else max(1, inode.links),
            remains=Remains.UNPROVEN
            if kind is EntryKind.FILE and inode.size_bytes and not is_named
            else None,
            parent_known=not path.raw.startswith(ORPHANS + b"/"),
            flags=flag_words(flag for bits, flag in _FLAGS if inode.flags & bits) if inode.flags else None,
        )
        return entry, trouble

    def _target_of(self, link: Inode) -> bytes:
        is_short = link.size_bytes < self._layout.short_link_bytes or not link.blocks
        if is_short and link.size_bytes <= len(link.room):
            return link.room[: link.size_bytes]
        if link.size_bytes > LONGEST_TARGET_BYTES:
            raise EvidenceUnreadable(f"its target is longer than {LONGEST_TARGET_BYTES:,} bytes.")
        return b"".join(content(self._windows, self._maps.stretches(link)))

    def _streams(self, inode: Inode, entry: FileEntry) -> Iterator[FileEntry | Fault]:
        try:
            found = attributes_of(self._windows, self._layout, inode)
        except EvidenceUnreadable as trouble:
            reason = f"The extended attributes of the file cannot be read: {trouble}"
            yield self._fault(reason, path=entry.path.raw, number=inode.number)
            return
        for position, attribute in enumerate(found):
            yield FileEntry(
                address=self._address(inode.number, attribute=position),
                path=entry.path,
                stream=attribute.name,
                kind=EntryKind.FILE,
                size_bytes=len(attribute.value),
                allocated=entry.allocated,
                content=Content.of_size(len(attribute.value)),
                times=entry.times,
                links=entry.links,
                place_bytes=self._volume.offset_bytes + self._inodes.place(inode.number),
                parent_known=entry.parent_known,
            )

    def _name_alone(self, name: Name, path: bytes) -> FileEntry:
        """A deleted name whose inode is gone or describes another file now."""
        is_file = name.kind in (EntryKind.FILE, EntryKind.OTHER)
        return FileEntry(
            address=self._address(name.number),
            path=EvidencePath(path),
            kind=name.kind,
            size_bytes=0,
            allocated=False,
            content=Content.NOT_LEFT if is_file else Content.NOT_A_FILE,
            remains=Remains.NO_CONTENT_LEFT if is_file else None,
            parent_known=not path.startswith(ORPHANS + b"/"),
        )

    def _unknown(self, name: Name, path: bytes, trouble: EvidenceUnreadable) -> Iterator[FileEntry | Fault]:
        """A name in use whose inode cannot be read: given content, so that it ends as unreadable."""
        yield FileEntry(
            address=self._address(name.number),
            path=EvidencePath(path),
            kind=EntryKind.OTHER,
            size_bytes=0,
            allocated=True,
            content=Content.PRESENT,
        )
        reason = f"What this name stands for cannot be read: {trouble}"
        yield self._fault(reason, path=path, number=name.number)

    # -- inodes without names

    def _nameless(self, group: int) -> Iterator[FileEntry | Fault]:
        """Of one group: inodes that no name leads to, in use or left from what was deleted."""
        try:
            numbers = self._groups.inodes_in_use(group)
            written = self._groups.written_inodes(group)
        except EvidenceUnreadable as trouble:
            yield self._fault(f"Which inodes are in use cannot be told, and files may be missing: {trouble}")
            return
        files = numbers[numbers >= RESERVED]
        self.in_use += len(files)
        first = group * self._layout.inodes_of_group
        for start in range(first, first + written, self._at_once):
            end = min(start + self._at_once, first + written)
            in_use = np.zeros(end - start, dtype=bool)
            in_use[files[(files >= start) & (files < end)] - start] = True
            yield from self._nameless_within(start, in_use)

    @property
    def _at_once(self) -> int:
        return _TABLE_BYTES // self._layout.inode_bytes

    def _nameless_within(self, start: int, in_use: NDArray[np.bool_]) -> Iterator[FileEntry | Fault]:
        is_unmet = ~self._met[start : start + len(in_use)]
        if start < RESERVED:
            is_unmet[: RESERVED - start] = False
        try:
            has_lived = self._has_lived(start, len(in_use))
        except EvidenceUnreadable as trouble:
            reason = f"Inodes {start:,} to {start + len(in_use) - 1:,} cannot be read, files may be missing"
            yield self._fault(f"{reason}: {trouble}")
            has_lived = np.zeros(len(in_use), dtype=bool)
        for position in np.flatnonzero(is_unmet & (in_use | has_lived)).tolist():
            if not self._met[start + position]:
                yield from self._orphan(start + position)

    def _has_lived(self, start: int, count: int) -> NDArray[np.bool_]:
        """Whether each inode has a time of its last change, which a new table has not."""
        size, at = self._layout.inode_bytes, 32 if self._layout.name == "UFS1" else 48
        raw = b"".join(
            self._windows.piece(self._inodes.place(start) + done, min(1 << 16, count * size - done))
            for done in range(0, count * size, 1 << 16)
        )
        table = np.frombuffer(raw, dtype=np.uint8).reshape(count, size)
        changed = table[:, at : at + (4 if size == 128 else 8)] != 0
        return np.asarray(changed.any(axis=1), dtype=bool)

    def _orphan(self, number: int) -> Iterator[FileEntry | Fault]:
        path = ORPHANS + b"/OrphanFile-%d" % number
        try:
            inode = self._inodes.inode(number)
        except EvidenceUnreadable as trouble:
            yield self._fault(f"Inode {number:,} cannot be read: {trouble}", path=path, number=number)
            return
        self._meet(number, in_use=False)
        waiting: list[Found] = []
        yield from self._of_inode(inode, path, depth=1, inside=waiting, is_named=False)
        yield from self._below(waiting)

    # -- values

    def _address(self, number: int, *, attribute: int | None = None) -> EntryAddress:
        kind = None if attribute is None else ATTRIBUTE_TYPE
        return EntryAddress(volume=self._volume.index, meta_addr=number, attr_type=kind, attr_id=attribute)

    def _fault(self, reason: str, *, path: bytes | None = None, number: int | None = None) -> Fault:
        place = None if path is None else EvidencePath(path)
        return Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index, path=place, meta_addr=number)
