"""Where the blocks of a VHDX disk lie.

Two blocks that claim the same bytes of the file are both unreadable, as is one that would lie in the
headers or has a state that is not defined: the table of blocks has no checksum.

Source: [MS-VHDX] 2.5.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forensics.containers.stretches import BELOW, NEVER_WRITTEN, Flaw, Source, Spoilt, Stretch
from forensics.containers.unclaimed import unclaimed_words
from forensics.containers.vhd_blocks import damage_words, doubtful_blocks, sectors_alike
from forensics.containers.vhdx_log import LoggedFile
from forensics.containers.vhdx_metadata import Disk

_MIB = 1024 * 1024
_SECTORS_A_BITMAP = 1 << 23
_MOST_TABLE_BYTES = 256 * 1024 * 1024  # 32 TB in the smallest blocks; Windows takes blocks of 32 MiB
_BITMAPS_KEPT = 16
_ABSENT, _UNDEFINED, _ZERO, _UNMAPPED, _PRESENT, _PARTLY = 0, 1, 2, 3, 6, 7  # 4 and 5 are no states
_BITMAP_PRESENT = 6


class BlocksMap:
    """What lies where in the media."""

    def __init__(self, stored: LoggedFile, disk: Disk) -> None:
        """Raise Spoilt where the table cannot be read."""
        self._stored, self._disk = stored, disk
        self._unwritten: Source = BELOW if disk.has_parent else NEVER_WRITTEN
        self._ratio = _SECTORS_A_BITMAP * disk.sector_bytes // disk.block_bytes
        entries = self._table()
        which = np.arange(len(entries)) % (self._ratio + 1) == self._ratio
        self._blocks, self._bitmaps = entries[~which], entries[which]
        states = self._blocks & 7
        there = np.flatnonzero((states == _PRESENT) | (states == _PARTLY))
        places = (self._blocks >> 20).astype(np.int64)
        taken = ((0, 1), *((start // _MIB, -(-end // _MIB)) for start, end in disk.taken))
        self._doubtful = doubtful_blocks(places, there, length=disk.block_bytes // _MIB, taken=taken)
        behind = np.count_nonzero(places[there] * _MIB + disk.block_bytes > stored.length_bytes)
        undefined = np.count_nonzero((states == 4) | (states == 5))
        damaged = len(self._doubtful) + int(behind + undefined)
        is_nothing = (states != _PRESENT) & (states != _PARTLY)
        self.left_behind = int(np.count_nonzero(is_nothing & (places > 0)))  # zeros, but with a place
        is_given_back = (states == _UNDEFINED) | (states == _UNMAPPED) | ((states == _ZERO) & (places == 0))
        self.troubles = (
            *damage_words(stored.file, damaged),
            *self._lost(places[there] * _MIB, given_back=int(np.count_nonzero(is_given_back))),
        )
        self._bits = lru_cache(maxsize=_BITMAPS_KEPT)(self._read_bits)

    def _lost(self, places: npt.NDArray[np.int64], *, given_back: int) -> tuple[str, ...]:
        """A guest may have given blocks back whose bytes are still there."""
        bitmaps = (self._bitmaps >> 20).astype(np.int64) * _MIB
        claims = [(places, self._disk.block_bytes), (bitmaps, _MIB)]
        claims += [(np.array([start]), end - start) for start, end in self._disk.taken]
        file = self._stored.file
        data = range(_MIB, file.length_bytes)
        return unclaimed_words(
            file, claims, data=data, block_bytes=self._disk.block_bytes, given_back=given_back
        )

    def _table(self) -> npt.NDArray[np.uint64]:
        disk = self._disk
        blocks = -(-disk.size_bytes // disk.block_bytes)
        bitmaps = -(-blocks // self._ratio) if disk.has_parent else (blocks - 1) // self._ratio
        count = bitmaps * (self._ratio + 1) if disk.has_parent else blocks + bitmaps
        if 8 * count > min(disk.blocks.length_bytes, _MOST_TABLE_BYTES):
            raise Spoilt(
                f"its table of blocks has {disk.blocks.length_bytes:,} bytes, and {8 * count:,} are needed"
            )
        return np.frombuffer(self._stored.part(disk.blocks.at, 8 * count), "<u8")

    def stretch_at(self, offset: int) -> Stretch:
        block, inside = divmod(offset, self._disk.block_bytes)
        length = min(self._disk.block_bytes - inside, self._disk.size_bytes - offset)
        entry = int(self._blocks[block])
        state, place = entry & 7, (entry >> 20) * _MIB
        if block in self._doubtful:
            return Stretch(length, Flaw(f"the table puts block {block:,} where it cannot be"))
        if state == _PRESENT:
            return Stretch(length, self._stored, place + inside)
        if state == _PARTLY and self._disk.has_parent:
            return self._of_two(block, inside, length, place)
        if state == _ABSENT:
            return Stretch(length, self._unwritten)
        if state in (_UNDEFINED, _ZERO, _UNMAPPED):
            return Stretch(length, NEVER_WRITTEN)
        return Stretch(length, Flaw(f"the state {state} of block {block:,} is not defined"))

    def _of_two(self, block: int, inside: int, length: int, place: int) -> Stretch:
        """Here the sectors whose bit is set, in the parent the others."""
        try:
            bits = self._bits(block)
        except Spoilt as trouble:
            return Stretch(length, Flaw(str(trouble)))
        number, skip = divmod(inside, self._disk.sector_bytes)
        is_here = bool(bits[number])
        run = min(length, sectors_alike(bits, number) * self._disk.sector_bytes - skip)
        return Stretch(run, self._stored, place + inside) if is_here else Stretch(run, BELOW)

    def _read_bits(self, block: int) -> npt.NDArray[np.uint8]:
        """A bit a sector of the block, the lowest of each byte first."""
        entry = int(self._bitmaps[block // self._ratio])
        if entry & 7 != _BITMAP_PRESENT:
            raise Spoilt(f"the bitmap that tells which sectors of block {block:,} lie here is not there")
        sectors = self._disk.block_bytes // self._disk.sector_bytes
        at = (entry >> 20) * _MIB + block % self._ratio * sectors // 8
        return np.unpackbits(np.frombuffer(self._stored.part(at, sectors // 8), np.uint8), bitorder="little")
