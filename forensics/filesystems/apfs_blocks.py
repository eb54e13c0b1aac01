"""The blocks of an APFS container: objects with their checksums, checked whenever one is read.

A checksum that does not hold is EvidenceUnreadable: what such a block says of files is not believed.

Source: Apple, "Apple File System Reference" (2020-06-22), "Objects" and "Container".
"""

import struct
import sys
from array import array
from itertools import accumulate

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows

HEADER_BYTES = 32
CONTAINER_MAGIC = b"NXSB"
CONTAINER_TYPE = 1
TREE_ROOT_TYPE, TREE_NODE_TYPE = 2, 3
_HEADER = struct.Struct("<QQQII")  # checksum, number, transaction, type, subtype
_TYPE_BITS = 0xFFFF
_SUPERBLOCK_PLACE = struct.Struct("<32x4sIQ")  # magic, bytes a block, blocks
_MODULUS = 0xFFFFFFFF
_BLOCK_BYTES = tuple(1 << power for power in range(12, 17))  # "nx_block_size": 4 KiB to 64 KiB
_LARGEST_OBJECT_BYTES = 64 << 20  # the space manager of a 1 PB container has less


class Header(Struct, frozen=True, gc=False):
    """What stands at the head of each object."""

    number: int
    transaction: int
    kind: int
    subtype: int


class Blocks:
    """One container's blocks; raises EvidenceUnreadable where block 0 is no container superblock."""

    def __init__(self, windows: VolumeWindows) -> None:
        self._windows = windows
        magic, self.block_bytes, self.count = _SUPERBLOCK_PLACE.unpack(windows.piece(0, 48))
        if magic != CONTAINER_MAGIC or self.block_bytes not in _BLOCK_BYTES:
            raise EvidenceUnreadable("The superblock of the APFS container is missing or damaged.")
        self.here = windows.length_bytes // self.block_bytes  # blocks in the image
        self._sound: set[int] = set()  # blocks whose checksum was found right

    def raw(self, block: int, blocks: int = 1) -> bytes:
        """All bytes of `blocks` blocks; raise EvidenceUnreadable where one lies outside the container."""
        if not 0 <= block <= block + blocks <= self.here:
            raise EvidenceUnreadable(f"Block {block:,} lies outside the APFS container.")
        return self._windows.piece(block * self.block_bytes, blocks * self.block_bytes)

    def object(self, block: int, size_bytes: int | None = None) -> bytes:
        """The object at `block`, one block long unless said; its checksum held when it was read first."""
        length = size_bytes or self.block_bytes
        if length % self.block_bytes or length > _LARGEST_OBJECT_BYTES:
            raise EvidenceUnreadable(f"The APFS object at block {block:,} has an impossible size.")
        data = self.raw(block, length // self.block_bytes)
        if block not in self._sound:
            if int.from_bytes(data[:8], "little") != checksum(data):
                raise EvidenceUnreadable(f"Block {block:,} of the APFS container fails its checksum.")
            self._sound.add(block)
        return data


def header_of(data: bytes) -> Header:
    _, number, transaction, kind, subtype = _HEADER.unpack_from(data)
    return Header(number, transaction, kind & _TYPE_BITS, subtype & _TYPE_BITS)


def checksum(data: bytes) -> int:
    """Fletcher's, over 32-bit words, of what stands behind the checksum itself."""
    words = array("I", data[8:])
    if sys.byteorder == "big":
        words.byteswap()
    first = sum(words) % _MODULUS
    second = sum(accumulate(words)) % _MODULUS
    low = _MODULUS - (first + second) % _MODULUS
    return (_MODULUS - (first + low) % _MODULUS) << 32 | low
