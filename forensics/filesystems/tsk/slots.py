"""Partition slots as TSK's volume system lists them."""

from dataclasses import dataclass

import pytsk3

from forensics.filesystems.tsk.media import TSK_TROUBLE, Media

_TABLES = {
    int(pytsk3.TSK_VS_TYPE_DOS): "MBR",
    int(pytsk3.TSK_VS_TYPE_GPT): "GPT",
    int(pytsk3.TSK_VS_TYPE_MAC): "APM",
    int(pytsk3.TSK_VS_TYPE_BSD): "BSD",
    int(pytsk3.TSK_VS_TYPE_SUN): "Sun",
}
# GPT before MBR: a GPT disk carries a protective MBR whose one slot covers all of it.
_IN_ORDER = (
    pytsk3.TSK_VS_TYPE_GPT,
    pytsk3.TSK_VS_TYPE_DOS,
    pytsk3.TSK_VS_TYPE_MAC,
    pytsk3.TSK_VS_TYPE_BSD,
    pytsk3.TSK_VS_TYPE_SUN,
)
_TABLE_OF_ITSELF = b"Apple_partition_map"  # the Apple map lists itself as a partition


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    offset_bytes: int
    length_bytes: int
    description: bytes
    is_table: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionTable:
    name: str
    sector_bytes: int
    is_backup: bool  # the table at the start is damaged; this is its copy at the end of the disk
    slots: tuple[Slot, ...]


def partition_table(media: Media) -> PartitionTable | None:
    """The first kind of table TSK finds at the start of the media, its partitions in disk order; `None` where
    there is none.
    """
    for table_type in _IN_ORDER:
        try:
            found = pytsk3.Volume_Info(media, type=table_type)
        except TSK_TROUBLE:  # not this kind
            continue
        return _read(found)
    return None


def _read(found: pytsk3.Volume_Info) -> PartitionTable:
    sector = found.info.block_size
    slots = []
    for part in found:
        flags = int(part.flags)
        if not flags & int(pytsk3.TSK_VS_PART_FLAG_ALLOC):
            continue
        slots.append(
            Slot(
                offset_bytes=part.start * sector,
                length_bytes=part.len * sector,
                description=part.desc,
                is_table=part.desc == _TABLE_OF_ITSELF,
            )
        )
    slots.sort(key=lambda slot: (slot.offset_bytes, -slot.length_bytes))
    return PartitionTable(
        name=_TABLES[int(found.info.vstype)],
        sector_bytes=sector,
        is_backup=bool(found.info.is_backup),
        slots=tuple(slots),
    )
