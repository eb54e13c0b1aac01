"""Rows on scans: what one will do, how far it is, and what it found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """A scan profile in words, with the parts that belong to it and that this version does not look into."""

    name: str
    description: str
    not_yet: tuple[str, ...]
    takes_algorithms: bool  # the examiner may choose fewer; otherwise the sets decide


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutlook:
    """What follows from a profile, sets and algorithms before anything is read.

    `gate`: unused, closed, open (because of `sizeless_records` of notable sets), idle (no notable set).
    """

    gate: str
    sizeless_records: int
    algorithms: tuple[str, ...]  # md5, sha1, sha256: computed for every content that is read
    out_of_reach: tuple[str, ...]  # sets, as spelled, with records that these algorithms cannot match


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanState:
    """`state`: none, running, stopped (can be resumed), done. `profile`, `algorithms` and `time_box_min` are
    those of a scan not yet at its end, else of the last; no algorithms: from before they were recorded.
    """

    state: str
    profile: str | None
    started_at: str | None
    finished_at: str | None
    sets: tuple[str, ...]
    entries_listed: int
    entries_done: int
    hits: int
    faults: int
    algorithms: tuple[str, ...] = ()
    time_box_min: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    id: int
    exhibit: str
    volume: int
    path: str  # display text; with ":stream" appended for streams
    size_bytes: int
    allocated: bool
    kind: str
    outcome: str  # "waiting" while not examined
    md5: str | None
    sha1: str | None
    sha256: str | None
    mtime: str | None
    crtime: str | None
    atime: str | None = None
    mark: str | None = None  # category given in review
    has_note: bool = False
    is_bookmarked: bool = False
    also_on: tuple[str, ...] = ()  # labels of other exhibits with the same content
    reason: str | None = None  # why it was not compared, as it was recorded
    remains: str | None = None  # of a deleted one: what is left of its content
    flags: tuple[str, ...] = ()  # forensics.entries.EntryFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    id: int
    entry_id: int
    exhibit: str
    volume: int
    path: str
    size_bytes: int
    allocated: bool
    set_name: str
    role: str
    category: str | None
    scheme: str | None
    category_label: str | None
    algorithm: str
    record: int
    sha256: str | None
    set_version: str | None = None
    kind: str = "file"
    mtime: str | None = None
    records: int = 1  # records of all sets that the file is equal to; this is the first, notable ones before
    mark: str | None = None  # category given in review
    has_note: bool = False
    is_bookmarked: bool = False
    also_on: tuple[str, ...] = ()  # labels of other exhibits with the same content
    remains: str | None = None  # of a deleted file: what is left of its content


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail:
    """Everything recorded of one entry, as (label, value) pairs in reading order, and its hits."""

    entry: EntryRow
    facts: tuple[tuple[str, str], ...]
    hits: tuple[HitRow, ...]
    has_content: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SortOrder:
    column: str  # a field name of EntryRow or HitRow
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    id: int
    exhibit: str
    stage: str
    volume: int | None
    path: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    exhibit: str
    volume: int
    file_system: str
    counts: tuple[
        tuple[str, int], ...
    ]  # (outcome, entries), every outcome, 0 included; "waiting" while unfinished
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRow:
    """The file system's own count of its records in use, beside those the listing met."""

    volume: int
    source: str  # what was counted, "$MFT record bitmap"
    in_use: int
    met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """What a finished scan counted beside entries: the bytes of the image by kind, whose sum is its size."""

    exhibit: str
    size_bytes: int
    kinds: tuple[tuple[str, int], ...]  # (forensics.ledger.ByteKind, bytes), those without a byte left out
    censuses: tuple[CensusRow, ...]
    bytes_read: int
    read_twice: int  # contents that the reference reader read too, and agreed
