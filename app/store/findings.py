"""The digest over a scan's findings, which its custody event carries: a later change of any row shows.

Two scans of the same media with the same plan and sets have the same digest, whatever their numbers and
however often they were interrupted. It is made of digests of parts, so that the largest part, the entries, is
digested while they are stored: reading a million of them again would cost a third of a scan.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.store.entries_digest import EntriesDigest, columns_of, one_after_the_other
from app.store.findings_before_plans import digest_before_plans, fault_finding
from app.store.results import (
    ENTRIES,
    EXAMINATIONS,
    FAULTS,
    HITS,
    READ_AT_ONCE,
    SCANS,
    SETS,
    byte_counts,
    census_rows,
    listing_ends,
)
from app.store.schema import ENTRIES_OF_A_SCAN

_encode = msgspec.msgpack.Encoder().encode

_EXAMINATION_COLUMNS = (
    EXAMINATIONS.c.outcome,
    EXAMINATIONS.c.md5,
    EXAMINATIONS.c.sha1,
    EXAMINATIONS.c.sha256,
    EXAMINATIONS.c.reason,
    EXAMINATIONS.c.bytes_read,
)  # not `read_twice`: chance decides on that, and the custody event carries its count


def entries_digest(connection: Connection, scan_id: int) -> EntriesDigest:
    """Of all entries of a scan, from the store; an engine that goes on with a scan starts with this."""
    plan = connection.execute(select(SCANS.c.plan).where(SCANS.c.id == scan_id)).scalar_one()
    columns = columns_of(plan)
    digest = EntriesDigest(len(columns))
    entries = (
        select(*(ENTRIES.c[name] for name in columns))
        .where(ENTRIES.c.scan_id == scan_id)
        .order_by(ENTRIES.c.id)
    )
    for batch in _batches(connection, entries):
        digest.add(batch)
    return digest


def findings_digest(connection: Connection, scan_id: int, *, entries: EntriesDigest | None = None) -> str:
    """SHA-256 (hex) over all entries, examinations, hits, faults, counts and the byte ledger of a scan.

    `entries` is what `entries_digest` would give, where the caller has it.
    """
    plan = connection.execute(select(SCANS.c.plan).where(SCANS.c.id == scan_id)).scalar_one()
    if plan is None:
        return digest_before_plans(connection, scan_id)
    parts = (
        (entries or entries_digest(connection, scan_id)).digest(),
        _examinations(connection, scan_id).digest(),
        *(_of(rows) for rows in (_hits(connection, scan_id), _faults(connection, scan_id))),
        *(_of([tuple(row) for row in ask(connection, scan_id)]) for ask in _COUNTS),
    )
    return hashlib.sha256(b"".join(parts)).hexdigest()


_COUNTS: tuple[Callable[[Connection, int], Sequence[Row[Any]]], ...] = (
    listing_ends,
    census_rows,
    byte_counts,
)


def _of(rows: Sequence[tuple[Any, ...]]) -> bytes:
    return hashlib.sha256(_encode(rows)).digest()


def _examinations(connection: Connection, scan_id: int) -> "hashlib._Hash":
    running = hashlib.sha256()
    first = scan_id * ENTRIES_OF_A_SCAN
    statement = (
        select(EXAMINATIONS.c.entry_id - first, *_EXAMINATION_COLUMNS)
        .where(EXAMINATIONS.c.entry_id > first, EXAMINATIONS.c.entry_id <= first + ENTRIES_OF_A_SCAN)
        .order_by(EXAMINATIONS.c.entry_id)
    )
    for batch in _batches(connection, statement):
        running.update(one_after_the_other(batch))
    return running


def _hits(connection: Connection, scan_id: int) -> list[tuple[Any, ...]]:
    """Entry by entry, by set and record and not in the order they were written in."""
    columns = (HITS.c.algorithm, HITS.c.record, HITS.c.category, HITS.c.scheme)
    statement = (
        select(HITS.c.entry_id - scan_id * ENTRIES_OF_A_SCAN, SETS.c.position, *columns)
        .select_from(HITS)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .where(SETS.c.scan_id == scan_id)
    )
    return sorted((tuple(row) for row in connection.execute(statement)), key=repr)


def _faults(connection: Connection, scan_id: int) -> list[tuple[Any, ...]]:
    statement = select(FAULTS).where(FAULTS.c.scan_id == scan_id)
    return sorted((fault_finding(row) for row in connection.execute(statement)), key=repr)


def _batches(connection: Connection, statement: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as the driver gives them: making SQLAlchemy's of a million takes three times as long."""
    cursor: Any = connection.execute(statement).cursor  # Any: the driver's own
    while batch := cursor.fetchmany(READ_AT_ONCE):
        yield batch
    cursor.close()
