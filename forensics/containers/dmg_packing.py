"""How the chunks of an Apple disk image are packed, and unpacking one to the size that is expected of it.

LZFSE and ADC keep no checksum: a changed chunk may unpack to other bytes of the same size, which only the
checksum of the partition shows. The others find their own damage.

Source: libyal, "Mac OS disk image types", on UDIF blocks and ADC.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from forensics.containers.stretches import Spoilt
from forensics.lzfse_blocks import DamagedBlocks, unpacked_lzfse

_ADC_MOST_BACK = 65_536
_LZMA_MEMORY = 256 * 1024 * 1024  # Apple's chunks need 8 MiB


class Packing(NamedTuple):
    name: str
    unpack: Callable[[bytes, int], bytes]  # at most one byte more than asked; raises Spoilt


def _inflated(packed: bytes, length: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(packed, length + 1)
    except zlib.error as trouble:
        raise Spoilt("the packed data are damaged") from trouble
    if not inflater.eof:
        raise Spoilt("the packed data end too early or are too long")
    return content


def _from_bzip2(packed: bytes, length: int) -> bytes:
    unpacker = bz2.BZ2Decompressor()
    try:
        content = unpacker.decompress(packed, length + 1)
    except (OSError, EOFError, ValueError) as trouble:
        raise Spoilt("the packed data are damaged") from trouble
    if not unpacker.eof and len(content) <= length:
        content += _rest_of_bzip2(unpacker)
    return content


def _rest_of_bzip2(unpacker: bz2.BZ2Decompressor) -> bytes:
    """The end of the stream, where its checksum stands, may come only with the next call."""
    try:
        rest = unpacker.decompress(b"", 1)
    except (OSError, EOFError, ValueError) as trouble:
        raise Spoilt("the packed data are damaged") from trouble
    if not unpacker.eof and not rest:
        raise Spoilt("the packed data end too early")
    return rest


def _from_lzma(packed: bytes, length: int) -> bytes:
    unpacker = lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)
    try:
        content = unpacker.decompress(packed, length + 1)
        if not unpacker.eof and len(content) <= length:
            content += unpacker.decompress(b"", 1)
    except (lzma.LZMAError, EOFError) as trouble:
        raise Spoilt("the packed data are damaged") from trouble
    if not unpacker.eof:
        raise Spoilt("the packed data end too early or are too long")
    return content


def _from_lzfse(packed: bytes, length: int) -> bytes:
    try:
        return unpacked_lzfse(packed, length)
    except DamagedBlocks as trouble:
        raise Spoilt(str(trouble)) from trouble


def _from_adc(packed: bytes, length: int) -> bytes:
    """Apple Data Compression: plain bytes, or copies of what came up to 64 KiB before."""
    content = bytearray()
    at = 0
    while at < len(packed) and len(content) < length:
        code = packed[at]
        if code & 0x80:
            count = (code & 0x7F) + 1
            content += packed[at + 1 : at + 1 + count]
            at += 1 + count
            continue
        if code & 0x40:
            count, back, size = (code & 0x3F) + 4, int.from_bytes(packed[at + 1 : at + 3], "big") + 1, 3
        else:
            low = int.from_bytes(packed[at + 1 : at + 2], "big")
            count, back, size = (code >> 2 & 0x0F) + 3, ((code & 3) << 8 | low) + 1, 2
        if back > min(len(content), _ADC_MOST_BACK) or at + size > len(packed):
            raise Spoilt("the packed data are damaged")
        piece = content[-back:][:count] if back >= count else bytes(content[-back:]) * (count // back + 1)
        content += piece[:count]
        at += size
    return bytes(content)


PACKINGS: Mapping[int, Packing] = {
    0x8000_0004: Packing("ADC", _from_adc),
    0x8000_0005: Packing("zlib", _inflated),
    0x8000_0006: Packing("bzip2", _from_bzip2),
    0x8000_0007: Packing("LZFSE", _from_lzfse),
    0x8000_0008: Packing("LZMA", _from_lzma),
}
