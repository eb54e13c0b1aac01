"""The disk panel of the map: the exhibit, its image to scale or as a table, and what lies in the choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QWidget

from app.rows.maps import FREE, GAP, MAP_KINDS, DiskMap, MapChoice, MapStrip
from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.pages.map_words import choice_files, choice_place, matched_words, stretch_words
from ui.parts.buttons import CommandButton
from ui.parts.labels import MiddleLabel, SaidLabel, label, set_property
from ui.parts.map_fills import kind_words
from ui.parts.panels import Keys, Panel, line
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import Said, count, share, size

if TYPE_CHECKING:
    from ui.parts.disk_strip import DiskStrip

TABLE_ROWS: Final = 48  # stretches of what is seen, when it is shown as a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One row of the table: from where to where, its bytes by kind, the matched files that begin there."""

    start: int
    end: int
    column: tuple[int, ...]
    hits: int


def stretch_cells(row: Stretch) -> Sequence[Cell]:
    total = sum(row.column)
    kinds = sorted(zip(row.column, MAP_KINDS, strict=True), key=lambda one: -one[0])
    said = [f"{kind_words(kind)} {share(number / total)}" for number, kind in kinds if number]
    return (
        Cell(first=stretch_words(row.start, row.end), mono=True),
        Cell(first=count(row.hits) if row.hits else "", right=True, meaning="hit" if row.hits else "text2"),
        Cell(first=", ".join(said)),
    )


class DiskPanel(Panel):
    """`chose_exhibit` sends a label, `asked_strip` a stretch with the number of columns, `asked_choice` a
    stretch, `opened` the wish to see its files.
    """

    chose_exhibit = Signal(str)
    asked_strip = Signal(object, object, int)
    asked_choice = Signal(object, object)
    opened = Signal()

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__(" ", margin=0)
        self._look, self._actions = look, actions
        self.strip: DiskStrip | None = None
        self._disk: DiskMap | None = None
        self.is_table = False
        self._make_head()
        self._sides = QStackedWidget()
        self._said = label(meaning="text2", wrap=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._table_model = CellsModel[Stretch](_heads(), stretch_cells, self)
        self.table = CellsTable[Stretch](
            look, self._table_model, name=translate("map", "The disk as a table")
        )
        self.table.opened.connect(lambda _row: self.opened.emit())
        self.table.chosen.connect(self._on_row_chosen)
        self._sides.addWidget(self._said)
        self._sides.addWidget(self.table)
        self._sides.setFixedHeight(172)
        self.body.setSpacing(0)
        self.body.addWidget(self._sides)
        self.body.addWidget(line())
        self.body.addWidget(self._choice_row())

    def _make_head(self) -> None:
        self.title.hide()
        self.exhibits = QComboBox()
        self.exhibits.setAccessibleName(translate("map", "Exhibit shown on the map"))
        self.exhibits.setMinimumWidth(104)
        self.exhibits.activated.connect(lambda _at: self.chose_exhibit.emit(self.exhibits.currentText()))
        self.head.insertWidget(0, self.exhibits)
        self.subtitle.hide()
        self._about = MiddleLabel(role="small")  # where room is short it is still read as words
        self.head.insertWidget(1, self._about, 1)
        hints = (
            ("+", ""),
            ("−", translate("map", "zoom")),
            ("←", ""),
            ("→", translate("map", "move")),
            ("H", translate("map", "next hit")),
            ("Enter", translate("map", "files here")),
        )
        self.head.addWidget(Keys(self._look, hints))

    def _choice_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(18, 8, 12, 8)
        box.setSpacing(16)
        self._chosen = label(translate("map", "Chosen"), role="strong")
        self._place = label(role="mono")
        self._hits = SaidLabel(self._look)
        self._files = MiddleLabel(role="", meaning="text")
        box.addWidget(self._chosen)
        box.addWidget(self._place)
        box.addWidget(self._hits)
        box.addWidget(self._files, 1)
        for command in ("map.findings", "map.files"):
            box.addWidget(CommandButton(self._look, self._actions[command], kind="link"))
        return row

    def take_strip(self, make: Callable[[], "DiskStrip"]) -> None:
        """Have the drawing, which could not be made before what draws it was loaded."""
        self.strip = make()
        self.strip.viewed.connect(lambda _first, _last: self._ask_strip())
        self.strip.chosen.connect(self.asked_choice)
        self.strip.opened.connect(self.opened)
        side = QWidget()
        box = QHBoxLayout(side)
        box.setContentsMargins(10, 8, 10, 4)
        box.addWidget(self.strip)
        self._sides.addWidget(side)

    def show_exhibits(self, labels: Sequence[str], chosen: str | None) -> None:
        if [self.exhibits.itemText(at) for at in range(self.exhibits.count())] != list(labels):
            self.exhibits.clear()
            self.exhibits.addItems(list(labels))
        if chosen is not None:
            self.exhibits.setCurrentText(chosen)

    def say(self, words: str) -> None:
        """Say a sentence in place of the disk, while there is none."""
        self._said.setText(words)
        self._disk = None
        self._sides.setCurrentIndex(0)
        self._about.show_text("")
        self.show_choice(None)

    def say_reading(self, words: str) -> None:
        """Say a sentence beside the disk, which stays."""
        self._about.show_text(words)

    def show_map(self, disk: DiskMap) -> None:
        self._disk = disk
        said = translate("map", "%n byte(s), start of disk at the left, to scale", "", disk.size_bytes)
        if not disk.is_scanned:
            said = f"{said}. " + translate("map", "Not scanned yet: only the volumes are known.")
        elif not disk.is_finished:
            said = f"{said}. " + translate("map", "As far as the scan has come.")
        self._about.show_text(said)
        if self.strip is not None:
            self.strip.setAccessibleName(
                translate("map", "Disk map of {exhibit}").format(exhibit=disk.exhibit)
            )
            self.strip.setAccessibleDescription(_summary(disk))
            self.strip.show_map(disk)
        self._show_side()

    def show_strip(self, strip: MapStrip) -> None:
        if self.is_table:
            rows = zip(pairwise(strip.edges), strip.columns, strip.hits, strict=True)
            self._table_model.show_rows(
                [Stretch(start=a, end=b, column=column, hits=hits) for (a, b), column, hits in rows]
            )
        elif self.strip is not None:
            self.strip.show_strip(strip)

    def show_choice(self, choice: MapChoice | None) -> None:
        is_shown = choice is not None and self._disk is not None
        set_property(self._chosen, "meaning", "" if is_shown else "text2")
        self._hits.setVisible(is_shown)
        if choice is None or self._disk is None:
            self._place.setText("")
            self._files.show_text(translate("map", "Click on the disk, or press H for the first hit."))
            return
        self._place.setText(choice_place(choice, self._disk))
        tone, icon = ("hit", "target") if choice.matched_files else ("text2", "magnifying-glass")
        words = (
            matched_words(choice.matched_files) if choice.matched_files else translate("map", "no hit here")
        )
        self._hits.say(Said(words=words, icon=icon, meaning=tone))
        self._files.show_text(choice_files(choice))
        if self.strip is not None:
            said = [self._place.text(), words, choice_files(choice)]
            self.strip.setAccessibleDescription(f"{'; '.join(said)}. {_summary(self._disk)}")

    def choice_words(self) -> str:
        """What is said of the choice, in one line."""
        hits = self._hits.words() if self._hits.isVisibleTo(self) else ""
        return " ".join(filter(None, (self._place.text(), hits, self._files.text())))

    def stretches(self) -> Sequence[Stretch]:
        """The rows of the table."""
        return self._table_model.rows()

    def turn_table(self) -> None:
        """Show the drawing as a table, or the table as a drawing."""
        self.is_table = not self.is_table
        self._show_side()
        self._ask_strip()

    def _show_side(self) -> None:
        if self._disk is not None and self.strip is not None:
            self._sides.setCurrentIndex(1 if self.is_table else 2)

    def _ask_strip(self) -> None:
        if self.strip is not None and self._disk is not None:
            columns = TABLE_ROWS if self.is_table else self.strip.columns
            self.asked_strip.emit(*self.strip.seen, columns)

    def _on_row_chosen(self, row: Stretch | None) -> None:
        if row is not None and self.strip is not None:
            self.strip.choose_stretch(row.start, row.end)


def _heads() -> tuple[Head, ...]:
    return (
        Head(title=translate("map", "Stretch of the disk"), width=240),
        Head(title=translate("map", "Hits"), width=64, right=True),
        Head(title=translate("map", "What its bytes belong to"), width=0),
    )


def _summary(disk: DiskMap) -> str:
    """The picture in words."""
    kinds = [
        f"{kind_words(kind)} {size(number)}"
        for kind, number in disk.kinds
        if number and kind not in (FREE, GAP)
    ]
    volumes = translate("map", "%n volume(s)", "", len(disk.volumes))
    return f"{size(disk.size_bytes)}, {volumes}, {matched_words(disk.matched_files)}; {', '.join(kinds)}"
