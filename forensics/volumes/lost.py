"""Volumes that no partition table lists, found by the signatures of their file systems.

The search looks where partitions begin: at each sector of the first and the last mebibyte of a gap, and at
each whole mebibyte of the disk for the first `_STEPS` of them; behind a volume that it finds it begins anew.
So many places are the same at each opening, whatever the size of the disk. `everywhere` goes to the gap's
end.

What is found must be what it seems: a file system that opens, or a signature of a locked or unsupported one,
and by its own account not longer than the gap. Copies of boot sectors and superblocks lead to the volume they
belong to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forensics.entries import Fault
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.tsk.media import Media
from forensics.images import EvidenceImage, Gap, VolumeState
from forensics.volumes.contents import Contents, contents_of
from forensics.volumes.heads import HEAD_BYTES, spans_by_head
from forensics.volumes.layout import Area
from forensics.volumes.tables.slots import trouble

LOST = "lost"
FOUND_WORDS = "found by its signature"
_MIB = 1 << 20
_STEPS = 2048
_MOST_FOUND = 128  # as many as a GPT has entries by default
_SMALLEST_GAP_BYTES = 64 * 1024  # no file system is smaller that anybody keeps files in


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    areas: tuple[Area, ...]
    faults: tuple[Fault, ...]
    looked_until: int  # byte behind the last place that was looked at, not counting the end of a gap


def search_gaps(image: EvidenceImage, gaps: Sequence[Gap], *, everywhere: bool = False) -> Found:
    """The volumes in the gaps, in disk order. Never raises for what the evidence holds."""
    search = _Search(image, everywhere=everywhere)
    areas: list[Area] = []
    for gap in gaps:
        if gap.length_bytes >= _SMALLEST_GAP_BYTES:
            areas.extend(search.within(gap.offset_bytes, gap.offset_bytes + gap.length_bytes))
    return Found(
        areas=tuple(areas[:_MOST_FOUND]), faults=tuple(search.faults), looked_until=search.looked_until
    )


class _Search:
    def __init__(self, image: EvidenceImage, *, everywhere: bool) -> None:
        self._image = image
        self._everywhere = everywhere
        self._sector = image.info.sector_bytes
        self._told: set[int] = set()  # starts that are not listed, each told once
        self.faults: list[Fault] = []
        self.looked_until = 0

    def within(self, start: int, stop: int) -> Iterator[Area]:
        """Volumes from `start` on that end before `stop`, each looked for behind the last one."""
        for _ in range(_MOST_FOUND):
            area = self._first(start, stop)
            if area is None:
                return
            yield area
            start = area.end_bytes

    def _first(self, start: int, stop: int) -> Area | None:
        """The first volume in the order of the places that are looked at; those at the end come last."""
        for place, head in self._heads(start, stop):
            for begin, end in spans_by_head(head, place, read=self._read):
                if start <= begin < stop:
                    area = self._area(begin, stop, end=end)
                    if area is not None:
                        return area
        return None

    def _heads(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        yield from self._each_sector(start, min(start + _MIB, stop))
        begin = (start + _MIB) // _MIB * _MIB
        end = stop if self._everywhere else min(stop, begin + _STEPS * _MIB)
        self.looked_until = max(self.looked_until, min(end, stop))
        for place in range(begin, end, _MIB):
            yield place, self._read(place, HEAD_BYTES)
        yield from self._each_sector(max(start + _MIB, stop - _MIB), stop)

    def _each_sector(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """The head at each sector that is not all zeros, from one read where that succeeds."""
        whole = self._read(start, stop - start + HEAD_BYTES)
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
        return Area(
            offset_bytes=begin,
            length_bytes=min(length, stop - begin),
            description=FOUND_WORDS,
            claimed_bytes=length,
            table=LOST,
        )

    def _tell_too_long(self, begin: int, contents: Contents, size_bytes: int, stop: int) -> None:
        if begin in self._told:
            return
        self._told.add(begin)
        self.faults.append(
            trouble(
                f"File system signatures found at byte {begin:,}: {contents.file_system}, {size_bytes:,} "
                f"bytes by its own account. It would reach into the partition at byte {stop:,} and is not "
                "listed.",
                offset_bytes=begin,
            )
        )
