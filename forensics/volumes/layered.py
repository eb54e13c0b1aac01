"""The volumes that lie inside others, listed behind those of the partition table.

They come in the order of the volumes that hold them, then in the layer's own; what was unlocked, or found by
a search of the whole disk, comes behind all others. So an index means the same at each opening, and rows are
only ever added.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from forensics.bounds import LARGEST
from forensics.entries import ByteRange, Fault, Stage
from forensics.filesystems.tsk.media import Media
from forensics.images import EvidenceImage, Volume, VolumeState
from forensics.layers import (
    SPACE_BYTES,
    FoundLayer,
    LayeredImage,
    Layering,
    apfs,
    base_of,
    linux_raid,
    lvm,
    shadow_copies,
    space_of,
)
from forensics.volumes import VolumeMap, with_places
from forensics.volumes.contents import Contents, as_faults, contents_of
from forensics.volumes.lost import found_area

Kind = Callable[[EvidenceImage, Volume, Sequence[Volume]], Layering | None]
"""What a volume holds; given too are all volumes that are known so far. `None`: it is not of this kind."""
KINDS: Final[tuple[Kind, ...]] = (
    linux_raid.volumes_within,
    lvm.volumes_within,
    apfs.volumes_within,
    shadow_copies.volumes_within,
)
MOST_VOLUMES: Final = 1_000  # of one image; more is a sign of metadata that was made up
MOST_DEEP: Final = 4  # LVM2 in LUKS in LVM2 is three
MOST_HOLDERS: Final = 64  # volumes of one image that hold others
_NO_FAULT: Final = (VolumeState.HOLDS_VOLUMES, VolumeState.NO_FILE_SYSTEM)


def with_layers(image: LayeredImage, mapped: VolumeMap, *, kinds: Sequence[Kind] = KINDS) -> VolumeMap:
    """`mapped` and the volumes that lie inside those it lists. The layers are laid over `image`."""
    listing = _Listing(image, mapped, kinds)
    listing.look_into(0)
    return listing.mapped


def laid_behind(
    image: LayeredImage,
    mapped: VolumeMap,
    found: Sequence[FoundLayer],
    *,
    within: int,
    kinds: Sequence[Kind] = KINDS,
) -> VolumeMap:
    """`mapped`, and behind it what an unlocking of the volume `within` found, with what lies in that."""
    listing = _Listing(image, mapped, kinds)
    first = len(mapped.volumes)
    listing.append(found, within=within)
    listing.look_into(first)
    return listing.mapped


def with_found(image: LayeredImage, mapped: VolumeMap, places: Sequence[ByteRange]) -> VolumeMap:
    """`mapped`, and behind it the volumes at `places`, which a search found, with what lies in those."""
    areas = [found_area(place.offset_bytes, place.length_bytes) for place in places]
    listing = _Listing(image, with_places(image, mapped, areas), KINDS)
    listing.look_into(len(mapped.volumes))
    return listing.mapped


class _Listing:
    def __init__(self, image: LayeredImage, mapped: VolumeMap, kinds: Sequence[Kind]) -> None:
        self._image = image
        self._kinds = kinds
        self._begun = mapped
        self._volumes = list(mapped.volumes)
        self._faults = list(mapped.faults)
        self._holders = 0

    @property
    def mapped(self) -> VolumeMap:
        return replace(self._begun, volumes=tuple(self._volumes), faults=tuple(self._faults))

    def look_into(self, first: int) -> None:
        """All volumes from this index on, those that are added meanwhile included."""
        index = first
        while index < len(self._volumes):
            self._look_into(self._volumes[index])
            index += 1

    def _look_into(self, volume: Volume) -> None:
        for volumes_within in self._kinds:
            if self._holders > MOST_HOLDERS:
                return
            layering = volumes_within(self._image, self._volumes[volume.index], tuple(self._volumes))
            if layering is not None:
                self._holders += 1
                if self._holders > MOST_HOLDERS:
                    sentence = (
                        f"More than {MOST_HOLDERS} volumes hold others; from here on they are not listed."
                    )
                    self._faults.append(_fault(volume, sentence))
                    return
                self._take(volume, layering)

    def _take(self, volume: Volume, layering: Layering) -> None:
        if layering.state is not None:
            self._restate(volume, layering)
        for sentence in layering.faults:
            self._faults.append(_fault(self._volumes[volume.index], sentence))
        if layering.found and self._depth(volume) >= MOST_DEEP:
            sentence = f"The volumes inside it lie {MOST_DEEP} deep; what they hold is not looked into."
            self._faults.append(_fault(volume, sentence))
        else:
            self.append(layering.found, within=volume.index)

    def _depth(self, volume: Volume) -> int:
        depth = 0
        while volume.within is not None:
            volume, depth = self._volumes[volume.within], depth + 1
        return depth

    def _restate(self, volume: Volume, layering: Layering) -> None:
        """What a layer knows of the volume that holds it takes the place of what its signature said."""
        known = replace(
            volume,
            state=layering.state or volume.state,
            file_system=layering.file_system or volume.file_system,
            label=layering.label or volume.label,
            reason=layering.reason,
        )
        said_before = (volume.index, volume.reason)
        self._faults = [fault for fault in self._faults if (fault.volume, fault.reason) != said_before]
        if known.reason is not None and known.state not in _NO_FAULT:
            self._faults.append(_fault(known, known.reason))
        self._volumes[volume.index] = known

    def append(self, found: Sequence[FoundLayer], *, within: int) -> None:
        room = max(0, MOST_VOLUMES - len(self._volumes))
        for each in found[:room]:
            volume, faults = self._made(each, within=within, among=len(found))
            self._volumes.append(volume)
            self._faults.extend(faults)
        if len(found) > room:
            sentence = f"{len(found) - room:,} more volumes inside it are not listed: {MOST_VOLUMES:,} are."
            self._faults.append(_fault(self._volumes[within], sentence))

    def _made(self, found: FoundLayer, *, within: int, among: int) -> tuple[Volume, tuple[Fault, ...]]:
        index = len(self._volumes)
        offset = base_of(index) if found.media_offset_bytes is None else found.media_offset_bytes
        contents = self._contents(found, index, offset, among=among)
        volume = Volume(
            index=index,
            offset_bytes=offset,
            length_bytes=min(found.length_bytes, LARGEST),
            table=found.table,
            description=found.description,
            state=contents.state,
            file_system=contents.file_system,
            label=found.label or contents.label,
            block_bytes=contents.block_bytes,
            reason=contents.reason,
            within=within,
            layer=found.layer,
            layer_key=found.key,
        )
        faults = as_faults(contents, volume=index, offset_bytes=offset, length_bytes=volume.length_bytes)
        return volume, faults

    def _contents(self, found: FoundLayer, index: int, offset: int, *, among: int) -> Contents:
        if found.opened is not None:
            if found.length_bytes >= SPACE_BYTES:
                reason = f"It is {found.length_bytes:,} bytes long by its metadata, more than is read here."
                return Contents(state=VolumeState.UNREADABLE, reason=reason)
            self._image.lay(index, found.opened)
        if found.state is not None:
            return Contents(
                state=found.state,
                file_system=found.file_system,
                block_bytes=found.block_bytes,
                reason=found.reason,
            )
        space = space_of(self._image, offset)
        return contents_of(
            space, Media(space), offset_bytes=offset, length_bytes=found.length_bytes, among=among
        )


def _fault(volume: Volume, sentence: str) -> Fault:
    return Fault(
        stage=Stage.VOLUME,
        reason=sentence,
        volume=volume.index,
        offset_bytes=volume.offset_bytes,
        length_bytes=volume.length_bytes,
    )
