"""Steps of the journeys over a real case: opened, scanned, looked at, reported."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.builders import listed
from tests.ui.steps import focused
from ui.shell import MainWindow

LONG_MS = 60_000


def open_case(qtbot: QtBot, window: MainWindow, case: Path) -> None:
    window.desk.open(str(case))
    qtbot.waitUntil(lambda: window.desk.case is not None, timeout=LONG_MS)
    at_rest(qtbot, window)


def at_rest(qtbot: QtBot, window: MainWindow) -> None:
    """No question is open, no act unwritten, no errand under way."""
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
    for _again in range(2):  # what was written is read again
        qtbot.waitUntil(
            lambda: not (window.desk.is_busy or window.desk.looking.is_busy)
            and window.desk.marking.is_settled,
            timeout=LONG_MS,
        )


def no_sheet(qtbot: QtBot, window: MainWindow) -> None:
    """The errand of the sheet in front is done, and the sheet gone."""
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=LONG_MS)
    at_rest(qtbot, window)


def scan_ended(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.desk.scan.is_running, timeout=LONG_MS)
    at_rest(qtbot, window)


def states(window: MainWindow) -> dict[str, str]:
    """Of each exhibit, as last read."""
    view = window.desk.view
    return {} if view is None else {one.label: one.state for one in view.exhibits}


def findings_here(qtbot: QtBot, window: MainWindow, number: int) -> None:
    """The page of findings stands in front with so many files on it."""
    window.show_page("findings")
    qtbot.waitUntil(lambda: len(window.findings.model.listed.members) == number, timeout=LONG_MS)
    at_rest(qtbot, window)


def choose_finding(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Go down the findings by keys until the file is the current one."""
    page = window.findings
    for _step in range(len(page.model.listed.members) + 1):
        qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=LONG_MS)
        if page.side.looking.name.toolTip().endswith(name) or page.side.looking.name.text().endswith(name):
            return
        press(window, Qt.Key.Key_J)
    raise AssertionError(f"{name} is not among the findings")


def press(
    window: MainWindow, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Keys to the widget that has the focus, as on a real keyboard."""
    for key in keys:
        QTest.keyClick(focused(window), key, modifier)


def hold(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyPress(focused(window), key)


def let_go(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyRelease(focused(window), key)


def events(case: Path, *actions: str) -> list[dict[str, Any]]:  # Any: JSON
    """Events of a case's chain with one of these actions, as the command line lists them."""
    return [event for event in listed(case, "custody") if event["action"] in actions]


def write_report(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.show_page("report")
    at_rest(qtbot, window)
    window.report.form.where.setText(str(folder))
    window.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: "Read back" in window.report.notice.words(), timeout=LONG_MS)


def drop(qtbot: QtBot, window: MainWindow, what: Path) -> None:
    """A bundle falls on the window, and is verified."""
    window.dropping.take_paths([str(what)])
    qtbot.waitUntil(lambda: window.verify.verdict is not None, timeout=LONG_MS)
    at_rest(qtbot, window)
