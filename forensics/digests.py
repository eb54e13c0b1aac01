"""Content digests: MD5, SHA-1 and SHA-256 of exactly all the bytes, computed in one read.

A digest covers all the bytes or does not exist: `hash_stream` raises `ShortRead` rather than give a partial
digest.
"""

import hashlib
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from forensics.errors import ShortRead


class Algorithm(StrEnum):
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"


DIGEST_BYTES = {Algorithm.MD5: 16, Algorithm.SHA1: 20, Algorithm.SHA256: 32}  # FIPS 180-4, RFC 1321


class DigestSet(Struct, frozen=True, kw_only=True, gc=False):
    """The digests of one content; `None` where an algorithm was not computed (or not stored)."""

    md5: bytes | None = None
    sha1: bytes | None = None
    sha256: bytes | None = None

    def of(self, algorithm: Algorithm) -> bytes | None:
        return {Algorithm.MD5: self.md5, Algorithm.SHA1: self.sha1, Algorithm.SHA256: self.sha256}[algorithm]

    def present(self) -> Iterator[tuple[Algorithm, bytes]]:
        """The (algorithm, raw digest) pairs that exist, in the fixed order MD5, SHA-1, SHA-256."""
        for algorithm in Algorithm:
            raw = self.of(algorithm)
            if raw is not None:
                yield algorithm, raw


class ContentHasher:
    """Feeds the chosen algorithms side by side; `finish` gives the digests of everything fed."""

    def __init__(self, algorithms: Iterable[Algorithm] = tuple(Algorithm)) -> None:
        # usedforsecurity=False: MD5 must also work on machines in FIPS mode; here it identifies records, it
        # protects nothing.
        self._running = {a: hashlib.new(a.value, usedforsecurity=False) for a in algorithms}
        self.length_bytes = 0

    def update(self, chunk: bytes | memoryview) -> None:
        self.length_bytes += len(chunk)
        for running in self._running.values():
            running.update(chunk)

    def finish(self) -> DigestSet:
        return DigestSet(**{a.value: running.digest() for a, running in self._running.items()})


def hash_stream(
    chunks: Iterable[bytes | memoryview], *, expected: int, algorithms: Iterable[Algorithm] = tuple(Algorithm)
) -> DigestSet:
    """Digest exactly `expected` bytes; raise ShortRead if the stream ends early or runs over."""
    hasher = ContentHasher(algorithms)
    for chunk in chunks:
        hasher.update(chunk)
    if hasher.length_bytes != expected:
        raise ShortRead(f"content gave {hasher.length_bytes:,} of {expected:,} bytes; no digest is recorded")
    return hasher.finish()


EMPTY_CONTENT = ContentHasher().finish()
"""The digests of nothing. A known-hash set that lists them would match every empty file, so they are dropped
on import.
"""
