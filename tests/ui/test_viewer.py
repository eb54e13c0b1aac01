"""The viewer of a window: asked without waiting, dropped when nobody waits, started anew when it dies."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Blocks
from tests.ui.fake_viewer import LOST, SIZE, content
from ui.viewer import ContentBytes, Viewer

FAKE = (sys.executable, str(Path(__file__).with_name("fake_viewer.py")))


@pytest.fixture
def viewer(qtbot: QtBot, blocks: Blocks) -> Iterator[Viewer]:
    made = Viewer()
    made.set_command((*FAKE, "case"))
    yield made
    made.close()
    made.wait()


class Heard:
    """What came of the questions of a test."""

    def __init__(self) -> None:
        self.read: list[ContentBytes] = []
        self.refused: list[str] = []

    def ask(self, viewer: Viewer, *, entry: int = 1, offset: int = 0, length: int = 16) -> int:
        return viewer.ask_bytes(
            entry, offset=offset, length=length, then=self.read.append, otherwise=self.refused.append
        )


def test_each_question_gets_its_own_bytes_in_order(viewer: Viewer, qtbot: QtBot) -> None:
    heard = Heard()
    for offset in (0, 100_000, SIZE - 8, 7):
        heard.ask(viewer, entry=3, offset=offset)
    qtbot.waitUntil(lambda: not viewer.is_busy)
    assert [each.data for each in heard.read] == [content(3, at, 16) for at in (0, 100_000, SIZE - 8, 7)]
    assert len(heard.read[2].data) == 8  # the content ends there


def test_bytes_that_cannot_be_read_are_told_with_their_place(viewer: Viewer, qtbot: QtBot) -> None:
    heard = Heard()
    heard.ask(viewer, offset=LOST[0] - 4, length=1_024)
    qtbot.waitUntil(lambda: not viewer.is_busy)
    assert heard.read[0].unreadable == ((4, 512),)
    assert heard.read[0].reason == "bad sector"


def test_a_large_answer_arrives_whole_without_blocking_the_window(viewer: Viewer, qtbot: QtBot) -> None:
    heard = Heard()
    heard.ask(viewer, length=SIZE)
    qtbot.waitUntil(lambda: not viewer.is_busy, timeout=10_000)
    assert heard.read[0].data[:4096] == content(1, 0, 4096)
    assert len(heard.read[0].data) == SIZE


COUNTS = """
import json, sys
wanted = set()
for line in sys.stdin.buffer:
    asked = json.loads(line)
    if asked["ask"] == "ready":
        wanted.add(asked["id"])
    elif asked["ask"] == "drop":
        wanted.difference_update(asked["ids"])
    else:
        said = str(len(wanted)).encode()
        sys.stdout.buffer.write(json.dumps({"id": asked["id"], "ok": True, "length": len(said)}).encode())
        sys.stdout.buffer.write(b"\\n" + said)
        sys.stdout.buffer.flush()
"""


def test_of_five_thousand_rows_passed_fast_only_the_last_is_made_ready(viewer: Viewer, qtbot: QtBot) -> None:
    heard = Heard()
    viewer.set_command((sys.executable, "-c", COUNTS))
    for entry in range(1, 5_001):
        viewer.make_ready(entry)
        if entry % 100 == 0:
            qtbot.wait(1)
    heard.ask(viewer)
    qtbot.waitUntil(lambda: bool(heard.read), timeout=10_000)
    assert heard.read[0].data == b"1"


def test_an_answer_nobody_waits_for_is_not_given(viewer: Viewer, qtbot: QtBot) -> None:
    heard, other = Heard(), Heard()
    viewer.cancel(heard.ask(viewer))
    other.ask(viewer)
    qtbot.waitUntil(lambda: not viewer.is_busy)
    assert not heard.read
    assert not heard.refused
    assert len(other.read) == 1


def test_a_viewer_that_is_killed_is_told_and_started_anew(viewer: Viewer, qtbot: QtBot) -> None:
    heard = Heard()
    heard.ask(viewer)
    qtbot.waitUntil(lambda: not viewer.is_busy)
    former = viewer.pid
    assert former is not None
    with qtbot.waitSignal(viewer.died):
        heard.ask(viewer, length=SIZE)
        os.kill(former, signal.SIGKILL)
    assert heard.refused == ["The viewer ended without a word. Ask again; it is started anew."]
    heard.ask(viewer)
    qtbot.waitUntil(lambda: len(heard.read) == 2)
    assert viewer.pid != former


def test_a_program_that_is_not_there_is_one_sentence(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.set_command(("no-such-viewer", "case"))
    heard = Heard()
    heard.ask(viewer)
    qtbot.waitUntil(lambda: bool(heard.refused))
    assert heard.refused[0].startswith("The viewer could not be started: ")
    assert not viewer.is_running


def test_another_case_ends_the_viewer_of_the_former_one(viewer: Viewer, qtbot: QtBot) -> None:
    heard = Heard()
    heard.ask(viewer)
    qtbot.waitUntil(lambda: not viewer.is_busy)
    former = viewer.pid
    assert former is not None
    viewer.set_command((*FAKE, "another case"))
    viewer.wait()
    assert not Path(f"/proc/{former}").exists()
    assert not viewer.is_running


def test_secrets_are_given_to_each_child_and_forgotten_with_the_case(viewer: Viewer, qtbot: QtBot) -> None:
    def given() -> list[str]:
        told: list[list[str]] = []
        viewer._ask(
            {"ask": "ready", "entry": 1},
            then=lambda facts, _data: told.append(facts["given"]),
            otherwise=print,
        )
        qtbot.waitUntil(lambda: bool(told))
        return told[0]

    viewer.give_secret("E1", 1, "before it was started")
    assert given() == ["before it was started"]
    heard: list[str] = []
    for words in ("wrong", "right"):
        viewer.try_secret("E1", 2, words, then=lambda: heard.append("open"), otherwise=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["This password does not open the APFS volume.", "open"]
    viewer.close()
    assert given() == ["before it was started", "right"]
    viewer.set_command((*FAKE, "another case"))
    assert given() == []
