"""Looking on a real case: by a held key, step by step, each look in the chain, whatever dies meanwhile."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.app.builders import copied
from tests.ui.conftest import MakeWindow
from tests.ui.journeys import children
from tests.ui.journeys.bench import LOOKED_AT, TROUBLED, Bench
from tests.ui.journeys.conftest import MakeWorkbench, Told
from tests.ui.journeys.steps import (
    LONG_MS,
    at_rest,
    choose_finding,
    findings_here,
    hold,
    let_go,
    open_case,
)
from ui.looking import STEPS
from ui.shell import MainWindow

REASON = "Check a doubtful match"


@pytest.fixture(scope="module")
def scanned(bench: Bench, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ext4 disk: pictures, a video and what cannot be shown are findings."""
    return bench.scanned(tmp_path_factory.mktemp("scanned") / "case.fieldcase", library, "E2")


@pytest.fixture
def case(scanned: Path, tmp_path: Path) -> Path:
    return copied(scanned, tmp_path / "case.fieldcase")


@pytest.fixture
def window(qtbot: QtBot, make_window: MakeWindow, make_real: MakeWorkbench, case: Path) -> MainWindow:
    made = make_window(make_real())
    open_case(qtbot, made, case)
    findings_here(qtbot, made, len(LOOKED_AT) + 1)
    return made


def give_reason(window: MainWindow) -> None:
    window.findings.side.looking.reason.setCurrentText(REASON)


def shown(window: MainWindow) -> bool:
    return window.findings.side.looking.place.shows_content


def hold_to_look(qtbot: QtBot, window: MainWindow) -> None:
    window.findings.table.setFocus()
    hold(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown(window), timeout=LONG_MS)


def steps_of(event: Mapping[str, Any]) -> list[str]:
    return [step["step"] for step in event["payload"]["steps"]]


@pytest.mark.slow
def test_a_known_match_is_shown_step_by_step_under_a_key_and_the_chain_has_it(
    qtbot: QtBot, window: MainWindow, case: Path, told: Told
) -> None:
    choose_finding(qtbot, window, "field.jpg")
    window.findings.table.setFocus()
    hold(window, Qt.Key.Key_Space)
    let_go(window, Qt.Key.Key_Space)
    assert "Choose a reason first" in window.findings.side.looking.notice.words()
    assert not told.events(case, "content.look_begun")
    give_reason(window)
    hold_to_look(qtbot, window)
    for step in STEPS[1:]:
        hold(window, Qt.Key.Key_Right)
        let_go(window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: not window.desk.viewer.is_busy, timeout=LONG_MS)
        assert window.desk.looking.step == step
    assert shown(window)
    let_go(window, Qt.Key.Key_Space)
    assert not shown(window)
    at_rest(qtbot, window)
    (look,) = told.events(case, "content.revealed")
    assert steps_of(look) == list(STEPS)
    assert look["payload"]["reason"] == REASON
    assert look["payload"]["path"] == "/field.jpg"
    assert look["payload"]["is_known_match"] is True
    window.show_page("custody")
    at_rest(qtbot, window)
    assert any("field.jpg" in row.sentence for row in window.custody.model.rows())


@pytest.mark.slow
def test_a_video_is_a_strip_of_still_frames(qtbot: QtBot, window: MainWindow, case: Path, told: Told) -> None:
    choose_finding(qtbot, window, "harbour.avi")
    give_reason(window)
    hold_to_look(qtbot, window)
    assert "6 still frames" in window.findings.side.looking.under.text()
    let_go(window, Qt.Key.Key_Space)
    at_rest(qtbot, window)
    assert steps_of(told.events(case, "content.revealed")[0]) == ["lines"]


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("victim", ["viewer", "decoder", "reader"])
def test_a_child_killed_in_the_middle_of_a_look_hides_it_and_the_next_look_works(
    qtbot: QtBot, window: MainWindow, case: Path, told: Told, victim: str
) -> None:
    choose_finding(qtbot, window, "field.jpg")
    give_reason(window)
    hold_to_look(qtbot, window)
    children.kill(children.of_window(victim))
    hold(window, Qt.Key.Key_Right)  # the next step needs the one that is gone, or is in vain
    let_go(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not window.desk.viewer.is_busy, timeout=LONG_MS)
    let_go(window, Qt.Key.Key_Space)
    assert not shown(window)
    at_rest(qtbot, window)
    hold_to_look(qtbot, window)
    let_go(window, Qt.Key.Key_Space)
    at_rest(qtbot, window)
    begun = told.events(case, "content.look_begun")
    looks = told.events(case, "content.revealed")
    assert len(begun) == len(looks) == 2
    assert all(steps_of(look)[:1] == ["lines"] for look in looks)


@pytest.mark.slow
def test_what_cannot_be_shown_is_a_sentence_and_the_next_look_works(
    qtbot: QtBot, window: MainWindow, case: Path, told: Told
) -> None:
    give_reason(window)
    pane = window.findings.side.looking
    for name in sorted(TROUBLED):
        choose_finding(qtbot, window, name)
        hold(window, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: "This file cannot be shown." in pane.notice.words(), timeout=LONG_MS)
        assert not shown(window)
        let_go(window, Qt.Key.Key_Space)
        at_rest(qtbot, window)
    choose_finding(qtbot, window, "cut off.jpg")
    hold_to_look(qtbot, window)
    assert "The file is cut off" in pane.under.text()
    let_go(window, Qt.Key.Key_Space)
    at_rest(qtbot, window)
    looks = told.events(case, "content.revealed")
    assert [steps_of(look) for look in looks] == [[]] * len(TROUBLED) + [["lines"]]
