"""Filling the browse index from the facts, and letting it catch up while a scan runs.

Facts are only added: what is new has a higher number, and of entries that were listed only those that wait
for an outcome can still change.
"""

import sqlite3

from app.store.browse_tables import (
    FOLDER_COUNTS,
    FOLDER_PLACES,
    NEW_COVERAGE,
    NEW_ENTRIES,
    NEW_FINDINGS,
    NEW_REASONS,
    SETTLED,
    SHARED_CONTENTS,
    SHARED_FINDINGS,
    SHARED_OF_NEWEST,
    WAITING_CODE,
    FolderNumbers,
    name_end,
    name_place,
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
            self._settle()
        for number, _, _ in scans:
            self._add_findings(number)
        if self._connection.total_changes != before:
            self._connection.execute(FOLDER_COUNTS)
            self._connection.execute(FOLDER_PLACES)
            self._add_shared(scans)
        for number, _, _ in scans:
            self._add_coverage(number)

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
        return self._last_browsed(scan) > self._last_listed(scan)

    def _drop(self, scan: int) -> None:
        """Findings and shared contents go by the entries they are of."""
        for table in ("finding", "shared"):
            self._connection.execute(
                f"DELETE FROM browse.{table} WHERE entry_id IN "  # noqa: S608 one of the two names above
                "(SELECT id FROM browse.browsed WHERE scan_id = ?)",
                (scan,),
            )
        self._connection.execute("DELETE FROM browse.browsed WHERE scan_id = ?", (scan,))
        self._connection.execute("UPDATE browse.folder SET files = 0, matched = 0, folders = 0")
        self._connection.execute("DELETE FROM browse.coverage WHERE scan_id = ?", (scan,))
        self._connection.execute("DELETE FROM browse.scan WHERE id = ?", (scan,))

    def _last_browsed(self, scan: int) -> int:
        (last,) = self._connection.execute(
            "SELECT last_entry FROM browse.scan WHERE id = ?", (scan,)
        ).fetchone() or (0,)
        return int(last)

    def _last_listed(self, scan: int) -> int:
        """The volume listed last has the highest number."""
        (last,) = self._connection.execute(
            "SELECT coalesce(max(last), 0) FROM (SELECT max(id) AS last FROM main.entry WHERE scan_id = ? "
            "GROUP BY volume)",
            (scan,),
        ).fetchone()
        return int(last)

    def _waiting(self) -> bool:
        asked = "SELECT EXISTS (SELECT 1 FROM browse.browsed WHERE outcome = ?)"
        return bool(self._connection.execute(asked, (WAITING_CODE,)).fetchone()[0])

    def _add_entries(self, scan: Scan) -> None:
        number, exhibit, _ = scan
        after, last = self._last_browsed(number), self._last_listed(number)
        if last <= after:
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
        self._connection.execute(NEW_REASONS)
        self._connection.execute(NEW_ENTRIES, (exhibit, exhibit, number, after))
        self._connection.executemany(
            "INSERT INTO browse.folder (id, exhibit_id, volume, path) VALUES (?, ?, ?, ?)", folders.new
        )
        self._connection.execute("UPDATE browse.scan SET last_entry = ? WHERE id = ?", (last, number))

    def _settle(self) -> None:
        self._connection.execute(NEW_REASONS)
        self._connection.execute(SETTLED)

    def _add_findings(self, scan: int) -> None:
        ((known,), (newest,)) = (
            self._connection.execute("SELECT last_hit FROM browse.scan WHERE id = ?", (scan,)).fetchone(),
            self._connection.execute("SELECT coalesce(max(id), 0) FROM main.hit").fetchone(),
        )
        if newest > known:
            self._connection.execute(NEW_FINDINGS, (known, scan))
            self._connection.execute("UPDATE browse.scan SET last_hit = ? WHERE id = ?", (newest, scan))

    def _add_shared(self, scans: list[Scan]) -> None:
        self._connection.execute("DELETE FROM browse.shared")
        if len(scans) > 1:
            self._connection.execute(self._asking_for_shared(len(scans)))

    def _add_coverage(self, scan: int) -> None:
        """The sums of a scan that reached its end, which nothing can change any more."""
        asked = (
            "SELECT EXISTS (SELECT 1 FROM main.scan_end WHERE scan_id = ?) "
            "AND NOT EXISTS (SELECT 1 FROM browse.coverage WHERE scan_id = ?)"
        )
        if self._connection.execute(asked, (scan, scan)).fetchone()[0]:
            self._connection.execute(NEW_COVERAGE, (scan,))

    def _asking_for_shared(self, newest: int) -> str:
        if self._waiting():
            return SHARED_FINDINGS
        (every,) = self._connection.execute("SELECT count(*) FROM main.scan").fetchone()
        return SHARED_CONTENTS if every == newest else SHARED_OF_NEWEST
