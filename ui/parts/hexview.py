"""The whole content of a file in hexadecimal, however large: only what is in sight is read and painted.

Bytes that could not be read stand as question marks on their own ground, never as zeros. The view is written
from the left in every script.
"""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.hexdump import hex_lines, offset_digits, shown_text
from ui.language import translate
from ui.look import Look
from ui.parts.content_pages import ContentPages, Page

_WIDTHS: Final = (32, 16, 8, 4)  # bytes in a row, the most that fit
_GAP: Final = 12
_EDGE: Final = 8
_SETTLE_MS: Final = 25  # scrolling past pages asks for none of them
_MOST_STEPS: Final = 1_000_000_000  # a scroll bar counts in 32 bits; beyond, one of its steps is more rows
_MOVES: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class HexView(QAbstractScrollArea):
    """Bytes in rows, with a place and a selection. `moved` is sent when either changes, `copied` when the
    copy key was pressed, `menu_asked` with a place on the screen.
    """

    moved = Signal()
    copied = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, look: Look, pages: ContentPages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._pages = look, pages
        self._place = self._anchor = 0  # offsets in the content
        self._top = 0  # row
        self._width = 8
        self._is_marked = False  # a selection of one byte is only shown where somebody made it
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate("detail", "Content in hexadecimal"))
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._want)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        pages.arrived.connect(self._on_arrived)
        look.changed.connect(self.viewport().update)

    # What is shown

    def show_content(self) -> None:
        """From the beginning of what the pages hold now."""
        self._place = self._anchor = self._top = 0
        self._is_marked = False
        self._lay_out()
        self._settle.start()
        self._tell()

    @property
    def place(self) -> int:
        return self._place

    @property
    def selection(self) -> tuple[int, int]:
        """(first byte, number of bytes): at least the one at the place."""
        first, last = sorted((self._anchor, self._place))
        return first, last - first + 1

    @property
    def has_selection(self) -> bool:
        return self._is_marked

    def stop(self) -> None:
        """Ask for nothing of what is in sight, until it is moved again."""
        self._settle.stop()

    @property
    def is_settling(self) -> bool:
        return self._settle.isActive()

    def go_to(self, offset: int, *, length: int = 1) -> None:
        """Show a place and select so many bytes there."""
        size = self._pages.size_bytes
        if not size:
            return
        first = min(max(0, offset), size - 1)
        self._anchor, self._place = first, min(first + max(1, length), size) - 1
        self._is_marked = length > 1
        self._show_row(self._place // self._width, centred=True)
        self._show_row(first // self._width, centred=False)
        self._tell()

    def select_all(self) -> None:
        if self._pages.size_bytes:
            self._anchor, self._place, self._is_marked = 0, self._pages.size_bytes - 1, True
            self._tell()

    def shown_lines(self) -> str:
        """The rows in sight that have come, as text."""
        lines = []
        for row in self._rows_in_sight():
            piece = self._row(row)
            if piece is not None:
                lines.append(hex_lines(piece[1], width=self._width, offset=row * self._width))
        return "\n".join(lines)

    def byte_at(self, offset: int) -> int | None:
        """A byte that has come; `None` where it has not, or could not be read."""
        page = self._pages.page_at(offset)
        if page is None or offset - page.at >= len(page.data) or page.is_lost(offset - page.at):
            return None
        return page.data[offset - page.at]

    def is_lost(self, offset: int) -> bool:
        page = self._pages.page_at(offset)
        return page is not None and page.is_lost(offset - page.at)

    # Measures

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._look.font(12, mono=True))

    def _row_height(self) -> int:
        return max(self._look.scaled(17), self._metrics().height() + 1)

    def _sign(self) -> float:
        return self._metrics().horizontalAdvance("0" * 100) / 100

    def _columns(self) -> tuple[int, int, int]:
        """Where offsets, bytes and characters begin."""
        bytes_at = _EDGE + round(offset_digits(self._pages.size_bytes) * self._sign()) + _GAP
        return _EDGE, bytes_at, bytes_at + round((self._width * 3 - 1) * self._sign()) + _GAP

    def _fitting_width(self) -> int:
        room = self.viewport().width() - _EDGE - 2 * _GAP
        signs = room / self._sign() - offset_digits(self._pages.size_bytes)
        return next((width for width in _WIDTHS if 4 * width - 1 <= signs), _WIDTHS[-1])

    def _rows(self) -> int:
        return -(-self._pages.size_bytes // self._width)

    def _visible(self) -> int:
        """Whole rows that fit."""
        return max(1, self.viewport().height() // self._row_height())

    def _step(self) -> int:
        """Rows of one step of the scroll bar."""
        return self._rows() // _MOST_STEPS + 1

    def _rows_in_sight(self) -> range:
        return range(self._top, min(self._top + self._visible() + 1, self._rows()))

    def _lay_out(self) -> None:
        first = self._top * self._width
        self._width = self._fitting_width()
        bar, step = self.verticalScrollBar(), self._step()
        last = max(0, self._rows() - self._visible())
        bar.setRange(0, -(-last // step))
        bar.setPageStep(max(1, self._visible() // step))
        bar.setSingleStep(max(1, 3 // step))
        self._scroll_to(min(first // self._width, last))

    def _scroll_to(self, row: int) -> None:
        self._top = max(0, min(row, max(0, self._rows() - self._visible())))
        bar = self.verticalScrollBar()
        bar.blockSignals(True)  # the bar is coarser than the rows of a very large content
        bar.setValue(self._top // self._step())
        bar.blockSignals(False)
        self._settle.start()
        self.viewport().update()

    def _show_row(self, row: int, *, centred: bool) -> None:
        visible = self._visible()
        if row < self._top or (row >= self._top + visible and not centred):
            self._scroll_to(row - visible // 3 if centred else row if row < self._top else row - visible + 1)
        elif row >= self._top + visible:
            self._scroll_to(row - visible // 3)

    # Reading

    def _want(self) -> None:
        rows = self._rows_in_sight()
        if rows:
            self._pages.want(rows.start * self._width, rows.stop * self._width)

    def _on_arrived(self) -> None:
        self.viewport().update()
        self._tell()

    def _on_scrolled(self, value: int) -> None:
        last = max(0, self._rows() - self._visible())
        self._top = min(value * self._step(), last)
        self._settle.start()
        self.viewport().update()

    def _row(self, row: int) -> tuple[Page, bytes] | None:
        first = row * self._width
        page = self._pages.page_at(first)
        if page is None:
            return None
        return page, page.data[first - page.at : first - page.at + self._width]

    # Moving

    def _move(self, offset: int, *, keep_anchor: bool) -> None:
        size = self._pages.size_bytes
        if not size:
            return
        self._place = min(max(0, offset), size - 1)
        if not keep_anchor:
            self._anchor = self._place
        self._is_marked = keep_anchor
        self._show_row(self._place // self._width, centred=False)
        self._tell()

    def _tell(self) -> None:
        self.viewport().update()
        self.moved.emit()

    def describe(self, words: str) -> None:
        """What a screen reader says of the place."""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            told = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif (offset := self._key_target(event)) is not None:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(offset, keep_anchor=keep)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _key_target(self, event: QKeyEvent) -> int | None:
        """Where a key leads; `None` for a key that is not ours."""
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return None
        to_end = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        if key in _MOVES and not to_end:
            bytes_, rows = _MOVES[key]
            return self._place + bytes_ + rows * self._width
        row_start = self._place - self._place % self._width
        match key:
            case Qt.Key.Key_Home:
                return 0 if to_end else row_start
            case Qt.Key.Key_End:
                return self._pages.size_bytes - 1 if to_end else row_start + self._width - 1
            case Qt.Key.Key_PageUp if not to_end:
                return self._place - self._visible() * self._width
            case Qt.Key.Key_PageDown if not to_end:
                return self._place + self._visible() * self._width
        return None

    def _offset_under(self, point: QPoint) -> int:
        _offsets, bytes_at, text_at = self._columns()
        sign = self._sign()
        if point.x() >= text_at - _GAP // 2:
            column = int((point.x() - text_at) / sign)
        else:
            column = int((point.x() - bytes_at + sign / 2) / (3 * sign))
        row = self._top + point.y() // self._row_height()
        return row * self._width + min(max(0, column), self._width - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(self._offset_under(event.position().toPoint()), keep_anchor=keep)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(self._offset_under(event.position().toPoint()), keep_anchor=True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._pages.size_bytes:
            self.menu_asked.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # or pairs of digits change places
        theme = self._look.theme
        painter.fillRect(self.viewport().rect(), theme.colour("panel"))
        painter.setFont(self._look.font(12, mono=True))
        for number, row in enumerate(self._rows_in_sight()):
            self._paint_row(painter, row, number * self._row_height())
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, top: int) -> None:
        theme, height = self._look.theme, self._row_height()
        offsets_at, bytes_at, text_at = self._columns()
        first, base = row * self._width, top + (height + self._metrics().ascent()) // 2 - 1
        painter.setPen(theme.colour("text3"))
        digits = offset_digits(self._pages.size_bytes)
        painter.drawText(offsets_at, base, f"{first:0{digits}x}")
        found = self._row(row)
        if found is None:
            painter.drawText(bytes_at, base, "…")
            return
        page, data = found
        lost = {place for place in range(len(data)) if page.is_lost(first - page.at + place)}
        self._paint_grounds(painter, first, top, shown=len(data), lost=lost)
        painter.setPen(theme.colour("text"))
        # Each character has its own place: a font of the system may draw some wider than others.
        pairs = ["  " if place in lost else f"{byte:02x}" for place, byte in enumerate(data)]
        painter.drawText(bytes_at, base, " ".join(pairs))
        painter.setPen(theme.colour("text2"))
        text = "".join(" " if place in lost else sign for place, sign in enumerate(shown_text(data)))
        painter.drawText(text_at, base, text)
        painter.setPen(theme.colour("unreadable"))
        for place in sorted(lost):
            painter.drawText(self._byte_box(place, top).left() + round(self._sign() / 2), base, "??")
            painter.drawText(self._sign_box(place, top).left(), base, "?")

    def _byte_box(self, column: int, top: int) -> QRect:
        sign = self._sign()
        left = self._columns()[1] + round((3 * column - 0.5) * sign)
        return QRect(left, top, round(3 * sign), self._row_height())

    def _sign_box(self, column: int, top: int) -> QRect:
        sign = self._sign()
        return QRect(self._columns()[2] + round(column * sign), top, round(sign), self._row_height())

    def _paint_grounds(self, painter: QPainter, first: int, top: int, *, shown: int, lost: set[int]) -> None:
        """Under the bytes: what could not be read, what is selected, and the place."""
        theme = self._look.theme
        begin, length = self.selection
        for column in range(shown):
            is_selected = self._is_marked and begin <= first + column < begin + length
            if column not in lost and not is_selected and first + column != self._place:
                continue
            tone = "selection" if is_selected else "unreadable_tint" if column in lost else None
            for box in (self._byte_box(column, top), self._sign_box(column, top)):
                if tone is not None:
                    painter.fillRect(box, theme.colour(tone))
                if first + column == self._place:
                    painter.setPen(theme.colour("accent" if self.hasFocus() else "edge"))
                    painter.drawRect(box.adjusted(0, 0, -1, -1))
