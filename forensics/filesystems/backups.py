"""Volumes whose first sectors are damaged, read by the copies that their file systems keep elsewhere.

`mended` gives a volume with its copy in place, by one rule for whoever maps and whoever opens it: the primary
is not sound, and the copy is. What is replaced is shown to the readers only; the evidence stays as it is.

Sources: Microsoft, "NTFS", boot sector (copy in the last sector); [FAT] "BPB_BkBootSec"; [EXFAT] 3.1 and 3.3
(backup boot region, checksum of 3.4); [EXT] "Layout" and "Block Group Descriptors"; TN1150, "Volume Header".
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_backups import ext_patches, is_sound_ext
from forensics.filesystems.fat_layout import FatLayout, read_layout
from forensics.filesystems.hfs_volume import HfsStandardVolume, looks_like_master_block
from forensics.filesystems.hfsplus_btree import Tree
from forensics.filesystems.hfsplus_volume import CATALOG_FILE, Fork, HfsVolume
from forensics.filesystems.mending import MendedImage
from forensics.filesystems.ntfs_geometry import geometry_of
from forensics.filesystems.ufs_layout import copies_of as ufs_copies
from forensics.filesystems.ufs_layout import has_first_group
from forensics.filesystems.ufs_layout import read_layout as read_ufs_layout
from forensics.images import EvidenceImage

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""

_SECTORS = (512, 4096, 2048, 1024)
_FAT32_BACKUP_SECTOR = 6  # [FAT] "No value other than 6 is recommended."
_EXFAT_REGION_SECTORS = 12
_MARK = b"\x55\xaa"  # [FAT] "Signature_word"
_FIRST_FAT16, _FIRST_FAT32 = 4085, 65525  # [FAT] "FAT Type Determination", in clusters
_SMALLEST_MEDIA = 0xF0
_HFS_HEADER_AT, _HFS_HEADER_BYTES = 1024, 512
_FAMILY = {
    "NTFS": "NTFS", "exFAT": "exFAT", "FAT32": "FAT32", "HFS+": "HFS+", "HFSX": "HFS+", "HFS": "HFS",
    "ext2": "ext", "ext3": "ext", "ext4": "ext", "UFS1": "UFS", "UFS2": "UFS",
    "FAT12": "FAT", "FAT16": "FAT",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    family: str
    image: MendedImage
    words: str  # what was damaged and which copy was used, as a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    part: str  # what it is a copy of
    place: int  # in the volume
    patches: tuple[tuple[int, bytes], ...]  # by place in the volume
    note: str = ""
    words: str | None = None  # instead of those that name a copy


def mended(
    image: EvidenceImage, *, offset_bytes: int, length_bytes: int, file_system: str | None
) -> Mended | None:
    """The volume by its copy; `None` where its own beginning is sound, or where no sound copy is there, or
    where the kind keeps none.
    """
    family = family_of(file_system)
    if family is None:
        return None

    def read(offset: int, length: int) -> bytes:
        return image.read(offset_bytes + offset, max(0, min(length, length_bytes - offset)))

    if _is_sound(family, read, length_bytes):
        return None
    for copy in _COPIES[family](read, length_bytes):
        patched = MendedImage(image, [(offset_bytes + place, value) for place, value in copy.patches])
        if _is_sound(family, _within(patched, offset_bytes, length_bytes), length_bytes):
            words = copy.words or (
                f"The {copy.part} of the {family} volume is damaged; its backup at byte "
                f"{offset_bytes + copy.place:,} was used.{copy.note}"
            )
            return Mended(family=family, image=patched, words=words)
    return None


def copies_used(
    image: EvidenceImage, *, offset_bytes: int, length_bytes: int, file_system: str | None
) -> Iterator[Mended]:
    """What `mended` gives for the kind that was recognised, or for each kind where none was."""
    for name in (file_system,) if file_system else _NAMES:
        found = mended(image, offset_bytes=offset_bytes, length_bytes=length_bytes, file_system=name)
        if found is not None:
            yield found


def family_of(file_system: str | None) -> str | None:
    """Which rule for copies a file system has; `None` where it keeps none that is used here."""
    return _FAMILY.get(file_system or "")


def _within(image: MendedImage, offset_bytes: int, length_bytes: int) -> Read:
    return lambda offset, length: image.read(
        offset_bytes + offset, max(0, min(length, length_bytes - offset))
    )


def _is_sound(family: str, read: Read, length_bytes: int) -> bool:
    try:
        return _SOUND[family](read, length_bytes)
    except (EvidenceUnreadable, struct.error, IndexError, ZeroDivisionError):
        return False  # unreadable, cut off, or numbers that cannot be: not sound, whatever else it is


def _is_sound_ntfs(read: Read, length_bytes: int) -> bool:
    geometry = geometry_of(read(0, 512))
    place = geometry.mft_cluster * geometry.cluster_bytes
    return place < length_bytes and read(place, 4) == b"FILE"


def _is_sound_fat32(read: Read, length_bytes: int) -> bool:
    boot = read(0, 512)
    layout = read_layout(boot, kind="FAT32", here_bytes=length_bytes)
    return _repeats_media(read, layout, boot)


def _is_sound_fat(read: Read, length_bytes: int) -> bool:
    boot = read(0, 512)
    layout = read_layout(boot, kind="FAT12", here_bytes=length_bytes)
    if layout.clusters >= _FIRST_FAT16:
        layout = read_layout(boot, kind="FAT16", here_bytes=length_bytes)
    return layout.clusters < _FIRST_FAT32 and _repeats_media(read, layout, boot)


def _repeats_media(read: Read, layout: FatLayout, boot: bytes) -> bool:
    """[FAT] The first entry of the FAT repeats the media byte; the highest bit of the second, which FAT16 and
    FAT32 clear where they were not closed, is no part of this.
    """
    first = read(layout.table_offset, 2)
    return boot[21] >= _SMALLEST_MEDIA and first == bytes((boot[21], 0xFF))


def _is_sound_exfat(read: Read, length_bytes: int) -> bool:
    boot = read(0, 512)
    if boot[3:11] != b"EXFAT   ":
        return False
    layout = read_layout(boot, kind="exFAT", here_bytes=length_bytes)
    region = read(0, _EXFAT_REGION_SECTORS * layout.sector_bytes)
    return _exfat_checksum(region, layout.sector_bytes) == region[-4:]


def _exfat_checksum(region: bytes, sector_bytes: int) -> bytes:
    """[EXFAT] 3.4, over the first eleven sectors without VolumeFlags and PercentInUse."""
    total = 0
    for at, value in enumerate(region[: 11 * sector_bytes]):
        if at not in (106, 107, 112):
            total = ((total << 31 | total >> 1) + value) & 0xFFFFFFFF
    return total.to_bytes(4, "little")


def _is_sound_hfs(read: Read, length_bytes: int) -> bool:
    volume = HfsVolume(read, length_bytes=length_bytes)
    catalog = volume.own_forks[CATALOG_FILE]
    first = Fork(size_bytes=min(catalog.size_bytes, volume.block_bytes), runs=catalog.runs[:1])
    Tree(volume, first)
    return first.size_bytes > 0


def _is_sound_hfs_standard(read: Read, length_bytes: int) -> bool:
    volume = HfsStandardVolume(read, length_bytes=length_bytes)
    Tree(volume, volume.own_forks[CATALOG_FILE])
    return True


def _is_sound_ufs(read: Read, length_bytes: int) -> bool:
    return has_first_group(read, read_ufs_layout(read))


def _ntfs_copies(read: Read, length_bytes: int) -> Iterator[_Copy]:
    for sector in _SECTORS:
        place = length_bytes // sector * sector - sector
        boot = _piece(read, place, 512)
        if boot[3:7] == b"NTFS" and int.from_bytes(boot[11:13], "little") == sector:
            yield _Copy(part="boot sector", place=place, patches=((0, boot),))


def _fat32_copies(read: Read, length_bytes: int) -> Iterator[_Copy]:
    yield from _without_mark(read)
    for sector in _SECTORS:
        place = _FAT32_BACKUP_SECTOR * sector
        boot = _piece(read, place, 512)
        says = int.from_bytes(boot[50:52], "little") == _FAT32_BACKUP_SECTOR
        if says and boot[11:13] == sector.to_bytes(2, "little") and boot[510:512] == _MARK:
            yield _Copy(part="boot sector", place=place, patches=((0, boot),))


def _fat_with_mark(read: Read, length_bytes: int) -> Iterator[_Copy]:
    """FAT12 and FAT16 keep no copy of the boot sector. Where only the mark at its end is wrong, as Atari's
    never had it, all else of it is taken as it is.
    """
    yield from _without_mark(read)


def _without_mark(read: Read) -> Iterator[_Copy]:
    if _piece(read, 510, 2) != _MARK:
        words = "The boot sector does not end with its mark 55 AA; all else in it fits the FAT and was used."
        yield _Copy(part="boot sector", place=0, patches=((510, _MARK),), words=words)


def _exfat_copies(read: Read, length_bytes: int) -> Iterator[_Copy]:
    for sector in _SECTORS:
        size = _EXFAT_REGION_SECTORS * sector
        region = _piece(read, size, size)
        if region[3:11] == b"EXFAT   " and 1 << region[108] == sector:
            yield _Copy(part="boot sector", place=size, patches=((0, region),))


def _hfs_copies(read: Read, length_bytes: int) -> Iterator[_Copy]:
    place = length_bytes // 512 * 512 - 1024  # TN1150: 1,024 bytes before the end of the volume
    header = _piece(read, place, _HFS_HEADER_BYTES)
    if header[:2] in (b"H+", b"HX"):
        note = " What it counts of files and folders may be older."
        yield _Copy(part="volume header", place=place, patches=((_HFS_HEADER_AT, header),), note=note)


def _hfs_standard_copies(read: Read, length_bytes: int) -> Iterator[_Copy]:
    """In the last sector but one; Apple, "Inside Macintosh: Files", 2-59. It is written when a tree grows, so
    that it knows the trees, but counts files as they were then.
    """
    place = length_bytes // 512 * 512 - 1024
    block = _piece(read, place, _HFS_HEADER_BYTES)
    if looks_like_master_block(block):
        note = " What it counts of files and folders may be older."
        yield _Copy(part="master directory block", place=place, patches=((_HFS_HEADER_AT, block),), note=note)


def _ext_copies(read: Read, length_bytes: int) -> Iterator[_Copy]:
    for found in ext_patches(read, length_bytes=length_bytes):
        part, note = "superblock", ""
        if found.has_descriptors:
            part = "superblock or the table of block groups"
            note = (
                " The table of its block groups was taken from the copy too, which does not say what was "
                "unused: all of it was read."
            )
        yield _Copy(part=part, place=found.place, patches=found.patches, note=note)


def _ufs_copies(read: Read, length_bytes: int) -> Iterator[_Copy]:
    note = " What it counts of files and folders may be older."
    for place, belongs, raw in ufs_copies(lambda offset, length: _piece(read, offset, length)):
        yield _Copy(part="superblock", place=place, patches=((belongs, raw),), note=note)


def _piece(read: Read, place: int, length: int) -> bytes:
    """`length` bytes, or nothing where they are not there: no copy."""
    if place < 0:
        return bytes(length)
    try:
        piece = read(place, length)
    except EvidenceUnreadable:
        return bytes(length)
    return piece if len(piece) == length else bytes(length)


_SOUND: dict[str, Callable[[Read, int], bool]] = {
    "NTFS": _is_sound_ntfs,
    "exFAT": _is_sound_exfat,
    "FAT32": _is_sound_fat32,
    "HFS+": _is_sound_hfs,
    "HFS": _is_sound_hfs_standard,
    "ext": is_sound_ext,
    "UFS": _is_sound_ufs,
    "FAT": _is_sound_fat,
}
_COPIES: dict[str, Callable[[Read, int], Iterator[_Copy]]] = {
    "NTFS": _ntfs_copies,
    "exFAT": _exfat_copies,
    "FAT32": _fat32_copies,
    "HFS+": _hfs_copies,
    "HFS": _hfs_standard_copies,
    "ext": _ext_copies,
    "UFS": _ufs_copies,
    "FAT": _fat_with_mark,
}
_NAMES = ("NTFS", "exFAT", "FAT32", "FAT16", "HFS+", "HFS", "ext4", "UFS2")  # one of each family
