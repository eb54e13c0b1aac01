"""Short tables held in the window (recent cases, sets, custody, faults): cells with one or two lines, an icon
and a meaning.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.language import translate
from ui.look import Look
from ui.tables.view import plain_table
from ui.tips import plain_tip

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
CELL_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_ANYWHERE: Final = QTextOption()  # between words, and within one that is longer than a line
_ANYWHERE.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell says."""

    first: str
    second: str = ""
    meaning: str = "text"
    icon: str = ""
    mono: bool = False
    strong: bool = False
    right: bool = False
    wrap: bool = False  # the first words may take all lines of the row
    ends: bool = False  # the end tells it apart: where room is short, the middle goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column: title, marked in the context `words`, and width; width 0 takes the room that is left."""

    title: str
    width: int
    right: bool = False


class CellsModel(QAbstractTableModel, Generic[R]):
    """Rows of any kind, made into cells by one function."""

    def __init__(
        self, heads: Sequence[Head], cells: Callable[[R], Sequence[Cell]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.heads, self._cells, self._rows = tuple(heads), cells, list[R]()

    def show_rows(self, rows: Sequence[R]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def change_row(self, number: int, row: R) -> None:
        """Put another value in the place of one; the choice stays."""
        self._rows[number] = row
        last = self.index(number, len(self.heads) - 1)
        self.dataChanged.emit(self.index(number, 0), last)

    def put_first(self, rows: Sequence[R], *, keep: int) -> None:
        """Add rows at the top; beyond `keep` the oldest go."""
        if not rows:
            return
        self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
        self._rows[:0] = rows
        self.endInsertRows()
        if len(self._rows) > keep:
            self.beginRemoveRows(QModelIndex(), keep, len(self._rows) - 1)
            del self._rows[keep:]
            self.endRemoveRows()

    def rows(self) -> Sequence[R]:
        return self._rows

    def row_at(self, row: int) -> R | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return translate("words", self.heads[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.heads[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            CELL_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        cell = self._cells(self._rows[index.row()])[index.column()]
        if role == CELL_ROLE:
            return cell
        words = f"{cell.first}\n{cell.second}" if cell.second else cell.first
        return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words


class CellPainter(QStyledItemDelegate):
    """Draws a `Cell`: ground by selection, icon, first line, second line smaller, a line below."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self._look.scaled(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell | None = index.data(CELL_ROLE)
        if cell is None:
            return
        theme, box = self._look.theme, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, theme.colour("selection" if chosen else "panel"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._draw_words(painter, cell, box=box.adjusted(10, 0, -10, -1), chosen=chosen)
        painter.restore()

    def _draw_words(self, painter: QPainter, cell: Cell, *, box: QRect, chosen: bool) -> None:
        two = bool(cell.second)
        if two:  # in the middle of a row that is taller than two lines
            box = box.adjusted(0, max(0, (box.height() - self._look.scaled(45)) // 2), 0, 0)
        top = QRect(box.left(), box.top() + 4, box.width(), self._look.scaled(19)) if two else box
        if cell.icon:
            painter.drawPixmap(
                QRect(box.left(), top.center().y() - 7, 16, 16), self._look.pixmap(cell.icon, cell.meaning)
            )
            top = top.adjusted(22, 0, 0, 0)
        font = self._look.font(12 if cell.mono else 13, bold=cell.strong, mono=cell.mono)
        if cell.wrap:
            self._draw_wrapped(painter, cell, box=box.adjusted(22 if cell.icon else 0, 0, 0, 0))
            return
        self._draw_line(
            painter, cell.first, box=top, font_tone=(font, cell.meaning), right=cell.right, ends=cell.ends
        )
        if two:
            below = QRect(top.left(), top.bottom() + 1, top.width(), self._look.scaled(17))
            meaning = "text2" if chosen or cell.meaning != "text3" else "text3"
            tone = (self._look.font(12), meaning)
            self._draw_line(painter, cell.second, box=below, font_tone=tone, right=cell.right, ends=cell.ends)

    def _draw_wrapped(self, painter: QPainter, cell: Cell, *, box: QRect) -> None:
        painter.setFont(self._look.font(13))
        painter.setPen(self._look.theme.colour(cell.meaning))
        most = max(1, box.height() // painter.fontMetrics().lineSpacing())
        lines = broken(cell.first, painter.font(), width=box.width(), most=most)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "\n".join(lines))

    def _draw_line(
        self,
        painter: QPainter,
        words: str,
        *,
        box: QRect,
        font_tone: tuple[QFont, str],
        right: bool,
        ends: bool,
    ) -> None:
        font, tone = font_tone
        painter.setFont(font)
        painter.setPen(self._look.theme.colour(tone))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        is_middle = ends or "/" in words
        where = Qt.TextElideMode.ElideMiddle if is_middle else Qt.TextElideMode.ElideRight
        short = QFontMetrics(font).elidedText(words, where, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, short)


def broken(words: str, font: QFont, *, width: int, most: int) -> list[str]:
    """`words` in so many lines at most; what has no room is left out of the last, which says so by an
    ellipsis.
    """
    layout = QTextLayout(words, font)
    layout.setTextOption(_ANYWHERE)
    starts = list[int]()
    layout.beginLayout()
    while len(starts) <= most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    units = words.encode("utf-16-le", "surrogatepass")  # Qt counts in these
    ends = [*starts[1:most], len(units)]
    lines = [_said(units, here, there) for here, there in zip(starts, ends, strict=False)]
    if len(starts) > most:
        lines[-1] = QFontMetrics(font).elidedText(lines[-1], Qt.TextElideMode.ElideRight, width)
    return lines


def _said(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass").rstrip()


class CellsTable(QTableView, Generic[R]):
    """A short table; `chosen` tells the current row's value, `opened` an Enter or double click on it."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, model: CellsModel[R], *, name: str, row_height: int = 28) -> None:
        super().__init__()
        plain_table(self, row_height=look.scaled(row_height))
        self.setAccessibleName(name)
        self._cells_model = model
        self.setModel(model)
        self.setItemDelegate(CellPainter(look, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.horizontalHeader()
        head.setSectionsClickable(False)
        head.setStretchLastSection(False)
        for number, column in enumerate(model.heads):
            if column.width:
                self.setColumnWidth(number, look.scaled(column.width))
            else:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(self._on_activated)

    def current(self) -> R | None:
        return self._cells_model.row_at(self.currentIndex().row())

    def choose_row(self, row: int) -> None:
        if 0 <= row < self._cells_model.rowCount():
            self.setCurrentIndex(self._cells_model.index(row, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self._cells_model.row_at(current.row()))

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._cells_model.row_at(index.row()))
