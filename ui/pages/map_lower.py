"""The lower panel of the map: file times or folders, and which of their kinds is drawn."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.rows.maps import TIME_FIELDS
from ui.commands import Actions, key_hint
from ui.language import translate
from ui.look import Look
from ui.pages.map_folders import FoldersSide
from ui.pages.map_times import TimesSide
from ui.pages.map_words import FIELD_WORDS, WEIGHT_WORDS
from ui.parts.buttons import Button, CommandButton
from ui.parts.labels import MiddleLabel
from ui.parts.panels import Panel


class LowerPanel(Panel):
    """`changed` is sent when another kind of time or size is wished, or the other side."""

    changed = Signal()

    def __init__(self, look: Look, actions: Actions, *, times: TimesSide, folders: FoldersSide) -> None:
        super().__init__(" ", margin=0)
        self._times, self._folders = times, folders
        self._sides = QStackedWidget()
        self._sides.addWidget(times)
        self._sides.addWidget(folders)
        self.body.addWidget(self._sides, 1)
        self.subtitle.hide()
        self._about = MiddleLabel(role="small")
        self.head.insertWidget(1, self._about, 1)
        self._fields = {name: Button(look, words) for name, words in FIELD_WORDS.items()}
        self._weights = {name: Button(look, words) for name, words in WEIGHT_WORDS.items()}
        self.field, self.weigh = next(iter(self._fields)), next(iter(self._weights))
        for name, button in (*self._fields.items(), *self._weights.items()):
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, name=name: self.choose(name))
            self.head.addWidget(button)
        self._turn = self._add_command(look, actions, "map.turn")
        self._table = self._add_command(look, actions, "map.table")
        self._say()

    def _add_command(self, look: Look, actions: Actions, name: str) -> CommandButton:
        command = actions.command(name)
        button = CommandButton(look, actions[name], kind="flat", icon=command.icon, key=key_hint(command))
        self.head.addWidget(button)
        return button

    @property
    def is_folders(self) -> bool:
        return self._sides.currentIndex() == 1

    def choose(self, name: str) -> None:
        """Draw another time (one of TIME_FIELDS) or weigh folders by `bytes` or `files`."""
        if name in self._fields:
            self.field = name
        else:
            self.weigh = name
        self._say()
        self.changed.emit()

    def choose_next(self) -> None:
        """The next kind of what is shown."""
        names = tuple(self._weights) if self.is_folders else TIME_FIELDS
        now = self.weigh if self.is_folders else self.field
        self.choose(names[(names.index(now) + 1) % len(names)])

    def turn(self) -> None:
        """Times or folders."""
        self._sides.setCurrentIndex(0 if self.is_folders else 1)
        self._say()
        (self._folders.tree if self.is_folders else self._times.chart or self._times.table).setFocus()

    def show_table(self, is_table: bool) -> None:
        self._times.show_table(is_table)
        self._folders.show_table(is_table)
        drawing, table = translate("map", "As a drawing"), translate("map", "As a table")
        self._table.set_words(drawing if is_table else table)

    def _say(self) -> None:
        for name, button in self._fields.items():
            button.setVisible(not self.is_folders)
            button.setChecked(name == self.field)
        for name, button in self._weights.items():
            button.setVisible(self.is_folders)
            button.setChecked(name == self.weigh)
        if self.is_folders:
            self.title.setText(translate("map", "Folders"))
            self._about.show_text(translate("map", "filled by what became of most"))
            self._turn.set_words(translate("map", "File times"))
        else:
            self.title.setText(translate("map", "File times"))
            self._about.show_text(translate("map", "files by month"))
            self._turn.set_words(translate("map", "Folders"))
