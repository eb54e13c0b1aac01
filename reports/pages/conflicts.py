"""B5, its end: files that a notable and a known set both list. They are notable, and the conflict is told."""

from collections.abc import Iterator, Sequence

from reports.blocks import Block, Cell, Column, Heading, Ledger, Prose, Row
from reports.content import HitContent, MatchContent
from reports.findings_order import notable_matches, ordered_matches
from reports.pages.phrases import Phrases, cell, entry_name, plain
from reports.reckoning import is_notable
from reports.wording import capital

PRINTED_ROWS = 500
PRINTED_RECORDS = 5  # of one file and one role: a known set may list a file for every package it is in

Numbered = tuple[int, HitContent]


def conflicts(
    phrases: Phrases, hits: Sequence[Numbered], *, printed_rows: int = PRINTED_ROWS
) -> Iterator[Block]:
    """Nothing where no file is in both. The numbers are those of the tables above and of hits.csv."""
    words = phrases.words
    both = [(number, hit) for number, hit in hits if _known(phrases, hit)]
    if not both:
        return
    yield Heading(title=words.say("matches.conflicts_title"), level=3)
    yield Prose(text=capital(words.say("matches.conflicts_text", n=len(both))))
    columns = (
        Column(title=words.say("matches.no"), width="auto", right=True),
        Column(title=words.say("matches.path"), width="1fr"),
        Column(title=words.say("matches.conflicts_notable"), width="32mm"),
        Column(title=words.say("matches.conflicts_known"), width="32mm"),
    )
    rows = tuple(_row(phrases, number, hit) for number, hit in both[:printed_rows])
    yield Ledger(columns=columns, rows=rows, size_pt=8)
    if len(both) > printed_rows:
        counts = {"printed": printed_rows, "all": len(both)}
        yield Prose(text=words.say("matches.capped", **counts), small=True)


def _known(phrases: Phrases, hit: HitContent) -> tuple[MatchContent, ...]:
    content = phrases.content
    return tuple(m for m in ordered_matches(content, hit) if not is_notable(content, m.set_position))


def _row(phrases: Phrases, number: int, hit: HitContent) -> Row:
    return Row(
        cells=(
            cell(plain(phrases.words.number(number))),
            cell(entry_name(hit.entry)),
            _records(phrases, notable_matches(phrases.content, hit)),
            _records(phrases, _known(phrases, hit)),
        )
    )


def _records(phrases: Phrases, matches: Sequence[MatchContent]) -> Cell:
    words = phrases.words
    told = [
        words.say("matches.record", set=phrases.labels[match.set_position], record=match.record)
        for match in matches[:PRINTED_RECORDS]
    ]
    if len(matches) > PRINTED_RECORDS:
        told.append(words.say("matches.conflicts_more", n=len(matches) - PRINTED_RECORDS))
    return tuple(told)
