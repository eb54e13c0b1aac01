"""Recent cases in words: state, result so far with its limit, and when they were opened last."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QDateTime, Qt

from app.rows import RecentCase, RecentFacts
from ui.language import marked, translate
from ui.tables.cells import Cell, Head
from ui.times import moment, shows_local_time, zone_words
from ui.wording import EXHIBIT_STATES, Said, count, listed, matched_words, nothing_found_words, share

_HEADS: Final = (
    (marked("start", "Case and place"), 172, False),
    (marked("start", "Exhibits"), 78, True),
    (marked("start", "State"), 190, False),
    (marked("start", "Result so far"), 0, False),
)
_STATES: Final = {
    "empty": (marked("start", "No exhibits yet"), "folder"),
    "added": (marked("start", "Not scanned yet"), "hard-drive"),
    "reported": (marked("start", "Report written"), "file-text"),
}


def recent_heads() -> tuple[Head, ...]:
    heads = [Head(title=translate("start", words), width=wide, right=right) for words, wide, right in _HEADS]
    opened = translate("start", "Last opened ({zone})").format(zone=zone_words())
    return (*heads, Head(title=opened, width=130, right=True))


def recent_cells(row: RecentCase) -> Sequence[Cell]:
    state, result = state_said(row), result_said(row)
    title = row.title or translate("start", "no title")
    return (
        Cell(first=row.number, second=title, strong=True, mono=True),
        Cell(first="" if row.facts is None else count(row.facts.exhibits), right=True),
        Cell(first=state.words, icon=state.icon, meaning=state.meaning),
        Cell(first=result.words, second=result.second, icon=result.icon, meaning=result.meaning),
        Cell(first=opened_words(row.opened_at), right=True, meaning="text2"),
    )


def opened_words(iso: str) -> str:
    """`today 03:10`, else the day and the time."""
    at = QDateTime.fromString(iso, Qt.DateFormat.ISODate)
    shown = at.toLocalTime() if shows_local_time() else at.toUTC()
    now = QDateTime.currentDateTime() if shows_local_time() else QDateTime.currentDateTimeUtc()
    if at.isValid() and shown.date() == now.date():
        return translate("start", "today {time}").format(time=shown.toString("HH:mm"))
    return moment(iso)


def state_said(row: RecentCase) -> Said:
    if not row.exists or row.facts is None:
        words = translate("start", "Missing") if not row.exists else ""
        return Said(words=words, icon="warning" if words else "", meaning="unreadable")
    state = row.facts.state
    if row.facts.is_practice and state in ("done", "reported"):
        words = translate("start", "Practice")
        return Said(words=words, icon="graduation-cap", meaning="text2")
    if state in _STATES:
        words, icon = _STATES[state]
        return Said(words=translate("start", words), icon=icon, meaning="text")
    said = EXHIBIT_STATES[state]
    return said if said.meaning == "accent" and state == "scanning" else replace(said, meaning="text")


def result_said(row: RecentCase) -> Said:
    """The verdict of a case with its limit beside it; what could not be read is said instead."""
    if not row.exists:
        words = translate("start", "The folder is missing")
        return Said(words=words, icon="warning", meaning="unreadable", second=row.folder)
    if row.trouble:
        words = translate("start", "This case cannot be read")
        return Said(words=words, icon="warning", meaning="unreadable", second=row.trouble)
    if row.facts is None:
        return Said(words=translate("start", "Reading…"), icon="folder", meaning="text2", second=row.folder)
    return _facts_said(row.facts)


def _facts_said(facts: RecentFacts) -> Said:
    is_partial = facts.state in ("scanning", "stopped", "paused")
    if facts.hits:
        words = matched_words(facts.hits, so_far=is_partial)
        return Said(words=words, icon="target", meaning="hit", second=_hits_second(facts))
    if facts.share_compared is None and facts.locked:
        words = translate("start", "Locked: {scheme}").format(scheme=listed(facts.schemes))
        second = translate("start", "nothing compared inside")
        return Said(words=words, icon="lock-key", meaning="locked", second=second)
    if facts.unreadable and facts.unreadable == facts.exhibits:
        words = translate("start", "Could not be read")
        return Said(words=words, icon="warning", meaning="unreadable")
    if facts.share_compared is None:
        words = translate("start", "Nothing compared so far")
        return Said(words=words, icon="info", meaning="text2")
    words = nothing_found_words(so_far=is_partial)
    return Said(words=words, icon="magnifying-glass", meaning="compared", second="; ".join(_limits(facts)))


def _hits_second(facts: RecentFacts) -> str:
    """`2 of 4 exhibits; 97 % compared; HR-03 locked`."""
    found = translate("start", "{found} of %n exhibit(s)", "", facts.exhibits)
    return "; ".join([found.format(found=len(facts.with_hits)), *_limits(facts)])


def _limits(facts: RecentFacts) -> list[str]:
    part = facts.share_compared
    said = [] if part is None else [translate("start", "{share} compared").format(share=share(part))]
    if facts.locked:
        said.append(translate("start", "{labels} locked").format(labels=listed(facts.locked[:3])))
    if facts.unread:
        said.append(translate("start", "part of {labels} unread").format(labels=listed(facts.unread[:3])))
    return said
