"""The custody chain: events in canonical JSON, each carrying the SHA-256 of the one before it, and the signed
checkpoints that hold its head.

The chain shows any edit, removal, swap or insertion between its first and its last event. It cannot show by
itself that its end was cut off: a checkpoint states how many events there were and the digest of the last,
and a chain that has fewer does not hold. Who signed a checkpoint is not asked here. A pure core: it checks by
raising, asks no clock and no store. Canonical form: RFC 8785.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from forensics.errors import ChainBroken

FIRST_PREVIOUS = "0" * 64

Json = Mapping[str, Any]  # Any: a JSON value, whose depth the type system cannot state


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEvent:
    sequence: int  # from 1
    canonical: bytes  # RFC 8785; exactly what is hashed and stored
    sha256: str  # hex digest of `canonical`


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, as it stands on each event. `id` is the person's in the case ("P1"), so that names stand in
    one kind of event only; in cases of older versions it is the name. `role` is examiner, supervisor, lab or
    reviewer, `standing` sworn or civilian; `None` where nobody said.
    """

    id: str
    role: str | None = None
    standing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    count: int
    sha256: str


EMPTY_CHAIN = ChainHead(count=0, sha256=FIRST_PREVIOUS)


def link_event(
    head: ChainHead, *, utc: str, actor: Actor, action: str, subject: str, payload: Json
) -> CustodyEvent:
    """The event that follows `head`. `utc` is ISO 8601 with Z; `payload` holds JSON values with integers
    below 2**53.
    """
    body: dict[str, Any] = {
        "sequence": head.count + 1,
        "utc": utc,
        "actor": actor.id,
        "role": actor.role,
        "standing": actor.standing,
        "action": action,
        "subject": subject,
        "payload": dict(payload),
        "previous_sha256": head.sha256,
    }
    canonical = rfc8785.dumps(body)
    return CustodyEvent(
        sequence=head.count + 1, canonical=canonical, sha256=hashlib.sha256(canonical).hexdigest()
    )


def verify_chain(events: Iterable[CustodyEvent]) -> ChainHead:
    """Check every link and return the head; raise ChainBroken naming the first event that does not hold."""
    head = EMPTY_CHAIN
    for event in events:
        _verify_link(event, head)
        head = ChainHead(count=event.sequence, sha256=event.sha256)
    return head


def _verify_link(event: CustodyEvent, head: ChainHead) -> None:
    expected = head.count + 1
    if event.sequence != expected:
        raise ChainBroken(f"event {expected} is missing: event {event.sequence} stands in its place")
    if hashlib.sha256(event.canonical).hexdigest() != event.sha256:
        raise ChainBroken(
            f"event {expected} was changed: its content does not give the SHA-256 recorded for it"
        )
    body = _parsed(event)
    if body.get("sequence") != expected:
        raise ChainBroken(f"event {expected} was moved: inside it says it is event {body.get('sequence')}")
    if body.get("previous_sha256") != head.sha256:
        raise ChainBroken(
            f"event {expected} does not follow event {head.count}: the link between them is broken"
        )
    if rfc8785.dumps(body) != event.canonical:
        raise ChainBroken(f"event {expected} is not in canonical form")


def _parsed(event: CustodyEvent) -> dict[str, Any]:
    try:
        body = json.loads(event.canonical)
    except ValueError as trouble:
        raise ChainBroken(f"event {event.sequence} is not readable as JSON") from trouble
    if not isinstance(body, dict):
        raise ChainBroken(f"event {event.sequence} is not a JSON object")
    return body
