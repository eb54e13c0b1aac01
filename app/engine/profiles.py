"""Scan profiles as data: what is read, with which algorithms, and by which rule something is not.

A profile is recorded with the scan it was chosen for, word for word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from forensics.digests import Algorithm
from forensics.hashset import Role, SetInfo
from forensics.images import SHADOW_COPY, Volume, VolumeState

DEFAULT_PROFILE = "standard"
# Rules that earlier versions did not have
SHADOW_COPIES, INDEX_NAMES, LOST_FOLDERS = "shadow_copies", "index_names", "lost_folders"


def is_walked(volume: Volume, *, with_copies: bool = False) -> bool:
    """Whether a scan lists and reads a volume: a shadow copy only where the profile looks into copies."""
    is_left = volume.layer == SHADOW_COPY and not with_copies
    return volume.state == VolumeState.READABLE and not is_left


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """`size_gate`: content of a size that is in no record of the notable sets is not read.
    `only_needed_algorithms`: just those by which the loaded sets can match; a hit gets all three.
    `index_names`: on NTFS, names that are left only in the indexes of folders are listed too, and when a file
    was born by its name is told.
    `lost_folders`: on FAT and exFAT, deleted folders that nothing leads to are looked for in all free space,
    not only in the first 4 GiB of it.
    `shadow_copies`: they are listed and read, except for what is still on their live volume.
    `not_yet`: parts that belong to the profile and that this version does not look into.
    """

    name: str
    description: str
    size_gate: bool = False
    only_needed_algorithms: bool = False
    index_names: bool = False
    lost_folders: bool = False
    shadow_copies: bool = False
    reads: tuple[str, ...] = ("allocated content", "deleted content that is still whole")
    not_yet: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            name="quick",
            description="reads only content whose size is in a record of the notable sets",
            size_gate=True,
            only_needed_algorithms=True,
        ),
        Profile(name="standard", description="reads all content, deleted content included"),
        Profile(
            name="thorough",
            index_names=True,
            lost_folders=True,
            shadow_copies=True,
            description="as standard, and what shadow copies keep that differs from their volume; "
            "archives and unallocated space are not looked into yet",
            not_yet=("archives", "unallocated space"),
        ),
    )
}

# By the time a byte takes on a processor with SHA instructions; without them MD5 comes first.
_FASTEST_FIRST = (Algorithm.SHA1, Algorithm.SHA256, Algorithm.MD5)


def algorithms_for(
    profile: Profile, sets: Sequence[SetInfo], chosen: Sequence[Algorithm] | None
) -> tuple[Algorithm, ...]:
    """What is computed for every content: the examiner's choice, else what the profile says."""
    if chosen:
        return tuple(algorithm for algorithm in Algorithm if algorithm in chosen)
    if profile.only_needed_algorithms and sets:
        return needed_algorithms(sets)
    return tuple(Algorithm)


def needed_algorithms(sets: Iterable[SetInfo]) -> tuple[Algorithm, ...]:
    """The fewest algorithms by which every record of every set can match."""
    asked = tuple(sets)
    for count in range(1, len(Algorithm)):
        for some in combinations(_FASTEST_FIRST, count):
            if all(covers(some, info) for info in asked):
                return tuple(algorithm for algorithm in Algorithm if algorithm in some)
    return tuple(Algorithm)


def covers(some: Sequence[Algorithm], info: SetInfo) -> bool:
    """Whether no record of the set is out of reach: one algorithm that all records have, or all there are."""
    kept = info.sized_count + info.unsized_count
    counts = dict(zip(info.algorithms, info.digest_counts, strict=True))
    return set(counts) <= set(some) or any(counts.get(algorithm, 0) == kept for algorithm in some)


def can_match(info: SetInfo) -> bool:
    """Whether the set has digests: one of picture fingerprints alone cannot match and keeps no gate open."""
    return bool(info.algorithms)


def sizeless_records(sets: Iterable[SetInfo]) -> int:
    """Records of notable sets without a size: one is enough to keep the size gate open."""
    return sum(info.unsized_count for info in sets if is_looked_for(info))


def gate_is_closed(profile: Profile, sets: Sequence[SetInfo]) -> bool:
    return profile.size_gate and any(map(is_looked_for, sets)) and not sizeless_records(sets)


def gate_word(profile: Profile, sets: Sequence[SetInfo]) -> str:
    """unused, closed, open (a notable record has no size), or idle (no notable set)."""
    if not profile.size_gate:
        return "unused"
    if gate_is_closed(profile, sets):
        return "closed"
    return "open" if any(map(is_looked_for, sets)) else "idle"


def is_looked_for(info: SetInfo) -> bool:
    """Whether the set is notable and has digests by which something can be found."""
    return info.role == Role.NOTABLE and can_match(info)
