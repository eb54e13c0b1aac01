"""The page of files: a tree of every exhibit, volume and folder, and a table of what lies in the chosen one.

What stands first in an order is asked for, and shown, before all of it. The store sorts, filters and counts.
"""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rows import EntryFilter, FolderRow
from ui.case_view import CaseView
from ui.commands import Actions
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.pages.files_asking import FilesAsking, Found
from ui.pages.files_columns import ColumnsButton
from ui.pages.files_panes import FilesPanes
from ui.pages.files_places import Folders, Place
from ui.pages.files_tree import FolderTree
from ui.pages.files_words import filtered_to_none, nothing_listed, slow_words, sum_words
from ui.parts.buttons import CommandButton
from ui.parts.detail import DetailPane
from ui.parts.filter_line import FilterLine
from ui.parts.labels import label
from ui.parts.panels import Keys, Notice
from ui.tables.columns import ENTRY_COLUMNS
from ui.tables.model import RowsModel
from ui.tables.view import RowsTable

if TYPE_CHECKING:
    from app.open_case import OpenCase

REREAD_MS: Final = 4_000
COPIED_AT_MOST: Final = 1_000
FOLDED_BELOW: Final = 1_130  # px of the page: narrower, the detail is folded away


class FilesPage(QWidget):
    """Tree, table and detail; `show_filter` puts a filter into its line and leaves the tree."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._shown: object = None  # the state of the case that was listed
        self._is_whole = False  # every number of the list is here
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
        self._panes = FilesPanes(look, self._actions, tree=self.tree, table=self.table, detail=self.detail)
        self.place, self.below, self.empty = self._panes.place, self._panes.below, self._panes.empty
        self.footer = label(role="small", meaning="text2")
        self._asking = FilesAsking(desk, self)
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
        column.addWidget(self._panes, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.footer, 1)
        foot.addWidget(Keys(self._look, _key_hints()))
        column.addLayout(foot)

    def _connect(self) -> None:
        self.filter.changed.connect(lambda _where: self._on_narrowed())
        self.tree.chosen.connect(lambda _place: self._on_narrowed())
        self.below.toggled.connect(lambda _on: self._on_narrowed())
        self.table.sorted_by.connect(lambda _order: self._list())
        self.table.chosen.connect(self.detail.show_entry)
        self.table.copy_wanted.connect(self._copy_rows)
        self._asking.begun.connect(self._on_begun)
        self._asking.ended.connect(self._on_ended)
        self._asking.slow.connect(self._say_slow)
        self._asking.refused.connect(self._on_refused)
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
        """Called after each reading of the case: list again only if what is listed has changed, not too
        often, and not in place of a list that is still to come.
        """
        view = self._desk.view
        if view is None or not self.isVisible():
            return
        stamp = (view.summary.entries, view.summary.exhibits, tuple(sorted(view.counts().items())))
        rests = stamp == self._shown or self._reread.isActive() or self._asking.is_asking
        is_again = self._asking.case is self._desk.case
        if is_again and rests:
            return
        if not is_again:
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
        self._asking.ask(self.where, self.table.order)

    def _on_begun(self, found: Found) -> None:
        self._is_whole = found.is_all
        begins_same = self.model.ids_between(0, len(found.ids) - 1) == found.ids
        if not (found.is_again and found.ids and begins_same):  # else it stays until all of it is here
            self._show(found.case, found.ids, keep=found.is_again)

    def _on_ended(self, found: Found) -> None:
        self._is_whole = True
        self._show(found.case, found.ids, keep=True)
        self._say_sum(len(found.ids))
        self.show_view()  # what changed meanwhile

    def _on_refused(self, sentence: str) -> None:
        self.footer.clear()
        self.notice.say(sentence, meaning="unreadable", icon="warning")

    def _show(self, case: "OpenCase", ids: "array[int]", *, keep: bool) -> None:
        self.table.show_ids(ids, case.entry_rows, keep=keep)
        self._show_emptiness(len(ids))
        if not ids:
            self.detail.show_entry(None)

    def _show_emptiness(self, number: int) -> None:
        view, filters = self._desk.view, len(self.filter.where.chips())
        if number or not self._is_whole or view is None:
            self._panes.show_table()
            return
        place = self.tree.place()
        said = "" if place is None else place.said
        words = filtered_to_none(filters) if filters else nothing_listed(view, place=said)
        self._panes.say_nothing(words, is_filtered=bool(filters))

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

    def _say_slow(self) -> None:
        number = self.model.rowCount() if self._is_whole else 0
        number = number or (self._desk.view.summary.entries if self._desk.view is not None else 0)
        self.footer.setText(slow_words(number, is_sorted=self.table.order is not None))
        self._say_preparing()

    def _say_preparing(self) -> None:
        """While an order or a filter waits for the tables."""
        if self._asking.is_waiting:
            self.footer.setText(self._desk.tables.said())

    def _on_prepared(self) -> None:
        """List what waited; what is listed already stands."""
        if self._asking.is_waiting:
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
        self._shown = None
        self._asking.forget()
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
        self._panes.fit(self.width())


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
