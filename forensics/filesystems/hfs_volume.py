"""Where the bytes of an HFS volume (Mac OS Standard) lie: its master directory block, the map of its blocks,
and forks whose runs go on in the tree of extents.

Source: Apple, "Inside Macintosh: Files", chapter 2, "Data Organization on Volumes".
"""

import struct
from collections.abc import Iterator
from itertools import pairwise

from forensics.errors import EvidenceUnreadable, ShortRead
from forensics.filesystems.hfsplus_btree import Tree
from forensics.filesystems.hfsplus_numbered import DATA_FORK, RESOURCE_FORK
from forensics.filesystems.hfsplus_volume import CATALOG_FILE, EXTENTS_FILE, BlockVolume, Fork, Read, Runs

SECTOR_BYTES = 512  # logical blocks, whatever the sectors of the medium
BLOCK_PLACE = 1024
BLOCK_BYTES = 162  # that say something
SIGNATURE = b"BD"
EMBEDDED = (b"H+", b"HX")  # an HFS+ volume inside: TN1150, "HFS Wrapper"
# Map at sector; blocks, bytes each, sector of block 0; length of the name and name; files, folders;
# signature of what is inside; trees of extents and of the catalog, each size and three runs
_FIELDS = struct.Struct(">2s12xH2xHI4xH6xB27s20xII32x2s4xI12sI12s")
_THREE_RUNS = struct.Struct(">6H")
_OVERFLOW = struct.Struct(">BBIH12s")  # bytes behind this field, fork, file, first block in the fork; runs
_OVERFLOW_KEY_BYTES = 7
_FORKS = (DATA_FORK, RESOURCE_FORK)
_LONGEST_NAME = 27
_MISSING = "The master directory block of HFS is missing or damaged."

Continued = dict[tuple[int, int], list[tuple[int, Runs]]]
"""(number of the file, kind of the fork): first block in the fork and runs, in the order of the tree."""


class HfsStandardVolume(BlockVolume):
    """One HFS volume; raises EvidenceUnreadable where there is none. `read` reads inside the volume, which is
    `length_bytes` long.
    """

    kind = "HFS"

    def __init__(self, read: Read, *, length_bytes: int) -> None:
        (
            _, map_sector, blocks, block_bytes, first, letters, name, files, folders,
            _, extents_bytes, extents_runs, catalog_bytes, catalog_runs,
        ) = _FIELDS.unpack_from(_master_block(read))  # fmt: skip
        base = first * SECTOR_BYTES
        super().__init__(read, length_bytes=length_bytes, base=base, block_bytes=block_bytes, blocks=blocks)
        self.name: bytes = name[:letters]
        self.files: int = files
        self.folders: int = folders
        self._map_sector: int = map_sector
        self.own_forks = {
            EXTENTS_FILE: Fork(size_bytes=extents_bytes, runs=runs_at(extents_runs)),
            CATALOG_FILE: Fork(size_bytes=catalog_bytes, runs=runs_at(catalog_runs)),
        }

    @property
    def size_bytes(self) -> int:
        """Up to the end of the blocks; the copy of the master block comes behind."""
        return self.base + self.blocks * self.block_bytes

    def ranges_in_use(self) -> Iterator[tuple[int, int]]:
        """Before block 0 lie the boot blocks, the master block and the map itself."""
        found = list(super().ranges_in_use())
        is_joined = bool(found) and found[0][0] == self.base
        yield 0, min(self.base + (found[0][1] if is_joined else 0), self.length_bytes)
        yield from found[is_joined:]

    def _map_pieces(self) -> Iterator[bytes]:
        """In one: 65,535 blocks are the most that there can be."""
        yield self.piece(self._map_sector * SECTOR_BYTES, (self.blocks + 7) // 8)


class HfsRuns:
    """Forks with all their runs: the first three stand in the record of the file, others in a tree of their
    own, which is read once.
    """

    def __init__(self, volume: HfsStandardVolume) -> None:
        self._volume = volume
        self._continued: Continued = {}
        left = volume.blocks  # each record gives a block at least
        for leaf in Tree(volume, volume.own_forks[EXTENTS_FILE]).leaves():
            for start, stop in pairwise(leaf.places):
                left -= 1
                if left < 0:
                    raise _damaged("it has more records than the volume has blocks.")
                self._note(leaf.data[start:stop])

    def _note(self, record: bytes) -> None:
        if len(record) < _OVERFLOW.size:
            raise _damaged("a record is cut off.")
        key_bytes, kind, number, first, runs = _OVERFLOW.unpack_from(record)
        if key_bytes != _OVERFLOW_KEY_BYTES or kind not in _FORKS:
            raise _damaged("a record has a key of another kind.")
        self._continued.setdefault((number, kind), []).append((first, runs_at(runs)))

    def whole(self, fork: Fork, *, number: int, kind: int) -> Fork:
        """The fork with all its runs; raise ShortRead where they do not join."""
        runs = list(fork.runs)
        here = _blocks_in(fork.runs)
        for first, more in self._continued.get((number, kind), ()):
            if here != first:
                raise ShortRead("The runs of the fork do not join; no digest is recorded.")
            runs += more
            here += _blocks_in(more)
        return Fork(size_bytes=fork.size_bytes, runs=tuple(runs))

    def own(self, number: int) -> Fork:
        """The catalog, or the tree of extents."""
        fork = self._volume.own_forks[number]
        return self.whole(fork, number=number, kind=DATA_FORK) if number != EXTENTS_FILE else fork


def runs_at(raw: bytes) -> Runs:
    """Three runs; places not used are left out."""
    numbers = _THREE_RUNS.unpack(raw)
    return tuple((start, blocks) for start, blocks in zip(numbers[::2], numbers[1::2], strict=True) if blocks)


def _blocks_in(runs: Runs) -> int:
    return sum(blocks for _, blocks in runs)


def looks_like_master_block(raw: bytes) -> bool:
    """Whether the numbers of a master directory block can be true, wherever it was found; not one of a
    wrapper around HFS+.
    """
    return raw.startswith(SIGNATURE) and len(raw) >= BLOCK_BYTES and all(_claims(raw))


def resembles_master_block(raw: bytes) -> bool:
    """Whether it is rather a damaged one than none: two letters alone stand anywhere by chance."""
    if len(raw) < BLOCK_BYTES:
        return False
    signed, *others = _claims(raw)
    return signed and sum(others) >= len(others) - 1


def _claims(raw: bytes) -> tuple[bool, ...]:
    signature, map_sector, blocks, block_bytes, first, letters, *_, inside, _, _, _, _ = _FIELDS.unpack_from(
        raw
    )
    map_sectors = -(-blocks // (8 * SECTOR_BYTES))
    return (
        signature == SIGNATURE and inside not in EMBEDDED,
        map_sector * SECTOR_BYTES > BLOCK_PLACE and map_sector + map_sectors <= first,
        blocks > 0,
        block_bytes > 0 and block_bytes % SECTOR_BYTES == 0,
        0 < letters <= _LONGEST_NAME,
    )


def _master_block(read: Read) -> bytes:
    raw = read(BLOCK_PLACE, SECTOR_BYTES)
    if not looks_like_master_block(raw):
        raise EvidenceUnreadable(_MISSING)
    return raw


def _damaged(what: str) -> EvidenceUnreadable:
    return EvidenceUnreadable(f"The tree of extents of the HFS volume is damaged: {what}")
