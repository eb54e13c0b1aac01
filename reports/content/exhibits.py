"""A thing seized, its volumes, and what became of them in a scan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from forensics.digests import DigestSet
from forensics.entries import ByteRange, Census, Fault, Outcome
from forensics.images import Gap, ImageInfo, Volume
from forensics.ledger import ByteLedger
from reports.content.people import Person


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

    Each byte of the image must lie in one of `volumes` or `gaps`, or the report is refused. `before`
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
