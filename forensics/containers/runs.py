"""Blocks of a container that lie together: what a table says of each block, gathered into runs.

One read then takes as many blocks as the file holds one behind the other, however small they are.
"""

from bisect import bisect_right
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class What(IntEnum):
    """What is known of a block."""

    BELOW = 0  # not kept here: the bytes of the image below, zeros where there is none
    ZEROS = 1  # zeros, whatever the image below holds
    STORED = 2
    PACKED = 3
    SPOILT = 4  # the table says what cannot be


class Run(NamedTuple):
    """Bytes of the media of which one thing is known."""

    what: int
    length: int
    place: int  # STORED: byte of the file; PACKED, SPOILT: the table's own entry; else 0


class Runs:
    """The blocks of one piece of a table, in order; never changed, so threads share them."""

    __slots__ = ("_behind", "_places", "_starts", "_whats")

    def __init__(
        self, whats: npt.NDArray[np.int8], places: npt.NDArray[np.int64], *, block_bytes: int
    ) -> None:
        """`places` as in `Run`."""
        steps = np.where(whats[:-1] == What.STORED, block_bytes, 0)
        is_new = (whats[1:] != whats[:-1]) | (places[1:] != places[:-1] + steps)
        starts = np.concatenate(([0], np.flatnonzero(is_new) + 1))
        self._starts: list[int] = (starts * block_bytes).tolist()
        self._whats: list[int] = whats[starts].tolist()
        self._places: list[int] = places[starts].tolist()
        self._behind = len(whats) * block_bytes

    def at(self, inside: int) -> Run:
        """What is known from byte `inside` of this piece on."""
        run = bisect_right(self._starts, inside) - 1
        end = self._starts[run + 1] if run + 1 < len(self._starts) else self._behind
        what, place = self._whats[run], self._places[run]
        if what == What.STORED:
            place += inside - self._starts[run]
        return Run(what, end - inside, place)

    def has(self, what: What) -> bool:
        return what in self._whats
