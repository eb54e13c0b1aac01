"""B8, its end: what examiners said of files, and what they looked at. Nothing where neither was done."""

from reports.blocks import Block, Column, Heading, Ledger, Prose, Rich, Row
from reports.content import LookedAt, MarkedFiles
from reports.pages.phrases import LABEL_LIMIT, Phrases, cell, plain
from reports.wording import clipped, joined

MOST_ROWS = 100  # categories, and persons, in print; all stand in custody.jsonl


def review(phrases: Phrases) -> tuple[Block, ...]:
    said = phrases.content.review
    if not said:
        return ()
    words = phrases.words
    files = sum(one.files for one in said.marked)
    sums = [
        words.say("review.marked", n=files),
        words.say("review.notes", n=said.notes),
        words.say("review.bookmarks", n=said.bookmarks),
        words.say("review.events"),
    ]
    heading = Heading(title=words.say("review.title"), level=3)
    blocks: list[Block] = [heading, Prose(text=joined(sums, " "))]
    if said.marked:
        blocks.append(_marked(phrases))
    return (*blocks, *_looked_at(phrases))


def _marked(phrases: Phrases) -> Block:
    words = phrases.words
    columns = (
        Column(title=words.say("review.category"), width="1fr"),
        Column(title=words.say("review.scheme"), width="1fr"),
        Column(title=words.say("review.files"), width="auto", right=True),
    )
    rows = tuple(_marked_row(phrases, one) for one in phrases.content.review.marked[:MOST_ROWS])
    return Ledger(columns=columns, rows=rows)


def _marked_row(phrases: Phrases, one: MarkedFiles) -> Row:
    words = phrases.words
    label = f"{one.category}, {one.label}" if one.label and one.label != one.category else one.category
    scheme: Rich = words.say("review.no_scheme")
    if one.scheme is not None:
        scheme = plain(clipped(one.scheme, LABEL_LIMIT))
    return Row(
        cells=(
            cell(plain(clipped(label, LABEL_LIMIT))),
            cell(scheme),
            cell(plain(words.number(one.files))),
        )
    )


def _looked_at(phrases: Phrases) -> tuple[Block, ...]:
    words, people = phrases.words, phrases.content.review.looked_at
    heading = Heading(title=words.say("review.looks_title"), level=3)
    if not people:
        return heading, Prose(text=words.say("review.looks_none"))
    columns = (
        Column(title=words.say("review.person"), width="1fr"),
        *(
            Column(title=words.say(f"review.{name}"), width="auto", right=True)
            for name in ("files", "known", "looks", "seconds", "unended")
        ),
    )
    rows = tuple(_looked_row(phrases, one) for one in people[:MOST_ROWS])
    return heading, Prose(text=words.say("review.looks_text")), Ledger(columns=columns, rows=rows)


def _looked_row(phrases: Phrases, one: LookedAt) -> Row:
    words = phrases.words
    numbers = (one.files, one.known_matches, one.looks)
    return Row(
        cells=(
            cell(plain(clipped(one.person, LABEL_LIMIT))),
            *(cell(plain(words.number(number))) for number in numbers),
            cell(plain(words.tenths(one.seconds))),
            cell(plain(words.number(one.unended))),
        )
    )
