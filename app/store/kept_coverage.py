"""The sums of finished scans as the browse index keeps them, so that a large case opens at once.

They are for the screen. What a report says, and what is verified, is counted from the facts each time.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, select

from app.store.browse_index import INDEX_NAME, case_key
from app.store.browse_tables import FORM
from app.store.browse_trust import is_as_left
from app.store.opening import connect_to
from app.store.outcome_counts import OutcomeCount, entries_by_outcome
from app.store.results import EXHIBITS, SCANS, newest_scans


def quick_coverage(connection: Connection, folder: Path) -> list[OutcomeCount]:
    """Kept sums where every newest scan has them, else counted."""
    return kept_coverage(connection, folder) or entries_by_outcome(connection)


def kept_coverage(connection: Connection, folder: Path) -> list[OutcomeCount] | None:
    """None where the index is not as this laptop left it, or does not have every newest scan."""
    place = folder / INDEX_NAME
    if not is_as_left(place):
        return None
    try:
        with closing(connect_to(place, mode="ro")) as kept:
            return _kept(connection, kept)
    except sqlite3.Error:  # it is made anew when tables are asked for; here it is counted
        return None


def _kept(connection: Connection, kept: sqlite3.Connection) -> list[OutcomeCount] | None:
    asked = (
        select(SCANS.c.id, SCANS.c.started_at, EXHIBITS.c.label)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .where(SCANS.c.id.in_(newest_scans(connection)))
        .order_by(EXHIBITS.c.id)
    )
    known = dict(kept.execute("SELECT id, started_at FROM scan").fetchall())
    if kept.execute("SELECT form, facts FROM made").fetchone() != (FORM, case_key(connection)):
        return None
    found: list[OutcomeCount] = []
    for scan, started_at, label in connection.execute(asked):
        counts = kept.execute(
            "SELECT volume, outcome, entries, bytes_read FROM coverage "
            "WHERE scan_id = ? ORDER BY volume, outcome",
            (scan,),
        ).fetchall()
        if known.get(scan) != started_at or not counts:
            return None
        found += [OutcomeCount(label, *row) for row in counts]
    return found
