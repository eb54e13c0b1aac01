"""Scans one exhibit: list every volume, then read, digest and look up what has content.

A run goes on where an earlier one ended.

Two stages, because an estimate needs the whole, and because what is listed is safe from whatever reading may
break. Results are committed in batches. A reader that dies is started again behind what is stored; the
content it dies of twice, or hangs on, is recorded as unreadable.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.engine.profiles import SizeGate
from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderRefused, ReaderSilent
from app.engine.session import ReaderSession, Stopped
from app.moments import iso_utc
from app.store.case_file import CaseFile
from app.store.scan_starting import ScanPlan, finish_scan, record_scan_event
from app.store.scan_writing import ScanWriter
from forensics.entries import Examination, Fault, Outcome, Stage
from forensics.examining import NOTABLE, WorkItem, unreadable
from forensics.images import VolumeState
from forensics.reader.protocol import (
    Examine,
    Examined,
    Listed,
    ListVolume,
    ReaderGone,
    Reply,
    VolumeListed,
    Working,
)

BATCH_ENTRIES = 2_048
SILENCE_S = 60.0  # a reader says something ten times a second while it reads; this long is a hang
DEATHS_AT_ONE_PLACE = 3  # of a listing; two may be a machine that was short of memory for a while
LIST_SILENCE_S = 90.0  # one huge directory may take long, and reading new ground is a sign of life


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBox:
    """When reading must end; what is left then is recorded as skipped. Listing is never cut short."""

    ends_at: float | None  # None: no time box
    monotonic: Callable[[], float]
    minutes: float | None

    @classmethod
    def of(cls, minutes: float | None, monotonic: Callable[[], float]) -> "TimeBox":
        ends_at = None if minutes is None else monotonic() + 60 * minutes
        return cls(ends_at=ends_at, monotonic=monotonic, minutes=minutes)

    def is_over(self) -> bool:
        return self.ends_at is not None and self.monotonic() >= self.ends_at


class TimeIsOver(Exception):  # not trouble: the plan said so
    """The time box ended while contents were read."""


class ExhibitScan:
    """One run over one exhibit. `run` returns whether the scan reached its end; False: it was stopped."""

    def __init__(
        self,
        case: CaseFile,
        plan: ScanPlan,
        session: ReaderSession,
        *,
        scan_id: int,
        gate: SizeGate,
        time_box: TimeBox,
        meter: ProgressMeter,
        now: Callable[[], datetime],
        actor: str,
    ) -> None:
        self._case = case
        self._plan = plan
        self._session = session
        self._scan_id = scan_id
        self._gate = gate
        self._time_box = time_box
        self._meter = meter
        self._now = now
        self._actor = actor
        self._suspect: int | None = None  # the entry that was in hand when a reader died
        with case.transaction() as connection:
            self._writer = ScanWriter(connection, exhibit_id=plan.exhibit_id, scan_id=scan_id)

    def run(self) -> bool:
        try:
            opened = self._session.open()
            self._meter.start_phase("listing", exhibit=self._plan.exhibit_label)
            for volume in opened.volumes:
                if volume.state == VolumeState.READABLE:
                    self._list(volume.index)
            self._rule_out()
            self._examine()
        except TimeIsOver:
            self._skip_the_rest()
        except Stopped:
            self._record_stop()
            return False
        with self._case.transaction() as connection:
            finish_scan(
                connection,
                self._plan,
                self._writer,
                scan_id=self._scan_id,
                utc=iso_utc(self._now()),
                actor=self._actor,
            )
        return True

    def _record_stop(self) -> None:
        with self._case.transaction() as connection:
            record_scan_event(
                connection,
                self._plan,
                scan_id=self._scan_id,
                utc=iso_utc(self._now()),
                actor=self._actor,
                action="scan.stopped",
                payload={"reason": "stopped by the examiner"},
            )

    # Stage 1: the walk

    def _list(self, volume: int) -> None:
        died_at: int | None = None
        deaths = 0  # at this place
        was_silent = False
        while True:
            with self._case.reading() as connection:
                stored = self._writer.listed_so_far(connection, volume)
            if stored is None:
                return
            try:
                self._receive_listing(volume, skip=stored, at_once=died_at is not None)
            except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
                with self._case.reading() as connection:
                    reached = self._writer.listed_so_far(connection, volume) or 0
                is_silent = isinstance(trouble, ReaderSilent)
                deaths = deaths + 1 if reached == died_at else 1
                is_over = deaths == DEATHS_AT_ONE_PLACE or (is_silent and was_silent)
                if is_over or isinstance(trouble, ReaderRefused):
                    self._end_listing_early(volume, reached, str(trouble))
                died_at, was_silent = reached, is_silent
                self._session.restart()

    def _receive_listing(self, volume: int, *, skip: int, at_once: bool) -> None:
        self._session.send(ListVolume(volume=volume, skip=skip, at_once=at_once))
        while True:
            match self._session.receive(timeout_s=LIST_SILENCE_S):
                case Listed(entries=entries, faults=faults):
                    with self._case.transaction() as connection:
                        self._writer.add_listed(connection, entries, faults)
                    self._meter.faults += len(faults)
                    if entries:
                        self._meter.working_on(entries[-1].path.display())
                    self._meter.advance(entries=len(entries))
                case VolumeListed():
                    with self._case.transaction() as connection:
                        self._writer.end_listing(connection, volume)
                    return
                case reply:
                    raise _astray(reply, "a listing")

    def _end_listing_early(self, volume: int, reached: int, trouble: str) -> None:
        """The volume's list ends here, and the report says so."""
        reason = (
            f"listing ended after {reached:,} entries because the reader stopped there ({trouble}); "
            "what follows is not listed"
        )
        self._meter.faults += 1
        with self._case.transaction() as connection:
            self._writer.add_fault(connection, Fault(stage=Stage.LIST, reason=reason, volume=volume))
            self._writer.end_listing(connection, volume)

    # Between them: what need not be read, and what is left when the time is over

    def _rule_out(self) -> None:
        """Settle what the size gate rules out; lossless, for a content of another size has another digest."""
        if self._gate.sizes is None:
            return
        self._settle(
            lambda item: self._gate.rules_out(item.size_bytes),
            outcome=Outcome.RULED_OUT_BY_SIZE,
            reason="no record of the notable sets has this size; not read",
        )

    def _skip_the_rest(self) -> None:
        self._settle(
            lambda _item: True,
            outcome=Outcome.SKIPPED_BY_PROFILE,
            reason=f"left when the time box of {self._time_box.minutes:g} minutes was over; not read",
        )

    def _settle(self, applies: Callable[[WorkItem], bool], *, outcome: Outcome, reason: str) -> None:
        after = 0
        while batch := self._next_batch(after):
            after = batch[-1].entry_id
            settled = [
                Examination(entry_id=item.entry_id, outcome=outcome, reason=reason)
                for item in batch
                if applies(item)
            ]
            with self._case.transaction() as connection:
                self._writer.add_examinations(connection, settled)

    # Stage 2: contents

    def _examine(self) -> None:
        with self._case.reading() as connection:
            totals = self._writer.totals(connection)
        self._meter.start_phase(
            "examining",
            exhibit=self._plan.exhibit_label,
            entries_total=totals.entries,
            bytes_total=totals.content_bytes,
        )
        self._meter.advance(entries=totals.entries_done, bytes_=totals.content_bytes_done)
        batch = self._next_batch(0)
        while batch:
            batch = self._examine_batch(batch)

    def _next_batch(self, after: int) -> tuple[WorkItem, ...]:
        with self._case.reading() as connection:
            return self._writer.waiting(connection, after=after, limit=BATCH_ENTRIES)

    def _examine_batch(self, batch: tuple[WorkItem, ...]) -> tuple[WorkItem, ...]:
        """Until every item of the batch has its outcome, whatever the reader does; returns the next batch.

        The next batch is taken from the store while the reader works on this one.
        """
        left = {item.entry_id: item for item in batch}
        following: tuple[WorkItem, ...] | None = None
        has_died = False
        while left:
            in_hand: int | None = None
            try:
                self._session.send(Examine(items=tuple(left.values()), name_each=has_died))
                if following is None:
                    following = self._next_batch(batch[-1].entry_id)
                while left:
                    if self._time_box.is_over():
                        raise TimeIsOver
                    match self._session.receive(timeout_s=SILENCE_S):
                        case Working(entry_id=entry_id, bytes_done=done) if entry_id in left:
                            in_hand = entry_id
                            self._meter.working_on(left[entry_id].path.display(), bytes_done=done)
                        case Examined(examinations=examinations):
                            in_hand = None
                            self._store(examinations, left)
                        case reply:
                            raise _astray(reply, "an examination")
            except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
                self._after_death(trouble, in_hand, left, is_named=has_died)
                has_died = True
        return self._next_batch(batch[-1].entry_id) if following is None else following

    def _store(self, examinations: tuple[Examination, ...], left: dict[int, WorkItem]) -> None:
        if not examinations:
            return
        with self._case.transaction() as connection:
            self._writer.add_examinations(connection, examinations)
        items = [left.pop(examination.entry_id) for examination in examinations]
        for examination, item in zip(examinations, items, strict=True):
            self._meter.faults += len(examination.faults)
            if examination.outcome is Outcome.MATCHED:
                self._announce(examination, item)
        self._meter.working_on(items[-1].path.display())
        self._meter.advance(entries=len(items), bytes_=sum(item.size_bytes for item in items))

    def _announce(self, examination: Examination, item: WorkItem) -> None:
        for match in examination.matches:
            info = self._plan.sets[match.set_position]
            if info.role == NOTABLE:
                self._meter.found(
                    exhibit=self._plan.exhibit_label,
                    path=item.path.display(),
                    set_name=info.name,
                    category=match.category,
                )

    def _after_death(
        self, trouble: Exception, in_hand: int | None, left: dict[int, WorkItem], *, is_named: bool
    ) -> None:
        """Once may be bad luck (somebody ended the process); twice on one content, or silence, is not.

        Until the reader names each content, the one in hand may be one that gave a sign of life a while ago.
        """
        item = None if in_hand is None else left.get(in_hand)
        is_sure = is_named and (in_hand == self._suspect or isinstance(trouble, ReaderSilent))
        if item is not None and is_sure:
            reason = f"reading it stopped the reader ({trouble}); it was left and the scan went on"
            self._store((unreadable(item, reason, stage=Stage.READER),), left)
            self._suspect = None
        else:
            self._suspect = in_hand
        self._session.restart()


def _astray(reply: Reply, to: str) -> ReaderGone:
    return ReaderGone(f"the reader answered {type(reply).__name__} to {to}")
