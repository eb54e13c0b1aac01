"""hits.xlsx: the matches, exhibits, coverage and faults as sheets of one workbook.

The rows are those of hits.csv, coverage.csv and faults.csv, one row for each match. Text is written as text:
nothing that a name holds becomes a formula, a link or a number. Characters that would not be seen stand as
signs (`\\x0A`, `\\u{202E}`); what does not fit into a cell or a sheet is cut and counted on the last sheet.
Rows pass through one at a time.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports.content import CaseContent, ExhibitContent, MediaDigest
from reports.findings_order import numbered_hits
from reports.forms.plain_text import plain_text
from reports.tables import (
    COVERAGE_FIELDS,
    FAULT_FIELDS,
    HIT_FIELDS,
    Scalar,
    coverage_rows,
    fault_rows,
    hit_rows,
)
from reports.wording import Wording

MOST_ROWS = 1_048_576 - 1  # of a sheet (ECMA-376 as Excel reads it), without the head
LONGEST_TEXT = 32_767  # UTF-16 units in a cell
LARGEST_EXACT = 2**53 - 1  # a cell's number is a binary64; larger ones are written as text
EXHIBIT_FIELDS = (
    *("exhibit", "item_number", "description", "make", "model", "serial", "condition", "container"),
    *("capacity_bytes", "sector_bytes", "scan", "profile", "scan_started", "scan_ended"),
    *("sha256_before", "sha256_after", "seal_in", "seal_out", "seized_when", "seized_where", "seized_from"),
    *("write_blocker", "clock", "added"),
)
_WIDTHS = {
    **dict.fromkeys(("path", "description", "reason", "condition"), 60),
    **dict.fromkeys(("sha256", "sha256_before", "sha256_after"), 66),
    **dict.fromkeys(("sha1", "set", "serial", "name_raw_b64", "category_label", "seized_where"), 42),
    **dict.fromkeys(("md5", "write_blocker", "clock"), 35),
    **dict.fromkeys(("mtime", "atime", "ctime", "crtime", "scan_started", "scan_ended", "added"), 22),
}
_WIDTH = 14  # of every other column, in digits of the standard font
_CUT = "…"
_A4 = 9  # ECMA-376 part 1, 18.3.1.63
_PRINT_PERCENT = 60  # a sheet is wider than paper; its first column stands on each page
_LINE_PT, _LINE_LENGTH = 15.5, 105  # of the last sheet, in points and characters


def workbook(content: CaseContent, *, words: Wording, scratch: Path, most_rows: int = MOST_ROWS) -> bytes:
    """The file. `scratch` is a folder for rows on their way; nothing stays there."""
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties(_properties(content, words))
        sheets = _Sheets(book, words, most_rows=most_rows)
        sheets.write("hits", HIT_FIELDS, _all_hit_rows(content))
        sheets.write("exhibits", EXHIBIT_FIELDS, (_exhibit_row(e) for e in content.exhibits))
        sheets.write("coverage", COVERAGE_FIELDS, coverage_rows(content))
        sheets.write("faults", FAULT_FIELDS, fault_rows(content))
        sheets.write_about(content)
    return target.getvalue()


def _properties(content: CaseContent, words: Wording) -> dict[str, Any]:  # Any: as xlsxwriter takes them
    """Fixed by the content: the time of writing would make two workbooks of one case differ."""
    return {
        "title": plain_text(words.text("title_case", number=content.case.number)),
        "comments": plain_text(words.text("description", id=content.report.id)),
        "author": plain_text(content.program.name),
        "created": content.report.made_at.astimezone(UTC).replace(tzinfo=None),
    }


def _all_hit_rows(content: CaseContent) -> Iterator[tuple[Scalar, ...]]:
    for no, hit in numbered_hits(content):
        yield from hit_rows(content, no, hit)


def _exhibit_row(exhibit: ExhibitContent) -> tuple[Scalar, ...]:
    scan = exhibit.scan
    started = None if scan is None else _moment(scan.started_at)
    ended = None if scan is None or scan.ended_at is None else _moment(scan.ended_at)
    return (
        exhibit.id,
        exhibit.item_number,
        exhibit.description,
        exhibit.make,
        exhibit.model,
        exhibit.serial,
        exhibit.condition,
        exhibit.image.container,
        exhibit.image.size_bytes,
        exhibit.image.sector_bytes,
        None if scan is None else scan.end.value,
        None if scan is None else scan.profile,
        started,
        ended,
        _sha256(exhibit.before),
        _sha256(exhibit.after),
        exhibit.seal_in,
        exhibit.seal_out,
        exhibit.seized_when,
        exhibit.seized_where,
        exhibit.seized_from,
        exhibit.write_blocker,
        exhibit.clock,
        None if exhibit.added_at is None else _moment(exhibit.added_at),
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sha256(media: MediaDigest | None) -> str | None:
    if media is None or media.digests is None or media.digests.sha256 is None:
        return None
    return media.digests.sha256.hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What became of the rows of a sheet."""

    sheet: str
    rows: int
    all_rows: int
    cut_cells: int


class _Sheets:
    """The sheets of one workbook, and what had to be left out of them."""

    def __init__(self, book: xlsxwriter.Workbook, words: Wording, *, most_rows: int) -> None:
        self._book = book
        self._words = words
        self._most_rows = most_rows
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "indent": 1})
        self._number = book.add_format({"num_format": "#,##0"})
        self._text = book.add_format({"indent": 1})  # apart from a number on its left
        self._plain = book.add_format({"num_format": "0"})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._bold = book.add_format({"bold": True, "valign": "top"})
        self._written: list[_Written] = []

    def write(self, name: str, fields: Sequence[str], rows: Iterable[tuple[Scalar, ...]]) -> None:
        title = self._words.text(f"workbook.{name}")
        sheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_print_scale(_PRINT_PERCENT)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        sheet.set_row(0, 2 * _LINE_PT)
        for column, field in enumerate(fields):
            sheet.set_column(column, column, _WIDTHS.get(field, _WIDTH))
            sheet.write_string(0, column, self._words.text(f"workbook.field_{field}"), self._head)
        sizes = frozenset(at for at, field in enumerate(fields) if "bytes" in field or field == "size")
        place = count = cuts = 0
        for count, row in enumerate(rows, 1):
            if count <= self._most_rows:
                place = count
                cuts += self._write_row(sheet, count, row, sizes)
        sheet.autofilter(0, 0, max(place, 1), len(fields) - 1)
        # A digest of digits alone is no number that somebody forgot to convert.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._written.append(_Written(sheet=title, rows=place, all_rows=count, cut_cells=cuts))

    def _write_row(self, sheet: Worksheet, place: int, row: tuple[Scalar, ...], sizes: frozenset[int]) -> int:
        """Write one row; give how many of its cells were cut."""
        cuts = 0
        for column, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, int) and abs(value) <= LARGEST_EXACT:
                sheet.write_number(place, column, value, self._number if column in sizes else self._plain)
                continue
            text = plain_text(str(value))
            whole = _fitting(text)
            cuts += whole != text
            sheet.write_string(place, column, whole, self._text)
        return cuts

    def write_about(self, content: CaseContent) -> None:
        """The last sheet: what this is, and what does not stand in it."""
        words = self._words
        sheet = self._book.add_worksheet(words.text("workbook.about"))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 110)
        for place, (label, text) in enumerate(self._about(content)):
            # Not every program works out the height of a row for itself.
            sheet.set_row(place, _LINE_PT * (1 + len(text) // _LINE_LENGTH))
            sheet.write_string(place, 0, _fitting(plain_text(label)), self._bold)
            sheet.write_string(place, 1, _fitting(plain_text(text)), self._wrapped)

    def _about(self, content: CaseContent) -> Iterator[tuple[str, str]]:
        words, case, report = self._words, content.case, content.report
        if content.practice:
            yield words.text("workbook.practice"), words.text("head_practice")
        yield words.text("cover.case"), case.number
        yield words.text("cover.report"), report.id
        yield words.text("cover.made"), _moment(report.made_at)
        yield words.text("workbook.program"), f"{content.program.name} {content.program.version}"
        for written in self._written:
            yield written.sheet, self._told(written)
        yield words.text("workbook.means"), words.text("workbook.means_text")
        yield words.text("workbook.signs"), words.text("workbook.signs_text")
        if content.redaction:
            yield words.text("cover.withheld"), words.text("workbook.withheld_text")

    def _told(self, written: _Written) -> str:
        words = self._words
        told = [words.text("workbook.rows", n=written.rows)]
        if written.rows < written.all_rows:
            told.append(words.text("workbook.rows_cut", all=written.all_rows))
        if written.cut_cells:
            told.append(words.text("workbook.cells_cut", n=written.cut_cells))
        return " ".join(told)


def _fitting(text: str) -> str:
    """At most what a cell holds, with a sign where some is left out."""
    if len(text) <= LONGEST_TEXT // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    raw = text.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2]
    return raw.decode("utf-16-le", "ignore") + _CUT
