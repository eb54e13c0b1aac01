"""The Merkle tree of RFC 9162 section 2.1 with SHA-256: one root over many lines, and proofs that one line is
among them without showing the others.

Roots and proofs are made in one pass, in memory that does not grow with the number of lines. A pure core: it
checks by raising.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from forensics.errors import FieldcaseError

EMPTY_ROOT = sha256().digest()  # RFC 9162 section 2.1.1: the root of no lines
DIGEST_BYTES = 32
LONGEST_PATH = 63  # hashes; a tree of 2**63 lines
BLOCK_LINES = 1 << 10  # lines whose root may be taken elsewhere
_LEAF, _NODE = b"\x00", b"\x01"  # so that no node can be shown as a line


class ProofFails(FieldcaseError):
    """A line is not at the place of the tree where its proof puts it, or the root is another."""


def leaf_hash(line: bytes) -> bytes:
    return sha256(_LEAF + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()


class MerkleRoot:
    """The root of the lines added so far, in their order."""

    def __init__(self) -> None:
        self._done = 0
        self._leaves: list[bytes] = []
        self._peaks: list[tuple[int, bytes]] = []  # (lines below, hash), each larger than all behind it

    def add(self, lines: Iterable[bytes]) -> None:
        leaf, hashed = _LEAF, sha256
        some = iter(lines)
        while hashes := [hashed(leaf + line).digest() for line in islice(some, BLOCK_LINES)]:
            self._leaves += hashes
            if len(self._leaves) >= BLOCK_LINES:
                block = _root_of(self._leaves[:BLOCK_LINES])
                del self._leaves[:BLOCK_LINES]
                self._add_peak(block)

    def add_blocks(self, roots: Iterable[bytes]) -> None:
        """The next lines by the roots of their blocks, as `block_roots` gives them; raise ProofFails where a
        block has begun with lines.
        """
        if self._leaves:
            raise ProofFails("a block of lines cannot begin within another")
        for root in roots:
            self._add_peak(root)

    def _add_peak(self, peak: bytes) -> None:
        size = BLOCK_LINES
        self._done += size
        while self._peaks and self._peaks[-1][0] == size:
            _, left = self._peaks.pop()
            size, peak = size * 2, node_hash(left, peak)
        self._peaks.append((size, peak))

    def root(self) -> bytes:
        """32 bytes."""
        hashes = [peak for _, peak in self._peaks]
        if self._leaves:
            hashes.append(_root_of(self._leaves))
        if not hashes:
            return EMPTY_ROOT
        right = hashes.pop()
        while hashes:
            right = node_hash(hashes.pop(), right)
        return right

    @property
    def lines(self) -> int:
        """How many were added."""
        return self._done + len(self._leaves)


def block_roots(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The root of every `BLOCK_LINES` lines, of the last block as many as there are."""
    some = iter(lines)
    while leaves := [leaf_hash(line) for line in islice(some, BLOCK_LINES)]:
        yield _root_of(leaves)


def _root_of(level: Sequence[bytes]) -> bytes:
    """Of leaf hashes, at least one; an odd one out rises, which gives the split of the specification."""
    node, hashed = _NODE, sha256
    while len(level) > 1:
        above = [hashed(node + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


@dataclass(slots=True)
class _Peak:
    size: int
    hash: bytes
    watched: tuple[int, ...]


class InclusionPaths:
    """The proofs of the lines with the numbers `watched` (from 0), made while all lines pass by."""

    def __init__(self, watched: Iterable[int]) -> None:
        self._watched = frozenset(watched)
        self._paths: dict[int, list[bytes]] = {index: [] for index in self._watched}
        self._peaks: list[_Peak] = []
        self.count = 0

    def add(self, line: bytes) -> None:
        peak = _Peak(1, leaf_hash(line), (self.count,) if self.count in self._watched else ())
        while self._peaks and self._peaks[-1].size == peak.size:
            peak = self._joined(self._peaks.pop(), peak)
        self._peaks.append(peak)
        self.count += 1

    def _joined(self, left: _Peak, right: _Peak) -> _Peak:
        for index in left.watched:
            self._paths[index].append(right.hash)
        for index in right.watched:
            self._paths[index].append(left.hash)
        return _Peak(left.size + right.size, node_hash(left.hash, right.hash), left.watched + right.watched)

    def finish(self) -> tuple[bytes, dict[int, tuple[bytes, ...]]]:
        """The root and each watched line's path of hashes, from the line upwards (RFC 9162 section 2.1.3);
        raise ProofFails where there was no such line. Nothing is added after this.
        """
        absent = sorted(index for index in self._watched if not 0 <= index < self.count)
        if absent:
            raise ProofFails(f"there is no line {absent[0]}: there are {self.count}")
        if not self._peaks:
            return EMPTY_ROOT, {}
        whole = self._peaks.pop()
        while self._peaks:
            whole = self._joined(self._peaks.pop(), whole)
        return whole.hash, {index: tuple(path) for index, path in self._paths.items()}


def verify_inclusion(line: bytes, *, index: int, count: int, path: Sequence[bytes], root: bytes) -> None:
    """Raise ProofFails unless `line` is line `index` (from 0) of the `count` lines that `root` is made of.

    The algorithm of RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < count:
        raise ProofFails(f"line {index} of {count} lines does not exist")
    if len(path) > LONGEST_PATH or any(len(each) != DIGEST_BYTES for each in path):
        raise ProofFails("the path of the proof is not one of SHA-256 hashes")
    place, last, found = index, count - 1, leaf_hash(line)
    for each in path:
        if last == 0:
            raise ProofFails("the path of the proof is longer than the tree is high")
        if place % 2 or place == last:
            found = node_hash(each, found)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofFails("the path of the proof ends before the root")
    if found != root:
        raise ProofFails("the line and its path do not lead to the root")
