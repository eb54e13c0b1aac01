"""Reads what review comes to, and goes on from there when the chain has grown.

A reader belongs to one open case: it keeps its folds, and each question folds only the events that are new.
Entries of an older scan keep what was said of them where the newest scan has them in the same place.
"""

from dataclasses import dataclass
from typing import TypeVar

from app.review.looks import LooksFold
from app.review.said import ACTS, LOOKS, Mark
from app.review.state import ReviewFold
from app.rows import MarkRow, ReviewState
from app.store.custody_log import CaseConnection, written_events
from app.store.reviewed import newest_scan_of, same_entries
from app.store.schema import ENTRIES_OF_A_SCAN

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """Marks, notes and bookmarks by numbers of the results shown now; `None` and `False`: taken away."""

    marks: dict[int, Mark | None]
    notes: dict[int, str | None]
    bookmarks: dict[int, bool]


class ReviewReader:
    """Give every method a connection of the same case, inside a transaction."""

    def __init__(self) -> None:
        self._fold = ReviewFold()
        self._looks = LooksFold()
        self._effective: tuple[object, Effective] | None = None
        self._state: tuple[object, ReviewState] | None = None

    def fold(self, connection: CaseConnection) -> ReviewFold:
        for sequence, canonical in written_events(connection, *ACTS, after=self._fold.sequence):
            self._fold.take(sequence, canonical)
        return self._fold

    def looks(self, connection: CaseConnection) -> LooksFold:
        for sequence, canonical in written_events(connection, *LOOKS, after=self._looks.sequence):
            self._looks.take(sequence, canonical)
        return self._looks

    def effective(self, connection: CaseConnection) -> Effective:
        fold, newest = self.fold(connection), newest_scan_of(connection)
        key = (fold.sequence, tuple(newest.items()))
        if self._effective is None or self._effective[0] != key:
            self._effective = (key, _effective(connection, fold, newest))
        return self._effective[1]

    def state(self, connection: CaseConnection) -> ReviewState:
        """As rows; the same value until something changed."""
        effective, fold = self.effective(connection), self._fold
        key = self._effective and self._effective[0]
        if self._state is None or self._state[0] != key:
            self._state = (key, _rows(effective, fold))
        return self._state[1]


def _effective(connection: CaseConnection, fold: ReviewFold, newest: dict[int, int]) -> Effective:
    said = fold.marks.keys() | fold.notes.keys() | fold.bookmarks.keys()
    older = [number for number in said if _is_of_older_scan(number, newest)]
    moved = same_entries(connection, older, newest) if older else {}
    return Effective(
        marks=_carried(fold.marks, moved, newest),
        notes=_carried(fold.notes, moved, newest),
        bookmarks=_carried(fold.bookmarks, moved, newest),
    )


def _is_of_older_scan(entry: int, newest: dict[int, int]) -> bool:
    scan = entry // ENTRIES_OF_A_SCAN
    return newest.get(scan, scan) != scan


def _carried(said: dict[int, _Value], moved: dict[int, int], newest: dict[int, int]) -> dict[int, _Value]:
    """What was said of the newest scan's entry itself stands before what is carried there; of two older
    scans the later one does.
    """
    if not any(_is_of_older_scan(number, newest) for number in said):
        return dict(said)
    carried = {moved[number]: said[number] for number in sorted(said) if number in moved}
    return carried | {
        number: value for number, value in said.items() if not _is_of_older_scan(number, newest)
    }


def _rows(effective: Effective, fold: ReviewFold) -> ReviewState:
    rows: dict[Mark, MarkRow] = {}
    return ReviewState(
        marks={
            number: rows.setdefault(mark, MarkRow(category=mark.category, scheme=mark.scheme))
            for number, mark in effective.marks.items()
            if mark is not None
        },
        notes={number: text for number, text in effective.notes.items() if text is not None},
        bookmarks=frozenset(number for number, is_on in effective.bookmarks.items() if is_on),
        sequence=fold.sequence,
        undo=fold.done[-1][1] if fold.done else None,
        redo=fold.undone[-1][1] if fold.undone else None,
    )
