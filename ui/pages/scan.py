"""The scan page: head with answer and stop, reading speed, coverage with its sum, hits as they come."""

from typing import Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.rows import EntryFilter, FaultRow
from ui.commands import Actions, key_hint
from ui.course import Course, limit_words
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.pages.scan_head import ScanHead, ScanShown
from ui.pages.scan_lists import (
    FAULT_HEADS,
    HIT_HEADS,
    KEPT_FAULTS,
    KEPT_HITS,
    Lists,
    SeenHit,
    fault_cells,
    hit_cells,
    no_faults_words,
    no_hits_words,
    read_lists,
    seen_now,
)
from ui.parts.buttons import Button, CommandButton
from ui.parts.coverage import CoveragePanel
from ui.parts.labels import Glyph, MiddleLabel, label
from ui.parts.panels import Notice, Panel, side_width
from ui.parts.speed import SpeedGraph
from ui.programs import Ending, HitSeen, Progress
from ui.scan_endings import trouble_words
from ui.speed_log import SpeedLog
from ui.tables.cells import CellsModel, CellsTable
from ui.times import zone_words
from ui.wording import after, counted, duration

MOST_WIDE: Final = 16_777_215  # Qt's own: no limit
STACKED_BELOW: Final = 960  # px of the page at 100 %: narrower, the hits lie below the coverage
STEP_MS: Final = 250  # the eye gets at most four steps a second


class ScanPage(QWidget):
    """Shows a scan of this window live, a scan of another window by reading the case, else the last scan."""

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._course, self._clock = Course(), QElapsedTimer()
        self._log = SpeedLog()
        self.chosen: str | None = None  # the exhibit shown; None: all
        self._clock.start()
        self._new_hits: list[SeenHit] = []
        self._turns: list[CommandButton] = []
        self._has_record = False  # the graph is of a scan of this window
        self._lists_of: object = None
        self._was_ours = False
        self._step = QTimer(self, singleShot=True, interval=STEP_MS)
        self.notice = Notice(look)
        self.head = ScanHead(look, actions)
        self.graph = SpeedGraph(look)
        self._limit = label(role="strong")
        self._speed = label(meaning="text2", wrap=True)
        self._glyph = Glyph(look, "gauge")
        self.coverage = CoveragePanel(look, actions)
        self.hits = CellsModel[SeenHit](HIT_HEADS, hit_cells, self)
        self._hit_table = CellsTable[SeenHit](
            look, self.hits, name=translate("scan", "Records matched"), row_height=46
        )
        self._hit_table.setObjectName("hits as they come")
        self.faults = CellsModel[FaultRow](FAULT_HEADS, fault_cells, self)
        self._fault_table = CellsTable[FaultRow](
            look, self.faults, name=translate("scan", "What was not read"), row_height=46
        )
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
        self._lower = lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addLayout(left, 1)
        self._beside = self._hits_panel()
        lower.addWidget(self._beside)
        column.addLayout(lower, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._look.scaled(STACKED_BELOW)
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._lower.setDirection(way)
        side = side_width(self._look, self.width())
        self._beside.setMinimumWidth(0 if is_narrow else side)
        self._beside.setMaximumWidth(MOST_WIDE if is_narrow else side)
        self._beside.setMinimumHeight(self._look.scaled(240) if is_narrow else 0)

    def _speed_panel(self) -> Panel:
        subtitle = translate("scan", "MB/s, one tick under the line for each hit")
        panel = Panel(translate("scan", "Reading speed"), subtitle=subtitle)
        panel.head.addWidget(self._turn_button())
        panel.body.addWidget(self.graph, 1)
        limit = QHBoxLayout()
        limit.setSpacing(8)
        limit.addWidget(self._glyph)
        limit.addWidget(self._limit)
        limit.addWidget(self._speed, 1)
        panel.body.addLayout(limit)
        return panel

    def _turn_button(self) -> CommandButton:
        """To the other of speed and faults; a button on each."""
        command = self._actions.command("scan.faults")
        button = CommandButton(self._look, self._actions[command.id], key=key_hint(command))
        self._turns.append(button)
        return button

    def _faults_panel(self) -> Panel:
        panel = Panel(translate("scan", "What could not be read"), margin=0)
        panel.head.addWidget(self._turn_button())
        self._fault_words = panel.subtitle
        self._no_faults = label(meaning="text2")
        self._no_faults.setContentsMargins(12, 12, 12, 12)
        panel.body.setSpacing(0)
        panel.body.addWidget(self._no_faults, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addWidget(self._fault_table, 1)
        return panel

    def _hits_panel(self) -> Panel:
        title, subtitle = translate("scan", "Hits as they come"), translate("scan", "newest first")
        panel = Panel(title, margin=0)
        self._hits_title, self._hits_order = panel.title, MiddleLabel(subtitle, role="small")
        panel.subtitle.hide()
        panel.head.addWidget(self._hits_order, 1000)  # all the room there is, and shortened where it is less
        self._no_hits = label(meaning="text2", wrap=True)
        self._no_hits.setContentsMargins(12, 12, 12, 12)
        panel.body.addWidget(self._no_hits, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addWidget(self._hit_table, 1)
        words, key = translate("scan", "Open findings"), key_hint(self._actions.command("page.findings"))
        button = Button(self._look, words, kind="large", icon="list-bullets", key=key)
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
        self.head.chosen.connect(self._choose)
        self._actions.connect("scan.faults", self._turn)
        self.head.plan_wanted.connect(lambda: self.wants.emit("plan", None))
        self._hit_table.opened.connect(
            lambda hit: self.wants.emit("findings", EntryFilter.having(word=hit.path, outcome="matched"))
        )

    def focus_first(self) -> None:
        self.head.focus_first()

    def _choose(self, exhibit: str | None) -> None:
        self.chosen = exhibit
        self.show_view()

    def _turn(self) -> None:
        """Speed or faults in front."""
        self._show_side(1 - self._upper.currentIndex())

    def _show_side(self, side: int) -> None:
        self._upper.setCurrentIndex(side)
        words = translate("scan", "Reading speed") if side else translate("scan", "What could not be read")
        for button in self._turns:
            button.set_words(words)

    def _on_case_changed(self) -> None:
        self._lists_of = None
        self._clear_live("", "")
        self.faults.show_rows([])
        self.coverage.show_ledgers(())

    def _clear_live(self, title: str, order: str) -> None:
        self._course, self._log, self.chosen = Course(), SpeedLog(), None
        self._has_record = False
        self.graph.show_log(self._log)
        self._limit.setText("")
        self._speed.setText("")
        self.hits.show_rows([])
        self._new_hits = []  # of the scan before, or of another case
        self._hits_title.setText(title)
        self._hits_order.show_text(order)
        self.notice.say("")

    def _on_scan_changed(self) -> None:
        is_new = self._desk.is_scan_ours and not self._was_ours
        self._was_ours = self._desk.is_scan_ours
        if is_new:
            self._clear_live(translate("scan", "Hits as they come"), translate("scan", "newest first"))
            self._has_record = True
            self._show_side(0)
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
        if not self._new_hits and not self.hits.rowCount():
            first = translate("scan", "newest first; first after {time}")
            first = first.format(time=after(hit.elapsed_s))
            self._hits_order.show_text(f"{first}; {zone_words()}")
        self._new_hits.insert(0, seen_now(hit, utc=self._desk.workbench.utc()))
        self._log.add_tick(hit.elapsed_s, hit.exhibit)
        self._step_soon()

    def _step_soon(self) -> None:
        if not self._step.isActive():
            self._step.start()

    def _show_step(self) -> None:
        """Show what has come since the last step."""
        if self._course.has_begun:
            rates = self._course.rates(self._now_s())
            self._log.add(self._course.elapsed_s, rates, faults=self._course.faults)
        self._show_hits()
        self.show_view()

    def _show_hits(self) -> None:
        """New rows come on top; what is under the hand, or was scrolled to, stays where it is."""
        bar = self._hit_table.verticalScrollBar()
        is_held = bar.value() > 0 or self._hit_table.hasFocus()
        more = len(self._new_hits[:KEPT_HITS])
        before = bar.value()
        self.hits.put_first(self._new_hits[:KEPT_HITS], keep=KEPT_HITS)
        self._new_hits = []
        if is_held and more:
            bar.setValue(before + more * bar.singleStep())

    def _show_speed(self, *, is_running: bool) -> None:
        self.graph.show_log(self._log, exhibit=self.chosen, is_running=is_running)
        progress = self._course.newest(self.chosen)
        if not is_running or progress is None:
            return
        head, words = limit_words(progress)
        self._limit.setText(head)
        self._limit.setVisible(bool(head))
        self._speed.setText(words)

    def _on_scan_ended(self, ending: Ending) -> None:
        self._step.stop()
        self._show_hits()
        self._lists_of = None
        self._limit.setText("")
        ended = translate("scan", "The graph is of the scan that ended after {time}.")
        self._speed.setText(ended.format(time=duration(self._course.elapsed_s)))
        self._course = Course()
        if ending.is_stopped:
            words = translate("scan", "The scan was stopped. Nothing is lost; resume it when you like.")
            self.notice.say(words, meaning="accent")
        else:
            words = trouble_words(ending, utc=self._desk.workbench.utc())
            self.notice.say(words, meaning="unreadable")

    def _state(self) -> str:
        view = self._desk.view
        if self._desk.is_scan_ours:
            if self._desk.is_scan_stopping:
                return "stopping"
            return "paused" if self._is_paused() else "running"
        return view.scan.state if view is not None else "none"

    def _is_paused(self) -> bool:
        """The exhibit that is shown rests; of several, all that are at work."""
        view, paused = self._desk.view, self._desk.paused
        if self.chosen is not None or view is None:
            return self.chosen in paused
        at_work = self._course.at_work(view.exhibits, now_s=self._now_s())
        return bool(paused) and set(at_work) <= paused

    def _planned(self) -> tuple[str, ...]:
        """Labels of the scan of this window, else of the case."""
        view = self._desk.view
        every = tuple(one.label for one in view.exhibits) if view is not None else ()
        return (self._desk.plan.exhibits or every) if self._desk.is_scan_ours else every

    def show_view(self) -> None:
        """Show the case as last read together with the newest progress line."""
        view, state, is_ours = self._desk.view, self._state(), self._desk.is_scan_ours
        if view is None:
            return
        self.head.show_scan(
            ScanShown(
                view=view,
                state=state,
                is_ours=is_ours,
                course=self._course,
                planned=self._planned(),
                chosen=self.chosen,
                now_s=self._now_s(),
            )
        )
        self.coverage.show_counts(view.counts(self.chosen))
        self._show_speed(is_running=is_ours)
        if not is_ours and not self._has_record:
            self._show_side(1)
        self._show_lists(state)
        self._actions.refuse("scan.faults", not self._has_record)
        for command_id in ("scan.pause", "scan.pause_all", "scan.stop"):
            self._actions.refuse(command_id, not is_ours or self._desk.is_scan_stopping)
        self._actions.refuse("scan.resume", state != "stopped" and not self._desk.paused)

    def _show_lists(self, state: str) -> None:
        view, case = self._desk.view, self._desk.case
        if view is None or case is None:
            return
        self._no_hits.setText(no_hits_words(state))
        self._no_faults.setText(no_faults_words(state))
        self._show_which_lists()
        stamp = (view.summary.hits, view.summary.faults, view.scan.state)
        if not self._desk.is_scan_ours and stamp != self._lists_of and self.isVisible():
            self._lists_of = stamp
            self._desk.questions.ask(lambda: read_lists(case), then=self._on_lists, channel="scan-lists")

    def _show_which_lists(self) -> None:
        """A list that is empty gives its place to the words that say so."""
        self._no_hits.setVisible(not self.hits.rowCount())
        self._hit_table.setVisible(bool(self.hits.rowCount()))
        self._no_faults.setVisible(not self.faults.rowCount())
        self._fault_table.setVisible(bool(self.faults.rowCount()))

    def _on_lists(self, answer: Lists) -> None:
        if self._desk.is_scan_ours:  # a scan has begun meanwhile; its own hits are shown
            return
        hits, faults, ledgers = answer
        self.coverage.show_ledgers(ledgers)
        self.faults.show_rows(faults[:KEPT_FAULTS])
        if not self._has_record or not self.hits.rowCount():  # else the hits stay as they came
            self.hits.show_rows(hits)
            self._hits_title.setText(translate("scan", "Records matched"))
            first = translate("scan", "the first {number}").format(number=KEPT_HITS)
            self._hits_order.show_text(first if len(hits) == KEPT_HITS else "")
        self._fault_words.setText(counted(len(faults), "fault") if faults else "")
        self._show_which_lists()
