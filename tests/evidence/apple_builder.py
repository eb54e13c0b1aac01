"""Apple disk images made by hand, in every packing.

Sources of the layout: as in `forensics.containers.dmg`.
"""

import bz2
import lzma
import plistlib
import struct
import zlib
from collections.abc import Callable, Sequence

import lzfse

SECTOR = 512
CHUNK = 64 * 1024
ZEROS, RAW, LEFT_OUT = 0, 1, 2
ADC, ZLIB, BZIP2, LZFSE, LZMA = range(0x8000_0004, 0x8000_0009)


def _as_adc(content: bytes) -> bytes:
    """Plain bytes by up to 128, and copies of one byte back where 67 and more are alike."""
    packed, at = bytearray(), 0
    while at < len(content):
        piece = content[at : at + 128]
        packed += bytes((0x80 | (len(piece) - 1),)) + piece
        at += len(piece)
        while content[at : at + 67] == piece[-1:] * 67:
            packed += bytes((0x40 | (67 - 4), 0, 0))
            at += 67
    return bytes(packed)


PACKERS: dict[int, Callable[[bytes], bytes]] = {
    RAW: bytes,
    ADC: _as_adc,
    ZLIB: zlib.compress,
    BZIP2: bz2.compress,
    LZFSE: lzfse.compress,
    LZMA: lzma.compress,
}


def a_dmg(media: bytes, *, packing: int, segments: int = 1, left_out: int = 0) -> list[bytes]:
    """The files of an image whose first half is one partition and the second another; the last `left_out`
    bytes, zeros, are not stored.
    """
    half = len(media) // 2 // CHUNK * CHUNK
    fork, tables = bytearray(), []
    for number, (start, end) in enumerate(((0, half), (half, len(media)))):
        chunks, checked = [], b""
        for at in range(start, end, CHUNK):
            content = media[at : min(at + CHUNK, end)]
            is_left_out = at >= len(media) - left_out
            checked += b"" if is_left_out else content
            kind = LEFT_OUT if is_left_out else packing if any(content) else ZEROS
            packed = PACKERS[kind](content) if kind in PACKERS else b""
            first = (at - start) // SECTOR
            chunks.append((kind, 0, first, len(content) // SECTOR, len(fork), len(packed)))
            fork += packed
        chunks.append((0xFFFF_FFFF, 0, (end - start) // SECTOR, 0, len(fork), 0))
        tables.append(_table(number, start, end, chunks, zlib.crc32(checked)))
    return _files(bytes(fork), tables, len(media), segments)


def _table(
    number: int, start: int, end: int, chunks: Sequence[tuple[int, ...]], crc32: int
) -> tuple[dict[str, object], int]:
    raw = struct.pack(
        ">4sIQQQII24xII128sI",
        *(b"mish", 1, start // SECTOR, (end - start) // SECTOR, 0, 2056, number, 2, 32),
        *(crc32.to_bytes(4, "big"), len(chunks)),
    )
    raw += b"".join(struct.pack(">IIQQQQ", *chunk) for chunk in chunks)
    name = f"part (Apple_HFS : {number})"
    return {"Attributes": "0x0050", "CFName": name, "Data": raw, "ID": str(number), "Name": name}, crc32


def _files(fork: bytes, tables: list[tuple[dict[str, object], int]], size: int, segments: int) -> list[bytes]:
    plist = plistlib.dumps({"resource-fork": {"blkx": [table for table, _ in tables]}})
    master = zlib.crc32(b"".join(crc32.to_bytes(4, "big") for _, crc32 in tables))
    share = -(-len(fork) // segments)
    files = []
    for number in range(1, segments + 1):
        part = fork[(number - 1) * share : number * share]
        trailer = struct.pack(
            ">4sIIIQQQQQII16sII128sQQ120xII128sIQ12x",
            *(
                b"koly",
                4,
                512,
                1,
                (number - 1) * share,
                0,
                len(part),
                0,
                0,
                number,
                segments,
                b"one image's name",
            ),
            *(2, 32, zlib.crc32(fork).to_bytes(4, "big"), len(part), len(plist)),
            *(2, 32, master.to_bytes(4, "big"), 1, size // SECTOR),
        )
        files.append(part + plist + trailer)
    return files
