"""500,000 rows: showing, jumping, scrolling, sorting and choosing never block the GUI thread, and ask only
for what is seen.
"""

import time
from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rows import EntryRow, SortOrder
from tests.ui.conftest import (
    BLOCK_LIMIT_S,
    HARD_LIMIT_S,
    MOST_PACE,
    MOST_WAITING,
    PACE_TOGETHER,
    Blocks,
    limit_at_pace,
    pace_of_machine,
)
from tests.ui.fakes import FakeWorkbench, an_entry
from tests.ui.steps import a_case_with_an_exhibit, in_the_loop, settle, start_scan, wait_for_scan
from ui.look import Look
from ui.questions import Questions
from ui.shell import MainWindow
from ui.tables.columns import ENTRY_COLUMNS
from ui.tables.model import RowsModel
from ui.tables.pages import KEPT_PAGES, PAGE_ROWS
from ui.tables.view import RowsTable

pytestmark = pytest.mark.by_itself

ROWS = 500_000


def test_half_a_million_entries_stay_smooth_in_the_window(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, blocks: Blocks
) -> None:
    workbench.entries = ROWS
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    window.show_page("files")
    qtbot.waitUntil(lambda: window.files.model.rowCount() == ROWS, timeout=15_000)
    table, bar = window.files.table, window.files.table.verticalScrollBar()
    in_the_loop(qtbot, table.scrollToBottom)
    settle(qtbot, window)
    for step in range(60):
        in_the_loop(qtbot, partial(bar.setValue, bar.maximum() * step // 60))
    in_the_loop(qtbot, partial(QTest.keyClick, table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier))
    assert table.selected_count() == ROWS
    in_the_loop(qtbot, partial(table.horizontalHeader().sectionClicked.emit, 1))
    settle(qtbot, window)
    in_the_loop(qtbot, partial(table.horizontalHeader().sectionClicked.emit, 1))
    settle(qtbot, window)
    assert table.order == SortOrder(column="size_bytes", descending=True)
    for _ in range(20):
        in_the_loop(qtbot, partial(QTest.keyClick, table, Qt.Key.Key_Down))
    for page in ("board", "findings", "files"):
        in_the_loop(qtbot, partial(window.show_page, page))
        settle(qtbot, window)
    blocks.check()


def test_a_window_that_works_too_long_fails_its_test(
    qtbot: QtBot, window: MainWindow, blocks: Blocks
) -> None:
    in_the_loop(qtbot, partial(_work_for, 1.1 * MOST_PACE * BLOCK_LIMIT_S))
    with pytest.raises(AssertionError, match=r"the GUI thread was blocked for \d{3} ms"):
        blocks.check()
    blocks.forget()


def test_a_window_that_stands_still_fails_its_test(qtbot: QtBot, window: MainWindow, blocks: Blocks) -> None:
    in_the_loop(qtbot, partial(time.sleep, 1.1 * MOST_WAITING * HARD_LIMIT_S))
    assert blocks.longest_s() < BLOCK_LIMIT_S
    with pytest.raises(AssertionError, match=r"the GUI thread stood still for [2-9]\.\d s"):
        blocks.check()
    blocks.forget()


def test_the_limit_grows_on_a_slow_machine_but_never_without_end() -> None:
    assert limit_at_pace(0.5, processes=1) == BLOCK_LIMIT_S
    assert limit_at_pace(1.8, processes=1) == pytest.approx(1.8 * BLOCK_LIMIT_S)
    assert limit_at_pace(0.5, processes=2) == PACE_TOGETHER * BLOCK_LIMIT_S
    assert limit_at_pace(9, processes=1) == MOST_PACE * BLOCK_LIMIT_S


def test_the_pace_of_this_machine_is_told_in_the_time_of_the_machine_the_limit_was_set_for(
    qapp: QApplication,
) -> None:
    assert 0.1 < pace_of_machine() < 100, "a yardstick that is not what the limit was set with says nothing"


def _row(number: int) -> EntryRow:
    """As the case would give it for its number."""
    return replace(an_entry(number), id=number)


def _work_for(seconds: float) -> None:
    """Of this thread's own time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_only_the_pages_that_are_seen_are_asked_for(qtbot: QtBot, look: Look, blocks: Blocks) -> None:
    asked: list[int] = []

    def fetch(ids: Sequence[int]) -> list[EntryRow]:
        asked.extend(ids)
        return [_row(number) for number in ids]

    questions = Questions()
    model = RowsModel(look, questions, columns=ENTRY_COLUMNS)
    table = RowsTable(model, name="entries")
    qtbot.addWidget(table)
    table.resize(900, 600)
    table.show()
    model.show_ids(array("q", range(ROWS)), fetch)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    for step in range(100):
        table.verticalScrollBar().setValue(step * (ROWS // 100))
    table.scrollToBottom()
    qtbot.waitUntil(lambda: model.row_at(ROWS - 1) is not None)
    qtbot.waitUntil(lambda: not questions.is_busy)
    assert len(asked) < 20 * PAGE_ROWS
    assert model.data(model.index(ROWS - 1, 0)) == an_entry(ROWS - 1).path.rpartition("/")[2]
    questions.close()
    questions.wait()


def _is_here(model: RowsModel, row: int) -> bool:
    return model.row_at(row) is not None


def test_rows_that_were_let_go_are_fetched_again(qtbot: QtBot, look: Look) -> None:
    questions = Questions()
    model = RowsModel(look, questions, columns=ENTRY_COLUMNS)
    model.show_ids(array("q", range(ROWS)), lambda ids: [_row(number) for number in ids])
    for page in range(KEPT_PAGES + 5):
        qtbot.waitUntil(partial(_is_here, model, page * PAGE_ROWS))
    assert model.row_at(0) is None
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    questions.close()
    questions.wait()


def test_answers_to_old_rows_are_not_shown_among_new_ones(qtbot: QtBot, look: Look) -> None:
    questions = Questions()
    model = RowsModel(look, questions, columns=ENTRY_COLUMNS)
    model.show_ids(array("q", range(1000)), lambda ids: [_row(number) for number in ids])
    assert model.row_at(0) is None
    model.show_ids(array("q", range(999, -1, -1)), lambda ids: [_row(number) for number in ids])
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    qtbot.waitUntil(lambda: not questions.is_busy)
    assert model.row_at(0) == _row(999)
    questions.close()
    questions.wait()
