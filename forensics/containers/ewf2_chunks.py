"""Where the chunks of an EWF image of the second version lie, and unpacking one against its own checksum.

Source: libyal, "Expert Witness Compression Format, version 2", on sector tables and chunks.
"""

import bz2
import struct
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from forensics.containers.ewf2_sections import TABLE, Section, Segment
from forensics.containers.stretches import Flaw, PackedBlocks, Spoilt, Stretch

_TABLE = struct.Struct("<QIII12x")  # first chunk, entries, unknown, checksum
_TABLE_CHECKED_BYTES = 16
_ENTRY = struct.Struct("<QII")  # place, or the pattern; bytes; flags
_IS_PACKED, _HAS_CHECKSUM, _IS_PATTERN = 1, 2, 4
_BZIP2 = 2
_CHECKSUM_BYTES = 4
_MOST_ENTRIES = 1 << 22
_TABLES_KEPT = 16
_CHUNKS_KEPT = 16
_BEHIND = 1 << 62


class _Table(NamedTuple):
    first: int
    chunks: int
    segment: Segment
    at: int


class ChunkMap:
    """What lies where in the media."""

    def __init__(self, segments: Sequence[Segment], *, size_bytes: int, chunk_bytes: int) -> None:
        """Raise Spoilt where tables do not follow each other."""
        self._size_bytes, self._chunk_bytes = size_bytes, chunk_bytes
        self._tables: list[_Table] = []
        for segment in segments:
            for section in segment.of_kind(TABLE):
                self._add(segment, section)
        self._firsts = [table.first for table in self._tables]
        self._entries = lru_cache(maxsize=_TABLES_KEPT)(self._read_entries)
        self._packed = PackedBlocks(self._content, kept=_CHUNKS_KEPT)

    def _add(self, segment: Segment, section: Section) -> None:
        told = self._tables[-1].first + self._tables[-1].chunks if self._tables else 0
        raw = segment.file.part(section.at, _TABLE.size)
        first, count, _, checksum = _TABLE.unpack(raw)
        if zlib.adler32(raw[:_TABLE_CHECKED_BYTES]) != checksum or count > _MOST_ENTRIES or first != told:
            raise Spoilt(f"the table at byte {section.at:,} of {segment.file.path.name} is damaged")
        if _TABLE.size + count * _ENTRY.size + _CHECKSUM_BYTES > section.length:
            raise Spoilt(f"the table at byte {section.at:,} of {segment.file.path.name} is cut off")
        self._tables.append(_Table(first, count, segment, section.at + _TABLE.size))

    def stretch_at(self, offset: int) -> Stretch:
        chunk, inside = divmod(offset, self._chunk_bytes)
        number = bisect_right(self._firsts, chunk) - 1
        if number < 0 or chunk >= self._tables[number].first + self._tables[number].chunks:
            return Stretch(_BEHIND, Flaw("no table of the image tells of them"))
        length = min(self._chunk_bytes - inside, self._size_bytes - offset)
        return self._packed.stretch(chunk, inside=inside, length=length)

    def _read_entries(self, number: int) -> bytes:
        table = self._tables[number]
        raw = table.segment.file.part(table.at, table.chunks * _ENTRY.size + _CHECKSUM_BYTES)
        entries, checksum = raw[:-_CHECKSUM_BYTES], int.from_bytes(raw[-_CHECKSUM_BYTES:], "little")
        if zlib.adler32(entries) != checksum:
            raise Spoilt(f"the table that tells their place, at byte {table.at:,}, is damaged")
        return entries

    def _content(self, chunk: int) -> bytes:
        number = bisect_right(self._firsts, chunk) - 1
        table = self._tables[number]
        place, stored, flags = _ENTRY.unpack_from(self._entries(number), (chunk - table.first) * _ENTRY.size)
        length = min(self._chunk_bytes, self._size_bytes - chunk * self._chunk_bytes)
        if flags & _IS_PATTERN:
            return bytes(int(place).to_bytes(8, "little") * (length // 8 + 1))[:length]
        if stored > 2 * self._chunk_bytes + 4096:  # deflate gains a few bytes on what is random
            raise Spoilt(f"the chunk at byte {place:,} says it is {stored:,} bytes long")
        raw = table.segment.file.part(place, stored)
        where = f"the chunk at byte {place:,} of {table.segment.file.path.name}"
        content = self._unpacked(_checked(raw, flags, length, where), flags, table.segment.packing, where)
        if len(content) < length or len(content) > self._chunk_bytes:
            raise Spoilt(f"{where} holds {len(content):,} bytes instead of {length:,}")
        return content[:length]

    def _unpacked(self, raw: bytes, flags: int, packing: int, where: str) -> bytes:
        if not flags & _IS_PACKED:
            return raw
        unpacker = bz2.BZ2Decompressor() if packing == _BZIP2 else zlib.decompressobj()
        try:
            content = bytes(unpacker.decompress(raw, self._chunk_bytes + 1))
        except (zlib.error, OSError, ValueError) as trouble:
            raise Spoilt(f"{where} is damaged") from trouble
        if not unpacker.eof:
            raise Spoilt(f"{where} ends too early")
        return content


def _checked(raw: bytes, flags: int, length: int, where: str) -> bytes:
    """The chunk without its Adler-32, which stands behind it. Raise Spoilt."""
    if not flags & _HAS_CHECKSUM:
        return raw
    ends = (len(raw) - _CHECKSUM_BYTES,) if flags & _IS_PACKED else (length, len(raw) - _CHECKSUM_BYTES)
    for end in ends:  # a chunk stored as it is may be filled up behind its checksum
        checksum = int.from_bytes(raw[end : end + _CHECKSUM_BYTES], "little")
        if 0 <= end <= len(raw) - _CHECKSUM_BYTES and zlib.adler32(raw[:end]) == checksum:
            return raw[:end]
    raise Spoilt(f"the checksum of {where} does not hold")
