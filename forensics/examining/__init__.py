"""One content, read once: digests, look-up, outcome.

A digest covers all the bytes or does not exist; what cannot be read is an `unreadable` outcome with its
fault, never an absence.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from forensics.digests import Algorithm, DigestSet, hash_stream
from forensics.entries import EntryAddress, Examination, Fault, Outcome, SetMatch, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.paths import EvidencePath

NOTABLE = "notable"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One content to read. Path and stream are for the fault if it cannot be."""

    entry_id: int
    address: EntryAddress
    path: EvidencePath
    stream: bytes | None
    size_bytes: int
    allocated: bool


class ContentSource(Protocol):
    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]: ...


class SetLookup(Protocol):
    def lookup(self, digests: DigestSet) -> tuple[SetMatch, ...]: ...


def examine_content(
    item: WorkItem,
    source: ContentSource,
    *,
    sets: SetLookup,
    roles: Sequence[str],
    algorithms: Iterable[Algorithm],
    alive: Callable[[int], None],
) -> Examination:
    """Read all of `item`, digest it, look it up. `alive` is called with the bytes read so far."""
    done = 0

    def counted() -> Iterator[bytes]:
        nonlocal done
        for chunk in source.chunks(item.address, item.size_bytes, allocated=item.allocated):
            yield chunk
            done += len(chunk)
            alive(done)

    try:
        digests = hash_stream(counted(), expected=item.size_bytes, algorithms=algorithms)
    except ShortRead as trouble:
        if item.allocated:
            return unreadable(item, str(trouble), bytes_read=done)
        return _used_again(item, bytes_read=done)
    except EvidenceUnreadable as trouble:
        return unreadable(item, str(trouble), bytes_read=done)
    matches = sets.lookup(digests)
    return Examination(
        entry_id=item.entry_id,
        outcome=outcome_of(matches, roles),
        digests=digests,
        matches=matches,
        bytes_read=done,
    )


def _used_again(item: WorkItem, *, bytes_read: int) -> Examination:
    """A deleted file that ends early has lost its space to others: that is no trouble with the evidence."""
    return Examination(
        entry_id=item.entry_id,
        outcome=Outcome.NO_CONTENT,
        reason=f"deleted; {bytes_read:,} of its {item.size_bytes:,} bytes are left, the rest was used again",
        bytes_read=bytes_read,
    )


def outcome_of(matches: Sequence[SetMatch], roles: Sequence[str]) -> Outcome:
    """A digest in a notable set is notable even where a known set lists it too."""
    if any(roles[match.set_position] == NOTABLE for match in matches):
        return Outcome.MATCHED
    return Outcome.KNOWN if matches else Outcome.COMPARED


def unreadable(item: WorkItem, reason: str, *, bytes_read: int = 0, stage: Stage = Stage.READ) -> Examination:
    return Examination(
        entry_id=item.entry_id,
        outcome=Outcome.UNREADABLE,
        reason=reason,
        bytes_read=bytes_read,
        faults=(
            Fault(
                stage=stage,
                reason=reason,
                volume=item.address.volume,
                path=item.path,
                stream=item.stream,
                meta_addr=item.address.meta_addr,
            ),
        ),
    )
