"""Filling the browse index from the facts, and letting it catch up while a scan runs.

Facts are only added: what is new has a higher number, and of entries that were listed only those that wait
for an outcome can still change.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

from app.store.browse_tables import (
    CONTENTS,
    FOLDER_COUNTS,
    FOLDER_PLACES,
    FOUND_CONTENTS,
    NEW_COVERAGE,
    NEW_ENTRIES,
    NEW_FINDINGS,
    NEW_REASONS,
    SETTLED,
    WAITING_CODE,
    FolderNumbers,
    end_byte,
    first_byte,
    name_end,
    name_place,
    shown_stream,
)
from app.store.common_contents import common_contents
from app.store.schema import ENTRIES_OF_A_SCAN

Numbering = Callable[[int, int, str, bytes | None], int]  # folders, as SQLite asks for them
Scan = tuple[int, int, str]  # number, exhibit, when it was started
_ENTRIES_SHARE: Final = 0.55  # of the time, measured with a million entries on two exhibits
_SHARED_SHARE: Final = 0.9
_STEP: Final = 5_000  # entries from one word about it to the next


class _Steps:
    """Tells how far a scan's entries are: `within` is its part of all, `of` the most it has."""

    def __init__(self, within: tuple[float, float], *, of: int, told: Callable[[float], object]) -> None:
        self._first, self._last = within
        self._of, self._told, self._done = of, told, 0

    def counting(self, number: Numbering) -> Numbering:
        """A function that SQLite asks once for each entry, as one that counts."""

        def counted(exhibit: int, volume: int, path: str, stream: bytes | None) -> int:
            self._done += 1
            if self._done % _STEP == 0:
                part = min(1.0, self._done / self._of)
                self._told(self._first + (self._last - self._first) * part)
            return number(exhibit, volume, path, stream)

        return counted


class Filling:
    """One catching up over one connection: the facts as `main`, the index as `browse`."""

    def __init__(
        self, connection: sqlite3.Connection, *, told: Callable[[float], object] = lambda _share: None
    ) -> None:
        """`told` hears how far it is, 0 to 1."""
        self._connection, self._told = connection, told

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
        for place, scan in enumerate(scans):
            self._add_entries(scan, within=(place / len(scans), (place + 1) / len(scans)))
        if waiting:
            self._settle()
        for number, _, _ in scans:
            self._add_findings(number)
        if self._connection.total_changes != before:
            self._connection.execute(FOLDER_COUNTS)
            self._connection.execute(FOLDER_PLACES)
            self._add_shared(scans)
        self._told(_SHARED_SHARE)
        for number, _, _ in scans:
            self._add_coverage(number)
        self._told(1.0)

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
        """Findings go by the entries they are of."""
        self._connection.execute(
            "DELETE FROM browse.finding WHERE entry_id IN (SELECT id FROM browse.browsed WHERE scan_id = ?)",
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

    def _add_entries(self, scan: Scan, *, within: tuple[float, float]) -> None:
        """`within`: the part of all entries that this scan has, for who hears how far it is."""
        number, exhibit, _ = scan
        after, last = self._last_browsed(number), self._last_listed(number)
        if last <= after:
            return
        folders = FolderNumbers(
            self._connection.execute("SELECT id, exhibit_id, volume, path FROM browse.folder")
        )
        steps = _Steps(within, of=last - max(after, number * ENTRIES_OF_A_SCAN), told=self._on_entries)
        for name, takes, function in (
            ("folder_number", 4, steps.counting(folders.number)),
            ("name_place", 2, name_place),
            ("name_end", 2, name_end),
            ("shown_stream", 1, shown_stream),
            ("folded", 1, str.casefold),
            ("first_byte", 1, first_byte),
            ("end_byte", 1, end_byte),
        ):
            self._connection.create_function(name, takes, function)
        self._connection.execute(NEW_REASONS)
        self._connection.execute(NEW_ENTRIES, (exhibit, exhibit, number, after))
        self._connection.executemany(
            "INSERT INTO browse.folder (id, exhibit_id, volume, path) VALUES (?, ?, ?, ?)", folders.new
        )
        self._connection.execute("UPDATE browse.scan SET last_entry = ? WHERE id = ?", (last, number))

    def _on_entries(self, share: float) -> None:
        self._told(share * _ENTRIES_SHARE)

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
        if self._connection.execute("SELECT EXISTS (SELECT 1 FROM browse.shared)").fetchone()[0]:
            self._connection.execute("DELETE FROM browse.shared")
            self._connection.execute("UPDATE browse.browsed SET shared = NULL WHERE shared IS NOT NULL")
        if len(scans) < 2:
            return
        # While a scan runs: not of a million others.
        asked = FOUND_CONTENTS if self._waiting() else CONTENTS
        found = common_contents(self._connection.execute(asked))
        rows = [(number, scan) for place, number in found.places.items() for scan in place]
        self._connection.executemany("INSERT INTO browse.shared VALUES (?, ?)", rows)
        self._connection.executemany("UPDATE browse.browsed SET shared = ? WHERE id = ?", found.entries)

    def _add_coverage(self, scan: int) -> None:
        """The sums of a scan that reached its end, which nothing can change any more."""
        asked = (
            "SELECT EXISTS (SELECT 1 FROM main.scan_end WHERE scan_id = ?) "
            "AND NOT EXISTS (SELECT 1 FROM browse.coverage WHERE scan_id = ?)"
        )
        if self._connection.execute(asked, (scan, scan)).fetchone()[0]:
            self._connection.execute(NEW_COVERAGE, (scan,))
