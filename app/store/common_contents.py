"""Which entries have a content that lies on several exhibits, and on which.

Digests are sorted as columns of numbers: SQLite takes ten times as long for a million of them.
"""

import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

_AT_ONCE: Final = 20_000
_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonContents:
    """`places`: for each set of scans that have contents in common its number, from 1. `entries`: (number of
    the set, entry) of each file with such a content.
    """

    places: dict[tuple[int, ...], int]
    entries: list[tuple[int, int]]


def common_contents(cursor: sqlite3.Cursor) -> CommonContents:
    """Of rows (entry, scan, SHA-256 of 32 bytes)."""
    entries, scans, digests = _columns(cursor)
    if not len(entries):  # of scans that have read nothing yet
        return CommonContents(places={}, entries=[])
    order = np.lexsort((scans, *digests.T[::-1]))
    entries, scans, digests = entries[order], scans[order], digests[order]
    is_new = np.ones(len(entries), dtype=bool)
    is_new[1:] = (digests[1:] != digests[:-1]).any(axis=1)
    begins = np.flatnonzero(is_new)
    ends = np.append(begins[1:], len(entries))
    is_common = scans[begins] != scans[ends - 1]
    return _numbered(entries, scans, np.stack((begins, ends), axis=1)[is_common].tolist())


def _numbered(entries: _Numbers, scans: _Numbers, spans: Sequence[tuple[int, int]]) -> CommonContents:
    """`spans`: begin and end of each content in common, whose scans are in order."""
    places: dict[tuple[int, ...], int] = {}
    found: list[tuple[int, int]] = []
    for begin, end in spans:
        key = tuple(scan for scan, _ in groupby(scans[begin:end].tolist()))
        number = places.setdefault(key, len(places) + 1)
        found += [(number, entry) for entry in entries[begin:end].tolist()]
    return CommonContents(places=places, entries=sorted(found, key=lambda one: one[1]))


def _columns(cursor: sqlite3.Cursor) -> tuple[_Numbers, _Numbers, npt.NDArray[np.uint64]]:
    entries, scans, digests = array("q"), array("q"), bytearray()
    while rows := cursor.fetchmany(_AT_ONCE):
        entries.extend([row[0] for row in rows])
        scans.extend([row[1] for row in rows])
        digests += b"".join([row[2] for row in rows])
    return (
        np.frombuffer(entries, dtype=np.int64),
        np.frombuffer(scans, dtype=np.int64),
        np.frombuffer(digests, dtype=np.uint64).reshape(-1, 4),
    )
