"""The single writer of scan facts: entries, examinations, hits, faults; each batch is one transaction.

What is committed stays; what is not is found again by the next run. Entry numbers are given here, in walk
order, so that two runs over the same evidence number alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Insert, Row, Table, case, func, insert, select

from app.store.schema import (
    EntryRecord,
    ExaminationRecord,
    FaultRecord,
    HitRecord,
    ListingEnd,
    LoadedSetRecord,
    ScanEnd,
    table_of,
)
from forensics.digests import DigestSet
from forensics.entries import Content, EntryAddress, Examination, Extent, Fault, FileEntry, Outcome
from forensics.examining import WorkItem
from forensics.paths import EvidencePath, display_text

_ENTRIES = table_of(EntryRecord)
_EXAMINATIONS = table_of(ExaminationRecord)
_HITS = table_of(HitRecord)
_FAULTS = table_of(FaultRecord)
_LISTING_ENDS = table_of(ListingEnd)
_LOADED_SETS = table_of(LoadedSetRecord)

_ENTRY_COLUMNS = (
    "id",
    "scan_id",
    "volume",
    "meta_addr",
    "attr_type",
    "attr_id",
    "path",
    "stream",
    "shown_path",
    "kind",
    "size_bytes",
    "allocated",
    "content",
    "mtime_ns",
    "atime_ns",
    "ctime_ns",
    "crtime_ns",
    "zone",
    "link_target",
    "extents",
)
_EXAMINATION_COLUMNS = ("entry_id", "outcome", "md5", "sha1", "sha256", "reason", "bytes_read")
_WORK_COLUMNS = (
    _ENTRIES.c.id,
    _ENTRIES.c.volume,
    _ENTRIES.c.meta_addr,
    _ENTRIES.c.attr_type,
    _ENTRIES.c.attr_id,
    _ENTRIES.c.path,
    _ENTRIES.c.stream,
    _ENTRIES.c.size_bytes,
    _ENTRIES.c.allocated,
)

_WITHOUT_READING = {
    Content.EMPTY: (Outcome.NO_CONTENT, "empty"),
    Content.NOT_A_FILE: (Outcome.NO_CONTENT, "not a file"),
    Content.NOT_LEFT: (Outcome.NO_CONTENT, "deleted; no content is left that can be shown to be its own"),
    Content.ENCRYPTED: (Outcome.ENCRYPTED, "encrypted by the file system"),
}


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    """Many rows at once, as tuples in the order of `columns`.

    SQLAlchemy builds the statement and the driver fills it, three times as fast as from dictionaries.
    """
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    connection.exec_driver_sql(str(statement), list(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanTotals:
    entries: int
    content_bytes: int
    entries_done: int
    content_bytes_done: int


class ScanWriter:
    """Writes one scan of one exhibit. Give it a connection inside a transaction for each batch."""

    def __init__(self, connection: Connection, *, exhibit_id: int, scan_id: int) -> None:
        self._exhibit_id = exhibit_id
        self._scan_id = scan_id
        self._next_id = (
            int(connection.execute(select(func.coalesce(func.max(_ENTRIES.c.id), 0))).scalar_one()) + 1
        )
        self._set_ids = {
            row.position: row.id
            for row in connection.execute(select(_LOADED_SETS).where(_LOADED_SETS.c.scan_id == scan_id))
        }

    def listed_so_far(self, connection: Connection, volume: int) -> int | None:
        """Entries and faults of a volume that are stored, or `None` if its listing reached its end."""
        ended = connection.execute(
            select(_LISTING_ENDS).where(
                _LISTING_ENDS.c.scan_id == self._scan_id, _LISTING_ENDS.c.volume == volume
            )
        ).first()
        if ended is not None:
            return None
        return sum(
            int(
                connection.execute(
                    select(func.count())
                    .select_from(table)
                    .where(table.c.scan_id == self._scan_id, table.c.volume == volume)
                ).scalar_one()
            )
            for table in (_ENTRIES, _FAULTS)
        )

    def add_listed(
        self, connection: Connection, entries: Sequence[FileEntry], faults: Iterable[Fault]
    ) -> int:
        """Store a batch of the walk; entries without content get their outcome at once. Returns how many got
        it.
        """
        first, self._next_id = self._next_id, self._next_id + len(entries)
        if entries:
            rows = [self._entry_row(first + n, entry) for n, entry in enumerate(entries)]
            insert_rows(connection, _ENTRIES, _ENTRY_COLUMNS, rows)
        settled = [
            _examination_row(Examination(entry_id=first + n, outcome=outcome, reason=reason))
            for n, entry in enumerate(entries)
            if entry.content is not Content.PRESENT
            for outcome, reason in (_WITHOUT_READING[entry.content],)
        ]
        if settled:
            insert_rows(connection, _EXAMINATIONS, _EXAMINATION_COLUMNS, settled)
        for fault in faults:
            connection.execute(fault_values(fault, exhibit_id=self._exhibit_id, scan_id=self._scan_id))
        return len(settled)

    def end_listing(self, connection: Connection, volume: int) -> None:
        entries = connection.execute(
            select(func.count())
            .select_from(_ENTRIES)
            .where(_ENTRIES.c.scan_id == self._scan_id, _ENTRIES.c.volume == volume)
        ).scalar_one()
        connection.execute(
            insert(_LISTING_ENDS).values(scan_id=self._scan_id, volume=volume, entries=entries)
        )

    def add_examinations(self, connection: Connection, examinations: Sequence[Examination]) -> None:
        if not examinations:
            return
        rows = [_examination_row(examination) for examination in examinations]
        insert_rows(connection, _EXAMINATIONS, _EXAMINATION_COLUMNS, rows)
        hits = [
            {
                "entry_id": examination.entry_id,
                "set_id": self._set_ids[match.set_position],
                "algorithm": match.algorithm,
                "record": match.record,
                "category": match.category,
                "scheme": match.scheme,
            }
            for examination in examinations
            for match in examination.matches
        ]
        if hits:
            connection.execute(insert(_HITS), hits)
        for examination in examinations:
            for fault in examination.faults:
                connection.execute(
                    fault_values(
                        fault,
                        exhibit_id=self._exhibit_id,
                        scan_id=self._scan_id,
                        entry_id=examination.entry_id,
                    )
                )

    def add_fault(self, connection: Connection, fault: Fault) -> None:
        connection.execute(fault_values(fault, exhibit_id=self._exhibit_id, scan_id=self._scan_id))

    def waiting(self, connection: Connection, *, after: int, limit: int) -> tuple[WorkItem, ...]:
        """The next contents to read, in walk order, beyond entry number `after`."""
        rows = connection.execute(
            select(*_WORK_COLUMNS)
            .select_from(_ENTRIES)
            .outerjoin(_EXAMINATIONS, _EXAMINATIONS.c.entry_id == _ENTRIES.c.id)
            .where(
                _ENTRIES.c.scan_id == self._scan_id,
                _ENTRIES.c.id > after,
                _EXAMINATIONS.c.entry_id.is_(None),
            )
            .order_by(_ENTRIES.c.id)
            .limit(limit)
        )
        return tuple(work_item(row) for row in rows)

    def totals(self, connection: Connection) -> "ScanTotals":
        """What the whole scan comprises and how much of it has an outcome."""
        done = _EXAMINATIONS.c.entry_id.is_not(None)
        has_content = _ENTRIES.c.content == Content.PRESENT.value
        size = case((has_content, _ENTRIES.c.size_bytes), else_=0)
        row = connection.execute(
            select(
                func.count(),
                func.coalesce(func.sum(size), 0),
                func.coalesce(func.sum(case((done, 1), else_=0)), 0),
                func.coalesce(func.sum(case((done, size), else_=0)), 0),
            )
            .select_from(_ENTRIES)
            .outerjoin(_EXAMINATIONS, _EXAMINATIONS.c.entry_id == _ENTRIES.c.id)
            .where(_ENTRIES.c.scan_id == self._scan_id)
        ).one()
        return ScanTotals(
            entries=row[0], content_bytes=row[1], entries_done=row[2], content_bytes_done=row[3]
        )

    def end_scan(self, connection: Connection, *, utc: str, entries: int, faults: int, findings: str) -> None:
        connection.execute(
            insert(table_of(ScanEnd)).values(
                scan_id=self._scan_id,
                finished_at=utc,
                entries=entries,
                faults=faults,
                findings_sha256=findings,
            )
        )

    def _entry_row(self, entry_id: int, entry: FileEntry) -> tuple[object, ...]:
        """In the order of `_ENTRY_COLUMNS`."""
        address, times, path = entry.address, entry.times, entry.path
        stream = "" if entry.stream is None else ":" + display_text(entry.stream)
        return (
            entry_id,
            self._scan_id,
            address.volume,
            address.meta_addr,
            address.attr_type,
            address.attr_id,
            path.raw,
            entry.stream,
            path.display() + stream,
            entry.kind.value,
            entry.size_bytes,
            entry.allocated,
            entry.content.value,
            times.mtime and times.mtime.ns,
            times.atime and times.atime.ns,
            times.ctime and times.ctime.ns,
            times.crtime and times.crtime.ns,
            times.zone.value,
            entry.link_target and entry.link_target.raw,
            None if entry.extents is None else _extents(entry.extents),
        )


def _extents(extents: Sequence[Extent]) -> bytes:
    return msgspec.msgpack.encode([(extent.offset_bytes, extent.length_bytes) for extent in extents])


def work_item(row: Row[*tuple[Any, ...]]) -> WorkItem:
    return WorkItem(
        entry_id=row.id,
        address=EntryAddress(
            volume=row.volume, meta_addr=row.meta_addr, attr_type=row.attr_type, attr_id=row.attr_id
        ),
        path=EvidencePath(row.path),
        stream=row.stream,
        size_bytes=row.size_bytes,
        allocated=row.allocated,
    )


def _examination_row(examination: Examination) -> tuple[object, ...]:
    """In the order of `_EXAMINATION_COLUMNS`."""
    digests = examination.digests or DigestSet()
    return (
        examination.entry_id,
        examination.outcome.value,
        digests.md5,
        digests.sha1,
        digests.sha256,
        examination.reason,
        examination.bytes_read,
    )


def fault_values(
    fault: Fault, *, exhibit_id: int, scan_id: int | None = None, entry_id: int | None = None
) -> Insert:
    return insert(_FAULTS).values(
        exhibit_id=exhibit_id,
        scan_id=scan_id,
        entry_id=entry_id,
        stage=fault.stage.value,
        reason=fault.reason,
        volume=fault.volume,
        path=None if fault.path is None else fault.path.raw,
        stream=fault.stream,
        meta_addr=fault.meta_addr,
        offset_bytes=fault.offset_bytes,
        length_bytes=fault.length_bytes,
    )
