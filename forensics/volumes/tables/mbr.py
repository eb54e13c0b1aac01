"""The master boot record and the chain of extended boot records behind it.

Promises to end on any chain: each record is read once, and there are at most `_MOST_RECORDS` of them. Slots
of BSD and Solaris partitions are divided further by their own labels (`slices`).

Sources: [UEFI] UEFI specification 2.10, 5.2, "LBA 0 Format"; Linux kernel, block/partitions/msdos.c, for
extended records and which type numbers they have.
"""

import struct
from collections import deque
from dataclasses import dataclass, field

from forensics.entries import Fault
from forensics.errors import EvidenceUnreadable
from forensics.volumes.tables.kinds import mbr_kind
from forensics.volumes.tables.slices import slices_of
from forensics.volumes.tables.slots import PartitionTable, Read, Slot, in_disk_order, trouble

NAME = "MBR"
PROTECTIVE = 0xEE
_BSD_KINDS = (0xA5, 0xA6, 0xA9)
_SUN_KINDS = (0x82, 0xBF)  # 0x82 is Linux swap too; only a label of Solaris makes it one of Solaris
# 0x05, 0x0F and 0x85 (Linux); the others are their hidden forms as boot managers write them.
_EXTENDED = (0x05, 0x0F, 0x85, 0x15, 0x1F, 0x91, 0x9B, 0xD5)
_TABLE_AT = 446
_ENTRY = struct.Struct("<B3xB3xII")  # boot flag, type, first sector, sectors
_SIGNATURE = b"\x55\xaa"
_FLAGS = (0x00, 0x80)
_MOST_RECORDS = 1024  # far beyond what any system numbers; ends a chain that was made to be long


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    number: int  # from 1, as it stands in the record
    flag: int
    kind: int
    first: int  # sector, counted from where its record says
    sectors: int

    @property
    def is_blank(self) -> bool:
        return not (self.kind or self.first or self.sectors)

    @property
    def is_used(self) -> bool:
        return bool(self.kind and self.sectors)


def entries_of(sector: bytes) -> tuple[Entry, ...] | None:
    """The four entries of a boot record; `None` where the signature at its end is missing."""
    if len(sector) < 512 or sector[510:512] != _SIGNATURE:
        return None
    return tuple(
        Entry(number=number + 1, flag=flag, kind=kind, first=first, sectors=sectors)
        for number, (flag, kind, first, sectors) in enumerate(_ENTRY.iter_unpack(sector[_TABLE_AT:510]))
    )


def is_protective(entries: tuple[Entry, ...] | None) -> bool:
    return any(entry.kind == PROTECTIVE for entry in entries or ())


def read_mbr(read: Read, *, sector_bytes: int, media_bytes: int) -> PartitionTable | None:
    """The table of the first sector and its chains; `None` where no entry is used. Raise EvidenceUnreadable
    where the first sector fails.
    """
    entries = entries_of(read(0, 512))
    used = [entry for entry in entries or () if entry.is_used and entry.kind != PROTECTIVE]
    if not used or not any(entry.first * sector_bytes < media_bytes for entry in used):
        return None
    walk = _Walk(read=read, unit=sector_bytes, media_bytes=media_bytes)
    for entry in entries or ():
        walk.primary(entry)
    walk.follow()
    return PartitionTable(
        name=NAME,
        slots=in_disk_order(walk.slots),
        faults=tuple(walk.faults),
        is_doubtful=any(entry.flag not in _FLAGS for entry in entries or ()),
    )


@dataclass(slots=True, kw_only=True)
class _Walk:
    read: Read
    unit: int
    media_bytes: int
    slots: list[Slot] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    waiting: deque[tuple[int, int, Entry]] = field(default_factory=deque)  # (record, base of chain, entry)
    seen: set[int] = field(default_factory=set)

    def primary(self, entry: Entry) -> None:
        words = f"Entry {entry.number} of the MBR"
        if entry.is_blank:
            return
        if entry.flag not in _FLAGS:
            self.faults.append(trouble(f"{words} has the boot flag 0x{entry.flag:02X}, which no MBR has."))
        if entry.kind == PROTECTIVE:
            return
        if not entry.is_used:
            self._say_unused(words, entry)
        elif entry.kind in _EXTENDED:
            self.waiting.append((entry.first, entry.first, entry))
        elif entry.first == 0 and entry.kind not in _BSD_KINDS:
            self.faults.append(
                trouble(f"{words} begins at sector 0, where the table itself lies; it is not listed.")
            )
        else:
            self._partition(entry, entry.first)

    def follow(self) -> None:
        """Walk the chains of extended records, breadth first."""
        while self.waiting:
            if len(self.seen) >= _MOST_RECORDS:
                self.faults.append(
                    trouble(f"The chain of extended partitions was left after {_MOST_RECORDS:,} records.")
                )
                return
            self._record(*self.waiting.popleft())

    def _record(self, sector: int, base: int, holder: Entry) -> None:
        place = sector * self.unit
        if sector in self.seen:
            self._broken(place, "leads back to a record that was read before")
            return
        self.seen.add(sector)
        if place >= self.media_bytes:
            self._broken(place, f"leads behind the end of the image ({self.media_bytes:,} bytes)")
            return
        try:
            entries = entries_of(self.read(place, 512))
        except EvidenceUnreadable as why:
            self._broken(place, f"cannot be read on: {str(why).rstrip('.')}")
            return
        if entries is None:
            self._broken(place, "leads to a sector that is no boot record")
            if sector == base:  # listed as it stands, so that what lies there is looked at
                self._partition(holder, sector)
            return
        self.slots.append(
            Slot(
                offset_bytes=place,
                length_bytes=self.unit,
                description=b"extended partition table",
                table=NAME,
                is_table=True,
            )
        )
        for entry in entries:
            self._logical(entry, sector, base, place)

    def _logical(self, entry: Entry, sector: int, base: int, place: int) -> None:
        words = f"Entry {entry.number} of the extended boot record at byte {place:,}"
        if entry.is_blank or not entry.is_used:
            if not entry.is_blank:
                self._say_unused(words, entry)
        elif entry.kind in _EXTENDED:
            self.waiting.append((base + entry.first, base, entry))
        elif entry.first == 0:
            self.faults.append(trouble(f"{words} begins at the record itself; it is not listed."))
        else:
            self._partition(entry, sector + entry.first)

    def _partition(self, entry: Entry, first: int) -> None:
        kind = mbr_kind(entry.kind)
        slot = Slot(
            offset_bytes=first * self.unit,
            length_bytes=entry.sectors * self.unit,
            description=kind.words.encode(),
            table=NAME,
            kind=kind,
        )
        divided = None
        if entry.kind in _BSD_KINDS or entry.kind in _SUN_KINDS:
            divided = slices_of(
                self.read, slot, sector_bytes=self.unit, kind="BSD" if entry.kind in _BSD_KINDS else "Sun"
            )
        if divided is None:
            self.slots.append(slot)
            return
        self.slots.extend(divided.slots)
        self.faults.extend(divided.faults)

    def _say_unused(self, words: str, entry: Entry) -> None:
        lacks = "the type 0 of an empty entry" if not entry.kind else "no length"
        self.faults.append(
            trouble(
                f"{words} gives a place (sector {entry.first:,}, {entry.sectors:,} sectors) but has {lacks}; "
                "it is not listed."
            )
        )

    def _broken(self, place: int, words: str) -> None:
        self.faults.append(
            trouble(
                f"The chain of extended partitions {words} (byte {place:,}); partitions behind it may be "
                "missing.",
                offset_bytes=place,
            )
        )
