"""Entries of a walk as they travel and are stored: flat rows in the columns of the store, settled where
nothing need be read.

The reader makes the rows, because it has a processor to itself; the engine, the single writer, only numbers
them.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.msgpack import Encoder

from forensics.entries import Content, Extent, Fault, FileEntry
from forensics.images import Volume
from forensics.layers import space_around
from forensics.paths import display_text
from forensics.planning import (
    RULED_OUT,
    UNLIKELY_SIZE,
    SizeGate,
    is_removable,
    priority_of,
    settled_without_reading,
)
from forensics.times import FAR_FUTURE_NS, TimeBounds

COLUMNS = (
    "volume",
    "meta_addr",
    "attr_type",
    "attr_id",
    "path",
    "stream",
    "shown_path",
    "kind",
    "size_bytes",
    "allocated",
    "content",
    "mtime_ns",
    "atime_ns",
    "ctime_ns",
    "crtime_ns",
    "zone",
    "link_target",
    "extents",
    "links",
    "place_bytes",
    "priority",
    "remains",
    "parent_known",
    "flags",
    "times_flags",
)
ListedRow = tuple[
    int,
    int,
    int | None,
    int | None,
    bytes,
    bytes | None,
    str,
    str,
    int,
    int,  # 0 or 1
    str,
    int | None,
    int | None,
    int | None,
    int | None,
    str,
    bytes | None,
    bytes | None,  # MessagePack array of [offset or nil, length]
    int,
    int | None,
    int,
    str | None,
    int,  # 0 or 1
    str | None,
    str | None,
]
"""In the order of `COLUMNS`."""


_encode = Encoder().encode
LARGEST_SIZE = (1 << 63) - 1
"""What the store holds. A content that claims more is listed with this, and reading it says so."""


class SettledRow(Struct, frozen=True, array_like=True, gc=False):
    """An outcome without reading; `position` is the entry's place among the rows it came with."""

    position: int
    outcome: str
    reason: str


class Listed(Struct, frozen=True, kw_only=True):
    """A piece of a volume's listing, in the order of the walk."""

    volume: int
    rows: tuple[ListedRow, ...] = ()
    settled: tuple[SettledRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    to_read: int = 0  # entries among the rows whose content is to be read
    to_read_bytes: int = 0

    @property
    def last_shown_path(self) -> str | None:
        return self.rows[-1][6] if self.rows else None


class Lister:
    """Turns the entries of one volume into rows."""

    def __init__(self, volume: Volume, gate: SizeGate) -> None:
        self._volume = volume
        self._gate = gate
        self._is_removable = is_removable(volume.file_system)
        self._bounds = TimeBounds(volume.file_system)
        self._space = space_around(volume.offset_bytes)

    def listed(self, entries: Sequence[FileEntry], faults: Iterable[Fault]) -> Listed:
        occurs = self._gate.which_occur([entry.size_bytes for entry in entries]) if entries else []
        rows: list[ListedRow] = []
        settled: list[SettledRow] = []
        without_reading = settled_without_reading
        to_read_bytes = 0
        for position, (entry, has_size) in enumerate(zip(entries, occurs, strict=True)):
            settlement = without_reading(entry.content)
            priority = 0
            if settlement is None:
                if self._gate.is_closed and not has_size:
                    settlement = RULED_OUT
                else:
                    priority = priority_of(entry, is_removable=self._is_removable)
                    priority += 0 if has_size else UNLIKELY_SIZE
                    to_read_bytes += min(entry.size_bytes, LARGEST_SIZE)
            if settlement is not None:
                settled.append(SettledRow(position, *settlement))
            rows.append(_row(entry, priority, bounds=self._bounds, space=self._space))
        return Listed(
            volume=self._volume.index,
            rows=tuple(rows),
            settled=tuple(settled),
            faults=tuple(faults),
            to_read=len(rows) - len(settled),
            to_read_bytes=min(to_read_bytes, LARGEST_SIZE),
        )


def _row(entry: FileEntry, priority: int, *, bounds: TimeBounds, space: range) -> ListedRow:
    """`space`: where the bytes of the volume can lie. Made-up runs that leave it would lead into the bytes of
    another volume; without runs the content is read by the file system, which ends at its own space.
    """
    address, times, raw, stream, extents = (
        entry.address,
        entry.times,
        entry.path.raw,
        entry.stream,
        entry.extents,
    )
    if extents and not _all_within(extents, space.start, space.stop):
        extents = None
    shown = display_text(raw)
    if stream is not None:
        shown = f"{shown}:{display_text(stream)}"
    mtime = None if times.mtime is None else times.mtime.ns
    atime = None if times.atime is None else times.atime.ns
    ctime = None if times.ctime is None else times.ctime.ns
    crtime = None if times.crtime is None else times.crtime.ns
    times_flags, low = times.flags, bounds.plain_from
    if (
        (mtime is not None and not low <= mtime < FAR_FUTURE_NS)
        or (atime is not None and not low <= atime < FAR_FUTURE_NS)
        or (ctime is not None and not low <= ctime < FAR_FUTURE_NS)
        or (crtime is not None and not low <= crtime < FAR_FUTURE_NS)
    ):
        times_flags = bounds.flags(times)
    place = entry.place_bytes
    if place is None and extents and entry.content is Content.PRESENT:
        place = extents[0].offset_bytes
        if place is None:  # it begins with a hole
            place = next((each.offset_bytes for each in extents if each.offset_bytes is not None), None)
    return (
        address.volume,
        address.meta_addr,
        address.attr_type,
        address.attr_id,
        raw,
        stream,
        shown,
        entry.kind,
        entry.size_bytes if entry.size_bytes <= LARGEST_SIZE else LARGEST_SIZE,
        int(entry.allocated),
        entry.content,
        mtime,
        atime,
        ctime,
        crtime,
        times.zone,
        None if entry.link_target is None else entry.link_target.raw,
        None if extents is None else _encode(extents),
        entry.links,
        place,
        priority,
        entry.remains,
        int(entry.parent_known),
        entry.flags,
        times_flags,
    )


def _all_within(extents: Sequence[Extent], start: int, stop: int) -> bool:
    for extent in extents:
        place = extent.offset_bytes
        if place is not None and not start <= place <= stop - extent.length_bytes:
            return False
    return True
