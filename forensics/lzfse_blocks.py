"""Unpacking LZFSE, Apple's compression: the door to its reference library.

What the blocks say they hold is added up before the library sees them, because it makes room for whatever
comes. LZFSE keeps no checksum: changed bytes may unpack to others of the same length.

Source of the layout: Apple's LZFSE reference implementation, lzfse_internal.h.
"""

import struct

import lzfse

_SIZE = struct.Struct("<I")
_END = b"bvx$"
_SMALLEST_BYTES = 12  # of a block's head
_MOST_BLOCKS = 100_000
_FIRST_FORM_HEAD_BYTES = 772
_MASK_20 = 0xF_FFFF


class DamagedBlocks(Exception):
    """The message is a reason for the examiner, without a full stop."""


def unpacked_lzfse(packed: bytes, length: int) -> bytes:
    """Exactly `length` bytes; raise DamagedBlocks."""
    if _told_bytes(packed) != length:
        raise DamagedBlocks("the packed data are damaged: their blocks do not add up to the size")
    try:
        content: bytes = lzfse.decompress(packed)
    except (lzfse.error, MemoryError) as trouble:  # the second is how the library tells some damage
        raise DamagedBlocks("the packed data are damaged") from trouble
    if len(content) != length:
        raise DamagedBlocks("the packed data are damaged: they do not unpack to the size")
    return content


def _told_bytes(packed: bytes) -> int:
    at = total = 0
    for _ in range(_MOST_BLOCKS):
        kind = packed[at : at + 4]
        if kind == _END:
            return total
        if len(packed) - at < _SMALLEST_BYTES:
            break
        total += _SIZE.unpack_from(packed, at + 4)[0]
        at += _block_bytes(packed[at : at + 32], kind)
    raise DamagedBlocks("the packed data are damaged: their blocks have no end")


def _block_bytes(head: bytes, kind: bytes) -> int:
    if kind == b"bvx-":
        return 8 + int(_SIZE.unpack_from(head, 4)[0])
    if kind == b"bvxn":
        return 12 + int(_SIZE.unpack_from(head, 8)[0])
    if len(head) == 32 and kind == b"bvx2":
        literals, pairs, own = struct.unpack_from("<QQQ", head, 8)
        return int((own & 0xFFFF_FFFF) + (literals >> 20 & _MASK_20) + (pairs >> 40 & _MASK_20))
    if len(head) == 32 and kind == b"bvx1":
        literals, pairs = struct.unpack_from("<II", head, 20)
        return int(_FIRST_FORM_HEAD_BYTES + literals + pairs)
    raise DamagedBlocks("the packed data are damaged: a block of them is of no known kind")
