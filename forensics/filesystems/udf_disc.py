"""A UDF volume: its descriptors, each with its checksum checked, and where its blocks lie.

Source: ECMA-167, 3rd edition, parts 3 and 4; OSTA, "Universal Disk Format Specification", 2.01 and 2.60.
"""

import struct
from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.udf_descriptors import EXTENT, Place, Read, is_sound, kind_of, place_at, text_of
from forensics.filesystems.udf_partitions import Partition, PartitionMaps

_BLOCK_BYTES = (2048, 512, 4096, 1024)
_ANCHOR, _POINTER, _PARTITION, _LOGICAL, _END, _INTEGRITY = 2, 3, 5, 6, 8, 9
_FILE_SET = 256
_NUMBER_PLACE = 22  # of a partition, in its descriptor
_LOGICAL_FIELDS = struct.Struct("<84x128sI32x16sII")  # name, bytes a block, file set, maps: bytes and count
_INTEGRITY_PLACE, _MAPS_PLACE = 432, 440
_ROOT_PLACE = 400
_MOST_DESCRIPTORS = 256
_MOST_MAPS = 16


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
                    kind = kind_of(data)
                    if kind == _ANCHOR:
                        main, reserve = EXTENT.unpack_from(data, 16), EXTENT.unpack_from(data, 24)
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
        if not is_here or kind_of(data) not in kinds:
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
        integrity = EXTENT.unpack_from(found[_LOGICAL], _INTEGRITY_PLACE)
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
            kind = kind_of(data)
            if kind == _END:
                return
            if kind == _POINTER:
                length_bytes, first = EXTENT.unpack_from(data, 20)
                end = first + length_bytes // self.block_bytes
            elif kind == _PARTITION:
                yield -1 - int.from_bytes(data[_NUMBER_PLACE : _NUMBER_PLACE + 2], "little"), data
            else:
                yield kind, data

    def _make_partitions(self, found: dict[int, bytes], count: int) -> None:
        data, place = found[_LOGICAL], _MAPS_PLACE
        maps = PartitionMaps(
            read=self._read,
            block_bytes=self.block_bytes,
            length_bytes=self.length_bytes,
            plain={-1 - kind: each for kind, each in found.items() if kind < 0},
        )
        for _ in range(count):
            if place + 6 > len(data) or not data[place + 1]:
                raise EvidenceUnreadable("The UDF volume's list of partitions is damaged.")
            length = data[place + 1]
            self.partitions += (maps.partition(data[place : place + length]),)
            place += length

    def _root(self, file_set: Place) -> Place:
        data = self.descriptor(self.block_of(file_set), _FILE_SET, place=file_set)
        return place_at(data, _ROOT_PLACE)

    @property
    def end_bytes(self) -> int:
        """Where the last of its partitions ends."""
        ends = [partition.first + partition.blocks for partition in self.partitions]
        runs = (run for partition in self.partitions for run in partition.runs or ())
        ends += [first + blocks for first, blocks in runs if first >= 0]
        return max(ends, default=0) * self.block_bytes

    @property
    def is_virtual(self) -> bool:
        """Whether it is a disc written in steps, of whose blocks a table tells where they are now."""
        return any(partition.table is not None for partition in self.partitions)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is told of its partitions, as sentences."""
        return tuple(each.trouble for each in self.partitions if each.trouble is not None)

    def counted(self) -> int | None:
        """Files and folders by the volume's own count; `None` where it keeps none that is sound. A disc
        written in steps counts in the table of its blocks.
        """
        if self.is_virtual:
            return next((each.counted for each in self.partitions if each.counted is not None), None)
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
        return self.partitions[place.partition].located(place.block, count)
