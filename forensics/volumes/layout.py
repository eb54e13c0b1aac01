"""Laying partition slots and gaps over the media so that every byte belongs to one of them.

Slots come from evidence: they may overlap, run past the end, or lie beyond it. What is cut or left out is
told as a fault. A slot that begins inside the one before it is an area too, beside the division.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forensics.entries import Fault
from forensics.images import Gap
from forensics.paths import display_text
from forensics.volumes.tables.kinds import ANY_KIND, Kind
from forensics.volumes.tables.slots import Slot, trouble

BETWEEN = "between partitions"
TABLE = "partition table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A byte range of the media that one partition has for itself."""

    offset_bytes: int
    length_bytes: int
    description: str
    claimed_bytes: int  # as the table says; more than `length_bytes` where the area had to be cut
    table: str
    kind: Kind = ANY_KIND  # what the table says that it holds

    @property
    def end_bytes(self) -> int:
        return self.offset_bytes + self.length_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    areas: tuple[Area, ...]
    overlapping: tuple[Area, ...]  # over bytes that an area of `areas` has
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]


def laid_out(slots: Iterable[Slot], *, media_bytes: int) -> Layout:
    """Areas and gaps in disk order; each byte of the media lies in one of them, or in an overlapping area."""
    areas: list[Area] = []
    overlapping: list[Area] = []
    gaps: list[Gap] = []
    faults: list[Fault] = []
    end = 0
    for slot in slots:
        words = display_text(slot.description)
        start, stop = slot.offset_bytes, min(slot.end_bytes, media_bytes)
        if slot.is_table:
            if end <= start < stop:
                gaps.extend([_gap(end, start)] if start > end else [])
                gaps.append(Gap(offset_bytes=start, length_bytes=stop - start, description=_table(words)))
                end = stop
            continue
        faults.extend(_troubles(slot, words, end=end, media_bytes=media_bytes))
        if stop <= start:
            continue  # told as a fault: it lies beyond the media
        area = Area(
            offset_bytes=start,
            length_bytes=stop - start,
            description=words,
            claimed_bytes=slot.length_bytes,
            table=slot.table,
            kind=slot.kind,
        )
        if start < end:
            overlapping.append(area)
        else:
            gaps.extend([_gap(end, start)] if start > end else [])
            areas.append(area)
        end = max(end, stop)
    if end < media_bytes:
        gaps.append(_gap(end, media_bytes))
    return Layout(areas=tuple(areas), overlapping=tuple(overlapping), gaps=tuple(gaps), faults=tuple(faults))


def carved(gaps: Sequence[Gap], areas: Sequence[Area]) -> tuple[Gap, ...]:
    """What is left of the gaps without the areas."""
    left: list[Gap] = []
    for gap in gaps:
        start, stop = gap.offset_bytes, gap.offset_bytes + gap.length_bytes
        for area in sorted(areas, key=lambda area: area.offset_bytes):
            if start <= area.offset_bytes < stop:
                left.extend([_part(gap, start, area.offset_bytes)] if area.offset_bytes > start else [])
                start = min(area.end_bytes, stop)
        left.extend([_part(gap, start, stop)] if stop > start else [])
    return tuple(left)


def _part(gap: Gap, start: int, stop: int) -> Gap:
    return Gap(offset_bytes=start, length_bytes=stop - start, description=gap.description)


def _table(words: str) -> str:
    return words if TABLE in words else TABLE


def _gap(start: int, stop: int) -> Gap:
    description = f"{TABLE} and space before the first partition" if start == 0 else BETWEEN
    return Gap(offset_bytes=start, length_bytes=stop - start, description=description)


def _troubles(slot: Slot, words: str, *, end: int, media_bytes: int) -> Iterable[Fault]:
    place = f"Partition “{words}” at byte {slot.offset_bytes:,}"
    if slot.offset_bytes >= media_bytes:
        yield _fault(
            f"{place} lies beyond the end of the image ({media_bytes:,} bytes); none of it could be "
            "looked at.",
            slot,
        )
        return
    if slot.offset_bytes < end:
        yield _fault(
            f"{place} overlaps the partition before it, which ends at byte {end:,}; both are listed, and "
            "bytes that both claim are counted once.",
            slot,
        )
    if slot.end_bytes > media_bytes:
        yield _fault(
            f"{place} is {slot.length_bytes:,} bytes long by the partition table, but the image ends after "
            f"{media_bytes - slot.offset_bytes:,} of them.",
            slot,
        )


def _fault(reason: str, slot: Slot) -> Fault:
    return trouble(reason, offset_bytes=slot.offset_bytes, length_bytes=slot.length_bytes)
