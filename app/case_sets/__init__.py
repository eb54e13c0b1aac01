"""Sets made from a case: its hits, or chosen entries, as records that others can import.

One record a content: places with the same digests are told together. The store is read once for each
iteration, a few thousand rows at a time, whatever the size of the case.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, groupby, islice

from app.case_sets.categories import CategoryRule
from app.store import chosen_contents
from app.store.case_file import CaseFile, CaseRow
from app.store.chosen_contents import Choice, LeftOut
from app.store.custody_log import chain_head
from app.store.opening import CaseTrouble
from app.store.results import sets_of_scan
from app.tool import program_version
from forensics.digests import DigestSet
from forensics.errors import Cancelled
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes, ZoneKind
from reports.set_files.content import (
    MOST_PLACES,
    ContentRecord,
    LoadedSet,
    MatchedRecord,
    Place,
    ScanOrigin,
    SetOrigin,
)

_WHY_LEFT_OUT = (
    ("no_content", "without content"),
    ("fewer_digests", "without all three digests, because fewer algorithms were computed"),
    ("no_digests", "without digests, because they were not read, or not to the end"),
)


class CaseRecords:
    """The contents of a choice as records; each iteration reads anew.

    `advanced` is told how many places each record stands for; `cancelled` is asked at each and raises
    Cancelled.
    """

    def __init__(
        self,
        case: CaseFile,
        choice: Choice,
        *,
        rule: CategoryRule,
        advanced: Callable[[int], None] = lambda _places: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._case = case
        self._choice = choice
        self._rule = rule
        self._advanced = advanced
        self._cancelled = cancelled

    def __iter__(self) -> Iterator[ContentRecord]:
        with self._case.reading() as connection:
            matched = _Matches(chosen_contents.matches(connection, self._choice))
            for key, rows in groupby(chosen_contents.places(connection, self._choice), key=_content_key):
                if self._cancelled():
                    raise Cancelled("stopped; nothing of the set was kept")
                record = self._record(key, rows, matched.of(key))
                self._advanced(record.place_count)
                yield record
            matched.verify_taken()

    def _record(
        self, key: "ContentKey", rows: Iterator[CaseRow], matches: tuple[MatchedRecord, ...]
    ) -> ContentRecord:
        places = tuple(_place(row) for row in islice(rows, MOST_PLACES))
        category, scheme, doubt = self._rule.of(matches)
        sha256, sha1, md5, size_bytes = key
        return ContentRecord(
            digests=DigestSet(md5=md5, sha1=sha1, sha256=sha256),
            size_bytes=size_bytes,
            places=places,
            place_count=len(places) + sum(1 for _ in rows),
            matches=matches,
            category=category,
            scheme=scheme,
            doubt=doubt,
        )


ContentKey = tuple[bytes, bytes, bytes, int]  # SHA-256, SHA-1, MD5, size in bytes


class _Matches:
    """Matches in the order of their contents, taken content by content."""

    def __init__(self, rows: Iterator[CaseRow]) -> None:
        self._groups = groupby(rows, key=_content_key)
        self._next = next(self._groups, None)

    def of(self, key: ContentKey) -> tuple[MatchedRecord, ...]:
        if self._next is None or self._next[0] != key:
            return ()
        matches = tuple(_match(row) for row in self._next[1])
        self._next = next(self._groups, None)
        return matches

    def verify_taken(self) -> None:
        """Raise CaseTrouble where matches are left: then places and matches were not the same contents."""
        if self._next is not None:
            raise CaseTrouble(
                "the matches of the case belong to other contents than its entries; verify the case"
            )


def _content_key(row: CaseRow) -> ContentKey:
    return row.sha256, row.sha1, row.md5, row.size_bytes


def _place(row: CaseRow) -> Place:
    return Place(
        exhibit=row.exhibit,
        volume=row.volume,
        path=EvidencePath(row.path),
        stream=row.stream,
        meta_addr=row.meta_addr,
        allocated=row.allocated,
        times=MacTimes(
            mtime=_time(row.mtime_ns),
            atime=_time(row.atime_ns),
            crtime=_time(row.crtime_ns),
            zone=ZoneKind(row.zone),
        ),
        offset_bytes=row.place_bytes,
    )


def _time(ns: int | None) -> FsTime | None:
    return None if ns is None else FsTime(ns)


def _match(row: CaseRow) -> MatchedRecord:
    return MatchedRecord(
        set_name=row.set_name,
        set_version=row.set_version,
        index_sha256=row.index_sha256,
        role=row.role,
        record=row.record,
        algorithm=row.algorithm,
        category=row.category,
        scheme=row.scheme,
    )


def set_origin(case: CaseFile, choice: Choice, *, left: LeftOut, made_at: datetime) -> SetOrigin:
    """Where a set of this choice comes from, as the case stands now."""
    record = case.record()
    scans = [(row, case.last_scan(row.id)) for row in case.exhibits() if _is_asked(row, choice)]
    begun = [(row.label, scan) for row, scan in scans if scan is not None]
    with case.reading() as connection:
        head = chain_head(connection)
        loaded = chain.from_iterable(sets_of_scan(connection, scan.id) for _, scan in begun)
        sets = {row.index_sha256: _loaded(row) for row in loaded}
    return SetOrigin(
        case_number=record.number,
        case_title=record.title,
        examiner=record.examiner,
        agency=record.agency,
        authority=record.authority,
        is_practice=record.practice,
        made_at=made_at,
        program_version=program_version(),
        chain_count=head.count,
        chain_sha256=head.sha256,
        choice=choice_in_words(choice),
        left_out=told_left_out(left),
        scans=tuple(_scan(label, scan) for label, scan in begun),
        sets=tuple(sets.values()),
    )


def _is_asked(exhibit: CaseRow, choice: Choice) -> bool:
    return not choice.exhibits or exhibit.label in choice.exhibits


def _loaded(row: CaseRow) -> LoadedSet:
    return LoadedSet(
        name=row.name,
        version=row.version,
        role=row.role,
        source_sha256=row.info["source_sha256"],
        index_sha256=row.index_sha256,
    )


def _scan(label: str, scan: CaseRow) -> ScanOrigin:
    return ScanOrigin(
        exhibit=label,
        profile=scan.profile,
        started_at=scan.started_at,
        finished_at=scan.finished_at,
        findings_sha256=scan.findings_sha256,
    )


def told_left_out(left: LeftOut) -> tuple[tuple[str, int], ...]:
    """(why, how many) of what was left out, without zeros."""
    counts = ((why, int(getattr(left, name))) for name, why in _WHY_LEFT_OUT)
    return tuple((why, count) for why, count in counts if count)


def choice_in_words(choice: Choice) -> str:
    parts = ["contents equal to a record of a notable set" if choice.only_hits else "entries"]
    if choice.entries is not None:
        parts.append(f"{len(choice.entries):,} chosen one by one")
    if choice.exhibits:
        parts.append(f"of exhibit {', '.join(choice.exhibits)}")
    if choice.volume is not None:
        parts.append(f"of volume {choice.volume}")
    if choice.under is not None:
        parts.append(f"under {choice.under}")
    if choice.outcomes:
        parts.append(f"with the outcome {' or '.join(choice.outcomes)}")
    return ", ".join(parts)
