"""Pages before the report is written: as many as the PDF has, the same refusals, nothing left behind."""

import os
import struct
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from reports.blocks import Column, Keep, Ledger, Row
from reports.bundle import write_report
from reports.content import Redaction
from reports.errors import ReportRefused
from reports.pages.phrases import cell, plain
from reports.pdf import Paper
from reports.previewing import KEPT_ROWS, WHOLE_ROWS, page_pictures, shortened
from tests.reports.builders import a_case, a_small_case
from tests.reports.full_case import a_full_case
from tests.reports.reading import composed, pdf_pages


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def test_the_preview_has_the_pages_that_the_written_report_has(tmp_path: Path) -> None:
    built = a_full_case()
    written = write_report(built.content, tmp_path / "out", rows=built)
    made = page_pictures(built.content, language="en", paper="a4", ppi=40)
    assert len(made.pages) == len(pdf_pages(written.pdf))
    assert not made.is_shortened


@pytest.mark.parametrize(
    ("paper", "inches"), [("a4", (8.27, 11.69)), ("us-letter", (8.5, 11.0))], ids=["a4", "us-letter"]
)
def test_a_page_has_the_size_of_its_paper(paper: Paper, inches: tuple[float, float]) -> None:
    made = page_pictures(a_small_case().content, language="es", paper=paper, ppi=50)
    wide, tall = size_of(made.pages[0])
    assert (wide, tall) == pytest.approx([one * 50 for one in inches], abs=1)


def test_what_a_copy_withholds_is_in_no_page() -> None:
    content = a_small_case().content
    whole = page_pictures(content, language="en", paper="a4", ppi=30)
    withheld = replace(content, redaction=Redaction(paths=True, names=True))
    assert page_pictures(withheld, language="en", paper="a4", ppi=30).pages[0] != whole.pages[0]


def test_a_content_that_contradicts_itself_has_no_preview() -> None:
    content = a_case().content
    twice = replace(content, exhibits=(*content.exhibits, content.exhibits[0]))
    with pytest.raises(ReportRefused, match="same id"):
        page_pictures(twice, language="en", paper="a4", ppi=30)


def test_nothing_of_a_preview_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert page_pictures(a_full_case().content, language="en", paper="a4", ppi=30).pages
    assert list(tmp_path.iterdir()) == []


def test_only_tables_that_are_too_long_together_are_cut() -> None:
    document = composed(a_small_case().content)
    assert shortened(document) is document
    row = Row(cells=(cell(plain("x")),))
    table = Ledger(columns=(Column(title=plain("a"), width="1fr"),), rows=(row,) * WHOLE_ROWS)
    longer = replace(document, blocks=(*document.blocks, table, Keep(blocks=(table,))))
    cut = shortened(longer)
    assert isinstance(cut.blocks[-2], Ledger)
    assert len(cut.blocks[-2].rows) == KEPT_ROWS
    kept = cut.blocks[-1]
    assert isinstance(kept, Keep)
    assert isinstance(kept.blocks[0], Ledger)
    assert len(kept.blocks[0].rows) == KEPT_ROWS


def test_what_a_killed_preview_left_goes_with_a_later_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    of_others = tmp_path / "elsewhere"
    at_work, left = tmp_path / "fieldcase-preview-a", tmp_path / "fieldcase-preview-b"
    link = tmp_path / "fieldcase-preview-c"
    for folder in (of_others, at_work, left):
        folder.mkdir()
        (folder / "data.json").write_text("{}", encoding="ascii")
    link.symlink_to(of_others)
    for old in (of_others, left):
        os.utime(old, (1_700_000_000, 1_700_000_000))
    os.utime(link, (1_700_000_000, 1_700_000_000), follow_symlinks=False)
    page_pictures(a_small_case().content, language="en", paper="a4", ppi=30)
    assert sorted(tmp_path.iterdir()) == sorted((of_others, at_work, link))
    assert (of_others / "data.json").exists()
