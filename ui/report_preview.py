"""Asks a child program for the pages of the report, as often as what it is written with changes.

Pages come as pictures, in their order; a preview that is asked for while another is made takes its place.
Nothing of them is stored.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from ui.programs import ChildProgram, Ending

REST_MS: Final = 350  # choices that follow one another quickly are one
LEAVE_MS: Final = 800  # for the child to take its folder away when the window goes


class ReportPreviewer(QObject):
    """`begun` when other pages are on their way, `page_came` with its number from 0, `ended` when all are
    there or none will come: then `trouble` says why.
    """

    begun = Signal()
    page_came = Signal(int)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pages: list[bytes] = []
        self.total, self.is_shortened, self.trouble = 0, False, ""
        self._asked: tuple[str, ...] = ()
        self._state = ""
        self._fresh = False  # what came so far belongs to what was asked for
        self._child = ChildProgram(self)
        self._child.answered.connect(self._on_answered)
        self._child.ended.connect(self._on_ended)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._start)

    @property
    def is_running(self) -> bool:
        return self._child.is_running or self._rest.isActive()

    def ask(self, argv: Sequence[str], *, state: str) -> None:
        """Make these pages of a case in this state, unless they are there or being made already."""
        if (tuple(argv), state) == (self._asked, self._state):
            return
        self._asked, self._state, self._fresh, self.trouble = tuple(argv), state, False, ""
        self._child.stop()
        self._rest.start()
        self.begun.emit()

    def forget(self) -> None:
        """Another case, or none: no page of the one before may stay in sight."""
        self._rest.stop()
        self._child.stop()
        self._asked, self._fresh, self.pages, self.total, self.trouble = (), False, [], 0, ""
        self.ended.emit()

    def close(self) -> None:
        self._rest.stop()
        self._asked = ()
        self._child.leave(patience_ms=LEAVE_MS)

    def _start(self) -> None:
        if self._asked and not self._child.is_running:
            self._fresh = True
            self._child.start(self._asked)

    def _on_answered(self, fields: Mapping[str, Any]) -> None:  # Any: JSON
        if not self._fresh:
            return
        if "pages" in fields:
            self.pages, self.total = [], int(fields["pages"])
            self.is_shortened = bool(fields.get("shortened"))
        elif "png" in fields:
            self.pages.append(base64.b64decode(fields["png"]))
            self.page_came.emit(len(self.pages) - 1)

    def _on_ended(self, ending: Ending) -> None:
        if not self._asked:
            return
        if not self._fresh:
            if not self._rest.isActive():
                self._start()
            return
        if not ending.is_done:
            self.pages, self.total, self.trouble = [], 0, ending.sentence
        self.ended.emit()
