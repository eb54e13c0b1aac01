"""Files of an exhibit by the month or the day of one of their times."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.rows.maps import TIME_FIELDS, TimeBar, TimeLine
from app.store.places import NO_TIME
from app.views.placed_entries import MATCHED, PlacedEntries, Whole
from forensics.paths import display_text

DAY_NS: Final = 86_400_000_000_000
_FIRST_DAY: Final = date(1970, 1, 1)
_FIRST_PRINTED: Final = (date.min - _FIRST_DAY).days
_LAST_PRINTED: Final = (date.max - _FIRST_DAY).days
Span = tuple[str, str]  # first and last month, both included: "2019-07", "2019-09"


def time_line(
    entries: PlacedEntries, field: str, *, seized_at: datetime | None, span: Span | None = None
) -> TimeLine:
    """By month, or by day within `span`; every file of the exhibit is counted once."""
    times = entries.times[TIME_FIELDS.index(field)]
    is_kept = entries.is_file & (times != NO_TIME)
    days = times // DAY_NS
    is_printed = is_kept & (days >= _FIRST_PRINTED) & (days <= _LAST_PRINTED)
    is_shown = is_printed if span is None else is_printed & _within(days, span)
    is_matched = entries.outcome == MATCHED
    bars = _bars(days, is_shown, is_matched, unit="month" if span is None else "day")
    most = max(bars, key=lambda bar: bar.matched, default=None)
    most = most if most is not None and most.matched else None
    return TimeLine(
        field=field,
        unit="month" if span is None else "day",
        bars=bars,
        files=int(entries.is_file.sum()),
        matched=int((entries.is_file & is_matched).sum()),
        without_time=int((entries.is_file & (times == NO_TIME)).sum()),
        beyond=int((is_kept & ~is_printed).sum()),
        without_zone=int((is_kept & entries.is_local).sum()),
        after_seizure=None if seized_at is None else int((is_kept & (times > _nanoseconds(seized_at))).sum()),
        most_matched=most,
        most_matched_folder=None if most is None else _one_folder(entries, days, is_shown & is_matched, most),
        outside_span=int((is_printed & ~is_shown).sum()),
    )


def _within(days: Whole, span: Span) -> NDArray[np.bool_]:
    first, last = (date.fromisoformat(f"{month}-01") for month in span)
    after = (last + timedelta(days=31)).replace(day=1)
    inside: NDArray[np.bool_] = (days >= (first - _FIRST_DAY).days) & (days < (after - _FIRST_DAY).days)
    return inside


def _bars(
    days: Whole, is_shown: NDArray[np.bool_], is_matched: NDArray[np.bool_], *, unit: str
) -> tuple[TimeBar, ...]:
    """Days are counted in one pass; months are added up from them, of which there are few."""
    numbers, which = np.unique(days[is_shown], return_inverse=True)
    files = np.bincount(which, minlength=len(numbers))
    matched = np.bincount(which, is_matched[is_shown], minlength=len(numbers)).astype(np.int64)
    counts: dict[str, tuple[int, int]] = {}
    for day, number, hits in zip(numbers.tolist(), files.tolist(), matched.tolist(), strict=True):
        when = _said(day, unit)
        before = counts.get(when, (0, 0))
        counts[when] = (before[0] + number, before[1] + hits)
    return tuple(TimeBar(when=when, files=number, matched=hits) for when, (number, hits) in counts.items())


def _said(day: int, unit: str) -> str:
    said = (_FIRST_DAY + timedelta(days=day)).isoformat()
    return said[:7] if unit == "month" else said


def _one_folder(entries: PlacedEntries, days: Whole, is_asked: NDArray[np.bool_], bar: TimeBar) -> str | None:
    """The folder all matched files of a bar lie in; None where they lie in several."""
    asked = np.flatnonzero(is_asked)
    in_bar = [
        int(number)
        for number, day in zip(asked.tolist(), days[asked].tolist(), strict=True)
        if _said(day, "day").startswith(bar.when)
    ]
    return one_folder(entries, in_bar)


def one_folder(entries: PlacedEntries, numbers: Sequence[int]) -> str | None:
    """The folder that all of some entries lie in, as text."""
    folders = {int(entries.folder[number]) for number in numbers}
    if len(folders) != 1:
        return None
    return display_text(entries.folders[folders.pop()][1]) or "/"


def _nanoseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1_000
