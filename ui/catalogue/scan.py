"""Commands of planning and watching a scan."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

SCAN: Final = (
    Command(
        id="scan.plan",
        title=marked("command", "Scan"),
        keys="S",
        icon="gauge",
        place="board",
        menu="Work",
    ),
    Command(
        id="scan.resume",
        title=marked("command", "Resume"),
        keys="Ctrl+R",
        icon="play",
        place="case",
        menu="Work",
    ),
    Command(
        id="scan.stop",
        title=marked("command", "Stop"),
        keys="Ctrl+.",
        icon="stop",
        place="case",
        menu="Work",
    ),
    Command(
        id="coverage.turn",
        title=marked("command", "Bytes and counts"),
        keys="B",
        icon="list",
        place="scan",
        menu="View",
    ),
)
