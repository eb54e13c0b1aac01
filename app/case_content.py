"""Fills the report's content from the store: the only place where the case's rows become what is printed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from app import custody_content
from app.custody import CustodyState, state_of
from app.moments import from_iso
from app.review_content import review_content
from app.scan_content import ScanBooks, scan_content
from app.set_content import ShownSets
from app.store.case_file import CaseFile, CaseRow
from app.store.custody_log import EXAMINER, custody_events
from app.store.entry_rows import all_entry_rows
from app.store.results import (
    all_faults,
    all_hits,
    coverage_counts,
    encrypted_contents,
    sets_of_scan,
)
from app.tool import program_version, tool_versions
from app.views.records import category_label
from forensics.digests import DigestSet
from forensics.entries import Census, EntryKind, Fault, Outcome, Remains, Stage
from forensics.entry_line import EntryRow
from forensics.file_locks import ENCRYPTED_CONTENT
from forensics.images import ImageInfo, Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes, ZoneKind
from reports.content import (
    CaseContent,
    EntryRecord,
    EventContent,
    ExhibitContent,
    HitContent,
    MatchContent,
    MediaDigest,
    ProgramFacts,
    ReportFacts,
    ToolPart,
    VolumeContent,
)
from reports.wording import Wording

_PROGRAM_PARTS = (
    "pytsk3",
    "libewf-python",
    "Python",
    "SQLite",
    "SQLAlchemy",
    "NumPy",
    "msgspec",
    "libdeflate",
    "rfc8785",
    "cryptography",
)
NOTABLE = "notable"


class CaseEntryRows:
    """All entries of the case, some hundreds in memory at a time; each iteration reads anew."""

    def __init__(self, case: CaseFile) -> None:
        self._case = case

    def __iter__(self) -> Iterator[EntryRow]:
        with self._case.reading() as connection:
            for rows in all_entry_rows(connection):
                yield from rows


def case_content(case: CaseFile, *, report_id: str, made_at: datetime, language: str = "en") -> CaseContent:
    """What the report prints, as the case stands now; what people said and did told in `language`. Local
    times are those of the zone of `made_at`.
    """
    record = case.record()
    sets = ShownSets()
    with case.reading() as connection:
        chain = list(custody_events(connection))
        faults = all_faults(connection)
        coverage = coverage_counts(connection)
        locks = encrypted_contents(connection)
    state = state_of(chain)
    events = custody_content.event_contents(chain, state, Wording(language))
    exhibits = tuple(
        _exhibit(
            case, row, sets=sets, events=events, state=state, faults=faults, coverage=coverage, locks=locks
        )
        for row in case.exhibits()
    )
    reviewed = review_content(case, state)
    return CaseContent(
        report=ReportFacts(
            id=report_id,
            made_at=made_at.astimezone(UTC),
            revision=1 + sum(event.action == "report.exported" for event in events),
            local_offset=made_at.utcoffset(),
        ),
        case=custody_content.case_facts(record, state, folder=case.folder, examiner=EXAMINER),
        program=_program(),
        exhibits=exhibits,
        sets=tuple(sets.contents),
        hits=tuple(_hits(case, sets)),
        events=events,
        self_test=custody_content.last_self_test(state),
        persons=custody_content.persons(state),
        transfers=custody_content.transfers(state),
        checkpoints=custody_content.checkpoints(state),
        stamps=custody_content.stamps(state),
        review=reviewed,
        practice=record.practice,
        pictures_shown=sum(one.looks for one in reviewed.looked_at),
    )


def _program() -> ProgramFacts:
    versions = tool_versions()
    parts = tuple(ToolPart(name=name, version=versions[name]) for name in _PROGRAM_PARTS)
    return ProgramFacts(version=program_version(), parts=parts, computer=versions["operating system"])


def _exhibit(
    case: CaseFile,
    row: CaseRow,
    *,
    sets: ShownSets,
    events: tuple[EventContent, ...],
    state: CustodyState,
    faults: list[CaseRow],
    coverage: list[CaseRow],
    locks: list[CaseRow],
) -> ExhibitContent:
    scan = case.last_scan(row.id)
    books = ScanBooks.of(case, row, scan)
    places = () if scan is None else _places(case, scan, sets)
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
            replace(
                _volume(volume, row.label, scan, coverage, books.censuses.get(volume.position)),
                locked_contents=_locked_contents(locks, row.label, volume.position),
            )
            for volume in case.volumes(row.id)
        ),
        gaps=case.gaps(row.id),
        faults=tuple(_fault(fault) for fault in faults if fault.exhibit == row.label),
        scan=None if scan is None else scan_content(case, scan, row.label, books, sets=places, events=events),
        before=before,
        after=after,
        added_at=from_iso(row.added_at),
        photographs=custody_content.photographs(state, row.label, folder=case.folder),
        **custody_content.exhibit_form(state.described(row.label), description=row.description),
    )


def _places(case: CaseFile, scan: CaseRow, sets: ShownSets) -> tuple[int, ...]:
    with case.reading() as connection:
        return tuple(sets.take(row) for row in sets_of_scan(connection, scan.id))


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


def _volume(
    volume: CaseRow,
    exhibit: str,
    scan: CaseRow | None,
    coverage: list[CaseRow],
    census: Census | None,
) -> VolumeContent:
    counts = [c for c in coverage if c.exhibit == exhibit and c.volume == volume.position]
    is_left = volume.layer is not None and not counts  # no walk is without a root
    was_walked = scan is not None and volume.state == "readable" and not is_left
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
            within=volume.within,
            layer=volume.layer,
            layer_key=volume.layer_key,
        ),
        entries=sum(c.entries for c in counts) if was_walked else None,
        outcomes={Outcome(c.outcome): c.entries for c in counts if c.outcome != "waiting"},
        waiting=sum(c.entries for c in counts if c.outcome == "waiting"),
        content_bytes={Outcome(c.outcome): c.bytes for c in counts if c.outcome != "waiting"},
        gone=sum(c.deleted_files for c in counts if c.outcome == Outcome.NO_CONTENT.value),
        census=census,
    )


def _locked_contents(locks: list[CaseRow], exhibit: str, volume: int) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (lock.reason.removeprefix(ENCRYPTED_CONTENT), lock.files, lock.bytes)
        for lock in locks
        if (lock.exhibit, lock.volume) == (exhibit, volume)
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


def _hits(case: CaseFile, sets: ShownSets) -> Iterator[HitContent]:
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


def _match(row: CaseRow, sets: ShownSets) -> MatchContent:
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
        remains=None if row.remains is None else Remains(row.remains),
    )


def _time(ns: int | None) -> FsTime | None:
    return None if ns is None else FsTime(ns)
