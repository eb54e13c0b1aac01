"""Steps of a journey, as the examiner takes them: by keys, buttons and forms."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.rows import NewCase
from tests.ui.fakes import FakeChooser, FakeWorkbench
from ui.sheets.forms import AddExhibitSheet, NewCaseSheet
from ui.sheets.import_set import ImportSetSheet
from ui.sheets.scan_plan import ScanPlanSheet
from ui.shell import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
A_BREATH_MS = 1  # in which the window goes on, so that each act of the hand is measured by itself


def focused(window: MainWindow) -> QWidget:
    widget: QWidget | None = window.focusWidget()
    return window if widget is None else widget


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """A key goes to the widget that has the focus, as on a real keyboard."""
    QTest.keyClick(focused(window), key, modifier)


def type_words(widget: QWidget, words: str) -> None:
    """Letter by letter, each answered before the next one comes."""
    QTest.keyClicks(widget, words, Qt.KeyboardModifier.NoModifier, A_BREATH_MS)


def in_the_loop(qtbot: QtBot, action: Callable[[], object]) -> None:
    """Run an action inside the event loop, and let what follows from it happen."""
    done: list[object] = []
    QTimer.singleShot(0, lambda: done.append(action()))
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    qtbot.wait(5)


def new_case(qtbot: QtBot, window: MainWindow, *, number: str = "FL-2026-0417") -> None:
    window.actions_["case.new"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, NewCaseSheet)
    QTest.keyClicks(sheet.number.edit, number)
    sheet.examiner.edit.setText("Examiner E-114")
    sheet.title_field.edit.setText("Harbour Row 12, Eastmere")
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.case is not None)
    qtbot.waitUntil(lambda: window.page == "board")


def add_exhibit(qtbot: QtBot, window: MainWindow, source: Path) -> None:
    window.actions_["exhibit.add"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, AddExhibitSheet)
    sheet.source.edit.setText(str(source))
    sheet.description.edit.setText("Desktop disk, under desk")
    window.actions_["sheet.accept"].trigger()


def import_set(qtbot: QtBot, window: MainWindow, chooser: FakeChooser, file: Path) -> None:
    window.actions_["sets.import"].trigger()
    sheet = window.sheets.sheet
    assert isinstance(sheet, ImportSetSheet)
    chooser.path = str(file)
    sheet.file.edit.setText(str(file))
    sheet.name.edit.setText("Practice list")
    window.actions_["sheet.accept"].trigger()


def start_scan(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("board")
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: isinstance(window.sheets.sheet, ScanPlanSheet))
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running)


def wait_for_scan(qtbot: QtBot, window: MainWindow, *, timeout: int = 15_000) -> None:
    """Until the child has ended and the case has been read after it."""
    qtbot.waitUntil(lambda: not window.desk.scan.is_running, timeout=timeout)
    qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=timeout)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until every question is answered."""
    qtbot.waitUntil(lambda: not window.desk.is_busy, timeout=15_000)


def an_image(folder: Path) -> Path:
    image = folder / "stick.dd"
    image.write_bytes(b"\x00" * 4096)
    return image


def a_set(folder: Path) -> Path:
    listed = folder / "practice.txt"
    listed.write_text("d41d8cd98f00b204e9800998ecf8427f\n", encoding="utf-8")
    return listed


def a_case_with_an_exhibit(qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, folder: Path) -> None:
    """Straight to a case that holds one exhibit and a library that holds one set."""
    case = workbench.create_case(
        NewCase(folder=str(folder / "cases" / "X.fieldcase"), number="X", examiner="Examiner E-114")
    )
    case.close()
    window.desk.open(case.folder)
    qtbot.waitUntil(lambda: window.desk.case is not None)
    add_exhibit(qtbot, window, an_image(folder))
    qtbot.waitUntil(
        lambda: window.desk.view is not None and len(window.desk.view.exhibits) == 1, timeout=10_000
    )
    (workbench.library / "sets.json").write_text(
        '[{"name": "Practice list", "role": "notable", "version": "1", "source": "practice.txt"}]',
        encoding="utf-8",
    )
