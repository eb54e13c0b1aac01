"""What a volume is by its own bytes: locked containers and file systems that are recognised by name but not
read here.

Asked before TSK, which reports XFS and squashfs as "possible encryption" and opens BitLocker To Go as an
empty FAT.

Locks are told by `forensics/locks`. Sources: libblkid (util-linux) superblock probes for places and values;
TN1150 for HFS; each file system's kernel header for its magic.
"""

from collections.abc import Callable
from dataclasses import dataclass

from forensics.images import VolumeState
from forensics.locks.telling import lock_of

_HEAD_BYTES = 0x10100
_HFS_PLACE = 0x400  # TN1150, "Volume Header" and "HFS Wrapper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    name: str
    state: str
    reason: str | None = None  # of a lock: how it is to be opened, as a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Magic:
    name: str
    at: tuple[int, ...]
    value: bytes


_MAGIC = (
    _Magic(name="XFS", at=(0,), value=b"XFSB"),
    _Magic(name="Btrfs", at=(0x10040,), value=b"_BHRfS_M"),
    _Magic(name="F2FS", at=(0x400,), value=b"\x10\x20\xf5\xf2"),
    _Magic(name="APFS", at=(0x20,), value=b"NXSB"),
    _Magic(name="ReFS", at=(3,), value=b"ReFS\x00\x00\x00\x00"),
    _Magic(name="squashfs", at=(0,), value=b"hsqs"),
    _Magic(name="squashfs", at=(0,), value=b"sqsh"),
    _Magic(name="EROFS", at=(0x400,), value=b"\xe2\xe1\xf5\xe0"),
    _Magic(name="cramfs", at=(0, 0x200), value=b"\x45\x3d\xcd\x28"),
    _Magic(name="JFS", at=(0x8000,), value=b"JFS1"),
    _Magic(name="NILFS2", at=(0x406,), value=b"\x34\x34"),
    _Magic(name="bcachefs", at=(0x1018,), value=bytes.fromhex("c68573f64e1a45ca8265f57f48ba6d81")),
    _Magic(name="reiserfs", at=(0x10034, 0x2034), value=b"ReIsEr"),
    _Magic(name="Reiser4", at=(0x10000,), value=b"ReIsEr4"),
    _Magic(name="LVM2", at=(0, 0x200, 0x400, 0x600), value=b"LABELONE"),
    _Magic(name="Linux RAID", at=(0, 0x1000), value=b"\xfc\x4e\x2b\xa9"),
    _Magic(name="VMFS", at=(0x100000,), value=b"\x0d\xd0\x01\xc0"),
    _Magic(name="VMFS", at=(0x200000,), value=b"\x5e\xf1\xab\x2f"),
    _Magic(name="ZFS", at=tuple(range(0x20000, 0x40000, 0x400)), value=b"\x0c\xb1\xba\x00\x00\x00\x00\x00"),
    _Magic(
        name="Linux swap", at=tuple(page - 10 for page in (4096, 8192, 16384, 65536)), value=b"SWAPSPACE2"
    ),
    _Magic(
        name="Linux swap", at=tuple(page - 10 for page in (4096, 8192, 16384, 65536)), value=b"SWAP-SPACE"
    ),
    _Magic(name="Storage Spaces", at=(0,), value=b"SPACEDB "),
    _Magic(name="UDF", at=(0x8001,), value=b"BEA01"),  # pure UDF; a bridge disc has "CD001" here
    _Magic(name="UBIFS", at=(0,), value=b"\x31\x18\x10\x06"),
)
EVERYWHERE = 1 << 62
# Signatures of file systems that are read here, to tell a damaged one from none: (kind, offset, bytes).
_READ_HERE = (
    ("NTFS", 3, b"NTFS    "),
    ("exFAT", 3, b"EXFAT   "),
    ("FAT", 0x36, b"FAT12   "),
    ("FAT", 0x36, b"FAT16   "),
    ("FAT32", 0x52, b"FAT32   "),
    ("ext", 0x438, b"\x53\xef"),
    ("HFS", 0x400, b"H+\x00\x04"),
    ("HFS", 0x400, b"HX\x00\x05"),
    ("ISO 9660", 0x8001, b"CD001"),
)


def signature_within(read: Callable[[int, int], bytes], *, upto: int = EVERYWHERE) -> Signature | None:
    """The signature of the table that `read(offset, length)` finds in the volume's first `upto` bytes; `None`
    where there is none.
    """
    head = read(0, min(2 * upto, _HEAD_BYTES))
    locked = lock_of(read)
    if locked:
        return Signature(name=locked.name, state=VolumeState.LOCKED, reason=locked.sentence)
    for magic in _MAGIC:
        places = (place for place in magic.at if place < upto)
        if any(_at(read, head, place, len(magic.value)) == magic.value for place in places) and _holds(
            magic.name, head
        ):
            return Signature(name=magic.name, state=VolumeState.UNSUPPORTED)
    if (
        upto > _HFS_PLACE
        and head[_HFS_PLACE : _HFS_PLACE + 2] == b"BD"
        and head[0x47C:0x47E] not in (b"H+", b"HX")
    ):
        return Signature(
            name="HFS", state=VolumeState.UNSUPPORTED
        )  # without the embedded HFS+ volume of a wrapper
    return None


def broken_file_system(read: Callable[[int, int], bytes]) -> str | None:
    """The kind (as `recognise` names kinds) whose signature stands in its place although it could not be
    opened.
    """
    head = read(0, _HEAD_BYTES)
    for name, place, value in _READ_HERE:
        if _at(read, head, place, len(value)) == value:
            return name
    return None


def _holds(name: str, head: bytes) -> bool:
    """Second look where the magic is two bytes, which random data carry by chance."""
    if name == "NILFS2":
        revision = int.from_bytes(head[0x400:0x404], "little")
        return revision in (1, 2) and 64 <= int.from_bytes(head[0x408:0x40A], "little") <= 1024
    return True


def _at(read: Callable[[int, int], bytes], head: bytes, place: int, length: int) -> bytes:
    if place + length <= len(head):
        return head[place : place + length]
    return read(place, length)
