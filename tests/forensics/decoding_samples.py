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
