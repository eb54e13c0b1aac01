"""What every screen owes: names for screen readers, keys used once, both looks, a quick start."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

import ui
from tests.ui.conftest import Blocks, MakeWindow
from tests.ui.fakes import FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, focused, in_the_loop, settle, start_scan, wait_for_scan
from ui.catalogue import CATALOGUE
from ui.commands import Actions
from ui.look import Look
from ui.parts.buttons import Button
from ui.sheets.sheet import Sheet
from ui.shell import MainWindow
from ui.theme import DARK, LIGHT, Theme
from ui.window import RAIL_PAGES

FOCUSABLE = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit)
SHEETS = (
    "case.new", "exhibit.add", "sets.import", "scan.plan", "case.describe", "case.persons",
    "exhibit.describe", "exhibit.transfer", "key.ask",
)  # fmt: skip


def nameless(root: QWidget) -> list[str]:
    """Widgets that take the focus and say nothing to a screen reader; the inside of Qt's own widgets is
    theirs.
    """
    return [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}"
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.objectName().startswith("qt_")
        and not _is_inside_a_combo_box(widget)
        and not widget.accessibleName()
        and isinstance(widget, FOCUSABLE)
    ]


def _is_inside_a_combo_box(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QComboBox):
        above = above.parentWidget()
    return above is not None


def test_no_focusable_widget_is_without_a_name(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    for page in (*RAIL_PAGES, "verify"):
        window.show_page(page)
        settle(qtbot, window)
    assert nameless(window) == []
    window.show_page("board")
    for command_id in SHEETS:
        window.actions_[command_id].trigger()
        qtbot.waitUntil(lambda: window.sheets.sheet is not None)
        qtbot.wait(20)  # the heart beats between two sheets
        assert nameless(window.sheets.sheet or window) == []
        qtbot.wait(20)
        window.sheets.close_sheet()
        window.sheets.changed.emit()


PAGES = (*RAIL_PAGES, "start", "verify", "settings")


def awake_on(page: str) -> list[str]:
    """Keys of all commands that can be awake on a page, an open case or not."""
    places = {"always", "everywhere", page} | ({"case"} if page != "start" else set())
    places |= {"table"} if page in ("findings", "files") else set()
    return [command.keys for command in CATALOGUE if command.keys and command.place in places]


@pytest.mark.parametrize("page", sorted(set(PAGES)))
def test_no_key_means_two_things_on_one_page(page: str) -> None:
    assert [key for key, number in Counter(awake_on(page)).items() if number > 1] == []


def test_help_is_in_the_rail_and_no_entry_is_cut_in_the_lowest_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1024, 600)
    qtbot.waitUntil(lambda: window.height() == 600)
    buttons = window.rail.findChildren(QAbstractButton)
    assert window.rail.help in buttons
    assert max(button.geometry().bottom() for button in buttons) <= window.rail.height()
    assert min(button.height() for button in buttons) >= 40, "hit with gloves"
    window.rail.help.click()
    qtbot.waitUntil(lambda: window.overlays.overlay is not None)


def test_every_command_does_something(window: MainWindow) -> None:
    dead = [
        command.id for command in CATALOGUE if not window.actions_[command.id].receivers("2triggered(bool)")
    ]
    assert dead == []


def test_commands_of_a_case_sleep_while_none_is_open(window: MainWindow) -> None:
    assert not window.actions_["page.findings"].isEnabled()
    assert not window.actions_["scan.plan"].isEnabled()
    assert window.actions_["page.sets"].isEnabled()


def test_a_sheet_keeps_the_tab_key_inside_and_the_commands_behind_it_asleep(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.actions_["case.new"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, Sheet)
    assert not window.actions_["case.open"].isEnabled()
    for _ in range(12):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.sheets.sheet is None
    assert window.actions_["case.open"].isEnabled()


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_every_page_is_drawn_in_both_looks(
    qtbot: QtBot,
    window: MainWindow,
    workbench: FakeWorkbench,
    look: Look,
    blocks: Blocks,
    tmp_path: Path,
    choice: str,
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    in_the_loop(qtbot, lambda: look.apply(choice))
    ground = look.theme.colour("window").name()
    for page in ("start", *RAIL_PAGES, "verify"):
        in_the_loop(qtbot, partial(window.show_page, page))
        settle(qtbot, window)
        with blocks.set_aside():
            picture = window.grab().toImage()
        assert picture.pixelColor(90, 56).name() == ground, page


def test_the_look_is_remembered(window: MainWindow, workbench: FakeWorkbench, look: Look) -> None:
    window.actions_["look.toggle"].trigger()
    assert look.theme is LIGHT
    assert workbench.setting("theme", "") == "light"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_colours_meet_the_contrast_they_promise(theme: Theme) -> None:
    words = (
        "text",
        "text2",
        "text3",
        "accent",
        "hit",
        "compared",
        "known",
        "ruled",
        "skipped",
        "unreadable",
        "locked",
        "verified",
        "differs",
    )
    thin = [
        word
        for word in words
        if contrast(theme, word, "panel") < 4.5 or contrast(theme, word, "window") < 4.5
    ]
    assert thin == []
    assert contrast(theme, "on_fill", "accent_fill") >= 4.5
    assert contrast(theme, "edge", "panel") >= 3


def contrast(theme: Theme, one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio of two tokens."""
    light, dark = sorted((luminance(theme, one), luminance(theme, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(theme: Theme, token: str) -> float:
    colour = theme.colour(token)
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


BEFORE_THE_FIRST_PAGE = """
import os, time; begun = time.process_time()
from datetime import UTC, datetime; from pathlib import Path; import sys
from app.workbench import Workbench
workbench = Workbench(now=lambda: datetime.now(UTC), settings_folder=Path(sys.argv[1]))
from PySide6.QtWidgets import QApplication
application = QApplication([])
from ui.look import Look; from ui.shell import MainWindow
look = Look(); look.apply("dark")
window = MainWindow(workbench, look)
window.show()
"""
END = """
look.close(); sys.stdout.flush(); os._exit(0)
"""
START = f"{BEFORE_THE_FIRST_PAGE}application.processEvents(); print(time.process_time() - begun){END}"
IMPORTED = f"{BEFORE_THE_FIRST_PAGE}print(*sys.modules){END}"
READERS = {"PIL", "alembic", "app.open_case", "cryptography", "numpy", "psutil", "pyqtgraph", "sqlalchemy"}


# What reads a case and draws a window, before a line of our own runs; 0.45 s where the start took 0.7 s.
GROUND = """
import time; begun = time.process_time()
import numpy, sqlalchemy.orm
from PySide6.QtWidgets import QApplication
application = QApplication([])
print(time.process_time() - begun)
"""


@pytest.fixture(scope="module")
def started_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, whose bytecode is kept as on a laptop where it was started before."""
    folder = tmp_path_factory.mktemp("program")
    for package in ("app", "forensics", "reports", "ui"):
        source = Path(ui.__file__).parents[1] / package
        shutil.copytree(source, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    _said(START, folder, folder / "settings")
    return folder


def test_the_start_page_costs_less_than_twice_what_a_case_and_a_window_stand_on(
    tmp_path: Path, started_before: Path
) -> None:
    """In turns, because a machine's speed changes from one second to the next."""
    starts, grounds = [], []
    for number in range(3):
        grounds.append(float(_said(GROUND, started_before)))
        starts.append(float(_said(START, started_before, tmp_path / str(number))))
    assert min(starts) < 1.9 * min(grounds)


def test_the_window_stands_before_what_reads_cases_is_imported(tmp_path: Path, started_before: Path) -> None:
    imported = set(_said(IMPORTED, started_before, tmp_path).split())
    assert {"ui.window", "app.workbench"} <= imported
    assert imported & READERS == set()


def _said(script: str, program: Path, *words: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(program)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", script, *map(str, words)]
    done = subprocess.run(command, cwd=program, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_making_the_window_is_quick(qtbot: QtBot, look: Look, workbench: FakeWorkbench) -> None:
    begun = time.process_time()
    window = MainWindow(workbench, look)  # type: ignore[arg-type]  # the fake has the workbench's face
    qtbot.addWidget(window)
    assert time.process_time() - begun < 0.5
    window.close()
    window.desk.wait()


def test_a_catalogue_entry_that_is_refused_sleeps_in_its_own_place(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    actions = Actions(owner)
    actions.set_places("always", "case")
    assert actions["scan.resume"].isEnabled()
    actions.refuse("scan.resume", True)
    assert not actions["scan.resume"].isEnabled()
    actions.refuse("scan.resume", False)
    assert actions["scan.resume"].isEnabled()


def test_enter_and_space_press_the_button_that_has_the_focus(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "Add exhibit")
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda _checked=False: pressed.append(True))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(button, key)
    assert len(pressed) == 3
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 3, "Ctrl+Enter belongs to the sheet"


PLACES_OF_FOCUS = ("start", *RAIL_PAGES, "verify")


def test_the_tab_key_comes_round_a_page_without_losing_the_focus(
    qtbot: QtBot, window: MainWindow, blocks: Blocks
) -> None:
    for page in PLACES_OF_FOCUS:
        window.show_page(page)
        settle(qtbot, window)
        first, seen = window.focusWidget(), list[QWidget]()
        with blocks.set_aside():
            for _ in range(200):
                QTest.keyClick(focused(window), Qt.Key.Key_Tab)
                now = window.focusWidget()
                assert now is not None, f"the focus of {page} was lost behind {seen[-1:]}"
                assert now.isVisible()
                if now is first or now in seen:
                    break
                seen.append(now)
        assert len(seen) > 1, page


def test_no_text_is_smaller_than_it_can_be_read(qtbot: QtBot, window: MainWindow, blocks: Blocks) -> None:
    for page in PLACES_OF_FOCUS:
        window.show_page(page)
        settle(qtbot, window)
        with blocks.set_aside():
            small = {
                f"{type(widget).__name__}: {widget.text()} {QFontInfo(widget.font()).pixelSize()}"
                for widget in window.findChildren(QLabel)
                if widget.isVisible() and widget.text() and QFontInfo(widget.font()).pixelSize() < 12
            }
        assert sorted(small) == [], page


def test_a_button_that_has_the_focus_looks_otherwise(
    qtbot: QtBot, window: MainWindow, blocks: Blocks
) -> None:
    buttons = [one for one in window.start.findChildren(Button) if one.isVisible() and one.isEnabled()]
    assert len(buttons) > 3
    for button, other in zip(buttons, (*buttons[1:], buttons[0]), strict=True):
        other.setFocus()
        with blocks.set_aside():
            without = button.grab().toImage()
            button.setFocus()
            assert button.hasFocus()
            assert button.grab().toImage() != without, button.text()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_words_on_tints_and_selections_meet_the_contrast_they_promise(theme: Theme) -> None:
    pairs = [(name, f"{name}_tint") for name in ("hit", "unreadable", "locked", "verified", "differs")]
    pairs += [(name, ground) for name in ("text", "text2") for ground in ("raised", "field", "selection")]
    assert [pair for pair in pairs if contrast(theme, *pair) < 4.5] == []


@pytest.mark.parametrize("command", ["palette.open", "keys.show", "help.open"])
def test_an_overlay_keeps_the_tab_key_inside_and_names_its_widgets(
    qtbot: QtBot, window: MainWindow, command: str
) -> None:
    window.actions_[command].trigger()
    qtbot.waitUntil(lambda: window.overlays.overlay is not None)
    overlay = window.overlays.overlay
    assert overlay is not None
    assert nameless(overlay) == []
    for _ in range(8):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert overlay.isAncestorOf(window.focusWidget())
    settle(qtbot, window)
    window.overlays.close_overlay()


@pytest.mark.parametrize("percent", [150, 200])
def test_pages_with_large_text_scroll_and_cut_nothing_of_a_button(
    qtbot: QtBot, make_window: MakeWindow, workbench: FakeWorkbench, look: Look, blocks: Blocks, percent: int
) -> None:
    look.set_text_percent(percent)
    look.apply("dark")
    try:
        window = make_window(workbench)
        window.resize(1366, 768)
        for page in ("start", "settings", "sets", "verify"):
            window.show_page(page)
            settle(qtbot, window)
            with blocks.set_aside():
                buttons = [one for one in window.pages[page].findChildren(Button) if one.isVisible()]
                squeezed = [one.text() for one in buttons if one.height() < one.fontMetrics().height()]
            assert squeezed == [], page
        assert window.width() <= 1366
    finally:
        look.set_text_percent(100)
        look.apply("dark")
