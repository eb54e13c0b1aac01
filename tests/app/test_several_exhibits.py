"""Several exhibits at once: each ends with what it would have ended with alone, whatever the others do."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.engine.progress import ProgressLine, ProgressMeter
from tests.app.builders import a_case, an_engine, answer_of, findings, listed, said
from tests.app.conftest import Media, MixedMedia
from tests.app.engine_room import EngineRoom, an_engine_room
from tests.evidence.builders import a_fat_image

LINES_A_SECOND = 10
_MARGIN = 4  # first and last words of phases, which are said whatever the time


@pytest.fixture(scope="module")
def sources(mixed: MixedMedia, media: Media, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    home = tmp_path_factory.mktemp("sources")
    fat = a_fat_image(home / "stick.raw", {f"f{n}.jpg": bytes([n]) * 9_000 for n in range(20)})
    return [media.image, mixed.image, fat]


@pytest.fixture(scope="module")
def alone(sources: list[Path], mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One after the other."""
    case = a_case(tmp_path_factory.mktemp("alone") / "case", *sources)
    assert said("scan", case, "--library", mixed.library, "--at-once", "1").status == 0
    return case


def _finished(case: Path) -> dict[str, str]:
    return {
        event["subject"]: event["payload"]["findings_sha256"]
        for event in listed(case, "custody")
        if event["action"] == "scan.finished"
    }


def _assert_same(case: Path, alone: Path) -> None:
    assert _finished(case) == _finished(alone)
    for what in ("entries", "hits", "faults", "coverage"):
        assert listed(case, what) == listed(alone, what), what
    assert said("verify", case).status == 0


@pytest.mark.parametrize("at_once", ["2", "3"])
def test_exhibits_scanned_at_once_give_what_they_give_one_after_the_other(
    at_once: str, sources: list[Path], alone: Path, mixed: MixedMedia, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", *sources)
    assert said("scan", case, "--library", mixed.library, "--at-once", at_once).status == 0
    _assert_same(case, alone)
    started = [event["subject"] for event in listed(case, "custody") if event["action"] == "scan.started"]
    assert started == ["E1", "E2", "E3"]


def test_many_exhibits_write_to_one_case_without_waiting_for_ever(media: Media, tmp_path: Path) -> None:
    """More than the store keeps connections."""
    images = []
    for number in range(20):
        images.append(tmp_path / f"image {number}.raw")
        shutil.copyfile(media.image, images[-1])
    case = a_case(tmp_path / "case", *images)
    answer = said("scan", case, "--library", media.library, "--at-once", "20")
    assert answer.status == 0, answer.err
    assert len(set(findings(case))) == 1
    assert len(findings(case)) == 20


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_an_exhibit_that_is_gone_or_changed_does_not_stop_the_others(
    how: str, sources: list[Path], alone: Path, mixed: MixedMedia, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.raw"
    shutil.copyfile(sources[1], broken)
    case = a_case(tmp_path / "case", sources[0], broken, sources[2])
    if how == "gone":
        broken.unlink()
    else:
        os.truncate(broken, broken.stat().st_size - 4096)
    answer = said("scan", case, "--library", mixed.library, "--at-once", "3")
    assert answer.status == 1
    assert "E2" in answer.sentence
    assert str(broken) in answer.sentence
    expected = _finished(alone)
    assert _finished(case) == {"E1": expected["E1"], "E3": expected["E3"]}
    assert not [entry for entry in listed(case, "entries") if entry["exhibit"] == "E2"]


def _progress(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


class _Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class _Lines:
    def __init__(self) -> None:
        self.lines: list[ProgressLine] = []

    def show(self, line: ProgressLine) -> None:
        self.lines.append(line)


@pytest.mark.parametrize("exhibits", [1, 3, 8])
def test_meters_share_ten_lines_a_second_and_each_still_speaks(exhibits: int) -> None:
    clock, sink, seconds = _Clock(), _Lines(), 6
    meters = ProgressMeter(sink, monotonic=clock).for_exhibits(exhibits)
    for number, meter in enumerate(meters, 1):
        meter.start_phase("examining", exhibit=f"E{number}", entries_total=10_000, bytes_total=1 << 40)
    for _step in range(seconds * 200):
        clock.now += 0.005
        for meter in meters:
            meter.advance(entries=1, bytes_=1_000)
    assert len(sink.lines) <= LINES_A_SECOND * seconds + exhibits
    assert len(sink.lines) >= LINES_A_SECOND * seconds - 2 * exhibits
    assert {line["exhibit"] for line in sink.lines} == {f"E{n}" for n in range(1, exhibits + 1)}


def test_progress_of_all_exhibits_together_is_ten_lines_a_second_at_most(
    media: Media, sources: list[Path], tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", *sources)
    slow = {"reading_pause_s": 0.004, "listing_pause_s": 0.002}
    began = time.monotonic()
    engine = an_engine(case, media.library, slow, "--progress", "json", "--at-once", "3")
    answer = answer_of(engine)
    took = time.monotonic() - began
    assert answer.status == 0, answer.err
    lines = [line for line in _progress(answer.out) if "hit" not in line]
    assert {line.get("exhibit") for line in lines} >= {"E1", "E2", "E3"}
    assert len(lines) <= LINES_A_SECOND * took + _MARGIN * len(sources)
    assert lines[-1] == {"phase": "finished", "status": 0, "sentence": "done"}
    hits = [line["hit"] for line in _progress(answer.out) if "hit" in line]
    assert len(hits) == len(listed(case, "hits"))
    assert lines[-2]["hits"] == len({(hit["set"], hit["record"]) for hit in hits})
    assert {hit["exhibit"] for hit in hits} == {hit["exhibit"] for hit in listed(case, "hits")}


def test_stop_stops_all_and_the_same_command_goes_on_with_all(
    sources: list[Path], alone: Path, mixed: MixedMedia, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", *sources)
    slow = {"reading_pause_s": 0.02}
    engine = an_engine(case, mixed.library, slow, "--progress", "json", "--at-once", "3")
    assert engine.stdout is not None
    reading: set[str] = set()
    for line in engine.stdout:
        progress = json.loads(line)
        if progress.get("phase") == "examining":
            reading.add(progress["exhibit"])
        if {"E1", "E2"} <= reading:
            break
    out, err = engine.communicate("stop\n", timeout=60)
    assert engine.returncode == 130, err
    assert json.loads(out.splitlines()[-1])["status"] == 130
    stopped = {event["subject"] for event in listed(case, "custody") if event["action"] == "scan.stopped"}
    assert {"E1", "E2"} <= stopped
    assert said("scan", case, "--library", mixed.library, "--at-once", "3").status == 0
    resumed = {event["subject"] for event in listed(case, "custody") if event["action"] == "scan.resumed"}
    assert resumed == stopped
    _assert_same(case, alone)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRoom]:
    slow = {"reads_directly": True, "disk_pause_s": 0.0005, "listing_pause_s": 0.0005}
    with an_engine_room(tmp_path_factory.mktemp("room"), slow) as room:
        yield room


@pytest.mark.slow
@pytest.mark.alone
def test_an_engine_killed_while_it_scans_several_exhibits_goes_on_with_all(
    room: EngineRoom, sources: list[Path], alone: Path, mixed: MixedMedia, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", *sources)
    kills = 0
    while set(_finished(case)) != {"E1", "E2", "E3"}:
        engine = room.start("scan", case, "--library", mixed.library, "--progress", "json", "--at-once", "3")
        engine.wait_for_steps(engine.steps() + kills % 4)
        time.sleep(0.07 * (kills % 5))
        if kills < 6 and engine.is_running():
            engine.kill()
            kills += 1
        engine.wait()
        assert "Traceback" not in engine.err
    assert kills > 2
    _assert_same(case, alone)
