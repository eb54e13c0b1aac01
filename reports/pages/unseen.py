"""Question A4: what could not be looked at, and why, with the shares of bytes and a row for
each reason.
"""

from collections.abc import Iterator

from forensics.entries import Outcome
from forensics.images import SHADOW_COPY, VolumeState
from forensics.ledger import ByteKind, ByteLine
from reports.blocks import Bar, Block, Chart, Column, Ledger, Prose, Rich, Row
from reports.content import ExhibitContent, VolumeContent
from reports.pages.phrases import Phrases, cell, plain
from reports.reckoning import (
    COMPARED,
    all_volumes,
    bytes_of,
    closed_volumes,
    ledger_of,
    lookable_notable_sets,
    unreadable_of,
    was_listed,
)
from reports.reckoning import Ledger as Sums
from reports.wording import capital, clipped, joined, typed

LARGEST = 5
MOST_CLOSED = 3
REASON_LIMIT = 160  # characters; the whole stands in B4
FILLS = {  # the shares of the bytes, in the order of the bars
    "used": "solid",
    "listed": "open",
    "free": "lines",
    "waiting": "hatch",
    "none": "light",
    "locked": "cross",
    "unreadable": "back",
    "gap": "dots",
}
SHARES = {
    ByteKind.ALLOCATED: "used",
    ByteKind.IN_FILES: "used",
    ByteKind.UNALLOCATED: "free",
    ByteKind.OUTSIDE_FILES: "free",
    ByteKind.LOCKED: "locked",
    ByteKind.UNSUPPORTED: "unreadable",
    ByteKind.UNREADABLE: "unreadable",
    ByteKind.NO_FILE_SYSTEM: "none",
    ByteKind.GAP: "gap",
}


def unseen(phrases: Phrases) -> tuple[Block, ...]:
    """The answer to A4."""
    content = phrases.content
    sums = ledger_of(all_volumes(content))
    blocks: list[Block] = [Prose(text=_summary(phrases, sums))]
    if content.exhibits:
        blocks += [_chart(phrases), _reasons(phrases, sums)]
    return tuple(blocks)


def _summary(phrases: Phrases, sums: Sums) -> Rich:
    words = phrases.words
    closed = words.say("unseen.closed", n=len(closed_volumes(phrases.content)))
    if not sums.entries:
        return words.say("unseen.nothing_listed", closed=closed)
    listed = words.say("entries_digits", n=sums.entries)
    was_compared = bool(lookable_notable_sets(phrases.content))
    if was_compared:
        not_compared = words.say("unseen.not_compared", n=sums.not_compared)
    else:
        not_compared = words.say("unseen.no_notable_set")
    sentences = [words.say("unseen.listed", entries=listed, not_compared=not_compared, closed=closed)]
    if sums.not_compared or closed or not was_compared:
        sentences.append(words.say("unseen.unknown"))
    unscanned = sum(exhibit.scan is None for exhibit in phrases.content.exhibits)
    if unscanned:
        sentences.append(capital(words.say("cover.unscanned", n=unscanned)))
    if was_compared and sums.with_content and not sums.waiting:
        parts = " + ".join(words.number(sums.outcomes[o]) for o in COMPARED)
        percent = words.share(sums.compared, sums.with_content)
        counts = {"whole": sums.with_content, "part": sums.compared}
        sentences.append(words.say("unseen.share", sum=parts, percent=percent, **counts))
    return joined(sentences, " ")


def _chart(phrases: Phrases) -> Chart:
    words, exhibits = phrases.words, phrases.content.exhibits
    shown = sorted(exhibits, key=lambda e: -e.image.size_bytes)[:LARGEST]
    shown.sort(key=exhibits.index)
    bars, alternatives, used = [], [], set()
    for exhibit in shown:
        sizes = {kind: size for kind, size in _bytes_by_kind(exhibit).items() if size}
        used |= set(sizes)
        parts = tuple((FILLS[kind], size / exhibit.image.size_bytes) for kind, size in sizes.items())
        bars.append(Bar(label=plain(exhibit.id), parts=parts))
        shares = [
            words.say(
                "unseen.chart_alt_share",
                what=words.say(f"unseen.key_{kind}"),
                percent=words.share(size, exhibit.image.size_bytes),
            )
            for kind, size in sizes.items()
        ]
        alternatives.append(
            words.say("unseen.chart_alt_part", exhibit=exhibit.id, shares=joined(shares, ", "))
        )
    largest = len(shown) < len(exhibits)
    return Chart(
        bars=tuple(bars),
        key=tuple((fill, words.say(f"unseen.key_{kind}")) for kind, fill in FILLS.items() if kind in used),
        caption=words.say("unseen.chart_largest", n=len(shown)) if largest else words.say("unseen.chart"),
        alt=words.text("unseen.chart_alt", parts=joined(alternatives, "; ")),
        width_mm=0,
    )


def _bytes_by_kind(exhibit: ExhibitContent) -> dict[str, int]:
    sizes = dict.fromkeys(FILLS, 0)
    for line in bytes_of(exhibit).lines:
        sizes[_share_of(exhibit, line)] += line.length_bytes
    return sizes


def _share_of(exhibit: ExhibitContent, line: ByteLine) -> str:
    """Into which share of the bytes a line counts."""
    if line.kind is ByteKind.UNDIVIDED and line.volume is not None:
        return "listed" if was_listed(exhibit, line.volume) else "waiting"
    if line.kind is ByteKind.HOLDS_VOLUMES and line.volume is not None:
        if was_listed(exhibit, line.volume):
            return "listed"
        return "waiting" if exhibit.scan is None else "unreadable"
    return SHARES[line.kind]


def _reasons(phrases: Phrases, sums: Sums) -> Ledger:
    words = phrases.words
    columns = (
        Column(title=words.say("unseen.what"), width="1fr"),
        Column(title=words.say("unseen.how_much"), width="auto", right=True),
        Column(title=words.say("unseen.why"), width="1.25fr"),
    )
    found = (
        *_closed(phrases),
        *_unscanned(phrases),
        *_copies(phrases),
        *_files(phrases, sums),
        *_space(phrases),
    )
    rows = tuple(Row(cells=(cell(what), cell(how_much), cell(why))) for what, how_much, why in found)
    return Ledger(columns=columns, rows=rows, size_pt=9.2)


def _closed(phrases: Phrases) -> Iterator[tuple[Rich, Rich, Rich]]:
    words = phrases.words
    closed = sorted(closed_volumes(phrases.content), key=lambda pair: -pair[1].volume.length_bytes)
    for exhibit, v in closed[:MOST_CLOSED]:
        size = plain(words.size(v.volume.length_bytes))
        yield phrases.volume_place(exhibit, v.volume), size, _closed_reason(phrases, v)
    rest = closed[MOST_CLOSED:]
    if rest:
        size = plain(words.size(sum(v.volume.length_bytes for _, v in rest)))
        yield capital(words.say("unseen.more_closed", n=len(rest))), size, words.say("unseen.more_closed_why")


def _closed_reason(phrases: Phrases, v: VolumeContent) -> Rich:
    words = phrases.words
    if v.volume.state == VolumeState.LOCKED:
        kind = typed(v.volume.file_system or "")
        return words.say("unseen.locked_why", kind=kind) if kind else words.say("unseen.locked_why_plain")
    if v.volume.reason:
        return words.say(
            "unseen.closed_why",
            reason=clipped(sentence(_plain_reason(phrases, v.volume.reason)), REASON_LIMIT),
        )
    return words.say("unseen.closed_why_plain")


def _plain_reason(phrases: Phrases, reason: str) -> str:
    """The reason without what a library said of it, which follows a colon and stands in B4 and B6."""
    return phrases.words.recorded(reason).partition(": ")[0]


def sentence(text: str) -> str:
    """A reason as a sentence: capital at its start, full stop at its end."""
    clean = typed(text)
    return clean[:1].upper() + clean[1:] + ("" if clean.endswith((".", "!", "?")) else ".")


def _unscanned(phrases: Phrases) -> Iterator[tuple[Rich, Rich, Rich]]:
    words = phrases.words
    left = [exhibit for exhibit in phrases.content.exhibits if exhibit.scan is None]
    for exhibit in left[:MOST_CLOSED]:
        size = plain(words.size(exhibit.image.size_bytes))
        yield words.say("unseen.exhibit", exhibit=exhibit.id), size, words.say("unseen.exhibit_why")
    rest = left[MOST_CLOSED:]
    if rest:
        size = plain(words.size(sum(e.image.size_bytes for e in rest)))
        yield capital(words.say("unseen.exhibits_more", n=len(rest))), size, words.say("unseen.exhibit_why")


def _copies(phrases: Phrases) -> Iterator[tuple[Rich, Rich, Rich]]:
    """Shadow copies that a scan left because its profile does not look into them."""
    words = phrases.words
    left = sum(
        v.volume.layer == SHADOW_COPY and v.volume.state == VolumeState.READABLE and v.entries is None
        for exhibit in phrases.content.exhibits
        if exhibit.scan is not None
        for v in exhibit.volumes
    )
    if left:
        yield words.say("unseen.copies"), plain(words.number(left)), words.say("unseen.copies_why")


def _files(phrases: Phrases, sums: Sums) -> Iterator[tuple[Rich, Rich, Rich]]:
    words = phrases.words
    boxed = sum(
        ledger_of(exhibit.volumes).outcomes[Outcome.SKIPPED_BY_PROFILE]
        for exhibit in phrases.content.exhibits
        if exhibit.scan is not None and exhibit.scan.time_box is not None
    )
    counts = {
        "waiting": sums.waiting,
        "boxed": boxed,
        "skipped": sums.outcomes[Outcome.SKIPPED_BY_PROFILE] - boxed,
        "encrypted": sums.outcomes[Outcome.ENCRYPTED],
        "locked_contents": sum(
            files for v in all_volumes(phrases.content) for _kind, files, _bytes in v.locked_contents
        ),
        "unreadable": sums.outcomes[Outcome.UNREADABLE],
        "gone": sum(v.gone for v in all_volumes(phrases.content)),
    }
    for name, count in counts.items():
        if count:
            yield (
                words.say(f"unseen.{name}"),
                words.say("files_digits", n=count),
                words.say(f"unseen.{name}_why"),
            )
    difference = sum(
        abs(v.census.in_use - v.census.met)
        for v in all_volumes(phrases.content)
        if v.census is not None and v.entries is not None
    )
    if difference:
        yield words.say("unseen.second"), plain(words.number(difference)), words.say("unseen.second_why")


def _space(phrases: Phrases) -> Iterator[tuple[Rich, Rich, Rich]]:
    words = phrases.words
    sizes = [_bytes_by_kind(exhibit) for exhibit in phrases.content.exhibits]
    lost = [unreadable_of(exhibit) for exhibit in phrases.content.exhibits]
    if any(lost):
        size = plain(words.size(sum(places.length_bytes for places in lost)))
        count = sum(len(places) for places in lost)
        yield words.say("unseen.places"), size, words.say("unseen.places_why", n=count)
    if any(v.entries is not None for v in all_volumes(phrases.content)):
        yield words.say("unseen.free"), _free(phrases, sizes), words.say("unseen.free_why")
    for share in ("none", "gap"):
        size_bytes = sum(each[share] for each in sizes)
        if size_bytes:
            amount = plain(words.size(size_bytes))
            yield words.say(f"unseen.space_{share}"), amount, words.say(f"unseen.space_{share}_why")


def _free(phrases: Phrases, sizes: list[dict[str, int]]) -> Rich:
    """How much free space there is, as far as the volumes that were listed say so."""
    words = phrases.words
    ledgers = [bytes_of(exhibit) for exhibit in phrases.content.exhibits]
    free = sum(ledger.total(ByteKind.UNALLOCATED) for ledger in ledgers)
    outside = sum(ledger.total(ByteKind.OUTSIDE_FILES) for ledger in ledgers)
    is_whole = not any(each["listed"] for each in sizes)
    if is_whole and not outside:
        return plain(words.size(free))
    if is_whole:
        return words.say("unseen.free_most", size=words.size(free + outside))
    return words.say("unseen.free_least", size=words.size(free)) if free else words.say("unseen.free_amount")
