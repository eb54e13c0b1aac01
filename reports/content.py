"""The border between the case and its report: everything a report prints, as frozen values.

`app` fills this tree from the store; `reports` turns it into pages and tables and never asks anybody else.
Everywhere below `None` means that nobody supplied the fact (printed as *Not supplied*) unless the field says
otherwise. Moments are aware datetimes in UTC. Text that a person typed is plain text and may hold any
character; names from evidence stay bytes (`EvidencePath`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from forensics.digests import DigestSet
from forensics.entries import ByteRange, Census, EntryKind, Fault, Outcome, Remains
from forensics.entry_line import EntryRow
from forensics.images import Gap, ImageInfo, Volume
from forensics.ledger import ByteLedger
from forensics.paths import EvidencePath
from forensics.times import MacTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who acted: name, the agency's number for that person, and role or rank, each as supplied.

    `id` is the person's in the case ("P1"), by which events name them. `standing` is "sworn" or "civilian".
    """

    name: str
    id: str | None = None
    number: str | None = None
    role: str | None = None
    standing: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """Who issues the report. `logo` is a PNG file's bytes, drawn up to 16 mm high; `None` prints no logo."""

    name: str
    address: str | None = None
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The legal authority in its parts, each as supplied: "search warrant", "26-MJ-0042", the court, the day,
    and what it covers.
    """

    kind: str | None = None
    number: str | None = None
    issued_by: str | None = None
    issued_on: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """The case as it was entered. `authority` is free text: kind, number, court, date and scope as the
    examiner wrote them; `authority_parts` the same where it was given in parts. `referrals` are numbers of
    CyberTips and other referrals, with their kind ("CyberTip 123456789").
    """

    number: str
    title: str | None = None
    examiner: Person
    supervisor: Person | None = None
    reviewer: Person | None = None
    agency: Agency | None = None
    authority: str | None = None
    authority_parts: Authority | None = None
    requester: str | None = None
    request: str | None = None
    referrals: tuple[str, ...] = ()
    offense: str | None = None
    laptop_clock: str | None = None  # the laptop's clock against a trusted one, as a sentence
    opened_at: datetime | None = None
    closed_at: datetime | None = None  # None: the case is open


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whose key signs: the name in the certificate, who issued it, and the SHA-256 of its DER form, by
    which a stranger knows it again. `self_issued` certificates prove no more than that the same key signed.
    """

    name: str
    issuer: str
    certificate_sha256: bytes
    self_issued: bool
    not_after: datetime
    algorithm: str  # "ECDSA P-256", "RSA 2048"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What a copy withholds. Digests, sizes, times and counts stay."""

    paths: bool = False  # paths and names of entries, of source files and of volumes
    names: bool = False  # of persons, their numbers and agencies
    set_labels: bool = False  # names, versions, origins, files and categories of known-hash sets

    def __bool__(self) -> bool:
        return self.paths or self.names or self.set_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """The report as a document. `local_offset` is the laptop's offset from UTC at `made_at`; `None` prints
    UTC alone. `signers`: who signs this report; empty when nobody does, and the report says so.
    """

    id: str
    made_at: datetime
    revision: int = 1
    local_offset: timedelta | None = None
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPart:
    """A library the result depends on: name as its authors write it, and version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFacts:
    """What ran. `parts` leaves out the typesetter of the report, which `reports` adds itself.

    `computer` is a sentence on the laptop and its clock, as supplied. `sha256` is the digest of the built
    program; `None` when it runs from source.
    """

    version: str
    name: str = "Fieldcase"
    parts: tuple[ToolPart, ...] = ()
    sha256: bytes | None = None
    computer: str | None = None


class ScanEnd(StrEnum):
    COMPLETED = "completed"
    STOPPED = "stopped"  # by a person or the time box; can be resumed
    UNFINISHED = "unfinished"  # begun, neither completed nor stopped: still running, or the power went


class GateState(StrEnum):
    SHUT = "shut"  # content of a size that is in no notable record was not read
    OPENED = "opened"  # the profile has the gate, and records without a size opened it for the whole scan
    NO_SETS = "no_sets"  # the profile has the gate, and without a notable set nothing can be ruled out
    NOT_USED = "not_used"  # the profile has none


@dataclass(frozen=True, slots=True, kw_only=True)
class GateContent:
    """Whether content could be ruled out by its size. `sizes` is how many different sizes the notable
    records have, for a gate that is shut; `sizeless_records` how many records opened it.
    """

    state: GateState
    sizes: int | None = None
    sizeless_records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanContent:
    """The scan whose outcomes the coverage shows. `sets` are positions in `CaseContent.sets`, in the order
    they were loaded.

    `byte_ledger` is the one the engine made and checked when the scan ended; without it the report counts
    whole volumes. A ledger that does not close is printed with its difference. `unreadable` are the places of
    the image that reading could not get, merged and in order.
    """

    profile: str  # "quick", "standard", "thorough"
    profile_rule: str | None = None  # the profile's own words, as recorded with the scan
    gate: GateContent | None = None  # None: not recorded
    algorithms: tuple[str, ...] = ()  # "md5", "sha1", "sha256": of every content read; empty: not recorded
    match_algorithms: tuple[str, ...] = ()  # of matched content, read again for them; empty: the same
    # contents that the reference reader read too, and agreed; None: no sample was read twice
    double_readings: int | None = None
    byte_ledger: ByteLedger | None = None
    unreadable: tuple[ByteRange, ...] = ()
    started_at: datetime
    ended_at: datetime | None = None  # None: see `end`
    end: ScanEnd
    sets: tuple[int, ...]
    resumed: int = 0  # how many times it was taken up again
    time_box: timedelta | None = None  # None: no time box was set
    # the rule behind `skipped_by_profile`, as a sentence; None: nothing was skipped
    skip_rule: str | None = None
    tool_version: str | None = None  # of the program that scanned, where it differs from the one that reports
    # Merkle root (RFC 9162) over all entry records; None: not at its end, or from before it was taken
    entries_root: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDigest:
    """One reading of all the media bytes. `digests` is `None` where it was not completed, and `reason` is
    then a sentence why.
    """

    at: datetime
    digests: DigestSet | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeContent:
    """A volume and its line of the coverage ledger.

    `entries` is the number of names the walk recorded, `None` where nothing was listed (not scanned, locked,
    unreadable). `outcomes` counts them; a missing outcome is 0. `waiting` are entries of an unfinished scan
    that have no outcome yet. The report is refused unless the outcomes and `waiting` add up to `entries`.
    `content_bytes` sums the recorded sizes of the entries of each outcome (hard links and deleted names
    count again, so these do not add up to the volume's length); empty: not counted. `census` is the file
    system's own count of its records beside those the walk met.
    """

    volume: Volume
    entries: int | None
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    waiting: int = 0
    content_bytes: Mapping[Outcome, int] = field(default_factory=dict)
    locked_contents: tuple[tuple[str, int, int], ...] = ()  # encrypted files: (kind, how many, bytes)
    gone: int = 0  # deleted files without content, because their space was used again
    census: Census | None = None  # None: no second count was made


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """A picture of the exhibit itself (the device), attached by a person. `content` is the file's bytes, PNG
    or JPEG; `None` where the report leaves it out.
    """

    name: str
    mime: str  # "image/png", "image/jpeg"
    sha256: bytes
    size_bytes: int
    caption: str | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferContent:
    """An exhibit changed hands. `at` is UTC; `at_local` as supplied, with its zone."""

    sequence: int  # of its custody event
    exhibit: str
    at: datetime
    at_local: str | None = None
    released_by: Person
    received_by: Person
    purpose: str | None = None
    place: str | None = None
    seal_out: str | None = None  # on leaving the one who released it
    seal_in: str | None = None  # as the receiver found it
    rehashed: bool | None = None  # None: nobody said
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitContent:
    """A thing seized, its data, and what became of them.

    The lengths of `volumes` and `gaps` must add up to `image.size_bytes`, or the report is refused. `before`
    and `after` are the last reading of all the media before the scan and the first one after it; `None`
    means that it was not taken.
    """

    id: str  # "E1"
    image: ImageInfo
    volumes: tuple[VolumeContent, ...]
    gaps: tuple[Gap, ...] = ()
    faults: tuple[Fault, ...] = ()
    scan: ScanContent | None = None  # None: not scanned
    before: MediaDigest | None = None
    after: MediaDigest | None = None
    added_at: datetime | None = None
    description: str | None = None  # what it is, in words: "USB flash drive, black, 32 GB"
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    condition: str | None = None
    seal_in: str | None = None
    seal_out: str | None = None
    seized_where: str | None = None
    seized_when: str | None = None  # as supplied, with its zone
    seized_at: datetime | None = None  # the same moment in UTC
    seized_from: str | None = None
    item_number: str | None = None  # on the property record
    quantity: str | None = None
    authority: str | None = None  # of this exhibit, where it differs from the case's
    notes: str | None = None
    photographs: tuple[Photograph, ...] = ()
    write_blocker: str | None = None  # make, model, serial
    clock: str | None = None  # the clock of the examined machine against a trusted one, as a sentence


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
class EventContent:
    """A custody event. `line` is the canonical JSON exactly as it was digested: the SHA-256 of its UTF-8
    bytes is `sha256`, and it holds the hexadecimal SHA-256 of the event before. The report is refused where
    that does not hold.
    """

    sequence: int  # from 1, without a gap
    at: datetime
    actor: str  # the person's name where it is known, else as stored
    actor_id: str | None = None  # "P1"; None: in cases of older versions events carry the name
    role: str | None = None
    standing: str | None = None
    action: str  # as stored, "scan.started"
    subject: str
    sentence: str  # the event in plain words, as printed
    sha256: bytes
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointContent:
    """A signed statement that the chain had `count` events and the head `head_sha256`. `sequence` is that of
    the event that holds it. `signers` has the one who signed and those who counter-signed.
    """

    sequence: int
    at: datetime
    occasion: str  # "scan", "export", "transfer", "close", "request"
    count: int
    head_sha256: bytes
    signers: tuple[Signer, ...]
    statement: bytes  # canonical JSON: what was signed
    signatures: tuple[bytes, ...]  # CMS, DER, detached, one for each of `signers`


@dataclass(frozen=True, slots=True, kw_only=True)
class StampContent:
    """A time stamp (RFC 3161) that was given on an earlier report, as the chain recorded it."""

    at: datetime
    authority: str
    report_id: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestCheck:
    """`control` is "positive" where something had to be found or equal, "negative" where it must not be."""

    what: str
    expected: str
    got: str
    control: str = "positive"
    passed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """A known-answer run of this program on this computer: only what really ran."""

    at: datetime
    checks: tuple[SelfTestCheck, ...]
    passed: bool = True
    program_sha256: bytes | None = None  # see `app.program_digest`


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContent:
    """All that a report prints. `hits` hold one value for each matched entry, in the order to be printed
    (exhibit, volume, path).
    """

    report: ReportFacts
    case: CaseFacts
    program: ProgramFacts
    exhibits: tuple[ExhibitContent, ...] = ()
    sets: tuple[SetContent, ...] = ()
    hits: tuple[HitContent, ...] = ()
    events: tuple[EventContent, ...] = ()
    self_test: SelfTest | None = None  # the last one; None: none was run, and the report says so
    persons: tuple[Person, ...] = ()  # everyone the events name
    transfers: tuple[TransferContent, ...] = ()
    checkpoints: tuple[CheckpointContent, ...] = ()
    stamps: tuple[StampContent, ...] = ()
    review: ReviewContent = field(default_factory=ReviewContent)
    redaction: Redaction = field(default_factory=Redaction)
    practice: bool = False  # True prints PRACTICE CASE on every page
    # how often content was shown on a screen; None: this version does not count it
    pictures_shown: int | None = None


class EntryRows(Protocol):
    """All entries of the case once, exhibit after exhibit in the order of the walk, however many: read one at
    a time and never held. Each is the text that all forms print.
    """

    def __iter__(self) -> Iterator[EntryRow]: ...
