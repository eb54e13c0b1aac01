"""Sets made from a case: its hits, or chosen entries, as records that others can import.

One record a content: places with the same digests are told together. The store is read once for each
iteration, a few thousand rows at a time, whatever the size of the case.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, islice
from typing import Any

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
    CategoryDoubt,
    ContentRecord,
    LoadedSet,
    MatchedRecord,
    Place,
    ScanOrigin,
    SetForm,
    SetOrigin,
)

DEFAULT_PROFILE = "Default"
_OWN_SCHEME = re.compile(r"VICS 2\.0 (?P<profile>[A-Za-z0-9_.-]{1,40})")
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_NOTABLE = "notable"
_WHY_LEFT_OUT = (
    ("no_content", "without content"),
    ("fewer_digests", "without all three digests, because fewer algorithms were computed"),
    ("no_digests", "without digests, because they were not read, or not to the end"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRule:
    """Which category a record gets.

    A code means nothing outside its scheme: where the file speaks one (`scheme`), only codes of that very
    scheme are carried over, and `whole_numbers` says that it has room for nothing else.
    """

    given: str | None = None  # for every record, by the examiner
    scheme: str | None = None  # what the file speaks; None: each row names its own
    whole_numbers: bool = False

    def of(self, matches: Iterable[MatchedRecord]) -> tuple[str | None, str | None, CategoryDoubt | None]:
        """(category, scheme, why there is none although notable records have one)."""
        if self.given is not None:
            return self.given, self.scheme, None
        said = {(m.category, m.scheme) for m in matches if m.role == _NOTABLE and m.category is not None}
        fitting = {each for each in said if self._fits(*each)}
        if len(fitting) == 1:
            return *fitting.pop(), None
        doubt = CategoryDoubt.DISAGREEMENT if fitting else CategoryDoubt.OTHER_SCHEME if said else None
        return None, None, doubt

    def _fits(self, category: str, scheme: str | None) -> bool:
        if self.whole_numbers and not _WHOLE_NUMBER.fullmatch(category):
            return False
        return self.scheme is None or scheme == self.scheme


def category_rule(form: SetForm, *, given: str | None, profile: str | None) -> CategoryRule:
    """Raise CaseTrouble where the form has no room for the category, or none for any."""
    if form is SetForm.HASHDEEP:
        if given is not None or profile is not None:
            raise CaseTrouble(
                "a hashdeep list has no categories; choose the form vics or csv, or leave them out"
            )
        return CategoryRule()
    if given is not None and (not given.strip() or not given.isprintable() or len(given) > 100):
        raise CaseTrouble("the category must be plain text of at most 100 characters, and not blank")
    scheme = None if profile is None else f"VICS 2.0 {profile}"
    if scheme is not None and not _OWN_SCHEME.fullmatch(scheme):
        raise CaseTrouble("the profile is up to 40 letters, digits, dots, dashes and underscores, such as US")
    if form is SetForm.CSV:
        return CategoryRule(given=given, scheme=scheme)
    if given is not None and not _WHOLE_NUMBER.fullmatch(given):
        raise CaseTrouble(
            f"a VICS category is a whole number, not {given}; choose another one or the form csv"
        )
    return CategoryRule(given=given, scheme=scheme, whole_numbers=True)


def usual_profile(case: CaseFile, choice: Choice) -> str:
    """The VICS 2.0 profile that all matched categories are of, else `Default`."""
    with case.reading() as connection:
        schemes = chosen_contents.matched_schemes(connection, choice)
    found = [_OWN_SCHEME.fullmatch(scheme) if scheme else None for scheme in schemes]
    return found[0]["profile"] if len(found) == 1 and found[0] else DEFAULT_PROFILE


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


def numbers_of(case: CaseFile, chosen: Iterable[str]) -> tuple[int, ...]:
    """The numbers of entries named one by one: `1042`, `1042-1050`, or `EXHIBIT:VOLUME:PATH` as listed.

    A path that several entries have stands for all of them. Raise CaseTrouble for what is not in the case.
    """
    numbers: set[int] = set()
    places: set[tuple[str, int, str]] = set()
    labels = sorted((row.label for row in case.exhibits()), key=len, reverse=True)
    for text in chosen:
        if found := _NUMBERS.fullmatch(text):
            numbers.update(_span(text, int(found[1]), int(found[2] or found[1])))
            if len(numbers) > MOST_NUMBERS:
                raise CaseTrouble(_TOO_MANY)
        else:
            places.add(_named_place(text, labels))
    with case.reading() as connection:
        if unknown := chosen_contents.unknown_numbers(connection, numbers):
            raise CaseTrouble(f"the results shown have no entry number {unknown[0]}{_and_more(unknown)}")
        named = (
            [each for each in chosen_contents.shown_places(connection) if each[1:] in places]
            if places
            else []
        )
    if missing := sorted(places - {each[1:] for each in named}):
        exhibit, volume, path = missing[0]
        raise CaseTrouble(f"exhibit {exhibit} has no entry {path} in volume {volume}{_and_more(missing)}")
    return tuple(sorted(numbers.union(number for number, *_ in named)))


_NUMBERS = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
MOST_NUMBERS = 1_000_000  # they are held in memory
_TOO_MANY = f"more than {MOST_NUMBERS:,} entries are named one by one; choose them by folder or outcome"


def _span(text: str, first: int, last: int) -> range:
    if last < first:
        raise CaseTrouble(f"{text} is no span of entry numbers: its end is before its beginning")
    if last - first >= MOST_NUMBERS:
        raise CaseTrouble(_TOO_MANY)
    return range(first, last + 1)


def _named_place(text: str, labels: list[str]) -> tuple[str, int, str]:
    for label in labels:
        volume, separator, path = text.removeprefix(f"{label}:").partition(":")
        if text.startswith(f"{label}:") and separator and volume.isdecimal() and path.startswith("/"):
            return label, int(volume), path
    known = ", ".join(sorted(labels)) or "none yet"
    raise CaseTrouble(
        f"{text} is neither an entry number nor EXHIBIT:VOLUME:/PATH with an exhibit of this case ({known})"
    )


def _and_more(missing: list[Any]) -> str:  # Any: only their count matters
    return f", nor {len(missing) - 1:,} others that were named" if len(missing) > 1 else ""


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
