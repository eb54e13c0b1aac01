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
        id="report.verify",
        title=marked("command", "Verify it again"),
        keys="Ctrl+Shift+R",
        icon="shield-check",
        place="report",
    ),
    Command(
        id="report.next",
        title=marked("command", "Next page of the preview"),
        keys="PgDown",
        icon="arrow-right",
        place="report",
    ),
    Command(
        id="report.previous",
        title=marked("command", "Page before in the preview"),
        keys="PgUp",
        icon="arrow-left",
        place="report",
    ),
    Command(id="report.fit", title=marked("command", "Fit width"), keys="W", icon="", place="report"),
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
    Command(
        id="custody.form",
        title=marked("command", "Print transfer form"),
        keys="F",
        icon="printer",
        place="custody",
        menu="Work",
    ),
    Command(
        id="custody.filter",
        title=marked("command", "Filter the events"),
        keys="Ctrl+F",
        icon="magnifying-glass",
        place="custody",
    ),
)
