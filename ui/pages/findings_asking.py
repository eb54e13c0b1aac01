"""What the page of findings asks a case for: the findings of a filter, in an order, and their groups."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.rows import EntryFilter, GroupRow, SortOrder
from ui.desk import Desk
from ui.pages.findings_groups import narrowed
from ui.pages.findings_list import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.open_case import OpenCase

PATIENCE_MS: Final = 300


class FindingsAsking(QObject):
    """`grouped` gives all groups, `listed` the case and its `Findings`; `slow`: the list takes long."""

    grouped = Signal(object)
    listed = Signal(object, object)
    slow = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.case: OpenCase | None = None  # the one that was asked last
        self.is_asking = False  # asking anew would take the place of a list that takes long
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.slow)

    def ask(
        self, where: EntryFilter, order: SortOrder | None, *, group: GroupRow | None, with_groups: bool
    ) -> None:
        """In place of what was asked before, whose answer nobody waits for any more."""
        case = self._desk.case
        if case is None:
            return
        self._patience.start()
        self.case, self.is_asking = case, True
        if with_groups:
            self._desk.questions.ask(
                lambda: (case, case.finding_groups(where)), then=self._on_grouped, channel="findings:groups"
            )
        within = narrowed(where, group)
        self._desk.questions.ask(
            lambda: (case, _read(case, within, order)),
            then=self._on_listed,
            channel="findings:list",
            otherwise=self._on_refused,
        )

    def forget(self) -> None:
        """Another case is open, or none."""
        self.case, self.is_asking = None, False
        self._patience.stop()

    def _on_grouped(self, answer: "tuple[OpenCase, Sequence[GroupRow]]") -> None:
        case, groups = answer
        if case is self._desk.case:
            self.grouped.emit(groups)

    def _on_listed(self, answer: "tuple[OpenCase, Findings]") -> None:
        case, found = answer
        if case is not self._desk.case:
            return
        self._patience.stop()
        self.is_asking = False
        self.listed.emit(case, found)

    def _on_refused(self, sentence: str) -> None:
        self.forget()
        self._desk.questions.refused.emit(sentence)


def _read(case: "OpenCase", where: EntryFilter, order: SortOrder | None) -> Findings:
    return Findings.of(case.finding_stacks(where, order), records=case.count_records(where))
