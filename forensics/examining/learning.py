"""From the digests of a content to what was learnt of it: look-up, the full reading of a hit, the reference
reading of a sample.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from forensics.digests import Algorithm, DigestSet
from forensics.entries import Examination, Outcome
from forensics.examining import SetLookup, outcome_of
from forensics.examining.reading import Desk, read_through, unreadable_content
from forensics.examining.work import WorkItem

Read = DigestSet | Examination
"""Digests of the whole content, or the outcome that says why there are none."""

ReadWith = Callable[[WorkItem, Sequence[Algorithm], Desk], Read]
Reference = Callable[[WorkItem], Iterator[bytes]]

_ALL = tuple(Algorithm)


class Learning:
    """Knows the loaded sets. `read_with` reads a content again with the algorithms it is given; `reference`
    gives it by the other way.
    """

    def __init__(
        self,
        sets: SetLookup,
        roles: Sequence[str],
        algorithms: Sequence[Algorithm],
        *,
        read_with: ReadWith,
        reference: Reference,
    ) -> None:
        self._lookup, self._roles = sets.lookup, roles
        self._is_full = set(algorithms) == set(_ALL)
        self._read_with, self._reference = read_with, reference

    def learnt(self, item: WorkItem, digests: DigestSet, *, desk: Desk) -> Examination:
        matches = self._lookup(digests)
        if not matches and not item.is_sample:  # nearly always
            return Examination(
                entry_id=item.entry_id, outcome=Outcome.COMPARED, digests=digests, bytes_read=item.size_bytes
            )
        examination = Examination(
            entry_id=item.entry_id,
            outcome=outcome_of(matches, self._roles),
            digests=digests,
            matches=matches,
            bytes_read=item.size_bytes,
        )
        if examination.outcome is Outcome.MATCHED and not self._is_full:
            return self._in_full(item, examination, digests, desk=desk)
        if item.is_sample:
            return _compared(item, examination, digests, self._reference, desk=desk)
        return examination

    def _in_full(self, item: WorkItem, first: Examination, digests: DigestSet, *, desk: Desk) -> Examination:
        """A hit gets all digests, by the reference reader if that can read it: so it is read both ways. Where
        the second reading fails, the hit of the first one stands, with its faults.
        """
        by_reference = read_through(item, lambda: self._reference(item), _ALL, desk=desk)
        is_twice = isinstance(by_reference, DigestSet)
        again = by_reference if is_twice else self._read_with(item, _ALL, desk)
        if isinstance(again, Examination):
            bytes_read = first.bytes_read + again.bytes_read
            return replace(first, faults=again.faults, reason=again.reason, bytes_read=bytes_read)
        bytes_read = first.bytes_read + item.size_bytes
        if trouble := _difference(digests, again):
            return unreadable_content(
                item, f"Two readings of the content differ: {trouble}.", bytes_read=bytes_read
            )
        matches = self._lookup(again)
        return replace(
            first,
            outcome=outcome_of(matches, self._roles),
            digests=again,
            matches=matches,
            bytes_read=bytes_read,
            was_read_twice=is_twice,
        )


def _compared(
    item: WorkItem, examination: Examination, digests: DigestSet, reference: Reference, *, desk: Desk
) -> Examination:
    """A sample is read by the other way too, and must agree. Where the other way cannot read it, nothing is
    said. The second reading does not count as bytes read: chance decides on it, and findings must not.
    """
    algorithms = tuple(algorithm for algorithm, _raw in digests.present())
    other = read_through(item, lambda: reference(item), algorithms, desk=desk)
    if isinstance(other, Examination):
        return examination
    if trouble := _difference(digests, other):
        return unreadable_content(
            item,
            f"The two ways of reading the content, our own and The Sleuth Kit's, disagree: {trouble}.",
            bytes_read=examination.bytes_read,
        )
    return replace(examination, was_read_twice=True)


def _difference(digests: DigestSet, others: DigestSet) -> str | None:
    """The first algorithm by which the two differ, with both digests; `None` where they agree."""
    for algorithm, raw in digests.present():
        other = others.of(algorithm)
        if other is not None and other != raw:
            return f"{algorithm.upper()} {raw.hex()} and {other.hex()}"
    return None
