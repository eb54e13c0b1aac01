"""Events of review in plain words: marks, notes, bookmarks, looks and the limits of them.

An event that is not as this version writes it raises what reading it raises; `event_words` tells it by name.
"""

from reports.told_event import Told
from reports.wording import clipped

_NOTE = 200  # characters of a note in a sentence; the event has all of them


def marked(told: Told) -> str:
    if (again := _again(told)) is not None:
        return again
    category, scheme = told.payload["category"], told.payload["scheme"]
    if category is None:
        return _of_entries(told, "entries.unmarked")
    words = told.words.text("event.scheme", scheme=str(scheme)) if scheme else ""
    return _of_entries(told, "entries.marked", category=str(category), scheme=words)


def noted(told: Told) -> str:
    if (again := _again(told)) is not None:
        return again
    text = told.payload["text"]
    if text is None:
        return _of_entries(told, "entries.unnoted")
    return _of_entries(told, "entries.noted", text=clipped(str(text), _NOTE))


def bookmarked(told: Told) -> str:
    if (again := _again(told)) is not None:
        return again
    return _of_entries(told, "entries.bookmarked" if told.payload["on"] else "entries.unbookmarked")


def _again(told: Told) -> str | None:
    """An act that takes another one back, or does it again."""
    for field in ("undoes", "redoes"):
        if (of := told.payload.get(field)) is not None:
            return told.say(f"entries.{field}", n=len(told.payload["entries"]), event=str(int(of)))
    return None


def _of_entries(told: Told, key: str, **values: str) -> str:
    """One entry by its name, several by their number."""
    entries = told.payload["entries"]
    if len(entries) > 1:
        return told.say(f"{key}.several", n=len(entries), **values)
    return told.say(key, path=str(entries[0]["path"]), exhibit=str(entries[0]["exhibit"]), **values)


def look_begun(told: Told) -> str:
    return told.say("content.look_begun", path=str(told.payload["path"]), **_reason(told))


def revealed(told: Told) -> str:
    said = told.payload
    path, reason = str(said["path"]), _reason(told)
    if not said["steps"]:
        return told.say("content.not_shown", path=path, **reason)
    steps = told.listing(
        told.words.text(f"event.step.{each['step']}", seconds=told.words.tenths(each["seconds"]))
        for each in said["steps"]
    )
    seconds = told.words.tenths(said["seconds"])
    return told.say("content.revealed", path=path, seconds=seconds, steps=steps, **reason)


def _reason(told: Told) -> dict[str, str]:
    reason = told.payload.get("reason")
    return {"reason": told.words.text("event.reason", reason=str(reason)) if reason else ""}


def limited(told: Told) -> str:
    said = [
        told.words.text(f"event.limit.{name}", n=int(told.payload[name]))
        for name in ("looks_a_day", "seconds_a_look", "break_after_min")
        if told.payload[name] is not None
    ]
    return told.say("wellness.limited", limits=told.listing(said)) if said else told.say("wellness.unlimited")
