"""File times as each file system keeps them: unit, zone and step; "not recorded" is never 1970.

`FsTime` counts nanoseconds from 1970-01-01T00:00:00. Where the file system keeps UTC that is an instant;
where it keeps local time (FAT) it is the wall clock of a machine whose zone is not on the disk, printed
without `Z`.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TWO_DIGITS = tuple(f"{n:02d}" for n in range(60))
_KEPT = 1 << 14  # texts; a row's four times are often one, and a folder's often near


class ZoneKind(StrEnum):
    UTC = "utc"
    LOCAL = "local"  # local time, zone not recorded


class FsTime(Struct, frozen=True, order=True, gc=False):
    ns: int

    def iso(self, zone: ZoneKind) -> str | None:
        """ISO 8601 with as many fractional digits as carry information; `None` beyond the years Python can
        print.
        """
        return utc_text(self.ns) if zone is ZoneKind.UTC else local_text(self.ns)


@lru_cache(_KEPT)
def local_text(ns: int) -> str | None:
    """The wall clock, without a zone; `None` beyond the years Python can print."""
    return _text(ns, "")


@lru_cache(_KEPT)
def utc_text(ns: int) -> str | None:
    """The same of a clock that keeps UTC."""
    return _text(ns, "Z")


def _text(ns: int, zone: str) -> str | None:
    seconds, fraction = divmod(ns, 1_000_000_000)
    day, second = divmod(seconds, 86_400)
    date = _date_text(day)
    if date is None:
        return None
    minute, two = second // 60, _TWO_DIGITS
    clock = f"{date}T{two[minute // 60]}:{two[minute % 60]}:{two[second % 60]}"
    return f"{clock}.{fraction:09d}".rstrip("0") + zone if fraction else clock + zone


@lru_cache(_KEPT)
def _date_text(day: int) -> str | None:
    try:
        return (EPOCH + timedelta(days=day)).date().isoformat()
    except OverflowError:
        return None


class MacTimes(Struct, frozen=True, kw_only=True, gc=False):
    """The four times; `None` where this file system keeps none or recorded none."""

    mtime: FsTime | None = None
    atime: FsTime | None = None
    ctime: FsTime | None = None
    crtime: FsTime | None = None
    zone: ZoneKind = ZoneKind.UTC
