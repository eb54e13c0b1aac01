"""Holds the seals of a case against its chain: checkpoints, their signatures, attachments, and what this
laptop saw of the chain before.

Checks by raising: CaseDiffers names the first thing that is not as it was written. Links and findings are the
matter of `app.store.checking`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.custody.pictures import read_attachment
from app.custody.seen_heads import RegisterTrouble, remember_head, seen_head
from app.custody.state import CustodyState, custody_state
from app.store.case_file import CaseFile
from app.store.checking import CaseDiffers
from app.store.custody_log import Body, CaseConnection, custody_events, digest_at, events_of
from app.store.opening import CaseTrouble
from forensics.custody import Checkpoint, verify_checkpoints
from forensics.errors import ChainBroken

if TYPE_CHECKING:
    from reports.content import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class SealsCheck:
    """What was checked and holds. `signers` by certificate, the first first. `unseen`: why a chain whose end
    was cut off may not have shown, now or the next time; None where the register of seen heads was asked.
    """

    checkpoints: int
    signatures: int
    attachments: int
    signers: tuple["Signer", ...]
    unseen: str | None = None


def check_seals(case: CaseFile, *, utc: str | None = None) -> SealsCheck:
    """Raise CaseDiffers at the first difference. With `utc`, now, what was seen is kept for the next time."""
    with case.reading() as connection:
        try:
            state = custody_state(connection)
            verify_checkpoints(custody_events(connection), state.checkpoints)
        except (ChainBroken, CaseTrouble) as broken:
            raise CaseDiffers(f"the custody chain does not hold: {broken}") from broken
        signers = _check_signatures(connection, state)
        _check_statements(state, number=case.number(connection))
        unseen = _check_seen(case, connection)
    attachments = _check_attachments(case, state)
    kept = None if utc is None else remember_head(case, utc=utc)
    return SealsCheck(
        checkpoints=len(state.checkpoints),
        signatures=sum(len(checkpoint.signatures) for checkpoint in state.checkpoints),
        attachments=attachments,
        signers=signers,
        unseen=unseen if kept is None else str(kept),
    )


def _check_signatures(connection: CaseConnection, state: CustodyState) -> tuple["Signer", ...]:
    """Each signature over its statement, and the name and certificate that its event says."""
    if not state.checkpoints:
        return ()
    # Imported here: a case without a signature is checked without the libraries of signing.
    from reports.sealing.cms import verify_detached
    from reports.sealing.errors import SignatureDiffers

    said = _signature_events(connection)
    signers: dict[bytes, Signer] = {}
    for checkpoint in state.checkpoints:
        for signature, event in zip(checkpoint.signatures, said[checkpoint.sequence], strict=True):
            name = f"the signature in event {event['sequence']}"
            try:
                signer = verify_detached(signature, checkpoint.canonical)
            except SignatureDiffers as trouble:
                raise CaseDiffers(f"{name} does not hold: {trouble}") from trouble
            told = (event["payload"].get("signer"), event["payload"].get("certificate_sha256"))
            if told != (signer.name, signer.certificate_sha256.hex()):
                raise CaseDiffers(f"{name} is by {signer.name}, and the event says {told[0]!r}")
            signers.setdefault(signer.certificate_sha256, signer)
    return tuple(signers.values())


def _signature_events(connection: CaseConnection) -> dict[int, list[Body]]:
    """By the sequence of the checkpoint that they sign."""
    found: dict[int, list[Body]] = {}
    for event in events_of(connection, "checkpoint.signed", "checkpoint.countersigned"):
        is_first = event["action"] == "checkpoint.signed"
        found.setdefault(int(event["sequence"] if is_first else event["subject"]), []).append(event)
    return found


def _check_statements(state: CustodyState, *, number: str) -> None:
    """What checkpoints state besides the head: the case, and the roots of the scans that had ended."""
    for checkpoint in state.checkpoints:
        statement = checkpoint.statement
        if statement.get("case") != number:
            raise CaseDiffers(f"the checkpoint of event {checkpoint.sequence} is of another case")
        if statement.get("roots") != _roots_before(state, checkpoint):
            raise CaseDiffers(
                f"the checkpoint of event {checkpoint.sequence} states other roots than the scans before it"
            )


def _roots_before(state: CustodyState, checkpoint: Checkpoint) -> list[dict[str, object]]:
    return [dict(root) for sequence, root in state.root_events if sequence < checkpoint.sequence]


def _check_attachments(case: CaseFile, state: CustodyState) -> int:
    wanted = {taken.sha256: taken.size_bytes for taken in state.photographs}
    agency = state.case.agency
    if agency is not None and agency.logo is not None:
        wanted[agency.logo.sha256] = agency.logo.size_bytes
    for sha256, size_bytes in wanted.items():
        try:
            read_attachment(case.folder, sha256, size_bytes=size_bytes)
        except CaseTrouble as trouble:
            raise CaseDiffers(str(trouble)) from trouble
    return len(wanted)


def _check_seen(case: CaseFile, connection: CaseConnection) -> str | None:
    """Why it could not be asked what this laptop saw, or None where it was, or there is nothing to ask."""
    try:
        seen = seen_head(case)
    except RegisterTrouble as trouble:
        return str(trouble)
    if seen is None:
        return None
    digest = digest_at(connection, seen.head.count)
    if digest is None:
        raise CaseDiffers(
            f"this laptop saw {seen.head.count:,} events of this chain at {seen.utc}, and they are not all "
            "here: its end was cut off, or this is an older copy of the case"
        )
    if digest != seen.head.sha256:
        raise CaseDiffers(
            f"event {seen.head.count:,} is not the one that this laptop saw at {seen.utc}: the chain was "
            "written anew, or another copy of the case was put in this place"
        )
    return None
