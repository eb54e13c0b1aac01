"""Known-hash sets, the entries that matched them, and what examiners said of files."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forensics.digests import DigestSet
from forensics.entries import EntryKind, Outcome, Remains
from forensics.paths import EvidencePath
from forensics.times import MacTimes


class SetRole(StrEnum):
    NOTABLE = "notable"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContent:
    """A known-hash set as it stood when it was used. The report calls notable sets S1, S2 … and known sets
    K1, K2 … in this order.
    """

    name: str
    role: SetRole
    version: str | None = None
    origin: str | None = None  # who keeps the set
    format: str  # "VICS 2.0"
    source_name: str  # file name
    source_sha256: bytes
    records: int  # in use
    distinct: int | None = None  # different digests among them; None: not counted
    dropped_empty: int = 0  # records left out as the digest of an empty file
    left_out: tuple[tuple[str, int], ...] = ()  # what else, in plain words, and how many
    algorithms: tuple[str, ...]  # "md5", "sha1", "sha256"
    sized: int  # records that also carry a size
    scheme: str | None = None  # of the categories; None: none given
    imported_at: datetime | None = None
    source_member: str | None = None  # name of the file inside the archive that is the set file
    index_sha256: bytes | None = None  # of the index as it was used; None: not recorded
    index_version: str | None = None  # of the program that made it
    is_locked: bool = False  # the index holds keyed digests
    notes: tuple[str, ...] = ()  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRecord:
    """One entry of the ledger with everything `fieldcase list … entries` gives. `outcome` is `None` while it
    waits for the scan.
    """

    exhibit: str
    volume: int  # Volume.index
    path: EvidencePath
    stream: bytes | None = None
    meta_addr: int
    size_bytes: int
    allocated: bool
    kind: EntryKind
    outcome: Outcome | None
    digests: DigestSet = field(default_factory=DigestSet)
    times: MacTimes = field(default_factory=MacTimes)
    remains: Remains | None = None  # of a deleted entry; None in cases of older versions


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchContent:
    """The content of an entry equals a record of a set."""

    set_position: int  # in CaseContent.sets
    record: int  # number in the set, from 0 as stored
    algorithm: str  # "md5", "sha1", "sha256": the one that was compared
    category: str | None = None  # the set owner's code as written; None: none given. "0" is a code.
    category_label: str | None = None  # the owner's words for it, where the scheme is known
    scheme: str | None = None
    evidence: str = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class HitContent:
    """A matched entry, once, with every record it equals: at least one of a notable set; records of known
    sets are told too.
    """

    entry: EntryRecord
    matches: tuple[MatchContent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedFiles:
    """Files that an examiner gave one category. `scheme` None: a plain number."""

    category: str
    scheme: str | None
    label: str | None
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """What one person looked at on the screen: `files` by content, `unended` looks whose end was never
    recorded, so that `seconds` is without them.
    """

    person: str
    files: int
    known_matches: int
    looks: int
    unended: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewContent:
    """What examiners said of files, as it stands, and what they looked at. Each is counted from events."""

    marked: tuple[MarkedFiles, ...] = ()
    notes: int = 0
    bookmarks: int = 0
    looked_at: tuple[LookedAt, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.marked or self.notes or self.bookmarks or self.looked_at)
