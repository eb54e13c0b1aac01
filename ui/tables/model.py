"""A table model over ids in SQL order and a small store of row pages, for any number of rows.

The window never sorts, filters or counts: it holds one integer a row and asks for the pages it shows. A page
that is not here yet is drawn as dots and filled when it comes.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.language import translate
from ui.look import Look
from ui.questions import Questions
from ui.tables.columns import Column
from ui.tables.pages import RowPages
from ui.tips import plain_tip

if TYPE_CHECKING:
    from array import array

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], Sequence[Any]]  # Any: HitRow or EntryRow, as the columns expect


class RowsModel(QAbstractTableModel):
    """Rows by id; `show_ids` replaces them all at once."""

    def __init__(
        self, look: Look, questions: Questions, *, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._columns = look, tuple(columns)
        self._rows = RowPages[Any](questions, self)  # Any: rows of the columns' type
        self._rows.came.connect(self._on_came)
        self._fonts = {mono: look.font(12 if mono else 13, mono=mono) for mono in (False, True)}

    def show_ids(self, ids: "array[int]", fetch: Fetch, *, keep: bool = False) -> None:
        """Show other rows. With `keep` they are of the same case: rows that are here are shown until they
        come anew, and where the new ids go on from the old ones nothing else moves.
        """
        before = self._rows.ids
        if keep and before and ids[: len(before)] == before:
            self._go_on(ids, fetch)
            return
        self.beginResetModel()
        self._rows.show_ids(ids, fetch, keep=keep)
        self.endResetModel()

    def _go_on(self, ids: "array[int]", fetch: Fetch) -> None:
        """The same rows, read again, and others behind them."""
        first = len(self._rows.ids)
        if len(ids) > first:
            self.beginInsertRows(QModelIndex(), first, len(ids) - 1)
        self._rows.show_ids(ids, fetch, keep=True)
        if len(ids) > first:
            self.endInsertRows()
        elif ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(self._columns) - 1))

    def id_at(self, row: int) -> int | None:
        return self._rows.ids[row] if 0 <= row < len(self._rows.ids) else None

    def ids_between(self, first: int, last: int) -> Sequence[int]:
        """The ids of rows `first` to `last`, both included."""
        return self._rows.ids[first : last + 1]

    def row_of(self, row_id: int) -> int | None:
        """Where an id stands now, or None."""
        try:
            return self._rows.ids.index(row_id)
        except ValueError:
            return None

    def row_at(self, row: int) -> object | None:
        """The row itself if its page is here; asks for the page if not."""
        found: object | None = self._rows.at(row)
        return found

    def column(self, number: int) -> Column:
        return self._columns[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self._rows.ids)

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

    def _on_came(self, first: int, rows: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(first + rows - 1, len(self._columns) - 1))


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
