"""Questions to the case, asked off the GUI thread and answered in it.

One worker thread asks, because an open case answers one thread at a time. A newer question on the same
channel takes the place
of an older one that has not been answered yet: the answer nobody waits for any more is never shown.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.answers import TroubleSentence
from ui.sentences import spoken

T = TypeVar("T")
# channel, what to do with the answer, what to do with a trouble
Address = tuple[str, Callable[[Any], object], Callable[[str], object] | None]  # Any: the answer


class Questions(QObject):
    """Ask with `ask`; trouble comes as `refused`, our own mistakes are raised in the GUI thread."""

    refused = Signal(str)
    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None, *, name: str = "questions") -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._latest: dict[str, Future[Any]] = {}  # Any: each question has its own kind of answer
        self._open: set[Future[Any]] = set()
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """An answer is still to come."""
        return bool(self._open)

    def ask(
        self,
        question: Callable[[], T],
        *,
        then: Callable[[T], object],
        channel: str = "",
        otherwise: Callable[[str], object] | None = None,
    ) -> None:
        """Run `question` in the worker, then `then` here; `otherwise` takes the place of `refused`."""
        if self._closed:
            return
        if channel and channel in self._latest:
            self._latest[channel].cancel()
        future = self._thread.submit(question)
        self._open.add(future)
        if channel:
            self._latest[channel] = future
        future.add_done_callback(lambda done: self._answered.emit(done, (channel, then, otherwise)))

    def close(self, *last: Callable[[], object]) -> None:
        """Take no more questions and drop those that wait; the worker does `last`, then ends. A window may be
        closed twice: what was closed stays so.
        """
        if self._closed:
            return
        self._closed = True
        for future in self._open:
            future.cancel()
        for thing in last:
            self._thread.submit(thing)
        self._thread.shutdown(wait=False)

    def wait(self) -> None:
        """Block until the worker has ended; for the end of the program and of tests."""
        self._thread.shutdown(wait=True)

    def _deliver(self, done: Future[Any], address: Address) -> None:
        channel, then, otherwise = address
        self._open.discard(done)
        if self._closed or done.cancelled() or (channel and self._latest.get(channel) is not done):
            return
        try:
            answer = done.result()
        except TroubleSentence as trouble:
            (otherwise or self.refused.emit)(spoken(str(trouble)))
            return
        then(answer)
