"""What is where: the folders of the exhibit as rectangles or as a table, and the one that was chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.rows.maps import DiskMap, FolderCell, FolderMap
from ui.commands import Actions
from ui.language import translate
from ui.look import Look
from ui.pages.map_words import cell_name, cell_words, matched_words
from ui.parts.buttons import CommandButton
from ui.parts.labels import MiddleLabel, SaidLabel, label
from ui.parts.panels import line
from ui.parts.tree_map import TreeMap
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.wording import OUTCOME_WORDS, Said, count, size


class FoldersSide(QWidget):
    """`asked` sends the key of a folder to look into, or None for the volumes; `opened` is the wish to see
    the files of the cell that is chosen.
    """

    asked = Signal(object)
    opened = Signal()

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__()
        self._look, self._actions = look, actions
        self.folder: FolderMap | None = None
        self._disk: DiskMap | None = None
        self.tree = TreeMap(look, name=translate("map", "Folders by their size"))
        self.tree.chosen.connect(lambda _cell: self._say_choice())
        self.tree.entered.connect(lambda cell: self.asked.emit(cell.key))
        self.tree.opened.connect(lambda _cell: self.opened.emit())
        self.tree.left.connect(self.go_up)
        self._model = CellsModel[FolderCell](_heads(), self._cells, self)
        self.table = CellsTable[FolderCell](look, self._model, name=translate("map", "Folders as a table"))
        self.table.opened.connect(lambda cell: self._enter(cell))
        self.table.chosen.connect(lambda _cell: self._say_choice())
        self._sides = QStackedWidget()
        self._sides.addWidget(self.tree)
        self._sides.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._way_row())
        column.addWidget(self._sides, 1)
        column.addWidget(line())
        column.addWidget(self._choice_row())

    def _way_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(12, 4, 8, 4)
        self._way = MiddleLabel()
        box.addWidget(self._way, 1)
        box.addWidget(CommandButton(self._look, self._actions["map.up"], kind="flat", icon="arrow-up"))
        return row

    def _choice_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(16)
        self._hits, self._said = SaidLabel(self._look), MiddleLabel(role="", meaning="text")
        box.addWidget(label(translate("map", "Chosen"), role="strong"))
        box.addWidget(self._hits)
        box.addWidget(self._said, 1)
        return row

    def show_folder(self, folder: FolderMap, disk: DiskMap | None, *, weigh: str) -> None:
        """A folder of an image, its cells by `bytes` or `files`."""
        self.folder, self._disk = folder, disk
        self._model.show_rows(folder.cells)
        self.tree.show_cells(
            folder.cells,
            weigh=lambda cell: cell.size_bytes if weigh == "bytes" else cell.files,
            name=lambda cell: cell_name(cell, disk),
            words=cell_words,
        )
        files = translate("map", "%n file(s)", "", folder.files)
        where = folder.path or translate("map", "All volumes")
        if folder.volume is not None:
            where = translate("map", "Volume {number}: {path}").format(number=folder.volume, path=where)
        self._way.show_text(f"{where}, {files}, {size(folder.size_bytes)}")
        self._actions.refuse("map.up", folder.key is None)
        self._say_choice()

    def go_up(self) -> None:
        if self.folder is not None and self.folder.key is not None:
            self.asked.emit(self.folder.above)

    def show_table(self, is_table: bool) -> None:
        self._sides.setCurrentIndex(1 if is_table else 0)

    @property
    def is_table(self) -> bool:
        return self._sides.currentIndex() == 1

    @property
    def choice(self) -> FolderCell | None:
        return self.table.current() if self.is_table else self.tree.current

    def _enter(self, cell: FolderCell | None) -> None:
        if cell is not None and cell.has_folders:
            self.asked.emit(cell.key)
        else:
            self.opened.emit()

    def _cells(self, cell: FolderCell) -> Sequence[Cell]:
        most = max(cell.outcomes, key=lambda one: one[1])[0]
        return (
            Cell(first=cell_name(cell, self._disk), icon="folder" if cell.has_folders else "file-text"),
            Cell(first=count(cell.files), right=True, mono=True),
            Cell(first=count(cell.size_bytes), right=True, mono=True),
            Cell(
                first=count(cell.matched) if cell.matched else "",
                right=True,
                mono=True,
                meaning="hit" if cell.matched else "text2",
            ),
            Cell(first=OUTCOME_WORDS[most], meaning="text2"),
        )

    def _say_choice(self) -> None:
        cell = self.choice
        self._hits.setVisible(cell is not None and bool(cell.matched))
        if cell is None:
            self._said.show_text(translate("map", "No file is listed here."))
            return
        self._hits.say(Said(words=matched_words(cell.matched), icon="target", meaning="hit"))
        said = f"{cell_name(cell, self._disk)}: {cell_words(cell, with_hits=False)}"
        self._said.show_text(said)
        self.tree.setAccessibleDescription(said)


def _heads() -> tuple[Head, ...]:
    return (
        Head(title=translate("map", "Folder"), width=0),
        Head(title=translate("map", "Files"), width=110, right=True),
        Head(title=translate("map", "Bytes"), width=170, right=True),
        Head(title=translate("map", "Matched"), width=90, right=True),
        Head(title=translate("map", "Most of them"), width=150),
    )
