"""Every name of an HFS+ volume, in the order of its catalog: one pass over the leaves, in time linear in
their number.

What is shown, and how, is what The Sleuth Kit shows of a healthy volume: links with what they stand for, the
volume's own files below the root, the private folders of links with their contents.

Source: Apple, Technical Note TN1150, "Catalog File Data", "HFS Plus Permissions" and "HFS Plus Dates".
"""

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec.structs import replace

from forensics.entries import (
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
from forensics.filesystems import decmpfs
from forensics.filesystems.hfsplus_catalog import FILE, FOLDER, LINKS, Fields, Record, name_at
from forensics.filesystems.hfsplus_folders import ROOT
from forensics.filesystems.hfsplus_forks import HfsForks
from forensics.filesystems.hfsplus_volume import (
    ALLOCATION_FILE,
    ATTRIBUTES_FILE,
    BAD_BLOCK_FILE,
    CATALOG_FILE,
    EXTENTS_FILE,
    STARTUP_FILE,
    Fork,
    HfsVolume,
)
from forensics.filesystems.modes import KIND_OF_MODE
from forensics.filesystems.played_image import PlayedImage
from forensics.paths import EvidencePath
from forensics.times import NAMES, FsTime, MacTimes, TimeFlag

RESOURCE_TYPE = 0x1101  # The Sleuth Kit's numbers for the kinds of content of HFS+
ATTRIBUTE_TYPE = 0x1102
RESOURCE_FORK = b"rsrc"
OWN_NAMES = {  # The Sleuth Kit's names and order
    EXTENTS_FILE: b"$ExtentsFile",
    CATALOG_FILE: b"$CatalogFile",
    BAD_BLOCK_FILE: b"$BadBlockFile",
    ALLOCATION_FILE: b"$AllocationFile",
    STARTUP_FILE: b"$StartupFile",
    ATTRIBUTES_FILE: b"$AttributesFile",
}
_ALWAYS_THERE = (CATALOG_FILE, ALLOCATION_FILE)
_EPOCH_SECONDS = 2_082_844_800  # from 1904, where HFS+ begins to count, to 1970 (TN1150)
_SECOND_NS = 1_000_000_000
_TIMES = struct.Struct(">4I")  # created, content changed, metadata changed, accessed
# number; times; flags of the owner; mode; count of links or number of a link's target; Finder type and
# creator, Finder flags; data fork: size, first run; resource fork: size
_FILE = struct.Struct(">8xI16s13xBHI8sH30xQ8xII56xQ")
# Flags of the owner [xnu, bsd/sys/stat.h, UF_IMMUTABLE, UF_APPEND]; of the Finder [TN1150, kIsInvisible]
_IMMUTABLE, _APPEND, _INVISIBLE = 0x02, 0x04, 0x4000
_PACKED = EntryFlag.COMPRESSED.value  # behind all flags that a file has here besides
_NUMBER_AND_TIMES = struct.Struct(">8xI16s")
_FILE_KIND, _DIRECTORY = EntryKind.FILE, EntryKind.DIRECTORY  # a look-up in an enumeration is not free
_PRESENT, _EMPTY, _NOT_A_FILE = Content.PRESENT, Content.EMPTY, Content.NOT_A_FILE
_KIND_OF_MODE = {**KIND_OF_MODE, 0x0000: EntryKind.FILE}  # none is recorded
_LONGEST_TARGET_BYTES = 4096
_KIND_BITS = 0xF000
_NO_FOLDER = -1
_NO_FORK = Fork(size_bytes=0)


class Listing:
    """One walk over one volume. `met` counts the records of files and folders, the root's left out."""

    def __init__(
        self,
        volume: HfsVolume,
        forks: HfsForks,
        *,
        index: int,
        offset_bytes: int,
        played: PlayedImage | None = None,
    ) -> None:
        """`played`: contents with bytes that are read from the journal have no place in the image."""
        self._played = played
        self._volume, self._forks, self._catalog = volume, forks, forks.catalog
        self._index, self._offset = index, offset_bytes
        self._begin = offset_bytes + volume.base  # of block 0 in the image
        self._end = offset_bytes + volume.length_bytes
        self._block_bytes = volume.block_bytes
        self._attributes = forks.attribute_tree
        self._link_targets = forks.catalog.file_targets or _NO_FOLDER
        self._stamp, self._times = b"", MacTimes()
        self.met = 0

    def entries(self) -> Iterator[FileEntry | Fault]:
        root = self._catalog.find(ROOT)
        if root is None or root.kind != FOLDER:
            raise EvidenceUnreadable("The catalog of the HFS+ volume has no root folder.")
        yield from self._folder(root, EvidencePath(b"/"))
        yield from self._own_files()
        if self._forks.attributes_trouble:
            reason = (
                f"{self._forks.attributes_trouble} Extended attributes and compressed files cannot be told."
            )
            yield self._fault(reason)
        try:
            yield from self._all()
        except EvidenceUnreadable as trouble:
            reason = f"The rest of the catalog cannot be read, and names are missing: {trouble}"
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._index)

    def _all(self) -> Iterator[FileEntry | Fault]:
        inside = -1
        prefixes: tuple[bytes, ...] = ()
        for fields in self._catalog.records():
            kind, data, key, place, parent = fields
            if kind not in (FILE, FOLDER):
                yield self._fault(
                    f"A record of the catalog is of the unknown kind {kind}; a name may be missing."
                )
                continue
            if kind == FOLDER and _NUMBER_AND_TIMES.unpack_from(data, place)[0] == ROOT and parent < ROOT:
                continue
            self.met += 1
            if parent != inside:
                places = self._catalog.folders.places(parent)
                inside, prefixes = parent, places.prefixes
                if places.trouble:
                    yield self._fault(places.trouble, path=prefixes[0].rstrip(b"/"), meta_addr=parent)
            name = name_at(data, key)
            items_of = self._file if kind == FILE else self._folder
            for prefix in prefixes:
                yield from items_of(fields, EvidencePath(prefix + name))

    def _folder(self, fields: Fields, path: EvidencePath) -> Sequence[FileEntry | Fault]:
        number, stamp = _NUMBER_AND_TIMES.unpack_from(fields[1], fields[3])
        entry = FileEntry(
            address=EntryAddress(volume=self._index, meta_addr=number),
            path=path,
            kind=_DIRECTORY,
            size_bytes=0,
            allocated=True,
            content=_NOT_A_FILE,
            times=self._times_of(stamp),
        )
        if number not in self._attributes:
            return (entry,)
        attributes, faults = self._attributes_of(entry)
        return (entry, *self._attribute_streams(entry, attributes), *faults)

    def _file(
        self, fields: Fields, path: EvidencePath, *, follows: bool = True
    ) -> Sequence[FileEntry | Fault]:
        _, data, _, place, parent = fields
        (
            number, stamp, owner_flags, mode, special, finder, finder_flags, size, start, blocks, resource,
        ) = _FILE.unpack_from(data, place)  # fmt: skip
        if finder in LINKS and follows and self._catalog.is_link(Record(*fields)):
            return self._link(Record(*fields), path)
        kind = _KIND_OF_MODE.get(mode & _KIND_BITS, EntryKind.OTHER)
        content = _NOT_A_FILE
        extents: tuple[Extent, ...] | None = None
        if kind is _FILE_KIND:
            content = _PRESENT if size else _EMPTY
            begin = self._begin + start * self._block_bytes
            is_whole = size and blocks * self._block_bytes >= size and begin + size <= self._end
            if is_whole and self._played is None:
                extents = (Extent(offset_bytes=begin, length_bytes=size),)
            else:
                extents = self._extents(self._forks.data_of(Record(*fields))) if size else ()
        entry = FileEntry(
            address=EntryAddress(volume=self._index, meta_addr=number),
            path=path,
            kind=kind,
            size_bytes=size,
            allocated=True,
            content=content,
            times=self._times if stamp == self._stamp else self._times_of(stamp),
            extents=extents,
            links=(special or 1) if parent == self._link_targets else 1,
            flags=_words(owner_flags & (_IMMUTABLE | _APPEND), finder_flags & _INVISIBLE),
        )
        if not resource and kind is _FILE_KIND and number not in self._attributes:
            return (entry,)
        return self._with_more(Record(*fields), entry, has_resource=resource > 0)

    def _link(self, link: Record, path: EvidencePath) -> Sequence[FileEntry | Fault]:
        """What the link stands for, under the link's name."""
        target = self._catalog.target(link)
        if target is None:
            items = self._file(link, path, follows=False)
            trouble = (
                "This name is a hard link, but what it stands for is not there; its content is not known."
            )
            return (*items, self._fault(trouble, path=path.raw))
        return (
            self._folder(target, path) if target.kind == FOLDER else self._file(target, path, follows=False)
        )

    def _with_more(
        self, record: Record, entry: FileEntry, *, has_resource: bool
    ) -> Sequence[FileEntry | Fault]:
        """A file with its streams, a link with its target, a compressed file with its true size."""
        attributes, faults = self._attributes_of(entry)
        streams: list[FileEntry] = []
        if entry.kind is EntryKind.SYMLINK:
            entry, more = self._with_target(record, entry)
            faults += more
        elif entry.kind is EntryKind.FILE:
            resource = self._forks.resource_of(record) if has_resource else _NO_FORK
            if has_resource:
                named = replace(resource, name=RESOURCE_FORK)
                streams.append(self._stream(entry, named, place=(RESOURCE_TYPE, 0)))
            entry, more = self._unpacked(entry, attributes, resource=resource)
            faults += more
        streams += self._attribute_streams(entry, attributes)
        return (entry, *streams, *faults)

    def _unpacked(
        self, entry: FileEntry, attributes: tuple[Fork, ...], *, resource: Fork
    ) -> tuple[FileEntry, list[Fault]]:
        """The entry with the size of its content where that is compressed."""
        try:
            header = self._forks.compression(attributes)
        except EvidenceUnreadable as trouble:
            reason = f"Whether the file is compressed cannot be told: {trouble}"
            return entry, [self._fault(reason, path=entry.path.raw, meta_addr=entry.address.meta_addr)]
        size_bytes = None if header is None else decmpfs.content_bytes(header)
        if size_bytes is None:
            return entry, []
        packed = self._extents(resource)
        unpacked = replace(
            entry,
            size_bytes=size_bytes,
            content=Content.of_size(size_bytes),
            extents=None,
            place_bytes=packed[0].offset_bytes if packed else None,
            flags=f"{entry.flags},{_PACKED}" if entry.flags else _PACKED,
        )
        return unpacked, []

    def _with_target(self, record: Record, entry: FileEntry) -> tuple[FileEntry, list[Fault]]:
        trouble = f"its target is longer than {_LONGEST_TARGET_BYTES:,} bytes."
        if entry.size_bytes <= _LONGEST_TARGET_BYTES:
            try:
                target = b"".join(self._volume.chunks(self._forks.data_of(record)))
                return replace(entry, link_target=EvidencePath(target.partition(b"\0")[0])), []
            except EvidenceUnreadable as met:
                trouble = str(met)
        reason = f"Where this link points to cannot be read: {trouble}"
        return entry, [self._fault(reason, path=entry.path.raw, meta_addr=entry.address.meta_addr)]

    def _attributes_of(self, entry: FileEntry) -> tuple[tuple[Fork, ...], list[Fault]]:
        try:
            return self._attributes.of(entry.address.meta_addr), []
        except EvidenceUnreadable as trouble:
            reason = f"The extended attributes of the file cannot be read: {trouble}"
            return (), [self._fault(reason, path=entry.path.raw, meta_addr=entry.address.meta_addr)]

    def _attribute_streams(self, entry: FileEntry, attributes: tuple[Fork, ...]) -> list[FileEntry]:
        return [
            self._stream(entry, attribute, place=(ATTRIBUTE_TYPE, position))
            for position, attribute in enumerate(attributes)
        ]

    def _stream(self, entry: FileEntry, fork: Fork, *, place: tuple[int, int]) -> FileEntry:
        return FileEntry(
            address=EntryAddress(
                volume=self._index, meta_addr=entry.address.meta_addr, attr_type=place[0], attr_id=place[1]
            ),
            path=entry.path,
            stream=fork.name,
            kind=EntryKind.FILE,
            size_bytes=fork.size_bytes,
            allocated=True,
            content=Content.of_size(fork.size_bytes),
            times=entry.times,
            extents=self._extents(fork),
            links=entry.links,
        )

    def _own_files(self) -> Iterator[FileEntry]:
        for number, name in OWN_NAMES.items():
            fork = self._forks.own[number]
            shown_with = self._forks.own[EXTENTS_FILE] if number == BAD_BLOCK_FILE else fork
            if number in _ALWAYS_THERE or shown_with.runs:
                yield FileEntry(
                    address=EntryAddress(volume=self._index, meta_addr=number),
                    path=EvidencePath(b"/" + name),
                    kind=EntryKind.FILE,
                    size_bytes=fork.size_bytes,
                    allocated=True,
                    content=Content.of_size(fork.size_bytes),
                    extents=self._extents(fork),
                )

    def _extents(self, fork: Fork) -> tuple[Extent, ...] | None:
        if fork.inline is not None:
            return None
        try:
            runs = self._volume.extents(fork)
        except ShortRead:  # told as a fault when the content is read
            return None
        played, offset = self._played, self._offset
        if played is not None and any(played.holds_any(offset + start, length) for start, length in runs):
            return None
        return tuple(Extent(offset_bytes=offset + start, length_bytes=length) for start, length in runs)

    def _times_of(self, stamp: bytes) -> MacTimes:
        """Files made together have the same times, so the last ones are kept."""
        if stamp != self._stamp:
            crtime, mtime, ctime, atime = _TIMES.unpack(stamp)
            given = (mtime, atime, ctime, crtime)
            self._times = MacTimes(
                mtime=_time(mtime),
                atime=_time(atime),
                ctime=_time(ctime),
                crtime=_time(crtime),
                flags=None if all(given) else _zeros(given),
            )
            self._stamp = stamp
        return self._times

    def _fault(self, reason: str, *, path: bytes | None = None, meta_addr: int | None = None) -> Fault:
        place = None if path is None else EvidencePath(path)
        return Fault(stage=Stage.LIST, reason=reason, volume=self._index, path=place, meta_addr=meta_addr)


def _time(seconds: int) -> FsTime | None:
    """HFS+ keeps UTC in seconds since 1904, and a zero where there is no time (TN1150, "HFS Plus Dates")."""
    return FsTime((seconds - _EPOCH_SECONDS) * _SECOND_NS) if seconds else None


def _zeros(given: tuple[int, int, int, int]) -> str:
    return ",".join(f"{name}:{TimeFlag.ZERO}" for name, at in zip(NAMES, given, strict=True) if not at)


@lru_cache(maxsize=16)
def _words(owner_flags: int, finder_flags: int) -> str | None:
    told = (
        (finder_flags & _INVISIBLE, EntryFlag.HIDDEN),
        (owner_flags & _IMMUTABLE, EntryFlag.IMMUTABLE),
        (owner_flags & _APPEND, EntryFlag.APPEND_ONLY),
    )
    return flag_words(flag for is_set, flag in told if is_set)
