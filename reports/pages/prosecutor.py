"""Part A, for the prosecutor: six questions on two pages, in plain words, without a tool's name, a path or a
whole digest.
"""

from collections.abc import Sequence
from datetime import datetime

from reports.blocks import (
    Bar,
    Block,
    Chart,
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
)
from reports.content import ExhibitContent
from reports.pages.cover import verdict
from reports.pages.phrases import Phrases, cell, local_time, plain
from reports.pages.unseen import unseen
from reports.reckoning import all_volumes, hits_of, is_notable, ledger_of
from reports.wording import capital, clipped, joined

MOST_NAMED = 8  # exhibits in a sentence
WHAT_LIMIT, SET_LIMIT, SHORT_LIMIT = 100, 48, 28  # characters in the tables of this part; whole in B
LARGEST = 5  # rows of a table in this part; the questions are never shortened, the tables are


def prosecutor(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    first = (
        Question(title=words.say("examined.title"), key="examined", blocks=_examined(phrases)),
        Question(title=words.say("who.title"), key="who", blocks=_who(phrases)),
        Question(title=words.say("found.title"), key="found", blocks=_found(phrases)),
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
    return Row(
        cells=(cell(plain(exhibit.id)), cell(what), cell(size), cell(phrases.scan_state(exhibit.scan)))
    )


def _blocker(phrases: Phrases) -> Rich:
    exhibits = phrases.content.exhibits
    named = [plain(exhibit.id) for exhibit in exhibits if exhibit.write_blocker]
    if not named:
        return phrases.words.say("examined.blocker_none")
    if len(named) == len(exhibits):
        return phrases.words.say("examined.blocker_all")
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
    taken = exhibit.before.digests if exhibit.before else None
    if taken is None:
        return False
    return any(taken.of(a) not in (None, raw) for a, raw in exhibit.image.stored_digests.present())


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
    authority = phrases.given_short(case.authority)
    sentences.append(words.say("who.authority", authority=_without_stop(authority)))
    people = {"supervisor": phrases.person(case.supervisor), "reviewer": phrases.person(case.reviewer)}
    sentences.append(words.say("who.others", **people))
    return (Prose(text=joined(sentences, " ")),)


def _when(phrases: Phrases, start: datetime, end: datetime) -> Rich:
    offset = phrases.content.report.local_offset
    utc = {"start": phrases.moment(start), "end": phrases.moment(end)}
    if not offset:
        return phrases.words.say("who.when", **utc)
    local = {"local_start": local_time(start, offset), "local_end": local_time(end, offset)}
    return phrases.words.say("who.when_local", **local, **utc)


def _without_stop(rich: Rich) -> Rich:
    """The text without a full stop of its own: the sentence around it brings one."""
    last = rich[-1]
    return (*rich[:-1], type(last)(last.text.rstrip(". "), last.style))


def _found(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    if not content.hits:
        sentence = verdict(phrases)
        if sentence == words.say("cover.none_found"):
            sentence = words.say("found.none")
        return (Prose(text=joined([sentence, *_shown(phrases)], " ")),)
    exhibits = sorted(content.exhibits, key=lambda e: -len(hits_of(content, e.id)))[:LARGEST]
    exhibits.sort(key=content.exhibits.index)
    deleted = sum(not hit.entry.allocated for hit in content.hits)
    text = joined(
        [
            capital(words.say("found.sum", n=len(content.hits), places=_places(phrases, exhibits))),
            capital(words.say("found.ordinary", n=len(content.hits) - deleted)),
            capital(words.say("found.deleted", n=deleted)),
        ],
        " ",
    )
    return (Prose(text=text), _chart(phrases, exhibits), *_categories(phrases))


def _places(phrases: Phrases, exhibits: Sequence[ExhibitContent]) -> Rich:
    words, content = phrases.words, phrases.content
    counts = [(exhibit, len(hits_of(content, exhibit.id))) for exhibit in exhibits]
    items = [words.say("found.on", n=count, exhibit=exhibit.id) for exhibit, count in counts]
    if len(content.exhibits) > len(exhibits):
        items.append(words.say("found.elsewhere", n=len(content.hits) - sum(count for _, count in counts)))
    return words.listing(items)


def _chart(phrases: Phrases, exhibits: Sequence[ExhibitContent]) -> Chart:
    words, content = phrases.words, phrases.content
    found = [(exhibit, hits_of(content, exhibit.id)) for exhibit in exhibits]
    most = max(len(hits) for _, hits in found)
    bars, alternatives = [], []
    for exhibit, hits in found:
        ordinary = sum(hit.entry.allocated for hit in hits)
        counts = {"ordinary": ordinary, "deleted": len(hits) - ordinary}
        parts = tuple((f, n / most) for f, n in (("solid", ordinary), ("hatch", counts["deleted"])) if n)
        bars.append(Bar(label=plain(exhibit.id), parts=parts, note=_bar_note(phrases, exhibit, **counts)))
        alternatives.append(words.say("found.chart_alt_part", exhibit=exhibit.id, **counts))
    if len(exhibits) < len(content.exhibits):
        caption = words.say("found.chart_largest", n=len(exhibits))
    else:
        caption = words.say("found.chart")
    return Chart(
        bars=tuple(bars),
        key=(("solid", words.say("found.key_ordinary")), ("hatch", words.say("found.key_deleted"))),
        caption=caption,
        alt=words.text("found.chart_alt", parts=joined(alternatives, "; ")),
        width_mm=66,
    )


def _bar_note(phrases: Phrases, exhibit: ExhibitContent, *, ordinary: int, deleted: int) -> Rich:
    words = phrases.words
    if exhibit.scan is None:
        return words.say("found.bar_not_scanned")
    if ordinary and deleted:
        return words.say("found.bar_both", ordinary=ordinary, deleted=deleted)
    if ordinary or deleted:
        key = "ordinary" if ordinary else "deleted"
        return words.say(f"found.bar_{key}", n=ordinary or deleted)
    return words.say("found.bar_none")


def _categories(phrases: Phrases) -> tuple[Block, ...]:
    """The table of sets and categories, largest first, and what its numbers count."""
    words, content = phrases.words, phrases.content
    groups: dict[tuple[int, str | None], list[bool]] = {}
    category_words: dict[tuple[int, str | None], Rich] = {}
    for hit in content.hits:
        notable = [m for m in hit.matches if is_notable(content, m.set_position)]
        for key, match in {(m.set_position, m.category): m for m in notable}.items():
            groups.setdefault(key, []).append(hit.entry.allocated)
            category_words.setdefault(key, phrases.category(match, limit=SHORT_LIMIT))
    largest = sorted(groups, key=lambda k: (-len(groups[k]), k[0], k[1] is None, k[1] or ""))[:LARGEST]
    largest.sort(key=lambda k: (k[0], k[1] is None, k[1] or ""))
    longest = max(sum(len(span.text) for span in category_words[key]) for key in largest)
    columns = (
        Column(title=words.say("found.set"), width="1fr"),
        Column(title=words.say("found.category"), width="auto" if longest <= SHORT_LIMIT else "1fr"),
        *(
            Column(title=words.say(f"found.count_{name}"), width="auto", right=True)
            for name in ("ordinary", "deleted", "files")
        ),
    )
    rows = tuple(
        Row(
            cells=(
                cell(phrases.set_version(key[0], limit=SET_LIMIT)),
                cell(category_words[key]),
                *(cell(plain(words.number(n))) for n in _split(groups[key])),
            )
        )
        for key in largest
    )
    notes = [words.say("found.more", n=len(groups) - len(largest))] if len(groups) > len(largest) else []
    counted = sum(len(members) for members in groups.values())
    if counted > len(content.hits):
        parts = words.number(len(content.hits)) + " + " + words.number(counted - len(content.hits))
        total = plain(f"{parts} = {words.number(counted)}")
        notes.append(words.say("found.twice", sum=total))
    notes += [words.say("found.owner"), *_shown(phrases)]
    return (Ledger(columns=columns, rows=rows, size_pt=9.2), Prose(text=joined(notes, " "), small=True))


def _split(members: list[bool]) -> tuple[int, int, int]:
    return sum(members), len(members) - sum(members), len(members)


def _shown(phrases: Phrases) -> list[Rich]:
    shown = phrases.content.pictures_shown
    if shown is None:
        return []
    return [phrases.words.say("found.shown", n=shown) if shown else phrases.words.say("found.shown_none")]


def _shows(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    if content.hits:
        case, shown, hidden = "yes", range(1, 4), range(1, 4)
    elif ledger_of(all_volumes(content)).compared:
        case, shown, hidden = "none", range(1, 3), range(3, 4)
    else:
        case, shown, hidden = "nothing", range(1, 2), range(3, 4)
    return (
        Sides(
            left=words.say("shows.yes"),
            left_items=tuple(words.say(f"shows.{case}_{n}") for n in shown),
            right=words.say("shows.no"),
            right_items=tuple(words.say(f"shows.no_{n}") for n in hidden),
        ),
    )


def _check(phrases: Phrases) -> tuple[Block, ...]:
    key = "check.short" if phrases.content.events else "check.short_no_chain"
    return (Prose(text=phrases.words.say(key)),)
