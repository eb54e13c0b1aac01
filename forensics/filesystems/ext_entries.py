"""Names of an ext directory turned into entries: the work done for every file, so it is written for speed.

Names come in the order of their inodes; the table is then read front to back and one window serves many.
"""

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple

from forensics.entries import Content, EntryAddress, EntryKind, Extent, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_folders import Name
from forensics.filesystems.ext_inodes import (
    COMPRESSED_FLAG,
    ENCRYPTED_FLAG,
    INLINE_FLAG,
    Inode,
    InodeTables,
    inline_content,
)
from forensics.filesystems.ext_layout import Superblock
from forensics.filesystems.ext_mapping import (
    AREA_BYTES,
    EXTENT_MAGIC,
    EXTENTS_FLAG,
    WRITTEN_MOST,
    BlockMap,
    Mapper,
    as_extents,
)
from forensics.filesystems.ext_maps import Bitmaps
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.timekeeping import SECOND_NS, TIMEKEEPING
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes

# mode, size, atime, ctime, mtime, links, flags; of i_block: magic, extents, depth, and the first extent's
# place in the file, length, high and low of its block; size's high half
_SHORT = Struct("<H2xIIII6xH4xI4xHH2xH4xIHHI44xI")
# i_extra_isize and what lies behind 128 bytes: extra of ctime, mtime, atime; crtime and its extra
_LONG = Struct("<H2xIIIII")
_LONG_AT = 128
_TIMES_EXTRA = 24  # i_extra_isize that takes in all of them
_KIND_OF_MODE = (
    EntryKind.OTHER, EntryKind.FIFO, EntryKind.CHARACTER_DEVICE, EntryKind.OTHER,
    EntryKind.DIRECTORY, EntryKind.OTHER, EntryKind.BLOCK_DEVICE, EntryKind.OTHER,
    EntryKind.FILE, EntryKind.OTHER, EntryKind.SYMLINK, EntryKind.OTHER,
    EntryKind.SOCKET, EntryKind.OTHER, EntryKind.OTHER, EntryKind.OTHER,
)  # fmt: skip
_KIND_OF_NAME = (
    EntryKind.OTHER, EntryKind.FILE, EntryKind.DIRECTORY, EntryKind.CHARACTER_DEVICE,
    EntryKind.BLOCK_DEVICE, EntryKind.FIFO, EntryKind.SOCKET, EntryKind.SYMLINK,
)  # fmt: skip
_LONGEST_TARGET = 4095  # PATH_MAX
_LARGEST_SIZE = 2**63 - 1


class Folder(NamedTuple):
    """A directory met, to be listed."""

    path: bytes
    number: int


class Placed(NamedTuple):
    """What is behind a file: its content's state, place, and trouble with the record of the place."""

    content: Content
    extents: tuple[Extent, ...] | None = None
    place_bytes: int | None = None
    trouble: str | None = None


class EntryMaker:
    """Makes the entries of one volume and notes which inodes they lead to."""

    def __init__(
        self,
        volume: Volume,
        windows: VolumeWindows,
        superblock: Superblock,
        *,
        tables: InodeTables,
        bitmaps: Bitmaps,
        mapper: Mapper,
    ) -> None:
        self._volume = volume
        self._windows = windows
        self._super = superblock
        self._tables = tables
        self._bitmaps = bitmaps
        self._mapper = mapper
        keeping = TIMEKEEPING[volume.file_system or "ext4"]
        self._is_fine = keeping.crtime is not None and superblock.inode_bytes > _LONG_AT
        self.met: dict[int, bytearray] = {}  # by group, one bit for each inode in use that a name leads to
        self.named_free: set[int] = set()  # free inodes that a name leads to

    def entries(
        self, prefix: bytes, names: Iterable[Name], *, are_live: bool, folders: list[Folder]
    ) -> Iterator[FileEntry | Fault]:
        """The entries of names that stand in one directory; directories among them are added to `folders`."""
        volume, start = self._volume.index, self._volume.offset_bytes
        size_of_inode, block_bytes, blocks = (
            self._super.inode_bytes,
            self._super.block_bytes,
            self._super.blocks,
        )
        has_large_files, is_fine = self._super.has_large_files, self._is_fine
        plain_flags = EXTENTS_FLAG | INLINE_FLAG
        plain_flags |= ENCRYPTED_FLAG if self._super.may_encrypt else 0
        plain_flags |= COMPRESSED_FLAG if self._super.may_compress else 0
        short, long = _SHORT.unpack_from, _LONG.unpack_from
        named_free = self.named_free
        is_file, present = EntryKind.FILE, Content.PRESENT
        low = high = group_first = 0
        data = in_use = b""
        met = bytearray()
        for number, name, name_kind in names:
            if not low <= number < high:
                try:
                    window = self._tables.window(number)
                except EvidenceUnreadable as trouble:
                    yield from self._without_inode(
                        prefix + name, number, name_kind, trouble if are_live else None
                    )
                    continue
                low, high, data, group_first, in_use = (
                    window.first, window.stop, window.data, window.group_first, window.in_use,
                )  # fmt: skip
                met = self.met.setdefault(window.group, bytearray(len(in_use)))
            bit = number - group_first
            is_used = in_use[bit >> 3] >> (bit & 7) & 1
            if not is_used:
                named_free.add(number)
            elif are_live:
                met[bit >> 3] |= 1 << (bit & 7)
            else:  # the inode serves another name now, so none of it is taken
                yield from self._without_inode(prefix + name, number, name_kind, None)
                continue
            at = (number - low) * size_of_inode
            (
                mode, size_bytes, atime, ctime, mtime, links, flags,
                magic, count, depth, first, length, block_high, block, size_high,
            ) = short(data, at)  # fmt: skip
            if is_fine:
                extra, ctime_more, mtime_more, atime_more, crtime, crtime_more = long(data, at + _LONG_AT)
                if extra >= _TIMES_EXTRA:
                    born = crtime * SECOND_NS + (crtime_more >> 2)
                    times = MacTimes(
                        mtime=FsTime(mtime * SECOND_NS + (mtime_more >> 2)),
                        atime=FsTime(atime * SECOND_NS + (atime_more >> 2)),
                        ctime=FsTime(ctime * SECOND_NS + (ctime_more >> 2)),
                        crtime=FsTime(born) if born else None,
                    )
                else:
                    times = _partly_fine_times(
                        extra, mtime, atime, ctime, crtime, mtime_more, atime_more, ctime_more
                    )
            else:
                times = MacTimes(
                    mtime=FsTime(mtime * SECOND_NS),
                    atime=FsTime(atime * SECOND_NS),
                    ctime=FsTime(ctime * SECOND_NS),
                )
            kind = _KIND_OF_MODE[mode >> 12]
            path = EvidencePath(prefix + name)
            if kind is not is_file:
                inode = self._tables.inode(number)
                yield from self._not_a_file(inode, kind, path, times, are_live=are_live, folders=folders)
                continue
            if has_large_files:
                size_bytes += size_high << 32
            if (
                flags & plain_flags == EXTENTS_FLAG
                and magic == EXTENT_MAGIC
                and count == 1
                and not depth
                and not first
                and length <= WRITTEN_MOST
                and is_used
                and 0 < size_bytes <= length * block_bytes
                and not block_high
                and 0 < block <= blocks - length
            ):
                yield FileEntry(
                    address=EntryAddress(volume=volume, meta_addr=number),
                    path=path,
                    kind=is_file,
                    size_bytes=size_bytes,
                    allocated=are_live,
                    content=present,
                    times=times,
                    extents=(Extent(offset_bytes=start + block * block_bytes, length_bytes=size_bytes),),
                    links=links or 1,
                )
                continue
            placed = self._placed(self._tables.inode(number))
            yield FileEntry(
                address=EntryAddress(volume=volume, meta_addr=number),
                path=path,
                kind=is_file,
                size_bytes=size_bytes,
                allocated=are_live and bool(is_used),
                content=placed.content,
                times=times,
                extents=placed.extents,
                links=links or 1,
                place_bytes=placed.place_bytes,
            )
            if placed.trouble:
                yield self.fault(placed.trouble, path=path, number=number)

    def fault(self, reason: str, *, path: EvidencePath | None = None, number: int | None = None) -> Fault:
        return Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index, path=path, meta_addr=number)

    def _without_inode(
        self, path: bytes, number: int, name_kind: int, trouble: EvidenceUnreadable | None
    ) -> Iterator[FileEntry | Fault]:
        """A name alone, because its inode is gone, describes another file now, or cannot be read."""
        kind = _KIND_OF_NAME[name_kind] if name_kind < len(_KIND_OF_NAME) else EntryKind.OTHER
        entry = FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=number),
            path=EvidencePath(path),
            kind=kind,
            size_bytes=0,
            allocated=False,
            content=Content.NOT_LEFT if kind in (EntryKind.FILE, EntryKind.OTHER) else Content.NOT_A_FILE,
        )
        yield entry
        if trouble:
            reason = f"The name is in use, but its inode {number} cannot be read: {trouble}"
            yield self.fault(reason, path=entry.path, number=number)

    def _not_a_file(
        self,
        inode: Inode,
        kind: EntryKind,
        path: EvidencePath,
        times: MacTimes,
        *,
        are_live: bool,
        folders: list[Folder],
    ) -> Iterator[FileEntry | Fault]:
        target: EvidencePath | None = None
        trouble: str | None = None
        if kind is EntryKind.DIRECTORY:
            folders.append(Folder(path.raw, inode.number))
        elif kind is EntryKind.SYMLINK:
            try:
                target = self._target(inode)
            except EvidenceUnreadable as met:
                trouble = f"Where the link points cannot be read: {met}" if inode.in_use else None
        yield FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=inode.number),
            path=path,
            kind=kind,
            size_bytes=inode.size_bytes,
            allocated=are_live and inode.in_use,
            content=Content.NOT_A_FILE,
            times=times,
            link_target=target,
        )
        if trouble:
            yield self.fault(trouble, path=path, number=inode.number)

    def _target(self, inode: Inode) -> EvidencePath | None:
        size_bytes = inode.size_bytes
        if size_bytes > _LONGEST_TARGET or self.is_encrypted(inode):
            return None
        if inode.flags & INLINE_FLAG:
            raw = inline_content(inode).exactly(size_bytes)
        elif size_bytes < AREA_BYTES and not inode.flags & EXTENTS_FLAG:
            raw = inode.area[:size_bytes]
        else:
            found = self._mapper.mapped(inode.area, flags=inode.flags, size_bytes=size_bytes)
            if not inode.in_use and self._is_used_again(found):
                return None
            block_bytes = self._super.block_bytes
            raw = b"".join(
                bytes(run.blocks * block_bytes)
                if run.block is None
                else self._windows.piece(run.block * block_bytes, run.blocks * block_bytes)
                for run in found.runs
            )[:size_bytes]
        raw = raw.partition(b"\0")[0]
        return EvidencePath(raw) if raw else None

    def is_encrypted(self, inode: Inode) -> bool:
        return self._super.may_encrypt and bool(inode.flags & ENCRYPTED_FLAG)

    def _placed(self, inode: Inode) -> Placed:
        """Where a file's content lies; a deleted one whose blocks serve others has none left."""
        size_bytes = inode.size_bytes
        content = Content.PRESENT if size_bytes else Content.EMPTY
        if inode.flags & INLINE_FLAG:
            place = self._volume.offset_bytes + self._tables.place(inode.number) if size_bytes else None
            return Placed(content, place_bytes=place)
        if size_bytes and self.is_encrypted(inode):
            return Placed(Content.ENCRYPTED)
        is_compressed = self._super.may_compress and inode.flags & COMPRESSED_FLAG
        if is_compressed or size_bytes > _LARGEST_SIZE:
            return Placed(content)
        try:
            found = self._mapper.mapped(inode.area, flags=inode.flags, size_bytes=size_bytes)
            if not inode.in_use and self._is_used_again(found):
                return Placed(Content.NOT_LEFT)
        except EvidenceUnreadable as trouble:
            if not inode.in_use:
                return Placed(Content.NOT_LEFT if size_bytes else Content.EMPTY)
            return Placed(content, trouble=f"The record of where the content lies cannot be read: {trouble}")
        extents = as_extents(
            found.runs,
            block_bytes=self._super.block_bytes,
            start=self._volume.offset_bytes,
            size_bytes=size_bytes,
        )
        return Placed(content, extents)

    def _is_used_again(self, found: BlockMap) -> bool:
        runs = [(run.block, run.blocks) for run in found.runs if run.block is not None]
        runs.extend((node, 1) for node in found.nodes)
        return any(self._bitmaps.is_any_in_use(block, count) for block, count in runs)


def _partly_fine_times(
    extra: int,
    mtime: int,
    atime: int,
    ctime: int,
    crtime: int,
    mtime_more: int,
    atime_more: int,
    ctime_more: int,
) -> MacTimes:
    """The times of an inode that has room for only some of the finer fields, or none (i_extra_isize)."""
    return MacTimes(
        mtime=FsTime(mtime * SECOND_NS + (mtime_more >> 2 if extra >= 12 else 0)),
        atime=FsTime(atime * SECOND_NS + (atime_more >> 2 if extra >= 16 else 0)),
        ctime=FsTime(ctime * SECOND_NS + (ctime_more >> 2 if extra >= 8 else 0)),
        crtime=FsTime(crtime * SECOND_NS) if extra >= 20 and crtime else None,
    )
