"""The journal of HFS+: whether it holds what is not in its place.

macOS writes changes of the catalog to the journal first. Of a machine that was switched off while it ran,
what happened last stands in the journal alone, until the volume is mounted again. Source: Apple, Technical
Note TN1150, "Journal".
"""

import struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.hfsplus_volume import HfsVolume

_HEADER_PLACE = 1024
_VOLUME = struct.Struct(">4xI4xI")  # attributes, block of the journal's record
_JOURNALED = 1 << 13
_RECORD = struct.Struct(">I32xQQ")  # flags, offset, bytes
_IN_VOLUME, _TO_BE_MADE = 1, 4
_HEADS = (struct.Struct("<IIQQ"), struct.Struct(">IIQQ"))  # magic, order, start, end; as the machine kept it
_MAGIC, _ORDER = 0x4A4E4C78, 0x12345678
_DOUBT = "may be missing or be listed as it was before"


def unclosed(volume: HfsVolume) -> str | None:
    """What the journal leaves in doubt, as a sentence; `None` where it is empty, or there is none."""
    try:
        is_empty = _is_empty(volume)
    except EvidenceUnreadable as trouble:
        return (
            "Whether the journal of the HFS+ volume is empty cannot be told, and what was written last "
            f"{_DOUBT}: {trouble}"
        )
    if is_empty:
        return None
    return (
        "The HFS+ volume was not closed, and what stands in its journal alone was not played back: what was "
        f"written last {_DOUBT}."
    )


def _is_empty(volume: HfsVolume) -> bool:
    attributes, block = _VOLUME.unpack(volume.piece(volume.base + _HEADER_PLACE, _VOLUME.size))
    if not attributes & _JOURNALED:
        return True
    place = volume.base + block * volume.block_bytes
    flags, offset, _ = _RECORD.unpack(volume.piece(place, _RECORD.size))
    if flags & _TO_BE_MADE:
        return True
    if not flags & _IN_VOLUME:
        raise EvidenceUnreadable("It lies on another disk.")
    raw = volume.piece(volume.base + offset, _HEADS[0].size)
    for head in _HEADS:
        magic, order, start, end = head.unpack(raw)
        if (magic, order) == (_MAGIC, _ORDER):
            return bool(start == end)
    raise EvidenceUnreadable("Its head is damaged.")
