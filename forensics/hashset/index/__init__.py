"""The index of a known-hash set: how it lies on the disk (`layout`), how it is looked up (`opened`), and many
sets together (`loaded`).
"""

from forensics.hashset.index.loaded import LoadedSets
from forensics.hashset.index.opened import HashIndex, RecordMatch, lock_at

__all__ = ["HashIndex", "LoadedSets", "RecordMatch", "lock_at"]
