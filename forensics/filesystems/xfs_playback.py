"""An XFS volume that was not closed, as Linux would show it: with what its log holds in place.

Nothing is written: blocks and inodes that the log changes are made in memory, with their checksums, and given
whenever their places are asked for. What cannot be played back is a sentence. Contents do not go through the
log. Source: Linux, fs/xfs/xfs_log_recover.c, xfs_buf_item_recover.c, xfs_inode_item_recover.c and
xfs_icreate_item.c.
"""

import struct
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.xfs_buffers import Buffers, LoggedBuffer, logged_buffer
from forensics.filesystems.xfs_inodes import Inodes
from forensics.filesystems.xfs_layout import XfsVolume
from forensics.filesystems.xfs_log import Log, Record
from forensics.filesystems.xfs_patches import PatchedImage
from forensics.filesystems.xfs_replayed_inodes import logged_inode
from forensics.filesystems.xfs_transactions import Item, Transaction, transactions
from forensics.images import EvidenceImage, Volume

_INODE, _BUFFER, _MADE = 0x123B, 0x123C, 0x123F
_TOUCHES_NAMES = {
    0x1244: 0x1245,
    0x1246: 0x1247,
    0x1248: 0x1249,
}  # begun, and done: maps, attributes, exchanges
_INTENT = struct.Struct("<8xQ")
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A volume to be read through `image`. `sentences` are for the examiner."""

    image: EvidenceImage
    sentences: tuple[str, ...] = ()


def recovered(image: EvidenceImage, volume: Volume) -> Recovered:
    """The volume with its log played back, where it needs that. Raise EvidenceUnreadable where there is no
    superblock that can be read.
    """
    xfs = XfsVolume(VolumeWindows(image, volume))
    try:
        log = Log(xfs)
        if log.ends_with_the_mark():
            return Recovered(image=image)
    except EvidenceUnreadable as trouble:
        words = (
            "Whether the XFS volume was closed cannot be told, and what was written last may be missing or "
            f"be listed as it was before: {trouble}"
        )
        return Recovered(image=image, sentences=(words,))
    try:
        return _as_played(image, volume, _Playback(xfs, log))
    except EvidenceUnreadable as trouble:
        return Recovered(image=image, sentences=(_not_played(str(trouble)),))


def _as_played(image: EvidenceImage, volume: Volume, playback: "_Playback") -> Recovered:
    sentences = []
    patches = playback.buffers.patches()
    if patches:
        touched = playback.buffers.touched
        sentences.append(
            f"The XFS volume was not closed: its log holds {touched:,} blocks and inodes that are newer than "
            "what stands in their places. They were read from the log, as Linux does when it mounts a volume."
        )
        image = PatchedImage(image, patches, start=volume.offset_bytes)
        _expect_a_root(image, volume)
    if playback.troubles:
        troubles = " ".join(playback.troubles)
        sentences.append(_partly_played(troubles) if patches else _not_played(troubles))
    return Recovered(image=image, sentences=tuple(sentences))


def _not_played(troubles: str) -> str:
    return (
        "The XFS volume was not closed, and its log was not played back; what was written last may be "
        f"missing or be listed as it was before. {troubles}"
    )


def _partly_played(troubles: str) -> str:
    return (
        "The log was not played back as a whole; what was written last may be missing or be listed as it was "
        f"before. {troubles}"
    )


def _expect_a_root(image: EvidenceImage, volume: Volume) -> None:
    """Raise EvidenceUnreadable where a damaged log has taken the volume away."""
    xfs = XfsVolume(VolumeWindows(image, volume))
    Inodes(xfs).inode(xfs.superblock.root)


class _Playback:
    """Read twice, as Linux does: a block that was given up later is not changed by what came before."""

    def __init__(self, xfs: XfsVolume, log: Log) -> None:
        self._log = log
        self._told: list[str] = []
        self._sound = 0  # records
        self.buffers = Buffers(xfs)
        self._given_up: Counter[tuple[int, int]] = Counter()
        self._given_up_at: Counter[int] = Counter()
        self._begun: set[tuple[int, int]] = set()
        for transaction in self._transactions(is_first=True):
            self._look(transaction)
        for transaction in self._transactions(is_first=False):
            self._play(transaction)

    @property
    def troubles(self) -> list[str]:
        shown = list(dict.fromkeys(self._told))
        if len(shown) > _MOST_TOLD:
            shown = [*shown[:_MOST_TOLD], f"{len(shown) - _MOST_TOLD:,} more parts of it are damaged."]
        if self._begun:
            shown.append(f"{len(self._begun):,} changes were begun in it, which Linux would finish.")
        return shown + self.buffers.troubles()

    def _transactions(self, *, is_first: bool) -> Iterator[Transaction]:
        """Up to what is damaged, which is told the first time."""
        try:
            yield from transactions(self._records(is_first=is_first))
        except EvidenceUnreadable as trouble:
            if is_first:
                self._told.append(str(trouble))

    def _records(self, *, is_first: bool) -> Iterator[Record]:
        """The sound ones; the second time as many as the first."""
        for record in islice(self._log.records(again=not is_first), None if is_first else self._sound):
            if isinstance(record, Record):
                self._sound += is_first
                yield record
            else:
                self._told.append(f"{record} It and what follows was left.")

    def _look(self, transaction: Transaction) -> None:
        for item in transaction.items:
            if item.kind == _BUFFER:
                buffer = logged_buffer(item)
                if buffer.is_given_up:
                    self._give_up(buffer, 1)
            elif item.kind in _TOUCHES_NAMES:
                self._begun.add((item.kind, _number(item)))
            elif item.kind - 1 in _TOUCHES_NAMES:
                self._begun.discard((item.kind - 1, _number(item)))

    def _give_up(self, buffer: LoggedBuffer, times: int) -> None:
        self._given_up[buffer.sector, buffer.sectors] += times
        self._given_up_at[buffer.sector] += times

    def _play(self, transaction: Transaction) -> None:
        """New inodes first, then blocks, then inodes, and last what is given up."""
        buffers = [logged_buffer(item) for item in transaction.items if item.kind == _BUFFER]
        place = transaction.place
        for item in transaction.items:
            if item.kind == _MADE:
                make = partial(self.buffers.make, item, place=place, is_given_up=self._is_any_given_up)
                self._attempt(make)
        for buffer in buffers:
            if not buffer.is_given_up and not self._given_up[buffer.sector, buffer.sectors]:
                self._attempt(partial(self.buffers.change, buffer, place=place))
        for item in transaction.items:
            if item.kind == _INODE:
                self._attempt(partial(self._play_inode, item, place))
        for buffer in buffers:
            if buffer.is_given_up:
                self._give_up(buffer, -1)

    def _play_inode(self, item: Item, place: int) -> None:
        logged = logged_inode(item)
        if not self._given_up[logged.sector, logged.sectors]:
            self.buffers.change_inode(logged, place=place)

    def _is_any_given_up(self, sectors: range) -> bool:
        return any(self._given_up_at[sector] for sector in sectors)

    def _attempt(self, change: Callable[[], None]) -> None:
        try:
            change()
        except EvidenceUnreadable as trouble:
            self._told.append(str(trouble))


def _number(item: Item) -> int:
    if len(item.regions[0]) < _INTENT.size:
        raise EvidenceUnreadable("A change that was begun in its log is damaged.")
    return int(_INTENT.unpack_from(item.regions[0])[0])
