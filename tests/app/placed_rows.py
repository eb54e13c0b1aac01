"""Entries with places in an image, as the store gives them to the map, and a map made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from app.rows import VolumeRow
from app.rows.maps import BYTE_OUTCOMES, FREE
from app.store.places import NO_PLACE, NO_TIME
from app.views.map_rows import ReadMap
from app.views.painted_image import Stretch, paint
from app.views.placed_entries import PlacedEntries, gather
from forensics.entries import ByteRange
from forensics.ranges import RangeSet

Run = tuple[int | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """One entry; `runs` None: it has no plain runs."""

    path: bytes = b"/a"
    volume: int = 0
    outcome: str = "compared"
    size: int = 10
    is_file: bool = True
    has_content: bool = True
    is_local: bool = False
    modified: int = NO_TIME
    created: int = NO_TIME
    accessed: int = NO_TIME
    runs: tuple[Run, ...] | None = None
    place: int = NO_PLACE

    def stored(self) -> tuple[Any, ...]:
        return (
            *(self.volume, self.path, BYTE_OUTCOMES.index(self.outcome), self.size, self.is_file),
            *(self.has_content, self.is_local, self.modified, self.created, self.accessed),
            *(None if self.runs is None else msgspec.msgpack.encode(self.runs), self.place),
        )


def placed_entries(*rows: PlacedRow, at_once: int = 3) -> PlacedEntries:
    """Gathered a few at a time, as from the store."""
    stored = [row.stored() for row in rows]
    return gather([stored[at : at + at_once] for at in range(0, len(stored), at_once)])


def a_volume(offset: int, length: int, *, index: int = 0, state: str = "readable") -> VolumeRow:
    return VolumeRow(
        index=index,
        offset_bytes=offset,
        length_bytes=length,
        table="MBR",
        description="NTFS",
        state=state,
        file_system="NTFS",
        label=None,
        reason=None,
    )


def a_read_map(
    entries: PlacedEntries,
    *,
    size: int = 1000,
    volumes: Sequence[VolumeRow] = (),
    unreadable: Sequence[tuple[int, int]] = (),
    label: str = "HR-01",
) -> ReadMap:
    """The map of an image whose volumes are listed to their end; without volumes one takes all of it."""
    volumes = tuple(volumes) or (a_volume(0, size),)
    ground: list[Stretch] = [
        (
            one.offset_bytes,
            one.offset_bytes + one.length_bytes,
            "encrypted" if one.state == "locked" else FREE,
        )
        for one in volumes
    ]
    return ReadMap(
        state=(label, 1, True, None),
        size_bytes=size,
        volumes=volumes,
        gaps=(),
        entries=entries,
        image=paint(size, ground=ground, entries=entries, unreadable=unreadable),
        unreadable=RangeSet.of(ByteRange(*one) for one in unreadable),
        free_by_map=None,
        is_scanned=True,
        is_finished=True,
    )
