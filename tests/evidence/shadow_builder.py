"""A store of shadow copies by recipe, from the documentation of libvshadow ("Volume Shadow Snapshot (VSS)
format"); no Windows made it.

One copy, put behind everything in use of an NTFS volume: a catalog, a store header, a list of the blocks that
were saved before they changed, and bitmaps of what was not in use then.
"""

import struct
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.evidence.builders import an_ntfs_image

BLOCK = 16 * 1024
FORWARDER, OVERLAY, NOT_USED = 1, 2, 4  # flags of a descriptor
_VSS = uuid.UUID("3808876b-c176-4e48-b7ae-04046e6cc752").bytes_le
_HEADER = 0x1E00
STORE = uuid.UUID("11111111-2222-3333-4444-555555555555")
LATER = uuid.UUID("22222222-2222-3333-4444-555555555555")
COPY = uuid.UUID("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
MADE_AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
STORE_AT = 6 << 20  # free in a fresh volume of 8 MiB
BEFORE, NOW = b"as it was " * 400, b"changed!! " * 400
SAME = b"the same" * 900
UNKEPT = b"nobody kept it" * 300


def _filetime(moment: datetime) -> int:
    return (moment - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10


def _block_head(kind: int, *, at: int, relative: int, following: int = 0, more: bytes = b"") -> bytes:
    head = _VSS + struct.pack("<IIQQQ", 1, kind, relative, at, following) + more
    return head.ljust(128, b"\0")


def a_descriptor(place: int, *, relative: int = 0, at: int = 0, flags: int = 0, sectors: int = 0) -> bytes:
    """Of the list of saved blocks: FORWARDER and OVERLAY are `flags`."""
    return struct.pack("<QQQII", place, relative, at, flags, sectors)


def a_shadow_copy(
    volume: bytes,
    *,
    at: int,
    before: Mapping[int, bytes],
    unused: Collection[int] = (),
    unused_before: Collection[int] | None = None,
    more: Sequence[bytes] = (),
    behind: int | None = None,
) -> bytearray:
    """`volume` with a copy whose structures lie from `at` on. `before`: blocks of BLOCK bytes as they were,
    by their place. `unused`: places of blocks that its bitmap calls unused; `unused_before`: those of the
    bitmap of copies before it, if there is one; `more`: descriptors behind those of `before`. `behind`:
    where an older copy lies that the volume has.
    """
    disk = bytearray(volume)
    key, made = (STORE, MADE_AT) if behind is None else (LATER, MADE_AT + timedelta(days=1))
    older = b"" if behind is None else bytes(disk[behind + 128 : behind + 384])
    catalog, header, listing, ranges, bitmap, previous, saved = (at + BLOCK * n for n in range(7))
    disk[_HEADER : _HEADER + 512] = (
        _VSS
        + struct.pack("<IIQQQQQ", 1, 1, _HEADER, 0, 0, catalog, 0)
        + uuid.UUID(int=1).bytes_le
        + uuid.UUID(int=1).bytes_le
    ).ljust(512, b"\0")
    kept = struct.pack("<QQ16sQQQ", 2, len(volume), key.bytes_le, 1, 0x40, _filetime(made))
    lies = struct.pack(
        "<QQ16sQQQQQQ",
        *(3, listing, key.bytes_le, header, ranges, bitmap, 0, BLOCK * (6 + len(before))),
        0 if unused_before is None else previous,
    )
    entries = older + kept.ljust(128, b"\0") + lies.ljust(128, b"\0")
    disk[catalog : catalog + BLOCK] = (_block_head(2, at=catalog, relative=0) + entries).ljust(BLOCK, b"\0")
    name = "VAN".encode("utf-16-le")
    told = (
        uuid.UUID(int=2).bytes_le
        + COPY.bytes_le
        + uuid.UUID(int=3).bytes_le
        + struct.pack("<IIII", 0x1D, 1, 0x42000D, 0)
        + struct.pack("<H", len(name))
        + name
        + struct.pack("<H", len(name))
        + name
    )
    size = struct.pack("<Q", len(told))
    disk[header : header + BLOCK] = (_block_head(4, at=header, relative=0, more=size) + told).ljust(
        BLOCK, b"\0"
    )
    blocks = b""
    for number, (place, content) in enumerate(before.items()):
        kept_at = saved + number * BLOCK
        disk[kept_at : kept_at + BLOCK] = content
        blocks += a_descriptor(place, relative=number * BLOCK, at=kept_at)
    blocks += b"".join(more)
    disk[listing : listing + BLOCK] = (_block_head(3, at=listing, relative=BLOCK) + blocks).ljust(
        BLOCK, b"\0"
    )
    disk[ranges : ranges + BLOCK] = _block_head(5, at=ranges, relative=2 * BLOCK).ljust(BLOCK, b"\0")
    disk[bitmap : bitmap + BLOCK] = _bitmap(unused, at=bitmap, relative=3 * BLOCK)
    if unused_before is not None:
        disk[previous : previous + BLOCK] = _bitmap(unused_before, at=previous, relative=4 * BLOCK)
    return disk


def _bitmap(places: Collection[int], *, at: int, relative: int) -> bytes:
    bits = bytearray(BLOCK - 128)
    for place in places:
        bits[place // BLOCK // 8] |= 1 << (place // BLOCK % 8)
    return _block_head(6, at=at, relative=relative) + bytes(bits)


def a_disk_with_a_copy(target: Path) -> Path:
    """A volume whose `letter.txt` was overwritten in its place, its times as before; `same.txt` is the same,
    and so is `unkept.bin`, but by its bitmap the copy did not keep it.
    """
    room = b"-" * 4 * BLOCK  # between them, so that they share no block
    files = {
        **{"letter.txt": BEFORE, "room.bin": room, "same.txt": SAME, "more.bin": room},
        **{"unkept.bin": UNKEPT, "short.txt": b"in its record"},
    }
    image = an_ntfs_image(target, files).read_bytes()
    block, unkept = image.index(BEFORE) // BLOCK * BLOCK, image.index(UNKEPT) // BLOCK * BLOCK
    saved = {place: image[place : place + BLOCK] for place in (block, block + BLOCK)}
    assert not any(image[STORE_AT : STORE_AT + 8 * BLOCK])
    live = image.replace(BEFORE, NOW)
    target.write_bytes(a_shadow_copy(live, at=STORE_AT, before=saved, unused=(unkept, unkept + BLOCK)))
    return target
