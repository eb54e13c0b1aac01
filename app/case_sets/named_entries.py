"""Entries of a case that an examiner names one by one: by number, by span of numbers, or by place."""

import re
from collections.abc import Iterable
from typing import Any

from app.store import chosen_contents
from app.store.case_file import CaseFile
from app.store.opening import CaseTrouble

_NUMBERS = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
MOST_NUMBERS = 1_000_000  # they are held in memory
_TOO_MANY = f"more than {MOST_NUMBERS:,} entries are named one by one; choose them by folder or outcome"


def numbers_of(case: CaseFile, chosen: Iterable[str]) -> tuple[int, ...]:
    """The numbers of entries named one by one: `1042`, `1042-1050`, or `EXHIBIT:VOLUME:PATH` as listed.

    A path that several entries have stands for all of them. Raise CaseTrouble for what is not in the case.
    """
    numbers: set[int] = set()
    places: set[tuple[str, int, str]] = set()
    labels = sorted((row.label for row in case.exhibits()), key=len, reverse=True)
    for text in chosen:
        if found := _NUMBERS.fullmatch(text):
            numbers.update(_span(text, int(found[1]), int(found[2] or found[1])))
            if len(numbers) > MOST_NUMBERS:
                raise CaseTrouble(_TOO_MANY)
        else:
            places.add(_named_place(text, labels))
    with case.reading() as connection:
        if unknown := chosen_contents.unknown_numbers(connection, numbers):
            raise CaseTrouble(f"the results shown have no entry number {unknown[0]}{_and_more(unknown)}")
        named = (
            [each for each in chosen_contents.shown_places(connection) if each[1:] in places]
            if places
            else []
        )
    if missing := sorted(places - {each[1:] for each in named}):
        exhibit, volume, path = missing[0]
        raise CaseTrouble(f"exhibit {exhibit} has no entry {path} in volume {volume}{_and_more(missing)}")
    return tuple(sorted(numbers.union(number for number, *_ in named)))


def _span(text: str, first: int, last: int) -> range:
    if last < first:
        raise CaseTrouble(f"{text} is no span of entry numbers: its end is before its beginning")
    if last - first >= MOST_NUMBERS:
        raise CaseTrouble(_TOO_MANY)
    return range(first, last + 1)


def _named_place(text: str, labels: list[str]) -> tuple[str, int, str]:
    for label in labels:
        volume, separator, path = text.removeprefix(f"{label}:").partition(":")
        if text.startswith(f"{label}:") and separator and volume.isdecimal() and path.startswith("/"):
            return label, int(volume), path
    known = ", ".join(sorted(labels)) or "none yet"
    raise CaseTrouble(
        f"{text} is neither an entry number nor EXHIBIT:VOLUME:/PATH with an exhibit of this case ({known})"
    )


def _and_more(missing: list[Any]) -> str:  # Any: only their count matters
    return f", nor {len(missing) - 1:,} others that were named" if len(missing) > 1 else ""
