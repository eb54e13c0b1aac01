"""A scan's beginning, interruptions and end in the store, each with its custody event in the same
transaction.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.store.custody_log import append_event
from app.store.entries_digest import ENTRY_COLUMNS
from app.store.findings import findings_digest
from app.store.results import (
    FAULTS,
    SCANS,
    SETS,
    WAITING,
    double_readings,
    listing_ends,
    outcome_counts,
)
from app.store.scan_writing import ScanWriter
from app.store.vouching import plan_digest
from forensics.custody import Actor
from forensics.digests import Algorithm
from forensics.entries import Fault, Outcome, Stage
from forensics.hashset import SetInfo
from forensics.ledger import ByteLedger, LedgerOpen, verify_bytes, verify_entries
from forensics.reader.listing import COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPlan:
    """What was decided before a scan; recorded with it and taken up again by a resumed one."""

    exhibit_id: int
    exhibit_label: str
    profile: str
    sets: tuple[SetInfo, ...]
    algorithms: tuple[Algorithm, ...] = tuple(Algorithm)  # computed for every content; a hit gets all three
    rules: Mapping[str, Any] = field(default_factory=dict)  # the profile as data
    gate_is_closed: bool = False
    sizeless_records: int = 0  # of notable sets: they keep the size gate of the profile `quick` open
    time_box_min: float | None = None
    stops_after_first_hit: bool = False

    def as_data(self) -> dict[str, Any]:
        """What is recorded with the scan: the rules themselves, not just their name."""
        return {
            "profile": dict(self.rules),
            "algorithms": [algorithm.value for algorithm in self.algorithms],
            "size_gate": {"closed": self.gate_is_closed, "sizeless_records": self.sizeless_records},
            "time_box_min": self.time_box_min,
            ENTRY_COLUMNS: len(COLUMNS),
        } | self.first_hit_data()

    def first_hit_data(self) -> dict[str, Any]:
        """Said only where it was asked for: plans of earlier versions know nothing of it."""
        return {"stop_after_first_hit": True} if self.stops_after_first_hit else {}


def start_scan(
    connection: Connection, plan: ScanPlan, *, utc: str, actor: Actor, tool: Mapping[str, str]
) -> int:
    """A new scan; returns its number."""
    scan_id = int(connection.execute(select(func.coalesce(func.max(SCANS.c.id), 0))).scalar_one()) + 1
    connection.execute(
        insert(SCANS).values(
            id=scan_id,
            exhibit_id=plan.exhibit_id,
            profile=plan.profile,
            started_at=utc,
            tool=dict(tool),
            plan=plan.as_data(),
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
            "algorithms": [algorithm.value for algorithm in plan.algorithms],
            "size_gate_closed": plan.gate_is_closed,
            "sizeless_records": plan.sizeless_records,
            "time_box_min": plan.time_box_min,
            "sets": [_set_payload(info) for info in plan.sets],
            "tool": dict(tool),
            "rows_sha256": plan_digest(connection, scan_id),
        }
        | plan.first_hit_data(),
    )
    return scan_id


def _set_payload(info: SetInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "role": info.role,
        "version": info.version,
        "records": info.record_count,
        "distinct": info.distinct_count,
        "locked": info.is_locked,
        "source_sha256": info.source_sha256,
        "index_sha256": info.index_sha256,
        "tool_version": info.tool_version,
    }


def record_scan_event(
    connection: Connection,
    plan: ScanPlan,
    *,
    scan_id: int,
    utc: str,
    actor: Actor,
    action: str,
    payload: Mapping[str, Any],
) -> None:
    """scan.resumed, scan.paused, scan.stopped or scan.copy_compared."""
    append_event(
        connection,
        utc=utc,
        actor=actor,
        action=action,
        subject=plan.exhibit_label,
        payload={"scan": scan_id} | dict(payload),
    )


def finish_scan(
    connection: Connection,
    plan: ScanPlan,
    writer: ScanWriter,
    *,
    scan_id: int,
    ledger: ByteLedger,
    root: bytes,
    utc: str,
    actor: Actor,
) -> int:
    """The end of a scan whose every entry has an outcome; `root` is that of its entries (`entries_root`).
    Returns the number of its faults.

    The sums are checked here, from what is stored. One that does not close is a fault of the program, and is
    told among the faults of the scan.
    """
    by_volume = outcome_counts(connection, scan_id)
    outcomes: Counter[str] = Counter()
    for (_volume, outcome), count in by_volume.items():
        outcomes[outcome] += count
    entries = outcomes.total()
    for trouble in _open_sums(connection, scan_id, ledger, by_volume):
        writer.add_fault(connection, Fault(stage=Stage.PROGRAM, reason=trouble))
    writer.add_byte_counts(
        connection, [(line.volume, line.kind.value, line.length_bytes) for line in ledger.lines]
    )
    faults = int(
        connection.execute(
            select(func.count()).select_from(FAULTS).where(FAULTS.c.scan_id == scan_id)
        ).scalar_one()
    )
    findings = findings_digest(connection, scan_id, entries=writer.entries_digest)
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
            "outcomes": dict(outcomes),
            "read_twice": double_readings(connection, scan_id),
            "faults": faults,
            "findings_sha256": findings,
            "entries_root": root.hex(),
        },
    )
    return faults


def _open_sums(
    connection: Connection, scan_id: int, ledger: ByteLedger, counts: Mapping[tuple[int, str], int]
) -> Iterator[str]:
    """What does not add up, in sentences."""
    try:
        verify_bytes(ledger)
    except LedgerOpen as trouble:
        yield str(trouble)
    for row in listing_ends(connection, scan_id):
        outcomes = {
            Outcome(outcome): count
            for (volume, outcome), count in counts.items()
            if volume == row.volume and outcome != WAITING
        }
        try:
            verify_entries(row.volume, entries=row.entries, outcomes=outcomes)
        except LedgerOpen as trouble:
            yield str(trouble)


def same_sets(loaded: Sequence[Any], infos: Sequence[SetInfo]) -> bool:
    """Whether the sets a scan began with (rows of loaded_set) are these, byte for byte."""
    return [(row.name, row.index_sha256) for row in loaded] == [
        (info.name, info.index_sha256) for info in infos
    ]
