"""Marks, notes and bookmarks as the examiner sets them: shown at once, recorded in the worker, an event each.

What is shown runs ahead of the record only until the acts that wait have been written; then the state of the
case is read and shown as it is. An act that is refused says why, and the true state comes back.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.answers import TroubleSentence
from app.rows import ReviewState, UndoneRow
from app.workbench import Workbench
from ui.language import translate
from ui.questions import Questions

if TYPE_CHECKING:
    from app.open_case import OpenCase

SETTLE_MS: Final = 150  # without a new act; then the true state is read

Act = Callable[[], object]


class Marking(QObject):
    """`changed`: what is shown of a mark, note or bookmark may differ; `told` and `refused` are sentences;
    `written` is sent when the chain has grown and nothing waits any more.
    """

    changed = Signal()
    told = Signal(str)
    refused = Signal(str)
    written = Signal()

    def __init__(self, workbench: Workbench, questions: Questions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workbench, self._questions = workbench, questions
        self._case: OpenCase | None = None
        self._waiting: deque[Act] = deque()  # taken by the worker, in the order of the keys
        self._unanswered = 0
        self._forget()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.read)

    def _forget(self) -> None:
        self._state = ReviewState()
        self._clear_ahead()
        self._has_written = False

    def _clear_ahead(self) -> None:
        self._marks: dict[int, str | None] = {}
        self._notes: dict[int, str | None] = {}
        self._bookmarks: dict[int, bool] = {}

    def take_case(self, case: "OpenCase | None") -> None:
        """Another case is open, or none; what still waits for the old one is written all the same."""
        self._case = case
        self._settle.stop()
        self._forget()
        self.changed.emit()
        self.read()

    # What is shown

    def mark_of(self, entry: int) -> str | None:
        """The category an entry is shown with."""
        if entry in self._marks:
            return self._marks[entry]
        found = self._state.marks.get(entry)
        return None if found is None else found.category

    def note_of(self, entry: int) -> str | None:
        return self._notes[entry] if entry in self._notes else self._state.notes.get(entry)

    def is_bookmarked(self, entry: int) -> bool:
        return self._bookmarks.get(entry, entry in self._state.bookmarks)

    @property
    def is_settled(self) -> bool:
        """Every act is written, and what is shown was read after it."""
        return not self._unanswered and not self._settle.isActive()

    # Acts

    def mark(self, entries: Sequence[int], key: str) -> None:
        """Give entries the category that a digit key stands for; `0` takes it away."""
        chosen = tuple(entries)
        if (case := self._case) is None or not chosen:
            return
        self._marks.update(dict.fromkeys(chosen, None if key == "0" else key))
        self._do(lambda: _mark(self._workbench, case, chosen, key))

    def note(self, entries: Sequence[int], text: str) -> None:
        """Write a note on entries; an empty one takes the note away."""
        chosen, words = tuple(entries), text.strip() or None
        if (case := self._case) is None or not chosen:
            return
        self._notes.update(dict.fromkeys(chosen, words))
        self._do(lambda: self._workbench.note(case.folder, chosen, text=words))

    def bookmark(self, entries: Sequence[int]) -> None:
        """Bookmark entries, or take the bookmark away where all of them have one."""
        chosen = tuple(entries)
        if (case := self._case) is None or not chosen:
            return
        on = not all(map(self.is_bookmarked, chosen))
        self._bookmarks.update(dict.fromkeys(chosen, on))
        self._do(lambda: self._workbench.bookmark(case.folder, chosen, on=on))

    def undo(self) -> None:
        if (case := self._case) is not None:
            self._do(lambda: self._workbench.undo(case.folder), then=self._on_undone)

    def redo(self) -> None:
        if (case := self._case) is not None:
            self._do(lambda: self._workbench.redo(case.folder), then=self._on_redone)

    def _do(self, act: Act, *, then: Callable[[UndoneRow | None], object] | None = None) -> None:
        self._waiting.append(act)
        self._unanswered += 1
        self._settle.stop()
        self._questions.ask(
            self._next_act, then=lambda done: self._on_done(done, then), otherwise=self._on_refused
        )
        self.changed.emit()

    def _next_act(self) -> object:
        """In the worker: the act that waits longest; a question and an act are asked in pairs."""
        return self._waiting.popleft()()

    def finish(self) -> None:
        """In the worker, at the end of the window: write what still waits."""
        while self._waiting:
            self._waiting.popleft()()

    def _on_done(self, done: object, then: Callable[[UndoneRow | None], object] | None) -> None:
        self._has_written = True
        if then is not None:
            then(done if isinstance(done, UndoneRow) else None)
        self._answered()

    def _on_refused(self, sentence: str) -> None:
        self.refused.emit(sentence)
        self._answered()

    def _answered(self) -> None:
        self._unanswered -= 1
        if not self._unanswered:
            self._settle.start()

    # The true state

    def read(self) -> None:
        """Read what is recorded, once nothing waits."""
        if (case := self._case) is not None and not self._unanswered:
            self._questions.ask(lambda: (case, case.review()), then=self._on_read, channel="review")

    def _on_read(self, answer: tuple["OpenCase", ReviewState]) -> None:
        case, state = answer
        if case is not self._case or self._unanswered:
            return
        is_new = state is not self._state or bool(self._marks or self._notes or self._bookmarks)
        self._state = state
        self._clear_ahead()
        if is_new:
            self.changed.emit()
        if self._has_written:
            self._has_written = False
            self.written.emit()

    def _on_undone(self, row: UndoneRow | None) -> None:
        self.told.emit(_undone_words(row))

    def _on_redone(self, row: UndoneRow | None) -> None:
        self.told.emit(_redone_words(row))


def _mark(workbench: Workbench, case: "OpenCase", entries: Sequence[int], key: str) -> object:
    """The category a key stands for is that of the first entry's scheme: one act is one event."""
    if key == "0":
        return workbench.mark(case.folder, entries, category=None, scheme=None)
    keys = {row.key: row for row in case.categories(entries[0])}
    if (row := keys.get(key)) is None:
        words = translate("findings", "Key {key} stands for no category here; use {keys}, or 0 for no mark.")
        raise TroubleSentence(words.format(key=key, keys=", ".join(sorted(keys))))
    return workbench.mark(case.folder, entries, category=row.category, scheme=row.scheme)


def _undone_words(row: UndoneRow | None) -> str:
    if row is None:
        return translate("findings", "There is nothing to undo.")
    number = len(row.entries)
    if row.action == "entries.marked":
        return translate("findings", "Undone: the marks of %n file(s) are as before.", "", number)
    if row.action == "entries.noted":
        return translate("findings", "Undone: the notes on %n file(s) are as before.", "", number)
    return translate("findings", "Undone: the bookmarks of %n file(s) are as before.", "", number)


def _redone_words(row: UndoneRow | None) -> str:
    if row is None:
        return translate("findings", "There is nothing to do again.")
    number = len(row.entries)
    if row.action == "entries.marked":
        return translate("findings", "Done again: %n file(s) marked.", "", number)
    if row.action == "entries.noted":
        return translate("findings", "Done again: the note on %n file(s).", "", number)
    return translate("findings", "Done again: the bookmark of %n file(s).", "", number)
