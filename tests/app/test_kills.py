"""Kill the engine, its readers, both, or the desktop, at any moment and again and again: the scan goes on,
and what it ends with is that of an uninterrupted run, byte for byte.

The moments are drawn from a seed. `make test` kills some dozens of times, `make validate` some hundreds.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.opening import DATABASE_NAME
from tests.app.builders import FIELDCASE, a_case, environment, findings, listed, said
from tests.app.conftest import Media, MixedMedia
from tests.app.engine_room import EngineRoom, RunningEngine, an_engine_room, kill
from tests.app.mixed_disk import LONG_BYTES
from tests.evidence.builders import MIB

VICTIMS = ("engine", "reader", "both")
FEW, MANY = 16, 110
_DESKTOP = """
import subprocess, sys
engine = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
print(engine.pid, flush=True)
for line in engine.stdout:
    print(line.decode(), end="", flush=True)
"""


@pytest.fixture(scope="module")
def room(mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRoom]:
    """Slow enough for kills to fall into the middle of something; bad sectors, so that there are faults."""
    bad = [[place, place + 1] for place in mixed.places] + [
        [mixed.places[0] + MIB, mixed.places[0] + MIB + 3_000]
    ]
    disk = {"reads_directly": True, "disk_pause_s": 0.0004, "listing_pause_s": 0.003, "bad": bad}
    with an_engine_room(tmp_path_factory.mktemp("room"), disk) as room:
        yield room


def _scan(room: EngineRoom, case: Path, mixed: MixedMedia) -> RunningEngine:
    return room.start("scan", case, "--library", mixed.library, "--progress", "json")


@pytest.fixture(scope="module")
def whole(room: EngineRoom, mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The uninterrupted run that all others must equal."""
    case = a_case(tmp_path_factory.mktemp("whole") / "case", mixed.image)
    engine = _scan(room, case, mixed)
    engine.wait()
    assert engine.status == 3, engine.err
    faults = listed(case, "faults")
    assert len({fault["path"] for fault in faults}) >= 5
    assert {fault["length"] for fault in faults} == {512, 3_072}
    assert any(entry["size"] == LONG_BYTES for entry in listed(case, "entries"))
    return case


def _assert_same(case: Path, whole: Path) -> None:
    assert findings(case) == findings(whole)
    for words in (("entries", "--with", "extents"), ("hits",), ("faults",), ("coverage",)):
        lines = said("list", case, *words, "--format", "jsonl").out
        assert lines == said("list", whole, *words, "--format", "jsonl").out, words[0]
    assert said("verify", case).status == 0
    assert said("compare", case, whole).status == 0


def _killed_until_done(
    case: Path, room: EngineRoom, mixed: MixedMedia, chance: random.Random, moments: Counter[str]
) -> Counter[str]:
    """Scan, kill, scan again, until a run reaches its end. Gives who was killed how often; `moments` counts
    what was stored when an engine was killed.

    Half of the kills come while the program opens things, half after something was stored; there is always
    something new between two kills of readers, because two deaths over one content are that content's fault.
    """
    kills: Counter[str] = Counter()
    while not findings(case):
        engine = _scan(room, case, mixed)
        while engine.is_running():
            victim = chance.choice(VICTIMS)
            if victim == "reader" or chance.random() < 0.5:
                engine.wait_for_steps(engine.steps() + (1 if victim == "reader" else 0))
            time.sleep(chance.uniform(0.0, 0.6) ** 2 * 1.5)
            if not engine.is_running():
                break
            kills[victim] += _kill(victim, engine)
            if victim != "reader":
                moments[_moment(case)] += 1
        assert "Traceback" not in engine.err
        assert engine.status in (None, 1, 3), engine.err
        if engine.status == 1:
            assert "ended the reader" in engine.err, "only a death while opening ends a run"
    return kills


def _moment(case: Path) -> str:
    """How far the store came."""
    with closing(sqlite3.connect(case / DATABASE_NAME)) as store:
        (entries,) = store.execute("SELECT count(*) FROM entry").fetchone()
        ended = {row[0]: row[1] for row in store.execute("SELECT volume, entries FROM listing_end")}
        (read,) = store.execute("SELECT count(*) FROM examination WHERE bytes_read > 0").fetchone()
    if entries > sum(ended.values()):
        return "inside a listing"
    return "reading" if read else "between volumes" if entries else "before anything"


def _kill(victim: str, engine: RunningEngine) -> int:
    """How many processes were there to be killed."""
    readers = engine.readers()
    if victim != "reader":
        kill(engine.pid)
    if victim != "engine":
        for reader in readers:
            kill(reader)
    if victim != "reader":
        engine.wait()
    return bool(readers) if victim == "reader" else 1


def _assert_kills_change_nothing(
    room: EngineRoom, mixed: MixedMedia, whole: Path, tmp_path: Path, *, seed: int, at_least: int
) -> None:
    chance = random.Random(seed)
    kills: Counter[str] = Counter()
    moments: Counter[str] = Counter()
    rounds = 0
    while kills.total() < at_least or not {"inside a listing", "reading"} <= set(moments):
        rounds += 1
        case = a_case(tmp_path / f"case {rounds}", mixed.image)
        kills += _killed_until_done(case, room, mixed, chance, moments)
        _assert_same(case, whole)
    print(f"seed {seed}: {dict(kills)}, {dict(moments)}, {rounds} scans")
    assert set(kills) == set(VICTIMS)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("seed", [1])
def test_engines_and_readers_killed_again_and_again_change_no_finding(
    seed: int, room: EngineRoom, mixed: MixedMedia, whole: Path, tmp_path: Path
) -> None:
    _assert_kills_change_nothing(room, mixed, whole, tmp_path, seed=seed, at_least=FEW)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.validate
@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_hundreds_of_kills_change_no_finding(
    seed: int, room: EngineRoom, mixed: MixedMedia, whole: Path, tmp_path: Path
) -> None:
    _assert_kills_change_nothing(room, mixed, whole, tmp_path, seed=seed, at_least=MANY)


@pytest.mark.slow
@pytest.mark.alone
def test_a_killed_desktop_does_not_stop_its_engine_and_a_killed_engine_can_be_resumed(
    media: Media, tmp_path: Path
) -> None:
    """The engine is the desktop's child; its progress has nobody left to read it, its orders nobody to give
    them.
    """
    whole = a_case(tmp_path / "whole", media.image)
    assert said("scan", whole, "--library", media.library).status == 0
    for number, engine_dies in enumerate((False, True)):
        case = a_case(tmp_path / f"case {number}", media.image)
        words = ("scan", case, "--library", media.library, "--progress", "json")
        with subprocess.Popen(
            [sys.executable, "-c", _DESKTOP, *FIELDCASE, *map(str, words)],
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        ) as desktop:
            assert desktop.stdout is not None
            engine = RunningEngine(pid=int(desktop.stdout.readline()), place=tmp_path / "nothing")
            phases = (json.loads(line)["phase"] for line in desktop.stdout)
            assert "listing" in phases  # the sets are checked before
            os.kill(desktop.pid, signal.SIGKILL)
        if engine_dies:
            engine.kill()
            assert said("scan", case, "--library", media.library).status == 0
        else:
            engine.wait()
        _assert_same(case, whole)
