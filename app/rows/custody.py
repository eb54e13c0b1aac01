"""Rows on custody: who took part, what was said of case and exhibits, hand-overs, checkpoints, keys, checks.

What nobody supplied is None, or an empty tuple.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    id: str  # "P1", the examiner of the case
    name: str
    number: str | None = None
    role: str | None = None
    standing: str | None = None  # sworn, civilian
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFormRow:
    """What was said of the case; `values` by the names the forms use (`authority_kind`, `agency_address`)."""

    values: tuple[tuple[str, str], ...] = ()
    referrals: tuple[str, ...] = ()
    logo_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographRow:
    exhibit: str
    sha256: str
    name: str
    size_bytes: int
    caption: str | None
    file: str  # its copy in the case folder


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    exhibit: str
    at: str  # ISO 8601 UTC
    at_local: str | None
    released_by: str  # names of persons
    received_by: str
    purpose: str | None
    place: str | None
    seal_out: str | None
    seal_in: str | None
    rehashed: bool | None  # the digest was re-checked; None: nobody said


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitFormRow:
    """What was said of an exhibit; `values` by the names the form uses (`seal_in`, `write_blocker_make`)."""

    label: str
    values: tuple[tuple[str, str], ...] = ()
    photographs: tuple[PhotographRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestRow:
    passed: bool
    utc: str
    program_sha256: str | None
    checks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRow:
    """`signers` are the names in the certificates, the first of whoever signed it first."""

    sequence: int
    utc: str
    occasion: str  # scan, export, transfer, close, request
    count: int  # events it covers
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyFacts:
    """The custody chain folded: what holds after its last event. `closed_at`: None while the case is open."""

    persons: tuple[PersonRow, ...] = ()
    case: CaseFormRow
    exhibits: tuple[ExhibitFormRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    self_test: SelfTestRow | None = None
    checkpoints: tuple[CheckpointRow, ...] = ()
    stamps: int = 0
    closed_at: str | None = None

    def exhibit(self, label: str) -> ExhibitFormRow:
        """What was said of one exhibit; an empty form where nothing was."""
        return next((one for one in self.exhibits if one.label == label), ExhibitFormRow(label=label))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SigningKey:
    """The examiner's key for one session: where it lies and what opens it, never written and never shown.

    `file` is a PKCS#12 file; of a card `module` is the PKCS#11 library and `card_label` the name on it.
    """

    passphrase: str
    file: str | None = None
    module: str | None = None
    card_label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRow:
    """What a key's certificate says of its owner."""

    name: str
    algorithm: str
    certificate_sha256: str
    not_after: str  # ISO 8601
    self_issued: bool
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part of a check: `state` is agrees, differs, not_present or not_checked."""

    part: str
    state: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow:
    agrees: bool
    sentence: str
    parts: tuple[PartRow, ...] = ()
