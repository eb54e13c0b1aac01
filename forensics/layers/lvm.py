"""LVM2: the logical volumes of a group, from the physical volumes that lie on this disk.

What kinds of volumes are read `lvm_parts` says. Every other kind (snapshot, cache, RAID with parity …) is
listed by its name; a volume of which a part lies on another disk is listed with the physical volume that is
missing. A group on several partitions of one disk is listed once, in the first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage, Volume, VolumeState
from forensics.layers import FoundLayer, Layer, Layering
from forensics.layers.lvm_disk import USUAL_AREA, Label, Text, read_label, text_in
from forensics.layers.lvm_group import LogicalVolume, VolumeGroup, read_group
from forensics.layers.lvm_parts import NotPutTogether, Parts
from forensics.layers.lvm_text import BadText

KIND: Final = "LVM2"
LAYER: Final = "LVM2 logical volume"
MOST_OTHERS: Final = 32  # physical volumes beside one on the same disk


@dataclass(frozen=True, slots=True, kw_only=True)
class _Physical:
    """A volume of the image that is a physical volume, and the group that its metadata describes."""

    volume: Volume
    label: Label
    group: VolumeGroup | None
    faults: tuple[str, ...]


def volumes_within(image: EvidenceImage, volume: Volume, volumes: Sequence[Volume]) -> Layering | None:
    """`volumes` are all of the image that are known so far; `None` where `volume` is none of LVM2."""
    if volume.file_system != KIND:
        return None
    try:
        here = _physical(image, volume)
    except EvidenceUnreadable as trouble:
        return _shut(f"The LVM2 metadata cannot be read: {trouble}")
    if here is None:
        return _shut("The volume carries the signature of LVM2, but its label is damaged.")
    if here.group is not None and _is_inside_itself(here.group, volume, volumes):
        return _shut(f"The LVM2 volume group {here.group.name} lies inside one of its own volumes.")
    is_whole = here.group is not None and len(here.group.physicals) == 1
    others = () if is_whole else tuple(islice(_others(image, volume, volumes), MOST_OTHERS))
    return _layering(image, here, others)


def _is_inside_itself(group: VolumeGroup, volume: Volume, volumes: Sequence[Volume]) -> bool:
    own = {logical.uuid for logical in group.logicals}
    while volume.within is not None:
        if volume.layer_key in own:
            return True
        volume = volumes[volume.within]
    return False


def _others(image: EvidenceImage, volume: Volume, volumes: Sequence[Volume]) -> Iterator[_Physical]:
    """The other physical volumes; what cannot be read of them is told where they are looked into."""
    for other in volumes:
        if other.index != volume.index and other.file_system == KIND:
            try:
                found = _physical(image, other)
            except EvidenceUnreadable:
                continue
            if found is not None:
                yield found


def _layering(image: EvidenceImage, here: _Physical, others: Sequence[_Physical]) -> Layering:
    group = _newest(here, others)
    if group is None:
        if here.faults:
            return _shut(" ".join(here.faults))
        reason = f"An LVM2 physical volume ({here.label.uuid}) that belongs to no volume group."
        return Layering(state=VolumeState.NO_FILE_SYSTEM, reason=reason)
    members = [each for each in (here, *others) if _is_of(each, group)]
    first = min(members, key=lambda each: each.volume.index)
    if first is not here:
        reason = f"Part of the LVM2 volume group {group.name}; its volumes are listed in volume "
        return _holds(group, reason=f"{reason}{first.volume.index}.", faults=here.faults)
    places = {each.label.uuid: each.volume for each in members}
    missing = [each for each in group.physicals if each.uuid not in places]
    told = [
        f"The LVM2 volume group {group.name} needs another disk: the physical volume {each.uuid}"
        f"{f' (once {each.device})' if each.device else ''} is not here."
        for each in missing
    ]
    parts = Parts(image, group, places)
    found = tuple(_found(parts, logical) for logical in _shown(group))
    return _holds(group, found=found, faults=(*here.faults, *told, *dict.fromkeys(parts.told)))


def _newest(here: _Physical, others: Sequence[_Physical]) -> VolumeGroup | None:
    """The group of this physical volume as the newest of all texts at hand describes it."""
    groups = [each.group for each in (here, *others) if each.group is not None]
    own = [group for group in groups if here.label.uuid in {each.uuid for each in group.physicals}]
    return max(own, key=lambda group: group.seqno, default=None)


def _is_of(physical: _Physical, group: VolumeGroup) -> bool:
    return physical.label.uuid in {each.uuid for each in group.physicals}


def _shown(group: VolumeGroup) -> Iterator[LogicalVolume]:
    """What LVM2 shows to its user; parts of mirrors and pools are hidden, and told by what they are of. A
    pool is shown there too, but has no bytes of its own beside those of its volumes.
    """
    thin = (part for logical in group.logicals for part in logical.segments if part.kind == "thin")
    used = {name for part in thin for name in part.volumes}
    return (logical for logical in group.logicals if logical.is_visible and logical.name not in used)


def _shut(reason: str) -> Layering:
    return Layering(state=VolumeState.UNREADABLE, file_system=KIND, reason=reason)


def _holds(
    group: VolumeGroup,
    *,
    found: tuple[FoundLayer, ...] = (),
    reason: str | None = None,
    faults: tuple[str, ...] = (),
) -> Layering:
    return Layering(
        found=found, state=VolumeState.HOLDS_VOLUMES, label=group.name, reason=reason, faults=faults
    )


def _found(parts: Parts, logical: LogicalVolume) -> FoundLayer:
    opened: Layer | None = None
    why_not: NotPutTogether | None = None
    try:
        opened = _opened(parts, logical)
    except NotPutTogether as trouble:
        why_not = trouble
    return FoundLayer(
        key=logical.uuid,
        layer=LAYER,
        table=KIND,
        description=f"{parts.group.name}/{logical.name}",
        length_bytes=logical.length_bytes,
        opened=opened,
        state=None if why_not is None else why_not.state,
        file_system=None if why_not is None or why_not.kind is None else f"{KIND} {why_not.kind}",
        reason=None if why_not is None else str(why_not),
    )


def _opened(parts: Parts, logical: LogicalVolume) -> Layer:
    """Raise NotPutTogether where it cannot be read."""
    if origin := parts.group.copies_of.get(logical.name):
        raise NotPutTogether(
            f"{parts.named(logical)} is a snapshot of {parts.group.name}/{origin}; this version reads the "
            "volume as it is now, not the snapshot.",
            kind="snapshot",
        )
    return parts.layer_of(logical)


def _physical(image: EvidenceImage, volume: Volume) -> _Physical | None:
    """Raise EvidenceUnreadable where the label or a metadata area cannot be read."""

    def read(offset: int, length: int) -> bytes:
        return image.read(volume.offset_bytes + offset, max(0, min(length, volume.length_bytes - offset)))

    label = read_label(read) or _label_by_metadata(read)
    if label is None:
        return None
    group, faults = _group(label, read)
    if not label.is_there:
        words = (
            "The label of the LVM2 physical volume is gone; its group was read from the metadata behind it."
        )
        faults = (words, *faults)
    elif not label.is_sound:
        faults = ("The label of the LVM2 physical volume does not have the checksum it should.", *faults)
    elif label.device_bytes > volume.length_bytes:
        words = (
            f"The LVM2 physical volume is {label.device_bytes:,} bytes long by its own account, but only "
            f"{volume.length_bytes:,} are here."
        )
        faults = (words, *faults)
    return _Physical(volume=volume, label=label, group=group, faults=faults)


def _label_by_metadata(read: Callable[[int, int], bytes]) -> Label | None:
    """What a lost label must have said, where the group has one physical volume alone."""
    text = text_in(read, USUAL_AREA)
    try:
        group = None if text is None else _understood(text)
    except BadText:
        return None
    if group is None or len(group.physicals) != 1:
        return None
    uuid = group.physicals[0].uuid
    return Label(uuid=uuid, device_bytes=0, areas=(USUAL_AREA,), is_sound=False, is_there=False)


def _group(label: Label, read: Callable[[int, int], bytes]) -> tuple[VolumeGroup | None, tuple[str, ...]]:
    """By the newest text that can be understood, and what is wrong with the texts."""
    groups: list[VolumeGroup] = []
    faults: list[str] = []
    for area in label.areas:
        text = text_in(read, area)
        if text is None:
            continue
        try:
            groups.append(_understood(text))
        except BadText as trouble:
            faults.append(
                f"The LVM2 metadata at byte {text.area_bytes:,} of the volume is damaged: {trouble}."
            )
            continue
        if not text.is_sound:
            faults.append(
                f"The LVM2 metadata at byte {text.area_bytes:,} of the volume does not have the checksum it "
                "should; it was used as it stands."
            )
    return max(groups, key=lambda group: group.seqno, default=None), tuple(faults)


def _understood(text: Text) -> VolumeGroup:
    if not text.text:
        raise BadText("its header does not say where the text lies")
    return read_group(text.text)
