"""Content digests: MD5, SHA-1 and SHA-256 of exactly all the bytes, computed in one read.

A digest covers all the bytes or does not exist: `hash_stream` raises `ShortRead` rather than give a partial
digest.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from forensics.errors import ShortRead


class Algorithm(StrEnum):
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"


ALGORITHM_NAMES = {Algorithm.MD5: "MD5", Algorithm.SHA1: "SHA-1", Algorithm.SHA256: "SHA-256"}  # as printed
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


_NEW = {Algorithm.MD5: hashlib.md5, Algorithm.SHA1: hashlib.sha1, Algorithm.SHA256: hashlib.sha256}
# usedforsecurity=False, here and below: MD5 must also work on machines in FIPS mode; it identifies records,
# it protects nothing.


class ContentHasher:
    """Feeds the chosen algorithms side by side; `finish` gives the digests of everything fed.

    Two threads may share the work: one feeds every chunk to `update_first`, the other to `update_rest`.
    """

    def __init__(self, algorithms: Iterable[Algorithm] = tuple(Algorithm)) -> None:
        chosen = frozenset(algorithms)
        self._running = {a: _NEW[a](usedforsecurity=False) for a in Algorithm if a in chosen}
        running = tuple(self._running.values())
        self._first, self._rest = running[0] if running else None, running[1:]
        self.length_bytes = 0

    def update(self, chunk: bytes | memoryview) -> None:
        self.update_first(chunk)
        self.update_rest(chunk)

    def update_first(self, chunk: bytes | memoryview) -> None:
        """MD5 where it is asked for: by itself it takes as long as the other two together."""
        if self._first is not None:
            self._first.update(chunk)

    def update_rest(self, chunk: bytes | memoryview) -> None:
        """The other algorithms, and the count of bytes."""
        self.length_bytes += len(chunk)
        for running in self._rest:
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


def whole_content_digester(algorithms: Iterable[Algorithm]) -> Callable[[bytes | memoryview], DigestSet]:
    """A function that digests a content held in memory; for small ones, where a ContentHasher is dear."""
    chosen = tuple(algorithms)
    if set(chosen) == set(Algorithm):
        return _all_digests_of
    kinds = tuple((algorithm.value, _NEW[algorithm]) for algorithm in chosen)

    def digests_of(content: bytes | memoryview) -> DigestSet:
        return DigestSet(**{name: new(content, usedforsecurity=False).digest() for name, new in kinds})

    return digests_of


def _all_digests_of(content: bytes | memoryview) -> DigestSet:
    return DigestSet(
        md5=hashlib.md5(content, usedforsecurity=False).digest(),
        sha1=hashlib.sha1(content, usedforsecurity=False).digest(),
        sha256=hashlib.sha256(content, usedforsecurity=False).digest(),
    )


EMPTY_CONTENT = ContentHasher().finish()
"""The digests of nothing. A known-hash set that lists them would match every empty file, so they are dropped
on import.
"""
