"""The decision line: one sentence that claims no more than is known, and reasons that are never cut."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.rows import EntryFilter, SharedRow
from tests.ui.fakes import FakeWorkbench, a_volume
from tests.ui.steps import a_case_with_an_exhibit, settle, start_scan, wait_for_scan
from ui.case_view import CaseView
from ui.pages.decision import Standing, decision, reasons
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
    assert decision(Standing(view=view)) == "1 exhibit to scan"
    assert decision(Standing(view=replace(view, exhibits=()))) == "No exhibits yet"
    assert [reason.said.words for reason in reasons(Standing(view=view))] == ["Nothing compared so far"]


def test_hits_the_same_file_differences_and_locks_are_named_in_this_order(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    one = view.exhibits[0]
    exhibits = (
        replace(one, label="E1", hits=3, state="done"),
        replace(one, label="E2", verified="differs", state="done"),
        replace(one, label="E3", volumes=(a_volume(state="locked", file_system="BitLocker"),), state="done"),
        replace(one, label="E4", hits=2, state="done"),
    )
    standing = Standing(
        view=replace(view, exhibits=exhibits, summary=replace(view.summary, hits=4)),
        shared=(SharedRow(exhibits=("E1", "E4"), files=1),),
    )
    assert decision(standing) == "Matches on 2 of 4 exhibits"
    found = reasons(standing)
    assert [reason.said.meaning for reason in found] == ["hit", "accent", "differs", "locked"]
    assert found[0].said.words == "4 records matched, on E1 and E4", "one is on both"
    assert found[1].said.words == "1 file on both"
    assert found[1].where == EntryFilter.of("also:yes outcome:matched")
    assert found[3].said.words == "E3 locked, nothing compared inside"
    assert (found[3].leads, found[3].exhibit) == ("card", "E3")


def test_while_a_scan_runs_its_own_hits_and_what_is_still_to_go_are_told(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    standing = Standing(view=view, hits=(("E1", 14),), records=14, still=(("E1", 0.38),), is_scanning=True)
    assert decision(standing) == "Matches on 1 of 1 exhibit"
    words = [reason.said.words for reason in reasons(standing)]
    assert words == ["14 records matched, on E1", "E1: 38 % still to go"]


def test_an_exhibit_no_scan_has_come_to_is_named_beside_the_others(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    one = view.exhibits[0]
    exhibits = (replace(one, label="E1", state="done"), replace(one, label="E2", state="added"))
    found = reasons(Standing(view=replace(view, exhibits=exhibits)))
    assert [reason.said.words for reason in found] == ["Nothing compared so far", "E2 not scanned yet"]


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
    items = window.board.decision.reasons.items
    assert len({item.mapTo(window, item.rect().topLeft()).y() for item in items}) > 1
    for item in items:
        assert item.width() >= item.sizeHint().width()
        assert item.mapTo(window, item.rect().topRight()).x() < window.width()
        holder = item.parentWidget()
        assert holder is not None
        assert holder.rect().contains(item.geometry())


def test_a_link_that_has_the_focus_keeps_it_while_its_words_change(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    view = a_view(qtbot, window, workbench, tmp_path)
    one = replace(view.exhibits[0], hits=1, state="done")
    window.desk.view = replace(view, exhibits=(one,))
    window.show_page("board")
    link = window.board.decision.reasons.items[0].link
    link.setFocus()
    window.desk.view = replace(view, exhibits=(replace(one, hits=2),))
    window.board.show_view()
    assert link.text() == "2 records matched, on E1"
    assert window.focusWidget() is link
