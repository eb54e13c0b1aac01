"""Checks a case against itself: database, guards, custody chain, and the findings the chain vouches for.

Checks by raising: CaseDiffers names the first thing that is not as it was written.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.store.case_file import CaseFile
from app.store.custody_log import custody_events
from app.store.results import findings_digest
from app.store.schema import CustodyRecord, ScanEnd, guard_names
from forensics.custody import ChainHead, verify_chain
from forensics.errors import ChainBroken, FieldcaseError


class CaseDiffers(FieldcaseError):
    """Something in the case is not as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCheck:
    """What was checked and agrees."""

    head: ChainHead
    scans: int


def check_case(case: CaseFile) -> CaseCheck:
    """Raise CaseDiffers at the first difference."""
    with case.transaction() as connection:
        _check_database(connection)
        _check_guards(connection)
        try:
            head = verify_chain(custody_events(connection))
        except ChainBroken as broken:
            raise CaseDiffers(f"the custody chain is broken: {broken}") from broken
        if head.count == 0:
            raise CaseDiffers("the custody chain is empty: its events were removed")
        scans = _check_findings(connection)
    return CaseCheck(head=head, scans=scans)


def _check_database(connection: Connection) -> None:
    said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if said != "ok":
        raise CaseDiffers(f"the database is damaged: {said}")


def _check_guards(connection: Connection) -> None:
    present = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
    )
    missing = sorted(guard_names() - present)
    if missing:
        raise CaseDiffers(
            f"the guard {missing[0]}, which keeps facts from being changed, was removed from the database"
        )


def _check_findings(connection: Connection) -> int:
    """Each finished scan's findings against the digest its custody event carries."""
    vouched = {}
    for row in connection.execute(select(CustodyRecord.canonical).order_by(CustodyRecord.sequence)):
        event = json.loads(row.canonical)
        if event["action"] == "scan.finished":
            vouched[event["payload"]["scan"]] = (event["subject"], event["payload"]["findings_sha256"])
    ended = set(connection.execute(select(ScanEnd.scan_id)).scalars())
    if ended != set(vouched):
        odd = sorted(ended ^ set(vouched))[0]
        raise CaseDiffers(f"scan {odd} is finished in the chain or in the database, but not in both")
    for scan_id, (label, digest) in vouched.items():
        if findings_digest(connection, scan_id) != digest:
            raise CaseDiffers(
                f"the findings of {label} (scan {scan_id}) were changed after the scan ended: "
                "they do not give the SHA-256 in the custody chain"
            )
    return len(vouched)
