"""Rock Ridge: what discs made on Unix keep behind each record of ISO 9660. That is the name as it was, kind
and times, where a link points, where a folder lies that is too deep for ISO 9660, and whether a content is
packed (zisofs).

Source: System Use Sharing Protocol (IEEE P1281); Rock Ridge Interchange Protocol (IEEE P1282) 1.12, 4.1;
descriptions of zisofs and zisofs2 by the libburnia project.
"""

import struct
from typing import Any  # as `struct` gives numbers and bytes alike

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.iso_disc import Disc, Read

_HEAD_BYTES = 33  # of a record of ISO 9660, in front of its name
_MARK = b"SP\x07\x01\xbe\xef"  # in the root folder's record of itself: the disc uses the protocol
_XA_BYTES = 14  # what CD-ROM XA puts in front
_MOST_CONTINUED = 16  # areas of one record; names, links and times take two
_LARGEST_CONTINUED_BYTES = 64 << 10
_PLACE = struct.Struct("<4xI4xI4xI")  # CE: block, offset, length
_BLOCK = struct.Struct("<4xI")  # CL
_MODE = struct.Struct("<4xI")  # PX
_PACKED = struct.Struct("<4x2sBBI")  # ZF: how, quarters of the header's bytes, logarithm of a block's, bytes
_PACKED_LATER = struct.Struct("<4x2sBBQ")  # of version 2
_MODE_HEADS = (b"\x24\1", b"\x2c\1")  # bytes of PX, its version
_CONTINUES, _ITSELF, _ABOVE, _ROOT = 1, 2, 4, 8  # flags of names and of parts of a link
_STAMPS = ("created", "modified", "accessed", "changed")  # in the order of TF's flags
_STAMP_BYTES, _LONG_STAMPS = 7, 0x80

Field = tuple[bytes, bytes]
"""Two letters, and the field with them."""


class Packed(Struct, frozen=True, gc=False):
    """What a record says of a content that is kept packed."""

    kind: bytes  # two letters: `pz` and `PZ` are those of zlib
    header_bytes: int
    block_bytes: int
    size_bytes: int  # unpacked


class Rock(Struct, frozen=True, gc=False):
    """What one record says. The stamps are as ECMA-119, 9.1.5 has them."""

    name: bytes = b""  # empty: that of ISO 9660 counts
    mode: int | None = None
    target: bytes = b""
    folder_block: int | None = None  # a folder that lies elsewhere stands here
    is_moved: bool = False  # a folder that stands elsewhere lies here
    stamps: dict[str, bytes] = {}
    packed: Packed | None = None
    is_sparse: bool = False
    is_cut: bool = False  # more is kept elsewhere, which cannot be read


class RockRidge:
    """Reads the fields of one disc's records. `length_bytes` is that of the volume."""

    def __init__(self, read: Read, disc: Disc, *, skipped_bytes: int, length_bytes: int) -> None:
        self._read, self._disc, self._skipped_bytes = read, disc, skipped_bytes
        self._length_bytes = length_bytes
        self.renew()

    def renew(self) -> None:
        """Before all records are read once more."""
        self._left_bytes = (
            self._length_bytes
        )  # of areas elsewhere; a hostile disc could lead all records to one

    def of(self, record: bytes) -> Rock:
        """What a record of a folder, all of it, says behind its name."""
        at = _HEAD_BYTES + record[32] + (1 - record[32] % 2) + self._skipped_bytes
        letters: list[bytes] = []
        links: list[bytes] = []
        is_whole = True
        found: dict[bytes, bytes] = {}
        fields, is_cut = self._fields(record[at:])
        for kind, field in fields:
            if kind == b"NM":
                letters.append(field[5:])
                is_whole = field[4:5] != b"\x01"  # else it goes on in the next
            elif kind == b"SL":
                links.append(field[5:])
            else:
                found.setdefault(kind, field)
        mode = _unpacked(_MODE, found.get(b"PX"))
        block = _unpacked(_BLOCK, found.get(b"CL"))
        name = b"".join(letters) if is_whole else b""
        return Rock(
            name=b"" if b"/" in name or b"\0" in name else name,
            mode=mode[0] if mode else None,
            target=_target(b"".join(links)),
            folder_block=block[0] if block else None,
            is_moved=b"RE" in found,
            stamps=_stamps(found.get(b"TF", b"")),
            packed=_packed(found.get(b"ZF", b"")),
            is_sparse=b"SF" in found,
            is_cut=is_cut,
        )

    def _fields(self, area: bytes) -> tuple[list[Field], bool]:
        """The fields, and whether there are more that cannot be read."""
        found: list[Field] = []
        continued = 0
        while True:
            behind = None
            at = 0
            while at + 4 <= len(area):
                kind, length = area[at : at + 2], area[at + 2]
                if kind == b"ST":
                    return found, False
                if length < 4 or at + length > len(area):
                    break
                field = area[at : at + length]
                if kind == b"CE":
                    behind = field
                else:
                    found.append((kind, field))
                at += length
            if area[at:].strip(b"\0") or (continued and not at):
                return found, True
            if behind is None:
                return found, False
            continued += 1
            area = self._continued(behind)
            if not area or continued > _MOST_CONTINUED:
                return found, True

    def _continued(self, field: bytes) -> bytes:
        """Where the fields of a record go on; nothing where that cannot be."""
        block, offset, length = _unpacked(_PLACE, field) or (0, 0, 0)
        if not block or length > min(_LARGEST_CONTINUED_BYTES, self._left_bytes):
            return b""
        self._left_bytes -= length
        try:
            area = self._read(block * self._disc.block_bytes + offset, length)
        except EvidenceUnreadable:  # the record stands, under its name of ISO 9660; `is_cut` says so
            return b""
        return area if len(area) == length else b""


def rock_ridge(read: Read, disc: Disc, *, length_bytes: int) -> RockRidge | None:
    """The reader of a disc that uses it; else `None`."""
    if disc.plain.is_joliet:
        return None
    try:
        itself = read(disc.plain.root, 256)
    except EvidenceUnreadable:  # told by whoever lists the root folder
        return None
    for skipped in (0, _XA_BYTES):
        at = _HEAD_BYTES + 1 + skipped
        if itself[at : at + len(_MARK)] == _MARK:
            return RockRidge(read, disc, skipped_bytes=itself[at + len(_MARK)], length_bytes=length_bytes)
    if _names_a_mode(
        itself[: itself[0] if itself else 0]
    ):  # the mark is damaged, what it stands for is there
        return RockRidge(read, disc, skipped_bytes=0, length_bytes=length_bytes)
    return None


def _names_a_mode(record: bytes) -> bool:
    at = record.find(b"PX", _HEAD_BYTES)
    return at >= 0 and record[at + 2 : at + 4] in _MODE_HEADS


def _packed(field: bytes) -> Packed | None:
    later = len(field) >= _PACKED_LATER.size and field[3] > 1
    found = _unpacked(_PACKED_LATER if later else _PACKED, field) if field else None
    if found is None:
        return None
    kind, quarters, logarithm, size_bytes = found
    return Packed(kind, 4 * quarters, 1 << min(logarithm, 63), size_bytes)


def _unpacked(fields: struct.Struct, raw: bytes | None) -> tuple[Any, ...] | None:
    return None if raw is None or len(raw) < fields.size else fields.unpack_from(raw)


def _target(parts: bytes) -> bytes:
    """A link's parts as one path."""
    names: list[bytes] = []
    at, goes_on = 0, False
    while at + 2 <= len(parts):
        flags, length = parts[at], parts[at + 1]
        name = b".." if flags & _ABOVE else b"." if flags & _ITSELF else parts[at + 2 : at + 2 + length]
        if flags & _ROOT:
            names = [b""]
        elif goes_on and names:
            names[-1] += name
        else:
            names.append(name)
        goes_on = bool(flags & _CONTINUES)
        at += 2 + length
    return b"/" if names == [b""] else b"/".join(names)


def _stamps(field: bytes) -> dict[str, bytes]:
    if len(field) < 5 or field[4] & _LONG_STAMPS:
        return {}
    found = {}
    at = 5
    for bit, name in enumerate(_STAMPS):
        stamp = field[at : at + _STAMP_BYTES]
        if field[4] >> bit & 1 and len(stamp) == _STAMP_BYTES:
            found[name] = stamp
            at += _STAMP_BYTES
    return found
