"""Whether a file system may begin at a place, by its first bytes alone; quick, because it is asked of
thousands of places.

Sources: those of `signatures`; [EXT] "Super Block"; [FAT] and [EXFAT] boot sectors; Microsoft, "NTFS", boot
sector; lvm2, lib/format_text/layout.h and label.h, as documentation.
"""

import struct
from collections.abc import Callable, Iterator

from forensics.filesystems.hfs_volume import looks_like_master_block

HEAD_BYTES = 4096
Read = Callable[[int, int], bytes]
"""`read(offset, length)` of the media; nothing where they end or fail."""

_BOOT_SIGNATURE = b"\x55\xaa"
_SECTORS = (512, 1024, 2048, 4096)
_FAT_GEOMETRY = struct.Struct("<11xHBHBHHBH")
_EXT_MAGIC = b"\x53\xef"
# Signatures in the first kilobyte or two that are long enough to be believed anywhere: (offset, bytes).
_SURE = (
    (0, b"LUKS\xba\xbe"), (3, b"-FVE-FS-"), (0, b"XFSB"), (0x20, b"NXSB"), (3, b"ReFS\0\0\0\0"),
    (0x400, b"H+\0\4"), (0x400, b"HX\0\5"), (0x400, b"\x10\x20\xf5\xf2"),
    (0x400, b"\xe2\xe1\xf5\xe0"), (4086, b"SWAPSPACE2"),
)  # fmt: skip
# Further in; looked for only where something begins at a whole mebibyte.
_DEEP = ((0x10040, b"_BHRfS_M"), (0x8001, b"CD001"), (0x8001, b"BEA01"))
_LVM2 = b"LABELONE"
_MIB = 1 << 20
_FOLDER = 0x4000  # of i_mode
_ORIGINAL_GROUPS = range(2, 16)  # without sparse_super each has a copy


Span = tuple[int, int | None]
"""Where a volume may begin, and where it ends if what stands there says so."""


def spans_by_head(head: bytes, place: int, *, read: Read) -> tuple[Span, ...]:
    """Where in the media a volume may lie, as `head` at `place` says: from there on, or around it where
    `head` is a copy; nothing where it says nothing.
    """
    return tuple(dict.fromkeys(_spans(head, place, read)))


def _spans(head: bytes, place: int, read: Read) -> Iterator[Span]:
    if head[510:512] == _BOOT_SIGNATURE:
        yield from _by_boot_sector(head, place, read)
    if any(head.startswith(value, at) for at, value in _SURE):
        yield place, None
    if head.startswith(_LVM2, 0x200):
        yield place, _end_of_physical(head, place)
    for at in (0x400, 0):  # of the first block group; at the start of another
        if head[at + 0x38 : at + 0x3A] == _EXT_MAGIC and _is_superblock(head[at:]):
            yield from _by_superblock(head[at:], place + at, read)
    if head[:4] in (b"H+\0\4", b"HX\0\5"):
        yield from _by_hfs_copy(head, place)
    if looks_like_master_block(head[0x400:0x600]):
        yield place, None
    if place % _MIB == 0 and any(read(place + at, len(value)) == value for at, value in _DEEP):
        yield place, None


def _end_of_physical(head: bytes, place: int) -> int | None:
    """LVM2, layout.h: label_header says where pv_header is, which has its UUID and the size of its device."""
    at = 0x200 + int.from_bytes(head[0x214:0x218], "little") + 32
    size_bytes = int.from_bytes(head[at : at + 8], "little")
    return place + size_bytes if size_bytes else None


def _by_boot_sector(head: bytes, place: int, read: Read) -> Iterator[Span]:
    if head[3:11] == b"NTFS    ":
        sector, sectors = int.from_bytes(head[11:13], "little"), int.from_bytes(head[40:48], "little")
        per_cluster, mft = head[13], int.from_bytes(head[48:56], "little")
        cluster = sector * per_cluster if per_cluster <= 0x80 else sector << (0x100 - per_cluster)
        # its own first sector, or the copy in the last, whose volume begins where the $MFT is right
        for begin in (place, place - sectors * sector):
            if begin >= 0 and read(begin + mft * cluster, 4) == b"FILE":
                yield begin, begin + (sectors + 1) * sector
                return
    elif head[3:11] == b"EXFAT   " and 9 <= head[108] <= 12:
        sector = 1 << head[108]
        table = int.from_bytes(head[80:84], "little") * sector
        for begin in (place, place - 12 * sector):
            if begin >= 0 and read(begin + table, 4) == b"\xf8\xff\xff\xff":
                yield begin, None
                return
    elif _is_fat(head):
        sector, reserved = _FAT_GEOMETRY.unpack_from(head)[0], _FAT_GEOMETRY.unpack_from(head)[2]
        for begin in (place, place - 6 * sector):
            first = read(begin + reserved * sector, 3) if begin >= 0 else b""
            if first[:2] == bytes((head[21], 0xFF)):  # [FAT] the first entry repeats the media byte
                yield begin, None
                return


def _is_fat(head: bytes) -> bool:
    sector, cluster, reserved, tables, roots, _, media, small = _FAT_GEOMETRY.unpack_from(head)
    return (
        sector in _SECTORS and bool(cluster) and not cluster & (cluster - 1) and bool(reserved)
        and tables in (1, 2) and media >= 0xF0 and bool(roots) == bool(small)
    )  # fmt: skip


def _is_superblock(raw: bytes) -> bool:
    if len(raw) < 0x60:
        return False
    inodes, blocks = struct.unpack_from("<II", raw)
    first, shift = struct.unpack_from("<II", raw, 0x14)
    per_group = int.from_bytes(raw[0x20:0x24], "little")
    return bool(inodes and blocks) and first <= 1 and shift <= 6 and 0 < per_group <= (1024 << shift) * 8


def _by_hfs_copy(raw: bytes, place: int) -> Iterator[Span]:
    """TN1150: the alternate volume header stands 1,024 bytes before the end of the volume."""
    block_bytes, blocks = struct.unpack_from(">II", raw, 40)
    begin = place + 1024 - block_bytes * blocks
    if block_bytes * blocks > 4096 and begin >= 0:
        yield begin, place + 1024


def _by_superblock(raw: bytes, place: int, read: Read) -> Iterator[Span]:
    """Superblocks say which block group they stand in, but for those of the original revision. The volume
    begins where the second inode is a folder, the root.
    """
    first, shift = struct.unpack_from("<II", raw, 0x14)
    block = 1024 << shift
    per_group, group = int.from_bytes(raw[0x20:0x24], "little"), int.from_bytes(raw[0x5A:0x5C], "little")
    is_original = raw[0x4C:0x50] == bytes(4)
    inode_bytes = 128 if is_original else int.from_bytes(raw[0x58:0x5A], "little")
    for number in (0, 1, *_ORIGINAL_GROUPS) if is_original else (group,):
        begin = place - (first + number * per_group) * block if number else place - 1024
        # behind it stands the table of block groups, which gives the first table of inodes
        groups = place + block if number else begin + max(block, 2048)
        table = int.from_bytes(read(groups + 8, 4), "little")
        root = begin + table * block + inode_bytes
        if begin >= 0 and table and int.from_bytes(read(root, 2), "little") & 0xF000 == _FOLDER:
            yield begin, None
            return
