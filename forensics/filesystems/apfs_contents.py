"""Where the contents of an APFS volume lie: runs of blocks of the container, holes, compressed files.

A part of a content that no record places is never taken for zeros: only a hole that is recorded, or a sparse
file's, reads so.

Source: Apple, "Apple File System Reference" (2020-06-22), "File Extents" and "Sealed Volumes"; xnu,
bsd/sys/decmpfs.h.
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from msgspec import Struct

from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems import decmpfs
from forensics.filesystems.apfs_inodes import COMPRESSED, DATALESS, Attribute, FileRecord, file_record
from forensics.filesystems.apfs_records import EXTENT, Item, Records
from forensics.filesystems.apfs_tree import Tree
from forensics.filesystems.apfs_volume import ApfsVolume

PIECE_BYTES = 1 << 20
RESOURCE_FORK = b"com.apple.ResourceFork"
_PLACE_KEY = struct.Struct("<8xQ")  # byte of the content
_SEALED_KEY = struct.Struct("<QQ")  # number of the content, byte of it
_PLACE = struct.Struct("<QQ")  # length with flags, first block
_FIRST_BLOCK = struct.Struct(
    "<16xQ"
)  # that the content was encrypted for: "crypto_id" of a volume with one key
_LENGTH = (1 << 56) - 1
_LARGEST_HEADER_BYTES = 1 << 20  # of a compressed file, small contents included
_LARGEST_RESOURCE_BYTES = 1 << 30  # of a compressed file: its blocks are in memory while it is read
_DATALESS = "The content is not on this disk: the file is a placeholder for one kept elsewhere (dataless)."


class Run(Struct, frozen=True, gc=False):
    """`block` is `None` for a hole. `moved`: of an encrypted content, how many blocks behind this place it
    was when it was encrypted.
    """

    block: int | None
    length_bytes: int
    moved: int = 0


class Contents:
    """The contents of one volume."""

    def __init__(self, volume: ApfsVolume, records: Records) -> None:
        self._blocks = volume.container.blocks
        self._sectors = None if volume.lock is None else volume.lock.sectors
        self._records = records
        tree = volume.extent_tree()
        self._sealed = None if tree is None else _SealedExtents(tree)

    def record(self, number: int) -> FileRecord:
        """All that is kept of a file; raise EvidenceUnreadable where it is not there or damaged."""
        return file_record(number, self._records.of(number))

    def runs(self, file: FileRecord) -> list[Run]:
        """Where all bytes of a file lie; raise EvidenceUnreadable where that is not sure."""
        inode = file.inode
        items = file.items if inode.stream == inode.number else None
        return self._runs(inode.stream, inode.size_bytes, items, is_sparse=inode.is_sparse)

    def attribute_runs(self, attribute: Attribute) -> list[Run]:
        return self._runs(attribute.stream, attribute.size_bytes, None, is_sparse=False)

    def _runs(
        self, stream: int, size_bytes: int, items: Iterable[Item] | None, *, is_sparse: bool
    ) -> list[Run]:
        runs: list[Run] = []
        done = 0
        for start, length, block, moved in self._places(stream, items):
            if done >= size_bytes:
                break
            if start < done or not length:
                raise EvidenceUnreadable("The record of where the content lies is damaged: parts overlap.")
            if start > done:
                _add(runs, self._gap(start - done, done, is_sparse=is_sparse))
            used = min(length, size_bytes - start)
            if block and block + -(-used // self._blocks.block_bytes) > self._blocks.here:
                raise ShortRead(
                    "A part of the content lies outside the APFS container; no digest is recorded."
                )
            _add(runs, Run(block or None, used, moved))
            done = start + used
        if done < size_bytes:
            _add(runs, self._gap(size_bytes - done, done, is_sparse=is_sparse))
        return _joined(runs, self._blocks.block_bytes)

    def _gap(self, length: int, done: int, *, is_sparse: bool) -> Run:
        if not is_sparse:
            raise ShortRead(
                f"Nothing says where {length:,} bytes of the content from byte {done:,} on lie; no digest is "
                "recorded."
            )
        return Run(None, length)

    def _places(self, stream: int, items: Iterable[Item] | None) -> Iterator[tuple[int, int, int, int]]:
        """(byte of the content, length, first block; 0 for a hole, how far it moved) in the order of the
        content.
        """
        if self._sealed is not None:
            yield from self._sealed.places(stream)
            return
        for item in self._records.of(stream) if items is None else items:
            if item.kind == EXTENT:
                if len(item.key) < _PLACE_KEY.size or len(item.value) < _PLACE.size:
                    raise EvidenceUnreadable("The record of where the content lies is cut off.")
                length, block = _PLACE.unpack_from(item.value)
                moved = self._moved(item, block) if block and self._sectors is not None else 0
                yield _PLACE_KEY.unpack_from(item.key)[0], length & _LENGTH, block, moved

    def _moved(self, item: Item, block: int) -> int:
        first = _FIRST_BLOCK.unpack_from(item.value)[0] if len(item.value) >= _FIRST_BLOCK.size else 0
        if not 0 < first < 1 << 55:  # what a block's number can be, in sectors too
            raise EvidenceUnreadable("The record of where the content lies does not say how it is encrypted.")
        return int(first) - block

    def bytes_of(self, runs: Iterable[Run]) -> Iterator[bytes]:
        """The bytes of the runs in pieces of up to 1 MiB."""
        block_bytes = self._blocks.block_bytes
        for run in runs:
            for done in range(0, run.length_bytes, PIECE_BYTES):
                wanted = min(PIECE_BYTES, run.length_bytes - done)
                if run.block is None:
                    yield bytes(wanted)
                else:
                    first = run.block + done // block_bytes
                    data = self._blocks.raw(first, -(-wanted // block_bytes))
                    if self._sectors is not None:
                        data = self._sectors.plain(data, place=(first + run.moved) * block_bytes)
                    yield data[:wanted]

    def attribute_bytes(self, attribute: Attribute) -> Iterator[bytes]:
        if attribute.inline is not None:
            return iter((attribute.inline,))
        return self.bytes_of(self.attribute_runs(attribute))

    def compression(self, file: FileRecord) -> bytes | None:
        """The attribute that says how a file is compressed; `None` for all other files."""
        if not file.inode.flags & COMPRESSED:
            return None
        attribute = file.attribute(decmpfs.ATTRIBUTE)
        if attribute is None or attribute.size_bytes > _LARGEST_HEADER_BYTES:
            return None
        content = b"".join(self.attribute_bytes(attribute))
        return content if decmpfs.content_bytes(content) is not None else None

    def is_elsewhere(self, file: FileRecord) -> bool:
        """Whether the file is a placeholder, and its content was never on this disk or is no more."""
        return bool(file.inode.flags & DATALESS)

    def of_file(self, file: FileRecord) -> Iterator[bytes]:
        """The content as its user sees it; raise EvidenceUnreadable where it is not on this disk."""
        header = self.compression(file)
        if header is not None:
            return decmpfs.unpacked(header, lambda: self._packed(file))
        if self.is_elsewhere(file):
            raise EvidenceUnreadable(_DATALESS)
        return self.bytes_of(self.runs(file))

    def _packed(self, file: FileRecord) -> bytes:
        resource = file.attribute(RESOURCE_FORK)
        if resource is None:
            raise EvidenceUnreadable("The compressed file has no resource fork, where its content should be.")
        if resource.size_bytes > _LARGEST_RESOURCE_BYTES:
            raise EvidenceUnreadable("The compressed file is too large to be unpacked here.")
        return b"".join(self.attribute_bytes(resource))


class _SealedExtents:
    """The places of the contents of a sealed volume, which has a tree for these alone."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._firsts, self._leaves = array("Q"), array("Q")
        for leaf in tree.leaves():
            if leaf.records and len(leaf.records[0][0]) >= _SEALED_KEY.size:
                self._firsts.append(_SEALED_KEY.unpack_from(leaf.records[0][0])[0])
                self._leaves.append(leaf.block)

    def places(self, stream: int) -> Iterator[tuple[int, int, int, int]]:
        leaf = max(bisect_left(self._firsts, stream) - 1, 0)
        while leaf < len(self._firsts) and self._firsts[leaf] <= stream:
            for key, value in self._tree.node(self._leaves[leaf]).records:
                if len(key) < _SEALED_KEY.size or len(value) < _PLACE.size:
                    raise EvidenceUnreadable("The record of where the content lies is cut off.")
                number, start = _SEALED_KEY.unpack_from(key)
                if number == stream:
                    length, block = _PLACE.unpack_from(value)
                    yield start, length & _LENGTH, block, 0
            leaf += 1


def _add(runs: list[Run], run: Run) -> None:
    if run.length_bytes:
        runs.append(run)


def _joined(runs: list[Run], block_bytes: int) -> list[Run]:
    """The same with what lies one behind the other as one run."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and _follows(last, run, block_bytes):
            joined[-1] = Run(last.block, last.length_bytes + run.length_bytes, last.moved)
        else:
            joined.append(run)
    return joined


def _follows(last: Run, run: Run, block_bytes: int) -> bool:
    if last.block is None or run.block is None:
        return last.block is run.block
    if last.moved != run.moved:
        return False
    return not last.length_bytes % block_bytes and last.block + last.length_bytes // block_bytes == run.block
