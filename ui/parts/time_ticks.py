"""Days, months and years on an axis of days since 1970, and how they are written under it."""

from datetime import date, timedelta
from typing import Final

from ui.language import marked, translate

_FIRST: Final = date(1970, 1, 1)
MONTHS: Final = (
    marked("map", "January"),
    marked("map", "February"),
    marked("map", "March"),
    marked("map", "April"),
    marked("map", "May"),
    marked("map", "June"),
    marked("map", "July"),
    marked("map", "August"),
    marked("map", "September"),
    marked("map", "October"),
    marked("map", "November"),
    marked("map", "December"),
)
Tick = tuple[float, str]  # the day it stands at, its words


def first_day(days: float) -> date:
    """The day so many days after 1970-01-01; days that Python cannot print are the last ones it can."""
    low, high = (date.min - _FIRST).days, (date.max - _FIRST).days
    return _FIRST + timedelta(days=min(max(int(days // 1), low), high))


def days_of(when: str) -> tuple[float, float]:
    """First and last edge of `2019`, `2019-08` or `2019-08-14`, as days since 1970."""
    year, *rest = (int(part) for part in when.split("-"))
    month = rest[0] if rest else 1
    first = (date(year, month, rest[1] if len(rest) > 1 else 1) - _FIRST).days
    if len(rest) > 1:
        return float(first), float(first + 1)
    last_month = month if rest else 12
    following = date(year, last_month, 28) + timedelta(days=4) if (year, last_month) < (9999, 12) else None
    end = (following.replace(day=1) - _FIRST).days if following else (date.max - _FIRST).days + 1
    return float(first), float(end)


def when_words(when: str) -> str:
    """`August 2019`, `14 August 2019`."""
    year, month, *day = when.split("-")
    name = translate("map", MONTHS[int(month) - 1])
    if day:
        return translate("map", "{day} {month} {year}").format(day=int(day[0]), month=name, year=year)
    return translate("map", "{month} {year}").format(month=name, year=year)


def date_ticks(first: float, last: float, *, most: int) -> list[Tick]:
    """What stands under an axis from `first` to `last`: years, months or days, each at its middle."""
    days = last - first
    if days > 800:
        return _years(first, last, most)
    return _months(first, last, most) if days > 70 else _days(first, last, most)


def _years(first: float, last: float, most: int) -> list[Tick]:
    years = range(first_day(first).year, first_day(last).year + 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10_000) if len(years) / step <= most)
    return [(sum(days_of(str(year).zfill(4))) / 2, str(year)) for year in years if year % step == 0]


def _months(first: float, last: float, most: int) -> list[Tick]:
    names = _month_names(first, last)
    step = next(step for step in (1, 2, 3, 6, 12, 24) if len(names) / step <= most or step == 24)
    shown = [name for name in names if (int(name[5:7]) - 1) % step == 0]
    return [(sum(days_of(name)) / 2, name) for name in shown]


def _month_names(first: float, last: float) -> list[str]:
    day, end, names = first_day(first).replace(day=1), first_day(last), list[str]()
    while day <= end:
        names.append(day.isoformat()[:7])
        if day.year == 9999 and day.month == 12:
            break
        day = (day + timedelta(days=32)).replace(day=1)
    return names


def _days(first: float, last: float, most: int) -> list[Tick]:
    most = max(most * 2 // 3, 2)  # a whole date is longer than a year
    number = int(last - first) + 1
    step = next(step for step in (1, 2, 5, 10, 20, 40, 80) if number / step <= most or step == 80)
    start = int(first // 1)
    return [(day + 0.5, first_day(day).isoformat()) for day in range(start, start + number, step)]
