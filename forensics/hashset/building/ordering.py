"""Rows of bytes in memory put into the order of their bytes."""

from typing import Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint8]  # shape (n, width)
VoidRows = npt.NDArray[np.void]  # shape (n,), the same rows; they compare as bytes do

_WORD_BITS = 64


def ascending(rows: Rows, *, tail: int) -> Rows:
    """The rows in the order of their bytes; of those that differ only in the last `tail` bytes, the first."""
    if len(rows) < 2:
        return rows
    order, is_tied = _order_by_leading(rows)
    found = void_rows(rows).take(order)
    if not is_tied.any():
        return byte_rows(found)
    among = np.zeros(len(found), dtype=bool)
    among[1:] |= is_tied
    among[:-1] |= is_tied
    places = np.flatnonzero(among)
    settled = found[places]
    settled.sort(kind="stable")  # groups of equal leading bits stay where they are, each in its own order
    found[places] = settled
    without_tail = byte_rows(settled)[:, : rows.shape[1] - tail]
    is_repeat = (without_tail[1:] == without_tail[:-1]).all(axis=1)
    return np.delete(byte_rows(found), places[1:][is_repeat], axis=0) if is_repeat.any() else byte_rows(found)


def _order_by_leading(rows: Rows) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The stable order of the rows by their leading bits, and of each but the first whether these equal those
    of the one before.
    """
    leading = leading_words(rows)
    alike = _WORD_BITS - int(leading.max() ^ leading.min()).bit_length()  # leading bits that all rows share
    place_bits = (len(rows) - 1).bit_length()
    if alike == _WORD_BITS:
        return np.arange(len(rows)), np.ones(len(rows) - 1, dtype=bool)
    # One sort of numbers that end in the row's place is four times as fast as a sort of places by numbers.
    keys = leading << np.uint64(alike)
    keys >>= np.uint64(place_bits)
    keys <<= np.uint64(place_bits)
    keys |= np.arange(len(rows), dtype=np.uint64)
    keys.sort()
    order = (keys & np.uint64((1 << place_bits) - 1)).astype(np.intp)
    keys >>= np.uint64(place_bits)
    return order, keys[1:] == keys[:-1]


def leading_words(rows: Rows) -> npt.NDArray[np.uint64]:
    """The first eight bytes of each row as a number, as if zeros followed those that are shorter."""
    words: Rows = np.zeros((len(rows), 8), dtype=np.uint8)
    words[:, : rows.shape[1]] = rows[:, :8]
    return words.view(">u8").ravel().astype(np.uint64)


def void_rows(rows: Rows) -> VoidRows:
    return np.ascontiguousarray(rows).view(f"V{rows.shape[1]}").ravel()


def byte_rows(found: VoidRows) -> Rows:
    return found.view(np.uint8).reshape(len(found), found.dtype.itemsize)


def big_endian(numbers: npt.NDArray[Any], width: int) -> Rows:  # Any: integers of every width
    """Numbers from 0 on as rows of `width` bytes whose order is theirs."""
    return numbers.astype(f">u{width}").view(np.uint8).reshape(-1, width)
