"""The table itself: rows of 28 px, sorted in SQL by a click on the head, the current row by its id."""

from PySide6.QtCore import QItemSelectionRange, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.rows import SortOrder
from ui.tables.head import SortHead
from ui.tables.model import RowsModel

ROW_HEIGHT = 28
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
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        for number in range(model.columnCount()):
            if width := model.column(number).width:
                self.setColumnWidth(number, width)
            else:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head.setSortIndicatorShown(False)
        head.sectionClicked.connect(self._on_head_clicked)

    @property
    def order(self) -> SortOrder | None:
        return self._order

    def current_id(self) -> int | None:
        return self._rows.id_at(self.currentIndex().row())

    def choose(self, row_id: int | None) -> None:
        """Make an id the current row where it is still shown, else the first row."""
        row = 0 if row_id is None else self._rows.row_of(row_id)
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(row or 0, 0))
        else:
            self.chosen.emit(None)

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
