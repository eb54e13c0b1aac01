"""The folders of UFS: records of names, and names that are left between them.

A name is deleted by lengthening the record before it, or, where it is the first of its sector, by taking its
inode away. Both leave the name itself until another one is written there.

Source: [UFS] FreeBSD, sys/ufs/ufs/dir.h, struct direct.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

from forensics.entries import EntryKind
from forensics.filesystems.ufs_layout import UfsLayout

SECTOR_BYTES = 512  # [UFS] DIRBLKSIZ
_HEAD_BYTES = 8
_SMALLEST_BYTES = 12
_MOST_ROOM = 1024  # Apple's sectors of folders
_LONGEST_NAME = 255
_DOTS = (b".", b"..")
_KINDS = {
    0: EntryKind.OTHER, 1: EntryKind.FIFO, 2: EntryKind.CHARACTER_DEVICE, 4: EntryKind.DIRECTORY,
    6: EntryKind.BLOCK_DEVICE, 8: EntryKind.FILE, 10: EntryKind.SYMLINK, 12: EntryKind.SOCKET,
    14: EntryKind.OTHER,  # a whiteout: the name is hidden in the layer below
}  # fmt: skip


class Name(Struct, frozen=True, gc=False):
    number: int  # of the inode; 0: it is not told any more
    name: bytes
    kind: EntryKind  # OTHER where the record does not tell
    in_use: bool


class _Record(Struct, frozen=True, gc=False):
    number: int
    room: int  # bytes to the next record
    kind: int
    name: bytes

    @property
    def own_bytes(self) -> int:
        return _HEAD_BYTES + (len(self.name) + 4 & -4)  # with a zero behind it, to whole fours


class FolderParser:
    """Reads folders of one volume."""

    def __init__(self, layout: UfsLayout) -> None:
        newer = layout.tells_kinds
        self._head = struct.Struct(layout.order + ("IHBB" if newer else "IHH"))
        self._has_kind = newer
        self._inodes = layout.inodes

    def names(self, content: bytes) -> Iterator[Name | int]:
        """The names of a folder's content, without the two dots; a number is the byte of a record that is
        damaged, behind which the next sector was read.
        """
        at = 0
        while at + _SMALLEST_BYTES <= len(content):
            record = self._record(content, at)
            if record is None:
                yield at
                at = (at // SECTOR_BYTES + 1) * SECTOR_BYTES
                continue
            end = at + record.room
            if record.number:
                if record.name not in _DOTS:
                    yield Name(record.number, record.name, _KINDS[record.kind], True)
                yield from self._left_over(content, at + record.own_bytes, end)
            else:
                yield from self._left_over(content, at, end)
            at = end

    def _record(self, content: bytes, at: int) -> _Record | None:
        """`None` where the bytes cannot be a record."""
        record = self._read(content, at)
        if record is None or record.room < _SMALLEST_BYTES or record.room % 4:
            return None
        if at % SECTOR_BYTES + record.room > _MOST_ROOM or at + record.room > len(content):
            return None
        if not record.number:
            return record
        if record.number >= self._inodes or not record.name or record.own_bytes > record.room:
            return None
        return None if b"\0" in record.name or b"/" in record.name else record

    def _read(self, content: bytes, at: int) -> _Record | None:
        fields = self._head.unpack_from(content, at)
        number, room, kind, length = fields if self._has_kind else (*fields[:2], 0, fields[2])
        if length > _LONGEST_NAME or kind not in _KINDS:
            return None
        return _Record(number, room, kind, content[at + _HEAD_BYTES : at + _HEAD_BYTES + length])

    def _left_over(self, content: bytes, at: int, end: int) -> Iterator[Name]:
        """Deleted names between two bytes of `content`, at whole fours."""
        while at + _SMALLEST_BYTES <= end:
            record = self._read(content, at)
            if record is None or not self._is_left_over(content, at, record, end):
                at += 4
                continue
            if record.name not in _DOTS:
                yield Name(record.number, record.name, _KINDS[record.kind], False)
            at += record.own_bytes

    def _is_left_over(self, content: bytes, at: int, record: _Record, end: int) -> bool:
        return (
            bool(record.name)
            and record.number < self._inodes
            and record.room >= record.own_bytes
            and record.room % 4 == 0
            and at + record.own_bytes <= end
            and content[at + _HEAD_BYTES + len(record.name)] == 0
            and b"\0" not in record.name
            and b"/" not in record.name
        )
