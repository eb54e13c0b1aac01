"""Volumes that no partition table lists, found by the signatures of their file systems.

The search looks where partitions begin: at each sector of the first and the last mebibyte of a gap, and at
each whole mebibyte of the disk for the first `_STEPS` of them; behind a volume that it finds it begins anew.
So many places are the same at each opening, whatever the size of the disk. `search_everywhere` goes to the
end of each, and looks at the cylinders of old partition tables too.

What is found must be what it seems: a file system that opens, or a signature of a locked or unsupported one,
and by its own account not longer than the gap. Copies of boot sectors and superblocks lead to the volume they
belong to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from typing import Protocol

from forensics.entries import Fault
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.tsk.media import Media
from forensics.images import MOST_FOUND, EvidenceImage, Gap, VolumeState
from forensics.volumes.contents import Contents, contents_of
from forensics.volumes.heads import HEAD_BYTES, spans_by_head
from forensics.volumes.layout import Area
from forensics.volumes.tables.slots import trouble

LOST = "lost"
FOUND_WORDS = "found by its signature"
_MIB = 1 << 20
_STEPS = 2048
_SMALLEST_GAP_BYTES = 64 * 1024  # no file system is smaller that anybody keeps files in


_CYLINDER_BYTES = 255 * 63 * 512  # where partitions began before 2007; logical ones one track behind
_TRACK_BYTES = 63 * 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    areas: tuple[Area, ...]
    faults: tuple[Fault, ...]
    looked_until: int  # byte behind the last place that was looked at, not counting the end of a gap


class Course(Protocol):
    """Is told how a search goes."""

    def reached(self, place: int) -> None:
        """Every place before byte `place` was looked at."""

    def looks_into(self, place: int) -> None:
        """Something may begin at `place`, or be a copy there, and will be opened."""

    def could_not_read(self, place: int) -> None:
        """Whether anything begins at `place` is not known."""

    def tells(self, fault: Fault) -> None:
        """Of what was seen and is not listed."""


class _Kept:
    """The course of a search that is over at once: what it tells is kept for its end."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def reached(self, place: int) -> None: ...

    def looks_into(self, place: int) -> None: ...

    def could_not_read(self, place: int) -> None:
        """What reads there tells of it."""

    def tells(self, fault: Fault) -> None:
        self.faults.append(fault)


def search_gaps(image: EvidenceImage, gaps: Sequence[Gap]) -> Found:
    """The volumes in the gaps, in disk order. Never raises for what the evidence holds."""
    kept = _Kept()
    search = _Search(image, kept)
    areas = [area for start, stop in _wide(gaps) for area in search.within(start, stop)]
    if len(areas) > MOST_FOUND:
        kept.tells(trouble(f"More than {MOST_FOUND} lost volumes were found; the others are not listed."))
    return Found(areas=tuple(areas[:MOST_FOUND]), faults=tuple(kept.faults), looked_until=search.looked_until)


def search_everywhere(
    image: EvidenceImage, gaps: Sequence[Gap], course: Course, *, first_place: int = 0
) -> Iterator[Area]:
    """The volumes in the gaps wherever they begin, in disk order, looked for from `first_place` on."""
    search = _Search(image, course, everywhere=True, first_place=first_place)
    for start, stop in _wide(gaps):
        yield from search.within(start, stop)


def taken_by(area: Area, contents: Contents | None) -> Area:
    """What nothing else can begin in. Of a lock that does not say how long it is the beginning: it reaches as
    far as it can, but there may be volumes behind it.
    """
    if contents is None or contents.state != VolumeState.LOCKED or contents.size_bytes is not None:
        return area
    return replace(area, length_bytes=min(area.length_bytes, _MIB))


def _wide(gaps: Iterable[Gap]) -> Iterator[tuple[int, int]]:
    """Where those start and stop that may hold a volume."""
    for gap in gaps:
        if gap.length_bytes >= _SMALLEST_GAP_BYTES:
            yield gap.offset_bytes, gap.offset_bytes + gap.length_bytes


def found_area(offset_bytes: int, length_bytes: int, *, claimed_bytes: int | None = None) -> Area:
    """The place of a lost volume, which claims as much where nothing else is said."""
    return Area(
        offset_bytes=offset_bytes,
        length_bytes=length_bytes,
        description=FOUND_WORDS,
        claimed_bytes=claimed_bytes or length_bytes,
        table=LOST,
    )


class _Search:
    def __init__(
        self,
        image: EvidenceImage,
        course: Course,
        *,
        everywhere: bool = False,
        first_place: int = 0,
    ) -> None:
        self._image = image
        self._course = course
        self._everywhere = everywhere
        self._first_place = first_place
        self._sector = image.info.sector_bytes
        self._told: set[int] = set()  # starts that are not listed, each told once
        self._behind: dict[int, int] = {}  # by the start of what was found: where the search begins anew
        self.looked_until = 0

    def within(self, start: int, stop: int) -> Iterator[Area]:
        """Volumes from `start` on that end before `stop`, each looked for behind the last one."""
        for _ in range(MOST_FOUND + 1):
            area = self._first(start, stop)
            if area is None:
                return
            yield area
            start = self._behind[area.offset_bytes]

    def _first(self, start: int, stop: int) -> Area | None:
        """The first volume in the order of the places that are looked at; those at the end come last."""
        for place, head in self._heads(start, stop):
            self._course.reached(place)
            for begin, end in spans_by_head(head, place, read=self._read):
                if start <= begin < stop:
                    self._course.looks_into(place)
                    area = self._area(begin, stop, end=end)
                    if area is not None:
                        return area
        return None

    def _heads(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        yield from self._each_sector(max(start, self._first_place), min(start + _MIB, stop))
        begin = (start + _MIB) // _MIB * _MIB
        if self._everywhere:
            end = max(begin, stop - _MIB)  # each sector of the last one is looked at
            places = self._steps(max(begin, self._first_place), end)
        else:
            end = min(stop, begin + _STEPS * _MIB)
            places = iter(range(begin, end, _MIB))
        self.looked_until = max(self.looked_until, min(end, stop))
        for place in places:
            head = self._read(place, HEAD_BYTES)
            if not head:
                self._course.could_not_read(place)
            yield place, head
        yield from self._each_sector(max(start + _MIB, stop - _MIB, self._first_place), stop)

    def _steps(self, begin: int, end: int) -> Iterator[int]:
        """Each mebibyte, and each cylinder and the track behind it, of the kind that tables used to count."""
        series = [(_MIB, 0)]
        if self._sector == 512:
            series += [(_CYLINDER_BYTES, 0), (_CYLINDER_BYTES, _TRACK_BYTES)]
        firsts = [-(-(begin - shift) // step) * step + shift for step, shift in series]
        return merge(*(range(first, end, step) for first, (step, _) in zip(firsts, series, strict=True)))

    def _each_sector(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """The head at each sector that is not all zeros, from one read where that succeeds."""
        whole = self._read(start, stop - start + HEAD_BYTES)
        if not whole and start < stop:
            self._course.could_not_read(start)
        if not whole.strip(b"\0"):
            return
        for at in range(0, stop - start, self._sector):
            head = whole[at : at + HEAD_BYTES] or self._read(start + at, HEAD_BYTES)
            yield start + at, head

    def _read(self, place: int, length: int) -> bytes:
        try:
            return self._image.read(place, max(0, length))
        except EvidenceUnreadable:  # whatever begins in there cannot be known; what reads there tells of it
            return b""

    def _area(self, begin: int, stop: int, *, end: int | None) -> Area | None:
        """The volume at `begin`, up to `end` where its boot sector or a copy says so, else by its own
        account; `None` where it is none, or goes on behind the gap.
        """
        limit = min(end or stop, stop)
        contents = contents_of(
            self._image, Media(self._image), offset_bytes=begin, length_bytes=limit - begin
        )
        if contents.state not in (VolumeState.READABLE, VolumeState.LOCKED, VolumeState.UNSUPPORTED):
            return None
        length = (end or begin + (contents.size_bytes or limit - begin)) - begin
        is_cut_by_image = stop == self._image.info.size_bytes
        if begin + length > stop + self._sector and not is_cut_by_image:
            self._tell_too_long(begin, contents, length, stop)
            return None
        area = found_area(begin, min(length, stop - begin), claimed_bytes=length)
        self._behind[begin] = taken_by(area, contents if end is None else None).end_bytes
        return area

    def _tell_too_long(self, begin: int, contents: Contents, size_bytes: int, stop: int) -> None:
        if begin in self._told or len(self._told) > MOST_FOUND:
            return
        self._told.add(begin)
        if len(self._told) > MOST_FOUND:
            self._course.tells(trouble(f"More than {MOST_FOUND} such file systems; no more are told."))
            return
        self._course.tells(
            trouble(
                f"File system signatures found at byte {begin:,}: {contents.file_system}, {size_bytes:,} "
                f"bytes by its own account. It would reach into the partition at byte {stop:,} and is not "
                "listed.",
                offset_bytes=begin,
            )
        )
