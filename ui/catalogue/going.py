"""Commands that lead to a page, and those of the window itself."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

GOING: Final = (
    Command(id="page.home", title=marked("command", "Back"), keys="Alt+0", icon="arrow-left", menu="Go"),
    Command(
        id="page.board",
        title=marked("command", "Board"),
        keys="Alt+1",
        icon="squares-four",
        place="case",
        menu="Go",
        hint="1",
    ),
    Command(
        id="page.scan",
        title=marked("command", "Scan"),
        keys="Alt+2",
        icon="gauge",
        place="case",
        menu="Go",
        hint="2",
    ),
    Command(
        id="page.findings",
        title=marked("command", "Findings"),
        keys="Alt+3",
        icon="list-bullets",
        place="case",
        menu="Go",
        hint="3",
    ),
    Command(
        id="page.files",
        title=marked("command", "Files"),
        keys="Alt+4",
        icon="folder",
        place="case",
        menu="Go",
        hint="4",
    ),
    Command(
        id="page.custody",
        title=marked("command", "Custody"),
        keys="Alt+5",
        icon="link",
        place="case",
        menu="Go",
        hint="5",
    ),
    Command(
        id="page.report",
        title=marked("command", "Report"),
        keys="Alt+6",
        icon="file-text",
        place="case",
        menu="Go",
        hint="6",
    ),
    Command(
        id="page.sets",
        title=marked("command", "Sets"),
        keys="Alt+7",
        icon="database",
        menu="Go",
        hint="7",
    ),
    Command(
        id="look.toggle",
        title=marked("command", "Dark or light"),
        keys="Ctrl+L",
        icon="moon",
        menu="View",
    ),
    Command(
        id="page.refresh",
        title=marked("command", "Read again"),
        keys="F5",
        icon="arrow-clockwise",
        menu="View",
    ),
    Command(id="menu.open", title=marked("command", "Menu"), keys="F10", icon="list"),
    Command(
        id="sheet.accept",
        title=marked("command", "Go on"),
        keys="Ctrl+Return",
        icon="check",
        place="sheet",
        hint="Ctrl Enter",
    ),
    Command(id="sheet.close", title=marked("command", "Cancel"), keys="Esc", icon="x", place="sheet"),
)
