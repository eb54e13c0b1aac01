"""Fills a fresh NTFS volume with more files than a driver writes in an afternoon: records written straight.

`mkntfs` makes the volume; here its record table is lengthened, the clusters are marked, and each folder gets
a whole index, so that tools which read indexes and tools which read records find the same files.
"""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from benchmarks.ntfs_records import (
    BITMAP,
    CLUSTER_BYTES,
    DATA,
    FILE_NAME,
    IN_USE,
    INDEX_ALLOCATION,
    INDEX_ROOT,
    IS_FOLDER,
    RECORD_BYTES,
    RESIDENT_LIMIT_BYTES,
    Attribute,
    IndexEntry,
    Run,
    attributes_of,
    bitmap_of,
    entries_of,
    file_record,
    folder_index,
    free_record,
    index_attributes,
    name_value,
    resident,
    spread,
    standard_information,
    unpack_runs,
    unsealed,
)

_FIRST_FREE = 64  # Windows keeps the records before it for itself
_MFT_RECORD, _ROOT_RECORD, _BITMAP_RECORD, _MIRRORED = 0, 5, 6, 4
_MOMENT = 133_800_000_000_000_000  # December 2024 in steps of 100 ns since 1601
_STEP = 37_000_000
_AT_ONCE = 1000  # files whose clusters lie side by side
_PLACES = 0x9E3779B1  # an odd number far from any power of two: consecutive groups land far from each other
_POOL = np.random.Generator(np.random.SFC64(3)).bytes(1 << 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallFile:
    """A file of `size` bytes; the content follows from name and size."""

    name: str
    size: int

    def content(self) -> bytes:
        mark = hashlib.sha256(f"{self.name} {self.size}".encode()).digest()
        at = int.from_bytes(mark[:2], "big")
        return (mark + _POOL[at : at + self.size])[: self.size]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFolder:
    """A folder with what lies in it; names are ASCII and differ in more than their capitals."""

    name: str
    files: Sequence[SmallFile] = ()
    folders: Sequence["PlannedFolder"] = ()

    def count(self) -> int:
        """How many records the folder takes, its own included."""
        return 1 + len(self.files) + sum(folder.count() for folder in self.folders)


def fill_volume(image: Path, folder: PlannedFolder) -> None:
    """Put `folder` into the root of the fresh NTFS volume that is all of `image`."""
    with image.open("r+b") as disk:
        _Filling.of(disk).fill(folder)


@dataclass(slots=True, kw_only=True)
class _Filling:
    disk: BinaryIO
    clusters: int
    mft: list[Run]
    mirror: int
    bitmap: Run
    groups: int = 0
    next_record: int = _FIRST_FREE
    moment: int = _MOMENT
    pending: list[bytes] = field(default_factory=list)
    pending_from: int = 0

    @classmethod
    def of(cls, disk: BinaryIO) -> "_Filling":
        boot = disk.read(512)
        sectors, mft, mirror = struct.unpack_from("<QQQ", boot, 40)
        first = _read(disk, mft * CLUSTER_BYTES, RECORD_BYTES)
        table = _runs(first, DATA)
        record = _read(disk, mft * CLUSTER_BYTES + _BITMAP_RECORD * RECORD_BYTES, RECORD_BYTES)
        (bitmap,) = _runs(record, DATA)
        return cls(
            disk=disk, clusters=sectors * 512 // CLUSTER_BYTES, mft=table, mirror=mirror, bitmap=bitmap
        )

    def fill(self, folder: PlannedFolder) -> None:
        records = _FIRST_FREE + folder.count()
        formatted = self.mft[0].count * CLUSTER_BYTES // RECORD_BYTES
        self._lengthen_table(records)
        self._write_records(formatted, [free_record(number) for number in range(formatted, _FIRST_FREE)])
        entry = self._folder(folder, parent=_reference(_ROOT_RECORD, _ROOT_RECORD))
        self._flush()
        self._add_to_root(entry)

    def _lengthen_table(self, records: int) -> None:
        old = self._record(_MFT_RECORD)
        (held,) = self.mft
        more = -(-records * RECORD_BYTES // CLUSTER_BYTES) - held.count
        self.mft.append(self._take(more, near=self.clusters // 8))
        first_marks = _read(self.disk, _runs(old, BITMAP)[0].first * CLUSTER_BYTES, _FIRST_FREE // 8)
        marks = first_marks + bitmap_of(records)[_FIRST_FREE // 8 :]
        kept = [attribute for attribute in attributes_of(old) if attribute.kind not in (DATA, BITMAP)]
        for run in _runs(old, BITMAP):
            self._mark(run, used=False)
        size = (held.count + more) * CLUSTER_BYTES
        kept.append(spread(DATA, self.mft, size=size, number=1))
        kept.append(self._spread_out(BITMAP, marks, number=5))
        self._overwrite(_MFT_RECORD, kept, flags=IN_USE)

    def _folder(self, folder: PlannedFolder, *, parent: int) -> IndexEntry:
        """Write the folder with all that is in it; return its entry for the parent's index."""
        number = self._next()
        reference = _reference(number, 1)
        entries = [entry for files in _groups(folder.files) for entry in self._files(files, parent=reference)]
        self._flush()
        entries += [self._folder(inner, parent=reference) for inner in folder.folders]
        value = name_value(parent, folder.name, moment=self.moment, size=0, is_folder=True)
        attributes = [
            standard_information(self.moment),
            resident(FILE_NAME, value, number=1),
            *self._index(entries),
        ]
        self._write_records(number, [file_record(attributes, number=number, flags=IN_USE | IS_FOLDER)])
        return IndexEntry(order=folder.name.upper(), reference=reference, name_value=value)

    def _files(self, files: Sequence[SmallFile], *, parent: int) -> Iterator[IndexEntry]:
        spread_out = [file for file in files if file.size > RESIDENT_LIMIT_BYTES]
        wanted = sum(_clusters(file.size) for file in spread_out)
        at = 0
        if wanted:
            self.groups += 1
            run = self._take(wanted, near=self.groups * _PLACES % self.clusters)
            contents = (file.content() for file in spread_out)
            padded = (content + bytes(-len(content) % CLUSTER_BYTES) for content in contents)
            self._write_at(run.first * CLUSTER_BYTES, b"".join(padded))
            at = run.first
        for file in files:
            number = self._next()
            self.moment += _STEP
            value = name_value(parent, file.name, moment=self.moment, size=file.size)
            if file.size > RESIDENT_LIMIT_BYTES:
                held = Run(first=at, count=_clusters(file.size))
                at += held.count
                data = spread(DATA, [held], size=file.size, number=2)
            else:
                data = resident(DATA, file.content(), number=2)
            attributes = [standard_information(self.moment), resident(FILE_NAME, value, number=1), data]
            self._queue(number, file_record(attributes, number=number))
            yield IndexEntry(order=file.name.upper(), reference=_reference(number, 1), name_value=value)

    def _index(self, entries: Sequence[IndexEntry]) -> Iterator[Attribute]:
        index = folder_index(entries)
        runs = [self._take(len(index.blocks), near=self.clusters // 4)] if index.blocks else []
        for run in runs:
            self._write_at(run.first * CLUSTER_BYTES, b"".join(index.blocks))
        yield from index_attributes(index, runs, number=3)
        if index.blocks:
            yield self._spread_out(BITMAP, bitmap_of(len(index.blocks)), number=5, name="$I30")

    def _add_to_root(self, entry: IndexEntry) -> None:
        old = self._record(_ROOT_RECORD)
        entries = [*self._entries(old), entry]
        for run in _runs(old, INDEX_ALLOCATION):
            self._mark(run, used=False)
        index = (INDEX_ROOT, INDEX_ALLOCATION, BITMAP)
        kept = [attribute for attribute in attributes_of(old) if attribute.kind not in index]
        self._overwrite(_ROOT_RECORD, [*kept, *self._index(entries)], flags=IN_USE | IS_FOLDER)

    def _entries(self, record: bytes) -> Iterator[IndexEntry]:
        for attribute in attributes_of(record):
            if attribute.kind == INDEX_ROOT:
                (value_at,) = struct.unpack_from("<H", attribute.packed, 20)
                yield from entries_of(attribute.packed[value_at + 16 :])
        for run in _runs(record, INDEX_ALLOCATION):
            for cluster in range(run.first, run.first + run.count):
                block = unsealed(_read(self.disk, cluster * CLUSTER_BYTES, CLUSTER_BYTES))
                yield from entries_of(block[24:])

    def _spread_out(self, kind: int, value: bytes, *, number: int, name: str = "") -> Attribute:
        if len(value) <= 64:
            return resident(kind, value, number=number, name=name)
        run = self._take(_clusters(len(value)), near=self.clusters // 4)
        self._write_at(run.first * CLUSTER_BYTES, value)
        return spread(kind, [run], size=len(value), number=number, name=name)

    def _next(self) -> int:
        self.next_record += 1
        return self.next_record - 1

    def _record(self, number: int) -> bytes:
        return unsealed(_read(self.disk, self._place(number), RECORD_BYTES))

    def _overwrite(self, number: int, attributes: Sequence[Attribute], *, flags: int) -> None:
        """Write a system record again, in the mirror too. Its sequence is its number, 1 for the first."""
        packed = file_record(attributes, number=number, sequence=number or 1, flags=flags)
        self._write_at(self._place(number), packed)
        if number < _MIRRORED:
            self._write_at(self.mirror * CLUSTER_BYTES + number * RECORD_BYTES, packed)

    def _queue(self, number: int, record: bytes) -> None:
        if not self.pending:
            self.pending_from = number
        self.pending.append(record)
        if len(self.pending) == 4 * _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._write_records(self.pending_from, self.pending)
        self.pending.clear()

    def _write_records(self, first: int, records: Sequence[bytes]) -> None:
        head = self.mft[0].count * CLUSTER_BYTES // RECORD_BYTES
        if records and first < head <= first + len(records) - 1:
            raise ValueError("records across the first fragment of the table")
        if records:
            self._write_at(self._place(first), b"".join(records))

    def _place(self, number: int) -> int:
        at = number * RECORD_BYTES
        for run in self.mft:
            if at < run.count * CLUSTER_BYTES:
                return run.first * CLUSTER_BYTES + at
            at -= run.count * CLUSTER_BYTES
        raise ValueError(f"record {number} is behind the end of the table")

    def _take(self, count: int, *, near: int) -> Run:
        """Find and mark `count` free clusters side by side, at `near` or behind it."""
        first = near // 8 * 8
        while True:
            if first + count > self.clusters:
                first = 0
            free = self._free_bytes(first, count)
            if free is None:
                run = Run(first=first, count=count)
                self._mark(run, used=True)
                return run
            first += free * 8

    def _free_bytes(self, first: int, count: int) -> int | None:
        """`None` if all are free; else how many bytes of the bitmap to go on by."""
        marks = self._read_marks(first, count)
        used = [at for at, mark in enumerate(marks) if mark]
        return used[-1] + 1 if used else None

    def _read_marks(self, first: int, count: int) -> bytes:
        return _read(self.disk, self.bitmap.first * CLUSTER_BYTES + first // 8, (first % 8 + count + 7) // 8)

    def _mark(self, run: Run, *, used: bool) -> None:
        marks = int.from_bytes(self._read_marks(run.first, run.count), "little")
        mask = ((1 << run.count) - 1) << run.first % 8
        marks = marks | mask if used else marks & ~mask
        length = (run.first % 8 + run.count + 7) // 8
        self._write_at(self.bitmap.first * CLUSTER_BYTES + run.first // 8, marks.to_bytes(length, "little"))

    def _write_at(self, place: int, content: bytes) -> None:
        self.disk.seek(place)
        self.disk.write(content)


def _runs(record: bytes, kind: int) -> list[Run]:
    for attribute in attributes_of(unsealed(record) if record[510:512] == b"\1\0" else record):
        if attribute.kind == kind and attribute.packed[8]:
            (at,) = struct.unpack_from("<H", attribute.packed, 32)
            return list(unpack_runs(attribute.packed[at:]))
    return []


def _groups(files: Sequence[SmallFile]) -> Iterator[Sequence[SmallFile]]:
    for first in range(0, len(files), _AT_ONCE):
        yield files[first : first + _AT_ONCE]


def _clusters(size: int) -> int:
    return -(-size // CLUSTER_BYTES)


def _reference(number: int, sequence: int) -> int:
    return sequence << 48 | number


def _read(disk: BinaryIO, place: int, length: int) -> bytes:
    disk.seek(place)
    return disk.read(length)
