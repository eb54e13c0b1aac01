"""Rows on a case as a whole for the desktop: summary, exhibits, coverage, faults, custody."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.rows import (
    CaseSummary,
    CoverageRow,
    CustodyRow,
    ExhibitRow,
    FaultRow,
    RecentCase,
    ScanState,
)
from app.store import results
from app.store.case_file import CaseFile, CaseRow
from app.store.custody_log import chain_head, custody_events, paused_exhibits
from app.store.kept_coverage import quick_coverage
from app.store.matched_records import MatchedRecords, matched_records
from app.store.opening import DATABASE_NAME
from app.store.outcome_counts import OutcomeCount, encrypted_contents_by_exhibit
from app.store.results import WAITING
from app.views.records import shown_path
from app.views.sentences import counted, sentence_of
from app.views.volume_rows import volume_row
from forensics.entries import Outcome
from forensics.images import VolumeState

_COMPARED = (Outcome.MATCHED, Outcome.KNOWN, Outcome.COMPARED, Outcome.RULED_OUT_BY_SIZE)


def coverage_of(case: CaseFile) -> Sequence[OutcomeCount]:
    """Entries and bytes read by exhibit, volume and outcome; counted again after a change."""
    return case.remembered("coverage", lambda connection: quick_coverage(connection, case.folder))


def _records_of(case: CaseFile) -> MatchedRecords:
    return case.remembered("matched records", matched_records)


def recent_case(item: Mapping[str, Any]) -> RecentCase:
    exists = (Path(item["folder"]) / DATABASE_NAME).is_file()
    return RecentCase(
        folder=item["folder"],
        number=item.get("number", ""),
        title=item.get("title", ""),
        opened_at=item.get("opened_at", ""),
        verdict=item.get("verdict", "") if exists else "the folder is missing",
        exists=exists,
    )


def verdict(summary: CaseSummary) -> str:
    if not summary.exhibits:
        return "no exhibits yet"
    if summary.hits:
        files = counted(summary.matched_files, "file", "files")
        return f"{counted(summary.hits, 'record', 'records')} matched in {files}"
    return "nothing found in the sets loaded" if summary.entries else "not scanned yet"


def summary(case: CaseFile) -> CaseSummary:
    record = case.record()
    counts, records = coverage_of(case), _records_of(case)
    with case.reading() as connection:
        head = chain_head(connection)
        faults = len(results.all_faults(connection))
    return CaseSummary(
        folder=os.fspath(case.folder),
        number=record.number,
        title=record.title,
        examiner=record.examiner,
        agency=record.agency,
        authority=record.authority,
        created_at=record.created_at,
        practice=record.practice,
        read_only=not os.access(case.folder, os.W_OK),
        exhibits=len(case.exhibits()),
        entries=sum(row.entries for row in counts),
        hits=records.together,
        matched_files=sum(row.entries for row in counts if row.outcome == Outcome.MATCHED),
        faults=faults,
        chain_count=head.count,
        chain_head=head.sha256,
    )


def exhibits(case: CaseFile, is_running: bool) -> tuple[ExhibitRow, ...]:
    """`is_running`: an engine works on the case, so that what is unfinished is being scanned, or paused."""
    counts, records = coverage_of(case), _records_of(case)
    # A scan writes all the time, and would have them counted anew at each look.
    locks = {} if is_running else case.remembered("encrypted contents", encrypted_contents_by_exhibit)
    with case.reading() as connection:
        faults = results.all_faults(connection)
        paused = paused_exhibits(connection) if is_running else frozenset()
    return tuple(
        _exhibit(
            case,
            row,
            running_word="paused" if row.label in paused else "scanning" if is_running else "stopped",
            outcomes=_outcomes(counts, row.label),
            with_content=_with_content(counts, row.label),
            hits=records.by_exhibit.get(row.label, 0),
            faults=sum(fault.exhibit == row.label for fault in faults),
            encrypted_contents=locks.get(row.label, 0),
        )
        for row in case.exhibits()
    )


def _outcomes(counts: Sequence[OutcomeCount], label: str) -> dict[str, int]:
    outcomes: dict[str, int] = {}
    for row in counts:
        if row.exhibit == label:
            outcomes[row.outcome] = outcomes.get(row.outcome, 0) + row.entries
    return outcomes


def _with_content(counts: Sequence[OutcomeCount], label: str) -> int:
    return sum(n for outcome, n in _outcomes(counts, label).items() if outcome != Outcome.NO_CONTENT)


def _exhibit(
    case: CaseFile,
    row: CaseRow,
    *,
    running_word: str,
    outcomes: Mapping[str, int],
    with_content: int,
    hits: int,
    faults: int,
    encrypted_contents: int,
) -> ExhibitRow:
    scan = case.last_scan(row.id)
    verifications = case.verifications(row.id)
    last = verifications[-1] if verifications else None
    volumes = case.volumes(row.id)
    parts = tuple((str(outcome), outcomes.get(outcome, 0)) for outcome in _COMPARED)
    return ExhibitRow(
        id=row.id,
        label=row.label,
        description=row.description,
        source=row.source,
        container=row.container,
        size_bytes=row.size_bytes,
        sector_bytes=row.sector_bytes,
        segments=len(row.segments),
        stored_digests=_stored_digests(row),
        acquisition_notes=tuple((name, value) for name, value in row.acquisition_notes),
        verified=None if last is None else last.result,
        verified_at=None if last is None else last.verified_at,
        volumes=tuple(volume_row(volume) for volume in volumes),
        state=_exhibit_state(scan, volumes, running_word=running_word, faults=faults),
        entries=sum(outcomes.values()),
        hits=hits,
        faults=faults,
        share_compared=None
        if scan is None or not with_content
        else sum(count for _, count in parts) / with_content,
        compared_parts=parts,
        encrypted_contents=encrypted_contents,
    )


def _exhibit_state(
    scan: CaseRow | None, volumes: Sequence[CaseRow], *, running_word: str, faults: int
) -> str:
    if scan is not None and scan.finished_at is None:
        return running_word
    if scan is not None:
        return "done_part_unread" if faults else "done"
    readable = any(volume.state == VolumeState.READABLE for volume in volumes)
    return "added" if readable or not volumes else "unreadable"


def _stored_digests(row: CaseRow) -> tuple[tuple[str, str], ...]:
    found = ((name, getattr(row, f"stored_{name}")) for name in ("md5", "sha1", "sha256"))
    return tuple((name, raw.hex()) for name, raw in found if raw is not None)


def scan_state(case: CaseFile, is_running: bool) -> ScanState:
    """Of all exhibits together: done only when each has a scan that reached its end."""
    scans = [case.last_scan(row.id) for row in case.exhibits()]
    begun = [scan for scan in scans if scan is not None]
    counts, hits = coverage_of(case), _records_of(case).together
    with case.reading() as connection:
        faults = len(results.all_faults(connection))
        sets = {row.name for scan in begun for row in results.sets_of_scan(connection, scan.id)}
    shown = next((scan for scan in begun if scan.finished_at is None), begun[-1] if begun else None)
    plan = (shown.plan if shown is not None else None) or {}
    listed = sum(row.entries for row in counts)
    waiting = sum(row.entries for row in counts if row.outcome == WAITING)
    return ScanState(
        state=_scan_word(scans, is_running),
        profile=None if shown is None else shown.profile,
        started_at=min((scan.started_at for scan in begun), default=None),
        finished_at=max((scan.finished_at for scan in begun if scan.finished_at), default=None),
        sets=tuple(sorted(sets)),
        entries_listed=listed,
        entries_done=listed - waiting,
        hits=hits,
        faults=faults,
        algorithms=tuple(plan.get("algorithms", ())),
        time_box_min=plan.get("time_box_min"),
    )


def _scan_word(scans: Sequence[CaseRow | None], is_running: bool) -> str:
    if is_running:
        return "running"
    begun = [scan for scan in scans if scan is not None]
    if not begun:
        return "none"
    return "stopped" if any(scan.finished_at is None for scan in begun) else "done"


def faults(case: CaseFile) -> tuple[FaultRow, ...]:
    with case.reading() as connection:
        rows = results.all_faults(connection)
    return tuple(
        FaultRow(
            id=row.id,
            exhibit=row.exhibit,
            stage=row.stage,
            volume=row.volume,
            path=shown_path(row.path, row.stream),
            reason=row.reason,
        )
        for row in rows
    )


def coverage(case: CaseFile) -> tuple[CoverageRow, ...]:
    """A row for each volume of each exhibit, scanned or not."""
    counts = coverage_of(case)
    rows = []
    for exhibit in case.exhibits():
        for volume in case.volumes(exhibit.id):
            outcomes = {
                row.outcome: row.entries
                for row in counts
                if row.exhibit == exhibit.label and row.volume == volume.position
            }
            words = (*(str(outcome) for outcome in Outcome), WAITING)
            rows.append(
                CoverageRow(
                    exhibit=exhibit.label,
                    volume=volume.position,
                    file_system=volume.file_system or volume.state.replace("_", " "),
                    counts=tuple((word, outcomes.get(word, 0)) for word in words),
                    total=sum(outcomes.values()),
                )
            )
    return tuple(rows)


def custody(case: CaseFile, language: str = "en") -> tuple[CustodyRow, ...]:
    with case.reading() as connection:
        events = list(custody_events(connection))
    from app.custody.state import state_of  # not needed before a case is open

    names = state_of(events).names()
    rows = []
    for event in events:
        body = json.loads(event.canonical)
        rows.append(
            CustodyRow(
                sequence=event.sequence,
                utc=body["utc"],
                actor=names.get(body["actor"], body["actor"]),
                role=body.get("role"),
                standing=body.get("standing"),
                action=body["action"],
                subject=body["subject"],
                sentence=sentence_of(body, names, language=language),
                event_json=event.canonical.decode("utf-8"),
                sha256=event.sha256,
            )
        )
    return tuple(rows)
