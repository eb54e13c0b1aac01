"""The practice tour notices what was done, is left and taken up at will, and never touches a real case."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import running_processes
from tests.ui.fakes import FakeCase, FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, settle
from ui.shell import MainWindow
from ui.tour.steps import STEPS
from ui.window import RAIL_PAGES


@pytest.fixture
def practising(
    qtbot: QtBot,
    window: MainWindow,
    workbench: FakeWorkbench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> MainWindow:
    """A window over a practice case with one exhibit."""
    summary = FakeCase.summary
    monkeypatch.setattr(FakeCase, "summary", lambda case: replace(summary(case), practice=True))
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    return window


def test_the_first_practice_case_begins_the_tour_by_itself(
    practising: MainWindow, workbench: FakeWorkbench
) -> None:
    assert practising.tour_panel.isVisible()
    assert practising.tour_panel.place.text() == "Step 1 of 10"
    assert workbench.settings["tour"] == "on"


def test_a_real_case_never_shows_it(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.settings["tour"] = "on"
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    assert not window.tour_panel.isVisible()


def test_a_step_ends_when_it_was_done_and_not_before(qtbot: QtBot, practising: MainWindow) -> None:
    practising.show_page("custody")
    assert practising.tour.at == 0
    practising.show_page("findings")
    assert practising.tour.at == 1
    practising.show_page("board")
    practising.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: practising.tour.at == 2)
    practising.sheets.close_sheet()
    qtbot.waitUntil(lambda: not running_processes(practising), timeout=10_000)
    settle(qtbot, practising)


def test_it_is_left_and_taken_up_where_it_was(
    qtbot: QtBot, practising: MainWindow, workbench: FakeWorkbench
) -> None:
    practising.tour.next_step()
    practising.tour_panel.close_tour.click()
    assert not practising.tour_panel.isVisible()
    qtbot.waitUntil(lambda: workbench.settings["tour"] == "left")
    practising.actions_["tour.open"].trigger()
    assert practising.tour_panel.isVisible()
    assert practising.tour.at == 1
    settle(qtbot, practising)


def test_an_event_of_the_chain_ends_the_step_that_waits_for_it(qtbot: QtBot, practising: MainWindow) -> None:
    while practising.tour.step is not None and practising.tour.step.id != "mark":
        practising.tour.next_step()
    settle(qtbot, practising)
    practising.tour.saw("event:case.opened")
    assert practising.tour.step is not None
    assert practising.tour.step.id == "mark"
    practising.tour.saw("event:entries.marked")
    assert practising.tour.step.id == "look"
    settle(qtbot, practising)


def test_the_last_step_says_what_comes_next(qtbot: QtBot, practising: MainWindow) -> None:
    for _ in STEPS:
        practising.tour.next_step()
    assert practising.tour_panel.title.text() == "That is the whole flow"
    practising.tour_panel.close_tour.click()
    qtbot.waitUntil(lambda: practising.tour.is_done)
    practising.actions_["tour.open"].trigger()
    assert practising.tour.at == 0, "from the first step"
    settle(qtbot, practising)


def test_the_tour_lies_below_the_pages_and_folds_to_one_line(qtbot: QtBot, practising: MainWindow) -> None:
    panel, page = practising.tour_panel, practising.pages[practising.page]
    wide, tall = page.width(), panel.height()
    panel.fold.click()
    qtbot.waitUntil(lambda: panel.height() < tall)
    assert not panel.words.isVisible()
    assert panel.title.isVisible()
    panel.close_tour.click()
    assert page.width() == wide, "no page is narrower for it"
    settle(qtbot, practising)


def test_every_step_leads_to_a_page_that_is_there(window: MainWindow) -> None:
    assert [step.id for step in STEPS if step.page not in (*RAIL_PAGES, *window.pages)] == []
