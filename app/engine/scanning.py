"""Scans one exhibit: list every volume, then read, digest and look up what has content, then count.

A run goes on where an earlier one ended. Two stages, because an estimate and an order need the whole, and
because what is listed is safe from whatever reading may break. Results are committed in batches.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from app.engine.contents import READING, Contents
from app.engine.listing import Listing
from app.engine.pausing import Rest
from app.engine.profiles import INDEX_NAMES, LOST_FOLDERS, SHADOW_COPIES, is_walked
from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderRefused, ReaderSilent
from app.engine.root_share import RootShare
from app.engine.session import Deaths, EvidenceGone, ReaderSession, Stopped
from app.engine.time_box import FirstHitFound, TimeBox, TimeIsOver
from app.engine.volumes_on_record import OtherVolumes, expect_on_record
from app.moments import iso_utc
from app.store.case_file import CaseFile
from app.store.entries_root import shared_entries_root
from app.store.results import extents_of_volume, unreadable_ranges
from app.store.scan_starting import ScanPlan, finish_scan, record_scan_event
from app.store.scan_writing import ScanWriter
from forensics.custody import Actor
from forensics.entries import ByteRange, Fault, Outcome, Stage
from forensics.images import SHADOW_COPY
from forensics.ledger import ByteLedger, VolumeUse, byte_ledger
from forensics.ranges import RangeSet
from forensics.reader.protocol import MapRead, Opened, ReaderGone, ReadMap, VolumeListed

SHUT: Final = "in a volume that was unlocked before, and not for this run; not read"


class ExhibitScan:
    """One run over one exhibit. `run` returns whether the scan reached its end; False: it was stopped."""

    def __init__(
        self,
        case: CaseFile,
        plan: ScanPlan,
        session: ReaderSession,
        *,
        scan_id: int,
        time_box: TimeBox,
        meter: ProgressMeter,
        now: Callable[[], datetime],
        rest: Rest,
        source_trouble: Callable[[], str | None],
        source_changes: Callable[[], Sequence[str]],
        actor: Actor,
    ) -> None:
        self._case = case
        self._plan = plan
        self._session = session
        self._scan_id = scan_id
        self._time_box = time_box
        self._meter = meter
        self._now = now
        self._clock = rest.clock
        self._source_trouble = source_trouble
        self._source_changes = source_changes
        self._actor = actor
        self._on_record = case.volumes(plan.exhibit_id)
        rest.tell = self._record_rest
        with case.transaction() as connection:
            self._writer = ScanWriter(connection, exhibit_id=plan.exhibit_id, scan_id=scan_id)

    def run(self) -> bool:
        self._meter.start_phase("opening", exhibit=self._plan.exhibit_label)
        try:
            opened = self._session.open()
            expect_on_record(self._plan.exhibit_label, self._on_record, opened)
            self._list(opened)
            self._leave_what_is_shut(opened)
            try:
                self._contents().examine()
            except TimeIsOver:
                minutes = f"{self._time_box.minutes:g}"
                self._skip_the_rest(f"left when the time box of {minutes} minutes was over; not read")
            except FirstHitFound:
                self._skip_the_rest("left when the first match was found; not read")
            self._finish(self._ledger(opened), opened)
        except OtherVolumes:
            reason = "stopped because the volumes are not those on record of the exhibit"
            self._record("scan.stopped", {"reason": reason})
            raise
        except EvidenceGone:
            self._record("scan.stopped", {"reason": "stopped because the source of the exhibit was gone"})
            raise
        except Stopped:
            self._record("scan.stopped", {"reason": "stopped by the examiner"})
            return False
        return True

    def _list(self, opened: Opened) -> None:
        self._meter.start_phase("listing", exhibit=self._plan.exhibit_label)
        listing = Listing(
            self._case,
            self._session,
            self._writer,
            self._meter,
            check_source=self._check_source,
            end=self._end_listing,
            with_index_names=bool(self._plan.rules.get(INDEX_NAMES, False)),
            in_all_free_space=bool(self._plan.rules.get(LOST_FOLDERS, False)),
        )
        with_copies = bool(self._plan.rules.get(SHADOW_COPIES, False))
        walked = [
            volume
            for volume in opened.volumes[: len(self._on_record)]
            if is_walked(volume, with_copies=with_copies)
        ]
        copied = {volume.within for volume in walked if volume.layer == SHADOW_COPY}
        for volume in walked:
            live = volume.within if volume.layer == SHADOW_COPY else None
            listing.list_volume(volume.index, live=live, has_copies=volume.index in copied)
        self._meter.end_phase()

    def _end_listing(self, listed: VolumeListed) -> None:
        with self._case.transaction() as connection:
            self._writer.end_listing(connection, listed.volume, listed.census)
            if listed.left_out is not None:
                record_scan_event(
                    connection,
                    self._plan,
                    scan_id=self._scan_id,
                    utc=iso_utc(self._now()),
                    actor=self._actor,
                    action="scan.copy_compared",
                    payload={"volume": listed.volume, "left_out": listed.left_out},
                )

    def _leave_what_is_shut(self, opened: Opened) -> None:
        """What an earlier run listed of volumes that it had the secrets of cannot be read by this one."""
        with self._case.transaction() as connection:
            for volume in opened.shut:
                self._writer.settle_waiting(connection, outcome=Outcome.ENCRYPTED, reason=SHUT, volume=volume)

    def _contents(self) -> Contents:
        return Contents(
            self._case,
            self._session,
            self._writer,
            self._plan,
            scan_id=self._scan_id,
            meter=self._meter,
            time_box=self._time_box,
            monotonic=self._clock,
            check_source=self._check_source,
        )

    def _check_source(self) -> None:
        """Raise EvidenceGone where the source is gone: that a content cannot be read then says nothing of
        the exhibit, and nothing of it is recorded.
        """
        if trouble := self._source_trouble():
            label = self._plan.exhibit_label
            raise EvidenceGone(
                f"the source of {label} was taken away while it was read: {trouble}; then go on with the scan"
            )

    def _skip_the_rest(self, reason: str) -> None:
        self._session.close()  # it may be in the middle of a long content
        with self._case.transaction() as connection:
            self._writer.settle_waiting(connection, outcome=Outcome.SKIPPED_BY_PROFILE, reason=reason)

    # The end

    def _ledger(self, opened: Opened) -> ByteLedger:
        """Every byte of the image, by the maps of its file systems and what reading could not get."""
        uses = [
            self._use_of(volume.index, opened)
            if is_walked(volume) and volume.within is None
            else VolumeUse(volume=volume)
            for volume in opened.volumes
        ]
        with self._case.reading() as connection:
            unreadable = unreadable_ranges(connection, self._plan.exhibit_id, self._scan_id)
        return byte_ledger(
            size_bytes=opened.image.size_bytes,
            volumes=uses,
            gaps=opened.gaps,
            unreadable=[ByteRange(offset, length) for offset, length in unreadable],
        )

    def _use_of(self, volume: int, opened: Opened) -> VolumeUse:
        ranges = self._map_of(volume)
        if ranges is not None:
            return VolumeUse(volume=opened.volumes[volume], allocated=_range_set(array("q", ranges)))
        runs = array("q")
        with self._case.reading() as connection:
            for offset, length in extents_of_volume(connection, self._scan_id, volume):
                runs.extend((offset, length))
        # Without any run nothing is known: the listing ended early, or nothing on it lies in plain runs.
        return VolumeUse(volume=opened.volumes[volume], in_files=_range_set(runs) if runs else None)

    def _map_of(self, volume: int) -> bytes | None:
        """The volume's own map; `None` where it has none, or reading it ends readers."""
        deaths = Deaths(most=2)
        while True:
            try:
                if not self._session.is_open:
                    self._session.open()
                self._session.send(ReadMap(volume=volume))
                return self._session.expect(MapRead, READING).ranges
            except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
                self._session.restart(volume=volume, after=trouble)
                if deaths.prove(volume, trouble):
                    return None

    def _finish(self, ledger: ByteLedger, opened: Opened) -> None:
        with self._case.reading() as connection:  # it takes seconds; other exhibits are stored meanwhile
            share = RootShare(folder=self._case.folder, scan_id=self._scan_id)
            root = shared_entries_root(connection, self._scan_id, share=share)
        changes = self._source_changes()
        with self._case.transaction() as connection:
            for fault in (
                *_faults_of_unlocked(opened),
                *_not_on_record(opened, len(self._on_record)),
                *map(_of_two_states, changes),
            ):
                self._writer.add_fault(connection, fault)
            finish_scan(
                connection,
                self._plan,
                self._writer,
                scan_id=self._scan_id,
                ledger=ledger,
                root=root,
                utc=iso_utc(self._now()),
                actor=self._actor,
            )

    def _record_rest(self, is_resting: bool) -> None:
        if is_resting:
            self._record("scan.paused", {})
        else:
            self._record("scan.resumed", {"after": "pause"})
        self._meter.rest(is_resting)

    def _record(self, action: str, payload: Mapping[str, str]) -> None:
        with self._case.transaction() as connection:
            record_scan_event(
                connection,
                self._plan,
                scan_id=self._scan_id,
                utc=iso_utc(self._now()),
                actor=self._actor,
                action=action,
                payload=payload,
            )


def _of_two_states(change: str) -> Fault:
    return Fault(
        stage=Stage.OPEN,
        reason=f"The source changed while it was scanned; what was read may be of either state: {change}.",
    )


def _not_on_record(opened: Opened, on_record: int) -> Iterator[Fault]:
    """Volumes that the version which added the exhibit did not see have no row that entries could name."""
    more = len(opened.volumes) - on_record
    if more > 0:
        yield Fault(
            stage=Stage.VOLUME,
            reason=f"{more:,} of the volumes that this version finds are not on record, as an earlier one "
            "added the exhibit; they were not scanned. To have them scanned, "
            "add the image again as another exhibit (fieldcase evidence add).",
        )


def _faults_of_unlocked(opened: Opened) -> Iterator[Fault]:
    """Of the volumes that came behind those on record with the exhibit: its own faults are there already."""
    by_index = {volume.index: volume for volume in opened.volumes}
    for index in opened.shut:
        yield Fault(stage=Stage.VOLUME, reason=by_index[index].reason or SHUT, volume=index)
    yield from (fault for fault in opened.faults if fault.volume in opened.unlocked)


def _range_set(pairs: Sequence[int]) -> RangeSet:
    """Of offsets and lengths by turns."""
    offsets, lengths = pairs[0::2], pairs[1::2]
    ends = [offset + length for offset, length in zip(offsets, lengths, strict=True)]
    return RangeSet(offsets, ends)
