"""B5: the files that equal notable records, with path, size, digests, set and category; capped in print,
whole in hits.csv.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from forensics.entries import Remains
from forensics.images import SHADOW_COPY
from reports.blocks import Block, Cell, Column, Heading, Ledger, PageBreak, Prose, Rich, Row, Span, Style
from reports.content import EntryRecord, ExhibitContent, HitContent, MatchContent
from reports.findings_order import notable_matches, numbered_hits, ordered_matches
from reports.pages.conflicts import conflicts
from reports.pages.cover import verdict
from reports.pages.phrases import ALGORITHM_NAMES, Phrases, cell, entry_name, plain
from reports.reckoning import is_notable, ledger_of
from reports.wording import capital, joined, typed

PRINTED_ROWS = (
    5_000  # of one volume, and of the whole table: each costs about 0.2 MB while the report is made
)
LEAST_ROWS, MOST_ROWS = 500, 4_000  # of every other long table, beside many matches and beside few
FULL_ROWS = 500  # up to so many files every digest is printed; beyond, SHA-256 alone

MOST_GROUPS = 40  # of one volume; beyond, its files stand in one table
TEXT_MM, MODIFIED_MM, EQUALS_MM = 162, 19, 36  # widths: of the text on A4, the narrower paper; of columns
MM_OF_DIGIT, MM_OF_WIDEST, MM_OF_EDGES = 1.45, 1.55, 2.6  # of Source Sans at 8 pt on average, and of a cell
MM_OF_MONO = 1.48  # of DejaVu Sans Mono at 6.9 pt, rounded up
LONG_ROWS = 1_000
CHUNK = 500  # rows of one table: what a longer one costs in memory grows with its length

_DELETED_STATES: Mapping[Remains | None, str] = {
    Remains.PARTLY_OVERWRITTEN: "matches.overwritten_state",
    Remains.UNPROVEN: "matches.unproven_state",
}
_TOLD_OF_DELETED = (
    (Remains.PARTLY_OVERWRITTEN, "matches.overwritten_count"),
    (Remains.UNPROVEN, "matches.unproven_count"),
)
Numbered = tuple[int, HitContent]
Place = tuple[str, int]  # exhibit, volume
Group = tuple[int, str | None, str]  # position of the set, category, algorithm


def findings(phrases: Phrases, *, printed_rows: int = PRINTED_ROWS) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    heading = Heading(title=words.say("matches.title"), key="matches")
    if not content.hits:
        result = verdict(phrases)
        is_none_found = result == words.say("cover.none_found")
        return heading, Prose(text=words.say("matches.none") if is_none_found else result)
    hits = list(numbered_hits(content))
    groups = {place: list(members) for place, members in groupby(hits, key=_place)}
    shown = allotted({place: len(members) for place, members in groups.items()}, rows=printed_rows)
    full = sum(shown.values()) <= FULL_ROWS
    # A long table on a page of its own keeps its place while the typesetter settles the pages before it, and
    # is set once instead of twice.
    start = [PageBreak()] if sum(shown.values()) > LONG_ROWS else []
    blocks: list[Block] = [
        *start,
        heading,
        Prose(text=_introduction(phrases, printed=sum(shown.values()), full=full)),
    ]
    for exhibit in content.exhibits:
        volumes = [(volume, members) for (name, volume), members in groups.items() if name == exhibit.id]
        if not volumes:
            blocks += _nothing_found(phrases, exhibit)
        for volume, members in volumes:
            printed = shown[exhibit.id, volume]
            title = _title(phrases, exhibit, volume, len(members))
            blocks += [Heading(title=title, level=3), *_tables(phrases, members[:printed], full=full)]
            if len(members) > printed:
                counts = {"printed": printed, "all": len(members)}
                blocks.append(Prose(text=words.say("matches.capped", **counts), small=True))
    blocks += conflicts(phrases, hits)
    return (*blocks, *_deleted(phrases))


def _title(phrases: Phrases, exhibit: ExhibitContent, index: int, count: int) -> Rich:
    """What was found in a shadow copy is told with the time of the copy."""
    words = phrases.words
    volume = next((each.volume for each in exhibit.volumes if each.volume.index == index), None)
    if volume is None or volume.layer != SHADOW_COPY:
        return words.say("matches.exhibit", n=count, exhibit=exhibit.id, volume=index)
    made = typed(volume.label or volume.description)
    return words.say("matches.exhibit_copy", n=count, exhibit=exhibit.id, volume=index, made=made)


def _deleted(phrases: Phrases) -> tuple[Block, ...]:
    """Deleted files that equal a record, and what a miss among deleted files is worth."""
    words = phrases.words
    deleted = sum(not hit.entry.allocated for hit in phrases.content.hits)
    sentences = [words.say("matches.deleted_count", n=deleted)]
    for remains, key in _TOLD_OF_DELETED:
        count = sum(hit.entry.remains is remains for hit in phrases.content.hits)
        sentences += [words.say(key, n=count)] if count else []
    text = joined([*sentences, words.say("matches.deleted_text")], " ")
    return Heading(title=words.say("matches.deleted_title"), level=3), Prose(text=capital(text))


def rows_beside_matches(phrases: Phrases) -> int:
    """How many rows another long table may print: all of them share the memory of one report."""
    return max(LEAST_ROWS, min(MOST_ROWS, PRINTED_ROWS - len(phrases.content.hits)))


def _place(numbered: Numbered) -> tuple[str, int]:
    return numbered[1].entry.exhibit, numbered[1].entry.volume


def allotted(counts: Mapping[Place, int], *, rows: int) -> dict[Place, int]:
    """How many rows each volume prints, at most `rows` in all: small volumes whole, the rest evenly."""
    shown: dict[Place, int] = {}
    left = rows
    for position, place in enumerate(sorted(counts, key=lambda p: counts[p])):
        shown[place] = min(counts[place], left // (len(counts) - position))
        left -= shown[place]
    return shown


def _introduction(phrases: Phrases, *, printed: int, full: bool) -> Rich:
    words, content = phrases.words, phrases.content
    files = words.say("files_digits", n=len(content.hits))
    notable = sum(len(notable_matches(content, hit)) for hit in content.hits)
    known = sum(len(hit.matches) for hit in content.hits) - notable
    matches = words.say("matches_count", n=notable)
    if printed == len(content.hits):
        sentences = [words.say("matches.text_all", files=files, matches=matches)]
    else:
        counts = {"printed": printed, "all": len(content.hits)}
        sentences = [words.say("matches.text_capped", files=files, matches=matches, **counts)]
    if known:
        sentences.append(capital(words.say("matches.known", n=known)))
    if not full:
        sentences.append(words.say("matches.digests_short"))
    return joined([*sentences, words.say("matches.signs")], " ")


def _nothing_found(phrases: Phrases, exhibit: ExhibitContent) -> list[Block]:
    words = phrases.words
    if exhibit.scan is None:
        return [Heading(title=words.say("matches.exhibit_not_scanned", exhibit=exhibit.id), level=3)]
    if ledger_of(exhibit.volumes).compared:
        title = words.say("matches.exhibit", n=0, exhibit=exhibit.id)
    else:
        title = words.say("matches.exhibit_nothing_compared", exhibit=exhibit.id)
    return [
        Heading(title=title, level=3),
        Prose(text=words.say("matches.exhibit_none_text", exhibit=exhibit.id)),
    ]


def _tables(phrases: Phrases, members: list[Numbered], *, full: bool) -> Iterator[Block]:
    """The files of a volume grouped by set, category and what was compared, in one table where there are very
    many groups. A file with several matches stands where its first one belongs.
    """
    groups: dict[Group, list[Numbered]] = {}
    for number, hit in members:
        match = ordered_matches(phrases.content, hit)[0]
        groups.setdefault(_group(match), []).append((number, hit))
    if len(groups) > MOST_GROUPS:
        yield _table(phrases, members, full=full, group=None)
        return
    for group, own in sorted(groups.items(), key=lambda item: _group_order(item[0])):
        first = ordered_matches(phrases.content, own[0][1])[0]
        yield Prose(
            text=phrases.words.say(
                "matches.group",
                n=len(own),
                label=phrases.labels[group[0]],
                set=phrases.set_version(group[0]),
                algorithm=phrases.algorithms((first.algorithm,)),
                category=phrases.category(first),
            ),
            lead=True,
        )
        for chunk in range(0, len(own), CHUNK):
            yield _table(phrases, own[chunk : chunk + CHUNK], full=full, group=group)


def _group(match: MatchContent) -> Group:
    return match.set_position, match.category, match.algorithm


def _group_order(group: Group) -> tuple[int, bool, str, str]:
    return group[0], group[1] is None, group[1] or "", group[2]


def _table(phrases: Phrases, members: list[Numbered], *, full: bool, group: Group | None) -> Ledger:
    words = phrases.words
    largest = max(hit.entry.size_bytes for _, hit in members)
    # Known widths: a column that fits its cells by itself is set twice, and costs as much memory again.
    number_mm = _width_of(words.number(members[-1][0]))
    bytes_mm = _width_of(words.number(largest))
    columns = (
        Column(title=words.say("matches.no"), width=f"{number_mm:.1f}mm", right=True),
        Column(title=words.say("matches.path" if full else "matches.path_sha256"), width="1fr"),
        Column(title=words.say("matches.bytes"), width=f"{bytes_mm:.1f}mm", right=True),
        Column(title=words.say("matches.modified"), width=f"{MODIFIED_MM}mm"),
        Column(title=words.say("matches.equals"), width=f"{EQUALS_MM}mm"),
    )
    rows = tuple(_row(phrases, number, hit, full=full, group=group) for number, hit in members)
    if not full:
        room_mm = TEXT_MM - number_mm - bytes_mm - MODIFIED_MM - EQUALS_MM - MM_OF_EDGES
        rows = tuple(replace(row, alike=_has_three_lines(row, path_mm=room_mm)) for row in rows)
    return Ledger(columns=columns, rows=rows, size_pt=8)


def _width_of(digits: str) -> float:
    """The width of a column of numbers up to `digits`, in the type of this table, in millimetres."""
    return max(MM_OF_DIGIT * len(digits) + MM_OF_EDGES, 9)


def _has_three_lines(row: Row, *, path_mm: float) -> bool:
    """Whether the row is sure to be as high as most: a path on one line over the two of its SHA-256, the time
    in three lines, one record.
    """
    _, named, _, modified, equals = row.cells
    path = named[0][0].text
    return (
        (len(named), len(modified), len(equals)) == (3, 3, 1)
        and path.isascii()
        and path.isprintable()
        and len(path) * MM_OF_MONO <= path_mm
        and all(_length(line) * MM_OF_WIDEST <= MODIFIED_MM - MM_OF_EDGES for line in modified)
        and _length(equals[0]) * MM_OF_WIDEST <= EQUALS_MM - MM_OF_EDGES
    )


def _length(line: Rich) -> int:
    return sum(len(span.text) for span in line)


def _row(phrases: Phrases, number: int, hit: HitContent, *, full: bool, group: Group | None) -> Row:
    entry = hit.entry
    return Row(
        cells=(
            cell(plain(phrases.words.number(number))),
            (entry_name(entry), *_digests(entry, full=full)),
            cell(plain(phrases.words.number(entry.size_bytes))),
            _modified(phrases, entry),
            tuple(
                line
                for match in ordered_matches(phrases.content, hit)
                for line in _match_lines(phrases, match, group)
            ),
        )
    )


def _digests(entry: EntryRecord, *, full: bool) -> Cell:
    """SHA-256 in two lines, so that a search finds either half; where there is room, with its name, and SHA-1
    and MD5 under it.
    """
    if not full and entry.digests.sha256 is not None:
        digits = entry.digests.sha256.hex()
        return ((Span(digits[:32], Style.GREY_DIGEST),), (Span(digits[32:], Style.GREY_DIGEST),))
    lines: list[str] = []
    for algorithm, raw in reversed(list(entry.digests.present())):
        if full or not lines:
            digits = raw.hex()
            first, rest = (digits[:32], digits[32:]) if len(digits) == 64 else (digits, "")
            lines.append(f"{ALGORITHM_NAMES[algorithm.value]:<8}{first}")
            lines += [f"{'':8}{rest}"] if rest else []
    return tuple((Span(line, Style.GREY_DIGEST),) for line in lines)


def _modified(phrases: Phrases, entry: EntryRecord) -> Cell:
    words = phrases.words
    state = words.say(_state_key(entry))
    moment = entry.times.mtime.iso(entry.times.zone) if entry.times.mtime else None
    if moment is None:
        return words.say("matches.not_recorded"), state
    date, _, clock = moment.partition("T")
    zone = "Z" if clock.endswith("Z") else ""
    return plain(date), plain(clock[:8] + zone), state  # fractions of a second stand in hits.csv


def _state_key(entry: EntryRecord) -> str:
    if entry.allocated:
        return "matches.ordinary_state"
    return _DELETED_STATES.get(entry.remains, "matches.deleted_state")


def _match_lines(phrases: Phrases, match: MatchContent, group: Group | None) -> Cell:
    """The record, and what the heading of the group does not tell already."""
    words = phrases.words
    record = words.say("matches.record", set=phrases.labels[match.set_position], record=match.record)
    if _group(match) == group:
        return (record,)
    algorithm = ALGORITHM_NAMES.get(match.algorithm, match.algorithm)
    if is_notable(phrases.content, match.set_position):
        by = words.say("matches.by", algorithm=algorithm, category=phrases.category(match))
    else:
        by = words.say("matches.by_known", algorithm=algorithm)
    return record, tuple(Span(span.text, span.style or Style.GREY) for span in by)
