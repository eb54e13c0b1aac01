"""A pause stops the reading within a second, costs nothing of what was given, and changes no finding."""

import json
import os
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.engine.pausing import SLEPT_S, Pauses, Rest
from app.engine.time_box import TimeBox
from app.engine.watchdog import ASLEEP_S, Patience, Watchdog
from app.store.opening import DATABASE_NAME
from tests.app.builders import a_case, an_engine, answer_of, examining, findings, listed, said
from tests.app.conftest import Media

_SLOW = {"reading_pause_s": 0.01}
_SLOW_LISTING = {"listing_pause_s": 0.01}
Engine = subprocess.Popen[str]


def _say(engine: Engine, line: str) -> None:
    assert engine.stdin is not None
    engine.stdin.write(f"{line}\n")
    engine.stdin.flush()


def _until(engine: Engine, *, exhibit: str = "E1", **wanted: object) -> dict[str, Any]:
    """The first line of progress of this exhibit with these values."""
    assert engine.stdout is not None
    for line in engine.stdout:
        told: dict[str, Any] = json.loads(line)
        if told.get("exhibit") == exhibit and wanted.items() <= told.items():
            return told
    raise AssertionError(f"the engine ended before: {answer_of(engine)}")


def _outcomes(case: Path) -> Counter[str]:
    return Counter(entry["outcome"] for entry in listed(case, "entries"))


def _actions(case: Path, subject: str = "E1") -> list[str]:
    return [
        event["action"]
        for event in listed(case, "custody")
        if event["subject"] == subject and event["action"].startswith("scan.")
    ]


@pytest.fixture
def case(media: Media, tmp_path: Path) -> Path:
    return a_case(tmp_path / "case", media.image)


@pytest.fixture(scope="module")
def whole(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The uninterrupted run."""
    case = a_case(tmp_path_factory.mktemp("whole") / "case", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    return case


@pytest.mark.alone
def test_a_paused_scan_reads_nothing_and_goes_on_to_the_same_findings(
    case: Path, media: Media, whole: Path
) -> None:
    engine = examining(an_engine(case, media.library, _SLOW, "--progress", "json"), entries_done=80)
    asked_at = time.monotonic()
    _say(engine, "pause")
    told = _until(engine, paused=True)
    assert time.monotonic() - asked_at < 1
    assert (told["bytes_per_s"], told["eta_low_s"]) == (0, None)
    time.sleep(0.3)  # what was in hand is stored
    then = _outcomes(case)
    assert then["waiting"]
    time.sleep(1.5)
    assert _outcomes(case) == then
    _say(engine, "resume")
    assert _until(engine, paused=False)
    assert answer_of(engine).status == 0
    assert _actions(case) == ["scan.started", "scan.paused", "scan.resumed", "scan.finished"]
    assert findings(case) == findings(whole)
    assert said("verify", case).status == 0


def test_a_listing_rests_too(case: Path, media: Media, whole: Path) -> None:
    engine = an_engine(case, media.library, _SLOW_LISTING, "--progress", "json")
    _until(engine, phase="listing")
    _say(engine, "pause E1")
    _until(engine, paused=True)
    time.sleep(0.3)
    then = len(listed(case, "entries"))
    time.sleep(1.2)
    assert len(listed(case, "entries")) == then
    _say(engine, "resume E1")
    assert answer_of(engine).status == 0
    assert findings(case) == findings(whole)


def test_one_exhibit_rests_while_the_others_go_on(media: Media, whole: Path, tmp_path: Path) -> None:
    case = a_case(tmp_path / "two", media.image, media.image)
    engine = an_engine(case, media.library, _SLOW, "--progress", "json", "--at-once", "2")
    _until(engine, exhibit="E2", phase="examining")
    _say(engine, "pause E2")
    _until(engine, exhibit="E2", paused=True)
    while "scan.finished" not in _actions(case, "E1"):
        time.sleep(0.1)
    assert _actions(case, "E2")[-1] == "scan.paused"
    _say(engine, "resume E2")
    assert answer_of(engine).status == 0
    assert set(findings(case)) == set(findings(whole))


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_a_scan_that_ends_while_it_rests_is_resumed_to_the_same_findings(
    how: str, case: Path, media: Media, whole: Path
) -> None:
    engine = examining(an_engine(case, media.library, _SLOW, "--progress", "json"), entries_done=80)
    _say(engine, "pause")
    _until(engine, paused=True)
    readers = _children(engine.pid)
    assert readers
    if how == "killed":
        engine.kill()
        answer_of(engine)
    else:
        _say(engine, "stop")
        assert answer_of(engine).status == 130
    until = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in readers):
        assert time.monotonic() < until, "a reader that rests holds the evidence after its engine is gone"
        time.sleep(0.05)
    assert said("scan", case, "--library", media.library).status == 0
    assert findings(case) == findings(whole)


def _children(pid: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def test_a_source_that_is_taken_away_makes_no_faults_and_is_gone_on_with(
    media: Media, whole: Path, tmp_path: Path
) -> None:
    source = tmp_path / "stick.raw"
    source.write_bytes(media.image.read_bytes())
    case = a_case(tmp_path / "case", source)
    half = source.stat().st_size // 8
    trouble = _SLOW_LISTING | {"reads_directly": True, "bad": [[half, 16 << 20]]}
    engine = an_engine(case, media.library, trouble, "--progress", "json")
    _until(engine, phase="listing")
    _say(engine, "pause")
    _until(engine, paused=True)
    source.rename(tmp_path / "elsewhere")
    _say(engine, "resume")
    gone = answer_of(engine)
    assert gone.status == 1
    assert "was taken away while it was read" in gone.err
    assert "attach it again" in gone.err
    assert _actions(case)[-1] == "scan.stopped"
    (tmp_path / "elsewhere").rename(source)
    assert said("scan", case, "--library", media.library).status == 0
    assert listed(case, "faults") == []
    assert findings(case) == findings(whole)


def test_reading_ends_with_the_first_hit_and_says_what_was_left(
    case: Path, media: Media, whole: Path
) -> None:
    answer = answer_of(an_engine(case, media.library, _SLOW, "--stop-after-first-hit"))
    assert answer.status == 0
    outcomes = _outcomes(case)
    assert outcomes["matched"] >= 1
    assert outcomes["skipped_by_profile"] > 10
    assert outcomes.total() == _outcomes(whole).total()
    assert (
        f"{outcomes['skipped_by_profile']} entries were left out when the first match was found" in answer.err
    )
    with closing(sqlite3.connect(case / DATABASE_NAME)) as connection:
        told = "SELECT DISTINCT reason FROM examination WHERE outcome = 'skipped_by_profile'"
        (reason,) = connection.execute(told).fetchall()
    assert reason == ("left when the first match was found; not read",)
    assert said("verify", case).status == 0
    assert said("scan", case, "--library", media.library).status == 0, "what was left is read by another scan"
    assert findings(case)[-1] == findings(whole)[0]


# Clocks


class Clock:
    """A monotonic clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def go(self, seconds: float, *, step: float = 1.0) -> None:
        """In steps, as a clock that is asked often sees it."""
        while seconds > 0:
            self.now += min(step, seconds)
            seconds -= step


def _pauses(clock: Clock) -> Pauses:
    pauses = Pauses(clock)
    pauses.expect(["E1", "E2"])
    return pauses


def _go(clock: Clock, pauses: Pauses, seconds: int) -> None:
    for _ in range(seconds):
        clock.now += 1
        pauses.is_paused("E1")


def test_the_time_box_does_not_run_while_its_exhibit_rests() -> None:
    clock = Clock()
    pauses = _pauses(clock)
    box = TimeBox.of(1, pauses.awake)
    first, second = box.by(Rest(pauses, "E1").clock), box.by(Rest(pauses, "E2").clock)
    _go(clock, pauses, 30)
    pauses.hear("pause E1\n")
    _go(clock, pauses, 40)
    assert second.is_over()
    assert not first.is_over()
    pauses.hear("resume E1\n")
    _go(clock, pauses, 29)
    assert not first.is_over()
    _go(clock, pauses, 2)
    assert first.is_over()


def test_a_computer_that_slept_takes_nothing_from_the_time_box() -> None:
    clock = Clock()
    pauses = _pauses(clock)
    box = TimeBox.of(1, pauses.awake).by(Rest(pauses, "E1").clock)
    _go(clock, pauses, 30)
    clock.now += 8 * 3_600
    assert not box.is_over()
    _go(clock, pauses, 31)
    assert box.is_over()


def test_clocks_of_exhibits_never_go_back() -> None:
    clock = Clock()
    pauses = _pauses(clock)
    read = []
    for line in ("pause", "resume E1", "pause E1", "pause", "resume", "resume", "pause E2", "resume E2"):
        _go(clock, pauses, 7)
        pauses.hear(line)
        clock.now += SLEPT_S + 1
        read.append(pauses.worked_s("E1"))
    assert all(before <= behind for before, behind in pairwise(read))


def test_a_second_pause_takes_no_time_that_was_rested_for_work() -> None:
    clock = Clock()
    pauses = _pauses(clock)
    _go(clock, pauses, 10)
    pauses.hear("pause E1")
    _go(clock, pauses, 20)
    pauses.hear("pause")
    _go(clock, pauses, 5)
    pauses.hear("resume")
    assert pauses.worked_s("E1") == 10


def test_a_pause_that_was_taken_back_before_the_exhibits_are_known_holds_none() -> None:
    pauses = Pauses(Clock())
    pauses.hear("pause")
    pauses.hear("resume")
    pauses.expect(["E1"])
    assert not pauses.is_paused("E1")


def test_a_pause_that_comes_before_the_exhibits_are_known_holds_all_of_them() -> None:
    pauses = Pauses(Clock())
    pauses.hear("pause")
    pauses.expect(["E1", "E2"])
    assert pauses.is_paused("E1")
    pauses.hear("resume E1")
    assert (pauses.is_paused("E1"), pauses.is_paused("E2")) == (False, True)


def test_a_reader_is_not_ended_for_what_its_computer_slept() -> None:
    patience = Patience(silent_s=5)
    asleep = Watchdog(os.getpid(), now=0.0)
    assert asleep.complaint(1.0, patience) is None
    assert asleep.complaint(1.0 + 8 * 3_600, patience) is None
    assert asleep.complaint(8 * 3_600 + 4.0, patience) is None
    awake = Watchdog(os.getpid(), now=0.0)
    complaints = [awake.complaint(float(now), patience) for now in range(1, 8)]
    assert complaints[-1] == "it gave no sign of life for 5 seconds"
    assert ASLEEP_S > 5, "a reader that is silent while somebody looks is still ended"
