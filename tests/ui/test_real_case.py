"""The same journey on the real workbench: a practice image built on the spot, the real engine as a child."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.open_case import TroubleSentence
from app.practice import PracticeKit, build_practice
from app.rows import EntryFilter, NewCase
from app.workbench import Workbench
from tests.ui.conftest import MakeWindow
from tests.ui.fakes import FakeChooser
from tests.ui.steps import add_exhibit, import_set, new_case, settle, start_scan, wait_for_scan
from ui.screenshots import take_screenshots
from ui.shell import MainWindow

LONG_MS = 60_000


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> PracticeKit:
    return build_practice(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def real(tmp_path: Path) -> Workbench:
    program = (sys.executable, "-m", "app")
    Workbench.warm_up()  # as the start of the desktop does once the window stands
    return Workbench(
        now=now, settings_folder=tmp_path / "settings", library=tmp_path / "library", program=program
    )


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m app` finds the program from there."""
    monkeypatch.chdir(Path(__file__).parents[2])


def a_real_case(qtbot: QtBot, window: MainWindow, kit: PracticeKit, chooser: FakeChooser) -> None:
    new_case(qtbot, window)
    add_exhibit(qtbot, window, kit.image)
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=LONG_MS)
    import_set(qtbot, window, chooser, kit.notable_set)
    qtbot.waitUntil(lambda: window.sheets.sheet is None, timeout=LONG_MS)


@pytest.mark.slow
def test_the_whole_job_on_a_real_image(
    qtbot: QtBot,
    make_window: MakeWindow,
    real: Workbench,
    kit: PracticeKit,
    chooser: FakeChooser,
    tmp_path: Path,
) -> None:
    before = (kit.image.stat().st_mtime_ns, kit.image.stat().st_size)
    window = make_window(real)
    a_real_case(qtbot, window, kit, chooser)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window, timeout=LONG_MS)
    window.show_page("findings")
    planted = sum(one.expected.value == "matched" for one in kit.planted)
    qtbot.waitUntil(lambda: window.findings.model.rowCount() == planted, timeout=LONG_MS)
    qtbot.waitUntil(lambda: "89 50 4e 47" in window.findings.detail.shown_bytes(), timeout=LONG_MS)
    window.show_page("files")
    window.files.show_filter(EntryFilter(deleted_only=True))
    settle(qtbot, window)
    assert 0 < window.files.model.rowCount() < 20
    window.show_page("custody")
    window.actions_["custody.check"].trigger()
    qtbot.waitUntil(lambda: window.custody.state.words().endswith("all linked"), timeout=LONG_MS)
    window.show_page("report")
    window.report.where.setText(str(tmp_path / "report"))
    window.actions_["report.write"].trigger()
    qtbot.waitUntil(lambda: window.report.notice.isVisible(), timeout=LONG_MS)
    assert (tmp_path / "report" / "data" / "report.pdf").is_file(), window.report.notice.words()
    assert before == (kit.image.stat().st_mtime_ns, kit.image.stat().st_size)


@pytest.mark.slow
def test_every_column_of_the_real_tables_can_be_sorted(
    qtbot: QtBot, make_window: MakeWindow, real: Workbench, kit: PracticeKit, chooser: FakeChooser
) -> None:
    window = make_window(real)
    a_real_case(qtbot, window, kit, chooser)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window, timeout=LONG_MS)
    for page in (window.findings, window.files):
        window.show_page("findings" if page is window.findings else "files")
        qtbot.waitUntil(lambda page=page: page.model.rowCount() > 0)  # type: ignore[misc]
        for column in range(page.model.columnCount()):
            page.table.horizontalHeader().sectionClicked.emit(column)
            settle(qtbot, window)
            assert page.table.order is not None
            assert page.table.order.column == page.model.column(column).field
    assert not window.board.notice.words()


@pytest.mark.slow
def test_an_image_that_is_not_there_and_one_that_is_no_image_are_sentences(
    qtbot: QtBot, make_window: MakeWindow, real: Workbench, tmp_path: Path
) -> None:
    window = make_window(real)
    new_case(qtbot, window)
    empty = tmp_path / "empty.dd"
    empty.touch()
    for source in (tmp_path / "gone.dd", empty, tmp_path):
        add_exhibit(qtbot, window, source)
        sheet = window.sheets.sheet
        assert sheet is not None
        qtbot.waitUntil(lambda: not window.desk.work.is_running, timeout=LONG_MS)
        words = sheet.notice.words()
        assert words.endswith(".")
        assert "Traceback" not in words
        assert str(source) in words
        window.actions_["sheet.close"].trigger()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pictures_of_every_screen_are_taken(
    qapp: QApplication, real: Workbench, tmp_path: Path, theme: str
) -> None:
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    case = NewCase(folder=str(tmp_path / "P.fieldcase"), number="P", examiner="Examiner E-114")
    real.create_case(case).close()
    taken = take_screenshots(real, Path(case.folder), tmp_path / "pictures", theme=theme)
    assert [file.name.split("-")[1] for file in taken] == [
        "start", "board", "plan", "scan", "findings", "files", "custody", "report", "sets",
    ]  # fmt: skip
    for file in taken:
        picture = QImage(str(file))
        assert (picture.width(), picture.height()) == (1366, 768)


def test_no_picture_is_taken_of_what_is_no_case(qapp: QApplication, real: Workbench, tmp_path: Path) -> None:
    with pytest.raises(TroubleSentence):
        take_screenshots(real, tmp_path, tmp_path / "pictures", theme="dark")
    assert not (tmp_path / "pictures").exists()
