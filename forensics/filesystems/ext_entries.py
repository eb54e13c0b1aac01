"""Names of an ext directory turned into entries: the work done for every file, so it is written for speed.

Names come in the order of their inodes; the table is then read front to back and one window serves many.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from struct import Struct
from typing import NamedTuple

from forensics.entries import (
    Content,
    EntryAddress,
    EntryFlag,
    EntryKind,
    Extent,
    Fault,
    FileEntry,
    Remains,
    Stage,
    flag_words,
)
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
from forensics.filesystems.ext_playback import PlayedImage
from forensics.filesystems.ext_windows import VolumeWindows
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
_IMMUTABLE_FLAG, _APPEND_FLAG = 0x10, 0x20
_TOLD_FLAGS = _IMMUTABLE_FLAG | _APPEND_FLAG
_BELOW_ORPHANS = b"/" + ORPHANS + b"/"
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
    remains: Remains | None = None


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
        played: PlayedImage | None = None,
    ) -> None:
        """`played`: blocks of contents that are read from the journal have no place in the image."""
        self._played = played
        self._volume = volume
        self._windows = windows
        self._super = superblock
        self._tables = tables
        self._bitmaps = bitmaps
        self._mapper = mapper
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
            self._super.blocks if self._played is None else 0,  # 0: every content is placed with care
        )
        has_large_files, is_fine = self._super.has_large_files, self._is_fine
        plain_flags = EXTENTS_FLAG | INLINE_FLAG | _TOLD_FLAGS
        plain_flags |= ENCRYPTED_FLAG if self._super.may_encrypt else 0
        plain_flags |= COMPRESSED_FLAG if self._super.may_compress else 0
        short, long = _SHORT.unpack_from, _LONG.unpack_from
        named_free = self.named_free
        is_file, present = EntryKind.FILE, Content.PRESENT
        parent_known = not prefix.startswith(_BELOW_ORPHANS)
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
                remains=placed.remains,
                parent_known=parent_known,
                flags=self._words(flags, extents=placed.extents),
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
            parent_known=not path.raw.startswith(_BELOW_ORPHANS),
            flags=self._words(inode.flags),
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

    def _words(self, flags: int, *, extents: tuple[Extent, ...] | None = None) -> str | None:
        told = flags & (_TOLD_FLAGS | INLINE_FLAG)
        told |= flags & ENCRYPTED_FLAG if self._super.may_encrypt else 0
        told |= flags & COMPRESSED_FLAG if self._super.may_compress else 0
        is_sparse = extents is not None and any(each.offset_bytes is None for each in extents)
        return _flag_words(told, is_sparse=is_sparse) if told or is_sparse else None

    def _placed(self, inode: Inode) -> Placed:
        """Where a file's content lies, and what is left of that where it is deleted."""
        size_bytes = inode.size_bytes
        content = Content.of_size(size_bytes)
        is_gone = not inode.in_use and size_bytes > 0
        if inode.flags & INLINE_FLAG:
            place = self._volume.offset_bytes + self._tables.place(inode.number) if size_bytes else None
            return Placed(content, place_bytes=place, remains=Remains.RESIDENT if is_gone else None)
        is_encrypted = bool(size_bytes) and self.is_encrypted(inode)
        is_compressed = self._super.may_compress and inode.flags & COMPRESSED_FLAG
        if is_compressed or size_bytes > _LARGEST_SIZE:
            return Placed(content, remains=Remains.UNPROVEN if is_gone else None)
        try:
            found = self._mapper.mapped(inode.area, flags=inode.flags, size_bytes=size_bytes)
        except EvidenceUnreadable as trouble:
            if is_gone:
                return Placed(Content.NOT_LEFT, remains=Remains.NO_CONTENT_LEFT)
            if is_encrypted or not inode.in_use:
                return Placed(Content.ENCRYPTED if is_encrypted else content)
            return Placed(content, trouble=f"The record of where the content lies cannot be read: {trouble}")
        remains = self._remains(found) if is_gone else None
        if is_encrypted:
            return Placed(Content.ENCRYPTED, remains=remains)
        if remains in (Remains.NO_CONTENT_LEFT, Remains.UNPROVEN):
            return Placed(Content.NOT_LEFT, remains=remains)
        played = self._played
        if played is not None and any(
            played.holds_any(run.block, run.blocks) for run in found.runs if run.block is not None
        ):
            return Placed(content, remains=remains)
        extents = as_extents(
            found.runs,
            block_bytes=self._super.block_bytes,
            start=self._volume.offset_bytes,
            size_bytes=size_bytes,
        )
        return Placed(content, extents, remains=remains)

    def _remains(self, found: BlockMap) -> Remains:
        """What is left of a deleted content. Without a single block it is not known where it lay: deleting
        takes the map out of the inode on ext3 and ext4.
        """
        runs = [(run.block, run.blocks) for run in found.runs if run.block is not None]
        total = sum(count for _, count in runs)
        try:
            used = sum(self._bitmaps.in_use_among(block, count) for block, count in runs)
            if not runs or any(self._bitmaps.in_use_among(node, 1) for node in found.nodes):
                return Remains.NO_CONTENT_LEFT
        except EvidenceUnreadable:  # of the bitmap, which is told where the ranges in use are counted
            return Remains.UNPROVEN
        if not used:
            return Remains.RECOVERED
        return Remains.PARTLY_OVERWRITTEN if used < total else Remains.NO_CONTENT_LEFT

    def _is_used_again(self, found: BlockMap) -> bool:
        runs = [(run.block, run.blocks) for run in found.runs if run.block is not None]
        runs.extend((node, 1) for node in found.nodes)
        return any(self._bitmaps.in_use_among(block, count) for block, count in runs)


@lru_cache(maxsize=256)
def _flag_words(flags: int, *, is_sparse: bool) -> str | None:
    told = (
        (_IMMUTABLE_FLAG, EntryFlag.IMMUTABLE),
        (_APPEND_FLAG, EntryFlag.APPEND_ONLY),
        (ENCRYPTED_FLAG, EntryFlag.ENCRYPTED),
        (COMPRESSED_FLAG, EntryFlag.COMPRESSED),
        (INLINE_FLAG, EntryFlag.INLINE),
    )
    found = [flag for bit, flag in told if flags & bit]
    return flag_words([*found, EntryFlag.SPARSE] if is_sparse else found)


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
