"""File records of the $MFT as bytes: the update sequence checked and taken out again.

The last two bytes of each 512 of a record are a number that changes with every write; their own bytes are
kept in the record's head. A record whose numbers differ was written in part only. A whole window of records
is mended by slices with a step, which costs a tenth of going record by record.

Source: Linux kernel, fs/ntfs/layout.h, NTFS_RECORD and MFT_RECORD.
"""

import struct

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_geometry import FIXUP_BYTES

PADDING = bytes(64)
"""Behind each window: the head of an attribute at its very end can be unpacked without asking for its
length.
"""
NO_RECORD = "there is no file record where one should be"
TORN = "the file record was written in part only (its update sequence does not fit)"
GIVEN_UP = "the file record was marked as damaged by the system that used it"

HEADER = struct.Struct(
    "<16xHHHHII Q"
)  # sequence, links, first attribute, flags, used, allocated, base record
IN_USE = 1
FOLDER = 2
FLAGS_AT = 0x16
NUMBER_MASK = (1 << 48) - 1  # a reference is a record number with the sequence number above it
_SIGNATURE = b"FILE"
INDEX_SIGNATURE = b"INDX"
_SMALLEST_HEADS = {_SIGNATURE: 0x2A, INDEX_SIGNATURE: 0x28, b"RSTR": 0x1E, b"CHKD": 0x1E}


class RecordDamaged(EvidenceUnreadable):
    """A file record that cannot be believed; the message goes on a sentence that names it."""


def mended(record: bytes, signature: bytes = _SIGNATURE) -> bytes:
    """One record, or block of an index, as it was before its update sequence was put in; RecordDamaged where
    that does not fit.
    """
    if record[:4] != signature:
        raise RecordDamaged(GIVEN_UP if record[:4] == b"BAAD" else NO_RECORD)
    place, count = struct.unpack_from("<HH", record, 4)
    sectors = len(record) // FIXUP_BYTES
    if not _fits(place, count, sectors, smallest_head=_SMALLEST_HEADS[signature]):
        raise RecordDamaged(TORN)
    number = record[place : place + 2]
    whole = bytearray(record)
    for sector in range(1, sectors + 1):
        tail = sector * FIXUP_BYTES - 2
        if record[tail : tail + 2] != number:
            raise RecordDamaged(TORN)
        whole[tail : tail + 2] = record[place + 2 * sector : place + 2 * sector + 2]
    return bytes(whole)


def mended_window(window: bytes, record_bytes: int) -> tuple[bytes, dict[int, str]]:
    """All records of a window mended, with padding behind them; and what is wrong with which of them, by
    position.

    A record that is not whole stays as it is on the disk.
    """
    whole = bytearray(window)
    if _mend_at_once(whole, record_bytes):
        whole += PADDING
        return bytes(whole), {}
    troubles = {}
    for position in range(len(window) // record_bytes):
        at = position * record_bytes
        try:
            whole[at : at + record_bytes] = mended(window[at : at + record_bytes])
        except RecordDamaged as damage:
            troubles[position] = str(damage)
    whole += PADDING
    return bytes(whole), troubles


def _mend_at_once(whole: bytearray, step: int) -> bool:
    """Mend records that are all alike and sound; `False`, and nothing done, where one is not."""
    records = len(whole) // step
    place, count = struct.unpack_from("<HH", whole, 4)
    sectors = step // FIXUP_BYTES
    alike = _SIGNATURE + bytes(whole[4:8])
    if not _fits(place, count, sectors):
        return False
    if any(whole[at::step] != alike[at : at + 1] * records for at in range(8)):
        return False
    low, high = whole[place::step], whole[place + 1 :: step]
    tails = [sector * FIXUP_BYTES - 2 for sector in range(1, sectors + 1)]
    if any(whole[tail::step] != low or whole[tail + 1 :: step] != high for tail in tails):
        return False
    for sector, tail in enumerate(tails, start=1):
        saved = place + 2 * sector
        whole[tail::step] = whole[saved::step]
        whole[tail + 1 :: step] = whole[saved + 1 :: step]
    return True


def _fits(place: int, count: int, sectors: int, *, smallest_head: int = _SMALLEST_HEADS[_SIGNATURE]) -> bool:
    return count == sectors + 1 and smallest_head <= place <= FIXUP_BYTES - 2 - 2 * count
