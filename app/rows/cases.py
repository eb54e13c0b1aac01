"""Rows on a case: what it is, its exhibits, its custody chain."""

from dataclasses import dataclass

from app.rows.board import RecentFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentCase:
    folder: str
    number: str
    title: str
    opened_at: str  # ISO 8601 UTC
    verdict: str  # one line, as it stood when it was opened last; "the folder is missing" where it is
    exists: bool
    facts: RecentFacts | None = None  # read from the case itself; None before that, or where it is missing
    trouble: str = ""  # one sentence, where the case is there and cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    folder: str
    number: str
    examiner: str
    title: str | None = None
    agency: str | None = None
    authority: str | None = None


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
    # forensics.images.VolumeState: readable, locked, unsupported, unreadable, no_file_system, holds_volumes
    state: str
    file_system: str | None
    label: str | None
    reason: str | None
    within: int | None = None  # index of the volume that holds it; None: of the partition table itself
    layer: str | None = None  # "LVM2 logical volume", "BitLocker, unlocked", "APFS volume", "shadow copy"
    layer_key: str | None = None  # what the layer itself calls it

    @property
    def is_of_media(self) -> bool:
        """Its bytes are a stretch of the media that no other volume has."""
        return self.within is None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRow:
    """A volume that was unlocked, and opens again only with its secret."""

    exhibit: str
    volume: int
    means: str  # password, recovery-key, key-file
    lock: str  # "BitLocker", "LUKS2"


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
    volumes: tuple[VolumeRow, ...]
    state: str  # added, scanning, paused, stopped, done, done_part_unread, unreadable
    entries: int
    hits: int
    faults: int
    share_compared: float | None  # 0..1 over entries that have content; None before a scan
    compared_parts: tuple[tuple[str, int], ...]  # (outcome, entries): the sum behind the share
    encrypted_contents: int = 0  # files that were read and are encrypted themselves; not told during a scan


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyRow:
    sequence: int
    utc: str
    actor: str  # a name
    action: str
    subject: str
    sentence: str  # the event in plain words
    event_json: str  # as written
    sha256: str
    role: str | None = None  # examiner, supervisor, lab, reviewer
    standing: str | None = None  # sworn, civilian
