"""Where TSK's volume system sees partitions: the second opinion on a table that is read elsewhere."""

import pytsk3

from forensics.filesystems.tsk.media import TSK_TROUBLE, Media

_KINDS = {
    "MBR": pytsk3.TSK_VS_TYPE_DOS,
    "GPT": pytsk3.TSK_VS_TYPE_GPT,
    "APM": pytsk3.TSK_VS_TYPE_MAC,
    "BSD": pytsk3.TSK_VS_TYPE_BSD,
    "Sun": pytsk3.TSK_VS_TYPE_SUN,
}
_NO_PARTITIONS = (b"Apple_partition_map", b"Apple_Void", b"GPT Safety Partition")
_PROTECTIVE = b"(0xee)"  # ends the words of the one MBR partition that covers the GPT


def places_by_tsk(media: Media, *, table: str) -> set[tuple[int, int]] | None:
    """(offset, length) in bytes of the partitions that TSK lists in the table of that name; `None` where it
    finds none of that kind or refuses it.
    """
    try:
        found = pytsk3.Volume_Info(media, type=_KINDS[table])
        return {
            (part.start * found.info.block_size, part.len * found.info.block_size)
            for part in found
            if int(part.flags) & int(pytsk3.TSK_VS_PART_FLAG_ALLOC)
            and part.desc not in _NO_PARTITIONS
            and not part.desc.lower().endswith(_PROTECTIVE)
        }
    except TSK_TROUBLE:  # not this kind, or it does not like it: no opinion
        return None
