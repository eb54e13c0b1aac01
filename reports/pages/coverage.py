"""B4: the ledger. Every entry in exactly one outcome, every byte in exactly one range, with the additions
printed.
"""

from collections.abc import Sequence
from datetime import timedelta

from forensics.entries import Outcome
from forensics.images import VolumeState
from reports.blocks import Block, Cell, Column, Heading, Ledger, Prose, Rich, Row, Span, Style
from reports.content import ExhibitContent, VolumeContent
from reports.pages.byte_lines import byte_lines
from reports.pages.phrases import Phrases, cell, plain
from reports.pages.unseen import sentence
from reports.reckoning import Ledger as Sums
from reports.reckoning import all_volumes, ledger_of, was_unlocked
from reports.wording import joined, typed

MOST_VOLUMES = 200  # ledger rows of one exhibit in print; all stand in coverage.csv


def coverage(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    heading = Heading(title=words.say("coverage.title"), key="coverage")
    if not any(exhibit.volumes or exhibit.gaps for exhibit in phrases.content.exhibits):
        return heading, Prose(text=words.say("coverage.none"))
    return (
        heading,
        Prose(text=words.say("coverage.text")),
        *_entries(phrases),
        *_time_boxes(phrases),
        *_second_counts(phrases),
        *byte_lines(phrases),
    )


def _entries(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    sums = ledger_of(all_volumes(content))
    waiting = sums.waiting > 0
    widths = ("13.5mm", "13mm", "15.5mm", "15.5mm", "13mm", "16.5mm", "12mm", "13mm")
    columns = [
        Column(title=words.say("coverage.volume"), width="13mm"),
        Column(title=words.say("coverage.name"), width="1fr"),
        Column(title=words.say("coverage.entries"), width="13mm", right=True),
        *(
            Column(title=phrases.outcome(o), width=width, right=True)
            for o, width in zip(Outcome, widths, strict=True)
        ),
    ]
    if waiting:
        columns.append(Column(title=words.say("outcome.waiting"), width="12mm", right=True))
    rows: list[Row] = []
    for exhibit in content.exhibits:
        rows += _exhibit_rows(phrases, exhibit, waiting=waiting)
    rows.append(_sum_row(words.say("coverage.sum"), _numbers(phrases, sums, waiting=waiting)))
    ledger = Ledger(columns=tuple(columns), rows=tuple(rows), size_pt=7.9 if not waiting else 7.3, tight=True)
    return (ledger, *_check_line(phrases, sums))


def _check_line(phrases: Phrases, sums: Sums) -> tuple[Block, ...]:
    words = phrases.words
    parts = [sums.outcomes[o] for o in Outcome] + ([sums.waiting] if sums.waiting else [])
    addition = " + ".join(words.number(part) for part in parts)
    check = words.say("coverage.check", parts=addition, sum=sums.entries)
    if sums.waiting:
        check = joined([check, words.say("coverage.waiting_note")], " ")
    return (Prose(text=check, small=True),)


def _exhibit_rows(phrases: Phrases, exhibit: ExhibitContent, *, waiting: bool) -> list[Row]:
    rows = [_volume_row(phrases, exhibit, v, waiting=waiting) for v in exhibit.volumes[:MOST_VOLUMES]]
    if len(exhibit.volumes) > MOST_VOLUMES:
        more = phrases.words.say("exhibits.more_lines", n=len(exhibit.volumes) - MOST_VOLUMES)
        rows.append(Row(cells=(cell(plain(exhibit.id)), cell(more)), reach=10 + waiting))
    if sum(v.entries is not None for v in exhibit.volumes) > 1 or len(exhibit.volumes) > MOST_VOLUMES:
        title = phrases.words.say("coverage.exhibit_sum", exhibit=exhibit.id)
        rows.append(_sum_row(title, _numbers(phrases, ledger_of(exhibit.volumes), waiting=waiting)))
    return rows


def _volume_row(phrases: Phrases, exhibit: ExhibitContent, v: VolumeContent, *, waiting: bool) -> Row:
    name = (plain(f"{exhibit.id}.{v.volume.index}"),)
    label = typed(v.volume.label or "") or typed(phrases.words.recorded(v.volume.description))
    file_system = phrases.file_system(v.volume)
    described: Cell = (plain(label), _grey(file_system)) if file_system else cell(plain(label))
    if v.entries is None:
        return Row(cells=(name, described, cell(_why_not_listed(phrases, exhibit, v))), reach=9 + waiting)
    return Row(cells=(name, described, *_numbers(phrases, ledger_of([v]), waiting=waiting)))


def _grey(rich: Rich) -> Rich:
    return tuple(Span(span.text, Style.GREY) for span in rich)


def _why_not_listed(phrases: Phrases, exhibit: ExhibitContent, v: VolumeContent) -> Rich:
    words, state = phrases.words, v.volume.state
    if was_unlocked(exhibit, v.volume):
        return words.say("coverage.row_holds_volumes")
    if state in (VolumeState.UNSUPPORTED, VolumeState.UNREADABLE):
        if v.volume.reason:
            return words.say("coverage.row_unsupported", reason=sentence(words.recorded(v.volume.reason)))
        return words.say(f"coverage.row_{state}_plain")
    return words.say(f"coverage.row_{state}")


def _numbers(phrases: Phrases, sums: Sums, *, waiting: bool) -> tuple[Cell, ...]:
    counts = [sums.entries, *(sums.outcomes[o] for o in Outcome)]
    if waiting:
        counts.append(sums.waiting)
    return tuple(cell(plain(phrases.words.number(count))) for count in counts)


def _sum_row(title: Rich, numbers: Sequence[Cell]) -> Row:
    return Row(cells=(cell(title), *numbers), first_reach=2, total=True)


def _time_boxes(phrases: Phrases) -> tuple[Block, ...]:
    """What the scans with a time box compared and what they left: exact counts, and no guess at the rest."""
    words = phrases.words
    said: list[Rich] = []
    whole: list[Rich] = []
    for exhibit in phrases.content.exhibits:
        if exhibit.scan is not None and exhibit.scan.time_box is not None:
            sums = ledger_of(exhibit.volumes)
            if sums.left:
                said.append(_left_by(phrases, exhibit, minutes=exhibit.scan.time_box // timedelta(minutes=1)))
            elif sums.with_content:
                whole.append(plain(exhibit.id))
    if said:
        said.append(words.say("coverage.box_order"))
    if whole:
        said.append(words.say("coverage.box_whole", exhibits=words.listing(whole)))
    blocks = tuple(Prose(text=text) for text in said)
    return (Heading(title=words.say("coverage.time_box"), level=3), *blocks) if blocks else ()


def _left_by(phrases: Phrases, exhibit: ExhibitContent, *, minutes: int) -> Rich:
    words, sums = phrases.words, ledger_of(exhibit.volumes)
    return words.say(
        "coverage.box_cut",
        exhibit=exhibit.id,
        box=words.say("coverage.box_minutes", n=minutes),
        files=sums.with_content,
        read=sums.read,
        ruled_out=sums.outcomes[Outcome.RULED_OUT_BY_SIZE],
        left=sums.left,
        left_size=_left_size(phrases, exhibit),
        others=sums.outcomes[Outcome.UNREADABLE] + sums.outcomes[Outcome.ENCRYPTED],
    )


def _left_size(phrases: Phrases, exhibit: ExhibitContent) -> Rich:
    """The bytes of what the time box left, where they were counted and nothing waits uncounted."""
    words = phrases.words
    listed = [v for v in exhibit.volumes if v.entries is not None]
    if any(v.waiting or not v.content_bytes for v in listed):
        return ()
    size = sum(v.content_bytes.get(Outcome.SKIPPED_BY_PROFILE, 0) for v in listed)
    return words.say("coverage.box_left_size", bytes=words.say("bytes", n=size))


def _second_counts(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    listed = [(e, v, v.census) for e in content.exhibits for v in e.volumes if v.entries is not None]
    counted = [(exhibit, v, census) for exhibit, v, census in listed if census is not None]
    if not counted:
        return (Prose(text=words.say("coverage.no_second"), small=True),)
    columns = (
        Column(title=words.say("coverage.second_volume"), width="auto"),
        Column(title=words.say("coverage.second_by"), width="1fr"),
        *(
            Column(title=words.say(f"coverage.second_{name}"), width="auto", right=True)
            for name in ("in_use", "met", "difference")
        ),
    )
    rows = tuple(
        Row(
            cells=(
                cell(plain(f"{exhibit.id}.{v.volume.index}")),
                cell(plain(typed(words.recorded(census.source)))),
                *(
                    cell(plain(words.number(n)))
                    for n in (census.in_use, census.met, census.in_use - census.met)
                ),
            )
        )
        for exhibit, v, census in counted[:MOST_VOLUMES]
    )
    notes = [words.say("coverage.second_note")]
    if len(counted) > MOST_VOLUMES:
        notes.append(words.say("coverage.second_more", n=len(counted) - MOST_VOLUMES))
    if len(counted) < len(listed):
        notes.append(words.say("coverage.second_not", n=len(listed) - len(counted)))
    return (
        Heading(title=words.say("coverage.second"), level=3),
        Ledger(columns=columns, rows=rows),
        Prose(text=joined(notes, " "), small=True),
    )
