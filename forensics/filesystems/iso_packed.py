"""Contents that a disc keeps packed (zisofs): a header, a table of where the blocks begin, and the blocks,
each packed by zlib for itself. A block of no bytes stands for zeros.

Source: descriptions of zisofs and zisofs2 by the libburnia project.
"""

import struct
import zlib
from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_disc import Read
from forensics.filesystems.iso_rock import Packed

_FIRST, _LATER = b"pz", b"PZ"  # of the field ZF
_HEADS = {
    _FIRST: (bytes.fromhex("37e45396c9dbd607"), struct.Struct("<8xIBB2x")),  # bytes, header, block
    _LATER: (bytes.fromhex("ef2255a1bc1b95a0"), struct.Struct("<8xxBBBQ4x")),  # header, method, block, bytes
}
_ZLIB = 1  # the method
_PLACE_BYTES = {_FIRST: 4, _LATER: 8}
_BLOCKS = range(15, 21)  # logarithms of a block's bytes
_PLACES_AT_ONCE = 8192


def unpacked(read: Read, packed: Packed, *, length_bytes: int) -> Iterator[bytes]:
    """The content, a block at a time; `read(offset, length)` is over its `length_bytes` as they are kept.

    Raises EvidenceUnreadable where a block is damaged, or anything is not as the record of the file says.
    """
    _check(read, packed)
    blocks = -(-packed.size_bytes // packed.block_bytes)
    table_end = packed.header_bytes + (blocks + 1) * _PLACE_BYTES[packed.kind]
    if table_end > length_bytes:
        raise EvidenceUnreadable("The packed content is shorter than the table of its blocks.")
    places = _places(read, packed, blocks + 1)
    start = next(places)
    left = packed.size_bytes
    for number, behind in enumerate(places):
        wanted = min(packed.block_bytes, left)
        if not table_end <= start <= behind <= length_bytes or behind - start > 2 * packed.block_bytes:
            raise _damaged(number, start)
        yield _block(read(start, behind - start), wanted, number, start) if behind > start else bytes(wanted)
        left -= wanted
        start = behind


def _check(read: Read, packed: Packed) -> None:
    """Raise EvidenceUnreadable unless the header says what the record says."""
    if packed.kind not in _HEADS:
        words = packed.kind.decode("ascii", "backslashreplace")
        raise EvidenceUnreadable(f"The content is packed in a way not read here, “{words}”.")
    magic, fields = _HEADS[packed.kind]
    head = read(0, fields.size)
    if len(head) < fields.size or not head.startswith(magic):
        raise EvidenceUnreadable("The packed content does not begin with the header of one.")
    if packed.kind == _FIRST:
        size_bytes, quarters, logarithm = fields.unpack(head)
        method = _ZLIB
    else:
        quarters, method, logarithm, size_bytes = fields.unpack(head)
    if method != _ZLIB:
        raise EvidenceUnreadable(f"The content is packed in a way not read here, number {method}.")
    is_known = logarithm in _BLOCKS and 4 * quarters >= fields.size
    says = Packed(packed.kind, 4 * quarters, 1 << logarithm if is_known else 0, size_bytes)
    if says != packed:
        raise EvidenceUnreadable("The header of the packed content and the record of the file disagree.")


def _places(read: Read, packed: Packed, count: int) -> Iterator[int]:
    """Where each block begins, and where the last one ends."""
    size = _PLACE_BYTES[packed.kind]
    letter = "I" if size == 4 else "Q"
    for first in range(0, count, _PLACES_AT_ONCE):
        taken = min(_PLACES_AT_ONCE, count - first)
        data = read(packed.header_bytes + first * size, taken * size)
        if len(data) < taken * size:
            raise EvidenceUnreadable("The image ends within the table of the blocks of the packed content.")
        yield from struct.unpack(f"<{taken}{letter}", data)


def _block(data: bytes, wanted: int, number: int, start: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(data, wanted + 1)
    except zlib.error as trouble:
        raise _damaged(number, start) from trouble
    if len(content) != wanted or not unpacking.eof:
        raise _damaged(number, start)
    return content


def _damaged(number: int, start: int) -> EvidenceUnreadable:
    return EvidenceUnreadable(
        f"Block {number + 1:,} of the packed content, from its packed byte {start:,} on, is damaged."
    )
