"""Commands that are at hand on every page: palette, keys, help, practice tour, settings, size of the text."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

DESK: Final = (
    Command(
        id="palette.open",
        title=marked("command", "Find a command"),
        keys="Ctrl+K",
        icon="magnifying-glass",
        menu="Go",
    ),
    Command(
        id="page.settings",
        title=marked("command", "Settings"),
        keys="Ctrl+,",
        icon="gear",
        menu="View",
    ),
    Command(
        id="text.larger",
        title=marked("command", "Larger text"),
        keys="Ctrl++",
        icon="magnifying-glass-plus",
        menu="View",
    ),
    Command(
        id="text.smaller",
        title=marked("command", "Smaller text"),
        keys="Ctrl+-",
        icon="magnifying-glass-minus",
        menu="View",
    ),
    Command(
        id="help.open",
        title=marked("command", "Help for this page"),
        keys="F1",
        icon="question",
        place="everywhere",
        menu="Help",
    ),
    Command(
        id="keys.show",
        title=marked("command", "Every key"),
        keys="?",
        icon="keyboard",
        menu="Help",
    ),
    Command(
        id="keys.print",
        title=marked("command", "Save the keys as a page to print"),
        keys="Ctrl+Shift+?",
        icon="printer",
        menu="Help",
    ),
    Command(
        id="tour.open",
        title=marked("command", "Practice tour"),
        icon="graduation-cap",
        menu="Help",
    ),
)
