"""Reading a volume's file system: every name in it, and the content behind a name.

`open_file_system` gives a `FileSystem`; which reader stands behind it is not the caller's business. NTFS,
ext2/3/4, FAT, exFAT, HFS+ and ISO 9660 have readers of their own here, and The Sleuth Kit (`tsk/`) is their
reference and stands in where they give up; of UFS it is the reference alone. XFS and APFS, which it does not
know, have readers of their own too, with libfsxfs and libfsapfs as their references; UDF, HFS and YAFFS2 have
none beside their own. Another kind is one new file and one line here.
"""

from collections.abc import Iterator
from typing import Protocol

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.apfs import ApfsFileSystem
from forensics.filesystems.backups import mended
from forensics.filesystems.ext import ExtFileSystem
from forensics.filesystems.fat import FatFileSystem
from forensics.filesystems.hfs import HfsFileSystem
from forensics.filesystems.hfsplus import HfsPlusFileSystem
from forensics.filesystems.iso import IsoFileSystem
from forensics.filesystems.ntfs import NtfsFileSystem
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.filesystems.udf import UdfFileSystem
from forensics.filesystems.ufs import UfsFileSystem
from forensics.filesystems.xfs import XfsFileSystem
from forensics.filesystems.yaffs import YaffsFileSystem
from forensics.images import EvidenceImage, Volume, VolumeState


class FileSystem(Protocol):
    """One opened file system; safe for one thread at a time."""

    def entries(self) -> Iterator[FileEntry | Fault]:
        """Every name, the root as `/` first, in the same order each time, in time linear in their number.

        Alternate streams and extended attributes follow their file with the same path. Trouble is a Fault in
        its place, and the walk goes on; `.` and `..` are left out.
        """
        ...

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        """The content in pieces of up to 1 MiB, exactly `size_bytes` in all; raise EvidenceUnreadable or
        ShortRead otherwise.
        """
        ...

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        """As `chunks`, through The Sleuth Kit wherever it can read the content: what a sample of each run is
        compared with.
        """
        ...

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        """What the file system's own map marks as in use, in bytes of the image, merged and in order; `None`
        where no map is read.
        """
        ...

    def expected_records(self) -> int | None:
        """About how many metadata records `entries` will meet, for an estimate of the time it takes; `None`
        where nothing says so beforehand.
        """
        ...

    def census(self) -> Census | None:
        """How many metadata records are in use by the file system's own count, and how many `entries` met;
        `None` where it keeps no count. Ask when `entries` has ended.
        """
        ...

    def close(self) -> None: ...


def open_file_system(image: EvidenceImage, volume: Volume) -> FileSystem:
    """Open the file system that `map_volumes` found; raise EvidenceUnreadable where it cannot be read."""
    if volume.state != VolumeState.READABLE:
        raise EvidenceUnreadable(
            volume.reason or f"Volume {volume.index} holds no file system that can be read here."
        )
    by_copy = mended(
        image,
        offset_bytes=volume.offset_bytes,
        length_bytes=volume.length_bytes,
        file_system=volume.file_system,
    )
    if by_copy is not None:
        image = by_copy.image
    if volume.file_system in ("HFS+", "HFSX"):
        return HfsPlusFileSystem(image, volume)
    if volume.file_system == "HFS":
        return HfsFileSystem(image, volume)
    if volume.file_system in ("FAT12", "FAT16", "FAT32", "exFAT"):
        return FatFileSystem(image, volume)
    if volume.file_system in ("ext2", "ext3", "ext4"):
        return ExtFileSystem(image, volume)
    if volume.file_system == "NTFS":
        return NtfsFileSystem(image, volume)
    if volume.file_system == "ISO 9660":
        return IsoFileSystem(image, volume)
    if volume.file_system == "XFS":
        return XfsFileSystem(image, volume)
    if volume.file_system == "YAFFS2":
        return YaffsFileSystem(image, volume)
    if volume.file_system == "UDF":
        return UdfFileSystem(image, volume)
    if volume.file_system == "APFS":
        return ApfsFileSystem(image, volume)
    if volume.file_system in ("UFS1", "UFS2"):
        return UfsFileSystem(image, volume)
    return TskFileSystem(image, volume)
