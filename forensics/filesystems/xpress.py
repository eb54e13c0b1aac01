"""One chunk packed with XPRESS Huffman, as Windows packs system files (4, 8 or 16 KiB a chunk).

512 lengths of code bits, four bits each; then symbols: a byte of the content, or how far back and how long
the content repeats itself. Long repeats have further bytes, which stand between the words of bits: behind
those that Windows has read by then. The form has no checksum: damage that still can be unpacked is not seen.

Source: [MS-XCA] 2.1.4 and 2.2.
"""

from forensics.filesystems.prefix_codes import (
    CUT_OFF,
    NOTHING,
    TOO_LONG,
    ChunkDamaged,
    code_of,
    copied,
    in_order_of_bits,
    is_beyond,
)

_TABLE_BYTES = 256
_FIRST_REPEAT = 256 << 5
_SHORTEST_REPEAT = 3


def unpacked_xpress(packed: bytes, size_bytes: int) -> bytes:
    """The content of a chunk, exactly `size_bytes`; ChunkDamaged where it cannot be that."""
    if len(packed) < _TABLE_BYTES:
        raise ChunkDamaged(CUT_OFF)
    try:
        return _unpacked(packed, size_bytes)
    except IndexError as trouble:  # bits that stand for no symbol, or a length behind the end
        raise ChunkDamaged(NOTHING) from trouble


def _unpacked(packed: bytes, size_bytes: int) -> bytes:
    """One loop without calls for most bytes: it is what the time goes into."""
    quick, rare, first_rare = code_of(
        [length for byte in packed[:_TABLE_BYTES] for length in (byte & 15, byte >> 4)]
    )
    content = bytearray()
    add, number = content.append, int.from_bytes
    anchor = _TABLE_BYTES  # where the words of `row` begin in the chunk
    row = in_order_of_bits(packed, anchor)
    taken, bits, have = 0, 0, 0  # bytes of the row that were read; the last `have` of `bits` are not used yet
    while len(content) < size_bytes:
        if have < 32:
            bits = (bits & 0xFFFFFFFF) << 32 | number(row[taken : taken + 4], "big")
            taken, have = taken + 4, have + 32
        ahead = bits >> have - 16 & 0xFFFF
        symbol = quick[ahead >> 5] or rare[ahead - first_rare]
        have -= symbol & 31
        if symbol < _FIRST_REPEAT:
            add(symbol >> 5)
            continue
        length = symbol >> 5 & 15
        if length == 15:
            used = 8 * taken - have
            place = 2 * (used + 31 >> 4)  # Windows has read 16 bits ahead, in whole words
            bits, have = bits >> 8 * (taken - place), 8 * place - used
            length, further = _long_length(packed, anchor + place)
            anchor += place + further
            row, taken = in_order_of_bits(packed, anchor), 0
        width = symbol >> 9 & 15
        have -= width
        back = 1 << width | bits >> have & (1 << width) - 1
        content += copied(content, back, length + _SHORTEST_REPEAT)
    if is_beyond(row, used_bits=8 * taken - have):
        raise ChunkDamaged(CUT_OFF)
    if len(content) != size_bytes:
        raise ChunkDamaged(TOO_LONG)
    return bytes(content)


def _long_length(packed: bytes, place: int) -> tuple[int, int]:
    """A length that 4 bits do not hold, and how many bytes it takes."""
    if packed[place] < 255:
        return packed[place] + 15, 1
    length = packed[place + 1] | packed[place + 2] << 8
    if length < 15:
        raise ChunkDamaged(NOTHING)
    return length, 3
