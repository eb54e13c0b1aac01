"""Sorting more digests than fit in memory: sorted runs on the disk, then one leading byte at a time over all.

Memory follows the largest share of one leading byte, about 1/256 of a set, since digests are evenly spread; a
made-up set whose digests all begin alike costs memory and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm

DigestRows = npt.NDArray[np.uint8]  # shape (n, width)
RowNumbers = npt.NDArray[np.uint32]

_RUN_ENTRIES = 400_000
_LEADING = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """All entries of one leading byte, ascending by digest and then by row."""

    digests: DigestRows
    rows: RowNumbers


class DigestSpool:
    """Takes digests of one algorithm with their rows, rows ascending; gives them back in digest order."""

    def __init__(self, algorithm: Algorithm, *, folder: Path) -> None:
        self.algorithm = algorithm
        self.width = DIGEST_BYTES[algorithm]
        self.count = 0
        self._waiting: list[Bucket] = []
        self._waiting_count = 0
        self._bounds: list[
            list[int]
        ] = []  # for each run: where each leading byte begins, counted over all runs
        self._digest_file: BinaryIO = (folder / f"{algorithm}.digests").open("w+b", buffering=0)
        self._row_file: BinaryIO = (folder / f"{algorithm}.rows").open("w+b", buffering=0)

    def add(self, digests: DigestRows, rows: RowNumbers) -> None:
        if len(rows):
            self._waiting.append(Bucket(digests=digests, rows=rows))
            self._waiting_count += len(rows)
            if self._waiting_count >= _RUN_ENTRIES:
                self._end_run()

    def _end_run(self) -> None:
        run = _sorted(
            np.concatenate([piece.digests for piece in self._waiting]),
            np.concatenate([piece.rows for piece in self._waiting]),
        )
        starts = np.searchsorted(run.digests[:, 0], np.arange(_LEADING + 1)) + self.count
        self._bounds.append([int(start) for start in starts])
        _write_all(self._digest_file, run.digests.data)
        _write_all(self._row_file, run.rows.data)
        self.count += len(run.rows)
        self._waiting, self._waiting_count = [], 0

    def buckets(self) -> Iterator[Bucket]:
        """Everything added, in ascending order, in 256 pieces; call it once, after the last `add`."""
        if self._waiting:
            self._end_run()
        for leading in range(_LEADING):
            pieces = [(starts[leading], starts[leading + 1]) for starts in self._bounds]
            digests = b"".join(_part(self._digest_file, *piece, width=self.width) for piece in pieces)
            rows = b"".join(_part(self._row_file, *piece, width=4) for piece in pieces)
            yield _sorted(
                np.frombuffer(digests, dtype=np.uint8).reshape(-1, self.width),
                np.frombuffer(rows, dtype=np.uint32),
            )

    def close(self) -> None:
        self._digest_file.close()
        self._row_file.close()


def _sorted(digests: DigestRows, rows: RowNumbers) -> Bucket:
    order = sorted_order(digests)
    return Bucket(digests=digests[order], rows=rows[order])


def sorted_order(digests: DigestRows) -> npt.NDArray[np.intp]:
    """The stable ascending order of raw digests."""
    words = np.ascontiguousarray(digests[:, :8]).view(">u8").ravel().astype(np.uint64)
    order = np.argsort(words, kind="stable")
    leading = words[order]
    equal = leading[1:] == leading[:-1]
    if equal.any():  # the same digest more than once, or digests made to begin alike
        tied = np.zeros(len(order), dtype=bool)
        tied[1:] |= equal
        tied[:-1] |= equal
        among = order[tied]
        rest = np.ascontiguousarray(digests[among][:, 8:]).view(">u4").astype(np.uint32)
        keys: list[npt.NDArray[np.unsignedinteger[Any]]] = [
            rest[:, at] for at in reversed(range(rest.shape[1]))
        ]
        order[tied] = among[np.lexsort((*keys, words[among]))]
    return order


def _part(file: BinaryIO, first: int, last: int, *, width: int) -> bytes:
    wanted = (last - first) * width
    file.seek(first * width)
    pieces: list[bytes] = []
    while wanted:
        piece = file.read(wanted)
        if not piece:
            raise OSError(f"a working file of the import has lost {wanted} bytes")
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)


def _write_all(file: BinaryIO, data: memoryview) -> None:
    left = data.cast("B") if data.nbytes else memoryview(b"")
    while left:
        left = left[file.write(left) :]
