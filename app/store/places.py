"""Where the contents of a scan's entries lie in the image, read for the map of the exhibit."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal_column, select

from app.rows.maps import BYTE_OUTCOMES
from app.store.results import ENTRIES, EXAMINATIONS, LISTING_ENDS, OUTCOME
from forensics.entries import Content, EntryKind
from forensics.times import ZoneKind

READ_AT_ONCE: Final = 2_000  # rows; more would hold up the other threads of the program
NO_TIME: Final = -(1 << 63)
NO_PLACE: Final = -1


def placed_entries(connection: Connection, scan_id: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Every entry of a scan in no certain order, some thousands at a time: (volume, path, outcome as its
    place in BYTE_OUTCOMES, size, is a file, has content, keeps local time, modified, created, accessed,
    extents as MessagePack, place); NO_TIME and NO_PLACE where there is none.
    """
    entry = ENTRIES.c
    times = [func.coalesce(time, NO_TIME) for time in (entry.mtime_ns, entry.crtime_ns, entry.atime_ns)]
    codes: dict[str, ColumnElement[int]] = {
        outcome: literal_column(str(code)) for code, outcome in enumerate(BYTE_OUTCOMES)
    }
    columns = (
        entry.volume,
        entry.path,
        case(codes, value=OUTCOME),
        entry.size_bytes,
        entry.kind == EntryKind.FILE.value,
        entry.content.in_((Content.PRESENT.value, Content.ENCRYPTED.value)),
        entry.zone == ZoneKind.LOCAL.value,
        *times,
        entry.extents,
        func.coalesce(entry.place_bytes, NO_PLACE),
    )
    statement: Select[Any] = (
        select(*columns)
        .outerjoin(EXAMINATIONS, EXAMINATIONS.c.entry_id == entry.id)
        .where(entry.scan_id == scan_id)
    )
    # The driver's own rows: a million of them as SQLAlchemy's take half a second more.
    cursor: Any = connection.execute(statement.execution_options(stream_results=True)).cursor
    while rows := cursor.fetchmany(READ_AT_ONCE):
        yield rows


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
