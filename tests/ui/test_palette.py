"""The palette finds what is meant, says why something cannot be had, and goes there by keys alone."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeWindow
from tests.ui.fakes import FakeWorkbench
from tests.ui.steps import CTRL, a_case_with_an_exhibit, in_the_loop, press, settle, type_words
from ui.catalogue import CATALOGUE
from ui.matching import fit
from ui.palette import Palette, PaletteEntry, found
from ui.palette_entries import NOT_OFFERED
from ui.settings_list import SETTINGS
from ui.shell import MainWindow

OPENS_IN_S = 0.050


def an_entry(title: str, *, asleep: str = "", **changed: str) -> PaletteEntry:
    return PaletteEntry(
        id=changed.get("id", title), kind="Command", title=title, icon="gear", run=list, asleep=asleep
    )


def palette_of(window: MainWindow) -> Palette:
    palette = window.overlays.overlay
    assert isinstance(palette, Palette)
    return palette


def offered(palette: Palette) -> list[PaletteEntry]:
    model = palette.model
    return [entry for row in range(model.rowCount()) if (entry := model.entry(row)) is not None]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("ver bun", "Verify a bundle"),
        ("bundle verify", "Verify a bundle"),
        ("vab", "Verify a bundle"),
        ("pagina", "Página de inicio"),
        ("SETTINGS", "Settings"),
        ("hash", "Save as a known-hash set"),
    ],
    ids=lambda words: words,
)
def test_beginnings_of_words_letters_in_order_and_accents_are_found(asked: str, title: str) -> None:
    assert fit(asked, title) is not None


@pytest.mark.parametrize("asked", ["zebra", "bundlex", "nub"])
def test_what_does_not_fit_is_not_found(asked: str) -> None:
    assert fit(asked, "Verify a bundle") is None


def test_what_begins_as_typed_comes_before_what_only_holds_it() -> None:
    titles = [entry.title for entry in found([an_entry("Reset scan"), an_entry("Scan plan")], "scan", [])]
    assert titles == ["Scan plan", "Reset scan"]


def test_what_was_used_lately_comes_first_and_what_sleeps_last() -> None:
    entries = [an_entry("Scan", asleep="needs an open case"), an_entry("Sets"), an_entry("Settings")]
    assert [entry.title for entry in found(entries, "", ["Settings"])] == ["Settings", "Sets", "Scan"]


def test_everything_of_the_catalogue_and_every_setting_is_offered(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    ids = {entry.id for entry in palette_of(window)._entries}
    assert {command.id for command in CATALOGUE} - NOT_OFFERED <= ids
    assert {f"setting:{spec.key}" for spec in SETTINGS} <= ids
    settle(qtbot, window)


def test_a_command_that_sleeps_says_why_and_does_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["palette.open"].trigger()
    palette = palette_of(window)
    type_words(palette.edit, "check the chain")
    entry = palette.current()
    assert entry is not None
    assert entry.asleep == "works on the page Custody"
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.overlays.overlay is palette
    settle(qtbot, window)


def test_keys_alone_lead_to_a_page_and_the_page_is_used_lately(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    window.actions_["palette.open"].trigger()
    palette = palette_of(window)
    type_words(palette.edit, "sets")
    while (entry := palette.current()) is not None and entry.id != "page.sets":
        QTest.keyClick(palette.edit, Qt.Key.Key_Down)
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.page == "sets"
    assert window.overlays.overlay is None
    qtbot.waitUntil(lambda: workbench.settings.get("palette_recent", "").startswith("page.sets"))
    window.actions_["palette.open"].trigger()
    assert offered(palette_of(window))[0].id == "page.sets"
    settle(qtbot, window)


def test_exhibits_and_cases_opened_lately_are_found(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    window.actions_["palette.open"].trigger()
    palette = palette_of(window)
    settle(qtbot, window)
    ids = {entry.id for entry in palette._entries}
    assert "exhibit:E1" in ids
    assert f"case:{tmp_path / 'cases' / 'X.fieldcase'}" in ids


def test_files_are_found_by_what_was_typed(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    settle(qtbot, window)
    window.actions_["palette.open"].trigger()
    palette = palette_of(window)
    type_words(palette.edit, "holiday 7")
    entry = palette.current()
    assert entry is not None
    assert entry.title == "Find files called “holiday 7”"
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.page == "files"
    settle(qtbot, window)


def test_a_setting_is_brought_into_sight(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["palette.open"].trigger()
    palette = palette_of(window)
    type_words(palette.edit, "sets lie in")
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.page == "settings"
    assert window.focusWidget() is window.settings.rows["library_folder"].control
    settle(qtbot, window)


def test_escape_gives_the_cursor_back_and_wakes_the_page(qtbot: QtBot, window: MainWindow) -> None:
    before = window.focusWidget()
    window.actions_["palette.open"].trigger()
    assert not window.actions_["case.new"].isEnabled()
    QTest.keyClick(palette_of(window).edit, Qt.Key.Key_Escape)
    assert window.overlays.overlay is None
    assert window.actions_["case.new"].isEnabled()
    assert window.focusWidget() is before
    settle(qtbot, window)


def test_what_is_chosen_is_said_to_a_screen_reader(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["palette.open"].trigger()
    palette = palette_of(window)
    type_words(palette.edit, "new case")
    assert palette.edit.accessibleDescription() == "New case, Command, Case, Ctrl N"
    settle(qtbot, window)


def test_the_palette_opens_before_the_eye_waits(
    qtbot: QtBot, make_window: MakeWindow, workbench: FakeWorkbench
) -> None:
    window = make_window(workbench)
    times: list[float] = []

    def open_it() -> None:
        begun = time.thread_time()
        window.actions_["palette.open"].trigger()
        palette_of(window).grab()
        times.append(time.thread_time() - begun)

    for _ in range(3):
        in_the_loop(qtbot, open_it)
        in_the_loop(qtbot, window.overlays.close_overlay)
    settle(qtbot, window)
    assert min(times) < OPENS_IN_S
