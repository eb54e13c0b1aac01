"""A walk that only counts: how large the contents of a volume are, and what needs no reading, for the plan of
a scan that has not begun. Only sizes travel: a million entries are nine megabytes.

Entries are settled by the rules by which a scan lists, so the counts are those that the scan will have.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from forensics.bounds import LARGEST
from forensics.entries import Fault, FileEntry
from forensics.images import Volume
from forensics.planning import is_removable, priority_of, settled_without_reading

AGAIN = 0x80  # in a mark: another name of a content that was met before, which is not read again


class SettledCount(Struct, frozen=True, array_like=True):
    """So many entries have this outcome without reading; `size_bytes` is what they hold, or LARGEST."""

    outcome: str
    entries: int
    size_bytes: int


class Surveyed(Struct, frozen=True, kw_only=True):
    """A piece of a volume's survey. `sizes`: of contents that may be read, little-endian 64-bit integers;
    `marks`: a byte for each of them, its priority (forensics.planning) and AGAIN.
    """

    volume: int
    sizes: bytes = b""
    marks: bytes = b""
    settled: tuple[SettledCount, ...] = ()
    faults: int = 0
    is_last: bool = False


class Surveyor:
    """Counts the entries of one volume."""

    def __init__(self, volume: Volume) -> None:
        self._volume = volume
        self._is_removable = is_removable(volume.file_system)
        self._met: set[tuple[int, int | None, int | None]] = set()

    def surveyed(
        self, entries: Sequence[FileEntry], faults: Iterable[Fault], *, is_last: bool = False
    ) -> Surveyed:
        sizes: list[int] = []
        marks = bytearray()
        settled: Counter[str] = Counter()
        held: Counter[str] = Counter()
        for entry in entries:
            settlement = settled_without_reading(entry.content)
            if settlement is None:
                sizes.append(entry.size_bytes)
                marks.append(priority_of(entry, is_removable=self._is_removable) | self._again(entry))
            else:
                settled[settlement[0].value] += 1
                held[settlement[0].value] += entry.size_bytes
        return Surveyed(
            volume=self._volume.index,
            sizes=np.array(sizes, dtype="<u8").tobytes(),
            marks=bytes(marks),
            settled=tuple(
                SettledCount(outcome, count, min(held[outcome], LARGEST))
                for outcome, count in settled.items()
            ),
            faults=sum(1 for _ in faults),
            is_last=is_last,
        )

    def _again(self, entry: FileEntry) -> int:
        if entry.links <= 1:
            return 0
        address = entry.address
        content = (address.meta_addr, address.attr_type, address.attr_id)
        if content in self._met:
            return AGAIN
        self._met.add(content)
        return 0
