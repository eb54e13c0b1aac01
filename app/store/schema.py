"""The tables of a case. Facts are append-only: triggers refuse every change and removal (`guard_names`).

Times are ISO 8601 UTC text where a person or the program gave them, nanoseconds from 1970 where a file system
did. Offsets and sizes are bytes. Names are bytes as found; `shown_path` is the safe text that filters search.
"""

from typing import Any, ClassVar, cast

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

APPLICATION_ID = 0x46436173  # "FCas"
SCHEMA_MAJOR = 1  # a newer major version opens read-only
SCHEMA_MINOR = 2


ENTRIES_OF_A_SCAN = 1_000_000_000
"""Entry numbers are the scan's number times this, and the place in the walk: they do not depend on what else
is scanned at the same time.
"""


class Base(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        bytes: LargeBinary,
        int: BigInteger().with_variant(Integer, "sqlite"),  # SQLite's INTEGER holds 64 bits, others' 32
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class CaseRecord(Base):
    __tablename__ = "case_record"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    title: Mapped[str | None]
    examiner: Mapped[str]
    agency: Mapped[str | None]
    authority: Mapped[str | None]
    practice: Mapped[bool]
    created_at: Mapped[str]


class ExhibitRecord(Base):
    __tablename__ = "exhibit"
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    source: Mapped[str]
    container: Mapped[str]
    size_bytes: Mapped[int]
    sector_bytes: Mapped[int]
    segments: Mapped[
        list[Any]
    ]  # [path, size in bytes, mtime in ns] of each file of the source when it was added
    stored_md5: Mapped[bytes | None]
    stored_sha1: Mapped[bytes | None]
    stored_sha256: Mapped[bytes | None]
    acquisition_notes: Mapped[list[Any]]  # [field, value] pairs in the container's order
    added_at: Mapped[str]


class VolumeRecord(Base):
    __tablename__ = "volume"
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    offset_bytes: Mapped[int]
    length_bytes: Mapped[int]
    partition_table: Mapped[str]
    description: Mapped[str]
    state: Mapped[str]
    file_system: Mapped[str | None]
    label: Mapped[str | None]
    block_bytes: Mapped[int | None]
    reason: Mapped[str | None]
    within: Mapped[int | None]  # position of the volume that holds it; None: of the partition table itself
    layer: Mapped[str | None]
    layer_key: Mapped[str | None]


class GapRecord(Base):
    __tablename__ = "gap"
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), primary_key=True)
    offset_bytes: Mapped[int] = mapped_column(primary_key=True)
    length_bytes: Mapped[int]
    description: Mapped[str]


class VerificationRecord(Base):
    """A reading of all the media of an exhibit. `result`: agrees, differs, recorded, unreadable."""

    __tablename__ = "verification"
    id: Mapped[int] = mapped_column(primary_key=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"))
    verified_at: Mapped[str]
    result: Mapped[str]
    md5: Mapped[bytes | None]
    sha1: Mapped[bytes | None]
    sha256: Mapped[bytes | None]
    reason: Mapped[str | None]


class ScanRecord(Base):
    """One scan of one exhibit. A later scan of the exhibit stands in its place when results are shown."""

    __tablename__ = "scan"
    id: Mapped[int] = mapped_column(primary_key=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"))
    profile: Mapped[str]
    started_at: Mapped[str]
    tool: Mapped[dict[str, Any]]  # component -> version
    plan: Mapped[
        dict[str, Any] | None
    ]  # the profile as data, algorithms, gate, sample; None: before format 1.1


class LoadedSetRecord(Base):
    __tablename__ = "loaded_set"
    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    position: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    version: Mapped[str | None]
    index_sha256: Mapped[str]
    info: Mapped[dict[str, Any]]  # the set's SetInfo as imported


class ListingEnd(Base):
    """A volume's listing reached its end. The census is the file system's own count beside what was met."""

    __tablename__ = "listing_end"
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    volume: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[int]
    census_source: Mapped[str | None]
    records_in_use: Mapped[int | None]
    records_met: Mapped[int | None]


class ByteCount(Base):
    """The byte ledger of a finished scan: each byte of the image in one kind; `volume` None: between them."""

    __tablename__ = "byte_count"
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    volume: Mapped[int | None]
    kind: Mapped[str]
    length_bytes: Mapped[int]


class ScanEnd(Base):
    """The scan examined every entry. `findings_sha256` covers all entries, examinations, hits and faults of
    the scan.
    """

    __tablename__ = "scan_end"
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    finished_at: Mapped[str]
    entries: Mapped[int]
    faults: Mapped[int]
    findings_sha256: Mapped[str]


class EntryRecord(Base):
    """`id` is made of the scan's number and the place in the walk (ENTRIES_OF_A_SCAN)."""

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    volume: Mapped[int]
    meta_addr: Mapped[int]
    attr_type: Mapped[int | None]
    attr_id: Mapped[int | None]
    path: Mapped[bytes]
    stream: Mapped[bytes | None]
    shown_path: Mapped[str]
    kind: Mapped[str]
    size_bytes: Mapped[int]
    allocated: Mapped[bool]
    content: Mapped[str]
    mtime_ns: Mapped[int | None]
    atime_ns: Mapped[int | None]
    ctime_ns: Mapped[int | None]
    crtime_ns: Mapped[int | None]
    zone: Mapped[str]
    link_target: Mapped[bytes | None]
    extents: Mapped[bytes | None]  # MessagePack array of [offset or nil, length]
    links: Mapped[int] = mapped_column(server_default="1")
    place_bytes: Mapped[int | None]  # where in the image reading begins
    priority: Mapped[int] = mapped_column(server_default="0")  # forensics.planning; lower is read earlier
    remains: Mapped[str | None]  # of a deleted one: what is left of its content; None: in use
    parent_known: Mapped[bool] = mapped_column(server_default="1")  # its folder is proven
    flags: Mapped[str | None]  # words with commas between: "compressed,sparse"
    times_flags: Mapped[str | None]  # what is odd about its times, likewise
    __table_args__ = (Index("entry_by_scan", "scan_id", "volume"),)


class ExaminationRecord(Base):
    __tablename__ = "examination"
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    outcome: Mapped[str]
    md5: Mapped[bytes | None]
    sha1: Mapped[bytes | None]
    sha256: Mapped[bytes | None]
    reason: Mapped[str | None]
    bytes_read: Mapped[int]
    read_twice: Mapped[bool] = mapped_column(server_default="0")  # the reference reader agreed


class HitRecord(Base):
    __tablename__ = "hit"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    set_id: Mapped[int] = mapped_column(ForeignKey("loaded_set.id"))
    algorithm: Mapped[str]
    record: Mapped[int]
    category: Mapped[str | None]
    scheme: Mapped[str | None]
    __table_args__ = (Index("hit_by_entry", "entry_id"),)


class FaultRecord(Base):
    """`scan_id` is `None` for what was met when the exhibit was added or verified."""

    __tablename__ = "fault"
    id: Mapped[int] = mapped_column(primary_key=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"))
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    stage: Mapped[str]
    reason: Mapped[str]
    volume: Mapped[int | None]
    path: Mapped[bytes | None]
    stream: Mapped[bytes | None]
    meta_addr: Mapped[int | None]
    offset_bytes: Mapped[int | None]
    length_bytes: Mapped[int | None]


class CustodyRecord(Base):
    __tablename__ = "custody_event"
    sequence: Mapped[int] = mapped_column(primary_key=True)
    canonical: Mapped[bytes]
    sha256: Mapped[str]


FACTS = tuple(sorted(table.name for table in Base.metadata.sorted_tables))
"""Every table of a case holds facts: what an examiner decides later is a new row."""


def table_of(record: type[Base]) -> Table:
    """The Core table behind a record class: rows are written and read in bulk, without objects."""
    return cast("Table", record.__table__)


def guard_names() -> frozenset[str]:
    """The triggers that make every fact table refuse change and removal; the migrations create them."""
    return frozenset(guards())


def guards() -> dict[str, str]:
    """Each guard's name, and the statement that makes it, which SQLite keeps word for word."""
    return {
        f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'facts are never changed or removed'); END"
        for table in FACTS
        for verb in ("UPDATE", "DELETE")
    }
