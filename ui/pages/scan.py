"""The scan page: the answer so far and the stop control, reading speed, coverage with its sum, hits as they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.rows import EntryFilter, FaultRow, HitRow
from app.workbench import OpenCase
from ui.commands import Actions, key_hint
from ui.desk import Desk
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.charts import CoverageBar, Ring, SpeedGraph, Swatch
from ui.parts.labels import Chip, MiddleLabel, SaidLabel, label
from ui.parts.panels import Notice, Panel
from ui.programs import Ending, HitSeen, Progress
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import OUTCOMES, Said, count, counted, duration, moment, share, size, time_left

STEP_MS: Final = 250  # the eye gets at most four steps a second
KEPT_HITS: Final = 300
_PHASES: Final = {
    "opening": "Opening the source", "verifying": "Verifying", "listing": "Listing entries", "examining": "Reading",
    "importing": "Importing", "reporting": "Writing the report", "building": "Building",
}  # fmt: skip
_STATES: Final = {
    "running": Said(words="Scanning", icon="gauge", meaning="accent"),
    "stopping": Said(words="Stopping", icon="gauge", meaning="accent"),
    "stopped": Said(words="Stopped, can be resumed", icon="pause-circle", meaning="text2"),
    "done": Said(words="Done", icon="check", meaning="accent"),
    "none": Said(words="Not scanned yet", icon="hard-drive", meaning="text2"),
}


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
    return (Cell(first=fault.exhibit, meaning="unreadable", icon="warning"), Cell(first=place, second=fault.reason, mono=True))


class ScanPage(QWidget):
    """Shows a scan of this window live, a scan of another window by reading the case, and the last scan when none runs."""

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._progress: Progress | None = None
        self._new_hits: list[SeenHit] = []
        self._lists_of: object = None
        self._make_widgets()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._head_panel())
        column.addWidget(self.notice)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._upper, 1)
        left.addWidget(self._coverage_panel())
        lower.addLayout(left, 1)
        lower.addWidget(self._hits_panel())
        column.addLayout(lower, 1)
        self._connect()

    def _make_widgets(self) -> None:
        look = self._look
        self.notice = Notice(look)
        self._ring = Ring(look, word="scanned", diameter=66)
        self._title = label("Scan", role="screen")
        self._chip = Chip(look, _STATES["none"])
        self._profile = label(role="small", meaning="text2")
        self._answer = SaidLabel(look, role="title")
        self._counts = label()
        self._left = label(role="strong")
        self._current = MiddleLabel()
        self._phase = label(role="small", meaning="text2")
        self.graph = SpeedGraph(look)
        self._speed = label(meaning="text2", wrap=True)
        self._bar = CoverageBar(look, height=28)
        self._legend: dict[str, tuple[QLabel, QLabel]] = {}
        self._sum = label(role="small", meaning="text2", wrap=True)
        self.hits = CellsModel[SeenHit]((Head(title="", width=76), Head(title="File and set", width=0)), hit_cells, self)
        self._hit_table = CellsTable[SeenHit](look, self.hits, name="Hits as they come", row_height=46)
        self.faults = CellsModel[FaultRow]((Head(title="Exhibit", width=96), Head(title="What could not be read, and why", width=0)), fault_cells, self)
        self._fault_table = CellsTable[FaultRow](look, self.faults, name="What could not be read", row_height=46)
        self._upper = QStackedWidget()
        self._upper.addWidget(self._speed_panel())
        self._upper.addWidget(self._faults_panel())
        self._step = QTimer(self, singleShot=True, interval=STEP_MS)

    def _head_panel(self) -> Panel:
        panel = Panel(margin=12)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._ring)
        row.addLayout(self._head_words(), 1)
        self._stop = self._command_button("scan.stop", "large")
        self._resume = self._command_button("scan.resume", "primary")
        self._start = Button(self._look, "Start a scan", kind="primary", icon="gauge")
        self._start.clicked.connect(lambda _checked=False: self.wants.emit("plan", None))
        for button in (self._start, self._resume, self._stop):
            row.addWidget(button)
        panel.body.addLayout(row)
        return panel

    def _command_button(self, command_id: str, kind: str) -> CommandButton:
        command = self._actions.command(command_id)
        return CommandButton(self._look, self._actions[command_id], kind=kind, icon=command.icon, key=key_hint(command))

    def _head_words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(4)
        first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((first, (self._title, self._chip, self._profile)), (second, (self._answer, self._counts, self._left))):
            row.setSpacing(16 if row is second else 12)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
        third.setSpacing(8)
        third.addWidget(self._phase)
        third.addWidget(self._current, 1)
        for row in (first, second, third):
            words.addLayout(row)
        return words

    def _speed_panel(self) -> Panel:
        panel = Panel("Reading speed", subtitle="MB/s, one tick under the line for each hit")
        panel.body.addWidget(self.graph, 1)
        panel.body.addWidget(self._speed)
        return panel

    def _faults_panel(self) -> Panel:
        panel = Panel("What could not be read", margin=0)
        self._fault_words = panel.subtitle
        self._no_faults = label("Everything that was listed could be read.", meaning="text2")
        self._no_faults.setContentsMargins(12, 12, 12, 12)
        panel.body.setSpacing(0)
        panel.body.addWidget(self._no_faults, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addWidget(self._fault_table, 1)
        return panel

    def _coverage_panel(self) -> Panel:
        panel = Panel("Coverage", subtitle="each entry ends in exactly one outcome")
        panel.body.addWidget(self._bar)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for number, (outcome, word) in enumerate(OUTCOMES):
            row, column = number % 3, number // 3 * 5
            amount, part = label(role="mono"), label(role="small", meaning="text2")
            for widget in (amount, part):
                widget.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for place, widget in enumerate((Swatch(self._look, outcome), label(word), amount, part)):
                grid.addWidget(widget, row, column + place)
            part.setFixedWidth(52)
            grid.setColumnStretch(column + 1, 1)
            grid.setColumnMinimumWidth(column + 4, 12)
            self._legend[outcome] = (amount, part)
        panel.body.addLayout(grid)
        panel.body.addWidget(self._sum)
        return panel

    def _hits_panel(self) -> Panel:
        panel = Panel("Hits as they come", subtitle="newest first", margin=0)
        self._hits_title, self._hits_order = panel.title, panel.subtitle
        panel.setFixedWidth(340)
        self._no_hits = label("", meaning="text2", wrap=True)
        self._no_hits.setContentsMargins(12, 12, 12, 12)
        panel.body.addWidget(self._no_hits, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addWidget(self._hit_table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 12)
        button = Button(self._look, "Open findings", kind="large", icon="list-bullets", key="Alt 3")
        button.clicked.connect(lambda _checked=False: self.wants.emit("findings", None))
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
        self._hit_table.opened.connect(lambda hit: self.wants.emit("findings", EntryFilter(text=hit.path, outcome="matched")))

    def _on_case_changed(self) -> None:
        self._lists_of, self._progress = None, None
        self.hits.show_rows([])
        self.faults.show_rows([])
        self.graph.clear()
        self.notice.say("")

    def _on_scan_changed(self) -> None:
        if self._desk.scan.is_running and self._progress is None:
            self.graph.clear()
            self.hits.show_rows([])
            self._hits_title.setText("Hits as they come")
            self._hits_order.setText("newest first")
            self.notice.say("")
        self.show_view()

    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        if not self._step.isActive():
            self._step.start()

    def _on_hit(self, hit: HitSeen) -> None:
        category = f", category {hit.category}" if hit.category else ""
        self._new_hits.insert(0, SeenHit(when=duration(hit.elapsed_s), path=hit.path, words=f"{hit.set_name}{category}; {hit.exhibit}"))
        self.graph.add_tick(hit.elapsed_s)
        if not self._step.isActive():
            self._step.start()

    def _show_step(self) -> None:
        """Show what has come since the last step."""
        progress = self._progress
        if progress is not None:
            self.graph.add(progress.elapsed_s, progress.bytes_per_s)
            speed = f"{progress.bytes_per_s / 1e6:,.0f} MB/s and {counted(round(progress.entries_per_s), 'entry', 'entries')} a second."
            self._speed.setText(speed)
        self.hits.put_first(self._new_hits[:KEPT_HITS], keep=KEPT_HITS)
        self._new_hits = []
        self.show_view()

    def _on_scan_ended(self, ending: Ending) -> None:
        self._progress = None
        self._lists_of = None
        if ending.is_stopped:
            self.notice.say("The scan was stopped. Nothing is lost; resume it when you like.", meaning="accent")
        elif not ending.is_done:
            self.notice.say(ending.sentence)
        else:
            self.notice.say("")

    def _state(self) -> str:
        view = self._desk.view
        if self._desk.is_scan_ours:
            return "stopping" if self._desk.is_scan_stopping else "running"
        return view.scan.state if view is not None else "none"

    def focus_first(self) -> None:
        for button in (self._stop, self._resume, self._start):
            if button.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def show_view(self) -> None:
        """Show the case as last read together with the newest progress line."""
        view, state = self._desk.view, self._state()
        if view is None:
            return
        running = state in ("running", "stopping")
        self._show_head(state, running=running)
        self._show_coverage()
        self._upper.setCurrentIndex(0 if self._desk.is_scan_ours else 1)
        self._show_lists(running=running)
        self._stop.setVisible(self._desk.is_scan_ours)
        self._resume.setVisible(state == "stopped")
        self._start.setVisible(state in ("none", "done"))
        self._start.setEnabled(bool(view.exhibits))
        self._start.set_words("Start a scan" if state == "none" else "Scan again")
        self._start.set_kind("primary" if state == "none" else "large")
        self._actions.refuse("scan.stop", not self._desk.is_scan_ours or self._desk.is_scan_stopping)
        self._actions.refuse("scan.resume", state != "stopped")

    def _show_head(self, state: str, *, running: bool) -> None:
        view, progress = self._desk.view, self._progress
        if view is None:
            return
        exhibit = progress.exhibit if progress is not None and progress.exhibit else None
        self._title.setText(f"Scan of {exhibit}" if exhibit else "Scan")
        self._chip.say(_STATES[state])
        sets = counted(len(view.scan.sets), "set")
        self._profile.setText(f"Profile {view.scan.profile.capitalize()}, {sets}" if view.scan.profile else "")
        self._profile.setToolTip(", ".join(view.scan.sets))
        self._show_answer(running=running)
        self._show_numbers(running=running)

    def _show_answer(self, *, running: bool) -> None:
        view, progress = self._desk.view, self._progress
        if view is None:
            return
        hits = max(view.summary.hits, progress.hits if progress is not None else 0)
        so_far = " so far" if running or view.scan.state == "stopped" else ""
        if hits:
            files = f" in {counted(view.summary.matched_files, 'file')}" if view.summary.matched_files and not running else ""
            self._answer.say(Said(words=f"{counted(hits, 'record')} matched{files}{so_far}", icon="target", meaning="hit"))
        elif view.scan.state == "none" and not running:
            self._answer.say(Said(words="Nothing compared so far", icon="info", meaning="text2"))
        else:
            self._answer.say(Said(words=f"Nothing found in the sets loaded{so_far}", icon="magnifying-glass", meaning="compared"))

    def _show_numbers(self, *, running: bool) -> None:
        view, progress = self._desk.view, self._progress
        if view is None:
            return
        if progress is None:
            self._show_resting_numbers()
            return
        self._ring.show_share(progress.share, token="accent")
        total = f" of {count(progress.entries_total)}" if progress.entries_total else ""
        read = f" of {size(progress.bytes_total)}" if progress.bytes_total else ""
        entries = f"{count(progress.entries_done)}{total} entries"
        self._counts.setText(f"{entries}    {size(progress.bytes_done)}{read} read    {duration(progress.elapsed_s)} gone")
        self._left.setText(time_left(progress.eta_low_s, progress.eta_high_s))
        self._phase.setText(_PHASES.get(progress.phase, progress.phase.capitalize()))
        self._current.show_text(progress.current or "")

    def _show_resting_numbers(self) -> None:
        view = self._desk.view
        if view is None:
            return
        scan = view.scan
        done = scan.entries_done / scan.entries_listed if scan.entries_listed else None
        self._ring.show_share(done, token="accent" if scan.state == "running" else "compared")
        self._counts.setText(f"{count(scan.entries_done)} of {count(scan.entries_listed)} entries" if scan.entries_listed else "")
        self._left.setText("")
        self._phase.setText(_when(scan.started_at, scan.finished_at))
        goes_on = scan.state == "running" and not self._desk.is_scan_ours
        self._current.show_text("started from another window; it is shown here as it is recorded" if goes_on else "")

    def _show_coverage(self) -> None:
        view = self._desk.view
        counts = view.counts() if view is not None else {}
        total = sum(counts.values())
        self._bar.show_parts(counts)
        for outcome, (amount, part) in self._legend.items():
            number = counts.get(outcome, 0)
            amount.setText(count(number))
            part.setText(share(number / total) if total else "")
        self._sum.setText(f"Sum {count(total)}. Thin slices are drawn wider so that they are seen." if total else "Nothing is listed yet.")

    def _show_lists(self, *, running: bool) -> None:
        view = self._desk.view
        if view is None:
            return
        self._no_hits.setText("No hit so far." if running else "No file equals a record of the sets loaded." if view.scan.state != "none" else "")
        self._no_hits.setVisible(not self.hits.rowCount())
        self._hit_table.setVisible(bool(self.hits.rowCount()))
        stamp = (view.summary.hits, view.summary.faults, view.scan.state)
        if self._desk.is_scan_ours or stamp == self._lists_of or not self.isVisible():
            return
        self._lists_of, case = stamp, self._desk.case
        if case is not None:
            self._desk.questions.ask(lambda: _read_lists(case), then=self._on_lists, channel="scan-lists")

    def _on_lists(self, answer: tuple[Sequence[SeenHit], Sequence[FaultRow]]) -> None:
        hits, faults = answer
        self._hits_title.setText("Records matched")
        self._hits_order.setText(f"the first {KEPT_HITS}" if len(hits) == KEPT_HITS else "")
        self.hits.show_rows(hits)
        self.faults.show_rows(faults)
        self._fault_words.setText(f"{counted(len(faults), 'fault')}" if faults else "")
        self._no_faults.setVisible(not faults)
        self._fault_table.setVisible(bool(faults))
        self._no_hits.setVisible(not hits)
        self._hit_table.setVisible(bool(hits))


def _when(started: str | None, finished: str | None) -> str:
    if started is None:
        return "No scan has been started in this case."
    return f"Started {moment(started)} UTC" + (f", ended {moment(finished)} UTC" if finished else "")


def _read_lists(case: OpenCase) -> tuple[list[SeenHit], list[FaultRow]]:
    """The first hits and faults of the case; runs in the worker."""
    ids = case.hit_ids(EntryFilter(outcome="matched"), None)[:KEPT_HITS]
    hits = [SeenHit(when=row.exhibit, path=row.path, words=_hit_words(row)) for row in case.hit_rows(ids) if row.role == "notable"]
    return hits, list(case.faults()[:2000])


def _hit_words(row: HitRow) -> str:
    category = f", category {row.category}" if row.category else ""
    return f"{row.set_name}{category}" + ("" if row.allocated else "; deleted")
