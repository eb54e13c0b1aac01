"""The journal of ext3 and ext4: which blocks it holds in a newer state than their places do.

Linux writes a change to the journal first and to its place up to half a minute later. Of a machine that was
switched off running, or whose disk was pulled, what happened last stands in the journal alone. Promises to
give only blocks of transactions that were completed, and to say what could not be taken. Source: Linux,
"ext4 Data Structures and Algorithms", "Journal (jbd2)"; the kernel's fs/jbd2/recovery.c for what counts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct

import numpy as np

from forensics.crc32c import crc32c_of_rows
from forensics.errors import EvidenceUnreadable

MOST_BLOCKS = 1 << 19
"""Of one journal. Linux makes none above 1 GiB, which is 262,144 blocks of 4 KiB; a larger one is only asked
for by hand.
"""
_MAGIC = 0xC03B3998
_DESCRIPTOR, _COMMIT, _PLAIN_HEAD, _HEAD, _REVOKE = 1, 2, 3, 4, 5
_HEADER = Struct(">III")  # magic, kind, sequence
_SIZES = Struct(">12xIIIII")  # block size, blocks, first block of the log, sequence, block of the start
_INCOMPAT_AT, _UUID_AT, _FAST_BLOCKS_AT = 0x28, 0x30, 0x54
_WIDE, _SUMS_2, _SUMS_3, _FAST = 0x2, 0x8, 0x10, 0x20
_KNOWN = 0x3F
_USUAL_FAST_BLOCKS = 256
_FAST_HEAD = Struct("<HH4xI")  # tag, length; transaction
_FAST_HEAD_TAG = 9  # fs/ext4/fast_commit.h, EXT4_FC_TAG_HEAD
_ESCAPED, _SAME_UUID, _LAST = 0x1, 0x2, 0x8
_COMMIT_SUM_AT = 0x10
_SUMMED_AT_ONCE = 256  # blocks whose checksums are taken together
_TAG, _LONG_TAG = Struct(">IHH"), Struct(">IIII")  # block, checksum, flags; block, flags, high, checksum
_U32 = Struct(">I")

ReadBlock = Callable[[int], bytes]
"""One whole block of the journal by its number in it; raises EvidenceUnreadable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One block of the volume as the journal holds it."""

    place: int  # block of the journal
    is_escaped: bool  # its first four bytes would look like the journal's own and were taken out
    sequence: int
    checksum: int  # 0 where the journal keeps none


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a journal holds: by block of the volume, the newest state."""

    blocks: dict[int, Kept]
    transactions: int
    troubles: tuple[str, ...]


class Journal:
    """One journal; raises EvidenceUnreadable where its head is damaged or of an unknown kind."""

    def __init__(self, read_block: ReadBlock, *, block_bytes: int, blocks: int) -> None:
        """`blocks`: how long the journal's file is; `block_bytes`: of the volume, and so of the journal."""
        self._read_block = read_block
        raw = read_block(0)
        magic, kind, _ = _HEADER.unpack_from(raw)
        size, length, self._first, self._sequence, self._start = _SIZES.unpack_from(raw)
        if magic != _MAGIC or kind not in (_PLAIN_HEAD, _HEAD) or size != block_bytes:
            raise EvidenceUnreadable("Its first block is damaged.")
        self._features = _U32.unpack_from(raw, _INCOMPAT_AT)[0] if kind == _HEAD else 0
        if self._features & ~_KNOWN:
            raise EvidenceUnreadable("It is of a kind not read here.")
        fast = _U32.unpack_from(raw, _FAST_BLOCKS_AT)[0] or _USUAL_FAST_BLOCKS
        self._stop = length - (fast if self._features & _FAST else 0)
        if length > blocks or not 0 < self._first < self._stop or self._start >= self._stop:
            raise EvidenceUnreadable("Its first block gives sizes that cannot be.")
        if self._start and self._start < self._first:
            raise EvidenceUnreadable("Its first block gives a start that cannot be.")
        if length > MOST_BLOCKS:
            raise EvidenceUnreadable(f"It is longer than {MOST_BLOCKS:,} blocks.")
        self._uuid = raw[_UUID_AT : _UUID_AT + 16]
        self._tail_bytes = 4 if self._features & (_SUMS_2 | _SUMS_3) else 0

    def held(self) -> Held:
        """What is to be read from the journal; nothing where it was closed."""
        if not self._start:
            return Held(blocks={}, transactions=0, troubles=())
        scan = _Scan(self._sequence)
        troubles = list(self._scanned(scan))
        if self._has_fast_commits(scan.sequence):
            troubles.append("Its fast commits, which hold what was written last, were not played back.")
        blocks = scan.newest()
        damaged = [block for some in _some(list(blocks)) for block in self._damaged(some, blocks)]
        for block in damaged:
            del blocks[block]
        if damaged:
            named = ", ".join(f"{block:,}" for block in damaged[:5]) + (" and others" if damaged[5:] else "")
            troubles.append(f"What it holds of block {named} fails its checksum and was left out.")
        return Held(blocks=blocks, transactions=scan.transactions, troubles=tuple(troubles))

    def _scanned(self, scan: "_Scan") -> Iterator[str]:
        """Take in all completed transactions; a sentence where the log ends in trouble."""
        at = self._start
        left = self._stop - self._first
        while left > 0:
            try:
                raw = self._read_block(at)
            except EvidenceUnreadable as trouble:
                yield f"Its block {at:,} cannot be read, and what follows was not played back: {trouble}"
                return
            magic, kind, sequence = _HEADER.unpack_from(raw)
            if magic != _MAGIC or sequence != scan.sequence or kind not in (_DESCRIPTOR, _COMMIT, _REVOKE):
                return
            if not self._is_sound(raw, kind):
                yield f"Its block {at:,} fails its checksum; it and what follows was not played back."
                return
            if kind == _COMMIT:
                scan.complete()
            elif kind == _REVOKE:
                scan.revoked.extend(self._revoked(raw))
            else:
                for block, is_escaped, checksum in self._tags(raw):
                    at, left = self._behind(at), left - 1
                    kept = Kept(place=at, is_escaped=is_escaped, sequence=scan.sequence, checksum=checksum)
                    scan.pending.append((block, kept))
            at, left = self._behind(at), left - 1

    def _behind(self, at: int) -> int:
        return at + 1 if at + 1 < self._stop else self._first

    def _is_sound(self, raw: bytes, kind: int) -> bool:
        if not self._tail_bytes:
            return True
        sum_at = _COMMIT_SUM_AT if kind == _COMMIT else len(raw) - 4
        blank = raw[:sum_at] + bytes(4) + raw[sum_at + 4 :]
        return bool(self._sums([self._uuid + blank])[0] == _U32.unpack_from(raw, sum_at)[0])

    def _sums(self, rows: Sequence[bytes]) -> list[int]:
        """As the kernel takes them: begun with ones, and not turned over at the end."""
        table = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), -1)
        return [int(each) ^ 0xFFFF_FFFF for each in crc32c_of_rows(table)]

    def _tags(self, raw: bytes) -> Iterator[tuple[int, bool, int]]:
        """(block of the volume, whether escaped, checksum) of the blocks behind a descriptor."""
        has_long_sums, is_wide = bool(self._features & _SUMS_3), bool(self._features & _WIDE)
        at, stop = _HEADER.size, len(raw) - self._tail_bytes
        size = 16 if has_long_sums else 8 + 4 * is_wide + 2 * bool(self._features & _SUMS_2)
        while at + size <= stop:
            if has_long_sums:
                block, flags, high, checksum = _LONG_TAG.unpack_from(raw, at)
            else:
                block, checksum, flags = _TAG.unpack_from(raw, at)
                high = _U32.unpack_from(raw, at + _TAG.size)[0] if is_wide else 0
            yield block | (high << 32 if is_wide else 0), bool(flags & _ESCAPED), checksum
            if flags & _LAST:
                return
            at += size + (0 if flags & _SAME_UUID else 16)

    def _revoked(self, raw: bytes) -> Iterator[int]:
        size = 8 if self._features & _WIDE else 4
        stop = min(_U32.unpack_from(raw, _HEADER.size)[0], len(raw) - self._tail_bytes)
        for at in range(_HEADER.size + 4, stop - size + 1, size):
            yield int.from_bytes(raw[at : at + size], "big")

    def _damaged(self, some: Sequence[int], blocks: dict[int, Kept]) -> list[int]:
        """Those whose content in the journal is not what its checksum says, or cannot be read."""
        lost, rows, summed = [], [], []
        for block in some:
            kept = blocks[block]
            try:
                raw = self._read_block(kept.place)
            except EvidenceUnreadable:  # named with those that fail their checksum
                lost.append(block)
                continue
            rows.append(self._uuid + _U32.pack(kept.sequence) + raw)
            summed.append(block)
        if not self._tail_bytes or not rows:
            return lost
        bits = 0xFFFF_FFFF if self._features & _SUMS_3 else 0xFFFF
        told = zip(summed, self._sums(rows), strict=True)
        return lost + [block for block, found in told if found & bits != blocks[block].checksum]

    def _has_fast_commits(self, sequence: int) -> bool:
        if not self._features & _FAST:
            return False
        try:
            # One block behind the log; fs/jbd2/journal.c, jbd2_journal_initialize_fast_commit().
            tag, _, transaction = _FAST_HEAD.unpack_from(self._read_block(self._stop + 1))
        except EvidenceUnreadable:  # what cannot be read may hold some
            return True
        return bool(tag == _FAST_HEAD_TAG and transaction == sequence)


class _Scan:
    """The transactions met so far."""

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence  # of the transaction that is being read
        self.transactions = 0
        self.pending: list[tuple[int, Kept]] = []
        self.revoked: list[int] = []
        self._kept: dict[int, Kept] = {}
        self._last_revoke: dict[int, int] = {}  # by block, the number of the transaction, from 0
        self._number: dict[int, int] = {}

    def complete(self) -> None:
        for block, kept in self.pending:
            self._kept[block] = kept
            self._number[block] = self.transactions
        for block in self.revoked:
            self._last_revoke[block] = self.transactions
        self.pending.clear()
        self.revoked.clear()
        self.transactions += 1
        self.sequence = (self.sequence + 1) & 0xFFFF_FFFF

    def newest(self) -> dict[int, Kept]:
        """Without what a later transaction, or the same, took back because the block serves another use."""
        return {
            block: kept
            for block, kept in self._kept.items()
            if self._number[block] > self._last_revoke.get(block, -1)
        }


def _some(blocks: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(blocks), _SUMMED_AT_ONCE):
        yield blocks[at : at + _SUMMED_AT_ONCE]
