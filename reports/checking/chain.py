"""The custody chain in a bundle: every link, the head that was recorded, the signed checkpoints, and the
files that the chain names by their digests.

A redacted copy holds stubs in the place of events that name what is withheld: their digests are taken as they
are said to be, the links before and behind them are checked.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from forensics.custody import (
    EMPTY_CHAIN,
    ChainHead,
    Checkpoint,
    CustodyEvent,
    checkpoint_of,
    checkpoints_in,
    verify_checkpoints,
)
from forensics.errors import ChainBroken, FieldcaseError
from reports import bag
from reports.checking.files import facts_of, values_of
from reports.checking.opening import Bundle
from reports.checking.verdict import BundleDiffers, NotChecked, NotPresent, agreeing
from reports.layout import CUSTODY_NAME, signature_ending

Json = Mapping[str, Any]  # Any: a JSON value, whose depth the type system cannot state

NAME = bag.PAYLOAD + CUSTODY_NAME
FOLDER = bag.PAYLOAD + "checkpoints/"
_STUB = {"sequence", "utc", "action", "sha256", "previous_sha256", "withheld"}
_LONGEST_LINE = 32 * 1024 * 1024  # bytes of one event
_MOST_EVENTS = 1_000_000
_LARGEST_CHECKPOINT = 16 * 1024 * 1024
_CHECKPOINT_NAME = re.compile(re.escape(FOLDER) + r"([0-9]{6,9})\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The chain of a bundle whose links hold. `bodies` are the events that are not withheld."""

    head: ChainHead
    digests: tuple[str, ...]  # of each event, from the first
    bodies: Mapping[int, Json]
    events: tuple[CustodyEvent, ...]  # those that are not withheld
    stubs: Mapping[int, str]  # what the withheld ones did, by number

    @property
    def withheld(self) -> int:
        return len(self.stubs)

    def of(self, action: str) -> Iterator[tuple[int, Json]]:
        return ((number, body) for number, body in self.bodies.items() if body.get("action") == action)


def read_chain(bundle: Bundle) -> Chain:
    """Check every link; raise BundleDiffers naming the first event that does not hold."""
    head = EMPTY_CHAIN
    digests: list[str] = []
    bodies: dict[int, Json] = {}
    stubs: dict[int, str] = {}
    events: list[CustodyEvent] = []
    for number, line in enumerate(_lines(bundle), start=1):
        body = _body(line, number)
        if body.get("withheld") is True:
            digest = _stub_digest(body, number)
            stubs[number] = str(body.get("action"))
        else:
            digest = hashlib.sha256(line).hexdigest()
            bodies[number] = body
            events.append(CustodyEvent(sequence=number, canonical=line, sha256=digest))
        _check_place(body, number, head)
        head = ChainHead(count=number, sha256=digest)
        digests.append(digest)
    return Chain(head=head, digests=tuple(digests), bodies=bodies, events=tuple(events), stubs=stubs)


def _lines(bundle: Bundle) -> Iterator[bytes]:
    with bundle.open(NAME) as file:
        number = 0
        while line := file.readline(_LONGEST_LINE + 1):
            number += 1
            if len(line) > _LONGEST_LINE or not line.endswith(b"\n") or number > _MOST_EVENTS:
                raise BundleDiffers(f"{NAME} line {number:,} is no event: it is too long, or not ended")
            yield line[:-1]


def _body(line: bytes, number: int) -> Json:
    try:
        body = json.loads(line)
        if isinstance(body, dict) and rfc8785.dumps(body) == line:
            return body
    except (ValueError, RecursionError) as trouble:
        raise BundleDiffers(f"{NAME}: event {number} is not readable") from trouble
    raise BundleDiffers(f"{NAME}: event {number} is not in canonical form")


def _stub_digest(body: Json, number: int) -> str:
    digest = body.get("sha256")
    if set(body) != _STUB or not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        raise BundleDiffers(f"{NAME}: event {number} is withheld and does not give its digest")
    return digest


def _check_place(body: Json, number: int, head: ChainHead) -> None:
    if body.get("sequence") != number:
        raise BundleDiffers(
            f"{NAME}: the custody chain is broken at event {number}, which says that it is event "
            f"{str(body.get('sequence'))[:20]}"
        )
    if body.get("previous_sha256") != head.sha256:
        raise BundleDiffers(
            f"{NAME}: the custody chain is broken at event {number}: it does not follow event {head.count}"
        )


def check_chain(bundle: Bundle) -> str:
    chain = read_chain(bundle)
    recorded = values_of(facts_of(bundle), bag.HEAD_LABEL)
    if recorded != ((f"{chain.head.sha256} {chain.head.count}",) if chain.head.count else ()):
        raise BundleDiffers(f"{NAME} does not end with the event that {bag.INFO_NAME} records as its head")
    if chain.withheld and not values_of(facts_of(bundle), bag.WITHHELD_LABEL):
        raise BundleDiffers(
            f"{NAME}: event {min(chain.stubs)} is withheld, and {bag.INFO_NAME} does not say that this copy "
            "withholds anything"
        )
    withheld = f", {chain.withheld:,} of them withheld in this copy" if chain.withheld else ""
    return f"{chain.head.count:,} events follow one another{withheld}; head {chain.head.sha256}"


def check_checkpoints(bundle: Bundle, anchors: Sequence[bytes]) -> str:
    """Each statement against the chain before it, its files, and every signature over it."""
    chain = read_chain(bundle)
    found = _checkpoints(bundle, chain)
    if not found:
        raise NotPresent("no checkpoint was signed: whoever holds the case could have written the chain anew")
    signers = {
        f"{signer} (certificate SHA-256 {digest})"
        for checkpoint in found
        for signer, digest in _signers(checkpoint, anchors)
    }
    if not signers:
        raise NotChecked(
            f"{agreeing(len(found), 'statement')} with the chain; the signatures are withheld with the names"
        )
    by = "; ".join(sorted(signers))
    return f"{agreeing(len(found), 'signed statement')} with the chain; signed by {by}{_reach(chain)}"


def _reach(chain: Chain) -> str:
    """How far back the signatures of a copy reach: a withheld event does not show which one it follows."""
    if not chain.withheld:
        return ""
    return (
        f"; for the events up to {max(chain.stubs)}, the last withheld one, that rests on the word of "
        "whoever made this copy"
    )


def _checkpoints(bundle: Bundle, chain: Chain) -> tuple[Checkpoint, ...]:
    present = {name for name in bundle.below(FOLDER) if _CHECKPOINT_NAME.fullmatch(name)}
    try:
        in_chain = {checkpoint.sequence: checkpoint for checkpoint in checkpoints_in(chain.events)}
        if not chain.withheld:
            verify_checkpoints(chain.events, in_chain.values())
        found = []
        for name in sorted(present):
            sequence = int(name.removeprefix(FOLDER).removesuffix(".json"))
            raw = bundle.read(name, most=_LARGEST_CHECKPOINT)
            found.append(_checked(bundle, chain, in_chain.get(sequence), raw, sequence=sequence))
    except ChainBroken as broken:
        raise BundleDiffers(f"{NAME}: {broken}") from broken
    if missing := set(in_chain) - {checkpoint.sequence for checkpoint in found}:
        raise BundleDiffers(f"{FOLDER}{min(missing):06d}.json is missing: event {min(missing)} holds it")
    return tuple(found)


def _checked(
    bundle: Bundle, chain: Chain, known: Checkpoint | None, raw: bytes, *, sequence: int
) -> Checkpoint:
    """The statement in a file, held against its event (if that is not withheld) and the chain before it."""
    name = f"{FOLDER}{sequence:06d}.json"
    checkpoint = known or checkpoint_of(raw, sequence=sequence, signatures=())
    if raw != checkpoint.canonical or (known is None and sequence in chain.bodies):
        raise BundleDiffers(f"{name} is not the statement of event {sequence}")
    count = checkpoint.head.count
    if not 0 < count < sequence or chain.digests[count - 1 : count] != (checkpoint.head.sha256,):
        raise BundleDiffers(f"{name} vouches for another chain: event {count} has another digest there")
    for number, signature in enumerate(checkpoint.signatures, start=1):
        beside = f"{FOLDER}{sequence:06d}{signature_ending(number)}"
        if bundle.read(beside, most=_LARGEST_CHECKPOINT) != signature:
            raise BundleDiffers(f"{beside} is not the signature in the custody chain")
    return checkpoint


def _signers(checkpoint: Checkpoint, anchors: Sequence[bytes]) -> Iterator[tuple[str, str]]:
    if not checkpoint.signatures:
        return
    from reports.sealing.cms import verify_digest
    from reports.sealing.trust import verify_trusted

    digest = hashlib.sha256(checkpoint.canonical).digest()
    for signature in checkpoint.signatures:
        try:
            made = verify_digest(signature, digest)
            if anchors and made.at is not None:
                verify_trusted(made.certificate, made.chain, anchors, at=made.at)
        except FieldcaseError as trouble:
            raise BundleDiffers(f"the checkpoint of event {checkpoint.sequence}: {trouble}") from trouble
        yield made.signer.name, made.signer.certificate_sha256.hex()


def check_photographs(bundle: Bundle) -> str:
    """Each picture is named after its digest, and the chain names the same pictures."""
    folder = bag.PAYLOAD + "photographs/"
    present = {}
    for name in bundle.below(folder):
        digest = name.removeprefix(folder).partition(".")[0]
        if bundle.digests(name).sha256 != digest:
            raise BundleDiffers(f"{name} is not the picture whose digest it bears")
        present[digest] = name
    chain = read_chain(bundle)
    recorded = {str(_payload(body).get("sha256")) for _, body in chain.of("exhibit.photographed")}
    if unknown := set(present) - recorded:
        if chain.withheld:
            raise NotChecked("the events that name the pictures are withheld")
        raise BundleDiffers(f"{present[min(unknown)]} was added: no event of the custody chain names it")
    if missing := recorded - set(present):
        raise BundleDiffers(f"{folder} lacks the picture {min(missing)} that the custody chain names")
    if not present:
        raise NotPresent("there is none")
    if len(present) == 1:
        return "1 picture is the one that the custody chain names"
    return f"{len(present):,} pictures are those that the custody chain names"


def _payload(body: Json) -> Json:
    payload = body.get("payload")
    return payload if isinstance(payload, dict) else {}


def finished_scans(chain: Chain) -> Mapping[str, Json]:
    """Exhibit to the payload of the end of its newest scan; without those that were begun again since. A
    withheld beginning may be that of any exhibit.
    """
    ends: dict[str, Json] = {}
    for number in range(1, chain.head.count + 1):
        body = chain.bodies.get(number, {})
        if chain.stubs.get(number) == "scan.started":
            ends.clear()
        elif body.get("action") == "scan.started":
            ends.pop(str(body.get("subject")), None)
        elif body.get("action") == "scan.finished":
            ends[str(body.get("subject"))] = _payload(body)
    return ends
