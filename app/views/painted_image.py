"""What each byte of an image belongs to: one kind for every byte, so that the sum is the size of the image.

The ground is what the volumes are; over it lies the content of files, where several hold a byte the first
outcome of the fixed order; over both lies what reading could not get.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.rows.maps import BYTE_OUTCOMES, MAP_KINDS
from app.views.placed_entries import PlacedEntries, Whole

KIND_CODE: Final = {kind: code for code, kind in enumerate(MAP_KINDS)}
UNREADABLE: Final = KIND_CODE["unreadable"]
Stretch = tuple[int, int, str]  # start, end, one of MAP_KINDS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaintedImage:
    """Pieces from one edge to the next, each of one kind; the first edge is 0, the last the image's end."""

    edges: Whole
    kinds: NDArray[np.int8]  # codes of MAP_KINDS
    shared_bytes: int  # held by more than one entry

    def totals(self) -> tuple[int, ...]:
        """Bytes by MAP_KINDS."""
        return _by_kind(self.kinds, np.diff(self.edges))

    def columns(self, edges: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """Bytes by MAP_KINDS between each of `edges` and the next; the edges rise and lie in the image."""
        cuts = np.asarray(edges, np.int64)
        first = np.searchsorted(self.edges, cuts[0], "right")
        inside = self.edges[first : np.searchsorted(self.edges, cuts[-1], "left")]
        at = np.searchsorted(inside, cuts, "left")
        marks = np.insert(inside, at, cuts)  # a cut before the edge it falls on: that piece has no length
        kinds = np.insert(self.kinds[first : first + len(inside)], at, self._kinds_at(cuts))
        columns = np.repeat(np.arange(len(cuts) - 1), np.diff(at) + 1)
        places = columns * len(MAP_KINDS) + kinds[:-1]
        # Sums of whole numbers below 2**53 are exact in the floating point that bincount adds with.
        counted = np.bincount(places, np.diff(marks), minlength=(len(cuts) - 1) * len(MAP_KINDS))
        table = counted.astype(np.int64).reshape(len(cuts) - 1, len(MAP_KINDS))
        return tuple(map(tuple, table.tolist()))

    def _kinds_at(self, cuts: Whole) -> NDArray[np.int8]:
        """The kind behind each cut; of the image's end that of its last byte."""
        kinds: NDArray[np.int8] = self.kinds[
            np.minimum(np.searchsorted(self.edges, cuts, "right"), len(self.kinds)) - 1
        ]
        return kinds


def paint(
    size_bytes: int,
    *,
    ground: Iterable[Stretch],
    entries: PlacedEntries,
    unreadable: Iterable[tuple[int, int]],
) -> PaintedImage:
    """Paint an image of `size_bytes`; what no stretch of the ground claims is a gap, of several the first
    has it. `unreadable` is (offset, length).
    """
    base_edges, base_kinds = _ground(size_bytes, ground)
    runs = entries.runs
    bad = np.array([(at, at + length) for at, length in unreadable], np.int64).reshape(-1, 2)
    starts = np.clip(np.concatenate([runs.start, bad[:, 0]]), 0, size_bytes)
    ends = np.clip(np.concatenate([runs.start + runs.length, bad[:, 1]]), 0, size_bytes)
    codes = np.concatenate([entries.outcome[runs.entry], np.full(len(bad), -1, np.int8)])
    edges, kinds, shared = _swept(starts, ends, codes, base_edges=base_edges)
    # A piece that begins at the image's end holds nothing; it is taken out with the others of that kind.
    under = base_kinds[np.minimum(np.searchsorted(base_edges, edges[:-1], "right"), len(base_kinds)) - 1]
    kinds = np.where(kinds == _NOBODY, under, np.where(kinds < 0, UNREADABLE, kinds)).astype(np.int8)
    edges, kinds = _joined(edges, kinds)
    return PaintedImage(edges=edges, kinds=kinds, shared_bytes=shared)


_NOBODY: Final = 99


def _ground(size_bytes: int, ground: Iterable[Stretch]) -> tuple[Whole, NDArray[np.int8]]:
    """Edges and kinds of what lies under the files; few pieces, so plain Python."""
    stretches = [(max(start, 0), min(end, size_bytes), KIND_CODE[kind]) for start, end, kind in ground]
    cuts = sorted(
        {0, size_bytes, *(edge for start, end, _ in stretches if start < end for edge in (start, end))}
    )
    gap = KIND_CODE["gap"]
    kinds = [next((k for start, end, k in stretches if start <= cut < end), gap) for cut in cuts[:-1]]
    return np.array(cuts, np.int64), np.array(kinds, np.int8)


def _swept(
    starts: Whole, ends: Whole, codes: NDArray[np.int8], *, base_edges: Whole
) -> tuple[Whole, NDArray[np.int8], int]:
    """Pieces between all edges with the lowest code over each, or _NOBODY, and the bytes under several."""
    places = np.concatenate([starts, ends, base_edges])
    order = np.argsort(places, kind="stable")
    edges = places[order]
    steps = np.zeros(len(places), np.int32)
    steps[: len(starts)], steps[len(starts) : 2 * len(starts)] = 1, -1
    steps = steps[order]
    whose = np.concatenate([codes, codes, np.full(len(base_edges), _NOBODY, np.int8)])[order]
    kinds = np.full(len(edges) - 1, _NOBODY, np.int8)
    for code in reversed(range(-1, len(BYTE_OUTCOMES))):
        if (mine := whose == code).any():
            kinds[np.cumsum(np.where(mine, steps, 0))[:-1] > 0] = code
    files = np.cumsum(np.where(whose >= 0, steps, 0))[:-1]
    shared = int(np.diff(edges)[files > 1].sum())
    return edges, kinds, shared


def _joined(edges: Whole, kinds: NDArray[np.int8]) -> tuple[Whole, NDArray[np.int8]]:
    """Without pieces that hold nothing, and neighbours of one kind as one piece."""
    is_real = np.diff(edges) > 0
    starts, kinds = edges[:-1][is_real], kinds[is_real]
    begins = np.ones(len(kinds), np.bool_)
    begins[1:] = kinds[1:] != kinds[:-1]
    return np.append(starts[begins], edges[-1]), kinds[begins]


def _by_kind(kinds: NDArray[np.int8], lengths: Whole) -> tuple[int, ...]:
    return tuple(int(lengths[kinds == code].sum()) for code in range(len(MAP_KINDS)))
