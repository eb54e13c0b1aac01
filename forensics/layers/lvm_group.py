"""A volume group as its metadata text describes it: physical volumes, logical volumes and their segments.

Source: lvm2, `lib/format_text/import_vsn1.c`; sizes and places of the text are in sectors of 512 bytes,
whatever the disk's own. A kind of segment that is not read here keeps its name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from forensics.layers.lvm_text import BadText, Section, Value, parse

SECTOR_BYTES: Final = 512  # lvm2, lib/config/defaults.h: SECTOR_SHIFT 9
MOST_STRIPES: Final = 128  # lvm2, lib/config/defaults.h: MAX_STRIPES
_OWN_EXTENTS: Final = ("striped", "linear", "zero")
_READ_HERE: Final = (*_OWN_EXTENTS, "raid1", "mirror", "raid0", "raid0_meta", "thin")
_STATE_OF_A_HALF: Final = "_rmeta_"  # lib/raid/raid.c tells them from the halves by this part of their name


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripe:
    """Bytes of a physical volume, from the start of its first extent."""

    physical: str  # its name in the group: "pv0"
    start_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    start_bytes: int  # in the logical volume
    length_bytes: int
    kind: str  # "striped" (one stripe: linear), "thin", "raid1", ...
    stripes: tuple[Stripe, ...] = ()
    stripe_bytes: int = 0  # how much lies on one physical volume, or one part, before the next follows
    volumes: tuple[str, ...] = ()  # hidden ones that it is made of; of a thin one: its pool
    states: tuple[str, ...] = ()  # of a mirror: those that keep the state of each; of a pool: its metadata
    device: int = 0  # of a thin volume: its number in the pool
    below: str | None = None  # and what it shows where nothing was written to it

    @property
    def is_composed(self) -> bool:
        return self.kind not in _OWN_EXTENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicalVolume:
    name: str
    uuid: str
    is_visible: bool
    segments: tuple[Segment, ...]  # in order, without gaps

    @property
    def length_bytes(self) -> int:
        return sum(segment.length_bytes for segment in self.segments)

    @property
    def kinds_not_read(self) -> tuple[str, ...]:
        """Kinds of its segments that are not read here, each once."""
        return tuple(dict.fromkeys(s.kind for s in self.segments if s.kind not in _READ_HERE))


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalVolume:
    name: str
    uuid: str
    device: str  # what it was called when the text was written
    extents_bytes: int  # where its first extent begins


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeGroup:
    name: str
    uuid: str
    seqno: int  # rises with each change
    physicals: tuple[PhysicalVolume, ...]
    logicals: tuple[LogicalVolume, ...]  # in the order of the text
    copies_of: dict[str, str]  # a logical volume that holds the old content of another -> that other


def read_group(text: bytes) -> VolumeGroup:
    """Raise BadText where it does not describe a volume group as lvm2 does."""
    sections = {name: part for name, part in parse(text.rstrip(b"\0")).items() if isinstance(part, dict)}
    if len(sections) != 1:
        raise BadText(f"it describes {len(sections)} volume groups, not one")
    name, group = next(iter(sections.items()))
    extent_bytes = _number(group, "extent_size") * SECTOR_BYTES
    if extent_bytes <= 0:
        raise BadText("its extents have no size")
    volumes = _sections(group, "logical_volumes")
    logicals = tuple(_logical(each, part, extent_bytes) for each, part in volumes.items())
    return VolumeGroup(
        name=name,
        uuid=_text(group, "id"),
        seqno=_number(group, "seqno"),
        physicals=tuple(_physical(each, p) for each, p in _sections(group, "physical_volumes").items()),
        logicals=logicals,
        copies_of=_copies(volumes),
    )


def _copies(volumes: dict[str, Section]) -> dict[str, str]:
    """Snapshots of the old kind: a hidden volume names the one with the saved chunks and its origin."""
    found: dict[str, str] = {}
    for part in volumes.values():
        for segment in (each for each in part.values() if isinstance(each, dict)):
            store, origin = segment.get("cow_store"), segment.get("origin")
            if segment.get("type") == "snapshot" and isinstance(store, str) and isinstance(origin, str):
                found[store] = origin
    return found


def _physical(name: str, part: Section) -> PhysicalVolume:
    device = part.get("device")
    return PhysicalVolume(
        name=name,
        uuid=_text(part, "id"),
        device=device if isinstance(device, str) else "",
        extents_bytes=_number(part, "pe_start") * SECTOR_BYTES,
    )


def _logical(name: str, part: Section, extent_bytes: int) -> LogicalVolume:
    status = part.get("status")
    segments = [
        _segment(each, extent_bytes)
        for key, each in part.items()
        if key.startswith("segment") and isinstance(each, dict)
    ]
    segments.sort(key=lambda segment: segment.start_bytes)
    behind = 0
    for segment in segments:
        if segment.start_bytes != behind:
            raise BadText(f"the segments of {name} do not follow each other")
        behind += segment.length_bytes
    return LogicalVolume(
        name=name,
        uuid=_text(part, "id"),
        is_visible=isinstance(status, list) and "VISIBLE" in status,
        segments=tuple(segments),
    )


def _segment(part: Section, extent_bytes: int) -> Segment:
    kind = _text(part, "type")
    start, count = _number(part, "start_extent"), _number(part, "extent_count")
    if count <= 0:
        raise BadText("a segment has no extents")
    segment = Segment(start_bytes=start * extent_bytes, length_bytes=count * extent_bytes, kind=kind)
    if kind in _COMPOSED:
        return _composed(part, segment)
    if kind not in ("striped", "linear"):
        return segment
    stripes = _stripes(part.get("stripes"), extent_bytes)
    stripe_bytes = _number(part, "stripe_size") * SECTOR_BYTES if len(stripes) > 1 else segment.length_bytes
    if count % len(stripes) or stripe_bytes <= 0:
        raise BadText("the stripes of a segment do not share its extents evenly")
    return Segment(
        start_bytes=segment.start_bytes,
        length_bytes=segment.length_bytes,
        kind=kind,
        stripes=stripes,
        stripe_bytes=stripe_bytes,
    )


def _composed(part: Section, segment: Segment) -> Segment:
    """One that does not say what it is made of has no parts; it does not cost the group its other volumes."""
    try:
        return _COMPOSED[segment.kind](part, segment)
    except BadText:
        return segment


def _mirrored(part: Section, segment: Segment) -> Segment:
    """Halves and their states by turns; the halves of the old kind are followed by an extent each."""
    names = _names(part, "mirrors" if segment.kind == "mirror" else "raids")
    states = tuple(name for name in names if _STATE_OF_A_HALF in name)
    halves = tuple(name for name in names if _STATE_OF_A_HALF not in name)
    return replace(segment, volumes=halves, states=states)


def _raid_striped(part: Section, segment: Segment) -> Segment:
    names = _names(part, "raid0_lvs") or _names(part, "raids")
    parts = tuple(name for name in names if _STATE_OF_A_HALF not in name)
    stripe_bytes = _number(part, "stripe_size") * SECTOR_BYTES
    if stripe_bytes <= 0:
        raise BadText("its stripes have no size")
    return replace(segment, volumes=parts, stripe_bytes=stripe_bytes)


def _thin(part: Section, segment: Segment) -> Segment:
    below = part.get("external_origin")
    return replace(
        segment,
        volumes=(_text(part, "thin_pool"),),
        device=_number(part, "device_id"),
        below=below if isinstance(below, str) else None,
    )


def _thin_pool(part: Section, segment: Segment) -> Segment:
    return replace(segment, volumes=(_text(part, "pool"),), states=(_text(part, "metadata"),))


_COMPOSED: Final[dict[str, Callable[[Section, Segment], Segment]]] = {
    "raid1": _mirrored,
    "mirror": _mirrored,
    "raid0": _raid_striped,
    "raid0_meta": _raid_striped,
    "thin": _thin,
    "thin-pool": _thin_pool,
}


def _names(part: Section, name: str) -> tuple[str, ...]:
    value = part.get(name)
    found = tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
    return found[: 2 * MOST_STRIPES]


def _stripes(given: "Value | Section | None", extent_bytes: int) -> tuple[Stripe, ...]:
    """Of a list of names and extents by turns."""
    if not isinstance(given, list) or len(given) % 2 or not 0 < len(given) <= 2 * MOST_STRIPES:
        raise BadText("a segment does not say where its stripes lie")
    found = []
    for name, extent in zip(given[::2], given[1::2], strict=True):
        if not isinstance(name, str) or not isinstance(extent, int) or extent < 0:
            raise BadText("a segment does not say where its stripes lie")
        found.append(Stripe(physical=name, start_bytes=extent * extent_bytes))
    return tuple(found)


def _sections(part: Section, name: str) -> dict[str, Section]:
    inside = part.get(name, {})
    if not isinstance(inside, dict):
        raise BadText(f"{name} is no section")
    return {key: each for key, each in inside.items() if isinstance(each, dict)}


def _number(part: Section, name: str) -> int:
    value = part.get(name)
    if not isinstance(value, int) or value < 0:
        raise BadText(f"{name} is not given as a number")
    return value


def _text(part: Section, name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str):
        raise BadText(f"{name} is not given as a text")
    return value
