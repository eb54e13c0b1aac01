"""B6: what could not be read, one row for each place and reason, and what is locked."""

from collections.abc import Iterator
from itertools import islice

from forensics.entries import ByteRange, Fault, Outcome
from forensics.images import VolumeState
from forensics.layers import place_of
from forensics.paths import display_text
from reports.blocks import Block, Column, Heading, Ledger, Prose, Rich, Row, Span, Style
from reports.content import ExhibitContent
from reports.pages.findings import rows_beside_matches
from reports.pages.phrases import Phrases, cell, plain
from reports.pages.unseen import sentence
from reports.reckoning import unreadable_of, was_unlocked
from reports.wording import capital, joined, typed

MOST_UNREADABLE = 200  # places of one exhibit in print; all stand in coverage.json
MOST_PLACES = 4  # of one reason; every single fault stands in faults.csv

Group = tuple[str, int | None, str, str]  # exhibit, volume, stage, reason


def faults(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    heading = Heading(title=words.say("faults.title"), key="faults")
    count = sum(len(exhibit.faults) for exhibit in content.exhibits)
    if count:
        blocks: tuple[Block, ...] = (
            Prose(text=capital(words.say("faults.count", n=count))),
            *_table(phrases),
        )
    else:
        blocks = (Prose(text=words.say("faults.none")),)
    return heading, *blocks, *_unreadable(phrases), *_locked(phrases)


def _table(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    groups: dict[Group, list[Fault]] = {}
    for exhibit in phrases.content.exhibits:
        for fault in exhibit.faults:
            group = (exhibit.id, fault.volume, fault.stage.value, typed(fault.reason))
            groups.setdefault(group, []).append(fault)
    columns = (
        Column(title=words.say("faults.where"), width="auto"),
        Column(title=words.say("faults.times"), width="auto", right=True),
        Column(title=words.say("faults.place"), width="1.3fr"),
        Column(title=words.say("faults.what"), width="1.1fr"),
        Column(title=words.say("faults.effect"), width="1fr"),
    )
    printed = list(groups.items())[: rows_beside_matches(phrases)]
    rows = tuple(_row(phrases, group, members) for group, members in printed)
    blocks: list[Block] = [Ledger(columns=columns, rows=rows, size_pt=8)]
    if len(printed) < len(groups):
        counts = {"printed": len(printed), "all": len(groups)}
        blocks.append(Prose(text=words.say("faults.capped", **counts), small=True))
    return tuple(blocks)


def _row(phrases: Phrases, group: Group, members: list[Fault]) -> Row:
    words = phrases.words
    exhibit, volume, stage, reason = group
    if volume is None:
        where = words.say("faults.exhibit_whole", exhibit=exhibit)
    else:
        where = words.say("faults.exhibit_volume", exhibit=exhibit, volume=volume)
    places: list[Rich] = [_fault_place(phrases, fault) for fault in members[:MOST_PLACES]]
    if len(members) > MOST_PLACES:
        places.append(words.say("faults.more_places", n=len(members) - MOST_PLACES))
    return Row(
        cells=(
            cell(where),
            cell(plain(words.number(len(members)))),
            tuple(places),
            cell(plain(sentence(words.recorded(reason)))),
            cell(words.say(f"faults.effect.{stage}")),
        )
    )


def _fault_place(phrases: Phrases, fault: Fault) -> Rich:
    words = phrases.words
    parts: list[Rich] = []
    if fault.path is not None:
        stream = "" if fault.stream is None else ":" + display_text(fault.stream)
        parts.append((Span(fault.path.display() + stream, Style.PATH),))
    elif fault.meta_addr is not None:
        parts.append(words.say("faults.meta", meta=fault.meta_addr))
    if fault.offset_bytes is not None:
        parts.append(_bytes_of_fault(phrases, fault.offset_bytes, fault.length_bytes))
    return joined(parts, ", ") if parts else words.say("faults.no_place")


def _bytes_of_fault(phrases: Phrases, offset: int, length_bytes: int | None) -> Rich:
    """Of the image, or of a volume inside another."""
    words = phrases.words
    volume, inside = place_of(offset)
    length = None if length_bytes is None else words.say("bytes", n=length_bytes)
    if volume is not None and length is not None:
        return words.say("faults.at_inner_range", offset=inside, volume=volume, length=length)
    if volume is not None:
        return words.say("faults.at_inner_offset", offset=inside, volume=volume)
    if length is not None:
        return words.say("faults.at_range", offset=inside, length=length)
    return words.say("faults.at_offset", offset=inside)


def _unreadable(phrases: Phrases) -> tuple[Block, ...]:
    """The places of the images that reading could not get, each with offset and length."""
    words = phrases.words
    rows: list[Row] = []
    left_out = 0
    for exhibit in phrases.content.exhibits:
        places = unreadable_of(exhibit)
        if places:
            rows += [_place_row(phrases, exhibit, place) for place in islice(places, MOST_UNREADABLE)]
            left_out += max(len(places) - MOST_UNREADABLE, 0)
            title = words.say("faults.unreadable_sum", exhibit=exhibit.id, n=len(places))
            total = cell(plain(words.number(places.length_bytes)))
            rows.append(Row(cells=(cell(title), total), first_reach=3, total=True))
    if not rows:
        return ()
    columns = (
        Column(title=words.say("faults.unreadable_exhibit"), width="auto"),
        Column(title=words.say("faults.unreadable_where"), width="1fr"),
        Column(title=words.say("faults.unreadable_from"), width="auto", right=True),
        Column(title=words.say("faults.unreadable_length"), width="auto", right=True),
    )
    notes = [words.say("faults.unreadable_note")]
    if left_out:
        notes.append(words.say("faults.unreadable_more", n=left_out))
    return (
        Heading(title=words.say("faults.unreadable_title"), level=3),
        Ledger(columns=columns, rows=tuple(rows), size_pt=8),
        Prose(text=joined(notes, " "), small=True),
    )


def _place_row(phrases: Phrases, exhibit: ExhibitContent, place: ByteRange) -> Row:
    words = phrases.words
    counts = (place.offset_bytes, place.length_bytes)
    return Row(
        cells=(
            cell(plain(exhibit.id)),
            cell(words.listing(_homes(phrases, exhibit, place))),
            *(cell(plain(words.number(count))) for count in counts),
        )
    )


def _homes(phrases: Phrases, exhibit: ExhibitContent, place: ByteRange) -> list[Rich]:
    """The volumes that a place lies in, and the space outside where some of it lies in none."""
    words = phrases.words
    homes: list[Rich] = []
    inside = 0
    for v in exhibit.volumes:
        if v.volume.within is not None:
            continue
        end = min(place.end_bytes, v.volume.offset_bytes + v.volume.length_bytes)
        length = end - max(place.offset_bytes, v.volume.offset_bytes)
        if length > 0:
            homes.append(words.say("faults.unreadable_volume", volume=words.number(v.volume.index)))
            inside += length
    if inside < place.length_bytes:
        homes.append(words.say("faults.unreadable_outside"))
    return homes


def _locked(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    rows = tuple(
        Row(cells=(cell(where), cell(what), cell(size), cell(entries)))
        for where, what, size, entries in (*_locked_volumes(phrases), *_locked_files(phrases))
    )
    if not rows:
        return ()
    columns = (
        Column(title=words.say("faults.where"), width="auto"),
        Column(title=words.say("faults.locked_what"), width="1fr"),
        Column(title=words.say("faults.locked_bytes"), width="auto", right=True),
        Column(title=words.say("faults.locked_entries"), width="auto", right=True),
    )
    return (
        Heading(title=words.say("faults.locked_title"), level=3),
        Ledger(columns=columns, rows=rows),
        Prose(text=words.say("faults.locked_tried"), small=True),
    )


def _locked_volumes(phrases: Phrases) -> Iterator[tuple[Rich, Rich, Rich, Rich]]:
    words = phrases.words
    for exhibit in phrases.content.exhibits:
        for v in exhibit.volumes:
            if v.volume.state == VolumeState.LOCKED and not was_unlocked(exhibit, v.volume):
                kind = typed(v.volume.file_system or "")
                key = "faults.locked_volume" + ("" if kind else "_plain")
                where = words.say("faults.exhibit_volume", exhibit=exhibit.id, volume=v.volume.index)
                size = plain(words.number(v.volume.length_bytes))
                yield where, words.say(key, kind=kind), size, words.say("faults.locked_unknown")


def _locked_files(phrases: Phrases) -> Iterator[tuple[Rich, Rich, Rich, Rich]]:
    words = phrases.words
    for exhibit in phrases.content.exhibits:
        for v in exhibit.volumes:
            count = v.outcomes.get(Outcome.ENCRYPTED, 0)
            if count:
                size = v.content_bytes.get(Outcome.ENCRYPTED)
                amount = (
                    words.say("faults.locked_bytes_unknown") if size is None else plain(words.number(size))
                )
                where = words.say("faults.exhibit_volume", exhibit=exhibit.id, volume=v.volume.index)
                yield where, words.say("faults.locked_files"), amount, plain(words.number(count))
            for kind, files, size_bytes in v.locked_contents:
                where = words.say("faults.exhibit_volume", exhibit=exhibit.id, volume=v.volume.index)
                what = words.say("faults.locked_contents", kind=typed(kind))
                yield where, what, plain(words.number(size_bytes)), plain(words.number(files))
