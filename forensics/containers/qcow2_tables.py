"""Where the clusters of a QCOW2 disk lie, by its two levels of tables.

A table is read in pieces of bounded size and kept as runs. What it says that cannot be (places off the
grid of clusters, in the header or in the first table, bits that must be clear) is told as a flaw of just the
media it stands for.

Source: QEMU, docs/interop/qcow2.txt, "Cluster mapping" and "Extended L2 Entries".
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forensics.containers.qcow2_counts import Compared
from forensics.containers.qcow2_header import Header
from forensics.containers.qcow2_packed import unpacker
from forensics.containers.runs import Run, Runs, What
from forensics.containers.stretches import (
    BELOW,
    NEVER_WRITTEN,
    Flaw,
    PackedBlocks,
    Spoilt,
    StoredFile,
    Stretch,
)

_OFFSET = np.uint64(0x00FF_FFFF_FFFF_FE00)
_L1_RESERVED = 0x7F00_0000_0000_01FF
_L2_RESERVED = 0x3F00_0000_0000_01FE
_COPIED, _PACKED, _ZERO = np.uint64(1 << 63), np.uint64(1 << 62), np.uint64(1)
_SIGNED = np.uint64((1 << 63) - 1)
_PARTS = 32  # of a cluster, in an extended table
_PIECE_ENTRIES = 4096  # of a table, taken at once
_KEPT_ENTRIES = 256 * 1024
_KEPT_CLUSTERS_BYTES = 4 * 1024 * 1024

Entries = npt.NDArray[np.uint64]
Marks = npt.NDArray[np.bool_]


class ClusterMap:
    """The map of the media; threads share it."""

    def __init__(
        self, header: Header, file: StoredFile, *, data: StoredFile, has_below: bool, doubts: Compared
    ) -> None:
        """`data` holds the clusters, `file` the tables; they are one file unless the data lie apart. Entries
        that lead to clusters in `doubts` are not believed. Raise Spoilt where the first table is not there at
        all.
        """
        self._header, self._file, self._data = header, file, data
        self._doubts = doubts
        self._unkept = BELOW if has_below else NEVER_WRITTEN
        self._packed_place = np.uint64((1 << header.packed_place_bits) - 1)
        self._l1 = _first_table(header, file)
        self._l1_bytes = range(header.l1_place, header.l1_place + 8 * header.tables)
        table_entries = header.cluster_bytes // header.entry_bytes
        most = _PIECE_ENTRIES // _PARTS if header.is_extended else _PIECE_ENTRIES
        self._piece_entries = min(table_entries, most)
        self._pieces_of_table = table_entries // self._piece_entries
        self._piece_bytes = self._piece_entries * header.cluster_bytes
        self._piece = lru_cache(maxsize=max(8, _KEPT_ENTRIES // _PIECE_ENTRIES))(self._read_piece)
        self._packed = PackedBlocks(
            unpacker(header, file), kept=max(2, _KEPT_CLUSTERS_BYTES // header.cluster_bytes)
        )

    def stretch_at(self, offset: int) -> Stretch:
        number, inside = divmod(offset, self._piece_bytes)
        piece = self._piece(number)
        if isinstance(piece, Flaw):
            return Stretch(self._piece_bytes - inside, piece)
        return self._stretch(piece.at(inside), offset)

    def is_packed(self) -> bool:
        """Whether clusters among the first that are kept are packed."""
        tables = np.flatnonzero(self._l1)[:4].tolist()
        pieces = (self._piece(table * self._pieces_of_table) for table in tables)
        return any(isinstance(piece, Runs) and piece.has(What.PACKED) for piece in pieces)

    def _stretch(self, run: Run, offset: int) -> Stretch:
        what, length, place = run
        if what == What.STORED:
            return Stretch(length, self._data, place)
        if what == What.BELOW:
            return Stretch(length, self._unkept, offset)
        if what == What.ZEROS:
            return Stretch(length, NEVER_WRITTEN)
        inside = offset % self._header.cluster_bytes
        length = min(length, self._header.cluster_bytes - inside)
        if what == What.PACKED:
            return self._packed.stretch(place, inside=inside, length=length)
        return Stretch(
            length, Flaw(f"the table entry that tells their place is damaged or doubtful ({place:#x})")
        )

    def _read_piece(self, number: int) -> Runs | Flaw:
        table, part = divmod(number, self._pieces_of_table)
        if table >= len(self._l1):
            return Flaw(f"the first table of {self._file.path.name} is cut off before the entry for them")
        entry = int(self._l1[table])
        place = entry & int(_OFFSET)
        if not place and not entry & _L1_RESERVED:
            return _nothing_kept(self._piece_bytes)
        if entry & _L1_RESERVED or place % self._header.cluster_bytes or self._is_taken(place):
            return Flaw(f"the entry of the first table that leads to them is damaged ({entry:#x})")
        if place // self._header.cluster_bytes in self._doubts.tables:
            return Flaw("the table that tells their place is claimed twice, or counted as unused")
        length = self._piece_entries * self._header.entry_bytes
        try:
            raw = self._file.part(place + part * length, length)
        except Spoilt as trouble:
            return Flaw(f"the table that tells their place cannot be read: {trouble}")
        entries = np.frombuffer(raw, ">u8").astype(np.uint64)
        return self._extended(entries) if self._header.is_extended else self._plain(entries)

    def _is_taken(self, place: int) -> bool:
        """Whether the cluster at `place` is the header's or the first table's."""
        return place < self._header.cluster_bytes or (
            place < self._l1_bytes.stop and self._l1_bytes.start < place + self._header.cluster_bytes
        )

    def _plain(self, entries: Entries) -> Runs:
        places = entries & _OFFSET
        whats = np.where(self._is_stored(entries, places), What.STORED, What.BELOW).astype(np.int8)
        whats[entries & _ZERO != 0] = What.ZEROS
        return self._runs(entries, whats, places, block_bytes=self._header.cluster_bytes)

    def _extended(self, entries: Entries) -> Runs:
        """One block for each of the 32 parts of a cluster."""
        entries, bits = entries[0::2], entries[1::2]
        places = entries & _OFFSET
        parts = np.arange(_PARTS, dtype=np.uint64)
        is_kept = bits[:, None] >> parts & 1 != 0
        is_zero = bits[:, None] >> (parts + _PARTS) & 1 != 0
        whats = np.where(is_kept, What.STORED, np.where(is_zero, What.ZEROS, What.BELOW)).astype(np.int8)
        whats[is_kept & (is_zero | ~self._is_stored(entries, places)[:, None])] = What.SPOILT
        whats[entries & _ZERO != 0] = What.SPOILT
        part_bytes = self._header.cluster_bytes // _PARTS
        return self._runs(
            np.repeat(entries, _PARTS),
            whats.reshape(-1),
            (places[:, None] + parts * np.uint64(part_bytes)).reshape(-1),
            block_bytes=part_bytes,
            clusters=np.repeat(places, _PARTS),
        )

    def _is_stored(self, entries: Entries, places: Entries) -> Marks:
        is_stored: Marks = places != 0
        return is_stored | (entries & _COPIED != 0) if self._header.has_data_file else is_stored

    def _runs(
        self,
        entries: Entries,
        whats: npt.NDArray[np.int8],
        places: Entries,
        *,
        block_bytes: int,
        clusters: Entries | None = None,
    ) -> Runs:
        """`clusters` are the places of the clusters where these are not the blocks."""
        is_packed = entries & _PACKED != 0
        is_bad = self._is_bad(entries, places if clusters is None else clusters)
        is_bad_packed = self._is_doubtful(entries & self._packed_place) | self._header.has_data_file
        whats[is_packed] = What.PACKED
        whats[np.where(is_packed, is_bad_packed, is_bad)] = What.SPOILT
        kept = np.where(whats == What.STORED, places, 0)
        kept = np.where(whats >= What.PACKED, entries & _SIGNED, kept)
        return Runs(whats, kept.astype(np.int64), block_bytes=block_bytes)

    def _is_bad(self, entries: Entries, places: Entries) -> Marks:
        """Of entries for clusters that are not packed."""
        header = self._header
        reserved = np.uint64(_L2_RESERVED | (header.version < 3))  # the mark for zeros came with version 3
        is_bad: Marks = (entries & reserved != 0) | (places & np.uint64(header.cluster_bytes - 1) != 0)
        if not header.has_data_file:
            in_first = (places < self._l1_bytes.stop) & (places > self._l1_bytes.start - header.cluster_bytes)
            is_bad |= (places != 0) & ((places < header.cluster_bytes) | in_first)
        is_doubtful: Marks = (places != 0) & self._is_doubtful(places)
        return is_bad | is_doubtful

    def _is_doubtful(self, places: Entries) -> Marks:
        if not len(self._doubts.content):
            return np.zeros(places.shape, np.bool_)
        numbers = (places // np.uint64(self._header.cluster_bytes)).astype(np.int64)
        return np.isin(numbers, self._doubts.content)


def _first_table(header: Header, file: StoredFile) -> Entries:
    """As much of it as the file holds."""
    length = min(header.tables * 8, file.length_bytes - header.l1_place) // 8 * 8
    if length <= 0:
        raise Spoilt(f"its first table should lie at byte {header.l1_place:,}, behind the end of the file")
    return np.frombuffer(file.part(header.l1_place, length), ">u8").astype(np.uint64)


def _nothing_kept(length: int) -> Runs:
    return Runs(np.full(1, What.BELOW, np.int8), np.zeros(1, np.int64), block_bytes=length)
