"""The processes that touch what is hostile: one that decodes pictures, one for each video.

A child that takes longer than its time is killed; however it ends, that is one sentence about the content it
had, and the next question starts another.
"""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final, NamedTuple, cast

from app.tool import program_command
from forensics.decoding.protocol import DecoderGone
from forensics.errors import FieldcaseError

DECODER_COMMAND: Final = "decoder"  # as app.__main__ calls it
FRAMES_COMMAND: Final = "frames"
HURRIED_S: Final = 0.2  # what a child may still take when nobody waits for it


class CannotBeShown(FieldcaseError):
    """The content cannot be shown, and why, in one sentence. The evidence and the case are not touched."""


class Pipes(NamedTuple):
    questions: BinaryIO
    answers: BinaryIO


Start = Callable[[], "subprocess.Popen[bytes]"]


def starter(command: str) -> Start:
    """Starts this program as one of its children."""

    def start() -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # our own program, fixed arguments
            [*program_command(), command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    return start


class Child:
    """One child at a time, kept from job to job until it dies or `end` lets go of it."""

    def __init__(self, start: Start, *, what: str) -> None:
        """`what` is how a sentence calls it: "the decoder"."""
        self._start, self._what = start, what
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()  # over the three below
        self._timer: threading.Timer | None = None
        self._is_late, self._is_closed = False, False

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def warm_up(self) -> None:
        """Start it ahead of the first job."""
        with self._lock:
            if self._process is None and not self._is_closed:
                self._process = self._start()

    @contextmanager
    def job(self, *, seconds: float) -> Iterator[Pipes]:
        """The pipes of the child, for one job of at most so long; raise CannotBeShown where it dies of it."""
        self.warm_up()
        process = self._process
        if process is None:
            raise CannotBeShown("the window is closing")
        self._is_late = False
        self._limit(seconds)
        try:
            yield Pipes(cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout))
        except (DecoderGone, OSError) as trouble:
            self._stop_timer()
            raise self._dead(process, seconds) from trouble
        finally:
            self._stop_timer()

    def hurry(self) -> None:
        """Nobody waits for the job at hand: it is given up soon."""
        with self._lock:
            if self._timer is not None:
                self._set_limit(HURRIED_S)

    def end(self, *, for_good: bool = False) -> None:
        """Kill it: it holds nothing."""
        with self._lock:
            self._is_closed = self._is_closed or for_good
            process, self._process = self._process, None
        if process is not None:
            _reap(process)

    def _limit(self, seconds: float) -> None:
        with self._lock:
            self._set_limit(seconds)

    def _set_limit(self, seconds: float) -> None:
        """With the lock held. A timer that was replaced while it went off does nothing."""
        if self._timer is not None:
            self._timer.cancel()
        timer = self._timer = threading.Timer(seconds, lambda: self._on_late(timer))
        timer.daemon = True
        timer.start()

    def _stop_timer(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None

    def _on_late(self, timer: threading.Timer) -> None:
        with self._lock:
            if self._timer is timer and self._process is not None:
                self._is_late = True
                self._process.kill()

    def _dead(self, process: "subprocess.Popen[bytes]", seconds: float) -> CannotBeShown:
        self.end()
        status = process.wait()
        if self._is_late:
            return CannotBeShown(f"{self._what} was ended: it took longer than {seconds:.0f} seconds")
        how = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
        return CannotBeShown(f"{self._what} ended over it ({how})")


def _reap(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what could not be flushed was for a child that is gone
                pipe.close()
