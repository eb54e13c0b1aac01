"""Copies of the superblock and of the table of block groups in an ext volume.

A copy is as it was when the volume was made or last checked: its sizes and places are right, its counts and
marks of unused tables are not. Source: [EXT] Linux, "ext4 Data Structures and Algorithms", "Layout", "Super
Block" and "Block Group Descriptors".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forensics.crc32c import crc32c_from
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_layout import (
    MAGIC,
    SUPERBLOCK_AT,
    SUPERBLOCK_BYTES,
    TABLE_ZEROED,
    NotCoveredHere,
    read_groups,
    read_superblock,
)

Read = Callable[[int, int], bytes]

_GROUPS = (1, 3, 5, 7, 9, 25, 27, 49)  # with sparse_super: 1 and powers of 3, 5 and 7
_MAGIC_AT, _BLOCK_SHIFT_AT, _PER_GROUP_AT, _GROUP_AT = 0x38, 0x18, 0x20, 0x5A
_REVISION_AT, _SUM_AT = 0x4C, 0x3FC
_ONES = 0xFFFF_FFFF
_FLAGS_AT, _UNUSED_AT, _UNUSED_HIGH_AT = 0x12, 0x1C, 0x32  # in a descriptor
_LOOKED_AT_GROUPS = 128  # damage further on is told by whoever reads those groups
_MOST_TABLE_BYTES = 64 << 20  # of descriptors; of a volume of 128 TiB


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtCopy:
    place: int
    patches: tuple[tuple[int, bytes], ...]
    has_descriptors: bool


class _Reads:
    """A volume that is known by a function alone."""

    def __init__(self, read: Read) -> None:
        self._read = read

    def read(self, offset: int, length: int) -> bytes:
        return self._read(offset, length)


def is_sound_ext(read: Read, length_bytes: int) -> bool:
    """Whether the superblock is one, and the first block groups lie inside the volume; raise
    EvidenceUnreadable where its numbers cannot be.
    """
    raw = read(SUPERBLOCK_AT, SUPERBLOCK_BYTES)
    if len(raw) < SUPERBLOCK_BYTES or int.from_bytes(raw[_MAGIC_AT : _MAGIC_AT + 2], "little") != MAGIC:
        return False
    try:
        superblock = read_superblock(_Reads(read))
    except NotCoveredHere:  # rightly made, of a kind that is read by The Sleuth Kit
        return True
    groups = read_groups(_Reads(read), superblock)[:_LOOKED_AT_GROUPS]
    return all(
        0 < place < superblock.blocks
        for group in groups
        for place in (group.inode_table, group.inode_bitmap, group.block_bitmap)
    )


def ext_patches(read: Read, *, length_bytes: int) -> Iterator[ExtCopy]:
    """Each copy of the superblock that is here, first alone and then with its table of block groups."""
    for shift in range(7):
        block = 1024 << shift
        first = 1 if block == 1024 else 0
        for group in _GROUPS:
            place = (first + group * block * 8) * block
            if place + SUPERBLOCK_BYTES > length_bytes:
                break
            raw = _superblock_at(read, place, shift=shift, group=group)
            if raw is None:
                continue
            patch = (SUPERBLOCK_AT, _as_first(raw))
            yield ExtCopy(place=place, patches=(patch,), has_descriptors=False)
            table = _descriptors(read, patch[1], place=place + block)
            if table is not None:
                yield ExtCopy(place=place, patches=(patch, table), has_descriptors=True)


def _as_first(raw: bytes) -> bytes:
    """A copy as the first superblock would say it: of group 0, with the checksum that goes with that. One
    that fails its checksum, or keeps none, keeps what it has.
    """
    first = raw[:_GROUP_AT] + bytes(2) + raw[_GROUP_AT + 2 :]
    if crc32c_from(_ONES, raw[:_SUM_AT]) != int.from_bytes(raw[_SUM_AT : _SUM_AT + 4], "little"):
        return first
    return first[:_SUM_AT] + crc32c_from(_ONES, first[:_SUM_AT]).to_bytes(4, "little") + first[_SUM_AT + 4 :]


def _superblock_at(read: Read, place: int, *, shift: int, group: int) -> bytes | None:
    try:
        raw = read(place, SUPERBLOCK_BYTES)
    except EvidenceUnreadable:  # no copy there; the next group may have one
        return None
    if len(raw) < SUPERBLOCK_BYTES:
        return None
    is_original = raw[_REVISION_AT : _REVISION_AT + 4] == bytes(4)  # it does not say which group it is in
    says = (
        int.from_bytes(raw[_MAGIC_AT : _MAGIC_AT + 2], "little"),
        int.from_bytes(raw[_BLOCK_SHIFT_AT : _BLOCK_SHIFT_AT + 4], "little"),
        int.from_bytes(raw[_PER_GROUP_AT : _PER_GROUP_AT + 4], "little"),
        group if is_original else int.from_bytes(raw[_GROUP_AT : _GROUP_AT + 2], "little"),
    )
    return raw if says == (MAGIC, shift, (1024 << shift) * 8, group) else None


def _descriptors(read: Read, superblock: bytes, *, place: int) -> tuple[int, bytes] | None:
    """The table behind a copy, for its place behind the first superblock, without marks of what was unused
    when it was written; `None` where it is spread (meta_bg) or cannot be read.
    """
    try:
        layout = read_superblock(_Reads(lambda offset, length: superblock[offset - SUPERBLOCK_AT :][:length]))
        size = layout.groups * layout.descriptor_bytes
        if layout.first_meta_group is not None or size > _MOST_TABLE_BYTES:
            return None
        raw = bytearray(read(place, size))
    except EvidenceUnreadable:  # this copy is of no use for that
        return None
    for at in range(0, len(raw) - layout.descriptor_bytes + 1, layout.descriptor_bytes):
        raw[at + _FLAGS_AT : at + _FLAGS_AT + 2] = TABLE_ZEROED.to_bytes(2, "little")
        raw[at + _UNUSED_AT : at + _UNUSED_AT + 2] = bytes(2)
        if layout.has_wide_descriptors:
            raw[at + _UNUSED_HIGH_AT : at + _UNUSED_HIGH_AT + 2] = bytes(2)
    return (2 if layout.block_bytes == 1024 else 1) * layout.block_bytes, bytes(raw)
