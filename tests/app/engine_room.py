"""Engines that begin at once, so that many can be killed in a minute.

Run as a script, it is a process that has imported the program and waits for lines: each makes a child that is
an engine with the readers of `troubled_program`. Start-up is what would otherwise take most of a test's time.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.app import troubled_program

REPOSITORY = Path(__file__).parents[2]
PATIENCE_S = 150.0
_LOOK_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningEngine:
    """A child of the room, in a session of its own. What it writes is in files."""

    pid: int
    place: Path

    def is_running(self) -> bool:
        return Path(f"/proc/{self.pid}").exists()

    def readers(self) -> list[int]:
        try:
            lists = [task.read_text() for task in Path(f"/proc/{self.pid}/task").glob("*/children")]
        except (FileNotFoundError, ProcessLookupError):
            return []
        return [int(pid) for some in lists for pid in some.split()]

    def progress(self) -> list[dict[str, Any]]:
        """Whole lines written so far."""
        text = self._text("out")
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]

    def steps(self) -> int:
        """How many lines of progress there are: each comes after something was stored."""
        return self._text("out").count("\n")

    @property
    def err(self) -> str:
        return self._text("err")

    @property
    def status(self) -> int | None:
        """`None` where it was killed before its end."""
        text = self._text("status")
        return int(text) if text else None

    def _text(self, kind: str) -> str:
        path = self.place.with_suffix(f".{kind}")
        return path.read_text() if path.exists() else ""

    def kill(self) -> None:
        """Gone when this returns."""
        kill(self.pid)
        self.wait()

    def wait(self, *, seconds: float = PATIENCE_S) -> None:
        until = time.monotonic() + seconds
        while self.is_running():
            assert time.monotonic() < until, f"the engine did not end: {self.progress()[-1:]}"
            time.sleep(_LOOK_S)

    def wait_for_steps(self, more_than: int) -> None:
        """Until it has told more than so many lines, or has ended."""
        until = time.monotonic() + PATIENCE_S
        while self.is_running() and self.steps() <= more_than:
            assert time.monotonic() < until, "the engine makes no progress"
            time.sleep(_LOOK_S)


def kill(pid: int) -> None:
    """Whether or not it still runs."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


class EngineRoom:
    """Starts engines. Leaving it as a context manager ends the room, not the engines."""

    def __init__(self, process: "subprocess.Popen[str]", place: Path) -> None:
        self._process, self._place = process, place
        self._started = 0

    def start(self, *words: str | Path) -> RunningEngine:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._started += 1
        place = self._place / f"engine {self._started}"
        self._process.stdin.write(json.dumps({"words": [*map(str, words)], "place": str(place)}) + "\n")
        self._process.stdin.flush()
        return RunningEngine(pid=int(self._process.stdout.readline()), place=place)


@contextmanager
def an_engine_room(place: Path, trouble: Mapping[str, object]) -> Iterator[EngineRoom]:
    """All engines of the room are in the same trouble; `place` takes what they write."""
    place.mkdir(parents=True, exist_ok=True)
    environment = {
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",  # a process that is to be forked has one thread
        "TROUBLE": json.dumps(trouble),
    }
    with subprocess.Popen(
        [sys.executable, __file__],
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        yield EngineRoom(process, place)


def _wait_for_lines() -> None:
    importlib.import_module("app.commands.scan")  # what a command imports when it runs
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system clears away what has ended
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _be_an_engine(asked["words"], Path(asked["place"]))
        print(pid, flush=True)


def _be_an_engine(words: list[str], place: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    out, err = (
        os.open(place.with_suffix(f".{kind}"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for kind in ("out", "err")
    )
    for number, handle in enumerate((nothing, out, err)):
        os.dup2(handle, number)
    status = 70  # a program that ended by its own fault
    try:
        status = troubled_program.run(words)
    except BaseException:  # noqa: BLE001  # told, as Python itself would tell it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        place.with_suffix(".status").write_text(str(status))
        os._exit(0)


if __name__ == "__main__":
    _wait_for_lines()
