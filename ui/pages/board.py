"""The board, home of a case: the decision line with its reasons, one card for each exhibit, and the next
step.
"""

from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.rows import ExhibitRow
from ui.case_view import CaseView
from ui.commands import Actions, key_hint
from ui.custody_words import self_test_said
from ui.desk import Desk
from ui.look import Look
from ui.pages.decision import decision, reasons
from ui.parts.buttons import Button, CommandButton
from ui.parts.cards import ExhibitCard
from ui.parts.labels import Glyph, SaidLabel, label
from ui.parts.panels import Keys, Notice, Panel, clear
from ui.wording import Said, moment

PAGE_MARGIN: Final = 16
REASON_GAP: Final = 24


class BoardPage(QWidget):
    """`wants` tells where to go or what to do with an exhibit: (`findings`, `unread`, `files`, `faults`,
    `scan`, `verify`; label or None).
    """

    wants = Signal(str, object)

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._cards: dict[int, ExhibitCard] = {}
        self._columns = 2
        self._answer = label(role="screen")
        self._moment = label(role="small", meaning="text2")
        self._self_test = SaidLabel(look, role="small", size=14)
        self._reasons = QVBoxLayout()
        self.reason_widgets: list[QWidget] = []
        self.notice = Notice(look)
        self._grid = QGridLayout()
        self.chosen: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._decision_panel())
        column.addWidget(self.notice)
        column.addWidget(self._cards_area(), 1)
        column.addLayout(self._foot())
        desk.viewed.connect(self.show_view)
        desk.task_changed.connect(self.show_view)
        desk.scan_changed.connect(self.show_view)

    def _decision_panel(self) -> Panel:
        panel = self._decision = DecisionPanel(self._look)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self._answer)
        first.addWidget(self._moment)
        first.addStretch(1)
        first.addWidget(self._self_test)
        command = self._actions.command("selftest.run")
        first.addWidget(
            CommandButton(self._look, self._actions["selftest.run"], kind="flat", key=key_hint(command))
        )
        panel.body.addLayout(first)
        self._reasons.setSpacing(6)
        panel.body.addLayout(self._reasons)
        return panel

    def _cards_area(self) -> QWidget:
        host = QWidget()
        self._stack = QStackedLayout(host)
        inner = QWidget()
        inner.setObjectName("page")
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._grid)
        box.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("Exhibits")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        self._stack.addWidget(area)
        words = "No exhibits yet. Attach a disk behind the write blocker, or drop an image here."
        empty = label(words, role="title", meaning="text2", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(empty)
        return host

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        self._steps: dict[str, Button] = {}
        for command_id in ("exhibit.add", "scan.plan", "exhibit.describe", "exhibit.transfer", "page.report"):
            command = self._actions.command(command_id)
            hint = key_hint(command) if command_id != "page.report" else "Alt 6"
            button = CommandButton(
                self._look, self._actions[command_id], kind="large", icon=command.icon, key=hint
            )
            self._steps[command_id] = button
            foot.addWidget(button)
        foot.addStretch(1)
        keys = (
            ("←", ""),
            ("→", ""),
            ("↑", ""),
            ("↓", "choose exhibit"),
            ("V", "verify"),
            ("Enter", "look into it"),
        )
        foot.addWidget(Keys(self._look, keys))
        return foot

    def show_view(self) -> None:
        """Show the case as last read; cards of exhibits already shown are kept and changed in place."""
        view = self._desk.view
        if view is None:
            return
        self._answer.setText(decision(view))
        self._decision.show_meaning(reasons(view)[0][1].meaning)
        running, closed = self._desk.is_scanning, view.custody.closed_at
        self._moment.setText(
            "scan running"
            if running
            else f"case closed {moment(closed)} UTC"
            if closed
            else "scan stopped"
            if view.scan.state == "stopped"
            else ""
        )
        self._self_test.say(self_test_said(view.custody.self_test))
        self._show_reasons(view)
        self._show_cards(view)
        self._show_step(view)

    def _show_reasons(self, view: CaseView) -> None:
        """In as many lines as they need: a reason is never cut."""
        clear(self._reasons)
        self.reason_widgets = []
        room, left = self.width() - 2 * PAGE_MARGIN - 32, -1
        for page, said in reasons(view):
            reason = self._reason(page, said)
            self.reason_widgets.append(reason)
            wide = reason.sizeHint().width() + REASON_GAP
            if left < wide:
                line = QHBoxLayout()
                line.setSpacing(REASON_GAP)
                line.addStretch(1)
                self._reasons.addLayout(line)
                left = room
            line.insertWidget(line.count() - 1, reason)
            left -= wide

    def _reason(self, page: str, said: Said) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Glyph(self._look, said.icon, tone=said.meaning))
        if said.meaning == "text2" or page == "board":
            row.addWidget(label(said.words, meaning=said.meaning))
            return box
        link = ReasonLink(self._look, said)
        link.clicked.connect(lambda _checked=False: self.wants.emit(page, None))
        row.addWidget(link)
        return box

    def _show_cards(self, view: CaseView) -> None:
        present = {exhibit.id for exhibit in view.exhibits}
        for gone in set(self._cards) - present:
            self._cards.pop(gone).deleteLater()
        is_busy = self._desk.is_scanning or self._desk.work.is_running
        for exhibit in view.exhibits:
            card = self._cards.get(exhibit.id) or self._new_card(exhibit)
            card.show_exhibit(
                exhibit, view.counts(exhibit.label), task=self._task_on(exhibit), is_busy=is_busy
            )
        self._place_cards()
        self._stack.setCurrentIndex(0 if view.exhibits else 1)
        for command_id in ("exhibit.verify", "exhibit.describe", "exhibit.transfer"):
            self._actions.refuse(command_id, not view.exhibits)

    def _new_card(self, exhibit: ExhibitRow) -> ExhibitCard:
        card = ExhibitCard(self._look, exhibit)
        card.wants.connect(self.wants.emit)
        card.focused.connect(self._on_focused)
        self._cards[exhibit.id] = card
        return card

    def _task_on(self, exhibit: ExhibitRow) -> Said | None:
        task = self._desk.task
        if task is not None and task.exhibit == exhibit.label:
            return Said(words=task.said(), icon="shield", meaning="accent")
        return None

    def _place_cards(self) -> None:
        for number, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, number // self._columns, number % self._columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        if self.chosen is None and self._cards:
            self.chosen = next(iter(self._cards.values())).exhibit.label

    def _show_step(self, view: CaseView) -> None:
        """The filled button is the next step: add, then scan, then report."""
        to_scan = any(exhibit.state in ("added", "stopped") for exhibit in view.exhibits)
        step = (
            "exhibit.add"
            if not view.exhibits
            else "scan.plan"
            if to_scan or self._desk.is_scanning
            else "page.report"
        )
        for command_id, button in self._steps.items():
            button.set_kind("primary" if command_id == step else "large")
        title = "Resume the scan" if view.scan.state == "stopped" else "Scan"
        self._steps["scan.plan"].set_words(title)
        closed = view.custody.closed_at is not None
        self._actions.refuse("scan.plan", not view.exhibits or self._desk.is_scanning or closed)
        self._actions.refuse("exhibit.add", closed)

    def _on_focused(self, exhibit_label: str) -> None:
        self.chosen = exhibit_label

    def focus_first(self) -> None:
        """The first card; on an empty board the step that fills it, so that Enter does what is meant."""
        first = next(iter(self._cards.values()), self._steps["exhibit.add"])
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cards = list(self._cards.values())
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }.get(Qt.Key(event.key()))
        at = next((number for number, card in enumerate(cards) if card.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        cards[min(max(at + step, 0), len(cards) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 1 if self.width() < 900 else 3 if self.width() > 1700 else 2
        if columns != self._columns:
            self._columns = columns
            self._place_cards()
        if self._desk.view is not None and event.oldSize().width() != event.size().width():
            self._show_reasons(self._desk.view)

    def forget(self) -> None:
        """Take the cards of the case before away."""
        for card in self._cards.values():
            card.deleteLater()
        self._cards.clear()
        self.chosen = None


class DecisionPanel(Panel):
    """The decision line, with the colour of its first reason on the left edge."""

    def __init__(self, look: Look) -> None:
        super().__init__(margin=14)
        self._look, self._meaning = look, "text2"

    def show_meaning(self, meaning: str) -> None:
        self._meaning = meaning
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._meaning.startswith("text"):
            painter = QPainter(self)
            painter.fillRect(QRect(0, 0, 4, self.height()), self._look.theme.colour(self._meaning))
            painter.end()


class ReasonLink(Button):
    """A reason as a link in the colour of its meaning."""

    def __init__(self, look: Look, said: Said) -> None:
        super().__init__(look, said.words, kind="link")
        self._meaning = said.meaning

    def _tones(self) -> tuple[str | None, str | None, str]:
        return (None, None, self._meaning)
