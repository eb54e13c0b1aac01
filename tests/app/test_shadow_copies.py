"""Shadow copies are scanned by `thorough` alone: what differs is read, what is the same is counted, and what
a copy did not keep is told.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.desk import PART_UNREAD
from tests.app.builders import a_case, a_set, copied, findings, listed, said
from tests.evidence.shadow_builder import BEFORE, SAME, UNKEPT, a_disk_with_a_copy

MADE = "2026-11-20 08:30:00 UTC"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_disk_with_a_copy(tmp_path_factory.mktemp("shadow") / "ntfs.raw")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("library") / "library"
    return a_set(home, "wanted", [hashlib.sha256(each).hexdigest() for each in (BEFORE, SAME, UNKEPT)])


@pytest.fixture(scope="module")
def thorough(disk: Path, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = a_case(tmp_path_factory.mktemp("case") / "case", disk)
    answer = said("scan", case, "--library", library, "--profile", "thorough")
    assert answer.status == PART_UNREAD, answer.err
    return case


def by_path(case: Path, volume: int) -> dict[str, dict[str, Any]]:
    return {each["path"]: each for each in listed(case, "entries") if each["volume"] == volume}


def compared(case: Path) -> list[dict[str, Any]]:
    events = [each for each in listed(case, "custody") if each["action"] == "scan.copy_compared"]
    return [each["payload"] for each in events]


def test_what_a_copy_keeps_otherwise_is_read_and_what_is_on_the_volume_is_not_listed_again(
    thorough: Path,
) -> None:
    live, copy = by_path(thorough, 0), by_path(thorough, 1)
    assert copy["/letter.txt"]["sha256"] == hashlib.sha256(BEFORE).hexdigest()
    assert copy["/short.txt"]["sha256"] == hashlib.sha256(b"in its record").hexdigest()
    assert "/same.txt" not in copy
    assert live["/same.txt"]["sha256"] == hashlib.sha256(SAME).hexdigest()
    volumes = [each["volume"] for each in listed(thorough, "entries")]
    left_out = volumes.count(0) - volumes.count(1)
    assert left_out >= 2  # same.txt and more.bin at least
    assert compared(thorough) == [{"scan": 1, "volume": 1, "left_out": left_out}]


def test_a_hit_names_the_copy_and_its_time(thorough: Path) -> None:
    hits = {(hit["path"], hit["volume"]): hit["shadow_copy"] for hit in listed(thorough, "hits")}
    assert hits == {("/letter.txt", 1): MADE, ("/same.txt", 0): None, ("/unkept.bin", 0): None}


def test_a_file_that_the_copy_did_not_keep_is_unreadable_there_with_its_range(thorough: Path) -> None:
    entry = by_path(thorough, 1)["/unkept.bin"]
    assert (entry["outcome"], entry["sha256"]) == ("unreadable", None)
    (fault,) = listed(thorough, "faults")
    assert (fault["volume"], fault["path"], fault["length"]) == (1, "/unkept.bin", len(UNKEPT))
    assert "The shadow copy did not keep its bytes" in fault["reason"]


def test_every_sum_closes_and_the_case_verifies(thorough: Path, disk: Path) -> None:
    rows = listed(thorough, "coverage")
    assert sum(sum(each["bytes"].values()) for each in rows) == disk.stat().st_size
    assert rows[1]["bytes"] == {}
    assert rows[1]["entries"] == len([each for each in listed(thorough, "entries") if each["volume"] == 1])
    assert said("verify", thorough).status == 0


def test_a_finished_scan_is_not_done_again_and_standard_leaves_copies_alone(
    thorough: Path, library: Path, tmp_path: Path
) -> None:
    case = copied(thorough, tmp_path / "case")
    assert said("scan", case, "--library", library, "--profile", "thorough").status == PART_UNREAD
    assert len(findings(case)) == 1
    assert said("scan", case, "--library", library).status == 0
    assert len(findings(case)) == 2
    assert by_path(case, 1) == {}
    assert len(compared(case)) == 1


def test_a_plan_says_where_copies_stand(thorough: Path, library: Path) -> None:
    """What its only exhibit holds is counted from the case, without its copies."""
    words = ("plan", thorough, "--library", library, "--profile")
    assert (
        "1 shadow copy outside this plan; the profile thorough reads what differs"
        in said(*words, "quick").out
    )
    answer = said(*words, "thorough", "--json")
    plan = json.loads(answer.out)
    assert (plan["shadow_copies"], plan["are_copies_read"]) == (1, True)
    assert plan["entries"]["entries"] == [each["volume"] for each in listed(thorough, "entries")].count(0)
