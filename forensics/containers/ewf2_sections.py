"""The sections of one segment of an EWF image of the second version, found from its end.

Source: libyal, "Expert Witness Compression Format, version 2".
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from forensics.containers.stretches import Spoilt, StoredFile

SIGNATURE = b"EVF2\x0d\x0a\x81\x00"
DEVICE, CASE, DATA, TABLE, MD5, SHA1, KEYS, NEXT, DONE = 0x1, 0x2, 0x3, 0x4, 0x8, 0x9, 0xB, 0xD, 0xF

_HEADER = struct.Struct("<8sBBHI16s")
_DESCRIPTOR = struct.Struct("<IIQQII16s12xI")  # kind, flags, place of the one before, sizes, MD5, checksum
_HAS_MD5, _IS_ENCRYPTED = 1, 2
_PACKINGS = (0, 1, 2)  # none, deflate, bzip2
_MOST_SECTIONS = 500_000
_MOST_TEXT_BYTES = 4 * 1024 * 1024
_CHECKSUM_BYTES = 4


class Section(NamedTuple):
    kind: int
    flags: int
    at: int  # of its data
    length: int  # of its data with what fills them up
    md5: bytes  # of its data, where flags say so


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    file: StoredFile
    number: int
    identity: bytes  # of the set
    packing: int
    sections: tuple[Section, ...]  # in order

    def of_kind(self, kind: int) -> Iterator[Section]:
        return (section for section in self.sections if section.kind == kind)

    def has(self, kind: int) -> bool:
        return any(section.kind == kind for section in self.sections)

    def content(self, section: Section) -> bytes:
        """All its data, held against their MD5 where one is stored; raise Spoilt."""
        if section.length > _MOST_TEXT_BYTES:
            raise Spoilt(f"a section at byte {section.at:,} of {self.file.path.name} is too large")
        raw = self.file.part(section.at, section.length)
        if section.flags & _HAS_MD5 and hashlib.md5(raw, usedforsecurity=False).digest() != section.md5:
            raise Spoilt(f"the section at byte {section.at:,} of {self.file.path.name} is damaged")
        return raw

    def checked(self, section: Section, length: int) -> bytes:
        """The first `length` bytes, which their Adler-32 follows; raise Spoilt."""
        if section.length < length + _CHECKSUM_BYTES:
            raise Spoilt("a stored digest is cut off")
        raw = self.file.part(section.at, length + _CHECKSUM_BYTES)
        if zlib.adler32(raw[:length]) != int.from_bytes(raw[length:], "little"):
            raise Spoilt("a stored digest is damaged")
        return raw[:length]


def segment_of(file: StoredFile) -> Segment:
    """Raise Spoilt where the segment is damaged, cut off or encrypted."""
    signature, major, _minor, packing, number, identity = _HEADER.unpack(file.part(0, _HEADER.size))
    if signature != SIGNATURE or major != 2:
        raise Spoilt(f"{file.path.name} does not begin as a segment of it does")
    if packing not in _PACKINGS:
        raise Spoilt(f"its chunks are packed by method {packing}, which is not known")
    sections = tuple(reversed(list(_sections(file))))
    if any(section.kind == KEYS or section.flags & _IS_ENCRYPTED for section in sections):
        raise Spoilt("it is encrypted; save it without encryption in EnCase and add that")
    if not sections or sections[-1].kind not in (NEXT, DONE):
        raise Spoilt(f"the end of {file.path.name} is missing; it is cut off")
    return Segment(file=file, number=number, identity=identity, packing=packing, sections=sections)


def _sections(file: StoredFile) -> Iterator[Section]:
    """From the last to the first."""
    at = file.length_bytes - _DESCRIPTOR.size
    for _ in range(_MOST_SECTIONS):
        raw = file.part(at, _DESCRIPTOR.size) if at >= _HEADER.size else b""
        if not raw or zlib.adler32(raw[:-_CHECKSUM_BYTES]) != _number(raw[-_CHECKSUM_BYTES:]):
            raise Spoilt(f"{file.path.name} is cut off, or a section that ends at byte {at:,} is damaged")
        kind, flags, before, length, _, filling, md5, _ = _DESCRIPTOR.unpack(raw)
        end_before = before + _DESCRIPTOR.size if before else _HEADER.size
        if before >= at or not end_before <= at - length <= at or filling > length:
            raise Spoilt(f"the section that ends at byte {at:,} of {file.path.name} is damaged")
        yield Section(kind, flags, at - length, length, md5)
        if not before:
            return
        at = before
    raise Spoilt(f"{file.path.name} has more than {_MOST_SECTIONS:,} sections")


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def values_of(packed: bytes) -> Mapping[str, str]:
    """Device information and case data: keys in one line of text, values in the next. Raise Spoilt."""
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(packed, _MOST_TEXT_BYTES)
    except zlib.error as trouble:
        raise Spoilt("the section that tells its size is damaged") from trouble
    lines = [line.rstrip("\r") for line in raw.decode("utf-16", "replace").split("\n")]
    for number, line in enumerate(lines[:-2]):
        if line.strip() == "main":
            keys, values = lines[number + 1].split("\t"), lines[number + 2].split("\t")
            return dict(zip(keys, values, strict=False))
    raise Spoilt("the section that tells its size is damaged")
