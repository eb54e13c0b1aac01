"""The CRC-32C that XFS keeps of each block and inode, within it."""

import numpy as np
from numpy.typing import NDArray

from forensics.crc32c import Rows, crc32c_of_rows


def is_sound(block: bytes, *, crc_at: int) -> bool:
    """Whether the CRC at `crc_at` of a block, which is taken as zero there, is right."""
    rows = np.frombuffer(block, dtype=np.uint8).reshape(1, -1)
    return bool(are_sound(rows, crc_at=crc_at)[0])


def are_sound(rows: Rows, *, crc_at: int) -> NDArray[np.bool_]:
    """The same of each of many blocks."""
    blank = rows.copy()
    blank[:, crc_at : crc_at + 4] = 0
    stored = np.ascontiguousarray(rows[:, crc_at : crc_at + 4]).view("<u4").reshape(-1)
    return np.asarray(crc32c_of_rows(blank) == stored, dtype=np.bool_)
