"""Reading the names of an ext directory block by block, wherever they are kept.

All directories together are not read beyond a multiple of the volume. What cannot be read is a sentence.
"""

from collections.abc import Iterator

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_checksums import begun_with, is_sound_folder_block
from forensics.filesystems.ext_folders import Names
from forensics.filesystems.ext_inodes import INLINE_FLAG, Inode, inline_content
from forensics.filesystems.ext_layout import Superblock
from forensics.filesystems.ext_mapping import Mapper, Run
from forensics.filesystems.ext_windows import VolumeWindows

PIECE_BYTES = 1 << 20
_BUDGET_ROUNDS = 16  # times that directories together may be as long as the volume


class FolderReader:
    """Reads the directories of one volume."""

    def __init__(self, windows: VolumeWindows, superblock: Superblock, mapper: Mapper) -> None:
        self._windows, self._super, self._mapper = windows, superblock, mapper
        self._budget = _BUDGET_ROUNDS * superblock.blocks

    def read(self, inode: Inode, names: Names) -> Iterator[str | None]:
        """Read a directory's names, piece by piece; a sentence for each trouble met, None for none."""
        try:
            if inode.flags & INLINE_FLAG:
                content = inline_content(inode)
                head = content.head[: max(4, inode.size_bytes)]
                is_sound = names.read_inline(head, content.rest[: max(0, inode.size_bytes - len(head))])
                yield None if is_sound else "This directory is damaged; names in it may be missing."
                return
            if not inode.size_bytes:
                yield "This directory cannot be listed: its inode gives no size." if inode.in_use else None
                return
            found = self._mapper.mapped(inode.area, flags=inode.flags, size_bytes=inode.size_bytes)
        except EvidenceUnreadable as trouble:
            yield f"This directory cannot be listed: {trouble}"
            return
        seed = self._super.checksum_seed
        begun = None if seed is None or not inode.in_use else begun_with(inode, seed)
        place = 0
        for run in found.runs:
            if run.block is not None:
                yield from self._read_run(run, names, place=place, begun=begun)
            place += run.blocks

    def _read_run(self, run: Run, names: Names, *, place: int, begun: int | None) -> Iterator[str | None]:
        """`place` is the run's first block within the directory; `begun` what its checksums begin with."""
        self._budget -= run.blocks
        if self._budget < 0:
            yield "The directories claim more blocks than the volume has; the rest of this one is not listed."
            return
        step = max(1, PIECE_BYTES // self._super.block_bytes)
        for at in range(0, run.blocks, step):
            start, count = (run.block or 0) + at, min(step, run.blocks - at)
            try:
                data = self._data(start, count)
            except EvidenceUnreadable:  # the bad block alone is left out
                for each in range(count):
                    yield self._read_block(start + each, names, place=place + at + each, begun=begun)
                continue
            yield self._names_in(data, names, block=start, place=place + at, begun=begun)

    def _read_block(self, block: int, names: Names, *, place: int, begun: int | None) -> str | None:
        try:
            data = self._data(block, 1)
        except EvidenceUnreadable as trouble:
            return f"Block {block:,} of this directory cannot be read, and names may be missing: {trouble}"
        return self._names_in(data, names, block=block, place=place, begun=begun)

    def _data(self, block: int, count: int) -> bytes:
        size = self._super.block_bytes
        return self._windows.piece(block * size, count * size)

    def _names_in(
        self, data: bytes, names: Names, *, block: int, place: int, begun: int | None
    ) -> str | None:
        size = self._super.block_bytes
        damaged: int | None = None
        for at in range(0, len(data), size):
            piece = data[at : at + size] if len(data) > size else data
            is_sound = names.read_block(piece, is_first=not place and not at)
            is_sound = is_sound and (begun is None or is_sound_folder_block(piece, begun))
            if not is_sound and damaged is None:
                damaged = block + at // size
        if damaged is None:
            return None
        return f"Block {damaged:,} of this directory is damaged; names in it may be missing or wrong."
