"""A content or a listing that kills, hangs, burns or eats its reader: one fault in its place, and the scan
goes on.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.engine import contents, listing, session, watchdog
from app.engine.watchdog import Patience
from tests.app.builders import Answer, a_case, listed, said
from tests.app.engine_room import an_engine_room, kill
from tests.app.mixed_disk import LINUX
from tests.app.warm_readers import warm_troubled_reader
from tests.evidence.builders import MIB, SECTOR, an_ext_image, an_mbr

BAD_SIZES = (6_661, 6_662)
_FILES = {f"fine {number:02}.txt": b"fine" * (number + 1) for number in range(30)} | {
    "bad one.jpg": bytes(BAD_SIZES[0]),
    "bad two.jpg": bytes(BAD_SIZES[1]),
    "zz last.txt": b"after all",
}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return an_ext_image(tmp_path_factory.mktemp("killer") / "killer.raw", _FILES)


def _scanned(case: Path, trouble: Mapping[str, object], monkeypatch: pytest.MonkeyPatch) -> Answer:
    monkeypatch.setenv("TROUBLE", json.dumps(trouble))
    answer = said("scan", case, "--library", case.parent / "none", start_reader=warm_troubled_reader)
    assert "Traceback" not in answer.err
    return answer


def _outcomes(case: Path) -> dict[str, object]:
    return {entry["path"]: entry["outcome"] for entry in listed(case, "entries") if entry["kind"] == "file"}


@pytest.mark.parametrize(
    ("kind", "patience", "words"),
    [
        ("die", Patience(), "killed by signal 6"),
        ("hang", Patience(silent_s=1.5), "no sign of life for 2 seconds"),
        ("burn", Patience(processor_s=0.8), "worked for 1 seconds without a sign of life"),
        ("eat", Patience(memory_bytes=320 << 20), "took more than 320 MiB of memory"),
    ],
)
def test_a_content_that_ends_its_reader_is_one_fault_and_all_others_are_read(
    kind: str,
    patience: Patience,
    words: str,
    image: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contents, "READING", patience)
    monkeypatch.setattr(watchdog, "LOOK_EVERY_S", 0.1)
    monkeypatch.setattr("app.engine.reader_link.LOOK_EVERY_S", 0.1)
    case = a_case(tmp_path / "case", image)
    sizes = BAD_SIZES if kind == "die" else BAD_SIZES[:1]
    answer = _scanned(case, {"reading": kind, "reading_sizes": sizes}, monkeypatch)
    assert answer.status == 3, answer.err
    for entry in listed(case, "entries"):
        content = _FILES.get(entry["path"][1:])
        if entry["size"] in sizes:
            assert (entry["outcome"], entry["sha256"]) == ("unreadable", None)
        elif content is not None:
            assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    faults = listed(case, "faults")
    expected = [("reader", "/bad one.jpg"), ("reader", "/bad two.jpg")]
    assert [(f["stage"], f["path"]) for f in faults] == expected[: len(sizes)]
    assert all(words in fault["reason"] for fault in faults), faults
    assert all("it was left and the scan went on" in fault["reason"] for fault in faults)


def test_a_content_slower_than_its_size_allows_is_left(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives signs of life all the time."""
    monkeypatch.setattr(contents, "DEADLINE_S", 1.0)
    case = a_case(tmp_path / "case", image)
    began = time.monotonic()
    answer = _scanned(case, {"reading": "trickle", "reading_sizes": BAD_SIZES[:1]}, monkeypatch)
    assert time.monotonic() - began < 6_661 * 0.02 / 2, "it was waited for"
    assert answer.status == 3
    (fault,) = listed(case, "faults")
    assert (fault["stage"], fault["path"]) == ("reader", "/bad one.jpg")
    assert "reading it took more than 1 seconds" in fault["reason"]
    assert sum(outcome == "unreadable" for outcome in _outcomes(case).values()) == 1


def test_a_read_that_never_returns_is_left_although_other_threads_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dying disk: one thread waits for ever, the reader as a whole lives."""
    files = {f"fine {number}.bin": bytes([number]) * 200_000 for number in range(8)}
    stuck = b"stuck here" * 20_000
    image = an_ext_image(tmp_path / "image.raw", files | {"stuck.bin": stuck}, size="8M")
    place = image.read_bytes().find(stuck[:4_096])
    monkeypatch.setattr(contents, "DEADLINE_S", 1.0)
    case = a_case(tmp_path / "case", image)
    trouble = {"reads_directly": True, "stuck": [[place, place + 1]]}
    assert _scanned(case, trouble, monkeypatch).status == 3
    assert _outcomes(case) == {f"/{name}": "compared" for name in files} | {"/stuck.bin": "unreadable"}
    (fault,) = listed(case, "faults")
    assert (fault["stage"], fault["path"]) == ("reader", "/stuck.bin")


@pytest.mark.parametrize(
    ("kind", "patience"),
    [("burn", Patience(processor_s=0.8)), ("eat", Patience(memory_bytes=320 << 20))],
)
def test_a_listing_that_takes_too_much_ends_with_a_fault(
    kind: str, patience: Patience, image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "LISTING", patience)
    monkeypatch.setattr("app.engine.reader_link.LOOK_EVERY_S", 0.1)
    case = a_case(tmp_path / "case", image)
    answer = _scanned(case, {"listing": kind, "listing_at": 12, "listing_pause_s": 0.03}, monkeypatch)
    assert answer.status == 3
    (fault,) = listed(case, "faults")
    assert fault["stage"] == "list"
    assert "what follows is not listed" in fault["reason"]
    assert len(listed(case, "entries")) == 12
    assert "waiting" not in _outcomes(case).values()


@pytest.mark.parametrize("kind", ["hang", "burn"])
def test_a_reader_that_hangs_does_not_outlive_a_killed_engine(kind: str, image: Path, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", image)
    trouble = {"reading": kind, "reading_sizes": BAD_SIZES}
    with an_engine_room(tmp_path / "room", trouble) as room:
        engine = room.start("scan", case, "--library", tmp_path / "none", "--progress", "json")
        engine.wait_for_steps(1)
        time.sleep(0.5)
        readers = engine.readers()
        assert readers
        engine.kill()
        until = time.monotonic() + 60
        while any(Path(f"/proc/{pid}").exists() for pid in readers) and time.monotonic() < until:
            time.sleep(0.05)
        left = [pid for pid in readers if Path(f"/proc/{pid}").exists()]
        for pid in left:
            kill(pid)
        assert not left


def test_a_volume_that_ends_too_many_readers_is_given_up_and_the_others_are_read(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, length = MIB // SECTOR, image.stat().st_size // SECTOR
    other = an_ext_image(
        tmp_path / "other.raw", {f"other {n}.txt": b"o" * (1_001 + 2 * n) for n in range(20)}
    )
    disk = tmp_path / "disk.raw"
    slots = [(start, length, LINUX), (start + length, other.stat().st_size // SECTOR, LINUX)]
    disk.write_bytes(an_mbr(*slots).ljust(MIB, b"\0") + image.read_bytes() + other.read_bytes())
    monkeypatch.setattr(session, "MAX_RESTARTS", 4)
    case = a_case(tmp_path / "case", disk)
    sizes = sorted(len(content) for content in _FILES.values())[::3]  # of the first volume only
    assert _scanned(case, {"reading": "die", "reading_sizes": sizes}, monkeypatch).status == 3
    of_volume = {0: set(), 1: set()}  # type: dict[int, set[str]]
    for entry in listed(case, "entries"):
        if entry["kind"] == "file":
            of_volume[entry["volume"]].add(entry["outcome"])
    assert of_volume == {0: {"unreadable", "compared"}, 1: {"compared"}}
    reasons = [fault["reason"] for fault in listed(case, "faults")]
    given_up = [reason for reason in reasons if "this volume ended too many readers" in reason]
    assert given_up
    assert len(given_up) < len(reasons) < len(_FILES)
    assert said("verify", case).status == 0
