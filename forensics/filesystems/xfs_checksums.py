"""CRC-32C (Castagnoli), which XFS keeps of each block and inode: of many of the same length at once.

A CRC is linear: that of a block is the exclusive-or of what each of its bytes gives by its distance from the
end, so one table look-up for all bytes at once does without a loop over them.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = 0x82F63B78  # reflected; RFC 3720, 12.1
_PIECE_BYTES = 4096  # longer blocks are taken in pieces; the table has 1 KiB for each byte of one
_ALL = 0xFFFFFFFF

Rows = NDArray[np.uint8]


@cache
def _table() -> NDArray[np.uint32]:
    """By distance from the end and value of a byte: what it gives to the remainder."""
    last = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        last = np.where(last & 1, (last >> 1) ^ np.uint32(_POLYNOMIAL), last >> 1)
    table = np.empty((_PIECE_BYTES, 256), dtype=np.uint32)
    table[0] = last
    for distance in range(1, _PIECE_BYTES):
        before = table[distance - 1]
        table[distance] = (before >> 8) ^ last[before & 0xFF]
    return table


def crc32c_of_rows(rows: Rows, *, begun: int = _ALL) -> NDArray[np.uint32]:
    """The CRC of each row, all of one length of at least 4 bytes; `begun` is what it begins with."""
    state = np.full(len(rows), begun, dtype="<u4")
    table = _table()
    for start in range(0, rows.shape[1], _PIECE_BYTES):
        piece = rows[:, start : start + _PIECE_BYTES].copy()
        piece[:, :4] ^= state.view(np.uint8).reshape(-1, 4)  # what came before is a change of the first bytes
        distances = np.arange(piece.shape[1] - 1, -1, -1)
        state = np.bitwise_xor.reduce(table[distances, piece], axis=1).astype("<u4")
    return state ^ np.uint32(_ALL)


def crc32c_from(begun: int, data: bytes) -> int:
    """The CRC of one row as ext4 takes it: begun with what came before, not turned over at the end."""
    row = np.frombuffer(data, dtype=np.uint8).reshape(1, -1)
    return int(crc32c_of_rows(row, begun=begun)[0]) ^ _ALL


def crc32c(data: bytes) -> int:
    """Of one row, of a multiple of four bytes."""
    return crc32c_from(_ALL, data) ^ _ALL


def is_sound(block: bytes, *, crc_at: int) -> bool:
    """Whether the CRC at `crc_at` of a block, which is taken as zero there, is right."""
    rows = np.frombuffer(block, dtype=np.uint8).reshape(1, -1)
    return bool(are_sound(rows, crc_at=crc_at)[0])


def are_sound(rows: Rows, *, crc_at: int) -> NDArray[np.bool_]:
    """The same of each of many blocks."""
    blank = rows.copy()
    blank[:, crc_at : crc_at + 4] = 0
    stored = np.ascontiguousarray(rows[:, crc_at : crc_at + 4]).view("<u4").reshape(-1)
    return np.asarray(crc32c_of_rows(blank) == stored, dtype=np.bool_)
