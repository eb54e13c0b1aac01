"""Where the contents of ext inodes lie, what is left of deleted ones, and where links point to."""

from functools import lru_cache
from typing import NamedTuple

from forensics.entries import Content, EntryFlag, Extent, Remains, flag_words
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_inodes import (
    COMPRESSED_FLAG,
    ENCRYPTED_FLAG,
    INLINE_FLAG,
    Inode,
    InodeTables,
    inline_content,
)
from forensics.filesystems.ext_layout import Superblock
from forensics.filesystems.ext_mapping import AREA_BYTES, EXTENTS_FLAG, BlockMap, Mapper, Run, as_extents
from forensics.filesystems.ext_maps import Bitmaps
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.played_image import PlayedImage
from forensics.images import Volume
from forensics.paths import EvidencePath

_IMMUTABLE_FLAG, _APPEND_FLAG = 0x10, 0x20
TOLD_FLAGS = _IMMUTABLE_FLAG | _APPEND_FLAG
_LONGEST_TARGET = 4095  # PATH_MAX
_LARGEST_SIZE = 2**63 - 1


class Placed(NamedTuple):
    """What is behind a file: its content's state, place, and trouble with the record of the place."""

    content: Content
    extents: tuple[Extent, ...] | None = None
    place_bytes: int | None = None
    trouble: str | None = None
    remains: Remains | None = None


class Contents:
    """The contents of one volume."""

    def __init__(
        self,
        volume: Volume,
        windows: VolumeWindows,
        superblock: Superblock,
        *,
        tables: InodeTables,
        bitmaps: Bitmaps,
        mapper: Mapper,
        played: PlayedImage | None,
    ) -> None:
        """`played`: blocks of contents that are read from the journal have no place in the image."""
        self._played = played
        self._volume = volume
        self._windows = windows
        self._super = superblock
        self._tables = tables
        self._bitmaps = bitmaps
        self._mapper = mapper

    def placed(self, inode: Inode) -> Placed:
        """Where a file's content lies, and what is left of that where it is deleted."""
        size_bytes = inode.size_bytes
        content = Content.of_size(size_bytes)
        is_gone = not inode.in_use and size_bytes > 0
        if inode.flags & INLINE_FLAG:
            place = self._volume.offset_bytes + self._tables.place(inode.number) if size_bytes else None
            return Placed(content, place_bytes=place, remains=Remains.RESIDENT if is_gone else None)
        is_encrypted = bool(size_bytes) and self._is_encrypted(inode)
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
        if any(self._is_in_journal(run) for run in found.runs):
            return Placed(content, remains=remains)
        extents = as_extents(
            found.runs,
            block_bytes=self._super.block_bytes,
            start=self._volume.offset_bytes,
            size_bytes=size_bytes,
        )
        return Placed(content, extents, remains=remains)

    def _is_in_journal(self, run: Run) -> bool:
        """Whether any of these blocks is read from the journal, and so has no place in the image."""
        if self._played is None or run.block is None:
            return False
        size = self._super.block_bytes
        return self._played.holds_any(self._volume.offset_bytes + run.block * size, run.blocks * size)

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

    def target(self, inode: Inode) -> EvidencePath | None:
        """Where a symbolic link points to; `None` where that is not left, encrypted or too long to be one."""
        size_bytes = inode.size_bytes
        if size_bytes > _LONGEST_TARGET or self._is_encrypted(inode):
            return None
        if inode.flags & INLINE_FLAG:
            raw = b"".join(inline_content(inode).exactly(size_bytes))
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
        if not raw and inode.in_use:
            raise EvidenceUnreadable("Nothing is written there.")
        return EvidencePath(raw) if raw else None

    def _is_encrypted(self, inode: Inode) -> bool:
        return self._super.may_encrypt and bool(inode.flags & ENCRYPTED_FLAG)

    def flag_words(self, flags: int, *, extents: tuple[Extent, ...] | None = None) -> str | None:
        told = flags & (TOLD_FLAGS | INLINE_FLAG)
        told |= flags & ENCRYPTED_FLAG if self._super.may_encrypt else 0
        told |= flags & COMPRESSED_FLAG if self._super.may_compress else 0
        is_sparse = extents is not None and any(each.offset_bytes is None for each in extents)
        return _flag_words(told, is_sparse=is_sparse) if told or is_sparse else None


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
