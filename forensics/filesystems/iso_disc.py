"""What a disc says of itself: the volume descriptors of ISO 9660, and the trees of folders they lead to.

Numbers stand on the disc in both byte orders; as in The Sleuth Kit, the big-endian ones count.

Source: ECMA-119 (ISO 9660), 8 "Volume Descriptors"; Joliet Specification, 3 "Escape Sequences".
"""

import struct
from collections.abc import Callable, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable

SECTOR_BYTES = 2048
FIRST_DESCRIPTOR = 16 * SECTOR_BYTES
_MOST_DESCRIPTORS = 128
_MOST_DAMAGED = 4  # descriptors in a row; behind the last one anything may stand
_PRIMARY, _SUPPLEMENTARY, _LAST = 1, 2, 255
_MAGIC = b"CD001"
_JOLIET = (b"%/@", b"%/C", b"%/E")  # the three levels of UCS-2
# volume space size at 84, block size at 130, path table size at 136, path table of big-endian numbers at 148
_FIELDS = struct.Struct(">84xI42xH4xI8xI")
_WRITTEN = slice(830, 846)  # date and time to a hundredth of a second, in digits (ECMA-119, 8.4.27)
_ROOT = struct.Struct(">156xxB4xI4xI")  # the root folder's own record at 156: XAR blocks, first block, bytes

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""


class Tree(Struct, frozen=True, kw_only=True, gc=False):
    """One descriptor's view of the disc. Places in bytes of the volume."""

    is_joliet: bool
    root: int
    root_bytes: int
    table: int  # the path table, which names every folder
    table_bytes: int


class Disc(Struct, frozen=True, kw_only=True, gc=False):
    """The trees in the order of trust; what a later one shows beside the first is not in the first."""

    block_bytes: int
    blocks: int
    trees: tuple[Tree, ...]
    plain: Tree  # the first one of no Joliet names: where Rock Ridge is
    written: bytes = b""  # sixteen digits that sort by time; empty: not said
    troubles: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        return self.blocks * self.block_bytes


def read_disc(read: Read, *, at: int = FIRST_DESCRIPTOR) -> Disc:
    """The disc by its descriptors; raise EvidenceUnreadable where none leads to files."""
    found: list[bytes] = []
    troubles = tuple(_descriptors(read, at, found))
    primaries = [each for each in found if each[0] == _PRIMARY]
    supplements = [each for each in found if each[0] == _SUPPLEMENTARY]
    if not found:
        raise EvidenceUnreadable("The disc has no volume descriptor that leads to files.")
    first = (primaries or supplements)[0]
    blocks, block_bytes, _, _ = _FIELDS.unpack_from(first)
    if not block_bytes:
        raise EvidenceUnreadable("The volume descriptor of the disc gives its blocks no size.")
    trees = [_tree(each, block_bytes) for each in supplements if each[88:91] in _JOLIET]
    tables = {_FIELDS.unpack_from(each)[3] for each in supplements}
    # A supplement that shares its path table with the primary descriptor shows the same tree.
    own = [each for each in primaries if _FIELDS.unpack_from(each)[3] not in tables]
    if not trees and not own:
        own = primaries or supplements
    trees += [_tree(each, block_bytes) for each in own]
    return Disc(
        block_bytes=block_bytes,
        blocks=blocks,
        trees=tuple(trees),
        plain=_tree(first, block_bytes),
        written=first[_WRITTEN] if first[_WRITTEN].isdigit() and first[_WRITTEN].strip(b"0") else b"",
        troubles=troubles,
    )


def _descriptors(read: Read, at: int, found: list[bytes]) -> Iterator[str]:
    """Those that lead to files are put into `found`; gives what is to be told of the others, as sentences."""
    damaged = 0
    for place in range(at, at + _MOST_DESCRIPTORS * SECTOR_BYTES, SECTOR_BYTES):
        descriptor = _descriptor(read, place)
        if descriptor is None:
            damaged += 1
            if damaged == _MOST_DAMAGED:
                break
            continue
        if damaged:
            yield f"A volume descriptor of the disc, before byte {place:,}, is damaged; names may be missing."
        damaged = 0
        if descriptor[0] == _LAST:
            return
        if descriptor[0] in (_PRIMARY, _SUPPLEMENTARY):
            found.append(descriptor)
    yield "The volume descriptors of the disc are damaged or without an end; names may be missing."


def _descriptor(read: Read, place: int) -> bytes | None:
    """`None` where none is there, or none can be read: that is told together."""
    try:
        descriptor = read(place, SECTOR_BYTES)
    except EvidenceUnreadable:
        return None
    return descriptor if len(descriptor) == SECTOR_BYTES and descriptor[1:6] == _MAGIC else None


def _tree(descriptor: bytes, block_bytes: int) -> Tree:
    _, _, table_bytes, table_block = _FIELDS.unpack_from(descriptor)
    record_blocks, root_block, root_bytes = _ROOT.unpack_from(descriptor)
    return Tree(
        is_joliet=descriptor[0] == _SUPPLEMENTARY and descriptor[88:91] in _JOLIET,
        root=(root_block + record_blocks) * block_bytes,
        root_bytes=root_bytes,
        table=table_block * block_bytes,
        table_bytes=table_bytes,
    )
