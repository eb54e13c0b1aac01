"""Where the blocks of a UDF partition lie, by each kind of partition map: plain; of metadata (revision 2.50);
with spare packets, as packet writing keeps rewritable discs; virtual, as discs written in steps are kept.

Source: ECMA-167, 3rd edition, 3/10.5 and 3/10.7; OSTA, "Universal Disk Format Specification", 2.01, 2.2.8 to
2.2.11, and 1.50, 2.2.10; 2.60, 2.2.10.
"""

import struct
from bisect import bisect_left
from collections.abc import Callable, Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.udf_descriptors import (
    EXTENT,
    LENGTH_BITS,
    LONG_PLACE,
    Read,
    is_sound,
    is_tagged,
    kind_of,
)

_PARTITION_FIELDS = struct.Struct("<22xH164xII")  # number; first block, blocks
_METADATA_MAP = struct.Struct("<38xHII")  # number of the partition; file of metadata, its copy
_SPARABLE_MAP = struct.Struct("<38xHHBxI4I")  # the same; blocks of a packet, tables, bytes of one, places
_SPARED = struct.Struct("<48xHxxI")  # entries, number in the sequence of tables
_SPARED_ENTRIES_PLACE = 56
_NOT_SPARED = 0xFFFFFFF0  # from here on: free, or bad itself
_SPARED_IDENTITY = b"*UDF Sparing Table"
_ENTRY_KINDS = {261: 176, 266: 216}  # of a file, and where its own part begins
_SHORT, _LONG, _INLINE = 0, 1, 3  # forms of its places
_RECORDED, _CONTINUED = 0, 3  # kinds of places; the two between are not written
_MORE_KIND, _MORE_PLACE = 258, 24  # a block with more of them
_MOST_CHAINED = 10_000
_HOLE = -1  # in the place of the first block of a run
_VIRTUAL_KIND, _VIRTUAL_IDENTITY = 248, b"*UDF Virtual Alloc Tbl"  # 2.01; 1.50
_OLD_TAIL_BYTES = 36
_VIRTUAL_COUNTS_PLACE = 136
_LARGEST_TABLE_BYTES = 1 << 26
_MOST_BLOCKS_BACK = 1 << 16  # behind the last table lies nothing but what pads an image
_BLOCKS_AT_ONCE = 64

Runs = list[tuple[int, int]]
"""First block of the volume and blocks."""


class Partition(Struct, frozen=True, kw_only=True):
    """A partition by its map. `moved` and `table` are for the two kinds that do not lie as they count."""

    first: int = 0  # block of the volume
    blocks: int = 0
    runs: tuple[tuple[int, int], ...] | None = None  # of a metadata partition
    packet_blocks: int = 1
    moved: dict[int, int] = {}  # block of the volume by number of the packet
    moved_packets: tuple[int, ...] = ()  # the same packets in order
    table: NDArray[np.uint32] | None = None  # of a virtual one: block of the plain one by block
    counted: int | None = None  # files and folders, by the table
    trouble: str | None = None

    def located(self, block: int, count: int) -> Runs:
        """Where `count` blocks from `block` on lie; raise EvidenceUnreadable where that is outside."""
        if self.table is not None:
            return self._by_table(self.table, block, count)
        if self.runs is not None:
            return self._by_runs(self.runs, block, count)
        if block + count > self.blocks:
            raise _outside(block)
        return self._by_packets(block, count) if self.moved else [(self.first + block, count)]

    def _by_table(self, table: NDArray[np.uint32], block: int, count: int) -> Runs:
        if block + count > len(table):
            raise _outside(block)
        found = table[block : block + count].tolist()
        if any(place >= self.blocks for place in found):
            raise EvidenceUnreadable(f"Block {block:,} of the UDF disc stands for nothing in its table.")
        return [(self.first + place, 1) for place in found]

    def _by_runs(self, runs: tuple[tuple[int, int], ...], block: int, count: int) -> Runs:
        found, skip = [], block
        for first, blocks in runs:
            if skip < blocks and count:
                if first == _HOLE:
                    raise EvidenceUnreadable(
                        f"Block {block:,} of the UDF partition is none that was written."
                    )
                taken = min(blocks - skip, count)
                found.append((first + skip, taken))
                count, skip = count - taken, 0
            else:
                skip -= min(skip, blocks)
        if count:
            raise _outside(block)
        return found

    def _by_packets(self, block: int, count: int) -> Runs:
        """Split where a packet was replaced by a spare one."""
        found: Runs = []
        behind, size = block + count, self.packet_blocks
        for packet in self.moved_packets[bisect_left(self.moved_packets, block // size) :]:
            if packet * size >= behind:
                break
            if packet * size > block:
                found.append((self.first + block, packet * size - block))
                block = packet * size
            taken = min(behind, (packet + 1) * size) - block
            found.append((self.moved[packet] + block - packet * size, taken))
            block += taken
        return [*found, (self.first + block, behind - block)] if block < behind else found


class PartitionMaps(Struct, frozen=True, kw_only=True):
    """Makes partitions of maps; `plain` are the descriptors of partitions by number."""

    read: Read
    block_bytes: int
    length_bytes: int
    plain: dict[int, bytes]

    def partition(self, entry: bytes) -> Partition:
        """Raise EvidenceUnreadable where its tables are damaged, or it is of a kind not read here."""
        if entry[0] == 1:
            return self._plain(int.from_bytes(entry[4:6], "little"))
        words = entry[5:28].rstrip(b"\0").decode("ascii", "replace")
        make = _MAKERS.get(words)
        if make is None or len(entry) < _SPARABLE_MAP.size:
            raise EvidenceUnreadable(f"The UDF volume has a partition of a kind not read here: {words}.")
        return make(self, entry)

    def _plain(self, number: int) -> Partition:
        if number not in self.plain:
            raise EvidenceUnreadable(f"The UDF volume has no sound descriptor of its partition {number}.")
        _, first, blocks = _PARTITION_FIELDS.unpack_from(self.plain[number])
        return Partition(first=first, blocks=blocks)

    def metadata(self, entry: bytes) -> Partition:
        number, place, copy = _METADATA_MAP.unpack_from(entry)
        below = self._plain(number)
        for block in (place, copy):
            try:
                data = self._entry(below, block)
                return Partition(runs=tuple(self._runs(data, below)))
            except EvidenceUnreadable:
                if block == copy:
                    raise
        raise EvidenceUnreadable("The UDF volume's metadata cannot be found.")

    def sparable(self, entry: bytes) -> Partition:
        number, packet_blocks, tables, table_bytes, *places = _SPARABLE_MAP.unpack_from(entry)
        below = self._plain(number)
        found = [
            data
            for place in places[:tables]
            if (data := self._sparing_table(place, min(table_bytes, _LARGEST_TABLE_BYTES))) is not None
        ]
        if not found or not packet_blocks:
            raise EvidenceUnreadable("The UDF volume's tables of spare packets are damaged.")
        newest = max(found, key=lambda data: int(_SPARED.unpack_from(data)[1]))
        moved = {place // packet_blocks: spare for place, spare in _spared(newest) if place < _NOT_SPARED}
        return Partition(
            first=below.first,
            blocks=below.blocks,
            packet_blocks=packet_blocks,
            moved=moved,
            moved_packets=tuple(sorted(moved)),
        )

    def _sparing_table(self, place: int, length_bytes: int) -> bytes | None:
        try:
            data = self.read(place * self.block_bytes, length_bytes)
        except EvidenceUnreadable:  # there are copies; that none can be read is told
            return None
        is_table = is_tagged(data, place) and data[17 : 17 + len(_SPARED_IDENTITY)] == _SPARED_IDENTITY
        return data if is_table and len(data) >= _SPARED_ENTRIES_PLACE else None

    def virtual(self, entry: bytes) -> Partition:
        below = self._plain(int.from_bytes(entry[38:40], "little"))
        block, is_last = self._last_table(below)
        data = self._entry(below, block)
        content = self._content(data, below)
        counted = None
        if data[27] == _VIRTUAL_KIND:
            start = int.from_bytes(content[:2], "little")
            files, folders = struct.unpack_from("<II", content.ljust(152, b"\0"), _VIRTUAL_COUNTS_PLACE)
            counted = files + folders
        else:
            start, content = 0, content[:-_OLD_TAIL_BYTES]
        table = np.frombuffer(content[start : start + max(0, len(content) - start) // 4 * 4], "<u4")
        if len(table) > self.length_bytes // self.block_bytes:
            raise EvidenceUnreadable("The table of the blocks of the UDF disc is longer than the disc.")
        trouble = None if is_last else (
            "Something was written to the UDF disc behind the last sound table of its blocks; what was "
            "changed last may be missing."
        )  # fmt: skip
        return Partition(
            first=below.first, blocks=below.blocks, table=table, counted=counted, trouble=trouble
        )

    def _last_table(self, below: Partition) -> tuple[int, bool]:
        """The block in the partition of the last entry of a table, and whether nothing lies behind it."""
        end = min(self.length_bytes // self.block_bytes, below.first + below.blocks)
        stop = max(below.first, end - _MOST_BLOCKS_BACK)
        is_last = True
        for behind in range(end, stop, -_BLOCKS_AT_ONCE):
            first = max(stop, behind - _BLOCKS_AT_ONCE)
            for number, data in reversed(list(self._blocks(first, behind - first))):
                block = number - below.first
                if data is not None and self._is_table(data, block, below):
                    return block, is_last
                is_last = is_last and data is not None and not data.strip(b"\0")
        raise EvidenceUnreadable("The table of the blocks of the UDF disc, its last entry, is not there.")

    def _blocks(self, first: int, count: int) -> Iterator[tuple[int, bytes | None]]:
        """Each block by itself; `None` where it cannot be read, as behind the end of what was written."""
        size = self.block_bytes
        try:
            piece = self.read(first * size, count * size)
        except EvidenceUnreadable:
            if count > 1:
                for number in range(first, first + count):
                    yield from self._blocks(number, 1)
            else:
                yield first, None
            return
        for inside in range(len(piece) // size):
            yield first + inside, piece[inside * size : (inside + 1) * size]

    def _is_table(self, data: bytes, block: int, below: Partition) -> bool:
        if kind_of(data) not in _ENTRY_KINDS or not is_sound(data, block):
            return False
        if data[27]:
            return data[27] == _VIRTUAL_KIND
        try:
            return _VIRTUAL_IDENTITY in self._content(data, below)[-_OLD_TAIL_BYTES:]
        except EvidenceUnreadable:  # some other entry, which cannot be read
            return False

    def _entry(self, below: Partition, block: int) -> bytes:
        ((first, _),) = below.located(block, 1)
        data = self.read(first * self.block_bytes, self.block_bytes)
        if not is_sound(data, block) or kind_of(data) not in _ENTRY_KINDS:
            raise EvidenceUnreadable(f"The UDF descriptor at block {first:,} is missing or damaged.")
        return data

    def _content(self, data: bytes, below: Partition) -> bytes:
        size = int.from_bytes(data[56:64], "little")
        if size > _LARGEST_TABLE_BYTES:
            raise EvidenceUnreadable("A table of the UDF volume is too large to be true.")
        if data[34] & 7 == _INLINE:
            return _own_part(data)[:size]
        pieces, left = [], size
        for first, blocks in self._runs(data, below):
            if first == _HOLE:
                raise EvidenceUnreadable("A table of the UDF volume has a part that was not written.")
            pieces.append(self.read(first * self.block_bytes, min(left, blocks * self.block_bytes)))
            left -= len(pieces[-1])
            if not left:
                return b"".join(pieces)
        raise EvidenceUnreadable("A table of the UDF volume is cut off.")

    def _runs(self, data: bytes, below: Partition) -> Iterator[tuple[int, int]]:
        form = EXTENT if data[34] & 7 == _SHORT else LONG_PLACE
        if data[34] & 7 not in (_SHORT, _LONG):
            raise EvidenceUnreadable("A table of the UDF volume lies in a way not read here.")
        part = _own_part(data)
        chained = 0
        while part:
            size, block = EXTENT.unpack_from(part.ljust(EXTENT.size, b"\0"))
            kind, part = size >> LENGTH_BITS.bit_length(), part[form.size :]
            blocks = -(-(size & LENGTH_BITS) // self.block_bytes)
            if not blocks:
                return
            if kind == _CONTINUED:
                chained += 1
                part = self._more_places(below, block) if chained < _MOST_CHAINED else b""
            elif kind == _RECORDED:
                yield from below.located(block, blocks)
            else:
                yield _HOLE, blocks

    def _more_places(self, below: Partition, block: int) -> bytes:
        ((first, _),) = below.located(block, 1)
        data = self.read(first * self.block_bytes, self.block_bytes)
        if not is_sound(data, block) or kind_of(data) != _MORE_KIND:
            raise EvidenceUnreadable(f"The UDF descriptor at block {first:,} is missing or damaged.")
        return data[_MORE_PLACE : _MORE_PLACE + int.from_bytes(data[20:24], "little")]


_MAKERS: dict[str, Callable[[PartitionMaps, bytes], Partition]] = {
    "*UDF Metadata Partition": PartitionMaps.metadata,
    "*UDF Sparable Partition": PartitionMaps.sparable,
    "*UDF Virtual Partition": PartitionMaps.virtual,
}


def _own_part(data: bytes) -> bytes:
    """Of an entry: its places, or its content."""
    start = _ENTRY_KINDS[kind_of(data)]
    before, length = struct.unpack_from("<II", data, start - 8)
    if start + before + length > len(data):
        raise EvidenceUnreadable("An entry of the UDF volume is cut off.")
    return data[start + before : start + before + length]


def _spared(table: bytes) -> Iterator[tuple[int, int]]:
    count = int(_SPARED.unpack_from(table)[0])
    entries = table[_SPARED_ENTRIES_PLACE : _SPARED_ENTRIES_PLACE + 8 * count]
    if len(entries) != 8 * count:
        raise EvidenceUnreadable("The UDF volume's table of spare packets is cut off.")
    yield from EXTENT.iter_unpack(entries)


def _outside(block: int) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"Block {block:,} lies outside its UDF partition.")
