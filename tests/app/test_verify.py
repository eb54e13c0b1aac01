"""`fieldcase verify`: a change behind the guards is found and named, and nothing else is."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.store.opening import database_path
from tests.app.builders import a_case, behind_the_guards, copied, said


@pytest.fixture
def case(finished_case: Path, tmp_path: Path) -> Path:
    return copied(finished_case, tmp_path / "case.fieldcase")


def _difference(case: Path) -> str:
    answer = said("verify", case)
    assert answer.status == 4, answer.out + answer.err
    (line,) = answer.out.splitlines()
    assert line.startswith("Differs. ")
    return line


def test_an_untouched_case_agrees(case: Path) -> None:
    answer = said("verify", case)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("Agrees. 7 custody events and the findings of 1 finished scan")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET path = CAST('/other' AS BLOB) WHERE id = 1000000007",
        "UPDATE entry SET shown_path = '/harmless.txt' WHERE id = 1000000007",
        "UPDATE entry SET size_bytes = size_bytes + 1 WHERE id = 1000000007",
        "UPDATE entry SET allocated = NOT allocated WHERE id = 1000000007",
        "UPDATE entry SET mtime_ns = mtime_ns + 1 WHERE mtime_ns IS NOT NULL",
        "UPDATE entry SET zone = 'utc'",
        "UPDATE examination SET outcome = 'compared' WHERE outcome = 'matched'",
        "UPDATE examination SET outcome = 'unreadable' WHERE entry_id = 1000000040",
        "UPDATE examination SET sha256 = NULL WHERE outcome = 'matched'",
        "UPDATE examination SET md5 = sha1 WHERE outcome = 'compared'",
        "UPDATE examination SET bytes_read = 0 WHERE bytes_read > 0",
        "UPDATE examination SET read_twice = 1",
        "UPDATE byte_count SET length_bytes = length_bytes + 1 WHERE position = 0",
        "UPDATE listing_end SET entries = entries + 1",
        "DELETE FROM examination WHERE outcome = 'compared'",
        "UPDATE hit SET category = '0'",
        "UPDATE hit SET record = record + 1",
        "UPDATE hit SET entry_id = entry_id + 1",
        "DELETE FROM hit WHERE id = (SELECT MAX(id) FROM hit)",
        "INSERT INTO hit SELECT 999, entry_id, set_id, algorithm, record, category, scheme FROM hit LIMIT 1",
        "DELETE FROM hit; DELETE FROM examination; DELETE FROM entry",
        "UPDATE scan_end SET findings_sha256 = 'a'",
        "DELETE FROM scan_end",
    ],
)
def test_a_changed_finding_is_found(change: str, case: Path) -> None:
    with behind_the_guards(case) as connection:
        connection.executescript(change)
    assert "HR" not in _difference(case)
    assert "scan 1" in _difference(case)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE fault SET reason = 'nothing of importance'", "E1"),
        ("DELETE FROM fault", "E1"),
        ("UPDATE fault SET length_bytes = 1, offset_bytes = 2", "E1"),
        ("UPDATE case_record SET examiner = 'somebody else'", "examiner"),
        ("UPDATE case_record SET authority = 'Warrant 26-MJ-0042'", "authority"),
        ("UPDATE case_record SET number = '2026-8'", "number"),
        ("UPDATE exhibit SET source = '/elsewhere.dd'", "E1"),
        ("UPDATE exhibit SET description = 'a red stick'", "E1"),
        ("UPDATE exhibit SET stored_md5 = x'00112233445566778899aabbccddeeff'", "E1"),
        ("UPDATE volume SET reason = 'empty', state = 'no_file_system' WHERE position = 1", "E1"),
        ("UPDATE gap SET length_bytes = 1", "E1"),
        ("UPDATE verification SET result = 'agrees'", "E1"),
        ("UPDATE verification SET sha256 = sha1", "E1"),
        ("DELETE FROM verification", "E1"),
        ("UPDATE loaded_set SET role = 'known'", "scan 1"),
        ("UPDATE loaded_set SET info = replace(info, 'Practice', 'Other')", "scan 1"),
        ("UPDATE scan SET profile = 'thorough'", "scan 1"),
        ("UPDATE scan SET started_at = '2020-01-01T00:00:00Z'", "scan 1"),
    ],
)
def test_a_changed_fact_around_the_findings_is_found_and_named(change: str, named: str, case: Path) -> None:
    with behind_the_guards(case) as connection:
        connection.executescript(change)
    assert named in _difference(case)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "UPDATE custody_event SET canonical = replace(canonical, 'Osei', 'Otto') WHERE sequence = 1",
            "event 1",
        ),
        ("UPDATE custody_event SET sha256 = lower(hex(zeroblob(32))) WHERE sequence = 3", "event 3"),
        ("DELETE FROM custody_event WHERE sequence = 4", "event 4"),
        ("DELETE FROM custody_event", "empty"),
        ("DELETE FROM custody_event WHERE sequence > 5", "E1"),
    ],
)
def test_a_changed_chain_is_found_at_its_event(change: str, named: str, case: Path) -> None:
    with behind_the_guards(case) as connection:
        connection.executescript(change)
    assert named in _difference(case)


@pytest.mark.parametrize(
    ("action", "fact"),
    [("case.created", "title"), ("exhibit.added", "rows_sha256"), ("scan.started", "scan")],
)
def test_a_sealed_chain_that_lacks_a_fact_is_one_sentence(action: str, fact: str, case: Path) -> None:
    """The chain is not signed: whoever holds the folder can write another one that holds."""
    previous = "0" * 64
    with behind_the_guards(case) as connection:
        events = connection.execute(
            "SELECT sequence, canonical FROM custody_event ORDER BY sequence"
        ).fetchall()
        for sequence, canonical in events:
            event = json.loads(canonical) | {"previous_sha256": previous}
            if event["action"] == action:
                del event["payload"][fact]
            written = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            previous = hashlib.sha256(written).hexdigest()
            changed = (written, previous, sequence)
            connection.execute(
                "UPDATE custody_event SET canonical = ?, sha256 = ? WHERE sequence = ?", changed
            )
    assert f"does not say what this program records as {fact}" in _difference(case)


def test_a_removed_guard_is_named(case: Path) -> None:
    with closing(sqlite3.connect(database_path(case))) as connection:
        connection.execute("DROP TRIGGER hit_no_delete")
    assert "hit_no_delete" in _difference(case)


def test_a_guard_that_lets_things_pass_is_named(case: Path) -> None:
    with closing(sqlite3.connect(database_path(case))) as connection:
        connection.execute("DROP TRIGGER hit_no_update")
        connection.execute("CREATE TRIGGER hit_no_update BEFORE UPDATE ON hit BEGIN SELECT 1; END")
    assert "hit_no_update" in _difference(case)


def test_facts_added_to_a_finished_scan_are_found(case: Path) -> None:
    """Guards let rows be added; the digest in the chain does not."""
    with closing(sqlite3.connect(database_path(case))) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(entry)")]
        chosen = ", ".join("1000009999" if column == "id" else column for column in columns)
        connection.execute(f"INSERT INTO entry SELECT {chosen} FROM entry WHERE id = 1000000007")  # noqa: S608  # our own names
        connection.commit()
    assert "scan 1" in _difference(case)


def test_a_verification_that_is_in_no_event_is_found(case: Path) -> None:
    with closing(sqlite3.connect(database_path(case))) as connection:
        connection.execute(
            "INSERT INTO verification (exhibit_id, verified_at, result) VALUES (1, '2026-11-22', 'agrees')"
        )
        connection.commit()
    assert "E1" in _difference(case)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE loaded_set SET info = info || 'x'",
        "UPDATE examination SET outcome = outcome || 'x' WHERE outcome = 'compared'",
        "UPDATE entry SET stream = 1 WHERE id = (SELECT MAX(id) FROM entry)",
    ],
)
def test_a_value_that_this_program_never_writes_is_one_sentence(change: str, case: Path) -> None:
    with behind_the_guards(case) as connection:
        connection.executescript(change)
    assert "a value that this program does not write" in _difference(case)


@pytest.mark.parametrize("place", [100, 5_000, 20_000, 60_000, 100_000])
def test_a_flipped_byte_of_the_database_is_never_a_crash(place: int, case: Path) -> None:
    database = bytearray(database_path(case).read_bytes())
    database[place] ^= 0xFF
    database_path(case).write_bytes(database)
    answer = said("verify", case)
    assert answer.status in (0, 1, 4)
    assert len((answer.out + answer.err).splitlines()) == 1


def test_an_unfinished_case_and_one_without_exhibits_agree(tmp_path: Path) -> None:
    assert said("verify", a_case(tmp_path / "empty")).status == 0
