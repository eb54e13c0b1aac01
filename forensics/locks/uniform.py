"""Bytes that are all equally frequent, in a volume without any known signature.

An encrypted container such as VeraCrypt's looks so, and so do compressed and random bytes; no more is said.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from forensics.errors import EvidenceUnreadable

SENTENCE: Final = (
    "No file system found: no known signature, uniform bytes. An encrypted container looks so, and so do "
    "random bytes."
)
_SAMPLE_BYTES: Final = 64 << 10
_SAMPLES: Final = 8
_SMALLEST_BYTES: Final = _SAMPLE_BYTES * 2  # TrueCrypt's own smallest volume is 275 KiB
_SECTOR_BYTES: Final = 512
# 255 degrees of freedom: mean 255, standard deviation 22.6. Six of these either way: once in 500 million.
_LEAST, _MOST = 120.0, 400.0


def is_uniform(read: Callable[[int, int], bytes], *, length_bytes: int) -> bool:
    """Whether samples over the whole volume, its first and last bytes among them, have the chi-square of
    random bytes. `False` where a sample cannot be read: that is no proof.
    """
    if length_bytes < _SMALLEST_BYTES or length_bytes % _SECTOR_BYTES:
        return False
    last = length_bytes - _SAMPLE_BYTES
    try:
        return all(
            _LEAST < _chi_square(read(last * number // (_SAMPLES - 1), _SAMPLE_BYTES)) < _MOST
            for number in range(_SAMPLES)
        )
    except EvidenceUnreadable:
        return False


def _chi_square(sample: bytes) -> float:
    """Against all 256 values alike."""
    if len(sample) < _SAMPLE_BYTES:
        return 0.0
    counts = np.bincount(np.frombuffer(sample, dtype=np.uint8), minlength=256)
    expected = len(sample) / 256
    return float(((counts - expected) ** 2).sum() / expected)
