"""An APFS container: its newest sound checkpoint, its object map, the volumes in it, its map of free space.

Source: Apple, "Apple File System Reference" (2020-06-22), "Container", "Object Maps", "Space Manager".
"""

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs_blocks import CONTAINER_MAGIC, HEADER_BYTES, Blocks, header_of
from forensics.filesystems.apfs_tree import Tree
from forensics.filesystems.ext_windows import VolumeWindows

_FEATURES = struct.Struct("<64xQ")  # that a reader must know
_FUSION = 0x100
_UUID = slice(72, 88)
_AREA = struct.Struct("<104xI4xQ")  # checkpoint descriptors: blocks, first block
_AREA_RING = struct.Struct("<136xII")  # of this checkpoint: first in the ring, how many
_OBJECTS = struct.Struct("<152xQQ12xI")  # numbers of space manager and object map; volumes at most
_VOLUMES_PLACE = 184
_MOST_VOLUMES = 100  # "NX_MAX_FILE_SYSTEMS"
_FLAGS = struct.Struct("<1264xQ")
_ENCRYPTS_IN_SOFTWARE = 0x04  # "NX_CRYPTO_SW"
_KEYS_PLACE = struct.Struct("<1296xQQ")  # keylocker: first block, blocks
_NOT_IN_A_ROW = 1 << 31  # the area lies in a tree instead
_MOST_DESCRIPTORS = 1 << 16

_MAPPINGS = struct.Struct("<36xI")  # checkpoint map: how many
_MAPPING = struct.Struct("<IIII8xQQ")  # type, subtype, bytes, -, number, block
_CHECKPOINT_MAP_TYPE = 12

_MAP_TREE = struct.Struct("<48xQ")
_MAP_KEY = struct.Struct("<QQ")  # number, transaction
_MAP_VALUE = struct.Struct("<IIQ")  # flags, bytes, block
_DELETED, _ENCRYPTED = 1, 4

_SPACE = struct.Struct("<32xIIII")  # bytes a block; blocks a chunk; chunks a list; lists a list of lists
_DEVICE = struct.Struct("<48xQQIIQI")  # blocks, chunks, lists, lists of lists, free, place of the addresses
_LIST = struct.Struct("<36xI")
_CHUNK = struct.Struct("<QQIIQ")  # transaction, first block, blocks, free, block of the bits
_LIST_ADDRESSES_AT = 40
_IN_USE = re.compile("1+")


class ObjectMap:
    """Where the objects with a number lie, as of one transaction."""

    def __init__(self, blocks: Blocks, block: int, *, transaction: int) -> None:
        (root,) = _MAP_TREE.unpack_from(blocks.object(block))
        self._tree = Tree(blocks, root, block_of=_same)
        self._numbers, self._places = array("Q"), array("Q")
        self.encrypted: set[int] = set()  # blocks whose object is
        for key, value in self._tree.records():
            self._note(key, value, transaction)

    def _note(self, key: bytes, value: bytes, transaction: int) -> None:
        if len(key) < _MAP_KEY.size or len(value) < _MAP_VALUE.size:
            raise EvidenceUnreadable("The object map of the APFS container is damaged: a record is cut off.")
        number, since = _MAP_KEY.unpack_from(key)
        flags, _, block = _MAP_VALUE.unpack_from(value)
        if since > transaction:
            return
        if self._numbers and self._numbers[-1] == number:  # an older state of the same object
            self._numbers.pop()
            self.encrypted.discard(self._places.pop())
        if flags & _DELETED:
            return
        if self._numbers and self._numbers[-1] > number:
            raise EvidenceUnreadable("The object map of the APFS container is damaged: it is out of order.")
        self._numbers.append(number)
        self._places.append(block)
        if flags & _ENCRYPTED:
            self.encrypted.add(block)

    def block_of(self, number: int) -> int:
        """Raise EvidenceUnreadable where the map does not know the object."""
        place = bisect_right(self._numbers, number) - 1
        if place < 0 or self._numbers[place] != number:
            raise EvidenceUnreadable(
                f"The APFS container's map of objects has none with the number {number}."
            )
        return self._places[place]


class Container:
    """One container as of its newest sound checkpoint. Raises EvidenceUnreadable where there is none."""

    def __init__(self, windows: VolumeWindows) -> None:
        self.blocks = Blocks(windows)
        self.newest_trouble: EvidenceUnreadable | None = None  # why the newest checkpoint was not taken
        for superblock in self._checkpoints():
            try:
                self._take(superblock)
            except EvidenceUnreadable as trouble:
                self.newest_trouble = self.newest_trouble or trouble
                continue
            return
        raise self.newest_trouble or EvidenceUnreadable(
            "No checkpoint of the APFS container is sound: none of its superblocks has the right checksum."
        )

    def _take(self, superblock: bytes) -> None:
        self.superblock = superblock
        self.transaction = header_of(superblock).transaction
        (features,) = _FEATURES.unpack_from(superblock)
        self.is_fusion = bool(features & _FUSION)
        self.encrypts_in_software = bool(_FLAGS.unpack_from(superblock)[0] & _ENCRYPTS_IN_SOFTWARE)
        self.uuid = superblock[_UUID]
        self._space_manager, map_block, most = _OBJECTS.unpack_from(superblock)
        numbers = struct.unpack_from(f"<{_MOST_VOLUMES}Q", superblock, _VOLUMES_PLACE)
        self.objects = ObjectMap(self.blocks, map_block, transaction=self.transaction)
        self.volume_numbers = tuple(number for number in numbers[: min(most, _MOST_VOLUMES)] if number)

    def _checkpoints(self) -> list[bytes]:
        """Superblocks with a sound checksum, the newest first; block 0 is a copy that may be old."""
        found = {}
        for block in (0, *self._descriptors()):
            try:
                data = self.blocks.object(block)
            except EvidenceUnreadable:  # an older or half written one: whichever is sound counts
                continue
            if data[HEADER_BYTES : HEADER_BYTES + 4] == CONTAINER_MAGIC:
                found[header_of(data).transaction] = data
        return [found[transaction] for transaction in sorted(found, reverse=True)]

    def _descriptors(self) -> range:
        blocks, first = _AREA.unpack_from(self.blocks.raw(0))
        if blocks & _NOT_IN_A_ROW or blocks > _MOST_DESCRIPTORS:
            return range(0)
        return range(first, min(first + blocks, self.blocks.here))

    def ranges_in_use(self) -> Iterator[tuple[int, int]]:
        """(first block, blocks) of what the space manager marks as in use, in order; raise EvidenceUnreadable
        where any of it cannot be read.
        """
        manager, lists = self._space_lists()
        behind = 0
        for list_block in lists:
            data = self.blocks.object(list_block)
            (count,) = _LIST.unpack_from(data)
            if _LIST_ADDRESSES_AT + count * _CHUNK.size > len(data):
                raise EvidenceUnreadable("The space manager of the APFS container is damaged.")
            for place in range(count):
                _, first, blocks, free, bits = _CHUNK.unpack_from(
                    data, _LIST_ADDRESSES_AT + place * _CHUNK.size
                )
                if first < behind or blocks > 8 * self.blocks.block_bytes:
                    raise EvidenceUnreadable("The space manager of the APFS container is damaged.")
                behind = first + blocks
                if bits:
                    yield from self._chunk(first, blocks, bits)
                elif free != blocks:
                    yield first, blocks
        if behind < _DEVICE.unpack_from(manager)[0]:
            raise EvidenceUnreadable("The space manager of the APFS container ends before its last block.")

    def _chunk(self, first: int, blocks: int, bits: int) -> Iterator[tuple[int, int]]:
        raw = self.blocks.raw(bits)[: (blocks + 7) // 8]
        marks = format(int.from_bytes(raw, "little"), f"0{8 * len(raw)}b")[::-1][:blocks]
        for found in _IN_USE.finditer(marks):
            yield first + found.start(), found.end() - found.start()

    def _space_lists(self) -> tuple[bytes, list[int]]:
        """The space manager, and the blocks of all its lists of chunks."""
        block, size_bytes = self._ephemeral(self._space_manager)
        manager = self.blocks.object(block, size_bytes)
        _, _, lists, lists_of_lists, _, place = _DEVICE.unpack_from(manager)
        count = lists_of_lists or lists
        if place + 8 * count > len(manager):
            raise EvidenceUnreadable("The space manager of the APFS container is damaged.")
        addresses = list(struct.unpack_from(f"<{count}Q", manager, place))
        if not lists_of_lists:
            return manager, addresses
        found: list[int] = []
        for address in addresses:
            data = self.blocks.object(address)
            (count,) = _LIST.unpack_from(data)
            if _LIST_ADDRESSES_AT + 8 * count > len(data):
                raise EvidenceUnreadable("The space manager of the APFS container is damaged.")
            found += struct.unpack_from(f"<{count}Q", data, _LIST_ADDRESSES_AT)
        return manager, found

    def _ephemeral(self, number: int) -> tuple[int, int]:
        """Block and bytes of an object that only the checkpoint's own maps know."""
        area, first = _AREA.unpack_from(self.superblock)
        begin, count = _AREA_RING.unpack_from(self.superblock)
        area &= _NOT_IN_A_ROW - 1
        for step in range(min(count, area)):
            data = self.blocks.object(first + (begin + step) % area)
            if header_of(data).kind != _CHECKPOINT_MAP_TYPE:
                continue
            (entries,) = _MAPPINGS.unpack_from(data)
            for place in range(min(entries, (len(data) - _LIST_ADDRESSES_AT) // _MAPPING.size)):
                found = _MAPPING.unpack_from(data, _LIST_ADDRESSES_AT + place * _MAPPING.size)
                if found[4] == number:
                    return found[5], found[2]
        raise EvidenceUnreadable(f"The checkpoint of the APFS container has no object {number}.")

    def keys_place(self) -> tuple[int, int]:
        """First block and blocks of the container's keys; 0 blocks where it keeps none."""
        first, blocks = _KEYS_PLACE.unpack_from(self.superblock)
        return first, blocks


def _same(number: int) -> int:
    return number
