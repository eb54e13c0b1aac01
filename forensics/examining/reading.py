"""Reading one content to its digests, straight from the image or through its file system."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from forensics.digests import Algorithm, ContentHasher, DigestSet
from forensics.entries import EntryAddress, Examination, Fault, Outcome, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.examining.damage import (
    BadPlaces,
    PatientReader,
    ProbingEnded,
    damage_faults,
    within_image,
)
from forensics.examining.hands import HALF_BYTES, Feed, Hand, Loan
from forensics.examining.pace import MEASURED_BYTES, Pace
from forensics.examining.work import Run, WorkItem
from forensics.file_locks import HEAD_BYTES, TAIL_BYTES, lock_of_content, may_be_locked

_ZEROS = bytes(HALF_BYTES)
MOST_HOLE_BYTES = 1 << 44
"""Zeros that stand nowhere on the disk: ext4 with blocks of 4 KiB has no file larger than 16 TiB. A damaged
size claims far more, and reading it would never end.
"""


class ContentSource(Protocol):
    """What is needed of a file system."""

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]: ...

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]: ...


class Desk:
    """What every reading of one image shares: its bad places, its pace, and who may lend a hand."""

    def __init__(
        self,
        *,
        known_bad: BadPlaces,
        pace: Pace,
        lend: Callable[[Feed, bytes | memoryview], Loan | None],
        tell: Callable[[int, int], None],
        locks: dict[int, str],
    ) -> None:
        """`tell(entry_id, bytes done)` is called from whichever thread reads. `locks` takes, by entry, what a
        content is encrypted as.
        """
        self.known_bad, self.pace, self.lend, self.tell = known_bad, pace, lend, tell
        self._locks = locks

    def look(self, item: WorkItem, head: bytes | memoryview, tail: bytes | memoryview) -> None:
        """At a content that was read: is it encrypted itself? Where `may_be_locked`."""
        lock = lock_of_content(
            bytes(head[:HEAD_BYTES]), bytes(tail[-TAIL_BYTES:]), size_bytes=item.size_bytes
        )
        if lock is not None:
            self._locks[item.entry_id] = lock


def read_at_once(
    item: WorkItem,
    runs: Sequence[Run],
    digests_of: Callable[[memoryview], DigestSet],
    *,
    hand: Hand,
    desk: Desk,
) -> DigestSet | None:
    """The digests of a content of one run that fits into the buffer, as nearly all do; `None` where it must
    be read by `read_direct`, which also says what is wrong.
    """
    offset, length = runs[0]
    if offset is None or length > HALF_BYTES or len(runs) > 1 or desk.known_bad.touch(offset, length):
        return None
    view = hand.halves[0][:length]
    try:
        if length < MEASURED_BYTES:
            if hand.image.read_into(offset, view) != length:
                return None
            if may_be_locked(view):
                desk.look(item, view, view)
            return digests_of(view)
        began, began_cpu = time.perf_counter(), time.thread_time()
        got = hand.image.read_into(offset, view)
        read, read_cpu = time.perf_counter(), time.thread_time()
        if got != length:
            return None
        if may_be_locked(view):
            desk.look(item, view, view)
        digests = digests_of(view)
    except EvidenceUnreadable:
        return None  # read again, sector by sector
    desk.pace.read(read, seconds=read - began, processor_seconds=read_cpu - began_cpu, length=length)
    desk.pace.hashed(read, seconds=time.perf_counter() - read)
    return digests


def read_direct(
    item: WorkItem, runs: Sequence[Run], algorithms: Sequence[Algorithm], *, hand: Hand, desk: Desk
) -> DigestSet | Examination:
    """The digests of the `size_bytes` in `runs`, or the outcome with all unreadable ranges of the content."""
    inside, outside = within_image(runs, hand.image)
    holes = sum(length for offset, length in inside if offset is None)
    if holes > MOST_HOLE_BYTES:
        endless = ProbingEnded(f"by its size {holes:,} bytes of it are holes, which no real file has")
        return _damaged(item, damage_faults(item, outside, ended=endless), bytes_read=0)
    reader = PatientReader(hand.image, desk.known_bad)
    hasher = ContentHasher(algorithms)
    ended = None
    try:
        pieces = _pieces(inside, reader, hand=hand, pace=desk.pace)
        _feed_all(pieces, hasher, item=item, desk=desk, is_lost=lambda: bool(outside or reader.bad))
    except ProbingEnded as trouble:
        ended = trouble
    bad = [*reader.bad, *outside]
    if not bad:
        return hasher.finish()
    return _damaged(item, damage_faults(item, bad, ended=ended), bytes_read=reader.taken_bytes)


def _pieces(runs: Sequence[Run], reader: PatientReader, *, hand: Hand, pace: Pace) -> Iterator[memoryview]:
    """The content in the halves of the buffer by turns; a piece stands until the next but one."""
    half, other = hand.halves
    filled = 0
    for offset, length in runs:
        at, end = offset, length
        while end:
            room = half[filled : filled + end]
            if at is None:
                room[:] = _ZEROS[: len(room)]
            else:
                _fill_measured(reader, at, room, pace)
                at += len(room)
            filled, end = filled + len(room), end - len(room)
            if filled == HALF_BYTES:
                yield half
                half, other, filled = other, half, 0
    if filled:
        yield half[:filled]


def _fill_measured(reader: PatientReader, offset: int, room: memoryview, pace: Pace) -> None:
    if len(room) < MEASURED_BYTES:
        reader.fill(offset, room)
        return
    began, began_cpu = time.perf_counter(), time.thread_time()
    reader.fill(offset, room)
    now = time.perf_counter()
    pace.read(now, seconds=now - began, processor_seconds=time.thread_time() - began_cpu, length=len(room))


def _feed_all(
    pieces: Iterator[memoryview] | Iterator[bytes],
    hasher: ContentHasher,
    *,
    item: WorkItem,
    desk: Desk,
    is_lost: Callable[[], bool],
) -> None:
    """Feed all pieces. Once `is_lost`, they are only asked for: there will be no digest."""
    done = 0
    loan: Loan | None = None
    head: bytes | None = None  # of a content that may be encrypted itself
    before: bytes | memoryview = b""
    piece: bytes | memoryview = b""
    for piece in pieces:
        if not done and may_be_locked(piece):
            head = bytes(piece[:HEAD_BYTES])
        if loan is not None:
            loan.settle()
            loan = None
        if not is_lost():
            began = time.perf_counter()
            loan = desk.lend(hasher.update_first, piece)
            if loan is None:
                hasher.update_first(piece)
            hasher.update_rest(piece)
            if len(piece) >= MEASURED_BYTES:
                now = time.perf_counter()
                desk.pace.hashed(now, seconds=now - began)
        done += len(piece)
        before = piece if len(piece) >= TAIL_BYTES else before
        desk.tell(item.entry_id, done)
    if head is not None and not is_lost():
        desk.look(item, head, bytes(before[-TAIL_BYTES:]) + piece[-TAIL_BYTES:])
    if loan is not None:
        loan.settle()


def read_through(
    item: WorkItem,
    pieces: Callable[[], Iterator[bytes]],
    algorithms: Sequence[Algorithm],
    *,
    desk: Desk,
) -> DigestSet | Examination:
    """The digests of what a file system gives, which must be exactly `size_bytes`."""
    hasher = ContentHasher(algorithms)
    try:
        _feed_all(_measured(pieces(), desk.pace), hasher, item=item, desk=desk, is_lost=lambda: False)
        _check_length(hasher, item)
    except ShortRead as trouble:
        if item.allocated:
            return unreadable_content(item, str(trouble), bytes_read=hasher.length_bytes)
        return used_again(item, bytes_read=hasher.length_bytes)
    except EvidenceUnreadable as trouble:
        return unreadable_content(item, str(trouble), bytes_read=hasher.length_bytes)
    return hasher.finish()


def _check_length(hasher: ContentHasher, item: WorkItem) -> None:
    if hasher.length_bytes != item.size_bytes:
        raise ShortRead(
            f"content gave {hasher.length_bytes:,} of {item.size_bytes:,} bytes; no digest is recorded"
        )


def _measured(pieces: Iterator[bytes], pace: Pace) -> Iterator[bytes]:
    while True:
        began, began_cpu = time.perf_counter(), time.thread_time()
        piece = next(pieces, None)
        if piece is None:
            return
        if len(piece) >= MEASURED_BYTES:
            now = time.perf_counter()
            pace.read(
                now, seconds=now - began, processor_seconds=time.thread_time() - began_cpu, length=len(piece)
            )
        yield piece


def used_again(item: WorkItem, *, bytes_read: int) -> Examination:
    """A deleted file that ends early has lost its space to others: that is no trouble with the evidence."""
    return Examination(
        entry_id=item.entry_id,
        outcome=Outcome.NO_CONTENT,
        reason=f"deleted; {bytes_read:,} of its {item.size_bytes:,} bytes are left, the rest was used again",
        bytes_read=bytes_read,
    )


def unreadable_content(
    item: WorkItem, reason: str, *, bytes_read: int = 0, stage: Stage = Stage.READ
) -> Examination:
    """The outcome with its fault, without path and stream."""
    fault = Fault(stage=stage, reason=reason, volume=item.volume, meta_addr=item.meta_addr)
    return Examination(
        entry_id=item.entry_id,
        outcome=Outcome.UNREADABLE,
        reason=reason,
        bytes_read=bytes_read,
        faults=(fault,),
    )


def _damaged(item: WorkItem, faults: tuple[Fault, ...], *, bytes_read: int) -> Examination:
    bad_bytes = sum(fault.length_bytes or 0 for fault in faults)
    return Examination(
        entry_id=item.entry_id,
        outcome=Outcome.UNREADABLE,
        reason=f"{bad_bytes:,} of {item.size_bytes:,} bytes cannot be read; no digest is recorded",
        bytes_read=bytes_read,
        faults=faults,
    )
