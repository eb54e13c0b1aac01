"""Custody events in plain words for the desktop and the command line, and how counts and sets are spelled."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.wording import Wording

Event = Mapping[str, Any]  # Any: JSON values


def sentence_of(event: Event, names: Mapping[str, str] | None = None, *, language: str = "en") -> str:
    """One sentence for one event; `names` are those of the case's persons, by id."""
    # Imported here: every command counts, and few tell events.
    from reports.event_words import event_sentence

    return event_sentence(_words(language), event, names or {})


@cache
def _words(language: str) -> "Wording":
    from reports.wording import Wording

    return Wording(language)


def spelled_set(name: str, version: str | None) -> str:
    """As commands take it."""
    return f"{name}@{version}" if version else name


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
