"""The workbook holds the rows of the CSV tables as plain text and numbers, whatever a name tries to be."""

import csv
import io
import os
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from forensics.paths import EvidencePath
from reports import tables
from reports.content import CaseContent, Redaction
from reports.forms.plain_text import plain_text
from reports.forms.workbook import EXHIBIT_FIELDS, LONGEST_TEXT, workbook
from reports.tables import HIT_FIELDS
from reports.wording import Wording
from tests.reports.builders import (
    BuiltCase,
    a_case,
    a_hostile_case,
    a_large_case,
    an_empty_case,
)
from tests.reports.full_case import a_hostile_full_case

WORDS = Wording()
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = ["Hits", "Exhibits", "Coverage", "Faults", "About"]


def made(built: BuiltCase, scratch: Path, **options: int) -> bytes:
    return workbook(built.content, words=WORDS, scratch=scratch, **options)


def _column(reference: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]+", reference)[0]:  # type: ignore[index]  # a cell has a reference
        number = number * 26 + ord(letter) - 64
    return number - 1


def _unescaped(text: str) -> str:
    """ECMA-376 part 1, 22.9.2.19: _xHHHH_ stands for a character."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


def read(raw: bytes) -> dict[str, list[list[str]]]:
    """The sheets as a reader that knows only the standard sees them: rows of texts, empty for no cell."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        assert book.testzip() is None
        names = [sheet.get("name", "") for sheet in _xml(book, "xl/workbook.xml").iter(f"{MAIN}sheet")]
        return {
            name: _rows(_xml(book, f"xl/worksheets/sheet{number}.xml"))
            for number, name in enumerate(names, 1)
        }


def _xml(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(name))  # noqa: S314  made by the test itself


def _rows(sheet: ElementTree.Element) -> list[list[str]]:
    assert not list(sheet.iter(f"{MAIN}f")), "a formula"
    assert not list(sheet.iter(f"{MAIN}hyperlink")), "a link"
    rows: list[list[str]] = []
    for row in sheet.iter(f"{MAIN}row"):
        cells: list[str] = []
        for cell in row.iter(f"{MAIN}c"):
            cells += [""] * (_column(cell.get("r", "")) - len(cells))
            value = cell.find(f"{MAIN}v") if cell.get("t") is None else cell.find(f"{MAIN}is/{MAIN}t")
            assert value is not None
            cells.append(_unescaped(value.text or ""))
        rows.append(cells)
    return rows


def _as_csv(content: CaseContent) -> list[list[str]]:
    file = io.StringIO()
    tables.write_hits(file, content)
    return list(csv.reader(io.StringIO(file.getvalue(), newline="")))


def test_the_sheets_stand_in_their_order_with_a_head_each(tmp_path: Path) -> None:
    sheets = read(made(a_case(), tmp_path))
    assert list(sheets) == SHEETS
    assert sheets["Hits"][0][:4] == ["No", "Exhibit", "Volume", "Path"]
    assert len(sheets["Exhibits"][0]) == len(EXHIBIT_FIELDS)
    assert len(sheets["Exhibits"]) == 1 + 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("build", [a_case, a_hostile_case, a_hostile_full_case, an_empty_case])
def test_every_match_has_its_cells_of_the_csv(build: Callable[[], BuiltCase], tmp_path: Path) -> None:
    built = build()
    rows = read(made(built, tmp_path))["Hits"][1:]
    expected = _as_csv(built.content)[1:]
    assert len(rows) == len(expected)
    for row, whole in zip(rows, expected, strict=True):
        bare = [cell[1:] if cell.startswith("'") else cell for cell in whole]  # the guard of the CSV
        padded = row + [""] * (len(bare) - len(row))
        assert padded == [plain_text(cell) for cell in bare]


def test_what_would_run_in_a_spreadsheet_is_text(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made(a_hostile_case(), tmp_path))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert b"<f>" not in b"".join(parts.values())
    assert not [name for name in parts if "external" in name.lower() or "vba" in name.lower()]
    relations = b"".join(raw for name, raw in parts.items() if name.endswith(".rels"))
    assert b"TargetMode" not in relations
    paths = [row[3] for row in read(made(a_hostile_case(), tmp_path))["Hits"]]
    assert '/=HYPERLINK("x")' in paths
    categories = [row[HIT_FIELDS.index("category")] for row in read(made(a_hostile_case(), tmp_path))["Hits"]]
    assert '=HYPERLINK("x")' in categories
    assert "+1" in categories


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\nb\tc\r\x00", "a\\x0Ab\\x09c\\x0D\\x00"),
        ("\ud800 \udcff \uffff", "\\xED\\xA0\\x80 \\xFF \\u{FFFF}"),
        ("gpj.\u202eexe", "gpj.\\u{202E}exe"),
        ("_x0041_", "_x0041_"),
        ("漢字 שלום", "漢字 שלום"),
    ],
)
def test_unseen_characters_are_signs_and_the_rest_is_exact(text: str, said: str, tmp_path: Path) -> None:
    built = a_case()
    exhibit = replace(built.content.exhibits[0], description=text)
    content = replace(built.content, exhibits=(exhibit, *built.content.exhibits[1:]))
    rows = read(workbook(content, words=WORDS, scratch=tmp_path))["Exhibits"]
    assert rows[1][EXHIBIT_FIELDS.index("description")] == said


def test_a_number_that_a_spreadsheet_would_round_is_text(tmp_path: Path) -> None:
    built = a_case()
    hit = built.content.hits[0]
    entry = replace(hit.entry, meta_addr=2**63 + 1, size_bytes=2**53 - 1)
    content = replace(built.content, hits=(replace(hit, entry=entry),))
    raw = workbook(content, words=WORDS, scratch=tmp_path)
    row = read(raw)["Hits"][1]
    assert row[5] == str(2**63 + 1)
    assert row[7] == str(2**53 - 1)


def test_a_text_that_no_cell_holds_is_cut_and_counted(tmp_path: Path) -> None:
    built = a_case()
    hit = built.content.hits[0]
    path = EvidencePath(b"/" + "\U0001f600".encode() * 20_000)
    content = replace(built.content, hits=(replace(hit, entry=replace(hit.entry, path=path)),))
    sheets = read(workbook(content, words=WORDS, scratch=tmp_path))
    text = sheets["Hits"][1][3]
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert text.endswith("\U0001f600…")
    about = dict(row[:2] for row in sheets["About"])
    assert "1 cell was cut" in about["Hits"]


def test_rows_beyond_the_limit_of_a_sheet_are_told(tmp_path: Path) -> None:
    built = a_case()
    sheets = read(made(built, tmp_path, most_rows=5))
    assert len(sheets["Hits"]) == 6
    about = dict(row[:2] for row in sheets["About"])
    assert "5 rows." in about["Hits"]
    assert f"the first of {len(_as_csv(built.content)) - 1}." in about["Hits"]
    assert about["Exhibits"] == "3 rows."


def test_practice_and_withheld_data_are_told_in_the_workbook_itself(tmp_path: Path) -> None:
    content = replace(a_case().content, redaction=Redaction(paths=True))
    about = dict(row[:2] for row in read(workbook(content, words=WORDS, scratch=tmp_path))["About"])
    assert "Not evidence" in about["Practice case"]
    assert "withholds" in about["Withheld in this copy"]


def test_heads_stay_and_filter(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made(a_case(), tmp_path))) as book:
        sheet = _xml(book, "xl/worksheets/sheet1.xml")
    pane = next(sheet.iter(f"{MAIN}pane"))
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    rows = len(_as_csv(a_case().content))
    assert next(sheet.iter(f"{MAIN}autoFilter")).get("ref", "").endswith(str(rows))


def test_the_same_content_gives_the_same_bytes_wherever_and_whenever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(a_case(), tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    mask = os.umask(0o002)
    try:
        assert made(a_case(), tmp_path) == first
    finally:
        os.umask(mask)
        monkeypatch.undo()
        time.tzset()
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert b"2099-02-01T17:29:13Z" in book.read("docProps/core.xml")


@pytest.mark.slow
def test_many_times_the_hits_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    few, many = (_peak_bytes(a_large_case(hits), tmp_path) for hits in (300, 2_000))
    assert many < few + 2_000_000


def _peak_bytes(built: BuiltCase, folder: Path) -> int:
    tracemalloc.start()
    made(built, folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
