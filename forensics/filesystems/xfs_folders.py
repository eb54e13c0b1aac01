"""The names in a folder of XFS: in its inode, or in blocks of their own.

The blocks that hold only hashes of names lie behind the names and are not needed to list them.

Source: "XFS Algorithms & Data Structures", 3rd edition, "Directories".
"""

import struct
from collections.abc import Iterable, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_inodes import LOCAL, Inode
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.filesystems.xfs_maps import Run, runs_of

_NAMES_END = 1 << 35  # byte of a folder where its hashes begin
_ONE_BLOCK = (b"XD2B", b"XDB3")  # names and hashes in one block
_NAMES_ONLY = (b"XD2D", b"XDD3")
_HEAD_BYTES = (16, 64)
_CRC_AT, _PLACE_AT, _OWNER_AT = 4, 8, 40
_ENTRY = struct.Struct(">QB")  # number, letters
_UNUSED = struct.Struct(">HH")  # 0xFFFF, bytes
_UNUSED_TAG = 0xFFFF
_TAIL = struct.Struct(">I4x")  # how many hashes stand before it
_HASH_BYTES = 8
_DOTS = (b".", b"..")
_CUT = "A folder of the XFS volume is damaged: a name is cut off."


class Name(Struct, frozen=True, gc=False):
    number: int
    name: bytes


def names_of(volume: XfsVolume, folder: Inode) -> Iterator[Name | EvidenceUnreadable]:
    """Every name but `.` and `..`; the trouble in the place of a block whose names cannot be read."""
    try:
        if folder.format == LOCAL:
            yield from _in_inode(volume, folder)
            return
        runs = runs_of(volume, folder.number, form=folder.format, fork=folder.fork, extents=folder.extents)
    except EvidenceUnreadable as trouble:
        yield trouble
        return
    end = _NAMES_END // volume.superblock.block_bytes
    for blocks in folder_blocks(runs, each=volume.superblock.folder_blocks, end=end):
        try:
            yield from _in_block(volume, folder, blocks)
        except EvidenceUnreadable as trouble:
            yield trouble


def _in_inode(volume: XfsVolume, folder: Inode) -> Iterator[Name]:
    data = folder.fork[: folder.size_bytes]
    if len(data) < 6:
        raise EvidenceUnreadable(_CUT)
    number_bytes = 8 if data[1] else 4
    count = data[0]  # of short numbers and long ones alike
    place = 2 + number_bytes
    for _ in range(count):
        if place + 3 > len(data):
            raise EvidenceUnreadable(_CUT)
        start = place + 3
        name = data[start : start + data[place]]
        at = start + data[place] + volume.superblock.has_kinds
        place = at + number_bytes
        if place > len(data):
            raise EvidenceUnreadable(_CUT)
        yield Name(int.from_bytes(data[at:place], "big"), _safe(name))


def folder_blocks(runs: Iterable[Run], *, each: int, end: int) -> Iterator[list[int | None]]:
    """The `each` blocks of the file system that make up one block of the folder, one after the other, up to
    its block `end`; `None` for what was never written.
    """
    waiting: list[int | None] = []
    for run in runs:
        if run.block is None:  # told once, however long it is
            yield [None]
            waiting = []
            continue
        for step in range(run.blocks):
            if run.start + step >= end:
                return
            waiting.append(run.block + step)
            if len(waiting) == each:
                yield waiting
                waiting = []


def _in_block(volume: XfsVolume, folder: Inode, blocks: list[int | None]) -> Iterator[Name]:
    if any(block is None for block in blocks):
        raise EvidenceUnreadable("A folder of the XFS volume is damaged: a block of it was never written.")
    placed = [block for block in blocks if block is not None]
    data = b"".join(volume.piece(block) for block in placed)
    is_version_5 = volume.superblock.is_version_5
    magic = data[:4]
    if magic not in (_ONE_BLOCK[is_version_5], _NAMES_ONLY[is_version_5]):
        place = volume.place_of(placed[0])
        raise EvidenceUnreadable(f"The block at byte {place:,} of the XFS volume is no block of a folder.")
    if is_version_5:
        place = volume.place_of(placed[0])
        volume.check(data, place, crc_at=_CRC_AT, place_at=_PLACE_AT, what="A block of a folder")
        if int.from_bytes(data[_OWNER_AT : _OWNER_AT + 8], "big") != folder.number:
            raise EvidenceUnreadable(f"The block at byte {place:,} of the XFS volume is another folder's.")
    end = len(data)
    if magic == _ONE_BLOCK[is_version_5]:
        (hashes,) = _TAIL.unpack_from(data, end - _TAIL.size)
        end -= _TAIL.size + hashes * _HASH_BYTES
    yield from _entries(data, _HEAD_BYTES[is_version_5], end, has_kinds=volume.superblock.has_kinds)


def _entries(data: bytes, place: int, end: int, *, has_kinds: bool) -> Iterator[Name]:
    if end < place:
        raise EvidenceUnreadable(_CUT)
    while place < end:
        tag, length = _UNUSED.unpack_from(data, place)
        if tag == _UNUSED_TAG:
            if length < 8 or length % 8 or place + length > end:
                raise EvidenceUnreadable(
                    "A folder of the XFS volume is damaged: a space runs out of its block."
                )
            place += length
            continue
        if place + _ENTRY.size > end:
            raise EvidenceUnreadable(_CUT)
        number, letters = _ENTRY.unpack_from(data, place)
        length = (_ENTRY.size + letters + has_kinds + 2 + 7) & ~7
        if not letters or place + length > end:
            raise EvidenceUnreadable(_CUT)
        name = data[place + _ENTRY.size : place + _ENTRY.size + letters]
        if name not in _DOTS:
            yield Name(number, _safe(name))
        place += length


def _safe(name: bytes) -> bytes:
    """Neither stands in a name that any system made; as parts of a path they would lead elsewhere."""
    return name.replace(b"/", b"^").replace(b"\0", b"^") if b"/" in name or b"\0" in name else name
