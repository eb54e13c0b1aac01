"""Names that are left only in the index of their folder: of deleted files whose record serves another file
now.

An index block is written from its beginning: what stood behind its end stays, and so does all of a block that
is not used any more. Each name there tells its folder, its times and its size as they were; a name whose
first bytes are overwritten no longer tells its record.

Sources: Linux kernel, fs/ntfs/layout.h, INDEX_BLOCK, INDEX_ENTRY and FILE_NAME_ATTR; [MS-FSCC] 2.1.9.
"""

import struct
from array import array
from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_attributes import DOS_NAME, Stored, text
from forensics.filesystems.ntfs_geometry import FIXUP_BYTES
from forensics.filesystems.ntfs_mft import Mft, Unread, Window
from forensics.filesystems.ntfs_records import (
    FLAGS_AT,
    IN_USE,
    INDEX_SIGNATURE,
    NUMBER_MASK,
    RecordDamaged,
    mended,
)
from forensics.filesystems.ntfs_runs import HOLE, ClusterStream

_SEQUENCE_AT = 0x10
_NAMES_AT = 0x28  # of a block: no name stands before
_ENTRY = struct.Struct("<QHHH")  # record reference, length, length of the name, flags
_ENTRY_BYTES = 16
_NAME = struct.Struct(
    "<Q4Q2QI4xBB"
)  # folder; born, written, changed, read; room, size; attributes; length, space
_NAME_BYTES = _NAME.size
_HAS_BLOCK_BELOW = 1
_SPACES = 4
_USUAL_BLOCK_BYTES = 4096
_LARGEST_BLOCK_BYTES = 64 << 10
_WINDOW_BYTES = 1 << 20
_MOST_BYTES = 4 << 30  # of all indexes: of some 30 million names
_UNREADABLE = 0xFF  # instead of a record's flags
_MOST_RUNS = 2_000_000  # of all folders together; 200 MB of memory
_MOST_OF_A_FOLDER = 100_000  # names that are kept together
_LARGEST_SIZE = 1 << 62


Hashes = np.ndarray[tuple[int], np.dtype[np.int64]]
"""In order."""


class IndexName(Struct, frozen=True, kw_only=True, gc=False):
    """A name as the index of a folder keeps it. `folder` and `record` are references; `record` is `None`
    where it is overwritten.
    """

    folder: int
    record: int | None
    name: bytes
    space: int
    times: tuple[int, int, int, int]  # born, written, record changed, read
    size_bytes: int
    attributes: int


class IndexNames:
    """Of one walk: takes the records as they are met, and gives the names that none of them proves."""

    def __init__(self, mft: Mft) -> None:
        self._mft = mft
        self._sequences = bytearray()  # two bytes a record
        self._flags = bytearray()
        self._listed = array("q")
        self._folders: list[tuple[int, int, int, list[Stored]]] = []  # first cluster, number, sequence, index
        self._runs = 0
        self.left_out = 0  # folders whose index was not looked into
        self.damaged = 0  # blocks that are not whole
        self.trouble: str | None = None  # the first of what could not be read

    def add_window(self, window: Window | Unread) -> None:
        """The next records: what numbers they have and which are in use."""
        if isinstance(window, Unread):
            self._sequences += bytes(2 * window.count)
            self._flags += bytes([_UNREADABLE]) * window.count
            return
        step, end = self._mft.record_bytes, window.count * self._mft.record_bytes
        sequences = bytearray(2 * window.count)
        sequences[0::2] = window.records[_SEQUENCE_AT:end:step]
        sequences[1::2] = window.records[_SEQUENCE_AT + 1 : end : step]
        flags = bytearray(window.records[FLAGS_AT:end:step])
        for position in window.troubles:
            flags[position] = _UNREADABLE
        self._sequences += sequences
        self._flags += flags

    def add_names(self, names: Iterable[tuple[int, int, bytes]]) -> None:
        """Folder, name space and name of what is listed."""
        self._listed.extend(hash((folder & NUMBER_MASK, name)) for folder, _, name in names)

    def add_folder(self, number: int, sequence: int, index: list[Stored]) -> None:
        pieces = sorted((piece for piece in index if piece.runs), key=lambda piece: piece.first_vcn)
        if not pieces:
            return
        self._runs += sum(len(piece.runs or ()) for piece in pieces)
        if self._runs > _MOST_RUNS:
            self.left_out += 1
            return
        first = next((cluster for cluster, _ in pieces[0].runs or () if cluster != HOLE), 0)
        self._folders.append((first, number, sequence, pieces))

    def names(self) -> Iterator[IndexName]:
        """Folder by folder, in the order in which their indexes lie."""
        listed = np.sort(np.frombuffer(self._listed, dtype=np.int64))
        # Indexes that claim the same places are not read again and again.
        geometry = self._mft.geometry
        left_bytes = min(_MOST_BYTES, geometry.clusters * geometry.cluster_bytes)
        for _, number, sequence, pieces in sorted(self._folders, key=lambda folder: folder[:2]):
            stream = self._stream(pieces)
            left_bytes -= stream.size_bytes
            if left_bytes < 0:
                self.left_out += 1
                continue
            yield from self._of_folder(number, sequence, stream, listed)

    def _stream(self, pieces: list[Stored]) -> ClusterStream:
        stream = self._mft.stream(pieces[0])
        for piece in pieces[1:]:
            if piece.first_vcn == stream.end_cluster:
                stream.add(piece.runs or ())
        return stream

    def _of_folder(
        self, number: int, sequence: int, stream: ClusterStream, listed: Hashes
    ) -> Iterator[IndexName]:
        """Each once; no 8.3 name whose long one is there, or that lost its record."""
        folders = [sequence << 48 | number]
        if not self._flags_of(number) & IN_USE:  # deleting it added one
            folders.append((sequence - 1 or 0xFFFF) << 48 | number)
        found: dict[tuple[int | None, bytes], IndexName] = {}
        for block in self._blocks(stream):
            for name in _names_in(block, folders):
                if len(found) < _MOST_OF_A_FOLDER and self._is_lost(name):
                    found.setdefault((name.record, name.name), name)
        told = {name.name for name in found.values() if name.record is not None}
        long = {name.record for name in found.values() if name.space != DOS_NAME}
        for name in found.values():
            if name.record is None:
                is_own = name.space != DOS_NAME and name.name not in told
                if is_own and not _has(listed, hash((number, name.name))):
                    yield name
            elif name.space != DOS_NAME or name.record not in long:
                yield name

    def _blocks(self, stream: ClusterStream) -> Iterator[bytes]:
        """The blocks that are whole."""
        block_bytes = 0
        for offset, length in _windows(stream):
            try:
                window = stream.read(offset, length)
            except EvidenceUnreadable as trouble:
                self.trouble = self.trouble or str(trouble)
                continue
            block_bytes = block_bytes or _block_bytes(window)
            for place in range(0, len(window), block_bytes):
                block = window[place : place + block_bytes]
                if block[:4] != INDEX_SIGNATURE:
                    continue
                try:
                    yield mended(block, INDEX_SIGNATURE)
                except RecordDamaged:
                    self.damaged += 1

    def _flags_of(self, number: int) -> int:
        return self._flags[number] if number < len(self._flags) else _UNREADABLE

    def _is_lost(self, name: IndexName) -> bool:
        """Whether the record that the name tells is known to be another's now; `True` for no record."""
        if name.record is None:
            return True
        number, sequence = name.record & NUMBER_MASK, name.record >> 48
        flags = self._flags_of(number)
        if flags == _UNREADABLE:
            return False
        now = self._sequences[2 * number] | self._sequences[2 * number + 1] << 8
        if flags & IN_USE:
            return now != sequence
        return now not in (sequence, sequence % 0xFFFF + 1)


def _windows(stream: ClusterStream) -> Iterator[tuple[int, int]]:
    """Pieces of a stream that are no holes: place and length."""
    offset, end = 0, stream.size_bytes
    while offset < end:
        place, following = stream.run_at(offset)
        length = min(following, end - offset)
        if place == HOLE:
            offset += length
            continue
        length = min(_WINDOW_BYTES, end - offset)
        yield offset, length
        offset += length


def _block_bytes(window: bytes) -> int:
    """How long the blocks of an index are, by the sectors that its first one says it has."""
    sectors = int.from_bytes(window[6:8], "little") - 1
    length = sectors * FIXUP_BYTES
    fits = window[:4] == INDEX_SIGNATURE and 0 < length <= _LARGEST_BLOCK_BYTES and not length & (length - 1)
    return length if fits else _USUAL_BLOCK_BYTES


def _names_in(block: bytes, folders: list[int]) -> Iterator[IndexName]:
    """All names in a block that tell one of these folders, wherever they stand."""
    for folder in folders:
        sign = folder.to_bytes(8, "little")
        place = block.find(sign, _NAMES_AT)
        while place >= 0:
            if not place % 8 and (name := _name_at(block, place)) is not None:
                yield name
            place = block.find(sign, place + 8)


def _name_at(block: bytes, place: int) -> IndexName | None:
    if place + _NAME_BYTES > len(block):
        return None
    folder, *times, _, size, attributes, length, space = _NAME.unpack_from(block, place)
    end = place + _NAME_BYTES + 2 * length
    if not length or space >= _SPACES or end > len(block):
        return None
    name = text(block[place + _NAME_BYTES : end])
    if b"\0" in name or b"/" in name:
        return None
    born, written, changed, read = times
    return IndexName(
        folder=folder,
        record=_record_before(block, place, length),
        name=name,
        space=space,
        times=(born, written, changed, read),
        size_bytes=min(size, _LARGEST_SIZE),
        attributes=attributes,
    )


def _record_before(block: bytes, place: int, name_length: int) -> int | None:
    """The record that the entry of a name tells, if what stands before the name is its entry."""
    record, length, key_length, flags = _ENTRY.unpack_from(block, place - _ENTRY_BYTES)
    wanted = _ENTRY_BYTES + key_length + 7 & ~7
    wanted += 8 if flags & _HAS_BLOCK_BELOW else 0
    fits = key_length == _NAME_BYTES + 2 * name_length and length == wanted and record >> 48
    return int(record) if fits else None


def _has(hashes: Hashes, wanted: int) -> bool:
    place = int(np.searchsorted(hashes, wanted))
    return place < len(hashes) and int(hashes[place]) == wanted
