"""File times: exact to the last digit, with Z only where UTC is known, and never invented."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.times import EPOCH, FsTime, MacTimes, ZoneKind

_SECOND_NS = 1_000_000_000
_NANOSECONDS = st.integers(
    int((datetime(1, 1, 1, tzinfo=UTC) - EPOCH).total_seconds()) * _SECOND_NS,
    int((datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - EPOCH).total_seconds()) * _SECOND_NS,
)


@given(_NANOSECONDS)
def test_a_printed_time_gives_back_the_very_nanosecond(ns: int) -> None:
    text = FsTime(ns).iso(ZoneKind.UTC)
    assert text is not None
    whole, _, fraction = text.removesuffix("Z").partition(".")
    seconds = (datetime.fromisoformat(whole).replace(tzinfo=UTC) - EPOCH) // timedelta(seconds=1)
    assert seconds * _SECOND_NS + int(fraction.ljust(9, "0") or 0) == ns
    assert not fraction.endswith("0")


@given(_NANOSECONDS)
def test_local_time_is_the_same_text_without_z(ns: int) -> None:
    utc = FsTime(ns).iso(ZoneKind.UTC)
    assert utc == f"{FsTime(ns).iso(ZoneKind.LOCAL)}Z"


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (1_500_000_000, "1970-01-01T00:00:01.5Z"),
        (-11_644_473_600 * _SECOND_NS, "1601-01-01T00:00:00Z"),
        (-62_135_596_800 * _SECOND_NS, "0001-01-01T00:00:00Z"),
        (253_402_300_799 * _SECOND_NS, "9999-12-31T23:59:59Z"),
        (253_402_300_800 * _SECOND_NS, None),
        (2**80, None),
        (-(2**80), None),
    ],
)
def test_the_edges_of_time(ns: int, text: str | None) -> None:
    assert FsTime(ns).iso(ZoneKind.UTC) == text


def test_not_recorded_is_not_midnight_1970() -> None:
    assert MacTimes(mtime=FsTime(0)) != MacTimes()
    assert MacTimes().mtime is None
