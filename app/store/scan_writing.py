"""The single writer of scan facts: entries, examinations, hits, faults; each batch is one transaction.

What is committed stays; what is not is found again by the next run. Entry numbers are given here, in walk
order, so that two runs over the same evidence number alike.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace
from sqlalchemy import Connection, Dialect, Insert, Table, case, func, insert, literal, select

from app.store.byte_sums import bytes_in_all
from app.store.findings import entries_digest
from app.store.schema import (
    ENTRIES_OF_A_SCAN,
    ByteCount,
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
from forensics.entries import Census, Content, Examination, Fault, Outcome, Stage
from forensics.hashset import Role
from forensics.paths import EvidencePath
from forensics.reader.listing import COLUMNS, Listed

_ENTRIES = table_of(EntryRecord)
_EXAMINATIONS = table_of(ExaminationRecord)
_HITS = table_of(HitRecord)
_FAULTS = table_of(FaultRecord)
_LISTING_ENDS = table_of(ListingEnd)
_LOADED_SETS = table_of(LoadedSetRecord)
_BYTE_COUNTS = table_of(ByteCount)
_NO_DIGESTS = DigestSet()
ASKED_AT_ONCE = 2_000  # numbers in one question; SQLite takes 32,766

_ENTRY_COLUMNS = ("id", "scan_id", *COLUMNS)
_EXAMINATION_COLUMNS = ("entry_id", "outcome", "md5", "sha1", "sha256", "reason", "bytes_read", "read_twice")


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    """Many rows at once, as tuples in the order of `columns`.

    SQLAlchemy builds the statement and the driver fills it, three times as fast as from dictionaries.
    """
    connection.exec_driver_sql(_insert_statement(table, tuple(columns), connection.dialect), list(rows))


@cache
def _insert_statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> str:
    return str(insert(table).compile(dialect=dialect, column_keys=list(columns)))


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
        first = scan_id * ENTRIES_OF_A_SCAN
        last = connection.execute(
            select(func.max(_ENTRIES.c.id)).where(
                _ENTRIES.c.id > first, _ENTRIES.c.id <= first + ENTRIES_OF_A_SCAN
            )
        ).scalar_one()
        self._next_id = (first if last is None else int(last)) + 1
        self.entries_digest = entries_digest(connection, scan_id)
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
        faults = select(func.count()).where(
            _FAULTS.c.scan_id == self._scan_id,
            _FAULTS.c.volume == volume,
            _FAULTS.c.stage != Stage.READER.value,
        )
        return self._entries_of(connection, volume) + int(connection.execute(faults).scalar_one())

    def _entries_of(self, connection: Connection, volume: int) -> int:
        entries = select(func.count()).where(_ENTRIES.c.scan_id == self._scan_id, _ENTRIES.c.volume == volume)
        return int(connection.execute(entries).scalar_one())

    def add_listed(self, connection: Connection, listed: Listed) -> None:
        """Store a piece of the walk; entries that need no reading get their outcome at once."""
        first, scan_id = self._next_id, self._scan_id
        self._next_id += len(listed.rows)
        if listed.rows:
            rows = [(number, scan_id, *row) for number, row in enumerate(listed.rows, first)]
            insert_rows(connection, _ENTRIES, _ENTRY_COLUMNS, rows)
            self.entries_digest.add(listed.rows)
        if listed.settled:
            settled = [
                (first + each.position, each.outcome, None, None, None, each.reason, 0, False)
                for each in listed.settled
            ]
            insert_rows(connection, _EXAMINATIONS, _EXAMINATION_COLUMNS, settled)
        for fault in listed.faults:
            self.add_fault(connection, fault)

    def end_listing(self, connection: Connection, volume: int, census: Census | None = None) -> None:
        connection.execute(
            insert(_LISTING_ENDS).values(
                scan_id=self._scan_id,
                volume=volume,
                entries=self._entries_of(connection, volume),
                census_source=None if census is None else census.source,
                records_in_use=None if census is None else census.in_use,
                records_met=None if census is None else census.met,
            )
        )

    def add_examinations(self, connection: Connection, examinations: Sequence[Examination]) -> None:
        """Store what was learnt; faults are told with the path of their entry."""
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
        faulty = [examination for examination in examinations if examination.faults]
        if faulty:
            self._add_faults_of(connection, faulty)

    def _add_faults_of(self, connection: Connection, faulty: Sequence[Examination]) -> None:
        names = entry_names(connection, [examination.entry_id for examination in faulty])
        for examination in faulty:
            path, stream = names[examination.entry_id]
            for fault in examination.faults:
                told = replace(fault, path=EvidencePath(path), stream=stream)
                self.add_fault(connection, told, entry_id=examination.entry_id)

    def add_fault(self, connection: Connection, fault: Fault, *, entry_id: int | None = None) -> None:
        connection.execute(
            fault_values(fault, exhibit_id=self._exhibit_id, scan_id=self._scan_id, entry_id=entry_id)
        )

    def add_byte_counts(self, connection: Connection, counts: Iterable[tuple[int | None, str, int]]) -> None:
        """The byte ledger: (volume or `None`, kind, bytes) lines in their order."""
        rows = [
            {"scan_id": self._scan_id, "position": n, "volume": volume, "kind": kind, "length_bytes": length}
            for n, (volume, kind, length) in enumerate(counts)
        ]
        if rows:
            connection.execute(insert(_BYTE_COUNTS), rows)

    def settle_waiting(
        self, connection: Connection, *, outcome: Outcome, reason: str, volume: int | None = None
    ) -> None:
        """One outcome for every entry that has none, of one volume or of all."""
        waiting = (
            select(_ENTRIES.c.id, literal(outcome.value), literal(reason), literal(0), literal(False))
            .select_from(_ENTRIES)
            .outerjoin(_EXAMINATIONS, _EXAMINATIONS.c.entry_id == _ENTRIES.c.id)
            .where(_ENTRIES.c.scan_id == self._scan_id, _EXAMINATIONS.c.entry_id.is_(None))
        )
        if volume is not None:
            waiting = waiting.where(_ENTRIES.c.volume == volume)
        columns = ["entry_id", "outcome", "reason", "bytes_read", "read_twice"]
        connection.execute(insert(_EXAMINATIONS).from_select(columns, waiting))

    def totals(self, connection: Connection) -> ScanTotals:
        """What the whole scan comprises and how much of it has an outcome."""
        done = _EXAMINATIONS.c.entry_id.is_not(None)
        has_content = _ENTRIES.c.content == Content.PRESENT.value
        size = case((has_content, _ENTRIES.c.size_bytes), else_=0)
        row = connection.execute(
            select(
                func.count(),
                func.coalesce(bytes_in_all(size), 0),
                func.coalesce(func.sum(case((done, 1), else_=0)), 0),
                func.coalesce(bytes_in_all(case((done, size), else_=0)), 0),
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


def portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many at a time as one question takes."""
    for start in range(0, len(ids), ASKED_AT_ONCE):
        yield ids[start : start + ASKED_AT_ONCE]


def entry_names(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[bytes, bytes | None]]:
    """(path, stream) of entries by number."""
    names = select(_ENTRIES.c.id, _ENTRIES.c.path, _ENTRIES.c.stream)
    return {
        row[0]: (row[1], row[2])
        for some in portions(ids)
        for row in connection.execute(names.where(_ENTRIES.c.id.in_(some)))
    }


def has_notable_hit(connection: Connection, scan_id: int) -> bool:
    """Whether a scan has found a record of a notable set."""
    notable = select(_LOADED_SETS.c.id).where(
        _LOADED_SETS.c.scan_id == scan_id, _LOADED_SETS.c.role == Role.NOTABLE.value
    )
    found = select(_HITS.c.set_id).where(_HITS.c.set_id.in_(notable)).limit(1)
    return connection.execute(found).first() is not None


def _examination_row(examination: Examination) -> tuple[object, ...]:
    """In the order of `_EXAMINATION_COLUMNS`."""
    digests = examination.digests or _NO_DIGESTS
    return (
        examination.entry_id,
        examination.outcome.value,
        digests.md5,
        digests.sha1,
        digests.sha256,
        examination.reason,
        examination.bytes_read,
        examination.was_read_twice,
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
