"""Which times each file system keeps, in which zone and step, and when a zero means that none was recorded.

Sources: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "Date and Time Formats"; [EXFAT] Microsoft,
"exFAT file system specification", 7.4; [NTFS] Microsoft, [MS-DTYP] FILETIME and [MS-FSCC] 2.4.7; [EXT] Linux,
"ext4 Data Structures and Algorithms", inode table; [HFS] Apple, Technical Note TN1150 and "Inside Macintosh:
Files"; [ISO] ECMA-119, 9.1.5 and 8.4.26.1; [UFS] FreeBSD, ufs/ufs/dinode.h; [YAFFS] yaffs_guts.h.
"""

from dataclasses import dataclass
from typing import Protocol

from forensics.times import FsTime, MacTimes, ZoneKind


class TimeRecord(Protocol):
    """A metadata record with its times as seconds since 1970 and nanoseconds beside them; 0 and 0 where none
    is stored.
    """

    mtime: int
    mtime_nano: int
    atime: int
    atime_nano: int
    ctime: int
    ctime_nano: int
    crtime: int
    crtime_nano: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStep:
    """One kept time: the smallest step in nanoseconds, and whether a stored zero means "not recorded" (else
    it is 1970).
    """

    step_ns: int
    zero_is_absent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Timekeeping:
    """What one file system keeps; `None` where it keeps no such time."""

    mtime: TimeStep | None
    atime: TimeStep | None
    ctime: TimeStep | None
    crtime: TimeStep | None
    zone: ZoneKind = ZoneKind.UTC

    def times_of(self, record: TimeRecord) -> MacTimes:
        """The times of a metadata record as this file system means them."""
        return MacTimes(
            mtime=_kept(self.mtime, record.mtime, record.mtime_nano),
            atime=_kept(self.atime, record.atime, record.atime_nano),
            ctime=_kept(self.ctime, record.ctime, record.ctime_nano),
            crtime=_kept(self.crtime, record.crtime, record.crtime_nano),
            zone=self.zone,
        )


SECOND_NS = 1_000_000_000
_DAY = TimeStep(step_ns=86_400 * SECOND_NS)
_TWO_SECONDS = TimeStep(step_ns=2 * SECOND_NS)
_TEN_MS = TimeStep(step_ns=10_000_000)
_SECOND = TimeStep(step_ns=SECOND_NS)
_HUNDRED_NS = TimeStep(step_ns=100)
_UNIX_SECOND = TimeStep(step_ns=SECOND_NS, zero_is_absent=False)
_UNIX_NS = TimeStep(step_ns=1, zero_is_absent=False)
_BORN_NS = TimeStep(step_ns=1)

# FAT keeps the wall clock of the machine that wrote; the zone is not on the disk. It keeps no time of
# metadata change. [FAT]
_FAT = Timekeeping(mtime=_TWO_SECONDS, atime=_DAY, ctime=None, crtime=_TEN_MS, zone=ZoneKind.LOCAL)
# exFAT stores local time and, beside it, the offset from UTC; TSK reads only the local time, so that this is
# for volumes that it alone lists. [EXFAT]
_EXFAT = Timekeeping(mtime=_TEN_MS, atime=_TWO_SECONDS, ctime=None, crtime=_TEN_MS, zone=ZoneKind.LOCAL)
_NTFS = Timekeeping(mtime=_HUNDRED_NS, atime=_HUNDRED_NS, ctime=_HUNDRED_NS, crtime=_HUNDRED_NS)
# Inodes of 128 bytes keep whole seconds and no birth, whichever of the three it is. [EXT]
_EXT = Timekeeping(mtime=_UNIX_NS, atime=_UNIX_NS, ctime=_UNIX_NS, crtime=_BORN_NS)
_HFS = Timekeeping(mtime=_SECOND, atime=None, ctime=None, crtime=_SECOND, zone=ZoneKind.LOCAL)
_HFS_PLUS = Timekeeping(mtime=_SECOND, atime=_SECOND, ctime=_SECOND, crtime=_SECOND)
# ISO 9660 stores one recording time, local, and beside it the offset from UTC; TSK reads only the local time,
# so that this is for discs that it alone lists. [ISO]
_ISO = Timekeeping(mtime=_SECOND, atime=_SECOND, ctime=_SECOND, crtime=_SECOND, zone=ZoneKind.LOCAL)
_YAFFS = Timekeeping(mtime=_UNIX_SECOND, atime=_UNIX_SECOND, ctime=_UNIX_SECOND, crtime=None)
_UFS = Timekeeping(mtime=_UNIX_NS, atime=_UNIX_NS, ctime=_UNIX_NS, crtime=_BORN_NS)

TIMEKEEPING = {
    **dict.fromkeys(("FAT12", "FAT16", "FAT32"), _FAT),
    "exFAT": _EXFAT,
    "NTFS": _NTFS,
    **dict.fromkeys(("ext2", "ext3", "ext4"), _EXT),
    "HFS": _HFS,
    **dict.fromkeys(("HFS+", "HFSX"), _HFS_PLUS),
    "ISO 9660": _ISO,
    **dict.fromkeys(("UFS1", "UFS2"), _UFS),
    "YAFFS2": _YAFFS,
}


def _kept(step: TimeStep | None, seconds: int, nanoseconds: int) -> FsTime | None:
    if step is None:
        return None
    ns = seconds * SECOND_NS + nanoseconds
    if ns == 0 and step.zero_is_absent:
        return None
    return FsTime(ns - ns % step.step_ns)
