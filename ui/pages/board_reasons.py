"""The decision panel of the board: one sentence, when it held, and its reasons as links that are never cut.

Links stay the same widgets while their words change, so that the focus stays where the examiner left it.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.language import translate
from ui.look import Look
from ui.pages.decision import Reason
from ui.parts.buttons import Button
from ui.parts.edged import EdgedPanel
from ui.parts.labels import Glyph, SaidLabel, label, set_property
from ui.wording import Said

GAP: Final = QSize(24, 6)


class ReasonLink(Button):
    """A reason as a link in the colour of its meaning."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, translate("board", "Reason"), kind="link")
        self._meaning = "accent"

    def say(self, said: Said) -> None:
        self._meaning = said.meaning
        self.set_words(said.words)

    def _tones(self) -> tuple[str | None, str | None, str]:
        return (None, None, self._meaning)


class ReasonItem(QWidget):
    """Icon and words; a link where it leads somewhere."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.reason: Reason | None = None
        self._glyph = Glyph(look)
        self.link = ReasonLink(look)
        self.words = label()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self._glyph, self.link, self.words):
            row.addWidget(widget)
        self.link.clicked.connect(lambda _checked=False: self.chosen.emit(self.reason))

    def show_reason(self, reason: Reason) -> None:
        if reason == self.reason:
            return
        self.reason = reason
        self._glyph.show_icon(reason.said.icon, reason.said.meaning)
        self.link.setVisible(bool(reason.leads))
        self.words.setVisible(not reason.leads)
        self.link.say(reason.said)
        self.words.setText(reason.said.words)
        set_property(self.words, "meaning", reason.said.meaning)
        self.adjustSize()


class Reasons(QWidget):
    """In as many lines as they need."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._made: list[ReasonItem] = []
        self.items: list[ReasonItem] = []  # those that are shown
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def show_reasons(self, reasons: Sequence[Reason]) -> None:
        while len(self._made) < len(reasons):
            item = ReasonItem(self._look)
            item.setParent(self)
            item.chosen.connect(self.chosen)
            self._made.append(item)
        self.items = self._made[: len(reasons)]
        for item, reason in zip(self.items, reasons, strict=True):
            item.show_reason(reason)
            item.show()
        for item in self._made[len(reasons) :]:
            item.hide()
        self._place()

    def links(self) -> list[QWidget]:
        return [item.link for item in self.items if item.reason is not None and item.reason.leads]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        left = top = tall = 0
        for item in self.items:
            size = item.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, top + tall + GAP.height()
            tall = size.height()
            wide = min(size.width(), max(self.width(), 1))
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            at = QPoint(self.width() - left - wide if is_mirrored else left, top)
            item.setGeometry(at.x(), at.y(), size.width(), tall)
            left += size.width() + GAP.width()
        if self.height() != top + tall:
            self.setFixedHeight(top + tall)


class DecisionPanel(EdgedPanel):
    """`aside` takes what stands at the end of its first line."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, margin=12)
        self.answer = label(role="screen")
        self.moment = label(role="small", meaning="text2")
        self.self_test = SaidLabel(look, role="small", size=14)
        self.reasons = Reasons(look)
        self.reasons.chosen.connect(self.chosen)
        self.aside = QHBoxLayout()
        self.aside.setSpacing(12)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.answer)
        first.addWidget(self.moment)
        first.addStretch(1)
        first.addWidget(self.self_test)
        first.addLayout(self.aside)
        self.body.setContentsMargins(16, 8, 12, 10)
        self.body.addLayout(first)
        self.body.addWidget(self.reasons)

    def show_decision(self, answer: str, *, when: str, reasons: Sequence[Reason]) -> None:
        self.answer.setText(answer)
        self.moment.setText(when)
        self.reasons.show_reasons(reasons)
        self.show_meaning(reasons[0].said.meaning if reasons else "text2")
        self.setAccessibleName(answer)
