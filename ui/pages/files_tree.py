"""The tree of the files page: what is where, how many files, and how many of them matched."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from app.rows import ExhibitRow
from ui.language import translate
from ui.look import Look
from ui.pages.files_places import PLACE_ROLE, Folders, Key, Place, PlacesModel
from ui.wording import count

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT: Final = 26
_INDENT: Final = 14


class _PlacePainter(QStyledItemDelegate):
    """Icon, name and what is said beside it; at the end the files, and in the colour of hits the matched."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._look.scaled(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: Place | None = index.data(PLACE_ROLE)
        if place is None:
            return
        theme, box, direction = self._look.theme, option.rect, option.direction
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, theme.colour("selection" if is_chosen else "panel"))
        mark = box.adjusted(4, (box.height() - 16) // 2, 0, 0)
        mark.setSize(QSize(16, 16))
        tone = "locked" if place.icon == "lock-key" else "text2"
        painter.drawPixmap(QStyle.visualRect(direction, box, mark), self._look.pixmap(place.icon, tone))
        end = self._paint_numbers(painter, option, place)
        room = box.adjusted(26, 0, -end - 8, 0)
        font = self._look.font(13, bold=place.volume is None, mono=False)
        taken = self._paint_words(painter, option, (place.words, font, "text"), room=room)
        rest = room.adjusted(taken + 8, 0, 0, 0)
        wanted = QFontMetrics(self._look.font(12)).horizontalAdvance(place.quiet)
        if place.quiet and rest.width() > min(wanted, 90):
            quiet = (place.quiet, self._look.font(12), "text2")
            self._paint_words(painter, option, quiet, room=rest)
        painter.restore()

    def _paint_numbers(self, painter: QPainter, option: QStyleOptionViewItem, place: Place) -> int:
        """The width they take at the end."""
        said = [] if place.files is None else [(count(place.files), "text2")]
        if place.matched:
            said.append((count(place.matched), "hit"))
        taken = 8
        painter.setFont(self._look.font(12))
        for words, tone in said:
            wide = painter.fontMetrics().horizontalAdvance(words)
            box = option.rect.adjusted(option.rect.width() - taken - wide, 0, -taken, 0)
            painter.setPen(self._look.theme.colour(tone))
            at = QStyle.visualRect(option.direction, option.rect, box)
            painter.drawText(at, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter), words)
            taken += wide + 6
            if tone == "hit":
                icon = option.rect.adjusted(option.rect.width() - taken - 12, 0, 0, 0)
                icon.setSize(QSize(12, 12))
                icon.moveTop(option.rect.top() + (option.rect.height() - 12) // 2)
                painter.drawPixmap(
                    QStyle.visualRect(option.direction, option.rect, icon),
                    self._look.pixmap("target", "hit", size=12),
                )
                taken += 16
        return taken

    def _paint_words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        said: tuple[str, QFont, str],
        *,
        room: QRect,
    ) -> int:
        """The width they take."""
        words, font, tone = said
        painter.setFont(font)
        painter.setPen(self._look.theme.colour(tone))
        short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, max(0, room.width()))
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        at = QStyle.visualRect(option.direction, option.rect, room)
        painter.drawText(at, int(side | Qt.AlignmentFlag.AlignVCenter), short)
        return painter.fontMetrics().horizontalAdvance(short)


class FolderTree(QTreeView):
    """`chosen` tells the place that is current; `ask` asks for the folders of one and tells them."""

    chosen = Signal(object)

    def __init__(self, look: Look, *, ask: Callable[[Place, Callable[[Folders], object]], object]) -> None:
        super().__init__()
        self._ask = ask
        self._reopen: list[Key] = []
        self._places = PlacesModel(look, self)
        self.setModel(self._places)
        self.setItemDelegate(_PlacePainter(look, self))
        self.setAccessibleName(translate("files", "Exhibits, volumes and folders"))
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setIndentation(_INDENT)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._places.wants.connect(self._on_wants)

    def show_case(self, exhibits: Sequence[ExhibitRow], volumes: Folders) -> None:
        """The tree again; open places, and the current one, stay as far as they were read."""
        current, opened = self.place(), self._open_keys()
        self.blockSignals(True)
        self._places.show_case(exhibits, volumes)
        self._reopen = opened
        for row in range(self._places.rowCount()):
            self.expand(self._places.index(row, 0))
        for key in opened:
            self.expand(self._places.index_at(key))
        index = self._places.index_at(current.key if current is not None else (None, None, None))
        self.setCurrentIndex(index if index.isValid() else self._places.index(0, 0))
        self.blockSignals(False)

    def place(self) -> Place | None:
        return self._places.place_of(self.currentIndex())

    def choose(self, exhibit: str | None) -> None:
        """Make an exhibit current, or the whole case; nothing is told."""
        self.blockSignals(True)
        index = self._places.index_at((exhibit, None, None))
        self.setCurrentIndex(index if index.isValid() else self._places.index(0, 0))
        self.blockSignals(False)

    def _open_keys(self) -> list[Key]:
        found = []
        waiting = [self._places.index(row, 0) for row in range(self._places.rowCount())]
        while waiting:
            index = waiting.pop(0)
            place = self._places.place_of(index)
            if place is not None and self.isExpanded(index):
                found.append(place.key)
                waiting += [self._places.index(row, 0, index) for row in range(self._places.rowCount(index))]
        return found

    def _on_wants(self, place: Place) -> None:
        self._ask(place, lambda folders: self._on_folders(place, folders))

    def _on_folders(self, place: Place, folders: Folders) -> None:
        self._places.put_folders(place, folders)
        for row in folders:
            key = (row.exhibit, row.volume, row.path)
            if key in self._reopen:
                self.expand(self._places.index_at(key))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if (place := self._places.place_of(current)) is not None:
            self.chosen.emit(place)
