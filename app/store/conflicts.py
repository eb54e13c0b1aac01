"""Contents that a notable and a known set both list: they are notable, and the conflict is told.

Everything here takes a connection inside a transaction and looks at the newest scan of each exhibit.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Exists, Row, func, select

from app.store.results import (
    ENTRIES,
    ENTRY_COLUMNS,
    HITS,
    READ_AT_ONCE,
    SETS,
    joined_entries,
    newest_scans,
)
from forensics.hashset import Role

_KNOWN_HITS, _KNOWN_SETS = HITS.alias("known_hit"), SETS.alias("known_set")
_CONFLICT_COLUMNS = (
    SETS.c.name.label("notable_set"),
    SETS.c.version.label("notable_version"),
    HITS.c.record.label("notable_record"),
    HITS.c.category,
    HITS.c.scheme,
    HITS.c.algorithm.label("notable_algorithm"),
    _KNOWN_SETS.c.name.label("known_set"),
    _KNOWN_SETS.c.version.label("known_version"),
    _KNOWN_HITS.c.record.label("known_record"),
    _KNOWN_HITS.c.algorithm.label("known_algorithm"),
)


def count_conflicts(connection: Connection) -> int:
    """Entries with a match in a notable and in a known set."""
    statement = (
        select(func.count(HITS.c.entry_id.distinct()))
        .select_from(HITS)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .where(
            SETS.c.role == Role.NOTABLE.value, SETS.c.scan_id.in_(newest_scans(connection)), _is_known_too()
        )
    )
    return int(connection.execute(statement).scalar_one())


def _is_known_too() -> Exists:
    """Of a hit: whether its entry has one in a known set."""
    return (
        select(_KNOWN_HITS.c.id)
        .join(_KNOWN_SETS, _KNOWN_SETS.c.id == _KNOWN_HITS.c.set_id)
        .where(_KNOWN_HITS.c.entry_id == HITS.c.entry_id, _KNOWN_SETS.c.role == Role.KNOWN.value)
        .exists()
    )


def all_conflicts(connection: Connection) -> Iterator[Row[Any]]:
    """A row for each notable and known record that the same entry matches, in the order of the entries."""
    for scan in newest_scans(connection):
        yield from _conflicts(connection, ENTRIES.c.scan_id == scan)


def _conflicts(connection: Connection, where: ColumnElement[bool]) -> Iterator[Row[Any]]:
    statement = (
        joined_entries(select(*ENTRY_COLUMNS, *_CONFLICT_COLUMNS))
        .join(HITS, HITS.c.entry_id == ENTRIES.c.id)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .join(_KNOWN_HITS, _KNOWN_HITS.c.entry_id == ENTRIES.c.id)
        .join(_KNOWN_SETS, _KNOWN_SETS.c.id == _KNOWN_HITS.c.set_id)
        .where(where, SETS.c.role == Role.NOTABLE.value, _KNOWN_SETS.c.role == Role.KNOWN.value)
        .order_by(ENTRIES.c.id, HITS.c.id, _KNOWN_HITS.c.id)
    )
    yield from connection.execute(statement.execution_options(yield_per=READ_AT_ONCE))
