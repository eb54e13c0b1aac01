"""Rows on review for the desktop: marks, notes and bookmarks as they stand, looks of today, what the digit
keys mean, and the history of an entry.
"""

import json
from datetime import datetime
from typing import Final

from app.review.looking import looks_today
from app.review.reading import ReviewReader
from app.review.said import ACTS, LOOKS
from app.rows import CategoryRow, HistoryRow, LooksToday, ReviewState
from app.store.case_file import CaseFile
from app.store.custody_log import CaseConnection, persons_said, written_events
from app.store.reviewed import numbers_of_entry, schemes_for
from app.views.sentences import sentence_of
from forensics.hashset.labels import codes_of, label_of

_KEYS: Final = tuple("123456789")


def review(case: CaseFile, reader: ReviewReader) -> ReviewState:
    with case.reading() as connection:
        return reader.state(connection)


def looks(case: CaseFile, reader: ReviewReader, *, now: datetime) -> LooksToday:
    with case.reading() as connection:
        return looks_today(connection, reader, now=now)


def categories(case: CaseFile, entry_id: int) -> tuple[CategoryRow, ...]:
    """The scheme of the record that matched, else of a notable set of the scan, else none: plain numbers."""
    with case.reading() as connection:
        schemes = schemes_for(connection, entry_id)
    scheme = schemes[0] if schemes else None
    codes = codes_of(scheme) if scheme is not None else ()
    return tuple(
        CategoryRow(key=key, category=code, scheme=scheme, label=label_of(scheme, code))
        for key, code in _keyed(codes or _KEYS)
    )


def _keyed(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """A code that is a digit has its own key; the others, and 0, whose key takes a mark away, take the free
    ones in their order.
    """
    own = {code: code for code in codes if code in _KEYS}
    free = iter([key for key in _KEYS if key not in own])
    keyed = {own[code] if code in own else next(free, ""): code for code in codes}
    return sorted((key, code) for key, code in keyed.items() if key)


def history(case: CaseFile, entry_id: int) -> tuple[HistoryRow, ...]:
    """Newest first. Events on an older scan belong to it where the walk has it in the same place."""
    with case.reading() as connection:
        persons = persons_said(connection)
        events = list(_events_of_entry(connection, entry_id))
    names = {key: str(said.get("name")) for key, said in persons.items()}
    rows = []
    for sequence, canonical in reversed(events):
        body = json.loads(canonical)
        rows.append(
            HistoryRow(
                sequence=sequence,
                utc=body["utc"],
                actor=names.get(body["actor"], body["actor"]),
                action=body["action"],
                sentence=sentence_of(body, names),
            )
        )
    return tuple(rows)


def _events_of_entry(connection: CaseConnection, entry_id: int) -> list[tuple[int, bytes]]:
    # In canonical form an entry's number stands so, wherever it is named.
    marks = [f'"entry":{number},'.encode() for number in numbers_of_entry(connection, entry_id)]
    return [
        (sequence, canonical)
        for sequence, canonical in written_events(connection, *ACTS, *LOOKS)
        if any(mark in canonical for mark in marks)
    ]
