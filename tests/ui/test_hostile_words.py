"""Names from evidence are shown as they are, wherever they stand: no rich text, no lines of their own."""

import hashlib
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.workbench import Workbench
from tests.app.builders import a_case, a_set, said
from tests.evidence.builders import an_ext_image
from tests.ui.conftest import Blocks, MakeWindow
from tests.ui.steps import settle
from ui.shell import MainWindow
from ui.tips import plain_tip
from ui.window import RAIL_PAGES

LONG_MS = 60_000
NAMES = (
    "<img src='hostname.png'><b>bold.jpg",
    "<b>folder</b>/<a href='x'>link.jpg",
    "two\nlines.jpg",
    "back\u202egpj.exe",
    "{path} %n %1 &amp;.jpg",
    os.fsdecode(b"\xff\xfe\xed\xa0\x80.jpg"),
    "x" * 251 + ".jpg",
)
MOST_ROWS = 60


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hostile")
    files = {name: b"hostile name %d" % number for number, name in enumerate(NAMES)}
    image = an_ext_image(home / "<i>disk.dd", files)
    digests = [hashlib.sha256(content).hexdigest() for content in files.values()]
    library = a_set(home / "library", "Set <u>1 & 2", digests)
    made = a_case(home / "hostile.fieldcase", image)
    assert said("scan", made, "--library", library).status == 0
    return made


@pytest.fixture
def opened(
    qtbot: QtBot, make_window: MakeWindow, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    monkeypatch.chdir(Path(__file__).parents[2])
    real = Workbench(
        now=lambda: datetime.now(UTC),
        settings_folder=tmp_path / "settings",
        library=case.parent / "library",
        program=(sys.executable, "-m", "app"),
    )
    Workbench.warm_up()
    window = make_window(real)
    window.desk.open(str(case), remember=False)
    qtbot.waitUntil(lambda: window.desk.case is not None and not window.desk.is_busy, timeout=LONG_MS)
    return window


def as_read(tip: str) -> str:
    """What Qt makes of a tooltip."""
    if "<" not in tip:
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("name", ["plain", *NAMES[:5], "a\n<b>\n  c"])
def test_a_tooltip_says_what_it_was_given(name: str) -> None:
    assert as_read(plain_tip(name)) == name


def tips_of(model: QAbstractItemModel, above: QModelIndex) -> Iterator[str]:
    for row in range(min(MOST_ROWS, model.rowCount(above))):
        for column in range(model.columnCount(above)):
            place = model.index(row, column, above)
            tip = model.data(place, Qt.ItemDataRole.ToolTipRole)
            if tip:
                yield str(tip)
        yield from tips_of(model, model.index(row, 0, above))


def rich(words: str) -> bool:
    """Whether signs of a name would be read as rich text."""
    return any(sign in words for sign in ("<img", "<b>", "<a ", "<i>", "<u>"))


def tips_and_texts(window: MainWindow) -> tuple[list[tuple[str, str]], list[str]]:
    """Every tooltip with where it stands, and the words of labels that may read rich text."""
    tips = [(type(part).__name__, part.toolTip()) for part in window.findChildren(QWidget)]
    for view in window.findChildren(QAbstractItemView):
        tips += [(type(view).__name__, tip) for tip in tips_of(view.model(), QModelIndex())]
    labels = [part for part in window.findChildren(QLabel) if part.textFormat() != Qt.TextFormat.PlainText]
    return tips, [part.text() for part in labels if part.text()]


def test_no_page_reads_a_name_as_rich_text(qtbot: QtBot, opened: MainWindow, blocks: Blocks) -> None:
    seen: set[str] = set()
    for page in RAIL_PAGES:
        opened.show_page(page)
        settle(qtbot, opened)
        qtbot.wait(300)
        with blocks.set_aside():
            tips, texts = tips_and_texts(opened)
            seen |= {as_read(tip) for _where, tip in tips}
        assert [each for each in tips if rich(each[1])] == [], page
        assert texts == [], page
    assert any(NAMES[0] in tip for tip in seen)
    assert any("two\\x0Alines.jpg" in tip for tip in seen)
    assert any("back\\u{202E}gpj.exe" in tip for tip in seen)
    assert not any("\u202e" in tip for tip in seen)
