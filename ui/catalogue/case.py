"""Commands of a case, of the examiner's key and of verifying, at hand everywhere or while a case is open."""

from typing import Final

from ui.catalogue.command import Command
from ui.language import marked

CASE: Final = (
    Command(
        id="case.new",
        title=marked("command", "New case"),
        keys="Ctrl+N",
        icon="folder-plus",
        menu="Case",
    ),
    Command(
        id="case.open",
        title=marked("command", "Open a case"),
        keys="Ctrl+O",
        icon="folder-open",
        menu="Case",
    ),
    Command(
        id="case.practice",
        title=marked("command", "Open the practice case"),
        keys="Ctrl+P",
        icon="graduation-cap",
        menu="Case",
    ),
    Command(
        id="case.forget",
        title=marked("command", "Take the case off the list"),
        keys="Del",
        icon="trash",
        place="start",
    ),
    Command(
        id="case.close",
        title=marked("command", "Leave the case"),
        keys="Ctrl+W",
        icon="x",
        place="case",
        menu="Case",
    ),
    Command(
        id="case.describe",
        title=marked("command", "Case details"),
        keys="Ctrl+E",
        icon="pencil-simple",
        place="case",
        menu="Case",
    ),
    Command(
        id="case.persons",
        title=marked("command", "Persons"),
        keys="Ctrl+Shift+P",
        icon="identification-badge",
        place="case",
        menu="Case",
    ),
    Command(
        id="case.finish",
        title=marked("command", "Close or reopen the case"),
        icon="lock",
        place="case",
        menu="Case",
    ),
    Command(
        id="key.ask",
        title=marked("command", "Your key"),
        keys="Ctrl+Shift+K",
        icon="key",
        menu="Case",
    ),
    Command(id="key.forget", title=marked("command", "Put the key away"), icon="x", menu="Case"),
    Command(
        id="verify.open",
        title=marked("command", "Verify a bundle"),
        keys="Ctrl+Shift+V",
        icon="shield-check",
        menu="Case",
    ),
    Command(
        id="verify.folder",
        title=marked("command", "Verify a folder"),
        icon="folder-open",
        menu="Case",
    ),
    Command(
        id="verify.print",
        title=marked("command", "Print the result"),
        icon="printer",
        place="verify",
    ),
    Command(id="verify.copy", title=marked("command", "Copy the verdict"), icon="copy", place="verify"),
    Command(
        id="verify.report",
        title=marked("command", "Open the folder"),
        icon="folder-open",
        place="verify",
    ),
    Command(
        id="window.quit",
        title=marked("command", "Quit"),
        keys="Ctrl+Q",
        icon="sign-out",
        menu="Case",
    ),
)
