"""What a volume is by its own bytes: locked containers and file systems that are recognised by name but not
read here.

Asked before TSK, which reports XFS and squashfs as "possible encryption" and opens BitLocker To Go as an
empty FAT.

Locks are told by `forensics/locks`, the table is in `magics`. Sources: TN1150 for HFS; libblkid for the
second looks.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from forensics.filesystems.hfs_volume import EMBEDDED, resembles_master_block
from forensics.images import VolumeState
from forensics.locks.telling import Told, beheaded_lock, lock_of
from forensics.volumes.magics import GELI_AT_END, MAGICS, at_end

_HEAD_BYTES = 0x10100
_MINIX = struct.Struct("<6H")
_HFS_PLACE = 0x400  # TN1150, "Volume Header" and "HFS Wrapper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    name: str
    state: str
    reason: str | None = None  # of a lock: how it is to be opened, as a sentence


EVERYWHERE = 1 << 62
# Signatures of file systems that are read here, to tell a damaged one from none: (kind, offset, bytes).
_READ_HERE = (
    ("XFS", 0, b"XFSB"),
    ("NTFS", 3, b"NTFS    "),
    ("exFAT", 3, b"EXFAT   "),
    ("FAT", 0x36, b"FAT12   "),
    ("FAT", 0x36, b"FAT16   "),
    ("FAT32", 0x52, b"FAT32   "),
    ("ext", 0x438, b"\x53\xef"),
    ("HFS+", 0x400, b"H+\x00\x04"),
    ("HFS+", 0x400, b"HX\x00\x05"),
    ("ISO 9660", 0x8001, b"CD001"),
    ("UDF", 0x8001, b"BEA01"),
    ("UFS", 0x255C, b"\x54\x19\x01\x00"),  # [UFS] superblock at 8 KiB (UFS1) or 64 KiB (UFS2), magic at 1372
    ("UFS", 0x255C, b"\x00\x01\x19\x54"),
    ("UFS", 0x255C, b"\x19\x01\x54\x19"),  # UFS2 as NetBSD makes it; TSK looks at 64 KiB alone
    ("UFS", 0x255C, b"\x19\x54\x01\x19"),
    ("UFS", 0x1055C, b"\x19\x01\x54\x19"),
    ("UFS", 0x1055C, b"\x19\x54\x01\x19"),
)


def signature_within(read: Callable[[int, int], bytes], *, upto: int = EVERYWHERE) -> Signature | None:
    """The signature of the table that `read(offset, length)` finds in the volume's first `upto` bytes; `None`
    where there is none.
    """
    head = read(0, min(2 * upto, _HEAD_BYTES))
    locked = lock_of(read)
    if locked:
        return _of_lock(locked)
    for magic in MAGICS:
        if magic.is_weak and upto != EVERYWHERE:
            continue
        places = (place for place in magic.at if place < upto)
        if any(_at(read, head, place, len(magic.value)) == magic.value for place in places) and _holds(
            magic.name, head
        ):
            return Signature(name=magic.name, state=VolumeState.UNSUPPORTED)
    return None


def _of_lock(locked: Told) -> Signature:
    return Signature(name=locked.name, state=VolumeState.LOCKED, reason=locked.sentence)


def beheaded_signature(read: Callable[[int, int], bytes], *, opens_as_fat: bool) -> Signature | None:
    """A lock whose first sector is damaged (`locks.telling.beheaded_lock`)."""
    locked = beheaded_lock(read, opens_as_fat=opens_as_fat)
    return _of_lock(locked) if locked else None


def signature_at_end(read: Callable[[int, int], bytes], *, length_bytes: int) -> Signature | None:
    """As `signature_within`, for what keeps its signature at the end of a volume of that length."""
    geli = length_bytes // 512 * 512 - 512
    if read(geli, len(GELI_AT_END)) == GELI_AT_END:
        return Signature(
            name="GELI",
            state=VolumeState.LOCKED,
            reason="Encrypted with GELI (FreeBSD), which this version cannot open; nothing inside was read.",
        )
    for magic in at_end(length_bytes):
        if read(magic.at[0], len(magic.value)) == magic.value:
            return Signature(name=magic.name, state=VolumeState.UNSUPPORTED)
    return None


def broken_file_system(read: Callable[[int, int], bytes]) -> str | None:
    """The kind (as `recognise` names kinds) whose signature stands in its place although it could not be
    opened.
    """
    head = read(0, _HEAD_BYTES)
    for name, place, value in _READ_HERE:
        if _at(read, head, place, len(value)) == value:
            return name
    master = head[_HFS_PLACE : _HFS_PLACE + 512]
    if master[:2] == b"BD" and master[0x7C:0x7E] in EMBEDDED:
        return "HFS+"
    return "HFS" if resembles_master_block(master) else None


def _holds(name: str, head: bytes) -> bool:
    """Second look where the magic is two bytes, which random data carry by chance."""
    if name == "NILFS2":
        revision = int.from_bytes(head[0x400:0x404], "little")
        return revision in (1, 2) and 64 <= int.from_bytes(head[0x408:0x40A], "little") <= 1024
    if name == "MINIX":
        return _is_minix(head[0x400:0x420])
    if name == "Macintosh MFS":  # drNmAlBlks and drAlBlkSiz; Inside Macintosh II, "File Directory"
        size = int.from_bytes(head[0x414:0x418], "big")
        return bool(int.from_bytes(head[0x412:0x414], "big")) and size > 0 and size % 512 == 0
    return True


def _is_minix(superblock: bytes) -> bool:
    """include/uapi/linux/minix_fs.h: the maps have room for as many inodes and zones as there are."""
    if len(superblock) < 0x20:
        return False
    if superblock[0x18:0x1A] == b"\x5a\x4d":  # version 3
        inodes, maps = int.from_bytes(superblock[:4], "little"), superblock[6:8]
        block = int.from_bytes(superblock[0x1C:0x1E], "little")
        return 0 < inodes < int.from_bytes(maps, "little") * block * 8 + 1 and block >= 1024
    inodes, zones, inode_maps, zone_maps, first, shift = _MINIX.unpack_from(superblock)
    zones = zones or int.from_bytes(superblock[0x14:0x18], "little")
    return bool(
        0 < inodes <= inode_maps * 8192
        and 0 < zones <= zone_maps * 8192 + first
        and first > inode_maps + zone_maps
        and shift <= 6
    )


def _at(read: Callable[[int, int], bytes], head: bytes, place: int, length: int) -> bytes:
    if place + length <= len(head):
        return head[place : place + length]
    return read(place, length)
