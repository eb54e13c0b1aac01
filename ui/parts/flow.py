"""A layout that sets its widgets side by side and goes on in the next line, in the direction of the page."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class Flow(QLayout):
    """The last widget takes what is left of its line, if that is `last_width`, else a line of its own."""

    def __init__(self, parent: QWidget, *, spacing: int = 6, last_width: int = 160) -> None:
        super().__init__(parent)
        self._page = parent
        self._items: list[QLayoutItem] = []
        self._last_width = last_width
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one that is at `place` now."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_moving=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        tall = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(self._last_width, tall)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, is_moving=True)

    def _place(self, rect: QRect, *, is_moving: bool) -> int:
        """The height taken by all lines."""
        direction = self._page.layoutDirection()
        at, tall = QPoint(rect.left(), rect.top()), 0
        for number, item in enumerate(self._items):
            is_last = number == len(self._items) - 1
            size = item.sizeHint()
            wide = min(self._last_width if is_last else size.width(), rect.width())
            if at.x() > rect.left() and at.x() + wide > rect.right() + 1:
                at, tall = QPoint(rect.left(), at.y() + tall + self.spacing()), 0
            if is_last:
                wide = rect.right() + 1 - at.x()
            if is_moving:
                item.setGeometry(QStyle.visualRect(direction, rect, QRect(at, QSize(wide, size.height()))))
            at.setX(at.x() + wide + self.spacing())
            tall = max(tall, size.height())
        return at.y() + tall - rect.top()
