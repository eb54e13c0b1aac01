"""NSRL RDS version 3, the SQLite form: minimal sets (FILE is a table) and full sets (FILE is a view).

Only `sha256, sha1, md5, file_size` of FILE are read, columns that both kinds share (the full set's view has
no crc32). The database is opened immutable: no lock, no journal, nothing written beside it. A row of FILE is
a record: NSRL repeats a file for every package.
"""

import sqlite3
import struct
from binascii import unhexlify
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from forensics.digests import Algorithm
from forensics.errors import Cancelled, HashSetRefused
from forensics.hashset.hexdigests import raw_digest
from forensics.hashset.records import RecordBatch, SetRecord, batched
from forensics.hashset.sources import Opening, Recognised, SetSource

KEY = "nsrl"
MAGIC = b"SQLite format 3\0"  # sqlite.org/fileformat2.html, section 1.3
_PARTS = {"FILE", "PKG", "MFG", "OS", "VERSION"}
_COLUMNS = {"sha256", "sha1", "md5", "file_name", "file_size", "package_id"}
_ROWS_A_REPORT = 50_000
_STEPS_A_CHECK = 100_000  # of SQLite's own machine; a few milliseconds
_NOTE = "NSRL lists software that is known. Known is not harmless: hacking tools are listed too."


def detect(opening: Opening) -> Recognised | None:
    if not opening.head.startswith(MAGIC):
        return None
    _refuse_unfinished(opening)
    try:
        with closing(open_database(opening.path)) as database:
            kinds = schema_of(database)
            if not set(kinds) >= _PARTS or kinds["VERSION"] != "table":
                return None
            columns = {row[1].decode().lower() for row in database.execute('PRAGMA table_info("FILE")')}
            if not columns >= _COLUMNS:
                return None
            version = database.execute("SELECT version FROM VERSION LIMIT 1").fetchone()
    except (sqlite3.Error, UnicodeError) as trouble:
        raise _damaged(opening) from trouble
    title = "NSRL RDSv3 minimal" if kinds["FILE"] == "table" else "NSRL RDSv3 full"
    return Recognised(title=title, version=_text(version[0]) if version else None, notes=(_NOTE,))


def open_database(path: Path) -> sqlite3.Connection:
    """The database at `path`, read-only and without a trace; texts come as bytes."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.text_factory = bytes
    database.execute("PRAGMA trusted_schema=OFF")  # its views come from strangers
    database.execute("PRAGMA cell_size_check=ON")
    return database


def schema_of(database: sqlite3.Connection) -> dict[str, str]:
    """Table and view names in capitals, with "table" or "view"."""
    rows = database.execute("SELECT upper(name), type FROM sqlite_master WHERE type IN ('table', 'view')")
    return {name.decode(): kind.decode() for name, kind in rows}


def read(source: SetSource) -> Iterator[RecordBatch]:
    return batched(_records(source))


def _records(source: SetSource) -> Iterator[SetRecord]:
    source.expect_passes(2)
    before = source.state()
    source.read_through()
    try:
        with closing(open_database(source.opening.path)) as database:
            database.set_progress_handler(source.cancelled, _STEPS_A_CHECK)
            yield from _rows(database, source)
    except sqlite3.Error as trouble:
        if source.cancelled():
            raise Cancelled("The import was stopped; nothing of the set was kept.") from trouble
        raise _damaged(source.opening) from trouble
    if source.state() != before:
        raise source.refusal(None, "it was changed while it was read")


def _rows(database: sqlite3.Connection, source: SetSource) -> Iterator[SetRecord]:
    expected = _expected_rows(database)
    count = 0
    for sha256, sha1, md5, size in database.execute("SELECT sha256, sha1, md5, file_size FROM FILE"):
        try:
            if len(sha256) != 64 or len(sha1) != 40 or len(md5) != 32 or type(size) is not int:
                yield _unusual(sha256, sha1=sha1, md5=md5, size=size)
            else:
                yield SetRecord(unhexlify(md5), unhexlify(sha1), unhexlify(sha256), size)
        except (ValueError, TypeError) as trouble:
            reason = str(trouble) if isinstance(trouble, ValueError) else "it has a value of the wrong kind"
            raise source.refusal(f"row {count:,} of FILE (counted from 0)", reason) from trouble
        count += 1
        if expected and count % _ROWS_A_REPORT == 0:
            source.report(source.opening.length_bytes * count // expected)
    if expected is not None and count != expected:
        raise source.refusal(
            None, f"table and index of the database disagree ({count:,} and {expected:,} rows)"
        )


def _expected_rows(database: sqlite3.Connection) -> int | None:
    """The rows that the index over FILE counts, a second witness beside the table; `None` without one."""
    if schema_of(database)["FILE"] != "table":
        return None
    indexes = [row[1].decode() for row in database.execute('PRAGMA index_list("FILE")') if not row[4]]
    if not indexes:
        return None
    quoted = indexes[0].replace('"', '""')
    # sum(1) and not count(*), which SQLite answers from whichever tree is smaller, the table included.
    counted = database.execute(f'SELECT sum(1) FROM FILE INDEXED BY "{quoted}"')  # noqa: S608  # a quoted name
    return int(counted.fetchone()[0] or 0)


def _unusual(sha256: object, *, sha1: object, md5: object, size: object) -> SetRecord:
    """A row with an absent value, or one that is refused."""
    if not isinstance(size, int) and size is not None:
        raise ValueError("its file_size is not a number")
    return SetRecord(
        md5=_digest(md5, Algorithm.MD5),
        sha1=_digest(sha1, Algorithm.SHA1),
        sha256=_digest(sha256, Algorithm.SHA256),
        size_bytes=size,
    )


def _digest(written: object, algorithm: Algorithm) -> bytes | None:
    if written is None or written == b"":
        return None
    if not isinstance(written, bytes):
        raise ValueError(f"its {algorithm.upper()} value is not a text")  # noqa: TRY004  # the row is at fault
    return raw_digest(written, algorithm=algorithm)


def _refuse_unfinished(opening: Opening) -> None:
    for ending in ("-wal", "-journal"):
        beside = opening.path.with_name(opening.path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            raise HashSetRefused(
                f"{opening.name} has an unfinished change beside it ({ending[1:]} file); "
                "close it in the program that writes it."
            )
    page_bytes, page_count = (
        struct.unpack_from(">H", opening.head, 16)[0],
        struct.unpack_from(">I", opening.head, 28)[0],
    )
    is_counted = (
        opening.head[24:28] == opening.head[92:96]
    )  # section 1.3.8: otherwise the page count is not to be trusted
    if is_counted and page_count * (65_536 if page_bytes == 1 else page_bytes) > opening.length_bytes:
        raise HashSetRefused(
            f"{opening.name} is cut off: the database in it says that it is longer; nothing was kept."
        )


def _damaged(opening: Opening) -> HashSetRefused:
    return HashSetRefused(f"{opening.name}: the SQLite database is damaged; nothing of the set was kept.")


def _text(value: object) -> str:
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)
