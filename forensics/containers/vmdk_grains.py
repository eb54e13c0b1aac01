"""Sparse extents of VMDK disks: where their grains lie, stored as they are or packed.

Two forms: `KDMV` (VMware Workstation; packed and written in one go as streamOptimized) and `COWD` (ESX).
The first keeps its tables twice; where the two disagree and the disk was shut down cleanly, a grain is
unreadable, because nothing tells which is right. A packed grain says which one it is, and that is checked.

Source: VMware, "Virtual Disk Format 5.0", on hosted sparse extents, stream-optimized disks and ESX sparse
extents.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forensics.containers.stretches import (
    BELOW,
    NEVER_WRITTEN,
    Flaw,
    PackedBlocks,
    Source,
    Spoilt,
    StoredFile,
    Stretch,
)
from forensics.containers.unclaimed import unclaimed_words

_Entries = npt.NDArray[np.int64]

SECTOR_BYTES = 512
HOSTED = b"KDMV"
ESX = b"COWD"
GRAINS_KEPT = 32
TABLES_KEPT = 512

_HOSTED_HEADER = struct.Struct("<4sIIQQQQIQQQB4sH")
_ESX_HEADER = struct.Struct("<4s7I")
_TABLE_ENTRIES, _ESX_TABLE_ENTRIES = 512, 4096
_MARKER = struct.Struct("<QI")  # of a packed grain: its first sector in the extent, packed bytes
_FOOTER_BYTES = 1536  # a marker, the header once more, the marker of the end
_TABLE_KIND, _DIRECTORY_KIND, _FOOTER_KIND = 1, 2, 3  # what a marker of the last form tells
_IN_FOOTER = 0xFFFF_FFFF_FFFF_FFFF
_HAS_TEXT_CHECK, _HAS_COPY, _HAS_ZERO_GRAINS, _IS_PACKED, _HAS_MARKERS = 1, 2, 4, 1 << 16, 1 << 17
_TEXT_CHECK = b"\n \r\n"
_DEFLATE = 1
_ZERO_GRAIN = 1
_DISAGREE = -1
_NOTHING: _Entries = np.zeros(0, np.int64)
_MOST_SECTORS = 1 << 53
_MOST_GRAIN_SECTORS = 1 << 15  # 16 MiB; writers use 64 KiB
_MOST_TABLES = 1 << 22
_MOST_TABLES_COMPARED = 4096  # each a read of its own: 128 GiB of Workstation, 128 GiB of ESX


class NotSparse(Exception):
    """The extent cannot be used; the message is the end of a sentence for the examiner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrainLayout:
    sectors: int
    grain_sectors: int
    table_entries: int
    directory_at: int
    copy_at: int | None  # of the directory; None where only one is kept or the two need not agree
    grains_from: int  # nothing of the media lies before this byte
    is_streamed: bool  # tables at the end, each behind a marker that tells what follows
    descriptor: tuple[int, int]  # place and length of the text inside, both 0 where there is none
    has_zero_grains: bool
    is_packed: bool
    has_markers: bool

    @property
    def grain_bytes(self) -> int:
        return self.grain_sectors * SECTOR_BYTES

    @property
    def length_bytes(self) -> int:
        return self.sectors * SECTOR_BYTES

    @property
    def tables(self) -> int:
        return -(-self.sectors // (self.grain_sectors * self.table_entries))


def layout_of(file: StoredFile) -> GrainLayout:
    """Raise NotSparse where the header is damaged or the file ends before what it tells."""
    try:
        head = file.part(0, SECTOR_BYTES)
        layout = _esx(head) if head.startswith(ESX) else _hosted(head, file)
    except Spoilt as trouble:
        raise NotSparse(str(trouble)) from trouble
    _check(layout)
    return layout


def _hosted(head: bytes, file: StoredFile) -> GrainLayout:
    fields = _HOSTED_HEADER.unpack_from(head)
    text_at, text_sectors = fields[5:7]  # the copy of the header at the end need not have them
    is_streamed = fields[9] == _IN_FOOTER
    if is_streamed:
        fields = _HOSTED_HEADER.unpack_from(_footer(file))
    magic, version, flags, sectors, grain = fields[:5]
    entries, copy, directory, over, unclean, check, packing = fields[7:]
    if magic != HOSTED or not 1 <= version <= 3:
        raise NotSparse(f"its header is damaged or of version {version:,}")
    if flags & _HAS_TEXT_CHECK and check != _TEXT_CHECK:
        raise NotSparse("it was changed by a transfer that took it for text; copy it again in binary mode")
    is_packed = bool(flags & _IS_PACKED)
    if packing not in (0, _DEFLATE) or is_packed != (packing == _DEFLATE) or entries != _TABLE_ENTRIES:
        raise NotSparse("its header is damaged, or of a form that is not known")
    has_copy = bool(flags & _HAS_COPY) and copy not in (0, directory) and not unclean
    return GrainLayout(
        sectors=sectors,
        grain_sectors=grain,
        table_entries=entries,
        directory_at=directory * SECTOR_BYTES,
        copy_at=copy * SECTOR_BYTES if has_copy else None,
        grains_from=max(over, 1) * SECTOR_BYTES,
        is_streamed=is_streamed,
        descriptor=(text_at * SECTOR_BYTES, text_sectors * SECTOR_BYTES),
        has_zero_grains=bool(flags & _HAS_ZERO_GRAINS),
        is_packed=is_packed,
        has_markers=bool(flags & _HAS_MARKERS),
    )


def _footer(file: StoredFile) -> bytes:
    raw = file.part(file.length_bytes - _FOOTER_BYTES, _FOOTER_BYTES) if file.length_bytes >= 2048 else b""
    header = raw[SECTOR_BYTES : 2 * SECTOR_BYTES]
    if not header.startswith(HOSTED) or int.from_bytes(raw[12:16], "little") != _FOOTER_KIND:
        raise NotSparse(
            "its end, which tells where the grains lie, is missing; it is cut off or damaged there"
        )
    return header


def _esx(head: bytes) -> GrainLayout:
    _, version, _flags, sectors, grain, directory, entries, _free = _ESX_HEADER.unpack_from(head)
    if version != 1:
        raise NotSparse(f"its header is damaged or of version {version:,}")
    layout = GrainLayout(
        sectors=sectors,
        grain_sectors=grain,
        table_entries=_ESX_TABLE_ENTRIES,
        directory_at=directory * SECTOR_BYTES,
        copy_at=None,
        grains_from=4 * SECTOR_BYTES,
        is_streamed=False,
        descriptor=(0, 0),
        has_zero_grains=False,
        is_packed=False,
        has_markers=False,
    )
    if grain and entries < layout.tables:
        raise NotSparse(f"its directory has {entries:,} tables, but its size needs {layout.tables:,}")
    return layout


def _check(layout: GrainLayout) -> None:
    if not 0 < layout.sectors <= _MOST_SECTORS:
        raise NotSparse(f"its header tells an impossible size of {layout.sectors:,} sectors")
    grain = layout.grain_sectors
    if not 0 < grain <= _MOST_GRAIN_SECTORS or grain & (grain - 1):
        raise NotSparse(f"its header tells an impossible grain of {layout.grain_sectors:,} sectors")
    if layout.tables > _MOST_TABLES:
        raise NotSparse(f"its header tells {layout.tables:,} tables, more than any disk has")


class GrainMap:
    """What lies where in one sparse extent; offsets count from its first byte."""

    def __init__(self, file: StoredFile, layout: GrainLayout, *, has_parent: bool) -> None:
        """Raise NotSparse where the directory cannot be read."""
        self._file, self._layout = file, layout
        self._grain_bytes = layout.grain_bytes
        self._unwritten: Source = BELOW if has_parent else NEVER_WRITTEN
        try:
            self._expect(_DIRECTORY_KIND, layout.directory_at)
            self._directory = self._entries(layout.directory_at, layout.tables)
        except Spoilt as trouble:
            raise NotSparse(str(trouble)) from trouble
        self._copies = self._directory_copy()
        self._table = lru_cache(maxsize=TABLES_KEPT)(self._load)
        self._packed = PackedBlocks(self._unpacked, kept=GRAINS_KEPT)

    def stretch_at(self, offset: int) -> Stretch:
        grain, skip = divmod(offset, self._grain_bytes)
        length = min(self._grain_bytes - skip, self._layout.length_bytes - offset)
        number, at = divmod(grain, self._layout.table_entries)
        try:
            table = self._table(number)
        except Spoilt as trouble:
            return Stretch(length, Flaw(f"the table that tells their place is damaged: {trouble}"))
        if table is None:
            return Stretch(self._to_next_table(offset), self._unwritten)
        entry = table[at]
        if entry == 0:
            return Stretch(length, self._unwritten)
        if entry == _ZERO_GRAIN and self._layout.has_zero_grains:
            return Stretch(length, NEVER_WRITTEN)
        if entry == _DISAGREE:
            return Stretch(length, Flaw("the two tables that tell their place disagree"))
        place = entry * SECTOR_BYTES
        if place < self._layout.grains_from:
            return Stretch(length, Flaw(f"the table puts them at byte {place:,}, where no grain can lie"))
        if self._layout.is_packed:
            return self._packed.stretch(grain, inside=skip, length=length)
        return Stretch(length, self._file, place + skip)

    def lost(self) -> tuple[str, ...]:
        """A sentence where grains are stored that no table leads to. Where the tables are kept twice and
        agree none is lost, and packed grains have no length that is known beforehand.
        """
        layout = self._layout
        if self._copies is not None or layout.is_packed or layout.tables > _MOST_TABLES_COMPARED:
            return ()
        tables = [_NOTHING, *(self._entries_or_none(number) for number in range(layout.tables))]
        entries = np.concatenate(tables)
        is_zeros = (entries == _ZERO_GRAIN) & layout.has_zero_grains
        claims = (
            (entries[(entries != 0) & ~is_zeros] * SECTOR_BYTES, self._grain_bytes),
            (self._directory * SECTOR_BYTES, 4 * layout.table_entries),
            (np.array([layout.directory_at]), 4 * max(layout.tables, SECTOR_BYTES // 4)),
        )
        return unclaimed_words(
            self._file,
            claims,
            data=range(layout.grains_from, self._file.length_bytes),
            block_bytes=self._grain_bytes,
            given_back=int(np.count_nonzero(is_zeros)),
        )

    def _entries_or_none(self, number: int) -> _Entries:
        """What cannot be read tells of no place; reading the media tells of it."""
        entries = self._part_or_trouble(int(self._directory[number]), number)
        return _NOTHING if isinstance(entries, Spoilt) else entries

    def _to_next_table(self, offset: int) -> int:
        told = self._grain_bytes * self._layout.table_entries
        return min(told - offset % told, self._layout.length_bytes - offset)

    def _entries(self, at: int, count: int) -> _Entries:
        return np.frombuffer(self._file.part(at, 4 * count), "<u4").astype(np.int64)

    def _expect(self, kind: int, at: int) -> None:
        """Of a streamed disk: the sector before `at` says what lies there; raise Spoilt where it does not."""
        if self._layout.is_streamed:
            marker = self._file.part(at - SECTOR_BYTES, 16)
            if int.from_bytes(marker[12:16], "little") != kind:
                raise Spoilt(f"at byte {at:,} of {self._file.path.name} lies no table")

    def _directory_copy(self) -> _Entries | None:
        if self._layout.copy_at is None:
            return None
        try:
            return self._entries(self._layout.copy_at, self._layout.tables)
        except Spoilt:  # then nothing is held against the tables; they are read as they stand
            return None

    def _load(self, number: int) -> list[int] | None:
        """The entries of a table, `None` where it was never written; raise Spoilt."""
        place = int(self._directory[number])
        copy = place if self._copies is None else int(self._copies[number])
        if not place and not copy:
            return None
        if self._copies is None:
            entries = self._part_of_table(place, number)
        else:
            entries = _agreed(self._part_or_trouble(place, number), self._part_or_trouble(copy, number))
        table: list[int] = entries.tolist()
        return table

    def _part_or_trouble(self, place: int, number: int) -> _Entries | Spoilt:
        try:
            return self._part_of_table(place, number)
        except Spoilt as trouble:
            return trouble

    def _part_of_table(self, place: int, number: int) -> _Entries:
        """Of the last table, what is needed of it: some writers end the file there."""
        if place < 1:
            raise Spoilt("the directory does not tell where it lies")
        self._expect(_TABLE_KIND, place * SECTOR_BYTES)
        grains = -(-self._layout.sectors // self._layout.grain_sectors)
        count = min(self._layout.table_entries, grains - number * self._layout.table_entries)
        return self._entries(place * SECTOR_BYTES, count)

    def _unpacked(self, grain: int) -> bytes:
        number, at = divmod(grain, self._layout.table_entries)
        table = self._table(number)
        place = 0 if table is None else table[at] * SECTOR_BYTES
        packed = self._packed_grain(grain, place)
        wanted = min(self._grain_bytes, self._layout.length_bytes - grain * self._grain_bytes)
        inflater = zlib.decompressobj()
        where = f"the grain at byte {place:,} of {self._file.path.name}"
        try:
            content = inflater.decompress(packed, self._grain_bytes + 1)
        except zlib.error as trouble:
            raise Spoilt(f"the packed data of {where} are damaged") from trouble
        if not inflater.eof or not wanted <= len(content) <= self._grain_bytes:
            raise Spoilt(f"{where} does not unpack to its size")
        return content

    def _packed_grain(self, grain: int, place: int) -> bytes:
        most = 2 * self._grain_bytes + 4096  # deflate gains a few bytes on what is random
        if not self._layout.has_markers:
            return self._file.part(place, min(most, max(0, self._file.length_bytes - place)))
        first_sector, length = _MARKER.unpack(self._file.part(place, _MARKER.size))
        if first_sector != grain * self._layout.grain_sectors:
            raise Spoilt(f"at byte {place:,} of {self._file.path.name} lies another grain, or none")
        if length > most:
            raise Spoilt(
                f"the grain at byte {place:,} of {self._file.path.name} says it is {length:,} bytes long"
            )
        return self._file.part(place + _MARKER.size, length)


def _agreed(one: _Entries | Spoilt, other: _Entries | Spoilt) -> _Entries:
    """What both tables say; of one that cannot be read, what the other says. Raise Spoilt."""
    if isinstance(one, Spoilt):
        if isinstance(other, Spoilt):
            raise one
        return other
    return one if isinstance(other, Spoilt) else np.where(one == other, one, _DISAGREE)
