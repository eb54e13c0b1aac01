"""The disk map: what is drawn adds up and stands in words too, and what is chosen leads to its files."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.rows.maps import DiskMap, MapChoice
from tests.ui.conftest import Blocks
from tests.ui.fake_maps import MOST, SIZE
from tests.ui.fakes import FakeWorkbench
from tests.ui.findings_steps import a_scanned_case, scanned_so_far
from tests.ui.steps import press, settle
from ui.pages.map import MapPage
from ui.parts.disk_strip import DiskStrip
from ui.parts.time_chart import TimeChart
from ui.shell import MainWindow

HITS = 7  # of the placed entries one in 300 matched


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MapPage:
    """The map of a scanned case, drawn."""
    window.desk.open(a_scanned_case(workbench, tmp_path, hits=2), remember=False)
    qtbot.waitUntil(lambda: window.desk.case is not None, timeout=15_000)
    window.show_page("map")
    made: MapPage = window.map
    qtbot.waitUntil(lambda: made.times.line is not None and made.folders.folder is not None, timeout=20_000)
    settle(qtbot, window)
    strip_of(made).setFocus()
    return made


def strip_of(page: MapPage) -> DiskStrip:
    assert page.disk.strip is not None
    return page.disk.strip


def chart_of(page: MapPage) -> TimeChart:
    assert page.times.chart is not None
    return page.times.chart


def choice_of(page: MapPage) -> MapChoice:
    assert page.choice is not None
    return page.choice


def disk_of(page: MapPage) -> DiskMap:
    assert page.shown is not None
    return page.shown


def test_the_printed_bytes_add_up_to_the_image(page: MapPage) -> None:
    assert sum(number for _kind, number in disk_of(page).kinds) == SIZE
    assert "The sum equals the size of the image." in page.bytes.notes.text()
    assert "1 area could not be read" in page.bytes.notes.text()


def test_h_walks_the_hits_of_the_disk_and_says_what_lies_there(
    qtbot: QtBot, window: MainWindow, page: MapPage
) -> None:
    press(qtbot, window, Qt.Key.Key_H)
    settle(qtbot, window)
    first = choice_of(page)
    assert first.matched_files == 1
    assert f"{first.files} files" in page.disk.choice_words()
    assert "1 file matched" in page.disk.choice_words()
    press(qtbot, window, Qt.Key.Key_H)
    settle(qtbot, window)
    assert choice_of(page).start_bytes > first.start_bytes
    press(qtbot, window, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, window)
    assert choice_of(page).start_bytes == first.start_bytes


def test_enter_shows_the_files_of_what_is_chosen(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    press(qtbot, window, Qt.Key.Key_H)
    settle(qtbot, window)
    asked = choice_of(page)
    with qtbot.waitSignal(page.wants) as wished:
        press(qtbot, window, Qt.Key.Key_Return)
    assert wished.args is not None
    what, where = wished.args
    assert what == "files"
    assert where.text == f"exhibit:E1 offset:{asked.start_bytes}..{asked.end_bytes - 1} kind:file"
    assert window.page == "files"


def test_nothing_chosen_leads_nowhere(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.page == "map"
    assert "Click on the disk" in page.disk.choice_words()


def test_a_click_chooses_the_place_under_it(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    strip = strip_of(page)
    QTest.mouseClick(
        strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(strip.width() // 2, strip.height() // 2)
    )
    qtbot.waitUntil(lambda: page.choice is not None)
    asked = choice_of(page)
    assert asked.start_bytes <= SIZE // 2 <= asked.end_bytes


def test_zooming_sees_less_closer_and_home_sees_all(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    strip = strip_of(page)
    press(qtbot, window, Qt.Key.Key_Plus)
    press(qtbot, window, Qt.Key.Key_Plus)
    settle(qtbot, window)
    first, last = strip.seen
    assert last - first == pytest.approx(SIZE / 4, rel=0.01)
    assert strip.drawn is not None
    assert (strip.drawn.start_bytes, strip.drawn.end_bytes) == (first, last)
    press(qtbot, window, Qt.Key.Key_Home)
    settle(qtbot, window)
    assert strip.seen == (0, SIZE)


def test_arrows_move_the_choice_by_its_own_width(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    press(qtbot, window, Qt.Key.Key_H)
    settle(qtbot, window)
    before = choice_of(page)
    press(qtbot, window, Qt.Key.Key_Right)
    settle(qtbot, window)
    width = before.end_bytes - before.start_bytes
    assert choice_of(page).start_bytes == pytest.approx(before.start_bytes + width, abs=2)


def test_tables_say_what_the_drawings_show(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    press(qtbot, window, Qt.Key.Key_T)
    settle(qtbot, window)
    assert page.disk.table.isVisible()
    rows = page.disk.stretches()
    assert [row.start for row in rows] + [SIZE] == [0] + [row.end for row in rows]
    assert sum(sum(row.column) for row in rows) == SIZE
    assert sum(row.hits for row in rows) == disk_of(page).matched_files == HITS
    assert page.times.table.isVisible()
    assert page.times.line is not None
    assert page.times.table.model().rowCount() == len(page.times.line.bars)
    press(qtbot, window, Qt.Key.Key_T)
    assert strip_of(page).isVisible()


def test_a_month_leads_to_its_files(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    chart_of(page).setFocus()
    press(qtbot, window, Qt.Key.Key_H)
    bar = chart_of(page).choice
    assert bar is not None
    with qtbot.waitSignal(page.wants) as wished:
        press(qtbot, window, Qt.Key.Key_Return)
    assert wished.args is not None
    assert wished.args[1].text == f"exhibit:E1 modified:{bar.when} kind:file"


def test_seen_closely_enough_times_are_shown_by_day(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    chart_of(page).setFocus()
    press(qtbot, window, Qt.Key.Key_H)
    for _ in range(6):
        press(qtbot, window, Qt.Key.Key_Plus)
        settle(qtbot, window)
    line = page.times.line
    assert line is not None
    assert line.unit == "day"
    assert sum(bar.files for bar in line.bars) + line.outside_span == line.files == min(2_000, MOST)
    press(qtbot, window, Qt.Key.Key_Home)
    settle(qtbot, window)
    assert page.times.line is not None
    assert page.times.line.unit == "month"


def test_a_kind_of_time_nobody_kept_is_said_in_words(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    press(qtbot, window, Qt.Key.Key_K)
    settle(qtbot, window)
    assert page.times.line is not None
    assert (page.times.line.field, page.times.line.bars) == ("created", ())
    assert "2,000 files have no time kept here." in page.times.notes.text()


def test_folders_are_entered_and_left(qtbot: QtBot, window: MainWindow, page: MapPage) -> None:
    press(qtbot, window, Qt.Key.Key_F)
    settle(qtbot, window)
    assert page.folders.folder is not None
    assert page.folders.folder.path == "/"
    for way in ("/Users", "/Users/home", "/Users/home/Pictures"):
        press(qtbot, window, Qt.Key.Key_Space)
        settle(qtbot, window)
        assert page.folders.folder.path == way
    assert len(page.folders.folder.cells) == 20
    with qtbot.waitSignal(page.wants) as wished:
        press(qtbot, window, Qt.Key.Key_Return)
    assert wished.args is not None
    assert wished.args[1].text.startswith("exhibit:E1 volume:0 under:/Users/home/Pictures/")
    window.show_page("map")
    page.folders.tree.setFocus()
    press(qtbot, window, Qt.Key.Key_Backspace)
    settle(qtbot, window)
    assert page.folders.folder.path == "/Users/home"


def test_what_was_read_is_not_read_again_until_the_scan_has_gone_on(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, page: MapPage
) -> None:
    read = [case for case in workbench.opened if case.maps_read]
    assert [case.maps_read for case in read] == [1]
    window.show_page("board")
    window.show_page("map")
    window.read_again()
    settle(qtbot, window)
    assert [case.maps_read for case in read] == [1]
    scanned_so_far(Path(read[0].folder), hits=1, scan="done")
    window.read_again()
    qtbot.waitUntil(lambda: disk_of(page).files == 1_000, timeout=10_000)


def test_another_case_starts_with_its_own_map(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, page: MapPage
) -> None:
    window.desk.close_case()
    settle(qtbot, window)
    assert page.shown is None
    assert all(case.is_closed for case in workbench.opened if case.maps_read)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_drawing_has_the_colours_of_the_theme(
    qtbot: QtBot, window: MainWindow, page: MapPage, blocks: Blocks, theme: str
) -> None:
    window.look.apply(theme)
    settle(qtbot, window)
    strip, fills = strip_of(page), window.look.theme.fills
    picture = strip.grab().toImage()
    places = [(x, y) for x in range(0, picture.width(), 3) for y in (30, 60, 90, 105)]
    colours = {picture.pixelColor(x, y).name().upper() for x, y in places}
    blocks.forget()  # looking at the picture is the test's own work
    for outcome in ("matched", "compared", "ruled_out_by_size"):
        assert fills[outcome].ground in colours


def test_a_screen_reader_hears_what_is_drawn(page: MapPage) -> None:
    strip = strip_of(page)
    assert strip.accessibleName() == "Disk map of E1"
    assert "7 files matched" in strip.accessibleDescription()
    assert "7 files matched" not in chart_of(page).accessibleDescription()
    assert "Shown in UTC." in chart_of(page).accessibleDescription()
    assert page.bytes.accessibleDescription().startswith("Matched: ")


def test_edges_of_the_drawn_columns_follow_each_other(page: MapPage) -> None:
    drawn = strip_of(page).drawn
    assert drawn is not None
    assert all(first < last for first, last in pairwise(drawn.edges))
