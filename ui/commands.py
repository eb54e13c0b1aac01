"""The catalogue as Qt actions of one window: titles in the examiner's language, asleep or awake by place."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.catalogue import CATALOGUE, Command
from ui.language import SpokenMapping, marked, translate

# As they are printed on a keyboard of the examiner's country.
_KEY_WORDS: Final = SpokenMapping(
    "words",
    {
        "Ctrl": marked("words", "Ctrl"),
        "Shift": marked("words", "Shift"),
        "Alt": marked("words", "Alt"),
        "Return": marked("words", "Enter"),
        "Enter": marked("words", "Enter"),
        "Esc": marked("words", "Esc"),
        "Del": marked("words", "Del"),
        "Backspace": marked("words", "Backspace"),
        "Space": marked("words", "Space"),
        "Up": marked("words", "Up"),
        "Down": marked("words", "Down"),
        "Left": marked("words", "Left"),
        "Right": marked("words", "Right"),
        "Home": marked("words", "Home"),
        "End": marked("words", "End"),
        "PgUp": marked("words", "Page up"),
        "PgDown": marked("words", "Page down"),
    },
)
_PLACE_WORDS: Final = SpokenMapping(
    "words",
    {
        "case": marked("words", "needs an open case"),
        "table": marked("words", "works on the pages Findings and Files"),
        "start": marked("words", "works on the start page"),
        "board": marked("words", "works on the page Board"),
        "scan": marked("words", "works on the page Scan"),
        "findings": marked("words", "works on the page Findings"),
        "files": marked("words", "works on the page Files"),
        "map": marked("words", "works on the page Map"),
        "custody": marked("words", "works on the page Custody"),
        "report": marked("words", "works on the page Report"),
        "sets": marked("words", "works on the page Sets"),
        "verify": marked("words", "works on the page Verify"),
        "settings": marked("words", "works on the page Settings"),
    },
)


def key_words(keys: str) -> str:
    """A key or several at once as a person reads them: `Ctrl Shift V`."""
    parts = keys.removesuffix("+").split("+") + (["+"] if keys.endswith("+") else [])
    return " ".join(_KEY_WORDS.get(part, part) for part in parts if part)


def printed(hint: str) -> str:
    """Keys that are written apart, `Ctrl Enter`, in the words of the examiner's keyboard."""
    return " ".join(_KEY_WORDS.get(part, part) for part in hint.split(" "))


def key_hint(command: Command) -> str:
    """The key as printed on a button: `Ctrl N`."""
    return printed(command.hint) if command.hint else key_words(command.keys)


class Actions:
    """The catalogue as Qt actions of one window, asleep or awake by the place the examiner is in."""

    def __init__(self, window: QWidget) -> None:
        self._commands = {command.id: command for command in CATALOGUE}
        self._actions = {command.id: _action(command, window) for command in CATALOGUE}
        self._refused: set[str] = set()
        self._places: frozenset[str] = frozenset({"always"})

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def command(self, command_id: str) -> Command:
        return self._commands[command_id]

    def connect(self, command_id: str, slot: Callable[[], object]) -> None:
        self._actions[command_id].triggered.connect(lambda _checked=False: slot())

    def set_places(self, *places: str) -> None:
        """Say where the examiner is; commands of other places sleep."""
        self._places = frozenset(places)
        self._wake()

    @property
    def places(self) -> frozenset[str]:
        return self._places

    def why_asleep(self, command_id: str) -> str:
        """Why a command cannot be had here and now, in words; empty where it can."""
        place = self._commands[command_id].place
        if self._actions[command_id].isEnabled():
            return ""
        if place not in self._places and place in _PLACE_WORDS:
            return _PLACE_WORDS[place]
        return translate("words", "not possible at the moment")

    def refuse(self, command_id: str, refused: bool) -> None:
        """Put one command to sleep for a reason of its own, whatever the place."""
        (self._refused.add if refused else self._refused.discard)(command_id)
        self._wake()

    def of_menu(self, menu: str) -> list[QAction]:
        return [self._actions[command.id] for command in CATALOGUE if command.menu == menu]

    def _wake(self) -> None:
        for command in CATALOGUE:
            is_here = command.place in self._places or command.place == "everywhere"
            awake = is_here and command.id not in self._refused
            self._actions[command.id].setEnabled(awake)


def _action(command: Command, window: QWidget) -> QAction:
    action = QAction(translate("command", command.title), window)
    action.setObjectName(command.id)
    if command.keys:
        action.setShortcut(QKeySequence(command.keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    window.addAction(action)
    return action
