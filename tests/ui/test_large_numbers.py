"""Entries are numbered by scan and place, soon beyond 32 bits: no number is cut on its way."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.rows import EntryRow
from tests.ui.fakes import FIRST_ENTRY, FakeWorkbench, an_entry
from tests.ui.steps import a_case_with_an_exhibit, settle, start_scan, wait_for_scan
from ui.hexdump import hex_lines
from ui.look import Look
from ui.questions import Questions
from ui.shell import MainWindow
from ui.tables.columns import ENTRY_COLUMNS
from ui.tables.model import RowsModel
from ui.tables.view import RowsTable

LARGEST = 2**63 - 1  # what the store can number


def test_the_table_keeps_the_largest_number_a_case_can_have(qtbot: QtBot, look: Look) -> None:
    asked: list[int] = []
    told: list[object] = []

    def fetch(ids: Sequence[int]) -> list[EntryRow]:
        asked.extend(ids)
        return [replace(an_entry(place), id=number) for place, number in enumerate(ids)]

    questions = Questions()
    model = RowsModel(look, questions, columns=ENTRY_COLUMNS)
    table = RowsTable(model, name="entries")
    qtbot.addWidget(table)
    table.chosen.connect(told.append)
    ids = array("q", [2**31, 2**32 + 1, FIRST_ENTRY, LARGEST])
    model.show_ids(ids, fetch)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    for row, number in enumerate(ids):
        table.setCurrentIndex(model.index(row, 0))
        assert (model.id_at(row), model.row_of(number)) == (number, row)
    assert asked == list(ids)
    assert told == list(ids)
    questions.close()
    questions.wait()


def test_the_chosen_file_is_the_one_whose_content_is_read(
    qtbot: QtBot, window: MainWindow, workbench: FakeWorkbench, tmp_path: Path
) -> None:
    a_case_with_an_exhibit(qtbot, window, workbench, tmp_path)
    start_scan(qtbot, window)
    wait_for_scan(qtbot, window)
    for page, place in ((window.files, 3), (window.findings, 7)):
        window.show_page("files" if page is window.files else "findings")
        qtbot.waitUntil(lambda page=page: page.model.rowCount() > 0)  # type: ignore[misc]
        settle(qtbot, window)
        page.table.setCurrentIndex(page.model.index(3 if page is window.files else 1, 0))
        first = bytes((number + FIRST_ENTRY + place) % 251 for number in range(8))  # see fake_viewer
        qtbot.waitUntil(
            lambda page=page, first=first: hex_lines(first)[:33] in page.detail.shown_bytes(),  # type: ignore[misc]
            timeout=10_000,
        )
