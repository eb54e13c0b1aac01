"""The form that all descriptors of UDF share, and what stands in many of them: places and names.

Source: ECMA-167, 3rd edition, 3/7.2 and 4/14.14; OSTA, "Universal Disk Format Specification" 2.01, 2.1.1.
"""

import struct
from binascii import crc_hqx
from collections.abc import Callable

from msgspec import Struct

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""

TAG = struct.Struct("<HHBxHHHI")  # kind, version, sum, serial, CRC, bytes under it, place
EXTENT = struct.Struct("<II")  # bytes, place
LONG_PLACE = struct.Struct("<IIH6x")  # length with kind, block, partition
LENGTH_BITS = (1 << 30) - 1  # of a length; the two above say what kind of place it is


class Place(Struct, frozen=True, gc=False):
    """`length_bytes` from `block` of the partition `partition`."""

    length_bytes: int
    block: int
    partition: int


def place_at(data: bytes, start: int) -> Place:
    """The long form of a place."""
    length, block, partition = LONG_PLACE.unpack_from(data, start)
    return Place(length & LENGTH_BITS, block, partition)


def kind_of(data: bytes) -> int:
    """Of a descriptor that is sound."""
    return int.from_bytes(data[:2], "little")


def is_tagged(data: bytes, place: int | None) -> bool:
    """Whether sum, CRC and place of the tag hold (`None`: any place); those of zeros do, at place 0."""
    if len(data) < TAG.size:
        return False
    _, _, total, _, crc, length, at = TAG.unpack_from(data)
    if (sum(data[:4]) + sum(data[5:16])) & 0xFF != total or place not in (None, at):
        return False
    return bool(16 + length <= len(data) and crc_hqx(data[16 : 16 + length], 0) == crc)


def is_sound(data: bytes, place: int | None) -> bool:
    """Whether a descriptor of some kind begins here."""
    return len(data) >= TAG.size and bool(kind_of(data)) and is_tagged(data, place)


def text_of(raw: bytes) -> bytes:
    """OSTA compressed Unicode as UTF-8."""
    if not raw:
        return b""
    if raw[0] in (8, 254):
        return raw[1:].decode("latin-1").encode()
    whole = raw[1 : 1 + (len(raw) - 1) // 2 * 2]
    return whole.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
