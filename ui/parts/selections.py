"""Selections as few ranges: setting or reading rows one by one takes seconds on large tables."""

from collections.abc import Iterable

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QModelIndex


def rows_selection(model: QAbstractItemModel, rows: Iterable[int]) -> QItemSelection:
    """Whole rows of a flat model; rows that follow one another are one range."""
    selection, last_column = QItemSelection(), model.columnCount(QModelIndex()) - 1
    first = last = -2
    for row in (*sorted(rows), -1):
        if row == last + 1:
            last = row
            continue
        if first >= 0:
            selection.select(model.index(first, 0), model.index(last, last_column))
        first = last = row
    return selection
