"""The search of a whole disk for volumes that no table lists; it needs no case.

It may take hours. What was found is kept when it is stopped. A place that ends the reader is told and left
out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.engine.reader_link import ReaderRefused, ReaderSilent
from app.engine.session import UNLOCKING, EvidenceGone, ReaderSession, Stopped
from app.engine.watchdog import Patience
from forensics.entries import ByteRange, Fault, Stage
from forensics.errors import FieldcaseError
from forensics.images import MOST_FOUND
from forensics.reader.protocol import (
    FoundListed,
    ListFound,
    LostFound,
    Opened,
    ReaderGone,
    SearchEnded,
    Searching,
    SearchLost,
)

COMPLETE, STOPPED, MANY_FOUND, GAVE_UP = "complete", "stopped", "many_found", "gave_up"
_SEARCHING: Final = Patience()
_MOST_DEATHS: Final = 20  # of readers; then something else is wrong than one place


@dataclass(slots=True, kw_only=True)
class Search:
    """What a search of one disk has come to; it is written down when it ends."""

    first_place: int = 0
    reached: int = 0
    ended: str = COMPLETE
    places: list[ByteRange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: int = 0  # places where nothing could be read
    is_risky: bool = False  # what seems to begin where it is, is opened now
    deaths: int = 0


def run_search(
    search: Search, session: ReaderSession, opened: Opened, *, on_reached: Callable[[int], object]
) -> None:
    """Go through the disk that `session` has open, from `search.first_place` on, as far as it gets."""
    search.reached = search.first_place
    is_over = False
    while not is_over:
        try:
            if not session.is_open:
                session.open()
            _follow(search, session, on_reached=on_reached)
            search.reached = opened.image.size_bytes if search.ended == COMPLETE else search.reached
            is_over = True
        except Stopped:
            search.ended, is_over = STOPPED, True
        except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
            _leave_out(search, trouble, sector_bytes=opened.image.sector_bytes)
            search.deaths += 1
            if search.deaths > _MOST_DEATHS:
                search.ended, is_over = GAVE_UP, True
            session.close()


def _follow(search: Search, session: ReaderSession, *, on_reached: Callable[[int], object]) -> None:
    """One reader's search to its end, or to as many volumes as one search lists."""
    before, search.is_risky = search.unread, False
    session.send(SearchLost(first_place=search.reached))
    while True:
        match session.receive(_SEARCHING):
            case Searching(reached=reached, unread=unread, is_risky=is_risky, faults=faults):
                search.reached, search.is_risky = max(search.reached, reached), is_risky
                search.unread = before + unread
                search.faults += faults
                on_reached(search.reached)
            case LostFound(place=place):
                search.places.append(place)
                if len(search.places) >= MOST_FOUND:
                    search.ended = MANY_FOUND
                    return
            case SearchEnded(unread=unread):
                search.unread = before + unread
                return
            case reply:
                raise EvidenceGone(f"the reader answered {type(reply).__name__} to a search")


def _leave_out(search: Search, trouble: FieldcaseError, *, sector_bytes: int) -> None:
    """The place that a reader was just opening when it ended."""
    if search.is_risky:
        reason = (
            f"Whether a lost volume begins at byte {search.reached:,} could not be found out, because that "
            f"ended the reader ({trouble})."
        )
        search.faults.append(Fault(stage=Stage.VOLUME, reason=reason, offset_bytes=search.reached))
        search.reached += sector_bytes


def list_found(search: Search, session: ReaderSession) -> FoundListed:
    """The volumes at the places that were found, and all that is to be told; raise EvidenceGone where listing
    them ends the reader.
    """
    listed = FoundListed(volumes=(), faults=())
    if search.places:
        session.send(ListFound(places=tuple(search.places)))
        try:
            listed = session.expect(FoundListed, UNLOCKING)
        except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
            raise EvidenceGone(
                f"listing the lost volumes that were found ended the reader: {trouble}"
            ) from trouble
    return FoundListed(volumes=listed.volumes, faults=(*search.faults, *_unread(search), *listed.faults))


def _unread(search: Search) -> tuple[Fault, ...]:
    if not search.unread:
        return ()
    reason = (
        f"At {search.unread:,} of the places where lost volumes were looked for nothing could be read; "
        "whether one begins there is not known."
    )
    return (Fault(stage=Stage.VOLUME, reason=reason),)
