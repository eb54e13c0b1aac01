"""What holds for every desktop test: no Qt warning, no timer, process or window left behind, the GUI thread
never blocked.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import QObject, QProcess, Qt, QTimer, SignalInstance
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from app.workbench import Workbench
from tests.ui.fake_tone import FakeTone
from tests.ui.fakes import FakeChooser, FakeWorkbench
from ui.collecting import GuiThreadCollector
from ui.lasting_constants import keep_constants
from ui.look import Dress, Look
from ui.shell import MainWindow

keep_constants()  # as the program does at its start

BLOCK_LIMIT_S = 0.100
HEARTBEAT_MS = 10
HARD_LIMIT_S = 1.0
YARDSTICK_S = 0.0034  # of own time for `_time_of_yardstick` on the two-core machine the limit was set for
MOST_PACE = 3.0  # half as fast, and shared with others
# Test processes beside this one take the caches away in the middle of an act, which a yardstick of some
# milliseconds behind it does not see. A process alone is held to the limit itself.
PACE_TOGETHER = 2.0
MOST_WAITING = 2.0  # times as long for a disk or a lock; the queue for a processor is left out
PATIENCE_MS = 60_000
THREADS = Path("/proc/self/task")


class PatientBot(QtBot):
    """Waits for what must come as long as a busy machine may need; what comes is not waited for longer."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(
        self,
        signal: SignalInstance,
        *,
        timeout: int = PATIENCE_MS,
        raising: bool | None = None,
        check_params_cb: Callable[..., bool] | None = None,
    ) -> SignalBlocker:
        patience_ms = max(timeout, PATIENCE_MS)
        return super().waitSignal(
            signal, timeout=patience_ms, raising=raising, check_params_cb=check_params_cb
        )


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


class Blocks:
    """How long the GUI thread kept a heartbeat waiting, in seconds: by the clock, of its own time on a
    processor, and of all threads' time in the queue for one.
    """

    def __init__(self) -> None:
        self.passes: list[tuple[float, float, float]] = []
        self._long: list[tuple[float, float, float]] = []  # own seconds, those by the clock, the pace then
        self._last = _clocks()
        self._heart = QTimer(interval=HEARTBEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._heart.timeout.connect(self._on_beat)
        self._heart.start()

    def _on_beat(self) -> None:
        now = _clocks()
        passed, worked, queued = (new - old for new, old in zip(now, self._last, strict=True))
        self.passes.append((passed - HEARTBEAT_MS / 1000, worked, max(0.0, queued)))
        self._last = now
        wall_s = passed - HEARTBEAT_MS / 1000
        own_s, stood_s = min(wall_s, worked), wall_s - max(0.0, queued)
        if own_s > BLOCK_LIMIT_S or stood_s > HARD_LIMIT_S:
            # Others who take the caches away take them from the yardstick too.
            self._long.append((own_s, stood_s, pace_of_machine()))
            self._last = _clocks()

    def longest_s(self) -> float:
        """The longest block that was the GUI thread's own work: what its workers do beside it is none, and on
        a busy machine waiting for a processor is none either.
        """
        return max((min(wall, worked) for wall, worked, _queued in self.passes), default=0.0)

    def forget(self) -> None:
        """Begin anew: what was measured so far was the test's own work."""
        self.passes.clear()
        self._long.clear()
        self._last = _clocks()

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """What the test itself does meanwhile is none of the window's work."""
        self._on_beat()
        yield
        self._last = _clocks()

    def check(self, *, share: float = 1.0, is_alone: bool = True) -> None:
        """Fail where the window was blocked too long for the pace of the machine then. Where others work for
        the test (not `is_alone`), it may wait for them; `share` is how much longer it may work itself.
        """
        for own_s, stood_s, pace in self._long:
            told = f"the GUI thread was blocked for {own_s * 1e3:.0f} ms"
            limit_s = share * limit_at_pace(pace)
            assert own_s <= limit_s, f"{told}, of {limit_s * 1e3:.0f} ms allowed"
            still_s = HARD_LIMIT_S * min(MOST_WAITING, max(1.0, pace))
            assert not is_alone or stood_s <= still_s, f"the GUI thread stood still for {stood_s:.1f} s"

    def close(self) -> None:
        self._heart.stop()


def pace_of_machine() -> float:
    """How many times slower than the machine the limit was set for this one is now."""
    return max(_time_of_yardstick() for _ in range(5)) / YARDSTICK_S


def _time_of_yardstick() -> float:
    """Own seconds for a drawing that is always the same: windows lay out and draw words, most of all."""
    begun, image = time.thread_time(), QImage(600, 200, QImage.Format.Format_ARGB32_Premultiplied)
    with _painter_on(image) as painter:
        for number in range(120):
            words, font = f"line {number} of a window, with a number {number * 7_919}", QFont()
            font.setPointSize(9 + number % 3)
            painter.setFont(font)
            room = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, 100)
            painter.drawText(5, number, words + room)
    return time.thread_time() - begun


@contextmanager
def _painter_on(image: QImage) -> Iterator[QPainter]:
    painter = QPainter(image)
    try:
        yield painter
    finally:
        painter.end()


def limit_at_pace(pace: float, *, processes: int | None = None) -> float:
    """The longest block allowed, in seconds, on a machine so many times slower, with so many processes that
    run tests (None: as many as there are).
    """
    together = processes or int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return BLOCK_LIMIT_S * min(MOST_PACE, max(PACE_TOGETHER if together > 1 else 1.0, pace))


def _clocks() -> tuple[float, float, float]:
    """Seconds: of the clock, of this thread on a processor, and of all threads in the queue for one (Linux,
    schedstat of each thread).
    """
    queued_ns = 0
    for thread in THREADS.iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            queued_ns += int((thread / "schedstat").read_text().split()[1])
    return time.perf_counter(), time.thread_time(), queued_ns / 1e9


@pytest.fixture
def blocks(qapp: QApplication) -> Iterator[Blocks]:
    """Measures; a test that uses the window fails when the GUI thread was blocked too long."""
    measured = Blocks()
    yield measured
    measured.close()
    measured.check()


@pytest.fixture(autouse=True)
def _collector(qapp: QApplication) -> Iterator[GuiThreadCollector]:
    """As in the program itself: no widget is collected in another thread."""
    collector = GuiThreadCollector()
    yield collector
    collector.close()


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    made = Look()
    made.apply("dark")
    yield made
    made.close()


@pytest.fixture
def chooser() -> FakeChooser:
    return FakeChooser()


@pytest.fixture
def workbench(tmp_path: Path) -> FakeWorkbench:
    return FakeWorkbench(tmp_path)


MakeWindow = Callable[[FakeWorkbench | Workbench], MainWindow]


@pytest.fixture
def make_window(qtbot: QtBot, look: Look, chooser: FakeChooser, blocks: Blocks) -> Iterator[MakeWindow]:
    """Makes windows over any workbench, shown; afterwards nothing of them may still run."""
    made: list[MainWindow] = []

    def make(workbench: FakeWorkbench | Workbench) -> MainWindow:
        window = MainWindow(cast("Workbench", workbench), look, chooser=chooser)
        made.append(window)
        window.first_hits.use(FakeTone())
        window.desk.key.go_without()  # as the examiner may say once a session; tests of keys forget that
        window.show()
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: not window.desk.is_busy)
        qtbot.waitUntil(lambda: not any(dress.is_due for dress in window.findChildren(Dress)))
        blocks.forget()  # making the window is measured by its own test
        return window

    yield make
    for window in made:
        _end(qtbot, window, blocks)


def _end(qtbot: QtBot, window: MainWindow, blocks: Blocks) -> None:
    """It is not given to qtbot, which would take it away while its child programs still end; and it is gone
    before the next test begins, whose look would dress it again.
    """
    window.close()
    qtbot.waitUntil(lambda: not running_processes(window), timeout=10_000)
    window.desk.wait()
    assert not window.desk.scan.is_running
    assert not window.desk.work.is_running
    assert not running_processes(window), "a child program was started by a window that is closed"
    with blocks.set_aside():
        shiboken6.delete(window)


def running_processes(owner: QObject) -> list[QProcess]:
    return [one for one in owner.findChildren(QProcess) if one.state() != QProcess.ProcessState.NotRunning]


@pytest.fixture
def window(make_window: MakeWindow, workbench: FakeWorkbench) -> MainWindow:
    return make_window(workbench)
