"""B7: the persons of the case, and the exhibits as they changed hands, in the field's custody form."""

from reports.blocks import Block, Cell, Column, Heading, Keep, Ledger, Prose, Rich, Row, Span, Style
from reports.content import Person, TransferContent
from reports.pages.phrases import Phrases, cell, plain
from reports.wording import typed

MOST_TRANSFERS = 500  # rows in print; all stand in custody.jsonl
MOST_PERSONS = 200
ROWS_BY_HAND = 2
LINE_TO_WRITE_ON: Rich = (Span("100%", Style.BLANK),)


def transfers(phrases: Phrases) -> tuple[Block, ...]:
    heading = Heading(title=phrases.words.say("transfers.title"), key="transfers")
    return heading, *_persons(phrases), *_transfers(phrases), _by_hand(phrases)


def _persons(phrases: Phrases) -> tuple[Block, ...]:
    words, persons = phrases.words, phrases.content.persons
    if not persons:
        return ()
    widths = {"id": "auto", "name": "1fr", "number": "auto", "role": "auto", "standing": "auto"}
    columns = tuple(
        Column(title=words.say(f"persons.{name}"), width=width)
        for name, width in (widths | {"agency": "1fr"}).items()
    )
    rows = tuple(_person_row(phrases, person) for person in persons[:MOST_PERSONS])
    text = words.say("persons.text")
    return (
        Heading(title=words.say("persons.title"), level=3),
        Prose(text=text),
        Ledger(columns=columns, rows=rows),
    )


def _person_row(phrases: Phrases, person: Person) -> Row:
    given = phrases.given
    facts = (
        given(person.id),
        given(person.name),
        given(person.number),
        phrases.role(person.role),
        phrases.standing(person.standing),
        given(person.agency),
    )
    return Row(cells=tuple(cell(fact) for fact in facts))


def _transfers(phrases: Phrases) -> tuple[Block, ...]:
    words, made = phrases.words, phrases.content.transfers
    heading = Heading(title=words.say("transfers.made"), level=3)
    if not made:
        return heading, Prose(text=words.say("transfers.none"))
    rows = tuple(_row(phrases, transfer) for transfer in made[:MOST_TRANSFERS])
    blocks: list[Block] = [heading, Prose(text=words.say("transfers.text"))]
    blocks.append(Ledger(columns=_columns(phrases), rows=rows, size_pt=8))
    if len(made) > MOST_TRANSFERS:
        counts = {"printed": MOST_TRANSFERS, "all": len(made)}
        blocks.append(Prose(text=words.say("custody.capped", **counts), small=True))
    return tuple(blocks)


def _columns(phrases: Phrases) -> tuple[Column, ...]:
    widths = {"exhibit": "12mm", "when": "28mm", "released": "1fr", "received": "1fr"}
    return tuple(
        Column(title=phrases.words.say(f"transfers.{name}"), width=width)
        for name, width in (widths | {"purpose": "1fr", "seals": "33mm"}).items()
    )


def _row(phrases: Phrases, transfer: TransferContent) -> Row:
    words, given = phrases.words, phrases.given
    local = [plain(typed(transfer.at_local))] if transfer.at_local else []
    purpose: list[Rich] = [given(transfer.purpose), words.say("transfers.at", place=given(transfer.place))]
    if transfer.comment:
        purpose.append(plain(typed(transfer.comment)))
    return Row(
        cells=(
            (plain(typed(transfer.exhibit)), words.say("transfers.event", sequence=transfer.sequence)),
            (*local, plain(phrases.moment(transfer.at))),
            _signed(phrases, transfer.released_by),
            _signed(phrases, transfer.received_by),
            tuple(purpose),
            _seals(phrases, transfer),
        )
    )


def _signed(phrases: Phrases, person: Person) -> Cell:
    """Who it was, and a line for a signature by hand."""
    return phrases.person(person), LINE_TO_WRITE_ON


def _seals(phrases: Phrases, transfer: TransferContent) -> Cell:
    words = phrases.words
    answer = "unsaid" if transfer.rehashed is None else "yes" if transfer.rehashed else "no"
    return (
        words.say("transfers.seal_out", seal=phrases.given(transfer.seal_out)),
        words.say("transfers.seal_in", seal=phrases.given(transfer.seal_in)),
        words.say("transfers.rehashed", answer=words.say(f"transfers.rehashed_{answer}")),
    )


def _by_hand(phrases: Phrases) -> Block:
    """Lines for what happens to the exhibits after this report."""
    words = phrases.words
    row = Row(cells=tuple((LINE_TO_WRITE_ON, LINE_TO_WRITE_ON) for _ in _columns(phrases)))
    heading = Heading(title=words.say("transfers.by_hand"), level=3)
    text = Prose(text=words.say("transfers.by_hand_text"), small=True)
    return Keep(blocks=(heading, text, Ledger(columns=_columns(phrases), rows=(row,) * ROWS_BY_HAND)))
