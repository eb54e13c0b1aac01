"""fieldcase disclose: what is named is proven, what is not named stays hidden, and the chain says that it was
done.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from app.store.schema import ENTRIES_OF_A_SCAN
from tests.app.builders import behind_the_guards, copied, listed, said
from tests.app.keys import signing


@pytest.fixture
def case(finished_case: Path, tmp_path: Path) -> Path:
    return copied(finished_case, tmp_path / "case")


def named(entry: dict[str, object]) -> str:
    stream = f":{entry['stream']}" if entry["stream"] else ""
    return f"{entry['exhibit']}:{entry['volume']}:{entry['path']}{stream}"


def test_an_entry_named_by_its_path_is_disclosed_and_verified(case: Path, tmp_path: Path) -> None:
    entry = next(each for each in listed(case, "entries") if each["outcome"] == "matched")
    file = tmp_path / "record.json"
    answer = said("disclose", case, named(entry), "--out", file)
    assert answer.status == 0, answer.sentence
    told = said("verify", file)
    assert told.status == 0
    assert "1 record belongs to the scan of E1" in told.out
    body = json.loads(file.read_bytes())
    assert [record["entry"]["path"] for record in body["records"]] == [entry["path"]]
    assert body["records"][0]["entry"] == {"name_raw_b64": None} | _vouched_for(entry)


def _vouched_for(entry: dict[str, Any]) -> dict[str, Any]:
    """Without what came with case format 1.2: the root of a scan covers the same facts as before."""
    newer = {"remains", "parent_known", "flags", "times_flags"}
    assert newer <= set(entry)
    return {key: value for key, value in entry.items() if key not in newer}


def test_a_number_is_the_place_in_the_walk(case: Path, tmp_path: Path) -> None:
    entries = listed(case, "entries")
    first = ENTRIES_OF_A_SCAN
    file = tmp_path / "records.json"
    answer = said("disclose", case, f"{first + 1}-{first + 3}", str(first + 6), "--out", file)
    assert answer.status == 0, answer.sentence
    records = json.loads(file.read_bytes())["records"]
    assert [record["place"] for record in records] == [0, 1, 2, 5]
    assert [record["entry"]["path"] for record in records] == [entries[n]["path"] for n in (0, 1, 2, 5)]
    assert "4 records belong" in said("verify", file).out


def test_the_chain_says_how_many_and_which_file_and_no_name(case: Path, tmp_path: Path) -> None:
    entry = listed(case, "entries")[3]
    file = tmp_path / "record.json"
    assert said("disclose", case, named(entry), "--out", file).status == 0
    event = listed(case, "custody")[-1]
    assert (event["action"], event["payload"]) == ("entries.disclosed", {"count": 1})
    assert event["subject"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert said("verify", case).status == 0


def test_a_changed_disclosure_ends_with_status_4(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    assert said("disclose", case, named(listed(case, "entries")[3]), "--out", file).status == 0
    file.write_bytes(file.read_bytes().replace(b'"place":3', b'"place":4'))
    answer = said("verify", file)
    assert answer.status == 4
    assert answer.out.startswith("Differs. ")


@pytest.mark.parametrize(
    "wrong", ["E1:0:/nowhere", "E9:0:/a", "1", "E1:0:", "=cmd", "\u202e", "99999999999999999999"]
)
def test_what_is_not_in_the_case_is_told_and_nothing_is_written(
    wrong: str, case: Path, tmp_path: Path
) -> None:
    before = len(listed(case, "custody"))
    file = tmp_path / "record.json"
    answer = said("disclose", case, wrong, "--out", file)
    assert answer.status == 1
    assert not file.exists()
    assert len(listed(case, "custody")) == before


def test_a_place_that_takes_no_file_is_told_and_the_chain_says_nothing(case: Path, tmp_path: Path) -> None:
    before = len(listed(case, "custody"))
    entry = named(listed(case, "entries")[3])
    answer = said("disclose", case, entry, "--out", tmp_path / "no folder" / "record.json")
    assert answer.status == 1
    assert "could not be written" in answer.sentence
    assert len(listed(case, "custody")) == before


def test_a_signed_checkpoint_is_with_the_records_and_names_who_signed(case: Path, tmp_path: Path) -> None:
    entry = named(listed(case, "entries")[3])
    assert said("sign", case, *signing(tmp_path)).status == 0
    file = tmp_path / "record.json"
    answer = said("disclose", case, entry, "--out", file)
    assert answer.status == 0, answer.err
    body = json.loads(file.read_bytes())
    assert body["checkpoint"]["statement"]["roots"] == body["scans"]
    told = said("verify", file)
    assert told.status == 0, told.out
    assert "signed by K. Osei (certificate SHA-256 " in told.out
    assert "states this root" in told.out


def test_without_one_the_command_says_how_to_get_one(case: Path, tmp_path: Path) -> None:
    answer = said("disclose", case, named(listed(case, "entries")[3]), "--out", tmp_path / "record.json")
    assert (
        "no signed checkpoint holds the digest over all entries; sign one with: fieldcase sign" in answer.err
    )


def test_a_case_of_an_older_version_without_a_root_says_what_to_do(case: Path, tmp_path: Path) -> None:
    with behind_the_guards(case) as connection:
        chain = list(connection.execute("SELECT sequence, canonical FROM custody_event ORDER BY sequence"))
        for sequence, canonical in chain:
            body = json.loads(canonical)
            body["payload"].pop("entries_root", None)
            connection.execute(
                "UPDATE custody_event SET canonical = ? WHERE sequence = ?",
                (rfc8785.dumps(body), sequence),
            )
    answer = said("disclose", case, str(ENTRIES_OF_A_SCAN + 1), "--out", tmp_path / "record.json")
    assert answer.status == 1
    assert "has no digest over its entries" in answer.sentence
    assert "scan the exhibit again" in answer.sentence


def test_entries_that_were_changed_are_not_disclosed(case: Path, tmp_path: Path) -> None:
    with behind_the_guards(case) as connection:
        connection.execute("UPDATE entry SET size_bytes = 7 WHERE id = ?", (ENTRIES_OF_A_SCAN + 4,))
    answer = said("disclose", case, str(ENTRIES_OF_A_SCAN + 1), "--out", tmp_path / "record.json")
    assert answer.status == 1
    assert "are not those that its scan ended with; verify the case" in answer.sentence
    assert not (tmp_path / "record.json").exists()
