"""The custody chain in the store: appended inside the caller's transaction, read in order."""

from collections.abc import Iterator

from sqlalchemy import Connection, insert, select

from app.store.schema import CustodyRecord, table_of
from forensics.custody import EMPTY_CHAIN, Actor, ChainHead, CustodyEvent, Json, link_event

_EVENTS = table_of(CustodyRecord)


def chain_head(connection: Connection) -> ChainHead:
    row = connection.execute(
        select(_EVENTS.c.sequence, _EVENTS.c.sha256).order_by(_EVENTS.c.sequence.desc()).limit(1)
    ).first()
    return EMPTY_CHAIN if row is None else ChainHead(count=row.sequence, sha256=row.sha256)


def append_event(
    connection: Connection, *, utc: str, actor: str, action: str, subject: str, payload: Json
) -> CustodyEvent:
    """Write the next event; the transaction is IMMEDIATE, so nobody else can have read the same head."""
    event = link_event(
        chain_head(connection),
        utc=utc,
        actor=Actor(id=actor),
        action=action,
        subject=subject,
        payload=payload,
    )
    connection.execute(
        insert(_EVENTS).values(sequence=event.sequence, canonical=event.canonical, sha256=event.sha256)
    )
    return event


def custody_events(connection: Connection) -> Iterator[CustodyEvent]:
    for row in connection.execute(select(_EVENTS).order_by(_EVENTS.c.sequence)):
        yield CustodyEvent(sequence=row.sequence, canonical=_bytes(row.canonical), sha256=row.sha256)


def _bytes(stored: object) -> bytes:
    """SQLite lets a column hold anything; who writes text into this one must not stop the check."""
    return stored if isinstance(stored, bytes) else str(stored).encode("utf-8", "surrogatepass")
