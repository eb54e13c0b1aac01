"""HFS, the "Mac OS Standard" file system before HFS+: listed and read by its own trees.

The Sleuth Kit and the libraries that may be shipped do not read it, so that each content is read in one way
only. What is deleted leaves no record that could be told.
"""

from collections.abc import Iterator

from forensics.entries import (
    ByteRange,
    Census,
    Content,
    EntryAddress,
    EntryFlag,
    EntryKind,
    Extent,
    Fault,
    FileEntry,
    Stage,
    flag_words,
)
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.hfs_catalog import Catalog, Record, Unknown
from forensics.filesystems.hfs_volume import HfsRuns, HfsStandardVolume
from forensics.filesystems.hfsplus_btree import Tree
from forensics.filesystems.hfsplus_folders import ROOT
from forensics.filesystems.hfsplus_listing import OWN_NAMES, RESOURCE_FORK, RESOURCE_TYPE
from forensics.filesystems.hfsplus_numbered import DATA_FORK
from forensics.filesystems.hfsplus_numbered import RESOURCE_FORK as RESOURCE_KIND
from forensics.filesystems.hfsplus_volume import CATALOG_FILE, EXTENTS_FILE, Fork
from forensics.images import EvidenceImage, Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes, TimeFlag, ZoneKind

_EPOCH_SECONDS = 2_082_844_800  # from 1904, where HFS begins to count, to 1970
_SECOND_NS = 1_000_000_000


class HfsFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`. The trees are read when they are needed."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._volume = volume
        windows = VolumeWindows(image, volume)
        self._hfs = HfsStandardVolume(windows.read, length_bytes=windows.length_bytes)
        self._trees: tuple[HfsRuns, Catalog] | None = None
        self._met: int | None = None

    def _read_trees(self) -> tuple[HfsRuns, Catalog]:
        if self._trees is None:
            runs = HfsRuns(self._hfs)
            self._trees = runs, Catalog(Tree(self._hfs, runs.own(CATALOG_FILE)))
        return self._trees

    def entries(self) -> Iterator[FileEntry | Fault]:
        self._met = None
        try:
            yield from self._entries()
        except EvidenceUnreadable as trouble:
            yield self._fault(
                f"The rest of the HFS volume cannot be listed, and names are missing: {trouble}"
            )

    def _entries(self) -> Iterator[FileEntry | Fault]:
        runs, catalog = self._read_trees()
        if catalog.root is not None:
            yield self._folder(catalog.root, b"/")
        yield from self._own_files(runs)
        yield from self._map_trouble()
        met = 0
        for record in catalog.records():
            if isinstance(record, Unknown):
                yield self._fault(
                    f"A record of the catalog is of the unknown kind {record.kind}; a name may be missing."
                )
            elif record.number != ROOT or record.data is not None:
                met += 1
                yield from self._named(record, catalog)
        self._met = met

    def _named(self, record: Record, catalog: Catalog) -> Iterator[FileEntry | Fault]:
        above = catalog.folders.places(record.parent)
        path = above.prefixes[0] + record.name
        if above.trouble:
            yield self._fault(above.trouble, path=path, number=record.number)
        if record.data is None:
            yield self._folder(record, path)
        else:
            yield from self._file(record, path)

    def _folder(self, record: Record, path: bytes) -> FileEntry:
        return FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=record.number),
            path=EvidencePath(path),
            kind=EntryKind.DIRECTORY,
            size_bytes=0,
            allocated=True,
            content=Content.NOT_A_FILE,
            times=_times(record),
            flags=_flags(record),
        )

    def _file(self, record: Record, path: bytes) -> Iterator[FileEntry | Fault]:
        for kind, fork in ((DATA_FORK, record.data), (RESOURCE_KIND, record.resource)):
            if fork is None or (kind == RESOURCE_KIND and not fork.size_bytes):
                continue
            is_resource = kind == RESOURCE_KIND
            yield FileEntry(
                address=EntryAddress(
                    volume=self._volume.index,
                    meta_addr=record.number,
                    attr_type=RESOURCE_TYPE if is_resource else None,
                    attr_id=0 if is_resource else None,
                ),
                path=EvidencePath(path),
                stream=RESOURCE_FORK if is_resource else None,
                kind=EntryKind.FILE,
                size_bytes=fork.size_bytes,
                allocated=True,
                content=Content.of_size(fork.size_bytes),
                times=_times(record),
                extents=self._extents(fork, number=record.number, kind=kind),
                flags=None if is_resource else _flags(record),
            )

    def _own_files(self, runs: HfsRuns) -> Iterator[FileEntry]:
        for number in (EXTENTS_FILE, CATALOG_FILE):
            fork = runs.own(number)
            yield FileEntry(
                address=EntryAddress(volume=self._volume.index, meta_addr=number),
                path=EvidencePath(b"/" + OWN_NAMES[number]),
                kind=EntryKind.FILE,
                size_bytes=fork.size_bytes,
                allocated=True,
                content=Content.of_size(fork.size_bytes),
                extents=self._placed(fork),
            )

    def _map_trouble(self) -> Iterator[Fault]:
        try:
            for _ in self._hfs.ranges_in_use():
                pass
        except EvidenceUnreadable as trouble:
            yield self._fault(f"Which blocks of the HFS volume are in use cannot be read: {trouble}")

    def _extents(self, fork: Fork, *, number: int, kind: int) -> tuple[Extent, ...] | None:
        try:
            return self._placed(self._read_trees()[0].whole(fork, number=number, kind=kind))
        except ShortRead:  # told as a fault when the content is read
            return None

    def _placed(self, fork: Fork) -> tuple[Extent, ...]:
        start = self._volume.offset_bytes
        return tuple(
            Extent(offset_bytes=start + place, length_bytes=length)
            for place, length in self._hfs.extents(fork)
        )

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        done = 0
        for piece in self._hfs.chunks(self._fork(entry_address)):
            done += len(piece)
            yield piece
        if done != size_bytes:
            raise ShortRead(f"Content gave {done:,} of {size_bytes:,} bytes; no digest is recorded.")

    def _fork(self, address: EntryAddress) -> Fork:
        runs, catalog = self._read_trees()
        number = address.meta_addr
        if number in self._hfs.own_forks:
            return runs.own(number)
        record = catalog.file(number)
        if record is None or record.data is None or record.resource is None:
            raise EvidenceUnreadable(
                f"The catalog has no record, or several, of a file with the number {number}."
            )
        if address.attr_type == RESOURCE_TYPE:
            return runs.whole(record.resource, number=number, kind=RESOURCE_KIND)
        return runs.whole(record.data, number=number, kind=DATA_FORK)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        return self.chunks(entry_address, size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        """`None` where the map cannot be read, which `entries` tells."""
        start = self._volume.offset_bytes
        try:
            return tuple(
                ByteRange(start + place, length) for place, length in self._hfs.ranges_in_use() if length
            )
        except EvidenceUnreadable:
            return None

    def expected_records(self) -> int | None:
        return self._hfs.files + self._hfs.folders

    def census(self) -> Census | None:
        if self._met is None:
            return None
        source = "file and folder counts of the master directory block"
        return Census(source=source, in_use=self._hfs.files + self._hfs.folders, met=self._met)

    def close(self) -> None:
        """Nothing is held open."""

    def _fault(self, reason: str, *, path: bytes | None = None, number: int | None = None) -> Fault:
        place = None if path is None else EvidencePath(path)
        return Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index, path=place, meta_addr=number)


def _times(record: Record) -> MacTimes:
    """What the clock of the Macintosh showed; a zero is no time."""
    zeros = [
        f"{name}:{TimeFlag.ZERO}"
        for name, at in (("mtime", record.modified), ("crtime", record.created))
        if not at
    ]
    return MacTimes(
        mtime=_time(record.modified),
        crtime=_time(record.created),
        zone=ZoneKind.LOCAL,
        flags=",".join(zeros) or None,
    )


def _time(seconds: int) -> FsTime | None:
    return FsTime((seconds - _EPOCH_SECONDS) * _SECOND_NS) if seconds else None


def _flags(record: Record) -> str | None:
    told = ((record.is_hidden, EntryFlag.HIDDEN), (record.is_locked, EntryFlag.IMMUTABLE))
    return flag_words(flag for is_set, flag in told if is_set)
