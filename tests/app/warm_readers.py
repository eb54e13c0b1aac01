"""Readers that begin at once: each is a fork of one process that has imported the program and waits.

A reader imports for a third of a second, and the tests start more than a thousand. What is forked runs what
`python -m app reader` runs, in a session, an environment and a folder of its own; tests of the start itself,
and of programs as a person starts them, start readers as the program does.
"""

import atexit
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from app.__main__ import main
from app.engine.reader_link import Begun, ReaderLink
from tests.app import troubled_program

REPOSITORY = Path(__file__).parents[2]
REQUEST_BYTES = 1 << 17
_NUMBER = struct.Struct("=i")
_CRASHED = 1  # as Python ends with an exception


class WarmProcess:
    """A fork of the room. What it tells of it comes through a pipe: first its number, then how it ended."""

    def __init__(self, told: BinaryIO) -> None:
        self._told = told
        self.pid = self._next()
        self._status: int | None = None
        self._looking = threading.Lock()  # who listens to a reader asks how it ended, and so does who ends it

    def kill(self) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        with self._looking:
            if self._status is None:
                if not select.select([self._told], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired("a reader", timeout or 0)
                self._status = self._next()
                self._told.close()
            return self._status

    def _next(self) -> int:
        number: int = _NUMBER.unpack(self._told.read(_NUMBER.size))[0]
        return number


class ReaderRoom:
    """The process that waits, one for this process and as long as it."""

    def __init__(self) -> None:
        self._questions, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "TZ": "UTC"}
        environment |= {"OPENBLAS_NUM_THREADS": "1"}  # a process that is to be forked has one thread
        environment.pop("TROUBLE", None)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__], stdin=theirs.fileno(), env=environment
            )

    def begin(self, environment: Mapping[str, str], *, is_troubled: bool) -> Begun:
        their_commands, commands = os.pipe()
        replies, their_replies = os.pipe()
        told, their_telling = os.pipe()
        asked = {"environment": dict(environment), "folder": str(Path.cwd()), "is_troubled": is_troubled}
        request = json.dumps(asked).encode()
        theirs = (their_commands, their_replies, 2, their_telling)
        socket.send_fds(self._questions, [request], theirs)
        for each in (their_commands, their_replies, their_telling):
            os.close(each)
        process = WarmProcess(os.fdopen(told, "rb", buffering=0))
        return process, os.fdopen(commands, "wb"), os.fdopen(replies, "rb")

    def close(self) -> None:
        self._questions.close()
        self._process.wait()


@cache
def _room() -> ReaderRoom:
    room = ReaderRoom()
    atexit.register(room.close)
    return room


def warm_reader() -> ReaderLink:
    """A reader of this program, as `ReaderLink()` starts it."""
    return ReaderLink(begin=_begin)


def warm_troubled_reader() -> ReaderLink:
    """One as `troubled_program` starts it, with the trouble of the variable `TROUBLE`."""
    return ReaderLink(begin=_begin_troubled)


def _begin(_command: Sequence[str], environment: Mapping[str, str]) -> Begun:
    return _room().begin(environment, is_troubled=False)


def _begin_troubled(_command: Sequence[str], environment: Mapping[str, str]) -> Begun:
    return _room().begin(environment, is_troubled=True)


def _wait_in_the_room(questions: socket.socket) -> None:
    """Fork a reader a request, tell how each ended; end when nobody can ask any more."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(wake)
    running: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([questions.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, REQUEST_BYTES)
            _tell_endings(running)
        if questions.fileno() in ready:
            request, handles, _, _ = socket.recv_fds(questions, REQUEST_BYTES, 4)
            if not request:
                return
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                for each in (woken, wake, *running.values()):
                    os.close(each)
                questions.close()
                _be_a_reader(json.loads(request), *handles)
            *theirs, telling = handles
            for each in theirs:
                os.close(each)
            running[pid] = telling
            os.write(telling, _NUMBER.pack(pid))


def _tell_endings(running: dict[int, int]) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        telling = running.pop(pid)
        with suppress(BrokenPipeError):  # nobody waits for its end any more
            os.write(telling, _NUMBER.pack(os.waitstatus_to_exitcode(status)))
        os.close(telling)


def _be_a_reader(asked: Mapping[str, Any], *handles: int) -> None:  # Any: JSON
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, handle in enumerate(handles[:3]):
            os.dup2(handle, number)
        for handle in handles:
            os.close(handle)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        if asked["is_troubled"]:
            troubled_program.TROUBLE.update(json.loads(os.environ.get("TROUBLE", "{}")))
            troubled_program.run(["reader"])
        else:
            main(["reader"])
    except BaseException:  # noqa: BLE001  # told, as Python itself would tell it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(_CRASHED)


if __name__ == "__main__":
    importlib.import_module("forensics.reader.serving")  # what a reader imports when it begins
    gc.freeze()  # a collection would write to pages that are shared
    with socket.socket(fileno=os.dup(0)) as asked_for:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        _wait_in_the_room(asked_for)
