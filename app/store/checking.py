"""Checks a case against itself: database, guards, custody chain, and the facts the chain vouches for.

Checks by raising: CaseDiffers names the first thing that is not as it was written.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Connection, Row, select

from app.store.case_file import CaseFile
from app.store.custody_log import custody_events
from app.store.entries_root import entries_root
from app.store.findings import findings_digest
from app.store.later_volumes import SEARCHED, UNLOCKED, holds_only_vouched
from app.store.results import EXHIBITS, SCANS, double_readings
from app.store.schema import CaseRecord, CustodyRecord, ScanEnd, VerificationRecord, guards, table_of
from app.store.vouching import exhibit_digest, plan_digest
from forensics.custody import ChainHead, verify_chain
from forensics.errors import ChainBroken, FieldcaseError

_CASES = table_of(CaseRecord)
_SCAN_ENDS = table_of(ScanEnd)
_VERIFICATIONS = table_of(VerificationRecord)

Event = dict[str, Any]  # Any: JSON values


class CaseDiffers(FieldcaseError):
    """Something in the case is not as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCheck:
    """What was checked and agrees."""

    head: ChainHead
    scans: int


def check_case(case: CaseFile) -> CaseCheck:
    """Raise CaseDiffers at the first difference."""
    with case.reading() as connection:
        _check_database(connection)
        _check_guards(connection)
        try:
            head = verify_chain(custody_events(connection))
        except ChainBroken as broken:
            raise CaseDiffers(f"the custody chain is broken: {broken}") from broken
        if head.count == 0:
            raise CaseDiffers("the custody chain is empty: its events were removed")
        events = _Events(connection)
        try:
            _check_case_facts(connection, events)
            _check_exhibits(connection, events)
            _check_plans(connection, events)
            scans = _check_findings(connection, events)
        except (ValueError, TypeError, LookupError, AttributeError) as trouble:
            raise CaseDiffers("the database holds a value that this program does not write") from trouble
    return CaseCheck(head=head, scans=scans)


def _check_database(connection: Connection) -> None:
    said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if said != "ok":
        raise CaseDiffers(f"the database is damaged: {said}")


def _check_guards(connection: Connection) -> None:
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    present = {row[0]: row[1] for row in triggers}
    for name, statement in sorted(guards().items()):
        if present.get(name) != statement:
            what = "removed from" if name not in present else "replaced in"
            raise CaseDiffers(
                f"the guard {name}, which keeps facts from being changed, was {what} the database"
            )


class _Said(dict[str, Any]):
    """What an event says. A chain that holds may still lack what this program writes into its events."""

    def __missing__(self, key: str) -> NoReturn:
        raise CaseDiffers(f"an event of the custody chain does not say what this program records as {key}")


class _Events:
    """The chain's events by action, in order; read again for each question, so that none is held."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, *actions: str) -> Iterator[Event]:
        canonical = select(CustodyRecord.canonical).order_by(CustodyRecord.sequence)
        for content in self._connection.execute(canonical).scalars():
            event: Event = json.loads(content, object_pairs_hook=_Said)
            if event["action"] in actions:
                yield event


def _check_case_facts(connection: Connection, events: _Events) -> None:
    """What was said when the case was opened, against the first event."""
    rows = [row._asdict() for row in connection.execute(select(_CASES))]
    opened = [
        {"id": 1, "number": event["subject"], "examiner": _examiner(event), "created_at": event["utc"]}
        | {name: event["payload"][name] for name in ("title", "agency", "authority", "practice")}
        for event in events.of("case.created")
    ]
    if len(rows) != 1 or len(opened) != 1:
        raise CaseDiffers("the case was opened once, and the database or the chain say otherwise")
    for name, value in rows[0].items():
        if opened[0][name] != value:
            told = f"the case's {name.replace('_', ' ')} is {value!r}"
            raise CaseDiffers(f"{told}, and the custody chain has {opened[0][name]!r}")


def _examiner(created: Event) -> object:
    """By name; cases of older versions have no persons in their first event."""
    actor, persons = created["actor"], created["payload"].get("persons")
    said = persons[actor] if isinstance(persons, dict) else None
    return said["name"] if isinstance(said, dict) else actor


def _check_exhibits(connection: Connection, events: _Events) -> None:
    """Each exhibit's rows and verifications against the events that recorded them."""
    rows = {row.label: row.id for row in connection.execute(select(EXHIBITS.c.label, EXHIBITS.c.id))}
    added = {event["subject"]: event["payload"] for event in events.of("exhibit.added")}
    _check_same(rows, added, "exhibit {} is in the database or in the chain, but not in both")
    for label, exhibit_id in rows.items():
        begun = added[label]
        volumes, faults = len(begun["volumes"]), begun["faults"]
        if exhibit_digest(connection, exhibit_id, volumes=volumes, faults=faults) != begun["rows_sha256"]:
            raise CaseDiffers(f"what was recorded of {label} when it was added was changed later")
        later = [event["payload"] for event in events.of(UNLOCKED, SEARCHED) if event["subject"] == label]
        if not holds_only_vouched(connection, exhibit_id, added=begun, later=later):
            raise CaseDiffers(f"the volumes of {label} are not those that the custody chain vouches for")
        of_exhibit = select(_VERIFICATIONS).where(_VERIFICATIONS.c.exhibit_id == exhibit_id)
        stored = [_verification(row) for row in connection.execute(of_exhibit.order_by(_VERIFICATIONS.c.id))]
        verified = [
            {"utc": event["utc"]} | event["payload"]
            for event in events.of("exhibit.verified")
            if event["subject"] == label
        ]
        if stored != verified:
            raise CaseDiffers(f"the verifications of {label} are not those that the custody chain records")


def _verification(row: Row[*tuple[Any, ...]]) -> Event:
    digests = {"md5": row.md5, "sha1": row.sha1, "sha256": row.sha256}
    return {"utc": row.verified_at, "result": row.result, "reason": row.reason} | {
        name: raw.hex() if isinstance(raw, bytes) else raw for name, raw in digests.items() if raw is not None
    }


def _check_plans(connection: Connection, events: _Events) -> None:
    """Each scan's beginning against its event."""
    scans = list(connection.execute(select(SCANS.c.id)).scalars())
    started = {
        event["payload"]["scan"]: event["payload"]["rows_sha256"] for event in events.of("scan.started")
    }
    _check_same(scans, started, "scan {} is in the database or in the chain, but not in both")
    for scan_id, digest in started.items():
        if plan_digest(connection, scan_id) != digest:
            raise CaseDiffers(f"the plan or the sets of scan {scan_id} were changed after it began")


def _check_findings(connection: Connection, events: _Events) -> int:
    """Each finished scan's findings against the digest its custody event carries."""
    finished = {event["payload"]["scan"]: event for event in events.of("scan.finished")}
    ends = {row.scan_id: row for row in connection.execute(select(_SCAN_ENDS))}
    _check_same(ends, finished, "scan {} is finished in the chain or in the database, but not in both")
    for scan_id, event in finished.items():
        payload, end = event["payload"], ends[scan_id]
        stored = (end.finished_at, end.entries, end.faults, end.findings_sha256)
        recorded = (event["utc"], payload["entries"], payload["faults"], payload["findings_sha256"])
        has_other_findings = findings_digest(connection, scan_id) != payload["findings_sha256"]
        # Scans from before format 1.1 recorded no double readings, and made none.
        read_twice = double_readings(connection, scan_id) != payload.get("read_twice", 0)
        # Scans of older versions recorded no root.
        root = payload.get("entries_root")
        has_other_root = root is not None and entries_root(connection, scan_id).hex() != root
        if stored != recorded or has_other_findings or read_twice or has_other_root:
            raise CaseDiffers(
                f"the findings of {event['subject']} (scan {scan_id}) were changed after the scan ended: "
                "they are not those that the custody chain vouches for"
            )
    return len(finished)


def _check_same(stored: "Sequence[Any] | dict[Any, Any]", vouched: dict[Any, Any], sentence: str) -> None:
    odd = sorted(set(stored) ^ set(vouched))
    if odd:
        raise CaseDiffers(sentence.format(odd[0]))
