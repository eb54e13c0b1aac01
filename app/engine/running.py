"""Runs scans over the exhibits of a case: takes the lock, finds or begins each scan, says how it ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.engine.evidence import changed_segments
from app.engine.lock import engine_lock
from app.engine.profiles import NOTABLE, OPEN_GATE, PROFILES, size_gate
from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderLink
from app.engine.scanning import ExhibitScan, TimeBox
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseRow
from app.store.opening import CaseTrouble
from app.store.results import all_faults, sets_of_scan, skipped_entries
from app.store.scan_starting import ScanPlan, record_scan_event, same_sets, start_scan
from app.tool import tool_versions
from app.views.sentences import counted
from forensics.hashset import SetInfo
from forensics.hashset.library import index_path, list_sets, verify_set

DEFAULT_PROFILE = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What the examiner asked for. Empty `exhibits` means all; `None` for sets means every set of the
    library.
    """

    exhibits: tuple[str, ...] = ()
    profile: str | None = None  # None: that of the unfinished scan, or standard
    sets: tuple[str, ...] | None = None
    library: Path
    anew: bool = False  # begin again although an unfinished or finished scan exists
    time_box_min: float | None = None  # what is not read by then is recorded as skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEnding:
    finished: bool  # False: stopped, can be resumed
    faults: int
    trouble: tuple[str, ...]  # one sentence for each exhibit that could not be scanned at all
    remarks: tuple[str, ...] = ()  # sentences on how the plan turned out


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """What an engine needs from outside: readers, a clock, a meter, and whether to stop."""

    start_reader: Callable[[], ReaderLink]
    now: Callable[[], datetime]
    meter: ProgressMeter
    cancelled: Callable[[], bool]
    monotonic: Callable[[], float]


def run_scan(folder: Path, request: ScanRequest, place: Workplace) -> ScanEnding:
    """Scan, or go on scanning, what was asked for. Raises CaseTrouble where nothing can begin."""
    with engine_lock(folder), CaseFile.open(folder, write=True) as case:
        exhibits = _chosen(case, request.exhibits)
        trouble: list[str] = []
        finished = True
        for exhibit in exhibits:
            if place.cancelled():
                finished = False
                break
            try:
                if not _is_done(case, exhibit, request):
                    finished = _scan_exhibit(case, exhibit, request, place) and finished
            except EvidenceGone as gone:
                trouble.append(str(gone))
        scans = [case.last_scan(exhibit.id) for exhibit in exhibits]
        with case.reading() as connection:
            faults = len(all_faults(connection))
            skipped = sum(skipped_entries(connection, scan.id) for scan in scans if scan is not None)
            has_sets = all(sets_of_scan(connection, scan.id) for scan in scans if scan is not None)
    remarks = []
    if skipped:
        left = f"{counted(skipped, 'entry was', 'entries were')} left out when the time box was over"
        remarks.append(f"{left}; scan again to read them")
    if not has_sets:
        remarks.append(f"no known-hash set was loaded from {request.library}, so nothing could be found")
    return ScanEnding(finished=finished, faults=faults, trouble=tuple(trouble), remarks=tuple(remarks))


def _chosen(case: CaseFile, labels: Sequence[str]) -> list[CaseRow]:
    if labels:
        return [case.exhibit(label) for label in labels]
    exhibits = case.exhibits()
    if not exhibits:
        raise CaseTrouble("this case has no exhibit yet; add one with: fieldcase evidence add CASE SOURCE")
    return exhibits


def _is_done(case: CaseFile, exhibit: CaseRow, request: ScanRequest) -> bool:
    """Whether the newest scan of this exhibit reached its end with this very plan, so that another would find
    the same.
    """
    last = case.last_scan(exhibit.id)
    if request.anew or last is None or last.finished_at is None:
        return False
    if request.time_box_min is not None or last.profile != (request.profile or DEFAULT_PROFILE):
        return False
    with case.reading() as connection:
        if skipped_entries(connection, last.id):
            return False
        return same_sets(sets_of_scan(connection, last.id), _checked_sets(request))


def _scan_exhibit(case: CaseFile, exhibit: CaseRow, request: ScanRequest, place: Workplace) -> bool:
    changed = changed_segments(exhibit)
    if changed:
        raise EvidenceGone(f"{exhibit.label}: {changed[0]}")
    plan, scan_id = _begun(case, exhibit, request, place)
    paths = tuple(index_path(request.library, info) for info in plan.sets)
    roles = tuple(str(info.role) for info in plan.sets)
    source = ExhibitSource(
        label=exhibit.label,
        source=exhibit.source,
        size_bytes=exhibit.size_bytes,
        set_paths=tuple(map(str, paths)),
        set_roles=roles,
    )
    time_box = TimeBox.of(plan.time_box_min, place.monotonic)

    with ReaderSession(source, start_reader=place.start_reader, cancelled=place.cancelled) as session:
        finished = ExhibitScan(
            case,
            plan,
            session,
            scan_id=scan_id,
            gate=size_gate(paths, roles) if PROFILES[plan.profile].size_gate else OPEN_GATE,
            time_box=time_box,
            meter=place.meter,
            now=place.now,
            actor=case.record().examiner,
        ).run()
    changed = changed_segments(exhibit)
    if changed:
        raise EvidenceGone(f"{exhibit.label} changed while it was scanned: {changed[0]}")
    return finished


def _begun(case: CaseFile, exhibit: CaseRow, request: ScanRequest, place: Workplace) -> tuple[ScanPlan, int]:
    """The unfinished scan of this exhibit, or a new one."""
    last = case.last_scan(exhibit.id)
    if last is None or last.finished_at is not None or request.anew:
        return _new_scan(case, exhibit, request, place)
    return _resumed_scan(case, exhibit, last, request, place)


def _new_scan(
    case: CaseFile, exhibit: CaseRow, request: ScanRequest, place: Workplace
) -> tuple[ScanPlan, int]:
    sets = _checked_sets(request)
    plan = ScanPlan(
        exhibit_id=exhibit.id,
        exhibit_label=exhibit.label,
        profile=request.profile or DEFAULT_PROFILE,
        sets=sets,
        sizeless_records=sum(info.unsized_count for info in sets if info.role == NOTABLE),
        time_box_min=request.time_box_min,
    )
    examiner = case.record().examiner
    with case.transaction() as connection:
        scan_id = start_scan(connection, plan, utc=iso_utc(place.now()), actor=examiner, tool=tool_versions())
    return plan, scan_id


def _resumed_scan(
    case: CaseFile, exhibit: CaseRow, last: CaseRow, request: ScanRequest, place: Workplace
) -> tuple[ScanPlan, int]:
    with case.reading() as connection:
        loaded = sets_of_scan(connection, last.id)
    sets = tuple(_set_again(request.library, row) for row in loaded)
    if request.sets is not None and not same_sets(loaded, _checked_sets(request)):
        names = ", ".join(row.name for row in loaded) or "no set"
        raise CaseTrouble(
            f"the unfinished scan of {exhibit.label} began with {names}; finish it without --sets, "
            "or begin a new one with --anew"
        )
    if request.profile not in (None, last.profile):
        raise CaseTrouble(
            f"the unfinished scan of {exhibit.label} runs the profile {last.profile}; finish it with that, "
            "or begin a new one with --anew"
        )
    plan = ScanPlan(
        exhibit_id=exhibit.id,
        exhibit_label=exhibit.label,
        profile=last.profile,
        sets=sets,
        time_box_min=request.time_box_min,
    )
    with case.transaction() as connection:
        record_scan_event(
            connection,
            plan,
            scan_id=last.id,
            utc=iso_utc(place.now()),
            actor=case.record().examiner,
            action="scan.resumed",
            payload={"tool": tool_versions()},
        )
    return plan, last.id


def _set_again(library: Path, row: CaseRow) -> SetInfo:
    for info in list_sets(library):
        if info.index_sha256 == row.index_sha256:
            return verify_set(library, info.name)
    raise CaseTrouble(
        f"the set {row.name} that the unfinished scan began with is not in the library {library} as it was; "
        "import it again, or begin a new scan with --anew"
    )


def _checked_sets(request: ScanRequest) -> tuple[SetInfo, ...]:
    """The sets asked for, each with its own digest checked before use."""
    names = [info.name for info in list_sets(request.library)] if request.sets is None else request.sets
    return tuple(verify_set(request.library, name) for name in names)
