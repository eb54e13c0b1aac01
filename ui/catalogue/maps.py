"""Commands of the disk map: its disk, its times, its folders."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

MAPS: Final = (
    Command(
        id="map.closer",
        title=marked("command", "See less of it, closer"),
        keys="+",
        icon="magnifying-glass-plus",
        place="map",
    ),
    Command(
        id="map.wider",
        title=marked("command", "See more of it"),
        keys="-",
        icon="magnifying-glass-minus",
        place="map",
    ),
    Command(
        id="map.whole",
        title=marked("command", "See all of it"),
        keys="Home",
        icon="arrows-out",
        place="map",
    ),
    Command(
        id="map.before",
        title=marked("command", "Move to the left"),
        keys="Left",
        icon="arrow-left",
        place="map",
    ),
    Command(
        id="map.behind",
        title=marked("command", "Move to the right"),
        keys="Right",
        icon="arrow-right",
        place="map",
    ),
    Command(id="map.hit", title=marked("command", "Next hit"), keys="H", icon="target", place="map"),
    Command(
        id="map.hit_before",
        title=marked("command", "Hit before"),
        keys="Shift+H",
        icon="target",
        place="map",
    ),
    Command(
        id="map.files",
        title=marked("command", "Show in Files"),
        keys="Ctrl+Return",
        icon="folder",
        place="map",
        hint="Enter",
    ),
    Command(
        id="map.findings",
        title=marked("command", "Show in Findings"),
        keys="Shift+Return",
        icon="list-bullets",
        place="map",
    ),
    Command(
        id="map.turn",
        title=marked("command", "Times or folders"),
        keys="F",
        icon="swap",
        place="map",
    ),
    Command(
        id="map.field",
        title=marked("command", "Next kind of time or size"),
        keys="K",
        icon="clock",
        place="map",
    ),
    Command(
        id="map.table",
        title=marked("command", "As a table"),
        keys="T",
        icon="table",
        place="map",
    ),
    Command(
        id="map.up", title=marked("command", "Folder above"), keys="Backspace", icon="arrow-up", place="map"
    ),
    Command(
        id="map.exhibit",
        title=marked("command", "Choose the exhibit"),
        keys="E",
        icon="hard-drives",
        place="map",
    ),
)
