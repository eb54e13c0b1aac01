"""Stage 1 of a scan: every name of every volume, into the store.

Goes on behind what is stored. A reader that dies is started again there; where it dies three times at one
place, or hangs twice, the volume's list ends with a fault.
"""

from collections.abc import Callable

from app.engine.progress import ProgressMeter
from app.engine.reader_link import ReaderRefused, ReaderSilent
from app.engine.session import Deaths, ReaderSession
from app.engine.watchdog import Patience
from app.store.case_file import CaseFile
from app.store.scan_writing import ScanWriter
from forensics.entries import Fault, Stage
from forensics.reader.listing import Listed
from forensics.reader.protocol import ListingBegins, ListVolume, ReaderGone, VolumeListed

DEATHS_AT_ONE_PLACE = 3  # two may be a machine that was short of memory for a while
LISTING = Patience(processor_s=90.0)  # one huge damaged directory may take long


class Listing:
    """Lists the volumes of one exhibit."""

    def __init__(
        self,
        case: CaseFile,
        session: ReaderSession,
        writer: ScanWriter,
        meter: ProgressMeter,
        *,
        check_source: Callable[[], None],
        end: Callable[[VolumeListed], None],
        with_index_names: bool = False,
        in_all_free_space: bool = False,
    ) -> None:
        """`check_source` raises where the source is gone; it is asked before trouble is recorded. `end`
        records that a volume is listed. `with_index_names`: names that are left only in the indexes of
        folders, too; `in_all_free_space`: lost folders of FAT are looked for in all of it.
        """
        self._with_index_names = with_index_names
        self._in_all_free_space = in_all_free_space
        self._check_source, self._end = check_source, end
        self._case = case
        self._session = session
        self._writer = writer
        self._meter = meter

    def list_volume(self, volume: int, *, live: int | None = None, has_copies: bool = False) -> None:
        """To the end of the volume, or to a place that cannot be passed, which is a fault. `live`: it is a
        shadow copy of that one, and only what differs is listed; `has_copies`: such copies of it are next.
        """
        died_at: int | None = None
        deaths = Deaths(most=DEATHS_AT_ONE_PLACE)
        was_silent = False
        while True:
            stored = self._stored(volume)
            if stored is None:
                return
            try:
                self._receive(
                    ListVolume(
                        volume=volume,
                        skip=stored,
                        at_once=died_at is not None,
                        live=live,
                        has_copies=has_copies,
                        with_index_names=self._with_index_names,
                        in_all_free_space=self._in_all_free_space,
                    )
                )
            except (ReaderGone, ReaderSilent, ReaderRefused) as trouble:
                self._check_source()
                reached = self._stored(volume) or 0
                is_silent = isinstance(trouble, ReaderSilent)
                is_over = deaths.prove(reached, trouble) or (is_silent and was_silent)
                may_go_on = self._session.restart(volume=volume, after=trouble)
                if is_over or not may_go_on or isinstance(trouble, ReaderRefused):
                    self._end_early(volume, reached, str(trouble))
                died_at, was_silent = reached, is_silent

    def _stored(self, volume: int) -> int | None:
        with self._case.reading() as connection:
            return self._writer.listed_so_far(connection, volume)

    def _receive(self, asked: ListVolume) -> None:
        self._session.send(asked)
        while True:
            match self._session.receive(LISTING):
                case ListingBegins(expected=expected):
                    self._meter.expect_entries(None if expected is None else max(0, expected - asked.skip))
                case Listed() as listed:
                    self._store(listed)
                case VolumeListed() as ended:
                    self._end(ended)
                    return
                case reply:
                    raise ReaderGone(f"the reader answered {type(reply).__name__} to a listing")

    def _store(self, listed: Listed) -> None:
        if not listed.rows and not listed.faults:
            return
        if listed.faults:
            self._check_source()
        with self._case.transaction() as connection:
            self._writer.add_listed(connection, listed)
        self._meter.met_faults(len(listed.faults))
        self._meter.to_read(entries=listed.to_read, bytes_=listed.to_read_bytes)
        if listed.rows:
            self._meter.working_on(listed.last_shown_path)
        self._meter.advance(entries=len(listed.rows))

    def _end_early(self, volume: int, reached: int, trouble: str) -> None:
        """The volume's list ends here, and the report says so."""
        reason = (
            f"listing ended after {reached:,} entries because the reader stopped there ({trouble}); "
            "what follows is not listed"
        )
        self._meter.met_faults(1)
        with self._case.transaction() as connection:
            self._writer.add_fault(connection, Fault(stage=Stage.LIST, reason=reason, volume=volume))
            self._writer.end_listing(connection, volume)
