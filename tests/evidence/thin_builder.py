"""Metadata of thin pools by recipe, from the documented form: a superblock, a tree of the volumes, and one
leaf for each.
"""

import struct
from collections.abc import Mapping

from forensics.crc32c import crc32c

BLOCK = 4096
CHUNK_SECTORS = 128
CHUNK = CHUNK_SECTORS * 512
_MOST = (BLOCK - 32) // 16


def thin_metadata(
    volumes: Mapping[int, Mapping[int, int]], *, blocks: int = 256, flags: int = 0
) -> bytearray:
    """`volumes`: by the number of each, which chunk of the data holds which of its chunks."""
    raw = bytearray(blocks * BLOCK)
    roots = {}
    for block, (device, chunks) in enumerate(sorted(volumes.items()), 2):
        put_node(raw, block, {chunk: place << 24 | 1 for chunk, place in chunks.items()})
        roots[device] = block
    put_node(raw, 1, roots)
    head = struct.pack("<IQ16sQIIQQ", flags, 0, bytes(16), 27022010, 2, 1, 1, 0)
    fields = struct.pack("<QQIIQ", 1, 0, CHUNK_SECTORS, BLOCK // 512, blocks)
    raw[4:BLOCK] = (head.ljust(316, b"\0") + fields).ljust(BLOCK - 4, b"\0")
    seal(raw, 0, 160774)
    return raw


def put_node(raw: bytearray, block: int, values: Mapping[int, int], *, flags: int = 2) -> None:
    keys = sorted(values)
    head = struct.pack("<IIQIIII", 0, flags, block, len(keys), _MOST, 8, 0)
    columns = (struct.pack(f"<{len(keys)}Q", *part) for part in (keys, [values[key] for key in keys]))
    body = b"".join(column.ljust(8 * _MOST, b"\0") for column in columns)
    raw[block * BLOCK : (block + 1) * BLOCK] = (head + body).ljust(BLOCK, b"\0")
    seal(raw, block, 121107)


def seal(raw: bytearray, block: int, number: int) -> None:
    """Make the checksum of the block right."""
    at = block * BLOCK
    raw[at : at + 4] = struct.pack("<I", crc32c(bytes(raw[at + 4 : at + BLOCK])) ^ 0xFFFFFFFF ^ number)
