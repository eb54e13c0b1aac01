"""What the journeys share: the bench, the real workbench, and a keyboard that holds keys."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.workbench import Workbench
from tests.ui.journeys.bench import Bench, build_bench

SLOW_PROGRAM = Path(__file__).with_name("slow_program.py")
MakeWorkbench = Callable[..., Workbench]


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
        program = ("-m", "app")
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
