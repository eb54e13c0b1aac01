"""The head of the scan page: the answer so far, a row for each exhibit at work, and start, stop, resume."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.case_view import CaseView
from ui.commands import Actions, key_hint
from ui.course import Course
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.charts import Ring
from ui.parts.course_rows import CourseRows
from ui.parts.labels import Chip, SaidLabel, label
from ui.parts.panels import Panel
from ui.wording import Said, algorithm_words, count, counted, duration, moment

_STATES: Final = {
    "running": Said(words="Scanning", icon="gauge", meaning="accent"),
    "stopping": Said(words="Stopping", icon="gauge", meaning="accent"),
    "stopped": Said(words="Stopped, can be resumed", icon="pause-circle", meaning="text2"),
    "done": Said(words="Done", icon="check", meaning="accent"),
    "none": Said(words="Not scanned yet", icon="hard-drive", meaning="text2"),
}


class ScanHead(Panel):
    """`state` is one of none, running, stopping, stopped, done; `plan_wanted` asks for a new scan plan."""

    plan_wanted = Signal()

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__(margin=12)
        self._look, self._actions = look, actions
        self._ring = Ring(look, word="scanned", diameter=66)
        self._title = label("Scan", role="screen")
        self._chip = Chip(look, _STATES["none"])
        self._profile = label(role="small", meaning="text2")
        self._answer = SaidLabel(look, role="title")
        self._counts = label()
        self._left = label(role="strong")
        self._when = label(role="small", meaning="text2")
        self.rows = CourseRows(look)
        self._stop = self._command_button("scan.stop", "large")
        self._resume = self._command_button("scan.resume", "primary")
        self._start = Button(look, "Start a scan", kind="primary", icon="gauge")
        self._start.clicked.connect(lambda _checked=False: self.plan_wanted.emit())
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._ring)
        row.addLayout(self._words(), 1)
        for button in (self._start, self._resume, self._stop):
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(self.rows)

    def _command_button(self, command_id: str, kind: str) -> CommandButton:
        command = self._actions.command(command_id)
        action, key = self._actions[command_id], key_hint(command)
        return CommandButton(self._look, action, kind=kind, icon=command.icon, key=key)

    def _words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(4)
        first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        lines = (
            (first, 12, (self._title, self._chip, self._profile)),
            (second, 16, (self._answer, self._counts, self._left)),
        )
        for row, spacing, widgets in lines:
            row.setSpacing(spacing)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
        third.addWidget(self._when)
        third.addStretch(1)
        words.addStretch(1)
        for row in (first, second, third):
            words.addLayout(row)
        words.addStretch(1)
        return words

    def words(self) -> str:
        """All that the head says beside its buttons, for whoever cannot see it."""
        shown = (self._title, self._profile, self._counts, self._left, self._when)
        parts = [self._answer.words(), *(one.text() for one in shown)]
        return "; ".join(filter(None, parts))

    def focus_first(self) -> None:
        for button in (self._stop, self._resume, self._start):
            if button.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def show_scan(
        self, view: CaseView, *, state: str, is_ours: bool, course: Course, planned: int, now_s: float
    ) -> None:
        """Show the case as last read, and over it the course of the scan where the scan is ours.

        `planned`: exhibits of the plan; `now_s` by the clock of the course.
        """
        is_running = state in ("running", "stopping")
        self._chip.say(_STATES[state])
        self._show_plan(view)
        hits = course.hits if is_ours else 0
        self._answer.say(_answer(view, is_running=is_running, hits=hits))
        if is_ours:
            self._show_course(view, course=course, planned=planned, now_s=now_s)
        else:
            self._show_rest(view, is_elsewhere=is_running)
        self._show_buttons(view, state=state, is_ours=is_ours)
        self.setAccessibleDescription(self.words())

    def _show_plan(self, view: CaseView) -> None:
        scan = view.scan
        parts = [f"Profile {scan.profile.capitalize()}" if scan.profile else ""]
        if scan.profile:
            parts.append(counted(len(scan.sets), "set"))
            parts.append(algorithm_words(scan.algorithms))
        if scan.time_box_min is not None:
            parts.append(f"time box {scan.time_box_min:g} min")
        self._profile.setText(", ".join(filter(None, parts)))
        self._profile.setToolTip(", ".join(scan.sets))

    def _show_course(self, view: CaseView, *, course: Course, planned: int, now_s: float) -> None:
        rows = course.rows(view.exhibits, now_s=now_s)
        self._title.setText(f"Scan of {rows[0].exhibit}" if planned == 1 and rows else "Scan")
        share = course.share(view.exhibits, planned=planned)
        self._ring.show_share(share, tone="accent")
        at_work = f"{len(rows)} of {counted(planned, 'exhibit')} at work" if planned > 1 else ""
        gone = f"{duration(course.elapsed_s)} gone" if course.has_begun else "Opening the source"
        self._counts.setText("    ".join(filter(None, (at_work, gone))))
        self._left.setText(course.left(view.exhibits, planned=planned, now_s=now_s))
        self._when.setVisible(False)
        self.rows.show_rows(rows)

    def _show_rest(self, view: CaseView, *, is_elsewhere: bool) -> None:
        """The case as recorded; what a time box left out is not called scanned."""
        scan, left_out = view.scan, view.counts().get("skipped_by_profile", 0)
        scanned = scan.entries_done - left_out
        share = scanned / scan.entries_listed if scan.entries_listed else None
        self._ring.show_share(share, tone="accent" if is_elsewhere else "compared")
        listed = f"{count(scanned)} of {count(scan.entries_listed)} entries"
        self._counts.setText(listed if scan.entries_listed else "")
        self._title.setText("Scan")
        self._left.setText("")
        words = [_when(scan.started_at, scan.finished_at)]
        if is_elsewhere:
            words.append("Started from another window; shown as it is recorded.")
        elif left_out:
            entries = counted(left_out, "entry", "entries")
            words.append(f"{entries} left out by the plan; scan again without a time box to read them.")
        self._when.setText("    ".join(words))
        self._when.setVisible(True)
        self.rows.show_rows([])

    def _show_buttons(self, view: CaseView, *, state: str, is_ours: bool) -> None:
        self._stop.setVisible(is_ours)
        self._resume.setVisible(state == "stopped")
        self._start.setVisible(state in ("none", "done"))
        self._start.setEnabled(bool(view.exhibits))
        self._start.set_words("Start a scan" if state == "none" else "Scan again")
        self._start.set_kind("primary" if state == "none" else "large")


def _answer(view: CaseView, *, is_running: bool, hits: int) -> Said:
    hits = max(view.summary.hits, hits)
    so_far = " so far" if is_running or view.scan.state == "stopped" else ""
    if hits:
        matched = view.summary.matched_files
        files = f" in {counted(matched, 'file')}" if matched and not is_running else ""
        return Said(words=f"{counted(hits, 'record')} matched{files}{so_far}", icon="target", meaning="hit")
    if view.scan.state == "none" and not is_running:
        return Said(words="Nothing compared so far", icon="info", meaning="text2")
    words = f"Nothing found in the sets loaded{so_far}"
    return Said(words=words, icon="magnifying-glass", meaning="compared")


def _when(started: str | None, finished: str | None) -> str:
    if started is None:
        return "No scan has been started in this case."
    return f"Started {moment(started)} UTC" + (f", ended {moment(finished)} UTC" if finished else "")
