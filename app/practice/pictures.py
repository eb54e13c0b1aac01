"""Practice content: numbered colour gradients as PNG, and short texts. Synthetic, harmless, the same on every
machine.
"""

import struct
import zlib

WIDTH, HEIGHT = 320, 240
_DIGIT_WIDTH, _DIGIT_HEIGHT = 3, 5
_DIGIT_SCALE = 16
_DIGITS = (  # three columns by five rows, a row in three bits
    "111101101101111", "010110010010111", "111001111100111", "111001111001111", "101101111001001",
    "111100111001111", "111100111101111", "111001010010010", "111101111101111", "111101111001111",
)  # fmt: skip
_STORED_BLOCK_BYTES = 65535  # RFC 1951, 3.2.4


def picture(number: int) -> bytes:
    """A PNG of `WIDTH` by `HEIGHT` RGB pixels showing `number` (0 to 9999) on a gradient."""
    rows = [bytearray(_gradient_row(number, y)) for y in range(HEIGHT)]
    for place, digit in enumerate(f"{number:04d}"):
        _draw_digit(rows, int(digit), left=32 + place * 4 * _DIGIT_SCALE, top=80)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    title = b"Comment\0Fieldcase practice picture %04d" % number
    scanlines = b"".join(b"\0" + row for row in rows)
    chunks = ((b"IHDR", header), (b"tEXt", title), (b"IDAT", _stored_zlib(scanlines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def text(title: str, *, lines: int) -> bytes:
    head = f"Fieldcase practice file: {title}\r\nMade for training. It says nothing about anyone.\r\n\r\n"
    body = "".join(
        f"{line:03d}  The quick brown fox jumps over the lazy dog.\r\n" for line in range(1, lines + 1)
    )
    return (head + body).encode()


def _gradient_row(number: int, y: int) -> bytes:
    row = bytearray(WIDTH * 3)
    row[0::3] = bytes((x * 200 // WIDTH + number * 7) % 256 for x in range(WIDTH))
    row[1::3] = bytes([(y + number * 13) % 256]) * WIDTH
    row[2::3] = bytes([(number * 29 + 90) % 256]) * WIDTH
    return bytes(row)


def _draw_digit(rows: list[bytearray], digit: int, *, left: int, top: int) -> None:
    for cell, inked in enumerate(_DIGITS[digit]):
        if inked == "1":
            column, line = cell % _DIGIT_WIDTH, cell // _DIGIT_WIDTH
            x = (left + column * _DIGIT_SCALE) * 3
            for y in range(top + line * _DIGIT_SCALE, top + (line + 1) * _DIGIT_SCALE):
                rows[y][x : x + _DIGIT_SCALE * 3] = b"\xf4" * (_DIGIT_SCALE * 3)


def _stored_zlib(content: bytes) -> bytes:
    """A zlib stream (RFC 1950) of stored blocks: compressed ones differ between zlib versions."""
    pieces = [content[at : at + _STORED_BLOCK_BYTES] for at in range(0, len(content), _STORED_BLOCK_BYTES)]
    blocks = [
        struct.pack("<BHH", place == len(pieces) - 1, len(piece), len(piece) ^ 0xFFFF) + piece
        for place, piece in enumerate(pieces)
    ]
    return b"\x78\x01" + b"".join(blocks) + struct.pack(">I", zlib.adler32(content))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
