"""The entries of one scan as columns: outcome, folder, times, and the runs of bytes their contents lie in.

Columns and not rows, because a million entries are held while their map is looked at; some fifty bytes each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.rows.maps import BYTE_OUTCOMES
from app.store.places import NO_PLACE

Whole = NDArray[np.int64]
OUTCOME_CODE: Final = {outcome: code for code, outcome in enumerate(BYTE_OUTCOMES)}
MATCHED: Final = OUTCOME_CODE["matched"]
Folder = tuple[int, bytes]  # volume, path as found
_EXTENTS: Final = msgspec.msgpack.Decoder(list[tuple[int | None, int]])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Runs:
    """Bytes of the image that hold content: whose (its place in the columns), from where, how many."""

    entry: NDArray[np.int32]
    start: Whole
    length: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedEntries:
    """Columns of equal length, and the runs. `times` by app.rows.maps.TIME_FIELDS."""

    outcome: NDArray[np.int8]
    folder: NDArray[np.int32]  # place in `folders`
    size: Whole
    is_file: NDArray[np.bool_]
    has_content: NDArray[np.bool_]
    is_local: NDArray[np.bool_]
    begins: Whole  # the first known byte in the image, or NO_PLACE
    times: tuple[Whole, Whole, Whole]  # nanoseconds, or NO_TIME
    folders: tuple[Folder, ...]
    runs: Runs

    def __len__(self) -> int:
        return len(self.outcome)


def gather(batches: Iterable[Sequence[Any]]) -> PlacedEntries:
    """From the rows of `app.store.places.placed_entries`."""
    folders: dict[Folder, int] = {}
    parts: list[tuple[NDArray[Any], ...]] = []
    before = 0
    for batch in batches:
        if batch:
            parts.append(_columns(batch, folders, before=before))
            before += len(batch)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else _empty()
    outcome, folder, size, is_file, has_content, is_local, begins, *rest = columns
    modified, created, accessed, entry, start, length = rest
    return PlacedEntries(
        outcome=outcome,
        folder=folder,
        size=size,
        is_file=is_file,
        has_content=has_content,
        is_local=is_local,
        begins=begins,
        times=(modified, created, accessed),
        folders=tuple(folders),
        runs=Runs(entry=entry, start=start, length=length),
    )


def _columns(
    batch: Sequence[Any], folders: dict[Folder, int], *, before: int
) -> tuple[NDArray[Any], ...]:  # Any: each column has its own type
    """A batch of rows as columns; a folder not met before gets the next number."""
    volumes, paths, outcomes, sizes, are_files, have_content, are_local, *rest = zip(*batch, strict=True)
    modified, created, accessed, extents, places = rest
    runs = list(_runs(extents, before))
    entry, start, length = zip(*runs, strict=True) if runs else ((), (), ())
    return (
        np.array(outcomes, np.int8),
        np.array([_number(folders, *at) for at in zip(volumes, paths, strict=True)], np.int32),
        np.array(sizes, np.int64),
        np.array(are_files, np.bool_),
        np.array(have_content, np.bool_),
        np.array(are_local, np.bool_),
        _first_places(places, entry, start, before=before),
        np.array(modified, np.int64),
        np.array(created, np.int64),
        np.array(accessed, np.int64),
        np.array(entry, np.int32),
        np.array(start, np.int64),
        np.array(length, np.int64),
    )


def _number(folders: dict[Folder, int], volume: int, path: bytes) -> int:
    folder = (volume, path.rpartition(b"/")[0])
    number = folders.get(folder)
    if number is None:
        number = folders[folder] = len(folders)
    return number


def _runs(extents: Sequence[bytes | None], before: int) -> Iterator[tuple[int, int, int]]:
    """(entry, start, length) of every plain run; holes have no place."""
    decode = _EXTENTS.decode
    for number, packed in enumerate(extents, start=before):
        if packed is not None:
            for start, length in decode(packed):
                if start is not None and length > 0:
                    yield number, start, length


def _first_places(places: Sequence[int], entry: Sequence[int], start: Sequence[int], *, before: int) -> Whole:
    """Where each content begins: at its first run, else at the place it is read from."""
    first = np.array(places, np.int64)
    for number, at in zip(reversed(entry), reversed(start), strict=True):
        first[number - before] = at
    return first


def _empty() -> list[NDArray[Any]]:
    numbers = (np.int8, np.int32, np.int64, np.bool_, np.bool_, np.bool_, np.int64)
    return [
        np.array([], kind) for kind in (*numbers, np.int64, np.int64, np.int64, np.int32, np.int64, np.int64)
    ]


def placed(entries: PlacedEntries) -> NDArray[np.bool_]:
    """Which entries have a first byte in the image."""
    is_placed: NDArray[np.bool_] = entries.begins != NO_PLACE
    return is_placed
