"""Commands of the known-hash sets."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

SETS: Final = (
    Command(
        id="sets.import",
        title=marked("command", "Import a set"),
        keys="Ctrl+I",
        icon="download-simple",
        menu="Work",
    ),
    Command(
        id="sets.remove",
        title=marked("command", "Remove"),
        keys="Del",
        icon="trash",
        place="sets",
        menu="Work",
    ),
    Command(
        id="sets.find",
        title=marked("command", "Find a digest"),
        keys="Ctrl+Shift+F",
        icon="magnifying-glass",
        menu="Work",
    ),
    Command(
        id="sets.verify",
        title=marked("command", "Verify"),
        keys="Ctrl+T",
        icon="shield-check",
        place="sets",
        menu="Work",
    ),
    Command(
        id="sets.verify_all",
        title=marked("command", "Verify all sets"),
        keys="Ctrl+Shift+T",
        icon="shield",
        place="sets",
    ),
    Command(
        id="sets.compare",
        title=marked("command", "Compare two versions"),
        keys="D",
        icon="arrows-left-right",
        place="sets",
        menu="Work",
    ),
    Command(
        id="sets.conflicts",
        title=marked("command", "List conflicts of roles"),
        keys="X",
        icon="list-bullets",
        place="sets",
        menu="Work",
    ),
    Command(
        id="sets.unlock",
        title=marked("command", "Unlock"),
        keys="U",
        icon="lock-key",
        place="sets",
        menu="Work",
    ),
    Command(id="sets.stop", title=marked("command", "Stop"), keys="Ctrl+B", icon="stop", place="sets"),
)
