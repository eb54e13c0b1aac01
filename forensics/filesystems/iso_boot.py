"""What a disc starts a computer with: images that stand in no folder, or in one under another name.

Source: "El Torito" Bootable CD-ROM Format Specification 1.0, 2 and figures 2 to 5; for a FAT volume, its own
count of sectors, because firmware does not ask the catalogue how long it is (UEFI, 13.3.2.1).
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_disc import FIRST_DESCRIPTOR, SECTOR_BYTES, Read

_RECORD = b"\0CD001\1EL TORITO SPECIFICATION"
_CATALOGUE_PLACE = 71
_LAST = b"\xff"
_MOST_DESCRIPTORS = 32
_ENTRY_BYTES = 32
_VALID, _VALID_END = b"\1", b"\x55\xaa"  # of the first entry, and its two bytes at 30
_BOOTABLE, _NOT_BOOTABLE = 0x88, 0
_SECTION, _LAST_SECTION, _MORE = 0x90, 0x91, 0x44
_ENTRY = struct.Struct("<BB4xHI")  # kind, medium, sectors, block
_MEDIA = ("NoEmul", "1.2M", "1.44M", "2.88M", "HardDisk")  # as 7-Zip calls them
_FLOPPY_BYTES = {1: 1200 << 10, 2: 1440 << 10, 3: 2880 << 10}
_VIRTUAL_SECTOR_BYTES = 512
_FAT = struct.Struct("<11xHBHBHHB10xI")  # bytes a sector; …; sectors, short or long


class BootImage(Struct, frozen=True, gc=False):
    """Place and length in bytes of the volume."""

    name: bytes
    place: int
    size_bytes: int


def boot_images(read: Read, *, length_bytes: int) -> tuple[BootImage, ...]:
    """In the order of the catalogue; none where the disc has none. Raise EvidenceUnreadable where that is
    damaged.
    """
    at = _catalogue(read)
    if at is None:
        return ()
    place, is_named = at
    data = read(place, SECTOR_BYTES) if place < length_bytes else b""
    if data[:1] != _VALID or data[30:32] != _VALID_END or sum(struct.unpack("<16H", data[:32])) & 0xFFFF:
        if not is_named:
            return ()
        raise _damaged(place)
    found = list(_entries(data, place))
    images = []
    for number, (medium, sectors, block) in enumerate(found, 1):
        start = block * SECTOR_BYTES
        size_bytes = _FLOPPY_BYTES.get(medium) or max(
            sectors * _VIRTUAL_SECTOR_BYTES, _fat_bytes(read, start)
        )
        words = f"Boot-{_MEDIA[medium]}.img"
        name = words if len(found) == 1 else f"{number}-{words}"
        images.append(BootImage(name.encode(), start, size_bytes))
    return tuple(images)


def _catalogue(read: Read) -> tuple[int, bool] | None:
    """Where it lies, and whether the record that says so bears the right name."""
    for number in range(_MOST_DESCRIPTORS):
        try:
            head = read(FIRST_DESCRIPTOR + number * SECTOR_BYTES, _CATALOGUE_PLACE + 4)
        except EvidenceUnreadable:  # told of the descriptors of the disc, of which it is one
            continue
        if head[:1] == _RECORD[:1] and head[1:6] == _RECORD[1:6]:
            place = int.from_bytes(head[_CATALOGUE_PLACE:], "little") * SECTOR_BYTES
            return place, head.startswith(_RECORD)
        if head[:1] == _LAST:
            return None
    return None


def _entries(data: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Medium, sectors and first block of each image."""
    for at in range(_ENTRY_BYTES, len(data) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        kind, medium, sectors, block = _ENTRY.unpack_from(data, at)
        if kind in (_SECTION, _LAST_SECTION, _MORE):
            continue
        if kind not in (_BOOTABLE, _NOT_BOOTABLE):
            raise _damaged(place + at)
        if not block:
            return
        yield min(medium & 0x0F, len(_MEDIA) - 1), sectors, block


def _damaged(place: int) -> EvidenceUnreadable:
    return EvidenceUnreadable(
        f"The boot catalogue of the disc is missing or damaged at byte {place:,}; what starts a computer "
        "from it is not listed."
    )


def _fat_bytes(read: Read, place: int) -> int:
    """How long a FAT volume that begins there says it is; 0 where none does."""
    try:
        sector = read(place, 512)
    except EvidenceUnreadable:  # told when the content is read
        return 0
    if len(sector) < 512 or sector[510:] != _VALID_END or sector[:1] not in (b"\xeb", b"\xe9"):
        return 0
    sector_bytes, cluster, reserved, copies, _, short, _, long = _FAT.unpack_from(sector)
    is_fat = sector_bytes in (512, 1024, 2048, 4096) and cluster and reserved and copies in (1, 2)
    return int(sector_bytes * (short or long)) if is_fat else 0
