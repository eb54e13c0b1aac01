"""A filter as a condition of SQL over the browse index and the facts."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    case,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
)

from app.rows import EntryFilter, FilterTerm, ReviewState
from app.rows.filter_terms import FIELDS
from app.rows.filter_values import span_of
from app.store.browse_tables import BROWSED, FOLDERS, KIND_CODES, ONE_RUN, OUTCOME_CODES, REASONS, SHARED
from app.store.results import ENTRIES, EXAMINATIONS, EXHIBITS, HITS, SCANS, SETS

Condition = ColumnElement[bool]
_B = BROWSED.c
_DIGESTS: Final = (EXAMINATIONS.c.md5, EXAMINATIONS.c.sha1, EXAMINATIONS.c.sha256)
_OF_A_RECORD: Final = ("set", "role", "category")  # what one and the same record must fit

REVIEWED: Final = Table(  # of the one connection that asks, so that review stays where it is recorded
    "reviewed",
    MetaData(),
    Column("entry_id", Integer, primary_key=True),
    Column("mark", Text),
    Column("note", Text),
    Column("bookmarked", Integer),
    schema="temp",
)
REVIEW_TABLES: Final = (
    "CREATE TEMP TABLE reviewed (entry_id INTEGER PRIMARY KEY, mark TEXT, note TEXT, bookmarked INTEGER)",
    "CREATE TEMP TABLE review_state (sequence INTEGER)",
)


def condition(where: EntryFilter) -> Condition:
    """What holds of the rows of BROWSED that fit."""
    parts: list[Condition] = []
    of_a_record: list[Condition] = []
    for alternatives in where.alternatives():
        field = alternatives[0].field
        if field in _OF_A_RECORD and not alternatives[0].is_negated:
            of_a_record.append(or_(*(_of_record(term) for term in alternatives)))
        else:
            parts.append(or_(*(_term(term) for term in alternatives)))
    if of_a_record:
        parts.append(_having_record(and_(*of_a_record)))
    return and_(true(), *parts)


def without_record_terms(where: EntryFilter) -> EntryFilter:
    """The rest of a filter, for a question that puts `record_condition` to each record itself."""
    of_records = (term for term in where.terms if term.field in _OF_A_RECORD and not term.is_negated)
    return where.without(of_records)


def _term(term: FilterTerm) -> Condition:
    if term.field in _OF_A_RECORD:
        positive = _having_record(_of_record(term))
    else:
        positive = _CONDITIONS[term.field](term)
    return not_(func.coalesce(positive, false())) if term.is_negated else positive


def record_condition(where: EntryFilter) -> Condition:
    """What must hold of a single record, of the terms that speak of records."""
    return and_(
        true(),
        *(
            or_(*(_of_record(term) for term in alternatives))
            for alternatives in where.alternatives()
            if alternatives[0].field in _OF_A_RECORD and not alternatives[0].is_negated
        ),
    )


def _having_record(fits: Condition) -> Condition:
    return _B.id.in_(select(HITS.c.entry_id).join(SETS, SETS.c.id == HITS.c.set_id).where(fits))


def _of_record(term: FilterTerm) -> Condition:
    if term.field == "role":
        return SETS.c.role == term.value
    if term.field == "category":
        return HITS.c.category.is_(None) if term.value == "none" else HITS.c.category == term.value
    spelled = (SETS.c.name, SETS.c.name + "@" + SETS.c.version, SETS.c.name + " " + SETS.c.version)
    return or_(*(func.lower(each) == term.value.lower() for each in spelled))


def _contains(column: ColumnElement[Any], text: str) -> Condition:
    return func.instr(column, text) > 0


def _name() -> ColumnElement[Any]:
    return func.substr(_B.path, _B.name_at)


def _word(term: FilterTerm) -> Condition:
    return _contains(_B.path, term.value.casefold())


def _named(term: FilterTerm) -> Condition:
    text = term.value.casefold()
    if "*" in text or "?" in text:
        longest = max(re.split(r"[*?]", text), key=len)  # a pattern is slow, and few names have its words
        return and_(_contains(_B.path, longest), _name().op("GLOB")(text.replace("[", "[[]")))
    return _contains(_name(), text)


def _ext(term: FilterTerm) -> Condition:
    text = term.value.removeprefix(".").lower()
    return _B.ext == text if text else _B.ext.is_(None)


def _folder_numbers(fits: Condition) -> Condition:
    return _B.folder.in_(select(FOLDERS.c.id).where(fits))


def folder_text(value: str) -> str:
    """As folders are kept: with a slash at both ends."""
    return f"/{value.strip('/')}/" if value.strip("/") else "/"


def is_below(column: ColumnElement[Any], folder: str) -> Condition:
    """A range of texts: `0` follows `/`."""
    return and_(column >= folder, column < folder[:-1] + "0")


def _under(term: FilterTerm) -> Condition:
    return _folder_numbers(is_below(FOLDERS.c.path, folder_text(term.value)))


def _in(term: FilterTerm) -> Condition:
    return _folder_numbers(FOLDERS.c.path == folder_text(term.value))


def _spanned(column: ColumnElement[Any]) -> Callable[[FilterTerm], Condition]:
    def spanned(term: FilterTerm) -> Condition:
        if term.value in FIELDS[term.field].values:
            return column.is_(None)
        span = span_of(term.operator, term.value, field_is=FIELDS[term.field].takes)
        low, high = span or (None, None)
        low_fits = true() if low is None else column >= low
        return and_(low_fits, true() if high is None else column <= high, column.is_not(None))

    return spanned


def _exhibit(term: FilterTerm) -> Condition:
    labelled = select(EXHIBITS.c.id).where(func.lower(EXHIBITS.c.label) == term.value.lower())
    return _B.exhibit_id.in_(labelled)


def _outcome(term: FilterTerm) -> Condition:
    return _B.outcome == OUTCOME_CODES[term.value]


def _deleted(term: FilterTerm) -> Condition:
    return _B.deleted == (term.value == "yes")


def _kind(term: FilterTerm) -> Condition:
    return _B.kind == KIND_CODES[term.value]


def _remains(term: FilterTerm) -> Condition:
    return func.coalesce(_B.remains, "") == term.value


def _flag(term: FilterTerm) -> Condition:
    """One of the words that stand with commas between."""
    if term.value in ("yes", "no"):
        return _B.flags.is_not(None) if term.value == "yes" else _B.flags.is_(None)
    return _contains("," + func.coalesce(_B.flags, "") + ",", f",{term.value},")


def _stream(term: FilterTerm) -> Condition:
    if term.value in ("yes", "no"):
        return _B.stream.is_not(None) if term.value == "yes" else _B.stream.is_(None)
    return _contains(_B.stream, term.value.casefold())


def _digest(term: FilterTerm) -> Condition:
    """The digest itself, or every digest that begins so."""
    low = bytes.fromhex(term.value.ljust(len(term.value) + len(term.value) % 2, "0"))
    high = bytes.fromhex(term.value + "f" * (64 - len(term.value)))
    fits = or_(*(and_(column >= low, column <= high) for column in _DIGESTS))
    return _B.id.in_(select(EXAMINATIONS.c.entry_id).where(fits))


def _reviewed(fits: Condition) -> Condition:
    return _B.id.in_(select(REVIEWED.c.entry_id).where(fits))


def _said(column: ColumnElement[Any], term: FilterTerm, fits: Condition) -> Condition:
    if term.value not in ("yes", "no"):
        return _reviewed(fits)
    said = _reviewed(column.is_not(None))
    return said if term.value == "yes" else not_(said)


def _mark(term: FilterTerm) -> Condition:
    return _said(REVIEWED.c.mark, term, REVIEWED.c.mark == term.value)


def _note(term: FilterTerm) -> Condition:
    return _said(REVIEWED.c.note, term, _contains(func.lower(REVIEWED.c.note), term.value.lower()))


def _bookmarked(term: FilterTerm) -> Condition:
    marked = _reviewed(REVIEWED.c.bookmarked == 1)
    return marked if term.value == "yes" else not_(marked)


def _also(term: FilterTerm) -> Condition:
    if term.value in ("yes", "no"):
        return _B.shared.is_not(None) if term.value == "yes" else _B.shared.is_(None)
    of_exhibit = (
        select(SCANS.c.id)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .where(func.lower(EXHIBITS.c.label) == term.value.lower())
    )
    with_it = select(SHARED.c.id).where(SHARED.c.scan_id.in_(of_exhibit))
    return and_(_B.shared.in_(with_it), _B.scan_id.not_in(of_exhibit))


def _reason(term: FilterTerm) -> Condition:
    fits = select(REASONS.c.id).where(_contains(func.lower(REASONS.c.words), term.value.lower()))
    return _B.reason.in_(fits)


def _offset(term: FilterTerm) -> Condition:
    """The facts are asked only of what lies about there. A content in one piece needs no look at its runs;
    one without runs is where its reading begins, in a record of the file system or at the first cluster that
    is compressed.
    """
    low, high = span_of(term.operator, term.value, field_is="size") or (None, None)
    first, last = low or 0, (1 << 63) - 1 if high is None else high
    in_one_piece = func.substr(ENTRIES.c.extents, 1, 1) == ONE_RUN
    begins, ends = ENTRIES.c.place_bytes, ENTRIES.c.place_bytes + ENTRIES.c.size_bytes
    holds = case(
        (ENTRIES.c.extents.is_(None), begins.between(first, last)),
        (in_one_piece, and_(begins <= last, ends > first)),
        else_=func.overlaps(ENTRIES.c.extents, first, last) == 1,
    )
    exactly = select(ENTRIES.c.id).where(ENTRIES.c.id == _B.id, holds).correlate(BROWSED).exists()
    return and_(_B.begins <= last, _B.ends > first, exactly)


def overlaps(extents: bytes, first: int, last: int) -> bool:
    """Whether one of the runs has a byte from `first` to `last`; SQLite calls it."""
    runs = msgspec.msgpack.decode(extents)
    return any(offset is not None and offset <= last and offset + length > first for offset, length in runs)


_CONDITIONS: Final[dict[str, Callable[[FilterTerm], Condition]]] = {
    "word": _word,
    "path": _word,
    "name": _named,
    "ext": _ext,
    "under": _under,
    "in": _in,
    "size": _spanned(_B.size_bytes),
    "exhibit": _exhibit,
    "volume": _spanned(_B.volume),
    "outcome": _outcome,
    "deleted": _deleted,
    "remains": _remains,
    "kind": _kind,
    "flag": _flag,
    "stream": _stream,
    "modified": _spanned(_B.mtime_ns),
    "created": _spanned(_B.crtime_ns),
    "accessed": _spanned(_B.atime_ns),
    "digest": _digest,
    "mark": _mark,
    "note": _note,
    "bookmarked": _bookmarked,
    "also": _also,
    "reason": _reason,
    "offset": _offset,
    "id": _spanned(_B.id),
}


def put_review(connection: Connection, state: ReviewState) -> None:
    """What was said in review, as a table of this connection; nothing is done where it has it already."""
    raw: Any = connection.connection.driver_connection  # Any: the driver's own
    if raw.execute("SELECT sequence FROM temp.review_state").fetchone() == (state.sequence,):
        return
    raw.execute("DELETE FROM temp.reviewed")
    raw.execute("DELETE FROM temp.review_state")
    raw.execute("INSERT INTO temp.review_state VALUES (?)", (state.sequence,))
    if rows := _review_rows(state):
        connection.execute(insert(REVIEWED), rows)


def _review_rows(state: ReviewState) -> Sequence[dict[str, Any]]:
    marks, notes, bookmarks = state.marks, state.notes, state.bookmarks
    return [
        {
            "entry_id": entry,
            "mark": None if (mark := marks.get(entry)) is None else mark.category,
            "note": notes.get(entry),
            "bookmarked": int(entry in bookmarks),
        }
        for entry in sorted({*marks, *notes, *bookmarks})
    ]


def chosen(asked: Select[Any], where: EntryFilter) -> Select[Any]:
    """A question over BROWSED, of those that fit."""
    return asked.where(condition(where)) if where.terms else asked
