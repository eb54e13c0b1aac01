"""What the lists of the scan page hold: hits as they come, and what could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from app.rows import EntryFilter, FaultRow, HitRow, LedgerRow
from ui.language import marked, translate
from ui.programs import HitSeen
from ui.sentences import spoken
from ui.tables.cells import Cell, Head
from ui.times import clock

if TYPE_CHECKING:
    from app.open_case import OpenCase

PROGRAM: Final = "program"  # the stage of faults that are not the evidence's
KEPT_HITS: Final = 300
KEPT_FAULTS: Final = 2_000
HIT_HEADS: Final = (Head(title="", width=84), Head(title=marked("words", "File and set"), width=0))
FAULT_HEADS: Final = (
    Head(title=marked("words", "Exhibit"), width=96),
    Head(title=marked("words", "What could not be read, and why"), width=0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHit:
    """A line of the hit list, from the running child or from the case."""

    when: str
    path: str
    words: str


def seen_now(hit: HitSeen, *, utc: str) -> SeenHit:
    """A hit the running child just told of; `utc` is the time now, in ISO 8601."""
    words = f"{set_words(hit.set_name, hit.category)}; {hit.exhibit}"
    return SeenHit(when=clock(datetime.fromisoformat(utc)), path=hit.path, words=words)


def hit_cells(hit: SeenHit) -> Sequence[Cell]:
    return (
        Cell(first=hit.when, mono=True, meaning="text2"),
        Cell(first=hit.path, second=hit.words, mono=True),
    )


def fault_cells(fault: FaultRow) -> Sequence[Cell]:
    place = fault.path or translate("scan", "the whole exhibit")
    if not fault.path and fault.volume is not None:
        place = translate("scan", "volume {number}").format(number=fault.volume)
    if fault.stage == PROGRAM:
        place = translate("scan", "A fault of this program, not of the exhibit")
    return (
        Cell(first=fault.exhibit, meaning="unreadable", icon="warning"),
        Cell(first=place, second=spoken(fault.reason), mono=True),
    )


def no_hits_words(state: str) -> str:
    if state == "none":
        return ""
    if state == "done":
        return translate("scan", "No file equals a notable record of the sets loaded.")
    return translate("scan", "No hit so far.")


def no_faults_words(state: str) -> str:
    if state == "none":
        return translate("scan", "Nothing is listed yet.")
    if state == "done":
        return translate("scan", "Everything that was listed could be read.")
    return translate("scan", "Nothing unreadable so far.")


Lists = tuple[Sequence[SeenHit], Sequence[FaultRow], Sequence[LedgerRow]]


def read_lists(case: "OpenCase") -> Lists:
    """The first hits, the faults and the ledgers of the case; runs in the worker."""
    ids = case.hit_ids(EntryFilter.having(outcome="matched"), None)[:KEPT_HITS]
    rows = [row for row in case.hit_rows(ids) if row.role == "notable"]
    hits = [SeenHit(when=row.exhibit, path=row.path, words=_hit_words(row)) for row in rows]
    return hits, case.faults(), case.ledgers()


def _hit_words(row: HitRow) -> str:
    words = set_words(row.set_name, row.category)
    return words if row.allocated else translate("scan", "{set}; deleted").format(set=words)


def set_words(name: str, category: str | None) -> str:
    if not category:
        return name
    return translate("scan", "{set}, category {category}").format(set=name, category=category)
