"""Entries as the text that every form prints, straight from the driver's rows.

A million of them are written, and made into a root, in a few seconds: SQLAlchemy's rows and the values of
`forensics.entries` would take several times as long.
"""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, null, select

from app.store.results import (
    ENTRIES,
    EXAMINATIONS,
    EXHIBITS,
    OUTCOME,
    SCANS,
    newest_scans,
)
from app.store.schema import ENTRIES_OF_A_SCAN
from forensics.entries import EntryKind, Outcome
from forensics.entry_line import WAITING, EntryRow
from forensics.paths import display_text
from forensics.times import ZoneKind, local_text, utc_text

_COLUMNS = (
    *(ENTRIES.c.volume, ENTRIES.c.path, ENTRIES.c.meta_addr, ENTRIES.c.stream, ENTRIES.c.size_bytes),
    *(ENTRIES.c.allocated, ENTRIES.c.kind, OUTCOME),
    *(EXAMINATIONS.c.md5, EXAMINATIONS.c.sha1, EXAMINATIONS.c.sha256),
    *(ENTRIES.c.mtime_ns, ENTRIES.c.atime_ns, ENTRIES.c.ctime_ns, ENTRIES.c.crtime_ns, ENTRIES.c.zone),
    ENTRIES.c.link_target,
)
_AT_ONCE = 250  # rows; as they stay in the processor's cache, a fifth faster than thousands
_KINDS = {kind.value: kind.value for kind in EntryKind}
_OUTCOMES = {WAITING: WAITING} | {outcome.value: outcome.value for outcome in Outcome}
_TIME_TEXTS = {ZoneKind.UTC.value: utc_text, ZoneKind.LOCAL.value: local_text}


def all_entry_rows(connection: Connection) -> Iterator[list[EntryRow]]:
    """Every entry of the newest scans, exhibit after exhibit in walk order, some hundreds at a time."""
    for scan_id in newest_scans(connection):
        yield from scan_entry_rows(connection, scan_id)


def scan_entry_rows(
    connection: Connection, scan_id: int, *, with_extents: bool = True
) -> Iterator[list[EntryRow]]:
    """Every entry of one scan in walk order."""
    exhibit = connection.execute(
        select(EXHIBITS.c.label).join(SCANS, SCANS.c.exhibit_id == EXHIBITS.c.id).where(SCANS.c.id == scan_id)
    ).scalar_one()
    first = scan_id * ENTRIES_OF_A_SCAN
    entries = (
        select(*_COLUMNS, ENTRIES.c.extents if with_extents else null())
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == ENTRIES.c.id)
        .where(ENTRIES.c.id > first, ENTRIES.c.id <= first + ENTRIES_OF_A_SCAN)
        .order_by(ENTRIES.c.id)
    )
    cursor: Any = connection.execute(entries).cursor  # Any: the driver's own
    while batch := cursor.fetchmany(_AT_ONCE):
        yield _rows(exhibit, batch)
    cursor.close()


def _rows(exhibit: str, batch: Sequence[tuple[Any, ...]]) -> list[EntryRow]:
    kinds, outcomes, time_texts = _KINDS, _OUTCOMES, _TIME_TEXTS
    new, row_type = tuple.__new__, EntryRow  # a named tuple's own way to be made takes twice as long
    rows = []
    # fmt: off
    for (
        volume, raw_path, meta_addr, raw_stream, size, allocated, kind, outcome, md5, sha1, sha256,
        mtime, atime, ctime, crtime, zone, link_target, extents,
    ) in batch:
        # fmt: on
        path, name_raw_b64, odd_path = _path(raw_path)
        stream, odd_stream = (None, None) if raw_stream is None else _stream(raw_stream)
        time_text = time_texts[zone]
        values = (
            exhibit,
            volume,
            path,
            name_raw_b64,
            meta_addr,
            stream,
            size,
            allocated == 1,
            kinds[kind],
            outcomes[outcome],
            None if md5 is None else md5.hex(),
            None if sha1 is None else sha1.hex(),
            None if sha256 is None else sha256.hex(),
            None if mtime is None else time_text(mtime),
            None if atime is None else time_text(atime),
            None if ctime is None else time_text(ctime),
            None if crtime is None else time_text(crtime),
            odd_path,
            odd_stream,
            link_target,
            extents,
        )
        rows.append(new(row_type, values))
    return rows


def _path(raw: bytes) -> tuple[str, str | None, bytes | None]:
    """Display text, the last name in base64 where it is not UTF-8, and the bytes where the text does not say
    them.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        name = raw.rsplit(b"/", 1)[-1]
        return display_text(raw), None if _is_utf8(name) else base64.b64encode(name).decode("ascii"), raw
    if text.isprintable():
        return text, None, None
    return display_text(raw), None, raw


def _stream(raw: bytes) -> tuple[str | None, bytes | None]:
    shown = display_text(raw)
    return shown or None, None if shown.encode() == raw else raw


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
