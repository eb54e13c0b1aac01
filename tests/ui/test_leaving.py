"""Leaving: a scan goes on without its window, work that can be done again is stopped, two cases never mix."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.rows import NewCase
from tests.ui.conftest import running_processes
from tests.ui.fakes import FakeWorkbench
from tests.ui.findings_steps import entry_of_hit, open_findings
from tests.ui.steps import a_case_with_an_exhibit, settle, start_scan, wait_for_scan
from ui.case_view import Task
from ui.programs import Ending
from ui.shell import MainWindow

LEAVE = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.rows import NewCase
from tests.ui.fakes import FakeChooser, FakeWorkbench
from ui.shell import MainWindow, run

folder = Path(sys.argv[1])
workbench = FakeWorkbench(folder, scan_seconds=1.5)
workbench.set_setting("sound_on_first_hit", "no")  # a machine without sound is told of on standard error
case = workbench.create_case(NewCase(folder=str(folder / "X.fieldcase"), number="X", examiner="E"))

def window():
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))

def begin():
    if window().desk.case is None:
        QTimer.singleShot(20, begin)
        return
    window().desk.start_scan()
    QTimer.singleShot(200, leave)

def scan_state():
    return json.loads((folder / "X.fieldcase/state.json").read_text())["scan"]

def leave():
    if scan_state() == "none":  # its child program has not begun yet
        QTimer.singleShot(20, leave)
        return
    window().close()
    print("left while", scan_state(), flush=True)

application = QApplication([])
QTimer.singleShot(0, begin)
status = run(workbench, [case.folder], chooser=FakeChooser())
print("ended", scan_state(), status)
"""


def test_a_scan_goes_on_to_its_end_after_its_window_is_closed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVE, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines() == ["left while running", "ended done 0"], done.stderr
    assert done.stderr.replace("This plugin does not support raise()\n", "") == ""


def test_a_scan_of_one_case_is_not_shown_in_another(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.scan_seconds = 2.0
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    other = workbench.create_case(NewCase(folder=str(tmp_path / "Y.fieldcase"), number="Y", examiner="E"))
    window.desk.open(other.folder)
    qtbot.waitUntil(lambda: window.desk.view is not None and window.desk.view.summary.number == "Y")
    assert not window.desk.is_scanning
    assert not window.actions_["scan.stop"].isEnabled()
    window.desk.start_scan()
    assert window.board.notice.words().startswith("A scan started in this window is still running")
    qtbot.waitUntil(lambda: not window.desk.scan.is_running, timeout=10_000)
    assert window.scan.hits.rowCount() == 0
    other.close()


def test_work_that_is_stopped_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.task_ended.emit(Task(words="Verifying", exhibit="E1"), Ending(status=130, sentence="stopped"))
    assert window.start.notice.words() == "Verifying was stopped."


def test_one_piece_of_work_at_a_time(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    qtbot.waitUntil(lambda: not window.desk.work.is_running)
    window.errands.verify("E1")
    window.errands.verify("E1")
    assert window.board.notice.words().startswith("Another piece of work is still running")
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=10_000)


def test_the_chosen_rows_are_copied_as_text(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    window.show_page("findings")
    qtbot.waitUntil(lambda: window.findings.lists.rows.at(0) is not None)
    window.findings.table.selectAll()
    window.findings.table.copy_wanted.emit()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 4
    assert lines[0].split("\t")[1] == "IMG_0000007.jpg"


def test_nothing_of_the_window_ticks_after_it_is_gone(qtbot: QtBot, window: MainWindow) -> None:
    settle(qtbot, window)
    busy = [timer for timer in window.findChildren(QTimer) if timer.isActive() and timer.interval() < 1000]
    assert busy == []


def test_a_window_that_was_closed_starts_no_viewer_for_what_was_just_chosen(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    page.table.choose(entry_of_hit(3))
    content = page.detail.content
    qtbot.waitUntil(lambda: content.pages.entry == entry_of_hit(3) and content.view.is_settling)
    window.close()
    qtbot.wait(100)
    qtbot.waitUntil(lambda: not running_processes(window), timeout=10_000)
    assert not window.desk.viewer.is_running
    window.desk.viewer.make_ready(entry_of_hit(3))
    assert not window.desk.viewer.is_running
