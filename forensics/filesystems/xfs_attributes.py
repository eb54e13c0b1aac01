"""Extended attributes of XFS: in the inode, in blocks, or long ones in blocks of their own.

Source: "XFS Algorithms & Data Structures", 3rd edition, "Extended Attributes".
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_checksums import is_sound
from forensics.filesystems.xfs_inodes import EXTENTS, LOCAL, Inode
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.filesystems.xfs_maps import Run, runs_of

_PREFIXES = {0x02: b"trusted.", 0x04: b"security."}
_IS_LOCAL, _IS_PARENT, _IS_INCOMPLETE = 0x01, 0x08, 0x80
_LEAF_MAGIC, _NODE_MAGIC = (0xFBEE, 0x3BEE), (0xFEBE, 0x3EBE)
_MAGIC_AT = 8
_LEAF_COUNT_AT, _LEAF_ENTRIES_AT = (12, 56), (32, 80)
_NODE_COUNTS_AT, _NODE_ENTRIES_AT = (12, 56), (16, 64)
_CRC_AT, _PLACE_AT, _OWNER_AT = 12, 16, 48
_ENTRY = struct.Struct(">IHBx")  # hash, place of the name, flags
_NODE_ENTRY = struct.Struct(">II")  # hash, block
_LOCAL = struct.Struct(">HB")  # bytes of the value, letters
_REMOTE = struct.Struct(">IIB")  # block, bytes of the value, letters
_REMOTE_MAGIC, _REMOTE_HEAD_BYTES = b"XARM", 56
_REMOTE_HEAD = struct.Struct(">4xII")  # byte of the value, bytes in this block
_REMOTE_CRC_AT, _REMOTE_OWNER_AT = 12, 32
_LARGEST_VALUE_BYTES = 64 * 1024  # XATTR_SIZE_MAX
_DAMAGED = "The extended attributes of the file are damaged."


class Attribute(Struct, frozen=True, kw_only=True, gc=False):
    """`inline` is the value, or `None` where it lies in blocks from `block` of the attributes on."""

    name: bytes
    size_bytes: int
    inline: bytes | None = None
    block: int = 0


class Attributes:
    """The attributes of one file; raises EvidenceUnreadable where they are damaged."""

    def __init__(self, volume: XfsVolume, inode: Inode) -> None:
        self._volume, self._inode = volume, inode
        self._runs: list[Run] = []
        self.all = tuple(self._read())

    def _read(self) -> Iterator[Attribute]:
        inode = self._inode
        if not inode.attribute_fork or (inode.attribute_format == EXTENTS and not inode.attribute_extents):
            return
        if inode.attribute_format == LOCAL:
            yield from _short(inode.attribute_fork)
            return
        self._runs = runs_of(
            self._volume,
            inode.number,
            form=inode.attribute_format,
            fork=inode.attribute_fork,
            extents=inode.attribute_extents,
        )
        for leaf in self._leaves():
            yield from self._in_leaf(leaf)

    def _leaves(self) -> Iterator[bytes]:
        """The leftmost leaf, and those that follow it."""
        is_version_5 = self._volume.superblock.is_version_5
        block, met = 0, 0
        most = sum(run.blocks for run in self._runs)
        while True:
            met += 1
            if met > most:
                raise EvidenceUnreadable(_DAMAGED)
            data = self._block(block)
            magic = int.from_bytes(data[_MAGIC_AT : _MAGIC_AT + 2], "big")
            if magic == _NODE_MAGIC[is_version_5]:
                block = _NODE_ENTRY.unpack_from(data, _NODE_ENTRIES_AT[is_version_5])[1]
                continue
            if magic != _LEAF_MAGIC[is_version_5]:
                raise EvidenceUnreadable(_DAMAGED)
            yield data
            block = int.from_bytes(data[:4], "big")
            if not block:
                return

    def _block(self, block: int) -> bytes:
        data = self._raw(block)
        if self._volume.superblock.is_version_5:
            place = self._volume.place_of(self._at(block))
            self._volume.check(
                data, place, crc_at=_CRC_AT, place_at=_PLACE_AT, what="A block of extended attributes"
            )
            if int.from_bytes(data[_OWNER_AT : _OWNER_AT + 8], "big") != self._inode.number:
                raise EvidenceUnreadable(_DAMAGED)
        return data

    def _raw(self, block: int) -> bytes:
        return self._volume.piece(self._at(block))

    def _at(self, block: int) -> int:
        place = bisect_right(self._runs, block, key=_start) - 1
        run = self._runs[place] if place >= 0 else None
        if run is None or run.block is None or block >= run.start + run.blocks:
            raise EvidenceUnreadable(_DAMAGED)
        return run.block + block - run.start

    def _in_leaf(self, data: bytes) -> Iterator[Attribute]:
        is_version_5 = self._volume.superblock.is_version_5
        count = int.from_bytes(data[_LEAF_COUNT_AT[is_version_5] :][:2], "big")
        start = _LEAF_ENTRIES_AT[is_version_5]
        if start + count * _ENTRY.size > len(data):
            raise EvidenceUnreadable(_DAMAGED)
        for _, place, flags in _ENTRY.iter_unpack(data[start : start + count * _ENTRY.size]):
            if not flags & (_IS_PARENT | _IS_INCOMPLETE):
                yield _in_leaf_at(data, place, flags)

    def value(self, attribute: Attribute) -> bytes:
        """All its bytes; raise EvidenceUnreadable where these cannot be read."""
        if attribute.inline is not None:
            return attribute.inline
        if attribute.size_bytes > _LARGEST_VALUE_BYTES:
            raise EvidenceUnreadable("The extended attribute is longer than any can be.")
        found, block = b"", attribute.block
        while len(found) < attribute.size_bytes:
            found += self._value_part(self._raw(block), len(found))
            block += 1
        return found[: attribute.size_bytes]

    def _value_part(self, data: bytes, done: int) -> bytes:
        if not self._volume.superblock.is_version_5:
            return data
        at, length = _REMOTE_HEAD.unpack_from(data)
        is_whole = data[:4] == _REMOTE_MAGIC and is_sound(data, crc_at=_REMOTE_CRC_AT)
        owner = int.from_bytes(data[_REMOTE_OWNER_AT : _REMOTE_OWNER_AT + 8], "big")
        if not is_whole or at != done or not 0 < length <= len(data) - _REMOTE_HEAD_BYTES:
            raise EvidenceUnreadable("A block of the extended attribute is damaged.")
        if owner != self._inode.number:
            raise EvidenceUnreadable("A block of the extended attribute belongs to another file.")
        return data[_REMOTE_HEAD_BYTES : _REMOTE_HEAD_BYTES + length]


def _start(run: Run) -> int:
    return run.start


def _short(fork: bytes) -> Iterator[Attribute]:
    count, place = fork[2], 4
    for _ in range(count):
        if place + 3 > len(fork):
            raise EvidenceUnreadable(_DAMAGED)
        letters, length, flags = fork[place], fork[place + 1], fork[place + 2]
        value = place + 3 + letters
        place = value + length
        if place > len(fork):
            raise EvidenceUnreadable(_DAMAGED)
        if not flags & (_IS_PARENT | _IS_INCOMPLETE):
            name = _named(fork[value - letters : value], flags)
            yield Attribute(name=name, size_bytes=length, inline=fork[value:place])


def _in_leaf_at(data: bytes, place: int, flags: int) -> Attribute:
    form = _LOCAL if flags & _IS_LOCAL else _REMOTE
    if place + form.size > len(data):
        raise EvidenceUnreadable(_DAMAGED)
    if flags & _IS_LOCAL:
        length, letters = _LOCAL.unpack_from(data, place)
        block, end = 0, place + form.size + letters + length
    else:
        block, length, letters = _REMOTE.unpack_from(data, place)
        end = place + form.size + letters
    if end > len(data):
        raise EvidenceUnreadable(_DAMAGED)
    start = place + form.size
    name = _named(data[start : start + letters], flags)
    if flags & _IS_LOCAL:
        return Attribute(name=name, size_bytes=length, inline=data[start + letters : end])
    return Attribute(name=name, size_bytes=length, block=block)


def _named(raw: bytes, flags: int) -> bytes:
    """With the name space in front, as the system shows it."""
    prefix = next((words for bit, words in _PREFIXES.items() if flags & bit), b"user.")
    return prefix + raw
