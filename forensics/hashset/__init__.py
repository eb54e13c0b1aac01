"""Known-hash sets: what a set is, and what one of its records says.

A set is imported once from the form its owner ships (`formats/`) into an index file of our own (`building/`)
that lies in a library folder (`library/`) and is looked up in place (`index/`). A set is taken whole or not
at all.
"""

from dataclasses import dataclass
from enum import StrEnum

from forensics.errors import Cancelled


class ImportStopped(Cancelled):
    """The examiner asked to stop an import: the library is as it was before."""

    def __init__(self) -> None:
        super().__init__("The import was stopped; nothing of the set was kept.")


class Role(StrEnum):
    NOTABLE = "notable"
    KNOWN = "known"  # known software and the like: known, not harmless


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a set comes from and how it came in: what is known beside the counting of its records."""

    name: str
    role: str
    version: str | None
    format: str
    source_name: str
    source_sha256: str
    source_member: str | None  # name of the file inside the archive that is the source
    imported_at: str
    tool_version: str
    scheme: str | None
    notes: tuple[str, ...]
    dropped: tuple[tuple[str, int], ...]  # (why, how many) of records and values that were left out


@dataclass(frozen=True, slots=True, kw_only=True)
class SetInfo:
    """What a report must be able to say of a set: where it came from, what was kept of it, what was not."""

    name: str
    role: str  # a value of Role
    version: str | None  # name and version together tell a set from every other of its library
    format: str  # in plain words, "VICS 2.0"
    source_name: str  # file name as displayed, without folders
    source_sha256: str  # of that file as it lies on the disk, an archive as the archive
    record_count: int  # records read, those without a usable digest included
    distinct_count: int  # kept records that differ in their strongest digest
    dropped_empty: int  # digests of the empty file, left out because they would match every empty file
    algorithms: tuple[str, ...]  # those with at least one digest kept, in the order MD5, SHA-1, SHA-256
    digest_counts: tuple[int, ...]  # records read that have a digest of each of `algorithms`
    sized_count: int  # kept records with a size
    unsized_count: int  # kept records without one: they close the way to ruling out files by size
    imported_at: str  # ISO 8601, UTC
    tool_version: str
    index_sha256: str  # the index's own digest; see index.layout
    scheme: str | None = None  # whose category numbers these are, "VICS 2.0 US"
    notes: tuple[str, ...] = ()  # sentences on what was counted and cannot be compared
    source_member: str | None = None  # name of the file inside the archive that is the source
    category_counts: tuple[tuple[str | None, int], ...] = ()  # records read by category; `None`: no category
    dropped: tuple[tuple[str, int], ...] = ()  # (why, how many) of records and values that were left out
    pdq_count: int = 0  # PDQ picture fingerprints kept for comparing by likeness later
    photodna_count: int = 0  # PhotoDNA values kept; comparing them is licensed and not done here
    distinct_counts: tuple[int, ...] = ()  # different digests of each of `algorithms`
    is_locked: bool = False  # the index holds keyed digests; see vault
