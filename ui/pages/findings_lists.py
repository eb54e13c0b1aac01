"""Findings as a table or as a grid of facts: two faces of one list, one current file, one selection."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.rows import HitRow, StackRow
from ui.language import translate
from ui.look import Look
from ui.marking import Marking
from ui.pages.findings_list import FindingList
from ui.pages.findings_table import COLUMNS, FindingsModel, file_line
from ui.pages.findings_view import FindingsTable
from ui.pages.findings_words import (
    category_meaning,
    category_words,
    folder_of,
    kind_icon,
    kind_words,
    name_of,
    state_words,
)
from ui.parts.labels import Chip, MiddleLabel, label
from ui.parts.panels import Panel
from ui.parts.tile_facts import TileFacts
from ui.parts.tiles import Tiles, TilesModel
from ui.questions import Questions
from ui.tables.pages import RowPages
from ui.wording import Said, size

if TYPE_CHECKING:
    from app.open_case import OpenCase

COPIED_AT_MOST = 1_000


class FindingLists(QWidget):
    """`chosen` tells the current file; what is listed comes by `show_list`."""

    chosen = Signal(object)

    def __init__(self, look: Look, questions: Questions, marking: Marking) -> None:
        super().__init__()
        self._marking = marking
        self.listed = FindingList.of(())
        self._is_stale: dict[QWidget, bool] = {}
        self._troubles: dict[int, str] = {}  # what the tile of an entry says, where its content was not shown
        self.rows = RowPages[HitRow](questions, self)
        self.model = FindingsModel(self.rows, marking, self)
        self.table = FindingsTable(look, self.model)
        self._tiles_model = TilesModel(self._facts, self)
        self.tiles = Tiles(
            look, self._tiles_model, name=translate("findings", "Grid of findings, facts instead of pictures")
        )
        self._folder = MiddleLabel(role="monostrong", meaning="")
        self._share = label(role="small", meaning="text2")
        self._lay_out(look)
        self.table.chosen.connect(self._on_chosen)
        self.tiles.chosen.connect(self._on_chosen)
        for teller in (self.rows.came, marking.changed):
            teller.connect(lambda *_words: self._tiles_model.repaint())
        self.rows.came.connect(lambda *_words: self._say_folder())

    def _lay_out(self, look: Look) -> None:
        panel = Panel(margin=0)
        panel.body.addWidget(self.table)
        self._faces = QStackedWidget()
        self._faces.addWidget(panel)
        self._faces.addWidget(self._grid(look))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._faces)

    def _grid(self, look: Look) -> QWidget:
        grid = QWidget()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._folder, 1)
        head.addWidget(self._share)
        words = translate("findings", "No-look: facts instead of pictures")
        head.addWidget(Chip(look, Said(words=words, icon="eye-slash", meaning="text2")))
        told = translate(
            "findings", "Tiles show what was recorded, never the content. No verdict needs a picture."
        )
        column = QVBoxLayout(grid)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.tiles, 1)
        column.addWidget(label(told, role="small", meaning="text2", wrap=True))
        return grid

    # Which face

    @property
    def is_grid(self) -> bool:
        return self._faces.currentIndex() == 1

    @property
    def face(self) -> FindingsTable | Tiles:
        """The table or the grid, whichever is shown."""
        return self.tiles if self.is_grid else self.table

    def show_face(self, *, is_grid: bool) -> None:
        """Show the other face; the current file stays the current one."""
        entry = self.face.current_entry()
        self._faces.setCurrentIndex(int(is_grid))
        self._show_in_face()
        if not self.face.choose(entry):
            stack = self._stack_with(entry)
            self.face.choose(None if stack is None else stack.entries[0])
        self.face.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stack_with(self, entry: int | None) -> StackRow | None:
        listed = self.listed
        try:
            return None if entry is None else listed.stacks[listed.stack_of(listed.members.index(entry))]
        except ValueError:
            return None

    # What is listed

    def show_list(self, listed: FindingList, case: "OpenCase", *, keep: bool) -> None:
        """Another list; with `keep` it is of the same case, and rows that are here stay until then."""
        self.rows.show_ids(listed.hits, case.hit_rows, keep=keep)
        self._show_all(listed)

    def _show_all(self, listed: FindingList) -> None:
        self.listed = listed
        self._is_stale = {self.table: True, self.tiles: True}
        self._show_in_face()
        self._say_folder()

    def _show_in_face(self) -> None:
        """Give the list to the face that is shown; the hidden one takes it when it comes to the front."""
        if not self._is_stale.get(self.face):
            return
        self._is_stale[self.face] = False
        if self.is_grid:
            self.tiles.show_tiles([stack.entries[0] for stack in self.listed.stacks])
        else:
            self.table.show_list(self.listed)

    def forget(self) -> None:
        """Another case, or none: nothing is listed."""
        empty = FindingList.of(())
        self.rows.show_ids(empty.hits, lambda _ids: [])
        for is_grid in (not self.is_grid, self.is_grid):
            self._faces.setCurrentIndex(int(is_grid))
            self._show_all(empty)

    def say_trouble(self, entry: int, words: str) -> None:
        """Say on the tile of a file that a look at its content failed."""
        self._troubles[entry] = words
        self._tiles_model.repaint()

    def selected(self) -> Sequence[int]:
        return self.face.selected_entries()

    def with_equals(self, entries: Sequence[int]) -> Sequence[int]:
        """Entries and all files that are equal to one of them."""
        listed, wanted = self.listed, frozenset(entries)
        found = (stack for stack in listed.stacks if not wanted.isdisjoint(stack.entries))
        return [entry for stack in found for entry in stack.entries]

    def row_of(self, entry: int) -> HitRow | None:
        """The row of a file, where it is here."""
        try:
            return self.rows.at(self.listed.members.index(entry))
        except ValueError:
            return None

    def copied(self) -> str:
        """The selected files that are here, as tab-separated text."""
        chosen = frozenset(self.selected()[:COPIED_AT_MOST])
        positions = [number for number, entry in enumerate(self.listed.members) if entry in chosen]
        found = (file_line(self.listed, one, rows=self.rows, marking=self._marking) for one in positions)
        lines = [line for line in found if line is not None]
        return "\n".join("\t".join(column.words(line) for column in COLUMNS) for line in lines)

    def _on_chosen(self, entry: int | None) -> None:
        if self.sender() is self.face:
            self._say_folder()
            self.chosen.emit(entry)

    # The grid's words

    def _facts(self, number: int) -> TileFacts | None:
        listed = self.listed
        row = self.rows.at(listed.starts[number])
        return None if row is None else self._facts_of(row, listed.stacks[number])

    def _facts_of(self, row: HitRow, stack: StackRow) -> TileFacts:
        return TileFacts(
            kind=kind_words(row),
            icon=kind_icon(row),
            size=size(row.size_bytes),
            category=category_words(stack),
            meaning=category_meaning(stack),
            set_name=row.set_name,
            name=name_of(row),
            folder=folder_of(row),
            path=row.path,
            also=_also(row, stack),
            trouble=self._troubles.get(row.entry_id, ""),
            mark=self._marking.mark_of(row.entry_id),
            has_note=self._marking.note_of(row.entry_id) is not None,
            is_bookmarked=self._marking.is_bookmarked(row.entry_id),
        )

    def _say_folder(self) -> None:
        entry = self.tiles.current_entry()
        row = None if entry is None else self.row_of(entry)
        self._folder.show_text("" if row is None else folder_of(row))


def _also(row: HitRow, stack: StackRow) -> str:
    """`3 equal files, also on HR-04, deleted`."""
    said = []
    if len(stack.entries) > 1:
        said.append(translate("findings", "%n equal file(s)", "", len(stack.entries)))
    state = state_words(row, stack, names_exhibit=False)
    return ", ".join(filter(None, (*said, state)))
