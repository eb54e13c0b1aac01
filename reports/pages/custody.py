"""B7 to B9: the custody events with the head of the chain, the self-test where one ran, and lines for
signatures by hand.
"""

from reports.blocks import (
    Block,
    Column,
    Facts,
    Heading,
    Keep,
    Ledger,
    Prose,
    Rich,
    Row,
    SignatureLines,
    Span,
    Style,
)
from reports.content import SelfTest
from reports.pages.findings import PRINTED_ROWS
from reports.pages.phrases import Phrases, cell, digest, plain
from reports.wording import joined, typed


def custody(phrases: Phrases) -> tuple[Block, ...]:
    words, events = phrases.words, phrases.content.events
    heading = Heading(title=words.say("custody.title"), key="custody")
    if not events:
        return heading, Prose(text=words.say("custody.none"))
    columns = (
        Column(title=words.say("custody.no"), width="auto", right=True),
        Column(title=words.say("custody.utc"), width="auto"),
        Column(title=words.say("custody.actor"), width="24mm"),
        Column(title=words.say("custody.event"), width="1fr"),
        Column(title=words.say("custody.digest"), width="auto"),
    )
    rows = tuple(
        Row(
            cells=(
                cell(plain(words.number(event.sequence))),
                cell(plain(phrases.moment(event.at))),
                cell(plain(typed(event.actor))),
                cell(plain(typed(event.sentence))),
                cell((Span(event.sha256.hex(), Style.SHORT),)),
            )
        )
        for event in events[:PRINTED_ROWS]
    )
    blocks: list[Block] = [heading, Prose(text=words.say("custody.text"))]
    blocks.append(Ledger(columns=columns, rows=rows, size_pt=8))
    if len(events) > PRINTED_ROWS:
        counts = {"printed": PRINTED_ROWS, "all": len(events)}
        blocks.append(Prose(text=words.say("custody.capped", **counts), small=True))
    return (*blocks, _head(phrases))


def _head(phrases: Phrases) -> Block:
    words, events = phrases.words, phrases.content.events
    first, last = events[0], events[-1]
    span = {"first": phrases.moment(first.at), "last": phrases.moment(last.at)}
    rows: tuple[tuple[str, Rich], ...] = (
        ("head", digest(last.sha256)),
        ("count", words.say("custody.count_value", n=len(events), **span)),
        ("signature", words.say("custody.signature_value")),
        ("stamp", words.say("custody.stamp_value")),
    )
    facts = Facts(rows=tuple((words.say(f"custody.{key}"), cell(value)) for key, value in rows))
    return Keep(blocks=(Heading(title=words.say("custody.seal_title"), level=3), facts))


def self_test(phrases: Phrases) -> tuple[Block, ...]:
    """The section of the self-test; nothing where none was run (B2 says so)."""
    words, test = phrases.words, phrases.content.self_test
    if test is None:
        return ()
    columns = (
        Column(title=words.say("custody.no"), width="auto", right=True),
        Column(title=words.say("selftest.check"), width="1fr"),
        Column(title=words.say("selftest.expected"), width="auto"),
        Column(title=words.say("selftest.got"), width="auto"),
    )
    rows = tuple(
        Row(
            cells=tuple(
                cell(plain(typed(text))) for text in (str(number), check.what, check.expected, check.got)
            )
        )
        for number, check in enumerate(test.checks, 1)
    )
    text = joined([_outcome(phrases, test), words.say("selftest.means")], " ")
    heading = Heading(title=words.say("selftest.title"), key="selftest")
    return heading, Prose(text=text), Ledger(columns=columns, rows=rows)


def _outcome(phrases: Phrases, test: SelfTest) -> Rich:
    failed = sum(check.expected != check.got for check in test.checks)
    at, n = phrases.moment(test.at), len(test.checks)
    if failed:
        return phrases.words.say("selftest.some", at=at, n=n, failed=failed)
    return phrases.words.say("selftest.all", at=at, n=n)


def signatures(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    labels = tuple(
        words.say(f"signatures.{name}") for name in ("examiner", "supervisor", "reviewer", "received")
    )
    heading = Heading(title=words.say("signatures.title"), key="signatures")
    text = Prose(text=words.say("signatures.text"))
    return (Keep(blocks=(heading, text, SignatureLines(labels=labels))),)
