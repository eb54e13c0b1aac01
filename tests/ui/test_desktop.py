"""Language and size of the text make the window anew; the case, the page and the key stay."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeChooser, FakeWorkbench
from tests.ui.steps import a_case_with_an_exhibit, settle, start_scan, wait_for_scan
from ui.desktop import Desktop
from ui.language import Languages
from ui.look import Look
from ui.shell import MainWindow
from ui.times import LOCAL_TIME, moment

if TYPE_CHECKING:
    from app.workbench import Workbench


@pytest.fixture
def desktop(
    qtbot: QtBot, qapp: QApplication, look: Look, workbench: FakeWorkbench, chooser: FakeChooser
) -> Iterator[Desktop]:
    workbench.settings["language"] = "en"
    locale = QLocale()
    bench = cast("Workbench", workbench)
    made = Desktop(qapp, bench, look=look, make_window=lambda: MainWindow(bench, look, chooser=chooser))
    made.window.desk.key.go_without()
    made.window.show()
    qtbot.waitExposed(made.window)
    settle(qtbot, cast("MainWindow", made.window))
    yield made
    made.window.close()
    for desk in made.desks:
        desk.wait()
    made.languages.apply("en")
    QLocale.setDefault(locale)
    qapp.setProperty(LOCAL_TIME, False)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    look.set_text_percent(100)
    look.apply("dark")


def main_window(desktop: Desktop) -> MainWindow:
    return cast("MainWindow", desktop.window)


def test_another_language_makes_a_new_window_over_the_same_case_and_page(
    qtbot: QtBot, desktop: Desktop, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    before = main_window(desktop)
    a_case_with_an_exhibit(qtbot, before, workbench, tmp_path)
    before.show_page("settings")
    before.settings.take("language", "es")
    qtbot.waitUntil(lambda: desktop.window is not before)
    after = main_window(desktop)
    qtbot.waitUntil(lambda: after.desk.case is not None)
    assert desktop.languages.code == "es"
    assert after.page == "settings"
    assert after.desk.case is not None
    assert after.desk.case.folder == str(tmp_path / "cases" / "X.fieldcase")
    assert after.desk.key.is_without
    settle(qtbot, after)


def test_larger_text_is_in_force_at_once_and_kept(
    qtbot: QtBot, desktop: Desktop, look: Look, workbench: FakeWorkbench
) -> None:
    before = main_window(desktop)
    before.actions_["text.larger"].trigger()
    qtbot.waitUntil(lambda: desktop.window is not before)
    assert look.text_percent == 125
    assert look.font(16).pixelSize() == 20
    assert workbench.settings["text_scale"] == "125"


def test_a_window_with_a_running_scan_waits_for_its_end_and_says_so(
    qtbot: QtBot, desktop: Desktop, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    workbench.scan_seconds = 1.0
    workbench.settings["sound_on_first_hit"] = "no"
    window = main_window(desktop)
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    window.show_page("settings")
    window.settings.take("text_scale", "150")
    qtbot.waitUntil(lambda: "as soon as the work that runs has ended" in window.settings.notice.words())
    assert desktop.window is window
    wait_for_scan(qtbot, window)
    qtbot.waitUntil(lambda: desktop.window is not window)
    settle(qtbot, main_window(desktop))


def test_a_damaged_setting_counts_as_none(
    qtbot: QtBot, desktop: Desktop, workbench: FakeWorkbench, look: Look
) -> None:
    workbench.settings.update(text_scale="huge", theme="pink", language="xx")
    desktop.renew()
    assert look.text_percent == 100
    assert look.theme.name == "dark"
    settle(qtbot, main_window(desktop))


def test_the_zone_of_times_is_chosen_for_all_windows_and_says_its_distance(
    qtbot: QtBot, qapp: QApplication, desktop: Desktop, workbench: FakeWorkbench
) -> None:
    window = main_window(desktop)
    window.show_page("settings")
    assert moment("2026-11-19T22:47:00Z") == "19 Nov 2026 22:47"
    window.settings.take("time_zone", "local")
    qtbot.waitUntil(lambda: workbench.settings.get("time_zone") == "local")
    qtbot.waitUntil(lambda: bool(qapp.property(LOCAL_TIME)))
    assert moment("2026-11-19T22:47:00Z")[-5] in "+-"


def test_the_language_of_the_computer_is_that_of_a_first_start(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    languages, before = Languages(qapp), QLocale()
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale("es_ES")))
    languages.apply("system")
    assert languages.code == "es"
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale("fi_FI")))
    languages.apply("system")
    assert languages.code == "en"
    QLocale.setDefault(before)
