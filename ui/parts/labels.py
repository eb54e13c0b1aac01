"""Words on the screen: plain labels, icons with words, chips, and paths that shorten in the middle."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QStyle, QWidget

from ui.look import Look
from ui.tips import plain_tip
from ui.wording import Said

MARK_WIDTH = 26  # of a box to tick, with the gap before its words


def label(text: str = "", *, role: str = "", meaning: str = "", wrap: bool = False) -> QLabel:
    """A label of plain text: evidence strings are never read as rich text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if meaning:
        made.setProperty("meaning", meaning)
    return made


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Change a style property and let the style sheet look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Glyph(QWidget):
    """One icon; it never stands without a word beside it."""

    def __init__(self, look: Look, name: str = "", *, tone: str = "text2", size: int = 16) -> None:
        super().__init__()
        self._look, self._name, self._tone, self._size = look, name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: str) -> None:
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            painter.drawPixmap(
                QRect(0, 0, self._size, self._size),
                self._look.pixmap(self._name, self._tone, size=self._size),
            )
            painter.end()


class SaidLabel(QWidget):
    """An icon and its words in the colour of their meaning."""

    def __init__(self, look: Look, said: Said | None = None, *, role: str = "", size: int = 16) -> None:
        super().__init__()
        self._glyph = Glyph(look, size=size)
        self._words = label(role=role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._glyph)
        row.addWidget(self._words)
        row.addStretch(1)
        if said is not None:
            self.say(said)

    def say(self, said: Said) -> None:
        self._glyph.show_icon(said.icon, said.meaning)
        self._words.setText(said.words)
        set_property(self._words, "meaning", said.meaning)
        self.setToolTip(plain_tip(said.second))

    def words(self) -> str:
        return self._words.text()


class Chip(QWidget):
    """A state in a bordered box: icon, word, and the border in the colour of the meaning."""

    def __init__(self, look: Look, said: Said) -> None:
        super().__init__()
        self._look, self._said = look, said
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(said.words)

    def say(self, said: Said) -> None:
        self._said = said
        self.setAccessibleName(said.words)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        return self._said.words

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = self.fontMetrics()
        wide = 7 + 14 + 6 + metrics.horizontalAdvance(self._said.words) + 9
        return QSize(wide, max(22, metrics.height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, said = self._look.theme, self._said
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = getattr(theme, f"{said.meaning}_tint", None)
        painter.setBrush(theme.colour(f"{said.meaning}_tint") if tint else Qt.BrushStyle.NoBrush)
        painter.setPen(theme.colour("line" if said.meaning.startswith("text") else said.meaning))
        painter.drawRoundedRect(
            self.rect().adjusted(0, 0, -1, -1).toRectF().adjusted(0.5, 0.5, 0.5, 0.5), 3, 3
        )
        direction = self.layoutDirection()
        icon = QStyle.visualRect(direction, self.rect(), QRect(7, (self.height() - 14) // 2, 14, 14))
        painter.drawPixmap(icon, self._look.pixmap(said.icon, said.meaning, size=14))
        painter.setPen(theme.colour(said.meaning))
        words = QStyle.visualRect(direction, self.rect(), self.rect().adjusted(27, 0, -4, 0))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, said.words)
        painter.end()


class MiddleLabel(QLabel):
    """One line that shortens in the middle, so that the end of a path stays; the whole is in the tooltip."""

    def __init__(self, text: str = "", *, role: str = "mono", meaning: str = "text2") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("meaning", meaning)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = text
        self.show_text(text)

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setToolTip(plain_tip(text))
        self.setText(text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room.width())
        # A path is written from the left in every script; only the side it stands on follows the page.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        side = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), short)
        painter.end()


class NameBox(QCheckBox):
    """A box with a name, which shortens at its end where room is short; the whole is in the tooltip."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setToolTip(plain_tip(name))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - MARK_WIDTH
        short = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.setText(short.replace("&", "&&"))
