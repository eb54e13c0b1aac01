"""A case as the desktop reads it: every answer is rows, every trouble one sentence."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from app.answers import answered
from app.custody.pictures import read_attachment
from app.engine.lock import engine_is_running
from app.memory import give_back
from app.review.reading import ReviewReader
from app.rows import (
    CaseSummary,
    CategoryRow,
    CoverageRow,
    CustodyFacts,
    CustodyRow,
    EntryDetail,
    EntryFacts,
    EntryFilter,
    EntryRow,
    ExhibitRow,
    FaultRow,
    FirstRows,
    FolderRow,
    GroupRow,
    HistoryRow,
    HitRow,
    LedgerRow,
    LooksToday,
    NamesRow,
    PhotographRow,
    RecentFacts,
    ReviewState,
    ScanState,
    SecretRow,
    SharedRow,
    SortOrder,
    StackRow,
)
from app.store.browse_index import BrowseIndex
from app.store.case_file import CaseFile
from app.store.same_address import AddressBook
from app.views import board_rows, browse_rows, case_rows, detail_rows, entry_rows, ledger_rows, review_rows

if TYPE_CHECKING:
    from array import array
    from datetime import datetime

    from app.rows.maps import DiskMap, FolderMap, MapChoice, MapStrip, TimeLine
    from app.views.map_rows import MapRoom, ReadMap

MANY: Final = 100_000
_Words = ParamSpec("_Words")
_Answer = TypeVar("_Answer")


class OpenCase:
    """A case opened to be read. Use it from one thread at a time; each answer sees one state of the case."""

    def __init__(self, case: CaseFile, *, now: "Callable[[], datetime]") -> None:
        self._case, self._now = case, now
        self.folder = os.fspath(case.folder)
        self._facts: tuple[str, CustodyFacts] | None = None  # with the head of the chain they were read at
        self._maps: MapRoom | None = None
        self._review = ReviewReader()
        self._index = BrowseIndex(case.folder)
        self._addresses = AddressBook()

    def __enter__(self) -> "OpenCase":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._index.close()
        self._case.close()

    def secrets_needed(self, exhibits: Sequence[str]) -> tuple[SecretRow, ...]:
        """What a scan of these exhibits (none: of all) must be given again, in the order it is asked for."""
        from app.engine.added_later import wants_secrets
        from app.engine.plans import chosen_exhibits  # not needed before a scan is started

        return answered(
            lambda: tuple(
                SecretRow(exhibit=each.exhibit, volume=each.volume, means=each.means, lock=each.lock)
                for each in wants_secrets(self._case, chosen_exhibits(self._case, exhibits))
            )
        )

    def _asked(
        self,
        question: Callable[Concatenate[CaseFile, _Words], _Answer],
        *words: _Words.args,
        **named: _Words.kwargs,
    ) -> _Answer:
        return answered(question, self._case, *words, **named)

    def summary(self) -> CaseSummary:
        return self._asked(case_rows.summary)

    def exhibits(self) -> tuple[ExhibitRow, ...]:
        return self._asked(case_rows.exhibits, self.is_running())

    def is_running(self) -> bool:
        return engine_is_running(self._case.folder)

    def scan_state(self) -> ScanState:
        return self._asked(case_rows.scan_state, self.is_running())

    @property
    def is_prepared(self) -> bool:
        """The tables can be sorted and filtered at once; before, the first such question makes them ready."""
        return self._index.is_prepared

    @property
    def prepared_share(self) -> float:
        """How far the tables are made ready, 0 to 1; about, as nobody knows the time of each step before."""
        return self._index.share

    def prepare_tables(self) -> None:
        """Let what tables are sorted and filtered by catch up with what was recorded: seconds for a million
        entries the first time. May be asked from a thread of its own.
        """
        answered(self._index.prepare)
        give_back()

    def first_entries(self, where: EntryFilter, order: SortOrder | None, *, limit: int = 400) -> FirstRows:
        """The first of `entry_ids`, without catching up before."""
        return self._asked(
            browse_rows.first_entries,
            self._index,
            where=where,
            order=order,
            limit=limit,
            state=self._state_for(where, order),
        )

    def entry_ids(self, where: EntryFilter, order: SortOrder | None) -> "array[int]":
        """All entries that fit. May be asked from a thread of its own unless review is asked for."""
        state = self._state_for(where, order)
        ids = answered(browse_rows.entry_ids, self._index, where, order, state=state)
        if len(ids) > MANY:
            give_back()  # what put them in order is ten times as large as they are
        return ids

    def listed_ids(self) -> "array[int]":
        """All entries as listed, for a table that is not ready to be sorted; half a second for a million."""
        return self._asked(browse_rows.listed_ids)

    def entry_rows(self, ids: Sequence[int]) -> list[EntryRow]:
        return self._asked(entry_rows.entry_rows, self._index, ids, state=self.review())

    def hit_ids(self, where: EntryFilter, order: SortOrder | None) -> "array[int]":
        """One number for each file that is equal to a record: that of its first, notable ones before."""
        state = self._state_for(where, order)
        return answered(browse_rows.hit_ids, self._index, where, order, state=state)

    def hit_rows(self, ids: Sequence[int]) -> list[HitRow]:
        return self._asked(entry_rows.hit_rows, self._index, ids, state=self.review())

    def finding_groups(self, where: EntryFilter) -> tuple[GroupRow, ...]:
        return answered(browse_rows.groups, self._index, where, state=self._state_for(where, None))

    def finding_stacks(self, where: EntryFilter, order: SortOrder | None) -> tuple[StackRow, ...]:
        """Files with the same content together; without an order those of the densest folders first."""
        state = self._state_for(where, order)
        return answered(browse_rows.stacks, self._index, where, order, state=state)

    def count_records(self, where: EntryFilter) -> int:
        """Different records of sets that findings which fit are equal to: several files may equal one."""
        return answered(browse_rows.count_records, self._index, where, state=self._state_for(where, None))

    def volumes_with_files(self) -> tuple[FolderRow, ...]:
        return answered(browse_rows.volumes, self._index)

    def folders(self, exhibit: str, volume: int, parent: str = "/") -> tuple[FolderRow, ...]:
        return answered(browse_rows.folders, self._index, exhibit, volume=volume, parent=parent)

    def _state_for(self, where: EntryFilter, order: SortOrder | None) -> ReviewState | None:
        return self.review() if browse_rows.asks_review(where, order) else None

    def entry_detail(self, entry_id: int) -> EntryDetail:
        return self._asked(entry_rows.entry_detail, entry_id)

    def entry_facts(self, entry_id: int) -> EntryFacts:
        """Times of an entry, and where its content lies."""
        return self._asked(detail_rows.entry_facts, entry_id)

    def names(self, entry_id: int) -> NamesRow:
        """All names and streams of an entry's metadata record."""
        return self._asked(detail_rows.names, self._addresses, entry_id)

    def review(self) -> ReviewState:
        """Marks, notes and bookmarks of the results shown now; the same value until something changed."""
        return self._asked(review_rows.review, self._review)

    def looks(self) -> LooksToday:
        return self._asked(review_rows.looks, self._review, now=self._now())

    def categories(self, entry_id: int) -> tuple[CategoryRow, ...]:
        """What the digit keys mean for an entry: the categories of the scheme in force."""
        return self._asked(review_rows.categories, entry_id)

    def history(self, entry_id: int) -> tuple[HistoryRow, ...]:
        """Marks, notes, bookmarks and looks of an entry, newest first."""
        return self._asked(review_rows.history, entry_id)

    def faults(self) -> tuple[FaultRow, ...]:
        return self._asked(case_rows.faults)

    def coverage(self) -> tuple[CoverageRow, ...]:
        return self._asked(case_rows.coverage)

    def ledgers(self) -> tuple[LedgerRow, ...]:
        return self._asked(ledger_rows.ledgers)

    def disk_map(self, exhibit: str) -> "DiskMap":
        """The picture of an image; seconds for a million entries, then kept until the scan has gone on."""
        room = self._map_room()
        return self._asked(room.read, exhibit).disk_map()

    def map_strip(self, exhibit: str, start: int, end: int, *, columns: int) -> "MapStrip":
        """A stretch of the picture read last; `end` lies behind `start`, both within the image."""
        return self._map(exhibit).strip(start, end, columns=columns)

    def map_choice(self, exhibit: str, start: int, end: int) -> "MapChoice":
        return self._map(exhibit).choice(start, end)

    def next_hit(self, exhibit: str, after: int, *, is_backwards: bool = False) -> int | None:
        """Where the next matched file begins; None where there is none in the image."""
        return self._map(exhibit).next_hit(after, is_backwards=is_backwards)

    def time_line(self, exhibit: str, field: str, *, span: tuple[str, str] | None = None) -> "TimeLine":
        """Files by month; with a first and a last month (`2019-07`) by day within them."""
        seized = dict(self.custody_facts().exhibit(exhibit).values).get("seized_at")
        return self._map(exhibit).time_line(field, seized_at=seized, span=span)

    def folder_map(self, exhibit: str, key: str | None, *, weigh: str) -> "FolderMap":
        """What is in a folder, the largest first by `bytes` or `files`; None: the volumes."""
        return self._map(exhibit).folders(key, weigh=weigh)

    def _map(self, exhibit: str) -> "ReadMap":
        room = self._map_room()
        return self._asked(room.kept, exhibit)

    def _map_room(self) -> "MapRoom":
        if self._maps is None:
            from app.views.map_rows import MapRoom  # NumPy is not needed before a map is looked at

            self._maps = MapRoom()
        return self._maps

    def custody_facts(self) -> CustodyFacts:
        """The chain folded; read again only when it has grown."""
        from app.views import custody_facts  # what folds it is not needed before a case is open

        head = self._asked(custody_facts.head)
        if self._facts is None or self._facts[0] != head:
            self._facts = (head, self._asked(custody_facts.facts))
        return self._facts[1]

    def custody(self, language: str = "en") -> tuple[CustodyRow, ...]:
        """All events, told in a language that reports can be written in."""
        return self._asked(case_rows.custody, language)

    def shared(self) -> tuple[SharedRow, ...]:
        """The same matched content on several exhibits."""
        return self._asked(board_rows.shared)

    def recent_facts(self) -> RecentFacts:
        return self._asked(board_rows.recent_facts, is_running=self.is_running())

    def photograph(self, row: PhotographRow) -> bytes:
        """A photograph of a device as it was attached, PNG or JPEG; from any thread. Raise TroubleSentence
        where it is missing or another.
        """
        return answered(read_attachment, self._case.folder, row.sha256, size_bytes=row.size_bytes)
