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
        id="exhibit.unlock",
        title=marked("command", "Unlock a volume"),
        keys="U",
        icon="lock-key-open",
        place="board",
        menu="Work",
    ),
    Command(
        id="exhibit.search_lost",
        title=marked("command", "Search the whole disk for lost volumes"),
        icon="magnifying-glass",
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
        id="exhibit.mark",
        title=marked("command", "Mark for a scan"),
        icon="check",
        place="board",
        menu="Work",
        hint="Space",
    ),
    Command(
        id="board.report",
        title=marked("command", "Report"),
        keys="R",
        icon="file-text",
        place="board",
    ),
    Command(
        id="sound.silence",
        title=marked("command", "Silence, or sound again"),
        keys="M",
        icon="speaker-slash",
        place="case",
        menu="View",
    ),
    Command(
        id="sound.test",
        title=marked("command", "Play the sound of a first hit"),
        icon="speaker-high",
        menu="View",
    ),
    Command(
        id="selftest.run",
        title=marked("command", "Self-test"),
        keys="Ctrl+Y",
        icon="gear",
        menu="Work",
    ),
)
