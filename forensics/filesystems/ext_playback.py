"""An ext volume that was not closed, as Linux would show it: with what its journal holds in place.

Nothing is written; blocks are read from where they lie in the journal (`played_image`). What cannot be played
back is a sentence.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_inodes import InodeTables
from forensics.filesystems.ext_journal import Held, Journal, Kept
from forensics.filesystems.ext_layout import Superblock, read_groups, read_superblock
from forensics.filesystems.ext_mapping import Mapper, Run
from forensics.filesystems.ext_maps import Bitmaps
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.played_image import Piece, PlayedImage
from forensics.images import EvidenceImage, Volume

_MAGIC = b"\xc0\x3b\x39\x98"


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
        return _played(image, volume, superblock, file=file, held=held)
    except EvidenceUnreadable as trouble:
        words = (
            "The volume was not closed, and its journal was not played back; what was written last may be "
            f"missing or be listed as it was before. {trouble}"
        )
        return Recovered(image=image, sentences=(words,))


def _played(
    image: EvidenceImage, volume: Volume, superblock: Superblock, *, file: _File, held: Held
) -> Recovered:
    sentences = []
    blocks = {block: kept for block, kept in held.blocks.items() if block < superblock.blocks}
    played = None
    if blocks:
        pieces = _pieces(blocks, file, start=volume.offset_bytes, block_bytes=superblock.block_bytes)
        played = PlayedImage(image, pieces)
        read_superblock(VolumeWindows(played, volume))  # a damaged one is not taken in place of a sound one
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


def _pieces(blocks: dict[int, Kept], file: _File, *, start: int, block_bytes: int) -> Iterator[Piece]:
    """The blocks by their places in the image, where the volume begins at `start`."""
    for block, kept in blocks.items():
        place, source = start + block * block_bytes, start + file.place(kept.place) * block_bytes
        if kept.is_escaped:
            yield Piece(place, len(_MAGIC), _MAGIC)
            yield Piece(place + len(_MAGIC), block_bytes - len(_MAGIC), source + len(_MAGIC))
        else:
            yield Piece(place, block_bytes, source)


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
