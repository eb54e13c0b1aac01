"""In which order the contents of a scan are read, and the work items for the reader.

The plan is an array of entry numbers, made when the listing is whole and again when a scan is resumed: eight
bytes an entry, whatever the size of the disk. Hard links are one content: the first of its entries is read,
the others share what is learnt.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec import Raw
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from app.store.scan_writing import portions
from app.store.schema import EntryRecord, ExaminationRecord, table_of
from forensics.examining.work import NO_EXTENTS, WorkItem

_ENTRIES = table_of(EntryRecord)
_EXAMINATIONS = table_of(ExaminationRecord)
_UNPLACED = 1 << 62  # behind all that have a place
_FETCHED_AT_ONCE = 10_000

Step = tuple[int, int, int]  # priority, place in the image, entry number


@dataclass(slots=True)
class ReadingPlan:
    """`order` holds entry numbers, the next to be read first; `twins` the other names of a content;
    `placed` those of `order` that can be read without The Sleuth Kit, from which a sample is drawn.
    """

    order: "array[int]" = field(default_factory=lambda: array("q"))
    placed: "array[int]" = field(default_factory=lambda: array("q"))
    twins: dict[int, list[int]] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)  # priority -> its first place in `order`


def reading_plan(connection: Connection, scan_id: int) -> ReadingPlan:
    """What of a scan has no outcome yet, by priority and, within it, by place in the image."""
    plan = ReadingPlan()
    linked = sorted(_linked(connection, scan_id, plan.twins))
    for priority, place, entry_id in merge(_single(connection, scan_id), linked):
        plan.starts.setdefault(priority, len(plan.order))
        plan.order.append(entry_id)
        if place != _UNPLACED:
            plan.placed.append(entry_id)
    return plan


def _waiting(scan_id: int, *columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(_ENTRIES)
        .outerjoin(_EXAMINATIONS, _EXAMINATIONS.c.entry_id == _ENTRIES.c.id)
        .where(_ENTRIES.c.scan_id == scan_id, _EXAMINATIONS.c.entry_id.is_(None))
    )


def _single(connection: Connection, scan_id: int) -> Iterator[Step]:
    place = _place()
    statement = _waiting(scan_id, _ENTRIES.c.priority, place, _ENTRIES.c.id).where(_ENTRIES.c.links <= 1)
    rows = connection.execute(
        statement.order_by(_ENTRIES.c.priority, place, _ENTRIES.c.id).execution_options(
            yield_per=_FETCHED_AT_ONCE
        )
    )
    return (tuple(row) for row in rows)


def _linked(connection: Connection, scan_id: int, twins: dict[int, list[int]]) -> Iterator[Step]:
    """One step for each content with several names, under the first of them, when the earliest is due."""
    address = (_ENTRIES.c.volume, _ENTRIES.c.meta_addr, _ENTRIES.c.attr_type, _ENTRIES.c.attr_id)
    statement = _waiting(scan_id, *address, _ENTRIES.c.priority, _place(), _ENTRIES.c.id)
    rows = connection.execute(statement.where(_ENTRIES.c.links > 1).order_by(*address, _ENTRIES.c.id))
    for _address, group in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        names = [(row[4], row[5], row[6]) for row in group]
        first = names[0][2]
        if len(names) > 1:
            twins[first] = [entry_id for _, _, entry_id in names[1:]]
        yield min(priority for priority, _, _ in names), names[0][1], first


def _place() -> ColumnElement[int]:
    return func.coalesce(_ENTRIES.c.place_bytes, _UNPLACED)


_WORK_COLUMNS = (
    _ENTRIES.c.id,
    _ENTRIES.c.volume,
    _ENTRIES.c.meta_addr,
    _ENTRIES.c.attr_type,
    _ENTRIES.c.attr_id,
    _ENTRIES.c.size_bytes,
    _ENTRIES.c.allocated,
    _ENTRIES.c.extents,
)


def work_items(
    connection: Connection, ids: Sequence[int], *, sample: frozenset[int] = frozenset()
) -> list[WorkItem]:
    """The contents with these numbers, in this order."""
    found: dict[int, WorkItem] = {}
    for some in portions(ids):
        for row in connection.execute(select(*_WORK_COLUMNS).where(_ENTRIES.c.id.in_(some))):
            found[row.id] = work_item(row, is_sample=row.id in sample)
    return [found[entry_id] for entry_id in ids]


def work_item(row: Row[*tuple[Any, ...]], *, is_sample: bool = False) -> WorkItem:
    """From a row with at least the columns of an entry."""
    return WorkItem(
        entry_id=row.id,
        volume=row.volume,
        meta_addr=row.meta_addr,
        attr_type=row.attr_type,
        attr_id=row.attr_id,
        size_bytes=row.size_bytes,
        allocated=row.allocated,
        extents=NO_EXTENTS if row.extents is None else Raw(row.extents),
        is_sample=is_sample,
    )


def worth_a_look(connection: Connection, ids: Sequence[int], *, at_least_bytes: int) -> list[int]:
    """Those allocated and not small, in their order: their first bytes are cheap beside all of them."""
    large: set[int] = set()
    for some in portions(ids):
        statement = select(_ENTRIES.c.id).where(
            _ENTRIES.c.id.in_(some),
            _ENTRIES.c.allocated.is_(True),
            _ENTRIES.c.size_bytes >= at_least_bytes,
        )
        large.update(connection.execute(statement).scalars())
    return [entry_id for entry_id in ids if entry_id in large]
