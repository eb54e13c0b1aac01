"""The catalog of the shadow copies on an NTFS volume, and the chains of blocks of which each store consists.

Trouble is told in clauses, for a sentence of whoever asks.

Source: libvshadow, "Volume Shadow Snapshot (VSS) format", 2 (volume header), 3 (catalog) and 4 (store).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage, Volume

BLOCK_BYTES: Final = 16 * 1024  # of the structures, and of the volume: so much is saved at once
HEADER_PLACE: Final = 0x1E00  # 2: in the volume
CATALOG_PLACE: Final = 48  # in the header
IDENTIFIER: Final = UUID("3808876b-c176-4e48-b7ae-04046e6cc752").bytes_le
HEAD_BYTES: Final = 128  # of each block
LIST, BITMAP = 3, 6  # 4.1: kinds of blocks
_CATALOG: Final = 2
_HEAD: Final = struct.Struct("<16sIIQQQ")  # 4.1: identifier, version, kind, relative place, place, next
_ENTRY_BYTES: Final = 128
_SAYS: Final = struct.Struct("<QQ16sQQQ")  # 3.2: type 2, size of the volume, store, number, flags, made
_LIES: Final = struct.Struct(
    "<QQ16sQQQQQQ"
)  # type 3, list, store, header, ranges, bitmap, file, size, previous
_MOST_CATALOG_BLOCKS: Final = 64  # 127 entries each, two for a copy; Windows keeps 512 copies at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One copy in the catalog; places are bytes of the volume."""

    key: str
    made: int  # FILETIME
    list_at: int
    bitmap_at: int  # 0: none
    previous_bitmap_at: int  # 0: none


def stores_since(image: EvidenceImage, volume: Volume, key: str) -> list[Store]:
    """The store `key`, and behind it all that are later by their time or by their place in the catalog."""
    stores = _catalog(image, volume)
    at = next((number for number, store in enumerate(stores) if store.key == key), None)
    if at is None:
        raise EvidenceUnreadable("it is not in the catalog of its volume")
    others = [each for n, each in enumerate(stores) if n != at and (n > at or each.made >= stores[at].made)]
    return [stores[at], *others]


def _catalog(image: EvidenceImage, volume: Volume) -> tuple[Store, ...]:
    """In its order."""
    (at,) = struct.unpack("<Q", _read(image, volume, HEADER_PLACE + CATALOG_PLACE, 8))
    made: dict[bytes, int] = {}
    found: list[tuple[int, ...]] = []
    keys: list[bytes] = []
    for block in chain(image, volume, at, kind=_CATALOG, most=_MOST_CATALOG_BLOCKS):
        for start in range(0, len(block) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            kind, first, identifier, *more = _LIES.unpack_from(block, start)
            if kind == 2:
                made[identifier] = _SAYS.unpack_from(block, start)[-1]
            elif kind == 3:
                keys.append(identifier)
                found.append((first, *more))
    return tuple(
        Store(
            key=str(UUID(bytes_le=key)),
            made=made.get(key, 0),
            list_at=places[0],
            bitmap_at=places[3],
            previous_bitmap_at=places[6],
        )
        for key, places in zip(keys, found, strict=True)
    )


def chain(image: EvidenceImage, volume: Volume, at: int, *, kind: int, most: int) -> Iterator[bytes]:
    """What stands in each block of a chain behind its head. EvidenceUnreadable where one is not of it, or
    where there are more than `most`.
    """
    for _number in range(most):
        if not at:
            return
        block = _read(image, volume, at, BLOCK_BYTES)
        identifier, _version, its_kind, _relative, place, following = _HEAD.unpack_from(block)
        if (identifier, its_kind, place) != (IDENTIFIER, kind, at):
            raise EvidenceUnreadable(f"a block of its structures at byte {at:,} of the volume is damaged")
        yield block[HEAD_BYTES:]
        at = following
    if at:
        raise EvidenceUnreadable("its structures lead on without an end")


def _read(image: EvidenceImage, volume: Volume, at: int, length: int) -> bytes:
    end = at + length
    found = image.read(volume.offset_bytes + at, length) if end <= volume.length_bytes else b""
    if len(found) < length:
        raise EvidenceUnreadable(f"its structures lead to byte {end - 1:,}, behind the end of the volume")
    return found
