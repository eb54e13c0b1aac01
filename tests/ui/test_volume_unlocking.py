"""A locked volume is unlocked from the board; its secret goes to the child on its standard input alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rows import SecretRow, VolumeRow
from tests.ui.board_builders import an_exhibit, with_exhibits
from tests.ui.fakes import FakeWorkbench, a_volume
from tests.ui.steps import a_case_with_an_exhibit, settle
from ui.sheets.unlock_volume import UnlockAgainSheet, UnlockVolumeSheet, means_of
from ui.shell import MainWindow

LOCKED = a_volume(index=1, state="locked", file_system="BitLocker", reason="It opens with: password.")


def show(window: MainWindow, *volumes: VolumeRow) -> None:
    assert window.desk.view is not None
    window.desk.view = with_exhibits(window.desk.view, (replace(an_exhibit(label="E1"), volumes=volumes),))


@pytest.fixture
def board(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MainWindow:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)  # a reading that is still to come would show the exhibit as it was
    show(window, LOCKED)
    return window


def the_sheet(board: MainWindow) -> UnlockVolumeSheet:
    board.scan_errands.unlocking.ask("E1")
    sheet = board.sheets.sheet
    assert isinstance(sheet, UnlockVolumeSheet)
    return sheet


def test_the_secret_reaches_the_child_and_a_wrong_one_is_said_in_the_sheet(
    qtbot: QtBot, board: MainWindow
) -> None:
    sheet = the_sheet(board)
    assert sheet.how.text() == "It opens with: password."
    sheet.secret.edit.setText("wrong")
    with qtbot.waitSignal(board.desk.task_ended):
        board.actions_["sheet.accept"].trigger()
    assert "does not open" in sheet.notice.words()
    sheet.secret.edit.setText("correct horse")
    with qtbot.waitSignal(board.desk.task_ended):
        board.actions_["sheet.accept"].trigger()
    assert board.sheets.sheet is None
    case = board.desk.case
    assert case is not None
    told = json.loads((Path(case.folder) / "unlocked.json").read_text(encoding="utf-8"))
    assert told == {"label": "E1", "volume": "1", "means": "password"}


def test_the_means_follow_the_lock_and_a_clear_key_asks_for_nothing(board: MainWindow) -> None:
    sheet = the_sheet(board)
    assert [sheet.means.box.itemData(row) for row in range(sheet.means.box.count())] == [
        "password",
        "recovery-key",
        "key-file",
        "clear-key",
    ]
    sheet.means.show_value("clear-key")
    assert sheet.secret.isHidden()
    sheet.means.show_value("key-file")
    assert sheet.secret.isHidden()
    assert means_of("LUKS2") == ("password", "key-file")


def test_what_is_typed_is_hidden_until_it_is_asked_to_be_shown(board: MainWindow) -> None:
    sheet = the_sheet(board)
    sheet.secret.edit.setText("hunter2")
    assert sheet.secret.edit.displayText() != "hunter2"
    sheet.shown.setChecked(True)
    assert sheet.secret.edit.displayText() == "hunter2"


def test_a_scan_asks_again_for_the_secrets_that_this_session_does_not_know(
    qtbot: QtBot, board: MainWindow
) -> None:
    case = board.desk.case
    assert case is not None
    rows = (
        SecretRow(exhibit="E1", volume=1, means="password", lock="BitLocker"),
        SecretRow(exhibit="E1", volume=2, means="password", lock="LUKS2"),
    )
    case.secrets = rows  # type: ignore[attr-defined]  # of the fake
    given: list[tuple[str, ...] | None] = []
    board.scan_errands.unlocking.gather(("E1",), then=given.append)
    for secret in ("correct horse", ""):
        qtbot.waitUntil(lambda: isinstance(board.sheets.sheet, UnlockAgainSheet))
        sheet = board.sheets.sheet
        assert isinstance(sheet, UnlockAgainSheet)
        sheet.secret.edit.setText(secret)
        board.actions_["sheet.accept"].trigger()
    assert given == [("correct horse", "")]


def test_an_unlocked_volume_is_no_longer_offered(board: MainWindow) -> None:
    inside = a_volume(index=2, within=1, file_system="NTFS")
    show(board, LOCKED, inside)
    board.scan_errands.unlocking.ask("E1")
    assert board.sheets.sheet is None


def test_a_volume_that_another_session_unlocked_is_opened_for_looking(
    qtbot: QtBot, board: MainWindow
) -> None:
    show(board, LOCKED, a_volume(index=2, within=1, file_system="NTFS"))
    case = board.desk.case
    assert case is not None
    row = SecretRow(exhibit="E1", volume=1, means="password", lock="BitLocker")
    case.secrets = (row,)  # type: ignore[attr-defined]  # of the fake
    said: list[str] = []
    board.scan_errands.unlocking.said.connect(said.append)
    board.scan_errands.unlocking.ask("E1")
    qtbot.waitUntil(lambda: isinstance(board.sheets.sheet, UnlockAgainSheet))
    sheet = board.sheets.sheet
    assert isinstance(sheet, UnlockAgainSheet)
    sheet.secret.edit.setText("wrong")
    board.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: "does not open" in sheet.notice.words())
    sheet.secret.edit.setText("right")
    board.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: board.sheets.sheet is None)
    assert said == ["Volume 1 of E1 is unlocked; its files can be looked at."]
    board.scan_errands.unlocking.ask("E1")
    qtbot.waitUntil(lambda: said[-1] == "E1 has no volume that is locked.")
