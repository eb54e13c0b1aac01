"""Laying partition slots and gaps over the media so that every byte belongs to exactly one of them.

Slots come from evidence: they may overlap, run past the end, or lie beyond it. What is cut or left out is
told as a fault.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from forensics.entries import Fault, Stage
from forensics.filesystems.tsk.slots import Slot
from forensics.images import Gap
from forensics.paths import display_text

BETWEEN = "between partitions"
TABLE = "partition table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A byte range of the media that one partition has for itself."""

    offset_bytes: int
    length_bytes: int
    description: str
    claimed_bytes: int  # as the table says; more than `length_bytes` where the area had to be cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    areas: tuple[Area, ...]
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]


def laid_out(slots: Iterable[Slot], *, media_bytes: int) -> Layout:
    """Areas and gaps in disk order; their lengths add up to `media_bytes`."""
    areas: list[Area] = []
    gaps: list[Gap] = []
    faults: list[Fault] = []
    end = 0
    for slot in slots:
        words = display_text(slot.description)
        start = max(slot.offset_bytes, end)
        stop = min(slot.offset_bytes + slot.length_bytes, media_bytes)
        faults.extend(_troubles(slot, words, end=end, media_bytes=media_bytes))
        if stop <= start or start != slot.offset_bytes:
            continue  # told as a fault: it lies beyond the media, or inside another partition
        if start > end:
            gaps.append(_gap(end, start))
        if slot.is_table:
            gaps.append(Gap(offset_bytes=start, length_bytes=stop - start, description=TABLE))
        else:
            areas.append(
                Area(
                    offset_bytes=start,
                    length_bytes=stop - start,
                    description=words,
                    claimed_bytes=slot.length_bytes,
                )
            )
        end = stop
    if end < media_bytes:
        gaps.append(_gap(end, media_bytes))
    return Layout(areas=tuple(areas), gaps=tuple(gaps), faults=tuple(faults))


def _gap(start: int, stop: int) -> Gap:
    description = f"{TABLE} and space before the first partition" if start == 0 else BETWEEN
    return Gap(offset_bytes=start, length_bytes=stop - start, description=description)


def _troubles(slot: Slot, words: str, *, end: int, media_bytes: int) -> Iterable[Fault]:
    claimed = slot.offset_bytes + slot.length_bytes
    place = f"Partition “{words}” at byte {slot.offset_bytes:,}"
    if slot.offset_bytes >= media_bytes:
        yield _fault(
            f"{place} lies beyond the end of the image ({media_bytes:,} bytes); none of it could be "
            "looked at.",
            slot,
        )
    elif slot.offset_bytes < end:
        yield _fault(
            f"{place} begins inside the partition before it; it is not listed as a volume of its own.", slot
        )
    elif claimed > media_bytes:
        yield _fault(
            f"{place} is {slot.length_bytes:,} bytes long by the partition table, but the image ends after "
            f"{media_bytes - slot.offset_bytes:,} of them.",
            slot,
        )


def _fault(reason: str, slot: Slot) -> Fault:
    return Fault(
        stage=Stage.VOLUME, reason=reason, offset_bytes=slot.offset_bytes, length_bytes=slot.length_bytes
    )
