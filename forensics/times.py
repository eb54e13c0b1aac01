"""File times as each file system keeps them: unit, zone and step; "not recorded" is never 1970.

`FsTime` counts nanoseconds from 1970-01-01T00:00:00. Where the file system keeps UTC that is an instant;
where it keeps local time (FAT) it is the wall clock of a machine whose zone is not on the disk, printed
without `Z`.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

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
    flags: str | None = None  # what the file system says beside them, such as `crtime:utc+02:00`


class TimeFlag(StrEnum):
    """What is odd about a time, or stands beside it. It is shown as kept all the same."""

    ZERO = "zero"  # a zero is stored; whether that is "not recorded" or an instant is the file system's
    BEFORE_FORMAT = "before_format"
    FAR_FUTURE = "far_future"
    INVALID = "invalid"  # what is stored is no day or no time of day
    BEYOND = "beyond"  # more than 64 bits of nanoseconds can say; the stored number follows in hexadecimal
    NAME = "name"  # what the name says (NTFS, $FILE_NAME) where that is another moment: `name=2026-…Z`
    UTC_OFFSET = "utc"  # the offset that is stored beside a time, as in `utc+02:00`


NAMES: Final = ("mtime", "atime", "ctime", "crtime")
# Fixed bounds and not the clock of this laptop, so that every run says the same.
FAR_FUTURE_NS: Final = 2_208_988_800 * 1_000_000_000  # 2040-01-01; clocks of 32 bits end about there
_EARLIEST_NS: Final = 315_532_800 * 1_000_000_000  # 1980-01-01; content is copied with its time from before
_LARGEST_NS: Final = (1 << 63) - 1
# The day on which a volume of the kind could first have been written to. For what a copy does not bring
# along: created and metadata changed.
_FORMATS_BEGIN: Final = {
    "NTFS": 743_731_200,  # 1993-07-27, Windows NT 3.1
    **dict.fromkeys(("ext2", "ext3", "ext4"), 725_846_400),  # 1993-01-01, Linux 0.99
    "exFAT": 1_162_339_200,  # 2006-11-01, Windows CE 6.0
    **dict.fromkeys(("HFS+", "HFSX"), 885_168_000),  # 1998-01-19, Mac OS 8.1
    "APFS": 1_465_776_000,  # 2016-06-13, macOS 10.12 beta
    "XFS": 757_382_400,  # 1994-01-01, IRIX 5.3
}


class TimeBounds:
    """Which times of one file system are odd."""

    def __init__(self, file_system: str | None) -> None:
        begins = _FORMATS_BEGIN.get(file_system or "")
        first = _EARLIEST_NS if begins is None else begins * 1_000_000_000
        self._first = (_EARLIEST_NS, _EARLIEST_NS, first, first)
        self.plain_from = max(self._first)  # times from here up to FAR_FUTURE_NS are not odd

    def flags(self, times: "MacTimes") -> str | None:
        """Words on what is odd, with commas between, behind what the file system itself said."""
        found = [times.flags] if times.flags else []
        given = (times.mtime, times.atime, times.ctime, times.crtime)
        for name, at, first in zip(NAMES, given, self._first, strict=True):
            word = None if at is None else _oddity(at.ns, first)
            if word is not None:
                found.append(f"{name}:{word}")
        return ",".join(found) or None


def _oddity(ns: int, first: int) -> TimeFlag | None:
    if ns == 0:
        return TimeFlag.ZERO
    if ns < first:
        return TimeFlag.BEFORE_FORMAT
    return TimeFlag.FAR_FUTURE if ns >= FAR_FUTURE_NS else None


def storable(ns: int) -> bool:
    """Whether 64 bits hold it, as the store and the pipe need."""
    return -_LARGEST_NS <= ns <= _LARGEST_NS


def offset_words(minutes: int) -> str:
    """An offset from UTC as it stands behind the name of a time: `utc+02:00`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{TimeFlag.UTC_OFFSET}{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
