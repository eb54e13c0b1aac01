"""The case that is under review, kept open to be written between one key and the next.

A key that marks must not wait until a case is opened and its chain is read again. One case is open at a time;
`close` lets go of it, and the next act opens what it needs.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from app.moments import iso_utc
from app.review.acts import Reviewer
from app.review.looking import Looker
from app.review.reading import ReviewReader
from app.rows import LookRow, LooksToday, UndoneRow
from app.store.case_file import CaseFile


class ReviewDesk:
    """Acts may be asked for by several threads; they are done one after the other."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._open: tuple[str, CaseFile, ReviewReader] | None = None

    def mark(
        self, folder: str, entries: Sequence[int], *, category: str | None, scheme: str | None, now: datetime
    ) -> int:
        with self._case(folder) as (case, reader):
            reviewer = Reviewer(case, reader)
            return reviewer.mark(entries, category=category, scheme=scheme, utc=iso_utc(now))

    def note(self, folder: str, entries: Sequence[int], *, text: str | None, now: datetime) -> int:
        with self._case(folder) as (case, reader):
            return Reviewer(case, reader).note(entries, text=text, utc=iso_utc(now))

    def bookmark(self, folder: str, entries: Sequence[int], *, is_on: bool, now: datetime) -> int:
        with self._case(folder) as (case, reader):
            return Reviewer(case, reader).bookmark(entries, is_on=is_on, utc=iso_utc(now))

    def undo(self, folder: str, *, now: datetime) -> UndoneRow | None:
        with self._case(folder) as (case, reader):
            return Reviewer(case, reader).undo(utc=iso_utc(now))

    def redo(self, folder: str, *, now: datetime) -> UndoneRow | None:
        with self._case(folder) as (case, reader):
            return Reviewer(case, reader).redo(utc=iso_utc(now))

    def begin_look(self, folder: str, entry: int, *, reason: str | None, now: datetime) -> LooksToday:
        with self._case(folder) as (case, reader):
            return Looker(case, reader).begin(entry, reason=reason, now=now)

    def log_look(self, folder: str, look: LookRow, *, now: datetime) -> LooksToday:
        with self._case(folder) as (case, reader):
            return Looker(case, reader).end(look, now=now)

    def close(self) -> None:
        with self._turn:
            self._let_go()

    @contextmanager
    def _case(self, folder: str) -> Iterator[tuple[CaseFile, ReviewReader]]:
        with self._turn:
            if self._open is None or self._open[0] != folder or not self._open[1].is_in_place():
                self._let_go()
                self._open = (folder, CaseFile.open(Path(folder), write=True), ReviewReader())
            yield self._open[1:]

    def _let_go(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
