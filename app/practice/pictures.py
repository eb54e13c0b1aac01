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
    return _png(rows, title=b"Fieldcase practice picture %04d" % number)


def text(title: str, *, lines: int) -> bytes:
    head = f"Fieldcase practice file: {title}\r\nMade for training. It says nothing about anyone.\r\n\r\n"
    body = "".join(
        f"{line:03d}  The quick brown fox jumps over the lazy dog.\r\n" for line in range(1, lines + 1)
    )
    return (head + body).encode()


_CARD_LEFT, _CARD_RIGHT, _CARD_TOP, _CARD_BOTTOM = 96, 224, 24, 216  # pixels
_CARD_CORNER = 28
_PAPER, _CARD, _CARD_LABEL, _CONTACT = b"\xe8\xe6\xe0", b"\x2b\x2f\x36", b"\xf2\xf0\xe8", b"\xc9\xa2\x3c"


def card_photograph() -> bytes:
    """A PNG in the place of a photograph of the exhibit: the outline of a memory card with its contacts."""
    rows = [bytearray(b"".join(_card_pixel(x, y) for x in range(WIDTH))) for y in range(HEIGHT)]
    for place in range(4):  # its number, small, on the label
        _draw_mark(rows, left=116 + place * 24, top=150)
    return _png(rows, title=b"Fieldcase practice exhibit")


def _card_pixel(x: int, y: int) -> bytes:
    inside = _CARD_LEFT <= x < _CARD_RIGHT and _CARD_TOP <= y < _CARD_BOTTOM
    is_cut = x - _CARD_LEFT + y - _CARD_TOP < _CARD_CORNER
    if not inside or is_cut:
        return _PAPER
    if 36 <= y < 64 and 130 <= x < 214 and (x - 130) % 12 < 7:
        return _CONTACT
    if 120 <= y < 196 and 108 <= x < 212:
        return _CARD_LABEL
    return _CARD


def _draw_mark(rows: list[bytearray], *, left: int, top: int) -> None:
    for y in range(top, top + 14):
        rows[y][left * 3 : (left + 14) * 3] = _CARD * 14


def _png(rows: list[bytearray], *, title: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    scanlines = b"".join(b"\0" + row for row in rows)
    chunks = (
        (b"IHDR", header),
        (b"tEXt", b"Comment\0" + title),
        (b"IDAT", _stored_zlib(scanlines)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


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
