"""The sums of finished scans as the browse index keeps them, so that a large case opens at once.

They are for the screen. What a report says, and what is verified, is counted from the facts each time.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Row, select

from app.store.browse_index import INDEX_NAME, case_key
from app.store.browse_tables import FORM
from app.store.browse_trust import is_as_left
from app.store.opening import connect_to
from app.store.results import EXHIBITS, SCANS, coverage_counts, newest_scans


class KeptCount(NamedTuple):
    """A row of `coverage_counts`."""

    exhibit: str
    volume: int
    outcome: str
    entries: int
    bytes: int
    bytes_read: int
    deleted_files: int


def quick_coverage(connection: Connection, folder: Path) -> "list[KeptCount] | list[Row[tuple[object, ...]]]":
    """As `coverage_counts`: kept sums where every newest scan has them, else counted."""
    place = folder / INDEX_NAME
    if is_as_left(place):
        try:
            with closing(connect_to(place, mode="ro")) as kept:
                found = _kept(connection, kept)
        except sqlite3.Error:  # it is made anew when tables are asked for; here it is counted
            found = None
        if found is not None:
            return found
    return coverage_counts(connection)


def _kept(connection: Connection, kept: sqlite3.Connection) -> list[KeptCount] | None:
    asked = (
        select(SCANS.c.id, SCANS.c.started_at, EXHIBITS.c.label)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .where(SCANS.c.id.in_(newest_scans(connection)))
        .order_by(EXHIBITS.c.id)
    )
    known = dict(kept.execute("SELECT id, started_at FROM scan").fetchall())
    if kept.execute("SELECT form, facts FROM made").fetchone() != (FORM, case_key(connection)):
        return None
    found: list[KeptCount] = []
    for scan, started_at, label in connection.execute(asked):
        counts = kept.execute(
            "SELECT volume, outcome, entries, bytes, bytes_read, deleted_files FROM coverage "
            "WHERE scan_id = ? ORDER BY volume, outcome",
            (scan,),
        ).fetchall()
        if known.get(scan) != started_at or not counts:
            return None
        found += [KeptCount(label, *row) for row in counts]
    return found
