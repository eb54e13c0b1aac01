"""NTFS structures as bytes: attributes, file records, folder indexes, for disks too crowded for a driver.

Written from the published description of the format and from nothing of the examining program, so that a
mistake cannot hide in both. Clusters and index blocks are 4,096 bytes, records 1,024. A reference is the file
record number in the low 48 bits with the sequence number above.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

CLUSTER_BYTES = 4096
RECORD_BYTES = 1024
STANDARD_INFORMATION, FILE_NAME, DATA = 0x10, 0x30, 0x80
INDEX_ROOT, INDEX_ALLOCATION, BITMAP = 0x90, 0xA0, 0xB0
IN_USE, IS_FOLDER = 1, 2
RESIDENT_LIMIT_BYTES = 600  # beside a name of up to 24 letters this always fits into a record

_SECTOR_BYTES = 512
_END = b"\xff\xff\xff\xff\0\0\0\0"
_INDEX_NAME = "$I30"
_INDEX_ENTRIES_AT = 64  # in an index block: header, update sequence, padding
_NODE_HEADER_AT = 24
_LARGEST_ROOT_BYTES = 400  # of index entries; a folder's other attributes need the rest of its record
_IS_NODE, _IS_LAST = 1, 2
_ARCHIVE, _FOLDER_FLAG = 0x20, 0x10000000
_WIN32_NAME = 1
_SECURITY_ID = 0x100
_RESIDENT = struct.Struct("<IIBBHHHIHBB")
_SPREAD = struct.Struct("<IIBBHHHQQHHIQQQ")
_RECORD = struct.Struct("<4sHHQHHHHIIQHHI")
_NAME = struct.Struct("<QQQQQQQIIBB")
_ENTRY = struct.Struct("<QHHI")
_NODE = struct.Struct("<IIII")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`count` clusters from cluster `first` on."""

    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a record, packed, with the number that orders it."""

    kind: int
    packed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A name in a folder: the letters it is ordered by, whom it names, and its `$FILE_NAME` value."""

    order: str
    reference: int
    name_value: bytes

    def packed(self, below: int | None) -> bytes:
        padded = self.name_value + bytes(-len(self.name_value) % 8)
        tail = b"" if below is None else struct.pack("<Q", below)
        flags = 0 if below is None else _IS_NODE
        length = _ENTRY.size + len(padded) + len(tail)
        return _ENTRY.pack(self.reference, length, len(self.name_value), flags) + padded + tail


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderIndex:
    """A folder's index: the value of `$INDEX_ROOT` and the blocks of `$INDEX_ALLOCATION`, possibly none."""

    root: bytes
    blocks: tuple[bytes, ...]


def resident(kind: int, value: bytes, *, number: int, name: str = "") -> Attribute:
    letters = name.encode("utf-16-le")
    value_at = _RESIDENT.size + len(letters)
    length = (value_at + len(value) + 7) & ~7
    head = _RESIDENT.pack(
        kind, length, 0, len(name), _RESIDENT.size, 0, number, len(value), value_at, kind == FILE_NAME, 0
    )
    return Attribute(kind=kind, packed=(head + letters + value).ljust(length, b"\0"))


def spread(kind: int, runs: Sequence[Run], *, size: int, number: int, name: str = "") -> Attribute:
    """A non-resident attribute of `size` bytes over `runs`."""
    letters = name.encode("utf-16-le")
    packed_runs = pack_runs(runs)
    clusters = sum(run.count for run in runs)
    runs_at = _SPREAD.size + len(letters)
    length = (runs_at + len(packed_runs) + 7) & ~7
    head = _SPREAD.pack(
        kind, length, 1, len(name), _SPREAD.size, 0, number, 0, clusters - 1, runs_at, 0, 0,
        clusters * CLUSTER_BYTES, size, size,
    )  # fmt: skip
    return Attribute(kind=kind, packed=(head + letters + packed_runs).ljust(length, b"\0"))


def pack_runs(runs: Iterable[Run]) -> bytes:
    packed, before = bytearray(), 0
    for run in runs:
        step = run.first - before
        lengths = run.count.to_bytes(run.count.bit_length() // 8 + 1, "little")
        steps = step.to_bytes(step.bit_length() // 8 + 1, "little", signed=True)
        packed += bytes([len(steps) << 4 | len(lengths)]) + lengths + steps
        before = run.first
    return bytes(packed) + b"\0"


def unpack_runs(packed: bytes) -> Iterator[Run]:
    at = before = 0
    while packed[at]:
        counted, stepped = packed[at] & 15, packed[at] >> 4
        count = int.from_bytes(packed[at + 1 : at + 1 + counted], "little")
        before += int.from_bytes(packed[at + 1 + counted : at + 1 + counted + stepped], "little", signed=True)
        yield Run(first=before, count=count)
        at += 1 + counted + stepped


def standard_information(moment: int, *, number: int = 0) -> Attribute:
    value = struct.pack("<QQQQI12xIIQQ", moment, moment, moment, moment, _ARCHIVE, 0, _SECURITY_ID, 0, 0)
    return resident(STANDARD_INFORMATION, value, number=number)


def name_value(parent: int, name: str, *, moment: int, size: int, is_folder: bool = False) -> bytes:
    """A `$FILE_NAME` value, as it stands in the record and in the parent's index."""
    flags = _FOLDER_FLAG if is_folder else _ARCHIVE
    unit = 8 if size <= RESIDENT_LIMIT_BYTES else CLUSTER_BYTES
    taken = -(-size // unit) * unit
    head = _NAME.pack(parent, moment, moment, moment, moment, taken, size, flags, 0, len(name), _WIN32_NAME)
    return head + name.encode("utf-16-le")


def file_record(
    attributes: Iterable[Attribute], *, number: int, sequence: int = 1, flags: int = IN_USE
) -> bytes:
    """A record of 1,024 bytes with its update sequence in place."""
    ordered = sorted(attributes, key=lambda attribute: attribute.kind)
    body = b"".join([attribute.packed for attribute in ordered]) + _END
    used = 56 + len(body)
    if used > RECORD_BYTES:
        raise ValueError(f"record {number} would take {used} bytes")
    links = sum(attribute.kind == FILE_NAME for attribute in ordered)
    head = _RECORD.pack(
        b"FILE", 48, 3, 0, sequence, links, 56, flags, used, RECORD_BYTES, 0, len(ordered) + 8, 0, number
    )
    return sealed((head + bytes(8) + body).ljust(RECORD_BYTES, b"\0"), sequence_at=48)


def free_record(number: int) -> bytes:
    """A formatted record that no file uses."""
    head = _RECORD.pack(b"FILE", 48, 3, 0, 1, 0, 56, 0, 64, RECORD_BYTES, 0, 0, 0, number)
    return sealed((head + bytes(8) + _END).ljust(RECORD_BYTES, b"\0"), sequence_at=48)


def sealed(block: bytes, *, sequence_at: int) -> bytes:
    """`block` as written to disk: the last two bytes of each sector moved into the update sequence array."""
    out = bytearray(block)
    out[sequence_at : sequence_at + 2] = b"\1\0"
    for index, end in enumerate(range(_SECTOR_BYTES - 2, len(out), _SECTOR_BYTES), start=1):
        out[sequence_at + 2 * index : sequence_at + 2 * index + 2] = out[end : end + 2]
        out[end : end + 2] = b"\1\0"
    return bytes(out)


def unsealed(block: bytes) -> bytes:
    """`block` as it is meant: the last two bytes of each sector back from the update sequence array."""
    out = bytearray(block)
    (at,) = struct.unpack_from("<H", out, 4)
    for index, end in enumerate(range(_SECTOR_BYTES - 2, len(out), _SECTOR_BYTES), start=1):
        out[end : end + 2] = out[at + 2 * index : at + 2 * index + 2]
    return bytes(out)


def attributes_of(record: bytes) -> Iterator[Attribute]:
    """The attributes of an unsealed record."""
    (at,) = struct.unpack_from("<H", record, 20)
    while record[at : at + 4] != _END[:4]:
        kind, length = struct.unpack_from("<II", record, at)
        yield Attribute(kind=kind, packed=record[at : at + length])
        at += length


def entries_of(node: bytes) -> Iterator[IndexEntry]:
    """The names in one index node, which begins with its node header."""
    at, length, _, _ = _NODE.unpack_from(node)
    while at < length:
        reference, taken, key_bytes, flags = _ENTRY.unpack_from(node, at)
        if flags & _IS_LAST:
            return
        value = node[at + _ENTRY.size : at + _ENTRY.size + key_bytes]
        yield IndexEntry(order=value[66:].decode("utf-16-le").upper(), reference=reference, name_value=value)
        at += taken


def folder_index(entries: Iterable[IndexEntry]) -> FolderIndex:
    """The B-tree of a folder. Names are ASCII, for which the order of capitals is the order NTFS asks for."""
    level: list[tuple[IndexEntry, int | None]] = [
        (entry, None) for entry in sorted(entries, key=lambda entry: entry.order)
    ]
    last: int | None = None
    blocks: list[bytes] = []
    while sum(len(entry.packed(below)) for entry, below in level) > _LARGEST_ROOT_BYTES:
        level, last = _folded(level, last, blocks)
    head = struct.pack("<IIIB3x", FILE_NAME, 1, CLUSTER_BYTES, 1)
    return FolderIndex(root=head + _node(level, last, entries_at=16, room=None), blocks=tuple(blocks))


def _folded(
    level: list[tuple[IndexEntry, int | None]], last: int | None, blocks: list[bytes]
) -> tuple[list[tuple[IndexEntry, int | None]], int]:
    """Put a level into `blocks`; return the entries between the blocks, which make the level above."""
    above: list[tuple[IndexEntry, int | None]] = []
    held: list[tuple[IndexEntry, int | None]] = []
    room = full = CLUSTER_BYTES - _INDEX_ENTRIES_AT - 24  # the last entry of a node and what may lie below it
    for entry, below in level:
        length = len(entry.packed(below))
        if length > room:
            between, its_below = held.pop()
            above.append((between, _add_block(held, its_below, blocks)))
            held, room = [], full
        held.append((entry, below))
        room -= length
    return above, _add_block(held, last, blocks)


def _add_block(held: list[tuple[IndexEntry, int | None]], last: int | None, blocks: list[bytes]) -> int:
    entries_at, room = _INDEX_ENTRIES_AT - _NODE_HEADER_AT, CLUSTER_BYTES - _NODE_HEADER_AT
    node = _node(held, last, entries_at=entries_at, room=room)
    head = struct.pack("<4sHHQQ", b"INDX", 40, CLUSTER_BYTES // _SECTOR_BYTES + 1, 0, len(blocks))
    blocks.append(sealed((head + node).ljust(CLUSTER_BYTES, b"\0"), sequence_at=40))
    return len(blocks) - 1


def _node(
    held: Sequence[tuple[IndexEntry, int | None]], last: int | None, *, entries_at: int, room: int | None
) -> bytes:
    body = b"".join([entry.packed(below) for entry, below in held])
    tail = b"" if last is None else struct.pack("<Q", last)
    body += _ENTRY.pack(0, _ENTRY.size + len(tail), 0, _IS_LAST | (0 if last is None else _IS_NODE)) + tail
    length = entries_at + len(body)
    head = _NODE.pack(entries_at, length, room or length, 0 if last is None else 1)
    return head.ljust(entries_at, b"\0") + body


def index_attributes(index: FolderIndex, runs: Sequence[Run], *, number: int) -> Iterator[Attribute]:
    """`$INDEX_ROOT`, and for an index with blocks `$INDEX_ALLOCATION`; the block bitmap is the caller's."""
    yield resident(INDEX_ROOT, index.root, number=number, name=_INDEX_NAME)
    if index.blocks:
        size = len(index.blocks) * CLUSTER_BYTES
        yield spread(INDEX_ALLOCATION, runs, size=size, number=number + 1, name=_INDEX_NAME)


def bitmap_of(count: int, *, multiple: int = 8) -> bytes:
    """`count` bits that are set, padded with zero bits to whole `multiple`s of bytes."""
    value = ((1 << count) - 1).to_bytes((count + 7) // 8, "little")
    return value + bytes(-len(value) % multiple)
