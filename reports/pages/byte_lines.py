"""The byte ledger of B4: what the bytes of each exhibit belong to, with the additions printed."""

from collections.abc import Iterator

from forensics.ledger import ByteKind, ByteLedger, ByteLine
from reports.blocks import Block, Column, Heading, Ledger, Prose, Rich, Row
from reports.content import ExhibitContent
from reports.pages.phrases import Phrases, cell, plain
from reports.reckoning import bytes_of
from reports.wording import joined, typed

MOST_LINES = 600  # of one exhibit in print; all stand in bytes.csv


def byte_lines(phrases: Phrases) -> tuple[Block, ...]:
    words = phrases.words
    columns = (
        Column(title=words.say("coverage.volume"), width="auto"),
        Column(title=words.say("coverage.name"), width="1fr"),
        Column(title=words.say("coverage.bytes_kind"), width="1.2fr"),
        Column(title=words.say("coverage.bytes_count"), width="auto", right=True),
    )
    rows = tuple(row for exhibit in phrases.content.exhibits for row in _rows(phrases, exhibit))
    checks = [_check(phrases, exhibit) for exhibit in phrases.content.exhibits]
    return (
        Heading(title=words.say("coverage.bytes"), level=3),
        Ledger(columns=columns, rows=rows, size_pt=7.9),
        *(Prose(text=check, small=True) for check in checks),
        Prose(text=words.say("coverage.bytes_note"), small=True),
    )


def _rows(phrases: Phrases, exhibit: ExhibitContent) -> Iterator[Row]:
    words, ledger = phrases.words, bytes_of(exhibit)
    for line in ledger.lines[:MOST_LINES]:
        place, name = _place(phrases, exhibit, line)
        count = plain(words.number(line.length_bytes))
        yield Row(cells=(cell(place), cell(name), cell(_kind(phrases, exhibit, line)), cell(count)))
    rest = ledger.lines[MOST_LINES:]
    if rest:
        size = sum(line.length_bytes for line in rest)
        more = words.say("coverage.bytes_more", n=len(rest), bytes=words.say("bytes", n=size))
        yield Row(cells=(cell(plain(exhibit.id)), cell(more)), reach=3)
    title = words.say("coverage.bytes_sum", exhibit=exhibit.id)
    yield Row(cells=(cell(title), cell(plain(words.number(ledger.counted_bytes)))), first_reach=3, total=True)


def _place(phrases: Phrases, exhibit: ExhibitContent, line: ByteLine) -> tuple[Rich, Rich]:
    if line.volume is None:
        return plain(exhibit.id), phrases.words.say("coverage.bytes_outside")
    volume = next(v.volume for v in exhibit.volumes if v.volume.index == line.volume)
    label = plain(typed(volume.label or "") or typed(phrases.words.recorded(volume.description)))
    system = typed(volume.file_system or "")
    return plain(f"{exhibit.id}.{line.volume}"), joined([label, plain(system)], ", ") if system else label


def _kind(phrases: Phrases, exhibit: ExhibitContent, line: ByteLine) -> Rich:
    if line.kind is ByteKind.UNDIVIDED and exhibit.scan is None:
        return phrases.words.say("bytes.not_scanned")
    return phrases.words.say(f"bytes.{line.kind.value}")


def _check(phrases: Phrases, exhibit: ExhibitContent) -> Rich:
    """The addition by kind, and the capacity it has to give."""
    words, ledger = phrases.words, bytes_of(exhibit)
    parts = " + ".join(words.number(size) for size in _by_kind(ledger))
    sums: dict[str, int] = {"capacity": ledger.size_bytes, "counted": ledger.counted_bytes}
    if not ledger.difference_bytes:
        return words.say("coverage.bytes_check", exhibit=exhibit.id, parts=parts, **sums)
    difference = words.number(ledger.difference_bytes)
    return words.say("coverage.bytes_open", exhibit=exhibit.id, parts=parts, difference=difference, **sums)


def _by_kind(ledger: ByteLedger) -> list[int]:
    return [size for kind in ByteKind if (size := ledger.total(kind))]
