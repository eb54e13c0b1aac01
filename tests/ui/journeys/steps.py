"""Steps of the journeys over a real case: opened, scanned, looked at, reported."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.steps import focused
from ui.shell import MainWindow

LONG_MS = 60_000
A_BREATH_MS = 1  # between two keys the window works, as it does under a hand


def open_case(qtbot: QtBot, window: MainWindow, case: Path) -> None:
    window.desk.open(str(case))
    qtbot.waitUntil(lambda: window.desk.case is not None, timeout=LONG_MS)
    at_rest(qtbot, window)


def at_rest(qtbot: QtBot, window: MainWindow) -> None:
    """No question is open, no act unwritten, no errand under way."""
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
    for _again in range(2):  # what was written is read again
        qtbot.waitUntil(
            lambda: (
                not (window.desk.is_busy or window.desk.looking.is_busy) and window.desk.marking.is_settled
            ),
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
    files = len(page.model.listed.members)
    page.focus_first()
    for key in (Qt.Key.Key_J, Qt.Key.Key_K):
        for _step in range(files + 1):
            qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=LONG_MS)
            if page.side.looking.name.toolTip().endswith(name):
                return
            press(window, key)
    raise AssertionError(f"{name} is not among the findings")


def press(
    window: MainWindow, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Keys to the widget that has the focus, as on a real keyboard."""
    for key in keys:
        QTest.keyClick(focused(window), key, modifier, A_BREATH_MS)


def write(window: MainWindow, words: str) -> None:
    """Letters to the widget that has the focus, one after the other."""
    QTest.keyClicks(focused(window), words, Qt.KeyboardModifier.NoModifier, A_BREATH_MS)


def hold(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyPress(focused(window), key)


def let_go(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyRelease(focused(window), key)


def write_report(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.show_page("report")
    at_rest(qtbot, window)
    window.report.form.where.setText(str(folder))
    window.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: window.desk.work.is_running, timeout=LONG_MS)
    at_rest(qtbot, window)
    assert (folder / "data" / "report.pdf").is_file(), window.report.notice.words()


def drop(qtbot: QtBot, window: MainWindow, what: Path) -> None:
    """A bundle falls on the window, and is verified."""
    window.dropping.take_paths([str(what)])
    qtbot.waitUntil(lambda: window.verify.verdict is not None, timeout=LONG_MS)
    at_rest(qtbot, window)
