"""Runs scans over the exhibits of a case: takes the lock, finds or begins each scan, says how it ended."""

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.custody.acts import sign_checkpoint
from app.engine.added_later import NO_SECRETS, OnRecord, Secrets, added_later, wants_secrets
from app.engine.evidence import changed_segments, gone_segment
from app.engine.known_sets import KnownSets
from app.engine.lock import engine_lock
from app.engine.pausing import Pauses, Rest
from app.engine.plans import Plans, ScanRequest, chosen_exhibits, remarks_on
from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderLink
from app.engine.scanning import ExhibitScan
from app.engine.self_testing import SelfTested, SelfTestFailed
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession
from app.engine.time_box import TimeBox
from app.moments import iso_utc
from app.store.case_file import CaseFile, CaseRow
from app.store.conflicts import count_conflicts
from app.store.opening import CaseTrouble
from app.store.results import all_faults, sets_of_scan, skipped_entries
from app.store.scan_starting import ScanPlan, record_scan_event, start_scan
from app.tool import program_version, tool_versions
from app.views.sentences import counted
from forensics.errors import Cancelled, FieldcaseError
from forensics.hashset.library import survey
from forensics.reader.protocol import LoadSets

if TYPE_CHECKING:
    from reports.sealing.identity import Identity


def nobody_to_ask() -> str:
    raise FieldcaseError("a known-hash set is locked, and there is nobody to ask for its passphrase")


def record_self_test(case: CaseFile, tested: SelfTested, *, utc: str) -> None:
    """As an event of the custody chain, passed or not."""
    case.log(utc=utc, action="self_test.run", subject=program_version(), payload=tested.payload())


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEnding:
    finished: bool  # False: stopped, can be resumed
    faults: int
    trouble: tuple[str, ...]  # one sentence for each exhibit that could not be scanned at all
    remarks: tuple[str, ...] = ()  # sentences on how the plan turned out


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """What an engine needs from outside: readers, a clock, a meter, whether to stop, who is asked for the
    passphrase of locked sets, the secrets of volumes that were unlocked before, how the self-test of this run
    went, waited for, who acts (a person of the case; `None`: its examiner), and whose key signs the end of
    each scan.
    """

    start_reader: Callable[[], ReaderLink]
    now: Callable[[], datetime]
    meter: ProgressMeter
    cancelled: Callable[[], bool]
    monotonic: Callable[[], float]
    pauses: Pauses | None = None  # None: nobody can pause this run
    passphrase: Callable[[], str] = field(default=nobody_to_ask, repr=False)
    secrets: Secrets = field(default_factory=lambda: NO_SECRETS, repr=False)
    self_test: Callable[[], SelfTested] | None = None  # None: the program is not tested before this run
    by: str | None = None
    identity: "Identity | None" = field(default=None, repr=False)  # None: nothing is signed


def needs_passphrase(folder: Path, request: ScanRequest) -> bool:
    """Whether a scan, or going on with one, uses a locked set; raise what `run_scan` would."""
    if not any(info.is_locked for info in survey(request.library).sets):
        return False
    with CaseFile.open(folder) as case:
        plans = Plans(case, request, KnownSets(request.library, request.sets))
        waiting = [e for e in chosen_exhibits(case, request.exhibits) if not plans.is_done(e)]
        return any(info.is_locked for exhibit in waiting for info in plans.of(exhibit).sets)


def secrets_needed(folder: Path, request: ScanRequest) -> tuple[OnRecord, ...]:
    """The unlocked volumes that a scan of these exhibits, or going on with one, opens only with a secret."""
    with CaseFile.open(folder) as case:
        return tuple(wants_secrets(case, chosen_exhibits(case, request.exhibits)))


def run_scan(folder: Path, request: ScanRequest, place: Workplace) -> ScanEnding:
    """Scan, or go on scanning, what was asked for, several exhibits at once. Raises CaseTrouble where nothing
    can begin.
    """
    with engine_lock(folder), CaseFile.open(folder, write=True, by=place.by) as case:
        case.verify_open()
        exhibits = chosen_exhibits(case, request.exhibits)
        run = _Run(case, request, place)
        run.scan(exhibits)
        scans = [case.last_scan(exhibit.id) for exhibit in exhibits]
        with case.reading() as connection:
            faults = len(all_faults(connection))
            skipped = sum(skipped_entries(connection, scan.id) for scan in scans if scan is not None)
            has_sets = all(sets_of_scan(connection, scan.id) for scan in scans if scan is not None)
            conflicts = count_conflicts(connection)
    return ScanEnding(
        finished=run.finished,
        faults=faults,
        trouble=tuple(run.trouble),
        remarks=tuple(_remarks(run, request, skipped=skipped, has_sets=has_sets, conflicts=conflicts)),
    )


def _remarks(
    run: "_Run", request: ScanRequest, *, skipped: int, has_sets: bool, conflicts: int
) -> Iterator[str]:
    if skipped:
        left = f"{counted(skipped, 'entry was', 'entries were')} left out"
        yield f"{left} when {_why_left(request)}; scan again to read them"
    if not has_sets:
        yield f"no known-hash set was loaded from {request.library}, so nothing could be found"
    if conflicts:
        contents = counted(conflicts, "notable content is", "notable contents are")
        yield f"{contents} also in known sets, listed by: fieldcase list CASE conflicts"
    yield from dict.fromkeys(run.remarks)


def _why_left(request: ScanRequest) -> str:
    whys = ["the first match was found"] if request.stops_after_first_hit else []
    if request.time_box_min is not None or not whys:
        whys.append("the time box was over")
    return " or ".join(whys)


class _Run:
    """What the exhibits of one run share: the case, the sets, the time box, and how it is going."""

    def __init__(self, case: CaseFile, request: ScanRequest, place: Workplace) -> None:
        self._case, self._request, self._place = case, request, place
        self._sets = KnownSets(request.library, request.sets)
        self._plans = Plans(case, request, self._sets, secrets=place.secrets)
        self._pauses = place.pauses or Pauses(place.monotonic)
        self._time_box = TimeBox.of(request.time_box_min, self._pauses.awake)
        self._actor = case.actor()
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
        waiting = [exhibit for exhibit in exhibits if not self._plans.is_done(exhibit)]
        if not waiting or not self._has_sets_ready(waiting):
            return
        self._pass_the_self_test()
        self._pauses.expect(exhibit.label for exhibit in waiting)
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

    def _pass_the_self_test(self) -> None:
        """Record how it went; raise SelfTestFailed where it was not passed."""
        if self._place.self_test is None:
            return
        tested = self._place.self_test()
        record_self_test(self._case, tested, utc=iso_utc(self._place.now()))
        if not tested.passed:
            raise SelfTestFailed(f"nothing was scanned: {tested.sentence()}")

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

    def _has_sets_ready(self, exhibits: Sequence[CaseRow]) -> bool:
        """Whether every set that `exhibits` need is checked and open; `False` where that was stopped."""
        try:
            self._sets.make_ready(
                [info for exhibit in exhibits for info in self._plans.of(exhibit).sets],
                passphrase=self._place.passphrase,
                meter=self._place.meter,
                cancelled=self._place.cancelled,
            )
        except Cancelled:
            self.finished = False
        return self.finished

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
                sets=self._sets.to_load(plan.sets),
                algorithms=plan.algorithms,
                is_gated=plan.gate_is_closed,
            ),
            added_later=added_later(self._case, exhibit, self._place.secrets),
        )
        rest = Rest(self._pauses, exhibit.label)
        with ReaderSession(
            source, start_reader=self._place.start_reader, cancelled=self._is_over, rest=rest
        ) as session:
            finished = ExhibitScan(
                self._case,
                plan,
                session,
                scan_id=scan_id,
                time_box=self._time_box.by(rest.clock),
                meter=meter,
                now=self._place.now,
                rest=rest,
                source_trouble=lambda: gone_segment(exhibit),
                # What is gone was read to its end while it was held open.
                source_changes=lambda: () if gone_segment(exhibit) else changed_segments(exhibit),
                actor=self._actor,
            ).run()
        if finished:
            self._sign_the_end(exhibit)
        changed = changed_segments(exhibit)
        if changed:
            raise EvidenceGone(f"{exhibit.label} changed while it was scanned: {changed[0]}")
        return finished

    def _sign_the_end(self, exhibit: CaseRow) -> None:
        """A key that fails now (a card was pulled) takes nothing from what was found."""
        if self._place.identity is None:
            return
        try:
            sign_checkpoint(self._case, self._place.identity, occasion="scan", utc=iso_utc(self._place.now()))
        except CaseTrouble:
            raise
        except FieldcaseError as trouble:
            self.remarks.append(
                f"the end of the scan of {exhibit.label} is not signed "
                f"({str(trouble).removesuffix('.')}); sign it with: fieldcase sign CASE"
            )

    def _begun(self, exhibit: CaseRow) -> tuple[ScanPlan, int]:
        """The unfinished scan of this exhibit, or a new one, with its custody event."""
        plan, last = self._plans.of(exhibit), self._plans.unfinished(exhibit)
        utc = iso_utc(self._place.now())
        with self._case.transaction() as connection:
            if last is not None:
                record_scan_event(
                    connection,
                    plan,
                    scan_id=last.id,
                    utc=utc,
                    actor=self._actor,
                    action="scan.resumed",
                    payload={"tool": tool_versions()},
                )
                return plan, last.id
            scan_id = start_scan(connection, plan, utc=utc, actor=self._actor, tool=tool_versions())
        self.remarks += remarks_on(plan)
        return plan, scan_id
