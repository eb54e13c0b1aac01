"""Where the bytes of an HFS+ volume lie: its header, its own files, forks as runs of blocks, the map of
blocks in use. Forks and the map are the same on HFS (`hfs_volume`).

Source: Apple, Technical Note TN1150, "Volume Header", "Fork Data Structure", "Allocation File" and "HFS
Wrapper".
"""

import re
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable, ShortRead

EXTENTS_FILE = 3
CATALOG_FILE = 4
BAD_BLOCK_FILE = 5
ALLOCATION_FILE = 6
STARTUP_FILE = 7
ATTRIBUTES_FILE = 8
PIECE_BYTES = 1024 * 1024
_HEADER_PLACE = 1024
_HEADER_BYTES = 512
_SIGNATURES = (b"H+", b"HX")
_SMALLEST_BLOCK_BYTES = 512
_COUNTS = struct.Struct(">32x5I")  # files, folders, bytes a block, blocks, free blocks
_FORK_PLACES = {  # of the volume's own files, in the volume header
    ALLOCATION_FILE: 112,
    EXTENTS_FILE: 192,
    CATALOG_FILE: 272,
    ATTRIBUTES_FILE: 352,
    STARTUP_FILE: 432,
}
_SIZE = struct.Struct(">Q")
_EIGHT_RUNS = struct.Struct(">16I")
_MAP_PIECE_BYTES = 64 * 1024
_IN_USE = re.compile("1+")

Read = Callable[[int, int], bytes]
"""`read(offset, length)` inside the volume; fewer bytes only at its end."""

Runs = tuple[tuple[int, int], ...]
"""(first block, blocks)."""


class Fork(Struct, frozen=True, kw_only=True, gc=False):
    """Content of `size_bytes`: in a tree itself (`inline`) or in runs of blocks."""

    size_bytes: int
    name: bytes = b""  # of an extended attribute
    runs: Runs = ()
    inline: bytes | None = None


class BlockVolume(ABC):
    """The blocks of an HFS or HFS+ volume, and forks as runs of them.

    `read` reads inside the volume, which is `length_bytes` long; its block 0 lies at `base`.
    """

    kind = "HFS+"  # as sentences call the volume

    def __init__(self, read: Read, *, length_bytes: int, base: int, block_bytes: int, blocks: int) -> None:
        self._read = read
        self.length_bytes, self.base = length_bytes, base
        self.block_bytes, self.blocks = block_bytes, blocks

    def extents(self, fork: Fork) -> tuple[tuple[int, int], ...]:
        """(offset in the volume, length) of the fork's bytes; raise ShortRead where its runs end before its
        size or lie outside the volume.
        """
        found = []
        left = fork.size_bytes
        for start, blocks in fork.runs:
            length = min(left, blocks * self.block_bytes)
            offset = self.base + start * self.block_bytes
            if length and offset + length > self.length_bytes:
                raise ShortRead("A run of the fork lies outside the volume; no digest is recorded.")
            if length:
                found.append((offset, length))
            left -= length
        if left:
            raise ShortRead(
                f"The runs of the fork end {left:,} bytes before its size; no digest is recorded."
            )
        return tuple(found)

    def chunks(self, fork: Fork) -> Iterator[bytes]:
        """The fork's bytes, all `size_bytes` of them, in pieces of up to 1 MiB."""
        if fork.inline is not None:
            if len(fork.inline) != fork.size_bytes:
                raise ShortRead("The extended attribute ends before its size; no digest is recorded.")
            yield fork.inline
            return
        for offset, length in self.extents(fork):
            for done in range(0, length, PIECE_BYTES):
                yield self.piece(offset + done, min(PIECE_BYTES, length - done))

    def piece(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes at `offset` in the volume; raise ShortRead where the image ends before."""
        piece = self._read(offset, length)
        if len(piece) != length:
            raise ShortRead(f"The image ends inside the fork, at byte {offset + len(piece):,} of the volume.")
        return piece

    def ranges_in_use(self) -> Iterator[tuple[int, int]]:
        """(offset in the volume, length) of what the allocation file marks as in use, merged and in order."""
        begin = end = 0
        for start, behind in self._blocks_in_use():
            if start != end:
                if end:
                    yield self._range(begin, end)
                begin = start
            end = behind
        if end:
            yield self._range(begin, end)

    def _blocks_in_use(self) -> Iterator[tuple[int, int]]:
        first = 0
        for piece in self._map_pieces():
            marks = format(int.from_bytes(piece, "big"), f"0{8 * len(piece)}b")[: self.blocks - first]
            for found in _IN_USE.finditer(marks):
                yield first + found.start(), first + found.end()
            first += len(marks)

    @abstractmethod
    def _map_pieces(self) -> Iterator[bytes]:
        """The map of blocks in pieces, a bit each, the first block highest."""

    def _range(self, first: int, behind: int) -> tuple[int, int]:
        start = self.base + first * self.block_bytes
        return start, max(0, min(self.base + behind * self.block_bytes, self.length_bytes) - start)


class HfsVolume(BlockVolume):
    """One HFS+ volume, by its header; raises EvidenceUnreadable where there is none.

    The volume that `read` reads may lie inside an HFS wrapper.
    """

    def __init__(self, read: Read, *, length_bytes: int) -> None:
        base = embedded_offset(read)
        header = read(base + _HEADER_PLACE, _HEADER_BYTES)
        if len(header) < _HEADER_BYTES or header[:2] not in _SIGNATURES:
            raise EvidenceUnreadable("The volume header of HFS+ is missing or damaged.")
        self.files, self.folders, block_bytes, blocks, _ = _COUNTS.unpack_from(header)
        if block_bytes < _SMALLEST_BLOCK_BYTES:
            raise EvidenceUnreadable("The HFS+ volume gives an impossible size of its blocks.")
        super().__init__(read, length_bytes=length_bytes, base=base, block_bytes=block_bytes, blocks=blocks)
        self.own_forks = {number: fork_at(header, place) for number, place in _FORK_PLACES.items()}

    def _map_pieces(self) -> Iterator[bytes]:
        left = (self.blocks + 7) // 8
        for chunk in self.chunks(self.own_forks[ALLOCATION_FILE]):
            for place in range(0, min(left, len(chunk)), _MAP_PIECE_BYTES):
                yield chunk[place : min(place + _MAP_PIECE_BYTES, left)]
            left -= min(left, len(chunk))
        if left:
            raise ShortRead("The allocation file of the HFS+ volume ends before its last block.")


def embedded_offset(read: Read) -> int:
    """Where the HFS+ volume begins: 0, or its place inside an HFS wrapper (TN1150, "HFS Wrapper")."""
    header = read(_HEADER_PLACE, _HEADER_BYTES)
    if header[:2] != b"BD":
        return 0
    block_bytes = int.from_bytes(header[20:24], "big")
    first = int.from_bytes(header[28:30], "big") * 512
    return first + int.from_bytes(header[126:128], "big") * block_bytes


def fork_at(data: bytes, place: int) -> Fork:
    """The fork of the 80 bytes at `place`."""
    return Fork(size_bytes=_SIZE.unpack_from(data, place)[0], runs=runs_at(data, place + 16))


def runs_at(data: bytes, place: int) -> Runs:
    """The runs of the 64 bytes at `place`; places not used are left out."""
    numbers = _EIGHT_RUNS.unpack_from(data, place)
    return tuple((start, blocks) for start, blocks in zip(numbers[::2], numbers[1::2], strict=True) if blocks)
