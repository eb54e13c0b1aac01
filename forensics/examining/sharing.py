"""Large contents given to threads, and those that wait for one."""

from collections import deque
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple

from forensics.digests import Algorithm, DigestSet
from forensics.entries import Examination
from forensics.examining.hands import Hand, Hands
from forensics.examining.reading import Desk, read_direct
from forensics.examining.work import Run, WorkItem

MOST_WAITING = 256  # before whoever adds waits too
GIVEN_PER_HAND = 2  # one in work, one that follows on without a pause


class SharedRead(NamedTuple):
    """A content a thread is done with; `read` is `None` where the thread ended by a fault of the program."""

    item: WorkItem
    runs: Sequence[Run]
    read: DigestSet | Examination | None


class Sharing:
    """The large contents of one call of `Examiner.examine`."""

    def __init__(self, hands: Hands, algorithms: Sequence[Algorithm], *, desk: Desk) -> None:
        self._hands, self._algorithms, self._desk = hands, algorithms, desk
        self._waiting: deque[tuple[WorkItem, Sequence[Run]]] = deque()
        self._done: SimpleQueue[SharedRead] = SimpleQueue()
        self._given = 0

    @property
    def is_full(self) -> bool:
        return len(self._waiting) >= MOST_WAITING

    @property
    def is_over(self) -> bool:
        return not self._given and not self._waiting

    def add(self, item: WorkItem, runs: Sequence[Run]) -> None:
        self._waiting.append((item, runs))
        self._give()

    def _give(self) -> None:
        while self._waiting and self._given < GIVEN_PER_HAND * self._hands.count:
            item, runs = self._waiting.popleft()
            self._given += 1
            self._hands.give(lambda hand, item=item, runs=runs: self._read(item, runs, hand))  # type: ignore[misc]

    def _read(self, item: WorkItem, runs: Sequence[Run], hand: Hand) -> None:
        """In a thread."""
        read = None
        try:
            self._desk.tell(item.entry_id, 0)
            read = read_direct(item, runs, self._algorithms, hand=hand, desk=self._desk)
        finally:
            self._done.put(SharedRead(item, runs, read))

    def finished(self, *, wait_s: float = 0.0) -> SharedRead | None:
        """One that is done; `None` where none is within `wait_s`."""
        if not self._given or (not wait_s and self._done.empty()):
            return None
        try:
            done = self._done.get(timeout=wait_s or None)
        except Empty:
            return None
        self._given -= 1
        self._give()
        return done

    def abandon(self) -> None:
        """Forget what waits, and let what is in work end."""
        self._waiting.clear()
        while self._given:
            self._done.get()
            self._given -= 1
