"""A UDF volume: its descriptors, each with its checksum checked, and where its blocks lie.

Read are plain partitions and metadata partitions (revision 2.50); those of discs written in steps (virtual)
and of rewritable discs with spare packets are refused by name.

Source: ECMA-167, 3rd edition, parts 3 and 4; OSTA, "Universal Disk Format Specification", 2.01 and 2.60.
"""

import struct
from binascii import crc_hqx
from collections.abc import Callable, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""

_BLOCK_BYTES = (2048, 512, 4096, 1024)
_ANCHOR, _POINTER, _PARTITION, _LOGICAL, _END, _INTEGRITY = 2, 3, 5, 6, 8, 9
_FILE_SET = 256
_TAG = struct.Struct("<HHBxHHHI")  # kind, version, sum, serial, CRC, bytes under it, place
_EXTENT = struct.Struct("<II")  # bytes, place
_PARTITION_FIELDS = struct.Struct("<22xH164xII")  # number; first block, blocks
_LOGICAL_FIELDS = struct.Struct("<84x128sI32x16sII")  # name, bytes a block, file set, maps: bytes and count
_INTEGRITY_PLACE, _MAPS_PLACE = 432, 440
LONG_PLACE = struct.Struct("<IIH6x")  # length with kind, block, partition
_METADATA_MAP = struct.Struct("<38xHII")  # number of the partition; file of metadata, its copy
_ROOT_PLACE = 400
_LENGTH = (1 << 30) - 1
_MOST_DESCRIPTORS = 256
_MOST_MAPS = 16


class Place(Struct, frozen=True, gc=False):
    """`length_bytes` from `block` of the partition `partition`."""

    length_bytes: int
    block: int
    partition: int


class Partition(Struct, frozen=True, kw_only=True):
    """A partition by its map: `first` block of the volume and how many, or runs of blocks of such a one."""

    first: int = 0
    blocks: int = 0
    runs: tuple[tuple[int, int], ...] | None = None  # of a metadata partition: first block, blocks


class UdfDisc:
    """One volume; raises EvidenceUnreadable where it is none, damaged, or of a kind not read here."""

    def __init__(self, read: Read, *, length_bytes: int) -> None:
        self._read = read
        self.length_bytes = length_bytes
        self.block_bytes, main, reserve = self._anchor()
        try:
            self._take(main)
        except EvidenceUnreadable:
            if reserve == main:
                raise
            self._take(reserve)

    def _anchor(self) -> tuple[int, tuple[int, int], tuple[int, int]]:
        for block_bytes in _BLOCK_BYTES:
            last = self.length_bytes // block_bytes
            for place in (256, last - 1, last - 257):
                if place > 0 and (data := self._described(place, block_bytes)) is not None:
                    kind = _TAG.unpack_from(data)[0]
                    if kind == _ANCHOR:
                        main, reserve = _EXTENT.unpack_from(data, 16), _EXTENT.unpack_from(data, 24)
                        return block_bytes, (main[1], main[0]), (reserve[1], reserve[0])
        raise EvidenceUnreadable("The UDF volume has no anchor in its places.")

    def _described(self, block: int, block_bytes: int) -> bytes | None:
        data = self._read(block * block_bytes, block_bytes)
        return data if is_sound(data, block) else None

    def descriptor(self, block: int, *kinds: int, place: Place | None = None) -> bytes:
        """The descriptor at a block of the volume; inside a partition it says its `place` in that. Raise
        EvidenceUnreadable where none of the kinds is sound there.
        """
        data = self._read(block * self.block_bytes, self.block_bytes)
        is_here = is_sound(data, block if place is None else place.block)
        if not is_here or _TAG.unpack_from(data)[0] not in kinds:
            raise EvidenceUnreadable(f"The UDF descriptor at block {block:,} is missing or damaged.")
        return data

    def _take(self, place: tuple[int, int]) -> None:
        found = dict(self._sequence(*place))
        if _LOGICAL not in found:
            raise EvidenceUnreadable("The UDF volume has no sound descriptor of its logical volume.")
        name, block_bytes, file_set, _, count = _LOGICAL_FIELDS.unpack_from(found[_LOGICAL])
        if block_bytes != self.block_bytes:
            raise EvidenceUnreadable("The UDF volume has blocks of another length than its sectors.")
        self.name = text_of(name[: name[127]] if name[127] < 128 else b"")
        self.partitions: tuple[Partition, ...] = ()
        self._make_partitions(found, min(count, _MOST_MAPS))
        integrity = _EXTENT.unpack_from(found[_LOGICAL], _INTEGRITY_PLACE)
        self._integrity = integrity[1] if integrity[0] else 0
        self.root = self._root(place_at(file_set, 0))

    def _sequence(self, first: int, length_bytes: int) -> Iterator[tuple[int, bytes]]:
        """The descriptors of the volume: partitions as the negative of their number, others by kind."""
        left = _MOST_DESCRIPTORS
        end = first + length_bytes // self.block_bytes
        while first < end and left:
            left -= 1
            data = self._described(first, self.block_bytes)
            first += 1
            if data is None:
                continue
            kind = _TAG.unpack_from(data)[0]
            if kind == _END:
                return
            if kind == _POINTER:
                length_bytes, first = _EXTENT.unpack_from(data, 20)
                end = first + length_bytes // self.block_bytes
            elif kind == _PARTITION:
                yield -1 - _PARTITION_FIELDS.unpack_from(data)[0], data
            else:
                yield kind, data

    def _make_partitions(self, found: dict[int, bytes], count: int) -> None:
        data, place = found[_LOGICAL], _MAPS_PLACE
        for _ in range(count):
            if place + 6 > len(data) or not data[place + 1]:
                raise EvidenceUnreadable("The UDF volume's list of partitions is damaged.")
            kind, length = data[place], data[place + 1]
            self.partitions += (self._partition(found, kind, data[place : place + length]),)
            place += length

    def _partition(self, found: dict[int, bytes], kind: int, entry: bytes) -> Partition:
        if kind == 1:
            return _plain(found, int.from_bytes(entry[4:6], "little"))
        words = entry[5:28].rstrip(b"\0").decode("ascii", "replace")
        if words != "*UDF Metadata Partition" or len(entry) < _METADATA_MAP.size:
            raise EvidenceUnreadable(f"The UDF volume has a partition of a kind not read here: {words}.")
        number, place, copy = _METADATA_MAP.unpack_from(entry)
        below = _plain(found, number)
        for block in (place, copy):
            try:
                return Partition(runs=tuple(self._metadata_runs(below, block)))
            except EvidenceUnreadable:
                if block == copy:
                    raise
        raise EvidenceUnreadable("The UDF volume's metadata cannot be found.")

    def _metadata_runs(self, below: Partition, block: int) -> Iterator[tuple[int, int]]:
        """Where the metadata file lies; its places are short ones, in its own entry."""
        data = self.descriptor(below.first + block, 261, 266, place=Place(0, block, 0))
        start = 176 if _TAG.unpack_from(data)[0] == 261 else 216
        attributes, length = struct.unpack_from("<II", data, start - 8)
        begin = start + attributes
        if begin + length > len(data):
            raise EvidenceUnreadable("The UDF volume's metadata file is damaged.")
        for size, first in _EXTENT.iter_unpack(data[begin : begin + length // 8 * 8]):
            if size & _LENGTH:
                yield below.first + first, -(-(size & _LENGTH) // self.block_bytes)

    def _root(self, file_set: Place) -> Place:
        data = self.descriptor(self.block_of(file_set), _FILE_SET, place=file_set)
        return place_at(data, _ROOT_PLACE)

    @property
    def end_bytes(self) -> int:
        """Where the last of its partitions ends."""
        ends = [partition.first + partition.blocks for partition in self.partitions]
        ends += [first + blocks for partition in self.partitions for first, blocks in partition.runs or ()]
        return max(ends, default=0) * self.block_bytes

    def counted(self) -> int | None:
        """Files and folders by the volume's own count; `None` where it keeps none that is sound."""
        if not self._integrity:
            return None
        try:
            data = self.descriptor(self._integrity, _INTEGRITY)
        except EvidenceUnreadable:  # never closed, or written over: there is then no count to compare with
            return None
        partitions = int.from_bytes(data[72:76], "little")
        start = 80 + 8 * partitions + 32
        if start + 8 > len(data):
            return None
        files, folders = struct.unpack_from("<II", data, start)
        return int(files) + int(folders)

    def block_of(self, place: Place) -> int:
        """The block of the volume; raise EvidenceUnreadable where it lies outside the partition."""
        return self.blocks_of(place, 1)[0][0]

    def blocks_of(self, place: Place, count: int) -> list[tuple[int, int]]:
        """Runs (first block of the volume, blocks) of `count` blocks from the place on."""
        if place.partition >= len(self.partitions):
            raise EvidenceUnreadable(f"The UDF volume has no partition {place.partition}.")
        partition = self.partitions[place.partition]
        if partition.runs is None:
            if place.block + count > partition.blocks:
                raise EvidenceUnreadable(f"Block {place.block:,} lies outside its UDF partition.")
            return [(partition.first + place.block, count)]
        found, skip = [], place.block
        for first, blocks in partition.runs:
            if skip < blocks and count:
                taken = min(blocks - skip, count)
                found.append((first + skip, taken))
                count, skip = count - taken, 0
            else:
                skip -= min(skip, blocks)
        if count:
            raise EvidenceUnreadable(f"Block {place.block:,} lies outside its UDF partition.")
        return found


def _plain(found: dict[int, bytes], number: int) -> Partition:
    if -1 - number not in found:
        raise EvidenceUnreadable(f"The UDF volume has no sound descriptor of its partition {number}.")
    _, first, blocks = _PARTITION_FIELDS.unpack_from(found[-1 - number])
    return Partition(first=first, blocks=blocks)


def place_at(data: bytes, start: int) -> Place:
    """The long form of a place."""
    length, block, partition = LONG_PLACE.unpack_from(data, start)
    return Place(length & _LENGTH, block, partition)


def is_sound(data: bytes, place: int | None) -> bool:
    """Whether a descriptor begins here: its sum, its CRC and its place hold (ECMA-167, 3/7.2)."""
    if len(data) < _TAG.size:
        return False
    kind, _, total, _, crc, length, at = _TAG.unpack_from(data)
    if not kind or (sum(data[:4]) + sum(data[5:16])) & 0xFF != total or place not in (None, at):
        return False
    return bool(16 + length <= len(data) and crc_hqx(data[16 : 16 + length], 0) == crc)


def text_of(raw: bytes) -> bytes:
    """OSTA compressed Unicode as UTF-8."""
    if not raw:
        return b""
    if raw[0] in (8, 254):
        return raw[1:].decode("latin-1").encode()
    whole = raw[1 : 1 + (len(raw) - 1) // 2 * 2]
    return whole.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
