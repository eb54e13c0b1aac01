"""The form of one hand-over, to be printed and signed by hand: what the chain says of it, or empty lines for
one that is still to come.
"""

from datetime import UTC

from reports.blocks import (
    Block,
    Cell,
    Column,
    Cover,
    Document,
    Facts,
    Furniture,
    Heading,
    Ledger,
    Prose,
    Rich,
    Row,
    Span,
    Style,
)
from reports.content import ExhibitContent, Person, TransferContent
from reports.pages.phrases import LABEL_LIMIT, Phrases, cell, digest, plain
from reports.wording import clipped, typed

LINE: Cell = ((Span("", Style.BLANK),),)
TALL_LINE: Cell = ((Span("100%", Style.BLANK),),)  # to sign on
WHO = ("name", "number", "role", "standing", "agency")


def hand_over(phrases: Phrases, exhibit: ExhibitContent, transfer: TransferContent | None) -> Document:
    """`transfer` is one of that exhibit; None leaves its fields empty, to be written by hand."""
    words = phrases.words
    said = _act(phrases, transfer) if transfer else _empty_act(phrases)
    blocks: tuple[Block, ...] = (
        Heading(title=words.say("form.exhibit"), level=1),
        Facts(rows=_named(phrases, _exhibit(phrases, exhibit))),
        Heading(title=words.say("form.act"), level=1),
        Facts(rows=_named(phrases, said)),
        Heading(title=words.say("form.persons"), level=1),
        _persons(phrases, transfer),
        Prose(text=_source(phrases, transfer), small=True),
    )
    return Document(furniture=_furniture(phrases, exhibit), cover=_head(phrases, exhibit), blocks=blocks)


_ACT = ("when", "purpose", "place", "seal_out", "seal_in", "rehashed", "comment")


def _empty_act(phrases: Phrases) -> tuple[tuple[str, Cell], ...]:
    words = phrases.words
    yes, no = words.say("transfers.rehashed_yes"), words.say("transfers.rehashed_no")
    ticks = cell((Span("", Style.TICK), *yes, Span("   "), Span("", Style.TICK), *no))
    return tuple((name, ticks if name == "rehashed" else LINE) for name in _ACT)


def _named(phrases: Phrases, rows: tuple[tuple[str, Cell], ...]) -> tuple[tuple[Rich, Cell], ...]:
    return tuple((phrases.words.say(f"form.{name}"), value) for name, value in rows)


def _exhibit(phrases: Phrases, exhibit: ExhibitContent) -> tuple[tuple[str, Cell], ...]:
    given, words = phrases.given, phrases.words
    what = words.say("exhibits.heading", id=typed(exhibit.id), what=phrases.what(exhibit))
    item = words.say("exhibits.item_value", item=given(exhibit.item_number), quantity=given(exhibit.quantity))
    seals = words.say(
        "exhibits.seals_value", seal_in=given(exhibit.seal_in), seal_out=given(exhibit.seal_out)
    )
    return (
        ("what", cell(what)),
        ("item", cell(item if exhibit.item_number or exhibit.quantity else given(None))),
        ("make", cell(phrases.given_parts(exhibit.make, exhibit.model, exhibit.serial))),
        ("condition", cell(given(exhibit.condition))),
        ("seals", cell(seals if exhibit.seal_in or exhibit.seal_out else given(None))),
        ("capacity", cell(words.say("bytes", n=exhibit.image.size_bytes))),
        ("sha256", _sha256(phrases, exhibit)),
    )


def _sha256(phrases: Phrases, exhibit: ExhibitContent) -> Cell:
    """Of the whole source, as it was read last; with the moment of that reading."""
    for reading in (exhibit.after, exhibit.before):
        if reading is not None and reading.digests is not None and reading.digests.sha256 is not None:
            taken = phrases.words.say("exhibits.taken", at=phrases.moment(reading.at))
            return digest(reading.digests.sha256), taken
    return cell(phrases.words.say("form.sha256_none"))


def _act(phrases: Phrases, transfer: TransferContent) -> tuple[tuple[str, Cell], ...]:
    words, given = phrases.words, phrases.given
    local = [plain(typed(transfer.at_local))] if transfer.at_local else []
    answer = "unsaid" if transfer.rehashed is None else "yes" if transfer.rehashed else "no"
    values: dict[str, Cell] = {
        "when": (*local, plain(phrases.moment(transfer.at))),
        "purpose": cell(given(transfer.purpose)),
        "place": cell(given(transfer.place)),
        "seal_out": cell(given(transfer.seal_out)),
        "seal_in": cell(given(transfer.seal_in)),
        "rehashed": cell(words.say(f"transfers.rehashed_{answer}")),
        "comment": cell(given(transfer.comment)),
    }
    return tuple((name, values[name]) for name in _ACT)


def _persons(phrases: Phrases, transfer: TransferContent | None) -> Ledger:
    words = phrases.words
    columns = (
        Column(title=(), width="34mm"),
        Column(title=words.say("transfers.released"), width="1fr"),
        Column(title=words.say("transfers.received"), width="1fr"),
    )
    rows = [
        Row(
            cells=(
                cell(words.say(f"persons.{name}")),
                _of_person(phrases, transfer.released_by, name) if transfer else LINE,
                _of_person(phrases, transfer.received_by, name) if transfer else LINE,
            )
        )
        for name in WHO
    ]
    rows += [
        Row(cells=(cell(words.say(f"form.{name}")), TALL_LINE, TALL_LINE))
        for name in ("signature", "signed_on")
    ]
    return Ledger(columns=columns, rows=tuple(rows))


def _of_person(phrases: Phrases, person: Person, name: str) -> Cell:
    if name == "role":
        return cell(phrases.role(person.role))
    if name == "standing":
        return cell(phrases.standing(person.standing))
    return cell(phrases.given({"name": person.name, "number": person.number}.get(name, person.agency)))


def _source(phrases: Phrases, transfer: TransferContent | None) -> Rich:
    """Where the words of the form come from."""
    if transfer is None:
        return phrases.words.say("form.empty")
    event = next(one for one in phrases.content.events if one.sequence == transfer.sequence)
    return phrases.words.say(
        "form.recorded",
        sequence=transfer.sequence,
        digest=(Span(event.sha256.hex(), Style.SHORT),),
    )


def _head(phrases: Phrases, exhibit: ExhibitContent) -> Cover:
    words, case = phrases.words, phrases.content.case
    agency = case.agency
    lines = (agency.name, agency.address or "") if agency else ()
    values = {"number": clipped(case.number, LABEL_LIMIT), "exhibit": clipped(exhibit.id, LABEL_LIMIT)}
    return Cover(
        agency=tuple(plain(typed(line)) for line in lines if typed(line)),
        logo=(agency.logo or b"") if agency else b"",
        logo_alt=words.text("logo_alt", agency=typed(agency.name)) if agency else "",
        title=words.text("form.title"),
        subtitle=words.say("form.subtitle", **values),
        facts=Facts(rows=()),
        result=(),
        contents="",
        is_form=True,
    )


def _furniture(phrases: Phrases, exhibit: ExhibitContent) -> Furniture:
    words, content = phrases.words, phrases.content
    number, made = clipped(content.case.number, LABEL_LIMIT), content.report.made_at.astimezone(UTC)
    label = clipped(exhibit.id, LABEL_LIMIT)
    head = content.events[-1]
    return Furniture(
        language=words.language,
        region=words.region,
        title=words.text("form.document", number=number, exhibit=label),
        author=typed(content.case.agency.name) if content.case.agency else typed(content.case.examiner.name),
        description=words.text("form.document", number=number, exhibit=label),
        keywords=(number, label),
        made=(made.year, made.month, made.day, made.hour, made.minute, made.second),
        head=words.say("head_case", number=number),
        second=words.say("head_practice") if content.practice else (),
        foot_left=plain(phrases.moment(made)),
        foot_middle=words.say(
            "foot_chain",
            head=(Span(head.sha256.hex(), Style.SHORT),),
            events=words.say("events", n=len(content.events)),
        ),
        page_of=words.text("foot_page", page="{page}", pages="{pages}"),
    )
