"""The open case as last read, and the piece of work at hand: what pages show, as values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rows import CaseSummary, CoverageRow, CustodyFacts, ExhibitRow, ScanState, SharedRow
from ui.language import translate
from ui.wording import middle_left_out, share

if TYPE_CHECKING:
    from app.open_case import OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The open case as last read; a new reading makes a new view."""

    summary: CaseSummary
    exhibits: tuple[ExhibitRow, ...]
    scan: ScanState
    coverage: tuple[CoverageRow, ...]
    custody: CustodyFacts
    shared: tuple[SharedRow, ...] = ()  # the same matched content on several exhibits

    @property
    def is_scanning(self) -> bool:
        return self.scan.state == "running"

    def counts(self, exhibit: str | None = None) -> dict[str, int]:
        """Entries by outcome, of one exhibit or of all."""
        total: dict[str, int] = {}
        for row in self.coverage:
            if exhibit not in (None, row.exhibit):
                continue
            for outcome, number in row.counts:
                total[outcome] = total.get(outcome, 0) + number
        return total


def read_view(case: "OpenCase") -> CaseView:
    """Read everything the pages show at once; runs in the worker."""
    exhibits = case.exhibits()
    return CaseView(
        summary=case.summary(),
        exhibits=exhibits,
        scan=case.scan_state(),
        coverage=case.coverage(),
        custody=case.custody_facts(),
        shared=case.shared() if sum(exhibit.hits > 0 for exhibit in exhibits) > 1 else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A child program at work other than a scan: what it does in words, and on which exhibit."""

    words: str  # marked in the context `words`; by them a kind of work is told from others
    about: str = ""  # a name that follows them
    exhibit: str | None = None
    share: float | None = None  # how far it is, where that is known
    left: str = ""  # the time it will still take, as a range

    def said(self, *, most: int | None = None) -> str:
        """In one line; words of more than `most` characters lose their middle, never how far it is."""
        done = "" if self.share is None else share(self.share)
        return ", ".join(filter(None, (middle_left_out(self.named(), most), done, self.left)))

    def named(self) -> str:
        """What it is, in the examiner's language, and about what."""
        return " ".join(filter(None, (translate("words", self.words), self.about)))
