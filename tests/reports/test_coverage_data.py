"""coverage.json holds the plan and both ledgers, and its sums are checked from the file alone."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forensics.ledger import ByteKind, ByteLedger, ByteLine
from reports.bundle import write_report
from reports.checking import check_bundle
from reports.coverage_data import CoverageOpen, coverage_json, verify_coverage
from tests.reports.altered import in_former_layout, made_to_fit
from tests.reports.builders import MIB, UNREADABLE, BuiltCase, a_case, a_small_case, with_byte_ledger

Json = dict[str, Any]  # what json.loads gives


def a_document() -> Json:
    document: Json = json.loads(coverage_json(a_case().content))
    return document


def verified(document: Json) -> tuple[str, ...]:
    return verify_coverage(json.dumps(document).encode())


def an_open_case() -> BuiltCase:
    """The small case with a byte ledger that lacks seven bytes."""
    built = a_small_case()
    line = ByteLine(volume=0, kind=ByteKind.ALLOCATED, length_bytes=8 * MIB - 7)
    ledger = ByteLedger(size_bytes=8 * MIB, lines=(line,))
    return replace(built, content=with_byte_ledger(built.content, ledger))


def test_the_file_holds_plan_ledgers_census_and_unreadable_places() -> None:
    computer, stick, unscanned = a_document()["exhibits"]
    assert computer["scan"] == {
        "profile": "quick",
        "profile_rule": "reads only content whose size is in a record of the notable sets",
        "gate": {"state": "shut", "sizes": 912_004, "sizeless_records": 0},
        "algorithms": ["sha1", "sha256"],
        "match_algorithms": ["md5", "sha1", "sha256"],
        "double_readings": 50,
        "time_box_s": None,
        "end": "completed",
    }
    assert sum(line["length_bytes"] for line in computer["bytes"]) == computer["size_bytes"] == 104 * MIB
    assert computer["entries"][0]["census"] == {"source": "$MFT bitmap", "in_use": 12_345, "met": 12_345}
    assert [tuple(place.values()) for place in computer["unreadable"]] == [
        (place.offset_bytes, place.length_bytes) for place in UNREADABLE
    ]
    assert (stick["scan"]["double_readings"], unscanned["scan"]) == (None, None)
    assert unscanned["entries"][0]["entries"] is None


def test_a_file_as_it_was_written_closes() -> None:
    assert verify_coverage(coverage_json(a_case().content).encode()) == ()


def _less_bytes(document: Json) -> None:
    document["exhibits"][0]["bytes"][0]["length_bytes"] -= 1


def _one_entry_more(document: Json) -> None:
    document["exhibits"][0]["entries"][0]["outcomes"]["compared"] += 1


def _entries_where_nothing_was_listed(document: Json) -> None:
    document["exhibits"][2]["entries"][0]["outcomes"] = {"compared": 1}


def _a_place_behind_the_end(document: Json) -> None:
    document["exhibits"][0]["unreadable"][-1]["offset_bytes"] = 104 * MIB


def _a_place_twice(document: Json) -> None:
    places = document["exhibits"][0]["unreadable"]
    places.insert(0, places[0])


def _another_form(document: Json) -> None:
    document["form"] = "something else"


def _an_outcome_nobody_knows(document: Json) -> None:
    document["exhibits"][0]["entries"][0]["outcomes"]["forgotten"] = 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_less_bytes, "exhibit E1: the bytes add up to 109,051,903 of 109,051,904"),
        (_one_entry_more, "exhibit E1: volume 0: the outcomes add up to 87 of 86 entries"),
        (_entries_where_nothing_was_listed, "exhibit E3: volume 0: the outcomes add up to 1 of 0 entries"),
        (_a_place_behind_the_end, "stands twice or outside the image"),
        (_a_place_twice, "stands twice or outside the image"),
        (_another_form, "it is not of the form"),
        (_an_outcome_nobody_knows, "it cannot be read"),
    ],
)
def test_a_sum_that_was_changed_is_named(change: Callable[[Json], None], words: str) -> None:
    document = a_document()
    change(document)
    with pytest.raises(CoverageOpen, match=words):
        verified(document)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'{"form": 1}'])
def test_what_is_no_such_file_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(CoverageOpen, match="it cannot be read"):
        verify_coverage(raw)


def test_a_report_that_was_not_changed_says_that_its_ledgers_close(tmp_path: Path) -> None:
    case = a_case()
    write_report(case.content, tmp_path / "out", rows=case)
    assert _ledgers(tmp_path / "out") == "the sums of entries and bytes close"


def _ledgers(folder: Path) -> str:
    (ledgers,) = (part for part in check_bundle(folder).parts if part.part == "Ledgers")
    return ledgers.sentence


def test_a_report_whose_ledger_does_not_close_says_so_and_is_as_it_was_written(tmp_path: Path) -> None:
    case = an_open_case()
    write_report(case.content, tmp_path / "out", rows=case)
    assert _ledgers(tmp_path / "out") == "the byte ledger does not close for E1, as the report says"


def test_a_changed_sum_is_found_though_the_manifests_were_made_to_fit(tmp_path: Path) -> None:
    case = a_case()
    out = tmp_path / "out"
    write_report(case.content, out, rows=case)
    path = out / "data" / "coverage.json"
    document = json.loads(path.read_text("utf-8"))
    _less_bytes(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    made_to_fit(out)
    (ledgers,) = (part for part in check_bundle(out).parts if part.part == "Ledgers")
    assert "coverage.json does not hold: exhibit E1: the bytes" in ledgers.sentence


def test_a_report_of_an_older_version_has_no_such_file_and_is_checked_without(tmp_path: Path) -> None:
    case = a_small_case()
    out = tmp_path / "out"
    write_report(case.content, out, rows=case)
    (out / "data" / "coverage.json").unlink()
    verdict = check_bundle(in_former_layout(out, tmp_path / "former"))
    assert verdict.agrees
    assert "ledger" not in verdict.sentence
