"""Looks at content, written: the beginning before anything is shown, the end when it is hidden again.

The beginning is where a supervisor's limit holds: a look beyond it is refused with a sentence, in the same
transaction that counts those before, so that two windows cannot share the last one. An end is never refused.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from app.moments import iso_utc
from app.review.acts import entry_names
from app.review.looks import LooksFold
from app.review.reading import ReviewReader
from app.review.said import LIMITED, LOOK_BEGUN, REVEALED, STEPS, EntryName, LookBegun
from app.rows import LookRow, LooksToday
from app.store.case_file import CaseFile
from app.store.custody_log import CaseConnection, persons_said
from app.store.opening import CaseTrouble
from app.store.reviewed import is_known_match

SUPERVISOR: Final = "supervisor"
_LONGEST: Final = 500  # characters of a reason or of a trouble; an end is cut and not refused
_MOST_MINUTES: Final = 24 * 60


class Looker:
    """Writes looks into one case that is open to be written; `now` is given with each of them."""

    def __init__(self, case: CaseFile, reader: ReviewReader) -> None:
        self._case, self._reader = case, reader

    def begin(self, entry: int, *, reason: str | None, now: datetime) -> LooksToday:
        """Record that content is going to be shown; its event is `begun` of the answer.

        Raise CaseTrouble where the limit of the day is reached, or a known match has no reason.
        """
        with self._case.transaction() as connection:
            name = entry_names(connection, [entry])[0]
            fold = self._reader.looks(connection)
            is_match = is_known_match(connection, entry)
            if is_match and not _line(reason):
                raise CaseTrouble("this file is a known match; looking at it needs a reason")
            _refuse_beyond(fold, name, now)
            payload = _named(name) | {
                "is_known_match": is_match,
                "reason": _line(reason),
                "limit": fold.limits.looks_a_day,
            }
            event = self._case.append(
                connection, utc=iso_utc(now), action=LOOK_BEGUN, subject=name.exhibit, payload=payload
            )
        return self.today(now=now, begun=event.sequence)

    def end(self, look: LookRow, *, now: datetime) -> LooksToday:
        """Record a look that is over, or one as a whole where its beginning was not recorded."""
        with self._case.transaction() as connection:
            name = entry_names(connection, [look.entry])[0]
            fold = self._reader.looks(connection)
            seen = [one for one in fold.today(now) if one.sequence != look.begun]
            payload = _named(name) | {
                "begun": look.begun,
                "is_known_match": is_known_match(connection, look.entry),
                "reason": _line(look.reason),
                "trouble": _line(look.trouble),
                "steps": [
                    {"step": one.step, "seconds": _seconds(one.seconds)}
                    for one in look.steps
                    if one.step in STEPS
                ],
                "seconds": _seconds(look.seconds),
                "second_look_today": any(_same(one.said, name) for one in seen),
                "limit": fold.limits.looks_a_day,
            }
            self._case.append(
                connection, utc=iso_utc(now), action=REVEALED, subject=name.exhibit, payload=payload
            )
        return self.today(now=now)

    def today(self, *, now: datetime, begun: int | None = None) -> LooksToday:
        """Counted after the event is written: nothing is folded that could still be rolled back."""
        with self._case.reading() as connection:
            return looks_today(connection, self._reader, now=now, begun=begun)

    def limit(
        self, *, looks_a_day: int | None, seconds_a_look: int | None, break_after_min: int | None, utc: str
    ) -> None:
        """Set what may be looked at, in place of what was set before; raise CaseTrouble where who acts is no
        supervisor of the case.
        """
        said = {
            "looks_a_day": _bounded("files a day", looks_a_day, least=0, most=100_000),
            "seconds_a_look": _bounded("seconds of a look", seconds_a_look, least=1, most=3_600),
            "break_after_min": _bounded(
                "minutes until a break", break_after_min, least=1, most=_MOST_MINUTES
            ),
        }
        if self._case.actor().role != SUPERVISOR:
            raise CaseTrouble(
                "only a person of this case with the role supervisor sets these limits: add one with "
                "fieldcase case person CASE --name NAME --role supervisor, and give the id with --by"
            )
        with self._case.transaction() as connection:
            number = self._case.number(connection)
            self._case.append(connection, utc=utc, action=LIMITED, subject=number, payload=said)


def looks_today(
    connection: CaseConnection, reader: ReviewReader, *, now: datetime, begun: int | None = None
) -> LooksToday:
    """What was looked at today, and what is allowed."""
    fold = reader.looks(connection)
    today, began = fold.today(now), fold.stretch_began(now)
    return LooksToday(
        files=len({look.content for look in today}),
        looks=len(today),
        seconds=round(sum(look.seconds for look in today), 1),
        looks_a_day=fold.limits.looks_a_day,
        seconds_a_look=fold.limits.seconds_a_look,
        break_after_min=fold.limits.break_after_min,
        set_by=_name_of(connection, fold.limited_by),
        stretch_began=None if began is None else iso_utc(began),
        begun=begun,
    )


def _name_of(connection: CaseConnection, person: str | None) -> str | None:
    if person is None:
        return None
    return str(persons_said(connection).get(person, {}).get("name") or person)


def _refuse_beyond(fold: LooksFold, name: EntryName, now: datetime) -> None:
    """A file that was looked at today already is not one more."""
    most, today = fold.limits.looks_a_day, fold.today(now)
    seen = {look.content for look in today}
    if most is None or len(seen) < most or any(_same(look.said, name) for look in today):
        return
    files = "1 file" if most == 1 else f"{most:,} files"
    raise CaseTrouble(
        f"a supervisor allows looks at {files} a day, and they were looked at today; the verdict does not "
        "need a picture"
    )


def _same(said: LookBegun, name: EntryName) -> bool:
    return said.entry == name.entry or (name.sha256 is not None and said.sha256 == name.sha256)


def _named(name: EntryName) -> dict[str, Any]:  # Any: JSON values
    return dict(msgspec.to_builtins(name))


def _line(text: str | None) -> str | None:
    """On one line and bounded, whatever is given: a look is never refused for its words."""
    if text is None or not text.split():
        return None
    plain = "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))
    return plain[:_LONGEST]


def _seconds(seconds: float) -> float:
    return round(max(0.0, min(seconds, 86_400.0)), 1)


def _bounded(what: str, number: int | None, *, least: int, most: int) -> int | None:
    if number is not None and not least <= number <= most:
        raise CaseTrouble(f"the {what} are from {least:,} to {most:,}, and not {number:,}")
    return number
