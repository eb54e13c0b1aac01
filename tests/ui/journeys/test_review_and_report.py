"""Marks by keys on a real case are in the report, in its bundle, and the bundle falls on the window."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Blocks, MakeWindow
from tests.ui.journeys.bench import Bench
from tests.ui.journeys.conftest import MakeWorkbench, Told
from tests.ui.journeys.steps import (
    at_rest,
    choose_finding,
    drop,
    findings_here,
    open_case,
    press,
    write,
    write_report,
)
from tests.ui.steps import CTRL

NOTE = "same harbour as in HR-07"


def words_of_report(bundle: Path) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (Debian: poppler-utils) is not installed")
    pages = subprocess.run(
        [program, "-raw", bundle / "data" / "report.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    return " ".join(pages.split())


@pytest.mark.slow
def test_marks_notes_and_bookmarks_made_by_keys_are_in_the_report_and_its_bundle_agrees(
    qtbot: QtBot,
    make_window: MakeWindow,
    make_real: MakeWorkbench,
    bench: Bench,
    library: Path,
    told: Told,
    blocks: Blocks,
    tmp_path: Path,
) -> None:
    case = bench.scanned(tmp_path / "case.fieldcase", library, "E1", "E3")
    window = make_window(make_real())
    open_case(qtbot, window, case)
    findings_here(qtbot, window, bench.wanted["E1"] + bench.wanted["E3"])
    choose_finding(qtbot, window, "PIC0.JPG")
    press(window, Qt.Key.Key_2)
    press(window, Qt.Key.Key_B)
    press(window, Qt.Key.Key_N)
    write(window, NOTE)
    press(window, Qt.Key.Key_Return)
    choose_finding(qtbot, window, "series.jpg")
    press(window, Qt.Key.Key_1, modifier=CTRL)  # all files equal to it, on both exhibits
    choose_finding(qtbot, window, "series.jpg:hidden")
    press(window, Qt.Key.Key_3)
    press(window, Qt.Key.Key_Z, modifier=CTRL)
    at_rest(qtbot, window)
    marks = {one["path"]: one["category"] for one in told.listed(case, "marks") if one.get("category")}
    assert marks == {"/PIC0.JPG": "2", "/PIC1.JPG": "1", "/series.jpg": "1"}
    write_report(qtbot, window, tmp_path / "bundle")
    with blocks.set_aside():
        words = words_of_report(tmp_path / "bundle")
    assert "3 files have a mark." in words
    assert "1 has a note." in words
    assert "1 is bookmarked." in words
    drop(qtbot, window, tmp_path / "bundle")
    assert window.verify.verdict is not None
    assert window.verify.verdict.agrees, window.verify.verdict
    tables = tmp_path / "bundle" / "data" / "hits.csv"
    tables.write_bytes(tables.read_bytes().replace(b"PIC0", b"PIC9"))
    drop(qtbot, window, tmp_path / "bundle")
    assert not window.verify.verdict.agrees
