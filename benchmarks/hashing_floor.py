"""What two threads of hashlib do with the same bytes when these are in memory: the floor of all hashing."""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

_SLAB_BYTES = 256 << 20  # held in memory at once; filling it is not timed
_PIECE_BYTES = 1 << 20
_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    length_bytes: int
    seconds: float

    @property
    def bytes_per_s(self) -> float:
        return self.length_bytes / self.seconds


def hash_in_memory(image: Path, ranges: Iterable[tuple[int, int]]) -> Floor:
    """MD5 and SHA-1 over the ranges (offset, length) of `image`, each thread with one half of every slab."""
    length_bytes, seconds = 0, 0.0
    slab = memoryview(bytearray(_SLAB_BYTES))
    with ThreadPoolExecutor(_THREADS) as threads:
        for filled in _slabs(image, ranges, slab):
            share = -(-filled // _THREADS)
            parts = [slab[at : min(at + share, filled)] for at in range(0, filled, share)]
            began = time.perf_counter()
            list(threads.map(_digest, parts))
            seconds += time.perf_counter() - began
            length_bytes += filled
    return Floor(length_bytes=length_bytes, seconds=seconds)


def _slabs(image: Path, ranges: Iterable[tuple[int, int]], slab: memoryview) -> Iterator[int]:
    """Fill `slab` again and again; give how much of it holds content."""
    filled = 0
    with image.open("rb", buffering=0) as stream:
        for offset, length in ranges:
            at, left = offset, length
            while left:
                got = os.preadv(stream.fileno(), [slab[filled : filled + left]], at)
                if not got:
                    break  # the image ends here
                filled, at, left = filled + got, at + got, left - got
                if filled == _SLAB_BYTES:
                    yield filled
                    filled = 0
    if filled:
        yield filled


def _digest(part: memoryview) -> None:
    md5, sha1 = hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False)
    for at in range(0, len(part), _PIECE_BYTES):
        piece = part[at : at + _PIECE_BYTES]
        md5.update(piece)
        sha1.update(piece)
