"""The name a volume gives itself, read from its file system's own structures.

Sources: [FAT], [EXFAT], [EXT], [HFS] and [ISO] as listed in `forensics.filesystems.timekeeping`; NTFS:
[MS-FSCC] 2.4.7 names the $VOLUME_NAME attribute (type 0x60) of MFT record 3, its layout is in the Linux
kernel's fs/ntfs/layout.h.
"""

import struct
from collections.abc import Callable

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.hfs_volume import HfsStandardVolume
from forensics.filesystems.udf_disc import UdfDisc
from forensics.filesystems.ufs_layout import read_layout as read_ufs_layout
from forensics.paths import display_text

Read = Callable[[int, int], bytes]
_FAT_BOOT = struct.Struct(
    "<11xHBHBHHxHxxxxxxxxI"
)  # sector, cluster, reserved, FATs, root entries, total 16, FAT size 16, total 32
_FAT_ENTRY_BYTES = 32
_FAT_LABEL_ATTRIBUTE = 0x08
_LONG_NAME_ATTRIBUTES = 0x0F
_EXFAT_LABEL_ENTRY = 0x83
_MFT_VOLUME_RECORD = 3
_NTFS_VOLUME_NAME = 0x60
_NTFS_END = 0xFFFFFFFF
_HFS_ROOT_PARENT = 1
_UFS_NAME_AT = 680
_ANY_BYTES = 1 << 50  # where a volume ends is not known here; its anchor stands near its beginning too


def label_of(file_system: str, read: Read) -> str | None:
    """The label made safe to show, `None` where there is none; `read(offset, length)` reads inside the
    volume.
    """
    reader = _READERS.get(file_system)
    if reader is None:
        return None
    try:
        label = reader(read)
    except (EvidenceUnreadable, UnicodeDecodeError, struct.error, IndexError, ZeroDivisionError):
        # Bad sectors, cut-off or nonsense structures: a label is a courtesy, its lack no fault.
        return None
    raw = label if isinstance(label, bytes) else label.encode("utf-8", "surrogatepass")
    return display_text(raw) or None


def _ext(read: Read) -> bytes:
    return read(0x478, 16).split(b"\0")[0]


def _xfs(read: Read) -> bytes:
    return read(0x6C, 12).split(b"\0")[0]  # sb_fname


def _ufs(read: Read) -> bytes:
    return read(read_ufs_layout(read).place + _UFS_NAME_AT, 32).split(b"\0")[0]  # fs_volname


def _udf(read: Read) -> bytes:
    return UdfDisc(read, length_bytes=_ANY_BYTES).name


def _fat_label(raw: bytes) -> str:
    text = raw.split(b"\0")[0].decode("cp437").rstrip()
    return "" if text == "NO NAME" else text


def _fat(read: Read) -> str:
    """From the root directory, which is kept up to date; the boot sector's copy may be old."""
    boot = read(0, 512)
    sector, cluster, reserved, tables, root_entries, _, size16, _ = _FAT_BOOT.unpack_from(boot)
    size = size16 or int.from_bytes(boot[36:40], "little")
    root = (reserved + tables * size) * sector
    length = root_entries * _FAT_ENTRY_BYTES
    if not root_entries:  # FAT32: the root is a chain; its first cluster is where formatting puts the label
        root += (int.from_bytes(boot[44:48], "little") - 2) * cluster * sector
        length = cluster * sector
    entries = read(root, length)
    for place in range(0, len(entries), _FAT_ENTRY_BYTES):
        entry = entries[place : place + _FAT_ENTRY_BYTES]
        if entry[0] == 0:
            break
        is_label = (
            entry[11] & _LONG_NAME_ATTRIBUTES != _LONG_NAME_ATTRIBUTES and entry[11] & _FAT_LABEL_ATTRIBUTE
        )
        if is_label and entry[0] != 0xE5:
            return _fat_label(entry[:11])
    return ""


def _exfat(read: Read) -> str:
    boot = read(0, 512)
    heap, _, root = struct.unpack_from("<III", boot, 88)
    sector, cluster = 1 << boot[108], 1 << boot[109]
    entries = read((heap + (root - 2) * cluster) * sector, min(cluster * sector, 1 << 16))
    for place in range(0, len(entries), 32):
        if entries[place] == _EXFAT_LABEL_ENTRY:
            return entries[place + 2 : place + 2 + 2 * min(entries[place + 1], 11)].decode(
                "utf-16-le", "surrogatepass"
            )
    return ""


def _ntfs(read: Read) -> str:
    boot = read(0, 512)
    cluster = int.from_bytes(boot[11:13], "little") * (
        boot[13] if boot[13] <= 0x80 else 1 << (256 - boot[13])
    )
    size = struct.unpack_from("<b", boot, 64)[0]
    record_bytes = size * cluster if size > 0 else 1 << -size
    place = int.from_bytes(boot[48:56], "little") * cluster + _MFT_VOLUME_RECORD * record_bytes
    record = read(place, min(record_bytes, 4096))
    if not record.startswith(b"FILE"):
        return ""
    at = int.from_bytes(record[20:22], "little")
    while at + 24 <= len(record):
        kind, length = struct.unpack_from("<II", record, at)
        if kind == _NTFS_VOLUME_NAME:
            size, start = struct.unpack_from("<IH", record, at + 16)
            return record[at + start : at + start + size].decode("utf-16-le", "surrogatepass")
        if kind == _NTFS_END or length < 16:
            break
        at += length
    return ""


def _hfs(read: Read) -> str:
    """The name of the root folder: the first record of the catalog, whose parent is 1 (TN1150, "Catalog
    File").
    """
    header = read(0x400, 512)
    if header[:2] not in (b"H+", b"HX"):
        return ""  # inside an HFS wrapper
    block = int.from_bytes(header[40:44], "big")
    catalog = int.from_bytes(header[272 + 16 : 272 + 20], "big") * block
    first_leaf, _, node = struct.unpack_from(">IIH", read(catalog, 512), 14 + 10)
    leaf = read(catalog + first_leaf * node, node)
    parent, length = struct.unpack_from(">IH", leaf, 14 + 2)
    if parent != _HFS_ROOT_PARENT:
        return ""
    return leaf[22 : 22 + 2 * min(length, 255)].decode("utf-16-be", "surrogatepass")


def _hfs_standard(read: Read) -> bytes:
    return HfsStandardVolume(read, length_bytes=0).name.decode("mac_roman").encode()


def _iso(read: Read) -> str:
    """From the Joliet descriptor where there is one, whose label is not cut to capitals, else from the
    primary.
    """
    label = ""
    for sector in range(16, 32):
        descriptor = read(sector * 2048, 2048)
        if descriptor[1:6] != b"CD001" or descriptor[0] == 255:
            break
        if descriptor[0] == 1:
            label = label or descriptor[40:72].decode("latin-1").rstrip(" \0")
        if descriptor[0] == 2 and descriptor[88:91] in (b"%/@", b"%/C", b"%/E"):
            joliet = descriptor[40:72].decode("utf-16-be", "replace").rstrip(" \0")
            if len(joliet) >= min(len(label), 16):
                return joliet if len(label) <= 16 else label
    return label


_READERS: dict[str, Callable[[Read], str | bytes]] = {
    "ext2": _ext, "ext3": _ext, "ext4": _ext, "FAT12": _fat, "FAT16": _fat, "FAT32": _fat, "exFAT": _exfat,
    "NTFS": _ntfs, "HFS+": _hfs, "HFSX": _hfs, "HFS": _hfs_standard, "ISO 9660": _iso, "XFS": _xfs,
    "UDF": _udf, "UFS1": _ufs, "UFS2": _ufs,
}  # fmt: skip
