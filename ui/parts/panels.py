"""Flat panels with a 1 px line, a head line, rows of label and value, notices, and rows of keys."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from ui.commands import printed
from ui.look import Look
from ui.parts.buttons import paint_key
from ui.parts.labels import Glyph, label, set_property

SIDE_WIDTH: Final = 340  # px at 100 %


def line() -> QFrame:
    """A separator of one pixel."""
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedHeight(1)
    return made


class Panel(QFrame):
    """A panel with an optional 40 px head; widgets go into `body`, and into `head` on its right."""

    def __init__(self, title: str = "", *, subtitle: str = "", margin: int = 12, kind: str = "panel") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(12, 0, 8, 0)
        self.head.setSpacing(8)
        self.title = label(title, role="strong")
        self.subtitle = label(subtitle, role="small", meaning="text2")
        if title:
            outer.addWidget(_head_bar(self.head, self.title, self.subtitle))
            outer.addWidget(line())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)


def _head_bar(head: QHBoxLayout, title: QWidget, subtitle: QWidget) -> QWidget:
    bar = QWidget()
    bar.setMinimumHeight(40)
    bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    head.addWidget(title)
    head.addWidget(subtitle)
    head.addStretch(1)
    bar.setLayout(head)
    return bar


class Facts(QWidget):
    """Rows of label and value; values can be selected and copied."""

    def __init__(
        self, rows: Sequence[tuple[str, str]] = (), *, label_width: int = 96, mono: bool = False
    ) -> None:
        super().__init__()
        self._label_width, self._widest, self._mono = label_width, 0, mono
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.show_facts(rows)

    def show_facts(self, rows: Sequence[tuple[str, str]]) -> None:
        clear(self._rows)
        # Words of another language may be longer than the width that was meant for them.
        metrics = QFontMetrics(self.font())
        self._widest = max((metrics.horizontalAdvance(name) for name, _value in rows), default=0)
        for name, value in rows:
            self._rows.addLayout(self._row(name, value))

    def _row(self, name: str, value: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        left = label(name, meaning="text2", role="small")
        left.setFixedWidth(max(self._label_width, self._widest))
        left.setContentsMargins(0, 1, 0, 0)  # its smaller letters on the line of the value's
        left.setMinimumHeight(18)
        right = label(value, role="mono" if self._mono else "", wrap=True)
        right.setMinimumWidth(40)
        right.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(right, 1)
        return row


class Notice(QFrame):
    """Trouble or advice where it belongs: what happened, in words, with a coloured left edge. Hidden while
    empty.
    """

    def __init__(self, look: Look, *, meaning: str = "unreadable", icon: str = "warning") -> None:
        super().__init__()
        self._look, self._meaning = look, meaning
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        self._glyph = Glyph(look, icon, tone=meaning)
        self._words = label(wrap=True)
        row.addWidget(self._glyph)
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, sentence: str, *, meaning: str | None = None, icon: str | None = None) -> None:
        self._meaning = meaning or self._meaning
        self._glyph.show_icon(icon or ("warning" if self._meaning == "unreadable" else "info"), self._meaning)
        self._words.setText(sentence)
        set_property(self._words, "meaning", self._meaning)
        self.setVisible(bool(sentence))
        self.update()

    def words(self) -> str:
        return self._words.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(0, 0, 3, self.height()))
        painter.fillRect(edge, self._look.theme.colour(self._meaning))
        painter.end()


class Keys(QWidget):
    """A row of key boxes with what they do, for the foot of a page; what has no room is left out whole."""

    def __init__(self, look: Look, hints: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._look = look
        self._hints = [(printed(key), word) for key, word in hints]
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _width(self, text: str) -> int:
        return QFontMetrics(self._look.font(12)).horizontalAdvance(text)

    def sizeHint(self) -> QSize:
        wide = sum(self._advance(key, word) for key, word in self._hints)
        return QSize(wide, self._look.scaled(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _fitting(self) -> list[tuple[str, str]]:
        """The first hints that have room; keys that share a word come with it or not at all."""
        shown, taken = 0, 0
        for number, (key, word) in enumerate(self._hints):
            taken += self._advance(key, word)
            if taken > self.width():
                break
            shown = number + 1 if word or number == len(self._hints) - 1 else shown
        return self._hints[:shown]

    def _advance(self, key: str, word: str) -> int:
        """A key without a word stands close to the next one: they share its word."""
        return self._width(key) + 10 + (self._width(word) + 22 if word else 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, tall, direction = 0, self._look.scaled(18), self.layoutDirection()
        for key, word in self._fitting():
            width = self._width(key) + 10
            box = QStyle.visualRect(direction, self.rect(), QRect(left, 1, width, tall))
            paint_key(painter, self._look, key=key, box=box)
            painter.setPen(self._look.theme.colour("text2"))
            words = QRect(left + width + 6, 1, self._width(word) + 2, tall)
            place = QStyle.visualRect(direction, self.rect(), words)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, word)
            left += self._advance(key, word)
        painter.end()


def side_width(look: Look, page_width: int) -> int:
    """How wide the pane beside the main one is: as drawn where there is room, less in a narrow window."""
    return min(look.scaled(SIDE_WIDTH), max(look.scaled(SIDE_WIDTH * 2 // 3), page_width * 27 // 100))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
