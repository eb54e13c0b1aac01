"""Top bar and status bar: power, chain and clocks in words, and what stays where the window is narrow."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rows import CheckpointRow, LaptopRow
from tests.ui.conftest import MakeWindow
from tests.ui.fakes import NOW, FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, settle
from ui.shell import MainWindow
from ui.status_bar import chain_said, power_said

LAPTOP = LaptopRow(battery=78, is_on_mains=True, folder="cases", free_bytes=1, utc=NOW)


@pytest.mark.parametrize(
    ("battery", "mains", "words", "meaning"),
    [
        (78, True, "Mains, 78 %", "text2"),
        (12, True, "Mains, 12 %", "text2"),
        (64, False, "Battery 64 %", "text2"),
        (20, False, "Battery 20 %", "text2"),
        (12, False, "Battery 12 %. The scan saves itself every 5 s.", "unreadable"),
    ],
)
def test_power_is_told_in_words(battery: int, mains: bool, words: str, meaning: str) -> None:
    said = power_said(replace(LAPTOP, battery=battery, is_on_mains=mains))
    assert said is not None
    assert (said.words, said.meaning) == (words, meaning)


def test_a_laptop_without_a_battery_says_nothing() -> None:
    assert power_said(replace(LAPTOP, battery=None, is_on_mains=None)) is None


def test_the_chain_tells_when_it_was_signed_last(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    view = window.desk.view
    assert view is not None
    assert "signed" not in chain_said(view).words
    signed = CheckpointRow(sequence=3, utc="2026-11-22T02:48:00Z", occasion="scan", count=3, signers=("A",))
    custody = replace(view.custody, checkpoints=(signed,))
    assert chain_said(replace(view, custody=custody)).words.endswith(", last signed 02:48 UTC")


def test_a_low_battery_is_the_last_thing_to_leave_a_narrow_window(
    qtbot: QtBot, make_window: MakeWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.power = replace(LAPTOP, battery=12, is_on_mains=False)
    window = make_window(workbench)
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    window.resize(1024, 600)
    qtbot.wait(50)
    assert window.status_bar.power.isVisible()
    assert window.status_bar.minimumSizeHint().width() <= window.width()
    assert window.size().height() == 600
