"""Where each chunk of an EWF image lies: the entries of its tables, loaded when needed and then forgotten.

A disk of 2 TB has 64 million chunks, so entries stay packed as they are on the disk and only some tables are
held. A table whose checksum fails is replaced by its copy; where both fail, what both say alike holds, and
the rest is unreadable.

Source of the layout: libyal, "Expert Witness Compression Format", on table sections and on the offsets beyond
2 GiB that EnCase 6.7 wrote.
"""

import os
import zlib
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from forensics.containers.ewf_sections import ENTRY_BYTES, Geometry, Layout, Table
from forensics.errors import EvidenceUnreadable

TABLES_HELD = 32  # of at most 4 MiB each, usually 256 KiB
_PLACE = 0x7FFF_FFFF  # the uppermost bit says that the chunk is packed
_CHECKSUM_BYTES = 4


class ChunkPlace(NamedTuple):
    start: int  # in the segment file
    end: int  # where the next chunk begins, or no chunk can lie any more
    is_packed: bool


class LoadedTable:
    """The entries of one table."""

    __slots__ = ("_entries", "_lost", "_wide_from", "behind", "table")

    def __init__(self, table: Table, entries: memoryview, *, wide_from: int, lost: frozenset[int]) -> None:
        """From entry `wide_from` on all 32 bits are the place, and no chunk is packed; `lost` ones are not
        known.
        """
        self.table = table
        self.behind = table.first + table.count
        self._entries, self._wide_from, self._lost = entries, wide_from, lost

    def place_of(self, chunk: int) -> ChunkPlace | None:
        """`None` where the entry is damaged."""
        table = self.table
        at = chunk - table.first
        if at in self._lost:
            return None
        entry = self._entries[at]
        is_wide = at >= self._wide_from
        start = table.base + (entry if is_wide else entry & _PLACE)
        end = table.data_end
        following = at + 1
        if following < table.count and following not in self._lost:
            entry_after = self._entries[following]
            after = table.base + (entry_after if following >= self._wide_from else entry_after & _PLACE)
            if start < after < end:
                end = after
        return ChunkPlace(start, end, not is_wide and entry > _PLACE)


class ChunkTables:
    """All tables of an image; threads share them."""

    def __init__(self, layout: Layout) -> None:
        self.geometry = layout.geometry
        self._tables = layout.tables
        self._firsts = [table.first for table in layout.tables]
        self._told = layout.tables[-1].first + layout.tables[-1].count
        self._loaded = lru_cache(maxsize=TABLES_HELD)(self._load)

    def holding(self, chunk: int) -> LoadedTable:
        """The table that tells `chunk`; raise EvidenceUnreadable where that is damaged or cut off."""
        if not self._tables:
            raise ValueError("The image is closed.")
        if chunk >= self._told:
            missing = range(self._told, self.geometry.chunks)
            raise unreadable(self.geometry, missing, "the image is damaged or cut off before them")
        return self._loaded(bisect_right(self._firsts, chunk) - 1)

    def close(self) -> None:
        self._tables = ()
        self._loaded.cache_clear()

    def _load(self, number: int) -> LoadedTable:
        table = self._tables[number]
        entries, lost = self._entries_of(table)
        return LoadedTable(table, entries.data, wide_from=_wide_from(table, entries), lost=lost)

    def _entries_of(self, table: Table) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint32]], frozenset[int]]:
        readings = []
        for at in (table.entries_at, table.spare_at):
            if at is None:
                continue
            raw, is_sound = self._read_entries(table, at)
            entries = np.frombuffer(raw, "<u4").astype(np.uint32)
            if is_sound:
                return entries, frozenset()
            readings.append(entries)
        if len(readings) < 2:
            chunks = range(table.first, table.first + table.count)
            raise unreadable(self.geometry, chunks, "the table that tells where they lie is damaged")
        return readings[0], frozenset(np.flatnonzero(readings[0] != readings[1]).tolist())

    def _read_entries(self, table: Table, at: int) -> tuple[bytes, bool]:
        """The entries, and whether their checksum holds."""
        length = table.count * ENTRY_BYTES
        try:
            raw = os.pread(table.segment.handle, length + _CHECKSUM_BYTES, at)
        except OSError as trouble:
            raise EvidenceUnreadable(
                f"{table.segment.path} cannot be read at byte {at:,}: {trouble.strerror}."
            ) from trouble
        entries, checksum = raw[:length].ljust(length, b"\0"), raw[length:]
        return entries, not table.has_checksum or zlib.adler32(entries) == int.from_bytes(checksum, "little")


def _wide_from(table: Table, entries: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> int:
    """EnCase 6.7 went on counting through the packed bit when a segment grew beyond 2 GiB: the first entry
    that, without the bit, would lie before its forerunner. Nothing behind it is packed (libewf holds the
    same).
    """
    if table.data_end - table.base > _PLACE:
        places = entries & np.uint32(_PLACE)
        backwards = np.flatnonzero((places[1:] < places[:-1]) & (entries[1:] > np.uint32(_PLACE)))
        if len(backwards):
            return int(backwards[0]) + 1
    return table.count


def unreadable(geometry: Geometry, chunks: range, reason: str) -> EvidenceUnreadable:
    """`reason` is about the bytes of the media that these chunks hold."""
    start = chunks.start * geometry.chunk_bytes
    end = min(chunks.stop * geometry.chunk_bytes, geometry.media_bytes)
    return EvidenceUnreadable(
        f"Bytes {start:,} to {end - 1:,} of the media cannot be read from the EWF image: {reason}."
    )
