"""The cylinder groups of a UFS volume: which inodes and which fragments are in use.

Source: [UFS] FreeBSD, sys/ufs/ffs/fs.h, struct cg.
"""

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from forensics.errors import EvidenceUnreadable
from forensics.filesystems.ext_windows import VolumeWindows
from forensics.filesystems.ufs_layout import UfsLayout

_MAGIC = 0x090255
_HEAD_BYTES = 128
_NUMBER_AT, _INODE_MAP_AT, _FREE_MAP_AT, _WRITTEN_AT = 12, 92, 96, 120


class Groups:
    """Those groups that begin in the volume; each map is read when it is first needed, and kept."""

    def __init__(self, windows: VolumeWindows, layout: UfsLayout) -> None:
        self._windows = windows
        self._layout = layout
        self.count = layout.groups_within(windows.length_bytes)
        self._inodes: dict[int, tuple[bytes, int] | EvidenceUnreadable] = {}

    def inodes_in_use(self, group: int) -> NDArray[np.intp]:
        """Numbers of the inodes of a group that its map marks as in use; raise EvidenceUnreadable."""
        bits, _ = self._inode_map(group)
        marked = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")
        found: NDArray[np.intp] = np.flatnonzero(marked[: self._layout.inodes_of_group])
        return found + group * self._layout.inodes_of_group

    def is_in_use(self, inode: int) -> bool:
        """Raise EvidenceUnreadable where the map of its group cannot be read."""
        group, inside = divmod(inode, self._layout.inodes_of_group)
        bits, _ = self._inode_map(group)
        return bool(bits[inside >> 3] >> (inside & 7) & 1)

    def written_inodes(self, group: int) -> int:
        """How many inodes of a group, were ever written: UFS2 leaves the rest as it was."""
        return self._inode_map(group)[1]

    def free_fragments(self, group: int) -> NDArray[np.uint8]:
        """1 for each fragment of the group that is free, from its first on; raise EvidenceUnreadable."""
        layout = self._layout
        head = self._head(group)
        first = group * layout.fragments_of_group
        count = min(layout.fragments_of_group, layout.fragments - first)
        raw = self._map(group, self._number(head, _FREE_MAP_AT), (count + 7) // 8)
        return np.unpackbits(np.frombuffer(raw, dtype=np.uint8), bitorder="little")[:count]

    def runs_in_use(self) -> Iterator[tuple[int, int]]:
        """(byte of the volume, length) of what is in use, in order; raise EvidenceUnreadable."""
        unit = self._layout.fragment_bytes
        for group in range(self.count):
            used = 1 - self.free_fragments(group).astype(np.int8)
            edges = np.diff(used, prepend=0, append=0)
            first = group * self._layout.fragments_of_group
            starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
                yield (first + start) * unit, (end - start) * unit

    def _inode_map(self, group: int) -> tuple[bytes, int]:
        found = self._inodes.get(group)
        if found is None:
            try:
                found = self._read_inode_map(group)
            except EvidenceUnreadable as trouble:
                found = trouble
            self._inodes[group] = found
        if isinstance(found, EvidenceUnreadable):
            raise found
        return found

    def _read_inode_map(self, group: int) -> tuple[bytes, int]:
        layout, head = self._layout, self._head(group)
        bits = self._map(group, self._number(head, _INODE_MAP_AT), (layout.inodes_of_group + 7) // 8)
        written = self._number(head, _WRITTEN_AT) if layout.name == "UFS2" else layout.inodes_of_group
        return bits, min(written, layout.inodes_of_group)

    def _map(self, group: int, at: int, length: int) -> bytes:
        if not _HEAD_BYTES <= at <= self._layout.block_bytes - length:
            raise EvidenceUnreadable(f"The header of cylinder group {group:,} is damaged.")
        return self._windows.piece(self._layout.header_place(group) + at, length)

    def _head(self, group: int) -> bytes:
        if not 0 <= group < self.count:
            raise EvidenceUnreadable(f"Cylinder group {group:,} lies behind the end of what is here.")
        head = self._windows.piece(self._layout.header_place(group), _HEAD_BYTES)
        if self._number(head, 4) != _MAGIC or self._number(head, _NUMBER_AT) != group:
            raise EvidenceUnreadable(f"The header of cylinder group {group:,} is damaged.")
        return head

    def _number(self, head: bytes, place: int) -> int:
        return int(struct.unpack_from(f"{self._layout.order}I", head, place)[0])
