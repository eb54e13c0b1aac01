"""Sums close or nothing is printed: what must hold of a case content, and of the rows that go with it.

Every function returns nothing and raises `ReportRefused` (`ChainBroken` for the custody chain) with the
place and the two numbers.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from forensics.entries import Outcome
from forensics.entry_line import ENTRY_FIELDS, WAITING, EntryRow
from forensics.errors import ChainBroken
from forensics.ledger import VolumeUse, byte_ledger
from reports.content import CaseContent, EventContent, ExhibitContent, HitContent
from reports.errors import ReportRefused
from reports.reckoning import all_volumes, bytes_of, is_notable, ledger_of

_PLACE = itemgetter(*(ENTRY_FIELDS.index(name) for name in ("exhibit", "volume", "outcome")))


def verify_content(content: CaseContent) -> None:
    names = [exhibit.id for exhibit in content.exhibits]
    if len(set(names)) != len(names):
        raise ReportRefused("two exhibits of the case bear the same id; the report was not written")
    for exhibit in content.exhibits:
        _verify_bytes(exhibit)
        _verify_byte_ledger(exhibit)
        _verify_ledger(exhibit)
    for hit in content.hits:
        _verify_hit(content, hit)
    _verify_matched(content)
    verify_chain(content.events)


def verify_chain(events: tuple[EventContent, ...]) -> None:
    """The digests of the events are those of their lines, in order, each holding the digest of the one
    before.
    """
    for number, event in enumerate(events, 1):
        if event.sequence != number or hashlib.sha256(event.line.encode()).digest() != event.sha256:
            raise ChainBroken(
                f"the custody chain does not hold at event {number}; the report was not written"
            )
    for before, event in pairwise(events):
        if before.sha256.hex() not in event.line:
            raise ChainBroken(
                f"custody event {event.sequence} does not follow event {before.sequence}; "
                "the report was not written"
            )


class RowLedger:
    """Counts the rows of entries.csv as they pass, and holds them against the printed ledger at the end."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, int, str]] = Counter()

    def add(self, row: EntryRow) -> None:
        self._counts[row.exhibit, row.volume, row.outcome] += 1

    def add_all(self, rows: Sequence[EntryRow]) -> None:
        self._counts.update(map(_PLACE, rows))

    @property
    def entries(self) -> int:
        return self._counts.total()

    def verify_against(self, content: CaseContent) -> None:
        printed: Counter[tuple[str, int, str]] = Counter()
        for exhibit in content.exhibits:
            for v in exhibit.volumes:
                printed[exhibit.id, v.volume.index, WAITING] = v.waiting
                for outcome, count in v.outcomes.items():
                    printed[exhibit.id, v.volume.index, outcome.value] = count
        for place in sorted(set(printed) | set(self._counts)):
            if printed[place] != self._counts[place]:
                exhibit_id, volume, outcome_name = place
                raise ReportRefused(
                    f"exhibit {exhibit_id}, volume {volume}: the ledger counts {printed[place]:,} entries as "
                    f"{outcome_name}, the rows give {self._counts[place]:,}; the report was not written"
                )


def _verify_bytes(exhibit: ExhibitContent) -> None:
    """That each byte lies in a volume or a gap; where volumes overlap it counts once."""
    size_bytes = exhibit.image.size_bytes
    uses = [VolumeUse(volume=v.volume) for v in exhibit.volumes]
    parts = byte_ledger(size_bytes=size_bytes, volumes=uses, gaps=exhibit.gaps).counted_bytes
    if parts != size_bytes:
        raise ReportRefused(
            f"exhibit {exhibit.id}: volumes and gaps add up to {parts:,} of {size_bytes:,} bytes; the report "
            "was not written"
        )


def _verify_byte_ledger(exhibit: ExhibitContent) -> None:
    """That the ledger is one of this exhibit. A sum that does not close is printed as it is, not refused: the
    engine checked it when the scan ended, and the report says what it found.
    """
    ledger = bytes_of(exhibit)
    places = Counter((line.volume, line.kind) for line in ledger.lines)
    volumes = {None, *(v.volume.index for v in exhibit.volumes)}
    if (
        ledger.size_bytes != exhibit.image.size_bytes
        or any(line.volume not in volumes or line.length_bytes <= 0 for line in ledger.lines)
        or any(count > 1 for count in places.values())
    ):
        raise ReportRefused(
            f"exhibit {exhibit.id}: the byte ledger is not one of this image; the report was not written"
        )


def _verify_ledger(exhibit: ExhibitContent) -> None:
    for v in exhibit.volumes:
        counted = sum(v.outcomes.values()) + v.waiting
        if counted != (v.entries or 0):
            raise ReportRefused(
                f"exhibit {exhibit.id}, volume {v.volume.index}: the outcomes add up to {counted:,} of "
                f"{v.entries or 0:,} entries; the report was not written"
            )


def _verify_hit(content: CaseContent, hit: HitContent) -> None:
    place = f"exhibit {hit.entry.exhibit}, {hit.entry.path.display()}"
    if any(not 0 <= m.set_position < len(content.sets) for m in hit.matches):
        raise ReportRefused(
            f"{place} equals a record of a set the case does not list; the report was not written"
        )
    if not any(is_notable(content, m.set_position) for m in hit.matches):
        raise ReportRefused(
            f"{place} stands among the hits without a notable record; the report was not written"
        )


def _verify_matched(content: CaseContent) -> None:
    matched = ledger_of(all_volumes(content)).outcomes[Outcome.MATCHED]
    if matched != len(content.hits):
        raise ReportRefused(
            f"the ledger counts {matched:,} matched entries and the case lists {len(content.hits):,} hits; "
            "the report was not written"
        )
