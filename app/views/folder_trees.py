"""Folders of an exhibit with everything below them added up, for the picture of what is where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from app.rows.maps import BYTE_OUTCOMES, FolderCell, FolderMap
from app.views.placed_entries import MATCHED, Folder, PlacedEntries, Whole
from forensics.paths import display_text

MOST_CELLS: Final = 60  # more would be too small to be read
MOST_INSIDE: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FolderTree:
    """Folders by number; the number of a parent is lower than that of its child. Counts are of files."""

    folders: tuple[Folder, ...]
    numbers: dict[Folder, int]
    children: tuple[tuple[int, ...], ...]
    tops: tuple[int, ...]  # the roots of the volumes
    own: Whole  # folder by outcome: files directly in it
    own_bytes: Whole
    below: Whole  # the same with everything below
    below_bytes: Whole


def grow(entries: PlacedEntries) -> FolderTree:
    """The tree of all folders that entries lie in, and of those above them."""
    numbers, parents = _numbered(entries.folders)
    place = np.array([numbers[folder] for folder in entries.folders], np.int64)
    files = entries.is_file
    at = place[entries.folder[files]] if len(place) else np.array([], np.int64)
    kinds = len(BYTE_OUTCOMES)
    own = np.bincount(at * kinds + entries.outcome[files], minlength=len(numbers) * kinds)
    own = own.astype(np.int64).reshape(len(numbers), kinds)
    own_bytes = np.zeros(len(numbers), np.int64)
    np.add.at(own_bytes, at, entries.size[files])
    below, below_bytes = own.copy(), own_bytes.copy()
    children: list[list[int]] = [[] for _ in numbers]
    for number in range(len(parents) - 1, -1, -1):
        if (parent := parents[number]) is not None:
            below[parent] += below[number]
            below_bytes[parent] += below_bytes[number]
            children[parent].append(number)
    return FolderTree(
        folders=tuple(numbers),
        numbers=numbers,
        children=tuple(map(tuple, children)),
        tops=tuple(number for number, parent in enumerate(parents) if parent is None),
        own=own,
        own_bytes=own_bytes,
        below=below,
        below_bytes=below_bytes,
    )


def _numbered(folders: Iterable[Folder]) -> tuple[dict[Folder, int], list[int | None]]:
    """A number for each folder and all above it, parents first, and the parent of each number."""
    numbers: dict[Folder, int] = {}
    parents: list[int | None] = []
    for volume, path in folders:
        missing = []
        while (volume, path) not in numbers:
            missing.append(path)
            if not path:
                break
            path = path.rpartition(b"/")[0]
        for path in reversed(missing):
            parents.append(numbers[volume, path.rpartition(b"/")[0]] if path else None)
            numbers[volume, path] = len(numbers)
    return numbers, parents


def folder_map(tree: FolderTree, key: str | None, *, weigh: str) -> FolderMap:
    """What is in a folder, or the volumes; the largest first by `bytes` or `files`. An unknown folder is
    empty.
    """
    folder = None if key is None else _folder_of(key)
    number = None if folder is None else tree.numbers.get(folder)
    is_unknown = folder is not None and number is None
    cells = () if is_unknown else _cells_in(tree, number, weigh=weigh)
    shown, rest = cells[:MOST_CELLS], cells[MOST_CELLS:]
    return FolderMap(
        key=key,
        above=None if folder is None or not folder[1] else _key((folder[0], folder[1].rpartition(b"/")[0])),
        volume=None if folder is None else folder[0],
        path=None if folder is None else display_text(folder[1]) or "/",
        files=sum(cell.files for cell in cells),
        size_bytes=sum(cell.size_bytes for cell in cells),
        cells=(
            *(replace(cell, inside=_inside(tree, cell, weigh=weigh)) for cell in shown),
            *([_together(rest)] if rest else []),
        ),
        left_out=len(rest),
    )


def _inside(tree: FolderTree, cell: FolderCell, *, weigh: str) -> tuple[FolderCell, ...]:
    if not cell.has_folders:
        return ()
    cells = _cells_in(tree, tree.numbers[_folder_of(cell.key)], weigh=weigh)
    shown, rest = cells[:MOST_INSIDE], cells[MOST_INSIDE:]
    return (*shown, *([_together(rest)] if rest else []))


def _cells_in(tree: FolderTree, number: int | None, *, weigh: str) -> tuple[FolderCell, ...]:
    """What is in a folder, or the volumes, the largest first; what has no file is left out."""
    cells = [_cell(tree, child) for child in (tree.tops if number is None else tree.children[number])]
    if number is not None and tree.own[number].any():
        cells.append(_cell(tree, number, is_direct=True))
    kept = [cell for cell in cells if cell.files]
    return tuple(sorted(kept, key=lambda cell: (-weight_of(cell, weigh), cell.path)))


def weight_of(cell: FolderCell, weigh: str) -> int:
    return cell.size_bytes if weigh == "bytes" else cell.files


def _cell(tree: FolderTree, number: int, *, is_direct: bool = False) -> FolderCell:
    counts = (tree.own if is_direct else tree.below)[number].tolist()
    volume, path = tree.folders[number]
    return FolderCell(
        key=_key(tree.folders[number]),
        name=display_text(path.rpartition(b"/")[2]),
        path=display_text(path) or "/",
        volume=volume,
        files=sum(counts),
        size_bytes=int((tree.own_bytes if is_direct else tree.below_bytes)[number]),
        matched=counts[MATCHED],
        outcomes=tuple((outcome, n) for outcome, n in zip(BYTE_OUTCOMES, counts, strict=True) if n),
        has_folders=not is_direct and bool(tree.children[number]),
        is_direct=is_direct,
    )


def _together(cells: Sequence[FolderCell]) -> FolderCell:
    """Everything too small to be drawn by itself; it has no name and no path."""
    counts: dict[str, int] = {}
    for cell in cells:
        for outcome, number in cell.outcomes:
            counts[outcome] = counts.get(outcome, 0) + number
    return FolderCell(
        key="",
        name="",
        path="",
        volume=cells[0].volume,
        files=sum(cell.files for cell in cells),
        size_bytes=sum(cell.size_bytes for cell in cells),
        matched=sum(cell.matched for cell in cells),
        outcomes=tuple((outcome, counts[outcome]) for outcome in BYTE_OUTCOMES if outcome in counts),
        has_folders=False,
    )


def _key(folder: Folder) -> str:
    """A folder told apart from every other, whatever its name shows as."""
    return f"{folder[0]}:{folder[1].hex()}"


def _folder_of(key: str) -> Folder:
    volume, _, path = key.partition(":")
    return int(volume), bytes.fromhex(path)
