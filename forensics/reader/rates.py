"""How fast this source gives its bytes, and this machine digests them: a few seconds of reads spread over the
evidence, for the estimate of a plan.
"""

import time
from collections.abc import Callable, Iterator
from hashlib import new

from msgspec import Struct

from forensics.digests import Algorithm
from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage

PIECE_BYTES = 1 << 20
ZONES = 5  # a disk is faster at its edge: what is slowest and fastest is told by zone
DIGEST_S = 0.04


class ReadingTested(Struct, frozen=True, kw_only=True):
    """Bytes a second, of the slowest and the fastest zone (`None`: nothing could be read), and of each
    algorithm on one processor.
    """

    seconds: float
    slowest: float | None
    fastest: float | None
    digesting: dict[str, float]
    processors: int


def try_reading(
    image: EvidenceImage, *, seconds: float, processors: int, alive: Callable[[], None]
) -> ReadingTested:
    """Read here and there for so long, or until every place was read once."""
    began = time.perf_counter()
    read = [0] * ZONES
    took = [0.0] * ZONES
    for zone, offset in _places(image.info.size_bytes):
        if time.perf_counter() - began > seconds:
            break
        alive()
        at = time.perf_counter()
        try:
            read[zone] += len(image.read(offset, min(PIECE_BYTES, image.info.size_bytes - offset)))
        except EvidenceUnreadable:
            continue  # the scan will meet it, and tell it
        took[zone] += time.perf_counter() - at
    rates = [done / max(spent, 1e-6) for done, spent in zip(read, took, strict=True) if done]
    return ReadingTested(
        seconds=time.perf_counter() - began,
        slowest=min(rates, default=None),
        fastest=max(rates, default=None),
        digesting={algorithm.value: _digesting(algorithm) for algorithm in Algorithm},
        processors=processors,
    )


def _places(size_bytes: int) -> Iterator[tuple[int, int]]:
    """(zone, offset), one in each zone by turns, ever closer together, each once."""
    pieces = max(1, size_bytes // PIECE_BYTES)
    in_zone = -(-pieces // ZONES)
    bits = max(1, (in_zone - 1).bit_length())
    for turn in range(1 << bits):
        place = int(f"{turn:0{bits}b}"[::-1], 2)  # far apart first
        if place >= in_zone:
            continue
        for zone in range(ZONES):
            piece = zone * in_zone + place
            if piece < pieces:
                yield zone, piece * PIECE_BYTES


def _digesting(algorithm: Algorithm) -> float:
    data, done = bytes(PIECE_BYTES), 0
    hasher = new(algorithm.value, usedforsecurity=False)
    began = time.perf_counter()
    while (spent := time.perf_counter() - began) < DIGEST_S or not done:
        hasher.update(data)
        done += len(data)
    return done / max(spent, 1e-6)
