"""The blocks of an index file: digested while they are written, checked before they are used.

What is read of an index in place is checked block by block on first touch, so that opening a set of any size
takes no time and still no changed byte is ever believed.
"""

import hashlib
import mmap
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from forensics.errors import Cancelled
from forensics.hashset import SetInfo
from forensics.hashset.index.layout import (
    ALIGNMENT,
    BLOCK_BYTES,
    BLOCK_DIGEST_BYTES,
    PREFIX,
    block_count,
    damaged,
    read_description,
)

FIRST_BYTE = PREFIX.size  # of the first block
BLOCK_SHIFT = BLOCK_BYTES.bit_length() - 1


class BlockWriter:
    """Appends sections to a new index file and digests each block on the way."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._running = hashlib.sha256()
        self._room = BLOCK_BYTES
        self._digests: list[bytes] = []
        self._at = FIRST_BYTE
        self.sections: dict[str, tuple[int, int]] = {}
        out.write(bytes(FIRST_BYTE))

    @property
    def at(self) -> int:
        """Where the next byte goes."""
        return self._at

    def begin(self) -> int:
        """Go to where the next section may begin; give its offset."""
        self.write(bytes(-self._at % ALIGNMENT))
        return self._at

    def end(self, name: str, start: int) -> None:
        """The section `name` reaches from `start` to here."""
        self.sections[name] = (start, self._at - start)

    def write(self, data: bytes | npt.NDArray[Any]) -> None:  # Any: numbers of every width
        left = _bytes_of(data)
        self._out.write(left)
        self._at += len(left)
        while left:
            piece, left = left[: self._room], left[self._room :]
            self._running.update(piece)
            self._room -= len(piece)
            if not self._room:
                self._digests.append(self._running.digest())
                self._running, self._room = hashlib.sha256(), BLOCK_BYTES

    def block_table(self) -> bytes:
        """The digests of all blocks; nothing may be written after."""
        last = [self._running.digest()] if self._room < BLOCK_BYTES else []
        return b"".join(self._digests + last)


class CheckedBlocks:
    """The blocks of a mapped index: which of them have been found to be what was written.

    `ready` has a 1 for each block from which as many bytes as a block has may be read: it and the one behind
    it are checked. A lookup reads it itself, a call being dear, and comes here for the others.
    """

    __slots__ = ("_digests", "_end", "_flags", "_map", "_path", "ready")

    def __init__(self, mapped: mmap.mmap, *, block_table: bytes, sections_end: int, path: Path) -> None:
        self._map, self._digests, self._end, self._path = mapped, block_table, sections_end, path
        self._flags = bytearray(block_count(sections_end))
        self.ready = bytearray(len(self._flags))

    def check_from(self, block: int) -> None:
        """Check the block and the one behind it; raise HashSetRefused when one is not what was written."""
        for each in range(block, min(block + 2, len(self._flags))):
            if not self._flags[each]:
                self._check(each)
        self.ready[block] = 1

    def _check(self, block: int) -> None:
        start = FIRST_BYTE + block * BLOCK_BYTES
        with memoryview(self._map) as whole, whole[start : min(start + BLOCK_BYTES, self._end)] as content:
            _compare(content, block=block, table=self._digests, path=self._path)
        self._flags[block] = 1

    def check_span(self, start: int, stop: int) -> None:
        """Check the bytes of the file from `start` up to `stop`."""
        if start < stop:
            for block in range(
                (start - FIRST_BYTE) >> BLOCK_SHIFT, ((stop - 1 - FIRST_BYTE) >> BLOCK_SHIFT) + 1
            ):
                if not self._flags[block]:
                    self._check(block)

    def check_each(self, addresses: npt.NDArray[np.int64]) -> None:
        """Check the byte at each of the addresses in the file."""
        blocks = (addresses - FIRST_BYTE) >> BLOCK_SHIFT
        unchecked = blocks[np.frombuffer(self._flags, dtype=np.uint8)[blocks] == 0]
        for block in np.unique(unchecked).tolist():
            self._check(block)


def verify_whole(
    file: BinaryIO,
    *,
    path: Path,
    progress: Callable[[int], None] = lambda _done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SetInfo:
    """Check every byte of the index file; give what it says of itself.

    `progress` is told the bytes done so far, at last the length of the file. Raise HashSetRefused when a byte
    has changed, Cancelled when `cancelled` says so.
    """
    description = read_description(file, path=path)
    file.seek(FIRST_BYTE)
    for block in range(block_count(description.sections_end)):
        if cancelled():
            raise Cancelled("The check of the known-hash set was stopped.")
        content = file.read(min(BLOCK_BYTES, description.sections_end - file.tell()))
        _compare(content, block=block, table=description.block_table, path=path)
        progress(file.tell())
    progress(file.seek(0, 2))
    return description.info


def _compare(content: bytes | memoryview, *, block: int, table: bytes, path: Path) -> None:
    place = block * BLOCK_DIGEST_BYTES
    if hashlib.sha256(content).digest() != table[place : place + BLOCK_DIGEST_BYTES]:
        raise damaged(
            path, f"its content at byte {FIRST_BYTE + block * BLOCK_BYTES:,} is not what was written"
        )


def _bytes_of(data: bytes | npt.NDArray[Any]) -> memoryview:  # Any: numbers of every width
    if not len(data):
        return memoryview(b"")  # an empty array has no bytes to show
    return memoryview(data) if isinstance(data, bytes) else data.data.cast("B")
