"""A set of byte ranges counts each byte once, whatever order and overlap it was made of."""

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from forensics.entries import ByteRange
from forensics.ranges import RangeSet

SPACE = 64
some_ranges = st.lists(st.builds(ByteRange, st.integers(0, SPACE), st.integers(0, 20)), max_size=12)
places = st.tuples(st.integers(0, SPACE + 24), st.integers(0, SPACE + 24)).map(sorted)


def bytes_of(parts: Iterable[ByteRange]) -> set[int]:
    return {place for part in parts for place in range(part.offset_bytes, part.end_bytes)}


def places_of(parts: Iterable[tuple[int, int]]) -> list[int]:
    return [place for start, end in parts for place in range(start, end)]


@given(some_ranges)
def test_a_set_holds_exactly_the_bytes_of_its_ranges_merged_and_in_order(
    given_ranges: list[ByteRange],
) -> None:
    made = RangeSet.of(given_ranges)
    assert bytes_of(made) == bytes_of(given_ranges)
    assert made.length_bytes == len(bytes_of(given_ranges))
    merged = list(made)
    assert len(made) == len(merged)
    assert all(first.end_bytes < second.offset_bytes for first, second in pairwise(merged))


@given(some_ranges, places)
def test_a_stretch_divides_into_what_belongs_to_the_set_and_what_does_not(
    given_ranges: list[ByteRange], stretch: list[int]
) -> None:
    start, end = stretch
    made, member = RangeSet.of(given_ranges), bytes_of(given_ranges)
    inside = [place for place in range(start, end) if place in member]
    outside = [place for place in range(start, end) if place not in member]
    assert made.bytes_within(start, end) == len(inside)
    assert places_of(made.parts_within(start, end)) == inside
    assert places_of(made.parts_missing(start, end)) == outside


def test_a_stretch_that_ends_before_it_begins_holds_nothing() -> None:
    assert RangeSet.of([ByteRange(0, 10)]).bytes_within(5, 2) == 0
