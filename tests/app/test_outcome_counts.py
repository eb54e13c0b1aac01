"""What the screen counts quickly is what counting the entries one by one finds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from app.store.case_file import CaseFile
from app.store.outcome_counts import OutcomeCount, encrypted_contents_by_exhibit, entries_by_outcome
from app.store.results import (
    ENTRIES,
    EXAMINATIONS,
    SCANS,
    WAITING,
    coverage_counts,
    encrypted_contents,
)
from app.store.schema import ENTRIES_OF_A_SCAN
from benchmarks.browsed_case import UTC_TEXT, make_case


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseFile]:
    folder = tmp_path / "made.fieldcase"
    make_case(folder, entries=200, hits=10)
    with CaseFile.open(folder, write=True) as made:
        yield made


def add_scan(connection: Connection, number: int, *, exhibit: int) -> None:
    connection.execute(
        insert(SCANS).values(
            id=number, exhibit_id=exhibit, profile="standard", started_at=UTC_TEXT, tool={}, plan=None
        )
    )


def add_entry(
    connection: Connection,
    number: int,
    *,
    scan: int,
    volume: int,
    outcome: str | None,
    reason: str | None = None,
) -> None:
    entry: dict[str, Any] = {"id": number, "scan_id": scan, "volume": volume, "meta_addr": 5}
    shown = {"path": b"/a", "shown_path": "/a", "kind": "file", "size_bytes": 7, "allocated": True}
    connection.execute(insert(ENTRIES).values(**entry, **shown, content="present", zone="utc"))
    if outcome is not None:
        examined = {"entry_id": number, "outcome": outcome, "bytes_read": 7, "reason": reason}
        connection.execute(insert(EXAMINATIONS).values(**examined))


def counts(case: CaseFile) -> list[OutcomeCount]:
    """As they are counted quickly, after a look that the slow way finds the same."""
    with case.reading() as connection:
        quick = entries_by_outcome(connection)
        slow = [
            OutcomeCount(row.exhibit, row.volume, row.outcome, row.entries, row.bytes_read)
            for row in coverage_counts(connection)
        ]
    assert sorted(quick) == sorted(slow)
    return quick


def test_entries_without_an_outcome_wait(case: CaseFile) -> None:
    with case.transaction() as connection:
        add_scan(connection, 3, exhibit=2)
        for place, outcome in enumerate(("compared", None, None), start=1):
            add_entry(connection, 3 * ENTRIES_OF_A_SCAN + place, scan=3, volume=place // 3, outcome=outcome)
    assert [row[1:] for row in counts(case) if row.exhibit == "HR-02"] == [
        (0, "compared", 1, 7),
        (0, WAITING, 1, 0),
        (1, WAITING, 1, 0),
    ]


def test_numbers_of_another_scan_between_are_not_counted(case: CaseFile) -> None:
    """Numbers of entries lie together because a scan gives them so; no rule of the case says they must."""
    with case.transaction() as connection:
        add_scan(connection, 3, exhibit=2)
        for number, outcome in ((1, "known"), (3 * ENTRIES_OF_A_SCAN, "compared")):
            add_entry(connection, number, scan=3, volume=0, outcome=outcome)
    found = {row[:4] for row in counts(case) if row.exhibit == "HR-02"}
    assert found == {("HR-02", 0, "known", 1), ("HR-02", 0, "compared", 1)}


@pytest.mark.parametrize("second", [2, 4], ids=["volume after volume", "mixed"])
def test_contents_that_are_encrypted_in_themselves_are_counted_by_exhibit(
    case: CaseFile, second: int
) -> None:
    with case.transaction() as connection:
        add_scan(connection, 3, exhibit=2)
        for place, volume, reason in (
            (1, 0, "encrypted content: PDF"),
            (second, 0, "encrypted content: ZIP, AES"),
            (3, 1, "Encrypted by its file system."),
            (5, 1, None),
        ):
            number = 3 * ENTRIES_OF_A_SCAN + place
            add_entry(connection, number, scan=3, volume=volume, outcome="compared", reason=reason)
    with case.reading() as connection:
        found = encrypted_contents_by_exhibit(connection)
        assert sum(row.files for row in encrypted_contents(connection)) == 2
    assert {label: number for label, number in found.items() if number} == {"HR-02": 2}
