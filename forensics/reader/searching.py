"""The search of a whole disk for volumes that no table lists, told as it goes: whoever asked keeps what was
found when the search is stopped, or when a place ends the reader.
"""

import time
from collections.abc import Callable, Iterator

from forensics.entries import ByteRange, Fault
from forensics.reader.evidence import Evidence
from forensics.reader.protocol import LostFound, SearchEnded, Searching, SearchLost

TOLD_EVERY_SECONDS = 0.1


class _Told:
    """The course of a search goes on to `say`: what is opened at once, where it is ten times a second."""

    def __init__(
        self, evidence: Evidence, say: Callable[[Searching], None], *, rest: Callable[[], None]
    ) -> None:
        self._evidence, self._say, self._rest = evidence, say, rest
        self._told_at = 0.0
        self._reached = 0
        self.unread = 0

    def reached(self, place: int) -> None:
        self._rest()
        self._reached = place
        now = time.monotonic()
        if now - self._told_at > TOLD_EVERY_SECONDS:
            self._told_at = now
            self._say(Searching(reached=place, unread=self.unread))

    def looks_into(self, place: int) -> None:
        self._say(Searching(reached=place, unread=self.unread, is_risky=True))

    def could_not_read(self, place: int) -> None:
        self.unread += 1

    def tells(self, fault: Fault) -> None:
        if not self._evidence.has_told(fault):
            self._say(Searching(reached=self._reached, unread=self.unread, faults=(fault,)))


def search_lost(
    evidence: Evidence, command: SearchLost, *, say: Callable[[Searching], None], rest: Callable[[], None]
) -> Iterator[LostFound | SearchEnded]:
    told = _Told(evidence, say, rest=rest)
    for area in evidence.search(told, first_place=command.first_place):
        yield LostFound(place=ByteRange(area.offset_bytes, area.length_bytes))
    yield SearchEnded(unread=told.unread)
