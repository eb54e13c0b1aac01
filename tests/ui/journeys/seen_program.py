"""The desktop as its start makes it, with a window that says where it is: page, sheet, focus, what runs.

Run as a script with the folder for settings and library: each line on standard input is answered by one line
of JSON. It takes no orders; what is done is done by keys.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.workbench import Workbench
from ui import shell
from ui.shell import MainWindow


def seen(window: MainWindow) -> dict[str, object]:
    """What a person at the screen, or a screen reader, could tell."""
    desk = window.desk
    focus: QWidget | None = QApplication.focusWidget()
    modal = QApplication.activeModalWidget()
    sheet = window.sheets.sheet
    pane = window.findings.side.looking
    verdict = window.verify.verdict
    return {
        "page": window.page,
        "sheet": None if sheet is None else type(sheet).__name__,
        "refused": "" if sheet is None else sheet.notice.words(),
        "overlay": window.overlays.overlay is not None,
        "dialog": None if modal is None else modal.windowTitle(),
        "focus": "" if focus is None else focus.accessibleName() or _words(focus),
        "has_case": desk.case is not None,
        "is_busy": desk.is_busy or desk.looking.is_busy or not desk.marking.is_settled,
        "is_working": desk.work.is_running,
        "is_scanning": desk.scan.is_running,
        "file": pane.name.toolTip(),
        "shows_content": pane.place.shows_content,
        "step": desk.looking.step,
        "look_notice": pane.notice.words(),
        "notice": getattr(window.pages[window.page], "notice", window.board.notice).words(),
        "agrees": None if verdict is None else verdict.agrees,
    }


def _words(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else type(widget).__name__


class SeenWindow(MainWindow):
    """Answers once its events are done; a question between two keys waits for what the key did."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # as the window's own
        self._lines = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._lines.activated.connect(self._on_asked)

    def _on_asked(self) -> None:
        if os.read(0, 4_096):
            sys.stdout.write(json.dumps(seen(self)) + "\n")
            sys.stdout.flush()
        else:  # the test is gone
            self._lines.setEnabled(False)
            self.close()


if __name__ == "__main__":
    home = Path(sys.argv[1])
    vars(shell)["MainWindow"] = SeenWindow
    workbench = Workbench(
        now=lambda: datetime.now(UTC),
        settings_folder=home / "settings",
        library=home / "library",
        program=(sys.executable, "-m", "app"),
    )
    sys.exit(shell.run(workbench))
