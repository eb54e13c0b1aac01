"""The search of a whole disk for lost volumes, from the board: started, told, stopped."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit
from ui.errands import SEARCHING
from ui.sentences import spoken
from ui.shell import MainWindow


@pytest.fixture
def board(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MainWindow:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    return window


def test_a_search_is_told_on_the_card_and_its_result_on_the_board(qtbot: QtBot, board: MainWindow) -> None:
    with qtbot.waitSignal(board.desk.task_ended):
        board.actions_["exhibit.search_lost"].trigger()
        task = board.desk.task
        assert task is not None
        assert (task.words, task.exhibit) == (SEARCHING, "E1")
        assert not board.actions_["exhibit.search_lost"].isEnabled()
    assert "2 volumes were found that no table lists" in board.board.notice.words()


def test_a_search_that_is_stopped_says_where_and_how_to_go_on(qtbot: QtBot, board: MainWindow) -> None:
    case = board.desk.case
    assert case is not None
    (Path(case.folder) / "slow").touch()
    board.actions_["exhibit.search_lost"].trigger()
    qtbot.waitUntil(lambda: board.desk.task is not None and board.desk.task.share is not None)
    with qtbot.waitSignal(board.desk.task_ended):
        board.desk.stop_work()
    assert "was stopped at byte 40 of 100; search again to go on from there" in board.board.notice.words()


def test_how_a_search_ended_is_a_known_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(_context: str, text: str) -> str:
        asked.append(text)
        return text

    monkeypatch.setattr("ui.sentences.translate", ask)
    spoken("E1: the whole disk was searched for lost volumes; 3 volumes were found that no table lists")
    spoken(
        "E1: the search was stopped at byte 1,024 of 5,000; search again to go on from there; none was found"
    )
    assert [text.partition(";")[0] for text in asked] == [
        "{number} volumes were found that no table lists.",
        "{label}: the whole disk was searched for lost volumes",
        "None was found.",
        "{label}: the search was stopped at byte {start} of {size}",
    ]
