"""Filling the browse index from the facts, and letting it catch up while a scan runs.

Facts are only added: what is new has a higher number, and of entries that were listed only those that wait
for an outcome can still change.
"""

import sqlite3

from app.store.browse_tables import (
    FOLDER_COUNTS,
    NEW_ENTRIES,
    NEW_FINDINGS,
    NEW_REASONS,
    SETTLED,
    SHARED_CONTENTS,
    SHARED_FINDINGS,
    WAITING_CODE,
    FolderNumbers,
    name_end,
    name_place,
    scan_numbers,
    shown_stream,
)

Scan = tuple[int, int, str]  # number, exhibit, when it was started


class Filling:
    """One catching up over one connection: the facts as `main`, the index as `browse`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def catch_up(self) -> None:
        """In one transaction; another program's turn at the same index is waited for."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._follow()
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _follow(self) -> None:
        scans = self._newest_scans()
        self._drop_others(scans)
        waiting = self._waiting()
        before = self._connection.total_changes
        for scan in scans:
            self._add_entries(scan)
        if waiting:
            self._settle(scans)
        for number, _, _ in scans:
            self._add_findings(number)
        if self._connection.total_changes != before:
            self._connection.execute(FOLDER_COUNTS)
            self._add_shared(scans)

    def _newest_scans(self) -> list[Scan]:
        return self._connection.execute(
            "SELECT s.id, s.exhibit_id, s.started_at FROM main.scan s WHERE s.id IN "
            "(SELECT max(id) FROM main.scan GROUP BY exhibit_id) ORDER BY s.exhibit_id"
        ).fetchall()

    def _drop_others(self, scans: list[Scan]) -> None:
        """A scan begun anew stands in the place of the last; an older copy of the facts may know less."""
        known = dict(self._connection.execute("SELECT id, started_at FROM browse.scan").fetchall())
        for number, started_at in known.items():
            if (number, started_at) not in [(one, at) for one, _, at in scans] or self._is_ahead(number):
                self._drop(number)
        for number, _, started_at in scans:
            self._connection.execute(
                "INSERT OR IGNORE INTO browse.scan (id, started_at) VALUES (?, ?)", (number, started_at)
            )

    def _is_ahead(self, scan: int) -> bool:
        return self._last("browse.browsed", "id", scan) > self._last("main.entry", "id", scan)

    def _drop(self, scan: int) -> None:
        numbers = scan_numbers(scan)
        self._connection.execute("DELETE FROM browse.browsed WHERE id > ? AND id <= ?", numbers)
        for table in ("finding", "shared"):
            self._connection.execute(
                f"DELETE FROM browse.{table} WHERE entry_id > ? AND entry_id <= ?",  # noqa: S608 two names above
                numbers,
            )
        self._connection.execute("UPDATE browse.folder SET files = 0, matched = 0, folders = 0")
        self._connection.execute("DELETE FROM browse.scan WHERE id = ?", (scan,))

    def _last(self, table: str, column: str, scan: int) -> int:
        (last,) = self._connection.execute(
            f"SELECT coalesce(max({column}), 0) FROM {table} WHERE {column} > ? AND {column} <= ?",  # noqa: S608 names given here
            scan_numbers(scan),
        ).fetchone()
        return int(last)

    def _waiting(self) -> bool:
        asked = "SELECT EXISTS (SELECT 1 FROM browse.browsed WHERE outcome = ?)"
        return bool(self._connection.execute(asked, (WAITING_CODE,)).fetchone()[0])

    def _add_entries(self, scan: Scan) -> None:
        number, exhibit, _ = scan
        first, last = scan_numbers(number)
        after = max(first, self._last("browse.browsed", "id", number))
        if self._last("main.entry", "id", number) <= after:
            return
        folders = FolderNumbers(
            self._connection.execute("SELECT id, exhibit_id, volume, path FROM browse.folder")
        )
        for name, takes, function in (
            ("folder_number", 4, folders.number),
            ("name_place", 2, name_place),
            ("name_end", 2, name_end),
            ("shown_stream", 1, shown_stream),
            ("folded", 1, str.casefold),
        ):
            self._connection.create_function(name, takes, function)
        self._connection.execute(NEW_REASONS, (after, last))
        self._connection.execute(NEW_ENTRIES, (exhibit, exhibit, after, last))
        self._connection.executemany(
            "INSERT INTO browse.folder (id, exhibit_id, volume, path) VALUES (?, ?, ?, ?)", folders.new
        )

    def _settle(self, scans: list[Scan]) -> None:
        for number, _, _ in scans:
            self._connection.execute(NEW_REASONS, scan_numbers(number))
        self._connection.execute(SETTLED)

    def _add_findings(self, scan: int) -> None:
        first, last = scan_numbers(scan)
        ((known,), (newest,)) = (
            self._connection.execute("SELECT last_hit FROM browse.scan WHERE id = ?", (scan,)).fetchone(),
            self._connection.execute("SELECT coalesce(max(id), 0) FROM main.hit").fetchone(),
        )
        if newest > known:
            self._connection.execute(NEW_FINDINGS, (known, first, last))
            self._connection.execute("UPDATE browse.scan SET last_hit = ? WHERE id = ?", (newest, scan))

    def _add_shared(self, scans: list[Scan]) -> None:
        self._connection.execute("DELETE FROM browse.shared")
        if len(scans) > 1:
            self._connection.execute(SHARED_FINDINGS if self._waiting() else SHARED_CONTENTS)
