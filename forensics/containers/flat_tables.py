"""Media by one table with a word for each block: VDI and Parallels disks.

What the table says that cannot be is a flaw of just the blocks it is said of; two blocks that claim the same
place are both flawed, because one of them was never there.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forensics.containers.runs import Runs, What
from forensics.containers.sectors import SMALLEST_SECTOR_BYTES
from forensics.containers.stretches import BELOW, NEVER_WRITTEN, Flaw, StoredFile, Stretch

MOST_BLOCKS = 32 * 1024 * 1024  # 32 TiB in blocks of a mebibyte; more than either program makes
_PIECE_BLOCKS = 4096
_KEPT_PIECES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatTable:
    whats: npt.NDArray[np.int8]  # one a block, as far as the file holds the table
    places: npt.NDArray[np.int64]  # of STORED: byte of the file; else 0
    block_bytes: int

    @property
    def begun_bytes(self) -> int:
        """The bytes of the file that its last block needs at the least; the last one may be short."""
        places = self.places[self.whats == What.STORED]
        return int(places.max()) + SMALLEST_SECTOR_BYTES if len(places) else 0

    @property
    def stored(self) -> int:
        return int(np.count_nonzero(self.whats == What.STORED))


def without_double_claims(table: FlatTable) -> FlatTable:
    is_stored = table.whats == What.STORED
    places, counts = np.unique(table.places[is_stored], return_counts=True)
    is_double = is_stored & np.isin(table.places, places[counts > 1])
    whats = np.where(is_double, What.SPOILT, table.whats).astype(np.int8)
    return FlatTable(whats=whats, places=table.places, block_bytes=table.block_bytes)


class FlatMap:
    """The map of the media; threads share it."""

    def __init__(self, table: FlatTable, *, data: StoredFile, has_below: bool) -> None:
        self._table, self._data = table, data
        self._unkept = BELOW if has_below else NEVER_WRITTEN
        self._piece_bytes = _PIECE_BLOCKS * table.block_bytes
        self._piece = lru_cache(maxsize=_KEPT_PIECES)(self._read_piece)

    def stretch_at(self, offset: int) -> Stretch:
        number, inside = divmod(offset, self._piece_bytes)
        if offset >= len(self._table.whats) * self._table.block_bytes:
            return Stretch(self._piece_bytes - inside, Flaw("the table that tells their place is cut off"))
        what, length, place = self._piece(number).at(inside)
        match what:
            case What.STORED:
                return Stretch(length, self._data, place)
            case What.BELOW:
                return Stretch(length, self._unkept, offset)
            case What.ZEROS:
                return Stretch(length, NEVER_WRITTEN)
        return Stretch(length, Flaw("the table that tells their place is damaged"))

    def _read_piece(self, number: int) -> Runs:
        part = slice(number * _PIECE_BLOCKS, (number + 1) * _PIECE_BLOCKS)
        return Runs(self._table.whats[part], self._table.places[part], block_bytes=self._table.block_bytes)


def words(raw: bytes) -> npt.NDArray[np.int64]:
    """Little-endian words of 32 bits."""
    return np.frombuffer(raw[: len(raw) // 4 * 4], "<u4").astype(np.int64)
