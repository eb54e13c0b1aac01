"""What the page of files asks a case for: the entries of a filter, in an order.

What stands first is told before all of it is known. Where the tables are not ready yet, another order than
that of the listing waits for them, because it would hold up the rows that are looked at.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.rows import EntryFilter, FirstRows, SortOrder
from ui.desk import Desk
from ui.questions import Questions

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

    from app.open_case import OpenCase

PATIENCE_MS: Final = 300
_REVIEWED: Final = frozenset(("mark", "note", "bookmarked", "has_note", "is_bookmarked"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Numbers of entries in their order. `is_all`: no more come. `is_again`: the case was listed before."""

    case: "OpenCase"
    ids: "array[int]"
    is_all: bool
    is_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    case: "OpenCase"
    where: EntryFilter
    order: SortOrder | None
    is_again: bool

    def reads_review(self) -> bool:
        fields = {term.field for term in self.where.terms} | ({self.order.column} if self.order else set())
        return bool(_REVIEWED & fields)


class FilesAsking(QObject):
    """`begun` and `ended` give a `Found`: what stands first, then all of it. `slow`: it takes long, or waits
    for the tables; `refused`: why there is none.
    """

    begun = Signal(object)
    ended = Signal(object)
    slow = Signal()
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: _Wanted | None = None  # the newest; answers to an older one are dropped
        self.is_asking = False
        self.is_waiting = False  # what is wanted is asked for when the tables are ready
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.slow)

    @property
    def case(self) -> "OpenCase | None":
        """The one that was asked last."""
        return None if self._wanted is None else self._wanted.case

    def ask(self, where: EntryFilter, order: SortOrder | None) -> None:
        """In place of what was asked before, whose answer nobody waits for any more."""
        case = self._desk.case
        if case is None:
            return
        self._wanted = wanted = _Wanted(case=case, where=where, order=order, is_again=self.case is case)
        self._patience.start()
        self.is_waiting = self._desk.tables.is_first and bool(where.terms or order is not None)
        self.is_asking = not self.is_waiting
        if self.is_waiting:
            self.slow.emit()
            return
        self._desk.questions.ask(
            lambda: (wanted, case.first_entries(where, order)),
            then=lambda answer: self._on_first(*answer),
            channel="files:first",
            otherwise=self._on_refused,
        )

    def forget(self) -> None:
        """No answer is waited for."""
        self._wanted = None
        self.is_asking = self.is_waiting = False
        self._patience.stop()

    def _on_first(self, wanted: _Wanted, first: FirstRows) -> None:
        if wanted is not self._wanted or wanted.case is not self._desk.case:
            return
        self.begun.emit(Found(case=wanted.case, ids=first.ids, is_all=first.is_all, is_again=wanted.is_again))
        case, where, order = wanted.case, wanted.where, wanted.order
        if self._desk.tables.is_first:
            self._ask_all(self._desk.questions, lambda: (wanted, case.listed_ids()))
            return
        # What was said in review is read by one thread alone.
        asking = self._desk.questions if wanted.reads_review() else self._desk.behind
        self._ask_all(asking, lambda: (wanted, case.entry_ids(where, order)))

    def _ask_all(self, asking: Questions, question: "Callable[[], tuple[_Wanted, array[int]]]") -> None:
        asking.ask(
            question,
            then=lambda answer: self._on_all(*answer),
            channel="files:all",
            otherwise=self._on_refused,
        )

    def _on_all(self, wanted: _Wanted, ids: "array[int]") -> None:
        if wanted is not self._wanted or wanted.case is not self._desk.case:
            return
        self._patience.stop()
        self.is_asking = False
        self.ended.emit(Found(case=wanted.case, ids=ids, is_all=True, is_again=True))

    def _on_refused(self, sentence: str) -> None:
        self._patience.stop()
        self.is_asking = False
        self.refused.emit(sentence)
