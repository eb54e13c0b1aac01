"""Folders as rectangles by their bytes or files; the fill says what became of most of their files."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.rows.maps import FolderCell
from ui.look import Look
from ui.parts.map_fills import map_brushes
from ui.parts.squares import squarified
from ui.tips import plain_tip

LEAST_WIDE: Final = 44  # pixels a cell needs for words
LINE: Final = 16  # height of a line of words
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
        self._inner_weights: tuple[tuple[int, ...], ...] = ()
        self._inner_names: tuple[tuple[str, ...], ...] = ()
        self._places: tuple[QRect, ...] = ()
        self._at = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(100)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, 130)

    @property
    def current(self) -> FolderCell | None:
        return self._cells[self._at] if 0 <= self._at < len(self._cells) else None

    def show_cells(
        self,
        cells: Sequence[FolderCell],
        *,
        weigh: Callable[[FolderCell], int],
        name: Callable[[FolderCell], str],
        words: Callable[[FolderCell], str],
    ) -> None:
        """Cells by their weight, which falls; the first is chosen."""
        self._cells = tuple(cells)
        self._words = tuple((name(cell), words(cell)) for cell in cells)
        self._weights = tuple(weigh(cell) for cell in cells)
        self._inner_weights = tuple(tuple(weigh(inner) for inner in cell.inside) for cell in cells)
        self._inner_names = tuple(tuple(name(inner) for inner in cell.inside) for cell in cells)
        self._at = 0 if cells else -1
        self._place()
        self.chosen.emit(self.current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self._places = placed_in(self.rect(), self._weights)
        self.update()

    def choose(self, number: int) -> None:
        self._at = number
        self.update()
        self.chosen.emit(self.current)

    def step(self, right: int, down: int) -> None:
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
            self.step(*step)
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
            words = "" if number is None else "\n".join(self._words[number])
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
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
            painter.fillRect(box, brushes[_most(cell)])
            self._draw_inside(painter, number, brushes, box)
            self._draw_matched(painter, cell, box)
            self._draw_words(painter, number, box)
        self._draw_chosen(painter)
        painter.end()

    def _draw_inside(self, painter: QPainter, number: int, brushes: dict[str, QBrush], box: QRect) -> None:
        """What is in a folder, below its words; names only where there is room for them."""
        cell = self._cells[number]
        room = box.adjusted(5, 2 * self._look.scaled(LINE) + 12, -5, -5)
        if not cell.inside or room.width() < LEAST_WIDE or room.height() < LEAST_WIDE // 2:
            return
        painter.fillRect(box, self._look.theme.colour("raised"))
        places = placed_in(room, self._inner_weights[number])
        for inner, place, name in zip(cell.inside, places, self._inner_names[number], strict=True):
            spot = place.adjusted(0, 0, -1, -1)
            if spot.isEmpty():
                continue
            painter.fillRect(spot, brushes[_most(inner)])
            self._draw_matched(painter, inner, spot)
            self._draw_plate(painter, ((name, "text"),), spot)

    def _draw_matched(self, painter: QPainter, cell: FolderCell, box: QRect) -> None:
        """A frame in the colour of hits, whatever became of most of the files."""
        if cell.matched:
            painter.setPen(QPen(QColor(self._look.theme.fill("matched").ground), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -2, -2))

    def _draw_words(self, painter: QPainter, number: int, box: QRect) -> None:
        name, said = self._words[number]
        tone = "hit" if self._cells[number].matched else "text2"
        self._draw_plate(painter, ((name, "text"), (said, tone)), box)

    def _draw_plate(self, painter: QPainter, lines: Sequence[tuple[str, str]], box: QRect) -> None:
        """Words on a plate, because on hatching they cannot be read; only whole words of some length."""
        high = self._look.scaled(LINE)
        shown = lines[: max(0, (box.height() - 12) // high)]
        painter.setFont(self._look.font(12))
        metrics = painter.fontMetrics()
        room = box.width() - 20
        if not shown or room < min(metrics.horizontalAdvance(shown[0][0]), LEAST_WIDE):
            return
        texts = [metrics.elidedText(words, Qt.TextElideMode.ElideRight, room) for words, _tone in shown]
        wide = max(map(metrics.horizontalAdvance, texts))
        plate = QRect(box.left() + 5, box.top() + 5, wide + 10, len(texts) * high + 4)
        painter.fillRect(plate, self._look.theme.colour("panel"))
        for line, (text, (_words, tone)) in enumerate(zip(texts, shown, strict=True)):
            painter.setPen(self._look.theme.colour(tone))
            where = QRect(plate.left() + 5, plate.top() + 2 + line * high, wide + 4, high)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_chosen(self, painter: QPainter) -> None:
        if self.current is not None:
            tone = "accent" if self.hasFocus() else "text"
            painter.setPen(QPen(self._look.theme.colour(tone), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._places[self._at].adjusted(1, 1, -1, -1))


def placed_in(room: QRect, weights: Sequence[int]) -> tuple[QRect, ...]:
    """Places of whole pixels in a rectangle, by weight."""
    return tuple(
        QRect(
            room.left() + round(one.left),
            room.top() + round(one.top),
            round(one.left + one.width) - round(one.left),
            round(one.top + one.height) - round(one.top),
        )
        for one in squarified(weights, width=room.width(), height=room.height())
    )


def _most(cell: FolderCell) -> str:
    """What became of most of the files."""
    return max(cell.outcomes, key=lambda one: one[1])[0]
