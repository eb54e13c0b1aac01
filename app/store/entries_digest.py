"""The digest over the entries of a scan, in the order of the walk, fed with rows as they are stored."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from forensics.reader.listing import COLUMNS

_encode = msgspec.msgpack.Encoder().encode


class EntriesDigest:
    """Rows are tuples in the order of `COLUMNS`, as the reader sends them and the store gives them back."""

    COLUMNS = COLUMNS

    def __init__(self) -> None:
        self._running = hashlib.sha256()

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
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
