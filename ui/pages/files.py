"""The page of files: a tree of every exhibit, volume and folder, and a table of what lies in the chosen one.

What stands first in an order is asked for, and shown, before all of it. The store sorts, filters and counts.
"""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.rows import EntryFilter, FirstRows, FolderRow
from ui.case_view import CaseView
from ui.commands import Actions
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.pages.files_columns import ColumnsButton
from ui.pages.files_places import Folders, Place
from ui.pages.files_tree import FolderTree
from ui.pages.files_words import filtered_to_none, nothing_listed, sum_words
from ui.parts.buttons import CommandButton
from ui.parts.detail import DetailPane
from ui.parts.filter_line import FilterLine
from ui.parts.labels import MiddleLabel, label
from ui.parts.panels import Keys, Notice, Panel
from ui.questions import Questions
from ui.tables.columns import ENTRY_COLUMNS
from ui.tables.model import RowsModel
from ui.tables.view import RowsTable
from ui.wording import counted

if TYPE_CHECKING:
    from app.open_case import OpenCase

PATIENCE_MS: Final = 300
REREAD_MS: Final = 4_000
COPIED_AT_MOST: Final = 1_000
FOLDED_BELOW: Final = 1_130  # px of the page: narrower, the detail is folded away
_REVIEWED: Final = frozenset(("mark", "note", "bookmarked", "has_note", "is_bookmarked"))


class FilesPage(QWidget):
    """Tree, table and detail; `show_filter` puts a filter into its line and leaves the tree."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._shown: object = None  # the state of the case that was listed
        self._read_case: OpenCase | None = None
        self._asked = 0  # a newer list is asked for with a higher number
        self._total: int | None = None  # of the place without the filter, where it is known
        self._is_whole = False  # every number of the list is here
        self._is_waiting = False  # what is asked for is listed when the tables are ready
        self._make_widgets()
        self._lay_out()
        self._connect()

    def _make_widgets(self) -> None:
        look, desk = self._look, self._desk
        self.filter = FilterLine(look)
        self.notice = Notice(look)
        self.tree = FolderTree(look, ask=self._ask_folders)
        self.model = RowsModel(look, desk.questions, columns=ENTRY_COLUMNS, parent=self)
        self.table = RowsTable(self.model, name=translate("files", "Table of files"))
        self.detail = DetailPane(look, desk)
        self.columns = ColumnsButton(look, self.table, desk.workbench)
        self.place = MiddleLabel(role="mono", meaning="text2")
        self.below = QCheckBox(translate("files", "Everything below"))
        self.below.setAccessibleName(translate("files", "Everything below the folder"))
        self.below.setChecked(True)
        self.footer = label(role="small", meaning="text2")
        self.empty = label(role="title", meaning="text2", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._unfilter = CommandButton(look, self._actions["filter.clear"], icon="x")
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._reread = QTimer(self, singleShot=True, interval=REREAD_MS)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.filter, 1)
        save = translate("files", "Save as a set…")
        for button in (
            self.columns,
            CommandButton(self._look, self._actions["set.export"], icon="export", text=save),
        ):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self._panes(), 1)
        foot = QHBoxLayout()
        foot.addWidget(self.footer, 1)
        foot.addWidget(Keys(self._look, _key_hints()))
        column.addLayout(foot)

    def _panes(self) -> QSplitter:
        tree = Panel(translate("files", "Folders"), margin=0)
        tree.head.addWidget(label(translate("files", "matched, files"), role="small", meaning="text2"))
        tree.body.addWidget(self.tree)
        tree.setMinimumWidth(170)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.table)
        self._middle.addWidget(self._nothing())
        files = Panel(margin=0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 10, 4)
        head.addWidget(self.place, 1)
        head.addWidget(self.below)
        files.body.setSpacing(0)
        files.body.addLayout(head)
        files.body.addWidget(self._middle, 1)
        files.setMinimumWidth(320)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        for number, pane in enumerate((tree, files, self.detail)):
            split.addWidget(pane)
            split.setStretchFactor(number, int(pane is files))
        split.splitterMoved.connect(lambda _place, _number: self._on_split())
        self._split, self._is_split_by_hand = split, False
        return split

    def _on_split(self) -> None:
        self._is_split_by_hand = True

    def _nothing(self) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(48, 48, 48, 48)
        box.addStretch(1)
        box.addWidget(self.empty)
        box.addWidget(self._unfilter, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        return made

    def _connect(self) -> None:
        self.filter.changed.connect(lambda _where: self._on_narrowed())
        self.tree.chosen.connect(lambda _place: self._on_narrowed())
        self.below.toggled.connect(lambda _on: self._on_narrowed())
        self.table.sorted_by.connect(lambda _order: self._list())
        self.table.chosen.connect(self.detail.show_entry)
        self.table.copy_wanted.connect(self._copy_rows)
        self._patience.timeout.connect(self._say_patience)
        self._reread.timeout.connect(self.show_view)
        self._desk.viewed.connect(self.show_view)
        self._desk.case_changed.connect(self._on_case_changed)
        self._desk.tables.stepped.connect(self._say_preparing)
        self._desk.tables.ended.connect(self._on_prepared)

    # What the window uses

    @property
    def where(self) -> EntryFilter:
        """What the filter line and the tree ask for together."""
        return self._place_where().adding(*self.filter.where.terms)

    def show_filter(self, where: EntryFilter) -> None:
        """List by a filter, in the whole case."""
        self.tree.choose(None)
        self.filter.show_filter(where)
        self._on_narrowed()

    def clear_filter(self) -> None:
        self.filter.show_filter(EntryFilter())
        self._on_narrowed()

    def edit_filter(self) -> None:
        self.filter.edit()

    def focus_first(self) -> None:
        self._wake_commands()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def selected_ids(self) -> Sequence[int]:
        """The numbers of the selected entries in their order; a selection is read as ranges."""
        spans = sorted((chunk.top(), chunk.bottom()) for chunk in self.table.selected_ranges())
        return [found for top, bottom in spans for found in self.model.ids_between(top, bottom)]

    def copy_rows(self) -> str:
        """The selected rows that are here as tab-separated text, in the columns that are shown."""
        rows = [
            row
            for chunk in self.table.selected_ranges()
            for row in range(chunk.top(), min(chunk.bottom(), chunk.top() + COPIED_AT_MOST) + 1)
        ]
        columns = [column for column in ENTRY_COLUMNS if column.field in self.table.shown_fields()]
        found = [row for number in rows if (row := self.model.row_at(number)) is not None]
        return "\n".join("\t".join(column.words(row) for column in columns) for row in found)

    def show_view(self) -> None:
        """Called after each reading of the case: list again only if what is listed has changed, and not too
        often.
        """
        view = self._desk.view
        if view is None or not self.isVisible():
            return
        stamp = (view.summary.entries, view.summary.exhibits, tuple(sorted(view.counts().items())))
        if self._read_case is self._desk.case and (stamp == self._shown or self._reread.isActive()):
            return
        if self._read_case is not self._desk.case:
            self.tree.show_case(view.exhibits, ())
            self.filter.show_values(_values(view))
        self._shown = stamp
        self._reread.start()
        self._list()
        self._read_tree()

    # What is listed

    def _place_where(self) -> EntryFilter:
        place = self.tree.place()
        return EntryFilter() if place is None else place.where(is_below=self.below.isChecked())

    def _on_narrowed(self) -> None:
        place = self.tree.place()
        said = "" if place is None else place.said
        self.place.show_text(said or translate("files", "Every exhibit"))
        self.below.setVisible(place is not None and place.volume is not None)
        self._wake_commands()
        self._list()

    def _wake_commands(self) -> None:
        self._actions.refuse("filter.clear", not self.filter.where.terms)

    def _list(self) -> None:
        case, where, order = self._desk.case, self.where, self.table.order
        if case is None:
            return
        self._asked += 1
        asked, keep = self._asked, self._read_case is case
        self._read_case = case
        self._patience.start()
        self._is_waiting = self._desk.tables.is_first and bool(where.terms or order is not None)
        if self._is_waiting:  # another order would hold up the rows that are looked at
            self._say_preparing()
            return
        self._desk.questions.ask(
            lambda: (case, asked, case.first_entries(where, order)),
            then=lambda answer: self._on_first(*answer, keep=keep),
            channel="files:first",
            otherwise=self._on_refused,
        )

    def _on_first(self, case: "OpenCase", asked: int, first: FirstRows, *, keep: bool) -> None:
        if case is not self._desk.case or asked != self._asked:
            return
        self._is_whole = first.is_all
        begins_same = self.model.ids_between(0, len(first.ids) - 1) == first.ids
        if not (keep and first.ids and begins_same):  # else it stays until all of it is here
            self._show(case, first.ids, keep=keep)
        where, order = self.where, self.table.order
        if self._desk.tables.is_first:
            self._ask_all(self._desk.questions, lambda: (case, asked, case.listed_ids()))
            return
        reads_review = _REVIEWED & {*(term.field for term in where.terms), order.column if order else ""}
        # What was said in review is read by one thread alone.
        asking = self._desk.questions if reads_review else self._desk.behind
        self._ask_all(asking, lambda: (case, asked, case.entry_ids(where, order)))

    def _ask_all(self, asking: Questions, question: "Callable[[], tuple[OpenCase, int, array[int]]]") -> None:
        asking.ask(
            question,
            then=lambda answer: self._on_all(*answer),
            channel="files:all",
            otherwise=self._on_refused,
        )

    def _on_all(self, case: "OpenCase", asked: int, ids: "array[int]") -> None:
        if case is not self._desk.case or asked != self._asked:
            return
        self._is_whole = True
        self._patience.stop()
        self._show(case, ids, keep=True)
        if not self.filter.where.terms:
            self._total = len(ids)
        self._say_sum(len(ids))

    def _on_refused(self, sentence: str) -> None:
        self._patience.stop()
        self.footer.clear()
        self.notice.say(sentence, meaning="unreadable", icon="warning")

    def _show(self, case: "OpenCase", ids: "array[int]", *, keep: bool) -> None:
        self.table.show_ids(ids, case.entry_rows, keep=keep)
        self._show_emptiness(len(ids))
        if not ids:
            self.detail.show_entry(None)

    def _show_emptiness(self, number: int) -> None:
        view, filters = self._desk.view, len(self.filter.where.chips())
        is_known = bool(number) or self._is_whole
        self._middle.setCurrentIndex(0 if number or not is_known else 1)
        self._unfilter.setVisible(bool(filters))
        if not number and view is not None:
            place = self.tree.place()
            said = "" if place is None else place.said
            self.empty.setText(filtered_to_none(filters) if filters else nothing_listed(view, place=said))

    def _say_sum(self, number: int) -> None:
        place = self.tree.place()
        is_filtered = bool(self.filter.where.terms)
        said = "" if place is None else place.said
        self.footer.setText(
            sum_words(number, place=said, is_filtered=is_filtered, total=self._place_total(place))
        )

    def _place_total(self, place: Place | None) -> int | None:
        if place is not None and place.exhibit is not None:
            return None
        return self._desk.view.summary.entries if self._desk.view is not None else None

    def _say_patience(self) -> None:
        if self._is_waiting:
            self._say_preparing()
            return
        number = self.model.rowCount() if self._is_whole else 0
        number = number or (self._desk.view.summary.entries if self._desk.view is not None else 0)
        words = (
            translate("files", "Sorting {entries}…").format(entries=counted(number, "entry", "entries"))
            if self.table.order is not None
            else translate("files", "Listing {entries}…").format(entries=counted(number, "entry", "entries"))
        )
        self.footer.setText(words)

    def _say_preparing(self) -> None:
        """While an order or a filter waits for the tables."""
        if self._is_waiting:
            self.footer.setText(self._desk.tables.said())

    def _on_prepared(self) -> None:
        """List what waited; what is listed already stands."""
        if self._is_waiting:
            self._list()

    # The tree

    def _read_tree(self) -> None:
        case = self._desk.case
        if case is not None:
            self._desk.behind.ask(
                lambda: (case, case.volumes_with_files()), then=self._on_volumes, channel="files:volumes"
            )

    def _on_volumes(self, answer: tuple["OpenCase", tuple[FolderRow, ...]]) -> None:
        case, volumes = answer
        view = self._desk.view
        if case is self._desk.case and view is not None:
            self.tree.show_case(view.exhibits, volumes)

    def _ask_folders(self, place: Place, then: Callable[[Folders], object]) -> None:
        case = self._desk.case
        if case is None or place.exhibit is None or place.volume is None:
            return
        exhibit, volume, path = place.exhibit, place.volume, place.path or "/"
        # Rows that are looked at do not wait for the tables.
        asking = self._desk.behind if self._desk.tables.is_first else self._desk.questions
        asking.ask(lambda: case.folders(exhibit, volume, path), then=then)

    # The rest

    def _copy_rows(self) -> None:
        QGuiApplication.clipboard().setText(self.copy_rows())

    def _on_case_changed(self) -> None:
        self._shown = self._read_case = None
        self._is_waiting = False
        self._asked += 1
        self._patience.stop()
        self._reread.stop()
        self.notice.say("")
        self.footer.clear()
        self.filter.show_filter(EntryFilter())
        self.tree.show_case((), ())
        self.place.show_text(translate("files", "Every exhibit"))
        self.below.setVisible(False)
        self.model.show_ids(array("q"), lambda _ids: [])
        self.detail.show_entry(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.setVisible(self.width() >= self._look.scaled(FOLDED_BELOW))
        if not self._is_split_by_hand:
            tree = min(max(236, self.width() // 5), 380)
            self._split.setSizes([tree, max(320, self.width() - tree - 400), 344])


def _values(view: CaseView) -> dict[str, tuple[str, ...]]:
    """What the filter line offers of this case."""
    return {
        "exhibit": tuple(exhibit.label for exhibit in view.exhibits),
        "set": tuple(view.scan.sets),
        "volume": tuple(sorted({str(row.volume) for row in view.coverage})),
        "also": tuple(exhibit.label for exhibit in view.exhibits) if len(view.exhibits) > 1 else (),
    }


def _key_hints() -> tuple[tuple[str, str], ...]:
    return (
        ("/", translate("files", "filter")),
        ("↑", ""),
        ("↓", translate("files", "choose")),
        ("Ctrl C", translate("files", "copy rows")),
    )
