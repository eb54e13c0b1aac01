"""Known-hash sets: what a set is, and what one of its records says.

A set is imported once from the form its owner ships (`formats/`) into an index file of our own (`layout`,
`building`) that lies in a library folder (`library`) and is looked up in place (`index`). A set is taken
whole or not at all.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    NOTABLE = "notable"
    KNOWN = "known"  # known software and the like: known, not harmless


class SetRecord(NamedTuple):
    """One record of a source file; `None` where it says nothing.

    A named tuple and not a dataclass because one is made for each of up to hundreds of millions of lines, at
    a third of the cost.
    """

    md5: bytes | None = None
    sha1: bytes | None = None
    sha256: bytes | None = None
    size_bytes: int | None = None
    category: str | None = None  # the owner's code as written; no category is `None`, never "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a set comes from and how it came in: what is known beside the counting of its records."""

    name: str
    role: str
    version: str | None
    format: str
    source_name: str
    source_sha256: str
    imported_at: str
    tool_version: str
    scheme: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetInfo:
    """What a report must be able to say of a set: where it came from, what was kept of it, what was not."""

    name: str
    role: str  # a value of Role
    version: str | None
    format: str  # in plain words, "VICS 2.0"
    source_name: str  # file name as displayed, without folders
    source_sha256: str
    record_count: int  # records read, those without a usable digest included
    distinct_count: int  # kept records that differ in their strongest digest
    dropped_empty: int  # digests of the empty file, left out because they would match every empty file
    algorithms: tuple[str, ...]  # those with at least one digest kept, in the order MD5, SHA-1, SHA-256
    digest_counts: tuple[int, ...]  # entries of the index for each of `algorithms`
    sized_count: int  # kept records with a size
    unsized_count: int  # kept records without one: they close the way to ruling out files by size
    imported_at: str  # ISO 8601, UTC
    tool_version: str
    index_sha256: str  # of the index file behind its first 40 bytes; see layout
    scheme: str | None = None  # whose category numbers these are, "VICS 2.0 US"
    notes: tuple[str, ...] = ()  # sentences on what was counted and cannot be compared
