"""ext inode tables, read in windows, and what one inode says.

Promises to find any inode's bytes with the bitmap of its group beside them; an inode that is not there or
cannot be read is an EvidenceUnreadable. Source: [EXT] Inode Table; attributes within an inode: Extended
Attributes.
"""

from array import array
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.ext_layout import INODE_UNINIT, TABLE_ZEROED, Group, Superblock
from forensics.filesystems.ext_mapping import AREA_BYTES
from forensics.filesystems.ext_maps import Bitmaps
from forensics.filesystems.ext_windows import VolumeWindows

INLINE_FLAG = 0x10000000
ENCRYPTED_FLAG = 0x800
COMPRESSED_FLAG = 0x4
ATTRIBUTE_FLAG = 0x200000  # holds a large attribute of another inode; no name leads to it
FOLDER_MODE, FILE_MODE, LINK_MODE = 0x4, 0x8, 0xA  # the upper four bits of i_mode
AREA_AT = 40

WINDOW_BYTES = 256 * 1024
_KEPT_WINDOWS = 128
_PLAIN = Struct("<H2xI12xI2xH4xI")  # mode, size, dtime, links, flags
_HIGH_AT, _EXTRA_AT, _GOOD_OLD_BYTES = 108, 128, 128
_ATTRIBUTES_MAGIC = 0xEA020000
_ATTRIBUTE = Struct("<BBHII4x")  # name length, name index, where, inode, size
_SYSTEM = 7
_USUAL_START = 160  # of attributes: 128 bytes and the usual 32 behind them
_INLINE_NAME = b"data"
_ZEROS_BYTES = 1 << 20


class Window(NamedTuple):
    """A stretch of the inode tables within one group."""

    first: int  # inode number of the first record
    stop: int  # behind the last
    data: bytes
    group: int
    group_first: int  # inode number that the lowest bit of `in_use` stands for
    in_use: bytes | bytearray


class Inode(NamedTuple):
    number: int
    mode: int
    size_bytes: int
    links: int
    flags: int
    area: bytes  # i_block
    in_use: bool
    raw: bytes

    @property
    def kind(self) -> int:
        return self.mode >> 12


class InodeTables:
    """The inodes of one volume by number."""

    def __init__(
        self, windows: VolumeWindows, superblock: Superblock, groups: tuple[Group, ...], bitmaps: Bitmaps
    ) -> None:
        self._windows = windows
        self._super = superblock
        self._groups = groups
        self._bitmaps = bitmaps
        self._step = max(1, WINDOW_BYTES // superblock.inode_bytes)
        self._kept: dict[tuple[int, int], Window] = {}
        self._unmapped: dict[int, bytes] = {}  # groups whose bitmap cannot be read: what the inodes say
        self._claimed: dict[int, bytearray] = {}  # groups with inodes in use that their bitmap calls free
        self.claimed = array("Q")  # these inodes
        self.bitmap_troubles: list[str] = []

    def window(self, number: int) -> Window:
        """A window with the inode in it; EvidenceUnreadable where the inode cannot be read."""
        if not 1 <= number <= self._super.inodes:
            raise EvidenceUnreadable(f"There is no inode {number:,} in this volume.")
        group, inside = divmod(number - 1, self._super.inodes_per_group)
        window = self._window(group, inside)
        if window.first <= number < window.stop:
            return window
        return self._part(window, inside, 1)

    def inode(self, number: int) -> Inode:
        window = self.window(number)
        at = (number - window.first) * self._super.inode_bytes
        bit = number - window.group_first
        in_use = bool(window.in_use[bit >> 3] >> (bit & 7) & 1)
        return self._inode(number, window.data[at : at + self._super.inode_bytes], in_use=in_use)

    def place(self, number: int) -> int:
        """Where the inode lies, in bytes of the volume."""
        group, inside = divmod(number - 1, self._super.inodes_per_group)
        return self._table(group) + inside * self._super.inode_bytes

    def claim(self, number: int) -> None:
        """Take the inode for one in use, whatever its bitmap says."""
        group, inside = divmod(number - 1, self._super.inodes_per_group)
        bits = self._claimed.get(group)
        if bits is None:
            bits = self._claimed[group] = bytearray(self.in_use(group))
            for place, window in self._kept.items():
                if window.group == group:
                    self._kept[place] = window._replace(in_use=bits)
        bits[inside >> 3] |= 1 << (inside & 7)
        self.claimed.append(number)

    def in_use(self, group: int) -> bytes | bytearray:
        """One bit an inode: the bitmap, or where that is lost what the inodes themselves say."""
        found = self._claimed.get(group) or self._unmapped.get(group)
        if found is not None:
            return found
        try:
            return self._bitmaps.inodes_in_use(group)
        except EvidenceUnreadable as trouble:
            self.bitmap_troubles.append(
                f"The inode bitmap of block group {group} cannot be read ({str(trouble).rstrip('.')}); "
                "whether its inodes are in use was taken from their own link counts."
            )
            found = self._unmapped[group] = self._by_links(group)
            return found

    def free_windows(self, group: int) -> Iterator[Window | EvidenceUnreadable]:
        """Where free inodes of a group may have been used once; trouble in its place."""
        found = self._groups[group]
        count = self._super.inodes_per_group
        if found.flags & TABLE_ZEROED:  # zeroed when the volume was made, so nothing older is left behind
            count = 0 if found.flags & INODE_UNINIT else count - found.unused_inodes
        for inside in range(0, count, self._step):
            try:
                if self._is_full(group, inside):
                    continue
                window = self._window(group, inside)
            except EvidenceUnreadable as trouble:
                yield trouble
                return
            if window.data:
                yield window
            else:
                yield from self._parts(window, inside, min(count, inside + self._step))

    def _is_full(self, group: int, inside: int) -> bool:
        """Whether all inodes of the window are in use; a window of less than a byte of bits is not."""
        stop = min(inside + self._step, self._super.inodes_per_group)
        if inside % 8 or stop % 8:
            return False
        bits = self.in_use(group)[inside // 8 : stop // 8]
        return bits == b"\xff" * len(bits)

    def _parts(self, window: Window, inside: int, stop: int) -> Iterator[Window | EvidenceUnreadable]:
        """What can be read of a window that cannot be read at once, a block at a time."""
        trouble: EvidenceUnreadable | None = None
        step = self._super.block_bytes // self._super.inode_bytes
        for start in range(inside, stop, step):
            try:
                yield self._part(window, start, min(step, stop - start))
            except EvidenceUnreadable as met:
                trouble = trouble or met
        if trouble:
            yield trouble

    def _table(self, group: int) -> int:
        if group >= len(self._groups):
            raise EvidenceUnreadable(f"The descriptor of block group {group} is not there.")
        table = self._groups[group].inode_table
        if not 0 < table <= self._super.blocks - self._super.table_blocks:
            raise EvidenceUnreadable(f"The inode table of block group {group} would lie outside the volume.")
        return table * self._super.block_bytes

    def _window(self, group: int, inside: int) -> Window:
        """The window of that place, without records where it cannot be read at once."""
        key = group, inside // self._step
        window = self._kept.get(key)
        if window is None:
            window = self._load(group, inside)
            if len(self._kept) >= _KEPT_WINDOWS:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = window
        return window

    def _load(self, group: int, inside: int) -> Window:
        first = inside - inside % self._step
        count = min(self._step, self._super.inodes_per_group - first)
        size = self._super.inode_bytes
        place = self._table(group) + first * size
        try:
            data = self._windows.read(place, count * size)
        except EvidenceUnreadable:  # somewhere in the window; its inodes are then read by themselves
            data = b""
        group_first = group * self._super.inodes_per_group + 1
        start = group_first + first
        return Window(start, start + len(data) // size, data, group, group_first, self.in_use(group))

    def _part(self, window: Window, inside: int, count: int) -> Window:
        size = self._super.inode_bytes
        place = self._table(window.group) + inside * size
        data = self._windows.piece(place, count * size)
        start = window.group_first + inside
        return window._replace(first=start, stop=start + count, data=data)

    def _by_links(self, group: int) -> bytes:
        """A bitmap of the inodes that have links and no time of deletion, and of the reserved ones."""
        count, size = self._super.inodes_per_group, self._super.inode_bytes
        bits = bytearray(-(-count // 8))
        try:
            table = self._table(group)
        except EvidenceUnreadable:  # told as a fault when a name leads to one of them
            return bytes(bits)
        step = self._super.block_bytes // size
        for first in range(0, count, step):
            try:
                block = self._windows.piece(table + first * size, min(step, count - first) * size)
            except EvidenceUnreadable:
                continue
            for inside, at in enumerate(range(0, len(block), size), start=first):
                _, _, deleted_at, links, _ = _PLAIN.unpack_from(block, at)
                number = group * count + inside + 1
                if (links and not deleted_at) or number < self._super.first_inode:
                    bits[inside >> 3] |= 1 << (inside & 7)
        return bytes(bits)

    def _inode(self, number: int, raw: bytes, *, in_use: bool) -> Inode:
        mode, size_bytes, _, links, flags = _PLAIN.unpack_from(raw)
        kind = mode >> 12
        if (kind == FILE_MODE and self._super.has_large_files) or (
            kind == FOLDER_MODE and self._super.has_large_folders
        ):
            size_bytes += int.from_bytes(raw[_HIGH_AT : _HIGH_AT + 4], "little") << 32
        area = raw[AREA_AT : AREA_AT + AREA_BYTES]
        return Inode(number, mode, size_bytes, links, flags, area, in_use, raw)


class InlineContent(NamedTuple):
    """Content kept in the inode: 60 bytes in i_block, the rest in the attribute `system.data`."""

    head: bytes
    rest: bytes
    room: int  # bytes of the inode
    is_plain: bool  # the attribute stands in front of all others, in the usual place

    def exactly(self, size_bytes: int, *, is_sound: bool = False) -> Iterator[bytes]:
        """The content; what was never written reads as zeros, as the kernel gives it. More of these than the
        inode has room for only where its checksum vouches for the size (`is_sound`).
        """
        if size_bytes > self.room and not is_sound:
            raise ShortRead(f"An inode of {self.room} bytes cannot hold the {size_bytes:,} bytes listed.")
        kept = (self.head + self.rest)[:size_bytes]
        yield kept
        for done in range(len(kept), size_bytes, _ZEROS_BYTES):
            yield bytes(min(_ZEROS_BYTES, size_bytes - done))


def inline_content(inode: Inode) -> InlineContent:
    """What is kept in the inode; EvidenceUnreadable where its attributes are damaged."""
    raw = inode.raw
    start = _GOOD_OLD_BYTES + int.from_bytes(raw[_EXTRA_AT : _EXTRA_AT + 2], "little")
    if int.from_bytes(raw[start : start + 4], "little") != _ATTRIBUTES_MAGIC:
        return InlineContent(inode.area, b"", len(raw), is_plain=True)
    first = at = start + 4
    while at + _ATTRIBUTE.size <= len(raw) and raw[at : at + 4] != bytes(4):
        length, index, offset, elsewhere, size = _ATTRIBUTE.unpack_from(raw, at)
        name = raw[at + _ATTRIBUTE.size : at + _ATTRIBUTE.size + length]
        if index == _SYSTEM and name == _INLINE_NAME:
            rest = raw[first + offset : first + offset + size]
            if elsewhere or len(rest) != size:
                raise EvidenceUnreadable("The rest of the content kept in the inode is damaged.")
            return InlineContent(inode.area, rest, len(raw), is_plain=at == first and start == _USUAL_START)
        at += (_ATTRIBUTE.size + length + 3) & ~3
    return InlineContent(inode.area, b"", len(raw), is_plain=True)
