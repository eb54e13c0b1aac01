"""Extended attributes of UFS2, which lie in up to two blocks of their own.

Source: [UFS] FreeBSD, sys/ufs/ufs/extattr.h, struct extattr.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.ufs_inodes import Inode
from forensics.filesystems.ufs_layout import UfsLayout

ATTRIBUTE_TYPE = 1
_HEAD_BYTES = 7
_SPACES = {0: b"", 1: b"user.", 2: b"system."}


class Attribute(Struct, frozen=True, gc=False):
    name: bytes
    value: bytes


def attributes_of(windows: VolumeWindows, layout: UfsLayout, inode: Inode) -> tuple[Attribute, ...]:
    """Raise EvidenceUnreadable where they cannot be read to their end."""
    if not inode.attributes_bytes:
        return ()
    if inode.attributes_bytes > 2 * layout.block_bytes:
        raise EvidenceUnreadable("The inode gives extended attributes of an impossible length.")
    raw, left = b"", inode.attributes_bytes
    for address in inode.attributes_at:
        wanted = min(left, layout.block_bytes)
        if wanted:
            if not 0 < address < layout.fragments:
                raise EvidenceUnreadable("The inode leads to extended attributes outside of the volume.")
            raw += windows.piece(address * layout.fragment_bytes, wanted)
            left -= wanted
    return tuple(_parsed(raw, layout.order))


def _parsed(raw: bytes, order: str) -> Iterator[Attribute]:
    at = 0
    while at + _HEAD_BYTES <= len(raw):
        length, space, padding, name_length = struct.unpack_from(f"{order}IBBB", raw, at)
        start = at + (_HEAD_BYTES + name_length + 7 & -8)
        end = at + length - padding
        if length % 8 or not start <= end <= at + length <= len(raw):
            raise EvidenceUnreadable("The extended attributes are damaged.")
        name = raw[at + _HEAD_BYTES : at + _HEAD_BYTES + name_length]
        yield Attribute(_SPACES.get(space, b"%d." % space) + name, raw[start:end])
        at += length
