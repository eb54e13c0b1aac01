"""Checksums that a container stores of its media or of itself, beside digests: for `verifying` to hold
them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChecksum:
    """The CRC32 of ranges of the media, as written when the container was made."""

    ranges: tuple[tuple[int, int], ...]  # (offset, length), in order and apart
    crc32: int
    words: str  # what lies there: "partition “disk image (Apple_HFS : 4)”"


@runtime_checkable
class ChecksItself(Protocol):
    """An image that stores more than digests of its media."""

    @property
    def stored_checksums(self) -> tuple[StoredChecksum, ...]: ...

    def check_container(self, still: Callable[[], None]) -> tuple[str, ...]:
        """Hold the container's own checksums, calling `still` after each piece that is read; gives what held,
        in words. Raise EvidenceUnreadable where one does not, and whatever `still` raises.
        """
        ...
