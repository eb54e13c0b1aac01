"""Reads a report back: its composed words without a PDF, and the PDF through programs that are not ours."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from reports import blocks
from reports.blocks import Block, Document, Rich, Style
from reports.content import CaseContent
from reports.pages import compose
from reports.typesetting import section_numbers
from reports.wording import Wording


def composed(content: CaseContent) -> Document:
    return compose(
        content, words=Wording(), typesetter="test", attached=("hits.csv", "coverage.csv"), too_large=()
    )


def words_of(content: CaseContent) -> str:
    """All words of cover and pages, references resolved, one block or cell line a line."""
    document = composed(content)
    numbers = dict(section_numbers(document.blocks))
    cover = document.cover
    lines = [*cover.agency, (blocks.Span(cover.title),), cover.subtitle, cover.result]
    lines += list(_lines(cover.facts))
    lines += [line for block in document.blocks for line in _lines(block)]
    return "\n".join(_text(line, numbers) for line in lines)


def section(content: CaseContent, number: str) -> str:
    """The words of one section, by its printed number."""
    document = composed(content)
    numbers = dict(section_numbers(document.blocks))
    found: list[str] = []
    here = ""
    for block in _unpacked(document.blocks):
        if isinstance(block, blocks.Part):
            here = ""
        key = getattr(block, "key", "")
        if key:
            here = numbers[key]
        if here == number:
            found += [_text(line, numbers) for line in _lines(block)]
    assert found, f"no section {number}"
    return "\n".join(found)


def _unpacked(parts: Iterable[Block]) -> Iterator[Block]:
    for block in parts:
        if isinstance(block, blocks.Keep):
            yield from _unpacked(block.blocks)
        elif isinstance(block, blocks.Sheet):
            yield from block.questions
        else:
            yield block


def lines_of(parts: Iterable[Block]) -> list[str]:
    """The lines of some blocks, references left as they are."""
    return ["".join(span.text for span in line) for block in _unpacked(parts) for line in _lines(block)]


def _text(rich: Rich, numbers: dict[str, str]) -> str:
    return "".join(numbers[s.text] if s.style is Style.SECTION else s.text for s in rich)


def _lines(block: Block) -> Iterator[Rich]:
    match block:
        case blocks.Part() | blocks.Heading():
            yield block.title
        case blocks.Prose():
            yield block.text
        case blocks.Facts():
            for label, value in block.rows:
                yield label
                yield from value
        case blocks.Ledger():
            yield tuple(span for column in block.columns for span in (*column.title, blocks.Span(" | ")))
            for row in block.rows:
                yield tuple(
                    span
                    for cell in row.cells
                    for span in (*(s for line in cell for s in (*line, blocks.Span(" "))), blocks.Span("| "))
                )
        case blocks.Chart():
            yield (blocks.Span(block.alt),)
            yield block.caption
        case blocks.Sides():
            yield from (block.left, *block.left_items, block.right, *block.right_items)
        case blocks.Terms():
            for term, meaning in block.items:
                yield from (term, meaning)
        case blocks.SignatureLines():
            yield from block.labels
        case blocks.Steps():
            for item in block.items:
                for part in item:
                    yield from _lines(part)
        case blocks.Keep():
            for part in block.blocks:
                yield from _lines(part)
        case blocks.Question():
            yield block.title
            for part in block.blocks:
                yield from _lines(part)
        case blocks.Sheet():
            for question in block.questions:
                yield from _lines(question)
        case blocks.PageBreak():
            pass


def poppler(program: str, *arguments: str | Path) -> str:
    """What a program of poppler-utils prints; the test is skipped where it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} (Debian: poppler-utils) is not installed")
    done = subprocess.run([path, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def pdf_pages(pdf: Path) -> list[str]:
    return poppler("pdftotext", "-layout", pdf, "-").split("\f")[:-1]
