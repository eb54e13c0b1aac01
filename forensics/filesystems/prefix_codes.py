"""Prefix codes (Huffman) of packed chunks, and the bits that they stand in: words of 16 bits, the highest bit
first.

What XPRESS and LZX share. A code is given by the length of each symbol's bits alone; shorter ones come first,
then lower symbols ([MS-XCA] 2.2.1; LZX: [MS-PATCH] 2.6).
"""

from collections.abc import Iterable
from typing import NamedTuple

from forensics.errors import EvidenceUnreadable

LONGEST = 16  # bits of a symbol, of all codes read here
QUICK = 11  # bits that are looked up at once; longer symbols are rare
CUT_OFF = "it is cut off"
NOTHING = "it holds what stands for nothing"
TOO_LONG = "it is longer than it says"
_QUICK_ENTRIES = 1 << QUICK
_MOST_ENTRIES = 1 << LONGEST
_PADDING_BYTES = 8


class ChunkDamaged(EvidenceUnreadable):
    """A packed chunk that cannot be right; the message goes on a sentence that names it."""


class PrefixCode(NamedTuple):
    """To look up the next 16 bits: `quick[bits >> 5] or rare[bits - first_rare]` is the symbol times 32 and
    the number of its bits; 0 and IndexError are bits that stand for no symbol.
    """

    quick: list[int]
    rare: list[int]
    first_rare: int


def code_of(lengths: Iterable[int]) -> PrefixCode:
    """The code whose symbols have these numbers of bits, 0 for one that does not occur; ChunkDamaged where
    they are more than there can be.
    """
    quick: list[int] = []
    rare: list[int] = []
    for entry in sorted([length << 16 | symbol for symbol, length in enumerate(lengths) if length]):
        length = entry >> 16
        found = (entry & 0xFFFF) << 5 | length
        if length <= QUICK:
            quick += [found] * (1 << QUICK - length)
        else:
            rare += [found] * (1 << LONGEST - length)
    first_rare = len(quick) << LONGEST - QUICK
    if first_rare + len(rare) > _MOST_ENTRIES:
        raise ChunkDamaged("its table of codes contradicts itself")
    quick += [0] * (_QUICK_ENTRIES - len(quick))
    return PrefixCode(quick, rare, first_rare)


def in_order_of_bits(packed: bytes, start: int) -> bytes:
    """The whole words from `start` on with their two bytes exchanged, so that their bits stand in one row;
    zeros behind them, which may be looked at ahead and not used.
    """
    end = len(packed) - (len(packed) - start) % 2
    words = bytearray(max(0, end - start) + _PADDING_BYTES)
    words[0:-_PADDING_BYTES:2], words[1:-_PADDING_BYTES:2] = packed[start + 1 : end : 2], packed[start:end:2]
    return bytes(words)


def is_beyond(row: bytes, *, used_bits: int) -> bool:
    """Whether more bits of a row were used than it has."""
    return used_bits > 8 * (len(row) - _PADDING_BYTES)


def copied(content: bytearray, back: int, length: int) -> bytearray:
    """`length` bytes as they stand `back` bytes before the end, which go on with themselves where they reach
    it; ChunkDamaged where that is before the beginning.
    """
    start = len(content) - back
    if start < 0:
        raise ChunkDamaged("it refers to what is before its beginning")
    if back >= length:
        return content[start : start + length]
    return (content[start:] * (length // back + 1))[:length]
