"""Names of an ext directory turned into entries: the work done for every file, so it is written for speed.

Names come in the order of their inodes; the table is then read front to back and one window serves many.
"""

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple

from forensics.entries import Content, EntryAddress, EntryKind, Extent, Fault, FileEntry, Remains, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_folders import Name
from forensics.filesystems.ext_inodes import (
    COMPRESSED_FLAG,
    ENCRYPTED_FLAG,
    INLINE_FLAG,
    Inode,
    InodeTables,
)
from forensics.filesystems.ext_layout import Superblock
from forensics.filesystems.ext_mapping import EXTENT_MAGIC, EXTENTS_FLAG, WRITTEN_MOST
from forensics.filesystems.ext_placing import TOLD_FLAGS, Contents
from forensics.filesystems.modes import kind_of_mode
from forensics.filesystems.timekeeping import SECOND_NS
from forensics.filesystems.tsk.walk import ORPHANS
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes, TimeFlag

# mode, size; atime, ctime, mtime (signed, as the kernel has it); links, flags; of i_block: magic, extents,
# depth, and the first extent's place in the file, length, high and low of its block; size's high half
_SHORT = Struct("<H2xIiii6xH4xI4xHH2xH4xIHHI44xI")
# i_extra_isize and what lies behind 128 bytes: extra of ctime, mtime, atime; crtime and its extra
_LONG = Struct("<H2xIIIiI")
_LONG_AT = 128
_TIMES_EXTRA = 24  # i_extra_isize that takes in all of them
_KIND_OF_MODE = tuple(kind_of_mode(bits << 12) for bits in range(16))  # an index costs less than a call
_KIND_OF_NAME = (
    EntryKind.OTHER, EntryKind.FILE, EntryKind.DIRECTORY, EntryKind.CHARACTER_DEVICE,
    EntryKind.BLOCK_DEVICE, EntryKind.FIFO, EntryKind.SOCKET, EntryKind.SYMLINK,
)  # fmt: skip
_EPOCH_BITS = 3  # of the finer fields: two more bits of the seconds [EXT] Inode Timestamps
_DELETED = Struct("<H18xI2xH")  # mode, time of deletion, links
_BELOW_ORPHANS = b"/" + ORPHANS + b"/"


class Folder(NamedTuple):
    """A directory met, to be listed."""

    path: bytes
    number: int


class EntryMaker:
    """Makes the entries of one volume and notes which inodes they lead to."""

    def __init__(
        self,
        volume: Volume,
        superblock: Superblock,
        *,
        tables: InodeTables,
        contents: Contents,
        is_played: bool,
    ) -> None:
        """`is_played`: some blocks are read from the journal."""
        self._volume = volume
        self._super = superblock
        self._tables = tables
        self._contents = contents
        self._is_played = is_played
        # whatever the volume is called: Linux mounts ext2 and ext3 by the driver of ext4, which fills them in
        self._is_fine = superblock.inode_bytes > _LONG_AT
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
            self._super.blocks if not self._is_played else 0,  # 0: every content is placed with care
        )
        has_large_files, is_fine = self._super.has_large_files, self._is_fine
        plain_flags = EXTENTS_FLAG | INLINE_FLAG | TOLD_FLAGS
        plain_flags |= ENCRYPTED_FLAG if self._super.may_encrypt else 0
        plain_flags |= COMPRESSED_FLAG if self._super.may_compress else 0
        short, long = _SHORT.unpack_from, _LONG.unpack_from
        named_free = self.named_free
        is_file, present = EntryKind.FILE, Content.PRESENT
        parent_known = not prefix.startswith(_BELOW_ORPHANS)
        low = high = group_first = 0
        data = b""
        in_use: bytes | bytearray = b""
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
            at = (number - low) * size_of_inode
            is_used = in_use[bit >> 3] >> (bit & 7) & 1
            if not is_used and are_live and _was_never_deleted(data, at):
                self._tables.claim(number)
                in_use, is_used = self._tables.in_use(window.group), 1
            if not is_used:
                named_free.add(number)
            elif are_live:
                met[bit >> 3] |= 1 << (bit & 7)
            else:  # the inode serves another name now, so none of it is taken
                yield from self._without_inode(prefix + name, number, name_kind, None)
                continue
            (
                mode, size_bytes, atime, ctime, mtime, links, flags,
                magic, count, depth, first, length, block_high, block, size_high,
            ) = short(data, at)  # fmt: skip
            if is_fine:
                extra, ctime_more, mtime_more, atime_more, crtime, crtime_more = long(data, at + _LONG_AT)
                more = ctime_more | mtime_more | atime_more | crtime_more
                if extra >= _TIMES_EXTRA and crtime and not more & _EPOCH_BITS:
                    times = MacTimes(
                        mtime=FsTime(mtime * SECOND_NS + (mtime_more >> 2)),
                        atime=FsTime(atime * SECOND_NS + (atime_more >> 2)),
                        ctime=FsTime(ctime * SECOND_NS + (ctime_more >> 2)),
                        crtime=FsTime(crtime * SECOND_NS + (crtime_more >> 2)),
                    )
                else:
                    times = _fine_times(
                        extra, mtime, atime, ctime, crtime, mtime_more, atime_more, ctime_more, crtime_more
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
                and parent_known
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
            placed = self._contents.placed(self._tables.inode(number))
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
                remains=placed.remains,
                parent_known=parent_known,
                flags=self._contents.flag_words(flags, extents=placed.extents),
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
        is_file = kind in (EntryKind.FILE, EntryKind.OTHER)
        entry = FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=number),
            path=EvidencePath(path),
            kind=kind,
            size_bytes=0,
            allocated=False,
            content=Content.NOT_LEFT if is_file else Content.NOT_A_FILE,
            remains=Remains.NO_CONTENT_LEFT if is_file else None,
            parent_known=not path.startswith(_BELOW_ORPHANS),
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
                target = self._contents.target(inode)
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
            parent_known=not path.raw.startswith(_BELOW_ORPHANS),
            flags=self._contents.flag_words(inode.flags),
        )
        if trouble:
            yield self.fault(trouble, path=path, number=inode.number)


def _was_never_deleted(data: bytes, at: int) -> bool:
    """Whether the inode at `at` says that it is in use, as Linux takes it: it does not ask the bitmap."""
    mode, deleted_at, links = _DELETED.unpack_from(data, at)
    return bool(mode and links and not deleted_at)


def _fine_times(
    extra: int,
    mtime: int,
    atime: int,
    ctime: int,
    crtime: int,
    mtime_more: int,
    atime_more: int,
    ctime_more: int,
    crtime_more: int,
) -> MacTimes:
    """The times of an inode whose seconds go beyond 32 bits, that was not born at a known time, or that has
    room for only some of the finer fields, or none (i_extra_isize).
    """
    has_birth = extra >= 20
    born = _fine(crtime, crtime_more if extra >= _TIMES_EXTRA else 0)
    return MacTimes(
        mtime=FsTime(_fine(mtime, mtime_more if extra >= 12 else 0)),
        atime=FsTime(_fine(atime, atime_more if extra >= 16 else 0)),
        ctime=FsTime(_fine(ctime, ctime_more if extra >= 8 else 0)),
        crtime=FsTime(born) if has_birth and born else None,
        flags=f"crtime:{TimeFlag.ZERO}" if has_birth and not born else None,
    )


def _fine(seconds: int, more: int) -> int:
    """Nanoseconds of signed seconds and the finer field: two bits above the seconds, then nanoseconds."""
    return (seconds + ((more & _EPOCH_BITS) << 32)) * SECOND_NS + (more >> 2)
