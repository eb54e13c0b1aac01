"""What a shadow copy keeps, and what it does not: the lists of saved blocks and the bitmaps of its store.

A copy is the volume of today with the blocks put back that were saved before they changed. Its bitmap says
which blocks were not in use when it was made: these are never saved, so what stands there now may be of any
time. libvshadow gives zeros or the bytes of today for them; here they are named, so that nobody takes either
for what the copy held. A block is not kept where the bitmap calls it unused, the bitmap of the copies before
it does too (or there is none), and the store has not saved it all the same.

Source: libvshadow, "Volume Shadow Snapshot (VSS) format", 4.3 to 4.5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from forensics.errors import EvidenceUnreadable
from forensics.images import EvidenceImage, Volume
from forensics.layers.byte_runs import ByteRuns, joined_runs, runs_of
from forensics.layers.shadow_catalog import (
    BITMAP,
    BLOCK_BYTES,
    HEAD_BYTES,
    LIST,
    Store,
    chain,
    stores_since,
)

MOST_SAVED_BLOCKS: Final = 4_000_000  # of the stores that one question needs: 64 GB of content
MOST_RUNS: Final = 8_000_000  # of what a copy did not keep: 128 MB; a disk of 4 TB in pieces of 512 KB
_FORWARDER: Final = 1  # 4.3.2: what was there has moved on the volume
_OVERLAY: Final = 2  # sectors of it alone are saved
_NOT_USED: Final = 4
_DESCRIPTOR: Final = np.dtype(
    [("original", "<u8"), ("relative", "<u8"), ("offset", "<u8"), ("flags", "<u4"), ("sectors", "<u4")]
)
_MOST_LIST_BLOCKS: Final = 2 * MOST_SAVED_BLOCKS // (BLOCK_BYTES // _DESCRIPTOR.itemsize)
_SECTOR_BYTES: Final = 512  # of an overlay's map
_BITS: Final = (BLOCK_BYTES - HEAD_BYTES) * 8  # of one block of a bitmap
Blocks = npt.NDArray[np.int64]


def saved_since(image: EvidenceImage, volume: Volume, key: str) -> ByteRuns | None:
    """Bytes of the volume for which the copy `key` or one made after it keeps a saved block or tells of one
    that moved. At every other place the copy holds what the volume holds now, or did not keep what it held.
    `None`: too many to be told.

    Raise EvidenceUnreadable where a list of blocks cannot be read.
    """
    touched: list[Blocks] = []
    left = MOST_SAVED_BLOCKS
    for store in stores_since(image, volume, key):
        listed = _saved(image, volume, store, most=left)
        if listed is None:
            return None
        left -= len(listed.original)
        touched.append(listed.touched())
    return runs_of(np.unique(np.concatenate(touched)), unit_bytes=BLOCK_BYTES)


def not_kept(image: EvidenceImage, volume: Volume, store: Store) -> ByteRuns:
    """Bytes of the volume that a copy did not keep, because they were not in use when it was made.

    Raise EvidenceUnreadable with a clause where that cannot be told, or its list of blocks is damaged.
    """
    listed = _saved(image, volume, store, most=MOST_SAVED_BLOCKS)
    if listed is None:
        raise EvidenceUnreadable(
            f"it saved more than {MOST_SAVED_BLOCKS:,} blocks, too many to tell what it kept"
        )
    return _unsaved(image, volume, store, listed) if store.bitmap_at else ByteRuns.none()


@dataclass(frozen=True, slots=True, kw_only=True)
class _SavedBlocks:
    """Descriptors of a store in their order, numbers of blocks of the volume."""

    original: Blocks
    moved_to: Blocks  # of forwarders; of others without meaning
    flags: npt.NDArray[np.uint32]
    sectors: npt.NDArray[np.uint32]  # of overlays

    def touched(self) -> Blocks:
        """Every block that the store says anything of."""
        forwards = (self.flags & _FORWARDER) != 0
        return np.concatenate((self.original, self.moved_to[forwards], self.saved()))

    def saved(self) -> Blocks:
        """Blocks of which all is saved, or has moved to where it is found; ascending, each once."""
        whole = (self.flags & _OVERLAY) == 0
        forwards = whole & ((self.flags & _FORWARDER) != 0)
        if not forwards.any():
            return np.unique(self.original[whole])
        original = self.original.copy()
        is_said = whole.copy()
        targets = np.unique(self.moved_to[forwards])
        came_from: dict[int, int] = {}
        for n in np.flatnonzero(forwards | (whole & np.isin(original, targets))).tolist():
            # 4.3.3: what comes to a block that was moved to belongs to where that had been moved from.
            block = original[n] = came_from.pop(int(original[n]), int(original[n]))
            if forwards[n] and block == self.moved_to[n]:
                is_said[n] = False  # it moved back
            elif forwards[n]:
                came_from[int(self.moved_to[n])] = int(block)
        return np.unique(original[is_said])

    def overlays(self) -> tuple[Blocks, npt.NDArray[np.uint32]]:
        """Blocks of which sectors are saved, ascending, and which of the 32 these are."""
        chosen = (self.flags & _OVERLAY) != 0
        blocks, sectors = self.original[chosen], self.sectors[chosen]
        order = np.argsort(blocks, kind="stable")
        found, first = np.unique(blocks[order], return_index=True)
        all_of = np.bitwise_or.reduceat(sectors[order], first) if len(found) else sectors
        return found, all_of


def _saved(image: EvidenceImage, volume: Volume, store: Store, *, most: int) -> _SavedBlocks | None:
    """`None` where there are more than `most`."""
    parts: list[npt.NDArray[np.void]] = []
    found = 0
    for block in chain(image, volume, store.list_at, kind=LIST, most=_MOST_LIST_BLOCKS):
        usable = len(block) // _DESCRIPTOR.itemsize * _DESCRIPTOR.itemsize
        rows = np.frombuffer(block[:usable], dtype=_DESCRIPTOR)
        is_there = (rows["original"] | rows["relative"] | rows["offset"] | rows["flags"]) != 0
        rows = rows[is_there & ((rows["flags"] & _NOT_USED) == 0)]
        found += len(rows)
        if found > most:
            return None
        parts.append(_expected(rows))
    rows = np.concatenate(parts) if parts else np.empty(0, dtype=_DESCRIPTOR)
    return _SavedBlocks(
        original=(rows["original"] // BLOCK_BYTES).astype(np.int64),
        moved_to=(rows["relative"] // BLOCK_BYTES).astype(np.int64),
        flags=rows["flags"].astype(np.uint32),
        sectors=rows["sectors"].astype(np.uint32),
    )


def _expected(rows: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    """EvidenceUnreadable for what the format does not allow: libvshadow makes zeros of it or is harmed."""
    both = _FORWARDER | _OVERLAY
    if ((rows["flags"] & both) == both).any() or (rows["original"] % BLOCK_BYTES != 0).any():
        raise EvidenceUnreadable("its list of saved blocks is damaged")
    return rows


def _unsaved(image: EvidenceImage, volume: Volume, store: Store, listed: _SavedBlocks) -> ByteRuns:
    """Walks the bitmaps block by block, so that only what is found is held at once."""
    saved, (overlaid, sectors) = listed.saved(), listed.overlays()
    starts, ends = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    count = 0
    for first, unused in _unused_blocks(image, volume, store):
        low, high = np.searchsorted(saved, (first, first + len(unused)))
        unused[saved[low:high] - first] = False
        low, high = np.searchsorted(overlaid, (first, first + len(unused)))
        chosen = unused[overlaid[low:high] - first]
        partly, parts = overlaid[low:high][chosen], sectors[low:high][chosen]
        unused[partly - first] = False
        found = runs_of(np.flatnonzero(unused) + first, unit_bytes=BLOCK_BYTES)
        pieces = runs_of(_sectors_not_in(partly, parts), unit_bytes=_SECTOR_BYTES)
        starts += [found.starts, pieces.starts]
        ends += [found.ends, pieces.ends]
        count += len(found.starts) + len(pieces.starts)
        if count > MOST_RUNS:
            raise EvidenceUnreadable(
                f"what it did not keep lies in more than {MOST_RUNS:,} pieces, too many to tell"
            )
    return joined_runs(starts, ends)


def _unused_blocks(
    image: EvidenceImage, volume: Volume, store: Store
) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """(number of the first block, which are unused by the bitmaps) to the end of the volume."""
    blocks = volume.length_bytes // BLOCK_BYTES  # of a last piece that is shorter no bit need tell
    most = -(-blocks // _BITS) + 1
    current = chain(image, volume, store.bitmap_at, kind=BITMAP, most=most)
    previous = chain(image, volume, store.previous_bitmap_at, kind=BITMAP, most=most)
    for first in range(0, blocks, _BITS):
        bits = next(current, None)
        others = next(previous, None) if store.previous_bitmap_at else bits
        if bits is None or others is None:
            raise EvidenceUnreadable(f"its bitmap ends before block {first:,} of {blocks:,}")
        both = np.frombuffer(bits, np.uint8) & np.frombuffer(others, np.uint8)
        yield first, np.unpackbits(both, bitorder="little").astype(np.bool_)


def _sectors_not_in(blocks: Blocks, sectors: npt.NDArray[np.uint32]) -> Blocks:
    """Numbers of the sectors of these blocks that are not among those given, ascending."""
    bits = np.unpackbits(sectors.astype("<u4").view(np.uint8), bitorder="little").reshape(-1, 32)
    places = blocks[:, None] * 32 + np.arange(32, dtype=np.int64)[None, :]
    found: Blocks = places[bits == 0]
    return found
