"""Commands of the custody chain and of the report."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

CUSTODY: Final = (
    Command(
        id="report.folder",
        title=marked("command", "Choose where to"),
        keys="Ctrl+D",
        icon="folder-open",
        place="report",
    ),
    Command(
        id="report.write",
        title=marked("command", "Write the report"),
        keys="Ctrl+S",
        icon="file-text",
        place="report",
        menu="Work",
    ),
    Command(
        id="report.show",
        title=marked("command", "Open the folder"),
        keys="Ctrl+Shift+O",
        icon="folder-open",
        place="report",
    ),
    Command(
        id="custody.check",
        title=marked("command", "Check the chain"),
        keys="C",
        icon="shield-check",
        place="custody",
        menu="Work",
    ),
    Command(
        id="custody.sign",
        title=marked("command", "Sign now"),
        keys="G",
        icon="pen-nib",
        place="custody",
        menu="Work",
    ),
    Command(
        id="custody.countersign",
        title=marked("command", "Counter-sign"),
        keys="Shift+G",
        icon="pen-nib",
        place="custody",
        menu="Work",
    ),
)
