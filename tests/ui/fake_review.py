"""Review of the fake workbench: marks, notes, bookmarks and looks in memory, with undo, one event an act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.answers import TroubleSentence
from app.rows import (
    CategoryRow,
    HistoryRow,
    LookRow,
    LooksToday,
    MarkRow,
    ReviewState,
    UndoneRow,
)

_NAMES = {"entries.marked": "marks", "entries.noted": "notes", "entries.bookmarked": "bookmarks"}


@dataclass
class FakeReview:
    """`refusal`: what every act is answered with; `events` is what was written, in order."""

    refusal: str | None = None
    today: LooksToday = field(default_factory=LooksToday)
    events: list[tuple[str, tuple[int, ...], object]] = field(default_factory=list)
    values: dict[str, dict[int, Any]] = field(  # Any: marks, texts, claims
        default_factory=lambda: {name: {} for name in _NAMES.values()}
    )
    done: list[tuple[str, dict[int, Any], dict[int, Any]]] = field(default_factory=list)
    undone: list[tuple[str, dict[int, Any], dict[int, Any]]] = field(default_factory=list)
    looks: list[LookRow] = field(default_factory=list)

    def mark(
        self, case_folder: str, entries: Sequence[int], *, category: str | None, scheme: str | None = None
    ) -> int:
        mark = None if category is None else MarkRow(category=category, scheme=scheme)
        return self._act("entries.marked", entries, mark)

    def note(self, case_folder: str, entries: Sequence[int], *, text: str | None) -> int:
        return self._act("entries.noted", entries, text)

    def bookmark(self, case_folder: str, entries: Sequence[int], *, on: bool) -> int:
        return self._act("entries.bookmarked", entries, on or None)

    def _act(self, action: str, entries: Sequence[int], value: object) -> int:
        self._refuse()
        held = self.values[_NAMES[action]]
        before = {entry: held.get(entry) for entry in entries}
        after = dict.fromkeys(entries, value)
        self.undone.clear()
        self.done.append((action, before, after))
        return self._set(action, after)

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise TroubleSentence(self.refusal)

    def _set(self, action: str, values: dict[int, Any]) -> int:  # Any: as above
        self.values[_NAMES[action]].update(values)
        self.events.append((action, tuple(values), next(iter(values.values()))))
        return len(self.events)

    def undo(self, case_folder: str) -> UndoneRow | None:
        return self._again(self.done, self.undone, lambda act: act[1])

    def redo(self, case_folder: str) -> UndoneRow | None:
        return self._again(self.undone, self.done, lambda act: act[2])

    def _again(
        self,
        taken: list[tuple[str, dict[int, Any], dict[int, Any]]],
        given: list[tuple[str, dict[int, Any], dict[int, Any]]],
        values: Callable[[tuple[str, dict[int, Any], dict[int, Any]]], dict[int, Any]],
    ) -> UndoneRow | None:
        self._refuse()
        if not taken:
            return None
        act = taken.pop()
        given.append(act)
        sequence = self._set(act[0], values(act))
        return UndoneRow(sequence=sequence, undone=sequence - 1, action=act[0], entries=tuple(act[1]))

    def begin_look(self, case_folder: str, entry: int, *, reason: str | None = None) -> LooksToday:
        self._refuse()
        if self.today.is_used_up:
            raise TroubleSentence("a supervisor allows no more looks today")
        self.events.append(("content.look_begun", (entry,), reason))
        return replace(self.today, begun=len(self.events))

    def log_look(self, case_folder: str, look: LookRow) -> LooksToday:
        self.looks.append(look)
        self.today = replace(
            self.today,
            files=len({one.entry for one in self.looks}),
            looks=len(self.looks),
            seconds=sum(one.seconds for one in self.looks),
        )
        return self.today

    def end_review(self) -> None:
        """Nothing is held."""

    # What the case says of it

    def review(self) -> ReviewState:
        marks, notes, bookmarks = (
            {entry: value for entry, value in self.values[name].items() if value is not None}
            for name in _NAMES.values()
        )
        return ReviewState(
            marks=marks,
            notes=notes,
            bookmarks=frozenset(bookmarks),
            sequence=len(self.events),
            undo=self.done[-1][0] if self.done else None,
            redo=self.undone[-1][0] if self.undone else None,
        )

    def categories(self, entry_id: int) -> tuple[CategoryRow, ...]:
        return tuple(
            CategoryRow(key=key, category=key, scheme="VICS 2.0 PRACTICE", label=f"Practice category {key}")
            for key in "123"
        )

    def history(self, entry_id: int) -> tuple[HistoryRow, ...]:
        return tuple(
            HistoryRow(
                sequence=number,
                utc="2026-11-22T02:11:00Z",
                actor="Examiner E-114",
                action=action,
                sentence=f"{action} of {len(entries)}.",
            )
            for number, (action, entries, _value) in reversed(list(enumerate(self.events, start=1)))
            if entry_id in entries
        )
