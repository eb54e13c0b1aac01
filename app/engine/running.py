"""Runs scans over the exhibits of a case: takes the lock, finds or begins each scan, says how it ended."""

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from app.engine.evidence import changed_segments
from app.engine.lock import engine_lock
from app.engine.profiles import (
    DEFAULT_PROFILE,
    PROFILES,
    Profile,
    algorithms_for,
    gate_is_closed,
    sizeless_records,
)
from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderLink
from app.engine.scanning import ExhibitScan
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.engine.time_box import TimeBox
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseRow
from app.store.opening import CaseTrouble
from app.store.results import all_faults, sets_of_scan, skipped_entries
from app.store.scan_starting import ScanPlan, record_scan_event, same_sets, start_scan
from app.tool import tool_versions
from app.views.sentences import counted
from forensics.digests import Algorithm
from forensics.hashset import SetInfo
from forensics.hashset.library import index_path, list_sets, verify_set
from forensics.reader.protocol import LoadSets


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
    algorithms: tuple[Algorithm, ...] | None = None  # None: what the profile says
    at_once: int | None = None  # exhibits; None: as many as there are processors


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
    """Scan, or go on scanning, what was asked for, several exhibits at once. Raises CaseTrouble where nothing
    can begin.
    """
    with engine_lock(folder), CaseFile.open(folder, write=True) as case:
        exhibits = _chosen(case, request.exhibits)
        run = _Run(case, request, place)
        run.scan(exhibits)
        scans = [case.last_scan(exhibit.id) for exhibit in exhibits]
        with case.reading() as connection:
            faults = len(all_faults(connection))
            skipped = sum(skipped_entries(connection, scan.id) for scan in scans if scan is not None)
            has_sets = all(sets_of_scan(connection, scan.id) for scan in scans if scan is not None)
    return ScanEnding(
        finished=run.finished,
        faults=faults,
        trouble=tuple(run.trouble),
        remarks=tuple(_remarks(run, request, skipped=skipped, has_sets=has_sets)),
    )


def _remarks(run: "_Run", request: ScanRequest, *, skipped: int, has_sets: bool) -> Iterator[str]:
    if skipped:
        left = f"{counted(skipped, 'entry was', 'entries were')} left out when the time box was over"
        yield f"{left}; scan again to read them"
    if not has_sets:
        yield f"no known-hash set was loaded from {request.library}, so nothing could be found"
    yield from dict.fromkeys(run.remarks)


class _Run:
    """What the exhibits of one run share: the case, the sets, the time box, and how it is going."""

    def __init__(self, case: CaseFile, request: ScanRequest, place: Workplace) -> None:
        self._case, self._request, self._place = case, request, place
        self._time_box = TimeBox.of(request.time_box_min, place.monotonic)
        self._examiner = case.record().examiner
        self._is_broken = threading.Event()
        self._turns: dict[int, threading.Event] = {}
        self._trouble: dict[int, str] = {}
        self.finished = True
        self.remarks: list[str] = []

    @property
    def trouble(self) -> list[str]:
        """In the order of the exhibits."""
        return [self._trouble[exhibit] for exhibit in sorted(self._trouble)]

    def scan(self, exhibits: Sequence[CaseRow]) -> None:
        """All of `exhibits`; CaseTrouble of one ends the others in order and is raised then."""
        waiting = [exhibit for exhibit in exhibits if not self._is_done(exhibit)]
        at_once = max(1, min(len(waiting), self._request.at_once or os.cpu_count() or 1))
        if at_once == 1:
            for exhibit in waiting:
                self._scan_one(exhibit, self._place.meter)
            return
        meters: queue.SimpleQueue[ProgressMeter] = queue.SimpleQueue()
        for meter in self._place.meter.for_exhibits(at_once):
            meters.put(meter)

        self._turns = {exhibit.id: threading.Event() for exhibit in waiting}

        def scan_with_a_meter(exhibit: CaseRow, before: CaseRow | None) -> None:
            meter = meters.get()
            try:
                if before is not None:  # scans are numbered in the order of the exhibits, whoever is faster
                    self._turns[before.id].wait()
                self._scan_one(exhibit, meter)
            except BaseException:
                self._is_broken.set()
                raise
            finally:
                self._turns[exhibit.id].set()
                meters.put(meter)

        with ThreadPoolExecutor(at_once, thread_name_prefix="exhibit") as pool:
            running = [
                pool.submit(scan_with_a_meter, exhibit, before)
                for before, exhibit in zip([None, *waiting], waiting, strict=False)
            ]
        for each in running:
            each.result()

    def _scan_one(self, exhibit: CaseRow, meter: ProgressMeter) -> None:
        if self._is_over():
            self.finished = False
            return
        try:
            if not self._scan_exhibit(exhibit, meter):
                self.finished = False
        except EvidenceGone as gone:
            self._trouble[exhibit.id] = str(gone)

    def _is_over(self) -> bool:
        return self._place.cancelled() or self._is_broken.is_set()

    def _is_done(self, exhibit: CaseRow) -> bool:
        """Whether the newest scan of this exhibit reached its end with this very plan, so that another would
        find the same.
        """
        request = self._request
        last = self._case.last_scan(exhibit.id)
        if request.anew or last is None or last.finished_at is None or request.time_box_min is not None:
            return False
        with self._case.reading() as connection:
            if skipped_entries(connection, last.id):
                return False
            loaded = sets_of_scan(connection, last.id)
        return same_sets(loaded, self._sets) and _is_same_plan(last, self._new_plan(exhibit))

    @cached_property
    def _sets(self) -> tuple[SetInfo, ...]:
        """The sets asked for, each with its own digest checked before use."""
        library, asked = self._request.library, self._request.sets
        names = [info.name for info in list_sets(library)] if asked is None else asked
        return tuple(verify_set(library, name) for name in names)

    def _scan_exhibit(self, exhibit: CaseRow, meter: ProgressMeter) -> bool:
        changed = changed_segments(exhibit)
        if changed:
            raise EvidenceGone(f"{exhibit.label}: {changed[0]}")
        plan, scan_id = self._begun(exhibit)
        if exhibit.id in self._turns:
            self._turns[exhibit.id].set()
        source = ExhibitSource(
            label=exhibit.label,
            source=exhibit.source,
            size_bytes=exhibit.size_bytes,
            load=LoadSets(
                index_paths=tuple(str(index_path(self._request.library, info)) for info in plan.sets),
                roles=tuple(str(info.role) for info in plan.sets),
                algorithms=plan.algorithms,
                is_gated=plan.gate_is_closed,
            ),
        )
        with ReaderSession(source, start_reader=self._place.start_reader, cancelled=self._is_over) as session:
            finished = ExhibitScan(
                self._case,
                plan,
                session,
                scan_id=scan_id,
                time_box=self._time_box,
                meter=meter,
                now=self._place.now,
                monotonic=self._place.monotonic,
                actor=self._examiner,
            ).run()
        changed = changed_segments(exhibit)
        if changed:
            raise EvidenceGone(f"{exhibit.label} changed while it was scanned: {changed[0]}")
        return finished

    # Plans

    def _begun(self, exhibit: CaseRow) -> tuple[ScanPlan, int]:
        """The unfinished scan of this exhibit, or a new one."""
        last = self._case.last_scan(exhibit.id)
        if last is None or last.finished_at is not None or self._request.anew:
            plan = self._new_plan(exhibit)
            with self._case.transaction() as connection:
                scan_id = start_scan(
                    connection,
                    plan,
                    utc=iso_utc(self._place.now()),
                    actor=self._examiner,
                    tool=tool_versions(),
                )
            self._remark_on(plan)
            return plan, scan_id
        return self._resumed(exhibit, last)

    def _new_plan(self, exhibit: CaseRow) -> ScanPlan:
        request = self._request
        return _plan(
            exhibit,
            PROFILES[request.profile or DEFAULT_PROFILE],
            self._sets,
            algorithms=request.algorithms,
            time_box_min=request.time_box_min,
        )

    def _remark_on(self, plan: ScanPlan) -> None:
        profile = PROFILES[plan.profile]
        if profile.size_gate and plan.sizeless_records:
            records = counted(plan.sizeless_records, "notable record has", "notable records have")
            self.remarks.append(f"{records} no size, so content of every size was read")
        if profile.not_yet:
            self.remarks.append(f"not looked into in this version: {', '.join(profile.not_yet)}")

    def _resumed(self, exhibit: CaseRow, last: CaseRow) -> tuple[ScanPlan, int]:
        request = self._request
        with self._case.reading() as connection:
            loaded = sets_of_scan(connection, last.id)
        sets = tuple(_set_again(request.library, row) for row in loaded)
        if request.sets is not None and not same_sets(loaded, self._sets):
            names = ", ".join(row.name for row in loaded) or "no set"
            raise CaseTrouble(
                f"the unfinished scan of {exhibit.label} began with {names}; finish it without --sets, "
                "or begin a new one with --anew"
            )
        if request.profile not in (None, last.profile):
            raise CaseTrouble(
                f"the unfinished scan of {exhibit.label} runs the profile {last.profile}; finish it with "
                "that, or begin a new one with --anew"
            )
        began_with = _algorithms_of(last)
        if request.algorithms and began_with and set(request.algorithms) != set(began_with):
            names = ", ".join(algorithm.value for algorithm in began_with)
            raise CaseTrouble(
                f"the unfinished scan of {exhibit.label} computes {names}; finish it without --algorithms, "
                "or begin a new one with --anew"
            )
        plan = _plan(
            exhibit,
            PROFILES[last.profile],
            sets,
            algorithms=began_with,
            time_box_min=request.time_box_min,
        )
        with self._case.transaction() as connection:
            record_scan_event(
                connection,
                plan,
                scan_id=last.id,
                utc=iso_utc(self._place.now()),
                actor=self._examiner,
                action="scan.resumed",
                payload={"tool": tool_versions()},
            )
        return plan, last.id


def _plan(
    exhibit: CaseRow,
    profile: Profile,
    sets: tuple[SetInfo, ...],
    *,
    algorithms: tuple[Algorithm, ...] | None,
    time_box_min: float | None,
) -> ScanPlan:
    return ScanPlan(
        exhibit_id=exhibit.id,
        exhibit_label=exhibit.label,
        profile=profile.name,
        sets=sets,
        algorithms=algorithms_for(profile, sets, algorithms),
        rules=profile.as_data(),
        gate_is_closed=gate_is_closed(profile, sets),
        sizeless_records=sizeless_records(sets),
        time_box_min=time_box_min,
    )


def _algorithms_of(scan: CaseRow) -> tuple[Algorithm, ...] | None:
    """What an earlier run computed; `None` for a scan from before that was recorded: it computed all."""
    return None if scan.plan is None else tuple(Algorithm(name) for name in scan.plan["algorithms"])


def _is_same_plan(scan: CaseRow, plan: ScanPlan) -> bool:
    return scan.profile == plan.profile and (_algorithms_of(scan) or tuple(Algorithm)) == plan.algorithms


def _chosen(case: CaseFile, labels: Sequence[str]) -> list[CaseRow]:
    if labels:
        return [case.exhibit(label) for label in labels]
    exhibits = case.exhibits()
    if not exhibits:
        raise CaseTrouble("this case has no exhibit yet; add one with: fieldcase evidence add CASE SOURCE")
    return exhibits


def _set_again(library: Path, row: CaseRow) -> SetInfo:
    for info in list_sets(library):
        if info.index_sha256 == row.index_sha256:
            return verify_set(library, info.name)
    raise CaseTrouble(
        f"the set {row.name} that the unfinished scan began with is not in the library {library} as it was; "
        "import it again, or begin a new scan with --anew"
    )
