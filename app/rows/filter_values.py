"""What values of a filter mean: sizes, moments, numbers and spans of them.

Pure reading of text. `None` says that the text is no such value; the sentence about it is the parser's.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

Span = tuple[int | None, int | None]  # first and last, both included; None: no limit on that side

UNITS: Final = {
    "": 1,
    "b": 1,
    "kb": 1_000,
    "mb": 1_000**2,
    "gb": 1_000**3,
    "tb": 1_000**4,
    "kib": 1 << 10,
    "mib": 1 << 20,
    "gib": 1 << 30,
    "tib": 1 << 40,
    "k": 1_000,
    "m": 1_000**2,
    "g": 1_000**3,
    "t": 1_000**4,
}
LARGEST: Final = (1 << 63) - 1  # what the store can hold
_SIZE = re.compile(r"([0-9][0-9,_ ]*(?:\.[0-9]+)?)\s*([A-Za-z]*)")
_NUMBER = re.compile(r"[0-9][0-9,_]*")
_MOMENT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?)?)?)?Z?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEPS: Final = (
    ("second", timedelta(seconds=1)),
    ("minute", timedelta(minutes=1)),
    ("hour", timedelta(hours=1)),
    ("day", timedelta(days=1)),
)
_MICROSECOND: Final = timedelta(microseconds=1)


def size_of(text: str) -> int | None:
    """Bytes: `1200`, `1,200`, `1.5 MB`, `4MiB`."""
    found = _SIZE.fullmatch(text.strip())
    if found is None or found[2].lower() not in UNITS:
        return None
    whole, _, part = re.sub("[,_ ]", "", found[1]).partition(".")
    unit = UNITS[found[2].lower()]
    value = int(whole) * unit + (int(part) * unit // 10 ** len(part) if part else 0)
    return value if value <= LARGEST else None


def number_of(text: str) -> int | None:
    found = _NUMBER.fullmatch(text.strip())
    value = int(re.sub("[,_]", "", text)) if found else None
    return value if value is not None and value <= LARGEST else None


def moments_of(text: str) -> Span | None:
    """First and last nanosecond of a year, month, day, hour, minute or second; times are UTC."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    parts = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    try:
        first = datetime(
            parts["year"],
            parts.get("month", 1),
            parts.get("day", 1),
            parts.get("hour", 0),
            parts.get("minute", 0),
            parts.get("second", 0),
            tzinfo=UTC,
        )
        after = _after(first, parts)
    except (ValueError, OverflowError):
        return None
    return _nanoseconds(first), _nanoseconds(after) - 1


def _after(first: datetime, parts: dict[str, int]) -> datetime:
    for name, step in _STEPS:
        if name in parts:
            return first + step
    if "month" in parts and parts["month"] < 12:
        return first.replace(month=parts["month"] + 1)
    return first.replace(year=parts["year"] + 1, month=1)


def _nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND * 1_000


def span_of(operator: str, value: str, *, field_is: str) -> Span | None:
    """What a term of a size, a number or a moment reaches from and to, both ends included."""
    if operator == "between":
        low, _, high = value.partition("..")
        return _between(_one(low, field_is), _one(high, field_is), low=low, high=high)
    one = _one(value, field_is)
    if one is None or one[0] is None or one[1] is None:
        return None
    spans: dict[str, Span] = {
        "is": one,
        ">": (one[1] + 1, None),
        ">=": (one[0], None),
        "<": (None, one[0] - 1),
        "<=": (None, one[1]),
    }
    return spans[operator]


def _between(first: Span | None, last: Span | None, *, low: str, high: str) -> Span | None:
    """One end may be left out: `2019..` is from 2019 on."""
    if (first is None and low) or (last is None and high) or not (low or high):
        return None
    begin, end = (None if first is None else first[0]), (None if last is None else last[1])
    return None if begin is not None and end is not None and end < begin else (begin, end)


def _one(text: str, field_is: str) -> Span | None:
    if field_is == "moment":
        return moments_of(text)
    value = size_of(text) if field_is == "size" else number_of(text)
    return None if value is None else (value, value)
