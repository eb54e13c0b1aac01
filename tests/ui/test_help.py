"""Help is there for every page in both languages, is found by its words, and the keys stand on one page."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeChooser
from tests.ui.steps import settle
from ui.catalogue import CATALOGUE
from ui.commands import key_words
from ui.help_overlay import HelpOverlay
from ui.help_texts import FOLDER, OF_SHEETS, TOPICS, found_texts, read_texts, topic_of
from ui.key_sheet import KeySheet, columns_of, key_groups, key_pdf
from ui.language import LANGUAGES
from ui.look import Look
from ui.shell import MainWindow
from ui.window import RAIL_PAGES


def help_of(qtbot: QtBot, window: MainWindow) -> HelpOverlay:
    qtbot.waitUntil(lambda: isinstance(window.overlays.overlay, HelpOverlay))
    overlay = window.overlays.overlay
    assert isinstance(overlay, HelpOverlay)
    return overlay


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_topic_is_told_in_every_language(code: str) -> None:
    texts = read_texts(code)
    assert [text.topic for text in texts] == list(TOPICS)
    assert [text.topic for text in texts if not text.title or len(text.words) < 200] == []
    assert sorted(file.stem for file in (FOLDER / code).iterdir()) == sorted(TOPICS)


def test_both_languages_tell_as_much() -> None:
    english, spanish = (
        {text.topic: text.words.count("**") for text in read_texts(code)} for code in ("en", "es")
    )
    assert spanish == english


@pytest.mark.parametrize("page", ["start", *RAIL_PAGES, "verify"])
def test_every_page_has_a_help_of_its_own(page: str) -> None:
    assert topic_of(page, None) == page


def test_a_sheet_has_its_help_before_the_page_behind_it() -> None:
    assert topic_of("board", "ScanPlanSheet") == "plan"
    assert topic_of("board", None) == "board"
    assert set(OF_SHEETS.values()) <= set(TOPICS)


def test_a_word_is_found_in_the_texts_and_without_accents() -> None:
    assert found_texts(read_texts("en"), "glossary digest") == []
    assert "glossary" in [text.topic for text in found_texts(read_texts("en"), "ruled out")]
    assert found_texts(read_texts("es"), "organismo")
    assert "looking" in [text.topic for text in found_texts(read_texts("es"), "DIBUJO lineas")]


def test_the_key_opens_help_for_the_page_and_puts_it_away(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("sets")
    settle(qtbot, window)
    window.actions_["help.open"].trigger()
    overlay = help_of(qtbot, window)
    assert overlay.browser.toPlainText().startswith("Known-hash sets")
    window.actions_["help.open"].trigger()
    assert window.overlays.overlay is None


def test_help_comes_over_a_sheet_and_leaves_it_as_it_was(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["case.new"].trigger()
    window.actions_["help.open"].trigger()
    overlay = help_of(qtbot, window)
    assert overlay.browser.toPlainText().startswith("Case, details and persons")
    QTest.keyClick(overlay.browser, Qt.Key.Key_Escape)
    assert window.overlays.overlay is None
    assert window.sheets.sheet is not None
    assert window.actions_["sheet.accept"].isEnabled()


def typed(qtbot: QtBot, field: QWidget, words: str) -> None:
    """Key by key, as a hand types: each is searched for at once."""
    for letter in words:
        QTest.keyClicks(field, letter)
        qtbot.wait(1)


def test_searching_shows_the_text_that_holds_it(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["help.open"].trigger()
    overlay = help_of(qtbot, window)
    typed(qtbot, overlay.search, "write blocker zebra")
    assert overlay.none.isVisible()
    overlay.search.clear()
    typed(qtbot, overlay.search, "ruled out by size")
    assert overlay.list.count() >= 1
    assert "uled out by size" in overlay.browser.toPlainText()


def test_the_sheet_holds_every_key_of_the_catalogue(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["keys.show"].trigger()
    sheet = window.overlays.overlay
    assert isinstance(sheet, KeySheet)
    shown = sheet.page.toPlainText().replace("\xa0", " ")
    missing = [command.id for command in CATALOGUE if command.keys and key_words(command.keys) not in shown]
    assert missing == []
    assert sum(map(len, columns_of(key_groups()))) == len(key_groups())


def test_the_keys_are_saved_as_one_page_to_print(
    qtbot: QtBot, window: MainWindow, chooser: FakeChooser, tmp_path: Path
) -> None:
    chooser.path = str(tmp_path / "keys.pdf")
    window.actions_["keys.print"].trigger()
    qtbot.waitUntil(lambda: "one page to print" in window.start.notice.words())
    content = (tmp_path / "keys.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1


def test_the_page_of_keys_is_one_page_of_a4(look: Look) -> None:
    content = key_pdf(look.font())
    assert b"/MediaBox [0 0 595" in content
    assert content.count(b"/Type /Page\n") == 1
