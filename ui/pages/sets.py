"""The page of known-hash sets, the library's desk: what it holds, what is recorded of each set, look-ups, and
what imports, checks and comparisons came to.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.rows import BrokenSetRow, SetRow
from ui.commands import Actions, key_hint
from ui.desk import Desk
from ui.language import marked, translate
from ui.look import Look
from ui.pages.sets_detail import Row, SetDetail
from ui.pages.sets_finding import FindPanel
from ui.pages.sets_results import Imported, ImportPanel, ListedPanel, VerifyPanel, VersionsPanel
from ui.parts.buttons import Button, CommandButton
from ui.parts.labels import MiddleLabel, label
from ui.parts.panels import Notice, Panel, side_width
from ui.set_words import Check, role_said, versions_of
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.times import moment
from ui.wording import count, counted

HEADS: Final = (
    Head(title=marked("words", "Set"), width=0),
    Head(title=marked("words", "Version"), width=164),
    Head(title=marked("words", "Role"), width=204),
    Head(title=marked("words", "Records"), width=112, right=True),
    Head(title=marked("words", "Form"), width=160),
    Head(title=marked("words", "Imported (UTC)"), width=142, right=True),
    Head(title=marked("words", "Lock"), width=110),
)
FIND, IMPORTS, CHECKS, VERSIONS, CONFLICTS = range(5)
DRAWERS: Final = (
    marked("sets", "Find a digest"),
    marked("sets", "Imported"),
    marked("sets", "Verified"),
    marked("sets", "Versions"),
    marked("sets", "Conflicts"),
)
_BUTTONS: Final = (
    ("sets.import", "primary"),
    ("sets.verify", "large"),
    ("sets.unlock", "large"),
    ("sets.remove", "large"),
)
LIST_HEIGHT: Final = 250  # at 1280 by 800; both grow by their shares
DRAWER_HEIGHT: Final = 350
CONFLICT_ADVICE: Final = marked(
    "sets",
    "A digest in a notable and in a known set is notable; here such digests are listed for the owners of "
    "the sets.",
)


def set_cells(row: Row, *, is_open: bool = True) -> Sequence[Cell]:
    if isinstance(row, BrokenSetRow):
        words = Cell(first=translate("sets", "Cannot be used"), icon="warning", meaning="unreadable")
        nothing = Cell(first="")
        return (
            Cell(first=row.file_name, mono=True, ends=True),
            nothing,
            words,
            nothing,
            nothing,
            nothing,
            nothing,
        )
    role = role_said(row.role)
    locked = Cell(first="")
    if row.is_locked:
        locked = Cell(
            first=translate("sets", "Unlocked") if is_open else translate("sets", "Locked"),
            icon="lock-key-open" if is_open else "lock-key",
            meaning="locked",
        )
    return (
        Cell(first=row.name, strong=True),
        Cell(
            first=row.version or translate("sets", "not given"),
            meaning="text" if row.version else "text3",
            ends=True,
        ),
        Cell(first=role.words, icon=role.icon, meaning=role.meaning),
        Cell(first=count(row.records), right=True),
        Cell(first=row.format, meaning="text2"),
        Cell(first=moment(row.imported_at), right=True, meaning="text2"),
        locked,
    )


class SetsPage(QWidget):
    """The library; import, check, compare, unlock and remove are commands of the window."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self.checks: dict[str, Check] = {}
        self._shown: object = None  # library and locks as the page shows them
        self.notice, self.broken = Notice(look), Notice(look)
        self.model = CellsModel[Row](HEADS, self._cells, self)
        self.table = CellsTable[Row](look, self.model, name=translate("sets", "Known-hash sets"))
        self.detail = SetDetail(look, desk)
        self.finding = FindPanel(look, desk)
        self.imports, self.verified = ImportPanel(look), VerifyPanel(look)
        self.versions = VersionsPanel(look)
        self.conflicts = ListedPanel(
            look, name=translate("sets", "Digests in both roles"), advice=translate("sets", CONFLICT_ADVICE)
        )
        self._lay_out()
        self.table.chosen.connect(self._show_set)
        desk.sets_read.connect(self.show_sets)
        desk.task_changed.connect(self._show_task)

    def _cells(self, row: Row) -> Sequence[Cell]:
        return set_cells(row, is_open=isinstance(row, BrokenSetRow) or self._desk.is_open(row))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.broken)
        column.addWidget(self.notice)
        lower = QWidget()
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._drawer_panel(), 1)
        row.addWidget(self.detail)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(12)
        split.addWidget(self._list_panel())
        split.addWidget(lower)
        split.setSizes([LIST_HEIGHT, DRAWER_HEIGHT])
        split.setChildrenCollapsible(False)
        column.addWidget(split, 1)
        column.addLayout(self._foot())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.setFixedWidth(side_width(self._look, self.width()))

    def _list_panel(self) -> Panel:
        panel = Panel(
            translate("sets", "Known-hash sets"),
            subtitle=translate("sets", "in {folder}").format(folder=self._desk.workbench.library),
            margin=0,
        )
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.table)
        words = translate(
            "sets",
            "No sets yet. Drop a list of digests, a VICS file or an NSRL database here, or import it: "
            "without a notable set a scan has nothing to compare with.",
        )
        empty = label(words, meaning="text2", role="title", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setContentsMargins(48, 12, 48, 12)
        self._stack.addWidget(empty)
        panel.body.addWidget(host)
        return panel

    def _drawer_panel(self) -> Panel:
        """What was asked for last, below the list: one drawer is open at a time."""
        panel = Panel(margin=0)
        row = QHBoxLayout()
        row.setContentsMargins(8, 8, 8, 0)
        row.setSpacing(4)
        self._drawers = QStackedWidget()
        self._group = QButtonGroup(self)
        for number, title in enumerate(DRAWERS):
            button = Button(self._look, translate("sets", title))
            button.setCheckable(True)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        for part in (self.finding, self.imports, self.verified, self.versions, self.conflicts):
            self._drawers.addWidget(part)
        conflicts = CommandButton(self._look, self._actions["sets.conflicts"], icon="list-bullets")
        self.conflicts.head.addWidget(conflicts)
        self.conflicts.head.addStretch(1)
        everything = CommandButton(self._look, self._actions["sets.verify_all"], icon="shield")
        self.verified.head.addWidget(everything)
        self._group.idClicked.connect(self._drawers.setCurrentIndex)
        panel.body.setSpacing(0)
        panel.body.addLayout(row)
        panel.body.addWidget(self._drawers, 1)
        self.show_drawer(FIND)
        return panel

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.buttons: dict[str, CommandButton] = {}
        for command_id, kind in _BUTTONS:
            command = self._actions.command(command_id)
            self.buttons[command_id] = CommandButton(
                self._look, self._actions[command_id], kind=kind, icon=command.icon, key=key_hint(command)
            )
            foot.addWidget(self.buttons[command_id])
        self._working = MiddleLabel(role="", meaning="accent")
        self._working.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._stop = CommandButton(
            self._look,
            self._actions["sets.stop"],
            kind="large",
            icon="stop",
            key=key_hint(self._actions.command("sets.stop")),
        )
        foot.addWidget(self._working, 1)
        foot.addWidget(self._stop)
        self._show_task()
        return foot

    def show_drawer(self, number: int) -> None:
        self._group.button(number).setChecked(True)
        self._drawers.setCurrentIndex(number)

    @property
    def drawer(self) -> int:
        return self._drawers.currentIndex()

    def find_digest(self) -> None:
        self.show_drawer(FIND)
        self.finding.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finding.text.selectAll()

    def current(self) -> SetRow | None:
        """The chosen set; None while none or a broken file is chosen."""
        row = self.table.current()
        return row if isinstance(row, SetRow) else None

    def show_view(self) -> None:
        """Read the library again, in the background."""
        self._desk.read_sets()

    def show_sets(self) -> None:
        library, locks = self._desk.library, self._desk.locks
        if library is None or self._shown == (library, locks):
            return  # nothing has changed: what is read at the moment stays where it is
        self._shown = (library, locks)
        chosen = _named(self.table.current())
        rows: list[Row] = [*library.broken, *library.sets]
        self.model.show_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        names = [_named(row) for row in rows]
        self.table.choose_row(names.index(chosen) if chosen in names else self._first_set(rows))
        self.versions.offer(library.sets)
        self.broken.say(_broken_words(library.broken))
        refuse = self._actions.refuse
        refuse("sets.verify_all", not library.sets)
        refuse("sets.compare", len(library.sets) < 2)
        refuse("sets.conflicts", len({row.role for row in library.sets}) < 2)
        refuse("sets.unlock", not any(row.is_locked for row in library.sets))
        words = translate("sets", "Unlock") if self._desk.locks is None else translate("sets", "Lock again")
        self._actions["sets.unlock"].setText(words)
        self.buttons["sets.unlock"].set_words(words)
        if not rows:
            self._show_set(None)

    @staticmethod
    def _first_set(rows: Sequence[Row]) -> int:
        """The place of the first set; 0 where there are none but broken files."""
        return next((place for place, row in enumerate(rows) if isinstance(row, SetRow)), 0)

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_import(self, imported: Imported) -> None:
        self.imports.add(imported)
        self.show_drawer(IMPORTS)
        if imported.row is not None:
            self.choose(imported.row.spelled)

    def choose(self, spelled: str) -> None:
        """Make a set the chosen one, where it is in the list."""
        names = [row.spelled if isinstance(row, SetRow) else None for row in self.model.rows()]
        if spelled in names:
            self.table.choose_row(names.index(spelled))

    def show_check(self, name: str, check: Check) -> None:
        self.checks = {name: check, **{one: old for one, old in self.checks.items() if one != name}}
        self.verified.show_checks(self.checks)
        self.show_drawer(CHECKS)
        self._show_set(self.table.current())

    def offer_versions(self) -> None:
        """Open the comparison with the two newest versions of the chosen set."""
        sets, row = self._desk.sets or (), self.current()
        versions = versions_of(sets, row.name) if row is not None else []
        if len(versions) > 1:
            self.versions.choose(versions[-2].spelled, versions[-1].spelled)
        self.show_drawer(VERSIONS)
        self.versions.old.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_task(self) -> None:
        task = self._desk.task
        self._working.show_text(task.said() if task is not None else "")
        self._stop.setVisible(task is not None)
        self._actions.refuse("sets.stop", task is None)

    def _show_set(self, row: Row | None) -> None:
        is_set = isinstance(row, SetRow)
        for command_id in ("sets.remove", "sets.verify"):
            self._actions.refuse(command_id, not is_set)
        self.detail.show_row(row, check=self.checks.get(row.spelled) if isinstance(row, SetRow) else None)


def _named(row: Row | None) -> str | None:
    """What tells a row from the others, however many there are above it."""
    if row is None:
        return None
    return row.file_name if isinstance(row, BrokenSetRow) else row.spelled


def _broken_words(broken: Sequence[BrokenSetRow]) -> str:
    if not broken:
        return ""
    if len(broken) == 1:
        return broken[0].sentence
    files = counted(len(broken), "file")
    return translate(
        "sets", "{files} of this library cannot be used; choose one in the list to see why."
    ).format(files=files)
