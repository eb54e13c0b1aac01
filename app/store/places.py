"""Where the contents of a scan's entries lie in the image, read for the map of the exhibit."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from app.store.results import ENTRIES, EXAMINATIONS, LISTING_ENDS, OUTCOME

READ_AT_ONCE: Final = 2_000  # rows; more would hold up the other threads of the program
NO_TIME: Final = -(1 << 63)
NO_PLACE: Final = -1


def placed_entries(connection: Connection, scan_id: int) -> Iterator[Sequence[Row[Any]]]:
    """Every entry of a scan in no certain order, some thousands at a time: (id, volume, path, kind, size,
    content, outcome, modified, created, accessed, zone, extents as MessagePack, place); NO_TIME and NO_PLACE
    where there is none.
    """
    entry = ENTRIES.c
    times = [func.coalesce(time, NO_TIME) for time in (entry.mtime_ns, entry.crtime_ns, entry.atime_ns)]
    statement: Select[Any] = (
        select(
            entry.id,
            entry.volume,
            entry.path,
            entry.kind,
            entry.size_bytes,
            entry.content,
            OUTCOME,
            *times,
            entry.zone,
            entry.extents,
            func.coalesce(entry.place_bytes, NO_PLACE),
        )
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == entry.id)
        .where(entry.scan_id == scan_id)
    )
    yield from connection.execute(statement.execution_options(yield_per=READ_AT_ONCE)).partitions()


def examined(connection: Connection, scan_id: int) -> tuple[int, int]:
    """How many volumes of a scan were listed to their end, and how many of its entries were examined: what
    changes while it runs.
    """
    listed = select(func.count()).select_from(LISTING_ENDS).where(LISTING_ENDS.c.scan_id == scan_id)
    done = (
        select(func.count())
        .select_from(ENTRIES)
        .join(EXAMINATIONS, EXAMINATIONS.c.entry_id == ENTRIES.c.id)
        .where(ENTRIES.c.scan_id == scan_id)
    )
    return int(connection.execute(listed).scalar_one()), int(connection.execute(done).scalar_one())
