"""What the drawings of the map promise as plain numbers: areas, heights, dates, rounded sums."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.rows.maps import MAP_KINDS
from ui.pages.map_words import in_tenths, stretch_words, unit_of
from ui.parts.charts import MIN_SLICE
from ui.parts.disk_strip import slice_heights
from ui.parts.map_fills import kind_words, map_brushes
from ui.parts.squares import Square, squarified
from ui.parts.time_ticks import date_ticks, days_of, first_day, when_words
from ui.theme import DARK, LIGHT, Theme

weights = st.lists(st.integers(0, 10**12), max_size=30).map(lambda found: sorted(found, reverse=True))
sides = st.integers(1, 3_000)


@example(weights=[120_656_641_256, 1], width=1, height=2)
@given(weights=weights, width=sides, height=sides)
def test_areas_are_as_the_weights_and_fill_the_rectangle(weights: list[int], width: int, height: int) -> None:
    squares = squarified(weights, width=width, height=height)
    assert len(squares) == len(weights)
    total, whole = sum(weights), width * height
    for weight, one in zip(weights, squares, strict=True):
        area = one.width * one.height
        assert area == pytest.approx(weight * whole / total if total else 0, rel=1e-6, abs=1e-6 * whole)
        assert one.left >= -1e-6
        assert one.top >= -1e-6
        assert one.left + one.width <= width * (1 + 1e-6)
        assert one.top + one.height <= height * (1 + 1e-6)


@given(weights=weights, width=sides, height=sides)
def test_no_area_lies_over_another(weights: list[int], width: int, height: int) -> None:
    squares = [
        one for one in squarified(weights, width=width, height=height) if one.width * one.height > 1e-9
    ]
    for number, one in enumerate(squares):
        for other in squares[number + 1 :]:
            assert shared(one, other) <= 1e-6 * width * height


def shared(one: Square, other: Square) -> float:
    wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(wide, 0.0) * max(high, 0.0)


def test_equal_weights_are_laid_out_in_rows_and_not_in_slivers() -> None:
    squares = squarified([1] * 16, width=400, height=400)
    assert all(one.width == pytest.approx(one.height) for one in squares)


@given(column=st.lists(st.integers(0, 10**13), min_size=12, max_size=12), room=st.integers(60, 400))
def test_slices_fill_their_column_and_a_hit_is_never_too_thin_to_be_seen(
    column: list[int], room: int
) -> None:
    heights = dict(slice_heights(tuple(column), room))
    if not sum(column):
        assert heights == {}
        return
    assert sum(heights.values()) == room
    for kind in ("matched", "unreadable"):
        code = MAP_KINDS.index(kind)
        if column[code]:
            assert heights[code] >= MIN_SLICE


@given(parts=st.lists(st.integers(0, 10**15), min_size=1, max_size=12))
def test_printed_sizes_add_up_to_the_printed_sum(parts: list[int]) -> None:
    unit = unit_of(sum(parts))
    printed = in_tenths(parts, unit)
    numbers = [0.0 if said.startswith("<") else float(said.split()[0].replace(",", "")) for said in printed]
    whole = float(in_tenths([sum(parts)], unit)[0].split()[0].replace(",", ""))
    assert sum(numbers) == pytest.approx(whole, abs=1e-6)
    for part, said in zip(parts, printed, strict=True):
        assert said.startswith("0 ") == (part == 0)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        pytest.param(289 << 30, 315 << 30, "289.0 to 315.0 GiB", id="whole units"),
        pytest.param(1 << 30, (1 << 30) + (20 << 20), "1.00 to 1.02 GiB", id="close together"),
        pytest.param(
            1 << 40, (1 << 40) + 4096, "bytes 1,099,511,627,776 to 1,099,511,631,871", id="very close"
        ),
        pytest.param(0, 100, "bytes 0 to 99", id="a few bytes"),
    ],
)
def test_a_stretch_is_said_as_finely_as_its_ends_need(start: int, end: int, words: str) -> None:
    assert stretch_words(start, end) == words


@given(first=st.floats(-700_000, 2_900_000), days=st.floats(1, 400_000), most=st.integers(2, 30))
def test_dates_under_the_axis_rise_and_are_not_more_than_there_is_room_for(
    first: float, days: float, most: int
) -> None:
    ticks = date_ticks(first, first + days, most=most)
    assert [day for day, _words in ticks] == sorted({day for day, _words in ticks})
    assert len(ticks) <= most + 2


@given(day=st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)))
def test_a_day_and_a_month_are_found_again_from_their_edges(day: date) -> None:
    first, last = days_of(day.isoformat())
    assert first_day(first) == day
    assert last - first == 1
    opening, closing = days_of(day.isoformat()[:7])
    assert opening <= first < last <= closing
    assert 28 <= closing - opening <= 31
    assert str(day.year).zfill(4) in when_words(day.isoformat())


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_kind_of_byte_has_a_fill_and_a_word(qapp: object, theme: Theme) -> None:
    assert set(map_brushes(theme)) == set(MAP_KINDS)
    assert len({kind_words(kind) for kind in MAP_KINDS}) == len(MAP_KINDS)
