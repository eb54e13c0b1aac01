"""The engine's commands as they come over the pipe, heard by a thread of their own, so that work can follow
on work without a pause.
"""

import queue
import threading
from collections.abc import Callable
from typing import BinaryIO

from forensics.reader.holding import Holding
from forensics.reader.protocol import Command, Examine, GoOn, Hold, ReaderGone, read_message


class CommandQueue:
    """The engine's commands in order; a rest is not one of them, and begins when it is heard. A pipe that
    closed or spoke nonsense ends them.
    """

    def __init__(self, pipe: BinaryIO, holding: Holding, *, at_end: Callable[[], None]) -> None:
        self._pipe, self._holding, self._at_end = pipe, holding, at_end
        self._arrived: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._next: Command | None = None
        threading.Thread(target=self._listen, name="commands", daemon=True).start()

    def _listen(self) -> None:
        try:
            while (command := read_message(self._pipe)) is not None:
                match command:
                    case Hold():
                        self._holding.hold()
                    case GoOn():
                        self._holding.go_on()
                    case _:
                        self._arrived.put(command)  # type: ignore[arg-type]  # the engine sends commands only
        except ReaderGone:
            pass  # the same end as an orderly one: there is nobody left to work for
        self._arrived.put(None)
        self._holding.go_on()  # nobody is left who could end the rest
        self._at_end()

    def next(self) -> Command | None:
        """The next command, waited for; `None` at the end."""
        if self._next is not None:
            command, self._next = self._next, None
            return command
        return self._arrived.get()

    def more_work(self) -> Examine | None:
        """The next command if it is here already and is more of the same work."""
        if self._next is None:
            try:
                self._next = self._arrived.get_nowait()
            except queue.Empty:
                return None
            if self._next is None:  # the end; it is waited for again by `next`
                self._arrived.put(None)
        if isinstance(self._next, Examine) and not self._next.serially:
            work, self._next = self._next, None
            return work
        return None
