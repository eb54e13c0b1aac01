"""While the tables of a large case are made ready its state and its list are shown; other orders wait."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from app.answers import TroubleSentence
from tests.ui.fakes import FakeCase, FakeWorkbench
from tests.ui.findings_steps import HIT_EVERY, a_scanned_case
from tests.ui.steps import settle
from ui.shell import MainWindow

HITS = 4
DOWNWARDS = 2  # the column of the files table whose head is clicked


class Making:
    """Stands for the making of the tables of every fake case; it is over when `done` is set."""

    def __init__(self) -> None:
        self.done, self.trouble = Event(), ""

    def prepare(self) -> None:
        assert self.done.wait(timeout=30)
        if self.trouble:
            raise TroubleSentence(self.trouble)


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> Iterator[Making]:
    made = Making()
    monkeypatch.setattr(FakeCase, "is_prepared", property(lambda _case: made.done.is_set()))
    monkeypatch.setattr(FakeCase, "prepared_share", 0.43)
    monkeypatch.setattr(FakeCase, "prepare_tables", lambda _case: made.prepare())
    yield made
    made.done.set()


@pytest.fixture
def opened(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path, making: Making
) -> MainWindow:
    case = a_scanned_case(workbench, tmp_path, hits=HITS)
    window.desk.open(case, remember=False)
    qtbot.waitUntil(lambda: window.desk.case is not None, timeout=15_000)
    return window


def test_rows_as_listed_do_not_wait_for_the_tables(opened: MainWindow, qtbot: QtBot) -> None:
    assert opened.desk.view is not None
    assert opened.desk.view.summary.entries == HITS * HIT_EVERY
    opened.show_page("files")
    qtbot.waitUntil(lambda: opened.files.model.rowCount() == HITS * HIT_EVERY, timeout=15_000)
    assert opened.desk.tables.is_first


def test_another_order_waits_and_says_how_far_the_tables_are(
    opened: MainWindow, qtbot: QtBot, making: Making
) -> None:
    page = opened.files
    opened.show_page("files")
    qtbot.waitUntil(lambda: page.model.rowCount() == HITS * HIT_EVERY, timeout=15_000)
    before = page.model.id_at(0)
    for _click in range(2):
        page.table.horizontalHeader().sectionClicked.emit(DOWNWARDS)
    assert page.table.order is not None
    assert page.table.order.descending
    assert "Preparing the tables" in page.footer.text()
    assert "43" in page.footer.text()
    assert page.model.id_at(0) == before
    making.done.set()
    qtbot.waitUntil(lambda: page.model.id_at(0) != before, timeout=15_000)
    settle(qtbot, opened)
    assert "Preparing" not in page.footer.text()


def test_findings_are_listed_as_soon_as_the_tables_are_ready(
    opened: MainWindow, qtbot: QtBot, making: Making
) -> None:
    page = opened.findings
    opened.show_page("findings")
    assert "Preparing the tables" in page.footer.text()
    making.done.set()
    qtbot.waitUntil(lambda: len(page.model.listed.members) == HITS, timeout=15_000)
    settle(qtbot, opened)
    assert "Preparing" not in page.footer.text()


def test_tables_that_cannot_be_made_let_each_question_tell_why(
    opened: MainWindow, qtbot: QtBot, making: Making
) -> None:
    opened.show_page("findings")
    making.trouble = "the case could not be read"
    making.done.set()
    qtbot.waitUntil(lambda: not opened.desk.tables.is_first, timeout=15_000)
    settle(qtbot, opened)
    assert len(opened.findings.model.listed.members) == HITS
