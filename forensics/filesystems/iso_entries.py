"""Entries made of the records of a disc."""

from collections.abc import Sequence

from msgspec.structs import replace

from forensics.entries import (
    Content,
    EntryAddress,
    EntryFlag,
    EntryKind,
    Extent,
    FileEntry,
    Remains,
    flag_words,
)
from forensics.filesystems.iso_names import NOT_RECORDED, times_of
from forensics.filesystems.iso_records import INTERLEAVED, Record
from forensics.filesystems.iso_rock import Rock
from forensics.filesystems.modes import kind_of_mode
from forensics.images import Volume
from forensics.paths import EvidencePath
from forensics.times import MacTimes, ZoneKind

ORPHANS = b"/$OrphanFiles"  # The Sleuth Kit's name
OF_ISO_9660 = (EntryKind.FILE, EntryKind.OTHER, EntryKind.DIRECTORY)


class Maker:
    """Makes the entries of one volume, of contents within `reach` bytes of it."""

    def __init__(self, volume: Volume, *, reach: int) -> None:
        self._volume, self._reach = volume, reach

    def file(
        self, number: int, records: Sequence[Record], path: bytes, *, flags: Sequence[EntryFlag] = ()
    ) -> FileEntry:
        """A file of one record, or of several that follow each other (ECMA-119, 6.5.1)."""
        record = records[0]
        rock = record.rock
        if rock is not None and rock.mode is not None:
            kind = kind_of_mode(rock.mode)
            if kind not in OF_ISO_9660:
                return self._special(number, record, rock, kind=kind, path=path, flags=flags)
        extents = self._all_extents(records)
        size_bytes = sum(each.size_bytes for each in records)
        place_bytes = None
        if rock is not None and rock.packed is not None:
            size_bytes, flags = rock.packed.size_bytes, (*flags, EntryFlag.COMPRESSED)
            place_bytes = extents[0].offset_bytes if extents else None
            extents = None if size_bytes else ()
        elif rock is not None and rock.is_sparse:
            flags, extents = (*flags, EntryFlag.SPARSE), None
        return FileEntry(
            address=self._address(number),
            path=EvidencePath(path),
            kind=EntryKind.FILE,
            size_bytes=size_bytes,
            allocated=True,
            content=Content.of_size(size_bytes),
            times=_times(record),
            extents=extents,
            place_bytes=place_bytes,
            flags=flag_words(flags),
        )

    def _special(
        self,
        number: int,
        record: Record,
        rock: Rock,
        *,
        kind: EntryKind,
        path: bytes,
        flags: Sequence[EntryFlag],
    ) -> FileEntry:
        """A link, a device, a pipe or a socket, of which Rock Ridge alone tells."""
        return FileEntry(
            address=self._address(number),
            path=EvidencePath(path),
            kind=kind,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=_times(record),
            link_target=EvidencePath(rock.target) if rock.target else None,
            flags=flag_words(flags),
        )

    def folder(
        self, number: int, record: Record, path: bytes, *, flags: Sequence[EntryFlag] = ()
    ) -> FileEntry:
        return FileEntry(
            address=self._address(number),
            path=EvidencePath(path),
            kind=EntryKind.DIRECTORY,
            size_bytes=record.size_bytes,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=_times(record),
            flags=flag_words(flags),
        )

    def orphans(self, number: int) -> FileEntry:
        """The folder that The Sleuth Kit makes up for files of no folder."""
        return FileEntry(
            address=self._address(number),
            path=EvidencePath(ORPHANS),
            kind=EntryKind.VIRTUAL,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=times_of(NOT_RECORDED),
        )

    def orphan(self, number: int, record: Record) -> FileEntry:
        return FileEntry(
            address=self._address(number),
            path=EvidencePath(b"%s/OrphanFile-%d" % (ORPHANS, number)),
            kind=EntryKind.FILE,
            size_bytes=record.size_bytes,
            allocated=False,
            content=Content.of_size(record.size_bytes),
            times=times_of(record.stamp),
            extents=self._extents(record),
            remains=Remains.UNPROVEN if record.size_bytes else None,  # a disc keeps no map of its sectors
            parent_known=False,
        )

    def _address(self, number: int) -> EntryAddress:
        return EntryAddress(volume=self._volume.index, meta_addr=number)

    def _all_extents(self, records: Sequence[Record]) -> tuple[Extent, ...] | None:
        if len(records) == 1:
            return self._extents(records[0])
        found = [self._extents(each) for each in records]
        return None if None in found else tuple(extent for each in found for extent in each or ())

    def _extents(self, record: Record) -> tuple[Extent, ...] | None:
        size_bytes = record.size_bytes
        if not size_bytes:
            return ()
        if record.flags & INTERLEAVED or record.place + size_bytes > self._reach:
            return None
        return (Extent(offset_bytes=self._volume.offset_bytes + record.place, length_bytes=size_bytes),)


def _times(record: Record) -> MacTimes:
    """The recording time, and beside it those that Rock Ridge keeps; all are shown in UTC."""
    times = times_of(record.stamp)
    stamps = record.rock.stamps if record.rock is not None else {}
    if not stamps or times.zone is not ZoneKind.UTC:
        return times
    kept = {name: times_of(stamp) for name, stamp in stamps.items()}
    utc = {name: each.crtime for name, each in kept.items() if each.zone is ZoneKind.UTC}
    return replace(
        times,
        mtime=utc.get("modified"),
        atime=utc.get("accessed"),
        ctime=utc.get("changed"),
        crtime=utc.get("created", times.crtime),
    )
