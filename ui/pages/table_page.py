"""The page of a large table: filter line, table, detail pane, footer. Findings and Files are two listings of
it.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.open_case import OpenCase
from app.rows import EntryFilter, SortOrder
from ui.case_view import CaseView
from ui.commands import Actions
from ui.desk import Desk
from ui.look import Look
from ui.parts.buttons import Button, CommandButton
from ui.parts.detail import DetailPane
from ui.parts.labels import label
from ui.parts.panels import Keys, Notice, Panel
from ui.tables.columns import Column
from ui.tables.model import RowsModel
from ui.tables.view import RowsTable
from ui.wording import OUTCOMES, counted

TYPING_MS: Final = 200
PATIENCE_MS: Final = 300
REREAD_MS: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a table page lists: ids in order, rows for ids, and how to show the detail of an id."""

    name: str
    one: str
    columns: tuple[Column, ...]
    ids: Callable[[OpenCase, EntryFilter, SortOrder | None], "array[int]"]
    rows: Callable[[OpenCase, Sequence[int]], Sequence[Any]]  # Any: the row type of the columns
    by_hit: bool
    outcomes: tuple[tuple[str | None, str], ...]
    empty: Callable[[CaseView], str]
    sum_words: Callable[[CaseView, int], str]  # what the number of all rows is made of
    changed: Callable[[CaseView], object]  # a new value means that the list must be read again


def outcome_choices(*outcomes: str) -> tuple[tuple[str | None, str], ...]:
    words = dict(OUTCOMES)
    return ((None, "Every outcome"), *((outcome, words[outcome]) for outcome in outcomes or words))


class TablePage(QWidget):
    """One listing of the open case, filtered and sorted by the store, never by the window."""

    def __init__(self, look: Look, desk: Desk, actions: Actions, *, listing: Listing) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions, self._listing = look, desk, actions, listing
        self._where = EntryFilter.having(outcome=listing.outcomes[0][0])
        self._shown: object = None
        self._read_case: OpenCase | None = None
        self._reading_since_change = False
        self._make_widgets()
        self._lay_out()
        self._connect()

    def _make_widgets(self) -> None:
        listing = self._listing
        self.model = RowsModel(self._look, self._desk.questions, columns=listing.columns, parent=self)
        self.table = RowsTable(self.model, name=f"Table of {listing.name}")
        self.detail = DetailPane(self._look, self._desk)
        self.notice = Notice(self._look)
        self.text = QLineEdit(placeholderText="Part of a path", clearButtonEnabled=False)
        self.text.setAccessibleName("Filter by part of a path")
        self.exhibit, self.outcome = QComboBox(), QComboBox()
        self.exhibit.setAccessibleName("Filter by exhibit")
        self.outcome.setAccessibleName("Filter by outcome")
        for value, words in listing.outcomes:
            self.outcome.addItem(words, value)
        self.exhibit.addItem("Every exhibit", None)
        self.deleted = QCheckBox("Deleted only")
        self.deleted.setAccessibleName("Show only deleted entries")
        self.footer = label(role="small", meaning="text2")
        self.empty = label(role="title", meaning="text2", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._reread = QTimer(self, singleShot=True, interval=REREAD_MS)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addLayout(self._filter_line())
        column.addWidget(self.notice)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(12)
        split.addWidget(self._table_panel())
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setSizes([862, 376])
        split.setChildrenCollapsible(False)
        column.addWidget(split, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.footer)
        foot.addStretch(1)
        foot.addWidget(
            Keys(self._look, (("/", "filter"), ("Up", ""), ("Down", "choose"), ("Ctrl C", "copy rows")))
        )
        column.addLayout(foot)

    def _filter_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for box, width in ((self.exhibit, 150), (self.outcome, 180)):
            box.setFixedWidth(width)
            row.addWidget(box)
        row.addWidget(self.deleted)
        row.addWidget(CommandButton(self._look, self._actions["filter.clear"], icon="x"))
        save = CommandButton(self._look, self._actions["set.export"], icon="export", text="Save as a set…")
        row.addWidget(save)
        return row

    def _table_panel(self) -> Panel:
        panel = Panel(margin=0)
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self.table)
        nothing = QWidget()
        box = QVBoxLayout(nothing)
        box.setContentsMargins(48, 48, 48, 48)
        box.addStretch(1)
        box.addWidget(self.empty)
        self._unfilter = Button(self._look, "Remove filters", kind="plain", icon="x")
        box.addWidget(self._unfilter, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        self._stack.addWidget(nothing)
        panel.body.addWidget(host)
        return panel

    def _connect(self) -> None:
        self.text.textChanged.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._on_filter_changed)
        self.exhibit.activated.connect(lambda _row: self._on_filter_changed())
        self.outcome.activated.connect(lambda _row: self._on_filter_changed())
        self.deleted.toggled.connect(lambda _on: self._on_filter_changed())
        self.table.sorted_by.connect(lambda _order: self._list())
        self.table.chosen.connect(self.detail.show_hit if self._listing.by_hit else self.detail.show_entry)
        self.table.copy_wanted.connect(self._copy_rows)
        self._patience.timeout.connect(self._say_patience)
        self._reread.timeout.connect(self.show_view)
        self._unfilter.clicked.connect(lambda _checked=False: self.clear_filter())
        self._desk.viewed.connect(self.show_view)
        self._desk.case_changed.connect(self._on_case_changed)

    @property
    def where(self) -> EntryFilter:
        return self._where

    def show_filter(self, where: EntryFilter) -> None:
        """Put a filter into the fields and list by it."""
        for widget in (self.text, self.exhibit, self.outcome, self.deleted):
            widget.blockSignals(True)
        self.text.setText(where.value_of("word") or "")
        self.exhibit.setCurrentIndex(max(0, self.exhibit.findData(where.value_of("exhibit"))))
        self.outcome.setCurrentIndex(max(0, self.outcome.findData(where.value_of("outcome"))))
        self.deleted.setChecked(where.value_of("deleted") == "yes")
        for widget in (self.text, self.exhibit, self.outcome, self.deleted):
            widget.blockSignals(False)
        self._on_filter_changed()

    def clear_filter(self) -> None:
        self.show_filter(EntryFilter.having(outcome=self._listing.outcomes[0][0]))

    def focus_first(self) -> None:
        self._actions.refuse("filter.clear", self._is_unfiltered())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_filter(self) -> None:
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()

    def show_view(self) -> None:
        """Called after each reading of the case: list again only if what is listed has changed, and not too
        often.
        """
        view = self._desk.view
        if view is None or not self.isVisible():
            return
        self._show_exhibits(view)
        stamp = self._listing.changed(view)
        if self._read_case is self._desk.case and (stamp == self._shown or self._reread.isActive()):
            return
        self._shown = stamp
        self._reread.start()
        self._list()

    def selected_ids(self) -> Sequence[int]:
        """The ids of the selected rows, in their order; a selection is read as ranges."""
        spans = sorted((chunk.top(), chunk.bottom()) for chunk in self.table.selected_ranges())
        return [found for top, bottom in spans for found in self.model.ids_between(top, bottom)]

    def _copy_rows(self) -> None:
        QGuiApplication.clipboard().setText(self.copy_rows())

    def copy_rows(self) -> str:
        """The selected rows that are on screen as tab-separated text."""
        chosen = self.table.selected_ranges()
        rows = [
            row for chunk in chosen for row in range(chunk.top(), min(chunk.bottom(), chunk.top() + 1000) + 1)
        ]
        found = [row for number in rows if (row := self.model.row_at(number)) is not None]
        return "\n".join("\t".join(column.words(row) for column in self._listing.columns) for row in found)

    def _show_exhibits(self, view: CaseView) -> None:
        labels = [exhibit.label for exhibit in view.exhibits]
        if labels != [self.exhibit.itemData(row) for row in range(1, self.exhibit.count())]:
            chosen = self.exhibit.currentData()
            self.exhibit.clear()
            self.exhibit.addItem("Every exhibit", None)
            for name in labels:
                self.exhibit.addItem(name, name)
            self.exhibit.setCurrentIndex(max(0, self.exhibit.findData(chosen)))

    def _on_case_changed(self) -> None:
        self._shown = self._read_case = None
        self.notice.say("")
        self.model.show_ids(array("q"), lambda _ids: [])
        self.detail.show_entry(None)

    def _on_filter_changed(self) -> None:
        self._typing.stop()
        self._where = EntryFilter.having(
            word=self.text.text().strip() or None,
            exhibit=self.exhibit.currentData(),
            outcome=self.outcome.currentData(),
            deleted="yes" if self.deleted.isChecked() else None,
        )
        self._actions.refuse("filter.clear", self._is_unfiltered())
        self._list()

    def _is_unfiltered(self) -> bool:
        return self._where == EntryFilter.having(outcome=self._listing.outcomes[0][0])

    def _list(self) -> None:
        case, where, order = self._desk.case, self._where, self.table.order
        if case is None:
            return
        self._read_case = case
        self._patience.start()
        self._desk.questions.ask(
            lambda: (case, self._listing.ids(case, where, order)),
            then=self._on_listed,
            channel=f"list:{self._listing.name}",
        )

    def _say_patience(self) -> None:
        done = "Sorting" if self.table.order is not None else "Listing"
        self.footer.setText(f"{done} {self._listing.name}…")

    def _on_listed(self, answer: tuple[OpenCase, "array[int]"]) -> None:
        case, ids = answer
        if case is not self._desk.case:
            return
        self._patience.stop()
        chosen = self.table.current_id()
        self.model.show_ids(ids, lambda wanted: self._listing.rows(case, wanted))
        self.footer.setText(self._footer_words(len(ids)))
        self._show_emptiness(len(ids))
        if ids:
            self.table.choose(chosen)
        else:
            self.detail.show_entry(None)

    def _footer_words(self, number: int) -> str:
        words = counted(number, self._listing.one, self._listing.name)
        view = self._desk.view
        if not self._is_unfiltered() or view is None:
            return f"{words}, filtered"
        return f"{words}{self._listing.sum_words(view, number)}"

    def _show_emptiness(self, number: int) -> None:
        view = self._desk.view
        unfiltered = self._is_unfiltered()
        self._stack.setCurrentIndex(0 if number else 1)
        self._unfilter.setVisible(not unfiltered)
        if not number and view is not None:
            self.empty.setText(
                self._listing.empty(view) if unfiltered else f"No {self._listing.one} fits this filter."
            )
