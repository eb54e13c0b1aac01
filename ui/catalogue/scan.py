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
        id="scan.pause",
        title=marked("command", "Pause, or go on"),
        keys="P",
        icon="pause",
        place="case",
        menu="Work",
    ),
    Command(
        id="scan.pause_all",
        title=marked("command", "Pause all exhibits, or go on"),
        keys="Shift+P",
        icon="pause",
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
        id="scan.faults",
        title=marked("command", "What could not be read"),
        keys="U",
        icon="warning",
        place="scan",
        menu="View",
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
