"""Content is shown under a held key and never else, step by step, and each look is in the chain."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.rows import EntryDetail, LooksToday
from tests.ui.conftest import Blocks
from tests.ui.fakes import FIRST_ENTRY, FakeWorkbench, a_hit, an_entry
from ui.desk import Desk
from ui.look import Look
from ui.looking import PULSE_MS, STEPS, clock_ms
from ui.parts.looking import REASONS, LookPane

if TYPE_CHECKING:
    from app.workbench import Workbench

PLAIN, MATCH = 3, 7  # numbers of fake entries: not matched, matched


class Room:
    """A window with the pane and a line to type in, over a case of the fake workbench."""

    def __init__(self, qtbot: QtBot, look: Look, workbench: FakeWorkbench, case: Path) -> None:
        self.bot, self.workbench, self.is_open = qtbot, workbench, True
        self.desk = Desk(cast("Workbench", workbench))
        self.top = QWidget()
        row = QHBoxLayout(self.top)
        self.pane = LookPane(look, self.desk, self.desk.viewer)
        self.other = QLineEdit()
        row.addWidget(self.pane)
        row.addWidget(self.other)
        self.top.setMinimumSize(300, 200)
        self.top.resize(700, 640)
        qtbot.addWidget(self.top)
        self.top.show()
        qtbot.waitExposed(self.top)
        self.desk.open(str(case), remember=False)
        qtbot.waitUntil(lambda: self.desk.case is not None and not self.desk.is_busy)
        self.pane.button.setFocus()

    @property
    def is_shown(self) -> bool:
        return self.pane.place.shows_content

    @property
    def looks(self) -> list[tuple[str, ...]]:
        """The steps of each look that was recorded."""
        return [tuple(step.step for step in look.steps) for look in self.workbench.reviews.looks]

    def choose(self, number: int) -> None:
        self.pane.show_entry(a_detail(number))

    def key(self, kind: QEvent.Type, key: Qt.Key, *, is_repeat: bool = False) -> None:
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", is_repeat)
        QApplication.sendEvent(self.pane.button, event)

    def press(self, key: Qt.Key = Qt.Key.Key_Space, *, is_repeat: bool = False) -> None:
        self.key(QEvent.Type.KeyPress, key, is_repeat=is_repeat)

    def let_go(self, key: Qt.Key = Qt.Key.Key_Space, *, is_repeat: bool = False) -> None:
        self.key(QEvent.Type.KeyRelease, key, is_repeat=is_repeat)

    def hold(self) -> None:
        self.press()
        self.bot.waitUntil(lambda: self.is_shown)

    def step_to(self, step: str) -> None:
        while self.desk.looking.step != step:
            former = self.desk.looking.step
            self.press(Qt.Key.Key_Right)
            assert self.desk.looking.step != former
            self.settle()

    def settle(self) -> None:
        self.bot.waitUntil(lambda: not self.desk.viewer.is_busy and not self.desk.looking.is_busy)

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.desk.close()
            self.desk.wait()
            self.top.close()


def a_detail(number: int) -> EntryDetail:
    hits = (a_hit(number),) if number == MATCH else ()
    return EntryDetail(entry=an_entry(number), facts=(), hits=hits, has_content=True)


@pytest.fixture
def room(
    qtbot: QtBot, look: Look, workbench: FakeWorkbench, blocks: Blocks, fake_case: Path
) -> Iterator[Room]:
    made = Room(qtbot, look, workbench, fake_case)
    made.choose(PLAIN)
    made.settle()
    blocks.forget()
    yield made
    made.close()


@pytest.fixture
def fake_case(workbench: FakeWorkbench, tmp_path: Path) -> Path:
    from app.rows import NewCase

    folder = tmp_path / "look.fieldcase"
    form = NewCase(
        folder=str(folder), number="FL-1", examiner="E-114", title=None, agency=None, authority=None
    )
    made = workbench.create_case(form)
    made.close()
    return folder


def test_nothing_is_shown_before_a_key_is_held(room: Room) -> None:
    assert not room.is_shown
    assert room.pane.place.accessibleName() == "A drawn landscape, not this file"
    assert room.looks == []


def test_space_shows_lines_and_letting_go_hides_them_at_once(room: Room) -> None:
    room.hold()
    assert room.pane.steps["lines"].is_current
    room.let_go()
    assert not room.is_shown
    room.settle()
    assert room.looks == [("lines",)]


def test_each_right_arrow_is_one_further_step(room: Room) -> None:
    room.pane.reason.setCurrentText(REASONS[0])
    room.hold()
    for step in STEPS[1:]:
        room.press(Qt.Key.Key_Right)
        room.bot.waitUntil(lambda step=step: room.pane.steps[step].is_current)  # type: ignore[misc]
        room.settle()
    room.press(Qt.Key.Key_Right)  # there is no fifth
    room.let_go()
    room.settle()
    assert room.looks == [STEPS]
    assert room.workbench.reviews.looks[0].reason == REASONS[0]


def test_the_keyboards_own_repeats_neither_step_nor_end_a_look(room: Room) -> None:
    room.hold()
    for _n in range(20):
        room.let_go(is_repeat=True)
        room.press(is_repeat=True)
        room.press(Qt.Key.Key_Right, is_repeat=True)
    assert room.is_shown
    assert room.desk.looking.step == "lines"
    room.let_go()
    room.settle()
    assert room.looks == [("lines",)]


def at(room: Room, moment: int, *kinds: QEvent.Type, key: Qt.Key = Qt.Key.Key_Space) -> None:
    """Events as X11 sends them: with a time, and not marked as the repeats that they are."""
    for kind in kinds:
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(moment)
        QApplication.sendEvent(room.pane.button, event)


def test_repeats_that_nobody_marked_are_one_look_and_letting_go_still_hides(room: Room) -> None:
    room.pane.holding.may_come_apart = True
    at(room, 1_000, QEvent.Type.KeyPress)
    room.bot.waitUntil(lambda: room.is_shown)
    for moment in range(1_600, 2_600, 40):
        at(room, moment, QEvent.Type.KeyRelease, QEvent.Type.KeyPress)
        room.bot.wait(1)
        assert room.is_shown
    at(room, 2_700, QEvent.Type.KeyRelease)
    room.bot.waitUntil(lambda: not room.is_shown, timeout=1_000)
    room.settle()
    assert room.looks == [("lines",)]


def test_a_right_arrow_that_is_held_is_one_step_however_it_repeats(room: Room) -> None:
    room.hold()
    at(room, 1_000, QEvent.Type.KeyPress, key=Qt.Key.Key_Right)
    room.settle()
    for moment in range(1_600, 2_600, 40):
        at(room, moment, QEvent.Type.KeyRelease, QEvent.Type.KeyPress, key=Qt.Key.Key_Right)
    assert room.desk.looking.step == "grey"
    at(room, 3_000, QEvent.Type.KeyRelease, key=Qt.Key.Key_Right)
    at(room, 3_100, QEvent.Type.KeyPress, key=Qt.Key.Key_Right)
    assert room.desk.looking.step == "blurred"
    room.let_go()


def test_a_look_is_in_the_chain_before_anything_is_seen(room: Room) -> None:
    room.hold()
    assert [event[0] for event in room.workbench.reviews.events] == ["content.look_begun"]
    assert room.looks == []
    room.let_go()
    room.settle()
    assert room.workbench.reviews.looks[0].begun == 1


def test_a_picture_that_is_ready_waits_for_the_chain(room: Room) -> None:
    written = threading.Event()
    begin = room.workbench.begin_look

    def slow(case_folder: str, entry: int, *, reason: str | None = None) -> LooksToday:
        assert written.wait(timeout=90)
        return begin(case_folder, entry, reason=reason)

    room.workbench.begin_look = slow
    room.press()
    room.bot.waitUntil(lambda: not room.desk.viewer.is_busy)
    room.bot.wait(50)
    assert not room.is_shown
    written.set()
    room.bot.waitUntil(lambda: room.is_shown)
    room.let_go()


def _focus_goes(room: Room) -> None:
    QApplication.sendEvent(room.pane.button, QFocusEvent(QEvent.Type.FocusOut))


def _window_goes_behind(room: Room) -> None:
    QApplication.sendEvent(room.pane.button, QEvent(QEvent.Type.WindowDeactivate))


def _program_goes_behind(_room: Room) -> None:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)


def _another_row(room: Room) -> None:
    room.choose(PLAIN + 1)


def _no_row(room: Room) -> None:
    room.pane.show_entry(None)


def _escape(room: Room) -> None:
    room.press(Qt.Key.Key_Escape)


def _another_key(room: Room) -> None:
    room.press(Qt.Key.Key_Tab)


def _page_hidden(room: Room) -> None:
    room.top.hide()


def _case_closed(room: Room) -> None:
    room.desk.close_case()


@pytest.mark.parametrize(
    "happens",
    [
        _focus_goes,
        _window_goes_behind,
        _program_goes_behind,
        _another_row,
        _no_row,
        _escape,
        _another_key,
        _page_hidden,
        _case_closed,
    ],
)
def test_whatever_may_mean_that_nobody_holds_it_hides_it_at_once(
    room: Room, happens: Callable[[Room], None]
) -> None:
    room.hold()
    happens(room)
    assert not room.is_shown
    room.bot.waitUntil(lambda: room.looks == [("lines",)])


def test_a_pressed_button_is_a_held_key(room: Room) -> None:
    middle = room.pane.button.rect().center()
    QTest.mousePress(room.pane.button, Qt.MouseButton.LeftButton, pos=middle)
    room.bot.waitUntil(lambda: room.is_shown)
    QTest.mouseRelease(room.pane.button, Qt.MouseButton.LeftButton, pos=middle)
    assert not room.is_shown
    room.settle()
    assert room.looks == [("lines",)]


def test_a_pointer_that_leaves_the_button_lets_go(room: Room) -> None:
    QTest.mousePress(room.pane.button, Qt.MouseButton.LeftButton)
    room.bot.waitUntil(lambda: room.is_shown)
    out = QPointF(QPoint(-20, -20))
    left = Qt.MouseButton.LeftButton
    move = QMouseEvent(QEvent.Type.MouseMove, out, out, left, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(room.pane.button, move)
    assert not room.is_shown


def test_a_known_match_needs_a_reason_first(room: Room) -> None:
    room.choose(MATCH)
    room.press()
    room.let_go()
    assert room.pane.notice.words() == "This file is a known match. Choose a reason first."
    assert room.workbench.reviews.events == []
    room.pane.reason.setCurrentText("  Read the number\non the wall ")
    room.hold()
    room.let_go()
    room.settle()
    assert room.workbench.reviews.looks[0].reason == "Read the number on the wall"
    assert room.pane.notice.words() == ""


def test_plain_needs_a_reason_whatever_the_file(room: Room) -> None:
    room.hold()
    room.step_to("blurred")
    room.press(Qt.Key.Key_Right)
    assert room.desk.looking.step == "blurred"
    assert room.pane.notice.words().startswith("Plain needs a reason.")
    room.let_go()
    room.settle()
    assert room.looks == [STEPS[:3]]


def test_larger_is_a_further_key_and_ends_with_the_look(room: Room) -> None:
    room.hold()
    small = room.pane.place.sizeHint()
    room.press(Qt.Key.Key_Up)
    room.settle()
    assert room.pane.place.sizeHint().height() > small.height()
    room.let_go()
    room.settle()
    assert room.looks == [("lines",)]
    assert room.pane.place.sizeHint().height() < small.height()


def test_at_the_limit_looking_is_refused_in_words(room: Room) -> None:
    room.workbench.reviews.today = LooksToday(files=20, looks=24, seconds=61, looks_a_day=20, set_by="S-07")
    room.desk.looking.take_today(room.workbench.reviews.today)
    assert room.pane.limit.words.text() == "Limit set by S-07"
    assert room.pane.limit.value.text() == "20 files"
    assert room.pane.looked.value.text() == "20 files, 61 s"
    room.press()
    room.bot.waitUntil(lambda: bool(room.pane.notice.words()))
    assert "no more looks today" in room.pane.notice.words()
    assert not room.is_shown
    room.settle()
    assert not room.is_shown
    assert room.looks == []


def test_a_look_longer_than_a_supervisor_allows_is_hidden(room: Room) -> None:
    room.desk.looking.take_today(replace(room.workbench.reviews.today, seconds_a_look=1))
    room.hold()
    room.bot.waitUntil(lambda: not room.is_shown, timeout=3_000)
    assert room.pane.notice.words().startswith("Hidden after the longest time for one look.")
    room.settle()
    assert room.looks == [("lines",)]


def test_a_laptop_that_slept_under_the_held_key_hides_and_records(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.hold()
    room.bot.wait(2 * PULSE_MS)
    assert room.is_shown
    awake = clock_ms()
    monkeypatch.setattr("ui.looking.clock_ms", lambda: awake + 3_600_000)  # an hour with the lid closed
    room.bot.waitUntil(lambda: not room.is_shown, timeout=3_000)
    assert room.pane.notice.words() == "Hidden: the laptop slept, or its clock was set."
    room.settle()
    assert room.looks == [("lines",)]
    assert room.workbench.reviews.looks[0].seconds < 60


def test_a_break_is_named_quietly_when_it_is_due(room: Room) -> None:
    told: list[str] = []
    room.desk.looking.break_told.connect(told.append)
    now = datetime.now(UTC)
    for minutes, words in ((3, "in 42 min"), (46, "now")):
        began = (now - timedelta(minutes=minutes, seconds=-5)).isoformat()
        room.desk.looking.take_today(LooksToday(files=2, looks=2, seconds=7, stretch_began=began))
        assert room.pane.rest.value.text() == words or (
            words == "in 42 min" and "in 43" in room.pane.rest.value.text()
        )
    assert told[-1].startswith("Time for a break")


def test_a_file_that_cannot_be_shown_is_a_sentence_a_tile_and_a_record(room: Room) -> None:
    cannot: list[tuple[int, str]] = []
    room.pane.cannot_show.connect(lambda entry, why: cannot.append((entry, why)))
    argv = room.workbench.viewer_command("case")
    room.desk.viewer.set_command((*argv, "trouble"))
    room.press()
    room.bot.waitUntil(lambda: bool(cannot))
    assert cannot == [(FIRST_ENTRY + PLAIN, "It has more than 210,000,000 pixels.")]
    assert room.pane.notice.words() == "This file cannot be shown. It has more than 210,000,000 pixels."
    room.settle()
    assert room.workbench.reviews.looks[0].trouble == "It has more than 210,000,000 pixels."
    assert room.looks == [()]


def test_a_viewer_that_dies_under_the_held_key_hides_and_records(room: Room) -> None:
    import os
    import signal

    room.hold()
    assert room.desk.viewer.pid is not None
    os.kill(room.desk.viewer.pid, signal.SIGKILL)
    room.bot.waitUntil(lambda: not room.is_shown)
    room.settle()
    assert room.looks == [("lines",)]
    assert room.workbench.reviews.looks[0].trouble == "The viewer ended while the key was held."
    room.let_go()
    room.hold()  # it is started anew


def test_a_window_that_is_closed_under_the_held_key_records_the_look(room: Room) -> None:
    room.hold()
    room.close()
    assert room.looks == [("lines",)]


def test_a_key_let_go_before_anything_came_shows_nothing_later(room: Room) -> None:
    for _n in range(5):
        room.press()
        room.let_go()
    room.settle()
    assert not room.is_shown
    assert room.looks == [()] * 5
    assert [look.begun for look in room.workbench.reviews.looks] == [1, 2, 3, 4, 5]


def test_a_video_is_six_frames(room: Room) -> None:
    argv = room.workbench.viewer_command("case")
    room.desk.viewer.set_command((*argv, "video"))
    room.hold()
    assert "MP4 video, 6 still" in room.pane.place.accessibleName()
    room.let_go()


@pytest.mark.by_itself
def test_five_thousand_rows_passed_fast_leave_the_window_awake_and_one_look(
    room: Room, blocks: Blocks
) -> None:
    for number in range(5_000):
        with blocks.set_aside():
            detail = replace(a_detail(PLAIN), entry=replace(an_entry(PLAIN), id=FIRST_ENTRY + number))
        room.pane.show_entry(detail)
        if number % 50 == 0:
            room.bot.wait(1)
    room.hold()
    room.let_go()
    room.bot.waitUntil(lambda: not room.desk.viewer.is_busy, timeout=20_000)
    room.settle()
    assert room.looks == [("lines",)]


def test_every_part_that_takes_the_focus_has_a_name(room: Room) -> None:
    parts = [part for part in room.pane.findChildren(QWidget) if part.focusPolicy() != Qt.FocusPolicy.NoFocus]
    nameless = [type(part).__name__ for part in parts if not part.accessibleName() and part.isVisible()]
    assert nameless == []
