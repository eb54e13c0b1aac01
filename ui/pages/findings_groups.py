"""The groups beside the findings: exhibit, set and category, folder, each with its number of files.

A group that is chosen narrows the list to its files; *All findings* takes the narrowing away. Exhibits
without findings stand below with the reason, so that none seems forgotten.
"""

from collections.abc import Iterator, Sequence
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


@dataclass(slots=True, kw_only=True)
class _Node:
    group: Group
    number: int
    above: "_Node | None" = None
    below: "list[_Node] | None" = field(default=None)


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
    """The tree as last read; nodes of a group are made when it is opened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exhibits: Sequence[ExhibitRow] = ()
        self._roots: list[_Node] = []
        self._nodes: dict[int, _Node] = {}

    def show_groups(self, groups: Sequence[GroupRow], exhibits: Sequence[ExhibitRow]) -> None:
        self.beginResetModel()
        self._exhibits, self._nodes = exhibits, {}
        total = sum(row.files for row in groups)
        first = Group(key=ALL, words=translate("findings", "All findings"), files=total)
        found = [first, *(group_of(row, exhibits) for row in groups), *without_findings(exhibits, groups)]
        self._roots = [self._node(group, number, None) for number, group in enumerate(found)]
        self.endResetModel()

    def _node(self, group: Group, number: int, above: _Node | None) -> _Node:
        node = _Node(group=group, number=number, above=above)
        self._nodes[id(node)] = node
        return node

    def _below(self, node: _Node) -> "list[_Node]":
        if node.below is None:
            rows = () if node.group.row is None else node.group.row.children
            groups = (group_of(row, self._exhibits) for row in rows)
            node.below = [self._node(group, number, node) for number, group in enumerate(groups)]
        return node.below

    def node_at(self, index: Index) -> _Node | None:
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def group_at(self, index: Index) -> Group | None:
        node = self.node_at(index)
        return None if node is None else node.group

    def index_of(self, key: tuple[str, ...]) -> QModelIndex:
        """Where a group stands now; an invalid index where it is gone."""
        for root in self._roots:
            for node in self._way(root, key):
                if node.group.key == key:
                    return self.createIndex(node.number, 0, id(node))
        return QModelIndex()

    def _way(self, node: _Node, key: tuple[str, ...]) -> Iterator[_Node]:
        """Nodes on the way to a key: a key begins with those above it."""
        yield node
        if key[: len(node.group.key)] == node.group.key:
            for below in self._below(node):
                if key[: len(below.group.key)] == below.group.key:
                    yield from self._way(below, key)

    # Qt

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 Qt's own signature
        above = self.node_at(parent)
        nodes = self._roots if above is None else self._below(above)
        if not 0 <= row < len(nodes) or column not in (0, 1):
            return QModelIndex()
        return self.createIndex(row, column, id(nodes[row]))

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject has another of this name
        node = self.node_at(index)
        if node is None or node.above is None:
            return QModelIndex()
        return self.createIndex(node.above.number, 0, id(node.above))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        node = self.node_at(parent)
        if node is None:
            return len(self._roots)
        rows = () if node.group.row is None else node.group.row.children
        return 0 if parent.column() else len(rows)

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
