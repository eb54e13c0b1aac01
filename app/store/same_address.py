"""Entries that share a metadata record: hard links, streams, and the names that are left of deleted files.

The facts have no index of metadata addresses. The first question about a volume reads them once, a second of
work on a million entries, and keeps twelve bytes an entry; later questions look there.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

from app.store.results import ENTRIES
from app.store.schema import ENTRIES_OF_A_SCAN

_VOLUMES_KEPT: Final = 4


class AddressBook:
    """Give it connections of one case, inside a transaction."""

    def __init__(self) -> None:
        self._volumes: dict[tuple[int, int], _Addresses] = {}

    def entries_with(self, connection: Connection, entry: int) -> list[int]:
        """Numbers of all entries of the same volume and scan with this one's metadata address, its own among
        them, in the order of the walk; nothing where there is no such entry.
        """
        asked = select(ENTRIES.c.volume, ENTRIES.c.meta_addr).where(ENTRIES.c.id == entry)
        row = connection.execute(asked).first()
        if row is None:
            return []
        key = (entry // ENTRIES_OF_A_SCAN, int(row.volume))
        return self._of(connection, key).entries_with(int(row.meta_addr))

    def _of(self, connection: Connection, key: tuple[int, int]) -> "_Addresses":
        of_volume = (ENTRIES.c.scan_id == key[0], ENTRIES.c.volume == key[1])
        last = connection.execute(select(func.max(ENTRIES.c.id)).where(*of_volume)).scalar_one()
        known = self._volumes.pop(key, None)
        if known is None or known.last != last:  # a listing that still runs
            known = _Addresses(connection, of_volume, last=last)
        self._volumes[key] = known
        while len(self._volumes) > _VOLUMES_KEPT:
            del self._volumes[next(iter(self._volumes))]
        return known


class _Addresses:
    """The metadata addresses of one volume, sorted, each with its entry."""

    def __init__(self, connection: Connection, of_volume: tuple[Any, ...], *, last: int) -> None:
        self.last = last
        asked = select(ENTRIES.c.meta_addr, ENTRIES.c.id).where(*of_volume)
        cursor: Any = connection.execute(asked).cursor  # Any: the driver's own, four times as fast
        pairs: npt.NDArray[np.int64] = np.fromiter(
            (number for pair in cursor for number in pair), dtype=np.int64
        ).reshape(-1, 2)
        cursor.close()
        order = np.lexsort((pairs[:, 1], pairs[:, 0]))
        self._addresses = pairs[order, 0]
        self._first = int(pairs[:, 1].min()) if len(pairs) else 0
        self._entries = (pairs[order, 1] - self._first).astype(np.uint32)

    def entries_with(self, address: int) -> list[int]:
        first, after = np.searchsorted(self._addresses, [address, address + 1])
        return [self._first + int(place) for place in self._entries[first:after]]
