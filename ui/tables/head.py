"""The head of a large table: titles, and the arrow of the order in force.

Qt's own head asks of each column, at each painting, whether all its rows are selected: on 500,000 rows that
takes seconds. This one does not ask; a selection is seen in the rows.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionHeader, QWidget


class SortHead(QHeaderView):
    """`sectionClicked` is sent as by any head; what it sorts is the table's affair."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:
        model = self.model()
        option.section = logicalIndex
        option.text = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        side = model.headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        option.textAlignment = side if isinstance(side, Qt.AlignmentFlag) else Qt.AlignmentFlag.AlignLeft
        is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        if is_sorted and option.textAlignment & Qt.AlignmentFlag.AlignRight:
            option.text += "\N{NO-BREAK SPACE}" * 4  # the arrow would stand on the last letter
        option.position = QStyleOptionHeader.SectionPosition.Middle
        option.selectedPosition = QStyleOptionHeader.SelectedPosition.NotAdjacent
        option.state |= QStyle.StateFlag.State_Enabled
        if is_sorted:
            is_up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            arrows = QStyleOptionHeader.SortIndicator
            option.sortIndicator = arrows.SortUp if is_up else arrows.SortDown
