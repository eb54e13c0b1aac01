"""Files that HFS+ keeps compressed: the extended attribute `com.apple.decmpfs` holds a header, and small
contents too.

The header gives the kind of compression and the size of the content; kinds 3 (in the attribute) and 4 (in the
resource fork, in blocks) are deflate. LZVN and LZFSE (7, 8, 11, 12) are named and refused.

Source: Apple, xnu, bsd/sys/decmpfs.h for the header; libfshfs, "HFS+ compression", for the block table of
kind 4.
"""

import struct
import zlib
from collections.abc import Callable, Iterator

from forensics.errors import EvidenceUnreadable

ATTRIBUTE = b"com.apple.decmpfs"
_HEADER = struct.Struct("<4sIQ")
_MAGIC = b"fpmc"
_BLOCK_BYTES = 64 * 1024
_STORED = 0x0F  # low half of a block's first byte: the rest is stored as it is
_KINDS = {7: "LZVN", 8: "LZVN", 9: "raw blocks", 11: "LZFSE", 12: "LZFSE", 13: "LZBITMAP", 14: "LZBITMAP"}


def content_bytes(attribute: bytes) -> int | None:
    """The size of the content by the attribute's header; `None` where it is no such header."""
    if len(attribute) < _HEADER.size:
        return None
    magic, _, size_bytes = _HEADER.unpack_from(attribute)
    return int(size_bytes) if magic == _MAGIC else None


def is_read_here(attribute: bytes) -> bool:
    """Whether `unpacked` knows the kind of compression."""
    return _HEADER.unpack_from(attribute)[1] in (1, 3, 4)


def unpacked(attribute: bytes, read_resource: Callable[[], bytes]) -> Iterator[bytes]:
    """The content in pieces of up to 64 KiB; raise EvidenceUnreadable for other kinds and damaged blocks."""
    _, kind, size_bytes = _HEADER.unpack_from(attribute)
    inside = attribute[_HEADER.size :]
    if kind == 1:
        yield from _cut(inside)
    elif kind == 3:
        yield from _cut(_block(inside, limit=size_bytes))
    elif kind == 4:
        yield from _resource_blocks(read_resource(), size_bytes)
    else:
        name = _KINDS.get(kind, f"kind {kind}")
        raise EvidenceUnreadable(f"The file is compressed with {name}, for which there is no reader here.")


def _resource_blocks(resource: bytes, size_bytes: int) -> Iterator[bytes]:
    try:
        start = int.from_bytes(resource[:4], "big") + 4
        (count,) = struct.unpack_from("<I", resource, start)
        places = [struct.unpack_from("<II", resource, start + 4 + 8 * k) for k in range(count)]
    except struct.error as trouble:
        raise EvidenceUnreadable("The compressed file's table of blocks is cut off.") from trouble
    left = size_bytes
    for offset, length in places:
        block = _block(resource[start + offset : start + offset + length], limit=min(left, _BLOCK_BYTES))
        left -= len(block)
        yield block


def _block(raw: bytes, *, limit: int) -> bytes:
    if raw and raw[0] & _STORED == _STORED:
        return raw[1:]
    try:
        unpacking = zlib.decompressobj()
        block = unpacking.decompress(raw, limit) if limit else b""
        # Only at its very end is a block compared with its checksum.
        if (
            limit
            and not unpacking.eof
            and (unpacking.decompress(unpacking.unconsumed_tail, 1) or not unpacking.eof)
        ):
            raise EvidenceUnreadable("A compressed block of the file is damaged: it is cut off or too long.")
    except zlib.error as trouble:
        raise EvidenceUnreadable(f"A compressed block of the file is damaged: {trouble}.") from trouble
    return block


def _cut(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _BLOCK_BYTES):
        yield content[start : start + _BLOCK_BYTES]
