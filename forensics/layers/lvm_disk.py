"""LVM2 on a disk: the label of a physical volume, its metadata areas, and the newest text in them.

Source: lvm2, `lib/label/label.h` (label_header), `lib/format_text/layout.h` (pv_header, mda_header,
raw_locn), `lib/misc/crc.c` (CRC-32 of zlib's polynomial that begins with 0xf597a6cf and is not inverted).
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

Read = Callable[[int, int], bytes]
"""(offset in the physical volume, length); fewer bytes only at its end, EvidenceUnreadable raised."""

_SECTOR_BYTES: Final = 512
_LABEL_SECTORS: Final = 4  # label.h: LABEL_SCAN_SECTORS
_LABEL: Final = struct.Struct("<8sQII8s")
_UUID_BYTES: Final = 32
_UUID_GROUPS: Final = (6, 4, 4, 4, 4, 4, 6)  # uuid.c: how an id is written with hyphens
_PLACE: Final = struct.Struct("<QQ")
_AREA: Final = struct.Struct("<I16sIQQ")
_AREA_MAGIC: Final = b" LVM2 x[5A%r0N*>"
USUAL_AREA: Final = (4096, 0)  # defaults.h: where the first metadata area begins; its header has its length
_LOCATION: Final = struct.Struct("<QQII")
_MOST_AREAS: Final = 16  # lvm2 writes two at most
_MOST_TEXT_BYTES: Final = 4 << 20  # a thousand volumes take half of a mebibyte
_IGNORED: Final = 1  # layout.h: RAW_LOCN_IGNORED
_CRC_START: Final = 0xF597A6CF  # crc.h: INITIAL_CRC


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a physical volume says of itself."""

    uuid: str
    device_bytes: int  # how large the disk or partition was that it was made on
    areas: tuple[tuple[int, int], ...]  # (offset, length) of its metadata areas
    is_sound: bool  # its checksum agrees
    is_there: bool = True  # else it is what the metadata behind it say of the only physical volume they know


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A metadata text as an area holds it."""

    text: bytes
    is_sound: bool
    area_bytes: int  # where the area begins


def read_label(read: Read) -> Label | None:
    """The label in one of the first sectors; `None` where there is none."""
    head = read(0, _LABEL_SECTORS * _SECTOR_BYTES)
    for sector in range(_LABEL_SECTORS):
        piece = head[sector * _SECTOR_BYTES : (sector + 1) * _SECTOR_BYTES]
        if len(piece) < _SECTOR_BYTES or not piece.startswith(b"LABELONE"):
            continue
        _magic, number, crc, offset, kind = _LABEL.unpack_from(piece)
        if kind != b"LVM2 001" or offset + _UUID_BYTES + 8 > _SECTOR_BYTES:
            continue
        return Label(
            uuid=hyphenated(piece[offset : offset + _UUID_BYTES].decode("ascii", "backslashreplace")),
            device_bytes=int.from_bytes(piece[offset + _UUID_BYTES : offset + _UUID_BYTES + 8], "little"),
            areas=_areas(piece, offset + _UUID_BYTES + 8),
            is_sound=number == sector and checksum(piece[20:]) == crc,
        )
    return None


def hyphenated(uuid: str) -> str:
    """An id as lvm2 prints it."""
    if len(uuid) != _UUID_BYTES:
        return uuid
    parts, at = [], 0
    for length in _UUID_GROUPS:
        parts.append(uuid[at : at + length])
        at += length
    return "-".join(parts)


def _areas(piece: bytes, at: int) -> tuple[tuple[int, int], ...]:
    """The second list of places; the first is that of the data."""
    lists: list[tuple[tuple[int, int], ...]] = []
    for _ in range(2):
        found = tuple(_places(piece, at))
        at += (len(found) + 1) * _PLACE.size
        lists.append(found)
    return lists[1]


def _places(piece: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Up to the pair of zeros at a list's end."""
    for place in range(at, min(len(piece), at + _MOST_AREAS * _PLACE.size) - _PLACE.size + 1, _PLACE.size):
        offset, length = _PLACE.unpack_from(piece, place)
        if not offset:
            return
        yield offset, length


def text_in(read: Read, area: tuple[int, int]) -> Text | None:
    """The text that a metadata area names as the one in force; `None` where it names none.

    An area whose own header is damaged is asked as it stands; whether the text is whole its checksum says.
    """
    offset, length = area
    header = read(offset, _SECTOR_BYTES)
    if len(header) < _SECTOR_BYTES:
        return Text(text=b"", is_sound=False, area_bytes=offset)
    crc, magic, _version, _start, area_length = _AREA.unpack_from(header)
    if magic != _AREA_MAGIC:
        return Text(text=b"", is_sound=False, area_bytes=offset)
    place, size, text_crc, flags = _LOCATION.unpack_from(header, _AREA.size)
    if not place or flags & _IGNORED:
        return None
    area_length = min(length or area_length, area_length)
    if not _SECTOR_BYTES <= place < area_length or not 0 < size <= min(area_length, _MOST_TEXT_BYTES):
        return Text(text=b"", is_sound=False, area_bytes=offset)
    text = _around(read, offset, place=place, size=size, area_length=area_length)
    is_sound = checksum(text) == text_crc and checksum(header[4:]) == crc and len(text) == size
    return Text(text=text, is_sound=is_sound, area_bytes=offset)


def _around(read: Read, offset: int, *, place: int, size: int, area_length: int) -> bytes:
    """The text goes on behind the area's header when it reaches the area's end."""
    first = min(size, area_length - place)
    text = read(offset + place, first)
    return text if first == size else text + read(offset + _SECTOR_BYTES, size - first)


def checksum(data: bytes) -> int:
    return zlib.crc32(data, _CRC_START ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
