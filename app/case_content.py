"""Fills the report's content from the store: the only place where the case's rows become what is printed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.moments import from_iso
from app.store.case_file import CaseFile, CaseRow
from app.store.custody_log import custody_events
from app.store.results import (
    all_entries,
    all_faults,
    all_hits,
    byte_counts,
    census_rows,
    coverage_counts,
    double_readings,
    sets_of_scan,
    unreadable_ranges,
)
from app.tool import program_version, tool_versions
from app.views.records import category_label
from app.views.sentences import sentence_of
from forensics.custody import CustodyEvent
from forensics.digests import Algorithm, DigestSet
from forensics.entries import ByteRange, Census, EntryKind, Fault, Outcome, Stage
from forensics.images import Gap, ImageInfo, Volume
from forensics.ledger import ByteKind, ByteLedger, ByteLine
from forensics.paths import EvidencePath
from forensics.ranges import RangeSet
from forensics.times import FsTime, MacTimes, ZoneKind
from reports.content import (
    Agency,
    CaseContent,
    CaseFacts,
    EntryRecord,
    EventContent,
    ExhibitContent,
    GateContent,
    GateState,
    HitContent,
    MatchContent,
    MediaDigest,
    Person,
    ProgramFacts,
    ReportFacts,
    ScanContent,
    ScanEnd,
    SetContent,
    SetRole,
    ToolPart,
    VolumeContent,
)

_PROGRAM_PARTS = (
    "pytsk3",
    "libewf-python",
    "Python",
    "SQLite",
    "SQLAlchemy",
    "NumPy",
    "ijson",
    "msgspec",
    "libdeflate",
    "rfc8785",
)
NOTABLE = "notable"


class CaseEntryRows:
    """All entries of the case, read one at a time; each iteration reads anew."""

    def __init__(self, case: CaseFile) -> None:
        self._case = case

    def __iter__(self) -> Iterator[EntryRecord]:
        with self._case.reading() as connection:
            for row in all_entries(connection):
                yield _entry(row)


def case_content(case: CaseFile, *, report_id: str, made_at: datetime) -> CaseContent:
    """What the report prints, as the case stands now."""
    record = case.record()
    sets = _Sets()
    with case.reading() as connection:
        events = [_event(event) for event in custody_events(connection)]
        faults = all_faults(connection)
        coverage = coverage_counts(connection)
    exhibits = tuple(
        _exhibit(case, row, sets=sets, events=events, faults=faults, coverage=coverage)
        for row in case.exhibits()
    )
    return CaseContent(
        report=ReportFacts(
            id=report_id,
            made_at=made_at,
            revision=1 + sum(event.action == "report.exported" for event in events),
            local_offset=made_at.astimezone().utcoffset(),
        ),
        case=CaseFacts(
            number=record.number,
            title=record.title,
            examiner=Person(name=record.examiner),
            agency=Agency(name=record.agency) if record.agency else None,
            authority=record.authority,
            opened_at=from_iso(record.created_at),
        ),
        program=_program(),
        exhibits=exhibits,
        sets=tuple(sets.contents),
        hits=tuple(_hits(case, sets)),
        events=tuple(events),
        practice=record.practice,
    )


def _program() -> ProgramFacts:
    versions = tool_versions()
    parts = tuple(ToolPart(name=name, version=versions[name]) for name in _PROGRAM_PARTS)
    return ProgramFacts(version=program_version(), parts=parts, computer=versions["operating system"])


class _Sets:
    """The sets of all shown scans, each once; a set used by two scans is one set if its index is the same."""

    def __init__(self) -> None:
        self.contents: list[SetContent] = []
        self._places: dict[tuple[str, str], int] = {}
        self.place_of_row: dict[int, int] = {}  # loaded_set.id -> position

    def take(self, row: CaseRow) -> int:
        key = (row.name, row.index_sha256)
        if key not in self._places:
            self._places[key] = len(self.contents)
            self.contents.append(_set(row.info))
        self.place_of_row[row.id] = self._places[key]
        return self._places[key]


def _set(info: Mapping[str, Any]) -> SetContent:
    return SetContent(
        name=info["name"],
        role=SetRole(info["role"]),
        version=info["version"],
        format=info["format"],
        source_name=info["source_name"],
        source_sha256=bytes.fromhex(info["source_sha256"]),
        records=info["sized_count"] + info["unsized_count"],
        distinct=info["distinct_count"],
        dropped_empty=info["dropped_empty"],
        algorithms=tuple(info["algorithms"]),
        sized=info["sized_count"],
        scheme=info["scheme"],
        imported_at=from_iso(info["imported_at"]),
        notes=tuple(info["notes"]),
    )


def _exhibit(
    case: CaseFile,
    row: CaseRow,
    *,
    sets: _Sets,
    events: list[EventContent],
    faults: list[CaseRow],
    coverage: list[CaseRow],
) -> ExhibitContent:
    scan = case.last_scan(row.id)
    books = _Books.of(case, row, scan)
    before, after = _media_digests(case.verifications(row.id), scan)
    return ExhibitContent(
        id=row.label,
        image=ImageInfo(
            container=row.container,
            size_bytes=row.size_bytes,
            sector_bytes=row.sector_bytes,
            segments=tuple(path for path, _, _ in row.segments),
            stored_digests=DigestSet(md5=row.stored_md5, sha1=row.stored_sha1, sha256=row.stored_sha256),
            acquisition_notes=tuple((name, value) for name, value in row.acquisition_notes),
        ),
        volumes=tuple(
            _volume(volume, row.label, scan, coverage, books.censuses.get(volume.position))
            for volume in case.volumes(row.id)
        ),
        gaps=tuple(
            Gap(offset_bytes=gap.offset_bytes, length_bytes=gap.length_bytes, description=gap.description)
            for gap in case.gaps(row.id)
        ),
        faults=tuple(_fault(fault) for fault in faults if fault.exhibit == row.label),
        scan=None if scan is None else _scan(case, scan, row.label, books, sets=sets, events=events),
        before=before,
        after=after,
        added_at=from_iso(row.added_at),
        description=row.description,
    )


def _media_digests(
    verifications: list[CaseRow], scan: CaseRow | None
) -> tuple[MediaDigest | None, MediaDigest | None]:
    """The last whole reading before the scan began and the first after it ended; none of either counts for
    the other.
    """
    before = after = None
    for row in verifications:
        digest = MediaDigest(
            at=from_iso(row.verified_at),
            digests=None
            if row.result == "unreadable"
            else DigestSet(md5=row.md5, sha1=row.sha1, sha256=row.sha256),
            reason=row.reason,
        )
        if scan is None or row.verified_at <= scan.started_at:
            before = digest
        elif after is None and scan.finished_at is not None and row.verified_at >= scan.finished_at:
            after = digest
    return before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Books:
    """What the newest scan of an exhibit counted besides entries; empty where there is none."""

    ledger: ByteLedger | None = None
    unreadable: tuple[ByteRange, ...] = ()
    censuses: Mapping[int, Census] = field(default_factory=dict)

    @classmethod
    def of(cls, case: CaseFile, exhibit: CaseRow, scan: CaseRow | None) -> "_Books":
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
        return cls(
            ledger=ByteLedger(size_bytes=exhibit.size_bytes, lines=tuple(lines)) if counts else None,
            unreadable=tuple(RangeSet.of(ByteRange(offset, length) for offset, length in unreadable)),
            censuses={
                row.volume: Census(source=row.census_source, in_use=row.records_in_use, met=row.records_met)
                for row in censuses
            },
        )


def _volume(
    volume: CaseRow,
    exhibit: str,
    scan: CaseRow | None,
    coverage: list[CaseRow],
    census: Census | None,
) -> VolumeContent:
    counts = [c for c in coverage if c.exhibit == exhibit and c.volume == volume.position]
    was_walked = scan is not None and volume.state == "readable"
    return VolumeContent(
        volume=Volume(
            index=volume.position,
            offset_bytes=volume.offset_bytes,
            length_bytes=volume.length_bytes,
            table=volume.partition_table,
            description=volume.description,
            state=volume.state,
            file_system=volume.file_system,
            label=volume.label,
            block_bytes=volume.block_bytes,
            reason=volume.reason,
        ),
        entries=sum(c.entries for c in counts) if was_walked else None,
        outcomes={Outcome(c.outcome): c.entries for c in counts if c.outcome != "waiting"},
        waiting=sum(c.entries for c in counts if c.outcome == "waiting"),
        content_bytes={Outcome(c.outcome): c.bytes for c in counts if c.outcome != "waiting"},
        census=census,
    )


def _fault(row: CaseRow) -> Fault:
    return Fault(
        stage=Stage(row.stage),
        reason=row.reason,
        volume=row.volume,
        path=None if row.path is None else EvidencePath(row.path),
        stream=row.stream,
        meta_addr=row.meta_addr,
        offset_bytes=row.offset_bytes,
        length_bytes=row.length_bytes,
    )


def _scan(
    case: CaseFile, scan: CaseRow, label: str, books: _Books, *, sets: _Sets, events: list[EventContent]
) -> ScanContent:
    with case.reading() as connection:
        places = tuple(sets.take(row) for row in sets_of_scan(connection, scan.id))
        read_twice = double_readings(connection, scan.id)
    mine = [event for event in events if event.subject == label and _scan_of(event) == scan.id]
    stops = [event.at for event in mine if event.action == "scan.stopped"]
    resumes = [event.at for event in mine if event.action == "scan.resumed"]
    if scan.finished_at is not None:
        end, ended_at = ScanEnd.COMPLETED, from_iso(scan.finished_at)
    elif stops and (not resumes or stops[-1] >= resumes[-1]):
        end, ended_at = ScanEnd.STOPPED, stops[-1]
    else:
        end, ended_at = ScanEnd.UNFINISHED, None
    minutes = next((json.loads(event.line)["payload"].get("time_box_min") for event in mine), None)
    return ScanContent(
        profile=scan.profile,
        **_plan_content(scan.plan),
        double_readings=read_twice or None,
        byte_ledger=books.ledger,
        unreadable=books.unreadable,
        time_box=None if minutes is None else timedelta(minutes=minutes),
        skip_rule=None if minutes is None else "what was not read when the time box was over was left",
        started_at=from_iso(scan.started_at),
        ended_at=ended_at,
        end=end,
        sets=places,
        resumed=len(resumes),
        tool_version=None if scan.tool["Fieldcase"] == program_version() else scan.tool["Fieldcase"],
    )


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


def _event(event: CustodyEvent) -> EventContent:
    body = json.loads(event.canonical)
    return EventContent(
        sequence=event.sequence,
        at=from_iso(body["utc"]),
        actor=body["actor"],
        action=body["action"],
        subject=body["subject"],
        sentence=sentence_of(body),
        sha256=bytes.fromhex(event.sha256),
        line=event.canonical.decode("utf-8"),
    )


def _hits(case: CaseFile, sets: _Sets) -> Iterator[HitContent]:
    """Matched entries in walk order, each with all its records; entries that only known sets list are no
    hits.
    """
    entry: CaseRow | None = None
    matches: list[MatchContent] = []
    notable = False
    with case.reading() as connection:
        for row in all_hits(connection):
            if entry is not None and row.id != entry.id:
                if notable:
                    yield HitContent(entry=_entry(entry), matches=tuple(matches))
                matches, notable = [], False
            entry = row
            notable = notable or row.role == NOTABLE
            matches.append(_match(row, sets))
    if entry is not None and notable:
        yield HitContent(entry=_entry(entry), matches=tuple(matches))


def _match(row: CaseRow, sets: _Sets) -> MatchContent:
    return MatchContent(
        set_position=sets.place_of_row[row.set_id],
        record=row.record,
        algorithm=row.algorithm,
        category=row.category,
        category_label=category_label(row.scheme, row.category),
        scheme=row.scheme,
    )


def _entry(row: CaseRow) -> EntryRecord:
    return EntryRecord(
        exhibit=row.exhibit,
        volume=row.volume,
        path=EvidencePath(row.path),
        stream=row.stream,
        meta_addr=row.meta_addr,
        size_bytes=row.size_bytes,
        allocated=row.allocated,
        kind=EntryKind(row.kind),
        outcome=None if row.outcome == "waiting" else Outcome(row.outcome),
        digests=DigestSet(md5=row.md5, sha1=row.sha1, sha256=row.sha256),
        times=MacTimes(
            mtime=_time(row.mtime_ns),
            atime=_time(row.atime_ns),
            ctime=_time(row.ctime_ns),
            crtime=_time(row.crtime_ns),
            zone=ZoneKind(row.zone),
        ),
    )


def _time(ns: int | None) -> FsTime | None:
    return None if ns is None else FsTime(ns)
