"""The card of one exhibit on the board: state, what it is, volumes to scale, verdict with its limit,
coverage, next step. It shows a `CardSaid` and tells what is asked for.
"""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ui.board_cards import CardSaid
from ui.language import marked, translate
from ui.look import Look
from ui.parts.advice import LockedAdvice
from ui.parts.buttons import Button
from ui.parts.charts import CoverageBar, Ring, VolumeStrip, coverage_words
from ui.parts.device import DevicePicture
from ui.parts.labels import Chip, Glyph, MiddleLabel, SaidLabel, label, set_property
from ui.parts.panels import line
from ui.tips import plain_tip
from ui.wording import VERIFIED, Said, share_sum

CARD_HEIGHT: Final = 248  # two rows of cards fit a window of 1366 x 768
MOST_BUTTONS: Final = 3
EDGE: Final = 4
_EDGES: Final = {"hit": "matched", "locked": "encrypted", "unreadable": "unreadable", "differs": "matched"}
STEPS: Final = {  # what a card can offer next, and its icon
    "findings": (marked("board", "Findings"), "list-bullets"),
    "pause": (marked("board", "Pause"), "pause"),
    "go_on": (marked("board", "Go on"), "play"),
    "watch": (marked("board", "Watch"), "gauge"),
    "stop": (marked("board", "Stop"), "stop"),
    "resume": (marked("board", "Resume"), "play"),
    "scan": (marked("board", "Scan"), "gauge"),
    "rest": (marked("board", "Scan the rest"), "gauge"),
    "verify": (marked("board", "Verify"), "shield"),
    "coverage": (marked("board", "Coverage"), "list"),
    "unread": (marked("board", "Unread files"), "warning"),
    "faults": (marked("board", "Unread parts"), "warning"),
    "advice": (marked("board", "What to do"), "lock-key"),
}


class ExhibitCard(QFrame):
    """`wants` tells what is asked for (one of `STEPS`, `look_into`, `mark`) and of which exhibit; `focused`
    is sent when the card is chosen, `menu_wanted` with the place for its menu.
    """

    wants = Signal(str, str)
    focused = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, look: Look, label_: str) -> None:
        super().__init__()
        self._look, self.label = look, label_
        self.said: CardSaid | None = None
        self.is_marked = False
        self.setProperty("kind", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(look.scaled(CARD_HEIGHT))
        self.device = DevicePicture(look)
        self._title = label(role="title")
        self._seal = MiddleLabel(role="mono")
        self._mark = Chip(look, Said(words=translate("board", "Marked"), icon="check", meaning="accent"))
        self._chip = Chip(look, Said(words="", icon="hard-drive", meaning="text2"))
        self._what = MiddleLabel(role="", meaning="")
        self._size = label(role="mono", meaning="text2")
        self._strip = VolumeStrip(look)
        self._verdict = SaidLabel(look, role="title", size=20)
        self._limit_glyph = Glyph(look)
        self._limit = MiddleLabel(role="small", meaning="text2")
        self._ring = Ring(look, word=translate("board", "compared"))
        self._bar = CoverageBar(look)
        self._sums = MiddleLabel(role="small", meaning="text2")
        self._advice = LockedAdvice(look)
        self._count = MiddleLabel(role="small", meaning="text2")
        self._verified = SaidLabel(look, VERIFIED[None], role="small")
        step = translate("board", "Next step")  # until it is known which
        self._buttons = [Button(look, step, kind="large", icon="gauge") for _ in range(MOST_BUTTONS)]
        self._more = Button(look, translate("board", "More"), kind="flat", icon="caret-down")
        self._lay_out()
        self._mark.hide()
        for number, button in enumerate(self._buttons):
            button.clicked.connect(lambda _checked=False, number=number: self._on_button(number))
        self._more.clicked.connect(lambda _checked=False: self._ask_for_menu())

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 0, 12, 8)
        outer.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(0, 7, 0, 1)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._seal, 1)
        head.addWidget(self._mark)
        head.addWidget(self._chip)
        outer.addLayout(head)
        outer.addWidget(line())
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 4, 0, 0)
        middle.setSpacing(12)
        middle.addWidget(self.device, 0, Qt.AlignmentFlag.AlignTop)
        middle.addLayout(self._facts(), 1)
        middle.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(middle)
        outer.addStretch(1)
        for widget in (self._bar, self._sums, self._advice):
            outer.addWidget(widget)
        outer.addLayout(self._foot())

    def _facts(self) -> QVBoxLayout:
        facts = QVBoxLayout()
        facts.setSpacing(3)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._what, 1)
        first.addWidget(self._size)
        facts.addLayout(first)
        facts.addWidget(self._strip)
        facts.addWidget(self._verdict)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self._limit_glyph)
        second.addWidget(self._limit, 1)
        facts.addLayout(second)
        facts.addStretch(1)
        return facts

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(6)
        for button in self._buttons:
            foot.addWidget(button)
        foot.addWidget(self._more)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        words.addWidget(self._count)
        words.addWidget(self._verified, 0, Qt.AlignmentFlag.AlignRight)
        foot.addLayout(words, 1)
        return foot

    def show_said(self, said: CardSaid, *, is_marked: bool, is_busy: bool) -> None:
        """Show what is said now; `is_busy` puts the steps to sleep that start work."""
        if is_marked != self.is_marked or said != self.said:
            self.said, self.is_marked = said, is_marked
            self._show_head(said)
            self._show_facts(said)
            self._show_coverage(said)
            self._show_steps(said)
            self.setAccessibleName(said.spoken())
            self.update()
        for name, button in zip(said.buttons, self._buttons, strict=False):
            button.setEnabled(not (is_busy and name in ("scan", "resume", "rest", "verify")))

    def _show_head(self, said: CardSaid) -> None:
        self._title.setText(said.label)
        self._seal.show_text(said.seal)
        self._chip.say(said.state)
        self._mark.setVisible(self.is_marked)

    def _show_facts(self, said: CardSaid) -> None:
        self.device.show_kind(said.kind)
        self._what.show_text(said.what)
        self._what.setToolTip(plain_tip(f"{said.what}\n{said.source}"))
        self._size.setText(said.size)
        self._strip.show_volumes(said.volumes, size_bytes=said.size_bytes)
        self._verdict.say(said.verdict)
        self._limit_glyph.setVisible(bool(said.limit.icon))
        self._limit_glyph.show_icon(said.limit.icon, said.limit.meaning)
        self._limit.show_text(said.limit.words)
        set_property(self._limit, "meaning", said.limit.meaning)
        self._count.show_text(said.count)
        self._verified.say(said.verified)

    def _show_coverage(self, said: CardSaid) -> None:
        parts = dict(said.parts)
        has_bar = bool(parts) and not said.has_advice
        self._bar.setVisible(has_bar)
        self._sums.setVisible(has_bar)
        self._advice.setVisible(said.has_advice)
        if said.has_advice:
            self._advice.show_scheme(said.state.words)
        self._ring.setVisible(said.share is not None)
        self._bar.show_parts(parts)
        self._sums.show_text(said.sums)
        self._sums.setToolTip(coverage_words(parts))
        self._ring.show_share(said.share, tone=said.tone, word=said.share_word)
        if said.tone != "accent":
            self._ring.setToolTip(share_sum(parts))

    def _show_steps(self, said: CardSaid) -> None:
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(said.buttons))
            if number < len(said.buttons):
                words, icon = STEPS[said.buttons[number]]
                button.set_words(translate("board", words), icon)
                button.setAccessibleName(f"{button.text()}: {said.label}")
        self._more.setAccessibleName(translate("board", "More for {label}").format(label=said.label))
        self._show_key()

    def _show_key(self) -> None:
        """The first step of the chosen card is Enter's."""
        self._buttons[0].set_key("Enter" if self.hasFocus() else "")

    def _on_button(self, number: int) -> None:
        if self.said is not None:
            self.wants.emit(self.said.buttons[number], self.label)

    def _ask_for_menu(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.menu_wanted.emit(self.label, self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self.label)
        self._show_key()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_key()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.wants.emit("mark", self.label)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.wants.emit("look_into", self.label)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.menu_wanted.emit(self.label, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            first = self._buttons[0]
            if first.isVisible() and first.isEnabled():
                first.click()
            else:
                self.wants.emit("look_into", self.label)
        elif event.key() == Qt.Key.Key_Space:
            self.wants.emit("mark", self.label)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        left = self.width() - EDGE if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
        painter.fillRect(QRect(left, 0, EDGE, self.height()), self._edge_colour())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _edge_colour(self) -> QColor:
        theme, edge = self._look.theme, "text2" if self.said is None else self.said.edge
        fill = _EDGES.get(edge)
        if fill is not None:
            return QColor(theme.fill(fill).ground)
        return theme.colour("line" if edge.startswith("text") or edge == "compared" else edge)
