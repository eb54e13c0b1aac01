"""Four exhibits at once: from a new case to a bundle that agrees; killed engines and readers, pause and
resume change no finding.
"""

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.app.builders import findings, said
from tests.ui.conftest import MakeWindow
from tests.ui.fakes import FakeChooser
from tests.ui.journeys import children
from tests.ui.journeys.bench import Bench
from tests.ui.journeys.conftest import MakeWorkbench, Told
from tests.ui.journeys.steps import (
    LONG_MS,
    at_rest,
    drop,
    findings_here,
    no_sheet,
    open_case,
    scan_ended,
    states,
    write_report,
)
from tests.ui.steps import add_exhibit, import_set, new_case, start_scan
from ui.shell import MainWindow

SLOW = {"reads_directly": True, "disk_pause_s": 0.001, "listing_pause_s": 0.004}
LABELS = ("E1", "E2", "E3", "E4")


@pytest.fixture(scope="module")
def whole(bench: Bench, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All four, scanned by the command line without trouble."""
    return bench.scanned(tmp_path_factory.mktemp("whole") / "whole.fieldcase", library)


def under_way(qtbot: QtBot, window: MainWindow, *, readers: int = 2) -> None:
    """Started from the board, so many exhibits at work."""
    start_scan(qtbot, window)
    qtbot.waitUntil(lambda: len(children.of_window("reader")) >= readers, timeout=LONG_MS)
    qtbot.waitUntil(lambda: [*states(window).values()].count("scanning") >= 2, timeout=LONG_MS)


@pytest.fixture
def begun(
    qtbot: QtBot, make_window: MakeWindow, make_real: MakeWorkbench, bench: Bench, tmp_path: Path
) -> tuple[MainWindow, Path]:
    """A slow scan of all four under way, and the folder of its case."""
    case = bench.case(tmp_path / "case.fieldcase")
    window = make_window(make_real(**SLOW))
    open_case(qtbot, window, case)
    under_way(qtbot, window)
    return window, case


@pytest.mark.slow
def test_a_new_case_over_four_disks_ends_as_a_bundle_that_agrees(
    qtbot: QtBot,
    make_window: MakeWindow,
    make_real: MakeWorkbench,
    bench: Bench,
    chooser: FakeChooser,
    tmp_path: Path,
) -> None:
    window = make_window(make_real(own_library=True))
    new_case(qtbot, window)
    for image in bench.images:
        add_exhibit(qtbot, window, image)
        no_sheet(qtbot, window)
    import_set(qtbot, window, chooser, bench.listed)
    no_sheet(qtbot, window)
    start_scan(qtbot, window)
    scan_ended(qtbot, window)
    assert states(window) == dict.fromkeys(LABELS, "done")
    view = window.desk.view
    assert view is not None
    assert {one.label: one.hits for one in view.exhibits} == dict(bench.wanted)
    findings_here(qtbot, window, sum(bench.wanted.values()))
    write_report(qtbot, window, tmp_path / "bundle")
    drop(qtbot, window, tmp_path / "bundle")
    assert window.verify.verdict is not None
    assert window.verify.verdict.agrees, window.verify.verdict


@pytest.mark.slow
@pytest.mark.alone
def test_a_killed_engine_is_told_and_resumed_to_the_same_findings(
    qtbot: QtBot, begun: tuple[MainWindow, Path], whole: Path
) -> None:
    window, case = begun
    children.kill(children.of_window("scan"))
    scan_ended(qtbot, window)
    for page in (window.board, window.scan):  # wherever the examiner was meanwhile
        assert re.fullmatch(r"The scan stopped at \d\d:\d\d UTC\. Nothing is lost\.", page.notice.words())
    assert window.actions_["scan.resume"].isEnabled()
    window.actions_["scan.resume"].trigger()
    qtbot.waitUntil(lambda: window.desk.scan.is_running, timeout=LONG_MS)
    scan_ended(qtbot, window)
    assert states(window) == dict.fromkeys(LABELS, "done")
    assert sorted(findings(case)) == sorted(findings(whole))
    assert said("compare", case, whole).status == 0


@pytest.mark.slow
@pytest.mark.alone
def test_a_killed_reader_is_started_again_and_the_scan_goes_on(
    qtbot: QtBot, begun: tuple[MainWindow, Path], whole: Path
) -> None:
    window, case = begun
    children.kill(children.of_window("reader")[:1])
    scan_ended(qtbot, window)
    assert states(window) == dict.fromkeys(LABELS, "done")
    assert sorted(findings(case)) == sorted(findings(whole))


@pytest.mark.slow
@pytest.mark.alone
def test_a_scan_rests_is_left_with_its_window_and_goes_on_in_the_next(
    qtbot: QtBot,
    begun: tuple[MainWindow, Path],
    make_window: MakeWindow,
    make_real: MakeWorkbench,
    whole: Path,
    told: Told,
) -> None:
    window, case = begun
    window.actions_["scan.pause_all"].trigger()
    qtbot.waitUntil(lambda: "paused" in states(window).values(), timeout=LONG_MS)
    window.actions_["scan.pause_all"].trigger()
    qtbot.waitUntil(lambda: "paused" not in states(window).values(), timeout=LONG_MS)
    window.actions_["scan.stop"].trigger()
    scan_ended(qtbot, window)
    assert "stopped" in states(window).values()
    window.close_case()
    at_rest(qtbot, window)
    other = make_window(make_real(**SLOW))
    open_case(qtbot, other, case)
    stopped = {label for label, state in states(other).items() if state == "stopped"}
    other.actions_["scan.resume"].trigger()
    qtbot.waitUntil(lambda: other.desk.scan.is_running, timeout=LONG_MS)
    scan_ended(qtbot, other)
    assert {states(other)[label] for label in stopped} == {"done"}
    if "added" in states(other).values():  # the plan had not come to them, and went with its window
        start_scan(qtbot, other)
        scan_ended(qtbot, other)
    assert states(other) == dict.fromkeys(LABELS, "done")
    assert sorted(findings(case)) == sorted(findings(whole))
    assert told.events(case, "scan.paused")
    assert told.events(case, "scan.resumed")
