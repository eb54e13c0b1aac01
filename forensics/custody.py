"""The custody chain: events in canonical JSON, each carrying the SHA-256 of the one before it, and the signed
checkpoints that hold its head.

The chain shows any edit, removal, swap or insertion between its first and its last event. It cannot show by
itself that its end was cut off: a checkpoint states how many events there were and the digest of the last,
and a chain that has fewer does not hold. Who signed a checkpoint is not asked here. A pure core: it checks by
raising, asks no clock and no store. Canonical form: RFC 8785.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A statement on the chain as it stood before event `sequence`, which holds it, and the signatures given
    over `canonical`: the first signer's, then the counter-signers' in the order of their events.
    """

    sequence: int
    statement: Json
    canonical: bytes  # RFC 8785 form of `statement`: what is signed
    signatures: tuple[bytes, ...]  # CMS, DER, detached

    @property
    def head(self) -> ChainHead:
        return ChainHead(count=self.statement["count"], sha256=self.statement["head_sha256"])


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


def statement_of(head: ChainHead, *, case: str, occasion: str, utc: str, roots: Sequence[Json] = ()) -> bytes:
    """What a checkpoint states, in canonical form: the case `case` had `head` at `utc`.

    `occasion` is scan, export, transfer, close or request. `roots` are the Merkle roots of the finished
    scans, each {scan, exhibit, entries, root}.
    """
    return rfc8785.dumps(
        {
            "case": case,
            "occasion": occasion,
            "count": head.count,
            "head_sha256": head.sha256,
            "utc": utc,
            "roots": [dict(root) for root in roots],
        }
    )


def checkpoint_of(canonical: bytes, *, sequence: int, signatures: tuple[bytes, ...]) -> Checkpoint:
    """A statement read back; raise ChainBroken where it is none in canonical form."""
    name = f"the checkpoint of event {sequence}"
    statement = _json_object(canonical, name)
    count, digest = statement.get("count"), statement.get("head_sha256")
    if not (isinstance(count, int) and isinstance(digest, str)) or isinstance(count, bool):
        raise ChainBroken(f"{name} does not say how many events there were, and the head")
    if _canonical(statement, name) != canonical:
        raise ChainBroken(f"{name} is not in canonical form")
    return Checkpoint(sequence=sequence, statement=statement, canonical=canonical, signatures=signatures)


def checkpoints_in(events: Iterable[CustodyEvent]) -> tuple[Checkpoint, ...]:
    """The checkpoints that a chain holds, with the counter-signatures; raise ChainBroken on one that is not
    as it is written. Links are not checked here.
    """
    found: dict[int, Checkpoint] = {}
    for event in events:
        if b'"checkpoint.' not in event.canonical:
            continue
        body = _parsed(event)
        match body.get("action"):
            case "checkpoint.signed":
                found[event.sequence] = _signed(event, body)
            case "checkpoint.countersigned":
                before = found.get(_sequence_of(body.get("subject")))
                if before is None:
                    raise ChainBroken(f"event {event.sequence} counter-signs a checkpoint that is not there")
                found[before.sequence] = _with_signature(before, event, body)
    return tuple(found.values())


def _signed(event: CustodyEvent, body: Json) -> Checkpoint:
    payload = body.get("payload")
    statement = payload.get("statement") if isinstance(payload, dict) else None
    if not isinstance(statement, dict):
        raise ChainBroken(f"event {event.sequence} holds no checkpoint's statement")
    canonical = _canonical(statement, f"the checkpoint of event {event.sequence}")
    bare = checkpoint_of(canonical, sequence=event.sequence, signatures=())
    return _with_signature(bare, event, body)


def _with_signature(checkpoint: Checkpoint, event: CustodyEvent, body: Json) -> Checkpoint:
    payload = body["payload"] if isinstance(body.get("payload"), dict) else {}
    if payload.get("statement_sha256") != hashlib.sha256(checkpoint.canonical).hexdigest():
        raise ChainBroken(f"event {event.sequence} names another statement than the one of its checkpoint")
    try:
        signature = base64.b64decode(str(payload.get("signature", "")), validate=True)
    except ValueError as trouble:
        raise ChainBroken(f"the signature in event {event.sequence} is not readable") from trouble
    return replace(checkpoint, signatures=(*checkpoint.signatures, signature))


def _sequence_of(subject: object) -> int:
    is_number = isinstance(subject, str) and subject.isdecimal() and len(subject) < 16
    return int(str(subject)) if is_number else 0


def verify_checkpoints(events: Iterable[CustodyEvent], checkpoints: Iterable[Checkpoint]) -> ChainHead:
    """Check every link, and each checkpoint against the event it vouches for; return the head of the chain.

    Raise ChainBroken naming what does not hold: a chain with fewer events than a checkpoint counted was cut
    off, one with another head in that place was rewritten. Checkpoints may come from the chain itself or from
    anywhere else: a bundle, another copy. Signatures are not checked here.
    """
    waiting = _by_count(checkpoints)
    head = EMPTY_CHAIN
    for event in events:
        _verify_link(event, head)
        head = ChainHead(count=event.sequence, sha256=event.sha256)
        for checkpoint in waiting.pop(head.count, ()):
            if checkpoint.head.sha256 != head.sha256:
                raise ChainBroken(
                    f"event {head.count} is not the one that the checkpoint of event {checkpoint.sequence} "
                    "vouches for: the chain was written anew"
                )
    for count in sorted(waiting):
        raise ChainBroken(
            f"the chain has {head.count} events, and the checkpoint of event {waiting[count][0].sequence} "
            f"vouches for {count}: its end was cut off"
        )
    return head


def _by_count(checkpoints: Iterable[Checkpoint]) -> dict[int, list[Checkpoint]]:
    """Raise ChainBroken where a checkpoint vouches for anything but the events right before its own."""
    by_count: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        count = checkpoint.head.count
        if count < 1 or count != checkpoint.sequence - 1:
            raise ChainBroken(
                f"the checkpoint of event {checkpoint.sequence} vouches for {count} events, and "
                f"{checkpoint.sequence - 1} stand before it"
            )
        by_count.setdefault(count, []).append(checkpoint)
    return by_count


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
    if _canonical(body, f"event {event.sequence}") != event.canonical:
        raise ChainBroken(f"event {expected} is not in canonical form")


def _parsed(event: CustodyEvent) -> dict[str, Any]:
    return _json_object(event.canonical, f"event {event.sequence}")


def _json_object(content: bytes, name: str) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as trouble:
        raise ChainBroken(f"{name} is not readable as JSON") from trouble
    if not isinstance(body, dict):
        raise ChainBroken(f"{name} is not a JSON object")
    return body


def _canonical(body: Json, name: str) -> bytes:
    try:
        return rfc8785.dumps(dict(body))
    except (ValueError, RecursionError) as trouble:
        raise ChainBroken(f"{name} holds what has no canonical form") from trouble
