"""Rows on known-hash sets: what the library holds, what a file seems to be, where digests are listed."""

from dataclasses import dataclass


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
