"""What a QCOW2 file says of itself: its header, the extensions behind it and the list of its snapshots.

Source: QEMU, docs/interop/qcow2.txt. Numbers are big-endian.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forensics.containers.stretches import Spoilt, StoredFile
from forensics.errors import SourceNotUsable
from forensics.paths import display_text

SIGNATURE = b"QFI\xfb"
_FIRST = struct.Struct(">4sIQIIQIIQQIIQ")
_SECOND = struct.Struct(">QQQII")  # from version 3 on, behind the first
_SNAPSHOT = struct.Struct(">QIHHIIQII")
_V2_BYTES, _V3_BYTES = 72, 104
_CLUSTER_BITS = range(9, 22)  # 512 bytes to 2 MiB
MOST_L1_BYTES = 32 * 1024 * 1024  # QEMU's own limit (QCOW_MAX_L1_SIZE)
_MOST_SNAPSHOTS = 65536  # QEMU's own limit (QCOW_MAX_SNAPSHOTS)
_MOST_NOTED = 100
_LONGEST_NAME = 1023  # of a backing file, as QEMU writes it
_ENCRYPTION = {1: "AES", 2: "LUKS"}
_METHODS = {0: "zlib", 1: "zstd"}
_DIRTY, _CORRUPT, _DATA_FILE, _METHOD, _EXTENDED = 1, 2, 4, 8, 16
_KNOWN = _DIRTY | _CORRUPT | _DATA_FILE | _METHOD | _EXTENDED
_BACKING_FORMAT, _DATA_FILE_NAME, _BITMAPS = 0xE2792ACA, 0x44415441, 0x23852875  # kinds of extension
_V2_ORDER, _MOST_ORDER = 4, 6  # a count of references has 2 to the power of this many bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    version: int
    cluster_bytes: int
    media_bytes: int
    l1_place: int
    l1_entries: int
    method: str  # how clusters are packed, where they are
    is_extended: bool  # tables of 16 bytes an entry, with a word on each of 32 parts of the cluster
    is_dirty: bool
    is_corrupt: bool
    backing_name: bytes | None
    backing_format: bytes | None
    has_data_file: bool
    data_file_name: bytes | None
    has_bitmaps: bool  # clusters are in use for lists of what a backup changed
    snapshots: int
    snapshots_place: int
    counts_place: int  # of the table that leads to the counts of references
    counts_clusters: int
    count_bits: int  # of one count

    @property
    def entry_bytes(self) -> int:
        return 16 if self.is_extended else 8

    @property
    def table_bytes(self) -> int:
        """Bytes of the media that one second-level table tells of."""
        return self.cluster_bytes // self.entry_bytes * self.cluster_bytes

    @property
    def packed_place_bits(self) -> int:
        """Of the entry of a packed cluster: its place; above it stands the number of its further sectors."""
        return 62 - (self.cluster_bytes.bit_length() - 1 - 8)

    @property
    def tables(self) -> int:
        """Of the second level, for all of the media."""
        return -(-self.media_bytes // self.table_bytes)


def read_header(file: StoredFile) -> Header:
    """Raise SourceNotUsable where the header is damaged, encrypted or of a form not known here."""
    try:
        header = _header(file)
    except Spoilt as trouble:
        raise damaged(file.path, str(trouble)) from trouble
    _verify(file.path, header)
    return header


def damaged(source: Path, what: str) -> SourceNotUsable:
    return SourceNotUsable(f"{source} is a damaged QCOW2 disk: {what}.")


def _header(file: StoredFile) -> Header:
    first = _FIRST.unpack(file.part(0, _FIRST.size))
    version, bits, encryption = first[1], first[4], first[6]
    if version not in (2, 3):
        raise _refused(file.path, f"of version {version}")
    if encryption:
        raise SourceNotUsable(
            f"{file.path} is an encrypted QCOW2 disk ({_ENCRYPTION.get(encryption, 'unknown method')}); "
            "without its key nothing inside can be read. With the key, convert it to raw by qemu-img convert."
        )
    if bits not in _CLUSTER_BITS:
        raise damaged(file.path, f"its clusters would have 2 to the power of {bits} bytes")
    features, length, order = 0, _V2_BYTES, _V2_ORDER
    if version > 2:
        features, _, _, order, length = _SECOND.unpack(file.part(_V2_BYTES, _SECOND.size))
    extensions = dict(_extensions(file, length, end=_end_of_extensions(first[2], 1 << bits)))
    return Header(
        version=version,
        cluster_bytes=1 << bits,
        media_bytes=first[5],
        l1_entries=first[7],
        l1_place=first[8],
        method=_method(file, features, length),
        is_extended=bool(features & _EXTENDED),
        is_dirty=bool(features & _DIRTY),
        is_corrupt=bool(features & _CORRUPT),
        backing_name=_backing_name(file, place=first[2], length=first[3]),
        backing_format=extensions.get(_BACKING_FORMAT),
        has_data_file=bool(features & _DATA_FILE),
        data_file_name=extensions.get(_DATA_FILE_NAME),
        has_bitmaps=_BITMAPS in extensions,
        snapshots=first[11],
        snapshots_place=first[12],
        counts_place=first[9],
        counts_clusters=first[10],
        count_bits=1 << order if order <= _MOST_ORDER else 0,
    )


def _method(file: StoredFile, features: int, length: int) -> str:
    if features & ~_KNOWN:
        raise _refused(file.path, f"with features not known here ({features & ~_KNOWN:#x})")
    number = file.part(_V3_BYTES, 1)[0] if features & _METHOD and length > _V3_BYTES else 0
    if number not in _METHODS:
        raise _refused(file.path, f"packed by a method not known here (number {number})")
    return _METHODS[number]


def _refused(source: Path, what: str) -> SourceNotUsable:
    return SourceNotUsable(
        f"{source} is a QCOW disk {what}; this version has no reader for it. Convert it to raw by qemu-img "
        "convert and add that."
    )


def _end_of_extensions(backing_place: int, cluster_bytes: int) -> int:
    return backing_place if 0 < backing_place < cluster_bytes else cluster_bytes


def _extensions(file: StoredFile, place: int, *, end: int) -> Iterator[tuple[int, bytes]]:
    """Each with its number, up to the one that says that no more follow."""
    while place + 8 <= min(end, file.length_bytes):
        kind, length = struct.unpack(">II", file.part(place, 8))
        if not kind or place + 8 + length > end:
            return
        yield kind, file.part(place + 8, length)
        place += 8 + -(-length // 8) * 8


def _backing_name(file: StoredFile, *, place: int, length: int) -> bytes | None:
    if not place or not length:
        return None
    if length > _LONGEST_NAME:
        raise Spoilt(f"the name of its backing file would have {length:,} bytes")
    return file.part(place, length)


def _verify(source: Path, header: Header) -> None:
    if not header.media_bytes:
        raise damaged(source, "it holds no media")
    if header.l1_entries < header.tables or header.tables * 8 > MOST_L1_BYTES:
        raise damaged(
            source,
            f"its media of {header.media_bytes:,} bytes would need {header.tables:,} tables, and it has room "
            f"for {header.l1_entries:,}",
        )
    if not header.l1_place or header.l1_place % header.cluster_bytes:
        raise damaged(source, f"its first table cannot lie at byte {header.l1_place:,}")
    if header.has_data_file and not header.data_file_name:
        raise damaged(source, "its data lie in a file of their own, which it does not name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An older state of the media, kept inside."""

    table: range  # bytes of the file: its first-level table
    words: str  # what it is called and when it was made
    end: int  # where the next of the list stands


def snapshots(file: StoredFile, header: Header) -> Iterator[Snapshot]:
    """In the order of the list; raise Spoilt where it is damaged."""
    place = header.snapshots_place
    if header.snapshots and (not place or place % header.cluster_bytes):
        raise Spoilt(f"their list cannot lie at byte {place:,}")
    for _ in range(min(header.snapshots, _MOST_SNAPSHOTS)):
        found = _snapshot(file, place)
        if not found.table.start or found.table.start % header.cluster_bytes:
            raise Spoilt(f"the table of one cannot lie at byte {found.table.start:,}")
        yield found
        place = found.end


def snapshot_notes(file: StoredFile, header: Header) -> Iterator[tuple[str, str]]:
    """The states kept inside beside the present one, which alone is read."""
    try:
        for number, found in enumerate(snapshots(file, header)):
            if number == _MOST_NOTED:
                yield "snapshots", f"{header.snapshots:,} in all; the first {_MOST_NOTED} are named"
                return
            yield "snapshot", f"{found.words}; not read, only the present state is"
    except Spoilt as trouble:
        yield "snapshots", f"{header.snapshots:,} by its header, but their list is damaged: {trouble}"


def _snapshot(file: StoredFile, place: int) -> Snapshot:
    fixed = _SNAPSHOT.unpack(file.part(place, _SNAPSHOT.size))
    table, entries, id_bytes, name_bytes, seconds, extra_bytes = *fixed[:5], fixed[8]
    names = place + _SNAPSHOT.size + extra_bytes
    mark = display_text(file.part(names, id_bytes))
    name = display_text(file.part(names + id_bytes, name_bytes))
    made = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Snapshot(
        table=range(table, table + 8 * entries),
        words=f"{mark} “{name}”, made {made}",
        end=-(-(names + id_bytes + name_bytes) // 8) * 8,
    )
