"""Unlocking from the command line: what opens is scanned, the act is on record, the secret is nowhere."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.commands.desk import DONE, FAILED, PART_UNREAD
from app.evidence_files import chosen_files, export_files
from app.store.case_file import CaseFile
from app.viewing.serving import serve
from tests.app.builders import FIELDCASE, Answer, a_case, environment, listed, said
from tests.app.viewing_case import numbers
from tests.app.warm_readers import warm_reader
from tests.evidence.builders import a_fat_image
from tests.evidence.luks_builder import SECRET, a_luks2_volume

PLAIN_FILE = b"the inner file\n"


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locked")
    inner = a_fat_image(folder / "inner.dd", {"NOTE.TXT": PLAIN_FILE}).read_bytes()
    image = folder / "locked.raw"
    image.write_bytes(a_luks2_volume(inner))
    return image


@pytest.fixture
def case(tmp_path: Path, locked: Path) -> Path:
    return a_case(tmp_path / "a.fieldcase", locked)


class Bench:
    """Commands in this process, with lines on standard input; the self-test is left to its own tests."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def ran(self, *words: str | Path, lines: str = "") -> Answer:
        self._monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(lines.encode())))
        return said(*words, start_reader=lambda: warm_reader())  # not the one that is tested first

    def scanned(self, case: Path, *words: str, lines: str = "") -> Answer:
        library = case.parent / "none"
        return self.ran("scan", case, "--library", library, "--progress", "none", *words, lines=lines)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch)


def paths(case: Path) -> dict[str, str]:
    return {entry["path"]: entry["sha256"] for entry in listed(case, "entries") if entry["kind"] == "file"}


def actions(case: Path) -> list[str]:
    return [event["action"] for event in listed(case, "custody")]


def test_what_opens_is_scanned_and_the_secret_is_asked_for_again(bench: Bench, case: Path) -> None:
    wrong = bench.ran("unlock", case, "E1", lines="wrong\n")
    assert (wrong.status, wrong.err) == (FAILED, "fieldcase: this secret does not open the LUKS2 volume\n")
    opened = bench.ran("unlock", case, "E1", lines=f"{SECRET}\n")
    assert (opened.status, opened.out.split("\t")[:2]) == (DONE, ["volume 1", "FAT16"])
    assert actions(case)[-2:] == ["volume.unlock_failed", "volume.unlocked"]
    shut = bench.scanned(case)
    assert (shut.status, paths(case)) == (PART_UNREAD, {})
    assert any("secret was not given again" in fault["reason"] for fault in listed(case, "faults"))
    assert bench.scanned(case, "--unlock", lines=f"{SECRET}\n").status == DONE
    assert listed(case, "faults") == []  # the lock stands in nobody's way any more
    assert paths(case)["/NOTE.TXT"] == hashlib.sha256(PLAIN_FILE).hexdigest()
    events = len(actions(case))
    assert bench.scanned(case, "--unlock", lines=f"{SECRET}\n").status == DONE
    assert len(actions(case)) == events  # scanned already with this plan
    assert said("verify", case).status == DONE
    again = bench.ran("unlock", case, "E1", "0", lines=f"{SECRET}\n")
    assert "unlocked already" in again.err
    _hold_what_is_looked_at(case)
    _hold_what_is_exported(case)
    for kept in case.parent.rglob("*"):
        assert not kept.is_file() or kept.suffix == ".raw" or SECRET.encode() not in kept.read_bytes()


def _hold_what_is_looked_at(case: Path) -> None:
    """The viewer says that the volume is locked, tries a secret, and keeps one that it is given."""
    look = {"ask": "bytes", "entry": numbers(case)["NOTE.TXT"], "offset": 0, "length": 64}
    secret = {"exhibit": "E1", "volume": 0, "secret": SECRET}
    with a_viewer_here(case) as ask:
        assert "volume 1 of E1 is locked: unlock it to look at it" in ask(look)[0]["sentence"]
        assert "does not open" in ask({**secret, "ask": "unlock", "secret": "wrong"})[0]["sentence"]
        assert "is locked" in ask(look)[0]["sentence"]
        assert ask({**secret, "ask": "unlock"})[0]["ok"]
        assert ask(look)[1] == PLAIN_FILE
    with a_viewer_here(case, {**secret, "ask": "secret"}) as ask:
        assert ask(look)[1] == PLAIN_FILE
        assert "needs no secret" in ask({**secret, "ask": "unlock", "volume": 7})[0]["sentence"]


Told = tuple[dict[str, Any], bytes]  # Any: JSON


@contextmanager
def a_viewer_here(case: Path, *first: dict[str, object]) -> Iterator[Callable[[dict[str, Any]], Told]]:
    """A viewer in a thread of this process, that is told `first` at once."""
    (questions, asking), (hearing, answers) = os.pipe(), os.pipe()
    ids = count(1)
    with (
        os.fdopen(hearing, "rb") as told,
        os.fdopen(answers, "wb") as replies,
        os.fdopen(questions, "rb") as heard,
        os.fdopen(asking, "wb", buffering=0) as pipe,
    ):
        thread = Thread(target=serve, args=(case, heard, replies), kwargs={"start_reader": warm_reader})
        thread.start()
        for each in first:
            pipe.write(json.dumps(each).encode() + b"\n")

        def ask(request: dict[str, Any]) -> Told:
            pipe.write(json.dumps({"id": next(ids), **request}).encode() + b"\n")
            head = json.loads(told.readline())
            return head, told.read(head["length"])

        try:
            yield ask
        finally:
            pipe.close()
            thread.join()


def _hold_what_is_exported(case: Path) -> None:
    """Without the secret a content is a fault of the index, with it a file."""
    for secrets, contents, faults in (({}, 0, 1), ({("E1", 0): SECRET.encode()}, 1, 0)):
        folder = case.parent / f"exported {contents}"
        folder.mkdir()
        with CaseFile.open(case) as opened:
            choice = chosen_files(opened, ["E1:1:/NOTE.TXT"])
            done = export_files(opened, choice, folder, start_reader=warm_reader, secrets=secrets)
        assert (done.contents, done.faults) == (contents, faults)


def test_info_lists_what_a_key_opens_and_records_nothing(bench: Bench, locked: Path) -> None:
    told = bench.ran("info", locked, "--unlock", lines=f"{SECRET}\n")
    assert told.status == PART_UNREAD
    assert "FAT16" in told.out


def test_a_wrong_secret_at_a_scan_ends_it_before_anything_is_read(bench: Bench, case: Path) -> None:
    assert bench.ran("unlock", case, "E1", lines=f"{SECRET}\n").status == DONE
    answer = bench.scanned(case, "--unlock", lines="wrong\n")
    assert answer.status == FAILED
    assert "does not open the LUKS2 volume" in answer.err


def test_a_key_file_opens_it_too(bench: Bench, case: Path, tmp_path: Path) -> None:
    key = tmp_path / "key file"
    key.write_bytes(SECRET.encode())
    assert bench.ran("unlock", case, "E1", "--with", "key-file", lines=f"{key}\n").status == DONE
    missing = bench.ran("unlock", case, "E1", "--with", "key-file", lines=f"{tmp_path / 'none'}\n")
    assert missing.status == FAILED


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process was started with")
def test_no_process_shows_the_secret(case: Path) -> None:
    engine = subprocess.Popen(
        [*FIELDCASE, "unlock", str(case), "E1"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert engine.stdin is not None
    engine.stdin.write(f"{SECRET}\n")
    engine.stdin.flush()
    seen = 0
    while engine.poll() is None:
        for pid in (engine.pid, *children(engine.pid)):
            seen += 1
            assert SECRET.encode() not in told_by_system(pid)
        time.sleep(0.005)
    engine.communicate()
    assert engine.returncode == DONE
    assert seen > 3


def children(pid: int) -> Iterator[int]:
    for task in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = task.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            yield int(task.parent.name)


def told_by_system(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return os.environb.get(b"NOTHING", b"")
