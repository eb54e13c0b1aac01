"""What the log of XFS says was done: transactions of items, put together from the records they lie in.

Source: "XFS Algorithms & Data Structures", "Journaling Log"; Linux, fs/xfs/xfs_log_recover.c.
"""

import struct
from collections.abc import Iterable, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_log import Record

_OPERATION = struct.Struct(">IIBBxx")  # transaction, bytes, who, flags
_START, _COMMIT, _WAS_CONTINUED, _UNMOUNT = 0x01, 0x02, 0x08, 0x20
_HEAD_BYTES, _HEAD_MAGIC = 16, b"NART"  # a number of the machine that wrote it
_ITEM = struct.Struct("<HH")  # kind, regions
_MOST_REGIONS = 1 << 16
_BROKEN = "A transaction in its log is damaged."


class Item(Struct, gc=False):
    """`regions` are the pieces of memory that were logged for it, the first of which says what it is."""

    kind: int
    expected: int
    regions: list[bytes]


class Transaction(Struct, frozen=True, gc=False):
    """`place` is that of the record it begins in; changes of an earlier place are older."""

    place: int
    items: tuple[Item, ...]


class _Open(Struct, gc=False):
    """A transaction that is not committed yet."""

    place: int
    head: bytes
    items: list[Item]


def transactions(records: Iterable[Record]) -> Iterator[Transaction]:
    """Those that were committed, in the order in which they were; raise EvidenceUnreadable where one is
    damaged.
    """
    waiting: dict[int, _Open] = {}
    for record in records:
        for number, flags, data in _operations(record):
            if flags & _START:
                waiting[number] = _Open(record.place, b"", [])
                continue
            found = waiting.get(number)
            if flags & _UNMOUNT or found is None:  # begun before the tail: all of it is in place
                continue
            if flags & _COMMIT:
                del waiting[number]
                yield Transaction(found.place, _whole(found))
            elif data:
                _add(found, data, is_continued=bool(flags & _WAS_CONTINUED))


def _operations(record: Record) -> Iterator[tuple[int, int, bytes]]:
    """Number of the transaction, flags, bytes."""
    place = 0
    for _ in range(record.operations):
        if place + _OPERATION.size > len(record.data):
            raise EvidenceUnreadable(_BROKEN)
        number, length, _, flags = _OPERATION.unpack_from(record.data, place)
        place += _OPERATION.size
        if place + length > len(record.data):
            raise EvidenceUnreadable(_BROKEN)
        yield number, flags, record.data[place : place + length]
        place += length


def _add(found: _Open, data: bytes, *, is_continued: bool) -> None:
    if len(found.head) < _HEAD_BYTES:  # which may be cut in two as anything else
        found.head += data
        if len(found.head) > _HEAD_BYTES or found.head[:4] != _HEAD_MAGIC[: len(found.head)]:
            raise EvidenceUnreadable(_BROKEN)
        return
    if is_continued and found.items:
        found.items[-1].regions[-1] += data
        return
    if not found.items or len(found.items[-1].regions) == found.items[-1].expected:
        if len(data) < _ITEM.size:
            raise EvidenceUnreadable(_BROKEN)
        kind, expected = _ITEM.unpack_from(data)
        if not expected or expected > _MOST_REGIONS:
            raise EvidenceUnreadable(_BROKEN)
        found.items.append(Item(kind, expected, []))
    found.items[-1].regions.append(data)


def _whole(found: _Open) -> tuple[Item, ...]:
    if any(len(item.regions) != item.expected for item in found.items):
        raise EvidenceUnreadable(_BROKEN)
    return tuple(found.items)
