"""Commands of the tables of findings and files."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

TABLES: Final = (
    Command(
        id="set.export",
        title=marked("command", "Save as a known-hash set"),
        keys="Ctrl+Shift+S",
        icon="export",
        place="table",
        menu="Work",
    ),
    Command(id="filter.edit", title=marked("command", "Filter"), keys="/", icon="funnel", place="table"),
    Command(
        id="filter.clear",
        title=marked("command", "Remove filters"),
        keys="Ctrl+Backspace",
        icon="x",
        place="table",
    ),
)
