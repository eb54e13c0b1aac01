"""What holds for every test: a screenless Qt, UTC, no network, nothing left running behind a test."""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"
os.environ["TZ"] = "UTC"
os.environ["FIELDCASE_SEEN_HEADS"] = os.devnull  # no test enters its cases in the register of who runs it
time.tzset()

# On a busy machine an example that is slow once says nothing about the code.
settings.register_profile("fieldcase", deadline=None)
settings.load_profile("fieldcase")

_GRACE_S = 30.0  # a busy machine ends a thread later


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _GRACE_S
    left = _threads_since(before)
    while left and time.monotonic() < deadline:
        left[0].join(timeout=0.05)
        left = _threads_since(before)
    assert not left, f"threads outlive the test: {[thread.name for thread in left]}"


def _threads_since(before: set[threading.Thread]) -> list[threading.Thread]:
    # Threads that Qt owns show up as dummies once they run Python code; Qt's own fixtures look after them.
    ours = (t for t in threading.enumerate() if not isinstance(t, threading._DummyThread))
    return [thread for thread in ours if thread not in before and thread.is_alive()]


@pytest.fixture(autouse=True)
def _no_unexpected_warning_in_the_log(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A log record from WARNING up fails the test, unless it is marked `logs_warnings`."""
    yield
    if request.node.get_closest_marker("logs_warnings"):
        return
    loud = [r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno >= logging.WARNING]
    assert not loud, f"unexpected log records: {[record.getMessage() for record in loud]}"


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders, made when asked for and counted here: pytest would look through all of them each time."""
    place = tmp_path_factory.mktemp("homes")
    return (_made(place / str(number)) for number in count())


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(autouse=True)
def _own_settings(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, caches or known-hash library of the person who runs it."""
    home = next(_homes)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "FIELDCASE_LIBRARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere or a listening port fails the test; sockets inside the machine do not."""
    inner_connect, inner_bind = socket.socket.connect, socket.socket.bind

    def refuse(address: object) -> NoReturn:
        raise AssertionError(f"a test opened the network: {address!r}")

    def connect(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            refuse(address)
        inner_connect(self, address)  # type: ignore[arg-type]  # any address form is passed on as it came

    def bind(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            refuse(address)
        inner_bind(self, address)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "bind", bind)
