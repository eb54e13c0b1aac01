"""Drawn pictures, harmless by their nature: a landscape with a sun, in any form that is decoded."""

import io
import struct
import zlib

from PIL import Image, ImageDraw

FORMS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "JPEG2000", "ICO")
SKY, SUN, GROUND = (140, 180, 220), (250, 230, 120), (60, 120, 60)


def a_landscape(width: int = 640, height: int = 480) -> Image.Image:
    picture = Image.new("RGB", (width, height), SKY)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((width * 0.7, height * 0.1, width * 0.82, height * 0.26), fill=SUN)
    draw.polygon(
        [(0, height * 0.8), (width * 0.3, height * 0.3), (width * 0.6, height * 0.8)], fill=(90, 90, 99)
    )
    draw.rectangle((0, height * 0.75, width, height), fill=GROUND)
    return picture


def a_file(form: str = "JPEG", *, picture: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (picture or a_landscape()).save(out, form, **options)
    return out.getvalue()


def a_png_of(width: int, height: int) -> bytes:
    """A well-formed PNG of so many black pixels, a bit each, that takes little room."""
    row = b"\x00" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def an_avi(frames: int = 30, *, width: int = 160, height: int = 120, rate: int = 10) -> bytes:
    """A video of drawn shapes, each frame a JPEG: a bar that goes from left to right, dark to bright."""
    pictures = [
        a_file("JPEG", picture=_a_frame(at, frames, width, height), quality=90) for at in range(frames)
    ]
    chunks = [_riff(b"00dc", each) for each in pictures]
    offsets = [4]
    for chunk in chunks:
        offsets.append(offsets[-1] + len(chunk))
    index = b"".join(
        b"00dc" + struct.pack("<III", 0x10, offset, len(each))
        for offset, each in zip(offsets, pictures, strict=False)
    )
    most = max(map(len, pictures))
    main = struct.pack(
        "<14I", 1_000_000 // rate, most * rate, 0, 0x10, frames, 0, 1, most, width, height, *[0] * 4
    )
    stream = b"vidsMJPG" + struct.pack(
        "<IHHIIIIIIII4H", 0, 0, 0, 0, 1, rate, 0, frames, most, 0xFFFFFFFF, 0, 0, 0, width, height
    )
    form = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", width * height * 3, 0, 0, 0, 0)
    strl = _riff(b"LIST", b"strl" + _riff(b"strh", stream) + _riff(b"strf", form))
    hdrl = _riff(b"LIST", b"hdrl" + _riff(b"avih", main) + strl)
    movi = _riff(b"LIST", b"movi" + b"".join(chunks))
    return _riff(b"RIFF", b"AVI " + hdrl + movi + _riff(b"idx1", index))


def _a_frame(at: int, frames: int, width: int, height: int) -> Image.Image:
    bright = 40 + 200 * at // max(1, frames - 1)
    picture = Image.new("RGB", (width, height), (bright, bright, bright))
    left = (width - 20) * at // max(1, frames - 1)
    ImageDraw.Draw(picture).rectangle((left, 20, left + 20, height - 20), fill=(200, 60, 40))
    return picture


def _riff(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
