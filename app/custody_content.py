"""What the report prints of custody: persons, the forms of case and exhibits, transfers, checkpoints."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.custody import CasePerson, CustodyState, ExhibitParticulars, WriteBlocker
from app.custody.pictures import read_attachment
from app.moments import from_iso
from app.store.case_file import CaseRow
from forensics.custody import Checkpoint, CustodyEvent
from reports.content import (
    Agency,
    CaseFacts,
    CheckpointContent,
    EventContent,
    Person,
    Photograph,
    SelfTest,
    StampContent,
    TransferContent,
)
from reports.event_words import event_sentence
from reports.wording import Wording


def event_contents(
    events: Sequence[CustodyEvent], state: CustodyState, words: Wording
) -> tuple[EventContent, ...]:
    names = state.names()
    return tuple(_event(event, names, words) for event in events)


def _event(event: CustodyEvent, names: Mapping[str, str], words: Wording) -> EventContent:
    body = json.loads(event.canonical)
    actor = body["actor"]
    return EventContent(
        sequence=event.sequence,
        at=from_iso(body["utc"]),
        actor=names.get(actor, actor),
        actor_id=actor if actor in names else None,
        role=body.get("role"),
        standing=body.get("standing"),
        action=body["action"],
        subject=body["subject"],
        sentence=event_sentence(words, body, names),
        sha256=bytes.fromhex(event.sha256),
        line=event.canonical.decode("utf-8"),
    )


def persons(state: CustodyState) -> tuple[Person, ...]:
    return tuple(_person(key, said) for key, said in state.persons.items())


def _person(key: str, said: CasePerson) -> Person:
    return Person(
        id=key,
        name=said.name,
        number=said.number,
        role=said.role,
        standing=said.standing,
        agency=said.agency,
    )


def _person_of(state: CustodyState, key: str) -> Person:
    said = state.persons.get(key)
    return Person(name=key) if said is None else _person(key, said)


def case_facts(record: CaseRow, state: CustodyState, *, folder: Path, examiner: str) -> CaseFacts:
    """`examiner` is the id of the case's examiner, `folder` where the agency's logo is kept."""
    said = state.case
    return CaseFacts(
        number=record.number,
        title=said.title,
        examiner=_person_of(state, examiner),
        supervisor=None if said.supervisor is None else _person_of(state, said.supervisor),
        reviewer=None if said.reviewer is None else _person_of(state, said.reviewer),
        agency=_agency(state, folder),
        authority=record.authority,
        authority_parts=said.authority,
        requester=said.requester,
        request=said.request,
        referrals=said.referrals or (),
        offense=said.offense,
        laptop_clock=said.laptop_clock,
        opened_at=from_iso(record.created_at),
        closed_at=None if state.closed_at is None else from_iso(state.closed_at),
    )


def _agency(state: CustodyState, folder: Path) -> Agency | None:
    """Without a name there is none to print, whatever else was said."""
    said = state.case.agency
    if said is None or said.name is None:
        return None
    logo = said.logo
    return Agency(
        name=said.name,
        address=said.address,
        logo=None if logo is None else read_attachment(folder, logo.sha256, size_bytes=logo.size_bytes),
    )


def photographs(state: CustodyState, exhibit: str, *, folder: Path) -> tuple[Photograph, ...]:
    return tuple(
        Photograph(
            name=taken.name,
            mime=taken.mime,
            sha256=bytes.fromhex(taken.sha256),
            size_bytes=taken.size_bytes,
            caption=taken.caption,
            content=read_attachment(folder, taken.sha256, size_bytes=taken.size_bytes),
        )
        for taken in state.photographs
        if taken.exhibit == exhibit
    )


def exhibit_form(
    said: ExhibitParticulars, *, description: str | None
) -> dict[str, Any]:  # Any: each field has its own type
    """Fields of `ExhibitContent`; `description` is what was said when the exhibit was added."""
    return {
        "description": said.description or description,
        "make": said.make,
        "model": said.model,
        "serial": said.serial,
        "condition": said.condition,
        "seal_in": said.seal_in,
        "seal_out": said.seal_out,
        "seized_where": said.seized_where,
        "seized_when": said.seized_local,
        "seized_at": None if said.seized_at is None else from_iso(said.seized_at),
        "seized_from": said.seized_from,
        "item_number": said.item_number,
        "quantity": said.quantity,
        "authority": said.authority,
        "notes": said.notes,
        "write_blocker": _write_blocker(said.write_blocker),
        "clock": said.clock,
    }


def _write_blocker(said: WriteBlocker | None) -> str | None:
    return None if said is None else ", ".join(filter(None, (said.make, said.model, said.serial)))


def transfers(state: CustodyState) -> tuple[TransferContent, ...]:
    return tuple(
        TransferContent(
            sequence=told.sequence,
            exhibit=told.exhibit,
            at=from_iso(told.at),
            at_local=told.at_local,
            released_by=_person_of(state, told.released_by),
            received_by=_person_of(state, told.received_by),
            purpose=told.purpose,
            place=told.place,
            seal_out=told.seal_out,
            seal_in=told.seal_in,
            rehashed=told.rehashed,
            comment=told.comment,
        )
        for told in state.transfers
    )


def checkpoints(state: CustodyState) -> tuple[CheckpointContent, ...]:
    """Each with who signed it, read from the signatures; raise SignatureDiffers where one does not hold."""
    return tuple(_checkpoint(checkpoint) for checkpoint in state.checkpoints)


def _checkpoint(checkpoint: Checkpoint) -> CheckpointContent:
    # Imported here: most of what asks for content has no signature to read, and signing libraries take long.
    from reports.sealing.cms import verify_detached

    statement = checkpoint.statement
    return CheckpointContent(
        sequence=checkpoint.sequence,
        at=from_iso(statement["utc"]),
        occasion=statement["occasion"],
        count=checkpoint.head.count,
        head_sha256=bytes.fromhex(checkpoint.head.sha256),
        signers=tuple(
            verify_detached(signature, checkpoint.canonical) for signature in checkpoint.signatures
        ),
        statement=checkpoint.canonical,
        signatures=checkpoint.signatures,
    )


def stamps(state: CustodyState) -> tuple[StampContent, ...]:
    return tuple(
        StampContent(
            at=from_iso(told.utc or told.at),
            authority=told.authority,
            report_id=told.report_id,
            sequence=told.sequence,
        )
        for told in state.stamps
    )


def last_self_test(state: CustodyState) -> SelfTest | None:
    if not state.self_tests:
        return None
    told = state.self_tests[-1]
    return SelfTest(
        at=from_iso(told.at),
        checks=told.checks,
        passed=told.passed,
        program_sha256=None if told.program_sha256 is None else bytes.fromhex(told.program_sha256),
    )
