"""The chain as a story: runs of marks, filters, the zone of times, narrow windows, the printed form."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.rows import CustodyRow
from tests.ui.conftest import Blocks
from tests.ui.fakes import FakeChooser, FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, settle
from ui.custody_story import KINDS, StoryLine, chosen_lines, story
from ui.custody_words import zoned
from ui.pages.custody_table import BY, DIGEST, TIME, WHAT
from ui.pages.scan_lists import seen_now
from ui.programs import HitSeen
from ui.shell import MainWindow
from ui.times import choose_zone, time_of_day

LONG_MS = 10_000


def an_event(number: int, action: str, *, minute: int = 0, actor: str = "A", **payload: object) -> CustodyRow:
    return CustodyRow(
        sequence=number,
        utc=f"2026-11-22T03:{minute:02}:00Z",
        actor=actor,
        action=action,
        subject="E1",
        sentence=f"Event {number} says {action}.",
        event_json=json.dumps({"action": action, "payload": payload, "previous_sha256": "ab" * 32}),
        sha256=f"{number:064x}",
    )


def a_mark(
    number: int, category: str | None = "2", *, minute: int = 0, actor: str = "A", **more: object
) -> CustodyRow:
    entries = [{"exhibit": "E1", "path": f"/{number}"}]
    return an_event(
        number, "entries.marked", minute=minute, actor=actor, entries=entries, category=category, **more
    )


def sizes(rows: list[CustodyRow]) -> list[int]:
    return [len(line.events) for line in story(rows)]


def test_marks_with_one_category_that_follow_one_another_are_one_line() -> None:
    (line,) = story([a_mark(number) for number in range(1, 41)])
    assert line.sentence == "40 files were marked as category 2, in 40 acts."
    assert (line.events[0].sequence, line.last.sequence) == (1, 40)


@pytest.mark.parametrize(
    "second",
    [
        a_mark(2, "3"),
        a_mark(2, None),
        a_mark(2, actor="B"),
        a_mark(2, minute=11),
        a_mark(2, undoes=1),
        an_event(2, "entries.noted", entries=[{"exhibit": "E1"}], text="x"),
        an_event(2, "scan.started"),
    ],
    ids=["category", "taken away", "person", "later", "undone", "note", "another act"],
)
def test_what_is_no_run_stays_apart(second: CustodyRow) -> None:
    assert sizes([a_mark(1), second]) == [1, 1]


def test_no_event_is_lost_or_moved_by_folding() -> None:
    rows = [a_mark(n, "12"[n % 7 > 3]) if n % 5 else an_event(n, "scan.paused") for n in range(1, 200)]
    assert [one for line in story(rows) for one in line.events] == rows


def the_lines() -> tuple[StoryLine, ...]:
    actions = ("exhibit.added", "scan.started", "content.revealed", "report.exported", "checkpoint.signed")
    return story([an_event(n, action) for n, action in enumerate(actions, start=1)] + [a_mark(6)])


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [("all", [6, 5, 4, 3, 2, 1]), ("exhibits", [1]), ("scans", [2]), ("looks", [3]), ("marks", [6]),
     ("exports", [4]), ("seals", [5])],
    ids=[name for name, _words in KINDS.as_marked],
)  # fmt: skip
def test_each_kind_shows_its_events(kind: str, numbers: list[int]) -> None:
    found = chosen_lines(the_lines(), kind=kind, exhibit="", words="", newest_first=True)
    assert [line.last.sequence for line in found] == numbers


def test_words_exhibits_and_order_narrow_the_story() -> None:
    def found(**asked: object) -> list[int]:
        chosen = {"kind": "all", "exhibit": "", "words": "", "newest_first": False} | asked
        return [line.last.sequence for line in chosen_lines(the_lines(), **chosen)]  # type: ignore[arg-type]

    assert found(words=" REVEALED ") == [3]
    assert found(exhibit="E1") == [1, 2, 3, 4, 5, 6]
    assert found(exhibit="E2") == []


def test_twenty_thousand_events_are_folded_and_filtered_quickly() -> None:
    rows = [a_mark(n, str(n % 3)) for n in range(20_000)]
    begun = time.process_time()
    lines = story(rows)
    folded = time.process_time()
    chosen_lines(lines, kind="marks", exhibit="E1", words="category 2", newest_first=True)
    filtered = time.process_time()
    assert folded - begun < 2.0
    assert filtered - folded < 0.1 * 4  # a slow computer may take four times as long as a frame of 100 ms


def test_times_are_those_of_the_zone_that_is_chosen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    when = datetime(2026, 11, 22, 20, 0, 7, tzinfo=UTC)
    hit = HitSeen(exhibit="E1", path="/a", set_name="Practice list", category=None, elapsed_s=1.0)
    try:
        assert zoned("2026-11-22T20:00:00Z") == ("20:00:00", "22 Nov 2026")
        assert time_of_day(when) == "20:00 UTC"
        choose_zone("local")
        assert zoned("2026-11-22T20:00:00Z") == ("05:00:00", "23 Nov 2026")
        assert time_of_day(when) == "05:00 +0900"
        assert seen_now(hit, utc="2026-11-22T20:00:07Z").when == "05:00:07"
    finally:
        choose_zone("utc")
        monkeypatch.undo()
        time.tzset()


@pytest.fixture
def case(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MainWindow:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
    window.show_page("custody")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.custody.model.rowCount() > 0, timeout=LONG_MS)
    return window


def test_the_column_of_times_is_headed_by_its_zone(qtbot: QtBot, case: MainWindow) -> None:
    def head() -> object:
        return case.custody.model.headerData(TIME, Qt.Orientation.Horizontal)

    assert head() == "UTC"
    choose_zone("local")
    try:
        assert head() == "Local time"
    finally:
        choose_zone("utc")


def test_in_a_narrow_window_what_happened_keeps_its_room(
    qtbot: QtBot, case: MainWindow, blocks: Blocks
) -> None:
    table = case.custody.table
    with blocks.set_aside():
        case.resize(1366, 768)
        qtbot.wait(50)
    assert not table.isColumnHidden(DIGEST)
    with blocks.set_aside():
        case.resize(1024, 680)
        qtbot.wait(50)
    assert table.isColumnHidden(DIGEST)
    assert table.isColumnHidden(BY)
    assert table.columnWidth(WHAT) > 260


def test_a_filter_that_nothing_fits_says_so_and_keeps_no_event_in_front(
    qtbot: QtBot, case: MainWindow
) -> None:
    page = case.custody
    page.edit_filter()
    page.words.setText("no event says this")
    assert page.model.rowCount() == 0
    assert page.event_panel.written.toPlainText() == ""
    page.words.clear()
    assert page.model.rowCount() > 0
    assert page.event_panel.written.toPlainText() != ""


def test_an_empty_form_of_the_chosen_exhibit_is_printed_and_opened(
    qtbot: QtBot,
    case: MainWindow,
    workbench: FakeWorkbench,
    chooser: FakeChooser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("ui.custody_errands.QDesktopServices", _Opener(opened))
    chooser.path = str(tmp_path / "form.pdf")
    page = case.custody
    page.exhibits.setCurrentIndex(page.exhibits.findData("E1"))
    assert page.form_asked() == (None, "E1")
    case.actions_["custody.form"].trigger()
    qtbot.waitUntil(lambda: opened == [str(tmp_path / "form.pdf")], timeout=LONG_MS)
    assert workbench.custody.asked[-1] == (
        "transfer_form",
        {"event": None, "exhibit": "E1", "out": str(tmp_path / "form.pdf"), "language": "en"},
    )
    assert "form.pdf" in page.notice.words()


class _Opener:
    """Stands for the system, which would open a viewer."""

    def __init__(self, opened: list[str]) -> None:
        self._opened = opened

    def openUrl(self, url: object) -> bool:
        self._opened.append(url.toLocalFile())  # type: ignore[attr-defined]
        return True
