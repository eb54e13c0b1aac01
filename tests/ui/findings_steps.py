"""Steps of the tests of findings: a scanned case with as many findings as wanted, and the page of it."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.rows import NewCase
from tests.ui.fakes import FIRST_ENTRY, FakeWorkbench
from tests.ui.steps import focused
from ui.pages.findings import FindingsPage
from ui.shell import MainWindow

HIT_EVERY = 1_000  # entries of the fake case
PATIENCE_MS = 90_000  # by the clock; how long the window itself works is measured by `Blocks`
FIRST_HIT = FIRST_ENTRY + 7


def entry_of_hit(number: int) -> int:
    """The entry of the first finding, of the second…"""
    return FIRST_HIT + number * HIT_EVERY


def a_scanned_case(workbench: FakeWorkbench, folder: Path, *, hits: int) -> str:
    """A case whose only exhibit was scanned; returns its folder."""
    place = folder / "cases" / "FL-2026-0417.fieldcase"
    workbench.create_case(
        NewCase(folder=str(place), number="FL-2026-0417", examiner="Examiner E-114")
    ).close()
    scanned_so_far(place, hits=hits, scan="done")
    return str(place)


def scanned_so_far(place: Path, *, hits: int, scan: str) -> None:
    """Write how far the scan of a fake case has come."""
    state = json.loads((place / "state.json").read_text(encoding="utf-8"))
    exhibit = {
        "label": "E1", "description": "disk 1 TB", "source": "/x", "container": "raw",
        "size_bytes": 1 << 30, "verified": None, "state": "done",
    }  # fmt: skip
    entries = hits * HIT_EVERY
    state.update(exhibits=[exhibit], entries=entries, done=entries, scan=scan)
    (place / "state.json").write_text(json.dumps(state), encoding="utf-8")


def open_findings(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, folder: Path, *, hits: int
) -> FindingsPage:
    """Open such a case and show its findings, all of them here."""
    case = a_scanned_case(workbench, folder, hits=hits)
    window.desk.open(case, remember=False)
    qtbot.waitUntil(lambda: window.desk.case is not None, timeout=PATIENCE_MS)
    window.show_page("findings")
    page = window.findings
    qtbot.waitUntil(lambda: len(page.model.listed.members) == hits, timeout=PATIENCE_MS)
    settled(qtbot, window)
    return page


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Every question is answered, every act written and the state read after it."""
    qtbot.waitUntil(lambda: not window.desk.is_busy and window.desk.marking.is_settled, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=PATIENCE_MS)


def key(window: MainWindow, *keys: Qt.Key, ctrl: bool = False, shift: bool = False) -> None:
    """Keys go to the widget that has the focus, as on a real keyboard."""
    held = Qt.KeyboardModifier.NoModifier
    if ctrl:
        held |= Qt.KeyboardModifier.ControlModifier
    if shift:
        held |= Qt.KeyboardModifier.ShiftModifier
    for one in keys:
        QTest.keyClick(focused(window), one, held)
