"""The pages of the report as they will be printed: a column of small pages, and the chosen one beside it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.pages.report_form import command_button
from ui.parts.labels import MiddleLabel
from ui.parts.panels import Keys, Notice, Panel
from ui.questions import Questions
from ui.report_preview import ReportPreviewer
from ui.wording import count

SMALL: Final = QSize(76, 108)
MARGIN: Final = 12
Index = QModelIndex | QPersistentModelIndex


class SmallPages(QAbstractListModel):
    """A small picture for each page; those still to come are empty sheets."""

    def __init__(self) -> None:
        super().__init__()
        self._total = 0
        self._pictures: dict[int, QPixmap] = {}

    def begin(self, total: int) -> None:
        self.beginResetModel()
        self._total, self._pictures = total, {}
        self.endResetModel()

    def take(self, number: int, picture: QImage) -> None:
        self._pictures[number] = QPixmap.fromImage(picture)
        at = self.index(number)
        self.dataChanged.emit(at, at)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else self._total

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return count(index.row() + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return translate("report", "Page {number}").format(number=count(index.row() + 1))
        return self._pictures.get(index.row()) if role == Qt.ItemDataRole.DecorationRole else None


class SmallPagePainter(QStyledItemDelegate):
    """The small page, its number beneath, and a frame around the chosen one."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SMALL.width() + 16, SMALL.height() + self._look.scaled(26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, box = self._look.theme, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        sheet = QRect(box.center().x() - SMALL.width() // 2, box.top() + 4, SMALL.width(), SMALL.height())
        painter.save()
        painter.fillRect(sheet, Qt.GlobalColor.white)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QPixmap):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(sheet, picture)
        painter.setPen(theme.colour("accent" if chosen else "edge"))
        for grown in range(2 if chosen else 1):
            painter.drawRect(sheet.adjusted(-grown, -grown, grown, grown))
        painter.setFont(self._look.font(12, bold=chosen))
        painter.setPen(theme.colour("text" if chosen else "text2"))
        below = QRect(box.left(), sheet.bottom() + 2, box.width(), box.bottom() - sheet.bottom() - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()


class PageSheet(QWidget):
    """One page, whole or as wide as there is room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._page = look, QPixmap()

    def show_page(self, page: QImage | None) -> None:
        self._page = QPixmap() if page is None else QPixmap.fromImage(page)
        self.update()

    def has_page(self) -> bool:
        return not self._page.isNull()

    def height_at(self, width: int) -> int:
        """How tall a page of that width is."""
        size = self._page.size()
        return width * 297 // 210 if size.isEmpty() else width * size.height() // size.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._page.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = self.devicePixelRatioF()
        room = self._page.size().scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio) / ratio
        at = QRect(0, 0, room.width(), room.height())
        at.moveCenter(self.rect().center())
        painter.drawPixmap(at, self._page)
        painter.setPen(self._look.theme.colour("edge"))
        painter.drawRect(at.adjusted(0, 0, -1, -1))
        painter.end()


class PageArea(QScrollArea):
    """Keeps the sheet at the size that is chosen: `is_whole`, or as wide as the area."""

    def __init__(self, sheet: PageSheet) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(180, 180)
        self.is_whole = True
        self._sheet = sheet
        self.setWidget(sheet)

    def fit(self) -> None:
        room = self.viewport().size()
        if self.is_whole:
            self._sheet.resize(room.width() - 2 * MARGIN, room.height() - 2 * MARGIN)
            return
        wide = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * MARGIN
        self._sheet.resize(wide, self._sheet.height_at(wide))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class ReportPages(QWidget):
    """Shows what a `ReportPreviewer` makes; pictures are unpacked in the thread of `aside`."""

    def __init__(self, look: Look, actions: Actions, *, previewer: ReportPreviewer, aside: Questions) -> None:
        super().__init__()
        self._previewer, self._aside = previewer, aside
        self.at = 0
        self.small = SmallPages()
        self.list = QListView()
        self.list.setAccessibleName(translate("report", "Pages of the report"))
        self.list.setModel(self.small)
        self.list.setItemDelegate(SmallPagePainter(look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setFixedWidth(SMALL.width() + 16 + 14)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self.show_page(now.row()))
        self.sheet = PageSheet(look)
        self.area = PageArea(self.sheet)
        self.notice = Notice(look, meaning="text2", icon="info")
        self._place = MiddleLabel(role="small", meaning="text2")
        self._lay_out(look, actions)
        previewer.begun.connect(self.show_state)
        previewer.page_came.connect(self._on_page)
        previewer.ended.connect(self._on_ended)
        self.show_state()

    def _lay_out(self, look: Look, actions: Actions) -> None:
        panel = Panel(translate("report", "Preview"), margin=0)
        panel.head.insertWidget(1, self._place, 1)
        self._keys = Keys(look, [("PgUp", ""), ("PgDown", "")])
        panel.head.addWidget(self._keys)
        self.fit_button = command_button(look, actions, "report.fit", kind="plain")
        panel.head.addWidget(self.fit_button)
        panel.body.setSpacing(0)
        panel.body.addWidget(self.notice)
        panel.body.addWidget(self.area, 1)
        self._column = Panel(margin=0)
        self._column.body.addWidget(self.list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._column)
        row.addWidget(panel, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the small pages go; Page Up and Page Down turn all the same."""
        super().resizeEvent(event)
        self._column.setVisible(self.width() >= 520)
        self._keys.setVisible(self.width() >= 640)

    def turn(self, steps: int) -> None:
        if self._previewer.pages:
            self.show_page(min(max(self.at + steps, 0), len(self._previewer.pages) - 1))

    def turn_fit(self) -> None:
        self.area.is_whole = not self.area.is_whole
        self.area.fit()
        self.fit_button.set_words(
            translate("report", "Fit width") if self.area.is_whole else translate("report", "Whole page")
        )

    def show_page(self, number: int) -> None:
        """The page takes the place of the one before when it is unpacked."""
        if not 0 <= number < len(self._previewer.pages):
            return
        self.at = number
        content = self._previewer.pages[number]
        self._aside.ask(lambda: _unpacked(content), then=self._on_unpacked, channel="report page")
        self.list.setCurrentIndex(self.small.index(number))
        self.show_state()

    def _on_unpacked(self, page: QImage) -> None:
        if self._previewer.pages:
            self.sheet.show_page(page)
            self.area.fit()
            self.area.verticalScrollBar().setValue(0)

    def _on_page(self, number: int) -> None:
        if number == 0:
            self.small.begin(self._previewer.total)
        content = self._previewer.pages[number]
        self._aside.ask(lambda: _small(content), then=_taken_by(self.small, number))
        if number == min(self.at, self._previewer.total - 1):
            self.show_page(number)

    def _on_ended(self) -> None:
        if not self._previewer.pages:
            self.at = 0
            self.small.begin(0)
            self.sheet.show_page(None)
        self.show_state()

    def show_state(self) -> None:
        """Which page it is and whether it still holds."""
        made = self._previewer
        if made.trouble:
            words = translate("report", "The pages cannot be shown: {why}").format(why=made.trouble)
            self.notice.say(words, meaning="unreadable", icon="warning")
        elif made.is_shortened and made.pages:
            words = translate("report", "Long tables are cut here; the report prints more of their rows.")
            self.notice.say(words, meaning="text2", icon="info")
        else:
            self.notice.say("")
        if made.is_running and len(made.pages) in (0, made.total):
            self._place.show_text(translate("report", "setting the pages…"))
        elif made.pages:
            words = translate("report", "page {number} of {total}, as it will be printed")
            self._place.show_text(words.format(number=count(self.at + 1), total=count(made.total)))
        else:
            self._place.show_text("")


def _unpacked(content: bytes) -> QImage:
    return QImage.fromData(content)


def _small(content: bytes) -> QImage:
    return _unpacked(content).scaled(
        SMALL * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _taken_by(small: SmallPages, number: int) -> Callable[[QImage], None]:
    def take(picture: QImage) -> None:
        if number < small.rowCount():
            small.take(number, picture)

    return take
