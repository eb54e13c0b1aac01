"""The contents of XFS: in the inode, or in runs of blocks. Holes and what was never written read as zeros.

Source: "XFS Algorithms & Data Structures", 3rd edition, "Data Extents" and "Symbolic Links".
"""

import struct
from collections.abc import Iterable, Iterator

from forensics.entries import Extent
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.xfs_checksums import is_sound
from forensics.filesystems.xfs_inodes import LOCAL, REALTIME, Inode
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.filesystems.xfs_maps import Run, runs_of

PIECE_BYTES = 1 << 20
LONGEST_TARGET_BYTES = 1024
_TARGET_MAGIC, _TARGET_HEAD_BYTES = b"XSLM", 56
_TARGET_HEAD = struct.Struct(">4xII")  # byte of the target, bytes in this block
_TARGET_CRC_AT, _TARGET_OWNER_AT = 12, 32

Stretch = tuple[int | None, int]
"""Byte of the volume (`None`: a hole) and length."""


def stretches(volume: XfsVolume, inode: Inode) -> list[Stretch]:
    """Where all `size_bytes` of a file lie; raise EvidenceUnreadable where that cannot be told."""
    if inode.flags & REALTIME:
        raise EvidenceUnreadable(
            "The content lies on the realtime device of the volume, which is another disk."
        )
    runs = runs_of(volume, inode.number, form=inode.format, fork=inode.fork, extents=inode.extents)
    if len(runs) == 1 and _is_all(runs[0], inode.size_bytes, volume):  # most files
        return [(volume.place_of(runs[0].block or 0, runs[0].blocks), inode.size_bytes)]
    return list(_joined(_placed(volume, runs, inode.size_bytes)))


def _is_all(run: Run, size_bytes: int, volume: XfsVolume) -> bool:
    fits = 0 < size_bytes <= run.blocks << volume.superblock.block_log
    return fits and not run.start and run.block is not None


def _placed(volume: XfsVolume, runs: Iterable[Run], size_bytes: int) -> Iterator[Stretch]:
    log = volume.superblock.block_log
    done = 0
    for run in runs:
        start = run.start << log
        if start >= size_bytes:  # reserved behind the end
            break
        if start > done:
            yield None, start - done
        length = min(run.blocks << log, size_bytes - start)
        yield (None if run.block is None else volume.place_of(run.block, run.blocks)), length
        done = start + length
    if done < size_bytes:
        yield None, size_bytes - done


def _joined(found: Iterable[Stretch]) -> Iterator[Stretch]:
    last: Stretch | None = None
    for place, length in found:
        if last is not None and _follows(last, place):
            last = last[0], last[1] + length
            continue
        if last is not None:
            yield last
        last = place, length
    if last is not None:
        yield last


def _follows(last: Stretch, place: int | None) -> bool:
    if last[0] is None or place is None:
        return last[0] is place
    return last[0] + last[1] == place


def as_extents(found: Iterable[Stretch], *, start: int) -> tuple[Extent, ...]:
    """The same in bytes of the image, where the volume begins at `start`."""
    return tuple(
        Extent(offset_bytes=None if place is None else start + place, length_bytes=length)
        for place, length in found
    )


def content(volume: XfsVolume, inode: Inode) -> Iterator[bytes]:
    """All bytes of a file in pieces of up to 1 MiB."""
    for place, length in stretches(volume, inode):
        for done in range(0, length, PIECE_BYTES):
            wanted = min(PIECE_BYTES, length - done)
            if place is None:
                yield bytes(wanted)
                continue
            piece = volume.windows.read(place + done, wanted)
            if len(piece) != wanted:
                raise ShortRead(
                    f"The image ends within the content, at byte {place + done + len(piece):,} of the "
                    "volume; no digest is recorded."
                )
            yield piece


def target_of(volume: XfsVolume, link: Inode) -> bytes:
    """Where a symbolic link points to; raise EvidenceUnreadable where that cannot be read."""
    if link.size_bytes > LONGEST_TARGET_BYTES:
        raise EvidenceUnreadable(f"its target is longer than {LONGEST_TARGET_BYTES:,} bytes.")
    if link.format == LOCAL:
        return link.fork[: link.size_bytes]
    found = b""
    for run in runs_of(volume, link.number, form=link.format, fork=link.fork, extents=link.extents):
        for step in range(run.blocks):
            if run.block is None:
                raise EvidenceUnreadable("its target was never written.")
            if len(found) < link.size_bytes:
                found += _target_part(volume, volume.piece(run.block + step), link, len(found))
    if len(found) < link.size_bytes:
        raise EvidenceUnreadable("its target ends before its size.")
    return found[: link.size_bytes]


def _target_part(volume: XfsVolume, data: bytes, link: Inode, done: int) -> bytes:
    if not volume.superblock.is_version_5:
        return data
    at, length = _TARGET_HEAD.unpack_from(data)
    owner = int.from_bytes(data[_TARGET_OWNER_AT : _TARGET_OWNER_AT + 8], "big")
    is_whole = data[:4] == _TARGET_MAGIC and is_sound(data, crc_at=_TARGET_CRC_AT)
    if not is_whole or owner != link.number or at != done or length > len(data) - _TARGET_HEAD_BYTES:
        raise EvidenceUnreadable("the block of its target is damaged.")
    return data[_TARGET_HEAD_BYTES : _TARGET_HEAD_BYTES + length]
