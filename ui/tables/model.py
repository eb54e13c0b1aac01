"""A table model over ids in SQL order and a small store of row pages, for any number of rows.

The window never sorts, filters or counts: it holds one integer a row and asks for the pages it shows. A page
that is not here yet is
drawn as dots and filled when it comes; of the pages asked for while scrolling fast only the last ones are
still fetched.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from ui.language import translate
from ui.look import Look
from ui.questions import Questions
from ui.tables.columns import Column
from ui.tips import plain_tip

PAGE_ROWS: Final = 128
KEPT_PAGES: Final = 64
WANTED_PAGES: Final = 6  # more than any window shows at once

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], Sequence[Any]]  # Any: HitRow or EntryRow, as the columns expect


class RowsModel(QAbstractTableModel):
    """Rows by id; `show_ids` replaces them all at once."""

    def __init__(
        self, look: Look, questions: Questions, *, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._questions, self._columns = look, questions, tuple(columns)
        self._fetch: Fetch | None = None
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()  # Any: rows of the columns' type
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._generation, self._is_fetching = 0, False
        self._old: dict[int, Any] = {}  # rows that are shown until they come anew
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch_wanted)
        self._fonts = {mono: look.font(12 if mono else 13, mono=mono) for mono in (False, True)}

    def show_ids(self, ids: "array[int]", fetch: Fetch, *, keep: bool = False) -> None:
        """Show other rows. With `keep` they are of the same case: rows that are here are shown until they
        come anew, and where the new ids go on from the old ones nothing else moves.
        """
        if keep and self._ids and ids[: len(self._ids)] == self._ids:
            self._go_on(ids, fetch)
            return
        self.beginResetModel()
        self._generation += 1
        self._old = self._rows_here() if keep else {}
        self._ids, self._fetch = ids, fetch
        self._pages.clear()
        self._wanted.clear()
        self._is_fetching = False
        self.endResetModel()

    def _rows_here(self) -> dict[int, Any]:
        return {row.id: row for page in self._pages.values() for row in page}

    def _go_on(self, ids: "array[int]", fetch: Fetch) -> None:
        """The same rows, read again, and others behind them."""
        self._old = self._rows_here()
        first = len(self._ids)
        if len(ids) > first:
            self.beginInsertRows(QModelIndex(), first, len(ids) - 1)
        self._generation += 1
        self._ids, self._fetch, self._is_fetching = ids, fetch, False
        self._pages.clear()
        self._wanted.clear()
        if len(ids) > first:
            self.endInsertRows()
        elif ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(self._columns) - 1))

    def id_at(self, row: int) -> int | None:
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def ids_between(self, first: int, last: int) -> Sequence[int]:
        """The ids of rows `first` to `last`, both included."""
        return self._ids[first : last + 1]

    def row_of(self, row_id: int) -> int | None:
        """Where an id stands now, or None."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return None

    def row_at(self, row: int) -> object | None:
        """The row itself if its page is here; asks for the page if not."""
        page: Sequence[object] | None = self._pages.get(row // PAGE_ROWS)
        if page is None:
            self._want(row // PAGE_ROWS)
            return self._old.get(self._ids[row]) if row < len(self._ids) else None
        self._pages.move_to_end(row // PAGE_ROWS)
        place = row % PAGE_ROWS
        return page[place] if place < len(page) else None  # the case shows it no longer

    def column(self, number: int) -> Column:
        return self._columns[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return translate("files", self._columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self._columns[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts[column.mono]
        row = self.row_at(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return self._of_row(row, column, role)

    def _of_row(self, row: object, column: Column, role: int) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.words(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.words(row))
        if role == Qt.ItemDataRole.ForegroundRole and column.meaning is not None:
            return self._look.theme.colour(column.meaning(row))
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None and column.meaning is not None:
            return self._look.pixmap(column.icon(row), column.meaning(row))
        return None

    def _want(self, page: int) -> None:
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        while len(self._wanted) > WANTED_PAGES:
            self._wanted.popitem(last=False)
        if not self._is_fetching and not self._soon.isActive():
            self._soon.start()

    def _fetch_wanted(self) -> None:
        if not self._wanted or self._fetch is None:
            return
        page, _ = self._wanted.popitem()
        ids, fetch, generation = (
            self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS],
            self._fetch,
            self._generation,
        )
        self._is_fetching = True
        self._questions.ask(lambda: fetch(ids), then=lambda rows: self._on_page(page, rows, generation))

    def _on_page(
        self, page: int, rows: Sequence[Any], generation: int
    ) -> None:  # Any: rows of the columns' type
        if generation != self._generation:
            return
        self._is_fetching = False
        self._pages[page] = rows
        self._wanted.pop(page, None)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first = page * PAGE_ROWS
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(rows) - 1, len(self._columns) - 1))
        if self._wanted:
            self._soon.start()


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
