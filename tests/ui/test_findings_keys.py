"""Review by keys: every mark, note and bookmark is shown at once, is one event, and can be taken back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.rows import EntryFilter
from tests.ui.conftest import Blocks
from tests.ui.fakes import FakeWorkbench
from tests.ui.findings_steps import entry_of_hit, key, open_findings, settled
from tests.ui.steps import in_the_loop
from ui.pages.findings_table import LINE_ROLE
from ui.shell import MainWindow

DIGITS = [Qt.Key(Qt.Key.Key_1.value + number) for number in range(3)]


def marks_of(workbench: FakeWorkbench) -> dict[int, str]:
    """What is recorded, by entry."""
    return {entry: row.category for entry, row in workbench.reviews.review().marks.items()}


@pytest.mark.parametrize("is_grid", [False, True], ids=["table", "grid"])
@pytest.mark.parametrize("digit", DIGITS, ids="123")
def test_a_digit_marks_the_current_file_and_nought_takes_the_mark_away(
    qtbot: QtBot,
    window: MainWindow,
    workbench: FakeWorkbench,
    tmp_path: Path,
    digit: Qt.Key,
    is_grid: bool,
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    page.show_face(is_grid=is_grid)
    key(window, digit)
    words = chr(digit.value)
    assert window.desk.marking.mark_of(entry_of_hit(0)) == words, "it is shown before it is recorded"
    settled(qtbot, window)
    assert marks_of(workbench) == {entry_of_hit(0): words}
    assert len(workbench.reviews.events) == 1
    key(window, Qt.Key.Key_0)
    settled(qtbot, window)
    assert marks_of(workbench) == {}
    assert window.desk.marking.mark_of(entry_of_hit(0)) is None


def test_a_mark_is_seen_in_the_line_of_its_file(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_2)
    line = page.table.currentIndex()
    assert line.siblingAtColumn(0).data() == "2"
    assert line.siblingAtColumn(1).data(Qt.ItemDataRole.AccessibleTextRole).endswith("marked 2")


def test_the_whole_selection_is_marked_by_one_event(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    open_findings(qtbot, window, workbench, tmp_path, hits=12)
    key(window, Qt.Key.Key_A, ctrl=True)
    key(window, Qt.Key.Key_1)
    settled(qtbot, window)
    assert marks_of(workbench) == {entry_of_hit(number): "1" for number in range(12)}
    assert len(workbench.reviews.events) == 1


def test_on_the_head_of_a_record_a_digit_marks_all_its_files(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_Left, Qt.Key.Key_2)
    settled(qtbot, window)
    assert sorted(marks_of(workbench)) == [entry_of_hit(number) for number in range(3)]


@pytest.mark.parametrize("is_grid", [False, True], ids=["table", "grid"])
def test_with_control_all_equal_files_are_marked(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, is_grid: bool
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    page.show_face(is_grid=is_grid)
    key(window, Qt.Key.Key_1, ctrl=True)
    settled(qtbot, window)
    assert sorted(marks_of(workbench)) == [entry_of_hit(number) for number in range(3)]


def test_undo_and_redo_go_through_the_acts_one_by_one(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_2, Qt.Key.Key_B)
    key(window, Qt.Key.Key_Z, ctrl=True)
    key(window, Qt.Key.Key_Z, ctrl=True)
    settled(qtbot, window)
    assert marks_of(workbench) == {entry_of_hit(0): "1"}
    assert workbench.reviews.review().bookmarks == frozenset()
    assert page.notice.words() == "Undone: the marks of 1 file are as before."
    key(window, Qt.Key.Key_Z, ctrl=True, shift=True)
    settled(qtbot, window)
    assert marks_of(workbench) == {entry_of_hit(0): "1", entry_of_hit(1): "2"}
    assert window.desk.marking.mark_of(entry_of_hit(1)) == "2"


def test_nothing_to_undo_is_said(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=2)
    key(window, Qt.Key.Key_Z, ctrl=True)
    settled(qtbot, window)
    assert page.notice.words() == "There is nothing to undo."


def test_a_bookmark_is_set_and_taken_away_by_the_same_key(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_B)
    assert page.table.currentIndex().data(LINE_ROLE).is_bookmarked
    settled(qtbot, window)
    assert workbench.reviews.review().bookmarks == frozenset({entry_of_hit(0)})
    key(window, Qt.Key.Key_B)
    settled(qtbot, window)
    assert workbench.reviews.review().bookmarks == frozenset()


def test_a_note_is_written_in_a_line_of_its_own_and_digits_in_it_are_text(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_N)
    assert page.note.isVisible()
    QTest.keyClicks(window.focusWidget(), "Same room as 12, see B")
    key(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert workbench.reviews.review().notes == {entry_of_hit(0): "Same room as 12, see B"}
    assert marks_of(workbench) == {}
    assert window.focusWidget() is page.table
    key(window, Qt.Key.Key_N)
    assert page.note.field.text() == "Same room as 12, see B"
    key(window, Qt.Key.Key_Escape)
    assert not page.note.isVisible()
    settled(qtbot, window)
    assert len(workbench.reviews.events) == 1, "a note that was left is no event"


@pytest.mark.by_itself
def test_two_hundred_keys_in_a_row_lose_no_mark(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, blocks: Blocks
) -> None:
    open_findings(qtbot, window, workbench, tmp_path, hits=100)
    for number in range(100):
        in_the_loop(qtbot, lambda digit=DIGITS[number % 3]: key(window, digit, Qt.Key.Key_J))  # type: ignore[misc]
    settled(qtbot, window)
    assert marks_of(workbench) == {entry_of_hit(number): "123"[number % 3] for number in range(100)}
    assert len(workbench.reviews.events) == 100
    blocks.check()


def test_marks_that_still_wait_are_written_when_the_window_closes(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, blocks: Blocks
) -> None:
    open_findings(qtbot, window, workbench, tmp_path, hits=50)
    with blocks.set_aside():  # no key is answered between two of them
        for _ in range(20):
            key(window, Qt.Key.Key_1, Qt.Key.Key_J)
    window.close()
    window.desk.wait()
    assert len(marks_of(workbench)) == 20


def test_marks_that_still_wait_are_written_when_the_case_is_closed(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, blocks: Blocks
) -> None:
    open_findings(qtbot, window, workbench, tmp_path, hits=50)
    with blocks.set_aside():  # no key is answered between two of them
        for _ in range(20):
            key(window, Qt.Key.Key_1, Qt.Key.Key_J)
    window.desk.close_case()
    qtbot.waitUntil(lambda: len(marks_of(workbench)) == 20)


def test_a_mark_that_is_refused_says_why_and_shows_the_true_state_again(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_1)
    settled(qtbot, window)
    workbench.reviews.refusal = "The case was closed; it takes no more marks."
    key(window, Qt.Key.Key_2)
    assert window.desk.marking.mark_of(entry_of_hit(0)) == "2"
    settled(qtbot, window)
    assert page.notice.words() == "The case was closed; it takes no more marks."
    assert window.desk.marking.mark_of(entry_of_hit(0)) == "1"


def test_a_digit_that_is_no_category_of_the_scheme_is_refused_in_words(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_8)
    settled(qtbot, window)
    assert page.notice.words() == "Key 8 stands for no category here; use 1, 2, 3, or 0 for no mark."
    assert workbench.reviews.events == []
    assert window.desk.marking.mark_of(entry_of_hit(0)) is None


def test_the_grid_goes_by_tile_and_by_row_of_tiles(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=60)
    key(window, Qt.Key.Key_G)
    tiles = page.lists.tiles
    assert window.focusWidget() is tiles
    across = sum(tiles.visualRect(tiles.model().index(number, 0)).top() < 20 for number in range(10))
    assert across > 1
    key(window, Qt.Key.Key_Right)
    assert tiles.currentIndex().row() == 1
    key(window, Qt.Key.Key_Down)
    assert tiles.currentIndex().row() == 1 + across
    key(window, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K)
    assert tiles.currentIndex().row() == 2 + across


def test_the_current_file_stays_when_the_face_changes(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=60)
    page.table.choose(entry_of_hit(13))
    key(window, Qt.Key.Key_G)
    first = page.lists.tiles.current_entry()
    stack = next(one for one in page.model.listed.stacks if entry_of_hit(13) in one.entries)
    assert first == stack.entries[0]
    key(window, Qt.Key.Key_Right, Qt.Key.Key_T)
    assert page.table.current_entry() not in stack.entries


def test_a_tile_says_only_what_was_recorded(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    key(window, Qt.Key.Key_1, Qt.Key.Key_B, Qt.Key.Key_G)
    settled(qtbot, window)
    tiles = page.lists.tiles
    said = tiles.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "IMG_0000007.jpg, Category 2, Practice list, JPEG, 54.1 KiB, /Users/home/Pictures/0000, marked 1, "
        "bookmarked, 3 equal files"
    )


def test_a_filter_by_mark_is_listed_again_after_a_mark(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    asked: list[str] = []
    page.lists.show_list = lambda *words, **named: asked.append("list")  # type: ignore[method-assign]
    page.show_filter(EntryFilter.of("mark:no"))
    settled(qtbot, window)
    number = len(asked)
    key(window, Qt.Key.Key_1)
    settled(qtbot, window)
    assert len(asked) == number + 1
