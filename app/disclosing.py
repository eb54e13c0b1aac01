"""Discloses records of single entries: finds their places in the walk, and proves each by its scan's root.

All entries of such a scan are read once, in memory that does not grow with them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.case_sets.named_entries import numbers_of
from app.custody.state import CustodyState, custody_state
from app.store.case_file import CaseFile
from app.store.entry_rows import scan_entry_rows
from app.store.opening import CaseTrouble
from app.store.schema import ENTRIES_OF_A_SCAN
from forensics.custody import Checkpoint
from forensics.entry_line import EntryRow, entry_line
from forensics.merkle import InclusionPaths
from reports.disclosure import DisclosedRecord, DisclosedScan, write_disclosure

MOST_RECORDS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """`checkpoint` is the sequence of the signed checkpoint that is with the records; `None`: none is."""

    records: int
    sha256: bytes
    checkpoint: int | None


def disclose(case: CaseFile, chosen: Iterable[str], *, file: Path, utc: str) -> Disclosed:
    """Write the records of the entries `chosen` (number, span, EXHIBIT:VOLUME:/PATH) to the new file, and
    record that it was done, without their names.

    Raise CaseTrouble where an entry is not in the case, or its scan has no root; ReportNotWritten where the
    place cannot take the file.
    """
    numbers = numbers_of(case, chosen)
    if len(numbers) > MOST_RECORDS:
        raise CaseTrouble(f"{len(numbers):,} entries are more than the {MOST_RECORDS:,} of one disclosure")
    with case.reading() as connection:
        state = custody_state(connection)
    scans = _scans(state, {_scan_of(number) for number in numbers})
    records = [
        record
        for scan_id, of_scan in groupby(numbers, _scan_of)
        for record in _records(case, scans[scan_id], [_place_of(number) for number in of_scan])
    ]
    checkpoint = _newest_with(state, scans.values())
    written = write_disclosure(
        file,
        case=case.record().number,
        scans=tuple(scans.values()),
        records=records,
        checkpoint=checkpoint,
    )
    case.log(
        utc=utc,
        action="entries.disclosed",
        subject=written.sha256.hex(),
        payload={"count": len(records)},
    )
    return Disclosed(
        records=len(records),
        sha256=written.sha256,
        checkpoint=None if checkpoint is None else checkpoint.sequence,
    )


def _scan_of(number: int) -> int:
    return (number - 1) // ENTRIES_OF_A_SCAN


def _place_of(number: int) -> int:
    return (number - 1) % ENTRIES_OF_A_SCAN


def _scans(state: CustodyState, wanted: set[int]) -> dict[int, DisclosedScan]:
    """As the chain says that they ended."""
    ended = {
        root["scan"]: DisclosedScan(
            scan=root["scan"],
            exhibit=root["exhibit"],
            entries=root["entries"],
            root=bytes.fromhex(root["root"]),
        )
        for root in state.roots
    }
    for scan_id in sorted(wanted):
        if scan_id not in ended:
            raise CaseTrouble(
                f"scan {scan_id} has no digest over its entries: it is not at its end, or an older version "
                "made it; scan the exhibit again to disclose entries"
            )
    return {scan_id: ended[scan_id] for scan_id in sorted(wanted)}


def _records(case: CaseFile, scan: DisclosedScan, places: Sequence[int]) -> list[DisclosedRecord]:
    paths = InclusionPaths(places)
    wanted, rows = set(places), dict[int, EntryRow]()
    with case.reading() as connection:
        for some in scan_entry_rows(connection, scan.scan, with_extents=False):
            for row in some:
                if paths.count in wanted:
                    rows[paths.count] = row
                paths.add(entry_line(row))
    if paths.count != scan.entries or any(place >= paths.count for place in places):
        raise _changed(scan)
    root, proofs = paths.finish()
    if root != scan.root:
        raise _changed(scan)
    return [
        DisclosedRecord(scan=scan.scan, place=place, row=rows[place], path=proofs[place]) for place in places
    ]


def _changed(scan: DisclosedScan) -> CaseTrouble:
    return CaseTrouble(
        f"the entries of {scan.exhibit} are not those that its scan ended with; verify the case"
    )


def _newest_with(state: CustodyState, scans: Iterable[DisclosedScan]) -> Checkpoint | None:
    """The newest signed checkpoint that states the roots of all `scans`."""
    wanted = [scan.as_data() for scan in scans]
    for checkpoint in reversed(state.checkpoints):
        roots = checkpoint.statement.get("roots")
        if isinstance(roots, list) and checkpoint.signatures and all(root in roots for root in wanted):
            return checkpoint
    return None
