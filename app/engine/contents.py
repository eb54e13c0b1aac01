"""Stage 2 of a scan: every content that has no outcome yet, in the order of the reading plan.

The reader always has work ahead, so that it never waits for the store. What it was given and had not answered
when it died is given again one by one; a content that ends a reader twice by itself, is silent, or takes
longer than its size allows is left, with a fault, and the scan goes on.
"""

import random
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderRefused, ReaderSilent
from app.engine.session import Deaths, ReaderSession
from app.engine.time_box import FirstHitFound, TimeBox, TimeIsOver
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile
from app.store.reading_plan import ReadingPlan, reading_plan, work_items, worth_a_look
from app.store.scan_starting import ScanPlan
from app.store.scan_writing import ScanWriter, entry_names, has_notable_hit
from forensics.entries import Examination, Outcome, Stage
from forensics.errors import FieldcaseError
from forensics.examining import NOTABLE
from forensics.examining.reading import unreadable_content
from forensics.examining.work import WorkItem
from forensics.paths import EvidencePath
from forensics.planning import UNLIKELY_SIZE, Priority
from forensics.reader.protocol import Examine, Examined, HeadsSeen, LookAtHeads, ReaderGone, Working

BATCH_ENTRIES = 1_024
AHEAD_ENTRIES = 3_072  # given to the reader and not answered yet
READING = Patience()
DEADLINE_S = 120.0  # for any content, and beyond it the time its size takes on the slowest disk:
SLOWEST_BYTES_PER_S = 1 << 20
SAMPLE_SHARE = 1_000  # one in so many contents is read through the reference reader too
SAMPLE_LEAST = 50
HEADS_FROM_BYTES = 64 << 10
HEADS_AT_ONCE = 256
HEADS_S = 20.0  # looking ahead must not cost what it is to save

_DELETED = Priority.DELETED + UNLIKELY_SIZE
_REST = Priority.REST + UNLIKELY_SIZE


class TooSlow(FieldcaseError):
    """A content took longer than its size allows."""

    def __init__(self, entry_id: int, seconds: float) -> None:
        super().__init__(f"reading it took more than {seconds:,.0f} seconds")
        self.entry_id = entry_id


class Contents:
    """Reads the contents of one scan."""

    def __init__(
        self,
        case: CaseFile,
        session: ReaderSession,
        writer: ScanWriter,
        plan: ScanPlan,
        *,
        scan_id: int,
        meter: ProgressMeter,
        time_box: TimeBox,
        monotonic: Callable[[], float],
        check_source: Callable[[], None] = lambda: None,
    ) -> None:
        """`monotonic` stands still while the exhibit is paused; `check_source` raises where the source is
        gone, and is asked before trouble is recorded.
        """
        self._check_source = check_source
        self._case, self._session, self._writer, self._meter = case, session, writer, meter
        self._scan_plan, self._scan_id = plan, scan_id
        self._time_box, self._monotonic = time_box, monotonic
        self._plan = ReadingPlan()
        self._sample: frozenset[int] = frozenset()
        self._position = 0
        self._again: list[WorkItem] = []  # to be given once more, one by one
        self._left: dict[int, WorkItem] = {}  # given and not answered
        self._is_serial = False
        self._since: dict[int, float] = {}  # when what is in hand was first heard of
        self._deaths = Deaths(most=2)  # over one content, of readers that were given one by one
        self._has_hit = False  # a notable one
        self._given_up: dict[int, str] = {}  # volumes that ended too many readers, with the sentence

    def examine(self) -> None:
        """Until every content has its outcome; raise ReadingEnds where the plan says to end before."""
        with self._case.reading() as connection:
            totals = self._writer.totals(connection)
            self._plan = reading_plan(connection, self._scan_id)
            self._has_hit = has_notable_hit(connection, self._scan_id)
        self._sample = _sample_of(self._plan.placed)
        self._meter.start_phase(
            "examining",
            exhibit=self._scan_plan.exhibit_label,
            entries_total=totals.entries,
            bytes_total=totals.content_bytes,
        )
        self._meter.advance(entries=totals.entries_done, bytes_=totals.content_bytes_done)
        while True:
            if self._scan_plan.stops_after_first_hit and self._has_hit:
                raise FirstHitFound
            if self._time_box.is_over():
                raise TimeIsOver
            try:
                self._give()
                if not self._left:
                    break
                self._take()
            except (ReaderGone, ReaderSilent, ReaderRefused, TooSlow) as trouble:
                self._after_death(trouble)
        self._meter.end_phase()

    # Giving work

    def _give(self) -> None:
        if self._left and self._is_serial:
            return
        self._is_serial = bool(self._again)
        if self._is_serial:  # nothing else is in hand: what was is here again
            again, self._again = self._again, []
            self._send(again)
            return
        while len(self._left) < AHEAD_ENTRIES:
            items = self._next_items()
            if not items:
                return
            self._send(items)

    def _send(self, items: Sequence[WorkItem]) -> None:
        self._left |= {item.entry_id: item for item in items}
        self._session.send(Examine(items=tuple(items), serially=self._is_serial))

    def _next_items(self) -> list[WorkItem]:
        while self._position < len(self._plan.order):
            boundary = self._plan.starts.get(_DELETED, self._plan.starts.get(_REST, -1))
            if self._position == boundary:
                if self._left:
                    return []  # look when the reader has nothing else in hand
                self._look_at_the_rest()
                continue
            end = self._position + BATCH_ENTRIES
            ids = self._plan.order[self._position : min(end, boundary) if self._position < boundary else end]
            self._position += len(ids)
            with self._case.reading() as connection:
                items = work_items(connection, ids, sample=self._sample)
            items = self._without_given_up(items)
            if items:
                return items
        return []

    def _without_given_up(self, items: list[WorkItem]) -> list[WorkItem]:
        if not self._given_up:
            return items
        left = [item for item in items if item.volume in self._given_up]
        self._store([_left_out(item, self._given_up[item.volume]) for item in left], items=left)
        return [item for item in items if item.volume not in self._given_up]

    def _look_at_the_rest(self) -> None:
        """Of the last class, those that begin like a picture, video or archive come before the deleted."""
        order, at = self._plan.order, self._position
        rest_at = self._plan.starts.pop(_REST, len(order))
        self._plan.starts.pop(_DELETED, None)  # looked once
        with self._case.reading() as connection:
            asked = worth_a_look(connection, order[rest_at:], at_least_bytes=HEADS_FROM_BYTES)
        seen: list[int] = []
        until = self._monotonic() + HEADS_S
        try:
            for start in range(0, len(asked), HEADS_AT_ONCE):
                if self._monotonic() > until or self._time_box.is_over():
                    break
                seen += self._heads(asked[start : start + HEADS_AT_ONCE])
        except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
            # Whichever content it was will be met, and told, when it is read; the order is no finding.
            self._session.restart(volume=-1, after=trouble)
        if seen:
            early = frozenset(seen)
            later = [entry_id for entry_id in order[at:] if entry_id not in early]
            self._plan.order = order[:at] + order.__class__("q", [*seen, *later])

    def _heads(self, ids: Sequence[int]) -> Sequence[int]:
        with self._case.reading() as connection:
            items = work_items(connection, ids)
        self._session.send(LookAtHeads(items=tuple(items)))
        return self._session.expect(HeadsSeen, READING, is_over=self._time_box.is_over).entry_ids

    # Taking answers

    def _take(self) -> None:
        match self._session.receive(READING, is_over=self._time_box.is_over):
            case Working(in_hand=in_hand, bottleneck=bottleneck):
                self._hear(in_hand, bottleneck)
            case Examined(examinations=examinations):
                self._store(examinations, items=self._answered([each.entry_id for each in examinations]))
            case reply:
                raise ReaderGone(f"the reader answered {type(reply).__name__} to an examination")

    def _answered(self, ids: Sequence[int]) -> list[WorkItem]:
        """No longer in hand: what comes later is not the doing of these contents."""
        if len(self._left.keys() & set(ids)) != len(ids):
            raise ReaderGone("the reader answered for a content that it was not given")
        for entry_id in ids:
            self._since.pop(entry_id, None)
        return [self._left.pop(entry_id) for entry_id in ids]

    def _hear(self, in_hand: dict[int, int], bottleneck: str | None) -> None:
        now = self._monotonic()
        self._since = {
            entry_id: self._since.get(entry_id, now) for entry_id in in_hand if entry_id in self._left
        }
        for entry_id, since in self._since.items():
            allowed_s = DEADLINE_S + self._left[entry_id].size_bytes / SLOWEST_BYTES_PER_S
            if now - since > allowed_s:
                raise TooSlow(entry_id, allowed_s)
        if self._since and self._meter.is_due():
            first = next(iter(self._since))
            self._meter.working_on(
                self._shown(first), bytes_done=sum(in_hand.values()), bottleneck=bottleneck
            )

    def _shown(self, entry_id: int) -> str:
        with self._case.reading() as connection:
            return EvidencePath(entry_names(connection, [entry_id])[entry_id][0]).display()

    def _store(self, examinations: Sequence[Examination], *, items: Sequence[WorkItem]) -> None:
        if not examinations:
            return
        if any(each.outcome is Outcome.UNREADABLE for each in examinations):
            self._check_source()
        told = [*examinations, *self._of_twins(examinations)]
        with self._case.transaction() as connection:
            self._writer.add_examinations(connection, told)
        self._meter.met_faults(sum(len(each.faults) for each in told))
        self._announce([each for each in told if each.outcome is Outcome.MATCHED])
        size = {item.entry_id: item.size_bytes for item in items}
        names = {entry_id: 1 + len(self._plan.twins.get(entry_id, ())) for entry_id in size}
        self._meter.advance(
            entries=sum(names.values()), bytes_=sum(names[entry_id] * size[entry_id] for entry_id in size)
        )

    def _of_twins(self, examinations: Sequence[Examination]) -> list[Examination]:
        """The same for the other names of each content, which were not read again."""
        twins = self._plan.twins
        return [
            replace(each, entry_id=twin, bytes_read=0, was_read_twice=False)
            for each in examinations
            if each.entry_id in twins
            for twin in twins[each.entry_id]
        ]

    def _announce(self, matched: Sequence[Examination]) -> None:
        if not matched:
            return
        with self._case.reading() as connection:
            names = entry_names(connection, [each.entry_id for each in matched])
        for each in matched:
            for match in each.matches:
                info = self._scan_plan.sets[match.set_position]
                if info.role == NOTABLE:
                    self._has_hit = True
                    self._meter.found(
                        exhibit=self._scan_plan.exhibit_label,
                        path=EvidencePath(names[each.entry_id][0]).display(),
                        set_name=info.name,
                        set_sha256=info.index_sha256,
                        record=match.record,
                        category=match.category,
                    )

    # Trouble

    def _after_death(self, trouble: FieldcaseError) -> None:
        """Once may be bad luck; twice on one content, or silence, is not.

        While the reader is not given one content after the other, the one it died of may be any.
        """
        self._check_source()
        culprit = self._culprit(trouble)
        volume = next((item.volume for item in self._left.values()), -1)
        is_proven = self._deaths.prove(None if culprit is None else culprit.entry_id, trouble)
        if culprit is not None and (is_proven or isinstance(trouble, (TooSlow, ReaderSilent))):
            del self._left[culprit.entry_id]
            self._store([_left_out(culprit, str(trouble))], items=[culprit])
        self._again, self._left, self._since = list(self._left.values()), {}, {}
        if not self._session.restart(volume=volume, after=trouble):
            self._given_up[volume] = "this volume ended too many readers, and the rest of it was not read"
            self._again = self._without_given_up(self._again)

    def _culprit(self, trouble: FieldcaseError) -> WorkItem | None:
        if isinstance(trouble, TooSlow):
            return self._left.get(trouble.entry_id)
        if self._is_serial:
            return self._left.get(next(iter(self._since), -1))
        return None


def _left_out(item: WorkItem, trouble: str) -> Examination:
    reason = f"reading it stopped the reader ({trouble}); it was left and the scan went on"
    return unreadable_content(item, reason, stage=Stage.READER)


def _sample_of(placed: Sequence[int]) -> frozenset[int]:
    """By chance, and not by anything that whoever made the disk could foresee."""
    wanted = max(SAMPLE_LEAST, len(placed) // SAMPLE_SHARE)
    if wanted >= len(placed):
        return frozenset(placed)
    return frozenset(random.SystemRandom().sample(placed, wanted))
