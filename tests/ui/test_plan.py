"""The scan plan: what is chosen is what the engine is told, and the size gate says how it stands."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rows import SetRow
from tests.ui.fakes import FakeWorkbench, set_row
from tests.ui.steps import a_case_with_an_exhibit, settle, wait_for_scan
from ui.sheets.scan_plan import ScanPlanSheet, gate_words
from ui.shell import MainWindow


def a_set(*, role: str = "notable", unsized: int = 0) -> SetRow:
    one = {"name": "List", "role": role, "version": "1", "source": "list.txt"}
    return replace(set_row(one), unsized=unsized)


def test_the_gate_is_closed_when_every_notable_record_carries_a_size() -> None:
    words = gate_words("quick", [a_set(), a_set(role="known", unsized=9)])
    assert words.startswith("closed")


def test_an_open_gate_names_the_records_at_fault() -> None:
    assert "3 notable records without a size" in gate_words("quick", [a_set(unsized=3)])


def test_the_standard_profile_does_not_use_the_gate() -> None:
    assert gate_words("standard", [a_set(unsized=3)]) == "not used: all content is read"


@pytest.mark.parametrize(("chosen", "profile"), [(0, "standard"), (1, "quick")])
def test_the_profile_chosen_reaches_the_engine(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, chosen: int, profile: str
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    window.show_page("board")
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    sheet = window.sheets.sheet
    assert isinstance(sheet, ScanPlanSheet)
    sheet.profile_buttons[chosen].setChecked(True)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running)
    assert workbench.profile_asked == profile
    wait_for_scan(qtbot, window)
