"""Every command is found in the palette by its name and started from there by keys alone."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Blocks, MakeWindow
from tests.ui.journeys.bench import Bench
from tests.ui.journeys.conftest import MakeWorkbench
from tests.ui.journeys.steps import at_rest, open_case, press
from tests.ui.steps import CTRL
from ui.catalogue import CATALOGUE, Command
from ui.palette import Palette
from ui.palette_entries import NOT_OFFERED
from ui.shell import MainWindow

# What they act on is not there: a scan at work, an unread part, a lock, a key, a filter, a verdict.
NEED_MORE = {
    "custody.countersign", "custody.form", "exhibit.unlock", "filter.clear", "key.forget", "report.show",
    "report.verify", "scan.faults", "scan.pause", "scan.pause_all", "scan.resume", "scan.stop",
    "sets.compare", "sets.conflicts", "sets.stop", "sets.unlock", "verify.copy", "verify.print",
    "verify.report",
}  # fmt: skip
PAGE_OF = {"always": "board", "everywhere": "board", "case": "board", "table": "findings"}


def page_for(command: Command) -> str:
    return PAGE_OF.get(command.place, command.place)


def open_palette(window: MainWindow) -> Palette:
    press(window, Qt.Key.Key_K, modifier=CTRL)
    palette = window.overlays.overlay
    assert isinstance(palette, Palette)
    return palette


def found_by_name(window: MainWindow, command: Command) -> Palette:
    """The palette, with the command chosen: its name typed, and the arrow where others fit as well."""
    palette = open_palette(window)
    palette.edit.setText(window.actions_[command.id].text())
    for _step in range(palette.model.rowCount()):
        entry = palette.current()
        if entry is not None and entry.id == command.id:
            return palette
        QTest.keyClick(palette.edit, Qt.Key.Key_Down)
    raise AssertionError(f"the palette does not find {command.id} by its name")


@pytest.mark.slow
def test_every_command_is_found_by_its_name_and_started_or_says_why_it_sleeps(
    qtbot: QtBot,
    make_window: MakeWindow,
    make_real: MakeWorkbench,
    bench: Bench,
    library: Path,
    blocks: Blocks,
    tmp_path: Path,
) -> None:
    """What the commands do is tried elsewhere: here each only tells that it was started."""
    window = make_window(make_real())
    open_case(qtbot, window, bench.scanned(tmp_path / "case.fieldcase", library, "E1"))
    commands = [command for command in CATALOGUE if command.id not in NOT_OFFERED]
    started: list[str] = []
    for command in commands:
        action = window.actions_[command.id]
        action.triggered.disconnect()
        window.actions_.connect(command.id, partial(started.append, command.id))
    window.actions_["palette.open"].triggered.disconnect()
    window.actions_.connect("palette.open", window.show_palette)
    asleep = {}
    for command in sorted(commands, key=page_for):
        if window.page != page_for(command):
            window.show_page(page_for(command))
            at_rest(qtbot, window)
        palette = found_by_name(window, command)
        entry = palette.current()
        assert entry is not None
        if entry.asleep:
            asleep[command.id] = entry.asleep
            window.overlays.close_overlay()
            continue
        QTest.keyClick(palette.edit, Qt.Key.Key_Return)
        assert started[-1:] == [command.id]
        assert window.overlays.overlay is None
    at_rest(qtbot, window)
    blocks.forget()
    assert set(started) | set(asleep) == {command.id for command in commands}
    assert set(asleep) == NEED_MORE
