"""One content, read once: digests, look-up, outcome.

A digest covers all the bytes or does not exist; what cannot be read is an `unreadable` outcome with its
fault, never an absence. `examiner` does the work; what goes into it is told by `work`.
"""

from collections.abc import Sequence
from typing import Protocol

from forensics.digests import DigestSet
from forensics.entries import Outcome, SetMatch

NOTABLE = "notable"


class SetLookup(Protocol):
    def lookup(self, digests: DigestSet) -> tuple[SetMatch, ...]: ...


def outcome_of(matches: Sequence[SetMatch], roles: Sequence[str]) -> Outcome:
    """A digest in a notable set is notable even where a known set lists it too."""
    if any(roles[match.set_position] == NOTABLE for match in matches):
        return Outcome.MATCHED
    return Outcome.KNOWN if matches else Outcome.COMPARED
