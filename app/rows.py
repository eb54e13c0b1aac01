"""Rows as the desktop and the command line show them: plain text and numbers, no evidence types, no database
types.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentCase:
    folder: str
    number: str
    title: str
    opened_at: str  # ISO 8601 UTC
    verdict: str  # one line; "the folder is missing" where it is
    exists: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    folder: str
    number: str
    title: str | None
    examiner: str
    agency: str | None
    authority: str | None
    created_at: str
    practice: bool
    read_only: bool
    exhibits: int
    entries: int
    hits: int  # records matched in notable sets
    matched_files: int
    faults: int
    chain_count: int
    chain_head: str  # SHA-256 hex of the last event


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeRow:
    index: int
    offset_bytes: int
    length_bytes: int
    table: str
    description: str
    state: str  # forensics.images.VolumeState: readable, locked, unsupported, unreadable, no_file_system
    file_system: str | None
    label: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitRow:
    id: int
    label: str  # "E1"
    description: str | None
    source: str
    container: str
    size_bytes: int
    sector_bytes: int
    segments: int
    stored_digests: tuple[tuple[str, str], ...]  # (algorithm, hex)
    acquisition_notes: tuple[tuple[str, str], ...]
    verified: str | None  # None: never; agrees, differs, recorded (nothing to compare with), unreadable
    verified_at: str | None
    media_digests: tuple[tuple[str, str], ...]  # of the last verification
    volumes: tuple[VolumeRow, ...]
    state: str  # added, scanning, stopped, done, done_part_unread, unreadable
    entries: int
    hits: int
    faults: int
    share_compared: float | None  # 0..1 over entries that have content; None before a scan
    compared_parts: tuple[tuple[str, int], ...]  # (outcome, entries): the sum behind the share


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAlgorithmRow:
    """How many records of a set have a digest of one algorithm, and how many of those digests differ."""

    name: str  # md5, sha1, sha256
    records: int
    distinct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCategoryRow:
    code: str | None  # None: records without a category
    label: str | None  # None where the scheme has no word for the code
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRow:
    name: str
    role: str  # notable, known
    version: str | None
    spelled: str  # as commands take it: NAME or NAME@VERSION
    format: str
    records: int
    distinct: int
    dropped_empty: int
    sized: int
    unsized: int  # records in use without a size: they keep the size gate open
    source_name: str
    source_sha256: str
    source_member: str | None  # the file inside the archive
    imported_at: str
    tool_version: str
    index_sha256: str
    scheme: str | None
    algorithms: tuple[SetAlgorithmRow, ...]
    categories: tuple[SetCategoryRow, ...]
    dropped: tuple[tuple[str, int], ...]  # (why, how many)
    pdq: int  # picture fingerprints kept and not compared
    photodna: int
    is_locked: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenSetRow:
    """A file of the library that cannot be used, with what is wrong and what to do."""

    file_name: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryRows:
    sets: tuple[SetRow, ...]
    broken: tuple[BrokenSetRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockedRow:
    """What a passphrase opened: sets as commands spell them."""

    opened: tuple[str, ...]
    still_locked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """One record of one set that lists a digest looked for."""

    digest: str
    set_name: str
    version: str | None
    role: str
    category: str | None
    category_label: str | None
    scheme: str | None
    algorithm: str
    record: int
    size_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDigests:
    """The answer to a look-up. `searched` counts sets; `not_searched` are (set or file, why)."""

    found: tuple[FoundRow, ...]  # in the order asked, each digest by set and record
    absent: tuple[str, ...]  # digests in none of the sets searched
    unread: tuple[str, ...]  # lines in which there is no digest
    searched: int
    not_searched: tuple[tuple[str, str], ...]
    beyond: int = 0  # matches and absences beyond what is kept for showing


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTable:
    """The first rows of a long table that a command wrote, and how many there are in all."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    counts: tuple[tuple[str, int], ...]  # rows by the value of their first column


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumnRow:
    """A column of a table that may become a set: its head, its first values, what it seems to hold."""

    head: str  # empty where the table has no head line
    samples: tuple[str, ...]
    kind: str | None  # md5, sha1, sha256, size, category, pdq, quality, photodna; None: left out


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutlook:
    """What a file seems to be before it is imported; nothing of it is kept yet.

    Either `form` says what it was recognised as, or `trouble` why it cannot be taken as it is. `columns` are
    there when it is a table; `is_64_digits` when its digests may be SHA-256 or PDQ fingerprints.
    `likely_role` is the role that sets of its kind have.
    """

    form: str | None
    version: str | None
    is_notable_only: bool
    likely_role: str | None
    trouble: str | None
    columns: tuple[TableColumnRow, ...]
    delimiter: str  # as a column map spells it; empty where there is no table
    has_head: bool
    doubts: tuple[str, ...]
    is_64_digits: bool
    asks_member: bool = False  # an archive of several files: which one is the set must be said


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
    running_pid: int | None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail:
    """Everything recorded of one entry, as (label, value) pairs in reading order, and its hits."""

    entry: EntryRow
    facts: tuple[tuple[str, str], ...]
    hits: tuple[HitRow, ...]
    has_content: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    id: int
    exhibit: str
    stage: str
    volume: int | None
    path: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyRow:
    sequence: int
    utc: str
    actor: str
    action: str
    subject: str
    sentence: str  # the event in plain words
    event_json: str  # as written
    sha256: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """All conditions hold together; `text` is part of the displayed path, any case."""

    text: str = ""
    exhibit: str | None = None
    outcome: str | None = None
    deleted_only: bool = False
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SortOrder:
    column: str  # a field name of EntryRow or HitRow
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    folder: str
    number: str
    examiner: str
    title: str | None = None
    agency: str | None = None
    authority: str | None = None
