"""The custody chain: its events, signed checkpoints, time stamps, and the self-test that was run."""

from dataclasses import dataclass
from datetime import datetime

from reports.content.people import Signer


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
