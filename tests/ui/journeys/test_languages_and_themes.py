"""The whole way through the pages in both languages and both themes: nothing of the other language, nothing
of the other theme.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.app.builders import copied
from tests.ui.conftest import Blocks, MakeWindow
from tests.ui.journeys.bench import Bench
from tests.ui.journeys.conftest import MakeWorkbench
from tests.ui.journeys.steps import (
    LONG_MS,
    at_rest,
    drop,
    findings_here,
    hold,
    let_go,
    open_case,
    write_report,
)
from ui.language import TRANSLATIONS, Languages
from ui.look import Look
from ui.shell import MainWindow
from ui.window import RAIL_PAGES

SHEETS = ("case.new", "exhibit.add", "sets.import", "case.describe", "case.persons", "key.ask", "scan.plan")


@pytest.fixture(scope="module")
def scanned(bench: Bench, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bench.scanned(tmp_path_factory.mktemp("scanned") / "case.fieldcase", library, "E1", "E3")


@pytest.fixture
def languages(qapp: QApplication) -> Iterator[Languages]:
    made = Languages(qapp)
    yield made
    made.apply("en")


def english_only() -> frozenset[str]:
    """Whole texts that have words of their own in Spanish."""
    found = set()
    messages = list(ElementTree.parse(TRANSLATIONS / "fieldcase_es.ts").iter("message"))  # noqa: S314  ours
    for message in messages:
        source, translation = message.findtext("source") or "", message.find("translation")
        if translation is None or translation.get("type") == "unfinished" or message.get("numerus"):
            continue
        if translation.text and translation.text != source:
            found.add(source)
    foreign = frozenset(found - {message.findtext("translation") or "" for message in messages})
    assert len(foreign) > 500, "the translation is not there"
    return foreign


def texts(root: QWidget) -> set[str]:
    """Labels and buttons in sight, tooltips and accessible names of all of them."""
    said: set[str] = set()
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root):
            said |= {widget.toolTip(), widget.accessibleName()}
            if isinstance(widget, QLabel | QAbstractButton):
                said.add(widget.text())
    return said


def is_dark(window: MainWindow) -> bool:
    """By the light of the picture as a whole."""
    picture = window.grab().toImage().scaled(40, 24, Qt.AspectRatioMode.IgnoreAspectRatio)
    light = [picture.pixelColor(x, y).lightness() for x in range(40) for y in range(24)]
    return sum(light) / len(light) < 110


@pytest.mark.slow
@pytest.mark.parametrize(("language", "theme"), [("es", "dark"), ("en", "light")])
def test_every_page_and_form_is_in_one_language_and_one_theme(
    qtbot: QtBot,
    look: Look,
    languages: Languages,
    make_window: MakeWindow,
    make_real: MakeWorkbench,
    scanned: Path,
    bench: Bench,
    blocks: Blocks,
    tmp_path: Path,
    language: str,
    theme: str,
) -> None:
    languages.apply(language)
    look.apply(theme)
    foreign = english_only() if language == "es" else frozenset()
    seen: dict[str, set[str]] = {}
    window = make_window(make_real())

    def walk(place: str) -> None:
        at_rest(qtbot, window)
        with blocks.set_aside():
            assert is_dark(window) is (theme == "dark"), place
            if wrong := texts(window) & foreign:
                seen[place] = wrong

    walk("start")
    open_case(qtbot, window, copied(scanned, tmp_path / "case.fieldcase"))
    for page in RAIL_PAGES:
        window.show_page(page)
        walk(page)
    for command in SHEETS:
        window.show_page("board")
        at_rest(qtbot, window)
        window.actions_[command].trigger()
        qtbot.waitUntil(lambda: window.sheets.sheet is not None, timeout=LONG_MS)
        walk(command)
        window.sheets.close_sheet()
    for overlay in ("palette.open", "keys.show", "help.open"):
        window.actions_[overlay].trigger()
        walk(overlay)
        window.overlays.close_overlay()
    findings_here(qtbot, window, bench.wanted["E1"] + bench.wanted["E3"])
    pane = window.findings.side.looking
    pane.reason.setCurrentIndex(2)
    window.findings.table.setFocus()
    hold(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: pane.place.shows_content, timeout=LONG_MS)
    walk("look")
    let_go(window, Qt.Key.Key_Space)
    write_report(qtbot, window, tmp_path / "bundle")
    walk("report written")
    drop(qtbot, window, tmp_path / "bundle")
    walk("verified")
    assert window.verify.verdict is not None
    assert window.verify.verdict.agrees
    assert not seen, seen
