"""File times as each file system keeps them: unit, zone and step; "not recorded" is never 1970.

`FsTime` counts nanoseconds from 1970-01-01T00:00:00. Where the file system keeps UTC that is an instant;
where it keeps local time (FAT) it is the wall clock of a machine whose zone is not on the disk, printed
without `Z`.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ZoneKind(StrEnum):
    UTC = "utc"
    LOCAL = "local"  # local time, zone not recorded


class FsTime(Struct, frozen=True, order=True, gc=False):
    ns: int

    def iso(self, zone: ZoneKind) -> str | None:
        """ISO 8601 with as many fractional digits as carry information; `None` beyond the years Python can
        print.
        """
        seconds, fraction = divmod(self.ns, 1_000_000_000)
        try:
            moment = EPOCH + timedelta(seconds=seconds)
        except OverflowError:
            return None
        digits = f".{fraction:09d}".rstrip("0") if fraction else ""
        return (
            moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
            + digits
            + ("Z" if zone is ZoneKind.UTC else "")
        )


class MacTimes(Struct, frozen=True, kw_only=True, gc=False):
    """The four times; `None` where this file system keeps none or recorded none."""

    mtime: FsTime | None = None
    atime: FsTime | None = None
    ctime: FsTime | None = None
    crtime: FsTime | None = None
    zone: ZoneKind = ZoneKind.UTC
