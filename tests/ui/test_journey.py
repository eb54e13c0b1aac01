"""The main job by mouse and keyboard on the fake workbench: new case, exhibit, set, scan, hits, report,
chain.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeWindow
from tests.ui.fakes import FakeChooser, FakeWorkbench
from tests.ui.steps import (
    ALT,
    CTRL,
    a_case_with_an_exhibit,
    a_set,
    add_exhibit,
    an_image,
    focused,
    import_set,
    new_case,
    press,
    settle,
    start_scan,
    wait_for_scan,
)
from ui.shell import MainWindow


def test_from_a_new_case_to_a_written_report(
    qtbot: QtBot, window: MainWindow, chooser: FakeChooser, tmp_path: Path
) -> None:
    new_case(qtbot, window)
    # It is entered among the recent ones behind the opening, in the reading thread.
    qtbot.waitUntil(
        lambda: [case.number for case in window.desk.workbench.recent_cases()] == ["FL-2026-0417"]
    )
    add_exhibit(qtbot, window, an_image(tmp_path))
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=10_000)
    import_set(qtbot, window, chooser, a_set(tmp_path))
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=10_000)
    start_scan(qtbot, window)
    assert window.page == "scan"
    wait_for_scan(qtbot, window)
    window.show_page("findings")
    qtbot.waitUntil(lambda: len(window.findings.model.listed.members) == 4)
    window.show_page("report")
    report = tmp_path / "out"
    window.report.form.where.setText(str(report))
    window.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: "Read back" in window.report.notice.words(), timeout=10_000)
    assert (report / "report.pdf").is_file()
    assert str(report) in window.report.notice.words()
    window.show_page("custody")
    qtbot.waitUntil(lambda: any(row.action == "report.exported" for row in window.custody.model.rows()))


def test_the_same_job_goes_by_keys_alone(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.set_setting("examiner", "Examiner E-114")
    press(qtbot, window, Qt.Key.Key_N, CTRL)
    QTest.keyClicks(focused(window), "K-1")
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.desk.case is not None)
    press(qtbot, window, Qt.Key.Key_A)
    QTest.keyClicks(focused(window), str(an_image(tmp_path)))
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(
        lambda: window.desk.view is not None and len(window.desk.view.exhibits) == 1, timeout=10_000
    )
    press(qtbot, window, Qt.Key.Key_V)
    qtbot.waitUntil(
        lambda: window.desk.view is not None and window.desk.view.exhibits[0].verified == "agrees",
        timeout=10_000,
    )
    press(qtbot, window, Qt.Key.Key_7, ALT)
    assert window.page == "report"
    press(qtbot, window, Qt.Key.Key_1, ALT)
    assert window.page == "board"
    press(qtbot, window, Qt.Key.Key_W, CTRL)
    assert window.page == "start"


def test_a_scan_shows_its_progress_and_its_hits_while_it_runs(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.scan_seconds = 1.5
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    qtbot.waitUntil(lambda: window.scan.hits.rowCount() > 2, timeout=10_000)
    assert "IMG_" in window.scan.hits.rows()[0].path
    assert window.actions_["scan.stop"].isEnabled()
    wait_for_scan(qtbot, window)
    assert not window.actions_["scan.stop"].isEnabled()


def test_a_stopped_scan_is_resumed_to_its_end(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.scan_seconds = 3.0
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    qtbot.waitUntil(lambda: window.scan.hits.rowCount() > 0, timeout=10_000)
    window.actions_["scan.stop"].trigger()
    wait_for_scan(qtbot, window)
    assert window.desk.view is not None
    assert window.desk.view.scan.state == "stopped"
    assert "Nothing is lost" in window.scan.notice.words()
    workbench.scan_seconds = 0.3
    window.actions_["scan.resume"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running)  # the exhibits are looked at for locks before
    wait_for_scan(qtbot, window)
    assert window.desk.view.scan.state == "done"
    assert not window.scan.notice.isVisible()


def test_closing_the_window_leaves_a_scan_running_only_after_asking(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, chooser: FakeChooser, tmp_path: Path
) -> None:
    workbench.scan_seconds = 1.0
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    chooser.answer = False
    window.close()
    assert window.isVisible()
    chooser.answer = True
    window.close()
    assert not window.isVisible()
    assert window.desk.scan.is_running
    assert chooser.asked == ["A scan is running", "A scan is running"]
    qtbot.waitUntil(lambda: not window.desk.scan.is_running, timeout=10_000)


def test_a_scan_of_another_window_is_shown_by_reading_the_case(
    qtbot: QtBot, make_window: MakeWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.scan_seconds = 2.0
    first = make_window(workbench)
    a_case_with_an_exhibit(qtbot, first, workbench, tmp_path)
    start_scan(qtbot, first)
    qtbot.waitUntil(lambda: first.scan.hits.rowCount() > 0, timeout=10_000)
    second = make_window(workbench)
    second.desk.open(workbench.recent[0])
    qtbot.waitUntil(lambda: second.desk.view is not None and second.desk.is_scanning)
    assert not second.desk.is_scan_ours
    assert not second.actions_["scan.stop"].isEnabled()
    wait_for_scan(qtbot, first)
    qtbot.waitUntil(lambda: not second.desk.is_scanning, timeout=10_000)


def test_a_case_is_closed_when_another_is_opened(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    new_case(qtbot, window, number="one")
    first = workbench.opened[0]
    new_case(qtbot, window, number="two")
    settle(qtbot, window)
    assert first.is_closed
    assert window.desk.view is not None
    assert window.desk.view.summary.number == "two"


def test_dropping_an_image_on_an_open_case_begins_an_exhibit(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    new_case(qtbot, window)
    window.dropping.take_path(str(an_image(tmp_path)))
    sheet = window.sheets.sheet
    assert sheet is not None
    assert sheet.source.value() == str(tmp_path / "stick.dd")  # type: ignore[attr-defined]  # it is the exhibit's sheet
