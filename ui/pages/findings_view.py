"""The table of findings as a widget: keys, selection by entry, a list read again under the hand."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.rows import SortOrder
from ui.language import translate
from ui.look import Look
from ui.pages.findings_list import FindingList
from ui.pages.findings_painting import CARET, PAD, LinePainter
from ui.pages.findings_table import COLUMNS, ROWS_SELECTED, FindingsModel
from ui.parts.selections import rows_selection
from ui.tables.head import SortHead
from ui.tables.view import plain_table

Index = QModelIndex | QPersistentModelIndex
NAME_ROOM: Final = 130  # of the name, before other columns give way
NAME: Final = 1  # the number of its column


class FindingsTable(QTableView):
    """`chosen` tells the current file (the first of a record whose head is current), `looked` a key event of
    the space bar, `sorted_by` the order asked for.
    """

    chosen = Signal(object)
    sorted_by = Signal(object)
    copy_wanted = Signal()

    def __init__(self, look: Look, model: FindingsModel) -> None:
        super().__init__()
        self._look, self._lines = look, model
        self._is_showing = False
        self.order: SortOrder | None = None
        self.setHorizontalHeader(SortHead(self))
        plain_table(self)
        self.setAccessibleName(translate("findings", "Table of findings"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setModel(model)
        self.setItemDelegate(LinePainter(look, self))
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        for number, column in enumerate(COLUMNS):
            if column.width:
                self.setColumnWidth(number, look.scaled(column.width))
            else:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head.setSortIndicatorShown(False)
        head.sectionClicked.connect(self._on_head_clicked)

    # What is listed

    def show_list(self, listed: FindingList) -> None:
        """Show another list; the current file, the selection and its place on the screen stay."""
        entry, chosen = self.current_entry(), self.selected_entries()
        height = self.visualRect(self.currentIndex()).top() if entry is not None else 0
        self._is_showing = True
        self._lines.show_list(listed)
        line = None if entry is None else self._lines.line_of(entry)
        first = self._lines.line_of_position(0) if listed.members else None
        self._select(chosen if line is not None else (), line=(first or 0) if line is None else line)
        self._is_showing = False
        self._stay_at(line, height=height)
        if line is None:
            self.chosen.emit(self.current_entry())

    def _select(self, entries: Collection[int], *, line: int) -> None:
        found = self._lines.lines_of(frozenset(entries)) if len(entries) > 1 else [line]
        selection = self.selectionModel()
        if self._lines.rowCount():
            index = self._lines.index(line, NAME)
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            selection.select(
                rows_selection(self._lines, found), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def _stay_at(self, line: int | None, *, height: int) -> None:
        """Scroll so that a line stands as high as it did."""
        if line is None:
            self.scrollToTop()
            return
        bar = self.verticalScrollBar()
        bar.setValue(line - max(0, height) // max(1, self.rowHeight(line)))

    # The current file and the selection

    def current_entry(self) -> int | None:
        """The current file; the first one of a record whose head is current."""
        positions = self._lines.positions_at(self.currentIndex().row())
        return self._lines.listed.members[positions[0]] if positions else None

    def choose(self, entry: int | None) -> bool:
        """Make a file the current one; whether it is listed."""
        line = None if entry is None else self._lines.line_of(entry)
        if line is not None:
            self.selectionModel().setCurrentIndex(self._lines.index(line, NAME), ROWS_SELECTED)
        return line is not None

    def selected_entries(self) -> Sequence[int]:
        """Files of the selection in their order, all files of a head; read as ranges."""
        chunks = sorted((chunk.top(), chunk.bottom()) for chunk in self.selectionModel().selection().toList())
        members = self._lines.listed.members
        lines = (line for top, bottom in chunks for line in range(top, bottom + 1))
        found = (members[position] for line in lines for position in self._lines.positions_at(line))
        return tuple(dict.fromkeys(found))

    def step(self, by: int) -> None:
        """To the next file, or the one before; heads are passed over."""
        line = self.currentIndex().row() + by
        while 0 <= line < self._lines.rowCount() and self._lines.stack_at(line) is not None:
            if not self._lines.is_open(self._lines.stack_at(line) or 0):
                break
            line += by
        if 0 <= line < self._lines.rowCount():
            self.selectionModel().setCurrentIndex(self._lines.index(line, NAME), ROWS_SELECTED)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._is_showing:
            self.chosen.emit(self.current_entry())

    # Keys and clicks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inward = {Qt.Key.Key_Right: not is_mirrored, Qt.Key.Key_Left: is_mirrored}
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in inward and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._go_in() if inward[Qt.Key(event.key())] else self._go_out()
        else:
            super().keyPressEvent(event)

    def _go_in(self) -> None:
        """Open the record, or go to its first file."""
        line = self.currentIndex().row()
        stack = self._lines.stack_at(line)
        if stack is None:
            return
        if not self._lines.is_open(stack):
            self._lines.set_open(line, True)
        else:
            self.step(1)

    def _go_out(self) -> None:
        """Close the record, or go up to its head."""
        line = self.currentIndex().row()
        if self._lines.stack_at(line) is not None:
            self._lines.set_open(line, False)
        elif (head := self._lines.head_of(line)) is not None:
            self.selectionModel().setCurrentIndex(self._lines.index(head, NAME), ROWS_SELECTED)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        stack = self._lines.stack_at(index.row())
        if stack is not None and self._is_on_caret(index, x=int(event.position().x())):
            self._lines.set_open(index.row(), not self._lines.is_open(stack))
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        stack = self._lines.stack_at(index.row())
        if stack is not None and not self._is_on_caret(index, x=int(event.position().x())):
            self._lines.set_open(index.row(), not self._lines.is_open(stack))
        else:
            super().mouseDoubleClickEvent(event)

    def _is_on_caret(self, index: QModelIndex, *, x: int) -> bool:
        box = self.visualRect(index.siblingAtColumn(NAME))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return x > box.right() - PAD - CARET
        return box.left() <= x < box.left() + PAD + CARET

    # Order and room

    def show_order(self, order: SortOrder | None) -> None:
        """Show the arrow of an order; None is the order of the page's own making."""
        self.order = order
        head = self.horizontalHeader()
        head.setSortIndicatorShown(order is not None)
        if order is not None:
            column = next(number for number, one in enumerate(COLUMNS) if one.field == order.column)
            down = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(column, down)

    def _on_head_clicked(self, section: int) -> None:
        field = COLUMNS[section].field
        is_again = self.order is not None and self.order.column == field
        self.show_order(SortOrder(column=field, descending=is_again and not (self.order or _UP).descending))
        self.sorted_by.emit(self.order)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Where room is short, columns of higher rank give way; their words stand in the detail."""
        room = self.viewport().width() - self._look.scaled(NAME_ROOM)
        for number, column in sorted(enumerate(COLUMNS), key=lambda one: one[1].rank):
            if column.width:
                width = self.columnWidth(number) or column.width
                room -= width
                self.setColumnHidden(number, room < 0 and column.rank > 0)


_UP: Final = SortOrder(column="path")
