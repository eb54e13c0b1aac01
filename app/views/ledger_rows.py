"""What finished scans counted beside entries, for the desktop: bytes by kind, censuses, double readings."""

from sqlalchemy import Connection

from app.rows import CensusRow, LedgerRow
from app.store import results
from app.store.case_file import CaseFile, CaseRow


def ledgers(case: CaseFile) -> tuple[LedgerRow, ...]:
    """A row for each exhibit whose newest scan reached its end and counted its bytes.

    Kinds come in the order of the ledger, volumes added up.
    """
    counts = case.remembered("coverage", results.coverage_counts)
    ended = []
    for exhibit in case.exhibits():
        scan = case.last_scan(exhibit.id)
        if scan is not None and scan.finished_at is not None:
            ended.append(
                (exhibit, scan.id, sum(row.bytes_read for row in counts if row.exhibit == exhibit.label))
            )
    rows = case.remembered("ledgers", lambda connection: [_ledger(connection, *one) for one in ended])
    return tuple(row for row in rows if row.kinds)


def _ledger(connection: Connection, exhibit: CaseRow, scan_id: int, bytes_read: int) -> LedgerRow:
    kinds: dict[str, int] = {}
    for row in results.byte_counts(connection, scan_id):
        kinds[row.kind] = kinds.get(row.kind, 0) + row.length_bytes
    return LedgerRow(
        exhibit=exhibit.label,
        size_bytes=exhibit.size_bytes,
        kinds=tuple(kinds.items()),
        censuses=tuple(
            CensusRow(
                volume=row.volume, source=row.census_source, in_use=row.records_in_use, met=row.records_met
            )
            for row in results.census_rows(connection, scan_id)
        ),
        bytes_read=bytes_read,
        read_twice=results.double_readings(connection, scan_id),
    )
