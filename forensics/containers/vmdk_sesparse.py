"""Space-efficient sparse extents of VMDK disks (ESXi 5 and later; all snapshots since VMFS 6): where their
grains lie.

Source: QEMU's description of the form in block/vmdk.c; VMware does not publish it.
"""

import struct
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forensics.containers.stretches import BELOW, NEVER_WRITTEN, Flaw, Source, Spoilt, StoredFile, Stretch
from forensics.containers.unclaimed import unclaimed_words
from forensics.containers.vmdk_grains import SECTOR_BYTES, TABLES_KEPT, NotSparse

SIGNATURE = struct.pack("<Q", 0xCAFEBABE)
_HEADER = struct.Struct("<6Q32x16Q")
_VERSION = 0x2_0000_0001
_GRAIN_SECTORS, _TABLE_SECTORS = 8, 64
_TABLE_ENTRIES = _TABLE_SECTORS * SECTOR_BYTES // 8
_GRAIN_BYTES = _GRAIN_SECTORS * SECTOR_BYTES
_MOST_TABLES_COMPARED = 2048  # 64 MiB of them, for a disk of 32 GiB
_MOST_DIRECTORY_BYTES = 64 * 1024 * 1024  # 64 TB take 32 MiB
_MOST_GRAINS = np.uint64(1 << 40)  # what no file holds, in numbers that can be reckoned with
_NOTHING: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)
_TABLE_IS_THERE = 0x1000_0000  # of the upper half of a directory entry


class SpaceEfficientMap:
    """What lies where in one extent; offsets count from its first byte."""

    def __init__(self, file: StoredFile, *, sectors: int, has_parent: bool) -> None:
        """Raise NotSparse where the header is damaged or the directory cannot be read."""
        self._file, self._length_bytes = file, sectors * SECTOR_BYTES
        self._unwritten: Source = BELOW if has_parent else NEVER_WRITTEN
        try:
            directory_at, directory_bytes = self._read_header(sectors)
            self._directory = self._entries(directory_at, directory_bytes // 8)
        except Spoilt as trouble:
            raise NotSparse(str(trouble)) from trouble
        if len(self._directory) * _TABLE_ENTRIES * _GRAIN_SECTORS < sectors:
            raise NotSparse("its directory is too short for its size")
        self._table = lru_cache(maxsize=TABLES_KEPT)(self._load)

    def _read_header(self, sectors: int) -> tuple[int, int]:
        """Place and length of the directory; raise Spoilt, NotSparse."""
        fields = _HEADER.unpack(self._file.part(0, _HEADER.size))
        _, version, capacity, grain, table, _flags = fields[:6]
        directory, directory_sectors, tables, tables_sectors = fields[12:16]
        self._grains_at = fields[20] * SECTOR_BYTES
        self._tables_at, self._tables_end = (tables * SECTOR_BYTES, (tables + tables_sectors) * SECTOR_BYTES)
        if (version, grain, table) != (_VERSION, _GRAIN_SECTORS, _TABLE_SECTORS):
            raise NotSparse("its header is damaged or of a version that is not known")
        if capacity != sectors:
            raise NotSparse(f"its header tells {capacity:,} sectors, the descriptor {sectors:,}")
        if directory_sectors * SECTOR_BYTES > _MOST_DIRECTORY_BYTES:
            raise NotSparse("its header tells an impossible directory")
        return directory * SECTOR_BYTES, directory_sectors * SECTOR_BYTES

    def stretch_at(self, offset: int) -> Stretch:
        grain, skip = divmod(offset, _GRAIN_BYTES)
        length = min(_GRAIN_BYTES - skip, self._length_bytes - offset)
        number, at = divmod(grain, _TABLE_ENTRIES)
        try:
            table = self._table(number)
        except Spoilt as trouble:
            return Stretch(length, Flaw(f"the table that tells their place is damaged: {trouble}"))
        if table is None:
            return Stretch(length, self._unwritten)
        entry = table[at]
        match entry >> 60:
            case _ if not entry:
                return Stretch(length, self._unwritten)
            case 1 | 2:  # unmapped by the guest, or zeros
                return Stretch(length, NEVER_WRITTEN)
            case 3:
                place = (entry >> 48 & 0xFFF) | (entry & 0xFFFF_FFFF_FFFF) << 12
                return Stretch(length, self._file, self._grains_at + place * _GRAIN_BYTES + skip)
        return Stretch(length, Flaw("the entry that tells their place is none"))

    def lost(self) -> tuple[str, ...]:
        """A sentence where grains are stored that no table leads to, and the guest gave back fewer."""
        if len(self._directory) > _MOST_TABLES_COMPARED:
            return ()
        tables = (self._entries_or_none(number) for number in range(len(self._directory)))
        entries = np.concatenate([_NOTHING, *tables])
        kinds = entries >> np.uint64(60)
        kept = entries[kinds == 3]
        low, high = kept >> np.uint64(48) & np.uint64(0xFFF), kept & np.uint64(0xFFFF_FFFF_FFFF)
        numbers = np.minimum(low | high << np.uint64(12), _MOST_GRAINS).astype(np.int64)
        places = self._grains_at + numbers * _GRAIN_BYTES
        return unclaimed_words(
            self._file,
            ((places, _GRAIN_BYTES),),
            data=range(self._grains_at, self._file.length_bytes),
            block_bytes=_GRAIN_BYTES,
            given_back=int(np.count_nonzero((kinds == 1) | (kinds == 2))),
        )

    def _entries_or_none(self, number: int) -> npt.NDArray[np.uint64]:
        """What cannot be read tells of no place; reading the media tells of it."""
        try:
            entries = self._table_entries(number)
        except Spoilt:
            return _NOTHING
        return _NOTHING if entries is None else entries

    def _load(self, number: int) -> list[int] | None:
        entries = self._table_entries(number)
        return None if entries is None else [int(each) for each in entries.tolist()]

    def _table_entries(self, number: int) -> npt.NDArray[np.uint64] | None:
        """`None` where it was never written; raise Spoilt."""
        entry = int(self._directory[number])
        if not entry:
            return None
        if entry >> 32 != _TABLE_IS_THERE:
            raise Spoilt("its entry in the directory is none")
        at = self._tables_at + (entry & 0xFFFF_FFFF) * _TABLE_SECTORS * SECTOR_BYTES
        if at + _TABLE_SECTORS * SECTOR_BYTES > self._tables_end:
            raise Spoilt("its entry in the directory leads behind the tables")
        return self._entries(at, _TABLE_ENTRIES)

    def _entries(self, at: int, count: int) -> npt.NDArray[np.uint64]:
        return np.frombuffer(self._file.part(at, 8 * count), "<u8")
