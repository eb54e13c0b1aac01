"""A case as the desktop reads it: every answer is rows, every trouble one sentence."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from app.custody.pictures import read_attachment
from app.engine.lock import engine_is_running
from app.rows import (
    CaseSummary,
    CoverageRow,
    CustodyFacts,
    CustodyRow,
    EntryDetail,
    EntryFilter,
    EntryRow,
    ExhibitRow,
    FaultRow,
    HitRow,
    LedgerRow,
    PhotographRow,
    RecentFacts,
    ScanState,
    SharedRow,
    SortOrder,
)
from app.store.case_file import CaseFile
from app.views import board_rows, case_rows, entry_rows, ledger_rows
from forensics.errors import FieldcaseError

if TYPE_CHECKING:
    from array import array

_Words = ParamSpec("_Words")
_Answer = TypeVar("_Answer")


class TroubleSentence(Exception):  # it is named for what it carries
    """`str()` of it is one sentence to show as it is."""


def answered(question: Callable[_Words, _Answer], *words: _Words.args, **named: _Words.kwargs) -> _Answer:
    """The answer to a question; raise TroubleSentence where there is none."""
    try:
        return question(*words, **named)
    except FieldcaseError as trouble:
        raise TroubleSentence(str(trouble)) from trouble


class OpenCase:
    """A case opened to be read. Use it from one thread at a time; each answer sees one state of the case."""

    def __init__(self, case: CaseFile) -> None:
        self._case = case
        self.folder = os.fspath(case.folder)
        self._facts: tuple[str, CustodyFacts] | None = None  # with the head of the chain they were read at

    def __enter__(self) -> "OpenCase":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._case.close()

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

    def entry_ids(self, where: EntryFilter, order: SortOrder | None) -> "array[int]":
        return self._asked(entry_rows.entry_ids, where, order)

    def entry_rows(self, ids: Sequence[int]) -> list[EntryRow]:
        return self._asked(entry_rows.entry_rows, ids)

    def hit_ids(self, where: EntryFilter, order: SortOrder | None) -> "array[int]":
        return self._asked(entry_rows.hit_ids, where, order)

    def hit_rows(self, ids: Sequence[int]) -> list[HitRow]:
        return self._asked(entry_rows.hit_rows, ids)

    def entry_detail(self, entry_id: int) -> EntryDetail:
        return self._asked(entry_rows.entry_detail, entry_id)

    def faults(self) -> tuple[FaultRow, ...]:
        return self._asked(case_rows.faults)

    def coverage(self) -> tuple[CoverageRow, ...]:
        return self._asked(case_rows.coverage)

    def ledgers(self) -> tuple[LedgerRow, ...]:
        return self._asked(ledger_rows.ledgers)

    def custody_facts(self) -> CustodyFacts:
        """The chain folded; read again only when it has grown."""
        from app.views import custody_facts  # what folds it is not needed before a case is open

        head = self._asked(custody_facts.head)
        if self._facts is None or self._facts[0] != head:
            self._facts = (head, self._asked(custody_facts.facts))
        return self._facts[1]

    def custody(self) -> tuple[CustodyRow, ...]:
        return self._asked(case_rows.custody)

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
