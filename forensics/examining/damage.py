"""Reading where the source fails: sector by sector, so that what is unreadable is known exactly.

Bad places are remembered for the whole image: a failing disk takes seconds for each attempt, and nobody shall
wait for the same sector twice.
"""

import threading
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from forensics.entries import Fault, Stage
from forensics.errors import EvidenceUnreadable
from forensics.examining.work import Run, WorkItem
from forensics.images import EvidenceImage
from forensics.layers import end_of_space, in_words, place_of

PART_BYTES = 64 * 1024  # what a drive reads at once when asked: smaller parts first cost more than they save
MOST_BAD_SECTORS = 10_000  # of one content


class BadPlace(NamedTuple):
    """Bytes of the image that cannot be read."""

    start: int
    end: int
    cause: str


class ProbingEnded(EvidenceUnreadable):
    """So much of one content is bad that the rest of it is not tried."""


class BadPlaces:
    """What is known to be bad in an image; threads share it."""

    def __init__(self) -> None:
        self._places: list[BadPlace] = []  # in order, apart from each other
        self._lock = threading.Lock()

    def touch(self, offset: int, length: int) -> bool:
        return bool(self._places) and self.first_in(offset, offset + length) is not None

    def remember(self, place: BadPlace) -> None:
        with self._lock:
            at = bisect_right(self._places, place)
            self._places.insert(at, place)
            first = max(0, at - 1)
            self._places[first : at + 2] = merged(self._places[first : at + 2])

    def first_in(self, start: int, end: int) -> BadPlace | None:
        """The first bad place that touches `start` to `end`, cut to it."""
        with self._lock:
            at = bisect_right(self._places, start, key=lambda place: place.start)
            for place in self._places[max(0, at - 1) : at + 1]:
                if place.start < end and start < place.end:
                    return BadPlace(max(start, place.start), min(end, place.end), place.cause)
        return None


def merged(places: Sequence[BadPlace]) -> list[BadPlace]:
    """In order, neighbours joined under the first one's cause."""
    joined: list[BadPlace] = []
    for place in sorted(places):
        if joined and place.start <= joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(joined[-1].end, place.end))
        else:
            joined.append(place)
    return joined


class PatientReader:
    """Fills buffers for one content. Where the source fails it goes on sector by sector and keeps what is
    bad; once `bad` holds something there is no digest, and reading on only finds the rest of the damage.
    """

    def __init__(self, image: EvidenceImage, known: BadPlaces) -> None:
        self._image, self._known = image, known
        self._sector = max(1, image.info.sector_bytes)
        self._failed = 0
        self.taken_bytes = 0
        self.bad: list[BadPlace] = []

    def fill(self, offset: int, view: memoryview) -> None:
        if self._takes_whole(offset, view):
            return
        if len(view) > PART_BYTES:
            for start in range(0, len(view), PART_BYTES):
                self.fill(offset + start, view[start : start + PART_BYTES])
        else:
            self._sector_by_sector(offset, view)

    def _takes_whole(self, offset: int, view: memoryview) -> bool:
        if self._known.touch(offset, len(view)):
            return False
        try:
            self._take(offset, view)
        except EvidenceUnreadable:
            return False  # asked again in parts; what then fails is kept
        return True

    def _sector_by_sector(self, offset: int, view: memoryview) -> None:
        at, end = offset, offset + len(view)
        while at < end:
            stop = min(end, at + self._sector_room(at))
            known = self._known.first_in(at, stop)
            if known is not None:
                self.bad.append(known._replace(start=at, end=stop))
            else:
                try:
                    self._take(at, view[at - offset : stop - offset])
                except EvidenceUnreadable as trouble:
                    self._give_up_on(at, stop, trouble)
            at = stop

    def _take(self, offset: int, view: memoryview) -> None:
        got = self._image.read_into(offset, view)
        self.taken_bytes += got
        if got != len(view):
            raise EvidenceUnreadable(f"the image ends at byte {offset + got:,}")

    def _sector_room(self, offset: int) -> int:
        return self._sector - offset % self._sector

    def _give_up_on(self, start: int, end: int, trouble: EvidenceUnreadable) -> None:
        cause = _cause(trouble)
        self.bad.append(BadPlace(start, end, cause))
        sector_start = start - start % self._sector
        self._known.remember(BadPlace(sector_start, max(end, sector_start + self._sector), cause))
        self._failed += 1
        if self._failed >= MOST_BAD_SECTORS:
            raise ProbingEnded(f"after {MOST_BAD_SECTORS:,} unreadable sectors the rest was not tried")


def _cause(trouble: EvidenceUnreadable) -> str:
    """The system's own words where there are any: the image's would name a byte once more."""
    if isinstance(trouble.__cause__, OSError) and trouble.__cause__.strerror:
        return trouble.__cause__.strerror
    return str(trouble).rstrip(".")


def within_image(runs: Sequence[Run], image: EvidenceImage) -> tuple[list[Run], list[BadPlace]]:
    """`runs` cut at the end of the image, and what of them lies behind it."""
    inside: list[Run] = []
    outside: list[BadPlace] = []
    for offset, length in runs:
        end = 0 if offset is None else end_of_space(image, offset)
        if offset is None or offset + length <= end:
            inside.append((offset, length))
            continue
        if offset < end:
            inside.append((offset, end - offset))
        start = max(offset, end)
        outside.append(BadPlace(start, offset + length, f"{_what(end)} ends at byte {place_of(end)[1]:,}"))
    return inside, outside


def _what(end: int) -> str:
    volume, _inside = place_of(end)
    return "the image" if volume is None else f"volume {volume}"


def damage_faults(
    item: WorkItem, bad: Sequence[BadPlace], *, ended: ProbingEnded | None
) -> tuple[Fault, ...]:
    """One fault for each unreadable range, in the order of the image, and one where trying ended."""
    faults = [
        Fault(
            stage=Stage.READ,
            reason=(
                f"{place.end - place.start:,} bytes of the content, at {in_words(place.start)}, "
                f"cannot be read: {place.cause}."
            ),
            volume=item.volume,
            meta_addr=item.meta_addr,
            offset_bytes=place.start,
            length_bytes=place.end - place.start,
        )
        for place in merged(bad)
    ]
    if ended is not None:
        reason = f"The content was not read to its end: {ended}."
        faults.append(Fault(stage=Stage.READ, reason=reason, volume=item.volume, meta_addr=item.meta_addr))
    return tuple(faults)
