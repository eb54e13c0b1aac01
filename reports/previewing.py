"""The pages of a report as pictures, before it is written: the same words, order and template as the PDF.

What is known only when a report is written (its number, its head of the chain, its digests) is not in them.
Nothing stays on the disk: what the template reads lies in a temporary folder that is removed; that of a
preview that was killed goes with a later one.
"""

import io
import json
import shutil
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from reports import blocks, tables
from reports.blocks import Block, Document
from reports.closing import verify_content
from reports.content import CaseContent
from reports.coverage_data import coverage_json
from reports.errors import ReportNotWritten
from reports.layout import ATTACHED, LARGEST_ATTACHMENT
from reports.pages import compose
from reports.pdf import TYPESETTER_VERSION, Paper, template_data
from reports.redacting import redacted
from reports.wording import Wording

PREVIEW_ID: Final = "R-PREVIEW"  # where the number of the report will stand
WHOLE_ROWS: Final = 2_500  # rows of all tables together that are set as they are: some eighty pages
KEPT_ROWS: Final = 120  # of a table in a longer report
LEFT_AFTER_S: Final = 3_600  # no preview takes that long
_FOLDERS: Final = "fieldcase-preview-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePictures:
    """Each page as a PNG picture. `is_shortened`: long tables are cut, so the report has more pages."""

    pages: tuple[bytes, ...]
    is_shortened: bool


def page_pictures(content: CaseContent, *, language: str, paper: Paper, ppi: float) -> PagePictures:
    """The pages of the report that `content` would give; what its `redaction` withholds is taken out here.
    Raise ReportRefused or ReportNotWritten as the report itself would.
    """
    verify_content(content)
    words = Wording(language)
    shown = redacted(content, words=words)
    attached = tuple(name for name in ATTACHED if 0 < _length(shown, name) <= LARGEST_ATTACHMENT)
    too_large = tuple(name for name in ATTACHED if _length(shown, name) > LARGEST_ATTACHMENT)
    document = compose(
        shown, words=words, typesetter=TYPESETTER_VERSION, attached=attached, too_large=too_large
    )
    printed = shortened(document)
    made = int(content.report.made_at.timestamp())
    return PagePictures(
        pages=_pictures(printed, paper=paper, made=made, ppi=ppi), is_shortened=printed is not document
    )


def _pictures(document: Document, *, paper: Paper, made: int, ppi: float) -> tuple[bytes, ...]:
    from reports import typesetter  # the engine is loaded where pages are set, and nowhere before

    data, pictures = template_data(document, paper=paper)
    try:
        with tempfile.TemporaryDirectory(prefix=_FOLDERS) as name:
            work = Path(name)
            _remove_left(work)
            for picture, content in pictures.items():
                (work / picture).write_bytes(content)
            (work / "data.json").write_text(json.dumps(data, ensure_ascii=True), encoding="ascii")
            return typesetter.page_pictures(work, made=made, ppi=ppi)
    except typesetter.NotTypeset as trouble:
        raise ReportNotWritten(f"the pages could not be typeset: {trouble}") from trouble
    except OSError as trouble:
        raise ReportNotWritten(f"the pages could not be typeset: {trouble.strerror}") from trouble


def _remove_left(work: Path) -> None:
    """Folders of previews that were killed; those of others who share the laptop stay."""
    now_s = work.stat().st_mtime
    for folder in work.parent.glob(f"{_FOLDERS}*"):
        with suppress(OSError):  # another preview removes the same
            state = folder.lstat()
            if stat.S_ISDIR(state.st_mode) and now_s - state.st_mtime > LEFT_AFTER_S:
                shutil.rmtree(folder)


def shortened(document: Document) -> Document:
    """The same document where its tables are short enough to be set at once; else with long ones cut."""
    if _rows(document.blocks) <= WHOLE_ROWS:
        return document
    return replace(document, blocks=tuple(map(_cut, document.blocks)))


def _rows(parts: Sequence[Block]) -> int:
    return sum(
        len(block.rows)
        if isinstance(block, blocks.Ledger)
        else _rows(block.blocks)
        if isinstance(block, blocks.Keep | blocks.Question)
        else 0
        for block in parts
    )


def _cut(block: Block) -> Block:
    if isinstance(block, blocks.Ledger):
        return replace(block, rows=block.rows[:KEPT_ROWS])
    if isinstance(block, blocks.Keep):
        return replace(block, blocks=tuple(map(_cut, block.blocks)))
    return block


class _Counted(io.TextIOBase):
    """Takes what would be written, and keeps its length in bytes."""

    def __init__(self) -> None:
        self.length_bytes = 0

    def write(self, text: str, /) -> int:
        self.length_bytes += len(text.encode("utf-8", "backslashreplace"))
        return len(text)


def _length(content: CaseContent, name: str) -> int:
    """How long the table of that name will be."""
    counted = _Counted()
    file: IO[str] = counted  # type: ignore[assignment]  # it is only written to
    match name:
        case "hits.csv":
            tables.write_hits(file, content)
        case "coverage.csv":
            tables.write_coverage(file, content)
        case "bytes.csv":
            tables.write_byte_lines(file, content)
        case "coverage.json":
            counted.write(coverage_json(content))
        case "custody.jsonl":
            tables.write_custody(file, content)
        case _:
            raise ValueError(f"no table is called {name}")
    return counted.length_bytes
