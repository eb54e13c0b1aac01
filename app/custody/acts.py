"""What people do to the record of a case: say, photograph, hand over, sign, close. Each act is one event.

The commands and the desktop's child programs call these. Callers give the time, as ISO 8601 UTC.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.custody.forms import Changes, case_changes, exhibit_changes, known_person, transfer_time
from app.custody.pictures import keep_attachment, read_picture
from app.custody.seen_heads import remember_head
from app.custody.state import CustodyState, custody_state
from app.custody.supplied import ROLES, STANDINGS, digest_text, free_text, line_of_text, one_of
from app.moments import from_iso
from app.store.case_file import CaseFile
from app.store.custody_log import CaseConnection
from app.store.opening import CaseTrouble
from forensics.custody import Checkpoint, checkpoint_of, statement_of

if TYPE_CHECKING:
    from reports.sealing.identity import Identity

Said = Mapping[str, Any]  # Any: JSON values
LARGEST_OF_A_CASE: Final = 200 << 20  # bytes of photographs: a report holds them all at once
OCCASIONS: Final = ("scan", "export", "transfer", "close", "request")
_UNCHANGED: Final = "nothing was said that is not on record already"


def describe_case(case: CaseFile, said: Said, *, utc: str, logo: Path | None = None) -> tuple[str, ...]:
    """Record what is said of the case (fields of `CaseParticulars`; `None` withdraws one). Returns the names
    of the fields that changed; raise CaseTrouble where none did, or a text cannot be kept.
    """
    given = dict(said)
    if logo is not None:
        given["agency"] = dict(given.get("agency") or {}) | {"logo": _logo(case, logo)}
    with case.transaction() as connection:
        changes = _changes(case_changes(custody_state(connection), given))
        number = case.number(connection)
        case.append(connection, utc=utc, action="case.described", subject=number, payload=changes)
    return tuple(changes)


def _logo(case: CaseFile, file: Path) -> Changes:
    picture = read_picture(file)
    if picture.mime != "image/png":
        raise CaseTrouble(f"{file} is not a PNG picture; the agency's logo is printed from one")
    case.verify_open()
    keep_attachment(case.folder, picture)
    return {"sha256": picture.sha256, "mime": picture.mime, "size_bytes": len(picture.content)}


def _changes(changes: Changes) -> Changes:
    if not changes:
        raise CaseTrouble(_UNCHANGED)
    return changes


def describe_exhibit(case: CaseFile, label: str, said: Said, *, utc: str) -> tuple[str, ...]:
    """The same of an exhibit (fields of `ExhibitParticulars`; `seized` is a local time with its zone)."""
    case.exhibit(label)
    with case.transaction() as connection:
        changes = _changes(exhibit_changes(custody_state(connection), label, said))
        case.append(connection, utc=utc, action="exhibit.described", subject=label, payload=changes)
    return tuple(changes)


def photograph(case: CaseFile, label: str, file: Path, *, caption: str | None, utc: str) -> str:
    """Attach a PNG or JPEG picture of the device; returns its SHA-256 in hexadecimal digits."""
    case.exhibit(label)
    case.verify_open()
    picture = read_picture(file)
    said = {
        "sha256": picture.sha256,
        "name": line_of_text("name of the picture", file.name),
        "mime": picture.mime,
        "size_bytes": len(picture.content),
        "caption": line_of_text("caption", caption) if caption and caption.strip() else None,
    }
    with case.reading() as connection:
        taken = custody_state(connection).photographs
    if any((each.exhibit, each.sha256) == (label, picture.sha256) for each in taken):
        raise CaseTrouble(f"{file} is attached to {label} already")
    if sum(each.size_bytes for each in taken) + len(picture.content) > LARGEST_OF_A_CASE:
        raise CaseTrouble(
            f"the photographs of this case would have more than {LARGEST_OF_A_CASE >> 20} MiB; "
            "attach smaller ones"
        )
    keep_attachment(case.folder, picture)
    case.log(utc=utc, action="exhibit.photographed", subject=label, payload=said)
    return picture.sha256


def record_person(case: CaseFile, said: Said, *, utc: str, person: str | None = None) -> str:
    """Add a person to the case, or correct what is on record of `person`; returns the id.

    `said` has the fields of `CasePerson`; `None` or a blank withdraws one, which a name cannot be.
    """
    with case.transaction() as connection:
        state = custody_state(connection)
        wanted = _next_person(state) if person is None else known_person(state, person)
        known = asdict(state.persons[wanted]) if person is not None else {}
        payload = _person_payload(known, said)
        if payload == known:
            raise CaseTrouble(_UNCHANGED)
        case.append(connection, utc=utc, action="person.recorded", subject=wanted, payload=payload)
    return wanted


def _next_person(state: CustodyState) -> str:
    numbers = [int(key[1:]) for key in state.persons if key[1:].isdecimal() and len(key) < 12]
    return f"P{max(numbers, default=0) + 1}"


def _person_payload(known: Changes, said: Said) -> Changes:
    payload = dict.fromkeys(("name", "number", "role", "standing", "agency", "certificate_sha256")) | known
    for name, value in said.items():
        if name not in payload:
            raise CaseTrouble(f"there is no field {name!r} of a person (fields: {', '.join(payload)})")
        payload[name] = _person_field(name, value) if value and value.strip() else None
    if not payload["name"]:
        raise CaseTrouble("a person needs a name")
    return payload


def _person_field(name: str, value: str) -> str:
    match name:
        case "role":
            return one_of("role", value.strip(), ROLES)
        case "standing":
            return one_of("standing", value.strip(), STANDINGS)
        case "certificate_sha256":
            return digest_text("certificate's SHA-256", value)
        case _:
            return line_of_text("person's " + name, value)


def transfer(case: CaseFile, label: str, said: Said, *, utc: str) -> tuple[str, ...]:
    """Record that an exhibit changed hands; returns remarks on it, as sentences.

    `said` has `released_by` and `received_by` (a person's id, or a name that only one has) and any of `at` (a
    local time with its zone; else now), `purpose`, `place`, `seal_out`, `seal_in`, `rehashed`, `comment`.
    """
    case.exhibit(label)
    with case.transaction() as connection:
        state = custody_state(connection)
        released, received = (known_person(state, str(said.get(name) or "")) for name in _HANDS)
        if released == received:
            raise CaseTrouble("an exhibit is handed from one person to another; both are the same here")
        at, at_local = transfer_time(said.get("at"), utc=utc)
        payload = {
            "released_by": released,
            "received_by": received,
            "at": at,
            "at_local": at_local,
            "rehashed": said.get("rehashed"),
        } | {name: _optional(name, said.get(name)) for name in _TRANSFER_TEXTS}
        case.append(connection, utc=utc, action="exhibit.transferred", subject=label, payload=payload)
    last = next((each for each in reversed(state.transfers) if each.exhibit == label), None)
    if last is None or last.received_by == released:
        return ()
    holder, giver = state.name_of(last.received_by), state.name_of(released)
    return (f"the transfer before this one gave {label} to {holder}, and {giver} released it now",)


_HANDS: Final = ("released_by", "received_by")
_TRANSFER_TEXTS: Final = ("purpose", "place", "seal_out", "seal_in", "comment")


def _optional(name: str, value: str | None) -> str | None:
    if value is None or not value.strip():
        return None
    check = free_text if name == "comment" else line_of_text
    return check(name.replace("_", " "), value)


def sign_checkpoint(case: CaseFile, identity: "Identity", *, occasion: str, utc: str) -> Checkpoint:
    """Sign how many events there are and the digest of the last, and record it as the next event."""
    with case.transaction() as connection:
        checkpoint = _sign_checkpoint(case, connection, identity, occasion=occasion, utc=utc)
    remember_head(case, utc=utc)
    return checkpoint


def _sign_checkpoint(
    case: CaseFile, connection: CaseConnection, identity: "Identity", *, occasion: str, utc: str
) -> Checkpoint:
    # Imported here: what signs takes a while to import, and a scan's start must not wait for it.
    from reports.sealing.cms import sign_detached

    state = custody_state(connection)
    canonical = statement_of(
        state.head, case=case.number(connection), occasion=occasion, utc=utc, roots=state.roots
    )
    signature = sign_detached(identity, canonical, at=from_iso(utc))
    unsigned = checkpoint_of(canonical, sequence=state.head.count + 1, signatures=())
    case.append(
        connection,
        utc=utc,
        action="checkpoint.signed",
        subject=occasion,
        payload={"statement": dict(unsigned.statement)} | _signature_said(unsigned, signature, identity),
    )
    return checkpoint_of(canonical, sequence=unsigned.sequence, signatures=(signature,))


def _signature_said(checkpoint: Checkpoint, signature: bytes, identity: "Identity") -> Changes:
    return {
        "statement_sha256": hashlib.sha256(checkpoint.canonical).hexdigest(),
        "signature": base64.b64encode(signature).decode("ascii"),
        "signer": identity.signer.name,
        "certificate_sha256": identity.signer.certificate_sha256.hex(),
    }


def countersign(case: CaseFile, identity: "Identity", *, utc: str) -> Checkpoint:
    """Sign the last checkpoint with another key; raise CaseTrouble where there is none, or this key has
    signed it.
    """
    from reports.sealing.cms import sign_detached, verify_detached

    with case.transaction() as connection:
        checkpoints = custody_state(connection).checkpoints
        if not checkpoints:
            raise CaseTrouble(
                "this case has no signed checkpoint to counter-sign; sign it first: fieldcase sign CASE"
            )
        last = checkpoints[-1]
        for signature in last.signatures:
            signer = verify_detached(signature, last.canonical)
            if signer.certificate_sha256 == identity.signer.certificate_sha256:
                raise CaseTrouble(
                    f"the key of {signer.name} has signed this checkpoint already; another key must"
                )
        signature = sign_detached(identity, last.canonical, at=from_iso(utc))
        case.append(
            connection,
            utc=utc,
            action="checkpoint.countersigned",
            subject=str(last.sequence),
            payload=_signature_said(last, signature, identity),
        )
    remember_head(case, utc=utc)
    return checkpoint_of(last.canonical, sequence=last.sequence, signatures=(*last.signatures, signature))


def close_case(case: CaseFile, identity: "Identity | None", *, utc: str) -> Checkpoint | None:
    """Nothing but reading, reports and transfers goes on; signed where there is a key. Raise CaseTrouble
    where the case is closed already.
    """
    with case.transaction() as connection:
        number = case.number(connection)
        case.append(connection, utc=utc, action="case.closed", subject=number, payload={})
        if identity is None:
            return None
        # In one transaction: a case whose closing could not be signed stays open.
        checkpoint = _sign_checkpoint(case, connection, identity, occasion="close", utc=utc)
    remember_head(case, utc=utc)
    return checkpoint


def reopen_case(case: CaseFile, *, reason: str, utc: str) -> None:
    """Raise CaseTrouble where the case is open."""
    why = line_of_text("reason", reason)
    with case.transaction() as connection:
        if custody_state(connection).closed_at is None:
            raise CaseTrouble("the case is open; only a closed case can be reopened")
        number = case.number(connection)
        case.append(connection, utc=utc, action="case.reopened", subject=number, payload={"reason": why})
