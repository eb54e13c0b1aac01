"""The groups beside the findings: exhibit, set and category, folder, each with its number of files.

A group that is chosen narrows the list to its files; *All findings* takes the narrowing away. Exhibits
without findings stand below with the reason, so that none seems forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from app.rows import EntryFilter, ExhibitRow, GroupRow
from ui.language import translate
from ui.look import Look
from ui.parts.folders import fitted_folder
from ui.tips import plain_tip
from ui.wording import count, is_scanned

Index = QModelIndex | QPersistentModelIndex
NODE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
ALL: Final[tuple[str, ...]] = ("all",)
FIRST_OPEN: Final = 24  # sets of so many exhibits are open at first


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One line of the tree: strong words, quiet words after them, the number of files (None: not told)."""

    key: tuple[str, ...]
    words: str
    tail: str = ""  # what must stay where room is short
    quiet: str = ""
    files: int | None = None
    is_folder: bool = False
    row: GroupRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """The groups right below one group, of which there may be thousands: how one is said is made when it is
    looked at.
    """

    number: int
    rows: Sequence[GroupRow | None]  # None for a line of the top that stands for no group of files
    said: dict[int, Group] = field(default_factory=dict)
    below: dict[int, int] = field(default_factory=dict)  # the level below a row, once it was asked for
    place: tuple[int, int] | None = None  # the level above and the row in it; None at the top


def group_of(row: GroupRow, exhibits: Sequence[ExhibitRow]) -> Group:
    """How a group is said in the tree."""
    quiet, words = "", row.name
    if row.level == "exhibit":
        quiet = next((one.description or "" for one in exhibits if one.label == row.name), "")
    elif row.level == "set":
        words = row.name.partition("@")[0]  # there is no room for its version; the tooltip has it
    return Group(
        key=row.key,
        words=words,
        tail=_tail(row),
        quiet=quiet,
        files=row.files,
        is_folder=row.level == "folder",
        row=row,
    )


def _tail(row: GroupRow) -> str:
    if row.level != "set":
        return ""
    if row.role != "notable":
        return translate("findings", ", known")
    return translate("findings", ", cat. {category}").format(category=row.category) if row.category else ""


def without_findings(exhibits: Sequence[ExhibitRow], groups: Sequence[GroupRow]) -> list[Group]:
    """Exhibits that no group names, with why."""
    named = {row.name for row in groups}
    return [
        Group(key=("exhibit", one.label, "none"), words=one.label, quiet=_why_none(one), files=_no_files(one))
        for one in exhibits
        if one.label not in named
    ]


def _no_files(exhibit: ExhibitRow) -> int | None:
    """Nought only where something was compared: an absent number is not nought."""
    return 0 if exhibit.share_compared is not None and not exhibit.hits else None


def _why_none(exhibit: ExhibitRow) -> str:
    if exhibit.hits:
        return translate("findings", "filtered out")
    if exhibit.volumes and all(volume.state == "locked" for volume in exhibit.volumes):
        return translate("findings", "locked")
    if exhibit.share_compared is None and not is_scanned(exhibit):
        return translate("findings", "not scanned yet")
    if exhibit.state in ("scanning", "stopped"):
        return translate("findings", "nothing found so far")
    return translate("findings", "nothing found")


def _said(group: Group) -> str:
    return " ".join(filter(None, (group.words + group.tail, group.quiet)))


class GroupsModel(QAbstractItemModel):
    """The tree as last read. An index knows the number of its level."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exhibits: Sequence[ExhibitRow] = ()
        self._levels = [_Level(number=0, rows=())]

    def show_groups(self, groups: Sequence[GroupRow], exhibits: Sequence[ExhibitRow]) -> None:
        self.beginResetModel()
        self._exhibits = exhibits
        total = sum(row.files for row in groups)
        first = Group(key=ALL, words=translate("findings", "All findings"), files=total)
        found = [first, *(group_of(row, exhibits) for row in groups), *without_findings(exhibits, groups)]
        self._levels = [_Level(number=0, rows=[group.row for group in found], said=dict(enumerate(found)))]
        self.endResetModel()

    def _level_of(self, index: Index) -> _Level | None:
        """None for an index of a tree that is shown no more."""
        number = index.internalId()
        if number < len(self._levels) and index.row() < len(self._levels[number].rows):
            return self._levels[number]
        return None

    def _rows_below(self, index: Index) -> Sequence[GroupRow]:
        level = self._level_of(index)
        row = None if level is None else level.rows[index.row()]
        return () if row is None else row.children

    def _level_below(self, index: Index) -> _Level | None:
        if not index.isValid():
            return self._levels[0]
        level = self._level_of(index)
        if level is None:
            return None
        if (number := level.below.get(index.row())) is None:
            number = level.below[index.row()] = len(self._levels)
            rows, place = self._rows_below(index), (level.number, index.row())
            self._levels.append(_Level(number=number, rows=rows, place=place))
        return self._levels[number]

    def group_at(self, index: Index) -> Group | None:
        level = self._level_of(index) if index.isValid() else None
        if level is None:
            return None
        row = level.rows[index.row()]
        if index.row() not in level.said and row is not None:
            level.said[index.row()] = group_of(row, self._exhibits)
        return level.said.get(index.row())

    def index_of(self, key: tuple[str, ...]) -> QModelIndex:
        """Where a group stands now; an invalid index where it is gone. A key begins with those above it."""
        above, is_found = QModelIndex(), False
        for length in range(1, len(key) + 1):
            found = self._below_with(above, key[:length])
            is_found = found is not None
            above = above if found is None else found
        return above if is_found else QModelIndex()

    def _below_with(self, above: QModelIndex, key: tuple[str, ...]) -> QModelIndex | None:
        level = self._level_below(above)
        if level is None:
            return None
        for number, row in enumerate(level.rows):
            if key == (level.said[number].key if row is None else row.key):
                return self.createIndex(number, 0, level.number)
        return None

    # Qt

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 Qt's own signature
        level = self._level_below(parent)
        if level is None or not 0 <= row < len(level.rows) or column not in (0, 1):
            return QModelIndex()
        return self.createIndex(row, column, level.number)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject has another of this name
        level = self._level_of(index) if index.isValid() else None
        if level is None or level.place is None:
            return QModelIndex()
        above, row = level.place
        return self.createIndex(row, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        if not parent.isValid():
            return len(self._levels[0].rows)
        return 0 if parent.column() else len(self._rows_below(parent))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        group = self.group_at(index)
        if group is None:
            return None
        if role == NODE_ROLE:
            return group
        if index.column() == 1:
            is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return count(group.files) if is_text and group.files is not None else None
        if role == Qt.ItemDataRole.ToolTipRole and group.row is not None and group.row.level == "set":
            return plain_tip(group.row.name)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return plain_tip(_said(group)) if role == Qt.ItemDataRole.ToolTipRole else _said(group)
        return self._spoken(group) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _spoken(self, group: Group) -> str:
        words = _said(group)
        if group.files is None:
            return words
        files = translate("findings", "%n file(s)", "", group.files)
        return f"{words}, {files}"


class GroupPainter(QStyledItemDelegate):
    """Exhibits strong, sets plain, folders in even letters with their ends kept."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, max(26, QFontMetrics(self._look.font(12)).height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        group: Group | None = index.data(NODE_ROLE)
        if group is None:
            return
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._look.theme.colour("selection"))
        box = QRect(option.rect).adjusted(4, 0, -4, 0)
        if index.column() == 1:
            painter.setFont(self._look.font(12, mono=True))
            painter.setPen(self._look.theme.colour("text"))
            painter.drawText(
                box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(index.data() or "")
            )
        else:
            self._draw_words(painter, group, box=box, is_top=not index.parent().isValid())
        painter.restore()

    def _draw_words(self, painter: QPainter, group: Group, *, box: QRect, is_top: bool) -> None:
        font = self._look.font(12, bold=is_top, mono=group.is_folder)
        right = Qt.TextElideMode.ElideRight
        metrics = QFontMetrics(font)
        if group.is_folder:
            words = fitted_folder(group.words, metrics, room=box.width())
        else:
            tail = metrics.horizontalAdvance(group.tail)
            words = metrics.elidedText(group.words, right, box.width() - tail) + group.tail
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._look.theme.colour("text"))
        painter.drawText(box, side, words)
        width = metrics.horizontalAdvance(words) + 5
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        rest = box.adjusted(0, 0, -width, 0) if is_mirrored else box.adjusted(width, 0, 0, 0)
        if group.quiet and rest.width() > 16:
            quiet = self._look.font(12)
            painter.setFont(quiet)
            painter.setPen(self._look.theme.colour("text2"))
            painter.drawText(rest, side, QFontMetrics(quiet).elidedText(group.quiet, right, rest.width()))


class GroupsTree(QTreeView):
    """`narrowed` tells the chosen group; None for all findings."""

    narrowed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._groups = look, GroupsModel(self)
        self._is_showing, self._was_shown = False, False
        self.chosen_key: tuple[str, ...] = ALL
        self.setModel(self._groups)
        self.setItemDelegate(GroupPainter(look, self))
        self.setAccessibleName(translate("findings", "Groups of findings"))
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.header()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(36)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        head.resizeSection(1, QFontMetrics(look.font(12, mono=True)).horizontalAdvance("99,999") + 8)

    def show_groups(self, groups: Sequence[GroupRow], exhibits: Sequence[ExhibitRow]) -> None:
        """Show the groups as read; what was open and chosen stays so."""
        opened = self._opened()
        self._is_showing = True
        self._groups.show_groups(groups, exhibits)
        for key in opened if self._was_shown else [row.key for row in groups[:FIRST_OPEN]]:
            index = self._groups.index_of(key)
            if index.isValid():
                self.expand(index)
        self._was_shown = self._was_shown or bool(groups)
        self._choose(self.chosen_key)
        self._is_showing = False

    def forget(self) -> None:
        """Another case: nothing is open, all findings are chosen."""
        self._was_shown, self.chosen_key = False, ALL

    def choose_all(self) -> None:
        self._choose(ALL)

    def _choose(self, key: tuple[str, ...]) -> None:
        index = self._groups.index_of(key)
        if not index.isValid():
            index = self._groups.index_of(ALL)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _opened(self) -> "list[tuple[str, ...]]":
        """Keys of the groups that are open, those above first."""
        found: list[tuple[str, ...]] = []
        waiting = [self._groups.index(row, 0) for row in range(self._groups.rowCount())]
        while waiting:
            index = waiting.pop()
            group = self._groups.group_at(index)
            if group is not None and self.isExpanded(index):
                found.append(group.key)
                if group.row is not None and group.row.level == "exhibit":
                    waiting += [
                        self._groups.index(row, 0, index) for row in range(self._groups.rowCount(index))
                    ]
        return found

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        group = self._groups.group_at(current)
        key = ALL if group is None else group.key
        if (self._is_showing and key != ALL) or key == self.chosen_key:
            return
        self.chosen_key = key
        self.narrowed.emit(None if group is None else group.row)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        theme = self._look.theme
        if self.selectionModel().isSelected(index):
            painter.fillRect(rect, theme.colour("selection"))
        if not self._groups.rowCount(index):
            return
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        closed = "caret-left" if is_mirrored else "caret-right"
        icon = "caret-down" if self.isExpanded(index) else closed
        at = rect.left() if is_mirrored else rect.right() - 14
        painter.drawPixmap(
            QRect(at, rect.center().y() - 6, 14, 14), self._look.pixmap(icon, "text2", size=14)
        )


_NARROWED_BY_GROUPS: Final = ("exhibit", "volume", "set", "role", "category", "under", "in")


def narrowed(where: EntryFilter, group: GroupRow | None) -> EntryFilter:
    """A filter narrowed to one of its groups: of the fields a group is told by, its own terms hold."""
    if group is None:
        return where
    told = {term.field for term in group.where.terms}
    wider = [
        term
        for term in where.terms
        if term.field in told and term.field in _NARROWED_BY_GROUPS and not term.is_negated
    ]
    return where.without(wider).adding(*group.where.terms)
