"""The plan on the sheet and the scan behind it agree on a real case."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeWindow
from tests.ui.journeys.bench import Bench
from tests.ui.journeys.conftest import MakeWorkbench, Told
from tests.ui.journeys.steps import LONG_MS, open_case, scan_ended
from ui.sheets.scan_plan import ScanPlanSheet

if TYPE_CHECKING:
    from app.rows.previews import PlanPreview


def shown_of(sheet: ScanPlanSheet) -> dict[str, int]:
    """The counts as they stand on the sheet."""
    shown = {name: entries.replace(",", "") for name, (entries, _held) in sheet.side.numbers().items()}
    return {name: int(entries) for name, entries in shown.items() if entries.isdigit()}


@pytest.mark.slow
def test_what_the_plan_says_is_what_the_scan_then_does(
    qtbot: QtBot,
    make_window: MakeWindow,
    make_real: MakeWorkbench,
    bench: Bench,
    told: Told,
    tmp_path: Path,
) -> None:
    case = bench.case(tmp_path / "case.fieldcase")
    window = make_window(make_real())
    open_case(qtbot, window, case)
    previews: list[PlanPreview] = []
    window.desk.preview.told.connect(previews.append)
    window.actions_["scan.plan"].trigger()
    qtbot.waitUntil(lambda: window.sheets.sheet is not None, timeout=LONG_MS)
    sheet = window.sheets.sheet
    assert isinstance(sheet, ScanPlanSheet)
    qtbot.waitUntil(lambda: bool(previews) and previews[-1].is_complete, timeout=LONG_MS)
    qtbot.waitUntil(lambda: shown_of(sheet).get("entries") == previews[-1].entries.entries)
    planned = shown_of(sheet)
    window.actions_["sheet.accept"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running, timeout=LONG_MS)
    scan_ended(qtbot, window)
    did = Counter(entry["outcome"] for entry in told.listed(case, "entries"))
    assert planned["entries"] == did.total() > 200
    assert planned["ruled_out"] == did["ruled_out_by_size"]
    assert planned["no_content"] == did["no_content"]
    assert planned["to_read"] == did["matched"] + did["known"] + did["compared"] + did["unreadable"]
