"""What may be said of a case and of an exhibit: each field with the check its text has to pass.

`None` withdraws a field. Only what differs from what stands on record becomes part of an event.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from app.custody.particulars import AgencyParts, WriteBlocker
from app.custody.state import CustodyState
from app.custody.supplied import free_text, line_of_text, local_text, moment_of
from app.moments import iso_utc
from app.store.custody_log import no_such_person
from app.store.opening import CaseTrouble
from reports.content import Authority

Changes = dict[str, Any]  # Any: JSON values
Check = Callable[[str, str], str]
MOST_REFERRALS: Final = 200

CASE_FIELDS: Final[Mapping[str, Check]] = {
    "title": line_of_text,
    "requester": line_of_text,
    "request": free_text,
    "offense": free_text,
    "laptop_clock": line_of_text,
}
AUTHORITY_FIELDS: Final[Mapping[str, Check]] = {
    "kind": line_of_text,
    "number": line_of_text,
    "issued_by": line_of_text,
    "issued_on": line_of_text,
    "scope": free_text,
}
AGENCY_FIELDS: Final[Mapping[str, Check]] = {"name": line_of_text, "address": free_text}
EXHIBIT_FIELDS: Final[Mapping[str, Check]] = {
    "item_number": line_of_text,
    "quantity": line_of_text,
    "description": line_of_text,
    "make": line_of_text,
    "model": line_of_text,
    "serial": line_of_text,
    "condition": free_text,
    "seal_in": line_of_text,
    "seal_out": line_of_text,
    "seized_where": free_text,
    "seized_from": line_of_text,
    "authority": free_text,
    "clock": line_of_text,
    "notes": free_text,
}
BLOCKER_FIELDS: Final[Mapping[str, Check]] = {
    "make": line_of_text,
    "model": line_of_text,
    "serial": line_of_text,
}
_NO_AUTHORITY: Final = asdict(Authority())
_NO_AGENCY: Final = asdict(AgencyParts())
_NO_BLOCKER: Final = asdict(WriteBlocker())


def case_changes(state: CustodyState, said: Mapping[str, Any]) -> Changes:
    """The payload of `case.described`: what of `said` is new. `said` has the fields of `CaseParticulars`,
    with mappings for `authority` and `agency` that hold only what is to be changed.
    """
    known = asdict(state.case)
    changes: Changes = {}
    for name, value in said.items():
        match name:
            case "authority":
                changes[name] = _parts(name, known[name] or _NO_AUTHORITY, value, AUTHORITY_FIELDS)
            case "agency":
                changes[name] = _parts(name, known[name] or _NO_AGENCY, value, AGENCY_FIELDS)
            case "referrals":
                changes[name] = _referrals(value)
            case "supervisor" | "reviewer":
                changes[name] = None if not value else known_person(state, value)
            case _:
                changes[name] = _field(name, value, CASE_FIELDS)
    return _new(changes, known)


def exhibit_changes(state: CustodyState, label: str, said: Mapping[str, Any]) -> Changes:
    """The payload of `exhibit.described`. `seized` is a local time with its zone and becomes `seized_at` and
    `seized_local`.
    """
    known = asdict(state.described(label))
    changes: Changes = {}
    for name, value in said.items():
        match name:
            case "write_blocker":
                changes[name] = _parts(name, known[name] or _NO_BLOCKER, value, BLOCKER_FIELDS)
            case "seized":
                changes |= _seized(value)
            case _:
                changes[name] = _field(name, value, EXHIBIT_FIELDS)
    return _new(changes, known)


def _seized(value: str | None) -> Changes:
    if not value or not value.strip():
        return {"seized_at": None, "seized_local": None}
    moment = moment_of("time of seizure", value)
    return {"seized_at": iso_utc(moment), "seized_local": line_of_text("time of seizure", value)}


def transfer_time(value: str | None, *, utc: str) -> tuple[str, str]:
    """A transfer's time in UTC and as supplied; without one it is now, told in the laptop's zone."""
    if value is None:
        return utc, local_text(moment_of("time", utc))
    return iso_utc(moment_of("time of the transfer", value)), line_of_text("time of the transfer", value)


def known_person(state: CustodyState, wanted: str) -> str:
    """The id of a person of the case, given as the id or as a name that only one has."""
    word = wanted.strip()
    if word in state.persons:
        return word
    named = [key for key, person in state.persons.items() if person.name == word]
    if len(named) == 1:
        return named[0]
    raise CaseTrouble(
        no_such_person(repr(wanted), {key: {"name": name} for key, name in state.names().items()})
    )


def _field(name: str, value: str | None, checks: Mapping[str, Check]) -> str | None:
    check = checks.get(name)
    if check is None:
        raise CaseTrouble(f"there is no field {name!r} (fields: {', '.join(checks)})")
    # An empty word withdraws what was said.
    return None if value is None or not value.strip() else check(name.replace("_", " "), value)


def _parts(name: str, known: Changes, said: Mapping[str, Any] | None, checks: Mapping[str, Check]) -> object:
    """All parts of a field, those of `said` changed; `None` where none is left."""
    parts = dict(known) if said is not None else {}
    for part, value in (said or {}).items():
        # A logo is no text; whoever gives it has recognised the picture.
        parts[part] = value if part == "logo" else _field_of(name, part, value, checks)
    return parts if any(value is not None for value in parts.values()) else None


def _field_of(name: str, part: str, value: str | None, checks: Mapping[str, Check]) -> str | None:
    check = checks.get(part)
    if check is None:
        raise CaseTrouble(f"there is no field {part!r} of {name} (fields: {', '.join(checks)})")
    if value is None or not value.strip():
        return None
    return check(f"{name} {part}".replace("_", " "), value)


def _referrals(value: object) -> list[str] | None:
    given = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []
    if len(given) > MOST_REFERRALS:
        raise CaseTrouble(f"there are {len(given):,} referrals; at most {MOST_REFERRALS} are kept")
    return [line_of_text("referral", str(each)) for each in given if str(each).strip()] or None


def _new(changes: Changes, known: Changes) -> Changes:
    return {name: value for name, value in changes.items() if _plain(known.get(name)) != value}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
