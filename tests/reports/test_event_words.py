"""Custody events in plain words: every action has its sentence, and no content of an event breaks one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store import custody_log
from reports import event_words
from reports.event_words import event_sentence
from reports.wording import Wording

WORDS = Wording()
NAMES = {"P1": "K. Osei", "P2": "M. Adair"}
DIGEST = "ab" * 32


def told(action: str, payload: dict[str, Any], *, subject: str = "E1") -> str:
    return event_sentence(WORDS, {"action": action, "subject": subject, "payload": payload}, NAMES)


_TRANSFER = {"released_by": "P1", "received_by": "P2", "at": "2026-11-22T06:00:00Z"}
_HANDED = "Exhibit E1 was handed from K. Osei to M. Adair at 2026-11-22T06:00:00Z"
_SEARCH = {
    "searched_from": 0,
    "searched_until": 5_000_000,
    "size_bytes": 5_000_000,
    "ended": "complete",
    "volumes": [],
}
_SENTENCES = [
    (
        "person.recorded",
        {"name": "M. Adair", "role": "lab", "standing": "civilian"},
        "Person E1 of the case is M. Adair, laboratory, civilian.",
    ),
    (
        "scan.copy_compared",
        {"scan": 1, "volume": 3, "left_out": 2},
        "Of the shadow copy that is volume 3 of E1, 2 contents are still on the live volume, at the "
        "same places; they are listed there and were not listed again.",
    ),
    ("person.recorded", {"name": "M. Adair"}, "Person E1 of the case is M. Adair."),
    (
        "case.described",
        {"title": "x", "authority": {}, "laptop_clock": "y"},
        "Put on record of the case: title, legal authority and clock of the laptop.",
    ),
    ("case.described", {"title": None}, "Withdrawn from the record of the case: title."),
    (
        "exhibit.described",
        {"make": "x", "seized_at": "x", "seized_local": "x", "clock": None},
        "Put on record of exhibit E1: make and time of seizure. Withdrawn: clock of the examined machine.",
    ),
    (
        "exhibit.photographed",
        {"sha256": DIGEST, "name": "front.png"},
        "A photograph of exhibit E1 was attached: front.png, SHA-256 abababababababab….",
    ),
    (
        "volumes.searched",
        _SEARCH | {"volumes": [{"position": 2}, {"position": 3}]},
        "Lost volumes of E1 were looked for on the whole disk; volumes added: 2, 3.",
    ),
    ("volumes.searched", _SEARCH, "Lost volumes of E1 were looked for on the whole disk; none was found."),
    (
        "volumes.searched",
        _SEARCH | {"ended": "stopped", "searched_until": 1048576},
        "Lost volumes of E1 were looked for from byte 0 up to byte 1,048,576 of 5,000,000; none was found.",
    ),
    (
        "volumes.searched",
        _SEARCH | {"searched_from": 1048576, "volumes": [{"position": 2}]},
        "Lost volumes of E1 were looked for from byte 1,048,576 up to byte 5,000,000 of 5,000,000; volumes "
        "added: 2.",
    ),
    (
        "exhibit.transferred",
        _TRANSFER | {"rehashed": True},
        f"{_HANDED}; its digest was checked again.",
    ),
    (
        "exhibit.transferred",
        _TRANSFER | {"rehashed": False},
        f"{_HANDED}; its digest was not checked again.",
    ),
    (
        "exhibit.transferred",
        _TRANSFER | {"rehashed": None},
        f"{_HANDED}; nobody said whether its digest was checked again.",
    ),
    (
        "checkpoint.signed",
        {"statement": {"count": 1}, "signer": "K. Osei"},
        "On request K. Osei signed that the chain has 1 event, and its head.",
    ),
    ("case.closed", {}, "The case was closed: reading, reports and transfers go on, nothing else."),
    ("case.reopened", {"reason": "the lab asks"}, "The case was reopened: the lab asks."),
    (
        "report.exported",
        {"report_id": "R-1", "files": {"a": "b"}, "signed_by": ["K. Osei", "M. Adair"]},
        "A report was written: R-1, 1 file, signed by K. Osei and M. Adair.",
    ),
    ("report.exported", {"report_id": "R-1", "files": {}}, "A report was written: R-1, 0 files."),
    (
        "files.exported",
        {"report_id": "R-1", "contents": 2, "size_bytes": 9, "entries": 3, "faults": 0},
        "The contents of 2 files were copied out of the evidence into a report.",
    ),
    ("self_test.run", {"passed": True, "checks": [{}] * 12}, None),
    (
        "self_test.run",
        {"passed": False, "checks": [{"passed": False}, {"passed": True}]},
        "The self-test of Fieldcase E1 was not passed: 1 of 2 checks failed.",
    ),
]


@pytest.mark.parametrize(("action", "payload", "sentence"), _SENTENCES)
def test_an_event_is_told_in_one_sentence(action: str, payload: dict[str, Any], sentence: str | None) -> None:
    assert told(action, payload) == (sentence or "The self-test of Fieldcase E1 passed: all of 12 checks.")


@pytest.mark.parametrize("occasion", ["scan", "export", "transfer", "close", "request", "something new"])
def test_a_checkpoint_is_told_with_its_occasion(occasion: str) -> None:
    payload = {"statement": {"count": 1_234}, "signer": "K. Osei"}
    sentence = told("checkpoint.signed", payload, subject=occasion)
    assert "K. Osei signed that the chain has 1,234 events" in sentence


def test_every_action_that_a_closed_case_allows_has_its_sentence() -> None:
    assert set(event_words._TELLERS) >= custody_log.ALLOWED_WHEN_CLOSED


def test_an_action_of_another_version_is_told_by_its_name() -> None:
    assert told("something.new", {"x": 1}) == "something.new (E1)."


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
_KEYS = st.sampled_from(
    [
        *(
            "name",
            "role",
            "checks",
            "passed",
            "files",
            "signed_by",
            "report_id",
            "statement",
            "signer",
            "sets",
        ),
        *("volumes", "size_bytes", "container", "count", "result", "reason", "tool", "practice", "outcomes"),
        *(
            "entries",
            "faults",
            "contents",
            "released_by",
            "received_by",
            "at",
            "rehashed",
            "sha256",
            "profile",
        ),
    ]
)


@given(st.sampled_from(sorted(event_words._TELLERS)), st.dictionaries(_KEYS, _JSON, max_size=8))
def test_no_content_of_an_event_breaks_the_telling(action: str, payload: dict[str, Any]) -> None:
    assert told(action, payload)


@pytest.mark.parametrize(
    "hostile", ["{subject}", "*strong*", "`mono`", "<script>", "\u202e", "\ud800", "{#method}"]
)
def test_words_of_people_are_never_markup(hostile: str) -> None:
    assert hostile in told("case.reopened", {"reason": hostile})
