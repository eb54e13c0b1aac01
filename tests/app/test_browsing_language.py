"""The filter language: what is written is understood and spelled again the same; mistakes have a place."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rows import EntryFilter, FilterTerm, FilterTrouble
from app.rows.browsing import FIELDS, parse_filter
from app.rows.filter_terms import KINDS, OUTCOMES
from app.rows.filter_values import moments_of, size_of, span_of
from forensics.entries import EntryKind, Outcome

_TEXTS = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text and text.isprintable())


@given(
    field=st.sampled_from([name for name, field in FIELDS.items() if field.takes == "text"]),
    value=_TEXTS,
    is_negated=st.booleans(),
)
def test_what_is_spelled_is_read_back(field: str, value: str, is_negated: bool) -> None:
    values = FIELDS[field].values
    kept = value.lower() if value.lower() in values else value
    term = FilterTerm(field=field, value=kept, is_negated=is_negated)
    assert parse_filter(term.text) == (term,)


@given(
    st.lists(st.builds(FilterTerm, field=st.sampled_from(["word", "path", "set"]), value=_TEXTS), max_size=5)
)
def test_a_filter_is_the_same_after_its_chips_are_written_out(terms: list[FilterTerm]) -> None:
    where = EntryFilter(terms=tuple(terms))
    assert EntryFilter.of(where.text) == where
    chips = EntryFilter.of(" ".join(chip.text for chip in where.chips()))
    assert set(chips.alternatives()) == set(where.alternatives())


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused_with_a_place(text: str) -> None:
    trouble = _trouble_with(text)
    if trouble is not None:
        assert 0 <= trouble.start <= trouble.end <= len(text)
        assert str(trouble)


@pytest.mark.parametrize("text", ["a\ud800b", "name:\udc80", 'set:"\udfff"', "foo\udc80:x"])
def test_half_a_character_is_read_and_can_be_asked_for(text: str) -> None:
    trouble = _trouble_with(text)
    said = str(trouble) if trouble is not None else parse_filter(text)[0].value
    assert "\ufffd" in said
    assert said.encode()


def _trouble_with(text: str) -> FilterTrouble | None:
    try:
        parse_filter(text)
    except FilterTrouble as trouble:
        return trouble
    return None


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("path:a size:>1MX", ">1MX"),
        ("foo:bar", "foo"),
        ("a set:", "set:"),
        ("modified:2019-13", "2019-13"),
        ("deleted:maybe", "maybe"),
        ("digest:zz", "zz"),
        ('a "b c', '"b c'),
        ("path:>x", ">x"),
        ("size:5..2", "5..2"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, mistake: str) -> None:
    with pytest.raises(FilterTrouble) as caught:
        parse_filter(text)
    assert text[caught.value.start : caught.value.end] == mistake


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        *(("0", 0), ("1,200", 1_200), ("1.5 MB", 1_500_000), ("4MiB", 4 << 20), ("2kb", 2_000)),
        *(("1MX", None), ("", None), ("-1", None), ("99999999999TB", None)),
    ],
)
def test_sizes_are_read_with_their_units(text: str, bytes_: int | None) -> None:
    assert size_of(text) == bytes_


def test_a_month_lasts_to_its_last_nanosecond() -> None:
    assert moments_of("1970-01") == (0, 31 * 86_400 * 10**9 - 1)
    assert moments_of("1970-12-31T23") == ((365 * 86_400 - 3_600) * 10**9, 365 * 86_400 * 10**9 - 1)
    assert moments_of("1970-02-30") is None


DAY: Final = 86_400 * 10**9  # nanoseconds; 1970 has 365 of them, and its January 31


@pytest.mark.parametrize(
    ("operator", "value", "span"),
    [
        pytest.param("is", "1970-01", (0, 31 * DAY - 1), id="in-a-month"),
        pytest.param(">", "1970-01", (31 * DAY, None), id="after-it"),
        pytest.param(">=", "1970-01", (0, None), id="from-its-beginning"),
        pytest.param("<", "1970-01", (None, -1), id="before-it"),
        pytest.param("<=", "1970-01", (None, 31 * DAY - 1), id="to-its-end"),
        pytest.param("between", "1970..1970-01", (0, 31 * DAY - 1), id="two-ends"),
        pytest.param("between", "..1970-01", (None, 31 * DAY - 1), id="no-first"),
        pytest.param("between", "1970-02..", (31 * DAY, None), id="no-last"),
        pytest.param("between", "1970-02..1970-01", None, id="the-wrong-way-round"),
    ],
)
def test_a_comparison_with_a_month_has_the_whole_month_on_its_side(
    operator: str, value: str, span: tuple[int | None, int | None] | None
) -> None:
    assert span_of(operator, value, field_is="moment") == span


def test_a_span_of_one_number_is_that_number() -> None:
    assert span_of("between", "5..5", field_is="number") == (5, 5)


def test_one_value_of_a_field_is_enough_but_comparisons_hold_together() -> None:
    where = EntryFilter.of("exhibit:A or B size:>1 size:<9 -ext:dll -ext:sys holiday beach")
    assert [len(group) for group in where.alternatives()] == [2, 1, 1, 1, 1, 1, 1]
    assert where.chips()[0].text == "exhibit:A or B"


def test_the_language_has_every_outcome_and_kind_there_is() -> None:
    assert set(OUTCOMES) == {*Outcome, "waiting"}
    assert set(KINDS) == set(EntryKind)
