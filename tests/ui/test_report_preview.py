"""The pages of the report beside its form: made when they are seen, made anew when a choice changes."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Blocks
from tests.ui.fakes import FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, press, settle
from ui.report_preview import REST_MS
from ui.shell import MainWindow

LONG_MS = 10_000


def previews(workbench: FakeWorkbench) -> list[dict[str, Any]]:
    """What was asked for, each set of choices once."""
    asked = [said for name, said in workbench.custody.asked if name == "preview"]
    return [said for before, said in zip([None, *asked], asked, strict=False) if said != before]


def made(qtbot: QtBot, window: MainWindow) -> None:
    preview = window.report.previewer
    qtbot.waitUntil(lambda: len(preview.pages) == 3 and not preview.is_running, timeout=LONG_MS)
    settle(qtbot, window)


@pytest.fixture
def case(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MainWindow:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
    settle(qtbot, window)
    return window


def test_no_page_is_made_before_the_report_is_looked_at(case: MainWindow, workbench: FakeWorkbench) -> None:
    assert previews(workbench) == []
    assert not case.report.previewer.is_running


def test_every_page_comes_and_the_keys_turn_them(qtbot: QtBot, case: MainWindow) -> None:
    case.show_page("report")
    made(qtbot, case)
    pages = case.report.pages
    assert pages.small.rowCount() == 3
    assert pages.sheet.has_page()
    for key, at in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageDown, 2), (Qt.Key.Key_PageDown, 2),
                    (Qt.Key.Key_PageUp, 1)):  # fmt: skip
        press(qtbot, case, key)
        assert pages.at == at
    assert pages.list.currentIndex().row() == 1


def test_another_language_makes_other_pages_and_the_same_choices_do_not(
    qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench
) -> None:
    case.show_page("report")
    made(qtbot, case)
    case.show_page("board")
    case.show_page("report")
    assert not case.report.previewer.is_running
    case.report.form.language.show_value("es")
    qtbot.waitUntil(lambda: len(previews(workbench)) == 2, timeout=LONG_MS)
    qtbot.wait(REST_MS)
    made(qtbot, case)
    assert [said["language"] for said in previews(workbench)] == ["en", "es"]


def test_choices_that_follow_one_another_quickly_end_in_the_last(
    qtbot: QtBot, case: MainWindow, workbench: FakeWorkbench
) -> None:
    case.show_page("report")
    for name in ("paths", "names", "set-labels"):
        case.report.form.withheld[name].setChecked(True)
    made(qtbot, case)
    assert previews(workbench)[-1]["redact"] == ("paths", "names", "set-labels")
    assert case.report.previewer._asked[-1] == "language=en"


def test_pages_of_another_case_are_taken_away(qtbot: QtBot, case: MainWindow) -> None:
    case.show_page("report")
    made(qtbot, case)
    case.close_case()
    assert case.report.previewer.pages == []
    assert not case.report.pages.sheet.has_page()
    qtbot.waitUntil(lambda: not case.report.previewer.is_running, timeout=LONG_MS)


def test_a_report_that_cannot_be_set_says_why(
    qtbot: QtBot, case: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = case.desk.workbench.custody
    monkeypatch.setattr(
        lines, "preview_command", lambda _case, **_chosen: (*lines.verify_command("x")[:2], "babble", "x")
    )
    case.show_page("report")
    qtbot.waitUntil(lambda: bool(case.report.previewer.trouble), timeout=LONG_MS)
    assert "cannot be shown" in case.report.pages.notice.words()
    assert not case.report.previewer.is_running


def test_a_narrow_page_lets_the_small_pages_go(qtbot: QtBot, case: MainWindow, blocks: Blocks) -> None:
    case.show_page("report")
    made(qtbot, case)
    with blocks.set_aside():
        case.resize(1024, 680)
        qtbot.wait(50)
    assert not case.report.pages.list.isVisible()
    assert case.report.form.write_button.isVisible()


def test_the_contents_of_matched_files_go_along_only_where_there_are_any(case: MainWindow) -> None:
    case.show_page("report")
    form = case.report.form
    form.show_outlook(pages=3, entries=10, matched=0, signed=True)
    form.with_files.setChecked(True)
    assert form.choices().files == ()
    form.show_outlook(pages=3, entries=10, matched=4, signed=True)
    assert form.choices().files == ("hits",)
