"""The table itself: rows of 28 px, sorted in SQL by a click on the head, the current row by its id."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionRange, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.rows import SortOrder
from ui.language import translate
from ui.tables.columns import Column
from ui.tables.head import SortHead
from ui.tables.model import Fetch, RowsModel

if TYPE_CHECKING:
    from array import array

ROW_HEIGHT = 28
_NAME_WIDTH: Final = 190  # the least of the column that takes the room that is left
Index = QModelIndex | QPersistentModelIndex


def plain_table(table: QTableView, *, row_height: int = ROW_HEIGHT) -> None:
    """Settings all tables of the program share."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    side, top = table.verticalHeader(), table.horizontalHeader()
    side.hide()
    side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    side.setDefaultSectionSize(row_height)
    top.setHighlightSections(False)
    top.setMinimumSectionSize(40)
    top.setStretchLastSection(True)


class _Words(QStyledItemDelegate):
    """Names and paths shorten in their middle, sentences at their end."""

    def __init__(self, model: RowsModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._rows = model

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        is_name = self._rows.column(index.column()).mono
        option.textElideMode = Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight


class RowsTable(QTableView):
    """A table over a `RowsModel`; `chosen` tells the current row's id, `sorted_by` the order asked for."""

    chosen = Signal(object)
    sorted_by = Signal(object)
    copy_wanted = Signal()

    def __init__(self, model: RowsModel, *, name: str) -> None:
        super().__init__()
        self.setHorizontalHeader(SortHead(self))
        plain_table(self)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._rows = model
        self._order: SortOrder | None = None
        self.setModel(model)
        self.setItemDelegate(_Words(model, self))
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        for number in range(model.columnCount()):
            self.setColumnWidth(number, model.column(number).width or _NAME_WIDTH)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._chosen_columns: frozenset[str] | None = None
        self._own_widths: dict[str, int] = {}
        self._is_fitting = False
        head.sectionResized.connect(self._on_resized)
        self._show_columns()
        head.setSortIndicatorShown(False)
        head.sectionClicked.connect(self._on_head_clicked)

    @property
    def order(self) -> SortOrder | None:
        return self._order

    def choose_columns(self, fields: Collection[str] | None) -> None:
        """Show these, with a bar to move sideways where room is short; None: those there is room for."""
        self._chosen_columns = None if fields is None else frozenset(fields)
        self._show_columns()

    def shown_fields(self) -> tuple[str, ...]:
        """The fields of the columns that are shown."""
        numbers = range(self._rows.columnCount())
        return tuple(self._rows.column(number).field for number in numbers if not self.isColumnHidden(number))

    def _show_columns(self) -> None:
        """What room is left goes to the columns that take more, half of it to the name."""
        columns = [self._rows.column(number) for number in range(self._rows.columnCount())]
        room, shown, taken = self.viewport().width(), set[str](), _NAME_WIDTH
        for column in sorted(columns, key=lambda one: 99 if one.rank is None else one.rank):
            width = self._width_of(column)
            if self._chosen_columns is not None:
                is_shown = column.field in self._chosen_columns or not column.width
            else:
                is_shown = not column.width or (column.rank is not None and taken + width <= room)
            if is_shown:
                shown.add(column.field)
                taken += width if column.width else 0
        self._set_widths(columns, shown, more=max(0, room - taken))

    def _set_widths(self, columns: Sequence[Column], shown: Collection[str], *, more: int) -> None:
        wider = [one.field for one in columns if one.takes_more and one.field in shown]
        share = more // (2 * len(wider)) if wider else 0
        self._is_fitting = True
        for number, column in enumerate(columns):
            self.setColumnHidden(number, column.field not in shown)
            if not column.width:
                self.setColumnWidth(number, _NAME_WIDTH + more - share * len(wider))
            elif column.field in shown:
                extra = share if column.field in wider else 0
                self.setColumnWidth(number, self._width_of(column) + extra)
        self._is_fitting = False

    def _width_of(self, column: Column) -> int:
        """As a hand has set it; else at least the title, which may be longer elsewhere, and its arrow."""
        title = self.fontMetrics().horizontalAdvance(translate("files", column.title)) + 44
        return self._own_widths.get(column.field, max(column.width, title))

    def _on_resized(self, number: int, _old: int, width: int) -> None:
        if not self._is_fitting and width and self.isVisible():
            self._own_widths[self._rows.column(number).field] = width

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_columns()

    def current_id(self) -> int | None:
        return self._rows.id_at(self.currentIndex().row())

    def choose(self, row_id: int | None) -> None:
        """Make an id the current row where it is still shown, else the first row."""
        row = 0 if row_id is None else self._rows.row_of(row_id)
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(row or 0, 0))
        else:
            self.chosen.emit(None)

    def show_ids(self, ids: "array[int]", fetch: Fetch, *, keep: bool = False) -> None:
        """Show other rows; with `keep` the current one stays current and where it is on the screen."""
        current = self.current_id() if keep else None
        height = self.visualRect(self.currentIndex()).top() if current is not None else 0
        is_seen = 0 <= height < self.viewport().height()
        self._rows.show_ids(ids, fetch, keep=keep)
        if current is not None and self.current_id() == current:
            return  # nothing moved
        self.choose(current)
        if current is not None and self.current_id() == current and is_seen:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self.currentIndex()).top() - height)

    def selected_count(self) -> int:
        """Rows selected, counted from ranges: reading rows one by one takes seconds on large tables."""
        return sum(chunk.height() for chunk in self.selected_ranges())

    def selected_ranges(self) -> list[QItemSelectionRange]:
        return list(self.selectionModel().selection().toList())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self._rows.id_at(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_head_clicked(self, section: int) -> None:
        column = self._rows.column(section)
        again = self._order is not None and self._order.column == column.field
        descending = not self._order.descending if again and self._order is not None else False
        self._order = SortOrder(column=column.field, descending=descending)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(True)
        head.setSortIndicator(
            section, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        )
        self.sorted_by.emit(self._order)
