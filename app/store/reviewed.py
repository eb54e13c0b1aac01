"""What review asks of the results: how an entry is named in an event, its place in a newer scan, the schemes
that give its categories.

Everything here takes a connection inside a transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.store.results import ENTRIES, EXAMINATIONS, EXHIBITS, HITS, SCANS, SETS, joined_entries
from app.store.schema import ENTRIES_OF_A_SCAN

_AT_ONCE = 5_000  # numbers in one question


def named_entries(connection: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """(id, exhibit, volume, shown_path, sha256) of entries by number, of whatever scan."""
    columns = (
        ENTRIES.c.id,
        EXHIBITS.c.label.label("exhibit"),
        ENTRIES.c.volume,
        ENTRIES.c.shown_path,
        EXAMINATIONS.c.sha256,
    )
    return {
        row.id: row
        for some in _pieces(ids)
        for row in connection.execute(joined_entries(select(*columns)).where(ENTRIES.c.id.in_(some)))
    }


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]


def newest_scan_of(connection: Connection) -> dict[int, int]:
    """For each scan the newest one of the same exhibit."""
    newest = select(SCANS.c.exhibit_id, func.max(SCANS.c.id).label("newest")).group_by(SCANS.c.exhibit_id)
    of_exhibit = newest.subquery()
    found = select(SCANS.c.id, of_exhibit.c.newest).join(
        of_exhibit, of_exhibit.c.exhibit_id == SCANS.c.exhibit_id
    )
    return {int(row[0]): int(row[1]) for row in connection.execute(found)}


def same_entries(connection: Connection, ids: Iterable[int], newest: dict[int, int]) -> dict[int, int]:
    """Where entries of older scans stand in the newest one, by the older number.

    The walk of the same media gives an entry the same place; one that is not found there, under the same name
    and metadata address, is left out.
    """
    places = {
        number: newest[scan] * ENTRIES_OF_A_SCAN + number % ENTRIES_OF_A_SCAN
        for number in ids
        if newest.get(scan := number // ENTRIES_OF_A_SCAN, scan) != scan
    }
    known = {**_identities(connection, list(places)), **_identities(connection, list(places.values()))}
    return {old: new for old, new in places.items() if known.get(old) == known.get(new) and known.get(old)}


def _identities(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    columns = (ENTRIES.c.volume, ENTRIES.c.meta_addr, ENTRIES.c.path, ENTRIES.c.stream, ENTRIES.c.attr_id)
    return {
        row[0]: tuple(row[1:])
        for some in _pieces(ids)
        for row in connection.execute(select(ENTRIES.c.id, *columns).where(ENTRIES.c.id.in_(some)))
    }


def is_known_match(connection: Connection, entry: int) -> bool:
    """A notable set lists its content."""
    notable = (
        select(func.count())
        .select_from(HITS.join(SETS, SETS.c.id == HITS.c.set_id))
        .where(HITS.c.entry_id == entry, SETS.c.role == "notable")
    )
    return bool(connection.execute(notable).scalar_one())


def schemes_for(connection: Connection, entry: int) -> tuple[str, ...]:
    """Schemes of categories for an entry: of the records it matched first, then of the notable sets that its
    scan loaded, in their order.
    """
    matched = (
        select(HITS.c.scheme)
        .join(SETS, SETS.c.id == HITS.c.set_id)
        .where(HITS.c.entry_id == entry, SETS.c.role == "notable", HITS.c.scheme.is_not(None))
        .order_by(SETS.c.position, HITS.c.id)
    )
    loaded = (
        select(SETS.c.info)
        .where(SETS.c.scan_id == entry // ENTRIES_OF_A_SCAN, SETS.c.role == "notable")
        .order_by(SETS.c.position)
    )
    schemes = list(connection.execute(matched).scalars())
    schemes += [info.get("scheme") for info in connection.execute(loaded).scalars()]
    return tuple(dict.fromkeys(scheme for scheme in schemes if scheme))


def numbers_of_entry(connection: Connection, entry: int) -> tuple[int, ...]:
    """The numbers of an entry of the newest scan in all scans of its exhibit, its own first."""
    newest = newest_scan_of(connection)
    scan, place = divmod(entry, ENTRIES_OF_A_SCAN)
    older = [one * ENTRIES_OF_A_SCAN + place for one, new in newest.items() if new == scan and one != scan]
    same = same_entries(connection, older, newest) if older else {}
    return (entry, *(number for number in older if same.get(number) == entry))
