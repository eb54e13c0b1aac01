"""What the journeys share: the bench, the real workbench, and a keyboard that holds keys."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.workbench import Workbench
from tests.app.builders import listed
from tests.ui.conftest import Blocks
from tests.ui.journeys.bench import Bench, build_bench

SLOW_PROGRAM = Path(__file__).with_name("slow_program.py")
MakeWorkbench = Callable[..., Workbench]
Records = Sequence[Mapping[str, Any]]  # Any: JSON


@pytest.fixture
def blocks(qapp: QApplication) -> Iterator[Blocks]:
    """Here the engine, its readers and others want the same two cores, which stretches processor time itself;
    tests marked `by_itself` hold the strict limit.
    """
    measured = Blocks()
    yield measured
    measured.close()
    measured.check(share=2, is_alone=False)


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return build_bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="session")
def library(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list of the bench, imported. Journeys that change a library make their own."""
    return bench.library(tmp_path_factory.mktemp("sets") / "library")


@pytest.fixture
def make_real(tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch) -> MakeWorkbench:
    """The real workbench. `trouble` makes readers of scans slow; `own_library` starts with an empty one."""
    monkeypatch.chdir(Path(__file__).parents[3])  # `python -m app` finds the program from there
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def make(*, own_library: bool = False, **trouble: object) -> Workbench:
        program: tuple[str, ...] = ("-m", "app")
        if trouble:
            monkeypatch.setenv("TROUBLE", json.dumps(trouble))
            program = (str(SLOW_PROGRAM),)
        Workbench.warm_up()  # as the start of the desktop does once the window stands
        return Workbench(
            now=lambda: datetime.now(UTC),
            settings_folder=tmp_path / "settings",
            library=tmp_path / "library" if own_library else library,
            program=(sys.executable, *program),
        )

    return make


class Told:
    """What the command line says of a case while a window is open; the window is not kept waiting for it."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks

    def listed(self, case: Path, what: str) -> Records:
        with self._blocks.set_aside():
            return listed(case, what)

    def events(self, case: Path, *actions: str) -> Records:
        """Events of the chain with one of these actions."""
        return [event for event in self.listed(case, "custody") if event["action"] in actions]


@pytest.fixture
def told(blocks: Blocks) -> Told:
    return Told(blocks)
