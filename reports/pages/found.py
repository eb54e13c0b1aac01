"""Question A3: what was found, in one sentence, a chart by exhibit and a table by set and category, and what
speaks against reading too much into it.
"""

from collections.abc import Sequence

from reports.blocks import Bar, Block, Chart, Column, Ledger, Prose, Rich, Row
from reports.content import ExhibitContent
from reports.pages.cover import verdict
from reports.pages.phrases import Phrases, cell, plain
from reports.reckoning import fingerprint_sets, hits_of, is_notable, ledger_of, lookable_notable_sets
from reports.wording import capital, joined

SET_LIMIT, SHORT_LIMIT = 48, 28  # characters in the table; whole in B
LARGEST = 5  # exhibits in the chart, and rows of the table


def found(phrases: Phrases) -> tuple[Block, ...]:
    """The answer to A3."""
    words, content = phrases.words, phrases.content
    if not content.hits:
        sentence = verdict(phrases)
        if sentence == words.say("cover.none_found"):
            sentence = words.say("found.none")
        return (Prose(text=joined([sentence, *_fingerprints(phrases), *_shown(phrases)], " ")),)
    exhibits = sorted(content.exhibits, key=lambda e: -len(hits_of(content, e.id)))[:LARGEST]
    exhibits.sort(key=content.exhibits.index)
    if len(exhibits) < len(content.exhibits):
        exhibits = [exhibit for exhibit in exhibits if hits_of(content, exhibit.id)]
    deleted = sum(not hit.entry.allocated for hit in content.hits)
    text = joined(
        [
            capital(words.say("found.sum", n=len(content.hits), places=_places(phrases, exhibits))),
            capital(words.say("found.ordinary", n=len(content.hits) - deleted)),
            capital(words.say("found.deleted", n=deleted)),
            *_in_known_sets(phrases),
            *_fingerprints(phrases),
        ],
        " ",
    )
    return (Prose(text=text), _chart(phrases, exhibits), *_categories(phrases))


def _in_known_sets(phrases: Phrases) -> list[Rich]:
    """How many of the files a known set lists too: what speaks for them is told where they are told."""
    content = phrases.content
    both = sum(any(not is_notable(content, m.set_position) for m in hit.matches) for hit in content.hits)
    return [capital(phrases.words.say("found.in_known_sets", n=both))] if both else []


def _fingerprints(phrases: Phrases) -> list[Rich]:
    """How many notable sets could not be compared, where others were; the verdict tells it otherwise."""
    idle = len(fingerprint_sets(phrases.content))
    if not idle or not lookable_notable_sets(phrases.content):
        return []
    return [capital(phrases.words.say("found.fingerprints", n=idle))]


def _places(phrases: Phrases, exhibits: Sequence[ExhibitContent]) -> Rich:
    words, content = phrases.words, phrases.content
    counts = [(exhibit, len(hits_of(content, exhibit.id))) for exhibit in exhibits]
    items = [
        words.say("found.on", n=count, exhibit=exhibit.id)
        if ledger_of(exhibit.volumes).compared
        else words.say("found.on_nothing_compared", exhibit=exhibit.id)
        for exhibit, count in counts
    ]
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
    compared = ledger_of(exhibit.volumes).compared
    return words.say("found.bar_none" if compared else "found.bar_nothing_compared")


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
