"""The custody chain in the store: appended inside the caller's transaction, read in order.

Who acts, and whether the case is open, are told by the chain itself: nothing is written that a closed case
does not allow, whoever asks.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, LargeBinary, and_, cast, insert, or_, select

from app.store.opening import CaseTrouble
from app.store.schema import CaseRecord, CustodyRecord, table_of
from forensics.custody import EMPTY_CHAIN, Actor, ChainHead, CustodyEvent, Json, link_event

_CASES = table_of(CaseRecord)
_EVENTS = table_of(CustodyRecord)
Body = dict[str, Any]  # Any: JSON values
CaseConnection = Connection  # what a transaction of a case gives, for those who know no SQL

_READ_AT_ONCE = 2_000
EXAMINER = "P1"  # of every case; in cases of older versions the events carry the name instead
ALLOWED_WHEN_CLOSED = frozenset(
    {
        "bundle.sealed",
        "case.opened",
        "case.reopened",
        "checkpoint.countersigned",
        "checkpoint.signed",
        "content.look_begun",  # looking is reading, and no look may go unrecorded
        "content.revealed",
        "entries.disclosed",
        "exhibit.transferred",
        "exhibit.verified",  # a transfer says whether the digest was taken again
        "files.exported",
        "person.recorded",  # who received it
        "report.exported",
        "set.exported",
        "stamp.added",
    }
)


def chain_head(connection: Connection) -> ChainHead:
    row = connection.execute(
        select(_EVENTS.c.sequence, _EVENTS.c.sha256).order_by(_EVENTS.c.sequence.desc()).limit(1)
    ).first()
    return EMPTY_CHAIN if row is None else ChainHead(count=row.sequence, sha256=row.sha256)


def digest_at(connection: Connection, sequence: int) -> str | None:
    """SHA-256 of one event as the case has it; `None` where the chain does not go that far."""
    found = select(_EVENTS.c.sha256).where(_EVENTS.c.sequence == sequence)
    return connection.execute(found).scalar_one_or_none()


def append_event(
    connection: Connection, *, utc: str, actor: Actor, action: str, subject: str, payload: Json
) -> CustodyEvent:
    """Write the next event; raise CaseTrouble where the case is closed to it. The transaction is IMMEDIATE,
    so nobody else can have read the same head.
    """
    if action not in ALLOWED_WHEN_CLOSED:
        verify_open(connection)
    event = link_event(
        chain_head(connection), utc=utc, actor=actor, action=action, subject=subject, payload=payload
    )
    connection.execute(
        insert(_EVENTS).values(sequence=event.sequence, canonical=event.canonical, sha256=event.sha256)
    )
    return event


def custody_events(connection: Connection) -> Iterator[CustodyEvent]:
    for row in connection.execute(select(_EVENTS).order_by(_EVENTS.c.sequence)):
        yield CustodyEvent(sequence=row.sequence, canonical=_bytes(row.canonical), sha256=row.sha256)


def events_of(connection: Connection, *actions: str) -> Iterator[Body]:
    """The events of these actions, in order; those of other actions are not parsed."""
    for sequence, canonical in written_events(connection, *actions):
        body = body_of(canonical, sequence=sequence)
        if body.get("action") in actions:
            yield body


def written_events(
    connection: Connection, *actions: str, after: int = 0, newest_first: bool = False
) -> Iterator[tuple[int, bytes]]:
    """(sequence, event as written) of those behind event `after` whose text begins with one of the actions,
    a few thousand in memory at a time.
    """
    # In canonical form the action stands first. A comparison is seven times as fast as a search, and each
    # act asks twice. The cast: whoever writes text into the column must not hide an event by it.
    written = cast(_EVENTS.c.canonical, LargeBinary)
    begins = [f'{{"action":"{action}"'.encode() for action in actions]
    holds = or_(*(and_(written >= mark, written < mark + b"\xff") for mark in begins))
    order = _EVENTS.c.sequence.desc() if newest_first else _EVENTS.c.sequence
    found = select(_EVENTS.c.sequence, _EVENTS.c.canonical).where(_EVENTS.c.sequence > after, holds)
    for row in connection.execute(found.order_by(order).execution_options(yield_per=_READ_AT_ONCE)):
        yield row.sequence, _bytes(row.canonical)


def written_event(connection: Connection, sequence: int) -> bytes | None:
    """One event as written; `None` where the chain does not go that far."""
    found = select(_EVENTS.c.canonical).where(_EVENTS.c.sequence == sequence)
    canonical = connection.execute(found).scalar_one_or_none()
    return None if canonical is None else _bytes(canonical)


def body_of(canonical: bytes, *, sequence: int) -> Body:
    """An event's content; raise CaseTrouble where it is none."""
    try:
        body = json.loads(canonical)
    except (ValueError, RecursionError) as trouble:
        raise CaseTrouble(
            f"event {sequence} of the custody chain cannot be read; verify the case"
        ) from trouble
    if not isinstance(body, dict) or not isinstance(body.get("payload"), dict):
        raise CaseTrouble(f"event {sequence} of the custody chain is no event; verify the case")
    return body


def paused_exhibits(connection: Connection) -> frozenset[str]:
    """Labels of the exhibits whose scan was paused and has not gone on since."""
    newest: dict[str, str] = {}
    for event in events_of(connection, "scan.paused", "scan.resumed", "scan.stopped", "scan.finished"):
        newest[str(event.get("subject"))] = event["action"]
    return frozenset(label for label, action in newest.items() if action == "scan.paused")


def verify_open(connection: Connection) -> None:
    """Raise CaseTrouble where the case was closed and not reopened."""
    ends = list(events_of(connection, "case.closed", "case.reopened"))
    if ends and ends[-1]["action"] == "case.closed":
        raise CaseTrouble(
            f"the case was closed at {ends[-1].get('utc')}; only reading, reports and transfers go on. "
            "Reopen it first: fieldcase case reopen CASE"
        )


def persons_said(connection: Connection) -> dict[str, Body]:
    """What was said last of each person, by id. Of a case of an older version only who was added later."""
    persons: dict[str, Body] = {}
    for event in events_of(connection, "case.created", "person.recorded"):
        payload = event["payload"]
        if event["action"] == "person.recorded":
            persons[str(event.get("subject"))] = payload
        elif isinstance(first := payload.get("persons"), dict):
            persons |= {key: said for key, said in first.items() if isinstance(said, dict)}
    return persons


def acting(connection: Connection, by: str | None) -> Actor:
    """Who acts: person `by`, or the case's examiner; raise CaseTrouble where nobody has that id."""
    persons = persons_said(connection)
    wanted = by or EXAMINER
    if wanted in persons:
        said = persons[wanted]
        return Actor(id=wanted, role=said.get("role"), standing=said.get("standing"))
    examiner = connection.execute(select(_CASES.c.examiner)).scalar_one()
    if wanted == EXAMINER:
        return Actor(id=examiner)
    raise CaseTrouble(no_such_person(wanted, {EXAMINER: {"name": examiner}} | persons))


def no_such_person(wanted: str, persons: dict[str, Body]) -> str:
    known = ", ".join(f"{key} {said.get('name')}" for key, said in persons.items())
    return (
        f"there is no person {wanted} in this case (persons: {known}); "
        "add one with: fieldcase case person CASE --name NAME"
    )


def _bytes(stored: object) -> bytes:
    """SQLite lets a column hold anything; who writes text into this one must not stop the check."""
    return stored if isinstance(stored, bytes) else str(stored).encode("utf-8", "surrogatepass")
