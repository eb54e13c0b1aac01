"""The disk map of an exhibit: read once for each state of its scan, then asked for what lies where.

Reading a million entries takes seconds, so the last exhibit that was asked for is kept; what is written to
the custody chain meanwhile does not matter to it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np

from app.memory import give_back
from app.rows import VolumeRow
from app.rows.maps import (
    FREE,
    HELD,
    MAP_KINDS,
    NOT_LOOKED_INTO,
    DiskMap,
    FolderMap,
    MapChoice,
    MapStrip,
    TimeLine,
)
from app.store import places, results
from app.store.case_file import CaseFile, CaseRow
from app.views.folder_trees import FolderTree, folder_map, grow
from app.views.painted_image import PaintedImage, Stretch, paint
from app.views.placed_entries import MATCHED, PlacedEntries, gather, placed
from app.views.time_lines import Span, time_line
from app.views.volume_rows import volume_row
from forensics.entries import ByteRange
from forensics.images import VolumeState
from forensics.ledger import ByteKind
from forensics.paths import display_text
from forensics.ranges import RangeSet

_GROUND: Final = {
    VolumeState.READABLE: FREE,
    VolumeState.LOCKED: "encrypted",
    VolumeState.UNREADABLE: "unreadable",
    VolumeState.UNSUPPORTED: NOT_LOOKED_INTO,
    VolumeState.NO_FILE_SYSTEM: NOT_LOOKED_INTO,
    VolumeState.HOLDS_VOLUMES: HELD,
}
State = tuple[str, int, bool, tuple[int, int] | None]


class MapRoom:
    """Answers for one exhibit at a time, from one thread."""

    def __init__(self) -> None:
        self._last: ReadMap | None = None

    def read(self, case: CaseFile, label: str) -> "ReadMap":
        """The map of an exhibit as its scan stands now; raise CaseTrouble where there is no such exhibit."""
        exhibit = case.exhibit(label)
        scan = case.last_scan(exhibit.id)
        state = _state(case, label, scan)
        if self._last is None or self._last.state != state:
            self._last = None  # before the next one is read: two of a million entries are too many
            self._last = _read(case, exhibit, scan, state)
            give_back()  # what it was made from is twice as large as the map
        return self._last

    def kept(self, case: CaseFile, label: str) -> "ReadMap":
        """The same as it was read last, so that its parts are of one state while a scan goes on."""
        if self._last is not None and self._last.state[0] == label:
            return self._last
        return self.read(case, label)


def _state(case: CaseFile, label: str, scan: CaseRow | None) -> State:
    """A finished scan never changes; of another it counts what was listed and examined."""
    if scan is None or scan.finished_at is not None:
        return label, 0 if scan is None else scan.id, scan is not None, None
    with case.reading() as connection:
        return label, scan.id, False, places.examined(connection, scan.id)


def _read(case: CaseFile, exhibit: CaseRow, scan: CaseRow | None, state: State) -> "ReadMap":
    volumes = case.volumes(exhibit.id)
    gaps = tuple((row.offset_bytes, row.length_bytes) for row in case.gaps(exhibit.id))
    with case.reading() as connection:
        entries = gather(places.placed_entries(connection, scan.id) if scan is not None else ())
        unreadable = [] if scan is None else results.unreadable_ranges(connection, exhibit.id, scan.id)
        counted = [] if scan is None else results.byte_counts(connection, scan.id)
        ended = [] if scan is None else results.listing_ends(connection, scan.id)
    is_mapped = any(row.kind in (ByteKind.ALLOCATED, ByteKind.UNALLOCATED) for row in counted)
    free = sum(row.length_bytes for row in counted if row.kind == ByteKind.UNALLOCATED)
    return ReadMap(
        state=state,
        size_bytes=exhibit.size_bytes,
        volumes=tuple(volume_row(row) for row in volumes),
        gaps=gaps,
        entries=entries,
        image=paint(
            exhibit.size_bytes,
            ground=ground_of(volumes, listed={row.volume for row in ended}),
            entries=entries,
            unreadable=unreadable,
        ),
        unreadable=RangeSet.of(ByteRange(*stretch) for stretch in unreadable),
        free_by_map=free if is_mapped else None,
        is_scanned=scan is not None,
        is_finished=scan is not None and scan.finished_at is not None,
    )


def ground_of(volumes: Iterable[CaseRow], *, listed: Collection[int]) -> Iterator[Stretch]:
    """What the volumes are where no file lies; of one that is not listed to its end that is not known yet.

    A volume inside another has no ground of its own: that of the volume which holds it says so. One without
    a file system has what is left by the others, for a lost one may lie in it.
    """
    rows = sorted(volumes, key=lambda row: row.state == VolumeState.NO_FILE_SYSTEM)
    holding = {row.within for row in rows}
    for row in rows:
        if row.within is not None:
            continue
        is_opened = row.state == VolumeState.LOCKED and row.position in holding
        kind = HELD if is_opened else _GROUND[row.state]
        is_waiting = kind == FREE and row.position not in listed
        yield row.offset_bytes, row.offset_bytes + row.length_bytes, "waiting" if is_waiting else kind


@dataclass(frozen=True, kw_only=True, eq=False)  # without slots: two of its parts are made when asked for
class ReadMap:
    """One exhibit, read."""

    state: State
    size_bytes: int
    volumes: tuple[VolumeRow, ...]
    gaps: tuple[tuple[int, int], ...]
    entries: PlacedEntries
    image: PaintedImage
    unreadable: RangeSet
    free_by_map: int | None
    is_scanned: bool
    is_finished: bool

    @cached_property
    def tree(self) -> FolderTree:
        return grow(self.entries)

    @cached_property
    def hit_places(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Where matched files begin, in order."""
        is_hit = (self.entries.outcome == MATCHED) & self.entries.is_file & self._is_placed()
        return np.sort(self.entries.begins[is_hit])

    def _is_placed(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Which entries have a first byte on the media; those of a volume inside another may have none."""
        return placed(self.entries) & (self.entries.begins < self.size_bytes)

    def disk_map(self) -> DiskMap:
        entries = self.entries
        has_run = np.zeros(len(entries), np.bool_)
        has_run[entries.runs.entry[entries.runs.start < self.size_bytes]] = True
        placeless = entries.is_file & entries.has_content & ~has_run
        is_hit = entries.is_file & (entries.outcome == MATCHED)
        return DiskMap(
            exhibit=self.state[0],
            size_bytes=self.size_bytes,
            volumes=self.volumes,
            gaps=self.gaps,
            kinds=tuple(zip(MAP_KINDS, self.image.totals(), strict=True)),
            shared_bytes=self.image.shared_bytes,
            unreadable_areas=len(self.unreadable),
            largest_unreadable=max(
                ((part.offset_bytes, part.length_bytes) for part in self.unreadable),
                key=lambda part: part[1],
                default=None,
            ),
            entries=len(entries),
            files=int(entries.is_file.sum()),
            matched_files=int(is_hit.sum()),
            placeless_files=int(placeless.sum()),
            placeless_bytes=int(entries.size[placeless].sum()),
            placeless_matched=int((is_hit & ~self._is_placed()).sum()),
            free_by_map=self.free_by_map,
            is_scanned=self.is_scanned,
            is_finished=self.is_finished,
        )

    def strip(self, start: int, end: int, *, columns: int) -> MapStrip:
        """At most so many columns of the stretch, fewer where it has fewer bytes."""
        start, end = max(start, 0), min(end, self.size_bytes)
        columns = max(1, min(columns, end - start))
        edges = tuple(start + (end - start) * number // columns for number in range(columns + 1))
        hits = np.diff(np.searchsorted(self.hit_places, np.array(edges, np.int64), "left"))
        return MapStrip(
            start_bytes=start,
            end_bytes=end,
            edges=edges,
            columns=self.image.columns(edges),
            hits=tuple(hits.tolist()),
        )

    def choice(self, start: int, end: int) -> MapChoice:
        entries = self.entries
        numbers = self._lying_in(start, end)
        folders = np.bincount(entries.folder[numbers]) if len(numbers) else np.array([], np.int64)
        most = int(folders.argmax()) if len(folders) else None
        return MapChoice(
            start_bytes=start,
            end_bytes=end,
            volumes=tuple(
                volume.index
                for volume in self.volumes
                if volume.offset_bytes < end and start < volume.offset_bytes + volume.length_bytes
            ),
            files=len(numbers),
            matched_files=int((entries.outcome[numbers] == MATCHED).sum()),
            folder=None if most is None else display_text(entries.folders[most][1]) or "/",
            folder_files=0 if most is None else int(folders[most]),
        )

    def _lying_in(self, start: int, end: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Files with a run in the stretch, or of which only the beginning is known and lies there."""
        entries, runs = self.entries, self.entries.runs
        touches = (runs.start < end) & (runs.start + runs.length > start)
        begins = (entries.begins >= start) & (entries.begins < end)
        is_in = begins.copy()
        is_in[runs.entry[touches]] = True
        return np.flatnonzero(is_in & entries.is_file)

    def next_hit(self, after: int, *, is_backwards: bool = False) -> int | None:
        """Where the next matched file begins, from the other end where there is none behind."""
        hits = self.hit_places
        if not len(hits):
            return None
        at = (
            int(np.searchsorted(hits, after, "left")) - 1
            if is_backwards
            else int(np.searchsorted(hits, after, "right"))
        )
        return int(hits[at % len(hits)])

    def time_line(self, field: str, *, seized_at: str | None, span: Span | None) -> TimeLine:
        """`seized_at` is ISO 8601 in UTC."""
        seized = None if seized_at is None else datetime.fromisoformat(seized_at)
        return time_line(self.entries, field, seized_at=seized, span=span)

    def folders(self, key: str | None, *, weigh: str) -> FolderMap:
        return folder_map(self.tree, key, weigh=weigh)
