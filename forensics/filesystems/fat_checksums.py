"""The checksums of exFAT's sets of directory entries.

Source: [EXFAT] Microsoft, "exFAT file system specification", 6.3.3.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

_SUM_PLACE = 2  # of the sum itself, two bytes that are not part of it
_FEW = 16  # sets that are summed one by one: laying them beside each other costs more


def set_sum(entries: bytes) -> int:
    """Of a set as it was when it was in use."""
    total = 0
    for at, byte in enumerate(entries):
        if at not in (_SUM_PLACE, _SUM_PLACE + 1):
            total = ((total & 1) << 15) + (total >> 1) + byte & 0xFFFF
    return total


def wrong_sums(content: bytes, sets: Sequence[tuple[int, int]]) -> int:
    """How many of the sets, each from a byte of `content` to another, have another sum than they say."""
    if len(sets) < _FEW:
        return sum(set_sum(content[start:end]) != _said(content, start) for start, end in sets)
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for start, end in sets:
        by_length[end - start].append(start)
    return sum(_wrong_of(content, starts, length) for length, starts in by_length.items())


def _said(content: bytes, start: int) -> int:
    return int.from_bytes(content[start + _SUM_PLACE : start + _SUM_PLACE + 2], "little")


def _wrong_of(content: bytes, starts: Sequence[int], length: int) -> int:
    """All of one length beside each other, byte by byte."""
    laid = np.frombuffer(content, dtype=np.uint8)[np.array(starts)[:, None] + np.arange(length)]
    total = np.zeros(len(starts), dtype=np.uint32)
    for at in range(length):
        if at not in (_SUM_PLACE, _SUM_PLACE + 1):
            lowest = (total & 1) << 15
            total >>= 1
            total += lowest
            total += laid[:, at]
            total &= 0xFFFF
    said = laid[:, _SUM_PLACE] + (laid[:, _SUM_PLACE + 1].astype(np.uint32) << 8)
    return int(np.count_nonzero(total != said))
