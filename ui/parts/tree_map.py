"""Folders as rectangles by their bytes or files; the fill says what became of most of their files."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.rows.maps import FolderCell
from ui.look import Look
from ui.parts.map_fills import map_brushes
from ui.parts.squares import squarified

LEAST_WIDE: Final = 44  # pixels a cell needs for words
ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class TreeMap(QWidget):
    """`show_cells` draws; `chosen` sends the cell that was moved to, `entered` one to look into, `opened`
    one whose files are asked for, `left` is the wish to go up.
    """

    chosen = Signal(object)
    entered = Signal(object)
    opened = Signal(object)
    left = Signal()

    def __init__(self, look: Look, *, name: str) -> None:
        super().__init__()
        self._look = look
        self._cells: tuple[FolderCell, ...] = ()
        self._words: tuple[tuple[str, str], ...] = ()
        self._weights: tuple[int, ...] = ()
        self._places: tuple[QRect, ...] = ()
        self._at = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(600, 260)

    @property
    def current(self) -> FolderCell | None:
        return self._cells[self._at] if 0 <= self._at < len(self._cells) else None

    def show_cells(
        self, cells: Sequence[FolderCell], *, weights: Sequence[int], words: Sequence[tuple[str, str]]
    ) -> None:
        """Cells with their weights, which fall, and two lines of words for each; the first is chosen."""
        self._cells, self._weights, self._words = tuple(cells), tuple(weights), tuple(words)
        self._at = 0 if cells else -1
        self._place()
        self.chosen.emit(self.current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        squares = squarified(self._weights, width=self.width(), height=self.height())
        self._places = tuple(
            QRect(
                round(one.left),
                round(one.top),
                round(one.left + one.width) - round(one.left),
                round(one.top + one.height) - round(one.top),
            )
            for one in squares
        )
        self.update()

    def choose(self, number: int) -> None:
        self._at = number
        self.update()
        self.chosen.emit(self.current)

    def move(self, right: int, down: int) -> None:
        """Choose the nearest cell in a direction."""
        if self.current is None:
            return
        here = self._places[self._at].center()
        found: list[tuple[int, int]] = []
        for number, place in enumerate(self._places):
            ahead = (place.center().x() - here.x()) * right + (place.center().y() - here.y()) * down
            aside = abs((place.center().x() - here.x()) * down) + abs((place.center().y() - here.y()) * right)
            if number != self._at and ahead > 0 and not place.isEmpty():
                found.append((ahead + 2 * aside, number))
        if found:
            self.choose(min(found)[1])

    def enter(self) -> None:
        """Look into the chosen folder, where there is more in it."""
        if self.current is not None and self.current.has_folders:
            self.entered.emit(self.current)

    def next_hit(self, *, is_backwards: bool = False) -> None:
        """Choose the next cell with a matched file, from the other end where there is none behind."""
        hits = [number for number, cell in enumerate(self._cells) if cell.matched]
        if is_backwards:
            hits.reverse()
        behind = [number for number in hits if (number < self._at if is_backwards else number > self._at)]
        if hits:
            self.choose((behind or hits)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (step := ARROWS.get(Qt.Key(event.key()))) is not None:
            self.move(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif event.key() == Qt.Key.Key_Space:
            self.enter()
        elif event.key() == Qt.Key.Key_Backspace:
            self.left.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position().toPoint().x(), event.position().toPoint().y())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(number)
            self.enter()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._number_at(event.pos().x(), event.pos().y())
            QToolTip.showText(
                event.globalPos(), "" if number is None else "\n".join(self._words[number]), self
            )
            return True
        return super().event(event)

    def _number_at(self, x: int, y: int) -> int | None:
        return next((number for number, place in enumerate(self._places) if place.contains(x, y)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        brushes = map_brushes(self._look.theme)
        for number, (cell, place) in enumerate(zip(self._cells, self._places, strict=True)):
            box = place.adjusted(1, 1, -1, -1)
            if box.isEmpty():
                continue
            most = max(cell.outcomes, key=lambda one: one[1])[0]
            painter.fillRect(box, brushes[most])
            self._draw_matched(painter, cell, box)
            self._draw_words(painter, cell, self._words[number], box)
        self._draw_chosen(painter)
        painter.end()

    def _draw_matched(self, painter: QPainter, cell: FolderCell, box: QRect) -> None:
        """A frame in the colour of hits, whatever became of most of the files."""
        if cell.matched:
            painter.setPen(QPen(self._look.theme.fill("matched").ground, 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -2, -2))

    def _draw_words(self, painter: QPainter, cell: FolderCell, words: tuple[str, str], box: QRect) -> None:
        """On a plate, because words on hatching cannot be read."""
        high = self._look.scaled(16)
        if box.width() < LEAST_WIDE or box.height() < high + 10:
            return
        lines = [(words[0], "text", True)]
        if box.height() >= 2 * high + 14:
            lines.append((words[1], "hit" if cell.matched else "text2", False))
        room = box.width() - 20
        shown = []
        for text, tone, bold in lines:
            painter.setFont(self._look.font(12, bold=bold))
            shown.append(
                (painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room), tone, bold)
            )
        wide = 0
        for text, _tone, bold in shown:
            painter.setFont(self._look.font(12, bold=bold))
            wide = max(wide, painter.fontMetrics().horizontalAdvance(text))
        plate = QRect(box.left() + 5, box.top() + 5, wide + 10, len(shown) * high + 4)
        painter.fillRect(plate, self._look.theme.colour("panel"))
        for line, (text, tone, bold) in enumerate(shown):
            painter.setFont(self._look.font(12, bold=bold))
            painter.setPen(self._look.theme.colour(tone))
            where = QRect(plate.left() + 5, plate.top() + 2 + line * high, wide + 4, high)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_chosen(self, painter: QPainter) -> None:
        if self.current is not None:
            tone = "accent" if self.hasFocus() else "text"
            painter.setPen(QPen(self._look.theme.colour(tone), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._places[self._at].adjusted(1, 1, -1, -1))
