"""Moments as the examiner reads them, in UTC or in the zone of this computer where that is chosen.

Only how they are shown: cases and reports keep UTC.
"""

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.language import marked, translate

# A property of the application, as the language is: one for all windows.
LOCAL_TIME: Final = "shows_local_time"


def moment(iso: str | None) -> str:
    """An ISO 8601 time as `19 Nov 2026 22:47` in UTC, or with its distance from UTC in the local zone where
    that is chosen; what does not read as a time is shown as written.
    """
    if not iso:
        return ""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return day_and_time(when)


def shows_local_time() -> bool:
    """Times are shown in the zone of this computer, not in UTC."""
    application = QCoreApplication.instance()
    return application is not None and bool(application.property(LOCAL_TIME))


def choose_zone(choice: str) -> None:
    """`local` or `utc`, for every window of the program."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(LOCAL_TIME, choice == "local")


def in_zone(when: datetime) -> datetime:
    """The same moment in the zone that times are shown in."""
    return when.astimezone(None if shows_local_time() else UTC)


def zone_words() -> str:
    """The zone that times are shown in, for the head of a column."""
    return translate("words", "local time") if shows_local_time() else "UTC"


def day_and_time(when: datetime) -> str:
    if when.tzinfo is not None:
        when = in_zone(when)
    zone = f" {when:%z}" if when.tzinfo is not None and shows_local_time() else ""
    return f"{day(when)} {when:%H:%M}{zone}"


def time_of_day(when: datetime) -> str:
    """`22:47 UTC`, or `23:47 +0100` where the local zone is chosen."""
    shown = in_zone(when)
    return f"{shown:%H:%M %z}" if shows_local_time() else f"{shown:%H:%M} UTC"


def clock(when: datetime) -> str:
    """`22:47:09`; whoever shows it says in which zone, with `zone_words`."""
    return f"{in_zone(when):%H:%M:%S}"


def day(when: datetime) -> str:
    """`19 Nov 2026`."""
    month = translate("words", _MONTHS[when.month - 1])
    return translate("words", "{day} {month} {year}").format(day=when.day, month=month, year=when.year)


def weekday(when: datetime) -> str:
    """`Thu`."""
    return translate("words", _DAYS[when.weekday()])


_MONTHS: Final = (
    marked("words", "Jan"),
    marked("words", "Feb"),
    marked("words", "Mar"),
    marked("words", "Apr"),
    marked("words", "May"),
    marked("words", "Jun"),
    marked("words", "Jul"),
    marked("words", "Aug"),
    marked("words", "Sep"),
    marked("words", "Oct"),
    marked("words", "Nov"),
    marked("words", "Dec"),
)
_DAYS: Final = (
    marked("words", "Mon"),
    marked("words", "Tue"),
    marked("words", "Wed"),
    marked("words", "Thu"),
    marked("words", "Fri"),
    marked("words", "Sat"),
    marked("words", "Sun"),
)
