"""What the window works on: the workbench, the open case as last read, and the child programs.

The desk asks off the GUI thread and tells by signals; pages show what it tells. It holds no widget and shows
no dialogue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.rows import CaseSummary, CoverageRow, ExhibitRow, NewCase, ScanState, SetRow
from app.workbench import OpenCase, Workbench
from ui.programs import ChildProgram, Ending
from ui.questions import Questions

POLL_MS: Final = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The open case as last read; a new reading makes a new view."""

    summary: CaseSummary
    exhibits: tuple[ExhibitRow, ...]
    scan: ScanState
    coverage: tuple[CoverageRow, ...]

    @property
    def is_scanning(self) -> bool:
        return self.scan.state == "running"

    def counts(self, exhibit: str | None = None) -> dict[str, int]:
        """Entries by outcome, of one exhibit or of all."""
        total: dict[str, int] = {}
        for row in self.coverage:
            if exhibit not in (None, row.exhibit):
                continue
            for outcome, number in row.counts:
                total[outcome] = total.get(outcome, 0) + number
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A child program at work other than a scan: what it does in words, and on which exhibit."""

    words: str
    exhibit: str | None = None


def read_view(case: OpenCase) -> CaseView:
    """Read everything the pages show at once; runs in the worker."""
    return CaseView(
        summary=case.summary(), exhibits=case.exhibits(), scan=case.scan_state(), coverage=case.coverage()
    )


class Desk(QObject):
    """`viewed` is sent after each reading of the case, `case_changed` when another or none is open."""

    case_changed = Signal()
    viewed = Signal()
    sets_read = Signal()
    scan_changed = Signal()
    scan_ended = Signal(object)
    task_changed = Signal()
    task_ended = Signal(object, object)  # Task, Ending
    trouble = Signal(str)

    def __init__(self, workbench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workbench = workbench
        self.questions = Questions(self)
        self.questions.refused.connect(self.trouble)
        self.case: OpenCase | None = None
        self.view: CaseView | None = None
        self.sets: tuple[SetRow, ...] | None = None
        self.task: Task | None = None
        self.is_scan_stopping = False
        self.scan = ChildProgram(self)
        self.scan.ended.connect(self._on_scan_ended)
        self.work = ChildProgram(self)
        self.work.ended.connect(self._on_work_ended)
        self._poll = QTimer(self, singleShot=True, interval=POLL_MS)
        self._poll.timeout.connect(self.read)

    @property
    def is_scan_ours(self) -> bool:
        """The running scan is a child of this window, so that it can be stopped from here."""
        return self.scan.is_running

    @property
    def is_scanning(self) -> bool:
        return self.scan.is_running or (self.view is not None and self.view.is_scanning)

    def open(self, folder: str, *, otherwise: Callable[[str], object] | None = None) -> None:
        self.questions.ask(
            lambda: self._open(folder), then=self._on_opened, channel="open", otherwise=otherwise
        )

    def create(self, form: NewCase, *, otherwise: Callable[[str], object]) -> None:
        self.questions.ask(
            lambda: self._create(form), then=self._on_opened, channel="open", otherwise=otherwise
        )

    def _open(self, folder: str) -> tuple[OpenCase, CaseView]:
        case = self.workbench.open_case(folder)
        self.workbench.remember_case(case.folder)
        return case, read_view(case)

    def _create(self, form: NewCase) -> tuple[OpenCase, CaseView]:
        case = self.workbench.create_case(form)
        self.workbench.remember_case(case.folder)
        return case, read_view(case)

    def _on_opened(self, opened: tuple[OpenCase, CaseView]) -> None:
        self.close_case(tell=False)
        self.case, self.view = opened
        self.case_changed.emit()
        self._tell_view()

    def close_case(self, *, tell: bool = True) -> None:
        """Lay the case aside; a running scan goes on."""
        self._poll.stop()
        if self.case is not None:
            self.questions.ask(self.case.close, then=lambda _closed: None)
        self.case, self.view = None, None
        if tell:
            self.case_changed.emit()

    def read(self) -> None:
        """Read the case again in the background."""
        self._poll.stop()
        if (case := self.case) is not None:
            self.questions.ask(lambda: (case, read_view(case)), then=self._on_read, channel="view")

    def _on_read(self, answer: tuple[OpenCase, CaseView]) -> None:
        if answer[0] is self.case:
            self.view = answer[1]
            self._tell_view()

    def _tell_view(self) -> None:
        self.viewed.emit()
        if self.is_scanning:
            self._poll.start()

    def read_sets(self) -> None:
        self.questions.ask(self.workbench.sets, then=self._on_sets, channel="sets")

    def _on_sets(self, sets: tuple[SetRow, ...]) -> None:
        self.sets = sets
        self.sets_read.emit()

    def start_scan(self, *, exhibits: tuple[str, ...] = (), sets: tuple[str, ...] | None = None) -> None:
        """Start the scan of the open case as a child program, or resume it: `sets` of None keeps those it
        began with.
        """
        if self.case is None or self.scan.is_running:
            return
        self.is_scan_stopping = False
        self.scan.start(self.workbench.scan_command(self.case.folder, exhibits=exhibits, sets=sets))
        self.scan_changed.emit()
        self._poll.start()

    def stop_scan(self) -> None:
        if self.scan.is_running and not self.is_scan_stopping:
            self.is_scan_stopping = True
            self.scan.stop()
            self.scan_changed.emit()

    def _on_scan_ended(self, ending: Ending) -> None:
        self.is_scan_stopping = False
        self.scan_changed.emit()
        self.scan_ended.emit(ending)
        self.read()

    def run(self, argv: tuple[str, ...], task: Task) -> bool:
        """Run one piece of work beside the scan; False when another one is still at it."""
        if self.work.is_running:
            return False
        self.task = task
        self.work.start(argv)
        self.task_changed.emit()
        return True

    def _on_work_ended(self, ending: Ending) -> None:
        task, self.task = self.task, None
        self.task_changed.emit()
        self.task_ended.emit(task, ending)
        self.read()

    def close(self) -> None:
        self.close_case(tell=False)
        self.questions.close()
