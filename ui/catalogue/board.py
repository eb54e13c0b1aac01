"""Commands of the scene board."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

BOARD: Final = (
    Command(
        id="exhibit.add",
        title=marked("command", "Add exhibit"),
        keys="A",
        icon="plus",
        place="board",
        menu="Work",
    ),
    Command(
        id="exhibit.verify",
        title=marked("command", "Verify exhibit"),
        keys="V",
        icon="shield",
        place="board",
        menu="Work",
    ),
    Command(
        id="exhibit.describe",
        title=marked("command", "Describe exhibit"),
        keys="E",
        icon="pencil-simple",
        place="board",
        menu="Work",
    ),
    Command(
        id="exhibit.transfer",
        title=marked("command", "Hand over"),
        keys="T",
        icon="arrows-left-right",
        place="board",
        menu="Work",
    ),
    Command(
        id="selftest.run",
        title=marked("command", "Self-test"),
        keys="Ctrl+Y",
        icon="gear",
        menu="Work",
    ),
)
