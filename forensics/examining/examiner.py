"""Examines contents: reads, digests, looks up, and hands back what was learnt in the order it is finished."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from forensics.digests import Algorithm, hash_stream
from forensics.entries import EntryAddress, Examination, Fault, Outcome, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.examining import SetLookup, outcome_of
from forensics.examining.work import WorkItem
from forensics.images import EvidenceImage


class ContentSource(Protocol):
    """What is needed of a file system."""

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]: ...

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]: ...


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
    ) -> None:
        """`file_system_of(volume)` may raise EvidenceUnreadable; `roles` has one role for each set."""
        self._image, self._file_system_of = image, file_system_of
        self._sets, self._roles, self._algorithms = sets, roles, algorithms
        self._threads = threads

    def examine(
        self, items: Sequence[WorkItem], *, alive: Callable[[dict[int, int]], None], serially: bool = False
    ) -> Iterator[Examination]:
        """One Examination for each of `items`, in the order they are finished.

        `alive` is given {entry_id: bytes done} of what is in hand, often. `serially`: one at a time, in
        order, in this thread, and `alive` hears of each before it is touched.
        """
        for item in items:
            alive({item.entry_id: 0})
            yield self._examine(item, alive)

    def _examine(self, item: WorkItem, alive: Callable[[dict[int, int]], None]) -> Examination:
        done = 0

        def counted() -> Iterator[bytes]:
            nonlocal done
            source = self._file_system_of(item.volume)
            for chunk in source.chunks(item.address, item.size_bytes, allocated=item.allocated):
                yield chunk
                done += len(chunk)
                alive({item.entry_id: done})

        try:
            digests = hash_stream(counted(), expected=item.size_bytes, algorithms=self._algorithms)
        except ShortRead as trouble:
            if item.allocated:
                return unreadable_content(item, str(trouble), bytes_read=done)
            return used_again(item, bytes_read=done)
        except EvidenceUnreadable as trouble:
            return unreadable_content(item, str(trouble), bytes_read=done)
        matches = self._sets.lookup(digests)
        return Examination(
            entry_id=item.entry_id,
            outcome=outcome_of(matches, self._roles),
            digests=digests,
            matches=matches,
            bytes_read=done,
        )

    def close(self) -> None:
        """End the threads; the image stays open for its owner."""


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
