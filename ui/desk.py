"""What the window works on: the workbench, the open case as last read, and the child programs.

The desk asks off the GUI thread and tells by signals; pages show what it tells. It holds no widget and shows
no dialogue.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.answers import TroubleSentence
from app.rows import LibraryRows, NewCase, SetRow
from app.workbench import Workbench
from ui.case_view import CaseView, Task, read_view
from ui.kept_plans import KeptPlans
from ui.language import marked, translate
from ui.looking import Looking
from ui.map_questions import MapQuestions
from ui.marking import Marking
from ui.plan_preview import PlanPreviewer
from ui.planning import ScanPlan, plan_to_resume
from ui.preparing import Preparing
from ui.programs import ChildProgram, Ending, Progress
from ui.questions import Questions
from ui.report_preview import ReportPreviewer
from ui.session_key import SessionKey
from ui.viewer import Viewer
from ui.wording import time_left

if TYPE_CHECKING:
    from app.known_sets import OpenLocks
    from app.open_case import OpenCase

POLL_MS: Final = 1_500
TASK_STEP_MS: Final = 400
PAUSE: Final = "pause"  # what the engine hears
RESUME: Final = "resume"
BUSY: Final = marked("words", "Another piece of work is still running; it is named in the status bar.")


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
        # Two threads with a connection each: reading the state of a large case must not hold up its tables.
        self.questions = Questions(self, name="tables")
        self.watch = Questions(self, name="state")
        # A third for the sets: a passphrase is slow to try, and a look-up must not wait for a case.
        self.asking_sets = Questions(self, name="sets")
        # A fourth for what nobody waits for: photographs, recent cases, the laptop itself.
        self.aside = Questions(self, name="aside")
        # Orders of a million rows: what stands first in them is asked for, and shown, before.
        self.behind = Questions(self, name="orders")
        # The disk map takes seconds to read, and has a connection of its own.
        self.maps = MapQuestions(workbench, self)
        for asking in self._askings():
            asking.refused.connect(self.trouble)
        self.marking = Marking(workbench, self.questions, self)
        self.tables = Preparing(self.behind, self)
        self.key = SessionKey(self)
        self.case: OpenCase | None = None
        self._watched: OpenCase | None = None
        self.view: CaseView | None = None
        self.library: LibraryRows | None = None
        self.locks: OpenLocks | None = None  # what the passphrase of this session opens; never written
        self.task: Task | None = None
        self._remembers = True
        self.is_scan_stopping = False
        self.paused: frozenset[str] = frozenset()  # exhibits of the scan of this window that rest
        self._scan_folder, self.plan = "", ScanPlan()  # of the scan started last from this window
        self._kept_plans = KeptPlans(workbench.setting, workbench.set_setting)
        self._reading = QElapsedTimer()
        self.scan = ChildProgram(self)
        self.scan.ended.connect(self._on_scan_ended)
        self.scan.progressed.connect(self._on_scan_progressed)
        self.preview = PlanPreviewer(self)
        self.pages = ReportPreviewer(self)
        self.work = ChildProgram(self)
        self.viewer = Viewer(self)
        self.looking = Looking(workbench, self.viewer, self)
        self.work.progressed.connect(self._on_work_progressed)
        self._tell_task = QTimer(self, singleShot=True, interval=TASK_STEP_MS)
        self._tell_task.timeout.connect(self.task_changed)
        self.work.ended.connect(self._on_work_ended)
        self._poll = QTimer(self, singleShot=True, interval=POLL_MS)
        self._poll.timeout.connect(self.read)

    @property
    def is_busy(self) -> bool:
        """An answer is still to come."""
        return any(asking.is_busy for asking in self._askings())

    def _askings(self) -> tuple[Questions | MapQuestions, ...]:
        return self.questions, self.watch, self.asking_sets, self.aside, self.behind, self.maps

    @property
    def sets(self) -> tuple[SetRow, ...] | None:
        """The sets of the library that can be used; None before they were read."""
        return None if self.library is None else self.library.sets

    @property
    def passphrase(self) -> str | None:
        return None if self.locks is None else self.locks.passphrase

    @property
    def is_scan_ours(self) -> bool:
        """The scan of the open case is a child of this window, so that it can be stopped from here."""
        return self.scan.is_running and self.case is not None and self._scan_folder == self.case.folder

    @property
    def is_scanning(self) -> bool:
        return self.is_scan_ours or (self.view is not None and self.view.is_scanning)

    def open(
        self, folder: str, *, otherwise: Callable[[str], object] | None = None, remember: bool = True
    ) -> None:
        """Open a case; `remember` puts it among the recent ones and records the opening in its chain."""
        self._remembers = remember
        self._ask_to_open(lambda: self.workbench.open_case(folder), otherwise)

    def create(self, form: NewCase, *, otherwise: Callable[[str], object]) -> None:
        self._remembers = True
        self._ask_to_open(lambda: self.workbench.create_case(form), otherwise)

    def _ask_to_open(
        self, opening: Callable[[], "OpenCase"], otherwise: Callable[[str], object] | None
    ) -> None:
        self.watch.ask(
            lambda: _opened(self.workbench, opening()),
            then=self._on_opened,
            channel="open",
            otherwise=otherwise,
        )

    def _on_opened(self, opened: tuple["OpenCase", "OpenCase", CaseView]) -> None:
        self._lay_aside()
        self.case, self._watched, self.view = opened
        self.tables.take_case(self.case)
        self.viewer.set_command(self.workbench.lines.viewer_command(self.case.folder))
        self.looking.set_case(self.case.folder)
        self.questions.ask(self.case.looks, then=self.looking.take_today, channel="looks")
        self.marking.take_case(self.case)
        self.case_changed.emit()
        self._tell_view()
        if self._remembers:
            folder = self.case.folder
            self.watch.ask(lambda: self.workbench.remember_case(folder), then=lambda _done: self.read())

    def close_case(self) -> None:
        """Lay the case aside; a running scan goes on."""
        self._lay_aside()
        self.case_changed.emit()

    def _lay_aside(self) -> None:
        self._poll.stop()
        self.looking.set_case("")
        self.viewer.set_command(())
        if self.case is not None and self._watched is not None:
            self.questions.ask(self.case.close, then=_nothing)
            self.questions.ask(self.workbench.end_review, then=_nothing)
            self.watch.ask(self._watched.close, then=_nothing)
        self.case, self._watched, self.view = None, None, None
        self.tables.take_case(None)
        self.marking.take_case(None)

    def read(self) -> None:
        """Read the state of the case again in the background."""
        self._poll.stop()
        if (case := self._watched) is not None:
            self._reading.start()
            self.watch.ask(lambda: (case, read_view(case)), then=self._on_read, channel="view")

    def _on_read(self, answer: tuple["OpenCase", CaseView]) -> None:
        if answer[0] is self._watched:
            self.view = answer[1]
            # A large case is read less often, so that reading it takes a fifth of the time at most.
            self._poll.setInterval(max(POLL_MS, 4 * self._reading.elapsed()))
            self._tell_view()

    def _tell_view(self) -> None:
        self.viewed.emit()
        if self.is_scanning:
            self._poll.start()

    def read_sets(self) -> None:
        self.asking_sets.ask(self.workbench.library_rows, then=self.take_sets, channel="sets")

    def take_sets(self, library: LibraryRows) -> None:
        """The library as it was just read."""
        self.library = library
        self.sets_read.emit()

    def unlock(
        self,
        passphrase: str,
        *,
        then: Callable[["OpenLocks"], object],
        otherwise: Callable[[str], object],
    ) -> None:
        """Try a passphrase on the locked sets of the library; what it opens is open until the window ends."""

        def keep(locks: "OpenLocks") -> None:
            self.locks = locks
            self.sets_read.emit()
            then(locks)

        self.asking_sets.ask(
            lambda: self.workbench.unlock(passphrase), then=keep, channel="unlock", otherwise=otherwise
        )

    def lock(self) -> None:
        """Forget the passphrase."""
        self.locks = None
        self.sets_read.emit()

    def is_open(self, row: SetRow) -> bool:
        """It is not locked, or the passphrase of the session opens it."""
        return not row.is_locked or (self.locks is not None and row.spelled in self.locks.opened)

    def start_scan(self, plan: ScanPlan | None = None, *, secrets: tuple[str, ...] | None = None) -> None:
        """Start the scan of the open case as a child program; without a plan the engine's defaults hold.

        `secrets` are those of the volumes that it asks for, in that order.
        """
        if self.case is None:
            return
        if self.scan.is_running:
            self.trouble.emit(
                translate("words", "A scan started in this window is still running; stop it or wait for it.")
            )
            return
        plan = plan or ScanPlan()
        self.is_scan_stopping, self._scan_folder, self.plan = False, self.case.folder, plan
        labels = () if self.view is None else tuple(one.label for one in self.view.exhibits)
        self._kept_plans.keep(self.case.folder, replace(plan, exhibits=plan.exhibits or labels))
        self.paused = frozenset()
        argv = self.workbench.lines.scan_command(
            self.case.folder,
            exhibits=plan.exhibits,
            profile=plan.profile,
            sets=plan.sets,
            anew=plan.anew,
            algorithms=plan.algorithms,
            time_box_min=plan.time_box_min,
            at_once=plan.at_once,
            stops_after_first_hit=plan.stops_after_first_hit,
            with_passphrase=self._needs_passphrase(plan),
            with_secrets=secrets is not None,
            key=self.key.held,
        )
        first = (self.key.words, self.passphrase if self._needs_passphrase(plan) else None)
        said = [words for words in (*first, *(secrets or ())) if words is not None]  # the key's comes first
        self.scan.start(argv, first_words="\n".join(said) if said else None)
        self.scan_changed.emit()
        self._poll.start()

    def _needs_passphrase(self, plan: ScanPlan) -> bool:
        """A plan that leaves the sets to an unfinished scan may take up a locked one."""
        if self.locks is None:
            return False
        return plan.sets is None or any(name in self.locks.opened for name in plan.sets)

    def resumed_plan(self) -> ScanPlan | None:
        """What to go on with: the plan that was stopped, as it was started."""
        if self.view is None or self.case is None:
            return None
        is_ours = self._scan_folder == self.case.folder
        return plan_to_resume(
            self.view.exhibits,
            last=self.plan if is_ours else self._kept_plans.of(self.case.folder),
            time_box_min=self.view.scan.time_box_min,
        )

    def stop_scan(self) -> None:
        if self.is_scan_ours and not self.is_scan_stopping:
            self.is_scan_stopping = True
            self.scan.stop()
            self.scan_changed.emit()

    def pause_scan(self, label: str | None = None) -> None:
        """Let one exhibit of this window's scan rest, or all of them; it is shown when the reader rests."""
        if self.is_scan_ours:
            self.scan.say(f"{PAUSE} {label or ''}".rstrip())

    def unpause_scan(self, label: str | None = None) -> None:
        if self.is_scan_ours:
            self.scan.say(f"{RESUME} {label or ''}".rstrip())

    def toggle_pause(self, label: str | None = None) -> None:
        """Of one exhibit; without one all rest, or go on where any rests."""
        is_resting = bool(self.paused) if label is None else label in self.paused
        (self.unpause_scan if is_resting else self.pause_scan)(label)

    def _on_scan_progressed(self, progress: Progress) -> None:
        label = progress.exhibit
        if label is None or progress.paused == (label in self.paused):
            return
        self.paused = self.paused | {label} if progress.paused else self.paused - {label}
        self.scan_changed.emit()
        if self.is_scan_ours:
            self.read()

    def _on_scan_ended(self, ending: Ending) -> None:
        was_ours = self.case is not None and self._scan_folder == self.case.folder
        self.is_scan_stopping, self.paused = False, frozenset()
        self.scan_changed.emit()
        if was_ours:
            self.scan_ended.emit(ending)
            self.tables.begin()
            self.read()

    def run(self, argv: tuple[str, ...], task: Task, *, first_words: str | None = None) -> None:
        """Run one piece of work beside the scan, unless another one is still at it."""
        if self.may_work():
            self.task = task
            self.work.start(argv, first_words=first_words)
            self.task_changed.emit()

    def may_work(self) -> bool:
        """No other piece of work is at hand; where one is, that is said."""
        if self.work.is_running:
            self.trouble.emit(translate("words", BUSY))
        return not self.work.is_running

    def stop_work(self) -> None:
        """Ask the piece of work at hand to stop; what it had not finished is not kept."""
        self.work.stop()

    def _on_work_progressed(self, progress: Progress) -> None:
        if self.task is not None:
            left = time_left(progress.eta_low_s, progress.eta_high_s)
            self.task = replace(self.task, share=progress.share, left=left)
            if not self._tell_task.isActive():
                self._tell_task.start()

    def _on_work_ended(self, ending: Ending) -> None:
        self._tell_task.stop()
        task, self.task = self.task, None
        self.task_changed.emit()
        self.task_ended.emit(task, ending)
        self.read()

    def close(self) -> None:
        """Stop what can be done again later, leave a scan running, and let go of the case."""
        self._poll.stop()
        self.locks = None
        self.key.forget()
        self.work.stop()
        self.preview.close()
        self.pages.close()
        self.looking.close()
        self.viewer.end()
        self.asking_sets.close()
        self.maps.close()
        self.aside.close()
        self.behind.close()
        closing = [self.case.close] if self.case is not None else []
        self.questions.close(self.marking.finish, self.workbench.end_review, *closing)
        self.watch.close(*([self._watched.close] if self._watched is not None else []))

    def wait(self) -> None:
        """Block until the threads have ended."""
        self.questions.wait()
        self.watch.wait()
        self.asking_sets.wait()
        self.maps.wait()
        self.aside.wait()
        self.behind.wait()
        self.viewer.wait()
        self.looking.wait()


def _opened(workbench: Workbench, case: "OpenCase") -> tuple["OpenCase", "OpenCase", CaseView]:
    watched = workbench.open_case(case.folder)
    try:
        return case, watched, read_view(watched)
    except TroubleSentence:
        case.close()
        watched.close()
        raise


def _nothing(_answer: object) -> None:
    """An answer that nobody waits for."""
