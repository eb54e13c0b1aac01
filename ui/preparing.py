"""Making the tables of a case ready to be sorted and filtered: seconds for a million entries, once a case.

It is done in a worker while the board is shown; pages ask what needs no order of their own meanwhile.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from ui.language import translate
from ui.questions import Questions
from ui.wording import share

if TYPE_CHECKING:
    from app.open_case import OpenCase

STEP_MS: Final = 400


class Preparing(QObject):
    """`stepped` while the tables are made ready for the first time, `ended` when that is over: done, or given
    up with a trouble, which each question meets again and tells.
    """

    stepped = Signal()
    ended = Signal()

    def __init__(self, behind: Questions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._behind = behind
        self._case: OpenCase | None = None
        self.is_first = False  # the tables cannot be asked yet
        self._step = QTimer(self, interval=STEP_MS)
        self._step.timeout.connect(self.stepped)

    def take_case(self, case: "OpenCase | None") -> None:
        """Another case is open, or none."""
        self._step.stop()
        self._case, self.is_first = case, False
        if case is not None and not case.is_prepared:
            self.is_first = True
            self._step.start()
        self.begin()

    def begin(self) -> None:
        """Let the tables catch up with what was recorded, before anybody asks for one."""
        if (case := self._case) is not None:
            self._behind.ask(
                case.prepare_tables,
                then=lambda _done: self._on_ended(case),
                channel="prepare",
                otherwise=lambda _trouble: self._on_ended(case),
            )

    def said(self) -> str:
        """In one line, with how far it is; empty where the tables can be asked."""
        if self._case is None or not self.is_first:
            return ""
        words = translate("files", "Preparing the tables for sorting and filtering…")
        return f"{words} {share(self._case.prepared_share)}"

    def said_shortly(self) -> str:
        """For the bar below."""
        if self._case is None or not self.is_first:
            return ""
        words = translate("bars", "Preparing the tables, {share}")
        return words.format(share=share(self._case.prepared_share))

    def _on_ended(self, case: "OpenCase") -> None:
        if case is self._case and self.is_first:
            self._step.stop()
            self.is_first = False
            self.ended.emit()
