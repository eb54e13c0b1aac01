"""Partition tables that are known by their signature and not read here, so that a disk of such a machine is
not taken for one without a table.

Sources: Linux, block/partitions (sgi.h, amiga.c, atari.h, ultrix.c, aix.h); NEC PC-9800, the loader's mark in
its first sector, as libparted's documentation gives it.
"""

import struct
from collections.abc import Iterator
from typing import Final

from forensics.volumes.tables.slots import Read

_SECTOR_BYTES: Final = 512
_AMIGA_SECTORS: Final = 16  # amiga.c: RDB_ALLOCATION_LIMIT
_LARGEST_BLOCK: Final = 128  # longs of a sector
_ATARI_ENTRY: Final = struct.Struct(">B3sII")
_ATARI_AT: Final = 0x1C6
_ATARI_KINDS: Final = (b"GEM", b"BGM", b"LNX", b"SWP", b"RAW", b"XGM", b"UNX", b"MIX", b"F32", b"QWA")
_ULTRIX_AT: Final = 16384 - 72
_ULTRIX: Final = struct.pack("<II", 0x032957, 1)


def unread_tables(read: Read, *, media_bytes: int) -> Iterator[str]:
    """Whose they are; raise EvidenceUnreadable where the first sectors fail."""
    head = read(0, _AMIGA_SECTORS * _SECTOR_BYTES)
    first = head[:_SECTOR_BYTES].ljust(_SECTOR_BYTES, b"\0")
    if first.startswith(b"\x0b\xe5\xa9\x41") and _adds_up(first):
        yield "SGI"
    if any(_is_amiga(head[at : at + _SECTOR_BYTES]) for at in range(0, len(head), _SECTOR_BYTES)):
        yield "Amiga"
    if _is_atari(first, sectors=media_bytes // _SECTOR_BYTES):
        yield "Atari"
    if first[4:8] == b"IPL1" and first[510:512] == b"\x55\xaa":
        yield "PC-98"
    if first.startswith(b"\xc9\xc2\xd4\xc1"):
        yield "AIX"
    if read(_ULTRIX_AT, len(_ULTRIX)) == _ULTRIX:
        yield "Ultrix"


def _is_amiga(block: bytes) -> bool:
    if len(block) < _SECTOR_BYTES or not block.startswith(b"RDSK"):
        return False
    longs = int.from_bytes(block[4:8], "big")
    return 0 < longs <= _LARGEST_BLOCK and _adds_up(block[: 4 * longs])


def _adds_up(block: bytes) -> bool:
    """The checksum of SGI and Amiga: all longs together are zero."""
    total: int = sum(struct.unpack(f">{len(block) // 4}I", block))
    return total & 0xFFFFFFFF == 0


def _is_atari(first: bytes, *, sectors: int) -> bool:
    """No signature is there: at least one entry in use, each in use of a known kind and on the disk."""
    used = [
        (kind, start, count)
        for flags, kind, start, count in _ATARI_ENTRY.iter_unpack(first[_ATARI_AT : _ATARI_AT + 48])
        if flags & 1
    ]
    return bool(used) and all(
        kind in _ATARI_KINDS and start > 0 and count > 0 and start + count <= sectors
        for kind, start, count in used
    )
