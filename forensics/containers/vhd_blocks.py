"""Where the blocks of a dynamic or differencing VHD disk lie.

The table of blocks has no checksum. Two blocks that claim the same bytes of the file are both unreadable, as
is one that would lie in the headers: so a damaged table gives no wrong bytes unless it leads into a hole.

Source: Microsoft, "Virtual Hard Disk Image Format Specification", version 1.0.
"""

import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forensics.containers.stretches import BELOW, NEVER_WRITTEN, Flaw, Source, Spoilt, StoredFile, Stretch
from forensics.containers.unclaimed import unclaimed_words

SECTOR_BYTES = 512
_HEADER = struct.Struct(">8sQQIIII16sII512s")
_HEADER_BYTES = 1024
_SIGNATURE = b"cxsparse"
_CHECKSUM_AT = 36
_NOT_THERE = 0xFFFF_FFFF
_MOST_BLOCKS = 1 << 24  # 2 TB, the most of the form, in the smallest blocks that are written take 2^22
_MOST_BLOCK_BYTES = 1 << 28
_BITMAPS_KEPT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    table_at: int
    blocks: int
    entries: int  # of the table; those behind the last block tell nothing
    block_bytes: int
    parent_identity: uuid.UUID
    parent_name: str

    @property
    def bitmap_bytes(self) -> int:
        """Before each block: a bit a sector, in whole sectors."""
        return -(-self.block_bytes // (8 * SECTOR_BYTES * SECTOR_BYTES)) * SECTOR_BYTES


def ones_complement(raw: bytes, checksum_at: int) -> int:
    """The checksum of `raw` with its own four bytes taken as zeros."""
    return ~(sum(raw) - sum(raw[checksum_at : checksum_at + 4])) & 0xFFFF_FFFF


def header_of(file: StoredFile, at: int, *, size_bytes: int, has_checksum: bool) -> Header:
    """Raise Spoilt where it is damaged."""
    raw = file.part(at, _HEADER_BYTES)
    (signature, _next, table_at, _version, entries, block_bytes, checksum, identity, _, _, name) = (
        _HEADER.unpack_from(raw)
    )
    is_sound = not has_checksum or ones_complement(raw, _CHECKSUM_AT) == checksum
    if signature != _SIGNATURE or not is_sound:
        raise Spoilt("its dynamic header is damaged")
    if block_bytes % SECTOR_BYTES or not 0 < block_bytes <= _MOST_BLOCK_BYTES:
        raise Spoilt(f"its header tells impossible blocks of {block_bytes:,} bytes")
    blocks = -(-size_bytes // block_bytes)
    if not blocks <= min(entries, _MOST_BLOCKS):
        raise Spoilt(f"its table has {entries:,} blocks, but its size needs {blocks:,}")
    return Header(
        table_at=table_at,
        blocks=blocks,
        entries=entries,
        block_bytes=block_bytes,
        parent_identity=uuid.UUID(bytes=identity),
        parent_name=name.decode("utf-16-be", "replace").partition("\0")[0],
    )


class BlocksMap:
    """What lies where in the media of a dynamic or differencing disk."""

    def __init__(self, file: StoredFile, header: Header, *, size_bytes: int, has_parent: bool) -> None:
        """Raise Spoilt where the table cannot be read."""
        self._file, self._header, self._size_bytes = file, header, size_bytes
        self._unwritten: Source = BELOW if has_parent else NEVER_WRITTEN
        self._has_parent = has_parent
        self._sectors = np.frombuffer(file.part(header.table_at, 4 * header.blocks), ">u4").astype(np.int64)
        first = header.table_at + 4 * header.blocks
        stored_bytes = header.bitmap_bytes + header.block_bytes
        there = np.flatnonzero(self._sectors != _NOT_THERE)
        self._doubtful = doubtful_blocks(
            self._sectors,
            there,
            length=stored_bytes // SECTOR_BYTES,
            taken=((0, -(-first // SECTOR_BYTES)),),
        )
        behind = np.count_nonzero(self._sectors[there] * SECTOR_BYTES + stored_bytes > file.length_bytes)
        self.troubles = (
            *damage_words(file, len(self._doubtful) + int(behind)),
            *self._lost(there, stored_bytes),
        )
        self._bits = lru_cache(maxsize=_BITMAPS_KEPT)(self._read_bits)

    def _lost(self, there: npt.NDArray[np.int64], stored_bytes: int) -> tuple[str, ...]:
        places = self._sectors[there] * SECTOR_BYTES
        if self._has_parent and len(places):
            first = int(places.min())  # where the parent lies is told before the blocks
        else:
            first = self._header.table_at + -(-4 * self._header.entries // SECTOR_BYTES) * SECTOR_BYTES
        return unclaimed_words(
            self._file,
            ((places, stored_bytes),),
            data=range(first, self._file.length_bytes - SECTOR_BYTES),
            block_bytes=stored_bytes,
        )

    def stretch_at(self, offset: int) -> Stretch:
        block, inside = divmod(offset, self._header.block_bytes)
        length = min(self._header.block_bytes - inside, self._size_bytes - offset)
        sector = int(self._sectors[block])
        if sector == _NOT_THERE:
            return Stretch(length, self._unwritten)
        if block in self._doubtful:
            return Stretch(length, Flaw(f"the table puts block {block:,} where it cannot be"))
        data_at = sector * SECTOR_BYTES + self._header.bitmap_bytes
        if not self._has_parent:  # sectors never written are zeros in the file too
            return Stretch(length, self._file, data_at + inside)
        return self._of_two(block, inside, length, data_at)

    def _of_two(self, block: int, inside: int, length: int, data_at: int) -> Stretch:
        """Here the sectors whose bit is set, in the parent the others."""
        try:
            bits = self._bits(block)
        except Spoilt as trouble:
            return Stretch(length, Flaw(str(trouble)))
        number, skip = divmod(inside, SECTOR_BYTES)
        is_here = bool(bits[number])
        run = sectors_alike(bits, number) * SECTOR_BYTES - skip
        return Stretch(min(run, length), self._file if is_here else BELOW, data_at + inside if is_here else 0)

    def _read_bits(self, block: int) -> npt.NDArray[np.uint8]:
        at = int(self._sectors[block]) * SECTOR_BYTES
        raw = self._file.part(at, self._header.bitmap_bytes)
        return np.unpackbits(np.frombuffer(raw, np.uint8))[: self._header.block_bytes // SECTOR_BYTES]


def sectors_alike(bits: npt.NDArray[np.uint8], number: int) -> int:
    """How many bits from `number` on are the same as it."""
    differs = np.flatnonzero(bits[number:] != bits[number])
    return int(differs[0]) if len(differs) else len(bits) - number


def damage_words(file: StoredFile, damaged: int) -> tuple[str, ...]:
    """A sentence where entries of the table are `damaged`."""
    words = (
        f"{file.path.name}: {damaged:,} entries of its table of blocks are damaged; that the others are "
        "right cannot be shown."
    )
    return (words,) if damaged else ()


def doubtful_blocks(
    places: npt.NDArray[np.int64],
    there: npt.NDArray[np.int64],
    *,
    length: int,
    taken: Sequence[tuple[int, int]],
) -> frozenset[int]:
    """Of the blocks `there`, those that share a part of their `length` with another, or with a place that is
    `taken` (start, end).
    """
    order = there[np.argsort(places[there], kind="stable")]
    at = places[order]
    overlaps = np.flatnonzero(np.diff(at) < length)
    inside = [order[(at < end) & (at + length > start)] for start, end in taken]
    return frozenset(np.concatenate((order[overlaps], order[overlaps + 1], *inside)).tolist())
