"""The board, home of a case: the decision line with its reasons, one card for each exhibit, and the next
step.
"""

from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from app.rows import ExhibitRow, PhotographRow
from ui.board_cards import CardFacts, card_said, locked_volumes
from ui.board_course import BoardCourse
from ui.case_view import CaseView
from ui.commands import Actions, key_hint
from ui.custody_words import self_test_said
from ui.desk import Desk
from ui.first_hit import FirstHits
from ui.language import translate
from ui.look import Look
from ui.pages.board_card import STEPS
from ui.pages.board_grid import CardGrid
from ui.pages.board_reasons import DecisionPanel
from ui.pages.decision import Reason, Standing, decision, reasons
from ui.parts.buttons import Button, CommandButton
from ui.parts.device import small_photograph
from ui.parts.labels import label
from ui.parts.panels import Keys, Notice
from ui.programs import Ending, HitSeen, Progress
from ui.scan_endings import trouble_words
from ui.times import moment, time_of_day
from ui.wording import Said

STEP_MS: Final = 250  # rings, bars and counts step four times a second at most

_OF_AN_EXHIBIT: Final = (
    "exhibit.mark",
    "exhibit.verify",
    "exhibit.unlock",
    "exhibit.search_lost",
    "exhibit.describe",
    "exhibit.transfer",
)


class BoardPage(QWidget):
    """`wants` tells where to go or what to do: a page with an `EntryFilter`, or one of the steps of a card
    with the label of its exhibit.
    """

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions, first_hits: FirstHits) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions, self._first_hits = look, desk, actions, first_hits
        self._course, self._clock = BoardCourse(), QElapsedTimer()
        self._was_ours = False
        self._photographs: dict[str, QImage | None] = {}  # by SHA-256; None: asked for, or cannot be shown
        self._pictured: dict[str, str] = {}  # exhibit: SHA-256 of what its card was given
        self.decision = DecisionPanel(look)
        self.notice = Notice(look)
        self.grid = CardGrid(look)
        self._step = QTimer(self, singleShot=True, interval=STEP_MS)
        self._step.timeout.connect(self.show_view)
        self._clock.start()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.decision)
        column.addWidget(self.notice)
        column.addWidget(self._cards_area(), 1)
        column.addLayout(self._foot())
        command = self._actions.command("sound.silence")
        self._silence = CommandButton(
            self._look, self._actions[command.id], icon=command.icon, key=key_hint(command)
        )
        self.decision.aside.addWidget(self._silence)

    def _connect(self) -> None:
        desk = self._desk
        for signal in (desk.viewed, desk.task_changed, desk.scan_changed):
            signal.connect(self.show_view)
        desk.scan.progressed.connect(self._on_progress)
        desk.scan.hit_seen.connect(self._on_hit)
        desk.scan_ended.connect(self._on_scan_ended)
        self.decision.chosen.connect(self._on_reason)
        self.grid.wants.connect(self.wants.emit)
        self.grid.menu_wanted.connect(self._show_menu)
        self.grid.chose.connect(lambda _label: self._order_tabs())
        self.grid.marked.connect(self._show_step)
        self.grid.placed.connect(self._picture)
        self._first_hits.changed.connect(self._name_silence)
        self._first_hits.told.connect(lambda words: self.notice.say(words, meaning="text2", icon="speaker-x"))
        self._name_silence()

    def _cards_area(self) -> QWidget:
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.grid)
        words = translate(
            "board", "No exhibits yet. Attach a disk behind the write blocker, or drop an image here."
        )
        empty = label(words, role="title", meaning="text2", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(empty)
        return host

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        self._steps: dict[str, Button] = {}
        for command_id in ("exhibit.add", "scan.plan", "board.report"):
            command = self._actions.command(command_id)
            button = CommandButton(
                self._look,
                self._actions[command_id],
                kind="large",
                icon=command.icon,
                key=key_hint(command),
            )
            self._steps[command_id] = button
            foot.addWidget(button)
        foot.addStretch(1)
        keys = (
            ("←", ""),
            ("→", ""),
            ("↑", ""),
            ("↓", translate("board", "choose exhibit")),
            (translate("board", "Space"), translate("board", "mark for scan")),
            (translate("board", "Tab"), translate("board", "reasons")),
        )
        foot.addWidget(Keys(self._look, keys))
        return foot

    # what is shown

    @property
    def chosen(self) -> str | None:
        """The exhibit that commands of the board mean."""
        return self.grid.chosen

    @property
    def marked(self) -> tuple[str, ...]:
        """Exhibits marked for a scan, in the order of the case."""
        return self.grid.marked_in_order()

    def show_view(self) -> None:
        """Show the case as last read, and over it the course of the scan of this window."""
        view = self._desk.view
        if view is None:
            return
        self._follow_scan()
        facts = {one.label: self._facts(view, one) for one in view.exhibits}
        standing = self._standing(view, facts)
        self.decision.show_decision(decision(standing), when=self._when(view), reasons=reasons(standing))
        self.decision.self_test.say(self_test_said(view.custody.self_test))
        is_busy = self._desk.is_scanning or self._desk.work.is_running
        self.grid.show_cards([card_said(one) for one in facts.values()], is_busy=is_busy)
        for exhibit in self.grid.cards:
            self._picture(exhibit)
        self._stack.setCurrentIndex(0 if view.exhibits else 1)
        for command_id in ("exhibit.verify", "exhibit.describe", "exhibit.transfer", "exhibit.mark"):
            self._actions.refuse(command_id, not view.exhibits)
        self._actions.refuse("exhibit.unlock", not any(map(locked_volumes, view.exhibits)) or is_busy)
        self._actions.refuse("exhibit.search_lost", not view.exhibits or is_busy)
        self._show_step()
        self._order_tabs()

    def _follow_scan(self) -> None:
        """Forget the course of the scan before when another begins."""
        is_ours = self._desk.is_scan_ours
        if is_ours and not self._was_ours:
            self._course = BoardCourse()
            self.notice.say("")
        self._was_ours = is_ours

    def _facts(self, view: CaseView, exhibit: ExhibitRow) -> CardFacts:
        desk = self._desk
        is_ours = desk.is_scan_ours
        planned = desk.plan.exhibits
        return CardFacts(
            exhibit=exhibit,
            form=view.custody.exhibit(exhibit.label),
            parts=view.counts(exhibit.label),
            shared=view.shared,
            live=self._course.of(exhibit, now_s=self._now_s()) if is_ours else None,
            task=self._task_on(exhibit),
            is_scanning=desk.is_scanning,
            is_ours=is_ours,
            is_planned=not planned or exhibit.label in planned,
            is_paused=exhibit.label in desk.paused,
        )

    def _standing(self, view: CaseView, facts: dict[str, CardFacts]) -> Standing:
        live = {label: one.live for label, one in facts.items() if one.live is not None}
        return Standing(
            view=view,
            shared=view.shared,
            hits=tuple((label, one.hits) for label, one in live.items()),
            records=self._course.course.hits if live else 0,
            still=tuple(
                (label, 1 - one.share)
                for label, one in live.items()
                if one.share is not None and not one.is_listing
            ),
            is_scanning=self._desk.is_scanning,
        )

    def _task_on(self, exhibit: ExhibitRow) -> Said | None:
        task = self._desk.task
        if task is not None and task.exhibit == exhibit.label:
            return Said(words=task.said(), icon="shield", meaning="accent")
        return None

    def _when(self, view: CaseView) -> str:
        if self._desk.is_scanning:
            return translate("board", "so far, {time}").format(time=self._now())
        if view.custody.closed_at:
            return translate("board", "case closed {time}").format(time=moment(view.custody.closed_at))
        return translate("board", "scan stopped") if view.scan.state == "stopped" else ""

    def _show_step(self) -> None:
        """The filled button is the next step: add, then scan, then report."""
        view = self._desk.view
        if view is None:
            return
        to_scan = any(exhibit.state in ("added", "stopped", "paused") for exhibit in view.exhibits)
        step = (
            "exhibit.add"
            if not view.exhibits
            else "exhibit.add"
            if self._desk.is_scanning
            else "scan.plan"
            if to_scan
            else "board.report"
        )
        for command_id, button in self._steps.items():
            button.set_kind("primary" if command_id == step else "large")
        self._steps["scan.plan"].set_words(self._scan_words(view))
        closed = view.custody.closed_at is not None
        self._actions.refuse("scan.plan", not view.exhibits or self._desk.is_scanning or closed)
        self._actions.refuse("exhibit.add", closed)

    def _scan_words(self, view: CaseView) -> str:
        if self.grid.marks:
            return translate("board", "Scan %n marked", "", len(self.grid.marks))
        if view.scan.state == "stopped":
            return translate("board", "Resume the scan")
        return translate("board", "Scan")

    def _name_silence(self) -> None:
        is_silent = self._first_hits.is_silent
        words = translate("board", "Sound on") if is_silent else translate("board", "Silence")
        self._silence.set_words(words, "speaker-high" if is_silent else "speaker-slash")

    # photographs

    def _picture(self, exhibit: str) -> None:
        """Show the first photograph of a device on its card; the drawing stays where it cannot be shown."""
        view, case = self._desk.view, self._desk.case
        photographs = view.custody.exhibit(exhibit).photographs if view is not None else ()
        if not photographs or case is None or self._pictured.get(exhibit) == photographs[0].sha256:
            return
        first = photographs[0]
        self._pictured[exhibit] = first.sha256
        if first.sha256 in self._photographs:
            self._show_photograph(exhibit, first, self._photographs[first.sha256])
            return
        self._desk.aside.ask(
            lambda: small_photograph(case.photograph(first)),
            then=partial(self._show_photograph, exhibit, first),
            otherwise=lambda _trouble: None,  # the check of the chain tells of it
        )

    def _show_photograph(self, exhibit: str, row: PhotographRow, image: QImage | None) -> None:
        self._photographs[row.sha256] = image
        self.grid.show_photograph(exhibit, image, caption=row.caption or row.name)

    # what happens

    def _now_s(self) -> float:
        return self._clock.elapsed() / 1000

    def _on_progress(self, progress: Progress) -> None:
        if self._desk.is_scan_ours:
            self._course.take(progress, at_s=self._now_s())
            self._step_soon()

    def _now(self) -> str:
        return time_of_day(datetime.fromisoformat(self._desk.workbench.utc()))

    def _on_hit(self, hit: HitSeen) -> None:
        if self._desk.is_scan_ours:
            self._course.take_hit(hit, at=self._now())
            self._step_soon()

    def _on_scan_ended(self, ending: Ending) -> None:
        """The examiner may have been here all the time: what went wrong is told here too."""
        if words := trouble_words(ending, utc=self._desk.workbench.utc()):
            self.notice.say(words, meaning="unreadable")

    def _step_soon(self) -> None:
        if not self._step.isActive():
            self._step.start()

    def _on_reason(self, reason: Reason) -> None:
        if reason.leads == "card" and reason.exhibit is not None:
            self.grid.choose(reason.exhibit)
        else:
            self.wants.emit(reason.leads, reason.where)

    def _show_menu(self, label: str, place: QPoint) -> None:
        """What can be done with an exhibit, all of it."""
        card = self.grid.cards[label]
        menu = QMenu(self)
        menu.setAccessibleName(translate("board", "Menu of {label}").format(label=label))
        menu.aboutToHide.connect(menu.deleteLater)
        offered = dict.fromkeys((*(card.said.buttons if card.said is not None else ()), "files"))
        for what in offered:
            words, icon = STEPS[what] if what in STEPS else (translate("board", "Files"), "folder")
            action = menu.addAction(self._look.icon(icon), translate("board", words))
            action.triggered.connect(lambda _checked=False, what=what: self.wants.emit(what, label))
        menu.addSeparator()
        for command_id in _OF_AN_EXHIBIT:
            menu.addAction(self._actions[command_id])
        menu.popup(place)

    def mark_chosen(self) -> None:
        """Mark the chosen exhibit for a scan, or take its mark away."""
        if self.grid.chosen is not None:
            self.grid.toggle_mark(self.grid.chosen)

    # the keyboard

    def focus_first(self) -> None:
        """The chosen card; on an empty board the step that fills it, so that Enter does what is meant."""
        first: QWidget = self.grid.chosen_card() or self._steps["exhibit.add"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_tabs(self) -> None:
        """From the chosen card to the reasons, then its buttons, then the foot."""
        card = self.grid.chosen_card()
        inside = [] if card is None else [card, *self.decision.reasons.links(), self._silence]
        if card is not None:
            inside += card.findChildren(Button)
        chain = [*inside, *self._steps.values()]
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows reach the cards from a reason or a button too."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.grid.chosen is not None:
            self.grid.choose(self.grid.chosen)
        else:
            super().keyPressEvent(event)

    def forget(self) -> None:
        """Take the cards of the case before away."""
        self._step.stop()
        self._photographs.clear()
        self._pictured.clear()
        self._course, self._was_ours = BoardCourse(), False
        self.grid.forget()
