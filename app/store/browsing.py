"""Questions of the tables: which rows, in which order. They go over the browse index and end in numbers."""

from array import array
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select

from app.rows import EntryFilter, SortOrder
from app.store.browse_filters import REVIEWED, chosen
from app.store.browse_tables import BROWSED, FINDINGS, FOLDERS, REASONS
from app.store.results import EXAMINATIONS, EXHIBITS, HITS, SETS

_AT_ONCE: Final = 20_000
_B = BROWSED.c
_PLAIN: Final[dict[str, ColumnElement[Any]]] = {
    "id": _B.id,
    "entry_id": _B.id,
    "volume": _B.volume,
    "path": _B.path,
    "name": func.substr(_B.path, _B.name_at),
    "ext": _B.ext,
    "size_bytes": _B.size_bytes,
    "allocated": 1 - _B.deleted,
    "kind": _B.kind,
    "outcome": _B.outcome,
    "remains": _B.remains,
    "flags": _B.flags,
    "mtime": _B.mtime_ns,
    "crtime": _B.crtime_ns,
    "atime": _B.atime_ns,
}
_OF_RECORDS: Final[dict[str, ColumnElement[Any]]] = {
    "set_name": SETS.c.name,
    "set_version": SETS.c.version,
    "role": SETS.c.role,
    "category": HITS.c.category,
    "scheme": HITS.c.scheme,
    "category_label": HITS.c.category,
    "algorithm": HITS.c.algorithm,
    "record": HITS.c.record,
    "records": FINDINGS.c.records,
}
_OF_EXAMINATIONS: Final = ("md5", "sha1", "sha256")
_OF_REVIEW: Final[dict[str, ColumnElement[Any]]] = {
    "mark": REVIEWED.c.mark,
    "has_note": REVIEWED.c.note.is_not(None),
    "is_bookmarked": func.coalesce(REVIEWED.c.bookmarked, 0),
}
_JOINED: Final = {
    "exhibit": EXHIBITS.c.label,
    **{name: EXAMINATIONS.c[name] for name in _OF_EXAMINATIONS},
    **_OF_RECORDS,
}
DENSITY: Final = FOLDERS.c.matched * FOLDERS.c.matched * 1.0 / func.max(FOLDERS.c.files, 1)
"""How dense the findings of a folder lie: their number times their share of its files."""


def entry_ids(
    connection: Connection, where: EntryFilter, order: SortOrder | None, *, limit: int | None = None
) -> "array[int]":
    """Numbers of entries in order; at most `limit` of them."""
    return _numbers(connection, ordered(chosen(select(_B.id), where), order), limit)


def hit_ids(
    connection: Connection, where: EntryFilter, order: SortOrder | None, *, limit: int | None = None
) -> "array[int]":
    """For each file that equals a record the number of its first one, in order; notable records first."""
    asked = select(FINDINGS.c.hit_id).join(BROWSED, _B.id == FINDINGS.c.entry_id)
    return _numbers(connection, ordered(chosen(asked, where), order, has_findings=True), limit)


def _numbers(connection: Connection, asked: Select[Any], limit: int | None) -> "array[int]":
    """As the driver gives them: a million of SQLAlchemy's rows take several times as long."""
    found = array("q")
    cursor: Any = connection.execute(asked if limit is None else asked.limit(limit)).cursor
    while rows := cursor.fetchmany(_AT_ONCE):
        found.extend([row[0] for row in rows])
    cursor.close()
    return found


def ordered(
    asked: Select[Any],
    order: SortOrder | None,
    *,
    has_findings: bool = False,
    has_joined: bool = False,
) -> Select[Any]:
    """Equal ones in walk order. `has_findings`: joined with findings already; `has_joined`: with exhibits,
    examinations, records and sets too.
    """
    if order is None or order.column in ("id", "entry_id"):
        return asked.order_by(_B.id.desc() if order is not None and order.descending else _B.id)
    if has_joined and (key := _JOINED.get(order.column)) is not None:
        return asked.order_by(key.desc() if order.descending else key, _B.id)
    asked, key = _keyed(asked, order.column, has_findings=has_findings or has_joined)
    return asked.order_by(key.desc() if order.descending else key, _B.id)


def _keyed(asked: Select[Any], column: str, *, has_findings: bool) -> tuple[Select[Any], ColumnElement[Any]]:
    """The question with what it has to be joined with, and the key that `column` is sorted by."""
    if column in _PLAIN:
        return asked, _PLAIN[column]
    if column == "folder":
        return asked.join(FOLDERS, FOLDERS.c.id == _B.folder), FOLDERS.c.place
    if column == "exhibit":
        return asked.join(EXHIBITS, EXHIBITS.c.id == _B.exhibit_id), EXHIBITS.c.label
    if column in _OF_EXAMINATIONS:
        joined = asked.outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == _B.id)
        return joined, EXAMINATIONS.c[column]
    if column == "reason":
        return asked.outerjoin(REASONS, REASONS.c.id == _B.reason), REASONS.c.words
    if column == "also_on":
        return asked, _B.shared.is_not(None)
    if column in _OF_REVIEW:
        return asked.outerjoin(REVIEWED, REVIEWED.c.entry_id == _B.id), _OF_REVIEW[column]
    if column == "density":
        return asked.join(FOLDERS, FOLDERS.c.id == _B.folder), DENSITY
    if not has_findings:
        asked = asked.outerjoin(FINDINGS, FINDINGS.c.entry_id == _B.id)
    joined = asked.outerjoin(HITS, HITS.c.id == FINDINGS.c.hit_id).outerjoin(SETS, SETS.c.id == HITS.c.set_id)
    return joined, _OF_RECORDS[column]
