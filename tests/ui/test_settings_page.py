"""Settings are in force when they were chosen, checked before they are kept, and can be taken back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.answers import TroubleSentence
from app.settings import Settings
from tests.ui.fakes import FakeChooser, FakeWorkbench
from tests.ui.steps import new_case, settle
from ui.look import Look
from ui.settings_list import BY_KEY, SECTIONS, SETTINGS
from ui.shell import MainWindow


def typed(window: MainWindow, key: str, text: str) -> None:
    edit = window.settings.rows[key].control
    assert isinstance(edit, QLineEdit)
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_the_page_is_reached_by_its_key_and_shows_every_setting(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["page.settings"].trigger()
    settle(qtbot, window)
    assert window.page == "settings"
    assert set(window.settings.rows) == {spec.key for spec in SETTINGS}
    assert {spec.section for spec in SETTINGS} == set(SECTIONS)


def test_what_was_typed_is_kept_and_can_be_undone(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    window.show_page("settings")
    settle(qtbot, window)
    row = window.settings.rows["agency"]
    assert not row.back.isVisible()
    typed(window, "agency", "Eastmere Police")
    qtbot.waitUntil(lambda: workbench.settings.get("agency") == "Eastmere Police")
    qtbot.waitUntil(row.back.isVisible)
    row.back.click()
    qtbot.waitUntil(lambda: "agency" not in workbench.settings)
    qtbot.waitUntil(lambda: row.value() == "")


def test_a_theme_is_in_force_at_once(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, look: Look
) -> None:
    window.show_page("settings")
    settle(qtbot, window)
    box = window.settings.rows["theme"].control
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("light"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: look.theme.name == "light")
    assert workbench.settings["theme"] == "light"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("break_after_min", "3"),
        ("break_after_min", "soon"),
        ("looks_a_day", "-1"),
        ("looks_a_day", "99999"),
        ("cases_folder", "not/from/the/root"),
        ("agency_logo", "/pictures/logo.gif"),
    ],
)
def test_what_cannot_serve_is_refused_in_words_beside_it(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, key: str, value: str
) -> None:
    window.show_page("settings")
    settle(qtbot, window)
    window.settings.take(key, value)
    row = window.settings.rows[key]
    qtbot.waitUntil(lambda: bool(row.trouble.text()))
    assert key not in workbench.settings


@pytest.mark.parametrize("value", ["0", "5", "45", "240"])
def test_a_number_within_its_bounds_and_none_are_taken(value: str) -> None:
    assert BY_KEY["break_after_min"].complaint(value) == ""


def test_a_library_elsewhere_is_taken_at_once(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, chooser: FakeChooser, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "sets.json").write_text("[]", encoding="utf-8")
    chooser.path = str(tmp_path / "other")
    window.show_page("settings")
    settle(qtbot, window)
    window.settings.rows["library_folder"].browse.emit()
    qtbot.waitUntil(lambda: workbench.library == tmp_path / "other")
    settle(qtbot, window)


def test_every_default_is_a_value_that_is_taken() -> None:
    wrong = [spec.key for spec in SETTINGS if spec.complaint(spec.default)]
    assert wrong == []


def test_settings_are_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.keep("agency", "Eastmere")
    (tmp_path / "settings.new").mkdir()  # as where the disk is full: the new file cannot be written
    settings.keep("agency", "Westmere")
    assert Settings(tmp_path).value("agency", "") == "Eastmere"


def test_a_setting_that_cannot_be_kept_is_said(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_name: str, _value: str | None) -> None:
        raise TroubleSentence("The setting could not be kept.")

    monkeypatch.setattr(workbench, "keep_setting", refuse)
    window.show_page("settings")
    settle(qtbot, window)
    window.settings.take("agency", "Eastmere")
    row = window.settings.rows["agency"]
    qtbot.waitUntil(lambda: row.trouble.text() == "The setting could not be kept.")


def test_a_new_case_takes_address_and_logo_of_the_agency_from_the_settings(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench
) -> None:
    workbench.settings.update(agency_address="1 Quay, Eastmere")
    new_case(qtbot, window)
    qtbot.waitUntil(
        lambda: (
            window.desk.view is not None
            and ("agency_address", "1 Quay, Eastmere") in window.desk.view.custody.case.values
        ),
        timeout=10_000,
    )
    settle(qtbot, window)
