"""The command palette: type a few letters of what is wanted, choose with the arrows, go with Enter.

It shows what it is given; where the entries come from is told by `ui.palette_entries`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.language import translate
from ui.look import Look
from ui.matching import fit
from ui.overlays import Overlay
from ui.parts.buttons import paint_key
from ui.parts.labels import label
from ui.parts.panels import Keys, line

Index = QModelIndex | QPersistentModelIndex
ROW: Final = 40
MOST: Final = 60  # rows that are offered at once; who wants another types another letter


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteEntry:
    """One thing to go to or to do. `kind` says what it is in a word; `asleep` why it cannot be had now;
    `also` are other words that find it; `takes_words` makes a title of whatever was typed.
    """

    id: str
    kind: str
    title: str
    icon: str
    run: Callable[[], object]
    keys: str = ""
    detail: str = ""
    asleep: str = ""
    also: str = ""
    takes_words: Callable[[str], "PaletteEntry | None"] | None = None

    def spoken(self) -> str:
        """The entry as a screen reader says it."""
        return ", ".join(filter(None, (self.title, self.kind, self.detail, self.keys, self.asleep)))


def found(entries: Sequence[PaletteEntry], asked: str, recent: Sequence[str]) -> list[PaletteEntry]:
    """What fits, best first: those used lately, then those that can be had now."""
    fits: list[tuple[tuple[bool, int, int, int], PaletteEntry]] = []
    for number, entry in enumerate(entries):
        shown = entry.takes_words(asked.strip()) if entry.takes_words is not None else entry
        if shown is None:
            continue
        points = 0 if shown is not entry or not asked else _fit(asked, entry)
        if points is not None:
            lately = recent.index(entry.id) if entry.id in recent else len(recent)
            # Fits are compared in classes, so that a letter more or less does not outweigh what is in use.
            fits.append(((bool(shown.asleep), -(points // 100) if asked else 0, lately, number), shown))
    return [entry for _order, entry in sorted(fits, key=lambda one: one[0])][:MOST]


def _fit(asked: str, entry: PaletteEntry) -> int | None:
    said = (fit(asked, words) for words in (entry.title, f"{entry.title} {entry.detail} {entry.also}"))
    return max((points for points in said if points is not None), default=None)


class PaletteModel(QAbstractListModel):
    """The entries that fit what was typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: list[PaletteEntry] = []

    def show_entries(self, entries: list[PaletteEntry]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, row: int) -> PaletteEntry | None:
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken()
        return entry if role == Qt.ItemDataRole.UserRole else None


class PaletteDelegate(QStyledItemDelegate):
    """Icon, title, what it is or why it sleeps, and its key at the end of the row."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self._look.scaled(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: PaletteEntry = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        direction = option.direction
        theme, tone = self._look.theme, "text3" if entry.asleep else "text"
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selection"))
            tone = "text2" if entry.asleep else "text"
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, bar), theme.colour("accent"))
        room = rect.adjusted(16, 0, -16, 0)
        icon = QRect(room.left(), room.center().y() - 8, 16, 16)
        painter.drawPixmap(QStyle.visualRect(direction, rect, icon), self._look.pixmap(entry.icon, tone))
        key_width = self._key(painter, entry, rect=rect, room=room, direction=direction)
        words = QRect(room.left() + 28, rect.top(), room.width() - 28 - key_width, rect.height())
        self._words(painter, entry, words=words, rect=rect, tone=tone, direction=direction)
        painter.restore()

    def _key(
        self,
        painter: QPainter,
        entry: PaletteEntry,
        *,
        rect: QRect,
        room: QRect,
        direction: Qt.LayoutDirection,
    ) -> int:
        """Paint the key and tell how much room it took."""
        if not entry.keys:
            return 0
        metrics = QFontMetrics(self._look.font(12))
        width, tall = metrics.horizontalAdvance(entry.keys) + 10, metrics.height() + 2
        box = QRect(room.right() - width, room.center().y() - tall // 2, width, tall)
        paint_key(painter, self._look, key=entry.keys, box=QStyle.visualRect(direction, rect, box))
        return width + 16

    def _words(
        self,
        painter: QPainter,
        entry: PaletteEntry,
        *,
        words: QRect,
        rect: QRect,
        tone: str,
        direction: Qt.LayoutDirection,
    ) -> None:
        theme, small = self._look.theme, self._look.font(12)
        font = self._look.font(13)
        aside = entry.asleep or entry.detail or entry.kind
        lead = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        lead = QStyle.visualAlignment(direction, lead)
        title_width = min(QFontMetrics(font).horizontalAdvance(entry.title) + 12, words.width())
        painter.setFont(font)
        painter.setPen(theme.colour(tone))
        first = QRect(words.left(), words.top(), title_width, words.height())
        title = QFontMetrics(font).elidedText(entry.title, Qt.TextElideMode.ElideRight, title_width)
        painter.drawText(QStyle.visualRect(direction, rect, first), lead, title)
        second = words.adjusted(title_width, 0, 0, 0)
        if second.width() > 40:
            painter.setFont(small)
            painter.setPen(theme.colour("text2"))
            short = QFontMetrics(small).elidedText(aside, Qt.TextElideMode.ElideMiddle, second.width())
            painter.drawText(QStyle.visualRect(direction, rect, second), lead, short)


class Palette(Overlay):
    """`chosen` is sent with the entry after the palette asked to be put away."""

    chosen = Signal(object)

    def __init__(self, look: Look, entries: Sequence[PaletteEntry], *, recent: Sequence[str] = ()) -> None:
        super().__init__(look, name=translate("palette", "Find a command"))
        self.wanted_width, self.wanted_height, self.stands_at_top = 720, 520, True
        self._entries, self._recent = list(entries), list(recent)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(
            translate("palette", "A command, a page, an exhibit, a case, a setting, part of a file's name")
        )
        self.edit.setAccessibleName(translate("palette", "What are you looking for"))
        self.edit.installEventFilter(self)
        self.model = PaletteModel(self)
        self.rows = QListView()
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(PaletteDelegate(look, self.rows))
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setFrameShape(QListView.Shape.NoFrame)
        self.rows.setUniformItemSizes(True)
        self.rows.setAccessibleName(translate("palette", "What fits"))
        self.none = label(translate("palette", "Nothing is called that."), meaning="text2", wrap=True)
        self._lay_out()
        self.edit.textChanged.connect(self._search)
        self.rows.clicked.connect(lambda _index: self._go())
        selection = self.rows.selectionModel()
        selection.currentChanged.connect(lambda _now, _before: self._say_current())
        self._search("")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(0)
        upper = QVBoxLayout()
        upper.setContentsMargins(12, 12, 12, 12)
        upper.addWidget(self.edit)
        column.addLayout(upper)
        column.addWidget(line())
        self.none.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self.none)
        column.addWidget(self.rows, 1)
        column.addWidget(line())
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 0)
        hints = (
            (translate("words", "Up"), ""),
            (translate("words", "Down"), translate("palette", "choose")),
            (translate("words", "Enter"), translate("palette", "go")),
            (translate("words", "Esc"), translate("palette", "leave")),
        )
        foot.addWidget(Keys(self.look, hints))
        column.addLayout(foot)

    def first_field(self) -> QWidget:
        return self.edit

    def add_entries(self, entries: Sequence[PaletteEntry]) -> None:
        """Offer more, found in the background meanwhile."""
        self._entries.extend(entries)
        self._search(self.edit.text())

    def _search(self, asked: str) -> None:
        fitting = found(self._entries, asked, self._recent)
        self.model.show_entries(fitting)
        self.none.setVisible(not fitting)
        self.rows.setCurrentIndex(self.model.index(0, 0))
        self._say_current()

    def current(self) -> PaletteEntry | None:
        return self.model.entry(self.rows.currentIndex().row())

    def _say_current(self) -> None:
        """The cursor stays in the line, so the line tells a screen reader what is chosen."""
        entry = self.current()
        self.edit.setAccessibleDescription("" if entry is None else entry.spoken())

    def _go(self) -> None:
        entry = self.current()
        if entry is not None and not entry.asleep:
            self.left.emit()
            self.chosen.emit(entry)

    def _step(self, rows: int) -> None:
        last = self.model.rowCount() - 1
        at = min(max(self.rows.currentIndex().row() + rows, 0), last)
        self.rows.setCurrentIndex(self.model.index(at, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }
            key = Qt.Key(event.key())
            if key in steps:
                self._step(steps[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go()
                return True
        return super().eventFilter(watched, event)
