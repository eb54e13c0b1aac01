"""A digest covers all the bytes or does not exist."""

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forensics.digests import (
    DIGEST_BYTES,
    EMPTY_CONTENT,
    Algorithm,
    ContentHasher,
    DigestSet,
    hash_stream,
    whole_content_digester,
)
from forensics.errors import ShortRead

_CHUNKS = st.lists(st.binary(max_size=200), max_size=8)


@given(_CHUNKS)
def test_the_digests_are_those_of_the_whole_content_however_it_is_cut(chunks: list[bytes]) -> None:
    content = b"".join(chunks)
    assert hash_stream(chunks, expected=len(content)) == DigestSet(
        md5=hashlib.md5(content, usedforsecurity=False).digest(),
        sha1=hashlib.sha1(content, usedforsecurity=False).digest(),
        sha256=hashlib.sha256(content).digest(),
    )


@given(_CHUNKS, st.integers(0, 2_000))
def test_another_length_than_expected_gives_no_digest(chunks: list[bytes], expected: int) -> None:
    length = sum(map(len, chunks))
    assume(expected != length)
    with pytest.raises(ShortRead, match=rf"{length:,} of {expected:,} bytes"):
        hash_stream(chunks, expected=expected)


@given(st.sets(st.sampled_from(Algorithm)))
def test_only_the_chosen_algorithms_are_computed(chosen: set[Algorithm]) -> None:
    digests = hash_stream([b"abc"], expected=3, algorithms=chosen)
    assert {algorithm for algorithm, _ in digests.present()} == chosen
    assert all(len(raw) == DIGEST_BYTES[algorithm] for algorithm, raw in digests.present())


def test_the_digests_of_nothing_are_the_published_ones() -> None:
    assert EMPTY_CONTENT.md5 == bytes.fromhex("d41d8cd98f00b204e9800998ecf8427e")
    assert EMPTY_CONTENT.sha1 == bytes.fromhex("da39a3ee5e6b4b0d3255bfef95601890afd80709")
    assert EMPTY_CONTENT.sha256 == hashlib.sha256(b"").digest()


def test_present_digests_come_in_a_fixed_order() -> None:
    digests = DigestSet(sha256=b"3", md5=b"1", sha1=b"2")
    assert [algorithm for algorithm, _ in digests.present()] == list(Algorithm)


@given(_CHUNKS, st.sets(st.sampled_from(Algorithm)))
def test_two_who_share_the_work_get_the_digests_of_one(chunks: list[bytes], chosen: set[Algorithm]) -> None:
    content = b"".join(chunks)
    hasher = ContentHasher(chosen)
    for chunk in chunks:
        hasher.update_first(chunk)
    for chunk in chunks:
        hasher.update_rest(chunk)
    assert hasher.length_bytes == len(content)
    assert hasher.finish() == hash_stream([content], expected=len(content), algorithms=chosen)


@given(st.binary(max_size=5_000), st.sets(st.sampled_from(Algorithm)))
def test_a_content_digested_at_once_has_the_same_digests(content: bytes, chosen: set[Algorithm]) -> None:
    expected = hash_stream([content], expected=len(content), algorithms=chosen)
    assert whole_content_digester(chosen)(memoryview(content)) == expected
