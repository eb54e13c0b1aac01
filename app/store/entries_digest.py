"""The digest over the entries of a scan, in the order of the walk, fed with rows as they are stored."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from forensics.reader.listing import COLUMNS

_encode = msgspec.msgpack.Encoder().encode

ENTRY_COLUMNS: Final = "entry_columns"
"""Where a scan's plan says how many columns of an entry its digest covers."""
_COLUMNS_BEFORE_1_2: Final = 21  # a plan of format 1.1 does not say


def columns_of(plan: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The columns that the digest over a scan's entries covers: those that there were when it began."""
    number = (plan or {}).get(ENTRY_COLUMNS, _COLUMNS_BEFORE_1_2)
    if not isinstance(number, int) or not _COLUMNS_BEFORE_1_2 <= number <= len(COLUMNS):
        raise ValueError(f"a plan gives the impossible number of {number} columns")
    return COLUMNS[:number]


class EntriesDigest:
    """Rows are tuples in the order of `COLUMNS`, as the reader sends them and the store gives them back; of
    each the first `columns` count.
    """

    def __init__(self, columns: int = len(COLUMNS)) -> None:
        self._running = hashlib.sha256()
        self._columns = columns

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows and len(rows[0]) > self._columns:
            rows = [row[: self._columns] for row in rows]
        self._running.update(one_after_the_other(rows))

    def digest(self) -> bytes:
        """Of what was added so far."""
        return self._running.digest()


def one_after_the_other(rows: Sequence[tuple[Any, ...]]) -> memoryview:
    """The MessagePack of each row, without the head of the array they were encoded in (MessagePack
    specification, array format family): so it does not matter how rows were grouped.
    """
    head_bytes = 1 if len(rows) < 16 else 3 if len(rows) < 1 << 16 else 5
    return memoryview(_encode(rows))[head_bytes:]
