"""The list of files in a zip archive, read from its end as PKWARE's APPNOTE 6.3.10 lays it down (sections 4.3
and 4.5.3, zip64 included).

Every number is checked against the length of the file before it is used. Names are for showing and for
choosing, never for writing. Not read: encrypted members, archives in several parts, ways of packing other
than deflate; `ZipMember.obstacle` says so.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from forensics.paths import display_text

STORED, DEFLATED = 0, 8
_OTHER_METHODS = {
    9: "Deflate64, as Windows does with large files",
    12: "bzip2",
    14: "LZMA",
    93: "Zstandard",
    95: "XZ",
    98: "PPMd",
    99: "AES encryption",
}
_IS_ENCRYPTED = 0x0001 | 0x0040 | 0x2000  # plain, strong and with hidden headers
_IS_UTF8 = 0x0800
_END = struct.Struct("<4s4H2LH")  # 4.3.16
_END_MAGIC = b"PK\x05\x06"
_LOCATOR = struct.Struct("<4sLQL")  # 4.3.15
_LOCATOR_MAGIC = b"PK\x06\x07"
_END_64 = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
_END_64_MAGIC = b"PK\x06\x06"
_ENTRY = struct.Struct("<4s6H3L5H2L")  # 4.3.12
_ENTRY_MAGIC = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s5H3L2H")  # 4.3.7
_LOCAL_MAGIC = b"PK\x03\x04"
_ZIP64_EXTRA = 0x0001
_IN_ZIP64 = 0xFFFF_FFFF
_LONGEST_COMMENT = 0xFFFF
MOST_MEMBERS = 10_000
_LARGEST_DIRECTORY = 16 << 20
_FURTHEST = (1 << 63) - 1  # no file reaches further, whatever 64 bits say


class Unpackable(Exception):
    """Why something cannot be unpacked, as the end of a sentence about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipMember:
    name: str  # safe to show
    method: int
    flags: int
    checksum: int  # CRC-32 of the content
    packed_bytes: int
    unpacked_bytes: int
    header_at: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")

    def obstacle(self) -> str | None:
        """Why the member cannot be read, `None` when it can."""
        if self.flags & _IS_ENCRYPTED:
            return "it is encrypted; unpack it with its password and import what was in it"
        if self.method not in (STORED, DEFLATED):
            kind = _OTHER_METHODS.get(self.method, f"method {self.method}")
            return (
                f"it is packed in a way that is not read here ({kind}); unpack it and import what was in it"
            )
        if self.method == STORED and self.packed_bytes != self.unpacked_bytes:
            return "its length is not what the archive says"
        return None


@dataclass(frozen=True, slots=True)
class _Directory:
    offset: int
    length: int
    count: int


def members_of(file: BinaryIO) -> tuple[ZipMember, ...]:
    """Every file and folder in the archive, in the order of its list; raise Unpackable."""
    length = file.seek(0, os.SEEK_END)
    place = _directory(file, length)
    if place.count > MOST_MEMBERS or place.length > _LARGEST_DIRECTORY:
        raise Unpackable(
            f"the archive holds more than {MOST_MEMBERS:,} files; unpack it and import the set itself"
        )
    if place.offset + place.length > length:
        raise _cut()
    members = tuple(_entries(_read(file, place.offset, place.length), limit=place.offset))
    if len(members) != place.count:
        raise Unpackable("the archive's list of files is damaged")
    return members


def content_place(file: BinaryIO, member: ZipMember) -> int:
    """Where the packed bytes of `member` begin; raise Unpackable when its own head contradicts the list."""
    head = _LOCAL.unpack(_read(file, member.header_at, _LOCAL.size))
    magic, flags, method, name_length, extra_length = head[0], head[2], head[3], head[9], head[10]
    if magic != _LOCAL_MAGIC or method != member.method or (flags ^ member.flags) & _IS_ENCRYPTED:
        raise Unpackable("the archive contradicts itself")
    return int(member.header_at + _LOCAL.size + name_length + extra_length)


def _directory(file: BinaryIO, length: int) -> _Directory:
    tail_at = max(0, length - _END.size - _LONGEST_COMMENT)
    tail = _read(file, tail_at, length - tail_at)
    at = tail.rfind(_END_MAGIC)
    while at >= 0:
        if at + _END.size <= len(tail):
            end = _END.unpack_from(tail, at)
            if at + _END.size + end[7] == len(tail):  # its comment ends the file
                return _placed(file, tail_at + at, end)
        at = tail.rfind(_END_MAGIC, 0, at)
    raise _cut()


def _placed(file: BinaryIO, end_at: int, end: tuple[int, ...]) -> _Directory:
    _magic, disk, first_disk, count_here, count, size, offset, _comment = end
    if end_at >= _LOCATOR.size:
        locator = _LOCATOR.unpack(_read(file, end_at - _LOCATOR.size, _LOCATOR.size))
        if locator[0] == _LOCATOR_MAGIC:
            large = _END_64.unpack(_read(file, locator[2], _END_64.size))
            if large[0] != _END_64_MAGIC:
                raise Unpackable("the archive's list of files is damaged")
            disk, first_disk, count_here, count, size, offset = large[4:]
    if disk or first_disk or count_here != count:
        raise Unpackable("it is one part of an archive in several parts; put them together first")
    return _Directory(offset, size, count)


def _entries(raw: bytes, *, limit: int) -> Iterator[ZipMember]:
    at = 0
    while at < len(raw):
        if at + _ENTRY.size > len(raw):
            raise Unpackable("the archive's list of files is damaged")
        fields = _ENTRY.unpack_from(raw, at)
        name_length, extra_length, comment_length = fields[10:13]
        name_at = at + _ENTRY.size
        extra_at = name_at + name_length
        at = extra_at + extra_length + comment_length
        if fields[0] != _ENTRY_MAGIC or at > len(raw):
            raise Unpackable("the archive's list of files is damaged")
        extra = raw[extra_at : extra_at + extra_length]
        yield _member(fields, name=raw[name_at:extra_at], extra=extra, limit=limit)


def _member(fields: tuple[int, ...], *, name: bytes, extra: bytes, limit: int) -> ZipMember:
    unpacked, packed, header_at = _large_numbers((fields[9], fields[8], fields[16]), extra)
    if header_at + _LOCAL.size + packed > limit:
        raise Unpackable("the archive's list of files is damaged")
    return ZipMember(
        name=display_text(name if fields[3] & _IS_UTF8 else name.decode("cp437").encode()),
        method=fields[4],
        flags=fields[3],
        checksum=fields[7],
        packed_bytes=packed,
        unpacked_bytes=unpacked,
        header_at=header_at,
    )


def _large_numbers(written: tuple[int, int, int], extra: bytes) -> tuple[int, int, int]:
    """Lengths and place, those that do not fit 32 bits taken from the zip64 field in this order."""
    if _IN_ZIP64 not in written:
        return written
    coming = iter(struct.iter_unpack("<Q", _zip64_field(extra)))
    try:
        unpacked, packed, header_at = (
            next(coming)[0] if number == _IN_ZIP64 else number for number in written
        )
    except (StopIteration, RuntimeError) as trouble:
        raise Unpackable("the archive's list of files is damaged") from trouble
    return unpacked, packed, header_at


def _zip64_field(extra: bytes) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _ZIP64_EXTRA:
            return extra[at + 4 : at + 4 + length // 8 * 8]
        at += 4 + length
    return b""


def _read(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(min(at, _FURTHEST))
    raw = file.read(length)
    if len(raw) != length:
        raise _cut()
    return raw


def _cut() -> Unpackable:
    return Unpackable("the archive is damaged or cut off: the list of its files, which ends it, is missing")
