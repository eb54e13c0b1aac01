"""A reader process and the pipe to it.

The reader is this same program started with a hidden command; it may die at any moment, which shows as
`ReaderGone`.
"""

import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Protocol, cast

from app.engine.watchdog import LOOK_EVERY_S, Patience, Watchdog
from app.tool import program_command
from forensics.errors import FieldcaseError
from forensics.reader.protocol import (
    Command,
    Message,
    ReaderGone,
    Refused,
    Reply,
    read_message,
    write_message,
)

READER_COMMAND = "reader"
POLL_S = 0.1
QUEUED_REPLIES = 64  # a reader that is ahead of the store waits here
ENDING_S = 2.0  # between a pipe that broke and the end of its process
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # no fault of a program


class ReaderKilled(ReaderGone):
    """Somebody ended the reader: a person, or a system short of memory. What it read may not be the cause."""


class ReaderSilent(FieldcaseError):
    """The reader gave no sign of life within its time, or took more than its share."""


class ReaderRefused(FieldcaseError):
    """The reader lives and says, in one sentence, why it cannot do what was asked."""


class SetsUnusable(FieldcaseError):
    """A known-hash set was changed or damaged after it had been checked: nothing can be compared with it."""


class ReaderProcess(Protocol):
    """What a link needs of the process of a reader, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int: ...

    def kill(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, or minus a signal; raise subprocess.TimeoutExpired."""
        ...


Begun = tuple[ReaderProcess, BinaryIO, BinaryIO]
"""A process, where commands go in, where replies come out."""


def begin_process(command: Sequence[str], environment: Mapping[str, str]) -> Begun:
    """Our own program, fixed arguments."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,  # Ctrl+C goes to the engine, which then ends the reader in order
    )
    return process, cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)


class ReaderLink:
    """Starts a reader, sends commands, gives replies. Leaving it as a context manager ends the process."""

    def __init__(
        self,
        *,
        program: tuple[str, ...] | None = None,
        begin: Callable[[Sequence[str], Mapping[str, str]], Begun] = begin_process,
    ) -> None:
        command = [*(program or program_command()), READER_COMMAND]
        self._process, self._commands, self._replies = begin(command, os.environ | {"TZ": "UTC"})
        self._arrived: queue.Queue[Message | ReaderGone] = queue.Queue(maxsize=QUEUED_REPLIES)
        self._looked_at = time.monotonic()
        self._watchdog = Watchdog(self._process.pid, now=self._looked_at)
        self._closing = False
        self._listener = threading.Thread(target=self._listen, name="reader-replies", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> "ReaderLink":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def send(self, command: Command) -> None:
        try:
            write_message(self._commands, command)
        except (OSError, ReaderGone) as trouble:
            raise self._gone("the reader is gone") from trouble

    def receive(self, patience: Patience, *, cancelled: Callable[[], bool]) -> Reply | None:
        """The next reply, or `None` when cancelled; raise ReaderGone, ReaderSilent, ReaderRefused or
        SetsUnusable.
        """
        while not cancelled():
            self._look(patience)
            try:
                message = self._arrived.get(timeout=POLL_S)
            except queue.Empty:
                continue
            self._watchdog.heard(time.monotonic())
            if isinstance(message, ReaderGone):
                raise message
            if isinstance(message, Refused):
                raise (SetsUnusable if message.is_of_sets else ReaderRefused)(message.sentence)
            return message  # type: ignore[return-value]  # a reader sends replies only
        return None

    def _look(self, patience: Patience) -> None:
        now = time.monotonic()
        if now - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = now
            complaint = self._watchdog.complaint(now, patience)
            if complaint:
                raise ReaderSilent(f"the reader was ended: {complaint}")

    def end(self) -> None:
        """Kill the reader: it holds nothing that matters."""
        self._closing = True
        self._process.kill()
        self._process.wait()
        while self._listener.is_alive():
            self._drain()
            self._listener.join(timeout=0.05)
        with suppress(OSError):  # what could not be flushed was for a reader that is gone
            self._commands.close()
        self._replies.close()

    def _drain(self) -> None:
        try:
            while True:
                self._arrived.get_nowait()
        except queue.Empty:
            return

    def _listen(self) -> None:
        try:
            while (message := read_message(self._replies)) is not None:
                self._arrived.put(message)
            self._arrived.put(self._gone("the reader closed its pipe"))
        except ReaderGone as gone:
            self._arrived.put(self._gone(str(gone)))

    def _gone(self, trouble: str) -> ReaderGone:
        """How the process ended, which says more than what its pipe did; `trouble` where it has not ended."""
        try:
            status = self._process.wait(timeout=ENDING_S)
        except subprocess.TimeoutExpired:
            return ReaderGone(trouble)
        kind = ReaderKilled if -status in _FROM_OUTSIDE else ReaderGone
        return kind(f"the reader ended ({_ending(status)})")


class ReadyReader:
    """Starts readers, the first one ahead of time: it gets ready while the engine is still importing."""

    def __init__(self) -> None:
        self._ready: ReaderLink | None = ReaderLink()
        self._lock = threading.Lock()

    def __call__(self) -> ReaderLink:
        with self._lock:
            ready, self._ready = self._ready, None
        return ReaderLink() if ready is None else ready

    def end(self) -> None:
        """End the first reader if nobody took it."""
        with self._lock:
            ready, self._ready = self._ready, None
        if ready is not None:
            ready.end()


def _ending(status: int) -> str:
    return f"killed by signal {-status}" if status < 0 else f"exit status {status}"
