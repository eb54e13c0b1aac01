"""Every name of an APFS volume, folder by folder in the order of the tree, in time linear in their number.

The names of one folder are taken in the order of the numbers behind them, as these stand in the tree; by
their hashes, as the names themselves stand, each would be looked up in another leaf.

Source: Apple, "Apple File System Reference" (2020-06-22), "File-System Objects".
"""

from bisect import bisect_left
from collections.abc import Iterator

from msgspec.structs import replace

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
from forensics.filesystems import decmpfs
from forensics.filesystems.apfs_contents import Contents, Run
from forensics.filesystems.apfs_inodes import (
    APPEND_ONLY,
    COMPRESSED,
    DATALESS,
    HIDDEN,
    IMMUTABLE,
    Attribute,
    FileRecord,
    Inode,
)
from forensics.filesystems.apfs_records import ATTRIBUTE, FOLDER_KIND, PRIVATE, Name, Records
from forensics.filesystems.hfsplus_folders import ORPHANS, ROOT
from forensics.filesystems.modes import kind_of_mode
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes

ATTRIBUTE_TYPE = ATTRIBUTE
LINK_TARGET = b"com.apple.fs.symlink"
_KIND_OF_NAME = {1: 0x1000, 2: 0x2000, 4: 0x4000, 6: 0x6000, 8: 0x8000, 10: 0xA000, 12: 0xC000}
_FLAGS = (
    (HIDDEN, EntryFlag.HIDDEN),
    (IMMUTABLE, EntryFlag.IMMUTABLE),
    (APPEND_ONLY, EntryFlag.APPEND_ONLY),
    (COMPRESSED, EntryFlag.COMPRESSED),
    (DATALESS, EntryFlag.CLOUD),
)
_NAMES_AT_ONCE = 200_000  # of one folder that are sorted together: 40 MB
_MOST_TOLD = 1_000  # leaves that cannot be read, each by itself
_NOT_COUNTED = (ROOT, PRIVATE)  # by the volume's own counts


class Listing:
    """One walk over one volume. `met` counts the files, folders and links whose records were met."""

    def __init__(self, records: Records, contents: Contents, *, volume: Volume, block_bytes: int) -> None:
        self._records, self._contents = records, contents
        self._volume, self._block_bytes = volume, block_bytes
        self._is_met = bytearray(len(records.numbers))
        self.met = 0

    def entries(self) -> Iterator[FileEntry | Fault]:
        yield from self._troubles()
        yield from self._found(ROOT, EvidencePath(b"/"), FOLDER_KIND)
        if PRIVATE in self._records.folders:
            yield from self._folder(ROOT, [Name(PRIVATE, FOLDER_KIND, b"$private-dir")])
        try:
            yield from self._all()
        except EvidenceUnreadable as trouble:
            yield self._fault(f"The rest of the names cannot be read, and some are missing: {trouble}")
        yield from self._nameless()

    def _troubles(self) -> Iterator[Fault]:
        """Leaves of the tree that cannot be read: what they say of files is missing."""
        start = self._volume.offset_bytes
        troubles = self._records.troubles
        for trouble in troubles[:_MOST_TOLD]:
            place = None if trouble.block is None else start + trouble.block * self._block_bytes
            reason = "Part of what describes the files cannot be read, and names may be missing"
            yield Fault(
                stage=Stage.LIST,
                reason=f"{reason}: {trouble.sentence}",
                volume=self._volume.index,
                offset_bytes=place,
                length_bytes=None if place is None else self._block_bytes,
            )
        if len(troubles) > _MOST_TOLD:
            yield self._fault(f"{len(troubles) - _MOST_TOLD:,} more such parts cannot be read.")

    def _all(self) -> Iterator[FileEntry | Fault]:
        inside, names = ROOT, list[Name]()
        for parent, name in self._records.names():
            if parent != inside or len(names) >= _NAMES_AT_ONCE:
                yield from self._folder(inside, names)
                inside, names = parent, []
            names.append(name)
        yield from self._folder(inside, names)

    def _folder(self, number: int, names: list[Name]) -> Iterator[FileEntry | Fault]:
        if not names:
            return
        places = self._records.folders.places(number)
        if places.trouble:
            path = places.prefixes[0].rstrip(b"/") or b"/"
            yield self._fault(places.trouble, path=EvidencePath(path), number=number)
        names.sort(key=_order)
        for name in names:
            for prefix in places.prefixes:
                yield from self._found(name.number, EvidencePath(prefix + name.name), name.kind)

    def _nameless(self) -> Iterator[FileEntry | Fault]:
        """Records of files that no name stands for."""
        for place, number in enumerate(self._records.numbers):
            if not self._is_met[place]:
                yield from self._found(number, EvidencePath(ORPHANS + b"OrphanFile-%d" % number), None)

    def _found(self, number: int, path: EvidencePath, name_kind: int | None) -> Iterator[FileEntry | Fault]:
        """What one name stands for, with its streams; `name_kind` is `None` where it has no name."""
        try:
            file = self._contents.record(number)
        except EvidenceUnreadable as trouble:
            yield from self._unknown(number, path, name_kind, trouble)
            return
        self._note(number)
        entry, faults = self._entry(file, path, is_named=name_kind is not None)
        yield entry
        for position, attribute in enumerate(file.attributes):
            if attribute.name != LINK_TARGET:
                yield self._stream(entry, attribute, position)
        yield from faults

    def _note(self, number: int) -> None:
        place = bisect_left(self._records.numbers, number)
        if place < len(self._is_met) and self._records.numbers[place] == number and not self._is_met[place]:
            self._is_met[place] = 1
            self.met += number not in _NOT_COUNTED

    def _unknown(
        self, number: int, path: EvidencePath, name_kind: int | None, trouble: EvidenceUnreadable
    ) -> Iterator[FileEntry | Fault]:
        """A name whose record cannot be read: given content where it is a file's, so that it ends as
        unreadable.
        """
        kind = kind_of_mode(_KIND_OF_NAME.get(name_kind or 0, 0))
        has_content = kind in (EntryKind.FILE, EntryKind.OTHER)
        yield FileEntry(
            address=self._address(number),
            path=path,
            kind=kind,
            size_bytes=0,
            allocated=name_kind is not None,
            content=Content.PRESENT if has_content else Content.NOT_A_FILE,
        )
        yield self._fault(f"What this name stands for cannot be read: {trouble}", path=path, number=number)

    def _entry(
        self, file: FileRecord, path: EvidencePath, *, is_named: bool
    ) -> tuple[FileEntry, list[Fault]]:
        inode = file.inode
        kind = kind_of_mode(inode.mode)
        is_file = kind is EntryKind.FILE
        entry = FileEntry(
            address=self._address(inode.number),
            path=path,
            kind=kind,
            size_bytes=inode.size_bytes if is_file else 0,
            allocated=is_named,
            content=Content.of_size(inode.size_bytes) if is_file else Content.NOT_A_FILE,
            times=_times(inode),
            links=1 if kind is EntryKind.DIRECTORY else max(1, inode.links),
            parent_known=is_named,
            flags=_flags(inode) if inode.flags or inode.is_sparse else None,
        )
        try:
            if is_file:
                return self._with_place(file, entry), []
            return self._with_target(file, entry), []
        except EvidenceUnreadable as trouble:
            what = "Where the content lies" if is_file else "Where this link points to"
            fault = self._fault(f"{what} cannot be read: {trouble}", path=path, number=inode.number)
            return entry, [fault]

    def _with_place(self, file: FileRecord, entry: FileEntry) -> FileEntry:
        header = self._contents.compression(file)
        size_bytes = None if header is None else decmpfs.content_bytes(header)
        if size_bytes is not None:
            return replace(entry, size_bytes=size_bytes, content=Content.of_size(size_bytes))
        if not file.inode.has_stream or self._contents.is_elsewhere(file):
            return entry
        return replace(entry, extents=self._extents(self._contents.runs(file)))

    def _with_target(self, file: FileRecord, entry: FileEntry) -> FileEntry:
        target = file.attribute(LINK_TARGET) if entry.kind is EntryKind.SYMLINK else None
        if target is None:
            return entry
        if target.inline is None:
            raise EvidenceUnreadable("the target is not kept as links keep it.")
        raw = target.inline.partition(b"\0")[0]
        return replace(entry, size_bytes=len(raw), link_target=EvidencePath(raw))

    def _stream(self, entry: FileEntry, attribute: Attribute, position: int) -> FileEntry:
        extents = None
        if attribute.inline is None:
            try:
                extents = self._extents(self._contents.attribute_runs(attribute))
            except EvidenceUnreadable:  # told as a fault when the content is read
                extents = None
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
            extents=extents,
            links=entry.links,
        )

    def _extents(self, runs: list[Run]) -> tuple[Extent, ...] | None:
        """`None` where some of it is encrypted by another place than its own: no stretch of bytes is it."""
        if any(run.moved for run in runs):
            return None
        start = self._volume.offset_bytes
        return tuple(
            Extent(
                offset_bytes=None if run.block is None else start + run.block * self._block_bytes,
                length_bytes=run.length_bytes,
            )
            for run in runs
        )

    def _address(self, number: int) -> EntryAddress:
        return EntryAddress(volume=self._volume.index, meta_addr=number)

    def _fault(self, reason: str, *, path: EvidencePath | None = None, number: int | None = None) -> Fault:
        return Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index, path=path, meta_addr=number)


def _order(name: Name) -> tuple[int, bytes]:
    return name.number, name.name


def _flags(inode: Inode) -> str | None:
    found = [flag for bit, flag in _FLAGS if inode.flags & bit]
    return flag_words([*found, EntryFlag.SPARSE] if inode.is_sparse else found)


def _times(inode: Inode) -> MacTimes:
    return MacTimes(
        mtime=FsTime(inode.modified),
        atime=FsTime(inode.accessed),
        ctime=FsTime(inode.changed),
        crtime=FsTime(inode.created),
    )
