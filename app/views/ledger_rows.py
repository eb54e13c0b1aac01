"""What finished scans counted beside entries, for the desktop: bytes by kind, censuses, double readings."""

from collections.abc import Sequence

from app.rows import CensusRow, LedgerRow
from app.store import results
from app.store.case_file import CaseFile, CaseRow
from app.views.case_rows import coverage_of


def ledgers(case: CaseFile) -> tuple[LedgerRow, ...]:
    """A row for each exhibit whose newest scan reached its end and counted its bytes.

    Kinds come in the order of the ledger, volumes added up.
    """
    scans = [(exhibit, case.last_scan(exhibit.id)) for exhibit in case.exhibits()]
    ended = [
        (exhibit, scan.id) for exhibit, scan in scans if scan is not None and scan.finished_at is not None
    ]
    counts = coverage_of(case)
    books = case.remembered(
        "ledgers",
        lambda connection: [
            (
                results.byte_counts(connection, scan),
                results.census_rows(connection, scan),
                results.double_readings(connection, scan),
            )
            for _exhibit, scan in ended
        ],
    )
    return tuple(
        LedgerRow(
            exhibit=exhibit.label,
            size_bytes=exhibit.size_bytes,
            kinds=_kinds(lines),
            censuses=tuple(_census(row) for row in censuses),
            bytes_read=sum(int(row.bytes_read) for row in counts if row.exhibit == exhibit.label),
            read_twice=read_twice,
        )
        for (exhibit, _scan), (lines, censuses, read_twice) in zip(ended, books, strict=True)
        if lines
    )


def _kinds(lines: Sequence[CaseRow]) -> tuple[tuple[str, int], ...]:
    kinds: dict[str, int] = {}
    for row in lines:
        kinds[row.kind] = kinds.get(row.kind, 0) + row.length_bytes
    return tuple(kinds.items())


def _census(row: CaseRow) -> CensusRow:
    return CensusRow(
        volume=row.volume, source=row.census_source, in_use=row.records_in_use, met=row.records_met
    )
