"""The bytes of a logical volume: its own extents, or those of the hidden volumes that it is made of.

Read are linear and striped volumes, mirrors by one of their halves, RAID 0, and thin volumes with their
pool. What has to be known of a mirror to choose the half is in small hidden volumes beside each.

Sources: lvm2, lib/format_text/import_vsn1.c and lib/raid, lib/mirror, lib/thin (what stands in a segment);
Linux, drivers/md/dm-raid.c, struct dm_raid_superblock.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Final

from forensics.errors import EvidenceUnreadable, FieldcaseError
from forensics.images import EvidenceImage, Volume, VolumeState
from forensics.layers import Layer
from forensics.layers.lvm_group import SECTOR_BYTES, LogicalVolume, Segment, VolumeGroup
from forensics.layers.mapped import MappedLayer, Stretch
from forensics.layers.striped import StripedLayer
from forensics.layers.thin_pool import ThinLayer, read_pool

_MOST_DEEP: Final = 8  # thin on a pool on a mirror on its halves is four
_MOST_PARTS: Final = 10_000  # of one group; hidden volumes that are made of many others end here
_STRIPES: Final = ("raid0", "raid0_meta")
_RAID_STATE: Final = struct.Struct(
    "<4s12x8xQQQ"
)  # magic; failed halves, recovery and resynchronisation up to
_RAID_MAGIC: Final = b"DmRd"
_DONE: Final = (1 << 64) - 1  # MaxSector: nothing is left to be copied


class NotPutTogether(FieldcaseError):
    """Why a logical volume cannot be read; the sentence says it, `kind` names what it is where that has no
    reader.
    """

    def __init__(self, sentence: str, *, kind: str | None = None) -> None:
        super().__init__(sentence)
        self.kind = kind

    @property
    def state(self) -> str:
        return VolumeState.UNREADABLE if self.kind is None else VolumeState.UNSUPPORTED


class Parts:
    """A group and where its physical volumes lie, by their UUID. `told` gathers sentences on the group."""

    def __init__(self, image: EvidenceImage, group: VolumeGroup, places: Mapping[str, Volume]) -> None:
        self.group = group
        self.told: list[str] = []
        self._image, self._places = image, places
        self._logicals = {each.name: each for each in group.logicals}
        self._made = 0

    def layer_of(self, logical: LogicalVolume, *, depth: int = 0) -> Layer:
        """Its bytes; raise NotPutTogether where they cannot be had."""
        name = self.named(logical)
        self._made += 1
        if depth > _MOST_DEEP or self._made > _MOST_PARTS:
            raise NotPutTogether(f"{name} is made of itself, or of too many parts.")
        if kinds := logical.kinds_not_read:
            raise NotPutTogether(
                f"{name} is of the kind {', '.join(kinds)}, which this version does not read.", kind=kinds[0]
            )
        if not logical.segments:
            raise NotPutTogether(f"{name} has no extents.")
        first = logical.segments[0]
        if not first.is_composed:
            return MappedLayer(self._image, tuple(self._stretches(logical)))
        if len(logical.segments) > 1:
            raise NotPutTogether(
                f"{name} is of the kind {first.kind} in several segments, which this version does not read.",
                kind=first.kind,
            )
        if not first.volumes:
            raise NotPutTogether(
                f"{name} is of the kind {first.kind}, but does not say what it is made of.", kind=first.kind
            )
        if first.kind == "thin":
            return self._thin(logical, first, depth=depth)
        return self._of_volumes(logical, first, depth=depth)

    def named(self, logical: LogicalVolume) -> str:
        return f"The logical volume {self.group.name}/{logical.name}"

    def _part(self, logical: LogicalVolume, name: str) -> LogicalVolume:
        found = self._logicals.get(name)
        if found is None:
            raise NotPutTogether(f"{self.named(logical)} is made of {name}, which its group does not list.")
        return found

    def _of_volumes(self, logical: LogicalVolume, segment: Segment, *, depth: int) -> Layer:
        if segment.kind in _STRIPES:
            columns = [self.layer_of(self._part(logical, name), depth=depth + 1) for name in segment.volumes]
            return StripedLayer(columns, stripe_bytes=segment.stripe_bytes, size_bytes=segment.length_bytes)
        return self._half(logical, segment, depth=depth)

    def _half(self, logical: LogicalVolume, segment: Segment, *, depth: int) -> Layer:
        """The first half of a mirror that is here, those that the others left behind after all others."""
        behind = self._left_behind(logical, segment, depth=depth)
        reasons: list[NotPutTogether] = []
        for number in sorted(range(len(segment.volumes)), key=lambda number: (number in behind, number)):
            try:
                layer = self.layer_of(self._part(logical, segment.volumes[number]), depth=depth + 1)
            except NotPutTogether as trouble:
                reasons.append(trouble)
                continue
            if behind:
                why = "; ".join(f"half {half} {words}" for half, words in sorted(behind.items()))
                what = f"{self.named(logical)} is a mirror of {len(segment.volumes)}"
                self.told.append(f"{what}, read by its half {number}: {why}.")
            return layer
        raise reasons[0]

    def _left_behind(self, logical: LogicalVolume, segment: Segment, *, depth: int) -> dict[int, str]:
        """Halves that are not to be believed, by what is kept beside each; the old kind keeps nothing."""
        found: dict[int, str] = {}
        failed, resync = 0, _DONE
        for number, name in enumerate(segment.states):
            try:
                raw = self.layer_of(self._part(logical, name), depth=depth + 1).read(0, _RAID_STATE.size)
            except NotPutTogether:  # on a disk that is not here, and so is its half
                continue
            except EvidenceUnreadable:
                raw = b""
            if not raw.startswith(_RAID_MAGIC):
                found[number] = "has lost the record of its state"
                continue
            _, bits, recovered, equal = _RAID_STATE.unpack(raw)
            failed |= bits
            resync = min(resync, equal)
            if recovered != _DONE:
                found[number] = f"was copied only up to byte {recovered * SECTOR_BYTES:,}"
        found |= {number: "had failed" for number in range(len(segment.volumes)) if failed >> number & 1}
        if resync != _DONE:  # md copies from the first to the others
            rest = range(1, len(segment.volumes))
            found = dict.fromkeys(rest, "was not yet made equal to the first") | found
        return found

    def _thin(self, logical: LogicalVolume, segment: Segment, *, depth: int) -> Layer:
        pool = self._part(logical, segment.volumes[0])
        inner = pool.segments[0] if pool.segments else None
        if inner is None or inner.kind != "thin-pool" or not (inner.states and inner.volumes):
            raise NotPutTogether(f"{self.named(logical)} names {pool.name} as its pool, which is none.")
        metadata = self.layer_of(self._part(pool, inner.states[0]), depth=depth + 1)
        data = self.layer_of(self._part(pool, inner.volumes[0]), depth=depth + 1)
        below = None
        if segment.below is not None:
            below = self.layer_of(self._part(logical, segment.below), depth=depth + 1)
        try:
            if read_pool(metadata).needs_check:
                self.told.append(f"The thin pool {self.group.name}/{pool.name} is marked to be checked.")
            return ThinLayer(
                metadata, data, device=segment.device, size_bytes=logical.length_bytes, below=below
            )
        except EvidenceUnreadable as trouble:
            raise NotPutTogether(f"{self.named(logical)} cannot be read: {trouble}") from trouble

    def _stretches(self, logical: LogicalVolume) -> Iterator[Stretch]:
        begins = self._begins(logical)
        for segment in logical.segments:
            columns = tuple(begins[stripe.physical] + stripe.start_bytes for stripe in segment.stripes)
            yield Stretch(
                start=segment.start_bytes,
                length_bytes=segment.length_bytes,
                columns=columns,
                stripe_bytes=segment.stripe_bytes,
            )

    def _begins(self, logical: LogicalVolume) -> dict[str, int]:
        """Where the extents of each physical volume begin that the logical one lies on."""
        named = {each.name: each for each in self.group.physicals}
        found: dict[str, int] = {}
        for name in dict.fromkeys(s.physical for part in logical.segments for s in part.stripes):
            physical = named.get(name)
            if physical is None:
                raise NotPutTogether(
                    f"{self.named(logical)} lies on a physical volume that its group does not list ({name})."
                )
            if physical.uuid not in self._places:
                missing = f"the physical volume {physical.uuid} is not here"
                raise NotPutTogether(f"{self.named(logical)} lies in part on another disk: {missing}.")
            found[name] = self._places[physical.uuid].offset_bytes + physical.extents_bytes
        return found
