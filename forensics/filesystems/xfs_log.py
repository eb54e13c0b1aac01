"""The log of XFS: whether the volume was closed, by what was written to its log last.

XFS writes changes to its log first and to their places when there is time, so that of a machine that was
switched off while it ran, files of the last half minute and more stand in the log alone. Whoever closes the
volume writes a mark behind all that. Source: "XFS Algorithms & Data Structures", "Journaling Log"; Linux,
fs/xfs/libxfs/xfs_log_format.h, and fs/xfs/xfs_log_recover.c for how the end of the log is found.
"""

import struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.xfs_layout import XfsVolume

_SECTOR_BYTES = 512  # the log counts in these whatever the sectors are
_RECORD_MAGIC = 0xFEEDBABE
_RECORD = struct.Struct(">IIIIQQ8xI")  # magic, cycle, version, bytes, place, place of the tail, operations
_HEAD_SIZE_AT, _HEAD_BYTES = 320, 32 * 1024  # a head has one sector for each of these that a record may take
_MOST_RECORD_SECTORS = (256 * 1024 + 8 * _SECTOR_BYTES) // _SECTOR_BYTES  # XLOG_MAX_RECORD_BSIZE and its head
_OPERATION = struct.Struct(">IIBBxx")  # transaction, bytes, who, flags
_UNMOUNTED = 0x20
_DOUBT = "may be missing or be listed as it was before"


def unclosed(volume: XfsVolume) -> str | None:
    """What the log leaves in doubt, as a sentence; `None` where the volume was closed."""
    try:
        if _Log(volume).ends_with_the_mark():
            return None
    except EvidenceUnreadable as trouble:
        return (
            f"Whether the XFS volume was closed cannot be told, and what was written last {_DOUBT}: {trouble}"
        )
    return (
        "The XFS volume was not closed, and what stands in its log alone was not played back: what was "
        f"written last {_DOUBT}."
    )


class _Log:
    """Raises EvidenceUnreadable where the log is not in the volume, or cannot be read."""

    def __init__(self, volume: XfsVolume) -> None:
        superblock = volume.superblock
        if not superblock.log_block or not superblock.log_blocks:
            raise EvidenceUnreadable("Its log lies on another disk.")
        self._windows = volume.windows
        self._start = volume.place_of(superblock.log_block, superblock.log_blocks)
        self._sectors = superblock.log_blocks * superblock.block_bytes // _SECTOR_BYTES

    def ends_with_the_mark(self) -> bool:
        """Whether the last record is the one that closes the volume, and nothing stands behind it."""
        head = self._head()
        found = self._last_record(head)
        if found is None:
            return False
        at, raw = found
        _, _, version, length, _, _, operations = _RECORD.unpack_from(raw)
        size = int.from_bytes(raw[_HEAD_SIZE_AT : _HEAD_SIZE_AT + 4], "big") if version & 2 else 0
        heads = max(1, -(-size // _HEAD_BYTES))
        behind = (at + heads + -(-length // _SECTOR_BYTES)) % self._sectors
        if operations != 1 or behind != head % self._sectors:
            return False
        flags = _OPERATION.unpack_from(self._sector((at + heads) % self._sectors))[3]
        return bool(flags & _UNMOUNTED)

    def _head(self) -> int:
        """Where the next record would go: the log is written round and round, and each sector begins with the
        number of its round.
        """
        first, last = self._cycle(0), self._cycle(self._sectors - 1)
        if first == last:
            return self._sectors
        low, high = 0, self._sectors - 1  # of this round; of an earlier one, or never written
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._cycle(middle) == first else (low, middle)
        return high

    def _last_record(self, head: int) -> tuple[int, bytes] | None:
        for back in range(1, min(self._sectors, _MOST_RECORD_SECTORS) + 1):
            at = (head - back) % self._sectors
            raw = self._sector(at)
            if int.from_bytes(raw[:4], "big") == _RECORD_MAGIC:
                return at, raw
        return None

    def _cycle(self, number: int) -> int:
        raw = self._sector(number)
        magic, cycle = struct.unpack_from(">II", raw)
        return int(cycle if magic == _RECORD_MAGIC else magic)

    def _sector(self, number: int) -> bytes:
        return self._windows.piece(self._start + number * _SECTOR_BYTES, _SECTOR_BYTES)
