"""The blocks of an encrypted APFS volume that a key opened.

Nodes of its tree of files are encrypted by the number of their own block; contents by that of the block they
were written to first, which the record of an extent keeps, since blocks are moved and shared as they are.

Source: Apple, "Apple File System Reference" (2020-06-22), "Object Map Value Flags" and "j_file_extent_val_t".
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from forensics.filesystems.apfs_blocks import Blocks
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.images import EvidenceImage
from forensics.locks.sectors import XtsSectors


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLock:
    """The container as it stands on the media, and how the sectors of the volume are encrypted."""

    windows: VolumeWindows
    sectors: XtsSectors


@runtime_checkable
class _Unlocked(Protocol):
    @property
    def lock(self) -> object: ...


def opened_lock(image: EvidenceImage) -> OpenedLock | None:
    """That of the volume whose space `image` is; `None` where it is not one that a key opened."""
    lock = image.lock if isinstance(image, _Unlocked) else None
    return lock if isinstance(lock, OpenedLock) else None


class UnlockedBlocks(Blocks):
    """The blocks of a container, those in `encrypted` in plain."""

    def __init__(self, lock: OpenedLock, encrypted: AbstractSet[int]) -> None:
        super().__init__(lock.windows)
        self._sectors, self._encrypted = lock.sectors, encrypted

    def raw(self, block: int, blocks: int = 1) -> bytes:
        data = super().raw(block, blocks)
        if block not in self._encrypted:
            return data
        return self._sectors.plain(data, place=block * self.block_bytes)
