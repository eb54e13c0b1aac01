"""Rows on single entries and hits for the desktop, and everything recorded of one entry."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.rows import EntryDetail, EntryRow, HitRow, ReviewState
from app.rows.browsing import REASONS_BY_RULE
from app.store import browsed_findings, results
from app.store.browse_index import BrowseIndex
from app.store.case_file import CaseFile, CaseRow
from app.views.records import category_label, iso_time
from app.views.sentences import spelled_set
from forensics.entries import Content, Remains
from forensics.hashset import Role
from forensics.paths import display_text
from forensics.times import ZoneKind

MOST_KNOWN_TOLD = 5
REMAINS_WORDS: Final[Mapping[str, str]] = {
    Remains.RECOVERED: "recovered: all of where it lay is free now",
    Remains.PARTLY_OVERWRITTEN: "partly overwritten: some of where it lay belongs to other files now, "
    "and the digest is of what lies there now",
    Remains.RESIDENT: "recovered: it lies in its metadata record, which no other file uses",
    Remains.NO_CONTENT_LEFT: "no content left: where it lay is not recorded, or belongs to others now",
    Remains.UNPROVEN: "unproven: where it lay is a guess, or whether that is free is not recorded",
}
PARENT_UNKNOWN: Final = (
    "not known: the record of its folder serves another file now or is gone, so where it lay is not proven"
)
_NOTHING_SAID: Final = ReviewState()


def entry_rows(
    case: CaseFile, index: BrowseIndex, ids: Sequence[int], *, state: ReviewState
) -> list[EntryRow]:
    """In the order asked; a number the case no longer shows is left out."""
    with case.reading() as connection:
        found = results.entries_by_id(connection, ids)
    others = _others(index, ids)
    return [_entry_row(found[one], state=state, also_on=others.get(one, ())) for one in ids if one in found]


def hit_rows(case: CaseFile, index: BrowseIndex, ids: Sequence[int], *, state: ReviewState) -> list[HitRow]:
    with case.reading() as connection:
        found = results.hits_by_id(connection, ids)
        records = results.count_records(connection, [row.id for row in found.values()])
    others = _others(index, [row.id for row in found.values()])
    rows = [found[number] for number in ids if number in found]
    return [
        replace(_hit_row(row, state=state), also_on=others.get(row.id, ()), records=records.get(row.id, 1))
        for row in rows
    ]


def _others(index: BrowseIndex, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Nothing before the index is there: rows do not wait for it."""
    if not index.is_prepared or not ids:
        return {}
    with index.reading(is_fresh=False) as connection:
        return browsed_findings.other_exhibits(connection, ids)


def _entry_row(row: CaseRow, *, state: ReviewState, also_on: tuple[str, ...] = ()) -> EntryRow:
    zone = ZoneKind(row.zone)
    return EntryRow(
        id=row.id,
        exhibit=row.exhibit,
        volume=row.volume,
        path=row.shown_path,
        size_bytes=row.size_bytes,
        allocated=row.allocated,
        kind=row.kind,
        outcome=row.outcome,
        md5=row.md5 and row.md5.hex(),
        sha1=row.sha1 and row.sha1.hex(),
        sha256=row.sha256 and row.sha256.hex(),
        mtime=iso_time(row.mtime_ns, zone),
        crtime=iso_time(row.crtime_ns, zone),
        atime=iso_time(row.atime_ns, zone),
        mark=None if (mark := state.marks.get(row.id)) is None else mark.category,
        has_note=row.id in state.notes,
        is_bookmarked=row.id in state.bookmarks,
        also_on=also_on,
        reason=row.reason or REASONS_BY_RULE.get(row.outcome),
        remains=row.remains,
        flags=tuple(row.flags.split(",")) if row.flags else (),
    )


def _hit_row(row: CaseRow, *, state: ReviewState) -> HitRow:
    return HitRow(
        id=row.hit_id,
        entry_id=row.id,
        exhibit=row.exhibit,
        volume=row.volume,
        path=row.shown_path,
        size_bytes=row.size_bytes,
        allocated=row.allocated,
        set_name=row.set_name,
        role=row.role,
        category=row.category,
        scheme=row.scheme,
        category_label=category_label(row.scheme, row.category),
        algorithm=row.algorithm,
        record=row.record,
        sha256=row.sha256 and row.sha256.hex(),
        set_version=row.set_version,
        kind=row.kind,
        mtime=iso_time(row.mtime_ns, ZoneKind(row.zone)),
        mark=None if (mark := state.marks.get(row.id)) is None else mark.category,
        has_note=row.id in state.notes,
        is_bookmarked=row.id in state.bookmarks,
        remains=row.remains,
    )


def entry_detail(case: CaseFile, entry_id: int) -> EntryDetail:
    with case.reading() as connection:
        row = results.entries_by_id(connection, [entry_id])[entry_id]
        hits = results.hits_of_entry(connection, entry_id)
    return EntryDetail(
        entry=_entry_row(row, state=_NOTHING_SAID),
        facts=tuple((label, value) for label, value in (*_facts(row), *_conflict(hits)) if value is not None),
        hits=tuple(_hit_row(hit, state=_NOTHING_SAID) for hit in hits),
        has_content=row.content == Content.PRESENT,
    )


def _facts(row: CaseRow) -> list[tuple[str, str | None]]:
    """(label, value) in reading order; `None` where there is nothing to say."""
    zone = ZoneKind(row.zone)
    unsaid = "not recorded"
    return [
        ("Path", display_text(row.path)),
        ("Stream", None if row.stream is None else display_text(row.stream)),
        ("Link to", None if row.link_target is None else display_text(row.link_target)),
        ("Exhibit", row.exhibit),
        ("Volume", str(row.volume)),
        ("Metadata address", str(row.meta_addr)),
        ("Kind", row.kind),
        ("Size", f"{row.size_bytes:,} bytes"),
        ("Allocation", "in use" if row.allocated else "deleted"),
        ("What is left", None if row.remains is None else REMAINS_WORDS[row.remains]),
        ("Folder", None if row.parent_known else PARENT_UNKNOWN),
        ("Flags", None if row.flags is None else row.flags.replace(",", ", ").replace("_", " ")),
        ("Outcome", row.outcome.replace("_", " ")),
        ("Reason", row.reason),
        ("MD5", row.md5 and row.md5.hex()),
        ("SHA-1", row.sha1 and row.sha1.hex()),
        ("SHA-256", row.sha256 and row.sha256.hex()),
        ("Modified", iso_time(row.mtime_ns, zone) or unsaid),
        ("Accessed", iso_time(row.atime_ns, zone) or unsaid),
        ("Metadata changed", iso_time(row.ctime_ns, zone) or unsaid),
        ("Created", iso_time(row.crtime_ns, zone) or unsaid),
        ("Times", "local time, zone not recorded" if zone is ZoneKind.LOCAL else "UTC"),
        ("About the times", None if row.times_flags is None else row.times_flags.replace(",", ", ")),
    ]


def _conflict(hits: Sequence[CaseRow]) -> list[tuple[str, str | None]]:
    """That known sets list a notable content too, where they do."""
    known = [hit for hit in hits if hit.role != Role.NOTABLE]
    if not known or len(known) == len(hits):
        return []
    records = [f"{spelled_set(hit.set_name, hit.set_version)}, record {hit.record:,}" for hit in known]
    more = len(records) - MOST_KNOWN_TOLD
    told = "; ".join(records[:MOST_KNOWN_TOLD]) + (f"; and {more:,} more" if more > 0 else "")
    return [("Also in known sets", f"{told}. Known is not harmless; the content is notable.")]
