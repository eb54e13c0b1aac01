"""One chunk of 32 KiB packed with LZX, as Windows packs system files with `compact /exe:lzx`: the form that
stands in WIM files.

Blocks of symbols, each with its own codes, or of plain bytes. The three places last referred to are kept.
Windows changes the targets of x86 calls before it packs, whatever the content is; that is undone at the end.
The form has no checksum: damage that still can be unpacked is not seen.

Sources: [MS-PATCH] 2, for the blocks and codes; wimlib, lzx_decompress.c and lzx_common.c, as documentation
of what WIM does otherwise: sizes of blocks, no bit ahead of the chunk, call targets against a size of
12,000,000.
"""

import struct

from forensics.filesystems.prefix_codes import (
    CUT_OFF,
    NOTHING,
    TOO_LONG,
    ChunkDamaged,
    PrefixCode,
    code_of,
    copied,
    in_order_of_bits,
    is_beyond,
)

CHUNK_BYTES = 32 << 10
_ALIGNED, _PLAIN = 2, 3  # kinds of blocks; 1 has no code of its own for the low bits of places
_KINDS = (1, _ALIGNED, _PLAIN)
_SLOTS = 30  # of a window of 32 KiB
_BYTES, _HEADERS = 256, 8 * _SLOTS
_LENGTHS = 249
_FIRST_REPEAT = _BYTES << 5
_LAST_PLACES = 3
_SHORTEST_REPEAT = 2
_LONG_HEADER = 7  # the length goes on in a symbol of its own
_ALIGNED_BITS = 3
_BITS_OF_SLOT = tuple(max(0, slot // 2 - 1) for slot in range(_SLOTS))
_PLACE_OF_SLOT = tuple(  # less the 2 by which the three last places come first
    (slot if slot < 4 else (2 + slot % 2) << slot // 2 - 1) - 2 for slot in range(_SLOTS)
)
_CALL = 0xE8
_CALL_SIZE = 12_000_000
_NOT_CHANGED_BYTES = 10  # at the end of a chunk no call is looked for
_TARGET = struct.Struct("<i")
_THREE_PLACES = struct.Struct("<III")


def unpacked_lzx(packed: bytes, size_bytes: int) -> bytes:
    """The content of a chunk, exactly `size_bytes`; ChunkDamaged where it cannot be that."""
    chunk = _Chunk(packed, size_bytes)
    try:
        while len(chunk.content) < size_bytes:
            chunk.add_block()
    except IndexError as trouble:  # bits that stand for no symbol
        raise ChunkDamaged(NOTHING) from trouble
    return _calls_as_they_were(chunk.content)


class _Chunk:
    """What is unpacked so far, and the bits that follow."""

    def __init__(self, packed: bytes, size_bytes: int) -> None:
        self.content = bytearray()
        self._size = size_bytes
        self._packed = packed
        self._row = in_order_of_bits(packed, 0)
        self._taken, self._bits, self._have = (
            0,
            0,
            0,
        )  # bytes of the row read; the last of `bits` are not used
        self._symbol_bits = [0] * (_BYTES + _HEADERS)
        self._length_bits = [0] * _LENGTHS
        self._last = [1, 1, 1]  # the places last referred to

    def add_block(self) -> None:
        kind = self._number(3)
        length = CHUNK_BYTES if self._number(1) else self._number(16)
        if kind not in _KINDS or not length:
            raise ChunkDamaged(NOTHING)
        if length > self._size - len(self.content):
            raise ChunkDamaged(TOO_LONG)
        if kind == _PLAIN:
            self._add_plain(length)
            return
        aligned = code_of([self._number(3) for _ in range(8)]) if kind == _ALIGNED else None
        self._read_lengths(self._symbol_bits, 0, _BYTES)
        self._read_lengths(self._symbol_bits, _BYTES, _BYTES + _HEADERS)
        self._read_lengths(self._length_bits, 0, _LENGTHS)
        codes = code_of(self._symbol_bits), code_of(self._length_bits)
        self._add_symbols(codes, aligned, end=len(self.content) + length)
        if is_beyond(self._row, used_bits=8 * self._taken - self._have):
            raise ChunkDamaged(CUT_OFF)

    def _number(self, width: int) -> int:
        """Up to 16 bits."""
        if self._have < 16:
            self._fill()
        self._have -= width
        return self._bits >> self._have & (1 << width) - 1

    def _fill(self) -> None:
        kept = self._bits & (1 << self._have) - 1
        further = int.from_bytes(self._row[self._taken : self._taken + 4], "big")
        self._bits, self._taken, self._have = kept << 32 | further, self._taken + 4, self._have + 32
        if self._taken > len(self._row):
            raise ChunkDamaged(CUT_OFF)

    def _symbol(self, code: PrefixCode) -> int:
        if self._have < 16:
            self._fill()
        ahead = self._bits >> self._have - 16 & 0xFFFF
        found = code.quick[ahead >> 5] or code.rare[ahead - code.first_rare]
        self._have -= found & 31
        return found >> 5

    def _read_lengths(self, lengths: list[int], place: int, end: int) -> None:
        """How many bits each symbol has, told by what changed since the block before."""
        code = code_of([self._number(4) for _ in range(20)])
        while place < end:
            told = self._symbol(code)
            count = 1
            if told == 17:
                count, length = 4 + self._number(4), 0
            elif told == 18:
                count, length = 20 + self._number(5), 0
            else:
                if told == 19:
                    count, told = 4 + self._number(1), self._symbol(code)
                if told > 16:
                    raise ChunkDamaged(NOTHING)
                length = (lengths[place] - told) % 17
            if place + count > end:
                raise ChunkDamaged(NOTHING)
            lengths[place : place + count] = [length] * count
            place += count

    def _add_plain(self, length: int) -> None:
        """Three places and bytes as they are, from the next word on; a whole one is skipped where a word just
        ended.
        """
        used = 8 * self._taken - self._have
        begin = 2 * (used // 16 + 1)
        end = begin + _THREE_PLACES.size + length
        if end > len(self._packed):
            raise ChunkDamaged(CUT_OFF)
        self._last = list(_THREE_PLACES.unpack_from(self._packed, begin))
        if not all(self._last):
            raise ChunkDamaged(NOTHING)
        self.content += self._packed[begin + _THREE_PLACES.size : end]
        self._taken, self._bits, self._have = end + length % 2, 0, 0

    def _add_symbols(
        self, codes: tuple[PrefixCode, PrefixCode], aligned: PrefixCode | None, *, end: int
    ) -> None:
        """One loop without calls for most bytes: it is what the time goes into."""
        (quick, rare, first_rare), lengths = codes
        row, content = self._row, self.content
        add, number = content.append, int.from_bytes
        taken, bits, have = self._taken, self._bits, self._have
        while len(content) < end:
            if have < 32:
                bits = (bits & 0xFFFFFFFF) << 32 | number(row[taken : taken + 4], "big")
                taken, have = taken + 4, have + 32
            ahead = bits >> have - 16 & 0xFFFF
            symbol = quick[ahead >> 5] or rare[ahead - first_rare]
            have -= symbol & 31
            if symbol < _FIRST_REPEAT:
                add(symbol >> 5)
                continue
            length = symbol >> 5 & 7
            if length == _LONG_HEADER:
                ahead = bits >> have - 16 & 0xFFFF
                found = lengths.quick[ahead >> 5] or lengths.rare[ahead - lengths.first_rare]
                have -= found & 31
                length += found >> 5
            self._taken, self._bits, self._have = taken, bits, have
            back = self._place((symbol >> 8) - 32, aligned)
            taken, bits, have = self._taken, self._bits, self._have
            content += copied(content, back, length + _SHORTEST_REPEAT)
        self._taken, self._bits, self._have = taken, bits, have
        if len(content) != end:
            raise ChunkDamaged(TOO_LONG)

    def _place(self, slot: int, aligned: PrefixCode | None) -> int:
        """How far back a repeat lies."""
        last = self._last
        if slot < _LAST_PLACES:
            last[0], last[slot] = last[slot], last[0]
            return last[0]
        width = _BITS_OF_SLOT[slot]
        if aligned is None or width < _ALIGNED_BITS:
            place = self._number(width)
        else:
            place = self._number(width - _ALIGNED_BITS) << _ALIGNED_BITS
            place += self._symbol(aligned)
        self._last = [place + _PLACE_OF_SLOT[slot], last[0], last[1]]
        return self._last[0]


def _calls_as_they_were(content: bytearray) -> bytes:
    """The targets of x86 calls, which were packed as places in the chunk, as distances again."""
    place = content.find(_CALL)
    last = len(content) - _NOT_CHANGED_BYTES
    while 0 <= place < last:
        (target,) = _TARGET.unpack_from(content, place + 1)
        if 0 <= target < _CALL_SIZE:
            _TARGET.pack_into(content, place + 1, target - place)
        elif -place <= target < 0:
            _TARGET.pack_into(content, place + 1, target + _CALL_SIZE)
        place = content.find(_CALL, place + 5)
    return bytes(content)
