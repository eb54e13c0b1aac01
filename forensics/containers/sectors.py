"""How many bytes a sector of the media has, where the container does not say.

Partition tables count in sectors, so a table of a disk with sectors of 4,096 bytes read in units of 512
leads to the wrong places. Found by what was written in that unit: the GPT header in the second sector or in
the last (UEFI 2.10, 5.3.2), the block size of an Apple partition map, a boot sector's own field, a file
system where a slot of the MBR leads; a disc with ISO 9660 or UDF has 2,048 (ECMA-119, 6.1.2; ECMA-167, 1/6).
Where nothing tells, 512 is what every tool assumes.
"""

import struct
import zlib
from collections.abc import Callable

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage

SMALLEST_SECTOR_BYTES = 512
_UNITS = (512, 4096, 2048)  # the commonest first: an older table of 512 may lie under no newer one
_DISC_BYTES = 2048
_GPT = b"EFI PART"
_GPT_HEAD_BYTES = 92
_GPT_CHECKED = struct.Struct("<II")  # length of the header, its CRC32 reckoned with zeros in this place
_BOOT_MARK = b"\x55\xaa"
_EXTENDED = {0x05, 0x0F, 0x85}
_HEAD_BYTES = 64 * 1024

Read = Callable[[int, int], bytes]


def sector_bytes_of(image: EvidenceImage, *, otherwise: int = SMALLEST_SECTOR_BYTES) -> int:
    """512, 2048 or 4096, `otherwise` where nothing tells. Places that cannot be read tell nothing here; the
    map of volumes tells of them.
    """

    def read(offset: int, length: int) -> bytes:
        try:
            return image.read(offset, length)
        except EvidenceUnreadable:  # met again, and told, where tables and volumes are looked for
            return b""

    head = read(0, 16 * 1024)
    return (
        _by_gpt(head, read, image.info.size_bytes)
        or _by_apple_map(head)
        or _by_boot_sector(head)
        or _by_slots(head, read, image.info.size_bytes)
        or _by_disc(head, read)
        or otherwise
    )


def _by_gpt(head: bytes, read: Read, size_bytes: int) -> int | None:
    firsts = {unit: head[unit : 2 * unit] for unit in _UNITS}
    lasts = {unit: read(size_bytes // unit * unit - unit, unit) for unit in _UNITS if size_bytes > 3 * unit}
    for is_fit in (_is_whole_gpt, _is_placed_gpt):
        for unit, header in firsts.items():
            if is_fit(header, 1):
                return unit
        for unit, header in lasts.items():
            if is_fit(header, size_bytes // unit - 1):
                return unit
    return None


def _is_placed_gpt(header: bytes, place: int) -> bool:
    """A header that says it lies in this sector."""
    if len(header) < _GPT_HEAD_BYTES or not header.startswith(_GPT):
        return False
    return int.from_bytes(header[24:32], "little") == place


def _is_whole_gpt(header: bytes, place: int) -> bool:
    """The same with its checksum holding."""
    if not _is_placed_gpt(header, place):
        return False
    length, checksum = _GPT_CHECKED.unpack_from(header, 12)
    is_whole: bool = zlib.crc32(header[:16] + bytes(4) + header[20:length]) == checksum
    return is_whole and _GPT_HEAD_BYTES <= length <= len(header)


def _by_apple_map(head: bytes) -> int | None:
    """The driver descriptor's block size, where a map begins in the second block of that size."""
    if head[:2] != b"ER":
        return None
    unit = int.from_bytes(head[2:4], "big")
    if unit in _UNITS and head[unit : unit + 2] == b"PM":
        return unit
    return None


def _by_boot_sector(head: bytes) -> int | None:
    """Of media that are one volume."""
    if head[510:512] != _BOOT_MARK:
        return None
    if head[3:11] == b"EXFAT   ":
        unit = 1 << head[108] if head[108] < 16 else 0
    elif head[:1] in (b"\xeb", b"\xe9") and (head[3:11] == b"NTFS    " or _is_fat(head)):
        unit = int.from_bytes(head[11:13], "little")
    else:
        return None
    return unit if unit in _UNITS else None


def _is_fat(boot: bytes) -> bool:
    sectors, reserved, tables = struct.unpack_from("<BHB", boot, 13)
    return (
        bool(sectors)
        and not sectors & (sectors - 1)
        and bool(reserved)
        and tables in (1, 2)
        and boot[21] >= 0xF0
    )


def _by_slots(head: bytes, read: Read, size_bytes: int) -> int | None:
    """The unit in which a slot of the MBR leads to something."""
    if head[510:512] != _BOOT_MARK:
        return None
    slots = [(head[at + 4], int.from_bytes(head[at + 8 : at + 12], "little")) for at in range(446, 510, 16)]
    used = [(kind, start) for kind, start in slots if kind and start]
    for unit in _UNITS:
        for kind, start in used:
            if start * unit < size_bytes and _is_something(kind, read(start * unit, _HEAD_BYTES + 4096)):
                return unit
    return None


def _is_something(kind: int, volume: bytes) -> bool:
    """Whether a volume, or in an extended partition a further table, begins here."""
    if len(volume) < 4096:
        return False
    if kind in _EXTENDED:
        return volume[510:512] == _BOOT_MARK
    return (
        (volume[510:512] == _BOOT_MARK and volume[:1] in (b"\xeb", b"\xe9"))
        or volume[1080:1082] == b"\x53\xef"  # ext2, ext3, ext4
        or volume[1024:1026] in (b"H+", b"HX", b"BD")
        or volume[1024:1028] == b"\x10\x20\xf5\xf2"  # F2FS
        or volume[32:36] == b"NXSB"
        or volume.startswith((b"XFSB", b"LUKS\xba\xbe"))
        or volume[4086:4096] == b"SWAPSPACE2"
        or b"LABELONE" in volume[:2048]
        or volume[65600:65608] == b"_BHRfS_M"
    )


def _by_disc(head: bytes, read: Read) -> int | None:
    if head[510:512] == _BOOT_MARK:  # a disc image meant for a stick, with a partition table in units of 512
        return None
    descriptor = read(16 * _DISC_BYTES, 8)[1:6]
    if descriptor == b"CD001":
        return _DISC_BYTES
    anchor = read(256 * _DISC_BYTES, 2)
    return _DISC_BYTES if descriptor == b"BEA01" and anchor == b"\x02\x00" else None
