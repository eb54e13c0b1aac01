"""The inodes of UFS1 and UFS2, and where their contents lie.

Sources: [UFS] FreeBSD, sys/ufs/ufs/dinode.h, struct ufs1_dinode and ufs2_dinode, and ufs/ffs/ffs_balloc.c on
the tree of indirect blocks.
"""

import struct
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from forensics.entries import Extent
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.ufs_layout import UfsLayout
from forensics.times import FsTime, MacTimes

PIECE_BYTES = 1 << 20
SNAPSHOT = 0x00200000  # [UFS] SF_SNAPSHOT, of UFS2
DIRECT, INDIRECT = 12, 3
FIRST_INODE = 1  # 0 marks a free record of a folder
_SECOND_NS = 1_000_000_000
_ROOM = {"UFS1": slice(40, 100), "UFS2": slice(112, 232)}  # of the addresses, or of a short target
_FIRST = "HhIQ6i12i3iII"
_SECOND = "HhIIIQQqqqqiiiiIIII2q12q3q"

Stretch = tuple[int | None, int]
"""Byte of the volume (`None`: a hole, which reads as zeros) and length."""


class Inode(Struct, frozen=True, gc=False):
    number: int
    mode: int
    links: int
    size_bytes: int
    blocks: int  # of 512 bytes, that it holds
    flags: int
    times: MacTimes
    changed: int  # its second, 0 in an inode that was never used
    addresses: tuple[int, ...]  # DIRECT of blocks, then INDIRECT of trees one, two and three levels deep
    room: bytes  # the same as bytes
    attributes_bytes: int = 0
    attributes_at: tuple[int, ...] = ()


class Inodes:
    """The table of inodes."""

    def __init__(self, windows: VolumeWindows, layout: UfsLayout) -> None:
        self._windows = windows
        self._layout = layout
        self._parse = _of_ufs1 if layout.name == "UFS1" else _of_ufs2

    def place(self, number: int) -> int:
        return self._layout.inode_place(number)

    def inode(self, number: int) -> Inode:
        """Raise EvidenceUnreadable where there is none of that number, or its bytes cannot be had."""
        if not FIRST_INODE <= number < self._layout.inodes:
            raise EvidenceUnreadable(f"There is no inode {number:,} in this volume.")
        raw = self._windows.piece(self.place(number), self._layout.inode_bytes)
        return self._parse(raw, number, self._layout.order)


def _of_ufs1(raw: bytes, number: int, order: str) -> Inode:
    mode, links, _, size, atime, a_ns, mtime, m_ns, ctime, c_ns, *rest = struct.unpack_from(
        order + _FIRST, raw
    )
    return Inode(
        number=number,
        mode=mode,
        links=links,
        size_bytes=size,
        blocks=rest[-1],
        flags=rest[-2],
        times=MacTimes(
            mtime=FsTime(mtime * _SECOND_NS + m_ns),
            atime=FsTime(atime * _SECOND_NS + a_ns),
            ctime=FsTime(ctime * _SECOND_NS + c_ns),
        ),
        changed=ctime,
        addresses=tuple(rest[: DIRECT + INDIRECT]),
        room=raw[_ROOM["UFS1"]],
    )


def _of_ufs2(raw: bytes, number: int, order: str) -> Inode:
    fields = struct.unpack_from(order + _SECOND, raw)
    mode, links, _, _, _, size, blocks, atime, mtime, ctime, born, m_ns, a_ns, c_ns, b_ns, _, _, flags = (
        fields[:18]
    )
    born_ns = born * _SECOND_NS + b_ns
    return Inode(
        number=number,
        mode=mode,
        links=links,
        size_bytes=size,
        blocks=blocks,
        flags=flags,
        times=MacTimes(
            mtime=FsTime(mtime * _SECOND_NS + m_ns),
            atime=FsTime(atime * _SECOND_NS + a_ns),
            ctime=FsTime(ctime * _SECOND_NS + c_ns),
            crtime=FsTime(born_ns) if born_ns else None,
        ),
        changed=ctime,
        addresses=fields[21:],
        room=raw[_ROOM["UFS2"]],
        attributes_bytes=fields[18],
        attributes_at=fields[19:21],
    )


class Maps:
    """Tells where contents lie. What it gives in all is bounded: a fragment belongs to one content, so that
    damage cannot name more of them than the volume has.
    """

    def __init__(self, windows: VolumeWindows, layout: UfsLayout) -> None:
        self._windows = windows
        self._layout = layout
        width = "i4" if layout.name == "UFS1" else "i8"
        self._pointer = np.dtype(f"{layout.order}{width}")
        self._left = 2 * (windows.length_bytes // layout.fragment_bytes) + 1024

    def stretches(self, inode: Inode) -> list[Stretch]:
        """Of all `size_bytes` of an inode; raise EvidenceUnreadable where that cannot be told."""
        if inode.flags & SNAPSHOT and self._layout.name == "UFS2":
            raise EvidenceUnreadable("The file is a snapshot of the whole volume, which is not read here.")
        found = _Found(self._layout, inode.size_bytes)
        self._add(found, np.array(inode.addresses[:DIRECT], dtype=np.int64))
        for level, address in enumerate(inode.addresses[DIRECT:], 1):
            self._add_tree(found, address, level)
        if found.left:
            raise EvidenceUnreadable("The inode gives a size that no file of this volume can have.")
        return found.stretches

    def _add(self, found: "_Found", addresses: NDArray[np.int64]) -> None:
        self._left -= 1 + int(np.count_nonzero(addresses))
        if self._left < 0:
            raise EvidenceUnreadable(
                "Files claim more blocks than the volume has; where this one lies is not told."
            )
        found.add(addresses)

    def _add_tree(self, found: "_Found", address: int, level: int) -> None:
        """What is below an indirect block; an address of 0 is a hole."""
        if not found.left:
            return
        layout = self._layout
        each = layout.block_bytes // self._pointer.itemsize
        if not address:
            found.add_hole(each**level * layout.block_bytes)
            return
        place = layout.fragment_bytes * found.checked(address, layout.fragments_of_block)
        raw = self._windows.piece(place, layout.block_bytes)
        below = np.frombuffer(raw, dtype=self._pointer).astype(np.int64)
        if level == 1:
            self._add(found, below)
            return
        self._left -= 1
        span, at = each ** (level - 1) * layout.block_bytes, 0
        for position in np.flatnonzero(below).tolist():
            found.add_hole((position - at) * span)
            self._add_tree(found, int(below[position]), level - 1)
            at = position + 1
        found.add_hole((each - at) * span)


class _Found:
    """The stretches of one content as far as they are known; `left` bytes of it are not."""

    def __init__(self, layout: UfsLayout, size_bytes: int) -> None:
        self._layout = layout
        self.left = size_bytes
        self.stretches: list[Stretch] = []

    def add(self, addresses: NDArray[np.int64]) -> None:
        """Blocks by the number of their first fragment, one after the other; 0 is a hole."""
        block, share = self._layout.block_bytes, self._layout.fragments_of_block
        here = addresses[: -(-self.left // block)]
        if not len(here):
            return
        follows = (here[1:] - here[:-1] == share) & (here[:-1] != 0)
        is_start = np.ones(len(here), dtype=bool)
        is_start[1:] = ~(follows | ((here[1:] == 0) & (here[:-1] == 0)))
        starts = np.flatnonzero(is_start).tolist()
        for start, end in zip(starts, [*starts[1:], len(here)], strict=True):
            length = min((end - start) * block, self.left)
            self._append(int(here[start]), length)

    def add_hole(self, length: int) -> None:
        if length and self.left:
            self._append(0, min(length, self.left))

    def checked(self, address: int, fragments: int) -> int:
        """`address`, if so many fragments from it on lie in the volume."""
        if not 0 < address <= self._layout.fragments - fragments:
            raise EvidenceUnreadable(f"The inode leads to block {address:,}, outside of the volume.")
        return address

    def _append(self, address: int, length: int) -> None:
        unit = self._layout.fragment_bytes
        place = self.checked(address, -(-length // unit)) * unit if address else None
        if self.stretches and _follows(self.stretches[-1], place):
            last, before = self.stretches[-1]
            self.stretches[-1] = last, before + length
        else:
            self.stretches.append((place, length))
        self.left -= length


def _follows(last: Stretch, place: int | None) -> bool:
    if last[0] is None or place is None:
        return last[0] is place
    return last[0] + last[1] == place


def as_extents(found: list[Stretch], *, start: int) -> tuple[Extent, ...]:
    """The same in bytes of the image, where the volume begins at `start`."""
    return tuple(
        Extent(offset_bytes=None if place is None else start + place, length_bytes=length)
        for place, length in found
    )


def content(windows: VolumeWindows, found: list[Stretch]) -> Iterator[bytes]:
    """The bytes of all stretches in pieces of up to 1 MiB."""
    for place, length in found:
        for done in range(0, length, PIECE_BYTES):
            wanted = min(PIECE_BYTES, length - done)
            if place is None:
                yield bytes(wanted)
                continue
            piece = windows.read(place + done, wanted)
            yield piece
            if len(piece) != wanted:
                raise ShortRead(
                    f"The image ends within the content, at byte {place + done + len(piece):,} of the "
                    "volume; no digest is recorded."
                )
