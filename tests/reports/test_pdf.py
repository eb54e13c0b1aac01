"""The PDF as others read it: pages, text, attachments, tags. Whatever a file is called, it prints."""

import importlib
import json
import random
import re
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from forensics.entries import Outcome
from reports.blocks import Document, Prose, Span, Style
from reports.bundle import write_report
from reports.content import Agency
from reports.drawable import drawable
from reports.errors import ReportNotWritten
from reports.pages.findings import FULL_ROWS, PRINTED_ROWS
from reports.pdf import Paper, typeset, verify_pdf
from tests.reports.builders import (
    START,
    BuiltCase,
    a_case,
    a_crowded_case,
    a_hostile_case,
    a_large_case,
    a_small_case,
    an_empty_case,
    case_facts,
)
from tests.reports.reading import composed, pdf_pages, poppler


def a_pixel() -> bytes:
    """One black pixel as a PNG file (PNG specification, section 11)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(2))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def printed(built: BuiltCase, folder: Path) -> Path:
    return write_report(built.content, folder / "out", rows=built).pdf


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("build", [a_case, a_small_case, an_empty_case, a_hostile_case, a_crowded_case])
def test_the_prosecutor_has_exactly_two_pages_behind_one_cover(
    build: Callable[[], BuiltCase], paper: Paper, tmp_path: Path
) -> None:
    built = build()
    pages = pdf_pages(write_report(built.content, tmp_path / "out", rows=built, paper=paper).pdf)
    assert "Digital triage report" in pages[0]
    assert "C5" in pages[0]  # the whole table of contents
    assert "A For the prosecutor\n" in re.sub(r" +", " ", pages[1])
    assert "What was found" in re.sub(r"\s+", " ", pages[1])
    assert "How to check this" in pages[2]
    assert "B For the examiner and the laboratory\n" in re.sub(r" +", " ", pages[3])


def test_every_page_bears_case_report_chain_head_and_number(tmp_path: Path) -> None:
    built = a_case()
    head = built.content.events[-1].sha256.hex()[:16]
    pages = pdf_pages(printed(built, tmp_path))
    for number, page in enumerate(pages, 1):
        assert "Case 2099-0142" in page
        assert "PRACTICE CASE" in page
        assert "FC-2099-0142-R1" in page
        assert head in page.replace(" ", "")
        assert f"Page {number} of {len(pages)}" in page


def test_a_real_case_is_not_called_practice(tmp_path: Path) -> None:
    assert "PRACTICE" not in "".join(pdf_pages(printed(a_case(practice=False), tmp_path)))


def test_hostile_names_print_as_signs_and_run_nothing(tmp_path: Path) -> None:
    built = a_hostile_case()
    pages = poppler("pdftotext", "-raw", printed(built, tmp_path), "-")  # a cell's lines stay together
    text = re.sub(r"\s+", "", pages)
    for row in built.rows:
        assert re.sub(r"\s+", "", drawable(row.path.display())) in text
    assert "<script>alert(1)</script>" in text
    assert '#import"x":y;#panic("no")' in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u0590-\u06ff]", text)


def test_every_character_said_to_be_drawable_can_be_drawn(tmp_path: Path) -> None:
    chars = "".join(chr(code) for first, last in _coverage() for code in range(first, last + 1))
    _typeset_all([chars[at : at + 40] for at in range(0, len(chars), 40)], tmp_path)


def test_a_thousand_random_names_can_be_drawn_in_every_style(tmp_path: Path) -> None:
    chance = random.Random(20990201)
    drawn = [chr(code) for first, last in _coverage() for code in range(first, last + 1)]
    anything = [chr(code) for code in (*range(0x3000), *range(0xD800, 0xFFFF), *range(0x1F000, 0x1FAFF))]
    names = ["".join(chance.choices(drawn + anything, k=12)) for _ in range(1_000)]
    _typeset_all(names, tmp_path)


def test_what_the_fonts_refuse_after_all_still_prints_as_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.typesetting.drawable", lambda text: text)
    built = a_small_case()
    exhibit = replace(built.content.exhibits[0], description="Stick “漢字” é")
    pdf = printed(BuiltCase(content=replace(built.content, exhibits=(exhibit,)), rows=built.rows), tmp_path)
    assert "Stick “\\u{6F22}\\u{5B57}” é" in "".join(pdf_pages(pdf))


def _coverage() -> list[list[int]]:
    ranges: list[list[int]] = json.loads(
        files("reports").joinpath("fonts", "coverage.json").read_text("utf-8")
    )
    return ranges


def _typeset_all(texts: list[str], folder: Path) -> None:
    document = composed(an_empty_case().content)
    styles = (Style.PLAIN, Style.STRONG, Style.EMPHASIS, Style.PATH)
    blocks = tuple(Prose(text=(Span(text, style),)) for text in texts for style in styles)
    changed = Document(furniture=document.furniture, cover=document.cover, blocks=(*document.blocks, *blocks))
    verify_pdf(typeset(changed, folder=folder, attachments=(), made_at=START))


def test_the_attachments_equal_the_files_beside_the_pdf(tmp_path: Path) -> None:
    pdf = printed(a_case(), tmp_path)
    (tmp_path / "detached").mkdir()
    poppler("pdfdetach", "-saveall", "-o", tmp_path / "detached", pdf)
    detached = {path.name: path.read_bytes() for path in (tmp_path / "detached").iterdir()}
    assert set(detached) == {"hits.csv", "coverage.csv", "bytes.csv", "coverage.json", "custody.jsonl"}
    assert detached == {name: (pdf.parent / name).read_bytes() for name in detached}


def test_the_pdf_is_tagged_in_reading_order(tmp_path: Path) -> None:
    tree = poppler("pdfinfo", "-struct-text", printed(a_small_case(), tmp_path))
    headings = re.findall(r'^ +H[12] "(.*)" \(block\)\n +"([A-C]\d*)"$', tree, re.MULTILINE)
    assert [number for _, number in headings] == [
        *("A", "A1", "A2", "A3", "A4", "A5", "A6"),
        *("B", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10"),
        *("C", "C1", "C2", "C3", "C4", "C5"),
    ]
    assert headings[1][0] == "What was examined"
    question = tree.index('H2 "What was found"')
    answer = tree.index("No file was found that equals a record", question)
    assert answer < tree.index('H2 "What could not be looked at, and why"')
    for kind in ("H1", "H2", "H3", "Table", "TH ", "TD", "LI", "Figure", "Link"):
        assert kind in tree


def test_the_paper_may_be_us_letter(tmp_path: Path) -> None:
    built = a_small_case()
    pdf = write_report(built.content, tmp_path / "out", rows=built, paper="us-letter").pdf
    assert "612 x 792 pts (letter)" in poppler("pdfinfo", pdf)


def test_a_logo_is_printed_above_the_agency(tmp_path: Path) -> None:
    built = a_small_case()
    facts = case_facts(agency=Agency(name="Example Agency", logo=a_pixel()))
    pdf = printed(BuiltCase(content=replace(built.content, case=facts), rows=built.rows), tmp_path)
    assert "1     1" in poppler("pdfimages", "-list", pdf)


def test_a_logo_that_is_no_picture_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    built = a_small_case()
    facts = case_facts(agency=Agency(name="Example Agency", logo=b"not a picture"))
    with pytest.raises(ReportNotWritten, match="could not be typeset"):
        printed(BuiltCase(content=replace(built.content, case=facts), rows=built.rows), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [slice(0, 0), slice(0, -40), slice(7, None), slice(0, 2000)])
def test_a_pdf_that_is_not_whole_is_found(tmp_path: Path, damage: slice) -> None:
    raw = printed(an_empty_case(), tmp_path).read_bytes()
    verify_pdf(raw)
    with pytest.raises(ReportNotWritten, match="nothing was kept"):
        verify_pdf(raw[damage])


# VmHWM is the peak of this program alone: ru_maxrss also counts what the test process held when it forked.
MEASURED = """
import sys
from pathlib import Path
from reports.typesetter import main
status = main(Path(sys.argv[2]), made=int(sys.argv[3]))
lines = Path("/proc/self/status").read_text().splitlines()
Path(sys.argv[1]).write_text(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))
sys.exit(status)
"""


@pytest.mark.slow
def test_twenty_thousand_hits_are_capped_in_print_and_whole_in_the_csv_and_take_less_than_a_gigabyte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peak = tmp_path / "peak"  # in KiB
    monkeypatch.setattr("reports.pdf.child_command", lambda: (sys.executable, "-c", MEASURED, str(peak)))
    built = a_large_case(20_000, volumes=2)
    pdf = printed(built, tmp_path)
    assert int(peak.read_text()) < 950 * 1024
    text = "".join(pdf_pages(pdf))
    assert len(re.findall(r"S1 record", text)) == PRINTED_ROWS
    assert "5,000 of 20,000 files are printed" in re.sub(r"\s+", " ", text)
    assert "2,500 of 10,000 printed; all in hits.csv." in text
    assert (pdf.parent / "hits.csv").read_bytes().count(b"\r\n") == 20_001
    assert sum(row.outcome is Outcome.MATCHED for row in built.rows) == 20_000


def test_rows_said_to_be_alike_are_as_high_as_rows_that_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = a_large_case(FULL_ROWS + 40)
    (tmp_path / "a").mkdir()
    told = printed(built, tmp_path / "a").read_bytes()
    module = importlib.import_module("reports.pages.findings")  # the package has a function of that name
    monkeypatch.setattr(module, "_has_three_lines", lambda row, path_mm: False)
    (tmp_path / "b").mkdir()
    assert printed(built, tmp_path / "b").read_bytes() == told


def test_a_typesetter_that_dies_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    monkeypatch.setattr("reports.pdf.child_command", lambda: (sys.executable, "-c", code))
    with pytest.raises(ReportNotWritten, match="the typesetter ended with status -9: it said nothing"):
        printed(a_small_case(), tmp_path)
    assert list(tmp_path.iterdir()) == []
