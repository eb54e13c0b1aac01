"""Sets that Autopsy and The Sleuth Kit keep: SQLite files named `.kdb`, schema version 1.

Source: tsk/hashdb/sqlite_hdb.cpp of The Sleuth Kit 4.12: `db_properties(name, value)` states the schema
version, `hashes(id, md5, sha1, sha2_256)` holds raw digests, any of them NULL. File names and comments, in
tables of their own, are the list maker's and are not kept.
"""

import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.errors import HashSetRefused
from forensics.hashset.parsing.databases import (
    MAGIC,
    columns_of,
    looked_into,
    read_database,
    schema_of,
)
from forensics.hashset.records import RecordBatch, UnfitRecord, Values
from forensics.hashset.sources import Opening, Recognised, SetSource
from forensics.paths import display_text

KEY = "kdb"
_COLUMNS = {"id", "md5", "sha1", "sha2_256"}
_ROWS = 1_000
_IN_TABLE = (Algorithm.MD5, Algorithm.SHA1, Algorithm.SHA256)
_VERSION = "SELECT value FROM db_properties WHERE name = 'Schema Version'"


def detect(opening: Opening) -> Recognised | None:
    if not opening.head.startswith(MAGIC):
        return None
    with looked_into(opening) as database:
        kinds = schema_of(database)
        if not set(kinds) >= {"HASHES", "DB_PROPERTIES"} or kinds["HASHES"] != "table":
            return None
        if not columns_of(database, "hashes") >= _COLUMNS:
            return None
        versions = [row[0] for row in database.execute(_VERSION)]
    _check_version(opening, versions)
    return Recognised(title="Autopsy hash set", notes=("File names and comments of the set are not kept.",))


def _check_version(opening: Opening, versions: Sequence[object]) -> None:
    told = [value if isinstance(value, bytes) else str(value).encode() for value in versions]
    if told != [b"1"]:
        spelled = display_text(told[0]) if len(told) == 1 else "that is not clear"
        raise HashSetRefused(
            f"{opening.shown} is an Autopsy hash set with a schema version {spelled}; "
            "Fieldcase reads version 1."
        )


def read(source: SetSource) -> Iterator[RecordBatch]:
    try:
        yield from read_database(source, table="hashes", batches_of=_batches)
    except UnfitRecord as trouble:
        raise source.refusal(f"row {trouble.row:,} of hashes (counted from 0)", str(trouble)) from trouble


def _batches(database: sqlite3.Connection) -> Iterator[tuple[RecordBatch, float]]:
    database.text_factory = str  # a text where raw bytes belong is to be told from them
    (last,) = database.execute("SELECT max(id) FROM hashes").fetchone()
    first = 0
    cursor = database.execute("SELECT id, md5, sha1, sha2_256 FROM hashes ORDER BY id")
    while rows := cursor.fetchmany(_ROWS):
        numbers, *columns = zip(*rows, strict=True)
        try:
            digests = {
                algorithm: values
                for algorithm, column in zip(_IN_TABLE, columns, strict=True)
                if (values := _raw_column(column, algorithm=algorithm)) is not None
            }
        except UnfitRecord as trouble:
            raise UnfitRecord(first + trouble.row, str(trouble)) from trouble
        first += len(rows)
        yield RecordBatch(count=len(rows), digests=digests), _share(numbers[-1], last)


def _share(reached: object, last: object) -> float:
    if not isinstance(reached, int) or not isinstance(last, int) or last <= 0:
        return 0.0
    return min(max(reached / last, 0.0), 1.0)


def _raw_column(column: Sequence[object], *, algorithm: Algorithm) -> Values | None:
    width = DIGEST_BYTES[algorithm]
    for row, value in enumerate(column):
        if value is not None and not (isinstance(value, bytes) and len(value) == width):
            raise UnfitRecord(row, f"its {algorithm.upper()} value is not {width} bytes long")
    present = [place for place, value in enumerate(column) if value is not None]
    if not present:
        return None
    joined = b"".join(value for value in column if isinstance(value, bytes))
    raw = np.frombuffer(joined, dtype=np.uint8).reshape(-1, width)
    return Values(raw=raw, places=np.array(present, dtype=np.uint32))
