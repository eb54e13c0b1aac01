"""What a partition table says: slots with their places, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass

from forensics.bounds import possible
from forensics.entries import Fault, Stage
from forensics.volumes.tables.kinds import ANY_KIND, Kind

Read = Callable[[int, int], bytes]
"""`read(offset, length)` of the media; fewer bytes only at their end; EvidenceUnreadable where they fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A byte range of the media that a table speaks of. Nothing is promised of it: it may lie anywhere."""

    offset_bytes: int
    length_bytes: int
    description: bytes
    table: str  # "MBR", "GPT", "APM", "BSD", "Sun", "lost"
    is_table: bool = False  # sectors of the table itself, not a partition
    kind: Kind = ANY_KIND

    @property
    def end_bytes(self) -> int:
        return self.offset_bytes + self.length_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionTable:
    name: str
    slots: tuple[Slot, ...]
    faults: tuple[Fault, ...] = ()
    is_doubtful: bool = False  # it may as well be something else; only where nothing better is there

    @property
    def places(self) -> frozenset[tuple[int, int]]:
        """(offset, length) of its partitions."""
        return frozenset((slot.offset_bytes, slot.length_bytes) for slot in self.slots if not slot.is_table)


def in_disk_order(slots: list[Slot]) -> tuple[Slot, ...]:
    return tuple(sorted(slots, key=lambda slot: (slot.offset_bytes, -slot.length_bytes)))


def trouble(reason: str, *, offset_bytes: int | None = None, length_bytes: int | None = None) -> Fault:
    return Fault(
        stage=Stage.VOLUME,
        reason=reason,
        offset_bytes=possible(offset_bytes),
        length_bytes=possible(length_bytes),
    )
