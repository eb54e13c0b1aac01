"""Large contents given to threads, and those that wait for one."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import NamedTuple

from forensics.digests import Algorithm, DigestSet, whole_content_digester
from forensics.entries import Examination
from forensics.examining.hands import Hand, Hands
from forensics.examining.pace import Streams
from forensics.examining.reading import Desk, read_at_once, read_direct
from forensics.examining.work import Run, WorkItem

MOST_WAITING = 1_024  # before whoever adds waits too
GIVEN_PER_HAND = 2  # one group in work, one that follows on without a pause
GROUP_BYTES = (
    2 * 1024 * 1024
)  # given at once: waking a thread for each small content costs a third of the time


class SharedRead(NamedTuple):
    """A content a thread is done with."""

    item: WorkItem
    read: DigestSet | Examination


class Sharing:
    """The large contents of one call of `Examiner.examine`."""

    def __init__(
        self,
        hands: Hands,
        algorithms: Sequence[Algorithm],
        *,
        desk: Desk,
        streams: Streams,
        let_go: Callable[[int], object],
    ) -> None:
        """`let_go(entry_id)` is called, from the thread, when a content is read."""
        self._let_go = let_go
        self._hands, self._algorithms, self._desk, self._streams = hands, algorithms, desk, streams
        self._waiting: deque[tuple[WorkItem, Sequence[Run]]] = deque()
        self._done: SimpleQueue[list[SharedRead]] = SimpleQueue()
        self._digests_of = whole_content_digester(algorithms)
        self._given = 0
        self._collected: list[SharedRead] = []

    @property
    def is_full(self) -> bool:
        return len(self._waiting) >= MOST_WAITING

    @property
    def is_over(self) -> bool:
        return not self._given and not self._waiting and not self._collected

    def add(self, item: WorkItem, runs: Sequence[Run]) -> None:
        self._waiting.append((item, runs))
        self._give()

    def _give(self) -> None:
        most = 1 if self._streams.is_single else GIVEN_PER_HAND * self._hands.count
        while self._waiting and self._given < most:
            self._given += 1
            self._hands.give(partial(self._read, self._next_group()))

    def _next_group(self) -> list[tuple[WorkItem, Sequence[Run]]]:
        """A large content, or as many smaller ones as make up the work of one."""
        group: list[tuple[WorkItem, Sequence[Run]]] = []
        size_bytes = 0
        while self._waiting and (not group or size_bytes + self._waiting[0][0].size_bytes <= GROUP_BYTES):
            group.append(self._waiting.popleft())
            size_bytes += group[-1][0].size_bytes
        return group

    def _read(self, group: list[tuple[WorkItem, Sequence[Run]]], hand: Hand) -> None:
        """In a thread."""
        done: list[SharedRead] = []
        try:
            done = [self._read_one(item, runs, hand) for item, runs in group]
        finally:
            self._done.put(done)

    def _read_one(self, item: WorkItem, runs: Sequence[Run], hand: Hand) -> SharedRead:
        self._desk.tell(item.entry_id, 0)
        read: DigestSet | Examination | None
        read = read_at_once(item, runs, self._digests_of, hand=hand, desk=self._desk)
        if read is None:
            read = read_direct(item, runs, self._algorithms, hand=hand, desk=self._desk)
        self._let_go(item.entry_id)  # of a group, one may take long: the others are not to be blamed for it
        return SharedRead(item, read)

    def finished(self, *, wait_s: float = 0.0) -> list[SharedRead]:
        """What threads are done with; nothing where none is within `wait_s`."""
        self.keep_going()
        if not self._collected and self._given and wait_s:
            with suppress(Empty):
                self._collect(self._done.get(timeout=wait_s))
        done, self._collected = self._collected, []
        return done

    def keep_going(self) -> None:
        """Give the threads more where they are done with something; call it now and then in a long work."""
        while self._given and not self._done.empty():
            self._collect(self._done.get())

    def _collect(self, done: list[SharedRead]) -> None:
        if not done:
            self._given = 0  # what was given to the thread that ended will never come
            raise RuntimeError("A reading thread ended by a fault of the program; its trace is above.")
        self._given -= 1
        self._collected += done
        self._give()

    def abandon(self) -> None:
        """Forget what waits, and let what is in work end."""
        self._waiting.clear()
        self._collected.clear()
        while self._given:
            self._done.get()
            self._given -= 1
