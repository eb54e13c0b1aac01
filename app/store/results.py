"""Reading a case's results: entries, hits, faults and coverage of the newest scan of each exhibit.

Everything here takes a connection inside a transaction, so that one answer sees one state of the case.
"""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, func, select

from app.store.byte_sums import bytes_in_all
from app.store.opened_locks import opened_locks
from app.store.schema import (
    ByteCount,
    EntryRecord,
    ExaminationRecord,
    ExhibitRecord,
    FaultRecord,
    HitRecord,
    ListingEnd,
    LoadedSetRecord,
    ScanRecord,
    table_of,
)
from forensics.entries import EntryKind, Stage
from forensics.file_locks import ENCRYPTED_CONTENT

BYTE_COUNTS = table_of(ByteCount)
ENTRIES = table_of(EntryRecord)
EXAMINATIONS = table_of(ExaminationRecord)
EXHIBITS = table_of(ExhibitRecord)
FAULTS = table_of(FaultRecord)
HITS = table_of(HitRecord)
LISTING_ENDS = table_of(ListingEnd)
SETS = table_of(LoadedSetRecord)
SCANS = table_of(ScanRecord)

WAITING = "waiting"
READ_AT_ONCE = 5_000

OUTCOME = func.coalesce(EXAMINATIONS.c.outcome, WAITING)
ENTRY_COLUMNS = (
    ENTRIES,
    EXHIBITS.c.label.label("exhibit"),
    OUTCOME.label("outcome"),
    EXAMINATIONS.c.md5,
    EXAMINATIONS.c.sha1,
    EXAMINATIONS.c.sha256,
    EXAMINATIONS.c.reason,
    EXAMINATIONS.c.bytes_read,
)


def newest_scans(connection: Connection) -> list[int]:
    """The scan whose results are shown, for each exhibit that has one, in the order of the exhibits."""
    newest = select(func.max(SCANS.c.id)).group_by(SCANS.c.exhibit_id).order_by(SCANS.c.exhibit_id)
    return [int(n) for n in connection.execute(newest).scalars()]


def joined_entries(statement: Select[Any]) -> Select[Any]:
    """Entries of all scans with their exhibit and examination.

    Asked for by number, rows are filtered by scan afterwards: SQLite would walk the index over scans instead.
    """
    return (
        statement.select_from(ENTRIES)
        .join(SCANS, SCANS.c.id == ENTRIES.c.scan_id)
        .join(EXHIBITS, EXHIBITS.c.id == SCANS.c.exhibit_id)
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == ENTRIES.c.id)
    )


def _with_hits(statement: Select[Any]) -> Select[Any]:
    return statement.join(HITS, HITS.c.entry_id == ENTRIES.c.id).join(SETS, SETS.c.id == HITS.c.set_id)


def _from_entries(statement: Select[Any], scans: Sequence[int]) -> Select[Any]:
    return joined_entries(statement).where(ENTRIES.c.scan_id.in_(scans))


def _from_hits(statement: Select[Any], scans: Sequence[int]) -> Select[Any]:
    return _with_hits(_from_entries(statement, scans))


def first_entries(connection: Connection, limit: int) -> "array[int]":
    """The first numbers of the walk, exhibit after exhibit."""
    found = array("q")
    for scan in newest_scans(connection):
        first = select(ENTRIES.c.id).where(ENTRIES.c.scan_id == scan).order_by(ENTRIES.c.id)
        found.extend(connection.execute(first.limit(limit - len(found))).scalars())
    return found


def listed_ids(connection: Connection) -> "array[int]":
    """All numbers of the walk, exhibit after exhibit; the index over scans and volumes has them by volume."""
    found = array("q")
    for scan in newest_scans(connection):
        asked = select(ENTRIES.c.id).where(ENTRIES.c.scan_id == scan)
        cursor: Any = connection.execute(asked).cursor  # Any: the driver's own, several times as fast
        found.extend(sorted(row[0] for row in cursor))
        cursor.close()
    return found


def count_records(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Records of all sets that an entry is equal to, by number of the entry."""
    asked = select(HITS.c.entry_id, func.count()).where(HITS.c.entry_id.in_(ids)).group_by(HITS.c.entry_id)
    return {int(row[0]): int(row[1]) for row in connection.execute(asked)}


def entries_by_id(connection: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Those of the numbers that belong to results shown now."""
    shown = set(newest_scans(connection))
    rows = connection.execute(joined_entries(select(*ENTRY_COLUMNS)).where(ENTRIES.c.id.in_(ids)))
    return {row.id: row for row in rows if row.scan_id in shown}


def all_entries(connection: Connection) -> Iterator[Row[Any]]:
    """Every entry of the newest scans, exhibit after exhibit in walk order, a few thousand in memory at a
    time.
    """
    for scan in newest_scans(connection):
        statement = _from_entries(select(*ENTRY_COLUMNS), [scan]).order_by(ENTRIES.c.id)
        yield from connection.execute(statement.execution_options(yield_per=READ_AT_ONCE))


_HIT_COLUMNS = (
    HITS.c.id.label("hit_id"),
    HITS.c.algorithm,
    HITS.c.record,
    HITS.c.category,
    HITS.c.scheme,
    HITS.c.set_id,
    SETS.c.name.label("set_name"),
    SETS.c.version.label("set_version"),
    SETS.c.role,
)


def hits_by_id(connection: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Those of the numbers that belong to results shown now."""
    shown = set(newest_scans(connection))
    rows = connection.execute(
        _with_hits(joined_entries(select(*ENTRY_COLUMNS, *_HIT_COLUMNS))).where(HITS.c.id.in_(ids))
    )
    return {row.hit_id: row for row in rows if row.scan_id in shown}


def hits_of_entry(connection: Connection, entry_id: int) -> list[Row[Any]]:
    statement = _with_hits(joined_entries(select(*ENTRY_COLUMNS, *_HIT_COLUMNS)))
    return list(connection.execute(statement.where(ENTRIES.c.id == entry_id).order_by(HITS.c.id)))


def all_hits(connection: Connection) -> Iterator[Row[Any]]:
    """Every hit of the newest scans in the order of their entries."""
    for scan in newest_scans(connection):
        statement = _from_hits(select(*ENTRY_COLUMNS, *_HIT_COLUMNS), [scan])
        yield from connection.execute(
            statement.order_by(ENTRIES.c.id, HITS.c.id).execution_options(yield_per=READ_AT_ONCE)
        )


def all_faults(connection: Connection) -> list[Row[Any]]:
    """Faults met outside a scan, but for locks that were opened since, then those of the newest scans: of the
    listing, then of contents, in the order of the entries and not of the reading.
    """
    newest = connection.execute(select(SCANS.c.exhibit_id, func.max(SCANS.c.id)).group_by(SCANS.c.exhibit_id))
    opened = opened_locks(connection, {int(row[0]): int(row[1]) for row in newest})
    rows = connection.execute(
        select(FAULTS, EXHIBITS.c.label.label("exhibit"))
        .join(EXHIBITS, EXHIBITS.c.id == FAULTS.c.exhibit_id)
        .where(FAULTS.c.scan_id.is_(None) | FAULTS.c.scan_id.in_(newest_scans(connection)))
        .order_by(EXHIBITS.c.id, FAULTS.c.scan_id, FAULTS.c.entry_id, FAULTS.c.id)
    )
    return [row for row in rows if row.scan_id is not None or (row.exhibit_id, row.volume) not in opened]


def coverage_counts(connection: Connection) -> list[Row[Any]]:
    """(exhibit, volume, outcome, entries, bytes, bytes read, deleted files that had content) of the newest
    scans; `waiting` where there is no outcome yet.
    """
    was_file = (ENTRIES.c.kind == EntryKind.FILE.value) & (ENTRIES.c.size_bytes > 0)
    statement = select(
        EXHIBITS.c.label.label("exhibit"),
        ENTRIES.c.volume,
        OUTCOME.label("outcome"),
        func.count().label("entries"),
        bytes_in_all(ENTRIES.c.size_bytes).label("bytes"),
        func.coalesce(func.sum(EXAMINATIONS.c.bytes_read), 0).label("bytes_read"),
        func.count().filter(was_file & ENTRIES.c.allocated.is_(False)).label("deleted_files"),
    )
    return list(
        connection.execute(
            _from_entries(statement, newest_scans(connection))
            .group_by(EXHIBITS.c.id, ENTRIES.c.volume, OUTCOME)
            .order_by(EXHIBITS.c.id, ENTRIES.c.volume)
        )
    )


def encrypted_contents(connection: Connection) -> list[Row[Any]]:
    """(exhibit, volume, reason, files, bytes) of the contents of the newest scans that are encrypted
    themselves, whatever the outcome that their digests gave them.
    """
    statement = select(
        EXHIBITS.c.label.label("exhibit"),
        ENTRIES.c.volume,
        EXAMINATIONS.c.reason,
        func.count().label("files"),
        bytes_in_all(ENTRIES.c.size_bytes).label("bytes"),
    )
    return list(
        connection.execute(
            _from_entries(statement, newest_scans(connection))
            .where(EXAMINATIONS.c.reason.startswith(ENCRYPTED_CONTENT, autoescape=True))
            .group_by(EXHIBITS.c.id, ENTRIES.c.volume, EXAMINATIONS.c.reason)
            .order_by(EXHIBITS.c.id, ENTRIES.c.volume, EXAMINATIONS.c.reason)
        )
    )


def outcome_counts(connection: Connection, scan_id: int) -> dict[tuple[int, str], int]:
    """Entries of one scan by volume and outcome; `waiting` where there is none yet."""
    statement = (
        select(ENTRIES.c.volume, OUTCOME, func.count())
        .select_from(ENTRIES)
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == ENTRIES.c.id)
        .where(ENTRIES.c.scan_id == scan_id)
        .group_by(ENTRIES.c.volume, OUTCOME)
    )
    return {(int(row[0]), row[1]): int(row[2]) for row in connection.execute(statement)}


def skipped_entries(connection: Connection, scan_id: int) -> int:
    statement = _from_entries(select(func.count()), [scan_id])
    return int(
        connection.execute(statement.where(EXAMINATIONS.c.outcome == "skipped_by_profile")).scalar_one()
    )


def listed_volumes(connection: Connection, scan_id: int) -> frozenset[int]:
    """Those whose listing reached its end."""
    statement = select(LISTING_ENDS.c.volume).where(LISTING_ENDS.c.scan_id == scan_id)
    return frozenset(connection.execute(statement).scalars())


def sets_of_scan(connection: Connection, scan_id: int) -> list[Row[Any]]:
    return list(connection.execute(select(SETS).where(SETS.c.scan_id == scan_id).order_by(SETS.c.position)))


def census_rows(connection: Connection, scan_id: int) -> list[Row[Any]]:
    """(volume, source, records in use, records met) of the volumes whose file system keeps a count."""
    ends = LISTING_ENDS.c
    statement = select(ends.volume, ends.census_source, ends.records_in_use, ends.records_met)
    return list(
        connection.execute(
            statement.where(ends.scan_id == scan_id, ends.census_source.is_not(None)).order_by(ends.volume)
        )
    )


def listing_ends(connection: Connection, scan_id: int) -> list[Row[Any]]:
    """The volumes of a scan whose listing reached its end, with the number of their entries."""
    ends = LISTING_ENDS.c
    return list(
        connection.execute(
            select(ends.volume, ends.entries).where(ends.scan_id == scan_id).order_by(ends.volume)
        )
    )


def byte_counts(connection: Connection, scan_id: int) -> list[Row[Any]]:
    """(volume or `None`, kind, bytes): the byte ledger of a finished scan in its order."""
    counts = BYTE_COUNTS.c
    statement = select(counts.volume, counts.kind, counts.length_bytes)
    return list(connection.execute(statement.where(counts.scan_id == scan_id).order_by(counts.position)))


def double_readings(connection: Connection, scan_id: int) -> int:
    """Contents of a scan that were read by the reference reader too, which agreed."""
    statement = _from_entries(select(func.count()), [scan_id]).where(EXAMINATIONS.c.read_twice.is_(True))
    return int(connection.execute(statement).scalar_one())


def unreadable_ranges(connection: Connection, exhibit_id: int, scan_id: int) -> list[tuple[int, int]]:
    """(offset, length) in bytes of the image of what reading could not get, as the faults tell it.

    Faults of other stages have a place too: that of a partition, or of a volume that is locked.
    """
    statement = select(FAULTS.c.offset_bytes, FAULTS.c.length_bytes).where(
        FAULTS.c.exhibit_id == exhibit_id,
        FAULTS.c.scan_id.is_(None) | (FAULTS.c.scan_id == scan_id),
        FAULTS.c.stage.in_((Stage.LIST.value, Stage.READ.value)),
        FAULTS.c.offset_bytes.is_not(None),
        FAULTS.c.length_bytes.is_not(None),
    )
    return [(int(row[0]), int(row[1])) for row in connection.execute(statement)]


def extents_of_volume(connection: Connection, scan_id: int, volume: int) -> Iterator[tuple[int, int]]:
    """(offset, length) in bytes of the image of all plain runs of allocated entries."""
    statement = select(ENTRIES.c.extents).where(
        ENTRIES.c.scan_id == scan_id,
        ENTRIES.c.volume == volume,
        ENTRIES.c.allocated.is_(True),
        ENTRIES.c.extents.is_not(None),
    )
    for extents in connection.execute(statement.execution_options(yield_per=READ_AT_ONCE)).scalars():
        for offset, length in msgspec.msgpack.decode(extents):
            if offset is not None:
                yield offset, length
