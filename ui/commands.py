"""Every action of the desktop as data: id, title, keys, icon, where it holds. Menus, buttons and shortcuts
are fed from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`place`: `always`, `case` (a case is open), a page's name, or `sheet` (a sheet is up; all others
    sleep).
    """

    id: str
    title: str
    keys: str = ""
    icon: str = ""
    place: str = "always"
    menu: str = ""
    hint: str = ""  # how the key is printed on a button; the key itself when empty


CATALOGUE: Final[tuple[Command, ...]] = (
    Command(id="case.new", title="New case", keys="Ctrl+N", icon="folder-plus", menu="Case"),
    Command(id="case.open", title="Open a case", keys="Ctrl+O", icon="folder-open", menu="Case"),
    Command(
        id="case.practice", title="Open the practice case", keys="Ctrl+P", icon="graduation-cap", menu="Case"
    ),
    Command(id="case.close", title="Leave the case", keys="Ctrl+W", icon="x", place="case", menu="Case"),
    Command(
        id="case.describe",
        title="Case details",
        keys="Ctrl+E",
        icon="pencil-simple",
        place="case",
        menu="Case",
    ),
    Command(
        id="case.persons",
        title="Persons",
        keys="Ctrl+Shift+P",
        icon="identification-badge",
        place="case",
        menu="Case",
    ),
    Command(id="case.finish", title="Close or reopen the case", icon="lock", place="case", menu="Case"),
    Command(id="key.ask", title="Your key", keys="Ctrl+Shift+K", icon="key", menu="Case"),
    Command(id="key.forget", title="Put the key away", icon="x", menu="Case"),
    Command(id="verify.open", title="Verify a bundle", keys="Ctrl+Shift+V", icon="shield-check", menu="Case"),
    Command(id="verify.folder", title="Verify a folder", icon="folder-open", menu="Case"),
    Command(id="verify.copy", title="Copy the verdict", icon="copy", place="verify"),
    Command(id="verify.report", title="Open the folder", icon="folder-open", place="verify"),
    Command(id="window.quit", title="Quit", keys="Ctrl+Q", icon="sign-out", menu="Case"),
    Command(id="page.home", title="Back", keys="Alt+0", icon="arrow-left", menu="Go"),
    Command(
        id="page.board", title="Board", keys="Alt+1", icon="squares-four", place="case", menu="Go", hint="1"
    ),
    Command(id="page.scan", title="Scan", keys="Alt+2", icon="gauge", place="case", menu="Go", hint="2"),
    Command(
        id="page.findings",
        title="Findings",
        keys="Alt+3",
        icon="list-bullets",
        place="case",
        menu="Go",
        hint="3",
    ),
    Command(id="page.files", title="Files", keys="Alt+4", icon="folder", place="case", menu="Go", hint="4"),
    Command(id="page.custody", title="Custody", keys="Alt+5", icon="link", place="case", menu="Go", hint="5"),
    Command(
        id="page.report", title="Report", keys="Alt+6", icon="file-text", place="case", menu="Go", hint="6"
    ),
    Command(id="page.sets", title="Sets", keys="Alt+7", icon="database", menu="Go", hint="7"),
    Command(id="exhibit.add", title="Add exhibit", keys="A", icon="plus", place="board", menu="Work"),
    Command(id="exhibit.verify", title="Verify exhibit", keys="V", icon="shield", place="board", menu="Work"),
    Command(
        id="exhibit.describe",
        title="Describe exhibit",
        keys="E",
        icon="pencil-simple",
        place="board",
        menu="Work",
    ),
    Command(
        id="exhibit.transfer",
        title="Hand over",
        keys="T",
        icon="arrows-left-right",
        place="board",
        menu="Work",
    ),
    Command(id="selftest.run", title="Self-test", keys="Ctrl+Y", icon="gear", menu="Work"),
    Command(id="scan.plan", title="Scan", keys="S", icon="gauge", place="board", menu="Work"),
    Command(id="scan.resume", title="Resume", keys="Ctrl+R", icon="play", place="case", menu="Work"),
    Command(id="scan.stop", title="Stop", keys="Ctrl+.", icon="stop", place="case", menu="Work"),
    Command(id="coverage.turn", title="Bytes and counts", keys="B", icon="list", place="scan", menu="View"),
    Command(id="sets.import", title="Import a set", keys="Ctrl+I", icon="download-simple", menu="Work"),
    Command(id="sets.remove", title="Remove", keys="Del", icon="trash", place="sets", menu="Work"),
    Command(id="sets.find", title="Find a digest", keys="Ctrl+F", icon="magnifying-glass", menu="Work"),
    Command(id="sets.verify", title="Verify", keys="Ctrl+T", icon="shield-check", place="sets", menu="Work"),
    Command(id="sets.verify_all", title="Verify all sets", keys="Ctrl+Shift+T", icon="shield", place="sets"),
    Command(
        id="sets.compare",
        title="Compare two versions",
        keys="D",
        icon="arrows-left-right",
        place="sets",
        menu="Work",
    ),
    Command(
        id="sets.conflicts",
        title="List conflicts of roles",
        keys="X",
        icon="list-bullets",
        place="sets",
        menu="Work",
    ),
    Command(id="sets.unlock", title="Unlock", keys="U", icon="lock-key", place="sets", menu="Work"),
    Command(id="sets.stop", title="Stop", keys="Ctrl+B", icon="stop", place="sets"),
    Command(
        id="set.export",
        title="Save as a known-hash set",
        keys="Ctrl+Shift+S",
        icon="export",
        place="table",
        menu="Work",
    ),
    Command(id="filter.edit", title="Filter", keys="/", icon="funnel", place="table"),
    Command(id="filter.clear", title="Remove filters", keys="Ctrl+Backspace", icon="x", place="table"),
    Command(id="report.folder", title="Choose where to", keys="Ctrl+D", icon="folder-open", place="report"),
    Command(
        id="report.write",
        title="Write the report",
        keys="Ctrl+S",
        icon="file-text",
        place="report",
        menu="Work",
    ),
    Command(
        id="report.show", title="Open the folder", keys="Ctrl+Shift+O", icon="folder-open", place="report"
    ),
    Command(
        id="custody.check",
        title="Check the chain",
        keys="C",
        icon="shield-check",
        place="custody",
        menu="Work",
    ),
    Command(id="custody.sign", title="Sign now", keys="G", icon="pen-nib", place="custody", menu="Work"),
    Command(
        id="custody.countersign",
        title="Counter-sign",
        keys="Shift+G",
        icon="pen-nib",
        place="custody",
        menu="Work",
    ),
    Command(id="look.toggle", title="Dark or light", keys="Ctrl+L", icon="moon", menu="View"),
    Command(id="page.refresh", title="Read again", keys="F5", icon="arrow-clockwise", menu="View"),
    Command(id="menu.open", title="Menu", keys="F10", icon="list"),
    Command(
        id="sheet.accept", title="Go on", keys="Ctrl+Return", icon="check", place="sheet", hint="Ctrl Enter"
    ),
    Command(id="sheet.close", title="Cancel", keys="Esc", icon="x", place="sheet"),
)


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
    action = QAction(command.title, window)
    action.setObjectName(command.id)
    if command.keys:
        action.setShortcut(QKeySequence(command.keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    window.addAction(action)
    return action
