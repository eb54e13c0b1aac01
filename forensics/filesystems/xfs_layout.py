"""Where things lie on an XFS volume: its superblock, its groups, its blocks with their checksums.

Version 5 keeps a checksum and its own place with every block and inode; both are checked whenever one is
read, and what does not hold is EvidenceUnreadable. Version 4 keeps neither.

Source: "XFS Algorithms & Data Structures", 3rd edition (kernel.org), "Global Structures"; Linux,
fs/xfs/libxfs/xfs_format.h for what came later.
"""

import struct
from collections.abc import Callable

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.xfs_checksums import is_sound

MAGIC = b"XFSB"
_FIRST = struct.Struct(">4sIQ32xQ")  # magic, bytes a block, blocks, …, root folder
_ROOT = struct.Struct(">56xQQQ")  # root folder, realtime bitmap, realtime summary
_LOG_PLACE = struct.Struct(">48xQ40xI")  # first block of the log, its blocks
_GROUPS = struct.Struct(
    ">84xII8xHHHH12xBBBBB"
)  # blocks a group, groups; version, sector, inode, inodes a block
_COUNTS = struct.Struct(">128xQQ")  # inodes made, inodes free
_QUOTAS = struct.Struct(">160xQQ")
_FOLDER_LOG = struct.Struct(">192xB7xI")  # of blocks a folder block; more features of version 4
_FEATURES = struct.Struct(">216xI12xQ")  # that a reader must know; inode of project quotas
_CRC_AT = 224
_KNOWN_FEATURES = 0x1FF  # names with kinds … folders of metadata
_HAS_KINDS, _NEEDS_REPAIR, _HAS_GROUPED_METADATA = 0x01, 0x10, 0x100
_HAS_KINDS_4 = 0x200  # of version 4
_HAS_FOLDERS_2 = 0x2000
_BLOCK_LOGS = range(9, 17)
_SECTOR_LOGS = range(9, 16)
_LARGEST_SECTOR_BYTES = 1 << 15
_INODE_LOGS = range(8, 12)
_GROUP_SECTORS = 4  # superblock, free space, inodes, free list
NO_NUMBER = 0xFFFFFFFFFFFFFFFF
_SECTOR_BYTES = 512  # places inside blocks are kept in these


class Superblock(Struct, frozen=True, kw_only=True, gc=False):
    block_bytes: int
    block_log: int
    blocks: int
    group_blocks: int
    group_block_log: int
    groups: int
    sector_bytes: int
    inode_bytes: int
    inodes_per_block_log: int
    folder_blocks: int  # blocks of the file system in one block of a folder
    root: int
    own_inodes: tuple[tuple[bytes, int], ...]  # files of the file system itself: names as shown here, numbers
    is_version_5: bool
    has_kinds: bool  # the kind of a file stands beside its name too
    needs_repair: bool
    inodes_in_use: int
    log_block: int  # 0: on another disk
    log_blocks: int


class XfsVolume:
    """One volume, by its superblock; raises EvidenceUnreadable where there is none that can be read.

    `trouble` says why a copy of the superblock was used, and is `None` where none was.
    """

    def __init__(self, windows: VolumeWindows) -> None:
        self.windows = windows
        self.superblock, self.trouble = sound_superblock(windows.read)

    def piece(self, block: int, blocks: int = 1) -> bytes:
        """All bytes of `blocks` blocks from the number `block`, whose upper half names the group."""
        place = self.place_of(block, blocks)
        return self.windows.piece(place, blocks * self.superblock.block_bytes)

    def place_of(self, block: int, blocks: int = 1) -> int:
        """Byte of the volume; raise EvidenceUnreadable where one of the blocks lies outside its group."""
        superblock = self.superblock
        group, inside = block >> superblock.group_block_log, block & ((1 << superblock.group_block_log) - 1)
        first = group * superblock.group_blocks + inside
        is_inside = group < superblock.groups and inside + blocks <= superblock.group_blocks
        if not is_inside or first + blocks > superblock.blocks:
            raise EvidenceUnreadable(f"Block {block:,} lies outside the XFS volume.")
        return first * superblock.block_bytes

    def checked(self, block: int, *, crc_at: int, place_at: int, blocks: int = 1, what: str) -> bytes:
        """As `piece`; of version 5 with checksum and place checked. `what` is for the sentence."""
        data = self.piece(block, blocks)
        if self.superblock.is_version_5:
            self.check(data, self.place_of(block, blocks), crc_at=crc_at, place_at=place_at, what=what)
        return data

    def check(self, data: bytes, place: int, *, crc_at: int, place_at: int, what: str) -> None:
        if not is_sound(data, crc_at=crc_at):
            raise EvidenceUnreadable(f"{what} at byte {place:,} of the XFS volume fails its checksum.")
        if int.from_bytes(data[place_at : place_at + 8], "big") * _SECTOR_BYTES != place:
            raise EvidenceUnreadable(f"{what} at byte {place:,} of the XFS volume belongs elsewhere.")

    def group_sector(self, group: int, sector: int, *, magic: bytes, crc_at: int) -> bytes:
        """A sector of the head of a group; raise EvidenceUnreadable where it is damaged."""
        superblock = self.superblock
        place = group * superblock.group_blocks * superblock.block_bytes + sector * superblock.sector_bytes
        data = self.windows.piece(place, superblock.sector_bytes)
        if data[:4] != magic:
            raise EvidenceUnreadable(f"The head of group {group} of the XFS volume is damaged.")
        if superblock.is_version_5 and not is_sound(data, crc_at=crc_at):
            raise EvidenceUnreadable(f"The head of group {group} of the XFS volume fails its checksum.")
        return data

    def blocks_in(self, group: int) -> int:
        """Blocks of a group; the last one may be shorter."""
        superblock = self.superblock
        return min(superblock.group_blocks, superblock.blocks - group * superblock.group_blocks)


def sound_superblock(
    read: Callable[[int, int], bytes],
) -> tuple[Superblock, EvidenceUnreadable | None]:
    """The superblock, or where it is damaged the copy in the second group and what is wrong with the first.

    `read(offset, length)` reads inside the volume. Raise EvidenceUnreadable where neither can be read.
    """
    first = read(0, _LARGEST_SECTOR_BYTES)
    try:
        return read_superblock(first), None
    except EvidenceUnreadable as trouble:
        place = _second_place(first)
        copy = read(place, _LARGEST_SECTOR_BYTES) if place else b""
        if copy[:4] != MAGIC:
            raise
        found = read_superblock(copy)
        if found.group_blocks * found.block_bytes != place:
            raise
        return found, trouble


def _second_place(first: bytes) -> int:
    """Where the second group begins by a damaged superblock; 0 where that is not believable."""
    block_bytes = int.from_bytes(first[4:8], "big")
    return block_bytes * int.from_bytes(first[84:88], "big") if block_bytes <= 1 << 16 else 0


def read_superblock(data: bytes) -> Superblock:
    """Raise EvidenceUnreadable where the bytes are none, damaged, or of a kind not read here."""
    if len(data) < _SECTOR_BYTES or data[:4] != MAGIC:
        raise EvidenceUnreadable("The superblock of XFS is missing or damaged.")
    _, block_bytes, blocks, _ = _FIRST.unpack_from(data)
    root, bitmap, summary = _ROOT.unpack_from(data)
    fields = _GROUPS.unpack_from(data)
    group_blocks, groups, version, sector_bytes, inode_bytes, _, block_log, sector_log, *logs = fields
    inode_log, per_block_log, group_log = logs
    folder_log, features_4 = _FOLDER_LOG.unpack_from(data)
    features, projects = _FEATURES.unpack_from(data)
    is_version_5 = version & 0xF == 5
    if sector_bytes != 1 << sector_log or sector_log not in _SECTOR_LOGS:
        raise EvidenceUnreadable("The superblock of XFS is damaged: its numbers do not fit each other.")
    if version & 0xF not in (4, 5) or not (is_version_5 or version & _HAS_FOLDERS_2):
        raise EvidenceUnreadable(f"This is XFS of version {version & 0xF}, which is not read here.")
    if is_version_5 and (len(data) < sector_bytes or not is_sound(data[:sector_bytes], crc_at=_CRC_AT)):
        raise EvidenceUnreadable("The superblock of XFS fails its checksum.")
    is_sane = (
        block_log in _BLOCK_LOGS
        and block_bytes == 1 << block_log
        and inode_log in _INODE_LOGS
        and inode_bytes == 1 << inode_log
        and per_block_log == block_log - inode_log
        and 0 < group_blocks <= 1 << group_log <= 1 << 32
        and (groups - 1) * group_blocks < blocks <= groups * group_blocks
        and group_blocks * block_bytes >= _GROUP_SECTORS * sector_bytes
        and block_log + folder_log <= 16
    )
    if not is_sane:
        raise EvidenceUnreadable("The superblock of XFS is damaged: its numbers do not fit each other.")
    if is_version_5 and features & ~_KNOWN_FEATURES:
        raise EvidenceUnreadable(
            f"The XFS volume uses features not known here ({features & ~_KNOWN_FEATURES:#x})."
        )
    users, group_quotas = _QUOTAS.unpack_from(data)
    own = [(b"$RealtimeBitmap", bitmap), (b"$RealtimeSummary", summary), (b"$UserQuota", users)]
    own += [(b"$GroupQuota", group_quotas), (b"$ProjectQuota", projects if is_version_5 else 0)]
    if features & _HAS_GROUPED_METADATA:
        own = []  # they have names of their own, in a folder of metadata
    made, free = _COUNTS.unpack_from(data)
    log_block, log_blocks = _LOG_PLACE.unpack_from(data)
    return Superblock(
        block_bytes=block_bytes,
        block_log=block_log,
        blocks=blocks,
        group_blocks=group_blocks,
        group_block_log=group_log,
        groups=groups,
        sector_bytes=sector_bytes,
        inode_bytes=inode_bytes,
        inodes_per_block_log=per_block_log,
        folder_blocks=1 << folder_log,
        root=root,
        own_inodes=tuple((name, number) for name, number in own if number not in (0, NO_NUMBER)),
        is_version_5=is_version_5,
        has_kinds=bool(features & _HAS_KINDS if is_version_5 else features_4 & _HAS_KINDS_4),
        needs_repair=bool(is_version_5 and features & _NEEDS_REPAIR),
        inodes_in_use=max(0, made - free),
        log_block=log_block,
        log_blocks=log_blocks,
    )
