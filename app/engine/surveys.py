"""What is found out of each exhibit before a scan: its entries by size, how fast it is read, what is
unallocated. Nothing is stored; the evidence is opened by a reader, as in a scan.
"""

import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from app.engine.added_later import added_later
from app.engine.evidence import changed_segments
from app.engine.profiles import is_walked
from app.engine.reader_link import ReaderLink, ReaderRefused, ReaderSilent
from app.engine.session import EvidenceGone, ExhibitSource, ReaderSession, Stopped
from app.engine.size_table import SizeTable
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile, CaseRow
from app.store.listed_sizes import has_whole_listing, listed_sizes
from app.tool import program_version
from forensics.ledger import ByteKind, VolumeUse, byte_ledger
from forensics.ranges import RangeSet
from forensics.reader.protocol import MapRead, Opened, ReaderGone, ReadMap, SurveyVolume, TryReading
from forensics.reader.rates import ReadingTested
from forensics.reader.surveying import SettledCount, Surveyed

TRY_S = 2.5
LISTED_ENTRY_S = 9e-6  # of a walk that only counts
SURVEYING = Patience(processor_s=90.0)  # as in listing


class Survey:
    """Of one exhibit; read by those who answer while it is being filled by whoever surveys."""

    def __init__(self, exhibit: CaseRow) -> None:
        self.exhibit = exhibit
        self.is_over = False
        self.is_from_case = False
        self.trouble: str | None = None
        self.faults = 0
        self.speed: ReadingTested | None = None
        self.unallocated_bytes: int | None = None
        self.shadow_copies = 0  # not surveyed: what differs in them is known when they are listed
        self.listing_s = 0.0
        self._settled: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._pieces: list[tuple[bytes, bytes]] = []
        self._table = SizeTable()
        self._lock = threading.Lock()

    def add(self, sizes: bytes, marks: bytes, settled: Iterable[SettledCount], *, faults: int = 0) -> None:
        with self._lock:
            if sizes:
                self._pieces.append((sizes, marks))
            for each in settled:
                self._settled[each.outcome] += each.entries
                self._held[each.outcome] += each.size_bytes
            self.faults += faults

    @property
    def entries(self) -> int:
        table, settled = self.counts()
        return int(table.entries.sum()) + sum(n for n, _ in settled.values())

    def counts(self) -> tuple[SizeTable, dict[str, tuple[int, int]]]:
        """Contents by size, and (entries, bytes) of each outcome that needs no reading, so far."""
        with self._lock:
            if self._pieces:
                self._table, self._pieces = self._table.with_pieces(self._pieces), []
            return self._table, {one: (n, self._held[one]) for one, n in self._settled.items()}


class Surveyor:
    """Fills the surveys of one case."""

    def __init__(
        self, case: CaseFile, *, start_reader: Callable[[], ReaderLink], cancelled: Callable[[], bool]
    ) -> None:
        self._case, self._start_reader, self._cancelled = case, start_reader, cancelled

    def fill(self, survey: Survey) -> None:
        """To its end; that the exhibit cannot be scanned is told in it."""
        exhibit = survey.exhibit
        source = ExhibitSource(
            label=exhibit.label,
            source=exhibit.source,
            size_bytes=exhibit.size_bytes,
            added_later=added_later(self._case, exhibit),
        )
        try:
            _verify_unchanged(exhibit)
            with ReaderSession(source, start_reader=self._start_reader, cancelled=self._cancelled) as session:
                self._fill_from(survey, session)
        except Stopped:
            return
        except (EvidenceGone, ReaderGone, ReaderSilent, ReaderRefused) as trouble:
            survey.trouble = str(trouble)
        finally:
            survey.is_over = True

    def _fill_from(self, survey: Survey, session: ReaderSession) -> None:
        opened = session.open()
        survey.shadow_copies = len(_walked(opened, with_copies=True)) - len(_walked(opened))
        session.send(TryReading(seconds=TRY_S))
        survey.speed = session.expect(ReadingTested, SURVEYING)
        began = time.monotonic()
        if not self._take_from_case(survey, opened):
            for volume in _walked(opened):
                self._walk(survey, session, volume)
            survey.listing_s = time.monotonic() - began
        survey.unallocated_bytes = _unallocated(session, opened)

    def _take_from_case(self, survey: Survey, opened: Opened) -> bool:
        """Whether an earlier scan of this very version has listed all of it."""
        scan = self._case.last_scan(survey.exhibit.id)
        if scan is None or scan.tool["Fieldcase"] != program_version():
            return False
        with self._case.reading() as connection:
            if not has_whole_listing(connection, scan.id, volumes=_walked(opened)):
                return False
            for piece in listed_sizes(connection, scan.id, volumes=_walked(opened)):
                survey.add(piece.sizes, piece.marks, piece.settled)
        survey.is_from_case = True
        if scan.finished_at is not None:  # another scan lists all of it again
            survey.listing_s = LISTED_ENTRY_S * survey.entries
        return True

    def _walk(self, survey: Survey, session: ReaderSession, volume: int) -> None:
        """A reader that dies here dies in the scan too, which goes on behind; this counts no further."""
        session.send(SurveyVolume(volume=volume))
        try:
            while not (piece := session.expect(Surveyed, SURVEYING)).is_last:
                survey.add(piece.sizes, piece.marks, piece.settled, faults=piece.faults)
            survey.add(piece.sizes, piece.marks, piece.settled, faults=piece.faults)
        except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
            label = survey.exhibit.label
            survey.trouble = (
                f"{label}: volume {volume} is counted in part, because a reader ended there ({trouble})"
            )
            session.restart(volume=volume, after=trouble)


def _verify_unchanged(exhibit: CaseRow) -> None:
    if changed := changed_segments(exhibit):
        raise EvidenceGone(f"{exhibit.label}: {changed[0]}")


def _walked(opened: Opened, *, with_copies: bool = False) -> list[int]:
    return [volume.index for volume in opened.volumes if is_walked(volume, with_copies=with_copies)]


def _unallocated(session: ReaderSession, opened: Opened) -> int | None:
    """Bytes that belong to nothing by the maps of the file systems; `None` where one keeps none."""
    uses = []
    for volume in opened.volumes:
        use = VolumeUse(volume=volume)
        if is_walked(volume) and volume.within is None:
            session.send(ReadMap(volume=volume.index))
            packed = session.expect(MapRead, SURVEYING).ranges
            if packed is None:
                return None
            pairs = array("q", packed)
            ends = np.asarray(pairs[0::2]) + np.asarray(pairs[1::2])
            use = VolumeUse(volume=volume, allocated=RangeSet(pairs[0::2], ends.tolist()))
        uses.append(use)
    ledger = byte_ledger(size_bytes=opened.image.size_bytes, volumes=uses, gaps=opened.gaps)
    return ledger.total(ByteKind.UNALLOCATED)
