"""Power can go at any moment: whatever is left of the write-ahead log, the case opens, the scan goes on, and
the findings are those of an uninterrupted run.
"""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.opening import DATABASE_NAME
from tests.app.builders import a_case, findings, listed, said
from tests.app.conftest import MixedMedia
from tests.app.engine_room import EngineRoom, an_engine_room

FEW, MANY = 6, 40
_LOG_HEADER_BYTES = 32  # SQLite file format, "The Write-Ahead Log"
_LATE_BYTES = 150_000  # the log then holds the beginning, the listing and some of the reading


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRoom]:
    slow = {"reads_directly": True, "disk_pause_s": 0.003, "listing_pause_s": 0.001}
    with an_engine_room(tmp_path_factory.mktemp("room"), slow) as room:
        yield room


@pytest.fixture(scope="module")
def whole(mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The uninterrupted run that all others must equal."""
    case = a_case(tmp_path_factory.mktemp("whole") / "case", mixed.image)
    assert said("scan", case, "--library", mixed.library).status == 0
    return case


def _cut_off(case: Path, room: EngineRoom, mixed: MixedMedia) -> tuple[bytes, bytes]:
    """Database and log of a scan that was killed before any of it had reached the database."""
    with closing(sqlite3.connect(case / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log = case / f"{DATABASE_NAME}-wal"
    engine = room.start("scan", case, "--library", mixed.library)
    while engine.is_running() and not (log.exists() and log.stat().st_size > _LATE_BYTES):
        time.sleep(0.005)
    assert engine.is_running(), "the scan ended before it could be cut off"
    engine.kill()
    return (case / DATABASE_NAME).read_bytes(), log.read_bytes()


def _torn(log: bytes, chance: random.Random) -> bytes:
    """Cut anywhere; of what a disk was writing then, the last may be zeros, or anything."""
    cut = chance.randrange(_LOG_HEADER_BYTES, len(log))
    lost = min(chance.choice((0, 0, 512, 4_096, 20_000)), len(log) - cut)
    return log[:cut] + (bytes(lost) if chance.random() < 0.5 else chance.randbytes(lost))


def _assert_any_cut_can_be_resumed(
    room: EngineRoom, mixed: MixedMedia, whole: Path, tmp_path: Path, *, seed: int, cuts: int
) -> None:
    chance = random.Random(seed)
    database, log = _cut_off(a_case(tmp_path / "origin", mixed.image), room, mixed)
    reached = set()
    for number in range(cuts):
        case = tmp_path / f"cut {number}"
        case.mkdir()
        (case / DATABASE_NAME).write_bytes(database)
        (case / f"{DATABASE_NAME}-wal").write_bytes(_torn(log, chance))
        checked = said("verify", case)
        assert checked.status == 0, checked.sentence
        reached.add(len(listed(case, "entries")))
        resumed = said("scan", case, "--library", mixed.library)
        assert resumed.status == 0, resumed.sentence
        assert findings(case) == findings(whole)
        for what in ("entries", "hits"):
            lines = said("list", case, what, "--format", "jsonl").out
            assert lines == said("list", whole, what, "--format", "jsonl").out
        assert said("verify", case).status == 0
    assert len(reached) > 1, "all cuts fell at one place"


@pytest.mark.slow
@pytest.mark.alone
def test_a_write_log_cut_off_anywhere_leaves_a_case_that_can_be_resumed(
    room: EngineRoom, mixed: MixedMedia, whole: Path, tmp_path: Path
) -> None:
    _assert_any_cut_can_be_resumed(room, mixed, whole, tmp_path, seed=3, cuts=FEW)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.validate
def test_a_write_log_cut_off_at_many_places_leaves_a_case_that_can_be_resumed(
    room: EngineRoom, mixed: MixedMedia, whole: Path, tmp_path: Path
) -> None:
    _assert_any_cut_can_be_resumed(room, mixed, whole, tmp_path, seed=4, cuts=MANY)
