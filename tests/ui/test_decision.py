"""The decision line: one sentence that claims no more than is known, and reasons that are never cut."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeWorkbench, a_volume
from tests.ui.steps import a_case_with_an_exhibit, settle, start_scan, wait_for_scan
from ui.case_view import CaseView
from ui.pages.decision import decision, reasons
from ui.shell import MainWindow


def a_view(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, folder: Path) -> CaseView:
    a_case_with_an_exhibit(qtbot, window, workbench, folder)
    settle(qtbot, window)
    assert window.desk.view is not None
    return window.desk.view


def test_what_is_not_scanned_is_not_decided(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    assert decision(view) == "1 exhibit to scan"
    assert decision(replace(view, exhibits=())) == "No exhibits yet"
    assert [said.words for _page, said in reasons(view)] == ["Nothing compared so far"]


def test_hits_differences_and_locks_are_named_in_this_order(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    one = view.exhibits[0]
    exhibits = (
        replace(one, label="E1", hits=3, state="done"),
        replace(one, label="E2", verified="differs", state="done"),
        replace(one, label="E3", volumes=(a_volume(state="locked"),), state="done"),
    )
    changed = replace(view, exhibits=exhibits)
    assert decision(changed) == "Matches on 1 of 3 exhibits"
    assert [said.meaning for _page, said in reasons(changed)] == ["hit", "differs", "locked"]


def test_an_exhibit_no_scan_has_come_to_is_named_beside_the_others(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    one = view.exhibits[0]
    exhibits = (replace(one, label="E1", state="done"), replace(one, label="E2", state="added"))
    words = [said.words for _page, said in reasons(replace(view, exhibits=exhibits))]
    assert words == ["Nothing compared so far", "E2 not scanned yet"]


def test_reasons_take_a_second_line_in_a_narrow_window(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    label = "a long exhibit label " * 3
    one = replace(
        view.exhibits[0], label=label, hits=1, verified="differs", volumes=(a_volume(state="locked"),)
    )
    window.desk.view = replace(view, exhibits=(one,))
    window.show_page("board")
    qtbot.wait(20)
    tops = {link.mapTo(window, link.rect().topLeft()).y() for link in window.board.reason_widgets}
    assert len(tops) > 1
    for link in window.board.reason_widgets:
        assert link.width() >= link.sizeHint().width()
        assert link.mapTo(window, link.rect().topRight()).x() < window.width()
