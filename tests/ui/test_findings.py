"""The findings page: files under their record, groups, order, and what stays under the hand."""

import time
from array import array
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rows import EntryFilter, FilterTerm, SortOrder, StackRow
from tests.ui.conftest import Blocks, MakeWindow
from tests.ui.fake_findings import a_stack, groups_of
from tests.ui.fakes import FakeCase, FakeWorkbench, an_entry
from tests.ui.findings_steps import (
    a_scanned_case,
    entry_of_hit,
    key,
    open_findings,
    scanned_so_far,
    settled,
)
from tests.ui.steps import in_the_loop
from ui.look import Look
from ui.pages.findings_groups import narrowed
from ui.pages.findings_list import FindingList, Findings, head_line
from ui.pages.findings_table import COLUMNS
from ui.pages.findings_words import filtered_to_none, nothing_found
from ui.parts.folders import fitted_folder
from ui.shell import MainWindow

MANY = 20_000
OTHER_FIELDS = ("size_bytes", "name", "folder", "category", "mtime")


def a_list() -> FindingList:
    """Three files of one content, one alone, two of another."""
    rows = [an_entry(number * 1000 + 7) for number in range(6)]
    return FindingList.of([a_stack(rows[:3]), a_stack(rows[3:4]), a_stack(rows[4:])])


def test_files_with_the_same_content_lie_under_the_head_of_their_record() -> None:
    lines = a_list().lines(frozenset())
    assert lines == array("q", [head_line(0), 0, 1, 2, 3, head_line(2), 4, 5])


def test_a_closed_record_hides_its_files_and_nobody_elses() -> None:
    listed = a_list()
    lines = listed.lines(frozenset({listed.members[0]}))
    assert lines == array("q", [head_line(0), 3, head_line(2), 4, 5])


def test_the_sums_count_files_records_and_exhibits() -> None:
    found = Findings.of(a_list().stacks, records=3)
    assert (found.files, found.records, found.exhibits) == (6, 3, 1)


def test_a_group_takes_the_place_of_wider_terms_of_its_fields_and_leaves_the_others() -> None:
    (group,) = groups_of([an_entry(7)])
    where = EntryFilter.of("exhibit:E1 or HR-04 size:>1MB -exhibit:X")
    found = narrowed(where, group)
    assert FilterTerm(field="exhibit", value="HR-04") not in found.terms
    assert FilterTerm(field="exhibit", value="E1") in found.terms
    assert {term.text for term in found.terms} >= {"size:>1MB", "-exhibit:X", "role:notable"}


def test_the_page_lists_files_and_prints_their_sum(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=26)
    heads = sum(page.model.stack_at(line) is not None for line in range(page.model.rowCount()))
    assert page.model.rowCount() == 26 + heads
    assert page.footer.text() == f"26 files, {len(page.model.listed.stacks)} records, 1 exhibit"
    assert page.table.current_entry() == entry_of_hit(0)
    assert window.focusWidget() is page.table


def test_left_goes_to_the_head_and_closes_it_and_right_opens_it_again(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    number = page.model.rowCount()
    key(window, Qt.Key.Key_Left)
    assert page.model.stack_at(page.table.currentIndex().row()) == 0
    key(window, Qt.Key.Key_Left)
    assert page.model.rowCount() == number - 3
    key(window, Qt.Key.Key_Right)
    assert page.model.rowCount() == number
    key(window, Qt.Key.Key_Right)
    assert page.table.currentIndex().row() == 1


def test_a_closed_record_stays_closed_when_the_list_is_read_again(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=6)
    page.model.set_open(0, False)
    number = page.model.rowCount()
    page.order_by_density()
    settled(qtbot, window)
    assert page.model.rowCount() == number


def test_j_and_k_go_from_file_to_file_over_heads(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=12)
    seen = [page.table.current_entry()]
    for _ in range(11):
        key(window, Qt.Key.Key_J)
        assert page.model.stack_at(page.table.currentIndex().row()) is None
        seen.append(page.table.current_entry())
    assert seen == [entry_of_hit(number) for number in range(12)]
    key(window, Qt.Key.Key_J)
    assert page.table.current_entry() == entry_of_hit(11)
    key(window, Qt.Key.Key_K)
    assert page.table.current_entry() == entry_of_hit(10)


@pytest.mark.parametrize("field", OTHER_FIELDS)
def test_a_click_on_the_head_of_a_column_orders_by_it_and_density_takes_that_back(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, field: str
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=12)
    column = next(number for number, one in enumerate(COLUMNS) if one.field == field)
    page.table.horizontalHeader().sectionClicked.emit(column)
    settled(qtbot, window)
    assert page.table.order == SortOrder(column=field)
    page.table.horizontalHeader().sectionClicked.emit(column)
    settled(qtbot, window)
    assert page.table.order == SortOrder(column=field, descending=True)
    window.actions_["findings.densest"].trigger()
    settled(qtbot, window)
    assert not page.table.horizontalHeader().isSortIndicatorShown()
    assert [str(page.table.order)] == ["None"]


def test_the_order_of_a_column_is_that_of_the_store(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=12)
    page.table.horizontalHeader().sectionClicked.emit(2)
    settled(qtbot, window)
    sizes = [an_entry(entry - entry_of_hit(0) + 7).size_bytes for entry in page.model.listed.members]
    assert sizes == sorted(sizes)
    assert sizes != [an_entry(number * 1000 + 7).size_bytes for number in range(12)]


def test_a_group_narrows_the_list_and_all_findings_widens_it_again(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=12)
    groups = page.groups
    folder = groups.model().index(3, 0, groups.model().index(0, 0, groups.model().index(1, 0)))
    groups.setCurrentIndex(folder)
    settled(qtbot, window)
    assert page.model.listed.members == array("q", [entry_of_hit(3)])
    assert "/0003" in page.footer.text()
    groups.setFocus()
    groups.setCurrentIndex(groups.model().index(0, 0))
    settled(qtbot, window)
    assert len(page.model.listed.members) == 12


def test_groups_say_why_an_exhibit_has_no_findings(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=12)
    view = window.desk.view
    assert view is not None
    page.groups.show_groups((), view.exhibits)
    model = page.groups.model()
    said = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert said == ["All findings", "E1 filtered out"]


def test_the_selection_and_its_place_survive_a_list_that_grows_above_it(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=200)
    page.table.choose(entry_of_hit(150))
    settled(qtbot, window)
    key(window, Qt.Key.Key_Down, shift=True)
    chosen = tuple(page.selected_ids())
    top = page.table.visualRect(page.table.currentIndex()).top()
    grown = [a_stack([an_entry(number * 1000 + 7)]) for number in (*range(201, 260), *range(200))]
    case = window.desk.case
    assert case is not None
    page.lists.show_list(FindingList.of(grown), case, keep=True)
    assert tuple(page.selected_ids()) == chosen
    assert len(chosen) == 2
    assert page.table.visualRect(page.table.currentIndex()).top() == top
    assert page.table.verticalScrollBar().value() > 0


def test_a_running_scan_adds_findings_without_losing_the_current_file(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=20)
    page.table.choose(entry_of_hit(15))
    assert window.desk.case is not None
    scanned_so_far(Path(window.desk.case.folder), hits=40, scan="done")
    window.desk.read()
    qtbot.waitUntil(lambda: len(page.model.listed.members) == 40, timeout=15_000)
    assert page.table.current_entry() == entry_of_hit(15)


def test_an_empty_page_says_how_much_was_compared(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    case = a_scanned_case(workbench, tmp_path, hits=0)
    window.desk.open(case, remember=False)
    qtbot.waitUntil(lambda: window.desk.case is not None)
    window.show_page("findings")
    qtbot.waitUntil(lambda: page_is_empty(window))
    assert window.findings.nothing.words.text() == "Nothing scanned yet. Start a scan on the board."


def page_is_empty(window: MainWindow) -> bool:
    return bool(window.findings.nothing.words.text())


def test_nothing_found_names_the_share_compared(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    open_findings(qtbot, window, workbench, tmp_path, hits=2)
    view = window.desk.view
    assert view is not None
    assert nothing_found(view).startswith("Nothing found in the sets loaded. ")
    assert " compared" in nothing_found(view)


def test_filtered_to_none_counts_the_filters_and_offers_to_remove_them(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=12)
    page.show_filter(EntryFilter.having(exhibit="nowhere"))
    qtbot.waitUntil(page.nothing.words.isVisible)
    assert page.nothing.words.text() == "No file fits these 2 filters."
    assert filtered_to_none(1) == "No file fits this 1 filter."
    window.actions_["filter.clear"].trigger()
    qtbot.waitUntil(lambda: not page.nothing.words.isVisible())
    assert len(page.model.listed.members) == 12


def test_another_case_shows_nothing_of_the_one_before(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=12)
    window.desk.close_case()
    assert page.model.rowCount() == 0
    assert page.table.current_entry() is None


def test_a_list_that_takes_longer_than_the_time_between_two_readings_is_shown(
    qtbot: QtBot,
    make_window: MakeWindow,
    workbench: FakeWorkbench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.pages.findings.REREAD_MS", 20)
    listed = FakeCase.finding_stacks

    def listed_slowly(case: FakeCase, where: EntryFilter, order: SortOrder | None) -> Sequence[StackRow]:
        time.sleep(0.15)
        return listed(case, where, order)

    monkeypatch.setattr(FakeCase, "finding_stacks", listed_slowly)
    page = open_findings(qtbot, make_window(workbench), workbench, tmp_path, hits=12)
    assert len(page.model.listed.members) == 12


def test_copied_rows_are_those_selected(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, qapp: QApplication
) -> None:
    open_findings(qtbot, window, workbench, tmp_path, hits=12)
    key(window, Qt.Key.Key_Down, shift=True)
    key(window, Qt.Key.Key_C, ctrl=True)
    copied = qapp.clipboard().text().splitlines()
    assert [line.split("\t")[1] for line in copied] == ["IMG_0000007.jpg", "IMG_0001007.jpg"]


@pytest.mark.by_itself
def test_twenty_thousand_findings_stay_smooth(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, blocks: Blocks
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=MANY)
    in_the_loop(qtbot, page.table.scrollToBottom)
    settled(qtbot, window)
    in_the_loop(qtbot, lambda: key(window, Qt.Key.Key_A, ctrl=True))
    assert len(page.selected_ids()) == MANY
    in_the_loop(qtbot, lambda: window.actions_["review.mark.1"].trigger())
    settled(qtbot, window)
    in_the_loop(qtbot, lambda: page.table.horizontalHeader().sectionClicked.emit(2))
    settled(qtbot, window)
    in_the_loop(qtbot, lambda: key(window, Qt.Key.Key_G))
    settled(qtbot, window)
    bar = page.lists.tiles.verticalScrollBar()
    for step in range(20):
        in_the_loop(qtbot, partial(bar.setValue, bar.maximum() * step // 20))
    in_the_loop(qtbot, lambda: key(window, Qt.Key.Key_T))
    for _ in range(20):
        in_the_loop(qtbot, lambda: key(window, Qt.Key.Key_J))
    settled(qtbot, window)
    blocks.check()


@pytest.mark.by_itself
def test_ten_thousand_folders_open_at_once(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, blocks: Blocks
) -> None:
    page = open_findings(qtbot, window, workbench, tmp_path, hits=10_000)
    model = page.groups.model()
    exhibit = model.index(1, 0)
    listed = model.index(0, 0, exhibit)
    in_the_loop(qtbot, lambda: page.groups.expand(listed))
    assert model.rowCount(listed) == 10_000
    in_the_loop(qtbot, page.groups.scrollToBottom)
    in_the_loop(qtbot, lambda: page.groups.setCurrentIndex(model.index(9_999, 0, listed)))
    settled(qtbot, window)
    assert page.table.current_entry() == entry_of_hit(9_999)
    blocks.check()


@pytest.mark.parametrize(
    ("room", "shown"),
    [(2_000, "/Users/home/Pictures/Archive/2019"), (170, "…/Pictures/Archive/2019"), (60, "…/2019")],
    ids=["all of it", "its last steps", "its last step"],
)
def test_a_folder_keeps_its_last_steps(look: Look, room: int, shown: str) -> None:
    metrics = QFontMetrics(look.font(12, mono=True))
    assert fitted_folder("/Users/home/Pictures/Archive/2019", metrics, room=room) == shown
