"""What an image is divided into: volumes, the gaps between them, and what could not be made out.

`map_volumes` promises that each byte of the media lies in a volume or in a gap, and that every volume says
what it holds or why that cannot be read. Volumes come in this order, so that an index means the same at
each opening: partitions in disk order; partitions that lie over another; what was found by signature alone
where no table lists it; second readings of volumes that hold two file systems at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from forensics.entries import ByteRange, Fault
from forensics.filesystems.tsk.media import Media
from forensics.images import EvidenceImage, Gap, Volume, VolumeState
from forensics.ranges import RangeSet
from forensics.volumes.blank import is_blank
from forensics.volumes.contents import Contents, as_faults, contents_of
from forensics.volumes.layout import Area, Layout, carved, laid_out
from forensics.volumes.lost import LOST, Found, search_gaps, taken_by
from forensics.volumes.tables import PartitionTable, has_empty_table, partition_tables, second_opinion
from forensics.volumes.tables.slots import trouble

WHOLE_IMAGE = "whole image"
NO_TABLE = "none"
UNLISTED = "in no partition"
_SMALLEST_ROOM_BYTES = 1024 * 1024  # less is left by rounding
_OF_MACINTOSH = ("HFS", "HFS+", "HFSX")
_DISC_BEGINS_BYTES = (
    32 * 1024
)  # where ISO 9660 does; no other file system fits in a partition from before there
_BACKUP_TABLE_BYTES = 1024 * 1024  # a GPT keeps a copy behind the last partition


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeMap:
    """`unlisted` is where a search of the whole disk looks for more: what no table lists, and what holds no
    file system as a whole.
    """

    volumes: tuple[Volume, ...]
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]
    unlisted: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """An area and what was seen in it."""

    area: Area
    contents: Contents


def map_volumes(image: EvidenceImage) -> VolumeMap:
    """The volumes of `image` with what each holds. Never raises for what the evidence holds: trouble is a
    fault of the map.

    Lost volumes are looked for where they usually begin; `with_places` lists what a search everywhere finds.
    """
    tables, faults = partition_tables(image)
    whole = _look(image, _whole_area(image))
    if whole.contents.state != VolumeState.NO_FILE_SYSTEM:
        tables = tuple(table for table in tables if not table.is_doubtful)
    spanned = [table for table in tables if _is_inside(table, whole.contents, image.info.size_bytes)]
    if whole.contents.state == VolumeState.READABLE and spanned:
        return _spanning(image, whole, spanned, faults=faults)
    divided = [(table, laid_out(table.slots, media_bytes=image.info.size_bytes)) for table in tables]
    return _divided(image, whole, divided, faults=faults)


def _spanning(
    image: EvidenceImage, whole: _Look, spanned: Sequence[PartitionTable], *, faults: tuple[Fault, ...]
) -> VolumeMap:
    """A hybrid disc. Its half for the Macintosh has names of its own, and may have files that the other
    lacks; other partitions hold what starts a computer, and are files of the disc.
    """
    layouts = [laid_out(table.slots, media_bytes=image.info.size_bytes) for table in spanned]
    areas = [area for layout in layouts for area in (*layout.areas, *layout.overlapping)]
    once = {(area.offset_bytes, area.length_bytes): area for area in reversed(areas)}
    looks = [_look(image, once[place]) for place in sorted(once)]
    halves = [look for look in looks if look.contents.file_system in _OF_MACINTOSH]
    halves += [look for look in looks if look not in halves and _is_behind(look, whole)]
    kinds = " and ".join(sorted({str(look.contents.file_system) for look in halves}))
    words = (
        f"The {whole.contents.file_system} file system spans the {_names(spanned)} partitions beside it; "
        + (
            f"of these, only {kinds} was listed as a volume."
            if halves
            else "they were not listed as volumes."
        )
    )
    rooms = carved(tuple(_unused_room([whole])), [look.area for look in halves])
    return _with_lost(
        image,
        [whole, *halves],
        (),
        rooms=(*rooms, *_empty([whole])),
        found=search_gaps(image, rooms),
        faults=(*faults, trouble(words)),
    )


def _is_behind(look: _Look, whole: _Look) -> bool:
    """Whether a partition with something in it begins behind the disc, as those that start a computer do."""
    end = whole.contents.size_bytes
    is_filled = look.contents.state != VolumeState.NO_FILE_SYSTEM
    return end is not None and is_filled and look.area.offset_bytes >= end


def _divided(
    image: EvidenceImage,
    whole: _Look,
    tables: Sequence[tuple[PartitionTable, Layout]],
    *,
    faults: tuple[Fault, ...],
) -> VolumeMap:
    """By the first table of which a partition holds something; by the first of all where none does."""
    chosen: tuple[PartitionTable, Layout, list[_Look]] | None = None
    for table, layout in tables:
        areas = (*layout.areas, *layout.overlapping)
        looks = [_look(image, area, among=len(areas)) for area in areas]
        is_empty = all(look.contents.state == VolumeState.NO_FILE_SYSTEM for look in looks)
        if chosen is None or not is_empty:
            chosen = table, layout, looks
        if not is_empty:
            break
    else:
        if whole.contents.state != VolumeState.NO_FILE_SYSTEM or chosen is None:
            return _undivided(image, whole, chosen and chosen[0], faults=faults)
    assert chosen is not None  # noqa: S101  # the loop ended by its break, or the branch above was not taken
    table, layout, looks = chosen
    told = (*faults, *table.faults, *layout.faults, *second_opinion(image, table), *_others(table, tables))
    return _behind(image, looks, layout.gaps, faults=told)


def _undivided(
    image: EvidenceImage,
    whole: _Look,
    empty: PartitionTable | None,
    *,
    faults: tuple[Fault, ...],
) -> VolumeMap:
    """The image as one volume, or what signatures divide it into where it holds nothing as a whole."""
    if empty is not None:
        words = (
            f"A partition table ({empty.name}) is there too, but none of its partitions holds a file "
            "system; the image was read as one."
        )
        return _behind(image, [whole], (), faults=(*faults, trouble(words)))
    if whole.contents.state != VolumeState.NO_FILE_SYSTEM:
        return _behind(image, [whole], (), faults=faults)
    all_of_it = Gap(offset_bytes=0, length_bytes=image.info.size_bytes, description=UNLISTED)
    found = search_gaps(image, (all_of_it,))
    limit = _limit(found, media_bytes=image.info.size_bytes)
    if not found.areas:
        contents = _never_divided(image) or whole.contents
        contents = replace(contents, reason=f"{contents.reason}{limit}")
        empty_whole = replace(whole, contents=contents)
        return _with_lost(image, [empty_whole], (), rooms=(all_of_it,), found=found, faults=faults)
    words = f"No partition table was found; volumes are listed where file system signatures are.{limit}"
    rooms = (all_of_it,)
    return _with_lost(image, [], rooms, rooms=rooms, found=found, faults=(*faults, trouble(words)))


def _never_divided(image: EvidenceImage) -> Contents | None:
    """A disk that was given a table and nothing else: that table is no data. `None` where it is not so."""
    size_bytes, sector_bytes = image.info.size_bytes, image.info.sector_bytes

    def behind(offset: int, length: int) -> bytes:
        return image.read(sector_bytes + offset, length)

    if not has_empty_table(image) or not is_blank(behind, length_bytes=size_bytes - sector_bytes):
        return None
    reason = "No file system found: a partition table is there that lists no partition, and nothing else."
    return Contents(state=VolumeState.NO_FILE_SYSTEM, reason=reason)


def _limit(found: Found, *, media_bytes: int) -> str:
    """What a search that ended before the media did has to say."""
    if found.looked_until >= media_bytes:
        return ""
    return (
        f" Signatures were looked for up to byte {found.looked_until:,} and at the end, not behind; "
        "`evidence search-lost` looks everywhere."
    )


def _behind(
    image: EvidenceImage,
    looks: Sequence[_Look],
    gaps: Sequence[Gap],
    *,
    faults: tuple[Fault, ...],
) -> VolumeMap:
    """`looks`, and behind them what is found in the gaps and in the room that file systems leave unused."""
    rooms = (*gaps, *_unused_room(looks), *_divided_inside(looks))
    found = search_gaps(image, rooms)
    return _with_lost(image, looks, gaps, rooms=(*rooms, *_empty(looks)), found=found, faults=faults)


def _unused_room(looks: Iterable[_Look]) -> Iterator[Gap]:
    """What lies behind a file system that is much shorter than its volume: of a disk that an installer's
    disc was written over, or of a partition that was formatted smaller.
    """
    for look in looks:
        size_bytes = look.contents.size_bytes
        if look.contents.state != VolumeState.READABLE or size_bytes is None:
            continue
        left = look.area.length_bytes - size_bytes
        if left > _SMALLEST_ROOM_BYTES:
            start = look.area.offset_bytes + size_bytes
            yield Gap(offset_bytes=start, length_bytes=left, description=UNLISTED)


def _divided_inside(looks: Iterable[_Look]) -> Iterator[Gap]:
    """What other storage divides by means that are not read: volumes of a dynamic disk lie in there whole,
    unless they are spread.
    """
    for look in looks:
        area = look.area
        if area.kind.part_of is not None and look.contents.state == VolumeState.NO_FILE_SYSTEM:
            yield Gap(offset_bytes=area.offset_bytes, length_bytes=area.length_bytes, description=UNLISTED)


def _empty(looks: Iterable[_Look]) -> Iterator[Gap]:
    """Partitions that hold no file system as a whole: of a disk that was divided anew and never formatted."""
    for look in looks:
        if look.contents.state == VolumeState.NO_FILE_SYSTEM:
            area = look.area
            yield Gap(offset_bytes=area.offset_bytes, length_bytes=area.length_bytes, description=UNLISTED)


def _with_lost(
    image: EvidenceImage,
    looks: Sequence[_Look],
    gaps: Sequence[Gap],
    *,
    rooms: Sequence[Gap],
    found: Found,
    faults: tuple[Fault, ...],
) -> VolumeMap:
    lost = [_look(image, area) for area in found.areas]
    told = [*faults, *found.faults, *(_lost_words(look) for look in lost)]
    volumes, troubles = _listed([*looks, *lost])
    return VolumeMap(
        volumes=volumes,
        gaps=carved(gaps, found.areas),
        faults=(*told, *troubles),
        unlisted=carved(_joined(rooms), _taken(lost)),
    )


def _joined(rooms: Iterable[Gap]) -> tuple[Gap, ...]:
    """In disk order, those that touch as one: a lost volume may reach from one into the next."""
    return tuple(
        Gap(offset_bytes=each.offset_bytes, length_bytes=each.length_bytes, description=UNLISTED)
        for each in RangeSet.of(ByteRange(room.offset_bytes, room.length_bytes) for room in rooms)
    )


def with_places(image: EvidenceImage, mapped: VolumeMap, places: Sequence[Area]) -> VolumeMap:
    """`mapped`, and behind all its volumes those at `places`, which a search of the whole disk found."""
    lost = [_look(image, place) for place in places]
    volumes, troubles = _listed(lost, first=len(mapped.volumes))
    return VolumeMap(
        volumes=(*mapped.volumes, *volumes),
        gaps=carved(mapped.gaps, places),
        faults=(*mapped.faults, *map(_lost_words, lost), *troubles),
        unlisted=carved(mapped.unlisted, _taken(lost)),
    )


def _taken(looks: Iterable[_Look]) -> list[Area]:
    return [taken_by(look.area, look.contents) for look in looks]


def _lost_words(look: _Look) -> Fault:
    return trouble(
        f"File system signatures found at byte {look.area.offset_bytes:,}: {look.contents.file_system}, "
        f"{look.area.length_bytes:,} bytes. No partition table lists this volume.",
        offset_bytes=look.area.offset_bytes,
        length_bytes=look.area.length_bytes,
    )


def _others(chosen: PartitionTable, tables: Iterable[tuple[PartitionTable, Layout]]) -> Iterator[Fault]:
    """Tables that were not followed, where they list other places."""
    for table, _ in tables:
        more = table.places - chosen.places
        if table is not chosen and more:
            places = ", ".join(f"byte {offset:,} ({length:,} bytes)" for offset, length in sorted(more))
            yield trouble(
                f"A second partition table ({table.name}) lists other partitions: {places}. The "
                f"{chosen.name} was followed."
            )


def _is_inside(table: PartitionTable, whole: Contents, media_bytes: int) -> bool:
    """A hybrid ISO image: its partitions are parts of the one ISO 9660 file system, not a newer division of a
    reused stick.
    """
    if whole.file_system != "ISO 9660" or whole.size_bytes is None:
        return False
    limit = min(whole.size_bytes, media_bytes) + _BACKUP_TABLE_BYTES
    further = [offset for offset, length in table.places if offset + length > limit]
    if not further:
        return True
    is_for_the_disc = any(offset <= _DISC_BEGINS_BYTES for offset, _ in table.places if offset not in further)
    return is_for_the_disc and all(offset >= whole.size_bytes for offset in further)


def _names(tables: Iterable[PartitionTable]) -> str:
    return " and ".join(table.name for table in tables)


def _whole_area(image: EvidenceImage) -> Area:
    size_bytes = image.info.size_bytes
    return Area(
        offset_bytes=0,
        length_bytes=size_bytes,
        description=WHOLE_IMAGE,
        claimed_bytes=size_bytes,
        table=NO_TABLE,
    )


def _look(image: EvidenceImage, area: Area, *, among: int = 1) -> _Look:
    contents = contents_of(
        image,
        Media(image),
        offset_bytes=area.offset_bytes,
        length_bytes=area.length_bytes,
        kind=area.kind,
        among=among,
    )
    return _Look(area=area, contents=contents)


def _listed(looks: Sequence[_Look], *, first: int = 0) -> tuple[tuple[Volume, ...], tuple[Fault, ...]]:
    """Volumes in the order of `looks` from the index `first` on, second readings behind them; and what is to
    be told of them.
    """
    again = [_Look(area=look.area, contents=other) for look in looks for other in look.contents.also]
    told: list[Fault] = []
    volumes = []
    for index, look in enumerate((*looks, *again), first):
        area = look.area
        volumes.append(_volume(index, area, look.contents))
        place = {"offset_bytes": area.offset_bytes, "length_bytes": area.length_bytes}
        told.extend(as_faults(look.contents, volume=index, **place))
    return tuple(volumes), tuple(told)


def _volume(index: int, area: Area, contents: Contents) -> Volume:
    return Volume(
        index=index,
        offset_bytes=area.offset_bytes,
        length_bytes=area.length_bytes,
        table=area.table,
        description=area.description,
        state=contents.state,
        file_system=contents.file_system,
        label=contents.label,
        block_bytes=contents.block_bytes,
        reason=contents.reason,
    )


__all__ = ["LOST", "NO_TABLE", "WHOLE_IMAGE", "VolumeMap", "map_volumes", "with_places"]
