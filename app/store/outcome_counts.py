"""How many entries have each outcome, for the screen: counted without a look at the entries themselves.

Rows of entries are wide, and a million of them take seconds. An examination bears the number of its entry,
and the numbers of a volume's entries lie between the first and the last of them, so examinations are counted
there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from app.store.results import (
    ENTRIES,
    EXAMINATIONS,
    EXHIBITS,
    SCANS,
    WAITING,
    coverage_counts,
    encrypted_contents,
    newest_scans,
)
from forensics.file_locks import ENCRYPTED_CONTENT


class OutcomeCount(NamedTuple):
    """Of a volume and outcome; `waiting` where there is none yet. Those without entries are left out."""

    exhibit: str
    volume: int
    outcome: str
    entries: int
    bytes_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The first and the last number of the entries of a volume in a scan."""

    scan: int
    volume: int
    first: int
    last: int


def entries_by_outcome(connection: Connection) -> list[OutcomeCount]:
    """Of the newest scan of each exhibit, by exhibit and volume."""
    spans = sorted(_spans(connection), key=lambda span: span.first)
    if _is_mixed(spans):
        return [
            OutcomeCount(row.exhibit, row.volume, row.outcome, row.entries, row.bytes_read)
            for row in coverage_counts(connection)
        ]
    labels = _labels(connection)
    shown = (span for scan in labels for span in spans if span.scan == scan)
    return [
        OutcomeCount(labels[span.scan], span.volume, *counted)
        for span in shown
        for counted in _counted(connection, span)
    ]


def _is_mixed(spans: Sequence[_Span]) -> bool:
    """Whether numbers between the first and the last of a volume may be those of another."""
    return any(one.last >= following.first for one, following in pairwise(spans))


def encrypted_contents_by_exhibit(connection: Connection) -> dict[str, int]:
    """How many contents of the newest scan of each exhibit are encrypted in themselves."""
    labels = _labels(connection)
    found = dict.fromkeys(labels.values(), 0)
    spans = sorted(_spans(connection), key=lambda span: span.first)
    if _is_mixed(spans):
        for row in encrypted_contents(connection):
            found[row.exhibit] += int(row.files)
        return found
    of = EXAMINATIONS.c
    for span in spans:
        if span.scan in labels:
            asked = select(func.count()).where(
                of.entry_id.between(span.first, span.last),
                of.reason.startswith(ENCRYPTED_CONTENT, autoescape=True),
            )
            found[labels[span.scan]] += int(connection.execute(asked).scalar_one())
    return found


def _labels(connection: Connection) -> dict[int, str]:
    """Of the exhibit of each newest scan, in the order of the exhibits."""
    asked = (
        select(SCANS.c.id, EXHIBITS.c.label)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .where(SCANS.c.id.in_(newest_scans(connection)))
        .order_by(EXHIBITS.c.id)
    )
    return {int(row[0]): row[1] for row in connection.execute(asked)}


def _spans(connection: Connection) -> Iterator[_Span]:
    """Of every scan, also of those that another stands for: numbers between may be theirs."""
    of = ENTRIES.c
    for scan in connection.execute(select(SCANS.c.id)).scalars().all():
        for volume in _volumes(connection, scan):
            within = (of.scan_id == scan, of.volume == volume)
            first = select(of.id).where(*within).order_by(of.id).limit(1)
            last = select(of.id).where(*within).order_by(of.id.desc()).limit(1)
            yield _Span(
                scan=scan,
                volume=volume,
                first=connection.execute(first).scalar_one(),
                last=connection.execute(last).scalar_one(),
            )


def _volumes(connection: Connection, scan: int) -> Iterator[int]:
    """Those with entries: the index over scans and volumes is asked for one after the other."""
    of = ENTRIES.c
    volume = -1
    while True:
        found = connection.execute(
            select(func.min(of.volume)).where(of.scan_id == scan, of.volume > volume)
        ).scalar_one()
        if found is None:
            return
        volume = int(found)
        yield volume


def _counted(connection: Connection, span: _Span) -> Sequence[tuple[str, int, int]]:
    of = EXAMINATIONS.c
    asked = (
        select(of.outcome, func.count(), func.sum(of.bytes_read))
        .where(of.entry_id.between(span.first, span.last))
        .group_by(of.outcome)
    )
    found = [(str(row[0]), int(row[1]), int(row[2])) for row in connection.execute(asked)]
    listed = select(func.count()).where(ENTRIES.c.scan_id == span.scan, ENTRIES.c.volume == span.volume)
    waiting = int(connection.execute(listed).scalar_one()) - sum(entries for _, entries, _ in found)
    return [*found, (WAITING, waiting, 0)] if waiting else found
