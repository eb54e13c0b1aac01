"""B1, its start: the case as it was entered, with the legal authority in its parts."""

from reports.blocks import Block, Cell, Facts, Heading, Keep, Rich
from reports.content import Authority
from reports.pages.phrases import Phrases, cell, plain
from reports.wording import typed


def case_record(phrases: Phrases) -> tuple[Block, ...]:
    words, case, given = phrases.words, phrases.content.case, phrases.given
    parts = case.authority_parts or Authority()
    authority = phrases.authority(limit=None)
    rows: list[tuple[str, Cell]] = [
        ("authority", cell(authority)),
        ("scope", cell(given(parts.scope))),
        ("offense", cell(given(case.offense))),
        ("requester", cell(given(case.requester))),
        ("request", cell(given(case.request))),
        ("referrals", tuple(plain(typed(text)) for text in case.referrals) or cell(given(None))),
        ("opened", cell(plain(phrases.moment(case.opened_at)) if case.opened_at else given(None))),
        ("closed", cell(_closed(phrases))),
        ("laptop_clock", cell(given(case.laptop_clock))),
    ]
    facts = Facts(rows=tuple((words.say(f"record.{key}"), value) for key, value in rows))
    return (Keep(blocks=(Heading(title=words.say("record.title"), level=3), facts)),)


def _closed(phrases: Phrases) -> Rich:
    closed_at = phrases.content.case.closed_at
    return phrases.words.say("record.open") if closed_at is None else plain(phrases.moment(closed_at))
