"""What an image is divided into: volumes, the gaps between them, and what could not be made out.

`map_volumes` promises that the lengths of volumes and gaps add up to the size of the media, and that every
volume says what it holds or why that cannot be read.
"""

from dataclasses import dataclass

from forensics.entries import Fault, Stage
from forensics.filesystems.tsk.media import Media
from forensics.filesystems.tsk.slots import PartitionTable, partition_table
from forensics.images import EvidenceImage, Gap, Volume, VolumeState
from forensics.volumes.contents import Contents, as_faults, contents_of
from forensics.volumes.layout import Area, laid_out

WHOLE_IMAGE = "whole image"
NO_TABLE = "none"
_LARGEST_MBR_DISK_BYTES = 2 << 40  # 32-bit sector numbers
_BACKUP_TABLE_BYTES = 1024 * 1024  # a GPT keeps a copy behind the last partition


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeMap:
    volumes: tuple[Volume, ...]
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]


def map_volumes(image: EvidenceImage) -> VolumeMap:
    """The volumes of `image` with what each holds. Never raises for what the evidence holds: trouble is a
    fault of the map.
    """
    media = Media(image)
    table = partition_table(media)
    trouble = media.take_trouble()
    whole = _contents(image, media)
    if table is None and whole.state == VolumeState.NO_FILE_SYSTEM:
        table = _table_of_more(image)
    if table is None:
        known = (_fault(f"The partition table cannot be read: {trouble}"),) if trouble else ()
        return _whole(image, whole, faults=known)
    if whole.state == VolumeState.READABLE and _is_inside(table, whole, media_bytes=image.info.size_bytes):
        words = (
            f"The {whole.file_system} file system spans the {table.name} partitions beside it; they "
            "were not listed as volumes."
        )
        return _whole(image, whole, faults=(_fault(words),))
    divided = _divided(image, media, table)
    if whole.state == VolumeState.READABLE and all(
        v.state == VolumeState.NO_FILE_SYSTEM for v in divided.volumes
    ):
        words = (
            f"A partition table ({table.name}) is there too, but none of its partitions holds a file "
            "system; the image was read as one."
        )
        return _whole(image, whole, faults=(_fault(words),))
    return divided


def _table_of_more(image: EvidenceImage) -> PartitionTable | None:
    """The table of a disk of which the image holds only the beginning; TSK refuses places behind the end.

    A table none of whose partitions begins inside the image is taken for none.
    """
    table = partition_table(Media(image, claimed_bytes=_LARGEST_MBR_DISK_BYTES))
    if table is None or all(slot.offset_bytes >= image.info.size_bytes for slot in table.slots):
        return None
    return table


def _is_inside(table: PartitionTable, whole: Contents, *, media_bytes: int) -> bool:
    """A hybrid ISO image: its partitions are parts of the one ISO 9660 file system, not a newer division of a
    reused stick.
    """
    if whole.file_system != "ISO 9660" or whole.size_bytes is None:
        return False
    limit = min(whole.size_bytes, media_bytes) + _BACKUP_TABLE_BYTES
    return all(slot.offset_bytes + slot.length_bytes <= limit for slot in table.slots)


def _contents(image: EvidenceImage, media: Media) -> Contents:
    return contents_of(image, media, offset_bytes=0, length_bytes=image.info.size_bytes)


def _whole(image: EvidenceImage, contents: Contents, *, faults: tuple[Fault, ...]) -> VolumeMap:
    size_bytes = image.info.size_bytes
    area = Area(offset_bytes=0, length_bytes=size_bytes, description=WHOLE_IMAGE, claimed_bytes=size_bytes)
    return VolumeMap(
        volumes=(_volume(0, area, NO_TABLE, contents),),
        gaps=(),
        faults=faults + as_faults(contents, volume=0, offset_bytes=0, length_bytes=size_bytes),
    )


def _divided(image: EvidenceImage, media: Media, table: PartitionTable) -> VolumeMap:
    layout = laid_out(table.slots, media_bytes=image.info.size_bytes)
    volumes: list[Volume] = []
    faults = list(layout.faults)
    if table.is_backup:
        faults.append(
            _fault(
                f"The {table.name} partition table at the start is damaged; its copy at the end of the "
                "disk was used."
            )
        )
    for index, area in enumerate(layout.areas):
        contents = contents_of(image, media, offset_bytes=area.offset_bytes, length_bytes=area.length_bytes)
        volumes.append(_volume(index, area, table.name, contents))
        faults.extend(
            as_faults(contents, volume=index, offset_bytes=area.offset_bytes, length_bytes=area.length_bytes)
        )
    return VolumeMap(volumes=tuple(volumes), gaps=layout.gaps, faults=tuple(faults))


def _volume(index: int, area: Area, table: str, contents: Contents) -> Volume:
    return Volume(
        index=index,
        offset_bytes=area.offset_bytes,
        length_bytes=area.length_bytes,
        table=table,
        description=area.description,
        state=contents.state,
        file_system=contents.file_system,
        label=contents.label,
        block_bytes=contents.block_bytes,
        reason=contents.reason,
    )


def _fault(reason: str) -> Fault:
    return Fault(stage=Stage.VOLUME, reason=reason)
