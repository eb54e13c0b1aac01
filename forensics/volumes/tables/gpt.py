"""The GUID partition table and its copy at the end of the disk.

Both copies are read and their checksums checked; which one is used, and what is wrong with the other, is
told. Source: [UEFI] UEFI specification 2.10, 5.3, "GUID Partition Table (GPT) Disk Layout".
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from forensics.entries import Fault
from forensics.errors import EvidenceUnreadable
from forensics.volumes.tables.kinds import gpt_kind
from forensics.volumes.tables.slots import PartitionTable, Read, Slot, in_disk_order, trouble

NAME = "GPT"
_SIGNATURE = b"EFI PART"
_HEADER = struct.Struct("<8s4sIIIQQQQ16sQIII")
_ENTRY = struct.Struct("<16s16sQQQ72s")
_SMALLEST_HEADER = 92
_LARGEST_TABLE_BYTES = 1 << 20  # usual are 16 KiB; what claims more than this is no table
_UNITS = (512, 4096, 2048, 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    kind: UUID
    first: int
    last: int
    name: bytes

    def words(self) -> str:
        """Name and type, for a sentence."""
        named = self.name.decode(errors="replace")
        return f"“{named}” (sectors {self.first:,} to {self.last:,})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """One of the two tables as it stands on the disk."""

    unit: int
    place: int  # byte of its header
    other_place: int  # where it says that the other one is
    table_place: int
    table_bytes: int
    disk: bytes
    entries: tuple[_Entry, ...]
    damage: str | None  # why it cannot be relied on


def read_gpt(
    read: Read, *, media_bytes: int, sector_bytes: int, protected_sectors: int | None
) -> PartitionTable | None:
    """The table by its better copy; `None` where neither is there.

    `protected_sectors` is the end of the protective entry in the MBR, whose last sector holds the copy even
    where the image goes on behind the disk.
    """
    for unit in dict.fromkeys((sector_bytes, *_UNITS)):
        first = _copy_at(read, unit, unit, media_bytes=media_bytes)
        ends = [media_bytes // unit * unit - unit]
        if protected_sectors:
            ends.append((protected_sectors - 1) * unit)
        if first is not None and _is_place(first.other_place, first, media_bytes):
            ends.insert(0, first.other_place)
        second = next(
            filter(None, (_copy_at(read, end, unit, media_bytes=media_bytes) for end in ends if end > unit)),
            None,
        )
        if first or second:
            return _chosen(first, second, media_bytes=media_bytes)
    return None


def _is_place(place: int, copy: _Copy, media_bytes: int) -> bool:
    return copy.unit < place <= media_bytes - copy.unit


def _chosen(first: _Copy | None, second: _Copy | None, *, media_bytes: int) -> PartitionTable:
    used = next(
        (copy for copy in (first, second) if copy and not copy.damage),
        next((copy for copy in (first, second) if copy and copy.entries), first or second),
    )
    assert used is not None  # noqa: S101  # the caller found one of the two
    faults = [*_told(first, second, used=used, media_bytes=media_bytes), *_impossible(used)]
    slots = [
        Slot(
            offset_bytes=entry.first * used.unit,
            length_bytes=(entry.last - entry.first + 1) * used.unit,
            description=entry.name if entry.name.strip() else gpt_kind(entry.kind).words.encode(),
            table=NAME,
            kind=gpt_kind(entry.kind),
        )
        for entry in used.entries
        if 0 < entry.first <= entry.last
    ]
    if second is not None:
        start = min(second.table_place, second.place) if not second.damage else second.place
        slots.append(
            Slot(
                offset_bytes=start,
                length_bytes=second.place + second.unit - start,
                description=b"copy of the partition table",
                table=NAME,
                is_table=True,
            )
        )
    return PartitionTable(
        name=NAME,
        slots=in_disk_order(slots),
        faults=tuple(faults),
        is_doubtful=used.damage is not None,  # as one left at the end of an image that begins inside its disk
    )


def _told(first: _Copy | None, second: _Copy | None, *, used: _Copy, media_bytes: int) -> Iterable[Fault]:
    """What is wrong with the copies, and where they differ."""
    if first is None or first.damage:
        why = first.damage if first else "its header is missing"
        rest = "its copy at the end of the disk was used" if used is second else "it was read as it stands"
        yield trouble(f"The GPT partition table at the start is damaged ({why}); {rest}.")
    if second is None or second.damage:
        yield trouble(f"The copy of the GPT at the end of the disk {_lack(first, second, media_bytes)}.")
    if first and second and not (first.damage or second.damage):
        yield from _differences(first, second)


def _lack(first: _Copy | None, second: _Copy | None, media_bytes: int) -> str:
    if second is not None:
        return f"is damaged ({second.damage})"
    if first is not None and not first.damage and first.other_place + first.unit > media_bytes:
        return f"lies behind the end of the image ({media_bytes:,} bytes)"
    return "is missing"


def _differences(first: _Copy, second: _Copy) -> Iterable[Fault]:
    if first.disk != second.disk:
        yield trouble(
            f"The two copies of the GPT name different disks ({UUID(bytes_le=first.disk)} and "
            f"{UUID(bytes_le=second.disk)}); the one at the start was used."
        )
    if first.entries == second.entries:
        return
    only = [entry.words() for entry in second.entries if entry not in first.entries]
    gone = [entry.words() for entry in first.entries if entry not in second.entries]
    words = [f"only the first has {', '.join(gone)}"] if gone else []
    words += [f"only the copy has {', '.join(only)}"] if only else []
    yield trouble(
        f"The two copies of the GPT differ: {'; '.join(words) or 'the order of the entries'}. The one at the "
        "start was used."
    )


def _impossible(used: _Copy) -> Iterable[Fault]:
    for entry in used.entries:
        if not 0 < entry.first <= entry.last:
            yield trouble(
                f"The GPT entry {entry.words()} has an impossible place; it is not listed.",
                offset_bytes=used.table_place,
            )


def _copy_at(read: Read, place: int, unit: int, *, media_bytes: int) -> _Copy | None:
    """The copy whose header is at `place`; `None` where none begins there or its sector cannot be read."""
    try:
        header = read(place, unit)
    except EvidenceUnreadable:  # told by the other copy's words: this one is missing
        return None
    if len(header) < _SMALLEST_HEADER or header[:8] != _SIGNATURE:
        return None
    _, _, size, check, _, mine, other, _, _, disk, table, count, each, table_check = _HEADER.unpack_from(
        header
    )
    damage = None
    if not _SMALLEST_HEADER <= size <= unit or zlib.crc32(_without_check(header[:size])) != check:
        damage = "the checksum of its header is wrong"
    elif mine * unit != place:
        damage = f"its header says that it stands at sector {mine:,}"
    raw, lack = _table_of(read, place=table * unit, size=count * each, each=each, media_bytes=media_bytes)
    if lack is None and zlib.crc32(raw) != table_check:
        lack = "the checksum of its entries is wrong"
    return _Copy(
        unit=unit,
        place=place,
        other_place=other * unit,
        table_place=table * unit,
        table_bytes=count * each,
        disk=disk,
        entries=_entries_in(raw, each),
        damage=damage or lack,
    )


def _without_check(header: bytes) -> bytes:
    return header[:16] + bytes(4) + header[20:]


def _table_of(read: Read, *, place: int, size: int, each: int, media_bytes: int) -> tuple[bytes, str | None]:
    """The entries' bytes, and what is wrong with them."""
    if not _ENTRY.size <= each <= 4096 or each % 8 or not 0 < size <= _LARGEST_TABLE_BYTES:
        return b"", "it gives an impossible size of its entries"
    if place >= media_bytes:
        return b"", "its entries lie behind the end of the image"
    try:
        raw = read(place, size)
    except EvidenceUnreadable as why:
        return b"", f"its entries cannot be read: {str(why).rstrip('.')}"
    return raw, "its entries are cut off" if len(raw) < size else None


def _entries_in(raw: bytes, each: int) -> tuple[_Entry, ...]:
    found = []
    for at in range(0, len(raw) - _ENTRY.size + 1, each or _ENTRY.size):
        kind, _, first, last, _, name = _ENTRY.unpack_from(raw, at)
        if kind.strip(b"\0"):
            text = name.decode("utf-16-le", "surrogatepass").split("\0")[0]
            found.append(
                _Entry(
                    kind=UUID(bytes_le=kind),
                    first=first,
                    last=last,
                    name=text.encode("utf-8", "surrogatepass"),
                )
            )
    return tuple(found)
