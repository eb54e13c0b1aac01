"""Scan profiles as data: what is read, and by which rule something is not."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from forensics.hashset.index import HashIndex

NOTABLE = "notable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """`size_gate`: content of a size that is in no record of the notable sets is not read."""

    name: str
    size_gate: bool
    description: str


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            name="quick",
            size_gate=True,
            description="reads only content whose size is in a record of the notable sets",
        ),
        Profile(name="standard", size_gate=False, description="reads all content"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeGate:
    """Which sizes can match; `sizes` is `None` (open) when a record without a size could match any."""

    sizes: frozenset[int] | None
    sizeless_records: int

    def rules_out(self, size_bytes: int) -> bool:
        return self.sizes is not None and size_bytes not in self.sizes


OPEN_GATE = SizeGate(sizes=None, sizeless_records=0)


def size_gate(paths: Sequence[Path], roles: Iterable[str]) -> SizeGate:
    """The gate that the notable sets among these give; without any notable set nothing can be ruled out."""
    with ExitStack() as stack:
        indexes = [
            stack.enter_context(HashIndex.open(path))
            for path, role in zip(paths, roles, strict=True)
            if role == NOTABLE
        ]
        if not indexes:
            return OPEN_GATE
        sizeless = sum(index.unsized_count for index in indexes)
        if sizeless:
            return SizeGate(sizes=None, sizeless_records=sizeless)
        return SizeGate(sizes=frozenset().union(*(index.sizes for index in indexes)), sizeless_records=0)
