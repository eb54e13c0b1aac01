"""The page of findings: what matched, grouped and stacked, as a table or as a grid of facts, to be reviewed.

Every list is read in the worker, ordered and filtered by the store. Keys act on the selection; what they do
is shown at once and recorded behind it (`ui.marking`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rows import EntryFilter, GroupRow, SortOrder
from ui.commands import Actions
from ui.desk import Desk
from ui.language import translate
from ui.look import Look
from ui.pages.findings_asking import FindingsAsking
from ui.pages.findings_faces import FaceButtons, NothingListed, key_hints
from ui.pages.findings_groups import GroupsTree
from ui.pages.findings_list import Findings
from ui.pages.findings_lists import FindingLists
from ui.pages.findings_note import NoteLine
from ui.pages.findings_panes import FindingsPanes
from ui.pages.findings_side import FindingSide
from ui.pages.findings_table import FindingsModel
from ui.pages.findings_view import FindingsTable
from ui.pages.findings_words import filtered_to_none, name_of, nothing_found, sum_words
from ui.parts.detail import DetailPane
from ui.parts.filter_line import FilterLine
from ui.parts.labels import label
from ui.parts.panels import Keys, Notice

if TYPE_CHECKING:
    from app.open_case import OpenCase

REREAD_MS: Final = 4_000
FOLDED_BELOW: Final = 1_190  # px of the page: narrower, the groups are folded until they are asked for
USUAL: Final = EntryFilter.of("role:notable")
_REVIEWED: Final = frozenset(("mark", "note", "bookmarked"))  # fields of a filter that a key can change


class FindingsPage(QWidget):
    """One list of findings; `show_filter` puts a filter into its line."""

    def __init__(self, look: Look, desk: Desk, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._look, self._desk, self._actions = look, desk, actions
        self._group: GroupRow | None = None
        self._order: SortOrder | None = None
        self._found: Findings | None = None
        self._shown: object = None
        self._read_case: OpenCase | None = None
        self._is_folded: bool | None = None  # as the examiner said; None: as there is room
        self._make_widgets()
        self._lay_out()
        self._connect()

    def _make_widgets(self) -> None:
        look, desk, actions = self._look, self._desk, self._actions
        self.filter = FilterLine(look, where=USUAL)
        self.notice = Notice(look)
        self.groups = GroupsTree(look)
        self.lists = FindingLists(look, desk.questions, desk.marking)
        self.side = FindingSide(look, desk, actions)
        self.note = NoteLine(look)
        self.nothing = NothingListed(look, actions)
        self.footer = label(role="small", meaning="text2")
        self._panes = FindingsPanes(
            look, groups=self.groups, lists=self.lists, nothing=self.nothing, side=self.side
        )
        self._asking = FindingsAsking(desk, self)
        self._reread = QTimer(self, singleShot=True, interval=REREAD_MS)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addLayout(self._top_line())
        column.addWidget(self.notice)
        column.addWidget(self._panes, 1)
        column.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.footer, 1)
        foot.addWidget(Keys(self._look, key_hints()))
        column.addLayout(foot)

    def _top_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        self._faces = FaceButtons(self._look, self._actions)
        row.addWidget(self._faces)
        return row

    def _connect(self) -> None:
        desk, marking = self._desk, self._desk.marking
        self.filter.changed.connect(lambda _where: self._on_filter_changed())
        self.groups.narrowed.connect(self._on_narrowed)
        self.lists.chosen.connect(self.side.show_entry)
        self.lists.table.sorted_by.connect(self._on_sorted)
        for face in (self.lists.table, self.lists.tiles):
            face.copy_wanted.connect(lambda: QGuiApplication.clipboard().setText(self.copy_rows()))
        self.side.left.connect(self._leave_looking)
        for face in (self.lists.table, self.lists.tiles):
            self.side.watch(face)
        self.side.looking.cannot_show.connect(self._on_cannot_show)
        self.note.kept.connect(marking.note)
        self.note.ended.connect(self._focus_list)
        self._asking.grouped.connect(self._on_grouped)
        self._asking.listed.connect(self._on_listed)
        self._asking.slow.connect(self._say_patience)
        self._reread.timeout.connect(self.show_view)
        desk.viewed.connect(self.show_view)
        desk.case_changed.connect(self._on_case_changed)
        desk.tables.stepped.connect(self._say_preparing)
        desk.tables.ended.connect(lambda: self._list(with_groups=True))
        marking.refused.connect(self._on_refused)
        marking.told.connect(self._on_told)
        marking.written.connect(self._on_written)

    # What others ask of the page

    @property
    def where(self) -> EntryFilter:
        return self.filter.where

    def show_filter(self, where: EntryFilter) -> None:
        """List by a filter; files of known sets only where it says so."""
        named = {term.field for term in where.terms}
        usual = () if named & {"role", "outcome"} else USUAL.terms
        self.groups.choose_all()
        self.filter.show_filter(EntryFilter(terms=(*usual, *where.terms)))
        self._on_filter_changed()

    def clear_filter(self) -> None:
        self.show_filter(USUAL)

    def edit_filter(self) -> None:
        self.filter.edit()

    def focus_first(self) -> None:
        self._actions.refuse("filter.clear", self._is_unfiltered())
        self._focus_list()

    def selected_ids(self) -> Sequence[int]:
        """Numbers of the selected entries, in their order."""
        return self.lists.selected()

    def copy_rows(self) -> str:
        return self.lists.copied()

    @property
    def model(self) -> FindingsModel:
        return self.lists.model

    @property
    def table(self) -> FindingsTable:
        return self.lists.table

    @property
    def detail(self) -> DetailPane:
        return self.side.detail

    # Commands

    def mark(self, key: str, *, with_equals: bool = False) -> None:
        chosen = self.lists.selected()
        self._desk.marking.mark(self.lists.with_equals(chosen) if with_equals else chosen, key)

    def bookmark(self) -> None:
        self._desk.marking.bookmark(self.lists.selected())

    def write_note(self) -> None:
        """Open the line for a note on the selected files."""
        chosen = self.lists.selected()
        if not chosen:
            return
        row = self.lists.row_of(chosen[0])
        title = (
            translate("findings", "Note on {name}").format(name=name_of(row))
            if len(chosen) == 1 and row is not None
            else translate("findings", "Note on %n file(s)", "", len(chosen))
        )
        self.note.edit(chosen, title=title, words=self._desk.marking.note_of(chosen[0]) or "")

    def step(self, by: int) -> None:
        self.lists.face.step(by)

    def show_face(self, *, is_grid: bool) -> None:
        self.lists.show_face(is_grid=is_grid)
        self.side.look_always(is_grid)
        self.side.show_entry(self.lists.face.current_entry())
        self._fit()

    def order_by_density(self) -> None:
        self._order = None
        self.lists.table.show_order(None)
        self._list()

    def fold_groups(self) -> None:
        self._is_folded = self._panes.has_groups
        self._fit()

    # Reading

    def show_view(self) -> None:
        """Called after each reading of the case: list again if the findings have changed, not too often."""
        view = self._desk.view
        if view is None or not self.isVisible():
            return
        stamp = (view.summary.hits, view.summary.matched_files, view.is_scanning, len(view.exhibits))
        rests = stamp == self._shown or self._reread.isActive() or self._asking.is_asking
        if self._asking.case is self._desk.case and rests:
            return
        self._shown = stamp
        self._reread.start()
        self._list(with_groups=True)

    def _list(self, *, with_groups: bool = False) -> None:
        if self._desk.case is None:
            return
        self._say_faces()
        if self._desk.tables.is_first:  # groups and stacks need them; the list is read when they are ready
            self._say_preparing()
            return
        self._asking.ask(self.filter.where, self._order, group=self._group, with_groups=with_groups)

    def _on_grouped(self, groups: Sequence[GroupRow]) -> None:
        view = self._desk.view
        if view is not None:
            self.groups.show_groups(groups, view.exhibits)
            sets = dict.fromkeys(row.name for exhibit in groups for row in exhibit.children)
            labels = [exhibit.label for exhibit in view.exhibits]
            self.filter.show_values({"exhibit": labels, "set": tuple(sets)})

    def _on_listed(self, case: "OpenCase", found: Findings) -> None:
        is_same = self._read_case is case
        self._read_case, self._found = case, found
        self.lists.show_list(found.listed, case, keep=is_same)
        self._say_sum()
        self._show_emptiness(found.files)
        self.show_view()  # what changed meanwhile

    def _on_filter_changed(self) -> None:
        self._actions.refuse("filter.clear", self._is_unfiltered())
        self._list(with_groups=True)

    def _on_narrowed(self, group: GroupRow | None) -> None:
        self._group = group
        self._list()

    def _on_sorted(self, order: SortOrder) -> None:
        self._order = order
        self._list()

    def _on_case_changed(self) -> None:
        self._shown = self._read_case = self._found = self._group = None
        self._asking.forget()
        self.notice.say("")
        self.groups.forget()
        self.lists.forget()
        self.side.show_entry(None)

    def _on_refused(self, sentence: str) -> None:
        self.notice.say(sentence, meaning="unreadable", icon="warning")

    def _on_told(self, sentence: str) -> None:
        self.notice.say(sentence, meaning="accent", icon="arrow-counter-clockwise")

    def _on_written(self) -> None:
        """What a key changed may be what is filtered by."""
        if _REVIEWED & {term.field for term in self.filter.where.terms} and self.isVisible():
            self._list(with_groups=True)
        self._desk.read()

    # Words

    def _is_unfiltered(self) -> bool:
        return self.filter.where == USUAL

    def _say_preparing(self) -> None:
        if self.isVisible():
            self.footer.setText(self._desk.tables.said())

    def _say_patience(self) -> None:
        number = self._found.files if self._found is not None else 0
        self.footer.setText(
            translate("findings", "Sorting %n file(s)…", "", number)
            if number
            else translate("findings", "Reading the findings…")
        )

    def _say_sum(self) -> None:
        if self._found is None:
            return
        words = sum_words(self._found.files, records=self._found.records, exhibits=self._found.exhibits)
        if self._group is not None:
            words = translate("findings", "{sum} in the group {group}").format(
                sum=words, group=self._group.name
            )
        self.footer.setText(words)

    def _show_emptiness(self, number: int) -> None:
        self._panes.show_list(bool(number))
        view = self._desk.view
        if number or view is None:
            return
        is_filtered = not self._is_unfiltered()
        words = filtered_to_none(len(self.filter.where.chips())) if is_filtered else nothing_found(view)
        self.nothing.say(words, is_filtered=is_filtered)
        self.side.show_entry(None)

    def _say_faces(self) -> None:
        self._faces.say(
            {
                "findings.table": not self.lists.is_grid,
                "findings.grid": self.lists.is_grid,
                "findings.densest": self._order is None,
                "findings.groups": self._panes.has_groups,
            }
        )

    # Room and looking

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Fold the groups where room is short; in the grid they are folded unless they are asked for."""
        is_narrow = self.width() < self._look.scaled(FOLDED_BELOW)
        is_folded = (is_narrow or self.lists.is_grid) if self._is_folded is None else self._is_folded
        self._panes.show_groups(not is_folded)
        self._faces.buttons["findings.groups"].setVisible(is_narrow or self.lists.is_grid or is_folded)
        self._say_faces()

    def _focus_list(self) -> None:
        self.lists.face.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_looking(self) -> None:
        self.side.show_looking(False)
        self._focus_list()

    def _on_cannot_show(self, entry: int, _sentence: str) -> None:
        self.lists.say_trouble(entry, translate("findings", "cannot be shown"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.side.is_looking and not self.lists.is_grid:
            self._leave_looking()
        else:
            super().keyPressEvent(event)
