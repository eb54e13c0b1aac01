"""Whole columns of a source decoded at once: digests written in hexadecimal, sizes written in decimal.

What is wrong with a column is said as `UnfitRecord`, whose row is counted within the column.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from forensics.digests import DIGEST_BYTES, Algorithm
from forensics.hashset.parsing.hexdigests import raw_digest
from forensics.hashset.parsing.hexlines import unhexed
from forensics.hashset.records import (
    LARGEST_SIZE,
    NO_SIZE,
    DigestRows,
    UnfitRecord,
    Values,
    every_place,
)

_MOST_SIZE_DIGITS = len(str(LARGEST_SIZE))


def digest_column(written: Sequence[bytes | None], *, algorithm: Algorithm) -> Values | None:
    """The digests of a column; "" and `None` are records without one, and `None` is a column without any."""
    width = 2 * DIGEST_BYTES[algorithm]
    places = every_place(len(written))
    if not all(written):
        present = [place for place, value in enumerate(written) if value]
        places = np.array(present, dtype=np.uint32)
    texts = [value for value in written if value]
    if not texts:
        return None
    if set(map(len, texts)) == {width} and (raw := unhexed(b"".join(texts), algorithm)) is not None:
        return Values(raw=raw, places=places)
    raise _unfit_digest(texts, places=places, algorithm=algorithm)


def separated_digests(text: bytes, *, count: int, algorithm: Algorithm) -> DigestRows | None:
    """`count` digests in hexadecimal with one comma between each and the next; `None` for anything else."""
    digits = 2 * DIGEST_BYTES[algorithm]
    if len(text) + 1 != count * (digits + 1):
        return None
    written = np.frombuffer(text + b",", dtype=np.uint8).reshape(count, digits + 1)
    if (written[:, digits] != 0x2C).any():
        return None
    return unhexed(written[:, :digits].tobytes(), algorithm)


def separated_sizes(text: bytes, *, count: int) -> npt.NDArray[np.int64] | None:
    """`count` sizes in decimal with one comma between each and the next; `None` for anything else."""
    if text.translate(None, b"0123456789,"):
        return None
    commas = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord(","))
    digits = np.diff(commas, prepend=-1, append=len(text)) - 1
    if len(digits) != count or digits.min() < 1 or digits.max() >= _MOST_SIZE_DIGITS:
        return None
    return np.fromstring(text, dtype=np.int64, sep=",")


def size_column(written: Sequence[bytes]) -> npt.NDArray[np.int64]:
    """The sizes of a column of decimal digits, NO_SIZE where it is empty."""
    usual = separated_sizes(b",".join(written), count=len(written))
    if usual is not None:
        return usual
    for row, digits in enumerate(written):
        if digits and not digits.isdigit():
            raise UnfitRecord(row, "its size is not a number")
        if len(digits) > _MOST_SIZE_DIGITS or (digits and int(digits) > LARGEST_SIZE):
            raise UnfitRecord(row, "no file has the size that it gives")
    return np.array([int(digits) if digits else NO_SIZE for digits in written], dtype=np.int64)


def _unfit_digest(
    texts: Sequence[bytes], *, places: npt.NDArray[np.uint32], algorithm: Algorithm
) -> UnfitRecord:
    for place, text in zip(places, texts, strict=True):
        try:
            raw_digest(text, algorithm=algorithm)
        except ValueError as trouble:
            return UnfitRecord(int(place), str(trouble))
    return UnfitRecord(0, f"its {algorithm.upper()} values cannot be read")
