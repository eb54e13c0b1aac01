"""The coverage ledger: every byte of an image in exactly one kind, every entry in exactly one outcome.

Pure sums over what was read. A sum that does not close is a fault of this program: the totals are given as
they are, `verify_bytes` and `verify_entries` raise with both numbers, and whoever scans shows it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forensics.entries import ByteRange, Outcome
from forensics.errors import FieldcaseError
from forensics.images import Gap, Volume, VolumeState
from forensics.ranges import RangeSet


class LedgerOpen(FieldcaseError):
    """A sum of the ledger does not close; the message gives both numbers."""


class ByteKind(StrEnum):
    """What a byte of an image belongs to."""

    ALLOCATED = "allocated"  # in use by the file system's own map
    UNALLOCATED = "unallocated"  # free by that map
    # Where no map is read: content of allocated entries lies there, or it does not (free space, and the
    # structures of the file system).
    IN_FILES = "in_files"
    OUTSIDE_FILES = "outside_files"
    UNDIVIDED = "undivided"  # of a readable volume of which neither is known: its listing did not end
    LOCKED = "locked"
    UNSUPPORTED = "unsupported"
    NO_FILE_SYSTEM = "no_file_system"
    HOLDS_VOLUMES = "holds_volumes"  # of a volume whose bytes are those of the volumes inside it
    UNREADABLE = "unreadable"  # reading failed there, or the volume as a whole could not be read
    GAP = "gap"  # partition tables and space that belongs to no volume


_WHOLE_VOLUME = {
    VolumeState.READABLE: ByteKind.UNDIVIDED,
    VolumeState.LOCKED: ByteKind.LOCKED,
    VolumeState.UNSUPPORTED: ByteKind.UNSUPPORTED,
    VolumeState.NO_FILE_SYSTEM: ByteKind.NO_FILE_SYSTEM,
    VolumeState.UNREADABLE: ByteKind.UNREADABLE,
    VolumeState.HOLDS_VOLUMES: ByteKind.HOLDS_VOLUMES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeUse:
    """A volume and the bytes of the image in use there: by the file system's own map, else where the content
    of its allocated entries lies. Both `None`: not known.
    """

    volume: Volume
    allocated: RangeSet | None = None
    in_files: RangeSet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteLine:
    """So many bytes of one kind in one volume; `volume` is `None` between volumes."""

    volume: int | None
    kind: ByteKind
    length_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteLedger:
    """Lines in the order of the volumes, those between volumes last; a kind without a byte has no line."""

    size_bytes: int
    lines: tuple[ByteLine, ...]

    @property
    def counted_bytes(self) -> int:
        return sum(line.length_bytes for line in self.lines)

    @property
    def difference_bytes(self) -> int:
        """Bytes of the image that stand in no line; below zero: bytes that stand in two."""
        return self.size_bytes - self.counted_bytes

    def total(self, *kinds: ByteKind) -> int:
        return sum(line.length_bytes for line in self.lines if line.kind in kinds)


def byte_ledger(
    *,
    size_bytes: int,
    volumes: Iterable[VolumeUse],
    gaps: Iterable[Gap],
    unreadable: Iterable[ByteRange] = (),
) -> ByteLedger:
    """Count the bytes of an image of `size_bytes`.

    What lies outside the image does not count. Where volumes or gaps overlap, the first one has the bytes; a
    volume without a file system has those that no other volume claims, for a lost one may lie in it.
    Unreadable wins over every other kind, wherever it lies. Bytes that no volume and no gap claims are left
    out, and the ledger does not close. A volume inside another has no bytes of the media for itself: those
    of the volume that holds it are counted once, there.
    """
    bad = RangeSet.of(unreadable)
    claims = _Claims(size_bytes)
    counts: Counter[tuple[int | None, ByteKind]] = Counter()
    uses = tuple(volumes)
    holding = holders(use.volume for use in uses)
    for use in sorted(uses, key=lambda use: use.volume.state == VolumeState.NO_FILE_SYSTEM):
        index = use.volume.index
        if use.volume.within is not None:
            continue
        is_opened = index in holding
        for start, end in claims.take(use.volume.offset_bytes, use.volume.length_bytes):
            for kind, length in _divided(use, bad, start=start, end=end, is_opened=is_opened):
                counts[index, kind] += length
    for gap in gaps:
        for start, end in claims.take(gap.offset_bytes, gap.length_bytes):
            lost = bad.bytes_within(start, end)
            counts[None, ByteKind.GAP] += end - start - lost
            counts[None, ByteKind.UNREADABLE] += lost
    lines = (
        ByteLine(volume=volume, kind=kind, length_bytes=length)
        for (volume, kind), length in counts.items()
        if length
    )
    in_order = sorted(lines, key=lambda line: (line.volume is None, line.volume or 0))
    return ByteLedger(size_bytes=size_bytes, lines=tuple(in_order))


def holders(volumes: Iterable[Volume]) -> frozenset[int]:
    """Indexes of the volumes that hold others. One that is locked and holds any was unlocked."""
    return frozenset(volume.within for volume in volumes if volume.within is not None)


def _divided(
    use: VolumeUse, bad: RangeSet, *, start: int, end: int, is_opened: bool
) -> Iterator[tuple[ByteKind, int]]:
    """How a part of a volume divides into kinds. `is_opened`: there are volumes inside it."""
    lost = bad.bytes_within(start, end)
    left = end - start - lost
    if is_opened and use.volume.state == VolumeState.LOCKED:
        yield ByteKind.HOLDS_VOLUMES, left
    elif use.volume.state != VolumeState.READABLE:
        yield _WHOLE_VOLUME[use.volume.state], left
    elif use.allocated is not None:
        used = _readable_bytes(use.allocated, bad, start=start, end=end)
        yield ByteKind.ALLOCATED, used
        yield ByteKind.UNALLOCATED, left - used
    elif use.in_files is not None:
        used = _readable_bytes(use.in_files, bad, start=start, end=end)
        yield ByteKind.IN_FILES, used
        yield ByteKind.OUTSIDE_FILES, left - used
    else:
        yield ByteKind.UNDIVIDED, left
    yield ByteKind.UNREADABLE, lost


def _readable_bytes(used: RangeSet, bad: RangeSet, *, start: int, end: int) -> int:
    lost = sum(used.bytes_within(*part) for part in bad.parts_within(start, end))
    return used.bytes_within(start, end) - lost


class _Claims:
    """Which bytes of the image have been given away; each is given once."""

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes
        self._taken = RangeSet()

    def take(self, offset_bytes: int, length_bytes: int) -> tuple[tuple[int, int], ...]:
        """The parts of the range that nobody has yet, as starts and ends."""
        start, end = max(offset_bytes, 0), min(offset_bytes + length_bytes, self._size_bytes)
        parts = tuple(self._taken.parts_missing(start, end)) if start < end else ()
        if parts:
            self._taken = RangeSet.of([*self._taken, ByteRange(start, end - start)])
        return parts


def verify_bytes(ledger: ByteLedger) -> None:
    """Raise LedgerOpen unless every byte of the image stands in exactly one line."""
    if ledger.difference_bytes:
        raise LedgerOpen(
            f"The byte ledger counts {ledger.counted_bytes:,} of {ledger.size_bytes:,} bytes of the image. "
            "This is a fault of the program; what it found stands, and the difference has to be explained."
        )


def verify_entries(volume: int, *, entries: int, outcomes: Mapping[Outcome, int]) -> None:
    """Raise LedgerOpen unless every entry of the volume has exactly one outcome."""
    counted = sum(outcomes.values())
    if counted != entries:
        raise LedgerOpen(
            f"The outcomes of volume {volume} add up to {counted:,}, and {entries:,} entries were listed. "
            "This is a fault of the program; what it found stands, and the difference has to be explained."
        )
