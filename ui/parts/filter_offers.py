"""What a filter line offers while something is written: a list below it, with what each word means."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.language import translate
from ui.look import Look
from ui.parts.filter_words import Offer

_ABOUT_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1


class Offers(QObject):
    """The list below a line; `taken` tells what was chosen of it."""

    taken = Signal(str)

    def __init__(self, look: Look, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._offered = QStandardItemModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(line)
        self._popup = QListView()
        self._popup.setAccessibleName(translate("files", "What can be written here"))
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(_OfferPainter(look, self._popup))
        self._completer.activated.connect(self.taken)

    @property
    def is_open(self) -> bool:
        return self._popup.isVisible()

    @property
    def is_chosen(self) -> bool:
        """One of the offers is the current one: Enter takes it."""
        return self.is_open and self._popup.currentIndex().isValid()

    def close(self) -> None:
        self._popup.hide()

    def show(self, offers: Sequence[Offer]) -> None:
        self._offered.clear()
        for offer in offers:
            self._offered.appendRow(_item(offer))
        if not offers or not self._line.hasFocus():
            self.close()
            return
        area = self._line.rect()
        area.setWidth(min(max(360, area.width() // 2), 460))
        self._completer.complete(area)


class _OfferPainter(QStyledItemDelegate):
    """An offer and, quieter, what it means."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(300, self._look.scaled(26))

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
    item.setToolTip(offer.about)
    return item
