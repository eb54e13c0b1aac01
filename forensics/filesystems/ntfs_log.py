"""Whether an NTFS volume was closed: by its log, by its own mark, and by the memory that Windows left behind.

NTFS writes a change of its records to $LogFile first. Of a machine that was switched off while it ran, what
happened last may stand in the log alone; Windows plays it back when it mounts the volume. Two restart pages
at the beginning tell who has the log open and whether the volume is clean. A log of 0xFF alone was emptied.

Sources: Linux kernel, fs/ntfs/logfile.h (RESTART_PAGE_HEADER, RESTART_AREA) and logfile.c
(ntfs_is_logfile_clean); layout.h, VOLUME_INFORMATION; ntfs-3g, volume.c (ntfs_volume_check_hiberfile).
"""

import struct
from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ntfs_attributes import Stored, heads_of, stored_at
from forensics.filesystems.ntfs_mft import Mft
from forensics.filesystems.ntfs_records import RecordDamaged, mended

HIBERNATION = b"/hiberfil.sys"
_LOG_FILE, _VOLUME_FILE = 2, 3  # [NTFS] record numbers
_VOLUME_INFORMATION = 0x70
_VOLUME = struct.Struct("<8xBBH")  # version; flags
_MARKED_FOR_CHECK = 1
_RESTART, _AFTER_CHKDSK = b"RSTR", b"CHKD"
_PAGE = struct.Struct("<8xQII H")  # sequence number of chkdsk, bytes of a system page, of a log page; area
_AREA = struct.Struct("<Q4xHH")  # sequence number, first client that has the log open, flags
_NO_CLIENT, _CLEAN = 0xFFFF, 2
_PAGE_SIZES = (4096, 512, 1024, 2048, 8192, 16384, 32768, 65536)  # 4,096 on every processor but few
_HEAD_BYTES = 2 * _PAGE_SIZES[-1]
_ASLEEP = (b"hibr", b"HIBR")


def unclosed(mft: Mft) -> str | None:
    """What the log leaves in doubt, as a sentence; `None` where the volume was closed."""
    try:
        is_closed = _is_closed(mft.stream(mft.data_of(_LOG_FILE)).read(0, _HEAD_BYTES))
    except EvidenceUnreadable as trouble:
        return (
            "Whether the NTFS volume was closed cannot be told, and what was written last may be missing or "
            f"be listed as it was before: {trouble}"
        )
    if is_closed:
        return None
    return (
        "The NTFS volume was not closed, and what stands in its log ($LogFile) alone was not played back: "
        "what was written last may be missing or be listed as it was before."
    )


def _is_closed(head: bytes) -> bool:
    if head and not head.strip(b"\xff"):
        return True
    areas = list(_areas(head))
    if not areas:
        raise EvidenceUnreadable("Both restart pages of $LogFile are damaged.")
    _, client, flags = max(areas)
    return bool(client == _NO_CLIENT or flags & _CLEAN)


def _areas(head: bytes) -> Iterator[tuple[int, int, int]]:
    """Of each restart page that is whole: sequence number, first client, flags."""
    for size in _PAGE_SIZES:
        found = [area for place in (0, size) if (area := _area(head[place : place + size])) is not None]
        if found:
            yield from found
            return


def _area(page: bytes) -> tuple[int, int, int] | None:
    signature = page[:4]
    if signature not in (_RESTART, _AFTER_CHKDSK):
        return None
    checked, size, _, place = _PAGE.unpack_from(page)
    if size != len(page) or place + _AREA.size > size:
        return None
    try:
        sequence, client, flags = _AREA.unpack_from(mended(page, signature), place)
    except RecordDamaged:
        return None
    return (checked if signature == _AFTER_CHKDSK else sequence), client, flags


def marked(mft: Mft) -> str | None:
    """A sentence where Windows marked the volume for a check."""
    try:
        record = mft.record(_VOLUME_FILE)
        found = [each for each in heads_of(record, 0, mft.record_bytes) if each[1][0] == _VOLUME_INFORMATION]
    except EvidenceUnreadable:  # the record is told by the listing
        return None
    for place, head in found:
        stored = stored_at(record, place, head)
        if stored.runs is None and stored.size_bytes >= _VOLUME.size:
            if not _VOLUME.unpack_from(record, stored.place)[2] & _MARKED_FOR_CHECK:
                return None
            return (
                "The NTFS volume is marked for a check (dirty): what its file records, folders and maps say "
                "may not agree."
            )
    return None


def asleep(mft: Mft, stored: Stored) -> str | None:
    """A sentence where the file `/hiberfil.sys` holds the memory of a Windows that was not shut down."""
    if not stored.runs:
        return None
    try:
        head = mft.stream(stored).read(0, 4)
    except EvidenceUnreadable as trouble:
        return f"Whether Windows was hibernated cannot be told: {trouble}"
    if head not in _ASLEEP:
        return None
    return (
        "Windows was hibernated, or shut down by fast start: its memory is in /hiberfil.sys, and what it had "
        "not written yet may be missing or be listed as it was before. Examine that file too, and do not "
        "start the machine."
    )
