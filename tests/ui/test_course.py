"""Several exhibits at work: each has its own row, their sums claim nothing that is not known."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rows import CensusRow, ExhibitRow, LedgerRow
from tests.ui.conftest import MakeWindow
from tests.ui.fakes import FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, add_exhibit, an_image, settle, wait_for_scan
from tests.ui.test_wording import AN_EXHIBIT
from ui.course import SILENT_S, Course, limit_words
from ui.language import Languages
from ui.pages.scan_head import ScanShown
from ui.parts.buttons import CommandButton
from ui.parts.coverage import ledger_lines
from ui.planning import ScanPlan
from ui.programs import Progress, progress_from
from ui.shell import MainWindow
from ui.speed_log import MOST_POINTS, SpeedLog
from ui.tables.cells import CellsTable

E1, E2 = replace(AN_EXHIBIT, label="E1", state="scanning"), replace(AN_EXHIBIT, label="E2", state="scanning")


def reading(exhibit: str, *, done: int = 40, hits: int = 0) -> Progress:
    return Progress(
        phase="examining",
        exhibit=exhibit,
        entries_done=done,
        entries_total=100,
        bytes_done=done << 20,
        bytes_total=100 << 20,
        entries_per_s=50.0,
        bytes_per_s=120e6,
        hits=hits,
        current="/Users/home/a.jpg",
        elapsed_s=12.0,
        eta_low_s=60.0,
        eta_high_s=240.0,
        bottleneck="disk",
    )


def listing(exhibit: str, *, total: int | None = None) -> Progress:
    return Progress(
        phase="listing",
        exhibit=exhibit,
        entries_done=500,
        entries_total=total,
        entries_per_s=20_000.0,
        elapsed_s=12.0,
        eta_low_s=None if total is None else 600.0,
        eta_high_s=None if total is None else 14_400.0,
    )


def a_course(*lines: Progress, at_s: float = 0.0) -> Course:
    course = Course()
    for line in lines:
        course.take(line, at_s=at_s)
    return course


def a_row(*lines: Progress, now_s: float = 0.1, exhibit: ExhibitRow = E1) -> tuple[str, ...]:
    (row,) = a_course(*lines).rows([exhibit], now_s=now_s)
    return row.phase, row.counts, row.pace, row.left


def test_lines_of_two_exhibits_that_come_mixed_stay_apart() -> None:
    course = a_course(listing("E2"), reading("E1", done=10), listing("E2", total=2_000), reading("E1"))
    first, second = course.rows([E1, E2], now_s=0.1)
    assert (first.exhibit, first.phase, first.share) == ("E1", "Reading", 0.4)
    assert (second.exhibit, second.phase, second.share) == ("E2", "Listing", 0.25)
    assert course.pace(0.1) == (120e6, 20_050.0)


def test_a_row_says_in_plain_words_what_limits_and_how_long() -> None:
    phase, counts, pace, left = a_row(reading("E1"))
    assert (phase, counts) == ("Reading", "40 of 100 entries, 40.0 MiB of 100 MiB")
    assert (pace, left) == ("120 MB/s, the disk is what limits", "1 to 4 min left")
    assert a_row(replace(reading("E1"), bottleneck=None))[2] == "120 MB/s"
    assert "unpacking the image" in a_row(replace(reading("E1"), bottleneck="decompression"))[2]


def test_a_listing_without_a_known_end_claims_no_share_and_no_time() -> None:
    assert a_row(listing("E1")) == ("Listing", "500 entries", "20,000 entries a second", "")
    (row,) = a_course(listing("E1")).rows([E1], now_s=0.1)
    assert row.share is None


def test_an_estimate_of_the_listing_is_called_about_and_has_a_range() -> None:
    _phase, counts, _pace, left = a_row(listing("E1", total=2_000))
    assert (counts, left) == ("500 of about 2,000 entries", "10 min to 4 h left")


def test_a_share_of_the_whole_is_told_only_when_every_exhibit_is_listed() -> None:
    assert a_course(reading("E1"), listing("E2", total=2_000)).share([E1, E2], planned=2) is None
    assert a_course(reading("E1")).share([E1, E2], planned=2) is None, "E2 waits: its size is not known"
    both = a_course(reading("E1", done=20), reading("E2", done=60))
    assert both.share([E1, E2], planned=2) == 0.4
    assert a_course(listing("E1", total=2_000)).share([E1], planned=1) == 0.25


def test_the_time_left_is_that_of_the_last_to_end_and_nothing_while_one_waits() -> None:
    late = replace(reading("E2"), eta_low_s=300.0, eta_high_s=600.0)
    assert a_course(reading("E1"), late).left([E1, E2], planned=2, now_s=0.1) == "5 to 10 min left"
    assert a_course(reading("E1"), listing("E2")).left([E1, E2], planned=2, now_s=0.1) == ""
    assert a_course(reading("E1")).left([E1, E2], planned=2, now_s=0.1) == ""


def test_what_is_read_whole_adds_up_and_leaves_when_the_case_says_so() -> None:
    course = a_course(reading("E1", done=100))
    (row,) = course.rows([E1], now_s=0.1)
    assert (row.phase, row.share, row.left, row.current) == ("Adding up", 1.0, "", "")
    assert course.rows([replace(E1, state="done")], now_s=0.1) == []


def test_an_old_word_of_the_case_does_not_hide_a_scan_begun_anew() -> None:
    done = replace(E1, state="done")
    assert len(a_course(reading("E1")).rows([done], now_s=0.1)) == 1
    assert a_course(reading("E1")).rows([done], now_s=SILENT_S) == [], "ended by its time box"


def test_silence_is_told_and_does_not_count_as_speed() -> None:
    course = a_course(reading("E1"))
    (row,) = course.rows([E1], now_s=42.0)
    assert row.pace == "no word for 0:42"
    assert course.pace(42.0) == (0, 0)


def test_a_line_without_an_exhibit_takes_nothing_away() -> None:
    course = a_course(reading("E1", hits=3), Progress(phase="opening", hits=3, elapsed_s=13.0))
    assert len(course.rows([E1], now_s=0.1)) == 1
    assert (course.hits, course.elapsed_s) == (3, 13.0)


def test_null_and_unknown_fields_of_a_line_are_no_trouble() -> None:
    line = progress_from({"phase": "listing", "exhibit": "E1", "entries_total": None, "new_field": 1})
    assert line == Progress(phase="listing", exhibit="E1")


# The page


def test_two_exhibits_at_work_have_a_row_each(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    add_exhibit(qtbot, window, an_image(tmp_path))
    qtbot.waitUntil(
        lambda: window.desk.view is not None and len(window.desk.view.exhibits) == 2, timeout=10_000
    )
    workbench.scan_seconds = 2.0
    window.show_page("scan")
    window.desk.start_scan(ScanPlan(exhibits=("E1", "E2")))
    qtbot.waitUntil(lambda: len(window.scan.head.rows.shown()) == 2, timeout=10_000)
    first, second = window.scan.head.rows.shown()
    assert (first.exhibit, second.exhibit) == ("E1", "E2")
    assert "the disk is what limits" in first.pace
    wait_for_scan(qtbot, window)
    assert window.scan.head.rows.shown() == ()


def test_bytes_and_counts_are_turned_to_after_a_scan(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    window.show_page("scan")
    settle(qtbot, window)
    assert not window.actions_["coverage.turn"].isEnabled(), "bytes are counted when a scan ends"
    window.desk.start_scan()
    wait_for_scan(qtbot, window)
    qtbot.waitUntil(lambda: window.actions_["coverage.turn"].isEnabled())
    window.actions_["coverage.turn"].trigger()
    assert window.scan.coverage.title.text() == "Coverage in bytes"
    lines = {line.what: line for line in window.scan.coverage.lines.rows()}
    assert lines["Sum in bytes"].remark == "equals the size of the image"
    window.desk.close_case()
    assert window.scan.coverage.title.text() == "Coverage"
    assert window.scan.coverage.lines.rowCount() == 0


def test_what_a_time_box_left_out_is_not_called_scanned(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    window.show_page("scan")
    window.desk.start_scan()
    wait_for_scan(qtbot, window)
    view = window.desk.view
    assert view is not None
    counts = (("compared", 3_000), ("skipped_by_profile", 1_000))
    boxed = replace(view.scan, time_box_min=20.0, algorithms=("sha1",))
    window.desk.view = replace(view, scan=boxed, coverage=(replace(view.coverage[0], counts=counts),))
    window.scan.show_view()
    words = window.scan.head.words()
    assert "3,000 of 4,000 entries" in words
    assert "1,000 entries left out by the plan; scan again to read them." in words
    assert "1 set, SHA-1" in words
    assert "Time box 20 min" in words


def test_a_running_scan_leaves_its_stop_button_in_sight_in_spanish_too(
    qtbot: QtBot, qapp: QApplication, workbench: FakeWorkbench, make_window: MakeWindow, tmp_path: Path
) -> None:
    languages = Languages(qapp)
    languages.apply("es")
    try:
        window = make_window(workbench)
        window.resize(1280, 680)
        a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
        view = window.desk.view
        assert view is not None
        view = replace(
            view,
            exhibits=(E1, E2),
            scan=replace(view.scan, profile="quick", time_box_min=30.0, algorithms=("md5", "sha1", "sha256")),
            coverage=(replace(view.coverage[0], exhibit="E1", counts=(("matched", 12_345),)),),
        )
        window.show_page("scan")
        window.scan.head.show_scan(
            ScanShown(
                view=view,
                state="running",
                is_ours=True,
                course=a_course(reading("E1", hits=123_456), reading("E2", hits=1)),
                planned=("E1", "E2"),
                chosen=None,
                now_s=0.0,
            )
        )
        qtbot.wait(50)
        stop = window.scan.head.findChild(CommandButton, "button:scan.stop")
        assert stop is not None
        right = stop.mapTo(window, stop.rect().topRight()).x()
        assert stop.isVisible()
        assert right < window.width(), window.scan.head.words()
    finally:
        languages.apply("en")


A_LEDGER = LedgerRow(
    exhibit="E1",
    size_bytes=1_000,
    kinds=(("allocated", 600), ("gap", 400)),
    censuses=(CensusRow(volume=0, source="inode bitmaps", in_use=12, met=12),),
    bytes_read=300,
    read_twice=50,
)


def test_sums_and_counts_that_agree_say_so() -> None:
    assert [(line.what, line.number, line.remark) for line in ledger_lines(A_LEDGER)] == [
        ("In use, by the file system's own map", 600, "60 %"),
        ("Partition tables and gaps", 400, "40 %"),
        ("Sum in bytes", 1_000, "equals the size of the image"),
        ("Bytes of content read", 300, ""),
        ("Records in use on volume 0, by the inode bitmaps", 12, "all met by the listing"),
        ("Contents read twice, by two readers", 50, "both agree"),
    ]


def test_sums_and_counts_that_differ_are_shown_as_that() -> None:
    census = CensusRow(volume=0, source="inode bitmaps", in_use=12, met=9)
    open_ledger = replace(A_LEDGER, kinds=(("allocated", 600),), censuses=(census,))
    differing = [line for line in ledger_lines(open_ledger) if line.meaning == "differs"]
    assert [line.remark for line in differing] == ["the image has 1,000", "9 met by the listing"]


def test_a_line_of_a_paused_exhibit_says_so_and_claims_no_speed() -> None:
    course = a_course(reading("E1"), replace(reading("E1"), paused=True, bytes_per_s=0.0))
    (row,) = course.rows([E1], now_s=SILENT_S * 4)
    assert (row.phase, row.pace, row.is_paused) == ("Paused", "", True)
    assert limit_words(replace(reading("E1"), paused=True))[0] == "Paused."


def test_the_time_of_a_pause_is_known() -> None:
    paused = replace(reading("E1"), paused=True, elapsed_s=20.0)
    course = a_course(reading("E1"), paused, replace(reading("E1"), elapsed_s=65.0))
    assert course.rested_s == 45.0


def test_what_limits_the_speed_is_told_with_what_would_help() -> None:
    assert limit_words(reading("E1")) == (
        "The disk is the limit.",
        "Reading 120 MB/s. A faster computer would not help.",
    )
    head, words = limit_words(replace(reading("E1"), bottleneck=None))
    assert (head, words) == ("", "Reading 120 MB/s.")


def test_the_record_of_speed_keeps_exhibits_apart_and_tells_where_reading_failed() -> None:
    log = SpeedLog()
    for second in range(40):
        faults = max(0, second - 10) if second < 20 else 10
        log.add(float(second), {"E1": 100.0, "E2": 20.0}, faults=faults)
    log.add_tick(3.0, "E2")
    assert log.points(None)[5] == (5.0, 120.0)
    assert log.points("E2")[5] == (5.0, 20.0)
    assert (log.ticks("E1"), log.ticks("E2"), log.ticks(None)) == ([], [3.0], [3.0])
    assert log.bands() == [(9.0, 20.0)]


def test_a_long_scan_thins_its_record_and_keeps_its_end() -> None:
    log = SpeedLog()
    for step in range(MOST_POINTS * 3):
        log.add(step / 4, {"E1": float(step)}, faults=0)
    assert len(log.points(None)) <= MOST_POINTS
    assert log.points(None)[-1][1] == MOST_POINTS * 3 - 1


def test_a_scan_is_paused_and_goes_on_from_the_page(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.scan_seconds = 1.5
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    window.show_page("scan")
    window.desk.start_scan(ScanPlan(exhibits=("E1",)))
    qtbot.waitUntil(lambda: window.scan.hits.rowCount() > 0, timeout=10_000)
    window.actions_["scan.pause"].trigger()
    qtbot.waitUntil(lambda: window.desk.paused == {"E1"}, timeout=10_000)
    window.scan.show_view()
    assert "Paused" in window.scan.head.state_words()
    qtbot.waitUntil(lambda: not window.scan._step.isActive())  # what had come before is shown
    rows = window.scan.hits.rowCount()
    qtbot.waitUntil(lambda: _state_of(window) == "paused", timeout=10_000)
    assert window.scan.hits.rowCount() == rows
    window.actions_["scan.pause"].trigger()
    qtbot.waitUntil(lambda: not window.desk.paused, timeout=10_000)
    wait_for_scan(qtbot, window)
    assert not window.scan.graph.isHidden()
    assert window.scan.hits.rowCount() > rows, "the page stays as a record"


def _state_of(window: MainWindow) -> str:
    return window.desk.view.exhibits[0].state if window.desk.view is not None else ""


def test_hits_that_come_do_not_move_what_is_under_the_hand(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.scan_seconds = 3.0
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    window.show_page("scan")
    window.desk.start_scan(ScanPlan(exhibits=("E1",)))
    qtbot.waitUntil(lambda: window.scan.hits.rowCount() > 20, timeout=10_000)
    table = window.scan.findChild(CellsTable, "hits as they come")
    assert table is not None
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    seen = table.indexAt(QPoint(5, 5)).data()
    before = window.scan.hits.rowCount()
    qtbot.waitUntil(lambda: window.scan.hits.rowCount() > before, timeout=10_000)
    settle(qtbot, window)
    assert table.indexAt(QPoint(5, 5)).data() == seen
    window.desk.stop_scan()
    wait_for_scan(qtbot, window)
