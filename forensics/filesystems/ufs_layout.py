"""Where the parts of a UFS1 or UFS2 volume lie, by its superblock.

Volumes are kept in the byte order of the machine that made them; the number that marks a superblock tells
which. A copy of the superblock stands in each cylinder group.

Sources: [UFS] FreeBSD, sys/ufs/ffs/fs.h, struct fs, SBLOCKSEARCH and the macros below it; NetBSD puts the
superblock of UFS2 into other places than FreeBSD.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forensics.errors import EvidenceUnreadable

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""

ROOT = 2
SUPERBLOCK_BYTES = 1376
PLACES = (65536, 8192, 262144, 0)  # [UFS] SBLOCKSEARCH
INODE_BYTES = {"UFS1": 128, "UFS2": 256}
_MAGICS = {0x00011954: "UFS1", 0x19540119: "UFS2"}
_SUPERBLOCK_ROOM = 8192  # [UFS] SBLOCKSIZE
_BLOCKS = (4096, 8192, 16384, 32768, 65536)  # [UFS] MINBSIZE, MAXBSIZE
_SMALLEST_FRAGMENT = 512
_MOST_FRAGMENTS = 8  # of a block
_MAGIC_AT = 1372
_COMMON = "8xiii4xii4xi4xIiii"  # sblkno to iblkno, cgoffset, cgmask, size; ncg to frag
_GROUP, _GROUP_AT = "ii", 184  # ipg, fpg
_WITH_KINDS = 2  # [UFS] FS_44INODEFMT: the records of folders tell what each name is
_GROUP_MAGIC = 0x090255


@dataclass(frozen=True, slots=True, kw_only=True)
class UfsLayout:
    """Offsets in bytes from the start of the volume; a fragment is the smallest unit that is given out."""

    name: str  # "UFS1", "UFS2"
    order: str  # as `struct` writes it
    place: int  # of the superblock
    block_bytes: int
    fragment_bytes: int
    fragments: int
    groups: int
    fragments_of_group: int
    inodes_of_group: int
    header_at: int  # fragments from the start of a group to its header
    inodes_at: int
    turn: int  # UFS1: each group begins so many fragments later than the one before,
    turn_mask: int  # and those of a cylinder of groups begin at the same again
    short_link_bytes: int  # the longest target that is kept in the inode
    tells_kinds: bool
    free_inodes: int
    is_clean: bool

    @property
    def inode_bytes(self) -> int:
        return INODE_BYTES[self.name]

    @property
    def inodes(self) -> int:
        return self.groups * self.inodes_of_group

    @property
    def size_bytes(self) -> int:
        return self.fragments * self.fragment_bytes

    @property
    def fragments_of_block(self) -> int:
        return self.block_bytes // self.fragment_bytes

    def group_place(self, number: int) -> int:
        """[UFS] cgstart: where the copy of the superblock, the header and the inodes are counted from."""
        turned = self.turn * (number & ~self.turn_mask) if self.name == "UFS1" else 0
        return (number * self.fragments_of_group + turned) * self.fragment_bytes

    def header_place(self, number: int) -> int:
        return self.group_place(number) + self.header_at * self.fragment_bytes

    def inode_place(self, number: int) -> int:
        group, inside = divmod(number, self.inodes_of_group)
        return self.group_place(group) + self.inodes_at * self.fragment_bytes + inside * self.inode_bytes

    def groups_within(self, length_bytes: int) -> int:
        """How many groups begin in a volume of that length."""
        group_bytes = self.fragments_of_group * self.fragment_bytes
        return min(self.groups, -(-length_bytes // group_bytes))


def read_layout(read: Read) -> UfsLayout:
    """By the superblock in its own place; raise EvidenceUnreadable where none is sound."""
    trouble: EvidenceUnreadable | None = None
    for place in PLACES:
        try:
            layout = layout_by(read(place, SUPERBLOCK_BYTES), place=place)
        except EvidenceUnreadable as met:
            trouble = trouble or met
            continue
        if layout is not None:
            return layout
    raise trouble or EvidenceUnreadable("There is no superblock of UFS in any of its places.")


def layout_by(raw: bytes, *, place: int) -> UfsLayout | None:
    """`None` where `raw` at `place` is no superblock, or is the copy of one that stands elsewhere; raise
    EvidenceUnreadable where its numbers cannot be.
    """
    kind = _kind_of(raw)
    if kind is None:
        return None
    name, order = kind
    is_own = place != 65536 if name == "UFS1" else _number(raw, f"{order}q", 1000) == place
    return _layout(raw, name, order, place) if is_own else None


def copies_of(read: Read) -> Iterator[tuple[int, int, bytes]]:
    """(where it stands, where it belongs, its bytes) of each copy in the first group: it lies behind the room
    of the superblock, at the next block.
    """
    for place in sorted({-(-(at + _SUPERBLOCK_ROOM) // block) * block for at in PLACES for block in _BLOCKS}):
        raw = read(place, SUPERBLOCK_BYTES)
        kind = _kind_of(raw)
        if kind is None:
            continue
        name, order = kind
        belongs = 8192 if name == "UFS1" else _number(raw, f"{order}q", 1000)
        if belongs != place and belongs in PLACES:
            yield place, belongs, raw


def has_first_group(read: Read, layout: UfsLayout) -> bool:
    """Whether the header of the first group stands where the superblock says."""
    raw = read(layout.header_place(0), 8)
    return len(raw) == 8 and _number(raw, f"{layout.order}i", 4) == _GROUP_MAGIC


def _kind_of(raw: bytes) -> tuple[str, str] | None:
    """Name and byte order of a superblock."""
    if len(raw) < SUPERBLOCK_BYTES:
        return None
    for order in "<>":
        name = _MAGICS.get(_number(raw, f"{order}I", _MAGIC_AT))
        if name is not None:
            return name, order
    return None


def _layout(raw: bytes, name: str, order: str, place: int) -> UfsLayout:
    copy_at, header_at, inodes_at, turn, turn_mask, old_size, groups, block, fragment, share = (
        struct.unpack_from(order + _COMMON, raw)
    )
    inodes_of_group, fragments_of_group = struct.unpack_from(order + _GROUP, raw, _GROUP_AT)
    is_first = name == "UFS1"
    fragments = old_size if is_first else _number(raw, f"{order}q", 1080)
    short = _number(raw, f"{order}i", 1320)
    found = UfsLayout(
        name=name,
        order=order,
        place=place,
        block_bytes=block,
        fragment_bytes=fragment,
        fragments=fragments,
        groups=groups,
        fragments_of_group=fragments_of_group,
        inodes_of_group=inodes_of_group,
        header_at=header_at,
        inodes_at=inodes_at,
        turn=turn,
        turn_mask=turn_mask,
        short_link_bytes=max(0, short),
        # The older records differ from the newer ones only where the lower byte of a length comes first.
        tells_kinds=not is_first or order == ">" or _number(raw, "<i", 1324) == _WITH_KINDS,
        free_inodes=_number(raw, f"{order}i", 200) if is_first else _number(raw, f"{order}q", 1024),
        is_clean=raw[209] == 1,
    )
    if not (_has_possible_units(found, share) and 0 < copy_at < header_at < inodes_at):
        raise EvidenceUnreadable(f"The superblock of the {name} volume at byte {place:,} is damaged.")
    if not _has_possible_groups(found):
        raise EvidenceUnreadable(
            f"The superblock of the {name} volume at byte {place:,} contradicts itself about its groups."
        )
    return found


def _has_possible_units(found: UfsLayout, share: int) -> bool:
    block, fragment = found.block_bytes, found.fragment_bytes
    return (
        block in _BLOCKS
        and _SMALLEST_FRAGMENT <= fragment <= block
        and fragment & (fragment - 1) == 0
        and block // fragment == share <= _MOST_FRAGMENTS
    )


def _has_possible_groups(found: UfsLayout) -> bool:
    """The inodes of a group lie in it, their map lies in its header, and the last group begins in the
    volume.
    """
    if min(found.groups, found.inodes_of_group, found.fragments_of_group, found.fragments) <= 0:
        return False
    table_end = found.inodes_at * found.fragment_bytes + found.inodes_of_group * found.inode_bytes
    return (
        table_end <= found.fragments_of_group * found.fragment_bytes
        and found.inodes_of_group <= found.block_bytes * 8
        and (found.groups - 1) * found.fragments_of_group < found.fragments
        and 0 <= found.turn < found.fragments_of_group
    )


def _number(raw: bytes, form: str, place: int) -> int:
    return int(struct.unpack_from(form, raw, place)[0])
