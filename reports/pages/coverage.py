"""B4: the ledger. Every entry in exactly one outcome, every byte in exactly one range, with the additions
printed.
"""

from collections.abc import Sequence

from forensics.entries import Outcome
from forensics.images import VolumeState
from reports.blocks import Block, Cell, Column, Heading, Ledger, Prose, Rich, Row, Span, Style
from reports.content import ExhibitContent, VolumeContent
from reports.pages.phrases import Phrases, cell, plain
from reports.pages.unseen import sentence
from reports.reckoning import Ledger as Sums
from reports.reckoning import all_volumes, ledger_of, volume_bytes
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
        *_second_count(phrases),
        Heading(title=words.say("coverage.bytes"), level=3),
        _bytes(phrases),
        Prose(text=words.say("coverage.bytes_note"), small=True),
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
    label = typed(v.volume.label or "") or typed(v.volume.description)
    file_system = phrases.file_system(v.volume)
    described: Cell = (plain(label), _grey(file_system)) if file_system else cell(plain(label))
    if v.entries is None:
        return Row(cells=(name, described, cell(_why_not_listed(phrases, v))), reach=9 + waiting)
    return Row(cells=(name, described, *_numbers(phrases, ledger_of([v]), waiting=waiting)))


def _grey(rich: Rich) -> Rich:
    return tuple(Span(span.text, Style.GREY) for span in rich)


def _why_not_listed(phrases: Phrases, v: VolumeContent) -> Rich:
    words, state = phrases.words, v.volume.state
    if state in (VolumeState.UNSUPPORTED, VolumeState.UNREADABLE):
        if v.volume.reason:
            return words.say("coverage.row_unsupported", reason=sentence(v.volume.reason))
        return words.say(f"coverage.row_{state}_plain")
    return words.say(f"coverage.row_{state}")


def _numbers(phrases: Phrases, sums: Sums, *, waiting: bool) -> tuple[Cell, ...]:
    counts = [sums.entries, *(sums.outcomes[o] for o in Outcome)]
    if waiting:
        counts.append(sums.waiting)
    return tuple(cell(plain(phrases.words.number(count))) for count in counts)


def _sum_row(title: Rich, numbers: Sequence[Cell]) -> Row:
    return Row(cells=(cell(title), *numbers), first_reach=2, total=True)


def _second_count(phrases: Phrases) -> tuple[Block, ...]:
    words, content = phrases.words, phrases.content
    counted = [
        (exhibit, v, v.second_count, v.entries)
        for exhibit in content.exhibits
        for v in exhibit.volumes
        if v.second_count is not None and v.entries is not None
    ]
    if not counted:
        return (Prose(text=words.say("coverage.no_second"), small=True),)
    columns = (
        Column(title=words.say("coverage.second_volume"), width="auto"),
        Column(title=words.say("coverage.second_by"), width="1fr"),
        *(
            Column(title=words.say(f"coverage.second_{name}"), width="auto", right=True)
            for name in ("count", "listed", "difference")
        ),
    )
    rows = tuple(
        Row(
            cells=(
                cell(plain(f"{exhibit.id}.{v.volume.index}")),
                cell(plain(typed(second.method))),
                *(cell(plain(words.number(n))) for n in (second.entries, listed, second.entries - listed)),
            )
        )
        for exhibit, v, second, listed in counted
    )
    return (
        Heading(title=words.say("coverage.second"), level=3),
        Ledger(columns=columns, rows=rows),
    )


def _bytes(phrases: Phrases) -> Ledger:
    words = phrases.words
    names = ("readable", "locked", "unreadable", "none", "gaps", "capacity")
    columns = (
        Column(title=words.say("coverage.bytes_exhibit"), width="auto"),
        *(Column(title=words.say(f"coverage.bytes_{name}"), width="1fr", right=True) for name in names),
    )
    rows = []
    for exhibit in phrases.content.exhibits:
        counts = (
            volume_bytes(exhibit, VolumeState.READABLE),
            volume_bytes(exhibit, VolumeState.LOCKED),
            volume_bytes(exhibit, VolumeState.UNSUPPORTED, VolumeState.UNREADABLE),
            volume_bytes(exhibit, VolumeState.NO_FILE_SYSTEM),
            sum(gap.length_bytes for gap in exhibit.gaps),
            exhibit.image.size_bytes,
        )
        numbers = tuple(cell(plain(words.number(count))) for count in counts)
        rows.append(Row(cells=(cell(plain(exhibit.id)), *numbers)))
    return Ledger(columns=columns, rows=tuple(rows))
