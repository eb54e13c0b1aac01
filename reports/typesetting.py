"""A document as data for the template: every text drawable, long words and paths given places to break,
nothing else decided.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeAlias

from reports import blocks
from reports.blocks import Block, Cell, Cover, Document, Furniture, Rich, Span, Style
from reports.drawable import drawable
from reports.pictures import picture_name

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"

_RUNNING = (
    Style.PLAIN,
    Style.STRONG,
    Style.EMPHASIS,
    Style.GREY,
)  # neighbours become one
_LONG_WORD = 24  # characters; a longer run without a space may break anywhere
_LONG = re.compile(rf"(\S{{{_LONG_WORD + 1},}})")
_PIECES = re.compile(r"\\x[0-9A-F]{2}|\\u\{[0-9A-F]+\}|[^\\]{1,4}|\\", re.DOTALL)  # a sign is never broken
_LONG_PROSE = 1200  # characters; shorter paragraphs do not break across pages
_LINE = 20  # characters in a line of a narrow column
_LONG_ROW = 500  # characters; a cell of so many is well below a page
_KEPT_LINES = 38  # what is longer than about a page may break across pages


def document_data(document: Document) -> dict[str, Data]:
    """The document as JSON-like data, as `typeset/report.typ` reads it."""
    return {
        "furniture": _furniture(document.furniture),
        "cover": _cover(document.cover),
        "blocks": _blocks(document.blocks),
        "numbers": dict(section_numbers(document.blocks)),
    }


def section_numbers(parts: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The number of every section with a key, as the template's headings count: B4."""
    letter, number = 0, 0
    for block in _flat(parts):
        if isinstance(block, blocks.Part):
            letter, number = letter + 1, 0
        elif isinstance(block, blocks.Question) or (isinstance(block, blocks.Heading) and block.level == 2):
            number += 1
            yield block.key, f"{'ABCDEFGH'[letter - 1]}{number}"


def _flat(parts: Iterable[Block]) -> Iterator[Block]:
    for block in parts:
        yield block
        if isinstance(block, blocks.Keep):
            yield from _flat(block.blocks)
        elif isinstance(block, blocks.Sheet):
            yield from block.questions


def _blocks(parts: Sequence[Block]) -> list[Data]:
    """The blocks in order; a sentence right before a table stays on its page."""
    data: list[Data] = []
    for block, after in zip_longest(parts, parts[1:]):
        drawn = _block(block)
        if isinstance(block, blocks.Prose):
            drawn["long"] = sum(len(span.text) for span in block.text) > _LONG_PROSE
            drawn["sticky"] = block.lead or isinstance(after, blocks.Ledger | blocks.SignatureLines)
        data.append(drawn)
    return data


def _furniture(f: Furniture) -> dict[str, Data]:
    return {
        "language": f.language,
        "region": f.region,
        "title": drawable(f.title),
        "author": drawable(f.author),
        "description": drawable(f.description),
        "keywords": [drawable(word) for word in f.keywords],
        "made": list(f.made),
        "head": _rich(f.head),
        "second": _rich(f.second),
        "foot_left": _rich(f.foot_left),
        "foot_middle": _rich(f.foot_middle),
        "page_of": f.page_of,
    }


def _cover(cover: Cover) -> dict[str, Data]:
    return {
        "agency": [_rich(line) for line in cover.agency],
        "logo": picture_name(cover.logo) if cover.logo else "",
        "logo_alt": drawable(cover.logo_alt),
        "title": cover.title,
        "subtitle": _rich(cover.subtitle),
        "facts": _block(cover.facts),
        "result": _rich(cover.result),
        "contents": cover.contents,
        "form": cover.is_form,
    }


def _rich(rich: Rich) -> list[Data]:
    merged: list[Span] = []
    for span in rich:
        if merged and span.style in _RUNNING and merged[-1].style is span.style:
            merged[-1] = Span(merged[-1].text + span.text, span.style)
        elif span.text or span.style:
            merged.append(span)
    return [_span(span) for span in merged]


def _span(span: Span) -> Data:
    text = drawable(span.text)
    if span.style is Style.PATH:
        return ["p", _pieces(text)]
    if span.style is Style.PLAIN:
        return ["w", _pieces(text)] if _LONG.search(text) else text
    return [span.style.value, text]


def _pieces(text: str) -> list[Data]:
    """The text in parts between which a line may end: in a very long word after a slash, or anywhere."""
    parts: list[Data] = []
    for stretch in _LONG.split(text):
        if not _LONG.fullmatch(stretch):
            parts.append(stretch)
            continue
        parts += _long_pieces(stretch)
    return [part for part in parts if part] or [""]


def _long_pieces(stretch: str) -> Iterator[str]:
    """A long word in its pieces. Between a slash and a letter a line may end anyway (UAX 14, class SY), so
    that such parts stay one piece: each costs memory.
    """
    whole = ""
    for part in re.findall(r"[^/]*/|[^/]+", stretch):
        if _LONG.fullmatch(part):
            yield whole
            yield from _PIECES.findall(part)
            whole = ""
        elif whole and not ("A" <= part[:1] <= "Z" or "a" <= part[:1] <= "z"):
            yield whole
            whole = part
        else:
            whole += part
    yield whole


def _cell(cell: Cell) -> list[Data]:
    return [_rich(line) for line in cell]


def _block(block: Block) -> dict[str, Data]:
    data: dict[str, Data] = {"kind": type(block).__name__.lower()}
    match block:
        case blocks.Part():
            data |= {"title": _rich(block.title)}
        case blocks.Heading():
            data |= {"title": _rich(block.title), "level": block.level, "key": block.key}
        case blocks.Prose():
            data |= {"text": _rich(block.text), "small": block.small, "lead": block.lead}
        case blocks.Facts():
            rows: list[Data] = [[_rich(label), _cell(value)] for label, value in block.rows]
            data |= {"rows": rows, "label_mm": block.label_mm}
        case blocks.Ledger():
            data |= _ledger(block)
        case blocks.Chart():
            data |= _chart(block)
        case blocks.Pictures():
            data |= {"items": [_picture(picture) for picture in block.items]}
        case blocks.Sides():
            data |= {"left": _rich(block.left), "right": _rich(block.right)}
            data |= {"left_items": [_rich(item) for item in block.left_items]}
            data |= {"right_items": [_rich(item) for item in block.right_items]}
        case blocks.Terms():
            data |= {"items": [[_rich(term), _rich(meaning)] for term, meaning in block.items]}
        case blocks.SignatureLines():
            data |= {"labels": [_rich(label) for label in block.labels]}
        case blocks.Steps():
            data |= {"items": [_blocks(item) for item in block.items]}
            data |= {"open_lines": block.open_lines}
        case blocks.Keep():
            data |= {"blocks": _blocks(block.blocks), "fits": _lines(block) <= _KEPT_LINES}
        case blocks.Question():
            data |= {"title": _rich(block.title), "key": block.key, "blocks": _blocks(block.blocks)}
        case blocks.Sheet():
            data |= {"questions": _blocks(block.questions), "under_title": block.under_title}
        case blocks.PageBreak():
            pass
    return data


def _ledger(ledger: blocks.Ledger) -> dict[str, Data]:
    columns: list[Data] = [
        {"title": _rich(column.title), "width": column.width, "right": column.right}
        for column in ledger.columns
    ]
    rows: list[Data] = [
        {
            "cells": [_cell(cell) for cell in row.cells],
            "reach": row.reach,
            "first_reach": row.first_reach,
            "total": row.total,
            "alike": row.alike,
        }
        for row in ledger.rows
    ]
    data: dict[str, Data] = {"columns": columns, "rows": rows, "size_pt": ledger.size_pt}
    # A row that is longer than a page has to break; all others stay whole.
    whole = all(_row_length(row) <= _LONG_ROW for row in ledger.rows)
    return data | {"tight": ledger.tight, "whole_rows": whole}


def _row_length(row: blocks.Row) -> int:
    """Characters of the longest cell of a row, a started line counted as a line of a narrow column."""
    return max(
        (sum(_LINE + sum(len(span.text) for span in line) for line in cell) for cell in row.cells), default=0
    )


def _chart(chart: blocks.Chart) -> dict[str, Data]:
    bars: list[Data] = [
        {
            "label": _rich(bar.label),
            "parts": [[fill, share] for fill, share in bar.parts],
            "note": _rich(bar.note),
        }
        for bar in chart.bars
    ]
    key: list[Data] = [[fill, _rich(name)] for fill, name in chart.key]
    data: dict[str, Data] = {"bars": bars, "key": key, "caption": _rich(chart.caption)}
    return data | {"alt": drawable(chart.alt), "width_mm": chart.width_mm}


def _picture(picture: blocks.Picture) -> dict[str, Data]:
    return {
        "name": picture_name(picture.content),
        "alt": drawable(picture.alt),
        "caption": _cell(picture.caption),
        "otherwise": _rich(picture.otherwise),
    }


def _lines(keep: blocks.Keep) -> int:
    """About how many lines of a table the block takes."""
    facts = (block for block in keep.blocks if isinstance(block, blocks.Facts))
    cells = (line for block in facts for _, value in block.rows for line in value)
    return sum(1 + sum(len(span.text) for span in line) // 85 for line in cells)
