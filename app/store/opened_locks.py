"""Locks that stand in nobody's way any more: what a key opened behind them was listed to its end by the
newest scan. The fault that the exhibit was added with, that nothing inside can be read, is then no longer
true.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from app.store.schema import ListingEnd, VolumeRecord, table_of
from forensics.images import VolumeState

_ENDS = table_of(ListingEnd)
_VOLUMES = table_of(VolumeRecord)
_UNLOCKED = ", unlocked"  # so ends the name of a layer that a key opened


def opened_locks(connection: Connection, newest_scans: dict[int, int]) -> frozenset[tuple[int, int]]:
    """(exhibit, locked volume) of these locks. `newest_scans`: scan by exhibit."""
    opened = connection.execute(
        select(_VOLUMES.c.exhibit_id).where(_VOLUMES.c.layer.endswith(_UNLOCKED)).distinct()
    ).scalars()
    return frozenset(
        (exhibit, volume)
        for exhibit in opened
        if exhibit in newest_scans
        for volume in _of_exhibit(connection, exhibit, newest_scans[exhibit])
    )


def _of_exhibit(connection: Connection, exhibit: int, scan: int) -> Iterator[int]:
    of_exhibit = select(_VOLUMES).where(_VOLUMES.c.exhibit_id == exhibit).order_by(_VOLUMES.c.position)
    volumes = list(connection.execute(of_exhibit))
    listed = frozenset(connection.execute(select(_ENDS.c.volume).where(_ENDS.c.scan_id == scan)).scalars())
    for lock in volumes:
        behind = list(_behind(volumes, lock.position))
        readable = {row.position for row in behind if row.state == VolumeState.READABLE}
        if lock.state == VolumeState.LOCKED and readable and readable <= listed:
            yield int(lock.position)


def _behind(volumes: list[Row[Any]], holder: int) -> Iterator[Row[Any]]:
    """The volumes within `holder`, and within these; each stands behind the one that holds it."""
    holders = {holder}
    for row in volumes:
        if row.within in holders:
            holders.add(row.position)
            yield row
