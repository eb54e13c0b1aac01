"""The scene board: forty exhibits stay quick, keys choose, mark and open, photographs and sounds come as they
should.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.rows import EntryFilter, ExhibitFormRow, ExhibitRow, PhotographRow
from tests.ui.board_builders import an_exhibit, with_exhibits
from tests.ui.fake_tone import FakeTone
from tests.ui.fakes import FakeWorkbench, a_volume
from tests.ui.steps import a_case_with_an_exhibit, press, settle, start_scan, wait_for_scan
from ui.case_view import CaseView
from ui.parts.device import small_photograph
from ui.programs import HitSeen, Progress
from ui.sheets.locked import LockedSheet
from ui.shell import MainWindow

FOUR = tuple(
    an_exhibit(id=number, label=f"HR-0{number}", state="added", share_compared=None, entries=0)
    for number in range(1, 5)
)


@pytest.fixture
def board(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path) -> MainWindow:
    """A window over a case, on its board."""
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    qtbot.waitUntil(lambda: window.sheets.sheet is None)
    settle(qtbot, window)
    return window


def show(qtbot: QtBot, window: MainWindow, exhibits: tuple[ExhibitRow, ...]) -> CaseView:
    """Put exhibits on the board as if they had been read."""
    assert window.desk.view is not None
    window.desk.view = view = with_exhibits(window.desk.view, exhibits)
    window.board.show_view()
    qtbot.waitUntil(lambda: len(window.board.grid.cards) == len(exhibits))
    window.board.focus_first()
    return view


@pytest.mark.by_itself
def test_forty_exhibits_come_without_holding_up_the_window(qtbot: QtBot, board: MainWindow) -> None:
    forty = tuple(an_exhibit(id=number, label=f"HR-{number:02}") for number in range(40))
    show(qtbot, board, forty)
    qtbot.wait(50)
    for hits in range(5):  # the fixture measures that no step takes long
        show(qtbot, board, tuple(replace(one, hits=hits) for one in forty))
        qtbot.wait(20)
    assert list(board.board.grid.cards) == [one.label for one in forty]


def test_cards_of_exhibits_that_are_gone_go(qtbot: QtBot, board: MainWindow) -> None:
    show(qtbot, board, FOUR)
    board.board.grid.toggle_mark("HR-04")
    show(qtbot, board, FOUR[:2])
    assert list(board.board.grid.cards) == ["HR-01", "HR-02"]
    assert board.board.marked == ()


def test_arrows_choose_and_stay_at_the_ends(qtbot: QtBot, board: MainWindow) -> None:
    show(qtbot, board, FOUR)
    for key, label in (
        (Qt.Key.Key_Right, "HR-02"),
        (Qt.Key.Key_Down, "HR-04"),
        (Qt.Key.Key_Down, "HR-04"),
        (Qt.Key.Key_Left, "HR-03"),
        (Qt.Key.Key_Up, "HR-01"),
        (Qt.Key.Key_Left, "HR-01"),
    ):
        press(qtbot, board, key)
        assert board.board.chosen == label
        assert board.focusWidget() is board.board.grid.cards[label]


def test_space_marks_and_s_plans_only_what_is_marked(qtbot: QtBot, board: MainWindow) -> None:
    show(qtbot, board, FOUR)
    press(qtbot, board, Qt.Key.Key_Space)
    press(qtbot, board, Qt.Key.Key_Right)
    press(qtbot, board, Qt.Key.Key_Space)
    marked = [board.board.marked]
    press(qtbot, board, Qt.Key.Key_Space)
    marked.append(board.board.marked)
    assert marked == [("HR-01", "HR-02"), ("HR-01",)]
    asked: list[object] = []
    board.scan_errands.plan_scan = lambda labels, **_more: asked.append(labels)  # type: ignore[method-assign]
    board.actions_["scan.plan"].trigger()
    board.actions_["exhibit.mark"].trigger()
    board.actions_["scan.plan"].trigger()
    assert asked == [("HR-01",), ("HR-01", "HR-02")]


def test_tab_leads_from_the_card_to_the_reasons_and_only_one_card_takes_it(
    qtbot: QtBot, board: MainWindow
) -> None:
    show(qtbot, board, tuple(replace(one, hits=1, state="done") for one in FOUR))
    press(qtbot, board, Qt.Key.Key_Tab)
    assert board.focusWidget() in board.board.decision.reasons.links()
    policies = [card.focusPolicy() for card in board.board.grid.cards.values()]
    assert policies.count(Qt.FocusPolicy.StrongFocus) == 1


def test_enter_is_the_first_step_of_the_chosen_card(qtbot: QtBot, board: MainWindow) -> None:
    wanted: list[tuple[str, object]] = []
    board.board.wants.disconnect()
    board.board.wants.connect(lambda what, about: wanted.append((what, about)))
    show(qtbot, board, (replace(FOUR[0], state="done", hits=2), *FOUR[1:]))
    press(qtbot, board, Qt.Key.Key_Return)
    press(qtbot, board, Qt.Key.Key_Right)
    press(qtbot, board, Qt.Key.Key_Return)
    assert wanted == [("findings", "HR-01"), ("scan", "HR-02")]


def test_a_reason_leads_to_its_evidence(qtbot: QtBot, board: MainWindow) -> None:
    went: list[tuple[str, object]] = []
    board.board_errands.went.disconnect()
    board.board_errands.went.connect(lambda page, where: went.append((page, where)))
    locked = replace(FOUR[1], volumes=(a_volume(state="locked"),), state="done")
    show(qtbot, board, (replace(FOUR[0], hits=2, state="done"), locked))
    for item in board.board.decision.reasons.items:
        item.link.click()
    assert went == [("findings", EntryFilter.of("outcome:matched"))]
    assert board.board.chosen == "HR-02", "the lock leads to its card"


def test_what_to_do_about_a_lock_is_told_and_nothing_recorded(qtbot: QtBot, board: MainWindow) -> None:
    volume = a_volume(state="locked", file_system="BitLocker")
    show(qtbot, board, (replace(FOUR[0], volumes=(volume,)),))
    press(qtbot, board, Qt.Key.Key_Return)
    assert isinstance(board.sheets.sheet, LockedSheet)
    board.actions_["sheet.accept"].trigger()
    assert board.sheets.sheet is None


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_of_a_card_holds_every_step(qtbot: QtBot, board: MainWindow) -> None:
    show(qtbot, board, FOUR)
    board.board._show_menu("HR-01", QPoint(10, 10))
    menu = next(one for one in board.board.findChildren(QMenu) if one.isVisible())
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:2] == ["Scan", "Files"]
    assert {"Mark for a scan", "Describe exhibit", "Hand over"} <= set(words)
    menu.close()


# photographs


def a_photograph(folder: Path, *, name: str = "front.png", content: bytes | None = None) -> PhotographRow:
    file = folder / name
    if content is None:
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(QColor("steelblue"))
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        assert QImageWriter(buffer, b"PNG").write(image)
        content = bytes(buffer.data().data())
    file.write_bytes(content)
    return PhotographRow(
        exhibit="HR-01", sha256=name, name=name, size_bytes=len(content), caption="front", file=str(file)
    )


def with_photograph(view: CaseView, row: PhotographRow) -> CaseView:
    forms = (ExhibitFormRow(label="HR-01", photographs=(row,)),)
    return replace(view, custody=replace(view.custody, exhibits=forms))


def test_the_first_photograph_of_a_device_is_on_its_card(
    qtbot: QtBot, board: MainWindow, tmp_path: Path
) -> None:
    view = show(qtbot, board, FOUR)
    board.desk.view = with_photograph(view, a_photograph(tmp_path))
    board.board.show_view()
    device = board.board.grid.cards["HR-01"].device
    qtbot.waitUntil(lambda: device.has_photograph)
    assert device.accessibleName() == "Photograph of the device"
    assert not board.board.grid.cards["HR-02"].device.has_photograph


@pytest.mark.qt_log_ignore("JPEG", extend=True)  # the decoder says what it misses
@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"", b"GIF89a\x01\x00\x01\x00"],
    ids=["cut png", "cut jpeg", "empty", "gif"],
)
def test_a_photograph_that_cannot_be_shown_leaves_the_drawing(
    qtbot: QtBot, board: MainWindow, tmp_path: Path, content: bytes
) -> None:
    view = show(qtbot, board, FOUR)
    board.desk.view = with_photograph(view, a_photograph(tmp_path, content=content))
    board.board.show_view()
    settle(qtbot, board)
    assert not board.board.grid.cards["HR-01"].device.has_photograph


def test_a_photograph_is_decoded_small(tmp_path: Path) -> None:
    image = small_photograph(Path(a_photograph(tmp_path).file).read_bytes())
    assert image is not None
    assert image.width() <= 400
    assert image.height() <= 360


# the first hit


@pytest.fixture
def tone(board: MainWindow) -> FakeTone:
    made = FakeTone()
    board.first_hits.use(made)
    return made


def test_a_scan_with_hits_is_heard_once_and_not_again_when_it_is_opened(
    qtbot: QtBot, board: MainWindow, tone: FakeTone
) -> None:
    start_scan(qtbot, board)
    wait_for_scan(qtbot, board)
    assert tone.played == 1
    assert board.desk.case is not None
    folder = board.desk.case.folder
    board.desk.close_case()
    board.desk.open(folder)
    settle(qtbot, board)
    assert tone.played == 1


def test_what_was_heard_is_not_heard_after_a_resume_but_in_a_new_scan(
    qtbot: QtBot, board: MainWindow, tone: FakeTone, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = HitSeen(exhibit="E1", path="/a", set_name="s", category=None, elapsed_s=1)
    monkeypatch.setattr(type(board.desk), "is_scan_ours", property(lambda _desk: True))
    board.desk.scan_changed.emit()
    for _ in range(3):
        board.desk.scan.hit_seen.emit(hit)
    assert tone.played == 1
    board.desk.scan.hit_seen.emit(replace(hit, exhibit="E2"))
    assert tone.played == 2
    monkeypatch.setattr(type(board.desk), "is_scan_ours", property(lambda _desk: False))
    board.desk.scan_changed.emit()
    board.desk.plan = replace(board.desk.plan, anew=True, exhibits=("E1",))
    monkeypatch.setattr(type(board.desk), "is_scan_ours", property(lambda _desk: True))
    board.desk.scan_changed.emit()
    board.desk.scan.hit_seen.emit(hit)
    board.desk.scan.hit_seen.emit(replace(hit, exhibit="E2"))
    assert tone.played == 3


@pytest.mark.parametrize("how", ["key", "setting"])
def test_silence_is_kept_and_said_in_the_top_bar(
    qtbot: QtBot, board: MainWindow, tone: FakeTone, workbench: FakeWorkbench, how: str
) -> None:
    board.show_page("board")
    if how == "key":
        board.actions_["sound.silence"].trigger()
        assert tone.stopped == 1
    else:
        workbench.set_setting("sound_on_first_hit", "no")
        board.first_hits.read_setting()
    assert board.top_bar._sound.text() == "Silenced"
    start_scan(qtbot, board)
    wait_for_scan(qtbot, board)
    assert tone.played == 0
    board.show_page("board")
    board.actions_["sound.silence"].trigger()
    assert board.top_bar._sound.text() == "Sound on first hit"


def test_a_laptop_without_sound_is_a_sentence_said_once(
    qtbot: QtBot, board: MainWindow, workbench: FakeWorkbench
) -> None:
    tone = FakeTone(is_mute=True)
    board.first_hits.use(tone)
    told: list[str] = []
    board.first_hits.told.connect(told.append)
    start_scan(qtbot, board)
    wait_for_scan(qtbot, board)
    assert len(told) == 1
    assert "shown, not heard" in board.board.notice.words()


# while it runs


def test_a_running_scan_moves_its_card_at_most_four_times_a_second(
    qtbot: QtBot, board: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(qtbot, board, (replace(FOUR[0], state="scanning"), *FOUR[1:]))
    monkeypatch.setattr(type(board.desk), "is_scan_ours", property(lambda _desk: True))
    card = board.board.grid.cards["HR-01"]
    shown: list[str] = []
    board.board.decision.reasons.show_reasons = lambda reasons: shown.append("once")  # type: ignore[method-assign]
    for done in range(200):
        board.desk.scan.progressed.emit(
            Progress(phase="examining", exhibit="HR-01", entries_done=done, entries_total=400)
        )
        if done % 20 == 0:
            QTest.qWait(50)
    QTest.qWait(300)
    assert len(shown) <= 5
    assert card.said is not None
    assert card.said.count == "199 of 400 entries"
