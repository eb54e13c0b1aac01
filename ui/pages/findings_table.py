"""The table of findings: files under the record they equal, a head line for each record that has several.

Left closes a record or goes to its head, Right opens it; what the hand is on stays where it is when the list
is read again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.rows import HitRow, StackRow
from ui.language import translate
from ui.marking import Marking
from ui.pages.findings_list import FindingList, stack_of_head
from ui.pages.findings_words import (
    category_words,
    day,
    folder_of,
    head_words,
    name_of,
    short_digest,
    state_words,
)
from ui.tables.pages import RowPages
from ui.tips import plain_tip
from ui.wording import count

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it is drawn: the head of a stack (`row` None), or a file of it."""

    stack: StackRow
    row: HitRow | None
    is_head: bool
    is_open: bool
    is_under_head: bool
    mark: str | None
    has_note: bool
    is_bookmarked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingColumn:
    """`field` is what SQL sorts by; width 0 takes the room that is left; the lower `rank`, the longer it
    stays where room is short.
    """

    field: str
    title: Callable[[], str]
    width: int
    rank: int
    words: Callable[[Line], str]
    right: bool = False
    mono: bool = False
    quiet: bool = False


def _name(line: Line) -> str:
    if line.row is not None:
        return name_of(line.row)
    record = translate("findings", "Record")
    return f"{record} {short_digest(line.stack)}, {head_words(line.stack)}"


def _also(line: Line) -> str:
    if line.row is None:
        return ", ".join(line.stack.exhibits) if line.is_head else ""
    return state_words(line.row, line.stack)


COLUMNS: Final = (
    FindingColumn(
        field="mark",
        title=lambda: translate("findings", "Mark"),
        width=54,
        rank=0,
        words=lambda line: line.mark or "",
        right=True,
    ),
    FindingColumn(
        field="name", title=lambda: translate("findings", "Name"), width=0, rank=0, words=_name, mono=True
    ),
    FindingColumn(
        field="size_bytes",
        title=lambda: translate("findings", "Bytes"),
        width=92,
        rank=2,
        words=lambda line: count(line.row.size_bytes) if line.row else "",
        right=True,
        mono=True,
    ),
    FindingColumn(
        field="category",
        title=lambda: translate("findings", "Category"),
        width=84,
        rank=1,
        words=lambda line: category_words(line.stack),
    ),
    FindingColumn(
        field="folder",
        title=lambda: translate("findings", "Folder"),
        width=118,
        rank=3,
        words=lambda line: folder_of(line.row) if line.row else "",
        mono=True,
        quiet=True,
    ),
    FindingColumn(
        field="also_on",
        title=lambda: translate("findings", "Also"),
        width=88,
        rank=1,
        words=_also,
        quiet=True,
    ),
    FindingColumn(
        field="mtime",
        title=lambda: translate("findings", "Modified"),
        width=90,
        rank=4,
        words=lambda line: day(line.row.mtime) if line.row else "",
        mono=True,
        quiet=True,
    ),
    FindingColumn(
        field="exhibit",
        title=lambda: translate("findings", "Exhibit"),
        width=88,
        rank=5,
        words=lambda line: line.row.exhibit if line.row else "",
        quiet=True,
    ),
)


def file_line(listed: FindingList, position: int, *, rows: RowPages[HitRow], marking: Marking) -> Line | None:
    """A file as it is drawn; None while its row is on its way."""
    row = rows.at(position)
    if row is None:
        return None
    stack = listed.stack_of(position)
    return Line(
        stack=listed.stacks[stack],
        row=row,
        is_head=False,
        is_open=False,
        is_under_head=len(listed.positions_of(stack)) > 1,
        mark=marking.mark_of(row.entry_id),
        has_note=marking.note_of(row.entry_id) is not None,
        is_bookmarked=marking.is_bookmarked(row.entry_id),
    )


class FindingsModel(QAbstractTableModel):
    """Lines over a `FindingList`; rows come from `RowPages`, marks from `Marking`."""

    def __init__(self, rows: RowPages[HitRow], marking: Marking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows, self._marking = rows, marking
        self.listed = FindingList.of(())
        self._closed: frozenset[int] = frozenset()
        self._lines = self.listed.lines(self._closed)
        rows.came.connect(lambda _first, _number: self._repaint())
        marking.changed.connect(self._repaint)

    def show_list(self, listed: FindingList) -> None:
        """Another list; records that were closed stay closed."""
        self.beginResetModel()
        self.listed = listed
        self._lines = listed.lines(self._closed)
        self.endResetModel()

    # Lines

    def position_at(self, line: int) -> int | None:
        """The file of a line; None for a head, and where there is no line."""
        found = self._lines[line] if 0 <= line < len(self._lines) else -1
        return found if found >= 0 else None

    def stack_at(self, line: int) -> int | None:
        """The stack that a line is the head of; None for a file."""
        return stack_of_head(self._lines[line]) if 0 <= line < len(self._lines) else None

    def positions_at(self, line: int) -> Sequence[int]:
        """The file of a line, or all files of the record whose head it is."""
        position = self.position_at(line)
        if position is not None:
            return (position,)
        stack = self.stack_at(line)
        return () if stack is None else self.listed.positions_of(stack)

    def line_of(self, entry: int) -> int | None:
        """Where a file stands, or the head of its closed record; None where it is not listed."""
        try:
            position = self.listed.members.index(entry)
        except ValueError:
            return None
        return self.line_of_position(position)

    def line_of_position(self, position: int) -> int | None:
        try:
            return self._lines.index(position)
        except ValueError:
            return self._head_line(self.listed.stack_of(position))

    def lines_of(self, entries: frozenset[int]) -> list[int]:
        """Where files stand, and the heads of records all of whose files are among them."""
        members, starts = self.listed.members, self.listed.starts
        return [
            number
            for number, line in enumerate(self._lines)
            if (
                members[line] in entries
                if line >= 0
                else all(members[one] in entries for one in range(starts[-1 - line], starts[-line]))
            )
        ]

    def _head_line(self, stack: int) -> int | None:
        try:
            return self._lines.index(-1 - stack)
        except ValueError:
            return None

    def head_of(self, line: int) -> int | None:
        """The line of the head above a file; None where its record has one file only."""
        position = self.position_at(line)
        return None if position is None else self._head_line(self.listed.stack_of(position))

    def is_open(self, stack: int) -> bool:
        return self.listed.members[self.listed.starts[stack]] not in self._closed

    def set_open(self, line: int, is_open: bool) -> None:
        """Open or close the record whose head stands at `line`."""
        stack = self.stack_at(line)
        if stack is None or self.is_open(stack) == is_open:
            return
        files = self.listed.positions_of(stack)
        first = self.listed.members[files.start]
        change = (self.beginInsertRows, self.beginRemoveRows)[not is_open]
        change(QModelIndex(), line + 1, line + len(files))
        if is_open:
            self._closed -= {first}
            self._lines[line + 1 : line + 1] = self._lines[:0] + type(self._lines)("q", files)
        else:
            self._closed |= {first}
            del self._lines[line + 1 : line + 1 + len(files)]
        (self.endInsertRows if is_open else self.endRemoveRows)()
        self.dataChanged.emit(self.index(line, 0), self.index(line, len(COLUMNS) - 1))

    def line(self, number: int) -> Line | None:
        """What is drawn in a line; None while its row is on its way."""
        spelled = self._lines[number]
        stack = stack_of_head(spelled)
        if stack is not None:
            return self._head(stack)
        return file_line(self.listed, spelled, rows=self._rows, marking=self._marking)

    def _head(self, stack: int) -> Line:
        entries = self.listed.stacks[stack].entries
        marks = {self._marking.mark_of(entry) for entry in entries[:64]}
        return Line(
            stack=self.listed.stacks[stack],
            row=None,
            is_head=True,
            is_open=self.is_open(stack),
            is_under_head=False,
            mark=marks.pop() if len(marks) == 1 and len(entries) <= 64 else None,
            has_note=False,
            is_bookmarked=False,
        )

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            LINE_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        line = self.line(index.row())
        if role == LINE_ROLE:
            return line
        if line is None:
            return "…" if COLUMNS[index.column()].width == 0 else ""
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() <= 1:
            return spoken(line)
        words = COLUMNS[index.column()].words(line)
        return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words

    def _repaint(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(COLUMNS) - 1))


def spoken(line: Line) -> str:
    """A line as a screen reader says it."""
    said = [_name(line)]
    if line.is_head:
        said.append(translate("findings", "open") if line.is_open else translate("findings", "closed"))
    said.append(category_words(line.stack))
    if line.mark:
        said.append(translate("findings", "marked {category}").format(category=line.mark))
    if line.is_bookmarked:
        said.append(translate("findings", "bookmarked"))
    if line.has_note:
        said.append(translate("findings", "has a note"))
    return ", ".join(said)


ROWS_SELECTED: Final = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)
