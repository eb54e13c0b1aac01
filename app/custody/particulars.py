"""What persons say of a case, its exhibits and themselves, as the custody chain holds it.

Each field has the name it has in the chain, so that an event's payload becomes a value in one step. `None`
means that nobody supplied it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from app.store.opening import CaseTrouble
from reports.content import Authority, SelfTestCheck

Said = Mapping[str, Any]  # Any: JSON values
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePerson:
    """Somebody of the case. `role` is examiner, supervisor, lab or reviewer, `standing` sworn or civilian."""

    name: str
    number: str | None = None
    role: str | None = None
    standing: str | None = None
    agency: str | None = None
    certificate_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    sha256: str
    mime: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyParts:
    name: str | None = None
    address: str | None = None
    logo: Logo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseParticulars:
    """`supervisor` and `reviewer` are ids of persons."""

    title: str | None = None
    requester: str | None = None
    request: str | None = None
    offense: str | None = None
    referrals: tuple[str, ...] | None = None
    authority: Authority | None = None
    supervisor: str | None = None
    reviewer: str | None = None
    laptop_clock: str | None = None
    agency: AgencyParts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBlocker:
    make: str | None = None
    model: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitParticulars:
    """The form of an exhibit. `seized_at` is ISO 8601 UTC, `seized_local` the same moment as supplied."""

    item_number: str | None = None
    quantity: str | None = None
    description: str | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    condition: str | None = None
    seal_in: str | None = None
    seal_out: str | None = None
    seized_at: str | None = None
    seized_local: str | None = None
    seized_where: str | None = None
    seized_from: str | None = None
    authority: str | None = None
    write_blocker: WriteBlocker | None = None
    clock: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographRecord:
    """A photograph of exhibit `exhibit` in the case's folder of attachments."""

    sequence: int  # of its event
    exhibit: str
    sha256: str
    name: str
    mime: str
    size_bytes: int
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRecord:
    """An exhibit changed hands. `released_by` and `received_by` are ids of persons, `at` is ISO 8601 UTC."""

    sequence: int
    exhibit: str
    released_by: str
    received_by: str
    at: str
    at_local: str | None = None
    purpose: str | None = None
    place: str | None = None
    seal_out: str | None = None
    seal_in: str | None = None
    rehashed: bool | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestRecord:
    """A known-answer run of the program, `at` ISO 8601 UTC."""

    sequence: int
    at: str
    passed: bool
    program_sha256: str | None = None
    checks: tuple[SelfTestCheck, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class StampRecord:
    """A time stamp (RFC 3161) that a report of this case was given."""

    sequence: int
    at: str
    report_id: str
    authority: str
    utc: str | None = None  # what the stamp says; `at` is when it was recorded
    manifest_sha256: str | None = None
    token_sha256: str | None = None


def read_as(kind: type[_Value], said: Said, *, sequence: int) -> _Value:
    """What an event says, as a value; raise CaseTrouble where it is not what this program writes."""
    try:
        return msgspec.convert(dict(said), type=kind)
    except msgspec.ValidationError as trouble:
        raise CaseTrouble(
            f"event {sequence} of the custody chain is not as this program writes it ({trouble}); "
            "verify the case"
        ) from trouble
