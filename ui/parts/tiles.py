"""The no-look grid: a tile for each content, with what was recorded of it and never the content itself."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.look import Look
from ui.parts.buttons import paint_key
from ui.parts.folders import fitted_folder
from ui.parts.selections import rows_selection
from ui.parts.tile_facts import TileFacts
from ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
TILE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
LEAST_WIDTH: Final = 204
GAP: Final = 10
PAD: Final = 10
Facts = Callable[[int], TileFacts | None]


class TilesModel(QAbstractListModel):
    """`facts` gives a tile by its number, or None while it is on its way; `entries` are what they show."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facts = facts
        self.entries: Sequence[int] = ()

    def show_tiles(self, entries: Sequence[int]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def number_of(self, entry: int) -> int | None:
        try:
            return self.entries.index(entry)
        except ValueError:
            return None

    def repaint(self) -> None:
        if self.entries:
            self.dataChanged.emit(self.index(0), self.index(len(self.entries) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            TILE_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        facts = self._facts(index.row())
        if role == TILE_ROLE or facts is None:
            return facts if role == TILE_ROLE else "…"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return facts.spoken()
        return plain_tip(facts.path) if role == Qt.ItemDataRole.ToolTipRole else facts.name


class TilePainter(QStyledItemDelegate):
    """Draws one tile: kind and size, category and set, name and folder, and a line of what else is known."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.width = LEAST_WIDTH  # of a tile with the gap after it

    def tile_height(self) -> int:
        line, small = self._line_height(13), self._line_height(12)
        return 2 * PAD + 24 + 4 + line + small + 14 + 2 * small + small + 6

    def _line_height(self, pixels: int) -> int:
        return QFontMetrics(self._look.font(pixels)).height() + 1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.width, self.tile_height() + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        facts: TileFacts | None = index.data(TILE_ROLE)
        theme = self._look.theme
        box = QRect(option.rect).adjusted(3, 3, 2 - GAP, 2 - GAP)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("selection" if is_chosen else "panel"))
        painter.setPen(theme.colour("accent" if is_chosen else "line"))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if is_current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(box.toRectF().adjusted(-2, -2, 2, 2), 5, 5)
        if facts is not None:
            _TileDrawing(painter, self._look, box=box.adjusted(PAD, PAD, -PAD, -PAD)).draw(facts)
        painter.restore()


class _TileDrawing:
    """The words of one tile; `box` is what is inside its edge."""

    def __init__(self, painter: QPainter, look: Look, *, box: QRect) -> None:
        self._painter, self._look, self._box = painter, look, box
        self._is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def draw(self, facts: TileFacts) -> None:
        line, small = (QFontMetrics(self._look.font(pixels)).height() + 1 for pixels in (13, 12))
        self._head(facts, QRect(self._box.left(), self._box.top(), self._box.width(), 24))
        at = self._box.top() + 28
        bold = self._look.font(13, bold=True)
        self._words(facts.category, top=at, height=line, font=bold, tone=facts.meaning)
        self._words(facts.set_name, top=at + line, height=small, font=self._look.font(12))
        mono, ends = self._look.font(12, mono=True), Qt.TextElideMode.ElideMiddle
        below = self._box.bottom() - 3 * small + 1
        self._words(facts.name, top=below, height=small, font=mono, where=ends)
        folder = fitted_folder(facts.folder, QFontMetrics(mono), room=self._box.width())
        self._words(folder, top=below + small, height=small, font=mono, tone="text2", where=ends)
        self._last(facts, top=below + 2 * small, height=small)

    def _side(self, box: QRect, width: int) -> tuple[QRect, QRect]:
        """What stands at the end of a line, and the room before it."""
        if self._is_mirrored:
            return (
                QRect(box.left(), box.top(), width, box.height()),
                box.adjusted(width + 6, 0, 0, 0),
            )
        return (
            QRect(box.right() - width + 1, box.top(), width, box.height()),
            box.adjusted(0, 0, -width - 6, 0),
        )

    def _head(self, facts: TileFacts, box: QRect) -> None:
        mono = self._look.font(12, mono=True)
        size_box, rest = self._side(box, QFontMetrics(mono).horizontalAdvance(facts.size))
        self._painter.setFont(mono)
        self._painter.setPen(self._look.theme.colour("text2"))
        self._painter.drawText(size_box, Qt.AlignmentFlag.AlignCenter, facts.size)
        if facts.mark:
            width = max(18, QFontMetrics(self._look.font(12)).horizontalAdvance(facts.mark) + 10)
            key, rest = self._side(rest, width)
            key_box = QRect(key.left(), key.center().y() - 8, width, 18)
            paint_key(self._painter, self._look, key=facts.mark, box=key_box)
        for is_there, icon in ((facts.is_bookmarked, "bookmark-simple"), (facts.has_note, "note")):
            if is_there:
                place, rest = self._side(rest, 16)
                self._icon(icon, QRect(place.left(), place.center().y() - 7, 16, 16), "text2")
        at = rest.right() - 15 if self._is_mirrored else rest.left()
        self._icon(facts.icon, QRect(at, rest.center().y() - 7, 16, 16), "text")
        rest = rest.adjusted(0, 0, -22, 0) if self._is_mirrored else rest.adjusted(22, 0, 0, 0)
        self._line(facts.kind, rest, font=self._look.font(13, bold=True))

    def _last(self, facts: TileFacts, *, top: int, height: int) -> None:
        box = QRect(self._box.left(), top, self._box.width(), height)
        if facts.trouble:
            at = box.right() - 15 if self._is_mirrored else box.left()
            self._icon("warning", QRect(at, box.center().y() - 7, 16, 16), "unreadable")
            rest = box.adjusted(0, 0, -20, 0) if self._is_mirrored else box.adjusted(20, 0, 0, 0)
            self._line(facts.trouble, rest, font=self._look.font(12), tone="unreadable")
        else:
            self._line(facts.also, box, font=self._look.font(12), tone="text2")

    def _icon(self, name: str, box: QRect, tone: str) -> None:
        self._painter.drawPixmap(box, self._look.pixmap(name, tone))

    def _words(
        self,
        words: str,
        *,
        top: int,
        height: int,
        font: QFont,
        tone: str = "text",
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        box = QRect(self._box.left(), top, self._box.width(), height)
        self._line(words, box, font=font, tone=tone, where=where)

    def _line(
        self,
        words: str,
        box: QRect,
        *,
        font: QFont,
        tone: str = "text",
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(self._look.theme.colour(tone))
        short = QFontMetrics(font).elidedText(words, where, box.width())
        self._painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)


class Tiles(QListView):
    """The grid itself; `chosen` tells the entry of the current tile. Arrows go by tile and by row."""

    chosen = Signal(object)
    copy_wanted = Signal()

    def __init__(self, look: Look, model: TilesModel, *, name: str) -> None:
        super().__init__()
        self._tiles, self._is_showing = model, False
        self._painter = TilePainter(look, self)
        self.setObjectName("tiles")
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(self._painter)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)

    def show_tiles(self, entries: Sequence[int]) -> None:
        """Show other tiles; the current one, the selection and its height on the screen stay."""
        entry, chosen = self.current_entry(), frozenset(self.selected_entries())
        top = self.visualRect(self.currentIndex()).top()
        self._is_showing = True
        self._tiles.show_tiles(entries)
        number = None if entry is None else self._tiles.number_of(entry)
        self._select(chosen, current=number or 0)
        self._is_showing = False
        if number is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self.currentIndex()).top() - top)
        else:
            self.scrollToTop()
            self.chosen.emit(self.current_entry())

    def _select(self, chosen: Collection[int], *, current: int) -> None:
        if not self._tiles.rowCount():
            return
        self.selectionModel().setCurrentIndex(
            self._tiles.index(current), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        if len(chosen) > 1:
            numbers = (number for number, entry in enumerate(self._tiles.entries) if entry in chosen)
            self.selectionModel().select(
                rows_selection(self._tiles, numbers), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def current_entry(self) -> int | None:
        number = self.currentIndex().row()
        return self._tiles.entries[number] if 0 <= number < len(self._tiles.entries) else None

    def selected_entries(self) -> Sequence[int]:
        """Entries of the selected tiles in their order; read as ranges."""
        chunks = sorted((chunk.top(), chunk.bottom()) for chunk in self.selectionModel().selection().toList())
        return [entry for top, bottom in chunks for entry in self._tiles.entries[top : bottom + 1]]

    def choose(self, entry: int | None) -> bool:
        """Make a tile the current one; whether there is one."""
        number = None if entry is None else self._tiles.number_of(entry)
        if number is not None:
            self._go(number)
        return number is not None

    def step(self, by: int) -> None:
        """To the next tile, or the one before."""
        number = self.currentIndex().row() + by
        if 0 <= number < self._tiles.rowCount():
            self._go(number)

    def _go(self, number: int) -> None:
        self.selectionModel().setCurrentIndex(
            self._tiles.index(number), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._is_showing:
            self.chosen.emit(self.current_entry())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """As many tiles in a row as have room, all as wide as fills the row."""
        room = self.viewport().width() - 4
        across = max(1, room // (LEAST_WIDTH + GAP))
        self._painter.width = room // across
        self.setGridSize(QSize(self._painter.width, self._painter.tile_height() + GAP))
