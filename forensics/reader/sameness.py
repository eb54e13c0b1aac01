"""What a shadow copy has in common with its volume as it is now, and need not be listed and read again.

A content of a copy is that of the live volume where three things hold: the live volume lists the same stream
(path, size, times, flags, metadata address, attribute, places); at none of these places does the copy, or one
made after it, keep a saved block; and the copy did keep them all. The bytes there are then read from the very
same place of the media.
"""

from collections.abc import Iterable, Iterator, Set
from hashlib import blake2b
from typing import Final

from msgspec.msgpack import Encoder
from msgspec.structs import replace

from forensics.entries import Content, Extent, Fault, FileEntry, Remains
from forensics.images import Volume
from forensics.layers.byte_runs import ByteRuns

MOST_REMEMBERED: Final = 4_000_000  # contents of the live volume, about 0.5 GB; of others all is read again
_encode: Final = Encoder().encode


class Sameness:
    """Between one shadow copy and its live volume. `saved` and `not_kept` are places of the volume."""

    def __init__(self, live_marks: Set[bytes], *, copy: Volume, saved: ByteRuns, not_kept: ByteRuns) -> None:
        self._begin, self._end = copy.offset_bytes, copy.length_bytes
        self._live, self._saved, self._not_kept = live_marks, saved, not_kept
        self.left_out = 0

    def others(self, walk: Iterable[FileEntry | Fault]) -> Iterator[FileEntry | Fault | None]:
        """What the copy does not share with the live volume; `None` for each that it shares, as a sign of
        life. These are counted in `left_out`.
        """
        for each in walk:
            if isinstance(each, Fault):
                yield each
            elif self._is_shared(each):
                self.left_out += 1
                yield None
            else:
                yield self._as_kept(each)

    def _is_shared(self, entry: FileEntry) -> bool:
        places = _places(entry, self._begin)
        if places is None or not all(self._is_of_today(at, end) for at, end in places):
            return False
        return mark_of(entry, self._begin) in self._live

    def _is_of_today(self, at: int, end: int) -> bool:
        return end <= self._end and not self._saved.touch(at, end) and not self._not_kept.touch(at, end)

    def _as_kept(self, entry: FileEntry) -> FileEntry:
        """A copy keeps nothing of what was deleted before it was made, unless others used the same blocks."""
        if entry.allocated or entry.content is not Content.PRESENT or not entry.extents:
            return entry
        if not all(self._is_gone(extent) for extent in entry.extents):
            return entry
        gone = Remains.NO_CONTENT_LEFT
        return replace(entry, content=Content.NOT_LEFT, extents=None, place_bytes=None, remains=gone)

    def _is_gone(self, extent: Extent) -> bool:
        if extent.offset_bytes is None:
            return False
        at = extent.offset_bytes - self._begin
        return self._not_kept.hold(at, at + extent.length_bytes)


class Remembered:
    """The contents of a live volume, by marks, gathered while it is walked."""

    def __init__(self, live: Volume) -> None:
        self._begin = live.offset_bytes
        self.marks: set[bytes] = set()
        self.is_whole = False

    def passing(self, walk: Iterable[FileEntry | Fault]) -> Iterator[FileEntry | Fault]:
        for each in walk:
            if isinstance(each, FileEntry) and self._is_compared(each):
                self.marks.add(mark_of(each, self._begin))
            yield each
        self.is_whole = True

    def _is_compared(self, entry: FileEntry) -> bool:
        return len(self.marks) < MOST_REMEMBERED and _places(entry, self._begin) is not None


def _places(entry: FileEntry, begin: int) -> list[tuple[int, int]] | None:
    """(from, to) in the volume of all its bytes, without holes; `None` where they are not plain runs, or
    where it is deleted: what lies there may be another's.
    """
    if not entry.allocated or entry.content is not Content.PRESENT or not entry.extents:
        return None
    if sum(extent.length_bytes for extent in entry.extents) < entry.size_bytes:
        return None
    found = [
        (extent.offset_bytes - begin, extent.offset_bytes - begin + extent.length_bytes)
        for extent in entry.extents
        if extent.offset_bytes is not None
    ]
    return None if any(at < 0 for at, _end in found) else found


def mark_of(entry: FileEntry, begin: int) -> bytes:
    """What a content is known by, whichever volume it is listed in; its places count from `begin`."""
    address, times = entry.address, entry.times
    moments = (times.mtime, times.atime, times.ctime, times.crtime)
    known = (
        entry.path.raw,
        entry.stream,
        entry.kind,
        entry.flags,
        entry.size_bytes,
        (address.meta_addr, address.attr_type, address.attr_id),
        [None if moment is None else moment.ns for moment in moments],
        [_relative(extent, begin) for extent in entry.extents or ()],
    )
    return blake2b(_encode(known), digest_size=16).digest()


def _relative(extent: Extent, begin: int) -> tuple[int | None, int]:
    offset = extent.offset_bytes
    return (None if offset is None else offset - begin, extent.length_bytes)
