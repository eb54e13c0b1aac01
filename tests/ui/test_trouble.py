"""Trouble comes as one sentence where it belongs, and what was typed stays."""

from pathlib import Path

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeChooser, FakeWorkbench
from tests.ui.steps import (
    a_case_with_an_exhibit,
    add_exhibit,
    import_set,
    new_case,
    settle,
    start_scan,
    wait_for_scan,
)
from ui.programs import ChildProgram, Ending, as_sentence
from ui.sheets.forms import NewCaseSheet
from ui.shell import MainWindow


def _rewrite(state: Path, old: str, new: str) -> None:
    """In one step, because the window may be reading the file."""
    fresh = state.with_suffix(".changed")
    fresh.write_text(state.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    fresh.replace(state)


def test_an_image_that_is_missing_is_said_in_the_form(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    new_case(qtbot, window)
    add_exhibit(qtbot, window, tmp_path / "gone.dd")
    sheet = window.sheets.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.notice.words().startswith("The image "), timeout=10_000)
    assert "does not exist" in sheet.notice.words()
    assert window.sheets.sheet is sheet


def test_a_second_scan_of_the_case_is_refused_with_a_sentence(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    case = window.desk.case
    assert case is not None
    state = Path(case.folder) / "state.json"
    _rewrite(state, '"scan": "none"', '"scan": "running"')
    window.desk.start_scan()
    window.show_page("scan")
    qtbot.waitUntil(lambda: bool(window.scan.notice.words()), timeout=10_000)
    assert window.scan.notice.words() == "Another scan of this case is running; wait for it or stop it first."


def test_a_case_that_exists_already_is_said_in_the_form(qtbot: QtBot, window: MainWindow) -> None:
    new_case(qtbot, window)
    window.actions_["case.new"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, NewCaseSheet)
    sheet.number.edit.setText("FL-2026-0417")
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: "exists already" in sheet.notice.words())
    assert sheet.number.value() == "FL-2026-0417"


def test_an_empty_form_says_which_fields_are_needed(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["case.new"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, NewCaseSheet)
    window.actions_["sheet.accept"].trigger()
    assert sheet.number.complaint() == "is needed"
    assert window.focusWidget() is sheet.number.edit
    QTest.keyClicks(sheet.number.edit, "7")
    assert sheet.number.complaint() == ""


def test_a_cut_set_is_refused_and_the_form_stays(
    qtbot: QtBot, window: MainWindow, chooser: FakeChooser, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.txt"
    cut.write_text("d41d8cd98f00b204", encoding="utf-8")
    import_set(qtbot, window, chooser, cut)
    sheet = window.sheets.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: "middle of a record" in sheet.notice.words(), timeout=10_000)
    settle(qtbot, window)
    assert window.desk.workbench.sets() == ()


def test_a_folder_that_is_no_case_is_said_on_the_start_page(
    qtbot: QtBot, window: MainWindow, chooser: FakeChooser, tmp_path: Path
) -> None:
    chooser.path = str(tmp_path)
    window.actions_["case.open"].trigger()
    qtbot.waitUntil(lambda: "is not a case folder" in window.start.notice.words())


def test_a_broken_chain_is_shown_as_a_difference(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    window.show_page("custody")
    window.actions_["custody.check"].trigger()
    qtbot.waitUntil(lambda: window.custody.state.words().endswith("all linked"), timeout=10_000)
    case = window.desk.case
    assert case is not None
    state = Path(case.folder) / "state.json"
    _rewrite(state, '"number"', '"broken": 1, "number"')
    window.actions_["custody.check"].trigger()
    qtbot.waitUntil(lambda: window.custody.state.words() == "The chain differs", timeout=10_000)
    assert window.custody.notice.words() == "Event 2 does not hold the digest of event 1."


def test_a_report_folder_that_exists_is_refused_with_a_sentence(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    window.show_page("report")
    window.report.form.where.setText(str(tmp_path))
    window.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: "exists already" in window.report.notice.words(), timeout=10_000)
    assert not window.actions_["report.show"].isEnabled()


def test_part_of_the_evidence_unread_is_listed_after_the_scan(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    qtbot.waitUntil(lambda: window.scan.faults.rowCount() == 4)
    assert not window.scan.notice.isVisible()


def test_a_program_that_cannot_start_ends_with_a_sentence(qtbot: QtBot) -> None:
    program = ChildProgram()
    with qtbot.waitSignal(program.ended) as ended:
        program.start(("/nowhere/fieldcase", "scan"))
    ending = ended.args[0]
    assert isinstance(ending, Ending)
    assert ending.status == 1
    assert ending.sentence.startswith("The program could not be started: ")


def test_a_line_that_is_no_progress_is_told_and_not_swallowed(
    qtbot: QtBot, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    program = ChildProgram()
    with qtbot.waitSignal(program.ended, timeout=10_000) as ended:
        program.start(workbench.lines.practice_command(tmp_path))
    assert "does not understand" in ended.args[0].sentence


def test_a_program_line_becomes_a_sentence() -> None:
    assert as_sentence("fieldcase: the image x.dd does not exist") == "The image x.dd does not exist."
    assert as_sentence("Done.") == "Done."
    assert as_sentence("") == ""
