"""CRC-32C, the checksum with Castagnoli's polynomial, of VHDX, XFS, ext4 and others: of one row of bytes, or
of many of the same length at once.

A CRC is linear: that of a block is the exclusive-or of what each of its bytes gives by its distance from the
end, so one table look-up for all bytes at once does without a loop over them. Source: RFC 3720, 12.1.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = 0x82F63B78  # bits reversed
_PIECE_BYTES = 4096  # longer rows are taken in pieces; the table has 1 KiB for each byte of one
_STATE_BYTES = 4
_ALL = 0xFFFF_FFFF

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
    """The CRC of each row, all of one length; `begun` is what it begins with."""
    state = np.full(len(rows), begun, dtype="<u4")
    table = _table()
    width = rows.shape[1]
    whole = width - width % _STATE_BYTES
    for start in range(0, whole, _PIECE_BYTES):
        piece = rows[:, start : min(start + _PIECE_BYTES, whole)].copy()
        # What came before is a change of the first bytes.
        piece[:, :_STATE_BYTES] ^= state.view(np.uint8).reshape(-1, _STATE_BYTES)
        distances = np.arange(piece.shape[1] - 1, -1, -1)
        state = np.bitwise_xor.reduce(table[distances, piece], axis=1).astype("<u4")
    for column in range(whole, width):
        state = (state >> np.uint32(8)) ^ table[0][(state ^ rows[:, column]) & np.uint32(0xFF)]
    return state ^ np.uint32(_ALL)


def crc32c_from(begun: int, data: bytes) -> int:
    """The CRC of one row as ext4 takes it: begun with what came before, not turned over at the end."""
    row = np.frombuffer(data, dtype=np.uint8).reshape(1, -1)
    return int(crc32c_of_rows(row, begun=begun)[0]) ^ _ALL


def crc32c(data: bytes) -> int:
    return crc32c_from(_ALL, data) ^ _ALL
