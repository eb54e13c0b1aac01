"""How fast content is digested with MD5, SHA-1 and SHA-256 in one read: the ceiling of every scan."""

from collections.abc import Iterator

from benchmarks.measuring import Measurement, best_of
from forensics.digests import hash_stream

_CHUNK = bytes(range(256)) * 4096  # 1 MiB, the size content is read in
_CHUNKS = 96


def measure() -> Iterator[Measurement]:
    expected = len(_CHUNK) * _CHUNKS
    seconds = best_of(3, lambda: hash_stream([_CHUNK] * _CHUNKS, expected=expected))
    yield Measurement(name="digests: MD5+SHA-1+SHA-256", amount=expected / 2**20, unit="MiB", seconds=seconds)
