"""The Apple partition map.

Source: Apple, "Inside Macintosh: Devices", chapter 3, "The Partition Map" (Block0, Partition).
"""

import struct

from forensics.errors import EvidenceUnreadable
from forensics.volumes.tables.kinds import apple_kind
from forensics.volumes.tables.slots import PartitionTable, Read, Slot, in_disk_order, trouble

NAME = "APM"
_DRIVER_SIGNATURE, _SIGNATURE = b"ER", b"PM"
_ENTRY = struct.Struct(">2s2xIII32s32s")  # signature, entries of the map, first block, blocks, name, type
_UNITS = (512, 1024, 2048, 4096)
_MOST_ENTRIES = 4096  # a map is itself a partition of a few dozen blocks
_FREE = (b"Apple_Free", b"Apple_Void", b"Apple_Scratch")
_MAP = b"Apple_partition_map"


def read_apm(read: Read, *, media_bytes: int) -> PartitionTable | None:
    """The map; `None` where there is none. Raise EvidenceUnreadable where its blocks fail."""
    for unit in _units(read):
        count = _entries(read, unit)
        if count:
            return _read(read, unit=unit, count=count, media_bytes=media_bytes)
    return None


def _units(read: Read) -> tuple[int, ...]:
    """What the driver descriptor says first; discs are often counted in 512 all the same."""
    first = read(0, 4)
    said = int.from_bytes(first[2:4], "big") if first[:2] == _DRIVER_SIGNATURE else 0
    return tuple(dict.fromkeys(unit for unit in (said, *_UNITS) if unit in _UNITS))


def _entries(read: Read, unit: int) -> int:
    """How many blocks the map has, by its first; 0 where that is none."""
    block = read(unit, 512)
    if len(block) < 512 or block[:2] != _SIGNATURE:
        return 0
    return int(_ENTRY.unpack_from(block)[1])


def _read(read: Read, *, unit: int, count: int, media_bytes: int) -> PartitionTable | None:
    slots, faults = [], []
    if count > _MOST_ENTRIES:
        faults.append(
            trouble(f"The Apple partition map claims {count:,} entries; {_MOST_ENTRIES:,} were read.")
        )
    for number in range(1, min(count, _MOST_ENTRIES) + 1):
        block = _block(read, number * unit)
        if block is None:
            faults.append(
                trouble(
                    f"The Apple partition map claims {count:,} entries, but number {number:,} is damaged or "
                    "unreadable; partitions behind it may be missing.",
                    offset_bytes=number * unit,
                )
            )
            break
        _, _, first, blocks, name, kind = _ENTRY.unpack_from(block)
        kind, name = kind.split(b"\0")[0], name.split(b"\0")[0]
        if kind in _FREE or not blocks:
            continue
        slots.append(
            Slot(
                offset_bytes=first * unit,
                length_bytes=blocks * unit,
                description=kind + (b": " + name if name else b""),
                table=NAME,
                is_table=kind == _MAP,
                kind=apple_kind(kind),
            )
        )
    if not any(not slot.is_table and slot.offset_bytes < media_bytes for slot in slots):
        return None
    return PartitionTable(name=NAME, slots=in_disk_order(slots), faults=tuple(faults))


def _block(read: Read, place: int) -> bytes | None:
    try:
        block = read(place, 512)
    except EvidenceUnreadable:  # told as the damage it is to the map
        return None
    return block if len(block) == 512 and block[:2] == _SIGNATURE else None
