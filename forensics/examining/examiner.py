"""Examines contents: reads, digests, looks up, and hands back what was learnt in the order it is finished.

Large contents with plain runs go to threads. Small ones are read in between by the calling thread, which is
also the only one that asks a file system: The Sleuth Kit's objects stay in one thread.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from forensics.digests import Algorithm, whole_content_digester
from forensics.entries import Examination
from forensics.examining import SetLookup
from forensics.examining.damage import BadPlaces
from forensics.examining.hands import Feed, Hand, Hands, Loan
from forensics.examining.learning import Learning, Read
from forensics.examining.pace import Bottleneck, Pace, Streams
from forensics.examining.reading import (
    ContentSource,
    Desk,
    read_at_once,
    read_direct,
    read_through,
)
from forensics.examining.sharing import Sharing
from forensics.examining.work import Run, WorkItem, direct_runs
from forensics.file_locks import reason_of
from forensics.images import EvidenceImage

LARGE_BYTES = 32 * 1024  # from this size on two threads do more than one; below, they wait for each other
ALIVE_S = 0.02

Alive = Callable[[dict[int, int]], None]


class Examiner:
    """Reads contents of one image. Use it from one thread; `close` it when done."""

    def __init__(
        self,
        image: EvidenceImage,
        file_system_of: Callable[[int], ContentSource],
        *,
        sets: SetLookup,
        roles: Sequence[str],
        algorithms: tuple[Algorithm, ...],
        threads: int,
        streams: Streams | None = None,
        rest: Callable[[], None] = lambda: None,
        rest_in_thread: Callable[[], None] = lambda: None,
    ) -> None:
        """`file_system_of(volume)` may raise EvidenceUnreadable; `roles` has one role for each set. `rest` is
        called between the pieces of a content and returns when work may go on; other threads call
        `rest_in_thread`.
        """
        self._rest, self._rest_in_thread = rest, rest_in_thread
        self._image, self._file_system_of, self._algorithms = image, file_system_of, algorithms
        self._learning = Learning(
            sets, roles, algorithms, read_with=self._read_again, reference=self._reference_chunks
        )
        self._digests_of = whole_content_digester(algorithms)
        self._hands, self._own = Hands(image, threads), Hand(image)
        self._bad, self._pace = BadPlaces(), Pace(is_compressed=image.info.is_compressed)
        self._streams = streams or Streams()
        self._said_alive = 0.0
        self._in_hand: dict[int, int] = {}
        self._locks: dict[int, str] = {}

    def bottleneck(self) -> Bottleneck | None:
        """What held the last ten seconds of work up; `None` where there was hardly any."""
        return self._pace.bottleneck(time.perf_counter())

    def examine(
        self, items: Iterable[WorkItem], *, alive: Alive, serially: bool = False
    ) -> Iterator[Examination]:
        """One Examination for each of `items`, in the order they are finished.

        `alive` is given {entry_id: bytes done} of what is in hand, often. `serially`: one at a time, in
        order, in this thread, and `alive` hears of each before it is touched.
        """
        self._in_hand.clear()
        if serially:
            return self._one_by_one(items, alive)
        return self._side_by_side(items, alive)

    def close(self) -> None:
        """End the threads; the image stays open for its owner."""
        self._hands.close()

    def _one_by_one(self, items: Iterable[WorkItem], alive: Alive) -> Iterator[Examination]:
        def tell(entry_id: int, done: int) -> None:
            alive({entry_id: done})
            self._rest()

        desk = self._desk(_nobody, tell)
        for item in items:
            alive({item.entry_id: 0})
            runs = direct_runs(item)
            yield self._learnt(item, self._read(item, runs, self._algorithms, desk), desk)

    def _side_by_side(self, items: Iterable[WorkItem], alive: Alive) -> Iterator[Examination]:
        def tell(entry_id: int, done: int) -> None:
            self._in_hand[entry_id] = done
            sharing.keep_going()
            self._stay_alive(alive)
            self._rest()

        def tell_from_thread(entry_id: int, done: int) -> None:
            self._in_hand[entry_id] = done
            self._rest_in_thread()

        desk = self._desk(self._hands.lend, tell)
        sharing = Sharing(
            self._hands,
            self._algorithms,
            desk=self._desk(self._hands.lend, tell_from_thread),
            streams=self._streams,
            let_go=lambda entry_id: self._in_hand.pop(entry_id, None),
        )
        try:
            for item in items:
                runs = direct_runs(item)
                if runs is not None and item.size_bytes >= LARGE_BYTES and self._hands.are_ready():
                    sharing.add(item, runs)
                else:
                    yield self._learnt(item, self._read_here(item, runs, desk), desk)
                self._stay_alive(alive)
                if not sharing.is_over:
                    yield from self._finished(sharing, desk, alive, is_last=False)
            yield from self._finished(sharing, desk, alive, is_last=True)
        finally:
            sharing.abandon()

    def _finished(
        self, sharing: Sharing, desk: Desk, alive: Alive, *, is_last: bool
    ) -> Iterator[Examination]:
        """What the threads are done with; waits for some while too much waits, and for all if these are the
        last, or if the disk is better read by one at a time.
        """
        while not sharing.is_over:
            waits = is_last or sharing.is_full or self._streams.is_single
            done = sharing.finished(wait_s=ALIVE_S if waits else 0.0)
            for item, read in done:
                yield self._learnt(item, read, desk)
            if not done and not waits:
                return
            self._stay_alive(alive)

    def _read_here(self, item: WorkItem, runs: Sequence[Run] | None, desk: Desk) -> Read:
        """In the calling thread. A content of one small run is one read: of these a scan has a million."""
        if runs is not None:
            digests = read_at_once(item, runs, self._digests_of, hand=self._own, desk=desk)
            if digests is not None:
                return digests
        desk.tell(item.entry_id, 0)
        read = self._read(item, runs, self._algorithms, desk)
        self._in_hand.pop(item.entry_id, None)
        return read

    def _read(
        self, item: WorkItem, runs: Sequence[Run] | None, algorithms: Sequence[Algorithm], desk: Desk
    ) -> Read:
        if runs is not None:
            return read_direct(item, runs, algorithms, hand=self._own, desk=desk)
        return read_through(item, lambda: self._chunks(item), algorithms, desk=desk)

    def _chunks(self, item: WorkItem) -> Iterator[bytes]:
        source = self._file_system_of(item.volume)
        return source.chunks(item.address, item.size_bytes, allocated=item.allocated)

    def _reference_chunks(self, item: WorkItem) -> Iterator[bytes]:
        source = self._file_system_of(item.volume)
        return source.reference_chunks(item.address, item.size_bytes, allocated=item.allocated)

    def _learnt(self, item: WorkItem, read: Read, desk: Desk) -> Examination:
        if isinstance(read, Examination):
            return read
        examination = self._learning.learnt(item, read, desk=desk)
        return self._with_lock(examination) if self._locks else examination

    def _with_lock(self, examination: Examination) -> Examination:
        """What its content is encrypted as stands beside its digests; the outcome is that of the digests."""
        lock = self._locks.pop(examination.entry_id, None)
        if lock is None or examination.digests is None or examination.reason is not None:
            return examination
        return replace(examination, reason=reason_of(lock))

    def _read_again(self, item: WorkItem, algorithms: Sequence[Algorithm], desk: Desk) -> Read:
        return self._read(item, direct_runs(item), algorithms, desk)

    def _desk(
        self, lend: Callable[[Feed, bytes | memoryview], Loan | None], tell: Callable[[int, int], None]
    ) -> Desk:
        return Desk(known_bad=self._bad, pace=self._pace, lend=lend, tell=tell, locks=self._locks)

    def _stay_alive(self, alive: Alive) -> None:
        now = time.perf_counter()
        if now - self._said_alive > ALIVE_S:
            self._said_alive = now
            self._streams.consider(
                now, bytes_read=self._pace.bytes_read, is_disk_slow=self._pace.bottleneck(now) == "disk"
            )
            alive(self._in_hand.copy())


def _nobody(_feed: Feed, _piece: bytes | memoryview) -> None:
    """Lends nothing: all is done by the one thread."""
