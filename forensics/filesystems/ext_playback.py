"""An ext volume that was not closed, as Linux would show it: with what its journal holds in place.

Nothing is written. The blocks are read from where they lie in the journal whenever their places are asked
for, by this program's readers and by The Sleuth Kit alike. What cannot be played back is a sentence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_inodes import InodeTables
from forensics.filesystems.ext_journal import Held, Journal
from forensics.filesystems.ext_layout import Superblock, read_groups, read_superblock
from forensics.filesystems.ext_mapping import Mapper, Run
from forensics.filesystems.ext_maps import Bitmaps
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.images import EvidenceImage, Volume

_MAGIC = b"\xc0\x3b\x39\x98"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Where a block stands in the journal, by block of the volume."""

    block: int
    is_escaped: bool


class PlayedImage:
    """Gives the blocks that a journal holds from there, and everything else as it is."""

    def __init__(
        self, image: EvidenceImage, *, start: int, block_bytes: int, blocks: Mapping[int, Stored]
    ) -> None:
        """`start`: where the volume begins in the image."""
        self._image, self._start, self._block_bytes, self._blocks = image, start, block_bytes, blocks
        self._order = sorted(blocks)
        self.info = image.info

    def holds_any(self, block: int, count: int) -> bool:
        """Whether the journal holds any of these blocks of the volume."""
        at = bisect_left(self._order, block)
        return at < len(self._order) and self._order[at] < block + count

    def read(self, offset: int, length: int) -> bytes:
        pieces, place, end = [], offset, offset + length
        for block in self._within(offset, length):
            begin = self._start + block * self._block_bytes
            if begin > place:
                before = self._image.read(place, begin - place)
                pieces.append(before)
                if len(before) < begin - place:
                    return b"".join(pieces)
                place = begin
            part = self._block(block)[place - begin : end - begin]
            pieces.append(part)
            place += len(part)
        if place < end:
            pieces.append(self._image.read(place, end - place))
        return b"".join(pieces)

    def read_into(self, offset: int, view: memoryview) -> int:
        if not self._within(offset, len(view)):
            return self._image.read_into(offset, view)
        piece = self.read(offset, len(view))
        view[: len(piece)] = piece
        return len(piece)

    def for_thread(self) -> "PlayedImage":
        return PlayedImage(
            self._image.for_thread(), start=self._start, block_bytes=self._block_bytes, blocks=self._blocks
        )

    def close(self) -> None:
        """The image is closed by whoever opened it."""

    def _within(self, offset: int, length: int) -> list[int]:
        first = (offset - self._start) // self._block_bytes
        last = (offset + length - 1 - self._start) // self._block_bytes
        return self._order[bisect_left(self._order, first) : bisect_left(self._order, last + 1)]

    def _block(self, block: int) -> bytes:
        stored = self._blocks[block]
        size = self._block_bytes
        raw = self._image.read(self._start + stored.block * size, size)
        if len(raw) != size:
            raise EvidenceUnreadable(f"Block {block:,} lies in the journal behind the end of the image.")
        return _MAGIC + raw[4:] if stored.is_escaped else raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A volume to be read through `image`; `played` where that is not the evidence itself. `sentences` are
    for the examiner.
    """

    image: EvidenceImage
    played: PlayedImage | None = None
    was_played: bool = False  # all that the journal holds is seen, be it nothing
    sentences: tuple[str, ...] = ()


class _File:
    """Where the journal lies in the volume."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = runs
        self._stops = list(accumulate(run.blocks for run in runs))
        self.blocks = self._stops[-1] if runs else 0

    def place(self, number: int) -> int:
        """The block of the volume where block `number` of the journal lies."""
        at = bisect_right(self._stops, number)
        block = self._runs[at].block if at < len(self._runs) else None
        if block is None:
            raise EvidenceUnreadable("A part of it has no place in the volume.")
        return block + number - self._stops[at] + self._runs[at].blocks


def recovered(image: EvidenceImage, volume: Volume) -> Recovered:
    """The volume with its journal played back, where it needs that. What makes the superblock unreadable is
    left to whoever reads it next.
    """
    windows = VolumeWindows(image, volume)
    try:
        superblock = read_superblock(windows)
    except EvidenceUnreadable:  # told by the reader of the volume
        return Recovered(image=image)
    if not superblock.needs_recovery:
        return Recovered(image=image)
    try:
        file = _journal_file(windows, superblock)
        held = _held(windows, superblock, file)
    except EvidenceUnreadable as trouble:
        words = (
            "The volume was not closed, and its journal was not played back; what was written last may be "
            f"missing or be listed as it was before. {trouble}"
        )
        return Recovered(image=image, sentences=(words,))
    return _played(image, volume, superblock, file=file, held=held)


def _played(
    image: EvidenceImage, volume: Volume, superblock: Superblock, *, file: _File, held: Held
) -> Recovered:
    sentences = []
    played = None
    blocks = {
        block: Stored(block=file.place(kept.place), is_escaped=kept.is_escaped)
        for block, kept in held.blocks.items()
        if block < superblock.blocks
    }
    if blocks:
        played = PlayedImage(
            image, start=volume.offset_bytes, block_bytes=superblock.block_bytes, blocks=blocks
        )
        sentences.append(
            f"The volume was not closed: its journal holds {len(blocks):,} blocks that are newer than what "
            "stands in their places. They were read from the journal, as Linux does when it mounts a volume."
        )
    if held.troubles:
        troubles = " ".join(held.troubles)
        sentences.append(
            "The journal was not played back as a whole; what was written last may be missing or be listed "
            f"as it was before. {troubles}"
        )
    return Recovered(
        image=played or image,
        played=played,
        was_played=not held.troubles,
        sentences=tuple(sentences),
    )


def _journal_file(windows: VolumeWindows, superblock: Superblock) -> _File:
    if not superblock.journal_inode:
        raise EvidenceUnreadable("It lies on another disk.")
    groups = read_groups(windows, superblock)
    tables = InodeTables(windows, superblock, groups, Bitmaps(windows, superblock, groups))
    inode = tables.inode(superblock.journal_inode)
    found = Mapper(windows, superblock).mapped(inode.area, flags=inode.flags, size_bytes=inode.size_bytes)
    return _File(found.runs)


def _held(windows: VolumeWindows, superblock: Superblock, file: _File) -> Held:
    size = superblock.block_bytes

    def read_block(number: int) -> bytes:
        return windows.piece(file.place(number) * size, size)

    return Journal(read_block, block_bytes=size, blocks=file.blocks).held()
