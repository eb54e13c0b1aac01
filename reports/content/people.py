"""Who acted and for whom: persons, the agency, the case as entered, the report as a document, the program."""

from dataclasses import dataclass
from datetime import datetime, timedelta


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
