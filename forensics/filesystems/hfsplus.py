"""HFS+: The Sleuth Kit's listing, with forks, extended attributes and compressed files from the volume's own
trees.

TSK lists names and times. Content of files comes from `hfsplus_trees`, because TSK gives nothing at all for a
file with a long extended attribute and takes compressed files for empty. A volume whose trees are damaged is
read by TSK alone, and says so.
"""

import dataclasses
from collections.abc import Iterator

from msgspec.structs import replace

from forensics.entries import (
    ByteRange,
    Census,
    Content,
    EntryAddress,
    EntryKind,
    Extent,
    Fault,
    FileEntry,
    Stage,
)
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import decmpfs
from forensics.filesystems.hfsplus_trees import Fork, HfsForks
from forensics.filesystems.tsk.file_system import TskFileSystem
from forensics.images import EvidenceImage, Volume

RESOURCE_TYPE = 0x1101  # TSK's numbers for the kinds of content of HFS+
ATTRIBUTE_TYPE = 0x1102
RESOURCE_FORK = b"rsrc"
_FIRST_USER_FILE = 16  # TN1150: smaller numbers are the volume's own files


class HfsPlusFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._tsk = TskFileSystem(image, volume)
        self._image = image
        self._volume = volume
        self._forks: HfsForks | None = None
        self._trouble: EvidenceUnreadable | None = None
        try:
            self._forks = HfsForks(self._read)
        except EvidenceUnreadable as trouble:
            self._trouble = trouble

    def _read(self, offset: int, length: int) -> bytes:
        wanted = max(0, min(length, self._volume.length_bytes - offset))
        return self._image.read(self._volume.offset_bytes + offset, wanted)

    def entries(self) -> Iterator[FileEntry | Fault]:
        forks = self._forks
        if forks is None:
            reason = f"{self._trouble} Compressed files and long extended attributes cannot be told."
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)
            yield from self._tsk.entries()
            return
        for item in self._tsk.entries():
            if isinstance(item, Fault) or item.address.meta_addr < _FIRST_USER_FILE or not item.allocated:
                yield item
            elif item.stream is None:
                yield self._amended(forks, item)
                yield from self._streams(forks, item)

    def _amended(self, forks: HfsForks, entry: FileEntry) -> FileEntry:
        """The entry with size and place as its own records give them."""
        fork = forks.data_fork(entry.address.meta_addr)
        if entry.kind is not EntryKind.FILE or fork is None:
            return entry
        header = _compression(forks, entry.address.meta_addr)
        size_bytes = fork.size_bytes if header is None else decmpfs.content_bytes(header)
        if size_bytes is None:
            return entry
        extents = self._extents(forks, fork) if header is None else None
        content = Content.PRESENT if size_bytes else Content.EMPTY
        return replace(entry, size_bytes=size_bytes, content=content, extents=extents)

    def _streams(self, forks: HfsForks, entry: FileEntry) -> Iterator[FileEntry]:
        number = entry.address.meta_addr
        resource = forks.resource_fork(number)
        if resource is not None and entry.kind is EntryKind.FILE:
            named = dataclasses.replace(resource, name=RESOURCE_FORK)
            yield self._stream(forks, entry, named, place=(RESOURCE_TYPE, 0))
        for position, attribute in enumerate(forks.attributes(number)):
            yield self._stream(forks, entry, attribute, place=(ATTRIBUTE_TYPE, position))

    def _stream(self, forks: HfsForks, entry: FileEntry, fork: Fork, *, place: tuple[int, int]) -> FileEntry:
        return replace(
            entry,
            address=replace(entry.address, attr_type=place[0], attr_id=place[1]),
            stream=fork.name,
            kind=EntryKind.FILE,
            size_bytes=fork.size_bytes,
            content=Content.PRESENT if fork.size_bytes else Content.EMPTY,
            extents=self._extents(forks, fork),
            link_target=None,
        )

    def _extents(self, forks: HfsForks, fork: Fork) -> tuple[Extent, ...] | None:
        if fork.inline is not None:
            return None
        try:
            runs = forks.extents(fork)
        except ShortRead:  # told as a fault when the content is read
            return None
        return tuple(
            Extent(offset_bytes=self._volume.offset_bytes + start, length_bytes=n) for start, n in runs
        )

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        number = entry_address.meta_addr
        fork = self._forks.data_fork(number) if self._forks and allocated else None
        if self._forks is None or (fork is None and entry_address.attr_type is None):
            return self._tsk.chunks(entry_address, size_bytes, allocated=allocated)
        return _exactly(self._content(self._forks, entry_address, fork), size_bytes)

    def _content(self, forks: HfsForks, address: EntryAddress, data: Fork | None) -> Iterator[bytes]:
        number = address.meta_addr
        if address.attr_type == RESOURCE_TYPE:
            resource = forks.resource_fork(number)
            return forks.chunks(resource) if resource else iter(())
        if address.attr_type == ATTRIBUTE_TYPE and address.attr_id is not None:
            return forks.chunks(forks.attributes(number)[address.attr_id])
        header = _compression(forks, number)
        if header is not None:
            return decmpfs.unpacked(header, lambda: b"".join(self._content_of_resource(forks, number)))
        return forks.chunks(data) if data else iter(())

    def _content_of_resource(self, forks: HfsForks, number: int) -> Iterator[bytes]:
        resource = forks.resource_fork(number)
        if resource is None:
            raise EvidenceUnreadable("The compressed file has no resource fork, where its content should be.")
        return forks.chunks(resource)

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        return self.chunks(entry_address, size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        return None

    def census(self) -> Census | None:
        return None

    def close(self) -> None:
        self._tsk.close()


def _compression(forks: HfsForks, number: int) -> bytes | None:
    """The attribute of a compressed file; `None` for all other files."""
    for attribute in forks.attributes(number):
        if attribute.name == decmpfs.ATTRIBUTE:
            content = b"".join(forks.chunks(attribute))
            return content if decmpfs.content_bytes(content) is not None else None
    return None


def _exactly(pieces: Iterator[bytes], size_bytes: int) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        yield piece
    if done != size_bytes:
        raise ShortRead(f"Content gave {done:,} of {size_bytes:,} bytes; no digest is recorded.")
