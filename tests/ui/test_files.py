"""The page of files: the tree, the filter line, orders, columns and words, over a fake case."""

import json
import threading
from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.rows import EntryFilter, FilterTrouble, FirstRows, SortOrder
from app.rows.browsing import FIELDS, parse_filter
from app.rows.filter_terms import TROUBLES
from tests.ui.conftest import Blocks
from tests.ui.fakes import FIRST_ENTRY, FakeCase, FakeWorkbench
from tests.ui.findings_steps import a_scanned_case
from tests.ui.steps import settle
from ui.look import Look
from ui.pages.files import FilesPage
from ui.parts import filter_words
from ui.parts.filter_line import FilterLine
from ui.parts.filter_words import offers, trouble_words
from ui.shell import MainWindow
from ui.tables.columns import ENTRY_COLUMNS

FIRST_OF_MORE = FirstRows(ids=array("q", range(FIRST_ENTRY, FIRST_ENTRY + 400)), is_all=False)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> FilesPage:
    case = a_scanned_case(workbench, tmp_path, hits=5)
    window.desk.open(case, remember=False)
    qtbot.waitUntil(lambda: window.desk.case is not None)
    window.show_page("files")
    qtbot.waitUntil(lambda: window.files.model.rowCount() == 5_000, timeout=10_000)
    settle(qtbot, window)
    return window.files


def written(line: FilterLine, text: str) -> None:
    line.edit()
    QTest.keyClicks(line.text, text)
    QTest.keyClick(line.text, Qt.Key.Key_Return)


def test_a_written_filter_becomes_chips_and_narrows_the_table(
    page: FilesPage, window: MainWindow, qtbot: QtBot
) -> None:
    written(page.filter, "outcome:matched deleted:no")
    settle(qtbot, window)
    assert page.filter.chips() == ["outcome: matched", "deleted: no"]
    assert page.where == EntryFilter.of("outcome:matched deleted:no")
    assert 0 < page.model.rowCount() < 5_000
    assert page.footer.text().endswith("filtered")
    QTest.keyClick(page.filter.text, Qt.Key.Key_Backspace)  # the last chip is text again
    assert page.filter.chips() == ["outcome: matched"]
    assert page.filter.text.text() == "deleted:no"


def test_a_mistake_is_told_below_the_line_and_changes_nothing(
    page: FilesPage, window: MainWindow, qtbot: QtBot
) -> None:
    written(page.filter, "size:>1MX")
    settle(qtbot, window)
    assert "write a number with B" in page.filter.trouble.words()
    assert page.filter.text.selectedText() == ">1MX"
    assert page.model.rowCount() == 5_000
    page.filter.text.clear()
    written(page.filter, "size:>1MB")
    settle(qtbot, window)
    assert page.filter.trouble.words() == ""


def test_filtered_to_none_says_so_and_gives_the_way_back(
    page: FilesPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.show_filter(EntryFilter.of("exhibit:nobody outcome:matched"))
    settle(qtbot, window)
    assert page.model.rowCount() == 0
    assert page.empty.text().startswith("No file fits these 2 filter")
    window.actions_["filter.clear"].trigger()
    settle(qtbot, window)
    assert page.model.rowCount() == 5_000
    assert not window.actions_["filter.clear"].isEnabled()


def test_a_folder_of_the_tree_narrows_the_table_and_below_can_be_left_out(
    page: FilesPage, window: MainWindow, qtbot: QtBot
) -> None:
    tree = page.tree
    model = tree.model()
    volume = model.index(0, 0, model.index(1, 0))
    tree.expand(volume)
    qtbot.waitUntil(lambda: model.rowCount(volume) == 1)
    tree.setCurrentIndex(model.index(0, 0, volume))
    settle(qtbot, window)
    assert page.where == EntryFilter.having(exhibit="E1", volume="0", under="/Users")
    page.below.setChecked(False)
    assert page.where == EntryFilter.having(exhibit="E1", volume="0", **{"in": "/Users"})
    assert page.place.toolTip() == "E1:0 /Users"


def test_a_tree_read_again_keeps_what_is_open_and_chosen(
    page: FilesPage, window: MainWindow, qtbot: QtBot
) -> None:
    tree, model = page.tree, page.tree.model()
    volume = model.index(0, 0, model.index(1, 0))
    tree.expand(volume)
    qtbot.waitUntil(lambda: model.rowCount(volume) == 1)
    tree.setCurrentIndex(volume)
    window.desk.read()
    settle(qtbot, window)
    page._read_tree()
    settle(qtbot, window)
    place = tree.place()
    assert place is not None
    assert place.key == ("E1", 0, None)
    again = model.index(0, 0, model.index(1, 0))
    qtbot.waitUntil(lambda: model.rowCount(again) == 1)


def test_a_list_read_again_stays_under_the_hand(page: FilesPage, window: MainWindow, qtbot: QtBot) -> None:
    page.table.choose(FIRST_ENTRY + 2_040)
    height = page.table.visualRect(page.table.currentIndex()).top()
    page._list()
    settle(qtbot, window)
    assert page.table.current_id() == FIRST_ENTRY + 2_040
    assert page.table.visualRect(page.table.currentIndex()).top() == height


def test_a_list_that_takes_longer_than_the_time_between_two_readings_is_shown(
    page: FilesPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, asked, may_go_on = FakeCase.entry_ids, [0], threading.Event()

    def listed_slowly(case: FakeCase, where: EntryFilter, order: SortOrder | None) -> "array[int]":
        asked[0] += 1
        may_go_on.wait(60)
        return listed(case, where, order)

    qtbot.waitUntil(lambda: not page._reread.isActive())
    monkeypatch.setattr(FakeCase, "listed_ids", FakeCase.entry_ids)
    monkeypatch.setattr(FakeCase, "first_entries", lambda *_asked, **_more: FIRST_OF_MORE)
    monkeypatch.setattr(FakeCase, "entry_ids", listed_slowly)
    page._list()
    qtbot.waitUntil(lambda: asked == [1])
    _grow(window, entries=6_000)
    window.desk.read()
    qtbot.waitUntil(lambda: window.desk.view is not None and window.desk.view.summary.entries == 6_000)
    page.show_view()
    assert page._asking.is_asking
    may_go_on.set()
    qtbot.waitUntil(lambda: page.model.rowCount() == 6_000)
    settle(qtbot, window)
    assert asked == [2], "the list that was still to come is shown, then the one of what changed meanwhile"


def _grow(window: MainWindow, *, entries: int) -> None:
    """The fake scan found more meanwhile."""
    assert window.desk.case is not None
    place = Path(window.desk.case.folder) / "state.json"
    state = json.loads(place.read_text(encoding="utf-8"))
    place.write_text(json.dumps(state | {"entries": entries, "done": entries}), encoding="utf-8")


def test_another_order_begins_with_what_stands_first(
    page: FilesPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.table.choose(FIRST_ENTRY + 40)
    page.table.horizontalHeader().sectionClicked.emit(1)
    page.table.horizontalHeader().sectionClicked.emit(1)
    settle(qtbot, window)
    assert page.table.order == SortOrder(column="size_bytes", descending=True)
    assert page.table.current_id() == FIRST_ENTRY + 4_999
    assert page.model.rowCount() == 5_000


def test_an_offer_is_taken_by_keys(page: FilesPage) -> None:
    page.filter.edit()
    QTest.keyClicks(page.filter.text, "outc")
    assert page.filter.offers.spelled() == ["outcome:"]
    QTest.keyClick(page.filter.text, Qt.Key.Key_Tab)
    QTest.keyClicks(page.filter.text, "mat")
    QTest.keyClick(page.filter.text, Qt.Key.Key_Down)
    QTest.keyClick(page.filter.text, Qt.Key.Key_Return)
    assert page.filter.text.text() == "outcome:matched"
    assert not page.filter.offers.is_open
    QTest.keyClick(page.filter.text, Qt.Key.Key_Return)
    assert page.filter.chips() == ["outcome: matched"]


def test_columns_that_were_chosen_are_kept_for_the_next_window(page: FilesPage) -> None:
    page.columns._choose(("name", "sha256", "kind"))
    assert page.table.shown_fields() == ("name", "kind", "sha256")
    assert page._desk.workbench.setting("files_columns", "") == "name sha256 kind"
    page.columns._choose(None)
    assert "outcome" in page.table.shown_fields()
    assert "sha256" not in page.table.shown_fields()


def test_copied_rows_have_the_columns_that_are_shown(page: FilesPage, qtbot: QtBot) -> None:
    page.columns._choose(("name", "outcome"))
    page.table.selectRow(3)
    qtbot.waitUntil(lambda: page.model.row_at(3) is not None)
    name, outcome = page.copy_rows().split("\t")
    assert (name, bool(outcome)) == (page.model.row_at(3).path.rpartition("/")[2], True)  # type: ignore[attr-defined]


def test_keys_reach_the_filter_and_the_table(
    page: FilesPage, window: MainWindow, qtbot: QtBot, blocks: Blocks
) -> None:
    window.actions_["filter.edit"].trigger()
    assert window.focusWidget() is page.filter.text
    page.focus_first()
    assert window.focusWidget() is page.table


@pytest.mark.parametrize(
    ("piece", "first"),
    [("si", "size:"), ("-del", "-deleted:"), ("outcome:unr", "outcome:unreadable"), ("set:na", 'set:"Na 2"')],
)
def test_the_line_offers_fields_and_values(piece: str, first: str, look: Look) -> None:
    assert offers(piece, {"set": ("Na 2",)})[0].spelled == first


@pytest.mark.parametrize(
    "text", ["x:y", "set:", "size:u", "id:u", "created:u", "kind:u", "digest:u", '"', "ext:>2"]
)
def test_each_mistake_has_the_same_sentence_in_the_desktop(text: str) -> None:
    with pytest.raises(FilterTrouble) as caught:
        parse_filter(text)
    assert trouble_words(caught.value) == str(caught.value)


def test_the_desktop_has_all_sentences_and_fields_of_the_language() -> None:
    assert filter_words.TROUBLES == TROUBLES
    assert {name: field.about for name, field in FIELDS.items()} == filter_words.ABOUT


def test_columns_have_titles_and_fields_of_their_own() -> None:
    assert len({column.field for column in ENTRY_COLUMNS}) == len(ENTRY_COLUMNS)
    assert len({column.title for column in ENTRY_COLUMNS}) == len(ENTRY_COLUMNS)
