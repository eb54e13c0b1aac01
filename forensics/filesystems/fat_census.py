"""A second count of what is in the directories of FAT and exFAT: bytes that mark an entry in use, counted
without reading what the entry says, beside the names that were listed.

Sources: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "FAT Directory Structure"; [EXFAT]
Microsoft, "exFAT file system specification", 6.2.1 and 7.4.
"""

from collections.abc import Iterable

import numpy as np

from forensics.entries import Census
from forensics.filesystems.fat_directory import Named, Piece
from forensics.filesystems.fat_layout import SLOT_BYTES
from forensics.filesystems.fat_names import DELETED, NO_TIMES

SOURCE = "directory entries in use"
_DOT = 0x2E
_DOTS = (b".", b"..")
_LONG = 0x0F
_ATTRIBUTES = 0x3F
_EXFAT_FILE = 0x85


class DirectoryCount:
    """Of one volume."""

    def __init__(self, *, is_exfat: bool) -> None:
        self._is_exfat = is_exfat
        self.in_use = 0
        self.met = 0

    def directory(self) -> "OneDirectory":
        """For the pieces of one directory in use, in their order."""
        return OneDirectory(self, is_exfat=self._is_exfat)

    def census(self) -> Census:
        return Census(source=SOURCE, in_use=self.in_use, met=self.met)

    def difference(self) -> str | None:
        """A sentence where the two counts differ."""
        if self.in_use == self.met:
            return None
        return (
            f"By their first bytes {self.in_use:,} directory entries are in use, but {self.met:,} files and "
            "directories were listed from them."
        )


class OneDirectory:
    """Counts into the volume's sums."""

    def __init__(self, sums: DirectoryCount, *, is_exfat: bool) -> None:
        self._sums = sums
        self._is_exfat = is_exfat
        self._has_ended = False  # a zero stands where an entry would begin

    def add(self, piece: Piece, found: Iterable[Named], *, base: int) -> None:
        """`found` was read in the piece; `base` is the address of its first slot."""
        slots = len(piece.content) // SLOT_BYTES
        end = 0 if self._has_ended or not piece.in_use else self._end(piece.content, slots)
        self._sums.in_use += self._marked(piece.content, end)
        behind = range(base + end, base + slots)
        self._sums.met += sum(self._counts(named) and named.address not in behind for named in found)
        self._has_ended = self._has_ended or (piece.in_use and end < slots)

    def add_last(self, found: Iterable[Named]) -> None:
        """What was still open when the directory ended."""
        self._sums.met += sum(map(self._counts, found))

    def _end(self, content: bytes, slots: int) -> int:
        firsts = content[: slots * SLOT_BYTES : SLOT_BYTES]
        place = firsts.find(0)
        return slots if place < 0 else place

    def _marked(self, content: bytes, end: int) -> int:
        table = np.frombuffer(content, dtype=np.uint8, count=end * SLOT_BYTES).reshape(end, SLOT_BYTES)
        if self._is_exfat:
            return int(np.count_nonzero(table[:, 0] == _EXFAT_FILE))
        is_name = (table[:, 0] != DELETED) & (table[:, 0] != _DOT)
        return int(np.count_nonzero(is_name & (table[:, 11] & _ATTRIBUTES != _LONG)))

    def _counts(self, named: Named) -> bool:
        is_of_file = not self._is_exfat or named.times is not NO_TIMES
        return named.in_use and is_of_file and named.name not in _DOTS
