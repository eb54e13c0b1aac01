"""B8: the custody events, the signed checkpoints, and the seals of this report."""

from reports.blocks import Block, Cell, Column, Facts, Heading, Keep, Ledger, Prose, Rich, Row, Span, Style
from reports.content import CheckpointContent, EventContent, ExhibitContent, Signer
from reports.pages.findings import rows_beside_matches
from reports.pages.phrases import LABEL_LIMIT, Phrases, cell, digest, plain
from reports.reckoning import ledger_of
from reports.wording import clipped, joined, typed

MOST_CHECKPOINTS = 200  # rows in print; all stand in checkpoints/
MOST_STAMPS = 20
MOST_ROOTS = 40


def custody(phrases: Phrases) -> tuple[Block, ...]:
    words, events = phrases.words, phrases.content.events
    heading = Heading(title=words.say("custody.title"), key="custody")
    if not events:
        return heading, Prose(text=words.say("custody.none")), *_seals(phrases)
    columns = (
        Column(title=words.say("custody.no"), width="11mm", right=True),
        Column(title=words.say("custody.utc"), width="30mm"),
        Column(title=words.say("custody.actor"), width="31mm"),
        Column(title=words.say("custody.event"), width="1fr"),
        Column(title=words.say("custody.digest"), width="29.5mm"),
    )
    most = rows_beside_matches(phrases)
    # The first events say how the case began, the last ones how it stands.
    first, last = (events, ()) if len(events) <= most else (events[: most // 2], events[-(most // 2) :])
    rows = [_event_row(phrases, event) for event in first]
    if last:
        between = words.say("custody.between", n=len(events) - len(first) - len(last))
        rows.append(Row(cells=(cell(between),), first_reach=len(columns)))
        rows += [_event_row(phrases, event) for event in last]
    key = "custody.text_signed" if phrases.content.checkpoints else "custody.text_unsigned"
    blocks: list[Block] = [heading, Prose(text=joined([words.say("custody.text"), words.say(key)], " "))]
    blocks.append(Ledger(columns=columns, rows=tuple(rows), size_pt=8))
    if last:
        counts = {"printed": len(first) + len(last), "all": len(events)}
        blocks.append(Prose(text=words.say("custody.capped", **counts), small=True))
    return (*blocks, *_checkpoints(phrases), *_seals(phrases))


def _event_row(phrases: Phrases, event: EventContent) -> Row:
    return Row(
        cells=(
            cell(plain(phrases.words.number(event.sequence))),
            cell(plain(phrases.moment(event.at))),
            _actor(phrases, event),
            cell(plain(typed(event.sentence))),
            cell((Span(event.sha256.hex(), Style.SHORT),)),
        )
    )


def _actor(phrases: Phrases, event: EventContent) -> Cell:
    """Who acted, by name and id, and in which role where the event tells it."""
    name = plain(clipped(event.actor, LABEL_LIMIT))
    if event.actor_id and event.actor_id != event.actor:
        name = phrases.words.say("custody.actor_id", name=name, id=typed(event.actor_id))
    roles = []
    if event.role:
        roles.append(phrases.role(event.role))
    if event.standing:
        roles.append(phrases.standing(event.standing))
    if not roles:
        return cell(name)
    return name, tuple(Span(s.text, Style.GREY) for s in phrases.words.enumeration(roles))


def _checkpoints(phrases: Phrases) -> tuple[Block, ...]:
    words, checkpoints = phrases.words, phrases.content.checkpoints
    if not checkpoints:
        return ()
    columns = (
        Column(title=words.say("checkpoints.event"), width="auto", right=True),
        Column(title=words.say("checkpoints.at"), width="auto"),
        Column(title=words.say("checkpoints.occasion"), width="1fr"),
        Column(title=words.say("checkpoints.count"), width="auto", right=True),
        Column(title=words.say("checkpoints.head"), width="auto"),
        Column(title=words.say("checkpoints.signers"), width="1.4fr"),
    )
    # The last ones say most: each covers every event before it.
    rows = tuple(_checkpoint_row(phrases, checkpoint) for checkpoint in checkpoints[-MOST_CHECKPOINTS:])
    blocks: list[Block] = [
        Heading(title=words.say("checkpoints.title"), level=3),
        Prose(text=words.say("checkpoints.text")),
        Ledger(columns=columns, rows=rows, size_pt=8),
    ]
    if len(checkpoints) > MOST_CHECKPOINTS:
        more = words.say("checkpoints.more", n=len(checkpoints) - MOST_CHECKPOINTS)
        blocks.append(Prose(text=more, small=True))
    return tuple(blocks)


def _checkpoint_row(phrases: Phrases, checkpoint: CheckpointContent) -> Row:
    words = phrases.words
    key = f"checkpoints.occasion.{checkpoint.occasion}"
    occasion = words.say(key) if words.has(key) else plain(typed(checkpoint.occasion))
    signers: list[Rich] = []
    for position, signer in enumerate(checkpoint.signers):
        key = "checkpoints.signer" if position == 0 else "checkpoints.countersigner"
        short = (Span(signer.certificate_sha256.hex(), Style.SHORT),)
        signers.append(words.say(key, name=clipped(signer.name, LABEL_LIMIT), certificate=short))
    return Row(
        cells=(
            cell(plain(words.number(checkpoint.sequence))),
            cell(plain(phrases.moment(checkpoint.at))),
            cell(occasion),
            cell(plain(words.number(checkpoint.count))),
            cell((Span(checkpoint.head_sha256.hex(), Style.SHORT),)),
            tuple(signers) or cell(words.say("not_supplied")),
        )
    )


def _seals(phrases: Phrases) -> tuple[Block, ...]:
    """Head, roots, certificates and stamps: what a stranger holds other copies against."""
    words, content = phrases.words, phrases.content
    rows: list[tuple[Rich, Cell]] = []
    if content.events:
        first, last = content.events[0], content.events[-1]
        span = {"first": phrases.moment(first.at), "last": phrases.moment(last.at)}
        count = words.say("custody.count_value", n=len(content.events), **span)
        rows.append((words.say("custody.head"), (digest(last.sha256), count)))
    roots = [(e, e.scan.entries_root) for e in content.exhibits if e.scan and e.scan.entries_root]
    rows += [_root(phrases, exhibit, root) for exhibit, root in roots[:MOST_ROOTS]]
    certificates = {s.certificate_sha256: s for c in content.checkpoints for s in c.signers}
    certificates |= {signer.certificate_sha256: signer for signer in content.report.signers}
    rows += [(words.say("custody.certificate"), signer_cell(phrases, s)) for s in certificates.values()]
    if not certificates:
        rows.append((words.say("custody.signature"), cell(words.say("custody.signature_none"))))
    rows.append((words.say("custody.stamp"), _stamps(phrases)))
    heading = Heading(title=words.say("custody.seal_title"), level=3)
    blocks: list[Block] = [Keep(blocks=(heading, Facts(rows=tuple(rows))))]
    if roots:
        blocks.append(Prose(text=words.say("custody.root_means"), small=True))
    return tuple(blocks)


def _root(phrases: Phrases, exhibit: ExhibitContent, root: bytes) -> tuple[Rich, Cell]:
    label = phrases.words.say("custody.root", exhibit=typed(exhibit.id))
    entries = phrases.words.say("custody.root_over", n=ledger_of(exhibit.volumes).entries)
    return label, (digest(root), entries)


def signer_cell(phrases: Phrases, signer: Signer) -> Cell:
    """A certificate: its digest, whose it is, who issued it, and until when it holds."""
    words = phrases.words
    key = "signer.self_issued" if signer.self_issued else "signer.issued"
    facts = {"name": clipped(signer.name, LABEL_LIMIT), "issuer": clipped(signer.issuer, LABEL_LIMIT)}
    until = words.say("signer.until", algorithm=typed(signer.algorithm), at=phrases.moment(signer.not_after))
    return digest(signer.certificate_sha256), words.say(key, **facts), until


def _stamps(phrases: Phrases) -> Cell:
    words, stamps = phrases.words, phrases.content.stamps
    if not stamps:
        return cell(words.say("custody.stamp_none"))
    return tuple(
        words.say(
            "custody.stamp_value",
            report=clipped(stamp.report_id, LABEL_LIMIT),
            at=phrases.moment(stamp.at),
            authority=clipped(stamp.authority, LABEL_LIMIT),
            sequence=stamp.sequence,
        )
        for stamp in stamps[-MOST_STAMPS:]
    )
