"""Compares two cases over the same media: what only one has, what differs, and totals that close.

Entries are known by exhibit, volume, address and path; hits also by the source file of the set and the
record. Only a digest of each row is held in memory, so that a million entries cost little; rows that differ
are read a second time to be shown.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from app.store.case_file import CaseFile, CaseRow
from app.store.opening import CaseTrouble
from app.store.results import all_entries, all_hits, newest_scans, sets_of_scan
from app.views.records import Record, entry_record
from forensics.digests import ALGORITHM_NAMES, Algorithm


class Side(StrEnum):
    ONLY_FIRST = "only in the first"
    ONLY_SECOND = "only in the second"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`first` = same + different + only_first, and likewise for `second`."""

    what: str
    first: int
    second: int
    same: int
    different: int
    only_first: int
    only_second: int

    @property
    def agrees(self) -> bool:
        return not (self.different or self.only_first or self.only_second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    what: str  # "entry" or "hit"
    side: Side
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWay:
    """An exhibit that the two cases scanned in different ways: `first` and `second` in words."""

    exhibit: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    tallies: tuple[Tally, ...]
    differences: tuple[Difference, ...]  # at most `shown_limit` of each kind
    other_ways: tuple[OtherWay, ...]  # they make entries differ that hold the same

    @property
    def agrees(self) -> bool:
        return all(tally.agrees for tally in self.tallies)


Signature = tuple[bytes, bytes]  # digests of what a row is known by, and of what it says

_encode = msgspec.msgpack.Encoder().encode


def compare_cases(first: CaseFile, second: CaseFile, *, shown_limit: int) -> Comparison:
    """Raise CaseTrouble where there is nothing to compare: no exhibit in common, or a scan that has not
    reached its end.
    """
    labels = _paired_exhibits(first, second)
    tallies = []
    differences: list[Difference] = []
    for what, rows in (("entry", _entry_rows), ("hit", _hit_rows)):
        tally, found = _compare(what, rows, first, second, labels=labels, shown_limit=shown_limit)
        tallies.append(tally)
        differences += found
    return Comparison(
        tallies=tuple(tallies),
        differences=tuple(differences),
        other_ways=tuple(_other_ways(first, second, labels=labels)),
    )


def _paired_exhibits(first: CaseFile, second: CaseFile) -> dict[str, str]:
    """Labels of the second case to those of the first: the same label, or the only exhibit of each."""
    ours = [row.label for row in first.exhibits()]
    theirs = [row.label for row in second.exhibits()]
    for case in (first, second):
        for row in case.exhibits():
            scan = case.last_scan(row.id)
            if scan is None or scan.finished_at is None:
                raise CaseTrouble(
                    f"{case.folder}: the scan of {row.label} has not reached its end; finish it first"
                )
    if len(ours) == len(theirs) == 1:
        return {theirs[0]: ours[0]}
    if not set(ours) & set(theirs):
        raise CaseTrouble("the two cases have no exhibit label in common, so there is nothing to compare")
    return {label: label for label in theirs}


def _other_ways(first: CaseFile, second: CaseFile, *, labels: Mapping[str, str]) -> Iterator[OtherWay]:
    ours = {row.label: _way(first, row.id) for row in first.exhibits()}
    for row in second.exhibits():
        label = labels.get(row.label, row.label)
        theirs = _way(second, row.id)
        if label in ours and ours[label] != theirs:
            yield OtherWay(exhibit=label, first=ours[label], second=theirs)


def _way(case: CaseFile, exhibit_id: int) -> str:
    """Profile and algorithms of the newest scan; a scan from before plans were recorded took all three."""
    scan = case.last_scan(exhibit_id)
    if scan is None:
        raise CaseTrouble(f"{case.folder}: an exhibit has no scan")
    computed = (scan.plan or {}).get("algorithms", list(Algorithm))
    return f"{scan.profile} ({', '.join(ALGORITHM_NAMES[Algorithm(name)] for name in computed)})"


def _compare(
    what: str,
    rows: "Callable[[CaseFile, Mapping[str, str]], Iterator[tuple[Signature, CaseRow]]]",
    first: CaseFile,
    second: CaseFile,
    *,
    labels: Mapping[str, str],
    shown_limit: int,
) -> tuple[Tally, list[Difference]]:
    own = {label: label for label in labels.values()}
    ours = dict(signature for signature, _ in rows(first, own))
    theirs = dict(signature for signature, _ in rows(second, labels))
    shared = ours.keys() & theirs.keys()
    different = {key for key in shared if ours[key] != theirs[key]}
    tally = Tally(
        what=what,
        first=len(ours),
        second=len(theirs),
        same=len(shared) - len(different),
        different=len(different),
        only_first=len(ours) - len(shared),
        only_second=len(theirs) - len(shared),
    )
    differences: list[Difference] = []
    if not tally.agrees:
        for case, names, others, side in (
            (first, own, theirs, Side.ONLY_FIRST),
            (second, labels, ours, Side.ONLY_SECOND),
        ):
            for (key, _), row in rows(case, names):
                if len(differences) >= shown_limit:
                    break
                if key not in others:
                    differences.append(Difference(what=what, side=side, record=entry_record(row)))
                elif key in different and side is Side.ONLY_FIRST:
                    differences.append(Difference(what=what, side=Side.DIFFERENT, record=entry_record(row)))
    return tally, differences


def _entry_rows(case: CaseFile, labels: Mapping[str, str]) -> Iterator[tuple[Signature, CaseRow]]:
    seen: Counter[bytes] = Counter()
    with case.reading() as connection:
        for row in all_entries(connection):
            if row.exhibit in labels:
                yield _signed(seen, _known_by(row, labels), _says(row)), row


def _hit_rows(case: CaseFile, labels: Mapping[str, str]) -> Iterator[tuple[Signature, CaseRow]]:
    seen: Counter[bytes] = Counter()
    with case.reading() as connection:
        sources = {
            loaded.id: loaded.info["source_sha256"]
            for scan in newest_scans(connection)
            for loaded in sets_of_scan(connection, scan)
        }
        for row in all_hits(connection):
            if row.exhibit in labels:
                known_by = (*_known_by(row, labels), row.set_name, sources[row.set_id], row.record)
                says = (row.algorithm, row.role, row.category, row.scheme)
                yield _signed(seen, known_by, says), row


def _known_by(row: CaseRow, labels: Mapping[str, str]) -> tuple[Any, ...]:
    return (labels[row.exhibit], row.volume, row.meta_addr, row.attr_type, row.attr_id, row.path, row.stream)


def _says(row: CaseRow) -> tuple[Any, ...]:
    return (
        row.kind,
        row.size_bytes,
        row.allocated,
        row.outcome,
        row.md5,
        row.sha1,
        row.sha256,
        row.mtime_ns,
        row.atime_ns,
        row.ctime_ns,
        row.crtime_ns,
    )


def _signed(seen: Counter[bytes], known_by: tuple[Any, ...], says: tuple[Any, ...]) -> Signature:
    """Rows known by the same are told apart by their order (FAT may hold two deleted names alike)."""
    key = _digest(known_by)
    seen[key] += 1
    return _digest((key, seen[key])), _digest(says)


def _digest(value: tuple[Any, ...]) -> bytes:
    return hashlib.sha256(_encode(value)).digest()[:16]
