"""Commands on the content of the chosen file, on the pages that have a detail pane."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

CONTENT: Final[tuple[Command, ...]] = (
    Command(
        id="content.goto",
        title=marked("command", "Go to offset in the content"),
        keys="Ctrl+G",
        icon="arrow-bend-down-right",
        place="table",
    ),
    Command(
        id="content.find",
        title=marked("command", "Find in the content"),
        keys="Ctrl+F",
        icon="magnifying-glass",
        place="table",
    ),
    Command(
        id="content.next",
        title=marked("command", "Next hit in the content"),
        keys="F3",
        icon="caret-down",
        place="table",
    ),
    Command(
        id="content.previous",
        title=marked("command", "Hit before in the content"),
        keys="Shift+F3",
        icon="caret-up",
        place="table",
    ),
)
