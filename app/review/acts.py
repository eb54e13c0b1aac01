"""Marks, notes and bookmarks, written: each act is one event, in one transaction with the reading of what
stood there before, so that no act of another window is lost.

Callers give the time, as ISO 8601 UTC. A closed case refuses, and nothing of a refused act stays.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from app.custody.supplied import free_text, line_of_text
from app.review.reading import ReviewReader
from app.review.said import BOOKMARKED, MARKED, NOTED, Bookmarked, EntryName, Marked, Noted
from app.review.state import Act, read_act
from app.rows import UndoneRow
from app.store.case_file import CaseFile
from app.store.custody_log import CaseConnection, written_event
from app.store.opening import CaseTrouble
from app.store.reviewed import named_entries

MOST_AT_ONCE: Final = 50_000  # entries: an event of them stays far below what a check reads of one line
Said = dict[str, Any]  # Any: JSON values


class Reviewer:
    """Writes acts of review into one case that is open to be written."""

    def __init__(self, case: CaseFile, reader: ReviewReader) -> None:
        self._case, self._reader = case, reader

    def mark(self, entries: Sequence[int], *, category: str | None, scheme: str | None, utc: str) -> int:
        """Give entries a category, or with `None` take their marks away; returns the event's number."""
        code = None if category is None else line_of_text("category", category)
        of = None if code is None or scheme is None else line_of_text("scheme", scheme)
        return self._new(MARKED, entries, said={"category": code, "scheme": of}, utc=utc)

    def note(self, entries: Sequence[int], *, text: str | None, utc: str) -> int:
        """Put a note on entries in place of the one they have; `None` takes it away."""
        said = {"text": None if text is None else free_text("note", text)}
        return self._new(NOTED, entries, said=said, utc=utc)

    def bookmark(self, entries: Sequence[int], *, is_on: bool, utc: str) -> int:
        return self._new(BOOKMARKED, entries, said={"on": is_on}, utc=utc)

    def undo(self, *, utc: str) -> UndoneRow | None:
        """Take back the last act that is not taken back yet, whoever did it; `None` where there is none."""
        with self._case.transaction() as connection:
            done = self._reader.fold(connection).done
            if not done:
                return None
            sequence, action = done[-1]
            act = _act(connection, sequence)
            said = {"restored": msgspec.to_builtins(act.before), "undoes": sequence}
            return self._again(connection, action, act, said=said, utc=utc)

    def redo(self, *, utc: str) -> UndoneRow | None:
        """Do again the act that was taken back last; `None` where there is none."""
        with self._case.transaction() as connection:
            undone = self._reader.fold(connection).undone
            if not undone:
                return None
            sequence, action = undone[-1]
            act = _act(connection, sequence)
            return self._again(connection, action, act, said=_set_by(act) | {"redoes": sequence}, utc=utc)

    def _new(self, action: str, entries: Sequence[int], *, said: Said, utc: str) -> int:
        numbers = tuple(dict.fromkeys(entries))
        if not numbers:
            raise CaseTrouble("no entry was chosen")
        if len(numbers) > MOST_AT_ONCE:
            raise CaseTrouble(
                f"{len(numbers):,} entries were chosen; at most {MOST_AT_ONCE:,} are marked at once: "
                "choose fewer"
            )
        with self._case.transaction() as connection:
            names = entry_names(connection, numbers)
            return self._append(connection, action, names, said=said, utc=utc)

    def _again(self, connection: CaseConnection, action: str, act: Act, *, said: Said, utc: str) -> UndoneRow:
        sequence = self._append(connection, action, act.entries, said=said, utc=utc)
        of = said.get("undoes") or said["redoes"]
        return UndoneRow(
            sequence=sequence, undone=of, action=action, entries=tuple(name.entry for name in act.entries)
        )

    def _append(
        self, connection: CaseConnection, action: str, names: Sequence[EntryName], *, said: Said, utc: str
    ) -> int:
        before = self._before(connection, action, [name.entry for name in names])
        payload = {"entries": msgspec.to_builtins(names), "before": msgspec.to_builtins(before)} | said
        number = self._case.number(connection)
        event = self._case.append(connection, utc=utc, action=action, subject=number, payload=payload)
        return event.sequence

    def _before(self, connection: CaseConnection, action: str, numbers: Sequence[int]) -> list[Any]:
        """What stands at each entry now."""
        fold, shown = self._reader.fold(connection), self._reader.effective(connection)
        held: Mapping[int, Any]  # Any: marks, notes or bookmarks
        match action:
            case action if action == MARKED:
                held, absent = fold.marks | shown.marks, None
            case action if action == NOTED:
                held, absent = fold.notes | shown.notes, None
            case _:
                held, absent = fold.bookmarks | shown.bookmarks, False
        return [held.get(number, absent) for number in numbers]


def entry_names(connection: CaseConnection, numbers: Sequence[int]) -> list[EntryName]:
    """Entries as events name them, in the order asked; raise CaseTrouble where one is not in the case."""
    rows = named_entries(connection, numbers)
    missing = next((number for number in numbers if number not in rows), None)
    if missing is not None:
        raise CaseTrouble(f"there is no entry {missing} in this case")
    found = [rows[number] for number in numbers]
    return [
        EntryName(
            entry=row.id,
            exhibit=row.exhibit,
            volume=row.volume,
            path=row.shown_path,
            sha256=None if row.sha256 is None else row.sha256.hex(),
        )
        for row in found
    ]


def _act(connection: CaseConnection, sequence: int) -> Act:
    canonical = written_event(connection, sequence)
    if canonical is None:
        raise CaseTrouble(f"event {sequence} of the custody chain is not there; verify the case")
    return read_act(canonical, sequence=sequence)


def _set_by(act: Act) -> Said:
    """What an act says that it sets."""
    match act:
        case Marked():
            return {"category": act.category, "scheme": act.scheme}
        case Noted():
            return {"text": act.text}
        case Bookmarked():
            return {"on": act.on}
