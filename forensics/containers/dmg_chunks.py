"""The partitions of an Apple disk image and the chunks they are stored in.

Chunks that claim the same sectors are all unreadable, and so are sectors that no chunk tells of.

Source: libyal, "Mac OS disk image types", on the block table ("mish").
"""

import struct
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from forensics.containers.dmg_packing import PACKINGS
from forensics.containers.stretches import NEVER_WRITTEN, Flaw, PackedBlocks, Spoilt, StoredFile, Stretch

SECTOR_BYTES = 512
_TABLE = struct.Struct(">4sIQQQII24xII128sI")
_CHUNK = struct.Struct(">IIQQQQ")
_CRC32 = 2
_ZEROS, _STORED, _LEFT_OUT = 0, 1, 2
_COMMENT, _END = 0x7FFF_FFFE, 0xFFFF_FFFF
_MOST_CHUNKS = 4_000_000  # of all partitions; 1 TB in chunks of 256 KiB
_MOST_PACKED_SECTORS = 128 * 1024  # of one chunk: 64 MiB; hdiutil takes 512 KiB, for LZMA 1 MiB
_KEPT = 4
_BEHIND = 1 << 62


class Chunk(NamedTuple):
    start: int  # byte of the media
    length: int
    kind: int
    at: int  # in the data fork
    stored_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    name: str
    start_sector: int
    sectors: int
    crc32: int | None  # of its bytes; None where none is told
    chunks: tuple[Chunk, ...]

    @property
    def checked_ranges(self) -> tuple[tuple[int, int], ...]:
        """What the checksum is of: not the free space that was left out."""
        kept = (chunk for chunk in self.chunks if chunk.kind != _LEFT_OUT)
        return tuple((chunk.start, chunk.length) for chunk in kept)


def partition_of(raw: bytes, *, name: str) -> Partition:
    """Raise Spoilt where the table is damaged or has chunks of a kind that is not known."""
    if len(raw) < _TABLE.size or not raw.startswith(b"mish"):
        raise Spoilt("the table of a partition is damaged")
    _, _version, start, sectors, fork_at, _, _, checksum_kind, _, checksum, count = _TABLE.unpack_from(raw)
    if count > min(_MOST_CHUNKS, (len(raw) - _TABLE.size) // _CHUNK.size):
        raise Spoilt("the table of a partition is damaged: it has fewer chunks than it says")
    chunks = []
    for number in range(count):
        kind, _, sector, length, at, stored = _CHUNK.unpack_from(raw, _TABLE.size + number * _CHUNK.size)
        if kind == _END:
            break
        if kind == _COMMENT or not length:
            continue
        if kind not in (_ZEROS, _STORED, _LEFT_OUT, *PACKINGS):
            raise Spoilt(f"a chunk is packed by method {kind:#x}, which is not known")
        if sector + length > sectors or (kind in PACKINGS and length > _MOST_PACKED_SECTORS):
            raise Spoilt("the table of a partition is damaged: a chunk lies outside, or is too large")
        chunks.append(
            Chunk((start + sector) * SECTOR_BYTES, length * SECTOR_BYTES, kind, fork_at + at, stored)
        )
    return Partition(
        name=name,
        start_sector=start,
        sectors=sectors,
        crc32=int.from_bytes(checksum[:4], "big") if checksum_kind == _CRC32 else None,
        chunks=tuple(chunks),
    )


class DataFork:
    """The stored data of all segments, joined; a `Source`."""

    def __init__(self, pieces: Sequence[tuple[int, StoredFile, int, int]]) -> None:
        """`pieces`: where one begins in the whole, its file, where it lies there, how long it is. Raise
        Spoilt where they do not follow each other.
        """
        self._pieces = sorted(pieces, key=lambda piece: piece[0])
        self._starts = [start for start, _, _, _ in self._pieces]
        self.length_bytes = 0
        for start, file, _, length in self._pieces:
            if start != self.length_bytes:
                raise Spoilt(f"the data of {file.path.name} do not follow those of the segment before")
            self.length_bytes += length

    def fill(self, at: int, view: memoryview) -> None:
        done = 0
        while done < len(view):
            if at + done >= self.length_bytes:
                raise Spoilt(
                    f"they should lie behind the stored data, which end at byte {self.length_bytes:,}"
                )
            start, file, file_at, length = self._pieces[bisect_right(self._starts, at + done) - 1]
            part = view[done : done + start + length - (at + done)]
            file.fill(file_at + at + done - start, part)
            done += len(part)

    def part(self, at: int, length: int) -> bytes:
        """Exactly `length` bytes; raise Spoilt."""
        if at + length > self.length_bytes:
            raise Spoilt(
                f"byte {at + length:,} lies behind the stored data, which end at {self.length_bytes:,}"
            )
        content = bytearray(length)
        self.fill(at, memoryview(content))
        return bytes(content)


class ChunksMap:
    """What lies where in the media."""

    def __init__(self, fork: DataFork, partitions: Sequence[Partition]) -> None:
        self._fork = fork
        self._chunks = sorted(chunk for part in partitions for chunk in part.chunks)
        if len(self._chunks) > _MOST_CHUNKS:
            raise Spoilt(f"it has {len(self._chunks):,} chunks")
        self._starts = [chunk.start for chunk in self._chunks]
        self._doubtful = _overlapping(self._chunks)
        self._packed = PackedBlocks(self._unpacked, kept=_KEPT)
        self.end = max((chunk.start + chunk.length for chunk in self._chunks), default=0)

    @property
    def packing(self) -> str:
        names = sorted({PACKINGS[chunk.kind].name for chunk in self._chunks if chunk.kind in PACKINGS})
        return f"packed by {', '.join(names)}" if names else "not packed"

    @property
    def is_packed(self) -> bool:
        return any(chunk.kind in PACKINGS for chunk in self._chunks)

    def stretch_at(self, offset: int) -> Stretch:
        number = bisect_right(self._starts, offset) - 1
        chunk = self._chunks[number] if number >= 0 else Chunk(0, 0, _ZEROS, 0, 0)
        inside = offset - chunk.start
        if inside >= chunk.length:
            behind = self._starts[number + 1] if number + 1 < len(self._starts) else _BEHIND
            return Stretch(behind - offset, Flaw("no chunk of the image tells of them"))
        length = chunk.length - inside
        if number in self._doubtful:
            return Stretch(length, Flaw("two chunks of the image tell of them"))
        if chunk.kind in PACKINGS:
            return self._packed.stretch(number, inside=inside, length=length)
        if chunk.kind == _STORED:
            return self._stored(chunk, inside, length)
        return Stretch(length, NEVER_WRITTEN)

    def _stored(self, chunk: Chunk, inside: int, length: int) -> Stretch:
        if chunk.stored_bytes < chunk.length:
            return Stretch(length, Flaw("the chunk that tells of them is too short"))
        return Stretch(length, self._fork, chunk.at + inside)

    def _unpacked(self, number: int) -> bytes:
        chunk = self._chunks[number]
        packing = PACKINGS[chunk.kind]
        where = f"in the chunk at byte {chunk.at:,} of the stored data ({packing.name})"
        if chunk.stored_bytes > 2 * chunk.length + 4096:
            raise Spoilt(f"{where}, {chunk.stored_bytes:,} bytes are said to be packed")
        try:
            content = packing.unpack(self._fork.part(chunk.at, chunk.stored_bytes), chunk.length)
        except Spoilt as trouble:
            raise Spoilt(f"{where}, {trouble}") from trouble
        if len(content) != chunk.length:
            raise Spoilt(f"{where} are not {chunk.length:,} bytes")
        return content


def _overlapping(chunks: Sequence[Chunk]) -> frozenset[int]:
    """Numbers of those that share bytes of the media with another."""
    doubtful: set[int] = set()
    furthest, end = 0, 0
    for number, chunk in enumerate(chunks):
        if chunk.start < end:
            doubtful |= {furthest, number}
        if chunk.start + chunk.length > end:
            furthest, end = number, chunk.start + chunk.length
    return frozenset(doubtful)
