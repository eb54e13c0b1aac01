"""What a filter line offers while something is written: a list below it, with what each word means."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.language import translate
from ui.look import Look
from ui.parts.filter_words import Offer
from ui.tips import plain_tip

ROW_HEIGHT: Final = 26
MOST_SHOWN: Final = 10
_ABOUT_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1


class Offers(QListView):
    """The list below a line, in the same window; `taken` tells what was chosen of it. The line keeps the
    focus and hands on its keys.
    """

    taken = Signal(str)

    def __init__(self, look: Look, line: QLineEdit) -> None:
        super().__init__(line)
        self._look, self._line = look, line
        self._offered = QStandardItemModel(self)
        self.setModel(self._offered)
        self.setItemDelegate(_OfferPainter(look, self))
        self.setProperty("kind", "offers")
        self.setAccessibleName(translate("files", "What can be written here"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.taken.emit(str(index.data())))
        self.hide()

    @property
    def is_open(self) -> bool:
        return self.isVisible()

    def spelled(self) -> list[str]:
        return [str(self._offered.item(row).text()) for row in range(self._offered.rowCount())]

    def close_list(self) -> None:
        self.hide()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        self._offered.clear()
        for offer in offers:
            self._offered.appendRow(_item(offer))
        self.setCurrentIndex(QModelIndex())
        if not offers or not self._line.hasFocus():
            self.close_list()
            return
        self.setParent(self._line.window())
        self.setGeometry(self._place(len(offers)))
        self.show()
        self.raise_()

    def _place(self, rows: int) -> QRect:
        """Below the line, inside the window."""
        window = self._line.window()
        wide = min(self._look.scaled(440), window.width() - 16)
        tall = min(rows, MOST_SHOWN) * self._look.scaled(ROW_HEIGHT) + 4
        corner = self._line.mapTo(window, QPoint(0, self._line.height() + 4))
        if self._line.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + self._line.width() - wide)
        return QRect(max(8, min(corner.x(), window.width() - wide - 8)), corner.y(), wide, tall)

    def took_key(self, key: int) -> bool:
        """A key of the line was meant for the list: up, down, Enter or Tab on an offer, Escape."""
        if not self.is_open:
            return False
        row, last = self.currentIndex().row(), self._offered.rowCount() - 1
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = row + 1 if key == Qt.Key.Key_Down else row - 1
            self.setCurrentIndex(self._offered.index(min(max(step, 0), last), 0))
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        elif key == Qt.Key.Key_Tab or (row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self.taken.emit(str(self._offered.index(max(row, 0), 0).data()))
        else:
            return False
        return True


class _OfferPainter(QStyledItemDelegate):
    """An offer and, quieter, what it means."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(300, self._look.scaled(ROW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, box = self._look.theme, option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, theme.colour("selection" if is_chosen else "raised"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._look.font(12, mono=True))
        painter.setPen(theme.colour("text"))
        spelled = str(index.data())
        place = QStyle.visualRect(option.direction, box, box.adjusted(10, 0, -10, 0))
        painter.drawText(place, int(middle), spelled)
        taken = painter.fontMetrics().horizontalAdvance(spelled)
        painter.setFont(self._look.font(12))
        painter.setPen(theme.colour("text2"))
        rest = QStyle.visualRect(option.direction, box, box.adjusted(max(130, taken + 22), 0, -10, 0))
        about = painter.fontMetrics().elidedText(
            str(index.data(_ABOUT_ROLE) or ""), Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.drawText(rest, int(middle), about)
        painter.restore()


def _item(offer: Offer) -> QStandardItem:
    item = QStandardItem(offer.spelled)
    item.setData(offer.about, _ABOUT_ROLE)
    item.setToolTip(plain_tip(offer.about))
    return item
