"""Part A, for the prosecutor: six questions on two pages, in plain words, without a tool's name, a path or a
whole digest.
"""

from datetime import datetime

from reports.blocks import (
    Block,
    Column,
    Ledger,
    PageBreak,
    Part,
    Prose,
    Question,
    Rich,
    Row,
    Sheet,
    Sides,
    Span,
    Style,
)
from reports.content import ExhibitContent, ScanEnd
from reports.pages.found import found
from reports.pages.phrases import Phrases, cell, plain
from reports.pages.unseen import unseen
from reports.reckoning import (
    all_volumes,
    ledger_of,
    lookable_notable_sets,
)
from reports.wording import clipped, joined, typed

MOST_NAMED = 8  # exhibits in a sentence
WHAT_LIMIT, SHORT_LIMIT = 100, 28  # characters in the tables of this part; whole in B
LARGEST = 5  # rows of a table in this part; the questions are never shortened, the tables are


def prosecutor(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    first = (
        Question(title=words.say("examined.title"), key="examined", blocks=_examined(phrases)),
        Question(title=words.say("who.title"), key="who", blocks=_who(phrases)),
        Question(title=words.say("found.title"), key="found", blocks=found(phrases)),
    )
    second = (
        Question(title=words.say("unseen.title"), key="unseen", blocks=unseen(phrases)),
        Question(title=words.say("shows.title"), key="shows", blocks=_shows(phrases)),
        Question(title=words.say("check.title"), key="check", blocks=_check(phrases)),
    )
    return (
        Part(title=words.say("part.prosecutor")),
        Sheet(questions=first, under_title=True),
        PageBreak(),
        Sheet(questions=second),
    )


def _examined(phrases: Phrases) -> tuple[Block, ...]:
    words, exhibits = phrases.words, phrases.content.exhibits
    if not exhibits:
        return (Prose(text=words.say("examined.none")),)
    columns = (
        Column(title=words.say("examined.exhibit"), width="auto"),
        Column(title=words.say("examined.what"), width="1fr"),
        Column(title=words.say("examined.capacity"), width="auto", right=True),
        Column(title=words.say("examined.scan"), width="auto"),
    )
    rows = [_exhibit_row(phrases, exhibit) for exhibit in exhibits[:LARGEST]]
    blocks: list[Block] = [Ledger(columns=columns, rows=tuple(rows), size_pt=9.2)]
    if len(exhibits) > LARGEST:
        blocks.append(Prose(text=words.say("examined.more", n=len(exhibits) - LARGEST), small=True))
    sentences = [_blocker(phrases), *_unchanged(phrases)]
    return (*blocks, Prose(text=joined(sentences, " ")))


def _exhibit_row(phrases: Phrases, exhibit: ExhibitContent) -> Row:
    what = phrases.what(exhibit, limit=WHAT_LIMIT)
    if exhibit.serial:
        serial = clipped(exhibit.serial, SHORT_LIMIT)
        what = phrases.words.say("examined.serial", what=what, serial=serial)
    size = plain(phrases.words.size(exhibit.image.size_bytes))
    return Row(cells=(cell(plain(exhibit.id)), cell(what), cell(size), cell(_scan_state(phrases, exhibit))))


def _scan_state(phrases: Phrases, exhibit: ExhibitContent) -> Rich:
    """How the scan ended; one that came to its end and listed no volume is not simply completed."""
    scan, volumes = exhibit.scan, exhibit.volumes
    if scan and scan.end is ScanEnd.COMPLETED and volumes and all(v.entries is None for v in volumes):
        return phrases.words.say("scan.nothing_listed")
    return phrases.scan_state(scan)


def _blocker(phrases: Phrases) -> Rich:
    exhibits = phrases.content.exhibits
    named = [plain(exhibit.id) for exhibit in exhibits if exhibit.write_blocker]
    if not named:
        return phrases.words.say("examined.blocker_none")
    if len(named) == len(exhibits):
        return phrases.words.say("examined.blocker_all", n=len(exhibits))
    return phrases.words.say("examined.blocker_some", exhibits=phrases.words.listing(_some(phrases, named)))


def _unchanged(phrases: Phrases) -> list[Rich]:
    """Which exhibits were shown to be unchanged by their digests, which were not, and which differ."""
    groups: dict[str, list[Rich]] = {"equal": [], "differs": [], "stored_differs": [], "not_shown": []}
    for exhibit in phrases.content.exhibits:
        groups[digest_verdict(exhibit)].append(plain(exhibit.id))
        if _carries_another_digest(exhibit):
            groups["stored_differs"].append(plain(exhibit.id))
    return [
        phrases.words.say(f"examined.{name}", exhibits=phrases.words.listing(_some(phrases, names)))
        for name, names in groups.items()
        if names
    ]


def _carries_another_digest(exhibit: ExhibitContent) -> bool:
    readings = [r.digests for r in (exhibit.before, exhibit.after) if r and r.digests]
    stored = exhibit.image.stored_digests
    return any(taken.of(a) not in (None, raw) for taken in readings for a, raw in stored.present())


def _some(phrases: Phrases, names: list[Rich]) -> list[Rich]:
    """The names, or the first of very many and how many more there are."""
    if len(names) <= MOST_NAMED:
        return names
    return [*names[:MOST_NAMED], phrases.words.say("examined.others", n=len(names) - MOST_NAMED)]


def digest_verdict(exhibit: ExhibitContent) -> str:
    """`equal`, `differs` or `not_shown`: what the digests before and after say of the exhibit."""
    before = exhibit.before.digests if exhibit.before else None
    after = exhibit.after.digests if exhibit.after else None
    if before is None or after is None:
        return "not_shown"
    shared = [(raw, after.of(a)) for a, raw in before.present() if after.of(a) is not None]
    if not shared:
        return "not_shown"
    return "equal" if all(raw == again for raw, again in shared) else "differs"


def _who(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    case = content.case
    scans = [exhibit.scan for exhibit in content.exhibits if exhibit.scan]
    sentences = [words.say("who.examiner", examiner=phrases.person(case.examiner))]
    if scans:
        start = min(scan.started_at for scan in scans)
        sentences.append(_when(phrases, start, max(scan.ended_at or scan.started_at for scan in scans)))
    else:
        sentences.append(words.say("who.no_scan"))
    authority = phrases.authority()
    sentences.append(words.say("who.authority", authority=_without_stop(authority)))
    if case.authority_parts and typed(case.authority_parts.scope or ""):
        scope = _without_stop(phrases.given_short(case.authority_parts.scope))
        sentences.append(words.say("who.scope", scope=scope))
    people = {"supervisor": phrases.person(case.supervisor), "reviewer": phrases.person(case.reviewer)}
    sentences.append(words.say("who.others", **people))
    return (Prose(text=joined(sentences, " ")),)


def _when(phrases: Phrases, start: datetime, end: datetime) -> Rich:
    offset = phrases.content.report.local_offset
    utc = {"start": phrases.moment(start), "end": phrases.moment(end)}
    if not offset:
        return phrases.words.say("who.when", **utc)
    local = {"local_start": phrases.local(start, offset), "local_end": phrases.local(end, offset)}
    return phrases.words.say("who.when_local", **local, **utc)


def _without_stop(rich: Rich) -> Rich:
    """The text without a full stop of its own: the sentence around it brings one."""
    last = rich[-1]
    return (*rich[:-1], type(last)(last.text.rstrip(". "), last.style))


def _shows(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    if content.hits:
        case, shown, hidden = "yes", range(1, 4), range(1, 4)
    elif ledger_of(all_volumes(content)).compared and not lookable_notable_sets(content):
        case, shown, hidden = "no_sets", range(1, 3), range(4, 5)
    elif ledger_of(all_volumes(content)).compared:
        case, shown, hidden = "none", range(1, 3), range(4, 5)
    else:
        case, shown, hidden = "nothing", range(1, 2), range(4, 5)
    return (
        Sides(
            left=words.say("shows.yes"),
            left_items=tuple(words.say(f"shows.{case}_{n}") for n in shown),
            right=words.say("shows.no"),
            right_items=tuple(words.say(f"shows.no_{n}") for n in hidden),
        ),
    )


def _check(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    sentences = [words.say("check.short")]
    if content.events:
        sentences.append(words.say("check.chain"))
    if content.report.signers:
        certificate = (Span(content.report.signers[0].certificate_sha256.hex(), Style.SHORT),)
        sentences.append(words.say("check.signed", certificate=certificate))
    else:
        sentences.append(words.say("check.unsigned"))
    return (Prose(text=joined(sentences, " ")),)
