"""The text files of a bag have one form each: whatever a value holds, and whatever is changed."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import bag
from tests.reports.builders import HOSTILE_NAMES

LABELS = st.sampled_from(["Source-Organization", "External-Identifier"])
ANY_TEXT = st.text(st.characters(), max_size=60)
PLAIN = st.from_regex(r"[a-z0-9_]{1,8}(/[A-Za-z0-9_.-]{1,8}){0,3}", fullmatch=True).filter(bag.is_plain_name)
DIGESTS = st.dictionaries(PLAIN, st.from_regex("[0-9a-f]{64}", fullmatch=True), min_size=1, max_size=5)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["Source-Organization", "External-Identifier"]), ANY_TEXT), max_size=4)
)
def test_no_value_makes_a_line_of_its_own(facts: list[tuple[str, str]]) -> None:
    raw = bag.bag_info(facts)
    assert [label for label, _ in bag.read_bag_info(raw)] == [label for label, _ in facts]
    assert raw.count(b"\n") == len(facts)
    assert len(raw.decode("utf-8").splitlines()) == len(facts)


def test_a_line_injected_with_a_name_stays_within_its_value() -> None:
    for name in HOSTILE_NAMES:
        text = name.decode("utf-8", "surrogateescape") + "\nPayload-Oxum: 0.0\r\nX: y\u2028Z: a"
        ((label, value),) = bag.read_bag_info(bag.bag_info([("Source-Organization", text)]))
        assert label == "Source-Organization"
        assert "Payload-Oxum" in value


@settings(derandomize=True, max_examples=200, deadline=None)
@given(DIGESTS)
def test_a_manifest_is_read_back_as_it_was_written(digests: dict[str, str]) -> None:
    assert bag.read_manifest(bag.manifest(digests), "sha256") == digests


@settings(derandomize=True, max_examples=200, deadline=None)
@given(DIGESTS, st.integers(min_value=0), st.integers(0, 7))
def test_a_flipped_bit_of_a_manifest_is_refused_or_changes_a_value(
    digests: dict[str, str], place: int, bit: int
) -> None:
    raw = bytearray(bag.manifest(digests))
    raw[place % len(raw)] ^= 1 << bit
    with suppress(bag.NotABag):
        assert bag.read_manifest(bytes(raw), "sha256") != digests


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../x",
            "a/../b",
            "/etc/passwd",
            "a//b",
            "a/",
            "",
            ".",
            "..",
            "a/.",
            ".hidden",
            "a b",
            "a\nb",
            "a%0Ab",
        ),
        *(
            "C:x",
            "a\\b",
            "con",
            "AUX.txt",
            "data/nul",
            "x.",
            "data/lpt1.csv",
            "\u202egpj.exe",
            "é",
            "x" * 201,
        ),
        "/".join("abcdefgh"),
    ],
)
def test_a_name_that_could_lead_elsewhere_is_none_of_a_bundle(name: str) -> None:
    assert not bag.is_plain_name(name)
    with pytest.raises(bag.NotABag, match="is not a SHA256 digest and a file name"):
        bag.read_manifest(f"{'0' * 64}  {name}\n".encode("utf-8", "surrogatepass"), "sha256")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"0" * 64 + b"  b\n" + b"0" * 64 + b"  a\n", "order"),
        (b"0" * 64 + b"  a\n" + b"0" * 64 + b"  a\n", "second time"),
        (b"0" * 64 + b"  a", "last one not ended"),
        (b"0" * 64 + b" *a\n", "is not a SHA256 digest and a file name"),
        (b"A" * 64 + b"  a\n", "is not a SHA256 digest and a file name"),
        (b"0" * 64 + b"  a\r\n", "is not a SHA256 digest and a file name"),
        (b"\xff" * 70 + b"\n", "is not a SHA256 digest and a file name"),
    ],
)
def test_a_manifest_in_another_form_says_where(raw: bytes, why: str) -> None:
    with pytest.raises(bag.NotABag, match=why):
        bag.read_manifest(raw, "sha256")
