"""SQLite files of strangers, read without a trace: no lock, no journal, nothing written beside them.

A database is opened immutable, its texts come as bytes, and no value far longer than a hash set has is ever
loaded. `read_database` digests the file beside the reading and holds a second witness against the rows: the
number of entries in an index over the same table.
"""

import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from forensics.errors import HashSetRefused
from forensics.hashset import ImportStopped
from forensics.hashset.parsing.digesting import DigestBeside
from forensics.hashset.records import WITHOUT_DIGEST, RecordBatch, without_digest
from forensics.hashset.sources import Opening, SetSource

MAGIC = b"SQLite format 3\0"  # sqlite.org/fileformat2.html, section 1.3
_LONGEST_VALUE_BYTES = 1 << 16  # of a row too: names and paths are the longest
_STEPS_A_CHECK = 100_000  # of SQLite's own machine; a few milliseconds
_PAGE_BYTES_AT, _CHANGES_AT, _PAGES_AT, _COUNTED_AT = 16, 24, 28, 92  # section 1.3

BatchesOf = Callable[[sqlite3.Connection], Iterator[tuple[RecordBatch, float]]]
"""The records of a database, each batch with the share of the rows that is behind it then, 0.0 to 1.0."""


def open_database(path: Path) -> sqlite3.Connection:
    """The database at `path`, read-only and without a trace; texts come as bytes."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.text_factory = bytes
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE_BYTES)
    database.execute("PRAGMA trusted_schema=OFF")  # its views come from strangers
    database.execute("PRAGMA cell_size_check=ON")
    return database


def schema_of(database: sqlite3.Connection) -> dict[str, str]:
    """Table and view names in capitals, with "table" or "view"."""
    rows = database.execute("SELECT upper(name), type FROM sqlite_master WHERE type IN ('table', 'view')")
    return {name.decode(): kind.decode() for name, kind in rows}


def columns_of(database: sqlite3.Connection, table: str) -> set[str]:
    """The column names of a table or view in small letters, none when there is no such table."""
    return {row[1].decode().lower() for row in database.execute(f'PRAGMA table_info("{table}")')}


def refuse_unfinished(opening: Opening) -> None:
    """Raise HashSetRefused when the database is cut off or another program has not finished writing it."""
    for ending in ("-wal", "-journal"):
        beside = opening.path.with_name(opening.path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            raise HashSetRefused(
                f"{opening.shown} has an unfinished change beside it ({ending[1:]} file); "
                "close it in the program that writes it."
            )
    head = opening.head.ljust(100, b"\0")
    (page_bytes,) = struct.unpack_from(">H", head, _PAGE_BYTES_AT)
    (page_count,) = struct.unpack_from(">I", head, _PAGES_AT)
    # Section 1.3.8: the page count is to be trusted only when both counters of changes agree.
    is_counted = head[_CHANGES_AT : _CHANGES_AT + 4] == head[_COUNTED_AT : _COUNTED_AT + 4]
    if is_counted and page_count * (65_536 if page_bytes == 1 else page_bytes) > opening.path.stat().st_size:
        raise HashSetRefused(
            f"{opening.shown} is cut off: the database in it says that it is longer; nothing was kept."
        )


@contextmanager
def looked_into(opening: Opening) -> Iterator[sqlite3.Connection]:
    """The database of an opening, to see what it is; raise HashSetRefused when it is cut off or damaged."""
    refuse_unfinished(opening)
    try:
        with closing(open_database(opening.path)) as database:
            yield database
    except (sqlite3.Error, UnicodeError) as trouble:
        raise damaged(opening) from trouble


def damaged(opening: Opening) -> HashSetRefused:
    return opening.refusal("the SQLite database is damaged")


def read_database(source: SetSource, *, table: str, batches_of: BatchesOf) -> Iterator[RecordBatch]:
    """The batches that `batches_of` gives, as many rows as an index over `table` counts.

    Raise HashSetRefused when the database is damaged, changes while it is read, or table and index disagree.
    """
    before = source.state()
    try:
        with (
            DigestBeside(source.opening.path) as digest,
            closing(open_database(source.opening.path)) as database,
        ):
            yield from _witnessed(database, source=source, digest=digest, table=table, batches_of=batches_of)
            _finish_digest(source, digest)
    except sqlite3.Error as trouble:
        if source.cancelled():
            raise ImportStopped from trouble
        raise damaged(source.opening) from trouble
    except OSError as trouble:
        raise source.refusal(None, f"it cannot be read ({trouble.strerror or trouble})") from trouble
    if source.state() != before:
        raise source.refusal(None, "it was changed while it was read")


def _witnessed(
    database: sqlite3.Connection,
    *,
    source: SetSource,
    digest: DigestBeside,
    table: str,
    batches_of: BatchesOf,
) -> Iterator[RecordBatch]:
    length, share, count = digest.length_bytes, 0.0, 0

    def tick() -> bool:
        digest.go_on()
        source.report(int(digest.done_bytes + share * length) // 2)
        return source.cancelled()

    database.set_progress_handler(tick, _STEPS_A_CHECK)
    expected = _entries_of_an_index(database, table)
    for batch, share in batches_of(database):  # noqa: B007  # `tick` tells it
        count += batch.count
        source.dropped[WITHOUT_DIGEST] += without_digest(batch)
        yield batch
    database.set_progress_handler(None, 0)
    if expected is not None and count != expected:
        raise source.refusal(
            None, f"table and index of the database disagree ({count:,} and {expected:,} rows)"
        )


def _finish_digest(source: SetSource, digest: DigestBeside) -> None:
    while not digest.is_finished:
        if source.cancelled():
            raise ImportStopped
        digest.wait()
        source.report((digest.done_bytes + digest.length_bytes) // 2)
    source.note_end(digest.sha256())


def _entries_of_an_index(database: sqlite3.Connection, table: str) -> int | None:
    """The rows that an index over `table` counts, a witness beside the table itself; `None` without one."""
    if schema_of(database)[table.upper()] != "table":
        return None
    indexes = [row[1].decode() for row in database.execute(f'PRAGMA index_list("{table}")') if not row[4]]
    if not indexes:
        return None
    quoted = indexes[0].replace('"', '""')
    # sum(1) and not count(*), which SQLite answers from whichever tree is smaller, the table included.
    counted = database.execute(f'SELECT sum(1) FROM "{table}" INDEXED BY "{quoted}"')  # noqa: S608  # quoted
    return int(counted.fetchone()[0] or 0)
