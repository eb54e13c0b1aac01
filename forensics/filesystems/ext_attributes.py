"""Extended attributes of ext: in the inode, in a block that files may share, or as inodes of their own.

They are listed as streams of the file they belong to, with the bytes that stand on the disk. Source: [EXT]
Extended Attributes; Linux, fs/ext4/xattr.h for values that have inodes of their own.
"""

from collections.abc import Iterator
from struct import Struct

from msgspec import Struct as Value

from forensics.crc32c import crc32c_from
from forensics.entries import Content, EntryAddress, EntryKind, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_checksums import InodeSums
from forensics.filesystems.ext_inodes import ATTRIBUTE_FLAG, Inode, InodeTables
from forensics.filesystems.ext_layout import Superblock
from forensics.filesystems.ext_mapping import Mapper
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.images import Volume

ATTRIBUTE_TYPE = 1
_MAGIC = b"\0\0\x02\xea"
_ENTRY = Struct("<BBHIII")  # name length, name space, where, inode, size, hash
_SPACES = {
    1: b"user.", 2: b"system.posix_acl_access", 3: b"system.posix_acl_default", 4: b"trusted.",
    6: b"security.", 7: b"system.", 8: b"system.richacl",
}  # fmt: skip
_INLINE = (7, b"data")  # the end of a content that is kept in the inode
_EXTRA_AT, _OLD_BYTES = 128, 128
_BLOCK_AT, _BLOCK_HIGH_AT = 104, 118
_NO_BLOCK, _NO_BLOCK_HIGH = bytes(4), bytes(2)
_BLOCK_HEAD_BYTES, _SUM_AT = 32, 16
_LARGEST_VALUE_BYTES = 64 * 1024  # XATTR_SIZE_MAX
_KEPT_BLOCKS = 256
_DAMAGED = "they are damaged."


class Attribute(Value, frozen=True, gc=False):
    """`value` is `None` where it lies in the inode `inode`."""

    name: bytes
    size_bytes: int
    value: bytes | None
    inode: int


class Attributes:
    """The extended attributes of one volume's files."""

    def __init__(
        self,
        volume: Volume,
        windows: VolumeWindows,
        superblock: Superblock,
        *,
        tables: InodeTables,
        sums: InodeSums | None,
    ) -> None:
        """`sums` where inodes keep checksums; those of the files are left to the caller."""
        self._volume, self._windows, self._super = volume, windows, superblock
        self._tables, self._sums = tables, sums
        self._mapper = Mapper(windows, superblock)
        self._kept: dict[int, tuple[Attribute, ...]] = {}

    def behind(self, items: Iterator[FileEntry | Fault]) -> Iterator[FileEntry | Fault]:
        """`items`, and the attributes of each file in use behind it."""
        size, inodes = self._super.inode_bytes, self._super.inodes
        first = stop = 0
        data = b""
        for item in items:
            yield item
            if not isinstance(item, FileEntry) or not item.allocated or item.address.meta_addr > inodes:
                continue
            number = item.address.meta_addr
            if not first <= number < stop:
                try:
                    window = self._tables.window(number)
                except EvidenceUnreadable:  # told by the walk
                    continue
                first, stop, data = window.first, window.stop, window.data
            at = (number - first) * size
            if _has_any(data, at, size):
                yield from self._streams(item)

    def value(self, address: EntryAddress) -> bytes:
        """All bytes of one; raise EvidenceUnreadable where these cannot be read."""
        found = self._all(self._tables.inode(address.meta_addr))
        place = -1 if address.attr_id is None else address.attr_id
        if address.attr_type != ATTRIBUTE_TYPE or not 0 <= place < len(found):
            raise EvidenceUnreadable("The record of where the content lies is missing.")
        attribute = found[place]
        return self._own_inode(attribute) if attribute.value is None else attribute.value

    def _streams(self, entry: FileEntry) -> Iterator[FileEntry | Fault]:
        number = entry.address.meta_addr
        try:
            found = self._all(self._tables.inode(number))
        except EvidenceUnreadable as trouble:
            yield Fault(
                stage=Stage.LIST,
                reason=f"The extended attributes of the file cannot be read: {trouble}",
                volume=self._volume.index,
                path=entry.path,
                meta_addr=number,
            )
            return
        for place, attribute in enumerate(found):
            yield self._stream(entry, attribute, place)

    def _stream(self, entry: FileEntry, attribute: Attribute, place: int) -> FileEntry:
        number = entry.address.meta_addr
        return FileEntry(
            address=EntryAddress(
                volume=self._volume.index, meta_addr=number, attr_type=ATTRIBUTE_TYPE, attr_id=place
            ),
            path=entry.path,
            stream=attribute.name,
            kind=EntryKind.FILE,
            size_bytes=attribute.size_bytes,
            allocated=True,
            content=Content.of_size(attribute.size_bytes),
            times=entry.times,
            links=entry.links,
            parent_known=entry.parent_known,
            place_bytes=self._volume.offset_bytes + self._tables.place(number),
        )

    def _all(self, inode: Inode) -> tuple[Attribute, ...]:
        """Those in the inode, then those in its block; raise EvidenceUnreadable where they are damaged."""
        raw = inode.raw
        found: tuple[Attribute, ...] = ()
        start = _start_in(raw, 0) if len(raw) > _OLD_BYTES else len(raw)
        if raw[start : start + 4] == _MAGIC:
            found = tuple(_read(raw[start + 4 :], 0))
        block = int.from_bytes(raw[_BLOCK_AT : _BLOCK_AT + 4], "little")
        block |= int.from_bytes(raw[_BLOCK_HIGH_AT : _BLOCK_HIGH_AT + 2], "little") << 32
        return found + self._in_block(block) if block else found

    def _in_block(self, block: int) -> tuple[Attribute, ...]:
        found = self._kept.get(block)
        if found is None:
            found = tuple(_read(self._block(block), _BLOCK_HEAD_BYTES))
            if len(self._kept) >= _KEPT_BLOCKS:
                del self._kept[next(iter(self._kept))]
            self._kept[block] = found
        return found

    def _block(self, block: int) -> bytes:
        if block >= self._super.blocks:
            raise EvidenceUnreadable("their block would lie outside the volume.")
        size, seed = self._super.block_bytes, self._super.checksum_seed
        data = self._windows.piece(block * size, size)
        if data[:4] != _MAGIC:
            raise EvidenceUnreadable(f"block {block:,} holds none.")
        if seed is not None:
            blank = data[:_SUM_AT] + bytes(4) + data[_SUM_AT + 4 :]
            if crc32c_from(seed, block.to_bytes(8, "little") + blank) != _number(data, _SUM_AT):
                raise EvidenceUnreadable(f"block {block:,} fails its checksum.")
        return data

    def _own_inode(self, attribute: Attribute) -> bytes:
        inode = self._tables.inode(attribute.inode)
        if self._sums is not None and self._sums.is_broken(attribute.inode):
            raise EvidenceUnreadable(
                f"Inode {attribute.inode:,} of the extended attribute fails its checksum."
            )
        if not inode.in_use or not inode.flags & ATTRIBUTE_FLAG or inode.size_bytes != attribute.size_bytes:
            raise EvidenceUnreadable(f"Inode {attribute.inode:,} does not hold the extended attribute.")
        size = self._super.block_bytes
        runs = self._mapper.mapped(inode.area, flags=inode.flags, size_bytes=inode.size_bytes).runs
        pieces = (
            bytes(count * size) if block is None else self._windows.piece(block * size, count * size)
            for block, count in runs
        )
        return b"".join(pieces)[: attribute.size_bytes]


def _start_in(data: bytes, at: int) -> int:
    """Behind the fields of the inode at `at`, of which there may be more or fewer."""
    return at + _OLD_BYTES + (data[at + _EXTRA_AT] | data[at + _EXTRA_AT + 1] << 8)


def _has_any(data: bytes, at: int, size: int) -> bool:
    if data[at + _BLOCK_AT : at + _BLOCK_AT + 4] != _NO_BLOCK:
        return True
    if data[at + _BLOCK_HIGH_AT : at + _BLOCK_HIGH_AT + 2] != _NO_BLOCK_HIGH:
        return True
    if size <= _OLD_BYTES:
        return False
    start = _start_in(data, at)
    return start + 4 <= at + size and data[start : start + 4] == _MAGIC


def _read(data: bytes, at: int) -> Iterator[Attribute]:
    """The attributes whose entries begin at `at`; places of values count from the start of `data`."""
    while at + 4 <= len(data) and data[at : at + 4] != bytes(4):
        if at + _ENTRY.size > len(data):
            raise EvidenceUnreadable(_DAMAGED)
        length, space, place, inode, size, _ = _ENTRY.unpack_from(data, at)
        name = data[at + _ENTRY.size : at + _ENTRY.size + length]
        at += (_ENTRY.size + length + 3) & ~3
        if at > len(data) or size > _LARGEST_VALUE_BYTES:
            raise EvidenceUnreadable(_DAMAGED)
        if (space, name) == _INLINE:
            continue
        value = None if inode else data[place : place + size]
        if value is not None and len(value) != size:
            raise EvidenceUnreadable(_DAMAGED)
        yield Attribute(_SPACES.get(space, b"") + name, size, value, inode)


def _number(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little")
