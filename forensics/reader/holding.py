"""Whether a reader is to rest: told by the thread that hears the engine, minded by those that read.

A rest begins between two contents or two pieces of one, and loses nothing: what was begun is gone on with.
"""

import threading
from collections.abc import Callable

STILL_HERE_S = 1.0


class Holding:
    """`hold` and `go_on` from any thread; those that work ask at each piece, which costs them nothing."""

    def __init__(self) -> None:
        self._is_held = False  # asked a million times in a scan; an Event takes eight times as long
        self._may_go_on = threading.Event()

    def hold(self) -> None:
        self._may_go_on.clear()
        self._is_held = True

    def go_on(self) -> None:
        self._is_held = False
        self._may_go_on.set()

    def rest(self) -> None:
        """Return when work may go on; for threads that have nobody to tell that they live."""
        if self._is_held:
            self._may_go_on.wait()

    def rest_and_tell(self, still_here: Callable[[], object]) -> None:
        """As `rest`, with a sign of life now and then."""
        while self._is_held and not self._may_go_on.wait(STILL_HERE_S):
            still_here()
