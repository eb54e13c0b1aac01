"""The browse index: narrow tables beside the facts, made from them and thrown away at will.

They hold nothing that the facts do not say, so nobody vouches for them: tables are sorted and filtered by
them, and what is shown of a row is read from the facts.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from sqlalchemy import Column, Integer, MetaData, Table, Text

from app.rows.browsing import REASONS_BY_RULE
from app.rows.filter_terms import KINDS, OUTCOMES
from forensics.paths import display_text

FORM: Final = 6  # another form of these tables is not read, but made anew
SCHEMA: Final = "browse"
_MOST: Final = (1 << 63) - 1  # what SQLite counts up to
_METADATA = MetaData()

OUTCOME_ORDER: Final = (  # the fixed order of outcomes everywhere; a list sorted by outcome has it
    *("matched", "known", "compared", "ruled_out_by_size", "no_content", "skipped_by_profile"),
    *("unreadable", "encrypted", "waiting"),
)
OUTCOME_CODES: Final = {outcome: code for code, outcome in enumerate(OUTCOME_ORDER)}
KIND_CODES: Final = {kind: code for code, kind in enumerate(sorted(KINDS))}
WAITING_CODE: Final = OUTCOME_CODES["waiting"]
if frozenset(OUTCOMES) != OUTCOME_CODES.keys():
    raise AssertionError("every outcome that can be asked for has its place in the order")

BROWSED: Final = Table(
    "browsed",
    _METADATA,
    Column("id", Integer, primary_key=True),
    *(
        Column(name, Integer)
        for name in ("scan_id", "exhibit_id", "volume", "folder", "size_bytes", "outcome", "kind")
    ),
    *(Column(name, Integer) for name in ("deleted", "mtime_ns", "crtime_ns", "atime_ns", "reason")),
    Column("begins", Integer),  # bytes of the image: no part of the content lies before,
    Column("ends", Integer),  # and none from here on
    Column("shared", Integer),  # the number in SHARED of the exhibits that its content lies on, if several
    Column("name_at", Integer),  # where the name begins in the path, from 1
    Column("ext", Text),
    Column("stream", Text),
    Column("remains", Text),
    Column("flags", Text),
    Column("path", Text),  # as shown, with small letters
    schema=SCHEMA,
)
FOLDERS: Final = Table(
    "folder",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("exhibit_id", Integer),
    Column("volume", Integer),
    Column("path", Text),  # as shown, with a slash at its end
    *(Column(name, Integer) for name in ("files", "matched", "folders")),
    Column("place", Integer),  # among all folders by name; the same for folders of the same name
    schema=SCHEMA,
)
FINDINGS: Final = Table(
    "finding",
    _METADATA,
    Column("entry_id", Integer, primary_key=True),
    *(Column(name, Integer) for name in ("hit_id", "records", "is_notable")),
    schema=SCHEMA,
)
SHARED: Final = Table(  # the scans of exhibits that have contents in common; few, however many contents
    "shared",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("scan_id", Integer, primary_key=True),
    schema=SCHEMA,
)
REASONS: Final = Table(
    "reason", _METADATA, Column("id", Integer, primary_key=True), Column("words", Text), schema=SCHEMA
)


def _coded(codes: Mapping[str, int | str], expression: str) -> str:
    cases = " ".join(f"WHEN '{word}' THEN {code!r}" for word, code in codes.items())
    return f"CASE {expression} {cases} END"


_OUTCOME = _coded(OUTCOME_CODES, "coalesce(x.outcome, 'waiting')")
_RULED = _coded(REASONS_BY_RULE, "coalesce(x.outcome, 'waiting')")
_WHY = f"coalesce(x.reason, {_RULED})"
_REASON = "(SELECT r.id FROM browse.reason r WHERE r.words = " + _WHY + ")"
ONE_RUN: Final = b"\x91"  # MessagePack: an array with one element
_IS_IN_ONE_PIECE = f"substr(e.extents, 1, 1) = x'{ONE_RUN.hex()}'"
_BEGINS = (
    f"CASE WHEN e.extents IS NULL OR {_IS_IN_ONE_PIECE} THEN e.place_bytes ELSE first_byte(e.extents) END"
)
_ENDS = (
    "CASE WHEN e.extents IS NULL THEN e.place_bytes + 1 "
    f"WHEN {_IS_IN_ONE_PIECE} THEN e.place_bytes + e.size_bytes ELSE end_byte(e.extents) END"
)

MAKING: Final = (
    "CREATE TABLE browse.made (form INTEGER, facts TEXT)",
    "CREATE TABLE browse.scan (id INTEGER PRIMARY KEY, started_at TEXT, last_hit INTEGER DEFAULT 0, "
    "last_entry INTEGER DEFAULT 0)",
    "CREATE TABLE browse.browsed (id INTEGER PRIMARY KEY, scan_id INTEGER, "
    "exhibit_id INTEGER, volume INTEGER, "
    "folder INTEGER, size_bytes INTEGER, outcome INTEGER, kind INTEGER, deleted INTEGER, mtime_ns INTEGER, "
    "crtime_ns INTEGER, atime_ns INTEGER, reason INTEGER, begins INTEGER, ends INTEGER, shared INTEGER, "
    "name_at INTEGER, ext TEXT, stream TEXT, remains TEXT, flags TEXT, path TEXT)",
    "CREATE TABLE browse.folder (id INTEGER PRIMARY KEY, exhibit_id INTEGER, volume INTEGER, path TEXT, "
    "files INTEGER DEFAULT 0, matched INTEGER DEFAULT 0, folders INTEGER DEFAULT 0, place INTEGER)",
    "CREATE UNIQUE INDEX browse.folder_by_path ON folder (exhibit_id, volume, path)",
    "CREATE TABLE browse.finding (entry_id INTEGER PRIMARY KEY, hit_id INTEGER, records INTEGER, "
    "is_notable INTEGER)",
    "CREATE TABLE browse.shared (id INTEGER, scan_id INTEGER, PRIMARY KEY (id, scan_id)) WITHOUT ROWID",
    "CREATE TABLE browse.coverage (scan_id INTEGER, volume INTEGER, outcome TEXT, entries INTEGER, "
    "bytes_read INTEGER)",
    "CREATE TABLE browse.reason (id INTEGER PRIMARY KEY, words TEXT UNIQUE)",
)

NEW_REASONS: Final = (
    f"INSERT OR IGNORE INTO browse.reason (words) SELECT DISTINCT {_WHY} FROM main.examination x "
    f"WHERE {_WHY} IS NOT NULL UNION SELECT '{REASONS_BY_RULE['waiting']}'"
)
NEW_ENTRIES: Final = (
    "INSERT INTO browse.browsed SELECT e.id, e.scan_id, ?, e.volume, "
    "folder_number(?, e.volume, e.shown_path, e.stream), "
    f"e.size_bytes, {_OUTCOME}, {_coded(KIND_CODES, 'e.kind')}, NOT e.allocated, "
    "e.mtime_ns, e.crtime_ns, e.atime_ns, "
    f"{_REASON}, {_BEGINS}, {_ENDS}, NULL, "
    "name_place(e.shown_path, e.stream), name_end(e.shown_path, e.stream), "
    "CASE WHEN e.stream IS NOT NULL THEN shown_stream(e.stream) END, e.remains, e.flags, "
    "folded(e.shown_path) "
    "FROM main.entry e LEFT JOIN main.examination x ON x.entry_id = e.id WHERE e.scan_id = ? AND e.id > ?"
)
SETTLED: Final = (
    f"UPDATE browse.browsed SET outcome = {_OUTCOME}, reason = {_REASON} FROM main.examination x "
    f"WHERE x.entry_id = browsed.id AND browsed.outcome = {WAITING_CODE}"
)
_IS_KNOWN = "(SELECT s.role <> 'notable' FROM main.loaded_set s WHERE s.id = h.set_id)"
_LATER: Final = 1 << 61  # more than any number of a hit: records of known sets come after notable ones
NEW_FINDINGS: Final = (
    f"INSERT INTO browse.finding SELECT entry_id, first & {_LATER - 1}, records, first < {_LATER} FROM ("
    f"SELECT h.entry_id, min(h.id | CASE {_IS_KNOWN} WHEN 1 THEN {_LATER} ELSE 0 END) AS first, "
    "count(*) AS records FROM main.hit h JOIN main.entry e ON e.id = h.entry_id "
    "WHERE h.id > ? AND e.scan_id = ? GROUP BY h.entry_id)"
)
FOLDER_COUNTS: Final = (
    "UPDATE browse.folder SET files = n, matched = m, folders = d FROM (SELECT folder, "
    f"sum(kind <> {KIND_CODES['dir']}) AS n, sum(outcome = {OUTCOME_CODES['matched']}) AS m, "
    f"sum(kind = {KIND_CODES['dir']}) AS d FROM browse.browsed GROUP BY folder) "
    "WHERE folder = folder.id"
)
FOLDER_PLACES: Final = (  # a number is compared faster than the beginning of each entry's path
    "UPDATE browse.folder SET place = r.place FROM (SELECT id, dense_rank() OVER "
    "(ORDER BY small_letters(path)) AS place FROM browse.folder) r WHERE r.id = folder.id"
)

CONTENTS: Final = (  # of files with a SHA-256
    "SELECT b.id, b.scan_id, x.sha256 FROM browse.browsed b JOIN main.examination x ON x.entry_id = b.id "
    "WHERE length(x.sha256) = 32"
)
FOUND_CONTENTS: Final = f"{CONTENTS} AND b.id IN (SELECT f.entry_id FROM browse.finding f WHERE f.is_notable)"
NEW_COVERAGE: Final = (  # as outcome_counts tells it
    "INSERT INTO browse.coverage SELECT b.scan_id, b.volume, coalesce(x.outcome, 'waiting') AS outcome, "
    "count(*), coalesce(sum(x.bytes_read), 0) FROM browse.browsed b "
    "LEFT JOIN main.examination x ON x.entry_id = b.id WHERE b.scan_id = ? "
    "GROUP BY b.volume, coalesce(x.outcome, 'waiting')"
)


class FolderNumbers:
    """Gives each folder a number while entries are filled in; SQLite asks it row by row.

    A join over the text of folders takes three times as long.
    """

    def __init__(self, known: Iterable[tuple[int, int, int, str]]) -> None:
        self._numbers = {(exhibit, volume, path): number for number, exhibit, volume, path in known}
        self._next = max(self._numbers.values(), default=0) + 1
        self.new: list[tuple[int, int, int, str]] = []

    def number(self, exhibit: int, volume: int, shown_path: str, stream: bytes | None) -> int:
        return self._of(exhibit, volume, shown_path[: name_place(shown_path, stream) - 1])

    def _of(self, exhibit: int, volume: int, folder: str) -> int:
        key = (exhibit, volume, folder)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._next
            self._next += 1
            self.new.append((number, *key))
            above = folder[: folder.rstrip("/").rfind("/") + 1]
            if above and above != folder:
                self._of(exhibit, volume, above)  # a folder that has no entry of its own is one too
        return number


def name_place(shown_path: str, stream: bytes | None) -> int:
    """Where the name begins, from 1 as SQL counts; the name of a stream may have slashes in it."""
    if stream is None:
        return shown_path.rfind("/") + 2
    return shown_path.rfind("/", 0, len(shown_path) - len(display_text(stream)) - 1) + 2


def name_end(shown_path: str, stream: bytes | None) -> str | None:
    """What follows the last dot of the name of the file, in small letters."""
    end = len(shown_path) if stream is None else len(shown_path) - len(display_text(stream)) - 1
    dot = shown_path.rfind(".", 0, end)
    return shown_path[dot + 1 : end].lower() if dot > shown_path.rfind("/", 0, end) + 1 else None


def shown_stream(stream: bytes) -> str:
    return display_text(stream).casefold()


def first_byte(extents: bytes) -> int | None:
    """Where the first of the runs begins that has a place; SQLite asks it for contents in several pieces."""
    return min((offset for offset, _ in _placed(extents)), default=None)


def end_byte(extents: bytes) -> int | None:
    """Behind the last byte of the runs that have a place."""
    return max((min(offset + length, _MOST) for offset, length in _placed(extents)), default=None)


def _placed(extents: bytes) -> list[tuple[int, int]]:
    return [(offset, length) for offset, length in msgspec.msgpack.decode(extents) if offset is not None]
