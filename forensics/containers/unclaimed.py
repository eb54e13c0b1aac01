"""Places of a container's file that hold something and that no entry of its tables leads to.

Most forms keep no checksum of their tables. An entry that damage turns to nothing would read as zeros; but
what it led to is still there, and that shows. A crash, or a guest that gave blocks back, can leave the same
behind: so it is told, and nothing is made unreadable for it.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from forensics.containers.stretches import Spoilt, StoredFile

SECTOR_BYTES = 512
_LOOK_BYTES = 4096
_LOOKS_A_BLOCK = 16
_FILLING = frozenset((0x00, 0xFF))  # what writers leave between tables and blocks
_MOST_LOOKS = 256  # a second of a slow disk; a sound container has no such place at all

Places = npt.NDArray[np.int64]


def unclaimed_words(
    file: StoredFile,
    claims: Sequence[tuple[Places, int]],
    *,
    data: range,
    block_bytes: int,
    given_back: int = 0,
) -> tuple[str, ...]:
    """A sentence where a part of `data` holds something and lies in none of the `claims` (starts, length of
    each); nothing while it is not more blocks than were `given_back`.
    """
    step = max(_LOOK_BYTES, block_bytes // _LOOKS_A_BLOCK)
    gaps = _gaps(claims, data=range(data.start, min(data.stop, file.length_bytes)))
    looks = ((start, at, end) for start, end in gaps for at in range(start, end, step))
    found = {
        start + (at - start) // block_bytes * block_bytes
        for start, at, end in islice(looks, _MOST_LOOKS)
        if _holds_something(file, at, end)
    }
    if len(found) <= given_back:
        return ()
    return (
        f"{file.path.name}: the bytes from {min(found):,} on are not empty, and no entry of its tables leads "
        "to them; entries are lost, or a crash left them so. What reads as zeros may be missing.",
    )


def cut_words(file: StoredFile, *, needed_bytes: int) -> tuple[str, ...]:
    """A sentence where the file ends before what its tables, or a descriptor, tell of."""
    if file.length_bytes >= needed_bytes:
        return ()
    return (
        f"{file.path.name} holds {file.length_bytes:,} bytes and should hold {needed_bytes:,}; it is cut "
        "off, or what tells its size is damaged.",
    )


def _gaps(claims: Sequence[tuple[Places, int]], *, data: range) -> Iterator[tuple[int, int]]:
    """(start, end) of what lies between the claims, in order."""
    starts = np.concatenate([places for places, _ in claims] or [np.zeros(0, np.int64)])
    ends = np.concatenate([places + length for places, length in claims] or [np.zeros(0, np.int64)])
    is_inside = (starts < data.stop) & (ends > data.start)
    order = np.argsort(starts[is_inside], kind="stable")
    starts, ends = starts[is_inside][order], ends[is_inside][order]
    reached = np.maximum.accumulate(np.concatenate(([data.start], ends)))
    following = np.concatenate((starts, [data.stop]))
    for index in np.flatnonzero(following - reached >= SECTOR_BYTES).tolist():
        yield int(reached[index]), int(following[index])


def _holds_something(file: StoredFile, at: int, end: int) -> bool:
    """Bytes that cannot be read show nothing either way."""
    try:
        return bool(set(file.part(at, min(_LOOK_BYTES, end - at))) - _FILLING)
    except Spoilt:
        return False
