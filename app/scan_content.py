"""What the report prints of one scan: its plan, how it ended, and what it counted besides entries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.moments import from_iso
from app.store.case_file import CaseFile, CaseRow
from app.store.results import byte_counts, census_rows, double_readings, unreadable_ranges
from app.tool import program_version
from forensics.digests import Algorithm
from forensics.entries import ByteRange, Census
from forensics.ledger import ByteKind, ByteLedger, ByteLine
from forensics.ranges import RangeSet
from reports.content import EventContent, GateContent, GateState, ScanContent, ScanEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanBooks:
    """What the newest scan of an exhibit counted besides entries; empty where there is none."""

    ledger: ByteLedger | None = None
    unreadable: tuple[ByteRange, ...] = ()
    censuses: Mapping[int, Census] = field(default_factory=dict)

    @classmethod
    def of(cls, case: CaseFile, exhibit: CaseRow, scan: CaseRow | None) -> "ScanBooks":
        if scan is None:
            return cls()
        with case.reading() as connection:
            counts = byte_counts(connection, scan.id)
            censuses = census_rows(connection, scan.id)
            unreadable = unreadable_ranges(connection, exhibit.id, scan.id)
        lines = (
            ByteLine(volume=row.volume, kind=ByteKind(row.kind), length_bytes=row.length_bytes)
            for row in counts
        )
        # The other places lie in volumes inside others; the faults name them.
        of_media = [place for place in unreadable if place[0] < exhibit.size_bytes]
        return cls(
            ledger=ByteLedger(size_bytes=exhibit.size_bytes, lines=tuple(lines)) if counts else None,
            unreadable=tuple(RangeSet.of(ByteRange(*place) for place in of_media)),
            censuses={
                row.volume: Census(source=row.census_source, in_use=row.records_in_use, met=row.records_met)
                for row in censuses
            },
        )


def scan_content(
    case: CaseFile,
    scan: CaseRow,
    label: str,
    books: ScanBooks,
    *,
    sets: tuple[int, ...],
    events: Sequence[EventContent],
) -> ScanContent:
    """`sets`: positions in the report's list of the sets the scan loaded, in their order."""
    with case.reading() as connection:
        read_twice = double_readings(connection, scan.id)
    mine = [event for event in events if event.subject == label and _scan_of(event) == scan.id]
    stops = [event.at for event in mine if event.action == "scan.stopped"]
    resumes = [event.at for event in mine if event.action == "scan.resumed" and not _is_after_a_pause(event)]
    if scan.finished_at is not None:
        end, ended_at = ScanEnd.COMPLETED, from_iso(scan.finished_at)
    elif stops and (not resumes or stops[-1] >= resumes[-1]):
        end, ended_at = ScanEnd.STOPPED, stops[-1]
    else:
        end, ended_at = ScanEnd.UNFINISHED, None
    roots = [json.loads(event.line)["payload"].get("entries_root") for event in mine if _is_end(event)]
    minutes = next((json.loads(event.line)["payload"].get("time_box_min") for event in mine), None)
    return ScanContent(
        profile=scan.profile,
        **_plan_content(scan.plan),
        double_readings=read_twice or None,
        byte_ledger=books.ledger,
        unreadable=books.unreadable,
        time_box=None if minutes is None else timedelta(minutes=minutes),
        skip_rule=_skip_rule(
            is_boxed=minutes is not None,
            stops_after_first_hit=bool((scan.plan or {}).get("stop_after_first_hit")),
        ),
        started_at=from_iso(scan.started_at),
        ended_at=ended_at,
        end=end,
        sets=sets,
        resumed=len(resumes),
        entries_root=bytes.fromhex(roots[-1]) if roots and roots[-1] else None,
        tool_version=None if scan.tool["Fieldcase"] == program_version() else scan.tool["Fieldcase"],
    )


def _skip_rule(*, is_boxed: bool, stops_after_first_hit: bool) -> str | None:
    if is_boxed and stops_after_first_hit:
        return "what was not read when the first match was found, or the time box was over, was left"
    if stops_after_first_hit:
        return "what was not read when the first match was found was left"
    return "what was not read when the time box was over was left" if is_boxed else None


def _is_end(event: EventContent) -> bool:
    return event.action == "scan.finished"


def _is_after_a_pause(event: EventContent) -> bool:
    return "after" in json.loads(event.line)["payload"]


def _scan_of(event: EventContent) -> int | None:
    scan: int | None = json.loads(event.line)["payload"].get("scan")
    return scan


def _plan_content(plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was recorded of the plan; nothing for a scan from before that was done."""
    if plan is None:
        return {}
    gate, profile, algorithms = plan["size_gate"], plan["profile"], tuple(plan["algorithms"])
    if not profile["size_gate"]:
        state = GateState.NOT_USED
    elif gate["closed"]:
        state = GateState.SHUT
    else:
        state = GateState.OPENED if gate["sizeless_records"] else GateState.NO_SETS
    everything = tuple(algorithm.value for algorithm in Algorithm)
    return {
        "profile_rule": profile["description"],
        "gate": GateContent(state=state, sizeless_records=gate["sizeless_records"]),
        "algorithms": algorithms,
        "match_algorithms": () if algorithms == everything else everything,
    }
