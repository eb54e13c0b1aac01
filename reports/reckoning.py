"""The sums behind the sentences, derived from the content and from nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forensics.entries import Outcome
from forensics.images import Volume, VolumeState
from forensics.ledger import ByteLedger, VolumeUse, byte_ledger, holders
from forensics.ranges import RangeSet
from reports.content import CaseContent, ExhibitContent, HitContent, SetRole, VolumeContent

READ = (Outcome.MATCHED, Outcome.KNOWN, Outcome.COMPARED)
COMPARED = (*READ, Outcome.RULED_OUT_BY_SIZE)
NOT_COMPARED = (Outcome.SKIPPED_BY_PROFILE, Outcome.UNREADABLE, Outcome.ENCRYPTED)
CANNOT_OPEN = (VolumeState.LOCKED, VolumeState.UNSUPPORTED, VolumeState.UNREADABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The entries of some volumes by outcome; `waiting` have none yet."""

    outcomes: Counter[Outcome]
    waiting: int
    entries: int

    @property
    def not_compared(self) -> int:
        """Entries that have content, or may have, and were not compared."""
        return sum(self.outcomes[o] for o in NOT_COMPARED) + self.waiting

    @property
    def compared(self) -> int:
        return sum(self.outcomes[o] for o in COMPARED)

    @property
    def read(self) -> int:
        """Entries whose content was read from end to end and looked up."""
        return sum(self.outcomes[o] for o in READ)

    @property
    def left(self) -> int:
        """Entries that the profile or the time box left, and those of a scan that did not come to its end."""
        return self.outcomes[Outcome.SKIPPED_BY_PROFILE] + self.waiting

    @property
    def with_content(self) -> int:
        return self.entries - self.outcomes[Outcome.NO_CONTENT]


def ledger_of(volumes: Iterable[VolumeContent]) -> Ledger:
    """The sum of the volumes that were listed."""
    listed = [v for v in volumes if v.entries is not None]
    outcomes: Counter[Outcome] = Counter()
    for volume in listed:
        outcomes.update(volume.outcomes)
    return Ledger(
        outcomes=outcomes,
        waiting=sum(v.waiting for v in listed),
        entries=sum(v.entries or 0 for v in listed),
    )


def all_volumes(content: CaseContent) -> Iterator[VolumeContent]:
    for exhibit in content.exhibits:
        yield from exhibit.volumes


def closed_volumes(content: CaseContent) -> tuple[tuple[ExhibitContent, VolumeContent], ...]:
    """Volumes that hold, or may hold, files and could not be opened; one that was unlocked could."""
    return tuple(
        (e, v)
        for e in content.exhibits
        for v in e.volumes
        if v.volume.state in CANNOT_OPEN and v.entries is None and not was_unlocked(e, v.volume)
    )


def was_unlocked(exhibit: ExhibitContent, volume: Volume) -> bool:
    """A locked volume keeps its row; what opened lies within it."""
    held = holders(v.volume for v in exhibit.volumes)
    return volume.state == VolumeState.LOCKED and volume.index in held


def was_listed(exhibit: ExhibitContent, index: int) -> bool:
    """Whether entries of a volume were listed, or of any that lies inside it."""
    inside = {index}
    for v in exhibit.volumes:  # a volume comes behind the one that holds it
        if v.volume.within in inside:
            inside.add(v.volume.index)
    return any(v.entries is not None for v in exhibit.volumes if v.volume.index in inside)


def is_notable(content: CaseContent, position: int) -> bool:
    return content.sets[position].role is SetRole.NOTABLE


def set_labels(content: CaseContent) -> tuple[str, ...]:
    """S1, S2 … for notable sets and K1, K2 … for known sets, in the order of the content."""
    counts: Counter[SetRole] = Counter()
    labels = []
    for known_set in content.sets:
        counts[known_set.role] += 1
        labels.append(f"{'S' if known_set.role is SetRole.NOTABLE else 'K'}{counts[known_set.role]}")
    return tuple(labels)


def hits_of(content: CaseContent, exhibit: str) -> tuple[HitContent, ...]:
    return tuple(hit for hit in content.hits if hit.entry.exhibit == exhibit)


def used_notable_sets(content: CaseContent) -> tuple[int, ...]:
    """Positions of the notable sets that at least one scan loaded."""
    used = {position for e in content.exhibits if e.scan for position in e.scan.sets}
    return tuple(sorted(p for p in used if is_notable(content, p)))


def lookable_notable_sets(content: CaseContent) -> tuple[int, ...]:
    """Those of `used_notable_sets` that hold digests; the others hold picture fingerprints alone."""
    return tuple(p for p in used_notable_sets(content) if content.sets[p].algorithms)


def fingerprint_sets(content: CaseContent) -> tuple[int, ...]:
    """Those of `used_notable_sets` with which nothing could be compared."""
    return tuple(p for p in used_notable_sets(content) if not content.sets[p].algorithms)


def bytes_of(exhibit: ExhibitContent) -> ByteLedger:
    """The byte ledger of the exhibit's scan, or one of whole volumes where no scan made any."""
    if exhibit.scan is not None and exhibit.scan.byte_ledger is not None:
        return exhibit.scan.byte_ledger
    return byte_ledger(
        size_bytes=exhibit.image.size_bytes,
        volumes=[VolumeUse(volume=v.volume) for v in exhibit.volumes],
        gaps=exhibit.gaps,
        unreadable=unreadable_of(exhibit),
    )


def unreadable_of(exhibit: ExhibitContent) -> RangeSet:
    """The places of the image that the scan could not read."""
    return RangeSet.of(exhibit.scan.unreadable if exhibit.scan else ())
