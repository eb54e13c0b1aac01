"""The catalogue as Qt actions of one window: titles in the examiner's language, asleep or awake by place."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.catalogue import CATALOGUE, Command
from ui.language import translate


def key_hint(command: Command) -> str:
    """The key as printed on a button: `Ctrl N`."""
    return command.hint or command.keys.replace("+", " ")


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

    def refuse(self, command_id: str, refused: bool) -> None:
        """Put one command to sleep for a reason of its own, whatever the place."""
        (self._refused.add if refused else self._refused.discard)(command_id)
        self._wake()

    def of_menu(self, menu: str) -> list[QAction]:
        return [self._actions[command.id] for command in CATALOGUE if command.menu == menu]

    def _wake(self) -> None:
        for command in CATALOGUE:
            awake = command.place in self._places and command.id not in self._refused
            self._actions[command.id].setEnabled(awake)


def _action(command: Command, window: QWidget) -> QAction:
    action = QAction(translate("command", command.title), window)
    action.setObjectName(command.id)
    if command.keys:
        action.setShortcut(QKeySequence(command.keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    window.addAction(action)
    return action
