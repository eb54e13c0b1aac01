"""Power can go at any moment: kill anything, go on, and the findings are those of an uninterrupted run."""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.app.builders import Answer, a_case, an_engine, answer_of, findings, listed, said
from tests.app.conftest import Media

if TYPE_CHECKING:
    import subprocess

KILLS = 14
_SLOW = {"reading_pause_s": 0.006, "listing_pause_s": 0.002}
# Deaths at one place of a listing end it there, and these kills are too close together to tell.
_SLOW_READING = {"reading_pause_s": 0.006}


@pytest.fixture(scope="module")
def whole(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The uninterrupted run that all others must equal."""
    case = a_case(tmp_path_factory.mktemp("whole") / "whole.fieldcase", media.image)
    assert said("scan", case, "--library", media.library).status == 0
    return case


def _readers_of(engine: "subprocess.Popen[str]") -> list[int]:
    try:
        return [
            int(pid) for pid in Path(f"/proc/{engine.pid}/task/{engine.pid}/children").read_text().split()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _ended(engine: "subprocess.Popen[str]") -> Answer:
    answer = answer_of(engine)
    assert "Traceback" not in answer.err
    return answer


def _resumed(case: Path) -> int:
    return [event["action"] for event in listed(case, "custody")].count("scan.resumed")


def _assert_same_findings(case: Path, whole: Path) -> None:
    assert findings(case) == findings(whole)
    for what in ("entries", "hits"):
        lines = said("list", case, what, "--format", "jsonl", "--with", "extents").out
        assert lines == said("list", whole, what, "--format", "jsonl", "--with", "extents").out
    assert listed(case, "faults") == listed(whole, "faults")
    assert said("verify", case).status == 0
    assert said("compare", case, whole).status == 0


@pytest.mark.slow
@pytest.mark.alone
def test_an_engine_killed_again_and_again_ends_with_the_same_findings(
    media: Media, whole: Path, tmp_path: Path
) -> None:
    chance = random.Random(1)
    case = a_case(tmp_path / "case", media.image)
    kills = 0
    while kills < KILLS or (_resumed(case) < 2 and kills < 4 * KILLS):  # a busy machine starts engines slowly
        engine = an_engine(case, media.library, _SLOW)
        time.sleep(chance.uniform(0.3, 2.2))
        os.killpg(engine.pid, signal.SIGKILL)
        kills += 1
        _ended(engine)
        assert said("verify", case).status == 0
    assert said("scan", case, "--library", media.library).status == 0
    assert _resumed(case) > 1
    _assert_same_findings(case, whole)


@pytest.mark.slow
@pytest.mark.alone
def test_readers_killed_again_and_again_end_with_the_same_findings(
    media: Media, whole: Path, tmp_path: Path
) -> None:
    chance = random.Random(2)
    kills = 0
    for number in range(KILLS):
        case = a_case(tmp_path / f"case {number}", media.image)
        while not findings(case):
            engine = an_engine(case, media.library, _SLOW_READING)
            while engine.poll() is None:
                time.sleep(chance.uniform(0.3, 1.6))
                for reader in _readers_of(engine):
                    os.kill(reader, signal.SIGKILL)
                    kills += 1
            ending = _ended(engine)
            if ending.status != 0:
                assert ending.status == 1
                assert "ended the reader" in ending.sentence, "only a death while opening ends a run"
        _assert_same_findings(case, whole)
        if kills >= KILLS:
            return
    pytest.fail(f"only {kills} readers could be killed")


@pytest.mark.slow
@pytest.mark.alone
def test_a_write_log_cut_off_anywhere_leaves_a_case_that_can_be_resumed(
    media: Media, whole: Path, tmp_path: Path
) -> None:
    """What a power cut leaves of the log that had not reached the database."""
    chance = random.Random(3)
    origin = a_case(tmp_path / "origin", media.image)
    with closing(sqlite3.connect(origin / "case.db")) as connection:  # only the scan is to lie in the log
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine = an_engine(origin, media.library, _SLOW)
    log = origin / "case.db-wal"
    while engine.poll() is None and not (log.exists() and log.stat().st_size > 100_000):
        time.sleep(0.01)
    os.killpg(engine.pid, signal.SIGKILL)
    _ended(engine)
    assert log.stat().st_size > 32
    for number in range(6):
        case = tmp_path / f"cut {number}"
        case.mkdir()
        (case / "case.db").write_bytes((origin / "case.db").read_bytes())
        content = log.read_bytes()
        (case / "case.db-wal").write_bytes(content[: chance.randrange(32, len(content))])
        checked = said("verify", case)
        assert checked.status == 0, checked.sentence
        resumed = said("scan", case, "--library", media.library)
        assert resumed.status == 0, resumed.sentence
        _assert_same_findings(case, whole)
