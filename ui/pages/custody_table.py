"""The custody story as a table: each event with its time, what happened, by whom, and its digest."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from ui.custody_story import StoryLine
from ui.custody_words import actor_words, zoned
from ui.language import marked, translate
from ui.look import Look
from ui.tables.cells import Cell, CellsModel, CellsTable, Head
from ui.times import zone_words
from ui.wording import count, grouped

HEADS: Final = (
    Head(title=marked("words", "No."), width=52, right=True),
    Head(title="UTC", width=104),
    Head(title=marked("words", "What happened"), width=0),
    Head(title=marked("words", "By"), width=130),
    Head(title=marked("words", "Event digest"), width=100),
)
TIME, WHAT, BY, DIGEST = 1, 2, 3, 4
ROOM_FOR_DIGEST, ROOM_FOR_BY, ROOM_FOR_TWO_LINES = 860, 700, 460
TWO_LINES, THREE_LINES = 46, 64
_ICONS: Final = (
    ("checkpoint", "pen-nib"),
    ("stamp", "clock"),
    ("transferred", "arrows-left-right"),
    ("photographed", "camera"),
    ("described", "pencil-simple"),
    ("person", "identification-badge"),
    ("self_test", "gear"),
    ("disclosed", "file-text"),
    ("content", "eye"),
    ("wellness", "eye"),
    ("entries", "pencil-simple"),
    ("verif", "shield-check"),
    ("evidence", "hard-drive"),
    ("exhibit", "hard-drive"),
    ("set", "database"),
    ("paused", "pause-circle"),
    ("stopped", "pause-circle"),
    ("finished", "check"),
    ("scan", "gauge"),
    ("report", "file-text"),
    ("export", "file-text"),
    ("bundle", "lock-key"),
    ("case", "folder"),
)


def icon_of(action: str) -> str:
    return next((icon for part, icon in _ICONS if part in action), "link")


def custody_cells(line: StoryLine) -> Sequence[Cell]:
    row = line.last
    differs = row.action == "exhibit.verified" and '"result":"differs"' in row.event_json
    is_seal = row.action.startswith(("checkpoint.", "stamp."))
    meaning = "differs" if differs else "verified" if is_seal else "text"
    clock, day = zoned(row.utc)
    number = count(row.sequence)
    first = line.events[0]
    return (
        Cell(
            first=number,
            second=f"{count(first.sequence)}–" if first is not row else "",
            right=True,
            meaning="text2",
        ),
        Cell(first=clock, second=day, mono=True, meaning="verified" if is_seal else "text2"),
        Cell(
            first=line.sentence,
            icon="warning-octagon" if differs else icon_of(row.action),
            meaning=meaning,
            wrap=True,
        ),
        Cell(first=row.actor, second=actor_words(row), meaning="text2"),
        Cell(first=grouped(row.sha256[:8]), mono=True, meaning="text2"),
    )


class StoryModel(CellsModel[StoryLine]):
    """The column of times is headed by the zone that they are shown in."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(HEADS, custody_cells, parent)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if section == TIME and (orientation, role) == (
            Qt.Orientation.Horizontal,
            Qt.ItemDataRole.DisplayRole,
        ):
            words = zone_words()
            return words[:1].upper() + words[1:]
        return super().headerData(section, orientation, role)

    def say_zone(self) -> None:
        """Another zone may have been chosen."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, TIME, TIME)


class StoryTable(CellsTable[StoryLine]):
    """Where there is little room, what happened keeps it: digest and person stand with the chosen event."""

    def __init__(self, look: Look, model: StoryModel) -> None:
        super().__init__(look, model, name=translate("custody", "Custody events"), row_height=TWO_LINES)
        self._look_ = look
        self.setMinimumSize(260, 200)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width()
        self.setColumnHidden(DIGEST, wide < self._look_.scaled(ROOM_FOR_DIGEST))
        self.setColumnHidden(BY, wide < self._look_.scaled(ROOM_FOR_BY))
        needs_three = self.columnWidth(WHAT) < self._look_.scaled(ROOM_FOR_TWO_LINES)
        tall = self._look_.scaled(THREE_LINES if needs_three else TWO_LINES)
        if self.verticalHeader().defaultSectionSize() != tall:
            self.verticalHeader().setDefaultSectionSize(tall)
