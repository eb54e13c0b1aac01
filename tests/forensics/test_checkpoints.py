"""Checkpoints over the custody chain: whatever is done to chain or checkpoint is found, a cut end too."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from forensics.custody import (
    EMPTY_CHAIN,
    Actor,
    ChainHead,
    Checkpoint,
    CustodyEvent,
    checkpoint_of,
    checkpoints_in,
    link_event,
    statement_of,
    verify_checkpoints,
)
from forensics.errors import ChainBroken

_UTC = "2026-11-22T05:30:00Z"
_OFFICER = Actor(id="P1", role="examiner", standing="sworn")
# Each letter is an event: n something is noted, c a checkpoint is signed, s the last one is counter-signed.
_PLANS = st.text("ncs", min_size=1, max_size=12).map(lambda plan: "n" + plan)


class Chain:
    """Events as the program writes them; what signs is not asked in `forensics`, so any bytes will do."""

    def __init__(self) -> None:
        self.events: list[CustodyEvent] = []
        self._last: CustodyEvent | None = None
        self._signed = b""

    @property
    def head(self) -> ChainHead:
        if not self.events:
            return EMPTY_CHAIN
        return ChainHead(count=len(self.events), sha256=self.events[-1].sha256)

    def add(self, action: str, subject: str, payload: dict[str, Any]) -> CustodyEvent:
        event = link_event(
            self.head, utc=_UTC, actor=_OFFICER, action=action, subject=subject, payload=payload
        )
        self.events.append(event)
        return event

    def sign(self) -> None:
        self._signed = statement_of(self.head, case="7", occasion="request", utc=_UTC)
        payload = {"statement": json.loads(self._signed)} | self._signature()
        self._last = self.add("checkpoint.signed", "request", payload)

    def countersign(self) -> None:
        if self._last is not None:
            self.add("checkpoint.countersigned", str(self._last.sequence), self._signature())

    def _signature(self) -> dict[str, str]:
        signature = base64.b64encode(f"signature {len(self.events)}".encode()).decode()
        return {"statement_sha256": hashlib.sha256(self._signed).hexdigest(), "signature": signature}


def a_chain(plan: str) -> list[CustodyEvent]:
    chain = Chain()
    for number, act in enumerate(plan):
        if act == "n":
            chain.add("test.noted", "E1", {"number": number})
        elif act == "c":
            chain.sign()
        else:
            chain.countersign()
    return chain.events


def linked_again(events: list[CustodyEvent]) -> list[CustodyEvent]:
    """The whole chain written anew over other contents: what a forger without a key can do."""
    previous, again = EMPTY_CHAIN, []
    for event in events:
        body = json.loads(event.canonical)
        body |= {"sequence": previous.count + 1, "previous_sha256": previous.sha256}
        canonical = rfc8785.dumps(body)
        sha256 = hashlib.sha256(canonical).hexdigest()
        again.append(CustodyEvent(sequence=previous.count + 1, canonical=canonical, sha256=sha256))
        previous = ChainHead(count=previous.count + 1, sha256=sha256)
    return again


@given(_PLANS)
def test_a_chain_as_written_holds_with_its_checkpoints(plan: str) -> None:
    events = a_chain(plan)
    checkpoints = checkpoints_in(events)
    assert len(checkpoints) == plan.count("c")
    assert verify_checkpoints(events, checkpoints) == ChainHead(count=len(events), sha256=events[-1].sha256)


@given(_PLANS)
def test_signatures_stand_in_the_order_they_were_given(plan: str) -> None:
    events = a_chain(plan)
    for checkpoint in checkpoints_in(events):
        numbers = [int(signature.split()[1]) for signature in checkpoint.signatures]
        assert numbers[0] == checkpoint.sequence - 1
        assert numbers == sorted(numbers)


@given(_PLANS, st.data())
def test_a_chain_cut_off_before_a_checkpoint_that_somebody_kept_is_found(
    plan: str, data: st.DataObject
) -> None:
    events = a_chain(plan)
    kept = checkpoints_in(events)
    assume(kept)
    length = data.draw(st.integers(0, kept[-1].head.count - 1))
    with pytest.raises(ChainBroken, match="its end was cut off"):
        verify_checkpoints(events[:length], kept)


def _edited(events: list[CustodyEvent], at: int) -> list[CustodyEvent]:
    body = json.loads(events[at].canonical) | {"actor": "somebody else"}
    return [*events[:at], replace(events[at], canonical=rfc8785.dumps(body)), *events[at + 1 :]]


def _removed(events: list[CustodyEvent], at: int) -> list[CustodyEvent]:
    return [*events[:at], *events[at + 1 :]]


def _swapped(events: list[CustodyEvent], at: int) -> list[CustodyEvent]:
    other = (at + 1) % len(events)
    changed = list(events)
    changed[at], changed[other] = changed[other], changed[at]
    return changed


def _inserted(events: list[CustodyEvent], at: int) -> list[CustodyEvent]:
    body = json.loads(events[at].canonical) | {"action": "test.forged", "payload": {}}
    return [*events[:at], replace(events[at], canonical=rfc8785.dumps(body)), *events[at:]]


_FORGERIES = (_edited, _removed, _swapped, _inserted)


@pytest.mark.parametrize("forge", _FORGERIES)
@given(plan=_PLANS, data=st.data())
def test_a_chain_written_anew_before_a_checkpoint_is_found(
    forge: Callable[[list[CustodyEvent], int], list[CustodyEvent]], plan: str, data: st.DataObject
) -> None:
    """Every link fits again, and still the head that was signed is another."""
    events = a_chain(plan)
    kept = checkpoints_in(events)
    assume(kept)
    forged = linked_again(forge(events, data.draw(st.integers(0, kept[-1].head.count - 1))))
    with pytest.raises(ChainBroken):
        verify_checkpoints(forged, kept)


@given(_PLANS, st.data())
def test_one_flipped_bit_of_any_event_is_found(plan: str, data: st.DataObject) -> None:
    events = a_chain(plan)
    place = data.draw(st.integers(0, len(events) - 1))
    canonical = bytearray(events[place].canonical)
    canonical[data.draw(st.integers(0, len(canonical) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    events[place] = replace(events[place], canonical=bytes(canonical))
    with pytest.raises(ChainBroken):
        verify_checkpoints(events, checkpoints_in(events))


def test_one_flipped_bit_anywhere_in_a_statement_is_found() -> None:
    """By its own form, or by the chain, unless it touches what only the signature covers."""
    events = a_chain("nnnc")
    (checkpoint,) = checkpoints_in(events)
    covered_by_signature = 0
    for place in range(len(checkpoint.canonical)):
        for bit in range(8):
            changed = bytearray(checkpoint.canonical)
            changed[place] ^= 1 << bit
            try:
                read = checkpoint_of(bytes(changed), sequence=checkpoint.sequence, signatures=())
                verify_checkpoints(events, [read])
            except ChainBroken:
                continue
            statement = dict(read.statement)
            assert (statement["count"], statement["head_sha256"]) == (3, events[2].sha256)
            assert read.canonical != checkpoint.canonical  # which the signature over it shows
            covered_by_signature += 1
    assert covered_by_signature  # the case, the occasion, the time


def test_a_checkpoint_vouches_for_the_events_right_before_its_own() -> None:
    events = a_chain("nnnn")
    early = ChainHead(count=2, sha256=events[1].sha256)
    statement = statement_of(early, case="7", occasion="request", utc=_UTC)
    checkpoint = checkpoint_of(statement, sequence=5, signatures=(b"",))
    with pytest.raises(ChainBroken, match="vouches for 2 events, and 4 stand before it"):
        verify_checkpoints(events, [checkpoint])


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"{}", b'{"count":1}', b'{"count":true,"head_sha256":""}', b"[" * 100_000],
)
def test_content_that_is_no_statement_is_one_sentence(content: bytes) -> None:
    with pytest.raises(ChainBroken, match="the checkpoint of event 5"):
        checkpoint_of(content, sequence=5, signatures=())


def test_a_statement_in_another_spelling_is_refused() -> None:
    statement = json.loads(statement_of(ChainHead(count=1, sha256="a"), case="7", occasion="scan", utc=_UTC))
    with pytest.raises(ChainBroken, match="not in canonical form"):
        checkpoint_of(json.dumps(statement, indent=1).encode(), sequence=2, signatures=())


@pytest.mark.parametrize(
    ("action", "subject", "payload"),
    [
        ("checkpoint.signed", "request", {}),
        ("checkpoint.signed", "request", {"statement": []}),
        ("checkpoint.signed", "request", {"statement": {"count": 1, "head_sha256": "0"}}),
        ("checkpoint.countersigned", "1", {}),
        ("checkpoint.countersigned", "9" * 5_000, {}),
        ("checkpoint.countersigned", "no number", {}),
    ],
)
def test_a_checkpoint_event_that_is_not_as_written_is_named(
    action: str, subject: str, payload: dict[str, Any]
) -> None:
    chain = Chain()
    chain.add("test.noted", "E1", {})
    chain.add(action, subject, payload)
    with pytest.raises(ChainBroken, match="event 2"):
        checkpoints_in(chain.events)


def test_a_checkpoint_of_an_empty_chain_vouches_for_nothing() -> None:
    statement = statement_of(EMPTY_CHAIN, case="7", occasion="request", utc=_UTC)
    checkpoint: Checkpoint = checkpoint_of(statement, sequence=1, signatures=())
    with pytest.raises(ChainBroken, match="vouches for 0 events"):
        verify_checkpoints([], [checkpoint])
