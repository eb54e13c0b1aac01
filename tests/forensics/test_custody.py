"""The custody chain: whatever is done to it between its first and its last event is found, and named."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from forensics.custody import EMPTY_CHAIN, Actor, ChainHead, CustodyEvent, link_event, verify_chain
from forensics.errors import ChainBroken

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_PAYLOADS = st.lists(st.dictionaries(_TEXT, _JSON, max_size=4), min_size=1, max_size=8)
_UTC = "2026-11-22T05:30:00Z"


def a_chain(payloads: list[dict[str, Any]]) -> list[CustodyEvent]:
    head, events = EMPTY_CHAIN, []
    for payload in payloads:
        event = link_event(
            head, utc=_UTC, actor=Actor(id="P1"), action="test.done", subject="E1", payload=payload
        )
        events.append(event)
        head = ChainHead(count=event.sequence, sha256=event.sha256)
    return events


def sealed_again(event: CustodyEvent, canonical: bytes) -> CustodyEvent:
    """The event with other content and a digest that fits it: what a careful forger would write."""
    return replace(event, canonical=canonical, sha256=hashlib.sha256(canonical).hexdigest())


def first_broken(events: list[CustodyEvent]) -> int:
    with pytest.raises(ChainBroken) as broken:
        verify_chain(events)
    return int(str(broken.value).split()[1])


@given(_PAYLOADS)
def test_a_chain_as_written_holds_and_gives_its_head(payloads: list[dict[str, Any]]) -> None:
    events = a_chain(payloads)
    assert verify_chain(events) == ChainHead(count=len(payloads), sha256=events[-1].sha256)


@given(_PAYLOADS)
def test_what_was_told_is_read_back_from_the_chain(payloads: list[dict[str, Any]]) -> None:
    assert [json.loads(event.canonical)["payload"] for event in a_chain(payloads)] == payloads


@given(_PAYLOADS, st.data())
def test_one_flipped_bit_is_found_at_its_event(payloads: list[dict[str, Any]], data: st.DataObject) -> None:
    events = a_chain(payloads)
    place = data.draw(st.integers(0, len(events) - 1))
    canonical = bytearray(events[place].canonical)
    byte = data.draw(st.integers(0, len(canonical) - 1))
    canonical[byte] ^= 1 << data.draw(st.integers(0, 7))
    events[place] = replace(events[place], canonical=bytes(canonical))
    assert first_broken(events) == place + 1


@given(_PAYLOADS, st.data())
def test_an_edit_that_reseals_its_own_event_breaks_the_next_one(
    payloads: list[dict[str, Any]], data: st.DataObject
) -> None:
    assume(len(payloads) > 1)
    events = a_chain(payloads)
    place = data.draw(st.integers(0, len(events) - 2))
    body = json.loads(events[place].canonical) | {"actor": "somebody else"}
    events[place] = sealed_again(events[place], rfc8785.dumps(body))
    assert first_broken(events) == place + 2


@given(_PAYLOADS, st.data())
def test_a_removed_event_is_missed_unless_it_was_the_last(
    payloads: list[dict[str, Any]], data: st.DataObject
) -> None:
    assume(len(payloads) > 1)
    events = a_chain(payloads)
    place = data.draw(st.integers(0, len(events) - 2))
    del events[place]
    assert first_broken(events) == place + 1


@given(_PAYLOADS, st.data())
def test_a_removed_event_is_missed_also_when_those_behind_are_numbered_anew(
    payloads: list[dict[str, Any]], data: st.DataObject
) -> None:
    assume(len(payloads) > 1)
    events = a_chain(payloads)
    place = data.draw(st.integers(0, len(events) - 2))
    del events[place]
    numbered = [replace(event, sequence=number) for number, event in enumerate(events, start=1)]
    assert first_broken(numbered) == place + 1


@given(_PAYLOADS, st.data())
def test_two_swapped_events_are_found_at_the_first_of_them(
    payloads: list[dict[str, Any]], data: st.DataObject
) -> None:
    assume(len(payloads) > 1)
    events = a_chain(payloads)
    one, other = sorted(
        data.draw(st.lists(st.integers(0, len(events) - 1), min_size=2, max_size=2, unique=True))
    )
    events[one], events[other] = events[other], events[one]
    assert first_broken(events) == one + 1
    numbered = [replace(event, sequence=number) for number, event in enumerate(events, start=1)]
    assert first_broken(numbered) == one + 1


@given(_PAYLOADS, st.data())
def test_an_inserted_event_breaks_the_one_behind_it(
    payloads: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Even one that is linked to the event before it, and though all behind it are numbered anew."""
    assume(len(payloads) > 1)
    events = a_chain(payloads)
    place = data.draw(st.integers(1, len(events) - 1))
    before = events[place - 1]
    forged = link_event(
        ChainHead(count=before.sequence, sha256=before.sha256),
        utc=_UTC,
        actor=Actor(id="nobody"),
        action="test.forged",
        subject="E1",
        payload={},
    )
    numbered = [
        replace(event, sequence=number)
        for number, event in enumerate([*events[:place], forged, *events[place:]], start=1)
    ]
    assert first_broken(numbered) == place + 2


@given(_PAYLOADS, st.data())
def test_a_chain_cut_short_holds_but_its_head_is_another(
    payloads: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Why the head is printed in each report: the chain alone cannot show this."""
    events = a_chain(payloads)
    kept = data.draw(st.integers(0, len(events) - 1))
    head = verify_chain(events[:kept])
    assert head.count == kept
    assert head.sha256 != events[-1].sha256


@given(_PAYLOADS, st.data())
def test_the_same_facts_in_another_spelling_are_refused(
    payloads: list[dict[str, Any]], data: st.DataObject
) -> None:
    events = a_chain(payloads)
    spelling = json.dumps(json.loads(events[-1].canonical), indent=1).encode()
    events[-1] = sealed_again(events[-1], spelling)
    with pytest.raises(ChainBroken, match=f"event {len(events)} is not in canonical form"):
        verify_chain(events)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b'"text"', b"{", b"null"])
def test_content_that_is_no_event_is_named(content: bytes) -> None:
    events = a_chain([{}, {}])
    events[1] = sealed_again(events[1], content)
    assert first_broken(events) == 2


def test_no_events_at_all_are_the_empty_chain() -> None:
    assert verify_chain([]) == EMPTY_CHAIN
