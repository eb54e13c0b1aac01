"""Lost directories of FAT and exFAT: clusters that no directory leads to any more, but hold directory
entries.

The Sleuth Kit reads every free cluster and believes nearly anything in it. Here a sector of a free cluster is
taken for part of a directory only if every entry in it is one that a file system could have written: possible
names, attributes, dates, sizes and places for FAT, sets with their right checksum for exFAT. Free space is
read in order from the start of the volume up to a bound, and what was left out is told to the byte.

Sources: [FAT] Microsoft, "FAT32 File System Specification" 1.03, "FAT Directory Structure"; [EXFAT]
Microsoft, "exFAT file system specification", 6.3.3.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forensics.entries import ByteRange
from forensics.errors import EvidenceUnreadable
from forensics.filesystems.fat_checksums import set_sum
from forensics.filesystems.fat_clusters import UseMap
from forensics.filesystems.fat_layout import FIRST_CLUSTER, SLOT_BYTES, FatLayout
from forensics.filesystems.fat_names import DELETED, SHAPES, is_short_name
from forensics.filesystems.fat_sets import FILE, IN_USE, NAME, STREAM
from forensics.filesystems.fat_slots import DIRECTORY, LABEL, LONG, MOST_PIECES, SLOT, is_careful, is_possible

MOST_SEARCHED_BYTES = 4 << 30
"""Of free space. Reading it costs as much as reading files: 4 GiB are under a minute from a slow card, and a
writer that looks for free clusters from the start of the volume keeps its directories there."""
WINDOW_BYTES = 4 << 20
MOST_PARTS = 1 << 20
"""Of directories; free space that seems to hold nothing else is made to fill the memory."""
_SET_KINDS = np.isin(np.arange(256), [FILE, FILE | IN_USE, STREAM, STREAM | IN_USE, NAME, NAME | IN_USE])
_LONG_STARTS = np.isin(
    np.arange(256),
    [DELETED, *range(1, MOST_PIECES + 1), *(0x40 | number for number in range(1, MOST_PIECES + 1))],
)
_SHORT_STARTS = np.isin(np.frombuffer(SHAPES, dtype=np.uint8), np.frombuffer(b"ndk", dtype=np.uint8))
_CASE_BITS = 0x18
_MOST_SECONDARY = 18
_DOT = 0x2E


@dataclass(slots=True, kw_only=True)
class Lost:
    """What was found, and how far the search went; filled by `search`."""

    parts: list[ByteRange] = field(default_factory=list)  # of the volume, in order, each within one cluster
    searched_bytes: int = 0
    unsearched_bytes: int = 0
    unreadable: list[tuple[ByteRange, str]] = field(default_factory=list)


def search(
    read: Callable[[int, int], bytes],
    layout: FatLayout,
    in_use: UseMap,
    *,
    most_bytes: int = MOST_SEARCHED_BYTES,
) -> Lost:
    """Look at the free clusters of a volume, at up to `most_bytes` of them."""
    found = Lost()
    for first, count in _windows(layout, in_use):
        is_free = in_use.between(first, count) == 0
        free_bytes = int(is_free.sum()) * layout.cluster_bytes
        if found.searched_bytes + free_bytes > most_bytes or len(found.parts) >= MOST_PARTS:
            break
        found.searched_bytes += free_bytes
        start, length = layout.offset_of(first), count * layout.cluster_bytes
        try:
            window = read(start, length)
        except EvidenceUnreadable as trouble:
            found.unreadable.append((ByteRange(start, length), str(trouble)))
            continue
        for place, end in _parts(window, is_free, layout):
            found.parts.append(ByteRange(start + place, end - place))
    found.unsearched_bytes = in_use.free_clusters() * layout.cluster_bytes - found.searched_bytes
    return found


def _windows(layout: FatLayout, in_use: UseMap) -> Iterator[tuple[int, int]]:
    """(first cluster, clusters) of the stretches to read: from the first to the last free cluster of each
    window.
    """
    step = max(1, WINDOW_BYTES // layout.cluster_bytes)
    for first in range(FIRST_CLUSTER, layout.last_cluster + 1, step):
        free = np.flatnonzero(in_use.between(first, step) == 0)
        if len(free):
            yield first + int(free[0]), int(free[-1] - free[0]) + 1


def _candidates(window: bytes, is_free: NDArray[np.bool_], layout: FatLayout) -> list[int]:
    """The sectors (as bytes of the window) whose first entry looks like one."""
    sector = layout.sector_bytes
    whole = len(window) // sector
    rows = np.frombuffer(window, dtype=np.uint8, count=whole * sector).reshape(whole, sector)
    first = rows[:, 0]
    if layout.kind == "exFAT":
        likely = _SET_KINDS[first]
    else:
        attributes, case = rows[:, 11], rows[:, 12]
        is_long = (attributes == LONG) & (case == 0) & _LONG_STARTS[first]
        is_short = (attributes < 0x40) & (attributes & LONG != LONG) & (case & ~np.uint8(_CASE_BITS) == 0)
        likely = is_long | is_short & _SHORT_STARTS[first]
    likely &= np.repeat(is_free, layout.cluster_bytes // sector)[:whole]
    places: list[int] = (np.flatnonzero(likely) * sector).tolist()
    return places


def _parts(window: bytes, is_free: NDArray[np.bool_], layout: FatLayout) -> list[tuple[int, int]]:
    """(start, end) of what is part of a directory: sectors that follow each other in one cluster."""
    could_be, is_sure = (_could_be_sets, _has_set) if layout.kind == "exFAT" else (_could_be_slots, _has_file)
    sector = layout.sector_bytes
    parts: list[tuple[int, int]] = []
    for place in _candidates(window, is_free, layout):
        if not could_be(window[place : place + sector], layout):
            continue
        if parts and parts[-1][1] == place and place % layout.cluster_bytes:
            parts[-1] = parts[-1][0], place + sector
        else:
            parts.append((place, place + sector))
    return [(start, end) for start, end in parts if is_sure(window[start:end])]


def _could_be_slots(sector: bytes, layout: FatLayout) -> bool:
    """Whether a sector holds directory entries of FAT, and behind them nothing but zeros."""
    for place, slot in enumerate(SLOT.iter_unpack(_filled(sector))):
        raw, attributes, wdate = slot[0], slot[1], slot[9]
        if attributes & LONG == LONG:
            if attributes != LONG or slot[2] or slot[10] or not _LONG_STARTS[raw[0]]:
                return False
            continue
        if attributes & LABEL or not wdate or not is_careful(slot):
            return False
        if raw[0] == _DOT and (place > 1 or not attributes & DIRECTORY):
            return False
        if not is_short_name(raw.translate(SHAPES), is_label=False):
            return False
        if not is_possible(slot[7] << 16 | slot[10], slot[11], layout):
            return False
    return True


def _has_file(part: bytes) -> bool:
    return any(slot[1] & LONG != LONG for slot in SLOT.iter_unpack(_filled(part)))


def _could_be_sets(sector: bytes, layout: FatLayout) -> bool:
    """Whether a sector holds entries of exFAT's sets, and behind them nothing but zeros."""
    del layout  # a set tells by itself whether it is one
    return all(_SET_KINDS[kind] for kind in _filled(sector)[::SLOT_BYTES])


def _has_set(part: bytes) -> bool:
    """Whether at least one set is whole, with its right checksum."""
    kinds = _filled(part)[::SLOT_BYTES]
    starts = (number * SLOT_BYTES for number, kind in enumerate(kinds) if kind & ~IN_USE == FILE)
    return any(_is_whole_set(part, start) for start in starts)


def _filled(content: bytes) -> bytes:
    """Up to the last entry that is not all zeros."""
    return content[: len(content.rstrip(b"\0")) + SLOT_BYTES - 1 & -SLOT_BYTES]


def _is_whole_set(part: bytes, place: int) -> bool:
    secondary = part[place + 1]
    end = place + SLOT_BYTES * (secondary + 1)
    if not 0 < secondary <= _MOST_SECONDARY or end > len(part):
        return False
    entries = bytearray(part[place:end])
    entries[::SLOT_BYTES] = bytes(
        kind | IN_USE for kind in entries[::SLOT_BYTES]
    )  # as it was when it was summed
    return set_sum(bytes(entries)) == int.from_bytes(entries[2:4], "little")
