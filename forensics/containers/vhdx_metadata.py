"""What a VHDX disk says of itself: size, blocks, sectors, identity and parent.

Source: [MS-VHDX] 2.6.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from forensics.containers.stretches import Spoilt
from forensics.containers.vhdx_headers import Parts, Region

_TABLE = struct.Struct("<8s2xH20x")
_ITEM = struct.Struct("<16sIII4x")
_TABLE_BYTES = 64 * 1024
_MOST_ITEMS = 2047
_MOST_ITEM_BYTES = 1024 * 1024
_IS_REQUIRED = 4
_FILE = UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b")
_SIZE = UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8")
_IDENTITY = UUID("beca12ab-b2e6-4523-93ef-c309e000c746")
_SECTOR = UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f")
_PHYSICAL_SECTOR = UUID("cda348c7-445d-4471-9cc9-e9885251c556")
_LOCATOR = UUID("a8d35f2d-b30b-454d-abf7-d3d84834ab0c")
_KNOWN = {_FILE, _SIZE, _IDENTITY, _SECTOR, _PHYSICAL_SECTOR, _LOCATOR}
_VHDX_LOCATOR = UUID("b04aefb7-d19e-4a81-b789-25b8e9445913")
_LOCATOR_HEAD = struct.Struct("<16s2xH")
_LOCATOR_ENTRY = struct.Struct("<IIHH")
_MIB = 1024 * 1024
_MOST_BYTES = 64 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    size_bytes: int
    sector_bytes: int
    block_bytes: int
    is_fixed: bool
    has_parent: bool
    identity: UUID | None
    locator: Mapping[str, str]  # of the parent, in the words of the form
    blocks: Region  # where the table of blocks lies
    taken: tuple[tuple[int, int], ...]  # (start, end) of what is no block: tables, metadata, log


def disk_of(stored: Parts, regions: Mapping[str, Region], *, log: Region) -> Disk:
    """Raise Spoilt where what is needed is damaged or missing."""
    items = _items(stored, regions["metadata"])
    block_bytes, flags = struct.unpack("<II", _item(items, _FILE, 8))
    size_bytes = int.from_bytes(_item(items, _SIZE, 8), "little")
    sector_bytes = int.from_bytes(_item(items, _SECTOR, 4), "little")
    if sector_bytes not in (512, 4096) or not 0 < size_bytes <= _MOST_BYTES or size_bytes % sector_bytes:
        raise Spoilt(f"it tells {size_bytes:,} bytes in sectors of {sector_bytes:,}, which cannot be")
    if not _MIB <= block_bytes <= 256 * _MIB or block_bytes & (block_bytes - 1):
        raise Spoilt(f"it tells impossible blocks of {block_bytes:,} bytes")
    identity = items.get(_IDENTITY)
    return Disk(
        size_bytes=size_bytes,
        sector_bytes=sector_bytes,
        block_bytes=block_bytes,
        is_fixed=bool(flags & 1),
        has_parent=bool(flags & 2),
        identity=UUID(bytes_le=identity) if identity is not None and len(identity) == 16 else None,
        locator=_locator(items[_LOCATOR]) if flags & 2 and _LOCATOR in items else {},
        blocks=regions["blocks"],
        taken=tuple((each.at, each.at + each.length_bytes) for each in (*regions.values(), log)),
    )


def _items(stored: Parts, region: Region) -> dict[UUID, bytes]:
    table = stored.part(region.at, _TABLE_BYTES)
    signature, count = _TABLE.unpack_from(table)
    if signature != b"metadata" or count > _MOST_ITEMS:
        raise Spoilt("its table of metadata is damaged")
    items = {}
    for number in range(count):
        raw, at, length, flags = _ITEM.unpack_from(table, _TABLE.size + number * _ITEM.size)
        identity = UUID(bytes_le=raw)
        if identity in _KNOWN:
            if length > _MOST_ITEM_BYTES or at + length > region.length_bytes:
                raise Spoilt("its table of metadata is damaged")
            items[identity] = stored.part(region.at + at, length)
        elif flags & _IS_REQUIRED:
            raise Spoilt(f"it has required metadata {identity}, which are not known")
    return items


def _item(items: Mapping[UUID, bytes], identity: UUID, length: int) -> bytes:
    content = items.get(identity, b"")
    if len(content) != length:
        raise Spoilt("its metadata are damaged: size, blocks or sectors are not told")
    return content


def _locator(raw: bytes) -> dict[str, str]:
    """Keys and values; raise Spoilt where they do not lie inside."""
    if len(raw) < _LOCATOR_HEAD.size:
        raise Spoilt("what tells its parent is damaged")
    kind, count = _LOCATOR_HEAD.unpack_from(raw)
    if UUID(bytes_le=kind) != _VHDX_LOCATOR or _LOCATOR_HEAD.size + count * _LOCATOR_ENTRY.size > len(raw):
        raise Spoilt("what tells its parent is damaged or of a kind that is not known")
    found = {}
    for number in range(count):
        entry = _LOCATOR_ENTRY.unpack_from(raw, _LOCATOR_HEAD.size + number * _LOCATOR_ENTRY.size)
        key_at, value_at, key_bytes, value_bytes = entry
        key = raw[key_at : key_at + key_bytes].decode("utf-16-le", "replace")
        found[key] = raw[value_at : value_at + value_bytes].decode("utf-16-le", "replace")
    return found
