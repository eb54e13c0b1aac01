"""NSRL RDS version 3, the SQLite form: minimal sets (FILE is a table) and full sets (FILE is a view).

Only `sha256, sha1, md5, file_size` of FILE are read, columns that both kinds share (the full set's view has
no crc32). A row of FILE is a record: NSRL repeats a file for every package.
"""

import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from forensics.digests import Algorithm
from forensics.hashset.parsing.databases import (
    MAGIC,
    columns_of,
    looked_into,
    read_database,
    schema_of,
)
from forensics.hashset.parsing.hexcolumns import (
    digest_column,
    separated_digests,
    separated_sizes,
    size_column,
)
from forensics.hashset.records import RecordBatch, UnfitRecord, Values, every_place
from forensics.hashset.sources import Opening, Recognised, SetSource
from forensics.paths import display_text

KEY = "nsrl"
NOTE = "NSRL lists software that is known. Known is not harmless: hacking tools are listed too."
NOTE_IF_NOTABLE = "It was taken as notable: every file that it lists will be a hit, of whatever kind it is."
_PARTS = {"FILE", "PKG", "MFG", "OS", "VERSION"}
_COLUMNS = {"sha256", "sha1", "md5", "file_name", "file_size", "package_id"}
_ROWS_JOINED = 20_000
_LONGEST_JOINED_BYTES = 2 << 20
_ROWS_FETCHED = 1_000  # each may hold the longest values that `databases` lets through
_BEFORE_ALL_ROWS = -(1 << 63)
_IN_FILE = (Algorithm.SHA256, Algorithm.SHA1, Algorithm.MD5)
_ONE_BY_ONE = "SELECT sha256, sha1, md5, file_size FROM FILE"
_STRETCH = (
    "SELECT rowid AS number, sha256, sha1, md5, file_size FROM FILE WHERE rowid > ? ORDER BY rowid LIMIT ?"
)
# SQLite joins the values of many rows far faster than it hands them over one by one.
_JOINED = (
    "SELECT count(*), max(number), group_concat(sha256, ','), group_concat(sha1, ','),"  # noqa: S608  # constants
    f" group_concat(md5, ','), group_concat(file_size, ',') FROM ({_STRETCH})"
)


def detect(opening: Opening) -> Recognised | None:
    if not opening.head.startswith(MAGIC):
        return None
    with looked_into(opening) as database:
        kinds = schema_of(database)
        if not set(kinds) >= _PARTS or kinds["VERSION"] != "table":
            return None
        if not columns_of(database, "FILE") >= _COLUMNS:
            return None
        version = _version(database)
    title = "NSRL RDSv3 minimal" if kinds["FILE"] == "table" else "NSRL RDSv3 full"
    return Recognised(title=title, version=version, notes=(NOTE,), notes_if_notable=(NOTE_IF_NOTABLE,))


def _version(database: sqlite3.Connection) -> str | None:
    """The newest version a set states: a delta that was applied adds its own row."""
    order = "release_date DESC, " if "release_date" in columns_of(database, "VERSION") else ""
    row = database.execute(f"SELECT version FROM VERSION ORDER BY {order}version DESC LIMIT 1").fetchone()  # noqa: S608  # a constant
    if row is None or row[0] is None:
        return None
    return display_text(row[0] if isinstance(row[0], bytes) else str(row[0]).encode())


def read(source: SetSource) -> Iterator[RecordBatch]:
    try:
        yield from read_database(source, table="FILE", batches_of=_batches)
    except UnfitRecord as trouble:
        raise source.refusal(f"row {trouble.row:,} of FILE (counted from 0)", str(trouble)) from trouble


def _batches(database: sqlite3.Connection) -> Iterator[tuple[RecordBatch, float]]:
    is_table = schema_of(database)["FILE"] == "table"
    if is_table and "rowid" not in columns_of(database, "FILE") and _has_rowid(database):
        yield from _stretches(database)
    else:
        yield from _rows_one_by_one(database)


def _has_rowid(database: sqlite3.Connection) -> bool:
    try:
        database.execute("SELECT rowid FROM FILE LIMIT 0")
    except sqlite3.OperationalError:  # a table WITHOUT ROWID
        return False
    return True


def _stretches(database: sqlite3.Connection) -> Iterator[tuple[RecordBatch, float]]:
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_JOINED_BYTES)
    (last,) = database.execute("SELECT max(rowid) FROM FILE").fetchone()
    done, first = _BEFORE_ALL_ROWS, 0
    while True:
        count, reached, *texts = database.execute(_JOINED, (done, _ROWS_JOINED)).fetchone()
        if count == 0:
            return
        joined = _joined_batch(count, texts)
        if joined is None:  # something in these rows is absent or wrong
            rows = database.execute(_STRETCH, (done, _ROWS_JOINED)).fetchall()
            joined = _batch([row[1:] for row in rows], first=first)
        yield joined, min(max(reached, 0) / max(last, 1), 1.0)
        done, first = reached, first + count


def _joined_batch(count: int, texts: Sequence[bytes]) -> RecordBatch | None:
    digests: dict[Algorithm, Values] = {}
    for algorithm, text in zip(_IN_FILE, texts, strict=False):
        raw = separated_digests(text or b"", count=count, algorithm=algorithm)
        if raw is None:
            return None
        digests[algorithm] = Values(raw=raw, places=every_place(count))
    sizes = separated_sizes(texts[-1] or b"", count=count)
    return None if sizes is None else RecordBatch(count=count, digests=digests, sizes=sizes)


def _rows_one_by_one(database: sqlite3.Connection) -> Iterator[tuple[RecordBatch, float]]:
    first = 0
    cursor = database.execute(_ONE_BY_ONE)
    while rows := cursor.fetchmany(_ROWS_FETCHED):
        yield _batch(rows, first=first), 0.0  # a view does not say how many rows it has
        first += len(rows)


def _batch(rows: Sequence[Sequence[object]], *, first: int) -> RecordBatch:
    columns = tuple(zip(*rows, strict=True))
    try:
        digests = {
            algorithm: values
            for algorithm, column in zip(_IN_FILE, columns, strict=False)
            if (values := digest_column(_texts(column, algorithm), algorithm=algorithm)) is not None
        }
        return RecordBatch(count=len(rows), digests=digests, sizes=_sizes(columns[-1]))
    except UnfitRecord as trouble:
        raise UnfitRecord(first + trouble.row, str(trouble)) from trouble


def _texts(column: Sequence[object], algorithm: Algorithm) -> list[bytes | None]:
    if not set(map(type, column)) <= {bytes, type(None)}:
        row = next(n for n, value in enumerate(column) if not isinstance(value, bytes | None))
        raise UnfitRecord(row, f"its {algorithm.upper()} value is not a text")
    return list(column)  # type: ignore[arg-type]  # looked at above


def _sizes(column: Sequence[object]) -> npt.NDArray[np.int64]:
    for row, size in enumerate(column):
        if isinstance(size, int) and size < 0:
            raise UnfitRecord(row, f"no file has the size {size}")
        if not (size is None or isinstance(size, int) or (isinstance(size, bytes) and size.isdigit())):
            raise UnfitRecord(row, "its file_size is not a number")
    return size_column([b"" if size is None else _spelled(size) for size in column])


def _spelled(size: object) -> bytes:
    return size if isinstance(size, bytes) else str(size).encode()
