"""The pieces of a filter line: a chip for what holds, and the line in which more is written."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QStyle

from app.rows import FilterChip
from ui.language import translate
from ui.look import Look
from ui.parts.buttons import paint_key
from ui.tips import plain_tip

_MOST_CHIP_WIDTH: Final = 320


class FilterChipButton(QAbstractButton):
    """One chip; pressing it, Delete or Backspace takes it away."""

    removed = Signal(object)

    def __init__(self, look: Look, chip: FilterChip) -> None:
        super().__init__()
        self._look, self.chip = look, chip
        self._words = shown_chip(chip)
        self.setText(self._words)
        self.setAccessibleName(
            translate("files", "Filter {filter}; press to remove it").format(filter=self._words)
        )
        self.setToolTip(plain_tip(self._words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: self.removed.emit(self.chip))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        takes = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in takes and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        wide = self._metrics_width() + 36
        return QSize(min(wide, self._look.scaled(_MOST_CHIP_WIDTH)), self._look.scaled(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _metrics_width(self) -> int:
        font = self._look.font(12)
        self.setFont(font)
        return self.fontMetrics().horizontalAdvance(self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, rect, direction = self._look.theme, self.rect(), self.layoutDirection()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_near = self.hasFocus() or self.underMouse()
        painter.setBrush(theme.colour("selection" if is_near else "raised"))
        painter.setPen(theme.colour("accent" if self.hasFocus() else "edge"))
        painter.drawRoundedRect(rect.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(theme.colour("text"))
        painter.setFont(self._look.font(12))
        room = rect.adjusted(8, 0, -26, 0)
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(
            QStyle.visualRect(direction, rect, room),
            int(
                QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
            ),
            words,
        )
        cross = rect.adjusted(rect.width() - 22, (rect.height() - 14) // 2, 0, 0)
        cross.setSize(QSize(14, 14))
        painter.drawPixmap(
            QStyle.visualRect(direction, rect, cross), self._look.pixmap("x", "text2", size=14)
        )
        painter.end()


def shown_chip(chip: FilterChip) -> str:
    """As the language spells it, with a space behind the field."""
    is_word = chip.terms[0].field == "word"
    return chip.text if is_word else chip.text.replace(":", ": ", 1)


class FilterEdit(QLineEdit):
    """A line without a frame of its own; Backspace at its beginning takes the last chip back."""

    back = Signal()
    keys_to: Callable[[int], bool] | None = None  # takes a key before the line does
    focused = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("bare", True)
        self.setTextMargins(0, 0, 26, 0)  # the key stands there
        self.setPlaceholderText(translate("files", "add a word, or size:>1MB path:Users deleted:yes"))
        self.setAccessibleName(translate("files", "Filter"))
        self.setAccessibleDescription(
            translate("files", "Words and fields such as size:>1MB; Enter adds them, Backspace takes back")
        )

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._look.scaled(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keys_to is not None and self.keys_to(event.key()):
            return
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab takes an offer where some are open; Qt would move the focus before any key is handled."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_tab = event.key() == Qt.Key.Key_Tab
            if is_tab and self.keys_to is not None and self.keys_to(event.key()):
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() or self.text():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.fontMetrics().horizontalAdvance("/") + 12
        box = self.rect().adjusted(self.width() - width - 4, (self.height() - 18) // 2, 0, 0)
        box.setSize(QSize(width, 18))
        paint_key(
            painter, self._look, key="/", box=QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        )
        painter.end()
