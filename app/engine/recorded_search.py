"""What the search of a whole disk for lost volumes finds, on record in a case: the next search goes on from
where the last one ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.engine.added_later import added_later, last_search
from app.engine.evidence import changed_segments
from app.engine.lost_search import COMPLETE, Search, list_found, run_search
from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderLink
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.engine.volumes_on_record import expect_all_on_record
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseRow
from app.store.later_volumes import add_searched
from forensics.images import Volume

METHOD: Final = "file system signatures at each mebibyte, and at each cylinder of 255 heads and 63 sectors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """How a search ended: a word of the constants above, and the byte it came to."""

    ended: str
    reached: int
    size_bytes: int
    volumes: tuple[Volume, ...]
    is_partly_unread: bool  # some places could not be looked at


def search_exhibit(
    case: CaseFile,
    exhibit: CaseRow,
    *,
    start_reader: Callable[[], ReaderLink],
    meter: ProgressMeter,
    cancelled: Callable[[], bool],
    now: Callable[[], datetime],
) -> Searched | None:
    """Search from where the last search ended, record what is found, and return that; `None` where the whole
    disk was searched before. Raise EvidenceGone where the source cannot be opened, or was changed or taken
    away.
    """
    before = last_search(case, exhibit)
    if before is not None and before["ended"] == COMPLETE:
        return None
    _expect_unchanged(exhibit)
    search = Search(first_place=0 if before is None else before["searched_until"])
    meter.start_phase("searching", exhibit=exhibit.label, bytes_total=exhibit.size_bytes)
    with ReaderSession(_source(case, exhibit), start_reader=start_reader, cancelled=cancelled) as session:
        opened = session.open()
        expect_all_on_record(exhibit.label, case.volumes(exhibit.id), opened)
        run_search(search, session, opened, on_reached=meter.set_bytes)
    _expect_unchanged(exhibit)  # of a disk that was pulled nothing can be read, and nothing is found
    with ReaderSession(_source(case, exhibit), start_reader=start_reader, cancelled=lambda: False) as session:
        session.open()
        listed = list_found(search, session)
    add_searched(
        case,
        exhibit,
        listed.volumes,
        faults=listed.faults,
        utc=iso_utc(now()),
        payload=_said(search, exhibit),
    )
    return Searched(
        ended=search.ended,
        reached=search.reached,
        size_bytes=exhibit.size_bytes,
        volumes=listed.volumes,
        is_partly_unread=bool(search.unread or search.deaths),
    )


def _said(search: Search, exhibit: CaseRow) -> dict[str, Any]:
    return {
        "method": METHOD,
        "searched_from": search.first_place,
        "searched_until": search.reached,
        "size_bytes": exhibit.size_bytes,
        "ended": search.ended,
        "unread": search.unread,
        "places": [
            {"offset_bytes": place.offset_bytes, "length_bytes": place.length_bytes}
            for place in search.places
        ],
    }


def _source(case: CaseFile, exhibit: CaseRow) -> ExhibitSource:
    return ExhibitSource(
        label=exhibit.label,
        source=exhibit.source,
        size_bytes=exhibit.size_bytes,
        added_later=added_later(case, exhibit),
    )


def _expect_unchanged(exhibit: CaseRow) -> None:
    if changed := changed_segments(exhibit):
        raise EvidenceGone(f"{exhibit.label}: {changed[0]}")
