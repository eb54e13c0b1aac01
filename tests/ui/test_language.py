"""Nothing is said that cannot be translated, nothing is cut when it is longer, and what is translated is in
force.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Blocks, MakeWindow
from tests.ui.fakes import FakeWorkbench
from tests.ui.pseudo import PseudoTranslator, is_cut, is_inside_a_table, said, words_outside
from tests.ui.steps import a_case_with_an_exhibit, settle, start_scan, wait_for_scan
from ui.counting import NOUNS
from ui.language import translate
from ui.shell import MainWindow
from ui.times import moment
from ui.window import RAIL_PAGES
from ui.wording import count, counted, size, time_left

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "ui" / "translations" / "fieldcase_es.ts"  # English is what the sources say
PAGES = ("start", *RAIL_PAGES, "verify")
SHEETS = (
    "case.new", "exhibit.add", "sets.import", "scan.plan", "case.describe", "case.persons",
    "exhibit.describe", "exhibit.transfer", "key.ask",
)  # fmt: skip
OVERLAYS = ("palette.open", "keys.show", "help.open")
# Data, and names that are the same in every language.
NAMES = re.compile(
    r"""/[^\s,;]* | [^\s,;]*/[^\s,;]* | [\w-]+\.(?:dd|txt|json|csv|pdf|fieldcase)
    | \b[0-9a-f]{4,}\b | [A-Z_]*\d[\w.-]*
    | Fieldcase | Examiner\ E-114 | Practice\ list | Desktop\ disk,\ under\ desk | stick | raw
    | plain\ list
    | role:\ notable  # a filter as it is typed
    | English | Español | UTC | NTFS | FAT32 | MD5 | SHA | PDQ | PhotoDNA | PKCS | VICS | JSON | CSV
    | hashdeep | NSRL | standard | quick | thorough | Standard | Quick | Thorough | GPT | MBR
    | \b(?:B|KiB|MiB|GiB|TiB|MB|s|h|min|X)\b""",
    re.VERBOSE,
)


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    translator = PseudoTranslator(qapp)
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def spoken(
    qtbot: QtBot,
    pseudo: None,
    make_window: MakeWindow,
    workbench: FakeWorkbench,
    tmp_path: Path,
    blocks: Blocks,
) -> MainWindow:
    """A window over a scanned case, in the language that does not exist."""
    workbench.settings["sound_on_first_hit"] = "no"
    window = make_window(workbench)
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    blocks.forget()
    return window


def unspoken(text: str) -> str:
    """The words of a text that no translation was asked for."""
    left = NAMES.sub(" ", words_outside(text))
    return " ".join(re.findall(r"[A-Za-z]{2,}[A-Za-z ]*", left)).strip()


def test_every_text_of_a_page_can_be_translated(qtbot: QtBot, spoken: MainWindow, blocks: Blocks) -> None:
    found = {}
    for page in PAGES:
        spoken.show_page(page)
        settle(qtbot, spoken)
        with blocks.set_aside():
            found[page] = {text for _widget, text in said(spoken) if unspoken(text)}
    assert found == {page: set() for page in PAGES}


def test_every_text_of_a_form_can_be_translated(qtbot: QtBot, spoken: MainWindow, blocks: Blocks) -> None:
    found = {}
    spoken.show_page("board")
    for command in SHEETS:
        settle(qtbot, spoken)
        spoken.actions_[command].trigger()
        qtbot.waitUntil(lambda: spoken.sheets.sheet is not None)
        sheet = spoken.sheets.sheet
        assert sheet is not None
        with blocks.set_aside():
            found[command] = {text for _widget, text in said(sheet) if unspoken(text)}
        spoken.sheets.close_sheet()
        qtbot.waitUntil(lambda: spoken.sheets.sheet is None)
    assert found == {command: set() for command in SHEETS}


def test_every_text_of_an_overlay_can_be_translated(qtbot: QtBot, spoken: MainWindow, blocks: Blocks) -> None:
    found = {}
    for command in OVERLAYS:
        spoken.actions_[command].trigger()
        qtbot.waitUntil(lambda: spoken.overlays.overlay is not None)
        overlay = spoken.overlays.overlay
        assert overlay is not None
        with blocks.set_aside():
            found[command] = {text for _widget, text in said(overlay) if unspoken(text)}
        settle(qtbot, spoken)
        spoken.overlays.close_overlay()
        qtbot.waitUntil(lambda: spoken.overlays.overlay is None)
    assert found == {command: set() for command in OVERLAYS}


def test_nothing_of_a_page_is_cut_when_words_are_longer(
    qtbot: QtBot, spoken: MainWindow, blocks: Blocks
) -> None:
    def nothing_is_cut() -> None:
        with blocks.set_aside():
            cut = {
                f"{type(widget).__name__}: {text}"
                for widget, text in said(spoken)
                if not is_inside_a_table(widget) and is_cut(widget)
            }
        assert sorted(cut) == [], spoken.page

    spoken.resize(1366, 768)
    for page in PAGES:
        spoken.show_page(page)
        settle(qtbot, spoken)
        qtbot.wait(50)
        qtbot.waitUntil(nothing_is_cut)  # words that have just come are laid out a moment later


def test_a_text_that_nobody_marked_would_be_found() -> None:
    assert unspoken("Adding the exhibit") == "Adding the exhibit"
    assert unspoken("⟦Adding o o⟧ /media/stick.dd, 12 KiB") == ""
    assert unspoken("⟦in ⟦%n file⟧ o⟧ so far") == "so far"


def test_every_page_mirrors_for_a_script_from_the_right(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, blocks: Blocks
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        for page in PAGES:
            window.show_page(page)
            settle(qtbot, window)
            with blocks.set_aside():
                assert not window.grab().isNull()
                rail = window.rail.mapTo(window, window.rail.rect().topLeft())
            assert rail.x() > window.width() // 2, f"the rail stands on the right of {page}"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


# Translations and the sources


def test_the_sources_hold_no_text_that_the_translation_does_not(tmp_path: Path) -> None:
    """`make translations` would change nothing."""
    fresh = tmp_path / WRITTEN.name
    fresh.write_bytes(WRITTEN.read_bytes())
    program = Path(sys.executable).with_name("pyside6-lupdate")
    words = [
        "-silent",
        "-no-obsolete",
        "-locations",
        "none",
        "-tr-function-alias",
        "QT_TRANSLATE_NOOP+=marked",
    ]
    subprocess.run(
        [program, *words, "-extensions", "py", ".", "-ts", fresh],
        cwd=ROOT / "ui",
        check=True,
        capture_output=True,
    )
    assert fresh.read_text(encoding="utf-8") == WRITTEN.read_text(encoding="utf-8"), "run make translations"


def test_the_read_translation_is_made_from_the_written_one(tmp_path: Path) -> None:
    fresh = tmp_path / "fieldcase_es.qm"
    program = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([program, "-silent", WRITTEN, "-qm", fresh], check=True, capture_output=True)
    assert fresh.read_bytes() == WRITTEN.with_suffix(".qm").read_bytes(), "run make translations"


def test_no_text_is_asked_for_inside_another_where_it_would_not_be_collected() -> None:
    """What reads the sources for `make translations` does not look into f-strings."""
    hidden = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("translate", "marked")
        and any(isinstance(one, ast.Constant) for one in call.args[1:2])
    ]
    assert hidden == []


def test_every_number_with_separators_is_written_in_the_language() -> None:
    """`{rate:,.0f}` is the English way; `figures` makes it that of the examiner."""
    english = []
    for file in (ROOT / "ui").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        spoken_there = {
            id(part)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "figures"
            for part in ast.walk(call)
        }
        english += [
            f"{file.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FormattedValue) and id(node) not in spoken_there
            if node.format_spec is not None and re.search(r",|\.[1-9]f", ast.unparse(node.format_spec))
        ]
    assert english == []


def test_every_noun_that_is_counted_has_its_plurals() -> None:
    counted_nouns = {
        node.args[1].value
        for file in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "counted"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    assert counted_nouns - set(NOUNS) == set()


def test_numbers_and_times_follow_the_language(qapp: QApplication, pseudo: None) -> None:
    assert count(12_408) == "12,408"
    assert size(5 << 20) == "5.0 MiB"
    assert moment("2026-11-19T22:47:00Z").startswith("⟦19 ⟦Nov")
    assert time_left(300, 480).startswith("⟦5 to 8 min left")


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 entry"), (2, "2 entries"), (12_408, "12,408 entries"), (5_000_000_000, "5,000,000,000 entries")],
)
def test_a_count_has_its_plural_and_its_separators(number: int, words: str) -> None:
    assert counted(number, "entry") == words
    assert translate("words", "%n entr(y/ies)", "", number) == words
