"""The custody chain folded into rows for the desktop: persons, forms, hand-overs, checkpoints, self-tests."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from app.custody.particulars import CaseParticulars, ExhibitParticulars, SelfTestRecord, TransferRecord
from app.custody.pictures import attachment_path
from app.custody.state import CustodyState, state_of
from app.rows import (
    CaseFormRow,
    CheckpointRow,
    CustodyFacts,
    ExhibitFormRow,
    PersonRow,
    PhotographRow,
    SelfTestRow,
    TransferRow,
)
from app.store.case_file import CaseFile
from app.store.custody_log import chain_head, custody_events
from forensics.custody import CustodyEvent


def head(case: CaseFile) -> str:
    with case.reading() as connection:
        return chain_head(connection).sha256


def facts(case: CaseFile) -> CustodyFacts:
    with case.reading() as connection:
        events = list(custody_events(connection))
    state = state_of(events)
    labels = dict.fromkeys((*state.exhibits, *(one.exhibit for one in state.photographs)))
    return CustodyFacts(
        persons=tuple(_person(id_, asdict(person)) for id_, person in state.persons.items()),
        case=_case_form(state.case),
        exhibits=tuple(_exhibit_form(case, state, label) for label in labels),
        transfers=tuple(_transfer(one, state) for one in state.transfers),
        self_test=_self_test(state.self_tests[-1]) if state.self_tests else None,
        checkpoints=_checkpoints(events),
        stamps=len(state.stamps),
        closed_at=state.closed_at,
    )


def _person(id_: str, said: Mapping[str, Any]) -> PersonRow:  # Any: the fields of a person
    return PersonRow(
        id=id_,
        **{one.name: said[one.name] for one in fields(PersonRow) if one.name in said and one.name != "id"},
    )


def _values(said: Mapping[str, Any], *, before: str = "") -> list[tuple[str, str]]:  # Any: nested fields
    """`authority: {kind: …}` as `authority_kind`; what nobody supplied is left out."""
    values: list[tuple[str, str]] = []
    for name, value in said.items():
        if isinstance(value, Mapping):
            values += _values(value, before=f"{before}{name}_")
        elif isinstance(value, str):
            values.append((f"{before}{name}", value))
    return values


def _case_form(said: CaseParticulars) -> CaseFormRow:
    logo = said.agency.logo if said.agency is not None else None
    return CaseFormRow(
        values=tuple(_values(asdict(said))),
        referrals=said.referrals or (),
        logo_sha256=None if logo is None else logo.sha256,
    )


def _exhibit_form(case: CaseFile, state: CustodyState, label: str) -> ExhibitFormRow:
    return ExhibitFormRow(
        label=label,
        values=tuple(_values(asdict(state.exhibits.get(label, ExhibitParticulars())))),
        photographs=tuple(
            PhotographRow(
                exhibit=label,
                sha256=one.sha256,
                name=one.name,
                size_bytes=one.size_bytes,
                caption=one.caption,
                file=str(attachment_path(case.folder, one.sha256)),
            )
            for one in state.photographs
            if one.exhibit == label
        ),
    )


def _transfer(one: TransferRecord, state: CustodyState) -> TransferRow:
    return TransferRow(
        exhibit=one.exhibit,
        at=one.at,
        at_local=one.at_local,
        released_by=state.name_of(one.released_by),
        received_by=state.name_of(one.received_by),
        purpose=one.purpose,
        place=one.place,
        seal_out=one.seal_out,
        seal_in=one.seal_in,
        rehashed=one.rehashed,
    )


def _self_test(one: SelfTestRecord) -> SelfTestRow:
    return SelfTestRow(
        passed=one.passed, utc=one.at, program_sha256=one.program_sha256, checks=len(one.checks)
    )


def _checkpoints(events: list[CustodyEvent]) -> tuple[CheckpointRow, ...]:
    """Each with the names of whoever signed and counter-signed it; their signatures are not checked here."""
    found: dict[str, dict[str, Any]] = {}  # Any: JSON
    for event in events:
        body = json.loads(event.canonical)
        said = body["payload"]
        if body["action"] == "checkpoint.signed":
            found[str(event.sequence)] = body | {"signers": [_signer(said)]}
        elif body["action"] == "checkpoint.countersigned" and body["subject"] in found:
            found[body["subject"]]["signers"].append(_signer(said))
    return tuple(
        CheckpointRow(
            sequence=int(sequence),
            utc=body["utc"],
            occasion=str(body["subject"]),
            count=int(body["payload"]["statement"]["count"]),
            signers=tuple(body["signers"]),
        )
        for sequence, body in found.items()
    )


def _signer(said: Mapping[str, Any]) -> str:  # Any: JSON
    """Written as a name, or as the facts of a certificate."""
    signer = said.get("signer")
    return str(signer.get("name") if isinstance(signer, Mapping) else signer)
