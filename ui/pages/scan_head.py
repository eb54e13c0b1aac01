"""The head of the scan page: the answer so far, how far it is, and pause, stop, resume or start."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from app.rows import ExhibitRow
from ui.case_view import CaseView
from ui.commands import Actions, key_hint
from ui.course import Course, bytes_words, entries_words
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.charts import Ring
from ui.parts.course_rows import CourseRows
from ui.parts.labels import Chip, MiddleLabel, SaidLabel, label
from ui.parts.panels import Panel
from ui.planning import PROFILE_TITLES
from ui.times import moment, zone_words
from ui.tips import plain_tip
from ui.wording import Said, SaidTable, algorithm_words, count, counted, duration

STATES: Final = SaidTable(
    {
        "running": Said(words=marked("words", "Scanning"), icon="gauge", meaning="accent"),
        "paused": Said(words=marked("words", "Paused"), icon="pause-circle", meaning="text2"),
        "stopping": Said(words=marked("words", "Stopping"), icon="gauge", meaning="accent"),
        "stopped": Said(
            words=marked("words", "Stopped, can be resumed"), icon="pause-circle", meaning="text2"
        ),
        "done": Said(words=marked("words", "Done"), icon="check", meaning="accent"),
        "none": Said(words=marked("words", "Not scanned yet"), icon="hard-drive", meaning="text2"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanShown:
    """What the head shows: the case as last read, and over it the course of a scan of this window.

    `state`: none, running, paused, stopping, stopped, done. `planned`: labels of the plan; `chosen`: the one
    that is shown, None for all; `now_s` by the clock of the course.
    """

    view: CaseView
    state: str
    is_ours: bool
    course: Course
    planned: tuple[str, ...]
    chosen: str | None
    now_s: float

    @property
    def only(self) -> str | None:
        """The exhibit that is spoken of, where it is one."""
        return self.planned[0] if len(self.planned) == 1 else self.chosen

    def exhibit(self) -> ExhibitRow | None:
        return next((one for one in self.view.exhibits if one.label == self.only), None)


class ScanHead(Panel):
    """`plan_wanted` asks for a new scan plan, `chosen` tells the exhibit to show, None for all."""

    plan_wanted = Signal()
    chosen = Signal(object)

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__(margin=12)
        self._look, self._actions = look, actions
        self._ring = Ring(look, word=translate("scan", "scanned"), diameter=66)
        self._title = label(translate("scan", "Scan"), role="screen")
        self._seal = label(role="mono", meaning="text2")
        self._chip = Chip(look, STATES["none"])
        self._profile, self._box = Chip(look, STATES["none"]), Chip(look, STATES["none"])
        self._plan = MiddleLabel(role="small")
        self._answer = SaidLabel(look, role="title")
        self._counts, self._read, self._gone = label(), label(), label()
        self._left = label(role="strong")
        self._when = label(role="small", meaning="text2")
        self._phase = label(role="small", meaning="text2")
        self._current = MiddleLabel(role="monosmall")
        self.rows = CourseRows(look)
        self._which = QComboBox()
        self._which.setAccessibleName(translate("scan", "Exhibit shown"))
        self._which.activated.connect(lambda place: self.chosen.emit(self._which.itemData(place)))
        self._pause = self._command_button("scan.pause", "large")
        self._stop = self._command_button("scan.stop", "large")
        self._resume = self._command_button("scan.resume", "primary")
        self._start = Button(look, translate("scan", "Start a scan"), kind="primary", icon="gauge")
        self._start.clicked.connect(lambda _checked=False: self.plan_wanted.emit())
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._ring)
        row.addLayout(self._words(), 1)
        for button in (self._start, self._resume, self._pause, self._stop):
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(self.rows)

    def _command_button(self, command_id: str, kind: str) -> CommandButton:
        command = self._actions.command(command_id)
        action, key = self._actions[command_id], key_hint(command)
        return CommandButton(self._look, action, kind=kind, icon=command.icon, key=key)

    def _words(self) -> QVBoxLayout:
        """Three lines that leave the buttons their room, in longer languages and narrow windows too."""
        words = QVBoxLayout()
        words.setSpacing(4)
        lines = (
            (10, (self._title, self._seal, self._chip, self._profile, self._box, self._which)),
            (18, (self._answer, self._counts)),
            (18, (self._when, self._read, self._gone, self._left, self._phase)),
        )
        words.addStretch(1)
        for number, (spacing, widgets) in enumerate(lines):
            row = QHBoxLayout()
            row.setSpacing(spacing)
            for widget in widgets:
                row.addWidget(widget)
            if number == 1:
                row.addStretch(1)
            else:
                row.addWidget(self._current if number == 2 else self._plan, 1)
            words.addLayout(row)
        words.addStretch(1)
        return words

    def words(self) -> str:
        """All that the head says beside its buttons, for whoever cannot see it."""
        shown = (self._title, self._plan, self._counts, self._read, self._gone, self._left, self._when)
        tags = [chip.words() for chip in (self._profile, self._box) if not chip.isHidden()]
        parts = [self._answer.words(), *tags, *(one.text() for one in shown)]
        return "; ".join(filter(None, parts))

    def state_words(self) -> str:
        return self._chip.words()

    def focus_first(self) -> None:
        for button in (self._pause, self._stop, self._resume, self._start):
            if button.isVisible() and button.isEnabled():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def show_scan(self, shown: ScanShown) -> None:
        view, state = shown.view, shown.state
        is_running = state in ("running", "paused", "stopping")
        self._chip.say(STATES[state])
        self._show_plan(shown)
        self._show_which(shown)
        hits = shown.course.hits if shown.is_ours else 0
        self._answer.say(_answer(view, exhibit=shown.exhibit(), is_running=is_running, hits=hits))
        if shown.is_ours:
            self._show_course(shown)
        else:
            self._show_rest(view, is_elsewhere=is_running)
        self._show_buttons(shown)
        self.setAccessibleDescription(self.words())

    # What is scanned

    def _show_plan(self, shown: ScanShown) -> None:
        scan, exhibit = shown.view.scan, shown.exhibit()
        self._title.setText(translate("scan", "Scan") if exhibit is None else exhibit.label)
        self._seal.setText(_seal(shown.view, exhibit))
        self._seal.setVisible(bool(self._seal.text()))
        self._profile.setVisible(bool(scan.profile))
        if scan.profile:
            title = PROFILE_TITLES.get(scan.profile, scan.profile.capitalize())
            words = translate("scan", "Profile {name}").format(name=title)
            self._profile.say(Said(words=words, icon="sliders-horizontal", meaning="text2"))
        self._show_box(shown)
        parts = [counted(len(scan.sets), "set"), algorithm_words(scan.algorithms)] if scan.profile else []
        self._plan.show_text(", ".join(filter(None, parts)))
        self._plan.setToolTip(plain_tip(", ".join(scan.sets)))

    def _show_box(self, shown: ScanShown) -> None:
        minutes = shown.view.scan.time_box_min
        self._box.setVisible(minutes is not None)
        if minutes is None:
            return
        words = translate("scan", "Time box {minutes} min").format(minutes=f"{minutes:g}")
        if shown.is_ours and shown.course.has_begun and len(shown.planned) == 1:
            gone = shown.course.elapsed_s - shown.course.rested_s
            left = max(0, round(minutes - gone / 60))
            words = translate("scan", "Time box {minutes} min, {left} left").format(
                minutes=f"{minutes:g}", left=left
            )
        self._box.say(Said(words=words, icon="timer", meaning="text2"))

    def _show_which(self, shown: ScanShown) -> None:
        """With several exhibits one can be looked at alone."""
        labels = list(shown.planned) if len(shown.planned) > 1 else []
        self._which.setVisible(bool(labels))
        if labels != [self._which.itemData(place) for place in range(1, self._which.count())]:
            self._which.clear()
            for name in [None, *labels] if labels else []:
                self._which.addItem(name or translate("scan", "All exhibits"), name)
        if labels:
            self._which.setCurrentIndex(max(0, self._which.findData(shown.chosen)))

    # How far it is

    def _show_course(self, shown: ScanShown) -> None:
        view, course, now_s = shown.view, shown.course, shown.now_s
        rows = course.rows(view.exhibits, now_s=now_s)
        planned = len(shown.planned)
        progress = course.newest(shown.only) if shown.only is not None else None
        share = course.share(view.exhibits, planned=planned) if progress is None else progress.share
        self._ring.show_share(share, tone="accent")
        if progress is not None:
            self._counts.setText(entries_words(progress))
            is_reading = progress.phase == "examining"
            read = translate("scan", "{bytes} read").format(bytes=bytes_words(progress)) if is_reading else ""
            self._read.setText(read)
        else:
            words = translate("scan", "{number} of {all} at work")
            all_exhibits = counted(planned, "exhibit")
            at_work = words.format(number=len(rows), all=all_exhibits) if planned > 1 else ""
            self._counts.setText(at_work)
            self._read.setText("")
        opening = translate("scan", "Opening the source")
        self._read.setVisible(bool(self._read.text()))
        gone = translate("scan", "{time} gone").format(time=duration(course.elapsed_s))
        self._gone.setText(gone if course.has_begun else opening)
        mine = next((row for row in rows if row.exhibit == shown.only), None)
        left = course.left(view.exhibits, planned=planned, now_s=now_s) if mine is None else mine.left
        self._left.setText(left)
        self._when.setVisible(False)
        self._phase.setText("" if mine is None else mine.phase)
        self._current.show_text("" if mine is None else mine.current)
        self._phase.setVisible(mine is not None)
        self.rows.show_rows(rows if planned > 1 and shown.chosen is None else [])

    def _show_rest(self, view: CaseView, *, is_elsewhere: bool) -> None:
        """The case as recorded; what a plan left out is not called scanned."""
        scan, left_out = view.scan, view.counts().get("skipped_by_profile", 0)
        scanned = scan.entries_done - left_out
        share = scanned / scan.entries_listed if scan.entries_listed else None
        self._ring.show_share(share, tone="accent" if is_elsewhere else "compared")
        words = translate("scan", "{done} of {all} entries")
        listed = words.format(done=count(scanned), all=count(scan.entries_listed))
        self._counts.setText(listed if scan.entries_listed else "")
        for part in (self._left, self._read, self._gone):
            part.setText("")
        said = [_when(scan.started_at, scan.finished_at)]
        if is_elsewhere:
            said.append(translate("scan", "Started from another window; shown as it is recorded."))
        elif left_out:
            words = translate(
                "scan", "%n entr(y/ies) left out by the plan; scan again to read them.", "", left_out
            )
            said.append(words)
        self._when.setText("    ".join(said))
        self._when.setVisible(True)
        self._phase.setVisible(False)
        self._current.show_text("")
        self.rows.show_rows([])

    def _show_buttons(self, shown: ScanShown) -> None:
        state, is_ours = shown.state, shown.is_ours
        self._stop.setVisible(is_ours)
        self._pause.setVisible(is_ours)
        is_paused = state == "paused"
        words = translate("scan", "Go on") if is_paused else translate("scan", "Pause")
        self._pause.set_words(words, icon="play" if is_paused else "pause")
        self._pause.set_kind("primary" if is_paused else "large")
        self._resume.setVisible(state == "stopped")
        self._start.setVisible(state in ("none", "done"))
        self._start.setEnabled(bool(shown.view.exhibits))
        again = translate("scan", "Scan again")
        self._start.set_words(translate("scan", "Start a scan") if state == "none" else again)
        self._start.set_kind("primary" if state == "none" else "large")


def _seal(view: CaseView, exhibit: ExhibitRow | None) -> str:
    if exhibit is None:
        return ""
    seal = dict(view.custody.exhibit(exhibit.label).values).get("seal_in", "")
    return translate("scan", "seal {number}").format(number=seal) if seal else ""


def _answer(view: CaseView, *, exhibit: ExhibitRow | None, is_running: bool, hits: int) -> Said:
    """The verdict of the exhibit that is shown, or of all; so far while anything is still to be read."""
    matched = view.counts(exhibit.label if exhibit is not None else None).get("matched", 0)
    known = view.summary.hits if exhibit is None else exhibit.hits
    is_alone = exhibit is None or len(view.exhibits) == 1
    hits = max(known, hits) if is_alone else known
    is_partial = is_running or view.scan.state == "stopped"
    if hits:
        words = translate("scan", "%n record(s) matched", "", hits)
        if matched:
            words += translate("scan", " in %n file(s)", "", matched)
        if is_partial:
            words = translate("scan", "{verdict} so far").format(verdict=words)
        return Said(words=words, icon="target", meaning="hit")
    if view.scan.state == "none" and not is_running:
        return Said(words=translate("scan", "Nothing compared so far"), icon="info", meaning="text2")
    words = translate("scan", "Nothing found in the sets loaded")
    if is_partial:
        words = translate("scan", "{verdict} so far").format(verdict=words)
    return Said(words=words, icon="magnifying-glass", meaning="compared")


def _when(started: str | None, finished: str | None) -> str:
    if started is None:
        return translate("scan", "No scan has been started in this case.")
    said = translate("scan", "Started {time} {zone}").format(time=moment(started), zone=zone_words())
    if finished:
        ended = translate("scan", "ended {time} {zone}").format(time=moment(finished), zone=zone_words())
        said = f"{said}, {ended}"
    return said
