"""Threads that read and digest large contents. hashlib and positional reads let go of the interpreter lock,
so two of them keep two cores busy.

A thread without work lends itself: whoever digests a large content gives it the slowest algorithm of a piece,
so that a single very large file does not leave a core idle.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from forensics.errors import SourceNotUsable
from forensics.images import EvidenceImage

HALF_BYTES = 512 * 1024  # two of these and what hashing needs stay in a core's second-level cache
LEAST_LOAN_BYTES = HALF_BYTES  # below, handing over costs more than it saves

Feed = Callable[[bytes | memoryview], None]


class Hand:
    """What one thread reads with: its own handle of the image and a buffer in two halves, one to fill while
    the other is digested.
    """

    def __init__(self, image: EvidenceImage) -> None:
        self.image = image
        self.halves = (memoryview(bytearray(HALF_BYTES)), memoryview(bytearray(HALF_BYTES)))


Task = Callable[[Hand], None]


class Loan:
    """A piece to digest that another thread may take; who lent it does it himself if none has by then."""

    __slots__ = ("_claim", "_done", "_feed", "_piece")

    def __init__(self, feed: Feed, piece: bytes | memoryview) -> None:
        self._feed, self._piece = feed, piece
        self._claim, self._done = threading.Lock(), threading.Lock()
        self._done.acquire()

    def __call__(self, _hand: Hand) -> None:
        if self._claim.acquire(blocking=False):
            self._feed(self._piece)
            self._done.release()

    def settle(self) -> None:
        """When this returns, the piece is digested."""
        if self._claim.acquire(blocking=False):
            self._feed(self._piece)
        else:
            self._done.acquire()


class Hands:
    """The threads of one examiner, with a handle of the image each; started when first needed."""

    def __init__(self, image: EvidenceImage, count: int) -> None:
        """With a `count` below two there are none: the calling thread does as well."""
        self.count = count if count > 1 else 0
        self._image = image
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._lock = threading.Lock()

    def are_ready(self) -> bool:
        """Whether there are threads to give tasks to, after starting them."""
        if self.count and not self._threads:
            self._start()
        return bool(self._threads)

    def give(self, task: Task) -> None:
        """Where `are_ready`."""
        self._tasks.put(task)

    def lend(self, feed: Feed, piece: bytes | memoryview) -> Loan | None:
        """`feed(piece)` for a thread that has nothing to do; `None` where all have, or the piece is small."""
        if not self._idle or len(piece) < LEAST_LOAN_BYTES:
            return None
        loan = Loan(feed, piece)
        self._tasks.put(loan)
        return loan

    def _start(self) -> None:
        try:
            images = [self._image.for_thread() for _ in range(self.count)]
        except SourceNotUsable:  # no second handle can be had: the calling thread reads all, only slower
            self.count = 0
            return
        # Daemons: a read that hangs in a dying disk must not keep the process from ending.
        self._threads = [
            threading.Thread(target=self._work, args=(Hand(image),), name="reading", daemon=True)
            for image in images
        ]
        for thread in self._threads:
            thread.start()

    def _work(self, hand: Hand) -> None:
        while (task := self._next()) is not None:
            task(hand)

    def _next(self) -> Task | None:
        try:
            return self._tasks.get_nowait()
        except Empty:
            with self._lock:
                self._idle += 1
            task = self._tasks.get()
            with self._lock:
                self._idle -= 1
            return task

    def close(self) -> None:
        """End the threads when what was given is done."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []
