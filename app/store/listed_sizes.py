"""The entries that a scan has listed, as the survey of a plan has them: sizes and priorities, and how many
need no reading.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, func, select

from app.store.byte_sums import bytes_in_all
from app.store.results import listing_ends
from app.store.schema import EntryRecord, table_of
from forensics.entries import Content
from forensics.planning import settled_without_reading
from forensics.reader.surveying import AGAIN, SettledCount

_ENTRIES = table_of(EntryRecord)
_AT_ONCE = 50_000
_PRIORITIES = 8  # those of sizes that no record has are told by this much more


class ListedPiece(NamedTuple):
    """As forensics.reader.surveying tells it."""

    sizes: bytes
    marks: bytes
    settled: tuple[SettledCount, ...] = ()


def has_whole_listing(connection: Connection, scan_id: int, *, volumes: Iterable[int]) -> bool:
    """Whether the listing of each of these volumes has reached its end."""
    return set(volumes) <= {row.volume for row in listing_ends(connection, scan_id)}


def listed_sizes(connection: Connection, scan_id: int, *, volumes: Sequence[int]) -> Iterator[ListedPiece]:
    """Everything that the scan has listed of these volumes."""
    yield ListedPiece(b"", b"", tuple(_settled(connection, scan_id, volumes)))
    columns = (_ENTRIES.c.size_bytes, _ENTRIES.c.priority, _ENTRIES.c.links)
    address = (_ENTRIES.c.volume, _ENTRIES.c.meta_addr, _ENTRIES.c.attr_type, _ENTRIES.c.attr_id)
    present = select(*columns, *address).where(
        _ENTRIES.c.scan_id == scan_id,
        _ENTRIES.c.volume.in_(volumes),
        _ENTRIES.c.content == Content.PRESENT.value,
    )
    met: set[tuple[object, ...]] = set()
    rows = connection.execute(present.execution_options(yield_per=_AT_ONCE))
    for part in rows.partitions(_AT_ONCE):
        marks = bytearray(row[1] % _PRIORITIES for row in part)
        for number, row in enumerate(part):
            if row[2] > 1:
                content = tuple(row[3:])
                marks[number] |= AGAIN if content in met else 0
                met.add(content)
        yield ListedPiece(np.array([row[0] for row in part], dtype="<u8").tobytes(), bytes(marks))


def _settled(connection: Connection, scan_id: int, volumes: Sequence[int]) -> Iterator[SettledCount]:
    counts = select(_ENTRIES.c.content, func.count(), bytes_in_all(_ENTRIES.c.size_bytes))
    entries: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for content, number, size in connection.execute(
        counts.where(_ENTRIES.c.scan_id == scan_id, _ENTRIES.c.volume.in_(volumes)).group_by(
            _ENTRIES.c.content
        )
    ):
        if settlement := settled_without_reading(Content(content)):
            entries[settlement[0].value] += number
            held[settlement[0].value] += size
    for outcome, number in entries.items():
        yield SettledCount(outcome, number, held[outcome])
