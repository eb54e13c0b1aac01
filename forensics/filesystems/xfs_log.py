"""The log of XFS: whether the volume was closed, by what was written to its log last, and the records that
hold what may not stand in its place yet.

XFS writes changes to its log first and to their places when there is time, so that of a machine that was
switched off while it ran, files of the last half minute and more stand in the log alone. Whoever closes the
volume writes a mark behind all that. Source: "XFS Algorithms & Data Structures", "Journaling Log"; Linux,
fs/xfs/libxfs/xfs_log_format.h, and fs/xfs/xfs_log_recover.c for how the ends of the log are found.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

from forensics.crc32c import crc32c
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_layout import XfsVolume

SECTOR_BYTES = 512  # the log counts in these whatever the sectors are
_RECORD_MAGIC = 0xFEEDBABE
_HEAD = struct.Struct(">IIIIQQII")  # magic, cycle, version, bytes, place, of the tail, CRC, place before
_OPERATIONS_AT, _WORDS_AT, _WORDS = 40, 44, 64  # the first word of each sector stands in the head
_CRC_AT = 32
_HEAD_SIZE_AT, _HEAD_BYTES = 320, 32 * 1024  # a head has one sector for each of these that a record may take
_CHECKED_HEADS = (328, 324)  # bytes of a head under the checksum, of machines of 64 and of 32 bits
_CHECKED_MORE = 260  # of each further sector of a head
_LARGEST_RECORD_BYTES = 256 * 1024  # XLOG_MAX_RECORD_BSIZE
_MOST_RECORD_SECTORS = (_LARGEST_RECORD_BYTES + 8 * SECTOR_BYTES) // SECTOR_BYTES
_MOST_BUFFERS = (
    8  # XLOG_MAX_ICLOGS: that many records are on their way at once, and may be written in any order
)
_OPERATION = struct.Struct(">IIBBxx")  # transaction, bytes, who, flags
_UNMOUNTED = 0x20


class Record(Struct, frozen=True, gc=False):
    """What was written to the log at once. `place` is its number for ever: round and sector."""

    place: int
    tail: int
    operations: int
    data: bytes


class Log:
    """Raises EvidenceUnreadable where the log is not in the volume, or cannot be read."""

    def __init__(self, volume: XfsVolume) -> None:
        superblock = volume.superblock
        if not superblock.log_block or not superblock.log_blocks:
            raise EvidenceUnreadable("Its log lies on another disk.")
        self._windows = volume.windows
        self._is_checked = superblock.is_version_5
        self._start = volume.place_of(superblock.log_block, superblock.log_blocks)
        self.sectors = superblock.log_blocks * superblock.block_bytes // SECTOR_BYTES

    def ends_with_the_mark(self) -> bool:
        """Whether the last record is the one that closes the volume, and nothing stands behind it."""
        head = self._head()
        at = self._record_before(head)
        if at is None:
            return False
        raw = self._sector(at)
        length, heads = _HEAD.unpack_from(raw)[3], _heads(raw)
        behind = (at + heads + -(-length // SECTOR_BYTES)) % self.sectors
        if _operations(raw) != 1 or behind != head % self.sectors:
            return False
        flags = _OPERATION.unpack_from(self._sector((at + heads) % self.sectors))[3]
        return bool(flags & _UNMOUNTED)

    def records(self, *, again: bool = False) -> Iterator[Record | EvidenceUnreadable]:
        """The records that may hold what does not stand in its place yet, oldest first. One that is damaged
        is given as the trouble, and nothing after it. `again`: their checksums were held before.
        """
        head = self._true_head()
        last = self._last_whole(head)
        at, behind = last.tail & 0xFFFFFFFF, 0
        end = (last.place & 0xFFFFFFFF) % self.sectors
        if at >= self.sectors:
            raise EvidenceUnreadable("Its log names a place that it does not have.")
        while True:
            try:
                record, sectors = self._record(at, is_known=again)
            except EvidenceUnreadable as trouble:
                yield trouble
                return
            if record.place & 0xFFFFFFFF != at or record.place < last.tail or record.place > last.place:
                yield EvidenceUnreadable(f"Its record at sector {at:,} of the log is of another round.")
                return
            yield record
            behind += sectors
            if at == end:
                return
            at = (at + sectors) % self.sectors
            if behind > self.sectors:
                yield EvidenceUnreadable("The records of its log go round without an end.")
                return

    def _head(self) -> int:
        """Where the next record would go: the log is written round and round, and each sector begins with the
        number of its round.
        """
        first, last = self._cycle(0), self._cycle(self.sectors - 1)
        if first == last:
            return self.sectors
        low, high = 0, self.sectors - 1  # of this round; of an earlier one, or never written
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._cycle(middle) == first else (low, middle)
        return high

    def _true_head(self) -> int:
        """As `_head`, before what was on its way when the power went and left a gap."""
        head = self._head()
        newest = self._cycle((head - 1) % self.sectors)
        most = min(self.sectors, _MOST_BUFFERS * _LARGEST_RECORD_BYTES // SECTOR_BYTES)
        for at in range(head - most, head):
            wanted = newest if at >= 0 else newest - 1
            if self._cycle(at % self.sectors) < wanted:
                return at % self.sectors
        return head

    def _last_whole(self, head: int) -> Record:
        """The last record that is whole; raise EvidenceUnreadable where there is none."""
        behind = head
        for _ in range(_MOST_BUFFERS + 1):
            at = self._record_before(behind)
            if at is None:
                break
            try:
                record, sectors = self._record(at)
            except EvidenceUnreadable:  # written in part when the power went; Linux goes on before it too
                behind = at
                continue
            if (head - at) % self.sectors >= sectors or head % self.sectors == at:
                return record
            behind = at
        raise EvidenceUnreadable("Its log has no whole record at its end.")

    def _record_before(self, head: int) -> int | None:
        for back in range(1, min(self.sectors, _MOST_RECORD_SECTORS) + 1):
            at = (head - back) % self.sectors
            if int.from_bytes(self._sector(at)[:4], "big") == _RECORD_MAGIC:
                return at
        return None

    def _record(self, at: int, *, is_known: bool = False) -> tuple[Record, int]:
        """The record at a sector and how many these are; raise EvidenceUnreadable where it is damaged."""
        raw = self._sector(at)
        magic, cycle, _, length, place, tail, crc, _ = _HEAD.unpack_from(raw)
        heads, sectors = _heads(raw), -(-length // SECTOR_BYTES)
        if magic != _RECORD_MAGIC or heads > _MOST_BUFFERS or length > _LARGEST_RECORD_BYTES or length % 4:
            raise EvidenceUnreadable(f"Sector {at:,} of its log is no record.")
        if place != cycle << 32 | at or heads + sectors > self.sectors:
            raise EvidenceUnreadable(f"The record at sector {at:,} of its log is damaged.")
        more = [self._sector((at + number) % self.sectors) for number in range(1, heads)]
        data = b"".join(self._sector((at + heads + number) % self.sectors) for number in range(sectors))
        is_checked = crc and self._is_checked and not is_known
        if is_checked and not _is_sound(raw, more, data[:length]):
            raise EvidenceUnreadable(f"The record at sector {at:,} of its log fails its checksum.")
        restored = _restored(raw, more, data)[:length]
        return Record(place, tail, _operations(raw), restored), heads + sectors

    def _cycle(self, number: int) -> int:
        raw = self._sector(number)
        magic, cycle = struct.unpack_from(">II", raw)
        return int(cycle if magic == _RECORD_MAGIC else magic)

    def _sector(self, number: int) -> bytes:
        return self._windows.piece(self._start + number * SECTOR_BYTES, SECTOR_BYTES)


def _operations(head: bytes) -> int:
    return int.from_bytes(head[_OPERATIONS_AT : _OPERATIONS_AT + 4], "big")


def _heads(head: bytes) -> int:
    version = _HEAD.unpack_from(head)[2]
    size = int.from_bytes(head[_HEAD_SIZE_AT : _HEAD_SIZE_AT + 4], "big") if version & 2 else 0
    return max(1, -(-size // _HEAD_BYTES))


def _is_sound(head: bytes, more: list[bytes], data: bytes) -> bool:
    """The CRC is of the record as it stands on the disk."""
    stored = int.from_bytes(head[_CRC_AT : _CRC_AT + 4], "little")
    blank = head[:_CRC_AT] + bytes(4) + head[_CRC_AT + 4 :]
    rest = b"".join(each[:_CHECKED_MORE] for each in more) + data
    return any(crc32c(blank[:size] + rest) == stored for size in _CHECKED_HEADS)


def _restored(head: bytes, more: list[bytes], data: bytes) -> bytes:
    """With the words that gave way to the number of the round."""
    words = [head[_WORDS_AT + 4 * n : _WORDS_AT + 4 * n + 4] for n in range(_WORDS)]
    for each in more:
        words += [each[4 + 4 * n : 8 + 4 * n] for n in range(_WORDS)]
    out = bytearray(data)
    for number in range(min(len(words), len(data) // SECTOR_BYTES)):
        out[number * SECTOR_BYTES : number * SECTOR_BYTES + 4] = words[number]
    return bytes(out)
