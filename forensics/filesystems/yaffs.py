"""YAFFS2, of flash memory without a controller: images that mkyaffs2image made, and dumps of a device with
the spare bytes of each page. Listed and read by its own tags and headers.

Each content is read in one way only. Pages are erased block by block and long after a file was deleted, so
that deleted files are often whole. Versions of a file before its newest are not listed.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from forensics.entries import ByteRange, Census, EntryAddress, Fault, FileEntry, Stage
from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.yaffs_chunks import Chunks, Object
from forensics.filesystems.yaffs_layout import HARD_LINK, layout_of
from forensics.filesystems.yaffs_listing import Listing
from forensics.images import EvidenceImage, Volume

_PIECE_BYTES = 1 << 20


class YaffsFileSystem:
    """Keeps the promises of `forensics.filesystems.FileSystem`. All tags are read when they are needed."""

    def __init__(self, image: EvidenceImage, volume: Volume) -> None:
        self._volume = volume
        self._windows = VolumeWindows(image, volume)
        self._layout = layout_of(self._windows.read, length_bytes=self._windows.length_bytes)
        self._chunks: Chunks | None = None
        self._listing: Listing | None = None

    def _read_chunks(self) -> Chunks:
        if self._chunks is None:
            self._chunks = Chunks(self._windows.read, self._layout, length_bytes=self._windows.length_bytes)
        return self._chunks

    def _listed(self) -> Listing:
        if self._listing is None:
            self._listing = Listing(self._read_chunks(), volume=self._volume)
        return self._listing

    def entries(self) -> Iterator[FileEntry | Fault]:
        try:
            yield from self._listed().entries()
        except EvidenceUnreadable as trouble:
            reason = f"The rest of the YAFFS2 volume cannot be listed, and names are missing: {trouble}"
            yield Fault(stage=Stage.LIST, reason=reason, volume=self._volume.index)

    def chunks(self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool) -> Iterator[bytes]:
        chunks = self._read_chunks()
        found = chunks.object(entry_address.meta_addr)
        if found.header is not None and found.header.kind == HARD_LINK:
            raise EvidenceUnreadable("What the hard link stands for is not there.")
        if found.size_bytes != size_bytes:
            raise ShortRead(
                f"Content gave {found.size_bytes:,} of {size_bytes:,} bytes; no digest is recorded."
            )
        left = size_bytes
        for piece in self._pieces(found, has_holes=allocated and chunks.has_holes):
            yield piece[:left]
            left -= min(left, len(piece))

    def _pieces(self, found: Object, *, has_holes: bool) -> Iterator[bytes]:
        """Whole pages, as many as the size takes."""
        page_bytes = self._layout.page_bytes
        needed = found.pages_needed(page_bytes)
        missing = needed - sum(1 for page in found.pages if page < needed)
        if missing and (not has_holes or missing > self._read_chunks().count):
            raise EvidenceUnreadable(
                f"{missing:,} pages of the content are not there, and whether they were holes or are lost "
                "cannot be told; no digest is recorded."
            )
        run: list[int] = []
        for page in range(needed):
            at = found.pages.get(page, -1)
            is_next = not run or at == (run[-1] + 1 if run[-1] >= 0 else -1)
            if not is_next or len(run) * page_bytes >= _PIECE_BYTES:
                yield self._run(run)
                run = []
            run.append(at)
        if run:
            yield self._run(run)

    def _run(self, run: list[int]) -> bytes:
        """Pages of the image that lie one behind the other, or as many of a hole (-1)."""
        page_bytes, chunk_bytes = self._layout.page_bytes, self._layout.chunk_bytes
        if run[0] < 0:
            return bytes(len(run) * page_bytes)
        length = len(run) * chunk_bytes
        piece = self._windows.read(run[0] * chunk_bytes, length)
        if len(piece) != length:
            raise ShortRead("The image ends within the content; no digest is recorded.")
        return np.frombuffer(piece, np.uint8).reshape(len(run), chunk_bytes)[:, :page_bytes].tobytes()

    def reference_chunks(
        self, entry_address: EntryAddress, size_bytes: int, *, allocated: bool
    ) -> Iterator[bytes]:
        return self.chunks(entry_address, size_bytes, allocated=allocated)

    def allocated_ranges(self) -> tuple[ByteRange, ...] | None:
        """Pages of what is not deleted, each with its spare bytes; `None` where tags cannot be read, which
        `entries` tells.
        """
        try:
            in_use = self._listed().in_use
        except EvidenceUnreadable:
            return None
        edges = np.flatnonzero(np.diff(np.concatenate(([False], in_use, [False])).astype(np.int8)))
        chunk_bytes, start = self._layout.chunk_bytes, self._volume.offset_bytes
        return tuple(
            ByteRange(start + begin * chunk_bytes, (end - begin) * chunk_bytes)
            for begin, end in list(pairwise(edges.tolist()))[::2]
        )

    def expected_records(self) -> int | None:
        return None  # all tags would have to be read

    def census(self) -> Census | None:
        return None  # it keeps no count

    def close(self) -> None:
        """Nothing is held open."""
