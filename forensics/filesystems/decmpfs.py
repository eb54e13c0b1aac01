"""Files that HFS+ and APFS keep compressed: the extended attribute `com.apple.decmpfs` holds a header, and
small contents too.

The header gives the kind of compression and the size of the content: deflate (3, 4), LZVN (7, 8), LZFSE (11,
12), each in the attribute or in blocks of 64 KiB in the resource fork. Others are named and refused.

Source: Apple, xnu, bsd/sys/decmpfs.h for the header; libfshfs, "HFS+ compression", for the block tables. Of
deflate a checksum is kept with each block and held; of LZVN and LZFSE there is none.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from forensics.errors import EvidenceUnreadable
from forensics.lzfse_blocks import DamagedBlocks, unpacked_lzfse

ATTRIBUTE = b"com.apple.decmpfs"
_HEADER = struct.Struct("<4sIQ")
_MAGIC = b"fpmc"
_BLOCK_BYTES = 64 * 1024
_STORED = 0x0F  # low half of a block's first byte: the rest is stored as it is
_LZVN_STORED, _LZFSE_STORED = 0x06, 0xFF  # first byte of a block that is stored as it is
_LZVN_HEAD = struct.Struct("<4sII")
_KINDS = {5: "a copy kept elsewhere", 9: "raw blocks", 10: "raw blocks", 13: "LZBITMAP", 14: "LZBITMAP"}
_MOST_BLOCKS = 1 << 24  # 1 TiB of content


def content_bytes(attribute: bytes) -> int | None:
    """The size of the content by the attribute's header; `None` where it is no such header."""
    if len(attribute) < _HEADER.size:
        return None
    magic, _, size_bytes = _HEADER.unpack_from(attribute)
    return int(size_bytes) if magic == _MAGIC else None


def kind_of(attribute: bytes) -> int:
    """The kind of compression by the attribute's header, which is one."""
    return int(_HEADER.unpack_from(attribute)[1])


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
    elif kind in (7, 11):
        yield from _cut(_UNPACKERS[kind](inside, limit=size_bytes))
    elif kind in (8, 12):
        yield from _bare_blocks(read_resource(), size_bytes, _UNPACKERS[kind])
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


def _bare_blocks(resource: bytes, size_bytes: int, unpack: "_Unpack") -> Iterator[bytes]:
    """Blocks behind a table of where each begins and the last one ends."""
    behind = int.from_bytes(resource[:4], "little")
    count = behind // 4 - 1
    if count < 0 or behind > len(resource) or count != -(-size_bytes // _BLOCK_BYTES) or count > _MOST_BLOCKS:
        raise EvidenceUnreadable("The compressed file's table of blocks is cut off.")
    places = struct.unpack_from(f"<{count + 1}I", resource)
    for number in range(count):
        limit = min(_BLOCK_BYTES, size_bytes - number * _BLOCK_BYTES)
        yield unpack(resource[places[number] : places[number + 1]], limit=limit)


def _lzvn(raw: bytes, *, limit: int) -> bytes:
    if len(raw) == limit + 1 and raw[0] == _LZVN_STORED:
        return raw[1:]
    return _lzfse(_LZVN_HEAD.pack(b"bvxn", limit, len(raw)) + raw + b"bvx$", limit=limit)


def _lzfse(raw: bytes, *, limit: int) -> bytes:
    if len(raw) == limit + 1 and raw[0] == _LZFSE_STORED:
        return raw[1:]
    try:
        return unpacked_lzfse(raw, limit)
    except DamagedBlocks as trouble:
        raise EvidenceUnreadable(f"A compressed block of the file is damaged: {trouble}.") from trouble


class _Unpack(Protocol):
    def __call__(self, raw: bytes, *, limit: int) -> bytes: ...


_UNPACKERS: dict[int, _Unpack] = {7: _lzvn, 8: _lzvn, 11: _lzfse, 12: _lzfse}


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
