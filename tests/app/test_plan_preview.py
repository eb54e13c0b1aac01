"""What a plan says before the scan is what the scan then does."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.app.builders import (
    FIELDCASE,
    a_case,
    a_set,
    a_sized_set,
    an_engine,
    answer_of,
    environment,
    examining,
    listed,
    said,
)
from tests.app.conftest import Media, MixedMedia

READ = ("matched", "known", "compared", "unreadable")


def _planned(case: Path, library: Path, *words: str) -> dict[str, Any]:
    answer = said("plan", case, "--library", library, "--json", *words)
    assert answer.status == 0, answer.err
    planned: dict[str, Any] = json.loads(answer.out)
    return planned


def _entries(planned: dict[str, Any], *names: str) -> int:
    return sum(planned[name]["entries"] for name in names)


def _did(case: Path) -> Counter[str]:
    return Counter(entry["outcome"] for entry in listed(case, "entries"))


@pytest.fixture(scope="module")
def library(mixed: MixedMedia, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set whose records have sizes, and one with records that have none."""
    home = tmp_path_factory.mktemp("sets")
    library = a_sized_set(home / "library", "Sized", mixed.wanted)
    return a_set(library, "Sizeless", ["0" * 31 + "1", "0" * 31 + "2"])


PLANS = {
    "quick, all sizes known": ("--profile", "quick", "--sets", "Sized"),
    "quick, gate open": ("--profile", "quick", "--sets", "Sized", "Sizeless"),
    "standard": ("--profile", "standard", "--sets", "Sized"),
    "thorough, fewer digests": ("--profile", "thorough", "--algorithms", "md5", "--sets", "Sizeless"),
}


@pytest.mark.parametrize("words", PLANS.values(), ids=PLANS.keys())
def test_the_counts_of_a_plan_are_those_of_its_scan(
    words: tuple[str, ...], mixed: MixedMedia, media: Media, library: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", mixed.image, media.image)
    before = _planned(case, library, *words)
    assert before["is_complete"]
    assert before["from_case"] == []
    assert said("scan", case, "--library", library, *words).status in (0, 3)
    did = _did(case)
    assert _entries(before, "entries") == did.total() > 300
    assert _entries(before, "ruled_out") == did["ruled_out_by_size"]
    assert _entries(before, "encrypted") == did["encrypted"]
    # A deleted file may turn out, when it is read, to have lost its space to others.
    turned_out = did["no_content"] - _entries(before, "no_content")
    assert turned_out >= 0
    assert _entries(before, "to_read") == sum(did[outcome] for outcome in READ) + turned_out
    assert _entries(before, "entries") == _entries(
        before, "ruled_out", "no_content", "encrypted", "skipped", "to_read"
    )
    held = sum(e["size"] for e in listed(case, "entries") if e["outcome"] in READ)
    if not turned_out:
        assert before["to_read"]["size_bytes"] == held
    after = _planned(case, library, *words)
    assert after["from_case"] == ["E1", "E2"]
    for name in ("entries", "ruled_out", "no_content", "encrypted", "to_read", "unallocated_bytes", "gate"):
        assert after[name] == before[name], f"{name} by the case and by the disk"


def test_a_plan_leaves_no_trace_in_the_case(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    before = listed(case, "custody")
    _planned(case, media.library)
    assert listed(case, "custody") == before
    assert listed(case, "entries") == []


def test_an_open_gate_tells_which_sets_hold_it_open_and_what_that_costs(
    mixed: MixedMedia, library: Path, tmp_path: Path
) -> None:
    case = a_case(tmp_path / "case", mixed.image)
    closed = _planned(case, library, "--profile", "quick", "--sets", "Sized")
    opened = _planned(case, library, "--profile", "quick", "--sets", "Sized", "Sizeless")
    assert (closed["gate"], closed["gate_cost"]) == ("closed", None)
    cost = opened["gate_cost"]
    assert (opened["gate"], cost["sets"], cost["records"]) == ("open", ["Sizeless"], 2)
    assert cost["entries"] == closed["ruled_out"]["entries"] > 0
    assert cost["size_bytes"] == closed["ruled_out"]["size_bytes"]
    assert sum(row["entries"] for row in opened["order"]) == opened["to_read"]["entries"]
    assert opened["order"][0]["is_likely"], "what can match is read first"


def test_the_entries_of_a_stopped_scan_are_counted_from_the_case(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    engine = examining(
        an_engine(case, media.library, {"reading_pause_s": 0.01}, "--progress", "json"), entries_done=60
    )
    engine.kill()
    answer_of(engine)
    whole = a_case(tmp_path / "whole", media.image)
    stopped, fresh = _planned(case, media.library), _planned(whole, media.library)
    assert stopped["from_case"] == ["E1"]
    for name in ("entries", "to_read", "no_content", "unallocated_bytes"):
        assert stopped[name] == fresh[name], name


def test_a_locked_set_is_planned_with_without_its_passphrase(
    mixed: MixedMedia, library: Path, tmp_path: Path
) -> None:
    """Sizes are not keyed; nothing can be looked up with them."""
    secret = tmp_path / "passphrase"
    secret.write_text("a long enough passphrase\n")
    source = library.parent / "Sized.hashdeep"
    locked = tmp_path / "library"
    words = ("--name", "Sized", "--role", "notable", "--locked", "--passphrase-file", secret)
    assert said("hashset", "import", source, *words, "--library", locked).status == 0
    case = a_case(tmp_path / "case", mixed.image)
    open_ = _planned(case, library, "--profile", "quick", "--sets", "Sized")
    assert _planned(case, locked, "--profile", "quick")["to_read"] == open_["to_read"]


def test_an_exhibit_that_is_gone_is_told_and_the_others_are_planned(media: Media, tmp_path: Path) -> None:
    gone = tmp_path / "gone.raw"
    gone.write_bytes(media.image.read_bytes())
    case = a_case(tmp_path / "case", gone, media.image)
    gone.unlink()
    answer = said("plan", case, "--library", media.library, "--json")
    planned = json.loads(answer.out)
    assert answer.status == 1
    assert "cannot be found" in answer.sentence
    assert planned["trouble"] == [answer.sentence]
    assert planned["entries"]["entries"] > 300
    assert planned["estimate"] is not None


def test_sets_that_are_not_there_are_told_before_anything_is_listed(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    answer = said("plan", case, "--library", media.library, "--sets", "Nowhere")
    assert answer.status == 1
    assert "Nowhere" in answer.sentence


def test_the_table_says_the_same_in_words(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    lines = said("plan", case, "--library", media.library).out.splitlines()
    planned = _planned(case, media.library)
    assert lines[0].split()[1] == f"{planned['entries']['entries']:,}"
    assert any(line.startswith("Will be read") for line in lines)
    assert any(line.startswith("Estimate: ") and " test reads at " in line for line in lines)


def test_questions_are_answered_again_until_all_is_listed(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    questions = [
        {"id": 1, "profile": "quick", "sets": ["Wanted"]},
        {"id": 2, "profile": "standard", "sets": [], "exhibits": ["E1"]},
        {"id": 3, "profile": "none such"},
        {"id": 4, "exhibits": ["E9"]},
        "no question",
    ]
    with subprocess.Popen(
        [*FIELDCASE, "plan", case, "--library", media.library, "--questions"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write("".join(f"{json.dumps(one)}\n" for one in questions[:1]))
        program.stdin.flush()
        answers = [json.loads(program.stdout.readline())]
        while not answers[-1]["preview"]["is_complete"]:
            answers.append(json.loads(program.stdout.readline()))
        assert {one["id"] for one in answers} == {1}
        counts = [one["preview"]["entries"]["entries"] for one in answers]
        assert counts == sorted(counts)
        assert counts[-1] > 300
        program.stdin.write("".join(f"{json.dumps(one)}\n" for one in questions[1:]))
        program.stdin.close()
        second, third, fourth, last = map(json.loads, program.stdout.read().splitlines())
    assert second["preview"]["to_read"]["entries"] + second["preview"]["no_content"]["entries"] == counts[-1]
    assert "none such" in third["trouble"]
    assert "E9" in fourth["trouble"]
    assert last["trouble"]
    assert program.returncode == 0


def test_a_program_that_ends_leaves_no_reader_behind(media: Media, tmp_path: Path) -> None:
    case = a_case(tmp_path / "case", media.image)
    slow = [sys.executable, Path(__file__).with_name("troubled_program.py")]
    with subprocess.Popen(
        [*map(str, slow), "plan", str(case), "--library", str(media.library), "--questions"],
        env=environment(TROUBLE=json.dumps({"listing_pause_s": 0.05})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write('{"id": 1}\n')
        program.stdin.flush()
        assert not json.loads(program.stdout.readline())["preview"]["is_complete"]
        program.stdin.close()
        assert program.wait(timeout=90) == 0
