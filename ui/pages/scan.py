"""The scan page: head with answer and stop, reading speed, coverage with its sum, hits as they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.open_case import OpenCase
from app.rows import EntryFilter, FaultRow, HitRow, LedgerRow
from ui.commands import Actions
from ui.course import Course
from ui.desk import Desk
from ui.look import Look
from ui.pages.scan_head import ScanHead
from ui.parts.buttons import Button
from ui.parts.charts import SpeedGraph
from ui.parts.coverage import CoveragePanel
from ui.parts.labels import label
from ui.parts.panels import Notice, Panel
from ui.programs import Ending, HitSeen, Progress
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import after, counted

PROGRAM: Final = "program"  # the stage of faults that are not the evidence's
STEP_MS: Final = 250  # the eye gets at most four steps a second
KEPT_HITS: Final = 300
KEPT_FAULTS: Final = 2_000
HIT_HEADS: Final = (Head(title="", width=76), Head(title="File and set", width=0))
FAULT_HEADS: Final = (Head(title="Exhibit", width=96), Head(title="What could not be read, and why", width=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHit:
    """A line of the hit list, from the running child or from the case."""

    when: str
    path: str
    words: str


def hit_cells(hit: SeenHit) -> Sequence[Cell]:
    return (
        Cell(first=hit.when, mono=True, meaning="text2"),
        Cell(first=hit.path, second=hit.words, mono=True),
    )


def fault_cells(fault: FaultRow) -> Sequence[Cell]:
    place = fault.path or (f"volume {fault.volume}" if fault.volume is not None else "the whole exhibit")
    if fault.stage == PROGRAM:
        place = "A fault of this program, not of the exhibit"
    return (
        Cell(first=fault.exhibit, meaning="unreadable", icon="warning"),
        Cell(first=place, second=fault.reason, mono=True),
    )


class ScanPage(QWidget):
    """Shows a scan of this window live, a scan of another window by reading the case, else the last scan."""

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._course, self._clock = Course(), QElapsedTimer()
        self._clock.start()
        self._new_hits: list[SeenHit] = []
        self._lists_of: object = None
        self._step = QTimer(self, singleShot=True, interval=STEP_MS)
        self.notice = Notice(look)
        self.head = ScanHead(look, actions)
        self.graph = SpeedGraph(look)
        self._speed = label(meaning="text2", wrap=True)
        self.coverage = CoveragePanel(look, actions)
        self.hits = CellsModel[SeenHit](HIT_HEADS, hit_cells, self)
        self._hit_table = CellsTable[SeenHit](look, self.hits, name="Records matched", row_height=46)
        self.faults = CellsModel[FaultRow](FAULT_HEADS, fault_cells, self)
        self._fault_table = CellsTable[FaultRow](look, self.faults, name="What was not read", row_height=46)
        self._upper = QStackedWidget()
        self._upper.addWidget(self._speed_panel())
        self._upper.addWidget(self._faults_panel())
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.head)
        column.addWidget(self.notice)
        self._left = left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._upper, 1)
        left.addWidget(self.coverage)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addLayout(left, 1)
        lower.addWidget(self._hits_panel())
        column.addLayout(lower, 1)

    def _speed_panel(self) -> Panel:
        panel = Panel("Reading speed", subtitle="MB/s, one tick under the line for each hit")
        panel.body.addWidget(self.graph, 1)
        panel.body.addWidget(self._speed)
        return panel

    def _faults_panel(self) -> Panel:
        panel = Panel("What could not be read", margin=0)
        self._fault_words = panel.subtitle
        self._no_faults = label(meaning="text2")
        self._no_faults.setContentsMargins(12, 12, 12, 12)
        panel.body.setSpacing(0)
        panel.body.addWidget(self._no_faults, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addWidget(self._fault_table, 1)
        return panel

    def _hits_panel(self) -> Panel:
        panel = Panel("Hits as they come", subtitle="newest first", margin=0)
        panel.setFixedWidth(340)
        self._hits_title, self._hits_order = panel.title, panel.subtitle
        self._no_hits = label(meaning="text2", wrap=True)
        self._no_hits.setContentsMargins(12, 12, 12, 12)
        panel.body.addWidget(self._no_hits, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addWidget(self._hit_table, 1)
        button = Button(self._look, "Open findings", kind="large", icon="list-bullets", key="Alt 3")
        button.clicked.connect(lambda _checked=False: self.wants.emit("findings", None))
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 12)
        foot.addWidget(button)
        foot.addStretch(1)
        panel.body.addLayout(foot)
        return panel

    def _connect(self) -> None:
        self._desk.viewed.connect(self.show_view)
        self._desk.scan_changed.connect(self._on_scan_changed)
        self._desk.scan_ended.connect(self._on_scan_ended)
        self._desk.case_changed.connect(self._on_case_changed)
        self._desk.scan.progressed.connect(self._on_progress)
        self._desk.scan.hit_seen.connect(self._on_hit)
        self._step.timeout.connect(self._show_step)
        self.coverage.turned.connect(lambda is_turned: self._left.setStretch(1, 2 if is_turned else 0))
        self.head.plan_wanted.connect(lambda: self.wants.emit("plan", None))
        self._hit_table.opened.connect(
            lambda hit: self.wants.emit("findings", EntryFilter.having(word=hit.path, outcome="matched"))
        )

    def focus_first(self) -> None:
        self.head.focus_first()

    def _on_case_changed(self) -> None:
        self._lists_of = None
        self._clear_live("", "")
        self.faults.show_rows([])
        self.coverage.show_ledgers(())

    def _clear_live(self, title: str, order: str) -> None:
        self._course = Course()
        self.graph.clear()
        self._speed.setText("")
        self.hits.show_rows([])
        self._hits_title.setText(title)
        self._hits_order.setText(order)
        self.notice.say("")

    def _on_scan_changed(self) -> None:
        if self._desk.is_scan_ours and not self._desk.is_scan_stopping:
            self._clear_live("Hits as they come", "newest first")
        self.show_view()

    def _on_progress(self, progress: Progress) -> None:
        if self._desk.is_scan_ours:
            self._course.take(progress, at_s=self._now_s())
            self._step_soon()

    def _now_s(self) -> float:
        return self._clock.elapsed() / 1000

    def _on_hit(self, hit: HitSeen) -> None:
        if not self._desk.is_scan_ours:
            return
        category = f", category {hit.category}" if hit.category else ""
        words = f"{hit.set_name}{category}; {hit.exhibit}"
        if not self._new_hits and not self.hits.rowCount():
            self._hits_order.setText(f"newest first; the first one after {after(hit.elapsed_s)}")
        self._new_hits.insert(0, SeenHit(when=after(hit.elapsed_s), path=hit.path, words=words))
        self.graph.add_tick(hit.elapsed_s)
        self._step_soon()

    def _step_soon(self) -> None:
        if not self._step.isActive():
            self._step.start()

    def _show_step(self) -> None:
        """Show what has come since the last step."""
        if self._course.has_begun:
            bytes_per_s, entries_per_s = self._course.pace(self._now_s())
            self.graph.add(self._course.elapsed_s, bytes_per_s)
            entries = counted(round(entries_per_s), "entry", "entries")
            self._speed.setText(f"{bytes_per_s / 1e6:,.0f} MB/s and {entries} a second.")
        self.hits.put_first(self._new_hits[:KEPT_HITS], keep=KEPT_HITS)
        self._new_hits = []
        self.show_view()

    def _on_scan_ended(self, ending: Ending) -> None:
        self._step.stop()
        self._course, self._lists_of, self._new_hits = Course(), None, []
        if ending.is_stopped:
            words = "The scan was stopped. Nothing is lost; resume it when you like."
            self.notice.say(words, meaning="accent")
        else:
            self.notice.say("" if ending.is_done else ending.sentence, meaning="unreadable")

    def _state(self) -> str:
        view = self._desk.view
        if self._desk.is_scan_ours:
            return "stopping" if self._desk.is_scan_stopping else "running"
        return view.scan.state if view is not None else "none"

    def show_view(self) -> None:
        """Show the case as last read together with the newest progress line."""
        view, state, is_ours = self._desk.view, self._state(), self._desk.is_scan_ours
        if view is None:
            return
        self.head.show_scan(
            view,
            state=state,
            is_ours=is_ours,
            course=self._course,
            planned=len(self._desk.plan.exhibits) or len(view.exhibits),
            now_s=self._now_s(),
        )
        self.coverage.show_counts(view.counts())
        self._upper.setCurrentIndex(0 if is_ours else 1)
        self._show_lists(state)
        self._actions.refuse("scan.stop", not is_ours or self._desk.is_scan_stopping)
        self._actions.refuse("scan.resume", state != "stopped")

    def _show_lists(self, state: str) -> None:
        view, case = self._desk.view, self._desk.case
        if view is None or case is None:
            return
        self._no_hits.setText(_no_hits_words(state))
        self._no_faults.setText(_no_faults_words(state))
        self._show_which_lists()
        stamp = (view.summary.hits, view.summary.faults, view.scan.state)
        if not self._desk.is_scan_ours and stamp != self._lists_of and self.isVisible():
            self._lists_of = stamp
            self._desk.questions.ask(lambda: _read_lists(case), then=self._on_lists, channel="scan-lists")

    def _show_which_lists(self) -> None:
        """A list that is empty gives its place to the words that say so."""
        self._no_hits.setVisible(not self.hits.rowCount())
        self._hit_table.setVisible(bool(self.hits.rowCount()))
        self._no_faults.setVisible(not self.faults.rowCount())
        self._fault_table.setVisible(bool(self.faults.rowCount()))

    def _on_lists(self, answer: "_Lists") -> None:
        if self._desk.is_scan_ours:  # a scan has begun meanwhile; its own hits are shown
            return
        hits, faults, ledgers = answer
        self.coverage.show_ledgers(ledgers)
        self.hits.show_rows(hits)
        self.faults.show_rows(faults[:KEPT_FAULTS])
        self._hits_title.setText("Records matched")
        self._hits_order.setText(f"the first {KEPT_HITS}" if len(hits) == KEPT_HITS else "")
        self._fault_words.setText(counted(len(faults), "fault") if faults else "")
        self._show_which_lists()


def _no_hits_words(state: str) -> str:
    if state == "none":
        return ""
    return "No file equals a notable record of the sets loaded." if state == "done" else "No hit so far."


def _no_faults_words(state: str) -> str:
    if state == "none":
        return "Nothing is listed yet."
    return "Everything that was listed could be read." if state == "done" else "Nothing unreadable so far."


_Lists = tuple[Sequence[SeenHit], Sequence[FaultRow], Sequence[LedgerRow]]


def _read_lists(case: OpenCase) -> _Lists:
    """The first hits, the faults and the ledgers of the case; runs in the worker."""
    ids = case.hit_ids(EntryFilter.having(outcome="matched"), None)[:KEPT_HITS]
    rows = [row for row in case.hit_rows(ids) if row.role == "notable"]
    hits = [SeenHit(when=row.exhibit, path=row.path, words=_hit_words(row)) for row in rows]
    return hits, case.faults(), case.ledgers()


def _hit_words(row: HitRow) -> str:
    category = f", category {row.category}" if row.category else ""
    return f"{row.set_name}{category}" + ("" if row.allocated else "; deleted")
