"""A scan's beginning, interruptions and end in the store, each with its custody event in the same
transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.store.custody_log import append_event
from app.store.results import FAULTS, SCANS, SETS, coverage_counts, findings_digest
from app.store.scan_writing import ScanWriter
from app.store.vouching import plan_digest
from forensics.hashset import SetInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPlan:
    """What was decided before a scan; recorded with it and taken up again by a resumed one."""

    exhibit_id: int
    exhibit_label: str
    profile: str
    sets: tuple[SetInfo, ...]
    sizeless_records: int = 0  # of notable sets: they keep the size gate of the profile `quick` open
    time_box_min: float | None = None


def start_scan(
    connection: Connection, plan: ScanPlan, *, utc: str, actor: str, tool: Mapping[str, str]
) -> int:
    """A new scan; returns its number."""
    scan_id = int(connection.execute(select(func.coalesce(func.max(SCANS.c.id), 0))).scalar_one()) + 1
    connection.execute(
        insert(SCANS).values(
            id=scan_id, exhibit_id=plan.exhibit_id, profile=plan.profile, started_at=utc, tool=dict(tool)
        )
    )
    for position, info in enumerate(plan.sets):
        connection.execute(
            insert(SETS).values(
                scan_id=scan_id,
                position=position,
                name=info.name,
                role=info.role,
                version=info.version,
                index_sha256=info.index_sha256,
                info=asdict(info),
            )
        )
    append_event(
        connection,
        utc=utc,
        actor=actor,
        action="scan.started",
        subject=plan.exhibit_label,
        payload={
            "scan": scan_id,
            "profile": plan.profile,
            "sizeless_records": plan.sizeless_records,
            "time_box_min": plan.time_box_min,
            "sets": [_set_payload(info) for info in plan.sets],
            "tool": dict(tool),
            "rows_sha256": plan_digest(connection, scan_id),
        },
    )
    return scan_id


def _set_payload(info: SetInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "role": info.role,
        "version": info.version,
        "records": info.record_count,
        "source_sha256": info.source_sha256,
        "index_sha256": info.index_sha256,
    }


def record_scan_event(
    connection: Connection,
    plan: ScanPlan,
    *,
    scan_id: int,
    utc: str,
    actor: str,
    action: str,
    payload: Mapping[str, Any],
) -> None:
    """scan.resumed or scan.stopped, with the counts at that moment."""
    append_event(
        connection,
        utc=utc,
        actor=actor,
        action=action,
        subject=plan.exhibit_label,
        payload={"scan": scan_id} | dict(payload),
    )


def finish_scan(
    connection: Connection, plan: ScanPlan, writer: ScanWriter, *, scan_id: int, utc: str, actor: str
) -> int:
    """The end of a scan whose every entry has an outcome. Returns the number of its faults.

    Raises AssertionError when the ledger does not close: that is a fault of the program, and it is not
    hidden.
    """
    outcomes: dict[str, int] = {}
    for row in coverage_counts(connection):
        if row.exhibit == plan.exhibit_label:
            outcomes[row.outcome] = outcomes.get(row.outcome, 0) + row.entries
    entries = sum(outcomes.values())
    if "waiting" in outcomes:
        raise AssertionError(f"{outcomes['waiting']} entries of scan {scan_id} ended without an outcome")
    faults = int(
        connection.execute(
            select(func.count()).select_from(FAULTS).where(FAULTS.c.scan_id == scan_id)
        ).scalar_one()
    )
    findings = findings_digest(connection, scan_id)
    writer.end_scan(connection, utc=utc, entries=entries, faults=faults, findings=findings)
    append_event(
        connection,
        utc=utc,
        actor=actor,
        action="scan.finished",
        subject=plan.exhibit_label,
        payload={
            "scan": scan_id,
            "entries": entries,
            "outcomes": outcomes,
            "faults": faults,
            "findings_sha256": findings,
        },
    )
    return faults


def same_sets(loaded: Sequence[Any], infos: Sequence[SetInfo]) -> bool:
    """Whether the sets a scan began with (rows of loaded_set) are these, byte for byte."""
    return [(row.name, row.index_sha256) for row in loaded] == [
        (info.name, info.index_sha256) for info in infos
    ]
