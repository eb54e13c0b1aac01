"""Whether NTFS content is initialised to its end.

NTFS keeps, beside the size of a content, how much of it was ever written; behind that it reads as zeros
whatever is on the disk. TSK honours this when it reads, but does not tell where it is, so the runs alone are
not the content.

Source: Linux kernel, fs/ntfs/layout.h, MFT_RECORD and ATTR_RECORD (non-resident: data_size at 0x30,
initialized_size at 0x38).
"""

import struct

import pytsk3

from forensics.filesystems.tsk.media import TSK_TROUBLE

_DATA = 0x80
_END = 0xFFFFFFFF
_SECTOR_BYTES = 512
_WINDOW_BYTES = 256 * 1024
_HEAD_BYTES = 48
_NONRESIDENT_HEAD_BYTES = 64


class InitialisedSizes:
    """Looks into the records of the $MFT, read in windows."""

    def __init__(self, opened: pytsk3.FS_Info) -> None:
        try:
            self._mft = opened.open_meta(0)
            self._size = int(self._mft.info.meta.size)
        except TSK_TROUBLE:  # told as a fault of $MFT itself when the walk comes to it
            self._size = 0
        self._start = 0
        self._window = b""
        self._record_bytes = int.from_bytes(self._at(0, _HEAD_BYTES)[28:32], "little")

    def is_whole(self, record_number: int, attribute_id: int) -> bool:
        """Whether the $DATA attribute of this number is plain and written to its end; `False` where that is
        not to be seen.
        """
        record = self._at(record_number * self._record_bytes, self._record_bytes)
        if len(record) < _SECTOR_BYTES or not record.startswith(b"FILE"):
            return False
        record = _mended(record)
        place = int.from_bytes(record[20:22], "little")
        while place + _NONRESIDENT_HEAD_BYTES <= len(record):
            kind, length, nonresident, _, _, flags, number = struct.unpack_from("<IIBBHHH", record, place)
            if kind == _DATA and number == attribute_id:
                size, initialised = struct.unpack_from("<QQ", record, place + 0x30)
                return bool(nonresident) and not flags and initialised == size
            if kind == _END or length < 16:
                return False
            place += length
        return False

    def _at(self, offset: int, length: int) -> bytes:
        inside = offset - self._start
        if not 0 <= inside <= len(self._window) - length:
            self._start = offset - offset % _WINDOW_BYTES
            wanted = max(0, min(_WINDOW_BYTES, self._size - self._start))
            try:
                self._window = self._mft.read_random(self._start, wanted) if wanted else b""
            except TSK_TROUBLE:  # the $MFT's own content is read, and its faults told, like any other file's
                self._window = b""
            inside = offset - self._start
        return self._window[inside : inside + length]


def _mended(record: bytes) -> bytes:
    """The record with the last two bytes of each sector put back from its update sequence."""
    place, count = struct.unpack_from("<HH", record, 4)
    mended = bytearray(record)
    for sector in range(1, min(count, len(record) // _SECTOR_BYTES + 1)):
        saved = record[place + 2 * sector : place + 2 * sector + 2]
        mended[sector * _SECTOR_BYTES - 2 : sector * _SECTOR_BYTES] = saved.ljust(2, b"\0")
    return bytes(mended[: len(record)])
