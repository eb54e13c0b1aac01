"""UDF, of discs and sticks: listed and read by its own descriptors. A disc that is ISO 9660 as well is read
as that.

No library that may be shipped reads UDF alone, so that each content is read in one way only.
"""

from collections.abc import Iterator

from msgspec.structs import replace

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
    Remains,
    Stage,
    flag_words,
)
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.udf_descriptors import Place
from forensics.filesystems.udf_disc import UdfDisc
from forensics.filesystems.udf_files import (
    BLOCK_DEVICE,
    CHARACTER_DEVICE,
    FIFO,
    FILE,
    FOLDER,
    LINK,
    SOCKET,
    STREAMS,
    Entry,
    Name,
    Stamp,
    Stretch,
    entry_at,
    names_of,
    stretches,
    target_of,
)
from forensics.images import EvidenceImage, Volume
from forensics.paths import EvidencePath
from forensics.times import FsTime, MacTimes, ZoneKind, offset_words

DEEPEST = 1024
_PIECE_BYTES = 1 << 20
_SMALLEST_NAME_BYTES = 40  # in a folder
_LONGEST_TARGET_BYTES = 1 << 16
_KINDS = {
    FOLDER: EntryKind.DIRECTORY,
    FILE: EntryKind.FILE,
    0: EntryKind.FILE,  # "not specified"
    BLOCK_DEVICE: EntryKind.BLOCK_DEVICE,
    CHARACTER_DEVICE: EntryKind.CHARACTER_DEVICE,
    FIFO: EntryKind.FIFO,
    SOCKET: EntryKind.SOCKET,
    LINK: EntryKind.SYMLINK,
}
_SECOND_NS = 1_000_000_000

Waiting = list[tuple[bytes, Entry, int]]
"""Folders to be listed: path without the last `/`, entry, depth."""


class UdfFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._volume = volume
        self._windows = VolumeWindows(image, volume)
        self._disc = UdfDisc(self._windows.read, length_bytes=self._windows.length_bytes)
        self._met: set[tuple[int, int]] = set()  # partition and block of the entries
        self._folders: set[tuple[int, int]] = set()
        self._is_listed = False
        self._names_left = 0

    def entries(self) -> Iterator[FileEntry | Fault]:
        self._met, self._folders, self._is_listed = set(), set(), False
        self._names_left = self._windows.length_bytes // _SMALLEST_NAME_BYTES
        for trouble in self._disc.troubles:
            yield Fault(stage=Stage.LIST, reason=trouble, volume=self._volume.index)
        waiting: Waiting = []
        yield from self._found(self._disc.root, b"", 0, waiting, flags=None)
        while waiting:
            path, folder, depth = waiting.pop()
            inside: Waiting = []
            yield from self._folder(path, folder, depth, inside)
            waiting += reversed(inside)
        self._is_listed = True

    def _folder(self, path: bytes, folder: Entry, depth: int, inside: Waiting) -> Iterator[FileEntry | Fault]:
        try:
            for name in self._names(folder):
                yield from self._named(path, name, depth, inside)
        except EvidenceUnreadable as trouble:
            reason = f"The rest of this folder cannot be read, and names may be missing: {trouble}"
            yield self._fault(reason, path=path or b"/", number=folder.place.block)

    def _names(self, folder: Entry) -> Iterator[Name]:
        for name in names_of(self._disc, folder, self._bytes_of(folder)):
            self._names_left -= 1
            if self._names_left < 0:
                raise EvidenceUnreadable("folders share their bytes, and have more names than room.")
            yield name

    def _named(self, path: bytes, name: Name, depth: int, inside: Waiting) -> Iterator[FileEntry | Fault]:
        whole = path + b"/" + name.name
        flags = flag_words([EntryFlag.HIDDEN]) if name.is_hidden else None
        if name.is_deleted:
            yield self._deleted(whole, name, flags)
        else:
            yield from self._found(name.entry, whole, depth + 1, inside, flags=flags)

    def _deleted(self, path: bytes, name: Name, flags: str | None) -> FileEntry:
        """With content only where the entry is proven to be still that of the name, by the file's number."""
        try:
            entry = entry_at(self._disc, name.entry)
        except EvidenceUnreadable:  # what is left of a deleted name is the name
            entry = None
        is_its_own = entry is not None and name.unique and entry.unique & 0xFFFFFFFF == name.unique
        if entry is not None and is_its_own:
            listed, trouble = self._listed(entry, EvidencePath(path), name.entry, flags)
            if trouble is None and listed.kind is not EntryKind.DIRECTORY:
                has_content = listed.content is Content.PRESENT
                return replace(listed, allocated=False, remains=Remains.UNPROVEN if has_content else None)
        return FileEntry(
            address=EntryAddress(volume=self._volume.index, meta_addr=0),
            path=EvidencePath(path),
            kind=EntryKind.OTHER,
            size_bytes=0,
            allocated=False,
            content=Content.NOT_LEFT,
            flags=flags,
        )

    def _found(
        self, place: Place, path: bytes, depth: int, waiting: Waiting, *, flags: str | None
    ) -> Iterator[FileEntry | Fault]:
        shown = EvidencePath(path or b"/")
        try:
            entry = entry_at(self._disc, place)
        except EvidenceUnreadable as trouble:
            yield self._unknown(shown, place)
            reason = f"What this name stands for cannot be read: {trouble}"
            yield self._fault(reason, path=shown.raw, number=place.block)
            return
        number = (place.partition, place.block)
        self._met.add(number)
        listed, trouble_told = self._listed(entry, shown, place, flags)
        yield listed
        if trouble_told is not None:
            yield trouble_told
        if entry.streams is not None:
            yield from self._streams(entry.streams, shown)
        if listed.kind is EntryKind.DIRECTORY:
            refusal = self._refusal(number, depth)
            if refusal is not None:
                yield self._fault(refusal, path=shown.raw, number=place.block)
                return
            self._folders.add(number)
            waiting.append((path, entry, depth))

    def _streams(self, place: Place, path: EvidencePath) -> Iterator[FileEntry | Fault]:
        """What a file has beside its content, as Windows and macOS keep it (UDF 2.00, 3.3.5)."""
        try:
            for name, entry in self._streams_in(place):
                listed, trouble = self._listed(entry, path, name.entry, None)
                yield replace(listed, stream=name.name, links=1)
                if trouble is not None:
                    yield replace(trouble, stream=name.name)
        except EvidenceUnreadable as met:
            reason = f"The streams of this file cannot be read, and some may be missing: {met}"
            yield self._fault(reason, path=path.raw, number=place.block)

    def _streams_in(self, place: Place) -> Iterator[tuple[Name, Entry]]:
        folder = entry_at(self._disc, place)
        if folder.kind != STREAMS:
            raise EvidenceUnreadable("What should be their folder is something else.")
        for name in self._names(folder):
            if not name.is_deleted:
                yield name, entry_at(self._disc, name.entry)

    def _refusal(self, number: tuple[int, int], depth: int) -> str | None:
        if number in self._folders:
            return "This folder stands in a second place too; its contents are listed at the first."
        return f"Folders nested more than {DEEPEST} deep are not entered." if depth > DEEPEST else None

    def _unknown(self, path: EvidencePath, place: Place) -> FileEntry:
        """Given content, so that it ends as unreadable."""
        address = EntryAddress(volume=self._volume.index, meta_addr=place.block)
        return FileEntry(
            address=address,
            path=path,
            kind=EntryKind.OTHER,
            size_bytes=0,
            allocated=True,
            content=Content.PRESENT,
        )

    def _listed(
        self, entry: Entry, path: EvidencePath, place: Place, flags: str | None
    ) -> tuple[FileEntry, Fault | None]:
        kind = _KINDS.get(entry.kind, EntryKind.OTHER)
        extents: tuple[Extent, ...] | None = None
        target: EvidencePath | None = None
        trouble: Fault | None = None
        try:
            if kind is EntryKind.FILE and entry.inline is None:
                extents = self._extents(stretches(self._disc, entry))
            elif kind is EntryKind.SYMLINK and entry.size_bytes <= _LONGEST_TARGET_BYTES:
                target = EvidencePath(target_of(b"".join(self._bytes_of(entry))))
        except EvidenceUnreadable as met:
            reason = f"Where the content lies cannot be read: {met}"
            trouble = self._fault(reason, path=path.raw, number=place.block)
        has_content = kind is EntryKind.FILE
        listed = FileEntry(
            address=EntryAddress(
                volume=self._volume.index, meta_addr=place.block, attr_type=place.partition or None
            ),
            path=path,
            kind=kind,
            size_bytes=entry.size_bytes if has_content else 0,
            allocated=True,
            content=Content.of_size(entry.size_bytes) if has_content else Content.NOT_A_FILE,
            times=_times(entry),
            link_target=target,
            extents=extents,
            links=1 if kind is EntryKind.DIRECTORY else max(1, entry.links),
            flags=flags,
        )
        return listed, trouble

    def _extents(self, found: list[Stretch]) -> tuple[Extent, ...]:
        start = self._volume.offset_bytes
        return tuple(
            Extent(offset_bytes=None if place is None else start + place, length_bytes=length)
            for place, length in found
        )

    def _bytes_of(self, entry: Entry) -> Iterator[bytes]:
        if entry.inline is not None:
            yield entry.inline
            return
        for place, length in stretches(self._disc, entry):
            for done in range(0, length, _PIECE_BYTES):
                wanted = min(_PIECE_BYTES, length - done)
                piece = bytes(wanted) if place is None else self._windows.read(place + done, wanted)
                if len(piece) != wanted:
                    raise ShortRead("The image ends within the content; no digest is recorded.")
                yield piece

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        place = Place(0, entry_address.meta_addr, entry_address.attr_type or 0)
        entry = entry_at(self._disc, place)
        done = 0
        for piece in self._bytes_of(entry):
            done += len(piece)
            yield piece
        if done != size_bytes:
            raise ShortRead(f"Content gave {done:,} of {size_bytes:,} bytes; no digest is recorded.")

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        return self.chunks(entry_address, size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        return None  # its map of free space is not read

    def expected_records(self) -> int | None:
        return self._disc.counted()

    def census(self) -> Census | None:
        in_use = self._disc.counted()
        if in_use is None or not self._is_listed:
            return None
        where = "table of its blocks" if self._disc.is_virtual else "logical volume integrity descriptor"
        source = f"file and folder counts of the {where}"
        return Census(source=source, in_use=in_use, met=len(self._met))

    def close(self) -> None:
        """Nothing is held open."""

    def _fault(self, reason: str, *, path: bytes, number: int) -> Fault:
        return Fault(
            stage=Stage.LIST,
            reason=reason,
            volume=self._volume.index,
            path=EvidencePath(path),
            meta_addr=number,
        )


def _times(entry: Entry) -> MacTimes:
    """In UTC where each time has its offset beside it, which is told; else as the writer's clock showed."""
    stamps = {
        "mtime": entry.modified, "atime": entry.accessed, "ctime": entry.changed, "crtime": entry.created,
    }  # fmt: skip
    given = {name: stamp for name, stamp in stamps.items() if stamp is not None}
    is_utc = all(stamp.offset_minutes is not None for stamp in given.values())
    words = [f"{name}:{offset_words(s.offset_minutes)}" for name, s in given.items() if s.offset_minutes]
    times = {name: FsTime(_ns(stamp, is_utc=is_utc)) for name, stamp in given.items()}
    return MacTimes(
        **times, zone=ZoneKind.UTC if is_utc else ZoneKind.LOCAL, flags=",".join(words) if is_utc else None
    )


def _ns(stamp: Stamp, *, is_utc: bool) -> int:
    return stamp.ns if is_utc else stamp.ns + 60 * _SECOND_NS * (stamp.offset_minutes or 0)
