"""The partition tables of an image, read here; The Sleuth Kit's reading of the same table is the second
opinion.

`partition_tables` gives every table that is there, the one to believe first: a reused disk, a hybrid disc and
a damaged one carry several.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from forensics.entries import Fault
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.tsk.media import Media
from forensics.filesystems.tsk.slots import places_by_tsk
from forensics.images import EvidenceImage
from forensics.volumes.tables import apm, gpt, mbr
from forensics.volumes.tables.mbr import Entry
from forensics.volumes.tables.slices import read_label
from forensics.volumes.tables.slots import PartitionTable, Slot, trouble
from forensics.volumes.tables.unread import unread_tables

_SECTOR_BYTES_OF_TSK = 512
Found = TypeVar("Found")


def partition_tables(image: EvidenceImage) -> tuple[tuple[PartitionTable, ...], tuple[Fault, ...]]:
    """The tables in the order of trust, and why some may have been missed: sectors that cannot be read, a GPT
    that is announced and not there.
    """
    reading = _Reading(image)
    boot = reading.of_kind(lambda: mbr.entries_of(image.read(0, 512)))
    old = reading.of_kind(reading.mbr) if boot else None
    new = reading.of_kind(lambda: reading.gpt(boot))
    if mbr.is_protective(boot) and new is None:
        reading.faults.append(
            trouble(
                "The MBR announces a GPT, but neither the GPT nor its copy at the end of the disk is there."
            )
        )
    if new is not None and not boot:
        words = "The first sector holds no protective MBR; the GPT was used without."
        new = replace(new, faults=(trouble(words), *new.faults))
    others = (reading.of_kind(reading.apm), reading.of_kind(reading.label))
    found = tuple(table for table in (*_ordered(old, new, boot), *others) if table is not None)
    for name in reading.of_kind(reading.unread) or ():
        reading.faults.append(
            trouble(f"A partition table of the kind {name} is there, which this version does not read.")
        )
    return found, tuple(dict.fromkeys(reading.faults))


def has_empty_table(image: EvidenceImage) -> bool:
    """Whether the first sector is a boot record with four empty entries."""
    try:
        entries = mbr.entries_of(image.read(0, 512))
    except EvidenceUnreadable:  # told by `partition_tables`
        return False
    return entries is not None and all(entry.is_blank for entry in entries)


def _ordered(
    old: PartitionTable | None, new: PartitionTable | None, boot: tuple[Entry, ...] | None
) -> tuple[PartitionTable | None, ...]:
    """[UEFI] 5.2.3: a GPT counts where the MBR has a protective entry, and Windows and Linux hold to that;
    one without is what was there before, unless there is no other table.
    """
    if new is None or old is None or mbr.is_protective(boot):
        return new, old
    return (new, old) if old.is_doubtful or old.places <= new.places else (old, new)


class _Reading:
    """The kinds of table of one image; trouble of the image is kept, and the next kind is tried."""

    def __init__(self, image: EvidenceImage) -> None:
        self._image = image
        self._media_bytes = image.info.size_bytes
        self._sector_bytes = image.info.sector_bytes
        self.faults: list[Fault] = []

    def of_kind(self, read: Callable[[], Found | None]) -> Found | None:
        try:
            return read()
        except EvidenceUnreadable as why:
            self.faults.append(trouble(f"The partition table cannot be read: {why}"))
            return None

    def mbr(self) -> PartitionTable | None:
        return mbr.read_mbr(self._image.read, sector_bytes=self._sector_bytes, media_bytes=self._media_bytes)

    def gpt(self, boot: tuple[Entry, ...] | None) -> PartitionTable | None:
        protective = next((entry for entry in boot or () if entry.kind == mbr.PROTECTIVE), None)
        return gpt.read_gpt(
            self._image.read,
            media_bytes=self._media_bytes,
            sector_bytes=self._sector_bytes,
            protected_sectors=protective.first + protective.sectors if protective else None,
        )

    def apm(self) -> PartitionTable | None:
        return apm.read_apm(self._image.read, media_bytes=self._media_bytes)

    def unread(self) -> tuple[str, ...]:
        return tuple(unread_tables(self._image.read, media_bytes=self._media_bytes))

    def label(self) -> PartitionTable | None:
        return read_label(self._image.read, sector_bytes=self._sector_bytes)


def second_opinion(image: EvidenceImage, table: PartitionTable) -> tuple[Fault, ...]:
    """A fault with both readings where The Sleuth Kit reads the same table otherwise; nothing where it
    refuses the table, or counts in other sectors than the disk.
    """
    if any(slot.table != table.name for slot in table.slots):
        return ()  # slices inside of partitions, which it lists as partitions
    if table.name == mbr.NAME and image.info.sector_bytes != _SECTOR_BYTES_OF_TSK:
        return ()
    theirs = places_by_tsk(Media(image), table=table.name)
    if theirs is None:
        return ()
    size_bytes = image.info.size_bytes
    ours = {place for place in table.places if place[0] < size_bytes}
    theirs = {place for place in theirs if place[0] < size_bytes}
    if ours == theirs:
        return ()
    words = f"The Sleuth Kit reads the {table.name} differently: "
    parts = [f"only it lists {_listed(theirs - ours)}"] if theirs - ours else []
    parts += [f"only Fieldcase lists {_listed(ours - theirs)}"] if ours - theirs else []
    return (trouble(words + "; ".join(parts) + "."),)


def _listed(places: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"byte {offset:,} ({length:,} bytes)" for offset, length in sorted(places))


__all__ = ["PartitionTable", "Slot", "has_empty_table", "partition_tables", "second_opinion"]
