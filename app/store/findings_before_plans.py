"""The digest over the findings of scans from before format 1.1, which recorded no plan.

Their custody events carry it, and a case is verified as long as it exists.
"""

import hashlib
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from app.store.results import ENTRIES, EXAMINATIONS, FAULTS, HITS, READ_AT_ONCE, SETS, listing_ends

_FINDING_COLUMNS = (
    ENTRIES.c.volume,
    ENTRIES.c.meta_addr,
    ENTRIES.c.attr_type,
    ENTRIES.c.attr_id,
    ENTRIES.c.path,
    ENTRIES.c.stream,
    ENTRIES.c.shown_path,
    ENTRIES.c.kind,
    ENTRIES.c.size_bytes,
    ENTRIES.c.allocated,
    ENTRIES.c.content,
    ENTRIES.c.mtime_ns,
    ENTRIES.c.atime_ns,
    ENTRIES.c.ctime_ns,
    ENTRIES.c.crtime_ns,
    ENTRIES.c.zone,
    ENTRIES.c.link_target,
    ENTRIES.c.extents,
    EXAMINATIONS.c.outcome,
    EXAMINATIONS.c.md5,
    EXAMINATIONS.c.sha1,
    EXAMINATIONS.c.sha256,
    EXAMINATIONS.c.reason,
    EXAMINATIONS.c.bytes_read,
)


def digest_before_plans(connection: Connection, scan_id: int) -> str:
    """SHA-256 (hex) over each entry with its examination and hits, then faults and the listings' ends."""
    running = hashlib.sha256()
    encode = msgspec.msgpack.Encoder().encode
    hits: dict[int, list[tuple[Any, ...]]] = {}
    of_scan = (
        select(HITS, SETS.c.position)
        .select_from(HITS)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .where(SETS.c.scan_id == scan_id)
    )
    for row in connection.execute(of_scan.order_by(HITS.c.id)):
        hits.setdefault(row.entry_id, []).append(
            (row.position, row.algorithm, row.record, row.category, row.scheme)
        )
    entries = (
        select(ENTRIES.c.id, *_FINDING_COLUMNS)
        .select_from(ENTRIES)
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == ENTRIES.c.id)
        .where(ENTRIES.c.scan_id == scan_id)
        .order_by(ENTRIES.c.id)
    )
    for entry_id, *finding in connection.execute(entries.execution_options(yield_per=READ_AT_ONCE)):
        running.update(encode((finding, sorted(hits.get(entry_id, ()), key=repr))))
    faults = select(FAULTS).where(FAULTS.c.scan_id == scan_id)
    running.update(encode(sorted((fault_finding(row) for row in connection.execute(faults)), key=repr)))
    running.update(encode([list(row) for row in listing_ends(connection, scan_id)]))
    return running.hexdigest()


def fault_finding(row: Row[Any]) -> tuple[Any, ...]:
    """A fault without row numbers, in a form that can be put in order."""
    return (
        row.stage,
        -1 if row.volume is None else row.volume,
        row.path or b"",
        row.stream or b"",
        row.reason,
        -1 if row.meta_addr is None else row.meta_addr,
        -1 if row.offset_bytes is None else row.offset_bytes,
        -1 if row.length_bytes is None else row.length_bytes,
        row.entry_id is not None,
    )
