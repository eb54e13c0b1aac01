"""The contents of one exhibit by size and priority: all that a plan needs to know of a million entries."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from forensics.reader.surveying import AGAIN

Numbers = npt.NDArray[np.int64]
_PRIORITY_BITS = 3
_MASK = (1 << _PRIORITY_BITS) - 1


class SizeTable:
    """`sizes` and `priorities` row by row; `entries` counts names, `contents` what is read, once each."""

    def __init__(
        self,
        keys: npt.NDArray[np.uint64] | None = None,
        entries: Numbers | None = None,
        contents: Numbers | None = None,
    ) -> None:
        none = np.empty(0, dtype=np.int64)
        self._keys = np.empty(0, dtype=np.uint64) if keys is None else keys
        self.entries = none if entries is None else entries
        self.contents = none if contents is None else contents
        self.sizes = self._keys >> np.uint64(_PRIORITY_BITS)
        self.priorities = (self._keys & np.uint64(_MASK)).astype(np.int64)

    def with_pieces(self, pieces: Sequence[tuple[bytes, bytes]]) -> "SizeTable":
        """A table with these more: (sizes, marks) as a reader tells them."""
        sizes = np.frombuffer(b"".join(each for each, _ in pieces), dtype="<u8").astype(np.uint64)
        marks = np.frombuffer(b"".join(each for _, each in pieces), dtype=np.uint8)
        keys = (sizes << np.uint64(_PRIORITY_BITS)) | (marks & _MASK).astype(np.uint64)
        ones = np.ones(len(keys), dtype=np.int64)
        fresh = (marks & AGAIN == 0).astype(np.int64)
        found, places = np.unique(np.concatenate([self._keys, keys]), return_inverse=True)
        entries = np.bincount(places, weights=np.concatenate([self.entries, ones]), minlength=len(found))
        contents = np.bincount(places, weights=np.concatenate([self.contents, fresh]), minlength=len(found))
        return SizeTable(found, entries.astype(np.int64), contents.astype(np.int64))

    def which_occur(self, known: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """For each row, whether its size is among `known`, which ascend."""
        if not len(known):
            return np.zeros(len(self.sizes), dtype=np.bool_)
        places = np.minimum(np.searchsorted(known, self.sizes), len(known) - 1)
        return np.asarray(known[places] == self.sizes)
