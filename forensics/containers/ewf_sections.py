"""The sections of an EWF image: how large the media are, and where the tables of their chunks lie.

Reads section descriptors and table headers, a few bytes of each; entries and chunks are left to `ewf_tables`
and `ewf_chunks`. A form that is not understood raises NotUnderstood, and libewf reads the image. Damage ends
the tables: behind a hole in the chain no chunk has a number that can be relied on.

Source of the layout: libyal, "Expert Witness Compression Format", on file header, section descriptor, volume,
sectors and table sections, and on images whose section sizes and offsets disagree.
"""

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

_FILE_HEADER = struct.Struct("<8xBHH")
_DESCRIPTOR = struct.Struct("<16sQQ40xI")  # type, offset of the next section, size, checksum
_GEOMETRY = struct.Struct("<8xIIQ")  # sectors a chunk, bytes a sector, sectors
_ORIGINAL_GEOMETRY = struct.Struct("<8xIII")
_ORIGINAL_GEOMETRY_BYTES, _GEOMETRY_BYTES = 94, 1052
_TABLE_HEADER = struct.Struct("<I4xQ4xI")  # entries, base offset, checksum
_CHECKSUM_BYTES = 4
_ENDS = (b"next", b"done")
_KINDS = {
    b"header",
    b"header2",
    b"volume",
    b"disk",
    b"sectors",
    b"table",
    b"table2",
    b"data",
    b"hash",
    *_ENDS,
}

ENTRY_BYTES = 4
MOST_SECTIONS = 500_000  # of all segments; 16 TB in the smallest tables need about 100,000
MOST_ENTRIES = 1 << 20  # of one table; writers stop at 65,534
MOST_CHUNK_BYTES = 32_768 * 4096


class NotUnderstood(Exception):
    """The image is of a form that is left to libewf."""


class _Broken(Exception):
    """The chain of sections cannot be followed any further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    handle: int
    path: Path
    length_bytes: int


class Section(NamedTuple):
    kind: bytes
    start: int  # of its descriptor
    end: int

    @property
    def inside(self) -> int:
        return self.start + _DESCRIPTOR.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    sectors: int
    sector_bytes: int
    chunk_bytes: int
    is_original: bool  # the form before EnCase, and SMART's: its tables have no checksum

    @property
    def media_bytes(self) -> int:
        return self.sectors * self.sector_bytes

    @property
    def chunks(self) -> int:
        return -(-self.media_bytes // self.chunk_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the chunks `first` to `first + count` are told; their places are counted from `base`."""

    first: int
    count: int
    segment: Segment
    base: int
    entries_at: int
    spare_at: int | None  # the same entries once more, in a table2
    has_checksum: bool
    data_end: int  # no chunk reaches beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    geometry: Geometry
    tables: tuple[Table, ...]  # from chunk 0 on, without a gap; they may end early where the image is damaged


def layout_of(segments: Sequence[Segment]) -> Layout:
    """Raise NotUnderstood where libewf had better read the image, OSError where a segment cannot be read."""
    geometry: Geometry | None = None
    tables: list[Table] = []
    known = told = 0
    is_whole = True
    for number, segment in enumerate(segments, start=1):
        sections, is_whole = _chain(segment, number=number, most=MOST_SECTIONS - known)
        known += len(sections)
        geometry = geometry or _geometry(segment, sections)
        found = _tables(segment, sections, first=told, has_checksum=not geometry.is_original)
        for table in found:
            if table is None:
                is_whole = False
                break
            tables.append(table)
            told += table.count
        if not is_whole:
            break
    if geometry is None or not tables or told > geometry.chunks or (is_whole and told < geometry.chunks):
        raise NotUnderstood
    return Layout(geometry=geometry, tables=tuple(tables))


def goes_on_elsewhere(segment: Segment) -> bool:
    """Whether this segment says that another follows it."""
    try:
        return any(section.kind == b"next" for section in _sections(segment))
    except (_Broken, NotUnderstood, OSError):  # libewf is asked next, and gives the reason
        return False


def foreign_segment(segments: Sequence[Segment]) -> Segment | None:
    """The first that tells of other media than the first segment; `None` where none is known to."""
    first = _media_told(segments[0])
    if first is None:
        return None
    return next((each for each in segments[1:] if _media_told(each) not in (None, first)), None)


def _media_told(segment: Segment) -> bytes | None:
    """Chunks, sectors and the identity of the set, which every segment repeats."""
    try:
        for section in _sections(segment):
            if section.kind in (b"volume", b"disk", b"data"):
                raw = os.pread(segment.handle, _GEOMETRY_BYTES, section.inside)
                return raw[4:24] + raw[64:80] if len(raw) == _GEOMETRY_BYTES and _is_sound(raw) else None
    except (_Broken, NotUnderstood, OSError):  # this only looks for a better word for what libewf refused
        return None
    return None


def _chain(segment: Segment, *, number: int, most: int) -> tuple[list[Section], bool]:
    """The sections, and whether they are followed by a proper end."""
    header = os.pread(segment.handle, _FILE_HEADER.size, 0)
    if len(header) < _FILE_HEADER.size or _FILE_HEADER.unpack(header) != (1, number, 0):
        raise NotUnderstood
    sections: list[Section] = []
    try:
        for section in _sections(segment):
            sections.append(section)
            if len(sections) > most:
                raise NotUnderstood
    except _Broken:
        return sections, False
    return sections, True


def _sections(segment: Segment) -> Iterator[Section]:
    at = _FILE_HEADER.size
    while True:
        section, is_sound = _section_at(segment, at)
        # A descriptor whose checksum fails counts where it agrees with itself and leads to a sound one.
        if not is_sound and not (section.kind in _KINDS and _section_at(segment, section.end)[1]):
            raise _Broken
        yield section
        if section.kind in _ENDS:
            return
        at = section.end


def _section_at(segment: Segment, at: int) -> tuple[Section, bool]:
    """The section, and whether its checksum holds."""
    raw = os.pread(segment.handle, _DESCRIPTOR.size, at) if at < segment.length_bytes else b""
    if len(raw) < _DESCRIPTOR.size:
        raise _Broken
    kind, following, size, checksum = _DESCRIPTOR.unpack(raw)
    is_sound = zlib.adler32(raw[:-_CHECKSUM_BYTES]) == checksum
    kind = kind.rstrip(b"\0")
    if kind in _ENDS:
        return Section(kind, at, at + _DESCRIPTOR.size), is_sound
    if following < at + _DESCRIPTOR.size:
        raise _Broken
    if size not in (0, following - at):  # two images can be hidden in one where these disagree
        if is_sound:
            raise NotUnderstood
        raise _Broken
    return Section(kind, at, following), is_sound


def _geometry(segment: Segment, sections: Sequence[Section]) -> Geometry:
    volume = next((each for each in sections if each.kind in (b"volume", b"disk")), None)
    if volume is None:
        raise NotUnderstood
    length = min(volume.end - volume.inside, _GEOMETRY_BYTES)
    is_original = length < _GEOMETRY_BYTES
    if is_original:
        length = min(length, _ORIGINAL_GEOMETRY_BYTES)
    raw = os.pread(segment.handle, length, volume.inside)
    if len(raw) < _ORIGINAL_GEOMETRY_BYTES or not _is_sound(raw):
        raise NotUnderstood
    form = _ORIGINAL_GEOMETRY if is_original else _GEOMETRY
    chunk_sectors, sector_bytes, sectors = form.unpack_from(raw)
    chunk_bytes = chunk_sectors * sector_bytes
    if not 0 < chunk_bytes <= MOST_CHUNK_BYTES or not sectors:
        raise NotUnderstood
    return Geometry(
        sectors=sectors, sector_bytes=sector_bytes, chunk_bytes=chunk_bytes, is_original=is_original
    )


def _tables(
    segment: Segment, sections: Sequence[Section], *, first: int, has_checksum: bool
) -> Iterator[Table | None]:
    """The tables of one segment; `None` where neither a table nor its copy tells how many chunks it has."""
    sectors: Section | None = None
    before = b""
    for section, following in zip_longest(sections, sections[1:]):
        if section.kind == b"sectors":
            sectors = section
        elif section.kind == b"table2" and before != b"table":
            raise NotUnderstood
        elif section.kind == b"table":
            copy = following if following is not None and following.kind == b"table2" else None
            data_end = min((sectors or section).end, segment.length_bytes)
            table = _table(
                segment, (section, copy), first=first, has_checksum=has_checksum, data_end=data_end
            )
            yield table
            if table is None:
                return
            first += table.count
        before = section.kind


def _table(
    segment: Segment,
    table_and_copy: tuple[Section, Section | None],
    *,
    first: int,
    has_checksum: bool,
    data_end: int,
) -> Table | None:
    headers = [
        header
        for each in table_and_copy
        if each is not None and (header := _header(segment, each)) is not None
    ]
    if not headers:
        return None
    (count, base, entries_at), *copies = headers
    if any((count, base) != (their_count, their_base) for their_count, their_base, _ in copies):
        raise NotUnderstood
    return Table(
        first=first,
        count=count,
        segment=segment,
        base=base,
        entries_at=entries_at,
        spare_at=copies[0][2] if copies else None,
        has_checksum=has_checksum,
        data_end=data_end,
    )


def _header(segment: Segment, table: Section) -> tuple[int, int, int] | None:
    """Entries, base offset and where the entries begin; `None` where the header is damaged."""
    raw = os.pread(segment.handle, _TABLE_HEADER.size, table.inside)
    if len(raw) < _TABLE_HEADER.size or not _is_sound(raw):
        return None
    count, base, _ = _TABLE_HEADER.unpack(raw)
    entries_at = table.inside + _TABLE_HEADER.size
    if count > MOST_ENTRIES or base > segment.length_bytes:
        raise NotUnderstood
    if entries_at + count * ENTRY_BYTES > min(table.end, segment.length_bytes):
        return None
    return count, base, entries_at


def _is_sound(raw: bytes) -> bool:
    """Whether the last four bytes are the checksum of those before."""
    checksum = int.from_bytes(raw[-_CHECKSUM_BYTES:], "little")
    return zlib.adler32(raw[:-_CHECKSUM_BYTES]) == checksum
