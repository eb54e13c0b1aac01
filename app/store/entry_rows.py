"""Entries as the text that every form prints, straight from the driver's rows.

A million of them are written, and made into a root, in a few seconds: SQLAlchemy's rows and the values of
`forensics.entries` would take several times as long.
"""

import base64
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
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
    *(ENTRIES.c.link_target, ENTRIES.c.remains, ENTRIES.c.parent_known, ENTRIES.c.flags),
    ENTRIES.c.times_flags,
)
_AT_ONCE = 250  # rows; as they stay in the processor's cache, a fifth faster than thousands
_KINDS = {kind.value: kind.value for kind in EntryKind}
_OUTCOMES = {WAITING: WAITING} | {outcome.value: outcome.value for outcome in Outcome}
_TIME_TEXTS = {ZoneKind.UTC.value: (utc_text, "Z"), ZoneKind.LOCAL.value: (local_text, "")}
_TIMES = itemgetter(
    *(_COLUMNS.index(ENTRIES.c[name]) for name in ("mtime_ns", "atime_ns", "ctime_ns", "crtime_ns"))
)
_ZONE = itemgetter(_COLUMNS.index(ENTRIES.c.zone))
_NO_MOMENT = -(2**63)  # what NumPy takes as no time at all


def all_entry_rows(connection: Connection) -> Iterator[list[EntryRow]]:
    """Every entry of the newest scans, exhibit after exhibit in walk order, some hundreds at a time."""
    for scan_id in newest_scans(connection):
        yield from scan_entry_rows(connection, scan_id)


def scan_entry_rows(
    connection: Connection,
    scan_id: int,
    *,
    after: int = 0,
    until: int | None = None,
    with_extents: bool = True,
) -> Iterator[list[EntryRow]]:
    """Every entry of one scan in walk order, or those with numbers above `after`, up to `until`."""
    exhibit = connection.execute(
        select(EXHIBITS.c.label).join(SCANS, SCANS.c.exhibit_id == EXHIBITS.c.id).where(SCANS.c.id == scan_id)
    ).scalar_one()
    first = scan_id * ENTRIES_OF_A_SCAN
    last = first + ENTRIES_OF_A_SCAN if until is None else until
    entries = (
        select(*_COLUMNS, ENTRIES.c.extents if with_extents else null())
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == ENTRIES.c.id)
        .where(ENTRIES.c.id > max(first, after), ENTRIES.c.id <= last)
        .order_by(ENTRIES.c.id)
    )
    cursor: Any = connection.execute(entries).cursor  # Any: the driver's own
    while batch := cursor.fetchmany(_AT_ONCE):
        yield _rows(exhibit, batch)
    cursor.close()


def _rows(exhibit: str, batch: Sequence[tuple[Any, ...]]) -> list[EntryRow]:
    kinds, outcomes = _KINDS, _OUTCOMES
    new, row_type = tuple.__new__, EntryRow  # a named tuple's own way to be made takes twice as long
    rows = []
    # fmt: off
    for (
        volume, raw_path, meta_addr, raw_stream, size, allocated, kind, outcome, md5, sha1, sha256,
        _mtime, _atime, _ctime, _crtime, _zone, link_target, remains, parent_known, flags,
        times_flags, extents,
    ), times in zip(batch, _times(batch), strict=True):
        # fmt: on
        path, name_raw_b64, odd_path = _path(raw_path)
        stream, odd_stream = (None, None) if raw_stream is None else _stream(raw_stream)
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
            *times,
            odd_path,
            odd_stream,
            link_target,
            extents,
            remains,
            parent_known == 1,
            flags,
            times_flags,
        )
        rows.append(new(row_type, values))
    return rows


def _times(batch: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str | None, ...]]:
    """The four times of each row as text."""
    for zone, rows in groupby(batch, _ZONE):
        columns = tuple(zip(*map(_TIMES, rows), strict=True))
        texts = {column: time_texts(column, zone) for column in set(columns)}  # often only one
        yield from zip(*(texts[column] for column in columns), strict=True)


def time_texts(moments: tuple[int | None, ...], zone: str) -> Sequence[str | None]:
    """NumPy prints many times in half of the time; it has no form for one that is absent."""
    one_text, mark = _TIME_TEXTS[zone]
    if None in moments or _NO_MOMENT in moments:
        return [None if moment is None else one_text(moment) for moment in moments]
    import numpy as np  # here: the start of a scan does not wait for it

    printed = np.datetime_as_string(np.array(moments, np.int64).view("M8[ns]"))
    return [text.rstrip("0").rstrip(".") + mark for text in printed.tolist()]


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
