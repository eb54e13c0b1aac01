"""Questions to the maps of the open case, in a thread and through a connection of their own.

Reading the places of a million entries takes seconds, and the tables must not wait for it.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.workbench import Workbench
from ui.questions import Questions

if TYPE_CHECKING:
    from app.open_case import OpenCase

T = TypeVar("T")


class MapQuestions(Questions):
    """`ask_map` asks an open case of its own; `let_go` closes it, and so does `close`."""

    def __init__(self, workbench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent, name="maps")
        self._workbench = workbench
        self._case: OpenCase | None = None  # touched by the worker alone

    def ask_map(
        self,
        folder: str,
        question: Callable[["OpenCase"], T],
        *,
        then: Callable[[T], object],
        channel: str,
        otherwise: Callable[[str], object] | None = None,
    ) -> None:
        """Ask the case in `folder`, opened where it is not yet."""
        self.ask(lambda: question(self._opened(folder)), then=then, channel=channel, otherwise=otherwise)

    def load_plots(self, *, then: Callable[[object], object]) -> None:
        """Import what draws plots. It takes a third of a second, which the GUI thread does not have."""
        self.ask(lambda: import_module("pyqtgraph"), then=then, channel="plots")

    def let_go(self) -> None:
        """Close the case that was asked last."""
        self.ask(self._close_case, then=_nothing)

    def close(self, *last: Callable[[], object]) -> None:
        super().close(*last, self._close_case)

    def _opened(self, folder: str) -> "OpenCase":
        if self._case is None or self._case.folder != folder:
            self._close_case()
            self._case = self._workbench.open_case(folder)
        return self._case

    def _close_case(self) -> None:
        case, self._case = self._case, None
        if case is not None:
            case.close()


def _nothing(_answer: object) -> None:
    """An answer that nobody waits for."""
