"""Sorting more digests than fit in memory: sorted runs on the disk, then one leading byte at a time over all
runs.

Memory follows the largest share of one leading byte, about 1/256 of a set, since digests are evenly spread; a
made-up set whose digests all begin alike costs memory and nothing else.
"""

from array import array
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
_BUCKETS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """All entries of one leading byte, ascending by digest and then by row."""

    digests: DigestRows
    rows: RowNumbers


class DigestSpool:
    """Takes (digest, row) pairs of one algorithm, rows ascending; gives them back in the order of digests."""

    def __init__(self, algorithm: Algorithm, *, folder: Path) -> None:
        self.algorithm = algorithm
        self.width = DIGEST_BYTES[algorithm]
        self.count = 0
        self._digests = bytearray()
        self._rows = array("I")
        self._bounds: list[
            npt.NDArray[np.int64]
        ] = []  # per run: where each leading byte begins, in entries from the start
        self._digest_file: BinaryIO = (folder / f"{algorithm}.digests").open("w+b", buffering=0)
        self._row_file: BinaryIO = (folder / f"{algorithm}.rows").open("w+b", buffering=0)

    def add(self, digest: bytes, row: int) -> None:
        self._digests += digest
        self._rows.append(row)
        if len(self._rows) >= _RUN_ENTRIES:
            self._end_run()

    def _end_run(self) -> None:
        digests = np.frombuffer(self._digests, dtype=np.uint8).reshape(-1, self.width)
        rows = np.frombuffer(self._rows, dtype=np.uint32)
        order = sorted_order(digests)
        digests, rows = digests[order], rows[order]
        starts = np.searchsorted(digests[:, 0], np.arange(_BUCKETS + 1)).astype(np.int64) + self.count
        self._bounds.append(starts)
        _write_all(self._digest_file, digests.data)
        _write_all(self._row_file, rows.data)
        self.count += len(rows)
        self._digests, self._rows = bytearray(), array("I")

    def buckets(self) -> Iterator[Bucket]:
        """Everything added, in ascending order, 256 pieces; call once, after the last `add`."""
        if self._rows:
            self._end_run()
        for leading in range(_BUCKETS):
            yield self._bucket(leading)

    def _bucket(self, leading: int) -> Bucket:
        pieces = [(int(starts[leading]), int(starts[leading + 1])) for starts in self._bounds]
        raw = b"".join(_read_part(self._digest_file, first, last, width=self.width) for first, last in pieces)
        numbers = b"".join(_read_part(self._row_file, first, last, width=4) for first, last in pieces)
        digests = np.frombuffer(raw, dtype=np.uint8).reshape(-1, self.width)
        rows = np.frombuffer(numbers, dtype=np.uint32)
        order = sorted_order(digests)
        return Bucket(digests=digests[order], rows=rows[order])

    def close(self) -> None:
        self._digest_file.close()
        self._row_file.close()


def sorted_order(digests: DigestRows) -> npt.NDArray[np.intp]:
    """The stable ascending order of raw digests."""
    words = np.ascontiguousarray(digests[:, :8]).view(">u8").ravel().astype(np.uint64)
    order = np.argsort(words, kind="stable")
    leading = words[order]
    tied = np.zeros(len(order), dtype=bool)
    equal = leading[1:] == leading[:-1]
    tied[1:] |= equal
    tied[:-1] |= equal
    if tied.any():  # the same digest more than once, or digests made to begin alike
        among = order[tied]
        rest = np.ascontiguousarray(digests[among][:, 8:]).view(">u4").astype(np.uint32)
        keys: list[npt.NDArray[np.unsignedinteger[Any]]] = [
            rest[:, at] for at in reversed(range(rest.shape[1]))
        ]
        order[tied] = among[np.lexsort((*keys, words[among]))]
    return order


def _read_part(file: BinaryIO, first: int, last: int, *, width: int) -> bytes:
    file.seek(first * width)
    wanted = (last - first) * width
    part = b""
    while len(part) < wanted:
        piece = file.read(wanted - len(part))
        if not piece:
            raise OSError(f"a working file of the import lost {wanted - len(part)} bytes")
        part += piece
    return part


def _write_all(file: BinaryIO, data: memoryview) -> None:
    left = memoryview(data).cast("B")
    while left:
        left = left[file.write(left) :]
