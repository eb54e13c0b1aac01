"""Which file system is at an offset, by its proper name: what TSK can open there.

Each kind is asked for alone: TSK's own detection stops with an error where two kinds fit, and misses FAT32
with few clusters. HFS+ and ISO 9660 are known by their own headers where these are sound, because TSK lists
folders to open them, in quadratic time; XFS, UDF and HFS are unknown to it, of YAFFS2 it knows few layouts
and of UFS few places; it is asked about the rest.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

import pytsk3

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.hfs_volume import HfsStandardVolume
from forensics.filesystems.hfsplus_btree import Tree
from forensics.filesystems.hfsplus_volume import CATALOG_FILE, BlockVolume, Fork, HfsVolume
from forensics.filesystems.iso_disc import read_disc
from forensics.filesystems.iso_records import FolderReader
from forensics.filesystems.ntfs_geometry import geometry_of
from forensics.filesystems.tsk.media import TSK_TROUBLE, Media
from forensics.filesystems.udf_disc import UdfDisc
from forensics.filesystems.ufs_layout import read_layout as read_ufs_layout
from forensics.filesystems.xfs_layout import MAGIC, sound_superblock
from forensics.filesystems.yaffs_layout import layout_of

# In the order of trust where two fit: a boot sector at the very start is erased by whoever formats the volume
# anew, while an ext, HFS+ or ISO 9660 descriptor further inside may be left over from before.
_KINDS = (
    ("XFS", None),
    ("NTFS", pytsk3.TSK_FS_TYPE_NTFS),
    ("exFAT", pytsk3.TSK_FS_TYPE_EXFAT),
    ("FAT", pytsk3.TSK_FS_TYPE_FAT_DETECT),
    ("FAT32", pytsk3.TSK_FS_TYPE_FAT32),
    ("ISO 9660", pytsk3.TSK_FS_TYPE_ISO9660),
    ("ext", pytsk3.TSK_FS_TYPE_EXT_DETECT),
    ("HFS+", pytsk3.TSK_FS_TYPE_HFS),
    ("HFS", None),
    ("UFS", None),
    ("UDF", None),
    ("YAFFS2", None),
)
_NAMES = {
    int(pytsk3.TSK_FS_TYPE_NTFS): "NTFS",
    int(pytsk3.TSK_FS_TYPE_EXFAT): "exFAT",
    int(pytsk3.TSK_FS_TYPE_FAT12): "FAT12",
    int(pytsk3.TSK_FS_TYPE_FAT16): "FAT16",
    int(pytsk3.TSK_FS_TYPE_FAT32): "FAT32",
    int(pytsk3.TSK_FS_TYPE_EXT2): "ext2",
    int(pytsk3.TSK_FS_TYPE_EXT3): "ext3",
    int(pytsk3.TSK_FS_TYPE_EXT4): "ext4",
    int(pytsk3.TSK_FS_TYPE_HFS): "HFS+",
    int(pytsk3.TSK_FS_TYPE_ISO9660): "ISO 9660",
}
_TYPE_OF = {
    "NTFS": pytsk3.TSK_FS_TYPE_NTFS,
    "exFAT": pytsk3.TSK_FS_TYPE_EXFAT,
    "FAT12": pytsk3.TSK_FS_TYPE_FAT12,
    "FAT16": pytsk3.TSK_FS_TYPE_FAT16,
    "FAT32": pytsk3.TSK_FS_TYPE_FAT32,
    "ext2": pytsk3.TSK_FS_TYPE_EXT2,
    "ext3": pytsk3.TSK_FS_TYPE_EXT3,
    "ext4": pytsk3.TSK_FS_TYPE_EXT4,
    "HFS+": pytsk3.TSK_FS_TYPE_HFS,
    "HFSX": pytsk3.TSK_FS_TYPE_HFS,
    "ISO 9660": pytsk3.TSK_FS_TYPE_ISO9660,
    "UFS1": pytsk3.TSK_FS_TYPE_FFS_DETECT,
    "UFS2": pytsk3.TSK_FS_TYPE_FFS_DETECT,
}
_UDF_PLACE, _UDF_MAGIC = 0x8001, b"BEA01"  # ECMA-167, 2/9.2; a bridge disc has "CD001" there
_MOST_PLAIN_SECTORS = 128  # of a cluster of NTFS
_BIGALLOC = 0x200  # of s_feature_ro_compat
_SOURCE_LINE = re.compile(r"^\w+: \(tsk3\.cpp:\d+\) ")
_FAT_GEOMETRY = struct.Struct(
    "<11xHBHBHHBH"
)  # [FAT] boot sector: sector, cluster, reserved, FATs, root entries, total, media, FAT size

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end or where the image fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A file system that opens: its name and the bytes of one of its allocation units."""

    name: str
    block_bytes: int
    size_bytes: int  # what the file system says of itself; the volume or the image may end before
    was_forced: bool = False  # TSK's own detection refuses it


def recognise(media: Media, *, offset_bytes: int, length_bytes: int, head: bytes) -> tuple[Recognised, ...]:
    """Every kind that opens at `offset_bytes`, the most trusted first; `head` is the first kilobyte there, or
    more.
    """
    found: list[Recognised] = []

    def read(offset: int, length: int) -> bytes:
        wanted = max(0, min(length, length_bytes - offset))
        return media.read(offset_bytes + offset, wanted) if wanted else b""

    _amend_ext(media, offset_bytes=offset_bytes, head=head)
    _amend_ntfs(media, offset_bytes=offset_bytes, head=head)
    for kind, tsk_type in _KINDS:
        if kind == "FAT" and any(each.name == "exFAT" for each in found):
            continue
        if kind == "UDF" and any(each.name == "ISO 9660" for each in found):
            continue  # a bridge: both tell of the same files
        if kind == "YAFFS2" and found:
            continue  # what has no signature is not believed beside one
        if kind == "FAT32" and (
            any(each.name[:3] in ("FAT", "exF") for each in found) or not _is_small_fat32(head)
        ):
            continue
        by_header = _BY_HEADER[kind](read, length_bytes, head) if kind in _BY_HEADER else None
        if by_header:
            found.append(by_header)
            continue
        if tsk_type is None:
            continue
        try:
            opened = pytsk3.FS_Info(media, offset=offset_bytes, type=tsk_type)
        except TSK_TROUBLE:  # not this kind; whether the image itself failed is told by media.trouble
            continue
        found.append(_described(opened, head, was_forced=kind == "FAT32"))
    return tuple(found)


def _disc(read: Read, length_bytes: int, head: bytes) -> Recognised | None:
    """ISO 9660 whose descriptors and root folder are sound."""
    try:
        disc = read_disc(read)
    except EvidenceUnreadable:  # TSK looks too, and says why it refuses
        return None
    if FolderReader(read, disc, length_bytes=length_bytes).itself(disc.trees[0].root) is None:
        return None
    return Recognised(name="ISO 9660", block_bytes=disc.block_bytes, size_bytes=disc.size_bytes)


def _hfs_plus(read: Read, length_bytes: int, head: bytes) -> Recognised | None:
    """HFS+ and HFSX whose volume header and the catalog's first node are sound."""
    try:
        volume = HfsVolume(read, length_bytes=length_bytes)
        if not _has_catalog(volume, volume.own_forks[CATALOG_FILE]):
            return None
    except EvidenceUnreadable:  # TSK looks too, and says why it refuses
        return None
    return Recognised(
        name=_hfs_name(head), block_bytes=volume.block_bytes, size_bytes=volume.blocks * volume.block_bytes
    )


def _hfs(read: Read, length_bytes: int, head: bytes) -> Recognised | None:
    """HFS of which the master directory block and the catalog's first node are sound."""
    try:
        volume = HfsStandardVolume(read, length_bytes=length_bytes)
        if not _has_catalog(volume, volume.own_forks[CATALOG_FILE]):
            return None
    except EvidenceUnreadable:  # `refusal` says why
        return None
    return Recognised(name="HFS", block_bytes=volume.block_bytes, size_bytes=volume.size_bytes)


def _has_catalog(volume: BlockVolume, catalog: Fork) -> bool:
    """Whether the first node is a header; raise EvidenceUnreadable where it is damaged."""
    first = Fork(size_bytes=min(catalog.size_bytes, volume.block_bytes), runs=catalog.runs[:1])
    if first.size_bytes < volume.block_bytes:
        return False
    Tree(volume, first)
    return True


def _xfs(read: Read, length_bytes: int, head: bytes) -> Recognised | None:
    """XFS of which a superblock is sound, the first one or its copy."""
    if not head.startswith(MAGIC):
        return None
    try:
        superblock, _ = sound_superblock(read)
    except EvidenceUnreadable:  # `refusal` says why
        return None
    return Recognised(
        name="XFS",
        block_bytes=superblock.block_bytes,
        size_bytes=superblock.blocks * superblock.block_bytes,
    )


def _udf(read: Read, length_bytes: int, head: bytes) -> Recognised | None:
    """UDF whose descriptors are sound."""
    if read(_UDF_PLACE, 5) != _UDF_MAGIC:
        return None
    try:
        disc = UdfDisc(read, length_bytes=length_bytes)
    except EvidenceUnreadable:  # `refusal` says why
        return None
    return Recognised(name="UDF", block_bytes=disc.block_bytes, size_bytes=disc.end_bytes)


def _ufs(read: Read, length_bytes: int, head: bytes) -> Recognised | None:
    """UFS1 and UFS2 of which the superblock is sound."""
    try:
        layout = read_ufs_layout(read)
    except EvidenceUnreadable:  # `refusal` says why
        return None
    return Recognised(name=layout.name, block_bytes=layout.block_bytes, size_bytes=layout.size_bytes)


def _yaffs(read: Read, length_bytes: int, head: bytes) -> Recognised | None:
    """YAFFS2 of which headers and tags agree."""
    try:
        layout = layout_of(read, length_bytes=length_bytes)
    except EvidenceUnreadable:  # none, or its beginning is not there: without a signature nobody can tell
        return None
    whole = length_bytes // layout.chunk_bytes * layout.chunk_bytes
    return Recognised(name="YAFFS2", block_bytes=layout.page_bytes, size_bytes=whole)


_BY_HEADER = {
    "UDF": _udf, "XFS": _xfs, "ISO 9660": _disc, "HFS+": _hfs_plus, "HFS": _hfs, "UFS": _ufs,
    "YAFFS2": _yaffs,
}  # fmt: skip


def open_as(media: Media, *, offset_bytes: int, name: str) -> pytsk3.FS_Info:
    """The opened file system of the kind `name`; EvidenceUnreadable where the image fails or TSK refuses it
    now.
    """
    try:
        if name.startswith("ext"):
            _amend_ext(media, offset_bytes=offset_bytes, head=media.read(offset_bytes, 2048))
        if name == "NTFS":
            _amend_ntfs(media, offset_bytes=offset_bytes, head=media.read(offset_bytes, 512))
        return pytsk3.FS_Info(media, offset=offset_bytes, type=_TYPE_OF[name])
    except KeyError as trouble:
        raise EvidenceUnreadable(f"There is no reader for {name} here.") from trouble
    except TSK_TROUBLE as trouble:
        raise EvidenceUnreadable(
            f"The {name} file system cannot be opened: {plain_reason(trouble)}."
        ) from trouble


def refusal(media: Media, *, offset_bytes: int, kind: str) -> str | None:
    """Why the kind `kind` of `recognise` does not open at the place; `None` if it does."""
    tsk_type = dict(_KINDS)[kind]
    try:
        if tsk_type is None:
            _open_by_header(media, offset_bytes=offset_bytes, kind=kind)
            return None
        pytsk3.FS_Info(media, offset=offset_bytes, type=tsk_type)
    except EvidenceUnreadable as trouble:
        return str(trouble).strip(".")
    except TSK_TROUBLE as trouble:
        return plain_reason(trouble)
    return None


def _open_by_header(media: Media, *, offset_bytes: int, kind: str) -> None:
    def read(offset: int, length: int) -> bytes:
        return media.read(offset_bytes + offset, length)

    length_bytes = media.get_size() - offset_bytes
    if kind == "XFS":
        sound_superblock(read)
    elif kind == "UFS":
        read_ufs_layout(read)
    elif kind == "HFS":
        volume = HfsStandardVolume(read, length_bytes=length_bytes)
        if not _has_catalog(volume, volume.own_forks[CATALOG_FILE]):
            raise EvidenceUnreadable("The HFS volume gives its catalog no room.")
    else:
        UdfDisc(read, length_bytes=length_bytes)


def plain_reason(trouble: Exception) -> str:
    """The core of TSK's message, without the source lines of the binding."""
    text = " ".join(_SOURCE_LINE.sub("", str(trouble)).rsplit("with error: ", 1)[-1].split())
    text = text.removeprefix("Error opening File: ").replace(
        "unknown libtsk error", "The Sleuth Kit gives no reason"
    )
    return text.strip(" .") or "The Sleuth Kit gives no reason"


def _amend_ntfs(media: Media, *, offset_bytes: int, head: bytes) -> None:
    """Clusters of more than 128 sectors are written as a negative power of two since Windows 10 1709, which
    TSK does not know: it is shown the same clusters as 128 sectors that are larger.
    """
    if head[3:7] != b"NTFS" or head[13] <= _MOST_PLAIN_SECTORS:
        return
    try:
        geometry = geometry_of(head)
    except EvidenceUnreadable:  # told by whoever reads the volume
        return
    sector_bytes = geometry.cluster_bytes // _MOST_PLAIN_SECTORS
    sectors = geometry.clusters * _MOST_PLAIN_SECTORS
    media.amend(offset_bytes + 11, sector_bytes.to_bytes(2, "little") + bytes([_MOST_PLAIN_SECTORS]))
    media.amend(offset_bytes + 40, sectors.to_bytes(8, "little"))


def _amend_ext(media: Media, *, offset_bytes: int, head: bytes) -> None:
    """ext2 of the original revision has inodes of 128 bytes and no field that says so; TSK takes the empty
    field at its word. With bigalloc, the size of the clusters stands in the field of the fragments, for which
    TSK refuses the volume; its maps of what files consist of are in blocks all the same. [EXT]
    """
    superblock = head[1024:2048]
    if superblock[0x38:0x3A] != b"\x53\xef":
        return
    is_original = superblock[0x4C:0x50] == bytes(4)
    if is_original and superblock[0x58:0x5A] == bytes(2):
        media.amend(offset_bytes + 1024 + 0x58, (128).to_bytes(2, "little"))
    if not is_original and int.from_bytes(superblock[0x64:0x68], "little") & _BIGALLOC:
        media.amend(offset_bytes + 1024 + 0x1C, superblock[0x18:0x1C])


def _described(opened: pytsk3.FS_Info, head: bytes, *, was_forced: bool) -> Recognised:
    info = opened.info
    name = _NAMES[int(info.ftype)]
    if name == "HFS+":
        name = _hfs_name(head)
    return Recognised(
        name=name,
        block_bytes=_cluster_bytes(name, head) or info.block_size,
        size_bytes=info.block_count * info.block_size,
        was_forced=was_forced,
    )


def _hfs_name(head: bytes) -> str:
    return "HFSX" if head[1024:1026] == b"HX" else "HFS+"  # TN1150: they differ by their signature


def _cluster_bytes(name: str, head: bytes) -> int | None:
    """FAT's and exFAT's allocation unit; TSK counts these two in sectors. [FAT] boot sector, [EXFAT] 3.1.14
    and 3.1.15
    """
    if name == "exFAT":
        return 1 << (head[108] + head[109]) if head[108] <= 12 and head[109] <= 25 else None
    return int.from_bytes(head[11:13], "little") * head[13] if name.startswith("FAT") else None


def _is_small_fat32(head: bytes) -> bool:
    """FAT32 by its boot sector (no FAT16 fields) though it has too few clusters for TSK's own detection."""
    if len(head) < 512 or head[510:512] != b"\x55\xaa":
        return False
    sector, cluster, reserved, tables, root_entries, _, _, fat16_size = _FAT_GEOMETRY.unpack_from(head)
    fat32_size = int.from_bytes(head[36:40], "little")
    return (
        sector in (512, 1024, 2048, 4096) and bool(cluster) and bool(reserved) and tables in (1, 2)
        and root_entries == 0 and fat16_size == 0 and fat32_size > 0
    )  # fmt: skip
